# SPDX-License-Identifier: Apache-2.0
"""What passes between two nodes beside tiles: notes, bodies, boxes, and a head that is shown to a witness.

Rules:
    - One meaning, one byte string: canonical JSON of the record's profile, bytes in base64 in their one form.
    - Everything is bounded before it is read, and again by its parts.

Source:
    C2SP tlog-witness v1 (``add-checkpoint``); ``docs/peers.md``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NoReturn

from truceline.base.errors import LimitError, RecordError
from truceline.base.limits import (
    BOX_BODY_BYTES_MAX,
    EVIDENCE_BYTES_MAX,
    EXCHANGE_BYTES_MAX,
    EXCHANGE_NOTES_MAX,
    NOTE_BYTES_MAX,
    PEER_ANSWER_BYTES_MAX,
    PROOF_HASHES_MAX,
)
from truceline.crypto.boxes import WRAP_BYTES
from truceline.crypto.commitments import BODY_SALT_BYTES
from truceline.crypto.merkle import HASH_BYTES, TREE_SIZE_MAX
from truceline.crypto.notes import decode_base64, encode_base64
from truceline.ledger.keyring import KeyBody
from truceline.records.profile import INTEGER_MAX, Value, encode, parse_object

BODIES_BYTES_MAX = 4_000_000
"""Open bodies given in one answer [bytes]; where more come, the answer says from which entry on."""
_HEAD_LINES_BYTES_MAX = 4_096
"""Size of what stands before the note of a head that is shown [bytes]: 63 hashes of 45 characters are below it."""
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")
_SALT = re.compile(rf"[0-9a-f]{{{2 * BODY_SALT_BYTES}}}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNotes:
    """Newest heads of logs, and proofs of forks."""

    notes: tuple[bytes, ...] = field(repr=False)
    evidence: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHead:
    """A head that is shown to a witness.

    Attributes:
        old_size: The size that its log believes was cosigned last.
        proof: That the new head continues that one.
        note: The signed note.
    """

    old_size: int
    proof: tuple[bytes, ...] = field(repr=False)
    note: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SomeBodies:
    """Open bodies of entries, by index.

    Attributes:
        bodies: In order.
        next: The index from which on there may be more; 0 when there are none.
    """

    bodies: tuple[tuple[int, KeyBody], ...] = field(repr=False)
    next: int = 0


def write_notes(shown: ShownNotes) -> bytes:
    """Write an exchange."""
    written: dict[str, Value] = {
        "evidence": [encode_base64(each) for each in shown.evidence],
        "notes": [encode_base64(each) for each in shown.notes],
    }
    return encode(written, what="exchange")


def parse_notes(content: bytes) -> ShownNotes:
    """Read an exchange.

    Raises:
        RecordError: It is none.
        LimitError: It is too large, or of too many parts.
    """
    read = _object(content, "exchange", {"evidence", "notes"}, EXCHANGE_BYTES_MAX)
    return ShownNotes(
        notes=_listed(read["notes"], "exchange: notes", bytes_max=NOTE_BYTES_MAX),
        evidence=_listed(read["evidence"], "exchange: evidence", bytes_max=EVIDENCE_BYTES_MAX),
    )


def write_body(body: KeyBody) -> bytes:
    """Write the open body of an entry."""
    return encode(_body_value(body), what="body")


def parse_body(content: bytes) -> KeyBody:
    """Read the open body of an entry.

    Raises:
        RecordError: It is none.
        LimitError: It is too large.
    """
    return _body(_object(content, "body", {"body", "salt"}, PEER_ANSWER_BYTES_MAX))


def write_bodies(some: SomeBodies) -> bytes:
    """Write open bodies of several entries."""
    bodies: list[Value] = [{**_body_value(body), "seq": seq} for seq, body in some.bodies]
    return encode({"bodies": bodies, "next": some.next}, what="bodies")


def some_bodies(found: Iterable[tuple[int, KeyBody]]) -> SomeBodies:
    """Take as many bodies as go into one answer."""
    taken, size = list[tuple[int, KeyBody]](), 0
    for seq, body in found:
        size += len(body.content)
        if taken and size > BODIES_BYTES_MAX:
            return SomeBodies(bodies=tuple(taken), next=seq)
        taken.append((seq, body))
    return SomeBodies(bodies=tuple(taken))


def parse_bodies(content: bytes) -> SomeBodies:
    """Read open bodies of several entries.

    Raises:
        RecordError: They are none, or not in the order of their entries.
        LimitError: They are too large.
    """
    read = _object(content, "bodies", {"bodies", "next"}, PEER_ANSWER_BYTES_MAX)
    if not isinstance(read["bodies"], list):
        _refuse("bodies", "a list", repr(read["bodies"])[:40])
    found = list[tuple[int, KeyBody]]()
    for each in read["bodies"]:
        if not isinstance(each, dict) or set(each) != {"body", "salt", "seq"}:
            _refuse("bodies", "objects of body, salt and seq", repr(each)[:40])
        found.append((_number(each["seq"], "bodies"), _body(each)))
    order = [seq for seq, _ in found]
    if order != sorted(set(order)):
        _refuse("bodies", "each entry once, in their order", "another order")
    return SomeBodies(bodies=tuple(found), next=_number(read["next"], "bodies"))


def write_box(sealed: bytes, wrap: bytes) -> bytes:
    """Write a sealed body with its wrapped key."""
    return encode({"sealed": encode_base64(sealed), "wrap": encode_base64(wrap)}, what="box")


def parse_box(content: bytes) -> tuple[bytes, bytes]:
    """Read a sealed body and its wrapped key.

    Raises:
        RecordError: They are none.
        LimitError: They are too large.
    """
    read = _object(content, "box", {"sealed", "wrap"}, PEER_ANSWER_BYTES_MAX)
    sealed, wrap = _bytes(read["sealed"], "box"), _bytes(read["wrap"], "box")
    if len(sealed) > 2 * BOX_BODY_BYTES_MAX or len(wrap) != WRAP_BYTES:
        _refuse("box", f"a sealed body and a wrapped key of {WRAP_BYTES} bytes", f"{len(sealed)} and {len(wrap)} bytes")
    return sealed, wrap


def write_head(shown: ShownHead) -> bytes:
    """Write what a witness is shown."""
    lines = [f"old {shown.old_size}", *(encode_base64(each) for each in shown.proof), ""]
    return "\n".join(lines).encode() + b"\n" + shown.note


def parse_head(content: bytes) -> ShownHead:
    """Read what a witness is shown.

    Raises:
        RecordError: It has not this form.
        LimitError: It is too large.
    """
    lines, blank, note = content.partition(b"\n\n")
    if len(lines) > _HEAD_LINES_BYTES_MAX or len(note) > NOTE_BYTES_MAX:
        message = f"add-checkpoint: expected a note of at most {NOTE_BYTES_MAX} bytes and a proof, got more"
        raise LimitError(message)
    first, *rest = lines.decode("ascii", "replace").split("\n")
    old = _OLD.fullmatch(first)
    if not blank or old is None or int(old[1]) > TREE_SIZE_MAX or len(rest) > PROOF_HASHES_MAX:
        _refuse("add-checkpoint", "`old N`, at most 63 lines of a proof, an empty line and a note", repr(first)[:40])
    proof = tuple(decode_base64(each) for each in rest)
    if any(len(each) != HASH_BYTES for each in proof):
        _refuse("add-checkpoint", f"hashes of {HASH_BYTES} bytes", "others")
    return ShownHead(old_size=int(old[1]), proof=proof, note=note)


def _object(content: bytes, what: str, fields: set[str], bytes_max: int) -> dict[str, Value]:
    read = parse_object(content, what=what, bytes_max=bytes_max)
    if set(read) != fields:
        _refuse(what, f"the fields {', '.join(sorted(fields))}", ", ".join(sorted(read))[:80])
    return read


def _listed(value: Value, what: str, *, bytes_max: int) -> tuple[bytes, ...]:
    if not isinstance(value, list) or len(value) > EXCHANGE_NOTES_MAX:
        message = f"{what}: expected a list of at most {EXCHANGE_NOTES_MAX}, got another"
        raise LimitError(message)
    found = tuple(_bytes(each, what) for each in value)
    if any(len(each) > bytes_max for each in found):
        message = f"{what}: expected at most {bytes_max} bytes each, got more"
        raise LimitError(message)
    return found


def _body_value(body: KeyBody) -> dict[str, Value]:
    return {"body": encode_base64(body.content), "salt": body.salt.hex()}


def _body(read: dict[str, Value]) -> KeyBody:
    salt = read["salt"]
    if not isinstance(salt, str) or not _SALT.fullmatch(salt):
        _refuse("body", f"a salt of {2 * BODY_SALT_BYTES} hexadecimal digits", repr(salt)[:80])
    return KeyBody(salt=bytes.fromhex(salt), content=_bytes(read["body"], "body"))


def _bytes(value: Value, what: str) -> bytes:
    if not isinstance(value, str):
        _refuse(what, "base64", repr(value)[:40])
    return decode_base64(value)


def _number(value: Value, what: str) -> int:
    if type(value) is not int or not 0 <= value <= INTEGER_MAX:
        _refuse(what, "a whole number", repr(value)[:40])
    return value


def _refuse(what: str, expected: str, got: str) -> NoReturn:
    message = f"{what}: expected {expected}, got {got}"
    raise RecordError(message)
