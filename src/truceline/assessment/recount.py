# SPDX-License-Identifier: Apache-2.0
"""Counts the same events by two rules and says what makes the difference.

Rules:
    - One difference between the rules after the other is carried from the second rule into the first: what each does
      alone, and what it does when all the others have been carried already. Where the effects alone do not add up to
      the difference, the rest is their *interaction*, shown as such and laid on none of them.
    - The unit and what it needs (gap, radius, estimate of deaths) are one difference.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

from truceline.agreement.agreement import Agreement
from truceline.agreement.counting_rule import CountingRule
from truceline.agreement.library import Library
from truceline.assessment.assessment import BeforeAfter
from truceline.assessment.before_after import Coverage, before_after
from truceline.assessment.counting import Count, Status, count, count_by_day, spelled
from truceline.assessment.filters import FILTERS
from truceline.assessment.gap import gap_between
from truceline.assessment.known import Known
from truceline.assessment.recounted import FieldEffect, ReasonCount, Recount, RecountRow, RowCount, RuleCount
from truceline.picture.intake import Event

UNIT_FIELDS = ("unit", "gap_minutes", "radius_m", "deaths")
"""They only have meaning together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Countable:
    """What is counted, and what a rule may ask of it.

    Attributes:
        events: The events.
        known: What is known beyond them.
        library: Lists, areas and who could settle a fact.
        agreements: Those compared before and after.
        coverage: The days that the input can have seen; None when the events are no whole series.
    """

    events: tuple[Event, ...]
    known: Known
    library: Library
    agreements: tuple[Agreement, ...]
    coverage: Coverage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoCounts:
    """Both counts with every decision, beside what they add up to.

    Attributes:
        first: By the first rule.
        second: By the second rule.
        known: What the rules could ask beyond the events.
        recount: What they add up to.
    """

    first: Count
    second: Count
    known: Known
    recount: Recount


def recount(first: CountingRule, second: CountingRule, countable: Countable) -> TwoCounts:
    """Count by two rules and say what lies between.

    Args:
        first: The first rule.
        second: The second rule.
        countable: What is counted.

    Returns:
        Both counts, and what lies between them.
    """
    one, other = (count(countable.events, rule, countable.known) for rule in (first, second))
    difference = other.units - one.units
    effects = _effects(one, other, countable)
    summed = Recount(
        events=len(countable.events),
        first=rule_count(one),
        second=rule_count(other),
        same_unit=first.unit is second.unit and (first.deaths is second.deaths or first.unit != "death"),
        difference=difference,
        effects=effects,
        interaction=difference - sum(effect.alone for effect in effects),
        gap=gap_between(one, other, countable.known, countable.library),
        before_after=_rows(one, other, countable),
    )
    return TwoCounts(first=one, second=other, known=countable.known, recount=summed)


def rule_count(counted: Count) -> RuleCount:
    """Add up what a rule makes of events."""
    left_out: Counter[str] = Counter()
    not_decided: Counter[str] = Counter()
    open_events = 0
    for decision in counted.decisions:
        if decision.status is Status.LEFT_OUT:
            left_out.update(decision.reasons)
        elif decision.status is Status.NOT_DECIDED:
            not_decided.update(decision.reasons)
            open_events += 1
    return RuleCount(
        rule=counted.rule,
        counted=counted.units,
        events_counted=len(counted.counted),
        left_out=left_out.total(),
        left_out_by=_reasons(left_out),
        not_decided=open_events,
        not_decided_by=_reasons(not_decided),
    )


def _reasons(counts: Counter[str]) -> tuple[ReasonCount, ...]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(ReasonCount(field=field, events=events) for field, events in ordered)


def _effects(one: Count, other: Count, countable: Countable) -> tuple[FieldEffect, ...]:
    first, second = one.rule, other.rule

    def units(rule: CountingRule) -> int:
        return count(countable.events, rule, countable.known).units

    def effect(fields: tuple[str, ...]) -> FieldEffect:
        shown = tuple(name for name in fields if getattr(first, name) != getattr(second, name))
        return FieldEffect(
            fields=shown,
            first=tuple(spelled(first, name) for name in shown),
            second=tuple(spelled(second, name) for name in shown),
            alone=units(_taking(first, second, fields)) - one.units,
            last=other.units - units(_taking(second, first, fields)),
        )

    return tuple(effect(fields) for fields in differences(first, second))


def differences(first: CountingRule, second: CountingRule) -> tuple[tuple[str, ...], ...]:
    """Give the fields in which two rules differ, those that only have meaning together as one."""
    groups = (UNIT_FIELDS, *((each.field,) for each in FILTERS))
    return tuple(fields for fields in groups if any(_asked(first, name) != _asked(second, name) for name in fields))


def _asked(rule: CountingRule, name: str) -> object:
    told = getattr(rule, name)
    return frozenset(told) if isinstance(told, tuple) else told


def _taking(rule: CountingRule, from_rule: CountingRule, fields: tuple[str, ...]) -> CountingRule:
    """Give a rule with some fields of another."""
    taken: dict[str, object] = {name: getattr(from_rule, name) for name in fields}
    return replace(rule, **taken)  # type: ignore[arg-type]  # each comes from the field of the same name


def _rows(one: Count, other: Count, countable: Countable) -> tuple[RecountRow, ...]:
    if countable.coverage is None:
        return ()
    first = _by_agreement(one, countable, countable.coverage)
    second = _by_agreement(other, countable, countable.coverage)
    return tuple(
        RecountRow(agreement=row.agreement, on=row.on, first=_row(row, one), second=_row(second[row.agreement], other))
        for row in first.values()
    )


def _by_agreement(counted: Count, countable: Countable, coverage: Coverage) -> dict[str, BeforeAfter]:
    rows = before_after(countable.agreements, count_by_day(counted.counted), counted.rule, coverage)
    return {row.agreement: row for row in rows}


def _row(row: BeforeAfter, counted: Count) -> RowCount:
    on, span = date.fromisoformat(row.on), timedelta(days=row.days)
    start, middle, end = (on - span).isoformat(), on.isoformat(), (on + span).isoformat()
    open_days = [
        event.first_day
        for event, decision in zip(counted.events, counted.decisions, strict=True)
        if decision.status is Status.NOT_DECIDED
    ]
    return RowCount(
        days=row.days,
        before=row.before,
        after=row.after,
        before_per_day=row.before_per_day,
        after_per_day=row.after_per_day,
        rate_ratio=row.rate_ratio,
        ratio_low=row.ratio_low,
        ratio_high=row.ratio_high,
        complete=row.complete,
        not_decided_before=sum(start <= day < middle for day in open_days),
        not_decided_after=sum(middle <= day < end for day in open_days),
    )
