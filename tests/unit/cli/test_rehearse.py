# SPDX-License-Identifier: Apache-2.0
"""``truceline agreement rehearse`` and ``agreement diff`` as a user runs them, with right and wrong input."""

import re
import shlex
from pathlib import Path
from typing import Any

import msgspec
import pytest

from event_rows import csv_bytes, row, write
from exercise import EXERCISE, change
from exercise_acts import act, claim, lines
from exercise_library import TRUCE, write_library
from truceline.cli import main

CHECKOUT = Path(__file__).resolve().parent.parent.parent.parent
EXAMPLES = CHECKOUT / "docs" / "examples"
DRAFT, ACTS = EXAMPLES / "harbour-draft.yaml", EXAMPLES / "harbour-acts.jsonl"
QUOTED = re.findall(
    r"^\./truceline .+$", (CHECKOUT / "docs" / "rehearsal.md").read_text(encoding="utf-8"), re.MULTILINE
)
HARBOUR = ("agreement", "rehearse", DRAFT, "--library", EXERCISE, "--events", ACTS)


@pytest.fixture(scope="module")
def exland(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the invented library."""
    return write_library(tmp_path_factory.mktemp("exland"))


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Run the command line in this process."""
    code = main.main([str(each) for each in arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def document(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    """Run it with ``--json`` and read what it printed."""
    code, out, err = run(capsys, *arguments, "--json")
    assert code == 0, err
    found = msgspec.json.decode(out)
    assert isinstance(found, dict)
    return found


def edited(folder: Path, exland: Path, old: str, new: str) -> Path:
    """Copy the truce out of its library and change one line."""
    path = folder / f"{TRUCE}.yaml"
    path.write_bytes((exland / "agreements" / f"{TRUCE}.yaml").read_bytes())
    change(path, old, new)
    return path


def test_the_example_is_told_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    """Marked as an exercise; words, status, what to clarify and a bar for each clarification."""
    code, out, _ = run(capsys, *HARBOUR)

    assert code == 0
    assert out.startswith("EXERCISE: everything below is invented.\n")
    assert "“the sides hold their fire round the harbour”" in out
    assert "[gloss]  No harm to townsfolk" in out
    assert "Publish the outline or the list of places" in out
    assert "########" in out
    assert "++++++++" in out
    assert max(len(line) for line in out.splitlines()) <= 130


def test_the_document_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """Schema, numbers, and every clarification with who could settle it."""
    told = document(capsys, *HARBOUR)
    first = told["clarifications"][0]

    assert told["schema"] == "truceline/rehearsal/1"
    assert (told["acts"], told["undecided"], told["by_text"], told["duties"]) == (12, 10, 4, 1)
    assert told["read_as_if_applied"] == ["harbour-draft"]
    assert told["exercise"] is True
    assert (first["provision"], first["question"], first["by"], first["settles"]) == ("H1", "boundary", "text", 2)
    assert first["answers"] == [{"words": ["outside place", "prohibited"], "rulings": 2}]
    assert [each["status"] for each in told["sentences"]] == ["text", "text", "gloss"]


def test_rows_of_an_event_file_are_rehearsed(exland: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two acts a row, and who began is told by none of them."""
    events = write(tmp_path, csv_bytes([row(date_start="2001-02-13", date_end="2001-02-13"), row(id="2")]))
    told = document(capsys, "agreement", "rehearse", TRUCE, "--library", exland, "--events", events)
    found = {(each["question"], each["by"]): each["rulings"] for each in told["clarifications"]}

    assert told["acts"] == 4
    assert found["initiator", "report"] == 2


def test_nothing_open_is_said(exland: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One act of which everything is told."""
    events = tmp_path / "acts.jsonl"
    events.write_bytes(lines(act(facts={"proportionate": False})))
    code, out, _ = run(capsys, "agreement", "rehearse", TRUCE, "--library", exland, "--events", events)

    assert code == 0
    assert "every ruling is decided" in " ".join(out.split())


def test_lines_that_cannot_be_used_are_counted(
    exland: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A planned act is set aside with its red line and never rehearsed; the rest goes on."""
    events = tmp_path / "acts.jsonl"
    events.write_bytes(lines(act("planned", stage="planned"), act("done", first_act=None)))
    arguments = ("agreement", "rehearse", TRUCE, "--library", exland, "--events", events)
    told = document(capsys, *arguments)
    _, out, _ = run(capsys, *arguments)

    assert (told["acts"], told["set_aside"]) == (1, 1)
    assert "1 rows or lines could not be used" in out


def test_a_diff_tells_the_clause_and_the_acts(exland: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sentence narrowed to aircraft leaves out the mortar round, and the round is named."""
    path = edited(tmp_path, exland, "kinds: [force]", "kinds: [force.air]")
    events = tmp_path / "acts.jsonl"
    events.write_bytes(lines(act("round-1", facts={"proportionate": False}), act("open", kind=["force"])))
    arguments = ("agreement", "diff", TRUCE, path, "--library", exland, "--events", events)
    told = document(capsys, *arguments)
    code, out, _ = run(capsys, *arguments)
    part = next(each for each in told["parts"] if each["kind"] == "clause" and each["after"] == "T1")
    (clause,) = told["otherwise"]["clauses"]

    assert code == 0
    assert told["schema"] == "truceline/agreement-diff/1"
    assert part["fields"] == [{"field": "kinds", "before": ["force"], "after": ["force.air"]}]
    assert {"before": "prohibited", "after": "clause silent", "acts": 1, "examples": ["round-1"]} in clause["turns"]
    assert "prohibited  ->  clause silent: 1  (such as round-1)" in out
    assert "CHANGED  T1  No use of force in the square" in out


def test_a_diff_needs_no_acts(exland: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without any the texts are compared alone, and it is said what would tell more."""
    path = edited(tmp_path, exland, "status: gloss", "status: text")
    code, out, _ = run(capsys, "agreement", "diff", TRUCE, path, "--library", exland)

    assert code == 0
    assert "passage.status: gloss  ->  text" in out
    assert "No past acts were given" in out


def test_a_copy_is_the_same(exland: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing differs, and no act is ruled otherwise."""
    path = edited(tmp_path, exland, "id: T1\n", "id: T1 \n")
    events = tmp_path / "acts.jsonl"
    events.write_bytes(lines(act()))
    told = document(capsys, "agreement", "diff", TRUCE, path, "--library", exland, "--events", events)

    assert told["same"] is True
    assert (told["otherwise"]["acts"], told["otherwise"]["otherwise"]) == (1, 0)


@pytest.mark.parametrize("command", QUOTED)
def test_every_command_of_the_page_runs(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As docs/rehearsal.md quotes it, from the top of the checkout."""
    monkeypatch.chdir(CHECKOUT)
    code, out, err = run(capsys, *shlex.split(command)[1:])

    assert code == 0, err
    assert len(out.splitlines()) > 5


WRONG: dict[str, tuple[tuple[object, ...], int, str]] = {
    "no acts are named": (("agreement", "rehearse", "quay-truce"), 2, "got neither"),
    "both are named": (("agreement", "rehearse", "quay-truce", "--incidents", "--events", ACTS), 2, "got both"),
    "an unknown id": (("agreement", "rehearse", "quay-truse", "--incidents"), 66, "did you mean quay-truce?"),
    "no such file": (("agreement", "rehearse", "nothing.yaml", "--incidents"), 66, "nothing.yaml: expected"),
    "no such events": (("agreement", "rehearse", "quay-truce", "--events", "nothing.csv"), 66, "nothing.csv"),
    "the same text twice": (("agreement", "diff", "quay-truce", "quay-truce"), 65, "the same one twice"),
    "a whole library": (("agreement", "diff", EXERCISE, "quay-truce"), 65, "expected one agreement"),
    "claims without acts": (("agreement", "diff", "quay-truce", "gull-memo", "--claims", ACTS), 2, "got neither"),
    "a real text beside an invented one": (
        ("agreement", "diff", "quay-truce", "syria-2015-2017:astana-2017"),
        77,
        "red line R11",
    ),
}


@pytest.mark.parametrize(("arguments", "expected", "words"), WRONG.values(), ids=WRONG)
def test_wrong_input_is_told(
    arguments: tuple[object, ...], expected: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit code, one sentence, nothing on standard output."""
    code, out, err = run(capsys, *arguments, "--library", EXERCISE)

    assert (code, out) == (expected, "")
    assert words in err
    assert "Traceback" not in err


def test_an_events_file_without_acts_is_an_error(
    exland: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Claims alone put nothing to the text."""
    events = tmp_path / "claims.jsonl"
    body = {"force": "lake-band", "authority": "x", "listed": True, "source": {"ref": ["X1"]}}
    events.write_bytes(lines(claim("c-1", designation=body)))
    code, out, err = run(capsys, "agreement", "rehearse", TRUCE, "--library", exland, "--events", events)

    assert (code, out) == (65, "")
    assert "expected at least one past act" in err


def test_every_fault_of_a_draft_is_printed(exland: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As ``agreement check`` prints them."""
    path = edited(tmp_path, exland, "zones: [square]", "zones: [circle]")
    change(path, "kinds: [aid.passage]", "kinds: [aid.passages]")
    code, out, err = run(capsys, "agreement", "rehearse", path, "--library", exland, "--events", ACTS)
    _, checked, _ = run(capsys, "agreement", "check", path, "--library", exland)

    assert (code, out) == (65, "")
    assert err.splitlines()[:2] == checked.splitlines()[:2]
    assert err.splitlines()[2].endswith("2 faults")
