# SPDX-License-Identifier: Apache-2.0
"""What lies between two counts of the same events: choices of the rules, and facts that are not settled.

Rules:
    - An event counted by one rule only is a *choice* where the other leaves it out by a settled fact: no inquiry would
      change that, only another rule.
    - It is *disputed* where the other cannot decide it. Each fact that the other rule asks of it and that is not
      settled would explain that alone; so the disputed part of the gap is explained by any set of facts that has one
      of them for every such event. The smallest such set is given (``covering``).
    - To settle a fact may bring the counts nearer or not: which way it would go is told by nobody.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from truceline.agreement.library import Library
from truceline.assessment.counting import Count, Decision, Status, facts_behind
from truceline.assessment.covering import smallest_cover
from truceline.assessment.disputed_fact import Fact
from truceline.assessment.filters import FILTERS
from truceline.assessment.known import Known
from truceline.assessment.recounted import EXACT, GREEDY, Choice, DisputedFact, Gap, OtherFact
from truceline.assessment.settlers import settlers
from truceline.base.fourvalue import FourValue
from truceline.picture.intake import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """One event that one rule counts and the other cannot decide.

    Attributes:
        event: The event.
        facts: The facts of which any explains it.
        is_told_both: Whether one of the fields that ask them is told both ways.
    """

    event: Event
    facts: frozenset[Fact]
    is_told_both: bool


def gap_between(first: Count, second: Count, known: Known, library: Library) -> Gap:
    """Say what lies between two counts of the same events.

    Args:
        first: By the first rule.
        second: By the second rule, of the same events in the same order.
        known: What the rules may ask beyond the events.
        library: Who could settle a fact.

    Returns:
        The gap.
    """
    only_first, only_second = _only(first, second), _only(second, first)
    missed_by_second = [(event, decision) for event, decision in only_first if decision.status is Status.LEFT_OUT]
    missed_by_first = [(event, decision) for event, decision in only_second if decision.status is Status.LEFT_OUT]
    open_first = _disputed(only_first, second, known)
    open_second = _disputed(only_second, first, known)
    every = [*open_first, *open_second]
    facts, method, at_least = explain(every, library)
    return Gap(
        both=len(first.counted) - len(only_first),
        only_first=len(only_first),
        only_second=len(only_second),
        chosen_first=len(missed_by_second),
        chosen_second=len(missed_by_first),
        choices=_choices(missed_by_second, missed_by_first),
        disputed_first=len(open_first),
        disputed_second=len(open_second),
        facts=facts,
        method=method,
        at_least=at_least,
        open_facts=len({fact for each in every for fact in each.facts}),
    )


def _only(one: Count, other: Count) -> list[tuple[Event, Decision]]:
    """Give the events that one counts and the other does not, with what the other makes of them."""
    together = zip(one.events, one.decisions, other.decisions, strict=True)
    return [
        (event, theirs)
        for event, own, theirs in together
        if own.status is Status.COUNTED and theirs.status is not Status.COUNTED
    ]


def _choices(
    missed_by_second: list[tuple[Event, Decision]], missed_by_first: list[tuple[Event, Decision]]
) -> tuple[Choice, ...]:
    first = Counter(decision.reasons[0] for _, decision in missed_by_second)
    second = Counter(decision.reasons[0] for _, decision in missed_by_first)
    fields = sorted(first.keys() | second.keys(), key=lambda field: (-first[field] - second[field], field))
    return tuple(Choice(field=field, only_first=first[field], only_second=second[field]) for field in fields)


def _disputed(only: list[tuple[Event, Decision]], other: Count, known: Known) -> list[Disputed]:
    return [
        Disputed(
            event=event,
            facts=facts_behind(event, decision, other.rule, known),
            is_told_both=_is_told_both(event, decision, other, known),
        )
        for event, decision in only
        if decision.status is Status.NOT_DECIDED
    ]


def _is_told_both(event: Event, decision: Decision, other: Count, known: Known) -> bool:
    asked = (each for each in FILTERS if each.field in decision.reasons)
    return any(each.passes(event, other.rule, known) is FourValue.BOTH for each in asked)


def explain(disputed: Sequence[Disputed], library: Library) -> tuple[tuple[DisputedFact, ...], str, int]:
    """Find the smallest set of facts that explains every disputed event.

    Args:
        disputed: The events with the facts of which any explains each; none without a fact.
        library: Who could settle a fact.

    Returns:
        The facts, most events first; ``exact`` or ``greedy``; a proved bound from below.
    """
    if not disputed:
        return (), EXACT, 0
    facts = sorted({fact for each in disputed for fact in each.facts})
    number = {fact: index for index, fact in enumerate(facts)}
    cover = smallest_cover(frozenset(number[fact] for fact in each.facts) for each in disputed)
    chosen = frozenset(facts[index] for index in cover.chosen)
    met: dict[Fact, list[tuple[Disputed, bool]]] = {}
    for each in disputed:
        here = each.facts & chosen
        for fact in here:
            met.setdefault(fact, []).append((each, len(here) == 1))
    shown = [_shown(fact, met[fact], library) for fact in chosen]
    ordered = sorted(shown, key=lambda each: (-each.events, each.kind, each.subject))
    return tuple(ordered), EXACT if cover.is_smallest else GREEDY, cover.at_least


def _shown(fact: Fact, met: Sequence[tuple[Disputed, bool]], library: Library) -> DisputedFact:
    """Give a fact as it is shown, with the events that it explains, of each whether no other chosen fact does."""
    explained = [each for each, _ in met]
    only_here = [each.facts for each, is_only in met if is_only]
    instead = frozenset.intersection(*only_here) - {fact} if only_here else frozenset()
    return DisputedFact(
        kind=fact.kind,
        subject=fact.subject,
        events=len(explained),
        alone=sum(len(each.facts) == 1 for each in explained),
        told_both=sum(each.is_told_both for each in explained),
        instead=tuple(OtherFact(kind=each.kind, subject=each.subject) for each in sorted(instead)),
        settled_by=settlers(fact, library),
    )
