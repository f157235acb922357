# SPDX-License-Identifier: Apache-2.0
"""The watch: who is on duty, who may take a message, what is open, what a relief takes over, and who waits too long.

Rules:
    - An urgent message may be taken by any officer on duty, whatever his post: nobody waits for the usual contact.
    - A watch is handed over with all that is open. The relief acknowledges each piece; until then it stays with whoever
      had it.
    - A flood never hides a flash: what is open is listed by urgency first, and within it by how long it waits.
    - A caller who waits is told to everybody on duty, sooner the more urgent he is.

Source:
    The call of 17 September 2016 that waited 27 minutes for one contact (``incidents.yaml``, ``line-call-held``).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from truceline.line.message_types import Precedence

URGENT = frozenset({Precedence.IMMEDIATE, Precedence.FLASH})
"""Messages that any officer on duty may take."""
HOLD_S = {Precedence.FLASH: 20, Precedence.IMMEDIATE: 60, Precedence.PRIORITY: 300, Precedence.ROUTINE: 900}
"""After so long a caller who waits is told to everybody on duty [s]."""
_ORDER = {precedence: rank for rank, precedence in enumerate(reversed(Precedence))}
_MS_PER_S = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """An officer on duty.

    Attributes:
        officer: Pseudonym.
        post: Id of the post that he stands at.
        from_ms: Since when [ms since 1970 UTC].
        until_ms: Until when.
    """

    officer: str
    post: str
    from_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """A message that waits for this side's answer.

    Attributes:
        id: Of the message.
        precedence: How urgent.
        post: Id of the post that it is addressed to; empty for any.
        since_ms: Since when it waits [ms since 1970 UTC].
        due_ms: Until when the answer is due.
    """

    id: str
    precedence: Precedence
    post: str
    since_ms: int
    due_ms: int


def on_duty(roster: Iterable[Duty], now_ms: int) -> tuple[Duty, ...]:
    """Give who is on duty, by post and name."""
    found = [each for each in roster if each.from_ms <= now_ms < each.until_ms]
    return tuple(sorted(found, key=lambda each: (each.post, each.officer)))


def may_take(item: OpenItem, roster: Iterable[Duty], now_ms: int) -> tuple[str, ...]:
    """Give the officers who may take a message now, by name: of its post, or all on duty when it is urgent."""
    duty = on_duty(roster, now_ms)
    is_for_all = item.precedence in URGENT or not item.post
    return tuple(sorted({each.officer for each in duty if is_for_all or each.post == item.post}))


def in_order(items: Iterable[OpenItem]) -> tuple[OpenItem, ...]:
    """Put what is open in the order in which it is to be taken: by urgency, then by when the answer is due."""
    return tuple(sorted(items, key=lambda item: (_ORDER[item.precedence], item.due_ms, item.since_ms, item.id)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A watch that passes from one officer to another.

    Attributes:
        from_officer: Who hands over.
        to_officer: Who takes over.
        items: Ids of what was open when it began, in order.
        acknowledged: Of these, what the relief has acknowledged.
    """

    from_officer: str
    to_officer: str
    items: tuple[str, ...]
    acknowledged: frozenset[str] = frozenset()

    @property
    def is_done(self) -> bool:
        """Whether the relief has acknowledged every piece."""
        return self.acknowledged >= set(self.items)

    @property
    def left(self) -> tuple[str, ...]:
        """What the relief has not acknowledged."""
        return tuple(each for each in self.items if each not in self.acknowledged)

    def holder_of(self, item: str) -> str:
        """Give who has a piece: the relief once he acknowledged it, until then whoever had it."""
        return self.to_officer if item in self.acknowledged else self.from_officer


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody who waits on the line.

    Attributes:
        id: Of the call.
        precedence: How urgent, by his own word.
        since_ms: Since when [ms since 1970 UTC].
        taken_ms: When somebody took it; none while he waits.
    """

    id: str
    precedence: Precedence
    since_ms: int
    taken_ms: int | None = None


def held_too_long(callers: Iterable[Caller], now_ms: int) -> tuple[Caller, ...]:
    """Give callers who wait longer than anybody of their urgency should, most urgent first."""
    found = [
        each
        for each in callers
        if each.taken_ms is None and now_ms - each.since_ms >= HOLD_S[each.precedence] * _MS_PER_S
    ]
    return tuple(sorted(found, key=lambda each: (_ORDER[each.precedence], each.since_ms, each.id)))
