# SPDX-License-Identifier: Apache-2.0
"""R9: no score, rank, colour scale or league table of parties or persons."""

import re
from pathlib import Path

import pytest

from event_rows import csv_bytes, row
from exercise import shipped
from exercise_acts import act
from redlines.kept import assess_acts, objects_in, read_json, read_lines, run

SCORING = re.compile(
    r"score|rank|rating|grade|league|worst|best|blame|guilt|percentile|by_party|by_actor|by_force|per_party"
)
ACTORS = {"northland", "northland-army", "hill-league", "lake-band", "Northland", "Northland Army", "Hill League"}
NOT_KNOWN = "unmapped_actors"
"""Names that the library does not know, counted so that somebody adds them; nothing is ruled about them."""


def test_no_field_scores_or_ranks(results: Path) -> None:
    """No name in the assessment or in a finding is that of a score, nor of a count by party."""
    documents = [read_json(results / "assessment.json"), *read_lines(results / "findings.jsonl")]
    names = {name for document in documents for each in objects_in(document) for name in each}

    assert len(names) > 50
    assert {name for name in names if SCORING.search(name)} == set()


def test_nothing_is_counted_by_party(results: Path) -> None:
    """No object of the assessment has both an actor and a number; party names are no keys."""
    document = read_json(results / "assessment.json")
    document["events"].pop(NOT_KNOWN)
    for each in objects_in(document):
        texts = {value for value in each.values() if isinstance(value, str)}
        numbers = [value for value in each.values() if isinstance(value, int | float) and not isinstance(value, bool)]

        assert not (texts & ACTORS and numbers), each
        assert not set(each) & ACTORS


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory, exland: Path) -> dict[str, Path]:
    """Give results of every kind of input: the documented incidents, and rows of events beside press texts."""
    folder = tmp_path_factory.mktemp("assessed")
    assert run("assess", "--incidents", "--out", folder / "incidents") == 0
    days = [f"2001-02-{day:02}" for day in range(1, 28)]
    (folder / "rows.csv").write_bytes(csv_bytes([row(id=day, date_start=day, date_end=day) for day in days]))
    for name, killed in (("one", 12), ("two", 30)):
        text = (
            f"EXERCISE. Northland said on Monday that {killed} fighters of the Hill League were killed in the strike.\n"
        )
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    given = ("--events", folder / "rows.csv", "--texts", folder / "one.txt", folder / "two.txt")
    assert run("assess", "--library", exland, *given, "--out", folder / "texts") == 0
    return {name: folder / name for name in ("incidents", "texts")}


@pytest.mark.parametrize("which", ["incidents", "texts"])
def test_no_field_of_any_input_scores_or_ranks(which: str, assessed: dict[str, Path]) -> None:
    """The one grade is that of an incident and of its acts: how well it is established, never how anybody does."""
    document = read_json(assessed[which] / "assessment.json")
    for incident in document["origins"]["incidents"]:
        del incident["grade"]
        for each in incident["acts"]:
            del each["grade"]
    names = {name for each in objects_in(document) for name in each}

    assert len(names) > 100
    assert {name for name in names if SCORING.search(name)} <= {"gradings"}


@pytest.mark.parametrize("which", ["incidents", "texts"])
def test_no_row_pairs_a_party_with_a_count(which: str, assessed: dict[str, Path]) -> None:
    """Of real parties or invented ones; an act that a party admits lists it by name, among the facts of that act."""
    document = read_json(assessed[which] / "assessment.json")
    document["events"].pop(NOT_KNOWN)
    actors = ACTORS | {*shipped().parties, *shipped().forces}
    counted = [
        each
        for each in objects_in(document)
        if set(each) & actors
        or ({value for value in each.values() if isinstance(value, str)} & actors and _has_count(each))
        or (_lists(each) & actors and _has_count(each) and not ("act" in each and _lists(each) & actors <= _own(each)))
    ]

    assert counted == []


def test_no_party_stands_for_several_incidents(assessed: dict[str, Path]) -> None:
    """Incidents stand in the order of the library; of who admits, no row adds up more than its own act."""
    found = read_json(assessed["incidents"] / "assessment.json")["origins"]["incidents"]
    known = [incident.id for incident in shipped().incidents]
    order = [known.index(each["incident"]) for each in found]

    assert any(each["admitting"] for incident in found for each in incident["acts"])
    assert order == sorted(order)
    assert not [incident for incident in found if "admitting" in incident]
    assert all(each["n_parties_admitting"] == len(each["admitting"]) for incident in found for each in incident["acts"])


def _lists(each: dict[str, object]) -> set[str]:
    return {one for value in each.values() if isinstance(value, list) for one in value if isinstance(one, str)}


def _own(each: dict[str, object]) -> set[str]:
    """Give the parties and outlets that one act lists as those who tell of it."""
    return _lists({name: each.get(name) for name in ("admitting", "origins", "known_origins")})


def _has_count(each: dict[str, object]) -> bool:
    counts = ("acts", "events", "rulings", "count", "findings", "prohibited", "contested")
    further = ("n_reports", "n_origins", "n_independent", "n_parties_admitting", "statements", "reports")
    return any(name in each for name in (*counts, *further))


def test_whose_act_comes_first_means_nothing(exland: Path, tmp_path: Path) -> None:
    """Findings stand in the order of the input, whoever acted; no order is by party."""
    one = act("b-shot", facts={"proportionate": False})
    other = act("a-shot", actor=["hill-league"], against=["northland-army"], facts={"proportionate": False})
    for number, order in enumerate(((one, other), (other, one))):
        folder = tmp_path / str(number)
        folder.mkdir()
        out = assess_acts(folder, exland, *order)
        found = [finding["act"] for finding in read_lines(out / "findings.jsonl")]

        assert found == [record["id"] for record in order]


def test_no_colour_stands_for_a_party(results: Path) -> None:
    """No class, id or colour of the page is named after a party or force."""
    page = (results / "report.html").read_text(encoding="utf-8").lower()
    named = re.findall(r'(?:class|id|fill|stroke|data-[a-z]+)="([^"]*)"', page)

    assert named
    assert not [each for each in named if any(actor.lower() in each for actor in ACTORS)]
