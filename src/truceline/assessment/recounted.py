# SPDX-License-Identifier: Apache-2.0
"""The nouns of a recount: two counts of the same events side by side, and what lies between them.

Codes and numbers only; ``report`` makes the words. Neither count is the right one, and nothing here ranks anybody
(R9). ``first`` and ``second`` are the two rules in the order in which they were given.
"""

from dataclasses import dataclass

from truceline.agreement.counting_rule import CountingRule
from truceline.assessment.disputed_fact import FactKind

EXACT, GREEDY = "exact", "greedy"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonCount:
    """Events with one reason: the field of the rule that gives it."""

    field: str
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """What one rule makes of the events.

    Attributes:
        rule: The rule.
        counted: What it counts, in its own unit.
        events_counted: Events that it counts, each first of its incident or day.
        left_out: Events that it leaves out.
        left_out_by: By the field that leaves them out; an event has one. ``unit``: part of another one's incident or
            day.
        not_decided: Events that cannot be counted, because a fact that the rule asks is not told or told both ways.
        not_decided_by: By the fields that ask it; an event may have several, so these may add up to more.
    """

    rule: CountingRule
    counted: int
    events_counted: int
    left_out: int
    left_out_by: tuple[ReasonCount, ...]
    not_decided: int
    not_decided_by: tuple[ReasonCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldEffect:
    """What one difference between the rules does.

    Attributes:
        fields: The fields that differ; what a unit needs goes with it.
        first: What the first rule has there, as text, one for each field; empty when it asks nothing.
        second: What the second has.
        alone: By how much the first count changes when only this is taken from the second rule.
        last: By how much it changes when everything else has been taken already.
    """

    fields: tuple[str, ...]
    first: tuple[str, ...]
    second: tuple[str, ...]
    alone: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settler:
    """Who could settle a fact.

    Attributes:
        code: ``authority``, ``parties``, ``guarantors``, ``monitor``, ``publisher`` or ``outlets``.
        names: Ids or names of those meant; empty when the library names none.
    """

    code: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherFact:
    """A fact that would do in the place of another."""

    kind: FactKind
    subject: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputedFact:
    """One question that is not settled and that lies between the counts.

    Attributes:
        kind: What is not settled (``disputed_fact.FactKind``).
        subject: About what.
        events: Events of the gap that it explains, alone or beside others.
        alone: Of these, events that nothing else explains.
        told_both: Of these, events for which it is told both ways; the others: by nobody.
        instead: Facts that would do in its place, the others of the set staying as they are.
        settled_by: Who could settle it.
    """

    kind: FactKind
    subject: tuple[str, ...]
    events: int
    alone: int
    told_both: int
    instead: tuple[OtherFact, ...]
    settled_by: tuple[Settler, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Events of the gap that a settled fact explains: the other rule chooses not to count them."""

    field: str
    only_first: int
    only_second: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What lies between two counts, in events.

    Attributes:
        both: Events that both count.
        only_first: Events that only the first counts.
        only_second: Events that only the second counts.
        chosen_first: Of ``only_first``: what the second leaves out by a fact that is settled.
        chosen_second: Likewise.
        choices: These, by the field of the rule that does not count them.
        disputed_first: Of ``only_first``: what the second cannot decide.
        disputed_second: Likewise.
        facts: The smallest set of facts that explains every disputed event, most events first.
        method: ``exact``: there is no smaller set; ``greedy``: there may be.
        at_least: Every such set has at least so many facts (proved).
        open_facts: All facts that explain any disputed event.
    """

    both: int
    only_first: int
    only_second: int
    chosen_first: int
    chosen_second: int
    choices: tuple[Choice, ...]
    disputed_first: int
    disputed_second: int
    facts: tuple[DisputedFact, ...]
    method: str
    at_least: int
    open_facts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCount:
    """One count before and after a day, in the rule's unit.

    Attributes:
        days: Days on each side.
        before: Counted before.
        after: Counted after.
        before_per_day: By the days covered; absent when none is.
        after_per_day: Likewise.
        rate_ratio: After by before; absent when nothing was counted before.
        ratio_low: Lower end of its interval, as in ``before_after``.
        ratio_high: Upper end.
        complete: Whether both sides are wholly inside the input.
        not_decided_before: Events before, inside the window, that cannot be decided.
        not_decided_after: Likewise after.
    """

    days: int
    before: int
    after: int
    before_per_day: float | None
    after_per_day: float | None
    rate_ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    complete: bool
    not_decided_before: int
    not_decided_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecountRow:
    """One agreement by both rules.

    Attributes:
        agreement: Its id.
        on: The day D.
        first: By the first rule.
        second: By the second rule.
    """

    agreement: str
    on: str
    first: RowCount
    second: RowCount


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """Two counts of the same events.

    Attributes:
        events: Events looked at.
        first: By the first rule.
        second: By the second rule.
        same_unit: Whether both count the same unit; else their difference mixes units.
        difference: The second count less the first.
        effects: What each difference between the rules does.
        interaction: What the differences do together beyond the sum of what each does alone.
        gap: What lies between the counts.
        before_after: By agreement, by day; empty when the events are no whole series.
    """

    events: int
    first: RuleCount
    second: RuleCount
    same_unit: bool
    difference: int
    effects: tuple[FieldEffect, ...]
    interaction: int
    gap: Gap
    before_after: tuple[RecountRow, ...]
