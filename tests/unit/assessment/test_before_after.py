# SPDX-License-Identifier: Apache-2.0
"""Counting before and after a day."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from exercise_library import exercise_library
from truceline.agreement.files import CountingRule
from truceline.assessment.before_after import (
    EXACT,
    QUASI_POISSON,
    Coverage,
    before_after,
    dispersion,
    ratio_interval,
    share_interval,
)
from truceline.assessment.counting import count_by_day, counted_events
from truceline.picture.intake import Event

D = date(2001, 2, 10)
RULE = CountingRule(id="week", title="A week", window_days=7, dyads=("Northland - Hill League",))
WIDE = Coverage(first=date(2000, 1, 1), last=date(2002, 1, 1))


EVENT = Event(
    id="ucdp:0",
    acts=("ucdp:0:a", "ucdp:0:b"),
    sides=("Hill League", "Northland"),
    dyad="Northland - Hill League",
    first_day="2001-02-10",
    last_day="2001-02-10",
    day_precision=1,
    place_precision=1,
    outlets=(),
    mentions=(),
)
"""An invented event."""


def on(day: date) -> Event:
    """Give the event on another day."""
    return replace(EVENT, first_day=day.isoformat(), last_day=day.isoformat())


def test_windows_are_half_open() -> None:
    """D itself is after; D minus n is before; D plus n is neither."""
    days = (D - timedelta(8), D - timedelta(7), D - timedelta(1), D, D + timedelta(6), D + timedelta(7))
    counts = count_by_day(counted_events([on(day) for day in days], RULE))
    (row,) = before_after(exercise_library().agreements, counts, RULE, WIDE)

    assert (row.agreement, row.on) == ("square-truce", "2001-02-10")
    assert (row.before, row.after) == (2, 2)
    assert (row.before_per_day, row.after_per_day) == (0.29, 0.29)
    assert row.complete


def test_the_rule_decides_what_counts() -> None:
    """Other pairs and days that are not known to the day are left out; the order of a pair's names is not a pair."""
    counted = [EVENT, replace(EVENT, dyad="Hill League - Northland")]
    left_out = [replace(EVENT, day_precision=2), replace(EVENT, dyad="A - B", sides=("A", "B"))]

    assert count_by_day(counted_events([*counted, *left_out], RULE)) == Counter({D: 2})
    assert len(counted_events(left_out, CountingRule(id="x", title="x", window_days=1, day_precision=(1, 2)))) == 2


def test_a_window_cut_by_the_edge_of_the_input_is_marked_and_never_stretched() -> None:
    """Three covered days are three days."""
    counts = Counter({D - timedelta(1): 6, D: 7})
    cut = Coverage(first=D - timedelta(3), last=D + timedelta(30))
    (row,) = before_after(exercise_library().agreements, counts, RULE, cut)

    assert (row.before_days_covered, row.after_days_covered, row.complete) == (3, 7, False)
    assert (row.before_per_day, row.after_per_day, row.rate_ratio) == (2.0, 1.0, 0.5)


def test_a_side_that_cannot_be_seen_has_no_rate() -> None:
    """Nothing is said of days before the input begins."""
    counts = Counter({D: 7})
    (row,) = before_after(exercise_library().agreements, counts, RULE, Coverage(first=D, last=D + timedelta(30)))

    assert (row.before_per_day, row.rate_ratio, row.ratio_low, row.ratio_high) == (None, None, None, None)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, 0.0, 0.3085), (1, 10, 0.0025, 0.4450), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1.0)],
)
def test_the_exact_interval_of_a_share_is_the_published_one(part: int, whole: int, low: float, high: float) -> None:
    """Clopper and Pearson, as tables of the binomial print them."""
    assert share_interval(part, whole) == pytest.approx((low, high), abs=5e-5)


def test_few_events_get_an_exact_interval() -> None:
    """Five before and five after: the odds of the share's interval."""
    low, high, method = ratio_interval((5, 5), (7, 7), 3.0)

    assert method == EXACT
    assert low == pytest.approx(0.1871 / 0.8129, rel=1e-3)
    assert high == pytest.approx(0.8129 / 0.1871, rel=1e-3)
    assert ratio_interval((0, 4), (7, 7), 1.0)[1] is None


def test_bursts_widen_the_interval_and_calm_never_narrows_it() -> None:
    """The interval is of chance at least; it is symmetric on a log scale and holds the ratio."""
    low, high, method = ratio_interval((100, 50), (21, 21), 1.0)

    assert method == QUASI_POISSON
    assert low is not None
    assert high is not None
    assert low * high == pytest.approx(0.25)
    assert (low, high) == pytest.approx((0.35607, 0.70211), abs=1e-5)
    assert ratio_interval((100, 50), (21, 21), 0.2)[:2] == (low, high)
    wide_low, wide_high, _ = ratio_interval((100, 50), (21, 21), 4.0)
    assert wide_low is not None
    assert wide_high is not None
    assert wide_low < low < high < wide_high


def test_dispersion_is_pearsons_statistic_by_its_freedom() -> None:
    """Equal days have none; all on one day has as much as there are events."""
    assert dispersion(([2, 2, 2], [1, 1, 1])) == 0.0
    assert dispersion(([0, 0, 6], [])) == pytest.approx(6.0)
    assert dispersion(([0, 0], [0, 0])) == 1.0
