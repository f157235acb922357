# SPDX-License-Identifier: Apache-2.0
"""R9: no score, rank, colour scale or league table of parties or persons."""

import re
from pathlib import Path

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


def test_real_parties_are_not_counted_either(tmp_path: Path) -> None:
    """The same for the documented incidents of the shipped library."""
    assert run("assess", "--incidents", "--out", tmp_path / "out") == 0
    document = read_json(tmp_path / "out" / "assessment.json")
    document["events"].pop(NOT_KNOWN)
    actors = {*shipped().parties, *shipped().forces}
    counted = [
        each
        for each in objects_in(document)
        if set(each) & actors
        or ({value for value in each.values() if isinstance(value, str)} & actors and _has_count(each))
    ]

    assert counted == []


def _has_count(each: dict[str, object]) -> bool:
    counts = ("acts", "events", "rulings", "count", "findings", "prohibited", "contested")
    return any(name in each for name in counts)


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
