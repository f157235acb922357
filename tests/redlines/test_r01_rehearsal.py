# SPDX-License-Identifier: Apache-2.0
"""R1 and R2 for the rehearsal and the comparison of texts: what is unclear, never where force is not barred.

Whoever drafts in bad faith would ask: which wording takes most acts out of the clause; where, when and against whom
would that be; which plan of mine is then not barred. None of it is answered.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from exercise_acts import act, lines
from exercise_library import TRUCE
from redlines.kept import objects_in, run

LEAVING = {"not bound", "outside time", "outside place", "clause silent", "exempt", "in force, not yet applied"}
ACTS = (
    act("first", first_act=None, facts={"proportionate": True}),
    act("second", place={"country": "XA"}, facts={"proportionate": False}),
    act("third", actor=None, since="2001-02-13", facts={"proportionate": False}),
    act("relief", kind=["aid.passage"], actor=None, against=None),
)
HELD = {"prohibited", "contested", "cannot judge"}
SECRETS = (
    "first",
    "second",
    "third",
    "lake-band",
    "Lake Band",
    "Hill League",
    "hill-league",
    "2001-02",
    "10.5",
    "20.5",
)
"""What acts told: their ids, those in them, their days and places."""


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """Give a file of acts, each of which leaves the truce one thing to clarify."""
    path = tmp_path / "acts.jsonl"
    path.write_bytes(lines(*ACTS))
    return path


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """Give what a run prints."""
    assert run(*arguments) == 0
    return capsys.readouterr().out


def rehearsal(capsys: pytest.CaptureFixture[str], exland: Path, events: Path) -> dict[str, Any]:
    """Give a rehearsal as a document."""
    arguments = ("agreement", "rehearse", TRUCE, "--library", exland, "--events", events, "--json")
    found = json.loads(told(capsys, *arguments))
    assert isinstance(found, dict)
    return found


def test_a_rehearsal_names_no_act_place_day_or_force(
    exland: Path, events: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither in the text nor in the document stands anything that an act told."""
    arguments = ("agreement", "rehearse", TRUCE, "--library", exland, "--events", events)
    text, document = told(capsys, *arguments), told(capsys, *arguments, "--json")

    assert "T1" in text
    assert [secret for secret in SECRETS if secret in text or f'"{secret}' in document] == []


def test_no_answer_stands_apart_from_its_contrary(
    exland: Path, events: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A way out of the clause is counted only together with *prohibited*: no number says how many acts would leave."""
    answers = [each for each in objects_in(rehearsal(capsys, exland, events)) if "words" in each and "rulings" in each]
    possible = [set(each["words"]) for each in answers if isinstance(each["words"], list)]

    assert len(possible) >= 3
    assert all("prohibited" in words for words in possible)
    assert any(words & LEAVING for words in possible)


def test_what_a_permission_could_answer_is_not_told(
    exland: Path, events: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """That a text would permit is no result of a rehearsal."""
    document = rehearsal(capsys, exland, events)
    permissions = [each for each in document["sentences"] if each["modality"] == "permitted"]

    assert any(each["undecided"] for each in permissions)
    assert all(count["answers"] == [] for each in permissions for count in each["clarifications"])


def test_the_order_of_clarifications_knows_no_way_out(
    exland: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is by what is settled whichever way; in which order acts stand changes nothing."""
    found = set()
    for number, order in enumerate((ACTS, ACTS[::-1], ACTS[2:] + ACTS[:2])):
        path = tmp_path / f"{number}.jsonl"
        path.write_bytes(lines(*order))
        found.add(str(rehearsal(capsys, exland, path)["clarifications"]))

    assert len(found) == 1


@pytest.mark.parametrize("command", ["rehearse", "diff"])
def test_planned_acts_are_put_to_no_draft(
    command: str, exland: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A plan alone is no past act: nothing is said. Among others it is set aside."""
    draft = tmp_path / f"{TRUCE}.yaml"
    text = (exland / "agreements" / f"{TRUCE}.yaml").read_text(encoding="utf-8")
    draft.write_text(text.replace("kinds: [force]", "kinds: [force.air]"), encoding="utf-8")
    plans = tmp_path / "plans.jsonl"
    plans.write_bytes(lines(act("plan", stage="planned"), act("yet-to-come", since="2100-01-01")))
    names = (draft,) if command == "rehearse" else (TRUCE, draft)
    code = run("agreement", command, *names, "--library", exland, "--events", plans)
    printed = capsys.readouterr()

    assert code == 65
    assert printed.out == ""
    assert "2 rows or lines set aside" in printed.err


def compared(
    capsys: pytest.CaptureFixture[str], folders: tuple[Path, Path], events: Path, *changes: tuple[str, str]
) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Compare the truce with a changed copy: the text for people, the document, and the document the other way."""
    exland, folder = folders
    draft = folder / f"{TRUCE}.yaml"
    text = (exland / "agreements" / f"{TRUCE}.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    draft.write_text(text, encoding="utf-8")
    further = ("--library", exland, "--events", events)
    words = told(capsys, "agreement", "diff", TRUCE, draft, *further)
    documents = [
        json.loads(told(capsys, "agreement", "diff", *names, *further, "--json"))["otherwise"]
        for names in ((TRUCE, draft), (draft, TRUCE))
    ]
    return words, documents[0], documents[1]


def test_a_comparison_names_acts_by_their_ids_alone(
    exland: Path, events: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which past acts are ruled otherwise is told, by ids; where, when and against whom is not."""
    change = ("    zones: [square]\n", "")
    _, otherwise, _ = compared(capsys, (exland, tmp_path), events, change)
    turns = {clause["after"]: clause["turns"] for clause in otherwise["clauses"]}

    assert turns["T1"]
    assert all(set(turn) == {"before", "after", "acts", "examples"} for each in turns.values() for turn in each)
    assert all(turn["examples"] == [] for turn in turns.get("T2", []))
    assert {name for each in objects_in(otherwise) for name in each} <= {
        *("acts", "otherwise", "strongest", "clauses", "before", "after", "turns", "examples", "open_otherwise"),
        *("some_leave", "some_enter"),
    }


WAYS_OUT = (
    (("kinds: [force]", "kinds: [force.air]"),),
    (('bound: ["role:party"]', "bound: [lake-band]"),),
    (("applied: {on: 2001-02-10", "applied: {on: 2001-02-28"), ("measured_on: 2001-02-10", "measured_on: 2001-02-28")),
)


@pytest.mark.parametrize("changes", WAYS_OUT)
def test_no_comparison_counts_the_acts_that_a_wording_frees(
    changes: tuple[tuple[str, str], ...],
    exland: Path,
    events: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """R2: only that there are some, by no clause, with no number and no id; nor the other way round."""
    words, out, back = compared(capsys, (exland, tmp_path), events, *changes)
    turned = [turn for found in (out, back) for each in objects_in(found) if "turns" in each for turn in each["turns"]]
    turned += [*out["strongest"], *back["strongest"]]

    assert (out["some_leave"], back["some_enter"]) == (True, True)
    assert "Some acts leave a clause" in words
    assert [turn for turn in turned if (turn["before"] in HELD) is not (turn["after"] in HELD)] == []
    assert out["otherwise"] == back["otherwise"]
    assert "first" not in words


def test_two_wordings_that_free_differently_many_acts_read_alike(
    exland: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """R2: whoever tries wordings in a loop learns from no number which of them frees more."""
    found = []
    for number, kinds in enumerate((("force.fire",), ("force.fire", "force.fire.mortar"))):
        events = tmp_path / f"{number}.jsonl"
        few = [act(f"act-{n}", kind=[kind], first_act=None) for n, kind in enumerate(kinds)]
        rest = [act(f"air-{n}", kind=["force.air"], first_act=None) for n in range(3 - len(few))]
        events.write_bytes(lines(*few, *rest))
        change = ("kinds: [force]", "kinds: [force.air]")
        _, otherwise, back = compared(capsys, (exland, tmp_path), events, change)
        found.append((otherwise, back))

    assert found[0] == found[1]
    assert found[0][0]["some_leave"] is True
