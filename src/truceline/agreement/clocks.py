# SPDX-License-Identifier: Apache-2.0
"""Clocks and stage gates at an instant: how long each clock has run on each side's reading, and what is open.

Rules:
    - An elapsed-time clock knows no breach. A continuous-calm clock runs, on each side's reading, from the last breach
      that this side claims; a breach known to the day counts to the end of that day.
    - Clocks stop when the agreement ends or is suspended, by whomever; nobody's clock runs on alone.
    - A gate is open only while every clock is full on the reading of every side it needs, and each of them has
      confirmed. Withdrawal by one of them ends it.

Source:
    docs/agreement-format.md; the agreement's own document for every number.
"""

from dataclasses import dataclass

from truceline.agreement.agreement import Agreement
from truceline.agreement.life import Clock, ClockKind, ClockReading, Gate, GateEvent, LifeState
from truceline.base.instants import NS_PER_S
from truceline.base.moments import Moment

_NS_PER_HOUR = 3600 * NS_PER_S
STOPPED_STATES = frozenset({LifeState.SUSPENDED, LifeState.COLLAPSED, LifeState.EXPIRED})


@dataclass(frozen=True, slots=True, kw_only=True)
class SideClock:
    """One side's reading of a clock, counted here from the breaches that this side claims.

    Attributes:
        by: The side; empty for an elapsed-time clock, which reads the same for all.
        since_ns: From when it counts [ns since 1970 UTC].
        hours: How long it has run [h].
        full: Whether that is long enough.
        reset: The last breach that this side claims; None when it claims none.
    """

    by: str
    since_ns: int
    hours: float
    full: bool
    reset: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStanding:
    """A clock at an instant.

    Attributes:
        gate: Id of its gate.
        clock: The clock.
        started: Whether it has begun.
        stopped_ns: When it stopped, because the agreement ended or was suspended; None while it runs.
        sides: One reading for each side.
        stated: What sides themselves stated of it up to the instant.
    """

    gate: str
    clock: Clock
    started: bool
    stopped_ns: int | None
    sides: tuple[SideClock, ...]
    stated: tuple[ClockReading, ...]

    @property
    def full(self) -> bool:
        """Whether it is full on every side's reading."""
        return self.started and all(side.full for side in self.sides)


@dataclass(frozen=True, slots=True, kw_only=True)
class GateStanding:
    """A gate at an instant.

    Attributes:
        gate: The gate.
        state: ``open``, ``closed`` or ``withdrawn``.
        confirmed: Who has confirmed.
        missing: Who has not.
        waiting_for: Clocks that are not full.
        withdrawn: Who has withdrawn.
    """

    gate: Gate
    state: str
    confirmed: tuple[GateEvent, ...]
    missing: tuple[str, ...]
    waiting_for: tuple[str, ...]
    withdrawn: tuple[GateEvent, ...]


def clock_standings(
    agreement: Agreement, gate: Gate, at_ns: int, stops: tuple[tuple[int, int], ...]
) -> tuple[ClockStanding, ...]:
    """Read every clock of a gate at an instant.

    Args:
        agreement: The agreement.
        gate: The gate.
        at_ns: The instant [ns since 1970 UTC].
        stops: Stretches in which the agreement was ended or suspended [ns since 1970 UTC].

    Returns:
        One standing per clock, in the document's order.
    """
    return tuple(_clock_standing(agreement, gate, clock, at_ns, stops) for clock in gate.clocks)


def gate_standing(agreement: Agreement, gate: Gate, clocks: tuple[ClockStanding, ...], at_ns: int) -> GateStanding:
    """Say whether a gate is open at an instant."""
    offset = agreement.utc_offset.delta
    confirmed = tuple(each for each in gate.confirmations if each.on.start_ns(offset) <= at_ns)
    withdrawn = tuple(each for each in gate.withdrawals if each.on.start_ns(offset) <= at_ns and each.by in gate.needs)
    missing = tuple(party for party in gate.needs if party not in {each.by for each in confirmed})
    waiting_for = tuple(standing.clock.id for standing in clocks if not standing.full)
    state = "withdrawn" if withdrawn else "closed" if missing or waiting_for else "open"
    return GateStanding(
        gate=gate,
        state=state,
        confirmed=confirmed,
        missing=missing,
        waiting_for=waiting_for,
        withdrawn=withdrawn,
    )


def _clock_standing(
    agreement: Agreement, gate: Gate, clock: Clock, at_ns: int, stops: tuple[tuple[int, int], ...]
) -> ClockStanding:
    offset = agreement.utc_offset.delta
    since_ns = clock.since.start_ns(offset)
    stopped_ns = next((start for start, end in stops if end > since_ns and start <= at_ns), None)
    until_ns = at_ns if stopped_ns is None else max(stopped_ns, since_ns)
    is_elapsed = clock.kind is ClockKind.ELAPSED
    claimed = {reset.by for reset in clock.resets} | {reading.by for reading in clock.readings}
    by = ("",) if is_elapsed else gate.needs or tuple(sorted(claimed)) or ("",)
    return ClockStanding(
        gate=gate.id,
        clock=clock,
        started=since_ns <= at_ns,
        stopped_ns=stopped_ns,
        sides=tuple(_side_clock(agreement, clock, side, until_ns) for side in by),
        stated=tuple(reading for reading in clock.readings if reading.on.start_ns(offset) <= at_ns),
    )


def _side_clock(agreement: Agreement, clock: Clock, side: str, until_ns: int) -> SideClock:
    offset = agreement.utc_offset.delta
    since_ns = clock.since.start_ns(offset)
    resets = [reset.on for reset in clock.resets if side and reset.by == side and reset.on.start_ns(offset) <= until_ns]
    last = max(resets, key=lambda moment: moment.end_ns(offset), default=None)
    if last is not None:
        since_ns = max(since_ns, last.end_ns(offset))
    hours = max(0, until_ns - since_ns) / _NS_PER_HOUR
    return SideClock(by=side, since_ns=since_ns, hours=hours, full=hours >= clock.hours, reset=last)
