# SPDX-License-Identifier: Apache-2.0
"""What rests on an unverified passage or a gloss says so in its first line."""

from dataclasses import replace

from exercise import at
from scenarios.record import read_record, scenario_library
from truceline.agreement.library import Library
from truceline.app.admit_act import AdmissionTerms
from truceline.app.explain_act import explain_act
from truceline.report.explanation import explanation_text


def lines_about(scenario: str, act_id: str) -> list[str]:
    """Explain an act of a scenario."""
    library, acts = as_exercise(scenario_library("")), read_record(scenario)[0]
    explanation = explain_act(
        acts[act_id], AdmissionTerms(library=library, now_ns=at("2032-01-01T00:00:00Z"), is_bulk=False), ()
    )
    return explanation_text(explanation, library).splitlines()


def as_exercise(library: Library) -> Library:
    """Give the library under an id that says by itself that it is invented."""
    return replace(library, header=replace(library.header, id="exercise-bay"))


def test_the_first_line_says_what_rests_on_an_unverified_passage() -> None:
    """The post is prohibited, on a passage that was not read again: the first line and the ruling say so."""
    lines = lines_about("line-of-unknown-depth", "post-west")
    rulings = [line for line in lines if "quay-truce/Q4" in line]

    assert lines[0].startswith("CAUTION")
    assert "on an unverified passage: 1" in lines[0]
    assert rulings[0].startswith("PROHIBITED")
    assert "unverified" in rulings[0]


def test_the_first_line_says_so_where_all_stands_in_the_text() -> None:
    """What rests on the text alone is not called doubtful."""
    lines = lines_about("weapon-strip", "gun-at-2000")

    assert "unverified" not in next(line for line in lines if "quay-truce/Q3" in line)


def test_an_invented_act_is_marked() -> None:
    """The explanation of an invented act says EXERCISE before anything about it."""
    lines = lines_about("weapon-strip", "gun-at-2000")

    assert lines[1].startswith("EXERCISE")
