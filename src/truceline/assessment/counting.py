# SPDX-License-Identifier: Apache-2.0
"""Counting by a rule: which events it counts, and how many on each day."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from truceline.agreement.files import CountingRule
from truceline.assessment.assessment import Rule
from truceline.picture.intake import Event


def spelled_out(rule: CountingRule) -> Rule:
    """Give the rule as the assessment shows it; its scope is always the whole input."""
    return Rule(
        id=rule.id,
        title=rule.title,
        dyads=rule.dyads,
        day_precision=rule.day_precision,
        window_days=rule.window_days,
        unit=rule.unit,
        scope="countrywide",
        note=rule.note,
    )


def counted_events(events: Iterable[Event], rule: CountingRule) -> tuple[Event, ...]:
    """Give the events a rule counts, in their order.

    A pair of sides is matched by the file's own name for it or by the sides' names in either order.
    """
    wanted = set(rule.dyads)
    return tuple(
        event
        for event in events
        if event.day_precision in rule.day_precision and (not wanted or wanted & _names(event))
    )


def _names(event: Event) -> set[str]:
    return {event.dyad, " - ".join(event.sides), " - ".join(reversed(event.sides))}


def count_by_day(counted: Iterable[Event]) -> Counter[date]:
    """Count events by the day on which they begin."""
    return Counter(date.fromisoformat(event.first_day) for event in counted)
