# SPDX-License-Identifier: Apache-2.0
"""The first answers of the page: which truce, how much, more than chance, what reverses it, on how many origins."""

from dataclasses import replace

import pytest

from report_pages import exercise_material, incidents_material, measured_material
from truceline.assessment.doubts import Dropped, Lead, LeadRow
from truceline.assessment.measured import AreaCount, Compared, Episode, Pair
from truceline.report.answers import (
    beside_words,
    caution_words,
    chance_answers,
    eve_words,
    glances_of,
    lead_words,
    other_days_words,
    truce_answers,
)
from truceline.report.figure_origins import admitted_words, figure_origins, text_origins
from truceline.report.naming import Namer
from truceline.report.page_origins import origins_sentence
from truceline.report.ratios import fine_share, is_fall_shown, ratio_number, ratio_words
from truceline.report.reversals import dropped_words, reversal_answers

MATERIAL = measured_material()
NAMER = Namer(library=MATERIAL.library)
GLANCES = glances_of(MATERIAL.assessment, NAMER)
AREAS = MATERIAL.assessment.areas
TITLE = NAMER.agreement("quay-truce")
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
    first, second = lead_words(lead(vanishing=("quay-truce",), flipping=("quay-truce",)), NAMER)

    assert TITLE in first
    assert "without Quay Herald the series is 0.0 → 0.0 per day" in first
    assert "94 of 100" in second


def test_origins_are_counted_for_the_figures_first() -> None:
    """All events of the fall quote one outlet, or so many of them do; and nobody is invented."""
    sensitivity = MATERIAL.assessment.sensitivity
    assert sensitivity is not None
    (only,) = figure_origins(AREAS, sensitivity, NAMER)
    halved = tuple(replace(each, removed=Pair(before=30, after=0)) for each in sensitivity.rows)
    (most,) = figure_origins(AREAS, replace(sensitivity, rows=halved), NAMER)
    (nobody,) = figure_origins(AREAS, None, NAMER)

    assert only.startswith(f"For these figures: one, Quay Herald, which all 66 events of {TITLE} quote and nobody else")
    assert "30 quote Quay Herald and nobody else; 36 quote others" in most
    assert "no outlet alone is behind any" in nobody


def test_stories_are_origins_of_texts() -> None:
    """Told with the sources that have no name; without texts nothing is said."""
    stories, unnamed = text_origins(MATERIAL.assessment)

    assert stories.startswith(f"The {MATERIAL.assessment.texts.used} press texts make")
    assert unnamed.startswith(f"They quote {MATERIAL.assessment.statements.unnamed_sources} source")
    assert text_origins(incidents_material().assessment) == ()
    assert "are admitted by a party itself" in admitted_words(MATERIAL.assessment)


def test_what_is_counted_is_told_before_any_answer() -> None:
    """No cause, the share of the rows, the pair of sides; nothing where no event was read."""
    assessment = MATERIAL.assessment
    assert assessment.rule is not None
    cause, counted = caution_words(assessment)[:2]
    pair = caution_words(replace(assessment, rule=replace(assessment.rule, dyads=("Northland - Hill League",))))[1]

    assert cause == "A fall after a day shows no cause."
    assert "rows of the event files" in counted
    assert "the one pair of sides “Northland - Hill League”" in pair
    assert caution_words(incidents_material().assessment) == ()


def test_the_lead_of_what_only_flips_names_it() -> None:
    """And of what stays firm it says that it stays."""
    assert "quay-truce" in lead_words(lead(flipping=("quay-truce",)), NAMER)[0]
    assert "no figure below changes" in lead_words(lead(), NAMER)[0]
    assert lead_words(None, NAMER) == ()


def test_a_fall_is_told_with_how_much_and_with_elsewhere() -> None:
    """Counts on both sides, ratio with interval, and the same elsewhere."""
    told = truce_answers(GLANCES, NAMER)[0]

    assert told.startswith(TITLE)
    assert TITLE.endswith("(quay-truce)")
    assert "63 → 3 events in 21 days before and after" in told
    assert "to 0.05 of the rate before (95\u00a0% interval 0.01 to 0.15)" in told
    assert "Elsewhere 32 → 31" in told
    assert "No such fall is shown there." in told
    assert "(0 → 0 of these are shown to be outside)" in told


def test_chance_is_told_by_the_other_days() -> None:
    """How many there are and on how many as deep a fall came."""
    assert "as deep or deeper on 0 of 108 other days" in chance_answers(GLANCES, NAMER)[0]
    assert not any("yes" in each for each in chance_answers(GLANCES, NAMER))


def test_days_beside_d_are_no_other_falls() -> None:
    """So many see the same fall, so many other falls there are, so many trials the input holds."""
    (row,) = AREAS
    days = (
        Episode(first="2031-01-01", last="2031-01-04", days=4),
        Episode(first="2031-02-01", last="2031-02-01", days=1),
    )
    inside = replace(row.inside, placebo_as_low=7, placebo_near=2, placebo_episodes=days)
    told = other_days_words(replace(row, inside=inside))

    assert "as deep or deeper on 7 of 108 other days" in told
    assert "2 of these lie less than 21 days from D and see the same fall; the others make 2 other falls." in told
    assert "no day makes another" in other_days_words(replace(row, inside=replace(inside, placebo_episodes=())))
    assert f"holds {row.inside.placebo_separate} pair" in chance_answers(GLANCES, NAMER)[0]


def test_a_fall_that_began_before_is_told() -> None:
    """By the change of rate and by the week before D; the day itself cannot be told to a day."""
    (row,) = AREAS
    eve = replace(row.eve, days=7, events=2, earlier_days=14, earlier_events=40, change_on="2031-02-20", days_before=13)
    before, fewer = eve_words(replace(row, eve=eve))
    at, plain = eve_words(replace(row, eve=replace(eve, days_before=1, events=20)))

    assert before == "The rate fell before D: by the daily counts it falls on 2031-02-20, 13 days before."
    assert fewer.startswith("Already in the 7 days before D there were fewer a day: 2 events, after 40")
    assert "a day more or less cannot be told" in at
    assert plain.startswith("In the 7 days before D there were 20 events")
    assert eve_words(replace(row, eve=replace(eve, change_on="", days=0))) == ()


def test_inside_stands_by_elsewhere_with_its_interval() -> None:
    """Deeper only when its interval ends below one."""
    (row,) = AREAS
    wide = replace(row, inside_by_outside=0.39, inside_by_outside_low=0.07, inside_by_outside_high=1.54)

    def told(changed: AreaCount) -> str:
        return truce_answers(glances_of(replace(MATERIAL.assessment, areas=(changed,)), NAMER), NAMER)[0]

    assert "Inside by elsewhere 0.39 (95\u00a0% interval 0.07 to 1.54): a deeper fall inside is not shown." in told(
        wide
    )
    assert "a deeper fall inside is shown" in told(replace(wide, inside_by_outside_high=0.8))
    assert beside_words(replace(wide, inside_by_outside_high=None)) == "0.39"
    assert beside_words(replace(wide, inside_by_outside=None)) == ""


def test_what_reverses_a_fall_is_named_with_what_remains() -> None:
    """Each thing left out with the counts without it."""
    told = reversal_answers(AREAS, MATERIAL.assessment.sensitivity, NAMER)
    lost = f"Without the outlet Quay Herald, too little is left to tell by: {TITLE} (0 → 0 events remain)."

    assert lost in told


def test_what_turns_an_answer_over_stands_apart_from_what_leaves_nothing_to_tell_by() -> None:
    """First the former; a change of a figure that changes no answer comes last."""
    sensitivity = MATERIAL.assessment.sensitivity
    assert sensitivity is not None
    row = next(each for each in sensitivity.rows if each.part == "inside" and each.flips)
    less = replace(row, left=replace(INSIDE, ratio_high=1.2), flips=("interval",))
    same = replace(row, left=INSIDE, flips=("direction",))
    changed = (
        replace(same, dropped=Dropped(kind="summaries", which="")),
        replace(row, flips=("nothing_left",)),
        replace(less, dropped=Dropped(kind="place_precision", which="2")),
    )
    undecided = replace(row, dropped=Dropped(kind="undecided_place", which="inside"), left=INSIDE, flips=())
    turned, lost, stays, kept = reversal_answers(AREAS, replace(sensitivity, rows=(undecided, *changed)), NAMER)

    assert turned.startswith("Without events of place precision 2 (the place is told to within about 25 km), no fall")
    assert "too little is left" in lost
    assert "the figure changes, what is shown does not" in stays
    assert kept.startswith("With events that are not shown to be in or out counted as inside, what is shown stays")


def test_a_code_of_precision_is_told_in_words() -> None:
    """An unknown one as the file has it."""
    assert "(the place is told exactly)" in dropped_words(Dropped(kind="place_precision", which="1"), NAMER)
    assert "(as the file codes it)" in dropped_words(Dropped(kind="place_precision", which="77"), NAMER)
    assert "counted as inside" in dropped_words(Dropped(kind="undecided_place", which="inside"), NAMER)
    assert dropped_words(Dropped(kind="rule", which="other"), NAMER) == "counted by the rule other"


def test_where_nothing_is_counted_nothing_is_claimed() -> None:
    """An input without events answers by saying so."""
    bare = incidents_material()
    none = glances_of(bare.assessment, Namer(library=bare.library))

    assert none == ()
    assert truce_answers(none, NAMER) == chance_answers(none, NAMER) == ("Nothing was counted by this rule.",)
    assert reversal_answers((), bare.assessment.sensitivity, NAMER)[0].startswith("Nothing was counted by this rule")


def test_an_area_without_an_event_is_answered_so() -> None:
    """Nothing was counted: neither that no fall is shown, nor that nothing changes it."""
    (row,) = AREAS
    empty = replace(row, inside=replace(INSIDE, before=0, after=0, rate_ratio=None, ratio_low=None, ratio_high=None))
    (glance,) = glances_of(replace(MATERIAL.assessment, areas=(empty,)), NAMER)

    assert not glance.is_counted
    assert truce_answers((glance,), NAMER) == chance_answers((glance,), NAMER) == ("Nothing was counted by this rule.",)
    assert reversal_answers((empty,), MATERIAL.assessment.sensitivity, NAMER)[0].startswith("Nothing was counted")
    assert ratio_words(empty.inside) == "nothing was counted by this rule"
    assert figure_origins((empty,), MATERIAL.assessment.sensitivity, NAMER) == ()
    assert f"windows of: {TITLE}." in truce_answers((*GLANCES, glance), NAMER)[1]


def test_where_no_fall_is_shown_none_is_told() -> None:
    """Windows that are not complete give no place among other days, so nothing is shown."""
    material = exercise_material()
    namer = Namer(library=material.library)
    glances = glances_of(material.assessment, namer)

    assert glances
    assert not any(each.is_shown for each in glances)
    assert truce_answers(glances, namer)[0].startswith("Of none is a fall shown")
    assert chance_answers(glances, namer)[0] == "No fall is shown, so there is none to compare with chance."


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
        ({}, "to 0.05 of the rate before (95\u00a0% interval 0.01 to 0.15)"),
        ({"ratio_high": None}, "to 0.05 of the rate before (95\u00a0% interval from 0.01, open above)"),
        ({"ratio_low": None, "ratio_high": None}, "to 0.05 of the rate before"),
        ({"rate_ratio": None}, "no ratio: nothing was counted before"),
        (
            {"rate_ratio": 0.0, "ratio_low": 0.0, "ratio_high": 39.0},
            "to nothing, ratio 0 (95\u00a0% interval 0 to 39)",
        ),
    ],
    ids=["closed", "open", "bare", "none", "nothing"],
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
    assert any("Quay Herald" in each and "nothing was counted by this rule" in each for each in glance.reversed_by)


def test_a_ratio_is_never_rounded_to_nothing() -> None:
    """And a large one has no decimals."""
    assert [ratio_number(each) for each in (0.0, 0.001, 0.5, 196.99)] == ["0", "less than 0.01", "0.50", "197"]


def test_small_shares_keep_a_decimal() -> None:
    """And nothing is rounded to nothing or to all."""
    shares = [fine_share(share).replace("\u00a0", " ") for share in (0.0061, 0.05, 0.363, 0.0, 0.0002, 0.9999, 1.0)]

    assert shares == ["0.6 %", "5 %", "36 %", "0 %", "less than 0.1 %", "more than 99 %", "100 %"]


def test_origins_are_told_in_one_sentence() -> None:
    """All, the independent ones, and how much rests on one."""
    origins = MATERIAL.assessment.origins
    told = origins_sentence(origins)

    assert f"there are {origins.origins} origins, {origins.independent} of them" in told
    assert f"{origins.one_origin} of {origins.counted}" in told
    assert origins_sentence(replace(origins, counted=0)).startswith("No event and no act was read that quotes")
    assert "by stories" in origins_sentence(replace(origins, counted=0), has_texts=True)


def test_a_partys_word_is_dropped_by_its_name() -> None:
    """Not by its id."""
    sensitivity = MATERIAL.assessment.sensitivity
    assert sensitivity is not None
    row = next(each for each in sensitivity.rows if each.part == "inside" and each.flips)
    party = replace(sensitivity, rows=(replace(row, dropped=Dropped(kind="party", which="amber")),))

    assert "Without the word of Amber Republic" in reversal_answers(AREAS, party, NAMER)[0]
