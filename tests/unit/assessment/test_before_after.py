# SPDX-License-Identifier: Apache-2.0
"""Counting before and after a day."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from exercise_library import exercise_library
from truceline.agreement.counting_rule import CountingRule
from truceline.assessment.before_after import Coverage, before_after
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
