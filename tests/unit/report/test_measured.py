# SPDX-License-Identifier: Apache-2.0
"""Measured compliance on the page: drawings of what was counted, ratios of other days equal to those counted."""

from dataclasses import replace

import pytest

from report_pages import incidents_material, measured_material
from truceline.assessment.doubts import HeldTest
from truceline.assessment.measured import Nearest
from truceline.base.instants import parse_day
from truceline.report.measured import area_views, maybe_series, other_days, parts_of, series_views
from truceline.report.page_measured import effect_words, flip_words, held_test_words, nearest_words, pair_of_rates

ASSESSMENT = measured_material().assessment


def test_every_counted_agreement_is_drawn() -> None:
    """With its slopes, and with its place among other days where that can be said."""
    views = area_views(ASSESSMENT)

    assert [view.row for view in views] == list(ASSESSMENT.areas)
    assert all(str(view.slopes).startswith("<svg") for view in views)
    assert all((view.placebo is None) is (view.row.inside.placebo_share is None) for view in views)


def test_an_agreement_without_an_elsewhere_has_one_slope() -> None:
    """Nothing is drawn that was not counted."""
    row = ASSESSMENT.areas[0]

    assert [part for part, _ in parts_of(row)] == ["inside", "outside"]
    assert [part for part, _ in parts_of(replace(row, outside=None))] == ["inside"]


def test_the_drawn_other_days_are_those_that_were_counted() -> None:
    """As many, and as many of them as low."""
    for row in ASSESSMENT.areas:
        changes = maybe_series(row.agreement, ASSESSMENT.series)
        assert changes is not None
        found = other_days(changes.daily, (parse_day(row.on) - parse_day(changes.since)).days, row.days)
        assert found is not None
        ratios, own = found
        assert len(ratios) == row.inside.placebo_days
        assert sum(ratio <= own + 1e-12 for ratio in ratios) == row.inside.placebo_as_low


@pytest.mark.parametrize(("daily", "on"), [((1, 2, 3), 0), ((1, 2), 1), ((), 0)], ids=["no-before", "alone", "empty"])
def test_without_other_days_nothing_is_compared(daily: tuple[int, ...], on: int) -> None:
    """A window that is not complete has no place."""
    assert other_days(daily, on, 1) is None


def test_every_series_is_drawn_with_its_steps() -> None:
    """Countrywide first; one step for each stretch."""
    views = series_views(ASSESSMENT.series)

    assert len(views) == 2
    assert views[0].where == "countrywide"
    assert "quay-truce" in views[1].where
    for view in views:
        assert str(view.drawn).count('class="fitted-step"') == len(view.changes.stretches)


def test_without_events_there_is_no_drawing() -> None:
    """And no series."""
    bare = incidents_material().assessment

    assert area_views(bare) == ()
    assert series_views(bare.series) == ()
    assert maybe_series("quay-truce", None) is None


@pytest.mark.parametrize(
    ("test", "words"),
    [
        (
            HeldTest(code="fall", value=0.05, threshold=0.5, met=True),
            "yes (0.05): the rate after is at most 0.5 of that before",
        ),
        (
            HeldTest(code="placebo", value=0.2, threshold=0.05, met=False),
            "no (20\u00a0%): at most 5\u00a0% of other days fell as deep",
        ),
        (
            HeldTest(code="lived", value=None, threshold=21.0, met=None, assumed=True),
            "assumed, as nothing on record speaks against it: it lived at least 21 days",
        ),
        (
            HeldTest(code="interval", value=None, threshold=1.0, met=None),
            "cannot be told: the interval of that ends below 1",
        ),
    ],
    ids=["fall", "placebo", "lived", "untold"],
)
def test_each_test_of_the_rule_says_whether_it_is_met(test: HeldTest, words: str) -> None:
    """With what was measured."""
    assert words in held_test_words(test)


def test_flips_say_into_what_a_figure_turns() -> None:
    """From what remains, not from the code alone."""
    sensitivity = ASSESSMENT.sensitivity
    assert sensitivity is not None
    row = sensitivity.rows[0]
    rare = replace(row.left, rate_ratio=0.2, ratio_low=0.1, ratio_high=0.5, placebo_share=0.01)
    common = replace(row.left, rate_ratio=1.2, ratio_low=0.9, ratio_high=1.5, placebo_share=0.7)
    flips = ("direction", "interval", "placebo")

    assert flip_words(replace(row, flips=flips, left=rare))[0] == "there is now a fall"
    assert "now excludes" in flip_words(replace(row, flips=flips, left=rare))[1]
    assert flip_words(replace(row, flips=flips, left=common))[0] == "there is no fall any more"
    assert "no longer excludes" in flip_words(replace(row, flips=flips, left=common))[1]
    assert "more than" in flip_words(replace(row, flips=flips, left=common))[2]
    assert flip_words(replace(row, flips=("nothing_left",))) == ("no event remains on either side",)


def test_a_change_of_rate_is_told_by_its_days() -> None:
    """Before or after D, or that there is none."""
    near = Nearest(agreement="quay-truce", on="2031-03-05", change_on="2031-03-04", days_after=-1, ratio=0.25)

    assert "1 day before it (the rate goes to 0.25" in nearest_words(near)
    assert "3 days after it" in nearest_words(replace(near, days_after=3, ratio=None))
    assert "no change of rate was found" in nearest_words(replace(near, days_after=None, change_on=""))


def test_what_was_not_seen_is_no_number() -> None:
    """A rate that no day covers, an effect that was not fitted."""
    assert pair_of_rates(None, 1.0) == "not seen → 1.00"
    assert effect_words(None) == "not seen"
