# SPDX-License-Identifier: Apache-2.0
"""The first answers of the page: which truce, how much, more than chance, what reverses it, on how many origins."""

from dataclasses import replace

import pytest

from report_pages import exercise_material, incidents_material, measured_material
from truceline.assessment.doubts import Dropped, Lead, LeadRow
from truceline.assessment.measured import Compared, Pair
from truceline.report.answers import (
    chance_answers,
    fine_share,
    glances_of,
    is_fall_shown,
    lead_words,
    one_origin_words,
    ratio_words,
    reversal_answers,
    truce_answers,
)
from truceline.report.naming import Namer
from truceline.report.page_origins import origins_sentence

MATERIAL = measured_material()
NAMER = Namer(library=MATERIAL.library)
GLANCES = glances_of(MATERIAL.assessment, NAMER)
INSIDE = MATERIAL.assessment.areas[0].inside


def lead(*, vanishing: tuple[str, ...] = (), flipping: tuple[str, ...] = ()) -> Lead:
    """Make a lead of one agreement of which nothing is left."""
    row = LeadRow(
        agreement="quay-truce",
        on="2031-03-05",
        before_per_day=3.0,
        after_per_day=0.1,
        without_before_per_day=0.0,
        without_after_per_day=0.0,
        without=Pair(before=0, after=0),
    )
    return Lead(
        outlet="Quay Herald",
        counted=100,
        quoting=95,
        alone=94,
        alone_share=0.94,
        vanishing=vanishing,
        flipping=flipping,
        rows=(row,),
    )


def test_the_lead_says_what_rests_on_one_outlet() -> None:
    """The outlet, the rates without it, and its share, before any figure."""
    first, second = lead_words(lead(vanishing=("quay-truce",), flipping=("quay-truce",)))

    assert "quay-truce" in first
    assert "without Quay Herald the series is 0.0 → 0.0 per day" in first
    assert "94 of 100" in second


def test_what_rests_on_one_origin_alone_is_named() -> None:
    """And nothing is said where nothing vanishes."""
    assert one_origin_words(lead(vanishing=("quay-truce",))) == (
        "Every counted event of quay-truce rests on one origin alone, Quay Herald."
    )
    assert one_origin_words(lead()) == one_origin_words(None) == ""


def test_the_lead_of_what_only_flips_names_it() -> None:
    """And of what stays firm it says that it stays."""
    assert "quay-truce" in lead_words(lead(flipping=("quay-truce",)))[0]
    assert "no figure below changes" in lead_words(lead())[0]
    assert lead_words(None) == ()


def test_a_fall_is_told_with_how_much_and_with_elsewhere() -> None:
    """Counts on both sides, ratio with interval, and the same elsewhere."""
    told = truce_answers(GLANCES)[0]

    assert told.startswith("quay-truce")
    assert "63 → 3 events in 21 days before and after" in told
    assert "to 0.05 of the rate before (0.01 to 0.15)" in told
    assert "elsewhere 32 → 31" in told
    assert "no such fall" in told


def test_chance_is_told_by_the_other_days() -> None:
    """How many there are and on how many as deep a fall came."""
    assert "after 0 of 108 other days" in chance_answers(GLANCES)[0]


def test_what_reverses_a_fall_is_named_with_what_remains() -> None:
    """Each thing left out with the counts without it."""
    told = reversal_answers(GLANCES, MATERIAL.assessment.sensitivity, NAMER)

    assert any("Leaving out the one outlet Quay Herald: quay-truce, of which" in each for each in told)


def test_where_nothing_is_counted_nothing_is_claimed() -> None:
    """An input without events answers by saying so."""
    bare = incidents_material()
    none = glances_of(bare.assessment, Namer(library=bare.library))

    assert none == ()
    assert truce_answers(none) == chance_answers(none)
    assert "No event file was read" in truce_answers(none)[0]
    assert reversal_answers(none, bare.assessment.sensitivity, NAMER)[0].startswith("Nothing is counted")


def test_where_no_fall_is_shown_none_is_told() -> None:
    """Windows that are not complete give no place among other days, so nothing is shown."""
    material = exercise_material()
    glances = glances_of(material.assessment, Namer(library=material.library))

    assert glances
    assert not any(each.is_shown for each in glances)
    assert truce_answers(glances)[0].startswith("Of none of the counted agreements")
    assert chance_answers(glances)[0] == "None of them is."


@pytest.mark.parametrize(
    ("changed", "is_shown"),
    [
        ({}, True),
        ({"ratio_high": 1.0}, False),
        ({"ratio_high": None}, False),
        ({"placebo_share": 0.06}, False),
        ({"placebo_share": 0.05}, True),
        ({"placebo_share": None}, False),
    ],
    ids=["as-counted", "interval-to-one", "open-interval", "common", "at-the-edge", "no-other-days"],
)
def test_a_fall_is_shown_only_beyond_both(changed: dict[str, float | None], *, is_shown: bool) -> None:
    """Its interval lies below no change, and few other days fell as deep."""
    assert is_fall_shown(replace(INSIDE, **changed)) is is_shown  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "to 0.05 of the rate before (0.01 to 0.15)"),
        ({"ratio_high": None}, "to 0.05 of the rate before (at least 0.01)"),
        ({"ratio_low": None, "ratio_high": None}, "to 0.05 of the rate before"),
        ({"rate_ratio": None}, "no ratio: nothing was counted before"),
    ],
    ids=["closed", "open", "bare", "none"],
)
def test_an_interval_is_written_as_far_as_it_is_known(changed: dict[str, float | None], words: str) -> None:
    """An open end is no number."""
    told: Compared = replace(INSIDE, **changed)  # type: ignore[arg-type]

    assert ratio_words(told) == words


def test_reversals_of_the_answer_stand_at_a_glance() -> None:
    """With what remains and what the answer would be."""
    (glance,) = GLANCES

    assert glance.held is not None
    assert glance.held.answer == "largely_held"
    assert any("Quay Herald" in each and "cannot tell" in each for each in glance.reversed_by)


def test_small_shares_keep_a_decimal() -> None:
    """And nothing is rounded to nothing or to all."""
    shares = [fine_share(share).replace("\u00a0", " ") for share in (0.0061, 0.05, 0.363, 0.0, 0.0002, 0.9999, 1.0)]

    assert shares == ["0.6 %", "5 %", "36 %", "0 %", "less than 0.1 %", "more than 99 %", "100 %"]


def test_origins_are_told_in_one_sentence() -> None:
    """All, the independent ones, and how much rests on one."""
    origins = MATERIAL.assessment.origins
    told = origins_sentence(origins)

    assert f"rests on {origins.origins} origins, {origins.independent} of them" in told
    assert f"{origins.one_origin} of {origins.counted}" in told
    assert origins_sentence(replace(origins, counted=0)).startswith("No event and no act was read")


def test_a_partys_word_is_dropped_by_its_name() -> None:
    """Not by its id."""
    sensitivity = MATERIAL.assessment.sensitivity
    assert sensitivity is not None
    row = next(each for each in sensitivity.rows if each.part == "inside" and each.flips)
    party = replace(sensitivity, rows=(replace(row, dropped=Dropped(kind="party", which="amber")),))

    assert "Leaving out the word of Amber Republic" in reversal_answers(GLANCES, party, NAMER)[0]
