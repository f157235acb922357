# SPDX-License-Identifier: Apache-2.0
"""The life of every agreement and the state of every duty, as the assessment shows them.

A duty without a date in its text is never overdue: no deadline is invented. A duty that is owed all the time is
*no evidence* until something on record shows it done; one record does not settle it for good.
"""

from collections.abc import Iterable, Iterator

from truceline.agreement.agreement import Agreement
from truceline.agreement.provisions import Duty, Modality
from truceline.agreement.standing import phase_at, phases
from truceline.assessment.assessment import DutyState, TimelineClock, TimelinePhase, TimelineRow
from truceline.base.fourvalue import FourValue
from truceline.base.instants import EARLIEST_NS, LATEST_NS, to_text


def timeline_rows(agreements: Iterable[Agreement]) -> tuple[TimelineRow, ...]:
    """Give the phases and clocks of every agreement, in the given order."""
    return tuple(
        TimelineRow(
            agreement=agreement.id,
            title=agreement.title,
            phases=tuple(_phases(agreement)),
            clocks=tuple(_clocks(agreement)),
        )
        for agreement in agreements
    )


def _phases(agreement: Agreement) -> Iterator[TimelinePhase]:
    for phase in phases(agreement):
        since, until = phase.interval.start_ns, phase.interval.end_ns
        yield TimelinePhase(
            since="" if since <= EARLIEST_NS else to_text(since),
            until="" if until >= LATEST_NS else to_text(until),
            state=phase.state.value,
        )


def _clocks(agreement: Agreement) -> Iterator[TimelineClock]:
    for gate in agreement.gates:
        for clock in gate.clocks:
            yield TimelineClock(
                gate=gate.id,
                clock=clock.id,
                kind=clock.kind.value,
                since=to_text(clock.since.start_ns(agreement.utc_offset.delta)),
                hours=clock.hours,
                readings=tuple(f"{reading.by}: {reading.says}" for reading in clock.readings),
            )


def duty_states(agreements: Iterable[Agreement], at_ns: int) -> tuple[DutyState, ...]:
    """Give the state of every duty at an instant, in the given order.

    Args:
        agreements: Whose duties.
        at_ns: When [ns since 1970 UTC].

    Returns:
        One state per required provision.
    """
    return tuple(
        DutyState(
            agreement=agreement.id,
            provision=provision.id,
            what=provision.duty.what if provision.duty else provision.title,
            bound=provision.bound,
            state=_duty_state(agreement, provision.duty, at_ns),
            due=provision.duty.due.text if provision.duty and provision.duty.due else "",
            words=provision.duty.words if provision.duty else "",
            evidence=len(provision.duty.evidence) if provision.duty else 0,
            passage_status=provision.passage.status.value,
        )
        for agreement in agreements
        for provision in agreement.provisions
        if provision.modality is Modality.REQUIRED
    )


def _duty_state(agreement: Agreement, duty: Duty | None, at_ns: int) -> str:
    if duty is not None and _is_done(agreement, duty, at_ns):
        return "done"
    if duty is not None and duty.due is not None and at_ns >= duty.due.end_ns(agreement.utc_offset.delta):
        return "overdue"
    if phase_at(agreement, at_ns).applies.value is FourValue.FALSE:
        return "not_in_force"
    return "due" if duty is not None and duty.due is not None else "no_evidence"


def _is_done(agreement: Agreement, duty: Duty, at_ns: int) -> bool:
    offset = agreement.utc_offset.delta
    if duty.done is not None and duty.done.start_ns(offset) <= at_ns:
        return True
    return any(each.done and each.on.start_ns(offset) <= at_ns for each in duty.evidence)
