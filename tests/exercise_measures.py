# SPDX-License-Identifier: Apache-2.0
"""Invented events of the invented library, laid out for measuring. EXERCISE: nothing in it is real."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from exercise_library import exercise_library
from truceline.agreement.agreement import Agreement
from truceline.agreement.counting_rule import CountingRule, CountingUnit
from truceline.agreement.held_rule import HeldRule
from truceline.agreement.library import Library
from truceline.agreement.placing import ZoneLocator
from truceline.assessment.counting import count
from truceline.assessment.daily import CountedDays, counted_days
from truceline.assessment.measuring import Measurable, Measures, measure
from truceline.picture.acts import Place, Position
from truceline.picture.intake import Event

D = date(2001, 2, 10)
"""The day of the truce in the square."""
SPAN = (D - timedelta(days=60), D + timedelta(days=60))
WEEK = CountingRule(id="week", title="A week", window_days=7)
SQUARE = Place(position=Position(lon_deg=20.5, lat_deg=10.5, radius_m=100.0))
"""Well inside the square."""
FAR = Place(position=Position(lon_deg=23.0, lat_deg=13.0, radius_m=100.0))
EDGE = Place(position=Position(lon_deg=21.0, lat_deg=10.5, radius_m=5_000.0))
"""Astride the edge of the square."""

EVENT = Event(
    id="x:0",
    acts=("x:0:a", "x:0:b"),
    sides=("Hill League", "Northland"),
    dyad="Northland - Hill League",
    first_day=D.isoformat(),
    last_day=D.isoformat(),
    day_precision=1,
    place_precision=1,
    outlets=("River Wire",),
    mentions=("River Wire",),
    place=SQUARE,
    areas=("XA01",),
)
"""An invented event in the square."""


def events_on(days: Iterable[int], like: Event = EVENT) -> tuple[Event, ...]:
    """Give events so many days from D, each like another."""
    made = []
    for number, ahead in enumerate(days):
        day = (D + timedelta(days=ahead)).isoformat()
        event_id = f"{like.id}.{number}"
        made.append(replace(like, id=event_id, acts=(f"{event_id}:a", f"{event_id}:b"), first_day=day, last_day=day))
    return tuple(made)


def quoting(*outlets: str, like: Event = EVENT) -> Event:
    """Give an event that quotes other outlets."""
    return replace(like, id=f"{like.id}/{'+'.join(outlets)}", outlets=tuple(sorted(outlets)), mentions=outlets)


def library_with(agreement: Agreement) -> Library:
    """Give the invented library with one agreement only."""
    return replace(exercise_library(), agreements=(agreement,))


def truce() -> Agreement:
    """Give the truce in the square."""
    return exercise_library().agreements[0]


def laid_out(events: Sequence[Event]) -> CountedDays:
    """Lay events out by day, without a rule."""
    return counted_days(events, {}, SPAN, once_a_day=False)


def measured(
    events: Sequence[Event],
    *,
    library: Library | None = None,
    rule: CountingRule = WEEK,
    every: Sequence[Event] = (),
    held_rule: HeldRule | None = None,
    other_rules: Sequence[CountingRule] = (),
) -> Measures:
    """Measure events that a rule has counted; ``every`` holds the members of incidents."""
    library = library or exercise_library()
    return measure(
        Measurable(
            library=library,
            locator=ZoneLocator(library),
            events=tuple(every) or tuple(events),
            counted=tuple(events),
            rule=rule,
            held_rule=held_rule,
            covered=SPAN,
            others=tuple(count(tuple(events), other) for other in other_rules),
        )
    )


def a_day(rule: CountingRule = WEEK) -> CountingRule:
    """Give a rule that counts days with an event."""
    return replace(rule, unit=CountingUnit.DAY)
