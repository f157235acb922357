# SPDX-License-Identifier: Apache-2.0
"""Counting in an agreement's own area and life, and the second views."""

from dataclasses import replace

from exercise_measures import EVENT, FAR, D, a_day, events_on, library_with, measured, truce
from truceline.agreement.life import EventKind, LifeEvent
from truceline.agreement.zones import Piece
from truceline.assessment.measured import Pair
from truceline.base.moments import Moment
from truceline.picture.sources import Source

ELSEWHERE = replace(EVENT, id="far", areas=(), place=FAR)
NOWHERE = replace(EVENT, id="nowhere", areas=(), place=None)
IN_XA02 = replace(EVENT, id="xa02", areas=("XA02",), place=None)


def test_inside_and_outside_are_counted_apart() -> None:
    """Outside is all that is not shown to be inside, and what of it is doubt is told."""
    events = (
        *events_on([-8, -7, -3, -1, 0]),
        *events_on([-2, 1, 6, 7], ELSEWHERE),
        *events_on([-1], NOWHERE),
        *events_on([2, 3], IN_XA02),
    )
    (row,) = measured(events).areas

    assert (row.agreement, row.on, row.days, row.rule_days, row.lived_days) == (
        "square-truce",
        "2001-02-10",
        7,
        7,
        None,
    )
    assert row.outside is not None
    assert (row.inside.before, row.inside.after, row.outside.before, row.outside.after) == (3, 1, 2, 4)
    assert (row.countrywide.before, row.countrywide.after) == (5, 5)
    assert row.outside.of_unknown_place == Pair(before=1, after=0)
    assert row.outside.of_undecided_boundary == Pair(before=0, after=2)
    assert row.shown_outside == Pair(before=1, after=2)
    assert row.inside_by_outside == round((1 / 3) / (4 / 2), 3)
    assert row.inside_by_outside_low is not None
    assert row.inside_by_outside_high is not None
    assert row.inside_by_outside_low < row.inside_by_outside < row.inside_by_outside_high
    assert (row.complete, row.before_days_covered, row.after_days_covered) == (True, 7, 7)
    assert row.inside.placebo_days == 121 - 2 * 7


def test_the_window_ends_with_the_life() -> None:
    """Over after three days: three days before and three after; a longer reading is shown with its own count."""
    source = Source(ref=("X1",))
    over = LifeEvent(
        kind=EventKind.DECLARED_OVER, on=Moment("2001-02-13"), source=source, contested_by=("hill-league",)
    )
    later = LifeEvent(kind=EventKind.COLLAPSED, on=Moment("2001-02-15"), source=source)
    library = library_with(replace(truce(), events=(over, later)))
    (row,) = measured(events_on([-4, -3, -1, 0, 2, 3, 4, 5]), library=library).areas

    assert (row.days, row.lived_days, row.inside.before, row.inside.after) == (3, 3, 2, 2)
    assert [(each.code, each.days, each.decides) for each in row.readings] == [
        ("declared_over", 3, True),
        ("collapsed", 5, False),
    ]
    assert row.readings[0].contested_by == ("hill-league",)
    assert row.readings[1].inside == Pair(before=3, after=4)


def test_an_agreement_over_the_whole_country_is_counted_once() -> None:
    """No outside, nothing beside; lists by part hold its own count only."""
    (zone,) = truce().zones
    library = library_with(replace(truce(), zones=(replace(zone, pieces=(Piece(country="XA"),)),)))
    found = measured((*events_on(range(-20, 20)), *events_on([1], NOWHERE)), library=library)
    (row,) = found.areas

    assert (row.outside, row.inside_by_outside, row.area.code) == (None, None, "country")
    assert (row.inside.before, row.inside.after) == (7, 8)
    assert row.countrywide == row.inside
    assert found.series is not None
    assert [each.part for each in found.series.interrupted] == ["inside"]
    assert [each.part for each in found.series.changes] == ["countrywide"]


def test_a_day_counts_once_in_every_part() -> None:
    """Where days with an event are counted, three events of a day are one, and one more outside."""
    inside, outside = events_on([-1, -1, -1, 0]), events_on([-1], ELSEWHERE)
    every = (*inside, *outside)
    counted = (
        replace(inside[0], members=(inside[0].id, inside[1].id, inside[2].id, outside[0].id)),
        replace(inside[3], members=(inside[3].id,)),
    )
    (row,) = measured(counted, rule=a_day(), every=every).areas

    assert row.outside is not None
    assert (row.inside.before, row.inside.after, row.outside.before, row.outside.after) == (1, 1, 1, 0)
    assert (row.countrywide.before, row.countrywide.after) == (1, 1)


def test_units_weigh() -> None:
    """An event that counts for three deaths counts three."""
    (row,) = measured([replace(event, units=3) for event in events_on([-1, -2, 4])]).areas

    assert (row.inside.before, row.inside.after) == (6, 3)


def test_a_change_found_without_a_day_is_set_beside_the_day() -> None:
    """Five a day, and none from D on: the change point is D, in the area's own series and countrywide."""
    found = measured(events_on([day for day in range(-60, 0) for _ in range(5)]))
    assert found.series is not None

    assert [(each.part, each.agreements) for each in found.series.changes] == [
        ("countrywide", ()),
        ("inside", ("square-truce",)),
    ]
    for changes in found.series.changes:
        (nearest,) = changes.nearest
        assert (nearest.on, nearest.change_on, nearest.days_after, nearest.ratio) == (
            D.isoformat(),
            D.isoformat(),
            0,
            0.0,
        )


def test_nothing_counted_is_measured_as_nothing() -> None:
    """Zero events are zeros with states, and no outlet leads."""
    found = measured(())
    (row,) = found.areas

    assert (row.inside.before, row.inside.after, row.inside.rate_ratio, row.inside.least_fall) == (0, 0, None, None)
    assert found.sensitivity is not None
    assert (found.sensitivity.lead, found.sensitivity.rows) == (None, ())
    assert found.held is not None
    assert found.held.answers[0].answer == "nothing_counted"
    assert found.held.answers[0].reversed_by == ()
    assert (row.inside.placebo_share, row.inside.placebo_days, row.countrywide.placebo_share) == (None, 0, None)


def test_a_fall_that_began_before_the_day_is_told() -> None:
    """Five a day until four days before D: the change point says so, and so do the days before it."""
    (row,) = measured(events_on([day for day in range(-60, -4) for _ in range(5)])).areas

    assert (row.eve.days, row.eve.events, row.eve.earlier_days, row.eve.earlier_events) == (7, 15, 14, 70)
    assert (row.eve.change_on, row.eve.days_before, row.eve.ratio) == ("2001-02-06", 4, 0.0)


def test_a_fall_on_the_day_or_long_before_it_or_a_rise_is_not_the_same_fall() -> None:
    """Only a fall less than one window before D is told; events elsewhere are in no own area."""
    for days in (range(-60, 0), range(-60, -8), range(-4, 60)):
        events = events_on([day for day in days for _ in range(5)])
        (row,) = measured((*events, *events_on(range(-60, -4), ELSEWHERE))).areas
        assert (row.eve.change_on, row.eve.days_before, row.eve.ratio) == ("", None, None), days
