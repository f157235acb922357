# SPDX-License-Identifier: Apache-2.0
"""What is raised from rulings: an act that a provision prohibits as told, and an act that is told both ways.

Neither is a verdict. Each carries every account of the act, so that a reader sees on whose word it stands.
"""

from dataclasses import dataclass

from truceline.findings.origin_counts import OriginCounts
from truceline.findings.ruling import Condition, ConditionFinding, Flip
from truceline.picture.acts import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class AllegedViolation:
    """An act that, as told, a provision prohibits.

    Attributes:
        act: Id of the act.
        event: Id of the engagement or incident it belongs to; empty for a single act.
        title: Short neutral name of the act.
        agreement: Id of the agreement.
        provision: Id of the provision.
        alleged_party: Forces or parties said to have acted, every account together.
        accounts: Every account of the act.
        conditions: Every condition with its tellers, in order.
        rests_on: Ids of the tellers on whose word it stands.
        claims: Ids of claims among them.
        passage_status: ``text``, ``gloss`` or ``unverified``.
        flips: Origins and parties whose loss changes the word.
        exercise: Whether the act is invented.
        origins: On how many reports and origins the act rests, and how many parties admit it.
    """

    act: str
    event: str
    title: str
    agreement: str
    provision: str
    alleged_party: tuple[str, ...]
    accounts: tuple[Account, ...]
    conditions: tuple[ConditionFinding, ...]
    rests_on: tuple[str, ...]
    claims: tuple[str, ...]
    passage_status: str
    flips: tuple[Flip, ...]
    exercise: bool = False
    origins: OriginCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestedAct:
    """An act about which accounts stand against each other on a condition that decides.

    Attributes:
        act: Id of the act.
        event: Id of the engagement or incident it belongs to; empty for a single act.
        title: Short neutral name of the act.
        agreement: Id of the agreement.
        provision: Id of the provision.
        contested: The condition that decides.
        alleged_party: Forces or parties said to have acted, every account together.
        accounts: Every account of the act.
        conditions: Every condition with its tellers, in order.
        rests_on: Ids of the tellers on both sides.
        claims: Ids of claims among them.
        passage_status: ``text``, ``gloss`` or ``unverified``.
        flips: Origins and parties whose loss changes the word.
        exercise: Whether the act is invented.
        origins: On how many reports and origins the act rests, and how many parties admit it.
    """

    act: str
    event: str
    title: str
    agreement: str
    provision: str
    contested: Condition
    alleged_party: tuple[str, ...]
    accounts: tuple[Account, ...]
    conditions: tuple[ConditionFinding, ...]
    rests_on: tuple[str, ...]
    claims: tuple[str, ...]
    passage_status: str
    flips: tuple[Flip, ...]
    exercise: bool = False
    origins: OriginCounts
