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


def test_a_comparison_names_acts_by_their_ids_alone(
    exland: Path, events: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which past acts are ruled otherwise is told, by ids; where, when and against whom is not."""
    draft = tmp_path / f"{TRUCE}.yaml"
    text = (exland / "agreements" / f"{TRUCE}.yaml").read_text(encoding="utf-8")
    changed = text.replace("kinds: [force]", "kinds: [force.air]").replace(
        'bound: ["role:party"]', "bound: [lake-band]"
    )
    draft.write_text(changed, encoding="utf-8")
    arguments = ("agreement", "diff", TRUCE, draft, "--library", exland, "--events", events, "--json")
    otherwise = json.loads(told(capsys, *arguments))["otherwise"]
    turns = {clause["after"]: clause["turns"] for clause in otherwise["clauses"]}

    assert turns["T1"]
    assert all(set(turn) == {"before", "after", "acts", "examples"} for each in turns.values() for turn in each)
    assert all(turn["examples"] == [] for turn in turns.get("T2", []))
    assert {name for each in objects_in(otherwise) for name in each} <= {
        *("acts", "otherwise", "strongest", "clauses", "before", "after", "turns", "examples", "open_otherwise"),
    }
