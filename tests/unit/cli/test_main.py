# SPDX-License-Identifier: Apache-2.0
"""How the command line starts and ends."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import msgspec
import pytest

from truceline.base.errors import (
    AgreementError,
    ClosedError,
    Fault,
    FaultList,
    InputError,
    NotFoundError,
    RedLineError,
    StorageError,
)
from truceline.cli import lazy, main
from truceline.cli.commands import COMMANDS, Command

HEAVY = ("numpy", "numba", "shapely", "jinja2", "pyarrow", "fastapi", "msgspec", "ruamel", "arro3")


def two_faults() -> None:
    """Raise what reading a document with two faults raises."""
    faults = FaultList()
    for line in (3, 9):
        faults.add(Fault(file="a.yaml", line=line, where="zones", expected="a zone", got="nothing"))
    faults.raise_if_any("a.yaml")


def failing(error: BaseException) -> Callable[[], None]:
    """Give a function that raises an error."""

    def fail() -> None:
        raise error

    return fail


@pytest.fixture
def run_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None], list[str]], int]:
    """Give a way to run the command line with one command, ``probe``, that does what a function does."""

    def run(body: Callable[[], None], arguments: list[str]) -> int:
        def probe(*, json: bool) -> None:
            del json
            body()

        command = click.command("probe")(click.option("--json", is_flag=True)(probe))
        entry = Command(name="probe", door="nowhere:probe", help="Probe.", example="probe")
        monkeypatch.setattr(lazy, "COMMANDS", (entry,))
        monkeypatch.setattr(lazy, "open_door", lambda _: command)
        return main.main(["probe", *arguments])

    return run


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (InputError("no"), 65),
        (AgreementError("no"), 65),
        (NotFoundError("no"), 66),
        (ClosedError("no"), 69),
        (StorageError("no"), 74),
        (PermissionError(13, "denied", "a.yaml"), 74),
        (RedLineError("no"), 77),
        (AssertionError("no"), 70),
        (KeyboardInterrupt(), 130),
        (BrokenPipeError(), 0),
    ],
    ids=lambda case: type(case).__name__ if isinstance(case, BaseException) else str(case),
)
def test_an_error_ends_with_its_code_and_no_traceback(
    error: BaseException,
    exit_code: int,
    run_with: Callable[[Callable[[], None], list[str]], int],
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The shell sees the code, the reader one sentence."""
    assert run_with(failing(error), []) == exit_code
    assert "Traceback" not in capfd.readouterr().err


def test_faults_come_one_per_line(
    run_with: Callable[[Callable[[], None], list[str]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Two faults are two lines and a sentence that counts them."""
    assert run_with(two_faults, []) == 65
    assert capsys.readouterr().err.splitlines() == [
        "a.yaml:3: zones: expected a zone, got nothing",
        "a.yaml:9: zones: expected a zone, got nothing",
        "truceline: a.yaml: 2 faults",
    ]


def test_with_json_the_error_is_one_document(
    run_with: Callable[[Callable[[], None], list[str]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    """A program reads schema, code, message and faults from standard error; standard output stays empty."""
    assert run_with(two_faults, ["--json"]) == 65

    said = capsys.readouterr()
    document = msgspec.json.decode(said.err)
    assert said.out == ""
    assert document["schema"] == "truceline/error/1"
    assert document["error"]["code"] == "agreement"
    assert len(document["error"]["faults"]) == 2


def test_a_mistake_of_ours_among_faults_is_not_blamed_on_the_input(
    run_with: Callable[[Callable[[], None], list[str]], int],
) -> None:
    """A group with one mistake of ours ends with 70."""
    group = ExceptionGroup("both", [InputError("theirs"), AssertionError("ours")])

    assert run_with(failing(group), []) == 70


def test_the_place_is_shown_when_asked_for(
    run_with: Callable[[Callable[[], None], list[str]], int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """TRUCELINE_TRACEBACK=1 is how a mistake of ours is reported."""
    monkeypatch.setenv("TRUCELINE_TRACEBACK", "1")

    assert run_with(failing(AssertionError("here")), []) == 70
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["no-such-command"], ["doctor", "--no-such-option"]])
def test_a_wrong_command_line_ends_with_2_and_names_the_help(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The reader learns what was not understood and where help is."""
    assert main.main(arguments) == 2
    assert "--help" in capsys.readouterr().err


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
def test_every_door_of_the_table_opens_and_shows_its_help(entry: Command, capsys: pytest.CaptureFixture[str]) -> None:
    """The table names no command that is not there, and its example starts with its name."""
    assert main.main([*entry.name.split(), "--help"]) == 0
    assert "Usage: truceline " + entry.name in capsys.readouterr().out
    assert entry.example.startswith(entry.name)


def test_help_imports_nothing_heavy(checkout: Path) -> None:
    """Asking for help loads neither arrays nor geometry nor readers of documents."""
    code = (
        "import sys; from truceline.cli import main; main.main(['--help']);"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    environment = os.environ | {"PYTHONPATH": str(checkout / "src")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)

    assert "Commands:" in done.stdout
    assert not set(done.stderr.split()) & set(HEAVY)
