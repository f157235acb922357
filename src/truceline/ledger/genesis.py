# SPDX-License-Identifier: Apache-2.0
"""The body of a log's first entry: whose log it is, with which keys it begins, and which lost one it succeeds.

Rules:
    - The origin of a log holds a digest of this body. Who knows the origin knows the keys, with nobody's help.
    - The keys of a log stand as plain public keys: their name in notes is the origin, which cannot be known before.
    - A log that succeeds another one is signed by the root key to which that one was committed, and lists the heads
      that were signed there and cannot be rebuilt. Both logs stay evidence; they are never merged.

Source:
    ``docs/records.md``; KERI, on committing to the digest of the next key.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import NoReturn

from truceline.base.errors import RecordError
from truceline.base.limits import LOG_KEYS_MAX, ORPHANS_MAX
from truceline.crypto.boxes import box_key_id
from truceline.crypto.merkle import HASH_BYTES
from truceline.crypto.notes import KeyRole, VerifierKey, decode_base64, encode_base64, parse_key
from truceline.crypto.signatures import SIGNATURE_BYTES, Signer, check_enrolment, verify_signature
from truceline.records.entries import officer_key_id
from truceline.records.profile import Value, encode, parse_object

GENESIS_LABEL = b"truceline/genesis/v1\n"
ROOT_LABEL = b"truceline/root/v1\n"
"""Stands before whatever a root key signs."""
ORIGIN_HEAD = "truceline.example"
FIRST_EPOCH = 1

_ORIGIN_DIGITS = 16
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_FIRST_KEYS = frozenset(
    {
        *("arrangement", "box_keys", "epoch", "log_key", "mirror_keys"),
        *("next_root", "officers", "party", "root_key", "witness_keys"),
    }
)
_LATER_KEYS = _FIRST_KEYS | {"orphans", "root_sig", "succeeds"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphan:
    """A head that was signed and cannot be rebuilt: its size and its root."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """What a log says of the one that it succeeds.

    Attributes:
        succeeds: Its origin.
        orphans: Its signed heads that cannot be rebuilt, by size.
        signature: Of the root key to which it was committed; empty before it is signed.
    """

    succeeds: str
    orphans: tuple[Orphan, ...]
    signature: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Genesis:
    """With what a log begins.

    Attributes:
        arrangement: Short name of the arrangement.
        party: Short name of the party.
        epoch: 1, and one more for each log that succeeds a lost one.
        log_key: Public key that signs heads and the node's own entries.
        root_key: Public key that is used up by this body.
        next_root: SHA-256 of the public key that signs the next key entry.
        officers: Public keys of officers.
        witness_keys: Under which names and keys this party cosigns as a witness.
        mirror_keys: Under which it states that it keeps copies.
        box_keys: Public keys to which bodies are sealed for it.
        succession: Of an epoch after the first.
    """

    arrangement: str
    party: str
    epoch: int = FIRST_EPOCH
    log_key: bytes
    root_key: bytes
    next_root: bytes
    officers: tuple[bytes, ...] = ()
    witness_keys: tuple[VerifierKey, ...] = ()
    mirror_keys: tuple[VerifierKey, ...] = ()
    box_keys: tuple[bytes, ...] = ()
    succession: Succession | None = None

    def to_bytes(self) -> bytes:
        """Write the body."""
        return encode(_written(self), what="genesis", has_names=True)


def origin_of(body: bytes) -> str:
    """Give the origin of the log that begins with a body.

    Raises:
        RecordError: It is no such body.
        LimitError: It is too large.
        SignatureError: A key in it may not be enrolled, or the root key did not sign the succession.
    """
    return origin_with(parse_genesis(body), body)


def origin_with(genesis: Genesis, body: bytes) -> str:
    """Give the origin of the log that begins with a body, which was read already."""
    digits = sha256(GENESIS_LABEL + body).hexdigest()[:_ORIGIN_DIGITS]
    return f"{ORIGIN_HEAD}/{genesis.arrangement}/{genesis.party}/{digits}"


def parse_genesis(body: bytes) -> Genesis:
    """Read the body of a first entry strictly.

    Args:
        body: Its bytes.

    Raises:
        RecordError: It is no such body, or not in its one form.
        LimitError: It is too large.
        SignatureError: A key in it may not be enrolled, or the root key did not sign the succession.
    """
    read = parse_object(body, what="genesis", has_names=True)
    epoch = read.get("epoch")
    if type(epoch) is not int or epoch < FIRST_EPOCH:
        _refuse("an epoch from 1", repr(epoch))
    if set(read) != (_FIRST_KEYS if epoch == FIRST_EPOCH else _LATER_KEYS):
        _refuse("the fields of docs/records.md for its epoch", ", ".join(sorted(read))[:200])
    genesis = Genesis(
        arrangement=_name(read["arrangement"]),
        party=_name(read["party"]),
        epoch=epoch,
        log_key=public_key(read["log_key"]),
        root_key=public_key(read["root_key"]),
        next_root=read_digest(read["next_root"]),
        officers=tuple(public_key(each) for each in named(read["officers"]).values()),
        witness_keys=_note_keys(read["witness_keys"], KeyRole.WITNESS),
        mirror_keys=_note_keys(read["mirror_keys"], KeyRole.MIRROR),
        box_keys=tuple(decode_base64(_text(each)) for each in named(read["box_keys"]).values()),
        succession=None if epoch == FIRST_EPOCH else _succession(read),
    )
    if genesis.to_bytes() != body:
        _refuse("lists sorted, and each key once under its own id or name", "others")
    if genesis.succession is not None:
        verify_signature(genesis.root_key, _root_signed(genesis), genesis.succession.signature)
    return genesis


def sign_succession(genesis: Genesis, root: Signer) -> bytes:
    """Write the body of a log that succeeds another one.

    Args:
        genesis: Of an epoch after the first; a signature in it is replaced.
        root: The root key, to which the other log was committed.
    """
    assert genesis.succession is not None
    assert root.public == genesis.root_key
    signed = {**_written(genesis), "root_sig": encode_base64(root.sign(_root_signed(genesis)))}
    return encode(signed, what="genesis", has_names=True)


def public_key(value: Value) -> bytes:
    """Read a public key of base64.

    Raises:
        RecordError: It is none.
        SignatureError: It may not be enrolled.
    """
    public = decode_base64(_text(value))
    check_enrolment(public)
    return public


def read_digest(value: Value) -> bytes:
    """Read a digest of hexadecimal digits.

    Raises:
        RecordError: It is none.
    """
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        _refuse(f"a digest of {2 * HASH_BYTES} hexadecimal digits", repr(value)[:80])
    return bytes.fromhex(value)


def named(value: Value) -> dict[str, Value]:
    """Read things by their names or ids.

    Raises:
        RecordError: They are none, or too many.
    """
    if not isinstance(value, dict) or len(value) > LOG_KEYS_MAX:
        _refuse(f"an object of at most {LOG_KEYS_MAX} keys", repr(value)[:80])
    return value


def written_officers(officers: tuple[bytes, ...]) -> Value:
    """Write keys of officers by their ids."""
    return {officer_key_id(each): encode_base64(each) for each in officers}


def _written(genesis: Genesis) -> dict[str, Value]:
    written: dict[str, Value] = {
        "arrangement": genesis.arrangement,
        "box_keys": {box_key_id(each): encode_base64(each) for each in genesis.box_keys},
        "epoch": genesis.epoch,
        "log_key": encode_base64(genesis.log_key),
        "mirror_keys": {each.name: each.to_text() for each in genesis.mirror_keys},
        "next_root": genesis.next_root.hex(),
        "officers": written_officers(genesis.officers),
        "party": genesis.party,
        "root_key": encode_base64(genesis.root_key),
        "witness_keys": {each.name: each.to_text() for each in genesis.witness_keys},
    }
    if genesis.succession is not None:
        orphans = sorted((each.size, each.root.hex()) for each in genesis.succession.orphans)
        written["orphans"] = [list[Value](pair) for pair in orphans]
        written["root_sig"] = encode_base64(genesis.succession.signature)
        written["succeeds"] = genesis.succession.succeeds
    return written


def _root_signed(genesis: Genesis) -> bytes:
    written = _written(genesis)
    del written["root_sig"]
    return ROOT_LABEL + encode(written, what="genesis", has_names=True)


def _succession(read: dict[str, Value]) -> Succession:
    orphans = []
    for each in _listed(read["orphans"], ORPHANS_MAX):
        if not isinstance(each, list) or len(each) != 2 or type(each[0]) is not int or each[0] < 1:  # noqa: PLR2004
            _refuse("orphans as pairs of a size and a root", repr(each)[:80])
        orphans.append(Orphan(size=each[0], root=read_digest(each[1])))
    if not orphans:
        _refuse("at least one head that cannot be rebuilt", "none")
    signature = decode_base64(_text(read["root_sig"]))
    if len(signature) != SIGNATURE_BYTES:
        _refuse(f"a signature of {SIGNATURE_BYTES} bytes", f"{len(signature)} bytes")
    return Succession(succeeds=_text(read["succeeds"]), orphans=tuple(orphans), signature=signature)


def _note_keys(value: Value, role: KeyRole) -> tuple[VerifierKey, ...]:
    keys = tuple(parse_key(_text(each)) for each in named(value).values())
    for key in keys:
        if key.role is not role:
            _refuse(f"the key of a {role}", f"{key.name!r:.80} of a {key.role}")
    return keys


def _name(value: Value) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        _refuse("short names of small letters, digits and hyphens", repr(value)[:80])
    return value


def _text(value: Value) -> str:
    if not isinstance(value, str):
        _refuse("text", repr(value)[:80])
    return value


def _listed(value: Value, count_max: int) -> list[Value]:
    if not isinstance(value, list) or len(value) > count_max:
        _refuse(f"a list of at most {count_max}", repr(value)[:80])
    return value


def _refuse(expected: str, got: str) -> NoReturn:
    message = f"key entry: expected {expected}, got {got}"
    raise RecordError(message)
