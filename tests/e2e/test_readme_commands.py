# SPDX-License-Identifier: Apache-2.0
"""Every command that the README quotes runs as it stands, in order, in a clone in a folder with spaces.

The section on a node is one script of its own: its lines build on one another, and its node is ended by TERM.
"""

import json
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.clones import CHECKOUT, run_shell
from not_running import not_run

OURS = ("./truceline", "scripts/demo", "scripts/test", ".ci/run")
WHOLE_SUITES = re.compile(r"^(scripts/test|\.ci/run)\b")
ONE_STEP = "scripts/test tests/unit/cli/test_doctor.py -q"
"""Stands for the whole suite, which cannot run inside itself."""
NODE = "A node"
"""Heading of the section on a node."""
PORT = "8340"
"""The port of that section; in a test any free one takes its place."""
ENDS_NODE = "trap 'kill -TERM \"$node\" 2>/dev/null || :' EXIT"
"""A script that breaks off leaves no node behind."""


def quoted_commands(page: str) -> tuple[str, ...]:
    """Give the project's own commands in the shell blocks of a page, in order.

    A prompt (``$``) is dropped, a line ended by a backslash goes on, comments are left out.
    """
    blocks = re.findall(r"^```(?:sh|shell|bash|console)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    commands = (line.strip().removeprefix("$ ") for line in lines)
    return tuple(command for command in commands if command.startswith(OURS))


def section_of(page: str, heading: str) -> str:
    """Give one section of a page, without its heading."""
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert found is not None, f"expected a section {heading!r}"
    return found[1]


def blocks_of(section: str, kind: str) -> tuple[str, ...]:
    """Give the blocks of a kind, such as ``sh``, in order."""
    return tuple(re.findall(rf"^```{kind}\n(.*?)^```", section, re.MULTILINE | re.DOTALL))


def documents_in(text: str) -> Iterator[dict[str, object]]:
    """Give the JSON documents that stand in a text among other lines, in order."""
    decoder, place = json.JSONDecoder(), text.find("{")
    while place >= 0:
        document, end = decoder.raw_decode(text, place)
        yield document
        place = text.find("{", end)


def is_shortened(shown: object, told: object) -> bool:
    """Say whether what a page shows is what was told with parts left out; an ellipsis stands for any letters."""
    if isinstance(shown, dict) and isinstance(told, dict):
        return all(key in told and is_shortened(shown[key], told[key]) for key in shown)
    if isinstance(shown, list) and isinstance(told, list):
        return len(shown) == len(told) and all(map(is_shortened, shown, told))
    if isinstance(shown, str) and isinstance(told, str):
        return re.fullmatch(".*".join(map(re.escape, shown.split("…"))), told, re.DOTALL) is not None
    return shown == told


def free_port() -> int:
    """Give a port of this machine on which nobody listens."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


@pytest.mark.network
def test_the_section_on_a_node_runs(lent_clone: Path) -> None:
    """It runs in one shell as it stands, each answer is the one that the page shows, and TERM ends the node with 0."""
    if shutil.which("curl") is None:
        not_run("the README asks a node with curl, which is not installed", could_be_given=True)
    section = section_of((lent_clone / "README.md").read_text(encoding="utf-8"), NODE)
    script = "\n".join(("set -eu", *blocks_of(section, "sh"))).replace(PORT, str(free_port()))
    done = run_shell(script.replace("node=$!", f"node=$!\n{ENDS_NODE}"), lent_clone)

    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    told = list(documents_in(done.stdout))
    assert [set(each) & {"is_ready", "intent", "items"} for each in told] == [
        {"is_ready"},
        *[{"intent"}] * 3,
        {"items"},
    ]
    shown = [json.loads(block) for block in blocks_of(section, "json")]
    assert is_shortened(shown[0], told[2]), told[2]
    assert is_shortened(shown[1], told[3]), told[3]
    assert all(each["exercise"] is True for each in told)
    items = told[4]["items"]
    assert isinstance(items, list)
    assert {each["kind"] for each in items} == {"conflict", "barred_plan"}
    assert not (lent_clone / "my-node" / "control.sock").exists()


@pytest.mark.parametrize(
    ("shown", "told", "expected"),
    [
        ({"a": "…T06:00Z"}, {"a": "2026-11-23T06:00Z", "b": 1}, True),
        ({"a": [1, 2]}, {"a": [1]}, False),
        ({"a": "one …"}, {"a": "two three"}, False),
        ({"a": {"b": []}}, {"a": {"b": [1]}}, False),
    ],
)
def test_what_is_shown_shortened_is_compared(shown: object, told: object, *, expected: bool) -> None:
    """Left-out fields and an ellipsis are no difference; anything else is one."""
    assert is_shortened(shown, told) is expected


def test_every_quoted_command_runs(lent_clone: Path) -> None:
    """Each ends with 0, and scripts/demo ends with the path of a report that is there."""
    page = (lent_clone / "README.md").read_text(encoding="utf-8")
    commands = quoted_commands(page.replace(section_of(page, NODE), ""))

    assert {"scripts/demo", "scripts/test"} <= {command.split()[0] for command in commands}
    for command in commands:
        done = run_shell(WHOLE_SUITES.sub(ONE_STEP, command) if WHOLE_SUITES.match(command) else command, lent_clone)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        if command.startswith("scripts/demo"):
            report = Path(done.stdout.splitlines()[-1])
            assert report.is_absolute()
            assert report.name == "report.html"
            assert report.is_file()


@pytest.mark.parametrize(
    ("page", "commands"),
    [
        ("```sh\nscripts/demo\n```\n", ("scripts/demo",)),
        ("```console\n$ ./truceline doctor\nall well\n```\n", ("./truceline doctor",)),
        ("```sh\n./truceline ruling \\\n  act.json  # as told\n```\n", ("./truceline ruling    act.json  # as told",)),
        ("```json\nscripts/demo\n```\nscripts/demo\n", ()),
    ],
)
def test_commands_are_found_in_shell_blocks_only(page: str, commands: tuple[str, ...]) -> None:
    """Output, other blocks and running text are not commands."""
    assert quoted_commands(page) == commands


def test_the_readme_is_there() -> None:
    """A newcomer finds it at the top of the checkout."""
    assert (CHECKOUT / "README.md").is_file()
