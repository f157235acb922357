# SPDX-License-Identifier: Apache-2.0
"""Where an agreement stands: its states over time, and whether its rules apply, told by whom.

Rules:
    - Before signature nothing applies; from signature (or entry into force) until application the rules are *in
      force, not yet applied*; all of it is told by the text.
    - Somebody ends or suspends: told false by whoever did it. If others are on record as disagreeing that it took
      effect, their telling stands beside and nobody is overruled.
    - A change known only to the day leaves that day open, wherever before and after differ.
    - A term that ran out without the record its rule asks for is *renewal due*: whether the rules still apply is
      told by nobody. The last reading of the term to end decides; the others are shown (``term``).
    - Readiness declared changes nothing.

Source:
    docs/agreement-format.md (states, prolongation rules); the agreement's own document for every date.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from truceline.agreement.agreement import Agreement
from truceline.agreement.life import EventKind, KeyDate, LifeEvent, LifeState
from truceline.agreement.provisions import Provision
from truceline.agreement.term import TermStanding, term_changes, term_standing
from truceline.base.fourvalue import FourValue, Told
from truceline.base.instants import EARLIEST_NS, LATEST_NS, Interval

TEXT = "text"
"""Teller id of the document itself."""

EARLY_STATES = {
    EventKind.IDEA: LifeState.IDEA,
    EventKind.NEGOTIATING: LifeState.NEGOTIATING,
    EventKind.NEAR: LifeState.NEAR,
    EventKind.AGREED: LifeState.AGREED,
}
"""Events that say how far the talks were, before there is a signature."""

ENDING_STATES = {
    EventKind.DECLARED_OVER: LifeState.COLLAPSED,
    EventKind.COLLAPSED: LifeState.COLLAPSED,
    EventKind.EXPIRED: LifeState.EXPIRED,
}
TURNING_STATES = {
    **ENDING_STATES,
    EventKind.SUSPENDED: LifeState.SUSPENDED,
    EventKind.REINSTATED: LifeState.REINSTATED,
}
"""Events that change whether the rules apply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch of an agreement's life in which nothing changes.

    Attributes:
        interval: The stretch.
        state: The state, as ``show`` prints it.
        applies: Whether the rules apply, with tellers: ``text`` or ``event:KIND:PARTY``.
        not_yet_applied: Whether the text is signed or in force and its application has not begun.
        because: Code of the reason (``before_text``, ``signed``, ``in_force``, ``applied``, ``no_date``,
            ``hour_not_told``, ``term_ended``, ``renewed``, ``outside_window`` or ``event:KIND``).
        contested_by: Parties on record as disagreeing.
    """

    interval: Interval
    state: LifeState
    applies: Told
    not_yet_applied: bool
    because: str
    contested_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _At:
    """What holds at one instant."""

    state: LifeState
    applies: Told
    because: str
    not_yet_applied: bool = False
    contested_by: tuple[str, ...] = ()


def phases(agreement: Agreement) -> tuple[Phase, ...]:
    """Cut all time into stretches in which the agreement stands the same.

    Args:
        agreement: The agreement.

    Returns:
        Phases in order of time, without gaps, from ``EARLIEST_NS`` to ``LATEST_NS``.
    """
    cuts = sorted({EARLIEST_NS, LATEST_NS, *_changes(agreement)})
    found: list[Phase] = []
    for start, end in pairwise(cuts):
        at = _stands(agreement, start)
        _append(found, _phase(at, Interval(start_ns=start, end_ns=end)))
    return tuple(found)


def provision_phases(agreement: Agreement, provision: Provision) -> tuple[Phase, ...]:
    """Cut an agreement's phases by the window of one of its provisions.

    Outside its window a provision is told not to apply, by the text alone.
    """
    window = window_of(agreement, provision)
    found: list[Phase] = []
    for phase in phases(agreement):
        whole = phase.interval
        inner = {bound for bound in (window.start_ns, window.end_ns) if whole.start_ns < bound < whole.end_ns}
        cuts = sorted({whole.start_ns, whole.end_ns, *inner})
        for start, end in pairwise(cuts):
            at = _At(
                state=phase.state,
                applies=phase.applies,
                because=phase.because,
                not_yet_applied=phase.not_yet_applied,
                contested_by=phase.contested_by,
            )
            if not window.holds(start):
                at = _At(
                    state=phase.state,
                    applies=Told.by(TEXT, FourValue.FALSE),
                    because="outside_window",
                    not_yet_applied=phase.not_yet_applied and start < window.start_ns,
                )
            _append(found, _phase(at, Interval(start_ns=start, end_ns=end)))
    return tuple(found)


def window_of(agreement: Agreement, provision: Provision) -> Interval:
    """Give the window that a provision states for itself; without bounds where it states none."""
    offset, window = agreement.utc_offset.delta, provision.window
    return Interval(
        start_ns=window.since.start_ns(offset) if window and window.since else EARLIEST_NS,
        end_ns=window.until.end_ns(offset) if window and window.until else LATEST_NS,
    )


def phase_at(agreement: Agreement, instant_ns: int) -> Phase:
    """Give the phase that holds an instant."""
    return next(phase for phase in phases(agreement) if phase.interval.holds(instant_ns))


def effective_ns(agreement: Agreement, event: LifeEvent) -> int:
    """Give the first instant at which an event may have taken effect [ns since 1970 UTC]."""
    return (event.effective or event.on).start_ns(agreement.utc_offset.delta)


def turning_events(agreement: Agreement) -> tuple[LifeEvent, ...]:
    """Give the events that change whether the rules apply, in order of effect."""
    turning = (event for event in agreement.events if event.kind in TURNING_STATES)
    return tuple(sorted(turning, key=lambda event: effective_ns(agreement, event)))


def start_of(agreement: Agreement, key_date: KeyDate | None) -> int | None:
    """Give the first instant of one of the three dates [ns since 1970 UTC]."""
    return key_date.on.start_ns(agreement.utc_offset.delta) if key_date else None


def tellers_of(event: LifeEvent) -> tuple[str, ...]:
    """Give the teller ids of an event, ``event:KIND:PARTY``; without a party, of the publication that tells it."""
    who = event.by or ((event.source.party,) if event.source.party else event.source.ref[:1]) or ("unknown",)
    return tuple(f"event:{event.kind}:{each}" for each in who)


def _changes(agreement: Agreement) -> Iterable[int]:
    offset = agreement.utc_offset.delta
    for key_date in (agreement.signed, agreement.in_force, agreement.applied):
        if key_date is not None:
            yield key_date.on.start_ns(offset)
    for event in agreement.events:
        moment = event.effective or event.on
        yield moment.start_ns(offset)
        yield moment.end_ns(offset)
    yield from term_changes(agreement)


def _append(found: list[Phase], phase: Phase) -> None:
    last = found[-1] if found else None
    if last is None or _like(last) != _like(phase):
        found.append(phase)
        return
    joined = Interval(start_ns=last.interval.start_ns, end_ns=phase.interval.end_ns)
    found[-1] = _phase(_like(last), joined)


def _like(phase: Phase) -> _At:
    return _At(
        state=phase.state,
        applies=phase.applies,
        because=phase.because,
        not_yet_applied=phase.not_yet_applied,
        contested_by=phase.contested_by,
    )


def _phase(at: _At, interval: Interval) -> Phase:
    return Phase(
        interval=interval,
        state=at.state,
        applies=at.applies,
        not_yet_applied=at.not_yet_applied,
        because=at.because,
        contested_by=at.contested_by,
    )


def _stands(agreement: Agreement, at_ns: int) -> _At:
    stands = _by_dates(agreement, at_ns)
    term = term_standing(agreement, at_ns)
    is_term_open = term.state is not None
    for event in turning_events(agreement):
        start = effective_ns(agreement, event)
        if start > at_ns:
            break
        if is_term_open and term.ended_ns is not None and term.ended_ns <= start:
            stands, is_term_open = _after_term(stands, term), False
        stands = _after(agreement, event, stands, at_ns)
    return _after_term(stands, term) if is_term_open else stands


def _after_term(stands: _At, term: TermStanding) -> _At:
    if stands.state in set(ENDING_STATES.values()):
        # Whoever contests that it was ended early says nothing about the time after its term.
        return replace(stands, applies=Told(against_it=stands.applies.against_it))
    return _by_term(term)


def _by_dates(agreement: Agreement, at_ns: int) -> _At:
    signed, in_force, applied = (
        start_of(agreement, key_date) for key_date in (agreement.signed, agreement.in_force, agreement.applied)
    )
    is_not_yet = Told.by(TEXT, FourValue.FALSE)
    if applied is None:
        applied = in_force
    if applied is not None and at_ns >= applied:
        return _At(state=LifeState.IN_FORCE, applies=Told.by(TEXT, FourValue.TRUE), because="applied")
    if in_force is not None and at_ns >= in_force:
        state = LifeState.IN_FORCE_NOT_APPLIED
        return _At(state=state, applies=is_not_yet, because="in_force", not_yet_applied=True)
    if signed is not None and at_ns >= signed:
        if applied is None:
            return _At(state=LifeState.AGREED, applies=Told(), because="no_date")
        return _At(state=LifeState.AGREED, applies=is_not_yet, because="signed", not_yet_applied=True)
    state = _early_state(agreement, at_ns)
    if signed is None and applied is None:
        return _At(state=state, applies=Told(), because="no_date")
    return _At(state=state, applies=is_not_yet, because="before_text")


def _early_state(agreement: Agreement, at_ns: int) -> LifeState:
    early = [
        (effective_ns(agreement, event), EARLY_STATES[event.kind])
        for event in agreement.events
        if event.kind in EARLY_STATES and effective_ns(agreement, event) <= at_ns
    ]
    return max(early, key=lambda one: one[0])[1] if early else LifeState.UNKNOWN


def _by_term(term: TermStanding) -> _At:
    assert term.state is not None
    if term.state is LifeState.RENEWAL_DUE:
        return _At(state=term.state, applies=Told(), because="term_ended")
    tellers = frozenset(f"event:objection:{party}" for party in term.objectors) or frozenset((TEXT,))
    return _At(state=term.state, applies=Told(against_it=tellers), because="term_ended")


def _after(agreement: Agreement, event: LifeEvent, before: _At, at_ns: int) -> _At:
    value = FourValue.TRUE if event.kind is EventKind.REINSTATED else FourValue.FALSE
    tellers, others = frozenset(tellers_of(event)), frozenset(_contest_tellers(event))
    applies = Told(for_it=tellers, against_it=others)
    if value is FourValue.FALSE:
        applies = applies.negated()
    moment = event.effective or event.on
    because = f"event:{event.kind}"
    if moment.is_day and at_ns < moment.end_ns(agreement.utc_offset.delta) and applies.value != before.applies.value:
        return _At(
            state=TURNING_STATES[event.kind], applies=Told(), because="hour_not_told", contested_by=event.contested_by
        )
    return _At(state=TURNING_STATES[event.kind], applies=applies, because=because, contested_by=event.contested_by)


def _contest_tellers(event: LifeEvent) -> tuple[str, ...]:
    return tuple(f"event:contested_{event.kind}:{party}" for party in event.contested_by)
