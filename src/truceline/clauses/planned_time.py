# SPDX-License-Identifier: Apache-2.0
"""When a plan meets the provisions of a library: its time cut where a provision, or a zone it names, changes.

Rules:
    - Within a *stretch* no answer of the provision changes, nor the version of any zone it names; so window, place and
      band of a stretch are met together or not at all.
    - All here depends on the author and on which changes its time spans, so that it is remembered for all plans alike.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

from truceline.agreement.placing import ZoneLocator
from truceline.base.fourvalue import FourValue
from truceline.base.instants import Interval
from truceline.clauses.decide import Decision
from truceline.clauses.evaluate import Setting, is_not_yet_applied, value_of
from truceline.clauses.evidence import ActorTold
from truceline.clauses.judging import ClauseTest
from truceline.clauses.rows import epochs_of
from truceline.clauses.slots import Component, Plan, Slot
from truceline.findings.ruling import LEAVING_WORD, Condition

REMEMBERED_MAX = 4_096
"""Authors, each with the changes that their plans span, that are remembered."""

Columns: TypeAlias = tuple[int | FourValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a plan's time in which no answer of one provision changes.

    Attributes:
        interval: The part, widened to the changes round it.
        left: The decision when the author is not bound or the window is told only false.
        is_early: Whether the text is signed and not applied yet; such a stretch is not left at once.
        columns: Where the zones it names stand, in the locator's columns; a value where no version decides.
    """

    interval: Interval
    left: Decision | None
    is_early: bool
    columns: Columns


Course: TypeAlias = tuple[tuple[int, tuple[Stretch, ...]], ...]
"""The provisions that a plan may meet, by their number in the clause test, each with its stretches."""


class Courses:
    """Looks up the provisions that an author's plan of some kinds at some time may meet. Build it once for a library.

    A provision is left out when all of its stretches are left by who is bound, by the window or by the kind.
    """

    def __init__(self, test: ClauseTest, setting: Setting) -> None:
        """Take every change of a library."""
        self._test = test
        self._setting = setting
        self._cuts = epochs_of(test).cuts
        self._own_cuts = tuple(_cuts_of(plan, setting, test.whereabouts.locator) for plan in test.plans)
        self._bound = tuple(slot_of(plan, Condition.BOUND) for plan in test.plans)
        self._kinds = lru_cache(maxsize=REMEMBERED_MAX)(self._kind_values)
        self._course: Callable[[str, tuple[str, ...], int, int], Course]
        self._course = lru_cache(maxsize=REMEMBERED_MAX)(self._make)

    def course(self, actor: str, kinds: tuple[str, ...], interval: Interval) -> Course:
        """Give the provisions that a plan may meet.

        Args:
            actor: The force that will act, or the party.
            kinds: Kinds of activity.
            interval: When.

        Returns:
            Their numbers, each with its stretches in order of time, at least one.
        """
        return self._course(actor, kinds, *self._widen(interval))

    def stretches(self, number: int, actor: str, interval: Interval) -> tuple[Stretch, ...]:
        """Give the stretches of one provision, whether or not the plan may meet it."""
        return self._stretches(number, actor, *self._widen(interval))

    def _widen(self, interval: Interval) -> tuple[int, int]:
        first = max(bisect_right(self._cuts, interval.start_ns) - 1, 0)
        last = min(bisect_left(self._cuts, interval.end_ns), len(self._cuts) - 1)
        return first, max(last, first + 1)

    def _kind_values(self, kinds: tuple[str, ...]) -> tuple[FourValue, ...]:
        return tuple(
            value_of(slot_of(plan, Condition.KIND), Component.KIND, kinds, plan, self._setting)
            for plan in self._test.plans
        )

    def _make(self, actor: str, kinds: tuple[str, ...], first: int, last: int) -> Course:
        asked = (number for number, kind in enumerate(self._kinds(kinds)) if kind is not FourValue.FALSE)
        found = ((number, self._stretches(number, actor, first, last)) for number in asked)
        return tuple(one for one in found if any(stretch.left is None for stretch in one[1]))

    def _stretches(self, number: int, actor: str, first: int, last: int) -> tuple[Stretch, ...]:
        start, end, cuts = self._cuts[first], self._cuts[last], self._own_cuts[number]
        inner = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
        bounds = pairwise((start, *inner, end))
        return tuple(self._stretch(number, actor, Interval(start_ns=one, end_ns=other)) for one, other in bounds)

    def _stretch(self, number: int, actor: str, interval: Interval) -> Stretch:
        plan, setting, whereabouts = self._test.plans[number], self._setting, self._test.whereabouts
        told = ActorTold(forces=(actor,), interval=interval)
        bound = value_of(self._bound[number], Component.ACTOR, told, plan, setting)
        window = value_of(slot_of(plan, Condition.WINDOW), Component.TIME, interval, plan, setting)
        is_early = is_not_yet_applied(plan, interval, setting)
        left: Decision | None = None
        if bound is FourValue.FALSE:
            left = Decision(word=LEAVING_WORD[Condition.BOUND], decided_by=Condition.BOUND)
        elif window is FourValue.FALSE and not is_early:
            left = Decision(word=LEAVING_WORD[Condition.WINDOW], decided_by=Condition.WINDOW)
        return Stretch(
            interval=interval,
            left=left,
            is_early=is_early,
            columns=tuple(whereabouts.column_at(plan.agreement, zone, interval) for zone in plan.provision.zones),
        )


def slot_of(plan: Plan, condition: Condition) -> Slot:
    """Give the slot of a condition that every provision has exactly once."""
    return next(slot for slot in plan.slots if slot.condition is condition)


def _cuts_of(plan: Plan, setting: Setting, locator: ZoneLocator) -> tuple[int, ...]:
    """Give every instant at which a provision, or the version of a zone that it names, changes."""
    zones = {*plan.provision.zones}
    for slot in plan.slots:
        zones |= {*slot.criterion.zone} if slot.criterion is not None else set()
    lives = [locator.intervals[column] for zone in zones for column in locator.index.get((plan.agreement.id, zone), ())]
    lives += [phase.interval for phase in setting.phases(plan)]
    return tuple(sorted({bound for life in lives for bound in (life.start_ns, life.end_ns)}))
