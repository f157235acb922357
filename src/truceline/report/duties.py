# SPDX-License-Identifier: Apache-2.0
"""Duties as the report shows them: the state at the end of the period beside what is on record."""

from dataclasses import dataclass

from truceline.agreement.library import Library
from truceline.agreement.provisions import DueVariant, Evidence
from truceline.assessment.assessment import DutyState
from truceline.base.moments import Moment
from truceline.report.times import moment_text

_OPEN = ("overdue", "due", "no_evidence")
"""States that ask for something, most pressing first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow:
    """One duty.

    Attributes:
        state: Where it stands.
        due: By when, in words; empty when the text gives no date.
        variants: The due date in other publications, each with its time in words.
        evidence: What is on record, each with its time in words.
    """

    state: DutyState
    due: str
    variants: tuple[tuple[DueVariant, str], ...]
    evidence: tuple[tuple[Evidence, str], ...]

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes something or nobody can tell."""
        return self.state.state in _OPEN


def duty_rows(states: tuple[DutyState, ...], library: Library) -> tuple[DutyRow, ...]:
    """Join the state of each duty with what its agreement says of it.

    Args:
        states: At the end of the period.
        library: Where the provisions stand.

    Returns:
        Overdue ones first, then due ones, then those without evidence, then the others; each in the given order.
    """
    rows = [_row(state, library) for state in states]
    return tuple(sorted(rows, key=_pressing))


def open_by_state(rows: tuple[DutyRow, ...]) -> tuple[tuple[str, tuple[DutyRow, ...]], ...]:
    """Gather the open duties by where they stand, most pressing first; a state without any is left out."""
    found = ((state, tuple(row for row in rows if row.state.state == state)) for state in _OPEN)
    return tuple((state, group) for state, group in found if group)


def _pressing(row: DutyRow) -> int:
    return _OPEN.index(row.state.state) if row.is_open else len(_OPEN)


def _row(state: DutyState, library: Library) -> DutyRow:
    agreement = library.get_agreement(state.agreement)
    offset = agreement.utc_offset.delta
    duties = [each.duty for each in agreement.provisions if each.id == state.provision and each.duty is not None]
    return DutyRow(
        state=state,
        due=moment_text(Moment(state.due), offset) if state.due else "",
        variants=tuple((each, moment_text(each.due, offset)) for duty in duties for each in duty.variants),
        evidence=tuple((each, moment_text(each.on, offset)) for duty in duties for each in duty.evidence),
    )
