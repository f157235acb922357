# SPDX-License-Identifier: Apache-2.0
"""Duties at an instant: due, done, overdue, or nothing on record either way.

Rules:
    - A day given as due lasts to its end, in the civil days of the agreement; overdue begins with the first instant
      after it.
    - Where the text gives no date none is invented: such a duty is never overdue.
    - Done is only what is on record as done, and only from then on.

Source:
    docs/agreement-format.md; the agreement's own document for every date.
"""

from dataclasses import dataclass
from enum import StrEnum

from truceline.agreement.agreement import Agreement
from truceline.agreement.provisions import Duty, Evidence, Provision
from truceline.base.moments import Moment


class DutyState(StrEnum):
    """Where a duty stands."""

    DUE = "due"
    DONE = "done"
    OVERDUE = "overdue"
    NO_EVIDENCE = "no_evidence"
    NOT_IN_FORCE = "not_in_force"


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyStanding:
    """A duty at an instant.

    Attributes:
        provision: The provision that demands it.
        duty: What it demands.
        state: Where it stands.
        overdue_ns: First instant after its due date [ns since 1970 UTC]; None without a date.
        done_on: On record as done, when; None when it is not, or not yet.
        late: Whether it was done after its due date.
        evidence: What is on record up to the instant.
    """

    provision: Provision
    duty: Duty
    state: DutyState
    overdue_ns: int | None
    done_on: Moment | None
    late: bool
    evidence: tuple[Evidence, ...]


def duty_standing(agreement: Agreement, provision: Provision, at_ns: int, *, in_force: bool) -> DutyStanding:
    """Say where a duty stands at an instant.

    Args:
        agreement: The agreement.
        provision: A required provision.
        at_ns: The instant [ns since 1970 UTC].
        in_force: Whether the agreement was signed or in force then, and not ended.

    Returns:
        Where it stands.
    """
    duty = provision.duty
    assert duty is not None
    offset = agreement.utc_offset.delta
    evidence = tuple(each for each in duty.evidence if each.on.start_ns(offset) <= at_ns)
    done_on = _done_on(agreement, duty, at_ns)
    overdue_ns = duty.due.end_ns(offset) if duty.due else None
    late = done_on is not None and overdue_ns is not None and done_on.start_ns(offset) >= overdue_ns
    if done_on is not None:
        state = DutyState.DONE
    elif overdue_ns is not None and at_ns >= overdue_ns:
        state = DutyState.OVERDUE
    elif not in_force:
        state = DutyState.NOT_IN_FORCE
    else:
        state = DutyState.DUE if overdue_ns is not None or evidence else DutyState.NO_EVIDENCE
    return DutyStanding(
        provision=provision,
        duty=duty,
        state=state,
        overdue_ns=overdue_ns,
        done_on=done_on,
        late=late,
        evidence=evidence,
    )


def _done_on(agreement: Agreement, duty: Duty, at_ns: int) -> Moment | None:
    offset = agreement.utc_offset.delta
    stated = ((duty.done,) if duty.done else ()) + tuple(each.on for each in duty.evidence if each.done)
    past = [moment for moment in stated if moment.start_ns(offset) <= at_ns]
    return min(past, key=lambda moment: moment.start_ns(offset), default=None)
