# SPDX-License-Identifier: Apache-2.0
"""Takes entries of another party's log as a peer gave them: form, place, link, keys, signature, in this order.

It decides about the bytes alone. Whether a peer gave rubbish or the log itself is broken is for the signed head to
say: see ``federation.pulling``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

from truceline.base.errors import CommitmentError, NodeError, SignatureDisagreementError
from truceline.crypto.commitments import verify_body
from truceline.crypto.signatures import VerifySignature
from truceline.ledger.keyring import KEY_TYPES, OFFICER, REVOKE, ROOT, ROTATE, KeyBody, KeyRing, admit_keys, begin_keys
from truceline.records.entries import GENESIS, VERSION, Entry, parse_entry

KNOWN_KEY_TYPES = frozenset({GENESIS, ROTATE, REVOKE, OFFICER, ROOT})
"""Types of key entries that this version can follow."""


class FaultKind(StrEnum):
    """What is wrong with an entry."""

    FORM = "form"
    """It is no entry, or of another log or place: a rule that anybody can check from its bytes."""
    LINK = "link"
    """It does not name the entry before it: a broken one, or one of another history."""
    BODY = "body"
    """The body of a key entry was not given, or another: the peer's doing."""
    KEYS = "keys"
    """Its keys or its signature break the rules."""
    LATER = "later"
    """It is of a later version of the format, or states keys in a way that this version does not know."""
    ALARM = "alarm"
    """Two libraries judge its signature differently: refused, and the operator is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeFault:
    """The first entry that breaks the rules.

    Attributes:
        seq: Its index.
        kind: What is wrong.
        rule: The same in words.
    """

    seq: int
    kind: FaultKind
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was taken.

    Attributes:
        entries: Those before the first fault.
        keys: Of the log after them.
        fault: The first fault; none if all are good.
    """

    entries: tuple[Entry, ...] = field(repr=False)
    keys: KeyRing | None
    fault: TakeFault | None = None


@dataclass(slots=True, kw_only=True)
class Place:
    """Where a log goes on.

    Attributes:
        origin: Of the log.
        size: Index of the next entry.
        last: Leaf hash of the one before it.
        keys: Of the log; none before its first entry.
    """

    origin: str
    size: int
    last: bytes
    keys: KeyRing | None


def take_entries(
    place: Place, raws: Sequence[bytes], bodies: Mapping[int, KeyBody], *, verify: VerifySignature | None
) -> Taken:
    """Take entries up to the first that breaks a rule.

    Args:
        place: Where the log goes on.
        raws: Entries in order.
        bodies: Open ones, by index; those of key entries must be there.
        verify: Verifies signatures of authors; none where they were verified before.
    """
    found = list[Entry]()
    keys, prev = place.keys, place.last.hex()
    for seq, raw in enumerate(raws, place.size):
        kind = FaultKind.FORM
        try:
            entry = parse_entry(raw)
            kind, rule = _misplaced(entry, place.origin, seq, prev)
            if rule:
                return Taken(entries=tuple(found), keys=keys, fault=TakeFault(seq=seq, kind=kind, rule=rule))
            kind = FaultKind.KEYS
            after = keys if not entry.header.type.startswith(KEY_TYPES) else _admitted(keys, entry, bodies.get(seq))
            if verify is not None and after is not None:
                after.verify_entry(entry, verify=verify)
        except (NodeError, _LaterError) as error:
            kind = FaultKind.LATER if kind is FaultKind.FORM and _is_later(raw) else _kind(error, kind)
            fault = TakeFault(seq=seq, kind=kind, rule=str(error))
            return Taken(entries=tuple(found), keys=keys, fault=fault)
        keys, prev = after, entry.leaf.hex()
        found.append(entry)
    return Taken(entries=tuple(found), keys=keys)


def open_bodies(entries: Sequence[Entry], bodies: Mapping[int, KeyBody]) -> dict[int, KeyBody]:
    """Give those of the given bodies that the entries commit to in the open; others are nothing."""
    found = dict[int, KeyBody]()
    if bodies:
        for entry in entries:
            body = bodies.get(entry.header.seq)
            if body is not None and fits(entry, body):
                found[entry.header.seq] = body
    return found


def fits(entry: Entry, body: KeyBody) -> bool:
    """Say whether an open body is the one that an entry commits to."""
    box = entry.header.box
    if box is None or box.key_digest is not None or box.size != len(body.content):
        return False
    try:
        verify_body(bytes.fromhex(box.commitment), body.salt, body.content)
    except CommitmentError:
        return False
    return True


def _misplaced(entry: Entry, origin: str, seq: int, prev: str) -> tuple[FaultKind, str]:
    """Say how an entry stands in the wrong place; nothing if it does not."""
    if entry.header.seq != seq or entry.header.log != origin:
        return FaultKind.FORM, "it names another log or number than its place"
    if entry.header.prev != prev:
        return FaultKind.LINK, "it does not name the hash of the entry before it"
    return FaultKind.FORM, ""


def _is_later(raw: bytes) -> bool:
    """Say whether bytes that are no entry here may be one of a later version."""
    try:
        return msgspec.json.decode(raw, type=_Versioned).v > VERSION
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


class _Versioned(msgspec.Struct):
    v: int


class _LaterError(Exception):
    """A key entry of a type that this version does not know."""


def _admitted(keys: KeyRing | None, entry: Entry, body: KeyBody | None) -> KeyRing:
    """Give the keys after a key entry.

    Raises:
        CommitmentError: Its body is not there, or another.
        _LaterError: It is of a type that is not known here.
        NodeError: As ``admit_keys``.
    """
    box = entry.header.box
    is_open = box is not None and box.key_digest is None
    if body is None or (is_open and not fits(entry, body)):
        message = "key entry: expected the body that it commits to, got another or none"
        raise CommitmentError(message)
    if entry.header.type not in KNOWN_KEY_TYPES:
        message = f"a key entry of the type {entry.header.type}, which this version of the software does not know"
        raise _LaterError(message)
    return begin_keys(entry.header, body) if keys is None else admit_keys(keys, entry.header, body)


def _kind(error: Exception, kind: FaultKind) -> FaultKind:
    if isinstance(error, SignatureDisagreementError):
        return FaultKind.ALARM
    if isinstance(error, _LaterError):
        return FaultKind.LATER
    return FaultKind.BODY if isinstance(error, CommitmentError) else kind
