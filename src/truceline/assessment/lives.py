# SPDX-License-Identifier: Apache-2.0
"""How long an agreement lived from the day it is counted from: every end on record, each side's reading.

Rules:
    - A life ends when the agreement was first declared over, reported as collapsed, suspended or expired, by its own
      document. Somebody who disagrees is named beside; the count goes by the first end, since after it the two sides no
      longer both held the text to be in force.
    - A term that ran out and waits for its renewal is no end: it is a reading, and shown.
    - Days are civil days at the agreement's offset. A day on which the text was still read as holding counts whole, as
      D itself does even when the rules began at noon.

Source:
    docs/counting.md; the agreement's own document for every date.
"""

from dataclasses import dataclass
from datetime import date

from truceline.agreement.agreement import Agreement
from truceline.agreement.life import EventKind, LifeEvent, LifeState
from truceline.agreement.standing import ENDING_STATES, effective_ns, phases
from truceline.base.instants import day_interval, day_of

TERM = "term"
_ENDED = frozenset({LifeState.SUSPENDED, LifeState.EXPIRED, LifeState.COLLAPSED})
_ENDINGS = frozenset({*ENDING_STATES, EventKind.SUSPENDED})
_DAY_NS = 86_400_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """One end on record.

    Attributes:
        code: Kind of event, or ``term``.
        ends: Day or instant, as the document states it.
        at_ns: Its first instant [ns since 1970 UTC].
        days: Civil days from D to then.
        by: Whose act, word or reading it is.
        contested_by: Who disagrees.
        told: What a term is counted from, or the reason of an event.
        decides: Whether the life ends here.
    """

    code: str
    ends: str
    at_ns: int
    days: int
    by: tuple[str, ...]
    contested_by: tuple[str, ...]
    told: str
    decides: bool


def measured_day(agreement: Agreement) -> date | None:
    """Give the day D from which an agreement is counted; None when it is not counted.

    Source:
        ``measured_on`` of its document.
    """
    if agreement.measured_on is None:
        return None
    return day_of(agreement.measured_on.start_ns(agreement.utc_offset.delta), agreement.utc_offset.delta)


def ends_of(agreement: Agreement, on: date) -> tuple[End, ...]:
    """Give every end on record after D, by time.

    Args:
        agreement: The agreement.
        on: The day D.

    Returns:
        Its ends; at most one decides.

    Source:
        The rules at the head of this module.
    """
    offset = agreement.utc_offset.delta
    start_ns = day_interval(on, offset).start_ns
    over_ns = _over_ns(agreement, start_ns)
    found = [
        _event_end(event, effective_ns(agreement, event), start_ns)
        for event in agreement.events
        if event.kind in _ENDINGS and effective_ns(agreement, event) > start_ns
    ]
    found += [
        End(
            code=TERM,
            ends=reading.ends.text,
            at_ns=reading.ends.start_ns(offset),
            days=_days(start_ns, reading.ends.start_ns(offset)),
            by=(reading.by,) if reading.by else (),
            contested_by=(),
            told=reading.counted_from,
            decides=False,
        )
        for reading in (agreement.term.readings if agreement.term else ())
        if reading.ends.start_ns(offset) > start_ns
    ]
    found.sort(key=lambda end: (end.at_ns, end.code == TERM))
    return tuple(_decided(found, over_ns))


def _over_ns(agreement: Agreement, start_ns: int) -> int | None:
    """Give the first instant after D from which the agreement stands ended or suspended [ns since 1970 UTC]."""
    starts = (phase.interval.start_ns for phase in phases(agreement) if phase.state in _ENDED)
    return next((start for start in starts if start > start_ns), None)


def _event_end(event: LifeEvent, at_ns: int, start_ns: int) -> End:
    return End(
        code=event.kind.value,
        ends=(event.effective or event.on).text,
        at_ns=at_ns,
        days=_days(start_ns, at_ns),
        by=event.by,
        contested_by=event.contested_by,
        told=event.reason or event.scope,
        decides=False,
    )


def _decided(ends: list[End], over_ns: int | None) -> list[End]:
    """Mark the end that the agreement's standing goes by."""
    place = next((number for number, end in enumerate(ends) if end.at_ns == over_ns), None)
    return [
        End(**{name: getattr(end, name) for name in End.__slots__ if name != "decides"}, decides=number == place)
        for number, end in enumerate(ends)
    ]


def _days(start_ns: int, at_ns: int) -> int:
    return max(-((start_ns - at_ns) // _DAY_NS), 1)
