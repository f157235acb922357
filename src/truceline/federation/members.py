# SPDX-License-Identifier: Apache-2.0
"""The members of an arrangement as the beginnings of their logs say them: origin, keys of witness, mirror and boxes."""

from dataclasses import dataclass, field

from truceline.crypto.boxes import box_key_id
from truceline.crypto.notes import KeyRole, VerifierKey
from truceline.crypto.tlog_policy import organisation_of
from truceline.ledger.genesis import origin_of, parse_genesis
from truceline.ledger.keyring import KeyBody, log_verifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A party and its log.

    Attributes:
        party: Its short name.
        origin: Of its log.
        genesis: The body of the log's first entry, which its card shows.
        first_key: The key with which the log begins.
        cosigners: Its keys of witnesses and mirrors.
        box_keys: Ids of its keys of boxes.
        organisations: Those behind its cosigners: its own, and usually one.
    """

    party: str
    origin: str
    genesis: KeyBody = field(repr=False)
    first_key: VerifierKey = field(repr=False)
    cosigners: tuple[VerifierKey, ...] = field(default=(), repr=False)
    box_keys: tuple[str, ...] = field(default=(), repr=False)
    organisations: frozenset[str] = frozenset()

    def key_of(self, role: KeyRole) -> VerifierKey | None:
        """Give its first key of a role; none if it has none."""
        return next((each for each in self.cosigners if each.role is role), None)


def member_of(genesis: KeyBody) -> Member:
    """Give the member whose log begins with a body.

    Raises:
        RecordError: It is no such body.
        LimitError: It is too large.
        SignatureError: A key in it may not be enrolled.
    """
    read, origin = parse_genesis(genesis.content), origin_of(genesis.content)
    cosigners = (*read.witness_keys, *read.mirror_keys)
    return Member(
        party=read.party,
        origin=origin,
        genesis=genesis,
        first_key=log_verifier(origin, read.log_key),
        cosigners=cosigners,
        box_keys=tuple(box_key_id(each) for each in read.box_keys),
        organisations=frozenset(organisation_of(each.name) for each in cosigners),
    )
