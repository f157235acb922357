# SPDX-License-Identifier: Apache-2.0
"""R11 for libraries: what is invented is marked and named so, invents its actors, says EXERCISE in every output."""

import json
import shutil
from pathlib import Path

import pytest

from exercise import EXERCISE
from exercise_acts import act, lines
from exercise_library import LIBRARY_ID, TRUCE
from redlines.kept import run
from truceline.agreement.library import DEFAULT_LIBRARY
from truceline.exports import recounts

RULES = ("every", "week")


@pytest.fixture
def library(exland: Path, tmp_path: Path) -> Path:
    """Give a copy of the invented library that a test may change."""
    return shutil.copytree(exland, tmp_path / "library")


def rewrite(path: Path, old: str, new: str) -> None:
    """Change a file of a library."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def refused(library: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Give what is said when a library is refused, by the check of files as by every command that reads it."""
    assert run("agreement", "check", library) == 65
    told = capsys.readouterr()
    assert run("agreement", "show", TRUCE, "--library", library) == 65
    read = capsys.readouterr()

    assert read.out == ""
    assert "red line R11" in read.err
    return told.out + told.err


@pytest.mark.parametrize("exercise", ["", "exercise: false"])
def test_an_id_of_an_exercise_needs_the_mark(exercise: str, library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A library that is named as an exercise and does not say so is refused."""
    rewrite(library / "library.yaml", "exercise: true", exercise)

    assert "red line R11: exercise: true" in refused(library, capsys)


@pytest.mark.parametrize("name", ["exland", "exercises", "my-exercise"])
def test_the_mark_needs_the_id_of_an_exercise(name: str, library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The id stands in every result; an invented library whose id does not say so is refused."""
    rewrite(library / "library.yaml", f"id: {LIBRARY_ID}", f"id: {name}")

    assert "red line R11: the id exercise" in refused(library, capsys)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("id: lake-band", "id: ahrar-al-sham"),
        ("name: Lake Band", "name: Ahrar al-Sham"),
        ("name: Lake Band", "name: AHRAR AL-SHAM"),
        ("{id: lake-band, name: Lake Band,", "{id: lake-band, name: Lake Band, aliases: [{name: Russia}],"),
        ("parties:\n", "parties:\n  - {id: russia, name: Riverland, kind: state}\n"),
    ],
)
def test_an_exercise_names_no_real_party_or_force(
    old: str, new: str, library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither by an id nor by a name or alias of the library that is shipped."""
    rewrite(library / "parties.yaml", old, new)
    told = refused(library, capsys)

    assert "invented parties and forces alone" in told
    assert DEFAULT_LIBRARY in told


def test_the_real_library_cannot_be_made_an_exercise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A copy of it is valid, under another id as well; with the mark of an exercise it is refused."""
    copy = tmp_path / "copy"
    assert run("agreement", "export", DEFAULT_LIBRARY, "--out", copy) == 0
    header = copy / "library.yaml"
    rewrite(header, f"id: {DEFAULT_LIBRARY}", "id: my-copy")
    assert run("agreement", "check", copy) == 0
    capsys.readouterr()
    rewrite(header, "id: my-copy", "id: exercise-copy\nexercise: true")

    assert run("agreement", "check", copy) == 65
    told = capsys.readouterr()
    assert "invented parties and forces alone" in told.out + told.err


def test_invented_libraries_are_valid(exland: Path) -> None:
    """Both libraries of the tests keep to it."""
    assert run("agreement", "check", exland) == 0
    assert run("agreement", "check", EXERCISE) == 0


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """Give a file of invented acts."""
    path = tmp_path / "acts.jsonl"
    path.write_bytes(lines(act("one"), act("two", since="2001-02-13")))
    return path


@pytest.fixture
def commands(exland: Path, events: Path, tmp_path: Path) -> dict[str, tuple[object, ...]]:
    """Give a command line of every command that says something of a library, of a draft or of events."""
    rules = [tmp_path / f"{name}.yaml" for name in RULES]
    for path, asked in zip(rules, ("", "dyads: [Northland - Hill League], "), strict=True):
        rule = f"{{id: {path.stem}, title: {path.stem}, {asked}window_days: 7}}"
        path.write_text(f"schema: truceline/counting/1\nrules:\n  - {rule}\n", encoding="utf-8")
    draft = tmp_path / "draft.yaml"
    text = (exland / "agreements" / f"{TRUCE}.yaml").read_text(encoding="utf-8")
    draft.write_text(text.replace(f"id: {TRUCE}", "id: draft", 1), encoding="utf-8")
    given = ("--library", exland, "--events", events)
    return {
        "recount": ("recount", "--rule", rules[0], "--rule", rules[1], *given),
        "rehearse": ("agreement", "rehearse", TRUCE, *given),
        "diff": ("agreement", "diff", TRUCE, draft, *given),
        "diff of texts": ("agreement", "diff", TRUCE, draft, "--library", exland),
        "list": ("agreement", "list", "--library", exland),
        "show": ("agreement", "show", TRUCE, "--library", exland),
    }


@pytest.mark.parametrize("name", ["recount", "rehearse", "diff", "diff of texts", "list", "show"])
def test_every_output_of_an_exercise_is_marked(
    name: str, commands: dict[str, tuple[object, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    """For people in the first line, for programs as a field."""
    assert run(*commands[name]) == 0
    assert capsys.readouterr().out.startswith("EXERCISE")
    assert run(*commands[name], "--json") == 0
    assert json.loads(capsys.readouterr().out)["exercise"] is True


def test_a_written_recount_is_marked(
    commands: dict[str, tuple[object, ...]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In its document, and by the library's id."""
    assert run(*commands["recount"], "--out", tmp_path / "out") == 0
    written = json.loads((tmp_path / "out" / recounts.RECOUNT.marker).read_bytes())

    assert capsys.readouterr().out
    assert written["exercise"] is True
    assert written["library"] == LIBRARY_ID
