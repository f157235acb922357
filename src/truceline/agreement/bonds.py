# SPDX-License-Identifier: Apache-2.0
"""Who is bound at an instant, by their own record; whose bond is told by nobody; who only takes part.

Source:
    docs/adr/0006-consent-by-own-record.md: consent only by a party's own record. What others assert is shown apart
    and binds nobody.
"""

from dataclasses import dataclass
from enum import StrEnum

from truceline.agreement.agreement import Agreement, Consent, Participant

BINDING_ROLES = frozenset({"party", "joined", "guarantor", "co_chair", "side"})
"""Roles that carry duties; in any other role somebody without a record only takes part."""


class BondState(StrEnum):
    """How somebody stands towards an agreement."""

    BOUND = "bound"
    REFUSED = "refused"
    LEFT = "left"
    NOT_YET = "not_yet"
    NOT_TOLD = "not_told"
    TAKES_PART = "takes_part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """One participant at an instant.

    Attributes:
        participant: Who, in what role.
        state: How it stands.
        record: Its own record that says so; None without one.
    """

    participant: Participant
    state: BondState
    record: Consent | None = None


def bonds(agreement: Agreement, at_ns: int) -> tuple[Bond, ...]:
    """Say how every participant stands at an instant, in the document's order."""
    return tuple(_bond(agreement, participant, at_ns) for participant in agreement.participants)


def _bond(agreement: Agreement, participant: Participant, at_ns: int) -> Bond:
    offset = agreement.utc_offset.delta
    if not participant.consent:
        state = BondState.NOT_TOLD if participant.role in BINDING_ROLES else BondState.TAKES_PART
        return Bond(participant=participant, state=state)
    past = [record for record in participant.consent if record.on.start_ns(offset) <= at_ns]
    if not past:
        return Bond(participant=participant, state=BondState.NOT_YET, record=participant.consent[0])
    record = past[-1]
    has_left = record.until is not None and record.until.end_ns(offset) <= at_ns
    state = BondState.REFUSED if record.refused else BondState.LEFT if has_left else BondState.BOUND
    return Bond(participant=participant, state=state, record=record)
