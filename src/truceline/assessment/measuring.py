# SPDX-License-Identifier: Apache-2.0
"""Measures compliance: own area and life, second views, what one change reverses, whether it largely held.

One set of counted events, laid out by day once, answers all of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from truceline.agreement.counting_rule import CountingRule, CountingUnit
from truceline.agreement.held_rule import HeldRule
from truceline.agreement.library import Library
from truceline.agreement.placing import ZoneLocator
from truceline.assessment.areas import area_counts
from truceline.assessment.counting import Count
from truceline.assessment.daily import CountedDays, counted_days
from truceline.assessment.doubts import Dropped, Held, Sensitivities
from truceline.assessment.headlines import Headline, compare_parts, headlines
from truceline.assessment.held import Without, held
from truceline.assessment.measured import AreaCount, Series
from truceline.assessment.own_area import Finder
from truceline.assessment.sensitivity import RULE, Quoted, Variant, sensitivities, variants
from truceline.assessment.views import second_views
from truceline.corroboration.lineage import lineage_of
from truceline.picture.intake import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurable:
    """What compliance is measured from.

    Attributes:
        library: The agreements.
        locator: Where places lie in their zones.
        events: Rows of event files inside the window asked for.
        counted: Those of them that the rule counts, as it counts them (``counting.count``).
        rule: How they are counted.
        held_rule: By which rule an agreement largely held; None for the library's or this software's own.
        covered: First and last day that the input can have seen.
        others: The same events as the further rules of the run count them.
    """

    library: Library
    locator: ZoneLocator
    events: Sequence[Event]
    counted: Sequence[Event]
    rule: CountingRule
    held_rule: HeldRule | None
    covered: tuple[date, date]
    others: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What was measured.

    Attributes:
        areas: Every agreement in its own area and life.
        series: Second views.
        sensitivity: What one change reverses.
        held: Whether they largely held.
    """

    areas: tuple[AreaCount, ...] = ()
    series: Series | None = None
    sensitivity: Sensitivities | None = None
    held: Held | None = None


def measure(measurable: Measurable) -> Measures:
    """Measure compliance.

    Args:
        measurable: What it is measured from.

    Returns:
        What was measured.
    """
    library, rule = measurable.library, measurable.rule
    counted = _laid_out(measurable, measurable.counted, rule)
    finder = Finder(library, measurable.locator)
    lines = headlines(library.agreements, counted, rule.window_days, finder)
    parts = {line.agreement.id: compare_parts(line, counted) for line in lines}
    quoted = Quoted(counted, lineage_of(library))
    dropped = (*variants(lines, counted, quoted), *_by_other_rules(measurable, lines, finder))
    without: dict[str, Without] = {
        line.agreement.id: [(each.dropped, each.parts) for each in dropped if each.line is line] for line in lines
    }
    series = second_views(lines, counted)
    return Measures(
        areas=area_counts(lines, counted, rule.window_days, series),
        series=series,
        sensitivity=sensitivities(lines, parts, dropped, counted, quoted, window_days=rule.window_days),
        held=held(lines, parts, without, measurable.held_rule),
    )


def _by_other_rules(measurable: Measurable, lines: Sequence[Headline], finder: Finder) -> Iterator[Variant]:
    """Count every headline by each further rule of the run, over that rule's own window."""
    for other in measurable.others:
        counted = _laid_out(measurable, other.counted, other.rule)
        ways = headlines(measurable.library.agreements, counted, other.rule.window_days, finder)
        for line, way in zip(lines, ways, strict=True):
            yield Variant(line=line, dropped=Dropped(kind=RULE, which=other.rule.id), parts=compare_parts(way, counted))


def _laid_out(measurable: Measurable, events: Sequence[Event], rule: CountingRule) -> CountedDays:
    """Lay the counted events out by day; where days are counted, all events of a day, each in its own place."""
    is_daily = rule.unit is CountingUnit.DAY
    joined = any(event.members for event in events)
    every = {event.id: event for event in measurable.events} if joined else {}
    if is_daily:
        events = [every[each] for event in events for each in event.members or (event.id,) if each in every] or events
    return counted_days(events, every, measurable.covered, once_a_day=is_daily)
