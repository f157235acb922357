# SPDX-License-Identifier: Apache-2.0
"""Counting by a rule: which events it counts, which it leaves out and why, which nobody can decide.

Rules:
    - The first filter told false leaves an event out; else any that is told neither or both leaves it not decided;
      else it is counted, unless the unit joins it to another.
    - An event that is left out, or not decided, is never joined to one that is counted.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from truceline.agreement.counting_rule import CountingRule, CountingUnit
from truceline.assessment.assessment import Rule
from truceline.assessment.disputed_fact import Fact, FactKind
from truceline.assessment.filters import FILTERS, active_filters, asks_more
from truceline.assessment.joining import join_events
from truceline.assessment.known import NOTHING_KNOWN, Known
from truceline.base.fourvalue import FourValue
from truceline.picture.intake import Event
from truceline.records.writer import plain

UNIT = "unit"
"""Reason of an event that is part of another one's incident or day."""
_SPELLED = frozenset({"id", "title", "dyads", "day_precision", "window_days", "unit", "note"})


class Status(StrEnum):
    """What a rule makes of an event."""

    COUNTED = "counted"
    LEFT_OUT = "left_out"
    NOT_DECIDED = "not_decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a rule makes of one event.

    Attributes:
        status: Counted, left out or not decided.
        reasons: Fields of the rule: the one that leaves it out, or every one that leaves it not decided.
        units: For how many it counts; 0 unless it is counted.
        facts: For what may be part of another incident: the facts of which any would explain it.
    """

    status: Status
    reasons: tuple[str, ...] = ()
    units: int = 0
    facts: frozenset[Fact] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What a rule makes of events.

    Attributes:
        rule: The rule.
        events: The events, in their order.
        decisions: What it makes of each.
        counted: The events that are counted, in their order, each with its units and members.
    """

    rule: CountingRule
    events: tuple[Event, ...]
    decisions: tuple[Decision, ...]
    counted: tuple[Event, ...]

    @property
    def units(self) -> int:
        """What it counts in all."""
        return sum(decision.units for decision in self.decisions)


_COUNTED = Decision(status=Status.COUNTED, units=1)
_JOINED = Decision(status=Status.LEFT_OUT, reasons=(UNIT,))
_LEFT_OUT = {each.field: Decision(status=Status.LEFT_OUT, reasons=(each.field,)) for each in FILTERS}


def spelled_out(rule: CountingRule) -> Rule:
    """Give the rule as the assessment shows it; its scope is always the whole input."""
    told = plain(rule)
    assert isinstance(told, dict)
    return Rule(
        id=rule.id,
        title=rule.title,
        dyads=rule.dyads,
        day_precision=rule.day_precision,
        window_days=rule.window_days,
        unit=rule.unit,
        scope="countrywide",
        note=rule.note,
        further={name: spelled(rule, name) for name in told if name not in _SPELLED},
    )


def spelled(rule: CountingRule, name: str) -> str:
    """Write one field of a rule as text; empty when it asks nothing."""
    told = getattr(rule, name)
    if isinstance(told, tuple):
        return "; ".join(str(each) for each in told)
    return "" if told is None or told == "" else f"{told:g}" if isinstance(told, float) else str(told)


def counted_events(events: Iterable[Event], rule: CountingRule, known: Known | None = None) -> tuple[Event, ...]:
    """Give the events a rule counts, in their order.

    A pair of sides is matched by the file's own name for it or by the sides' names in either order. Where the rule
    joins events, the first of each incident or day stands for all: its ``members`` are known, its ``units`` is for
    how many it counts. Whoever counts in a part of the country gives the events of that part.

    Args:
        events: Events.
        rule: The rule.
        known: What a rule may ask beyond the events; needed when it does (``filters.asks_more``).

    Returns:
        The counted events.
    """
    return count(events, rule, known).counted


def count_by_day(counted: Iterable[Event]) -> Counter[date]:
    """Count events by the day on which they begin, each for its units."""
    days: Counter[date] = Counter()
    for event in counted:
        days[date.fromisoformat(event.first_day)] += event.units
    return days


def count(events: Iterable[Event], rule: CountingRule, known: Known | None = None) -> Count:
    """Say of every event what a rule makes of it.

    Args:
        events: Events.
        rule: The rule.
        known: What a rule may ask beyond the events; needed when it does.

    Returns:
        What it makes of each.
    """
    assert known is not None or not asks_more(rule), "this rule asks more than events tell"
    known = known or NOTHING_KNOWN
    every = tuple(events)
    decisions = _filtered(every, rule, known)
    members: dict[str, tuple[str, ...]] = {}
    match rule.unit:
        case CountingUnit.EVENT:
            pass
        case CountingUnit.INCIDENT:
            members = _join_incidents(every, decisions, rule, known)
        case CountingUnit.DAY:
            members = _join_days(every, decisions)
        case CountingUnit.DEATH:
            _count_deaths(every, decisions, rule)
    counted = tuple(
        _marked(event, decision, members)
        for event, decision in zip(every, decisions, strict=True)
        if decision.status is Status.COUNTED
    )
    return Count(rule=rule, events=every, decisions=tuple(decisions), counted=counted)


def _marked(event: Event, decision: Decision, members: dict[str, tuple[str, ...]]) -> Event:
    joined = members.get(event.id, ())
    if decision.units == 1 and not joined:
        return event
    return replace(event, units=decision.units, members=joined)


def _filtered(events: Sequence[Event], rule: CountingRule, known: Known) -> list[Decision]:
    filters = active_filters(rule)
    decisions: list[Decision] = []
    for event in events:
        undecided: list[str] = []
        decision = _COUNTED
        for each in filters:
            value = each.passes(event, rule, known)
            if value is FourValue.FALSE:
                decision = _LEFT_OUT[each.field]
                break
            if value is not FourValue.TRUE:
                undecided.append(each.field)
        if decision is _COUNTED and undecided:
            decision = Decision(status=Status.NOT_DECIDED, reasons=tuple(undecided))
        decisions.append(decision)
    return decisions


def _join_incidents(
    events: Sequence[Event], decisions: list[Decision], rule: CountingRule, known: Known
) -> dict[str, tuple[str, ...]]:
    passing = [event for event, decision in zip(events, decisions, strict=True) if decision is _COUNTED]
    joined = join_events(passing, rule, known)
    for index, event in enumerate(events):
        if decisions[index] is not _COUNTED or event.id in joined.members:
            continue
        facts = joined.open_facts.get(event.id)
        decisions[index] = _may_be_joined(facts) if facts else _JOINED
    return joined.members


def _may_be_joined(facts: frozenset[Fact]) -> Decision:
    kinds = {fact.kind for fact in facts}
    fields = {
        "gap_minutes": frozenset({FactKind.SAME_TIME}),
        "radius_m": frozenset({FactKind.SAME_PLACE, FactKind.WITHHELD}),
    }
    reasons = tuple(field for field, of_field in fields.items() if kinds & of_field)
    return Decision(status=Status.NOT_DECIDED, reasons=reasons, facts=facts)


def _join_days(events: Sequence[Event], decisions: list[Decision]) -> dict[str, tuple[str, ...]]:
    firsts: dict[str, str] = {}
    members: dict[str, list[str]] = {}
    for index, event in enumerate(events):
        if decisions[index] is not _COUNTED:
            continue
        first = firsts.setdefault(event.first_day, event.id)
        members.setdefault(first, []).append(event.id)
        if first != event.id:
            decisions[index] = _JOINED
    return {first: tuple(ids) for first, ids in members.items()}


def _count_deaths(events: Sequence[Event], decisions: list[Decision], rule: CountingRule) -> None:
    for index, event in enumerate(events):
        if decisions[index] is not _COUNTED:
            continue
        if event.deaths is None:
            facts = frozenset({Fact(kind=FactKind.DEATHS, subject=(event.dyad,))})
            decisions[index] = Decision(status=Status.NOT_DECIDED, reasons=("deaths",), facts=facts)
        else:
            decisions[index] = Decision(status=Status.COUNTED, units=getattr(event.deaths, rule.deaths))


def facts_behind(event: Event, decision: Decision, rule: CountingRule, known: Known) -> frozenset[Fact]:
    """Give the facts of which any would explain that an event is not decided; none for any other event."""
    if decision.status is not Status.NOT_DECIDED:
        return frozenset()
    asked = (each for each in FILTERS if each.field in decision.reasons)
    return decision.facts.union(*(each.facts(event, rule, known) for each in asked))
