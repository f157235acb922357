# SPDX-License-Identifier: Apache-2.0
"""Signed notes: a text, a blank line, and signature lines; and the keys by which they are verified.

Rules:
    - What is read is written again in the same bytes, or it is refused: one note, one byte string, one hash.
    - One key has one role. The name of a log's key is the log's origin; a mirror's ends in ``/mirror``; every other
      cosigner is a witness. A cosignature does not bind the cosigner's name, so that one key under two names is
      refused.
    - Signatures of unknown keys and types are kept and prove nothing. A signature of a known key that does not hold
      refuses the whole note.

Source:
    C2SP signed-note v1; C2SP tlog-cosignature v1 (Ed25519); C2SP tlog-mirror, on distinct names and keys.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256

from truceline.base.errors import LimitError, RecordError, SignatureError
from truceline.base.limits import NOTE_BYTES_MAX, NOTE_NAME_BYTES_MAX, NOTE_SIGNATURES_MAX
from truceline.crypto.signatures import (
    PUBLIC_BYTES,
    SIGNATURE_BYTES,
    Signer,
    VerifySignature,
    check_enrolment,
    verify_signature,
)

LOG_TYPE = 0x01
"""Type of a signature by which a log signs its own head."""
COSIGNATURE_TYPE = 0x04
"""Type of a cosignature with a time."""
TIME_MAX = 2**63 - 1
"""Latest time of a cosignature [s since 1970 UTC]."""
MIRROR_ENDING = "/mirror"
"""How the names of mirrors end, and no other names."""
_ID_BYTES = 4
_IDS_KEPT = 256
"""Ids of keys that are remembered: an arrangement has fewer."""
_TIME_BYTES = 8
_DASH = "\u2014 "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_KEY_ID = re.compile(r"[0-9a-f]{8}")
_EXPECTED_BYTES = {LOG_TYPE: SIGNATURE_BYTES, COSIGNATURE_TYPE: _TIME_BYTES + SIGNATURE_BYTES}


class KeyRole(StrEnum):
    """What a key states by signing."""

    LOG = "log"
    """This is a head of my own log."""
    WITNESS = "witness"
    """At this time this was the largest head that I had seen, and it continued all earlier ones."""
    MIRROR = "mirror"
    """As a witness, and I have stored everything below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """A public key with its name and type.

    Attributes:
        name: Of the key.
        type: ``LOG_TYPE`` or ``COSIGNATURE_TYPE``.
        public: 32 bytes.
    """

    name: str
    type: int
    public: bytes

    def __post_init__(self) -> None:
        """Refuse a name, a type or a key that is not usable.

        Raises:
            RecordError: The name or the type is.
            SignatureError: The key is.
        """
        check_name(self.name)
        if self.type not in _EXPECTED_BYTES:
            message = f"key {self.name!r}: expected type 1 (a log) or 4 (a cosigner), got {self.type}"
            raise RecordError(message)
        if self.type == LOG_TYPE and self.name.endswith(MIRROR_ENDING):
            message = f"key {self.name!r}: expected the origin of a log, got the name of a mirror"
            raise RecordError(message)
        check_enrolment(self.public)

    @property
    def role(self) -> KeyRole:
        """What it states by signing."""
        if self.type == LOG_TYPE:
            return KeyRole.LOG
        return KeyRole.MIRROR if self.name.endswith(MIRROR_ENDING) else KeyRole.WITNESS

    @property
    def id(self) -> bytes:
        """Its four bytes in signature lines."""
        return _key_id(self.name, self.type, self.public)

    def to_text(self) -> str:
        """Write it as policies and settings have it."""
        return f"{self.name}+{self.id.hex()}+{encode_base64(bytes([self.type]) + self.public)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSignature:
    """One signature line.

    Attributes:
        name: Of the key.
        key_id: Four bytes.
        content: What the key's type makes of it.
    """

    name: str
    key_id: bytes
    content: bytes

    def to_line(self) -> str:
        """Write the line with its newline."""
        return f"{_DASH}{self.name} {encode_base64(self.key_id + self.content)}\n"

    @property
    def time_s(self) -> int:
        """The time that a cosignature states [s since 1970 UTC]."""
        assert len(self.content) == _EXPECTED_BYTES[COSIGNATURE_TYPE]
        return int.from_bytes(self.content[:_TIME_BYTES], "big")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A signed note as read; none of its signatures is verified by that.

    Attributes:
        body: The text with its last newline.
        signatures: In the order of their lines, no key twice.
    """

    body: str
    signatures: tuple[NoteSignature, ...]

    def to_bytes(self) -> bytes:
        """Write it.

        Raises:
            RecordError: It is no note that could be read again.
            LimitError: It is too large.
        """
        content = self.body.encode() + b"\n" + b"".join(each.to_line().encode() for each in self.signatures)
        assert parse_note(content) == self
        return content

    def with_signatures(self, added: Iterable[NoteSignature]) -> "Note":
        """Give the note with further signatures; a newer one of a key takes the place of the older one."""
        kept = {(each.name, each.key_id): each for each in (*self.signatures, *added)}
        return Note(body=self.body, signatures=tuple(kept.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedSignature:
    """A signature that holds.

    Attributes:
        key: Whose.
        signature: Its line.
    """

    key: VerifierKey
    signature: NoteSignature

    @property
    def time_s(self) -> int:
        """The time that a cosigner states [s since 1970 UTC]."""
        return self.signature.time_s


def parse_note(content: bytes) -> Note:
    """Read a signed note strictly.

    Raises:
        LimitError: It is too large.
        RecordError: It is no note, or its bytes are not the ones that would be written.
    """
    if len(content) > NOTE_BYTES_MAX:
        message = f"note: expected at most {NOTE_BYTES_MAX} bytes, got {len(content)}"
        raise LimitError(message)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        message = "note: expected UTF-8, got other bytes"
        raise RecordError(message) from error
    if _CONTROL.search(text):
        _refuse("no control characters", "one")
    body, blank, lines = text.rpartition("\n\n")
    if not (blank and lines.endswith("\n")):
        _refuse("a text, a blank line and signature lines", "no such parts")
    signatures = tuple(parse_signature(line) for line in _at_most(lines[:-1].split("\n")))
    if len({(each.name, each.key_id) for each in signatures}) != len(signatures):
        _refuse("one signature of each key", "two of one")
    return Note(body=body + "\n", signatures=signatures)


def parse_signature(line: str) -> NoteSignature:
    """Read one signature line, without its newline.

    Raises:
        RecordError: It is none.
    """
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH):
        _refuse("a signature line with a dash, a name and base64", f"{line:.40}")
    check_name(name)
    content = decode_base64(encoded)
    if len(content) <= _ID_BYTES:
        _refuse("a signature", "a key's id alone")
    return NoteSignature(name=name, key_id=content[:_ID_BYTES], content=content[_ID_BYTES:])


def parse_key(text: str) -> VerifierKey:
    """Read a key as policies and settings have it.

    Raises:
        RecordError: It is none of the known types, or its id is not that of its name and key.
        SignatureError: The key may not be enrolled.
    """
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    if not _KEY_ID.fullmatch(key_id):
        message = f"key: expected NAME+ID+BASE64 with eight hexadecimal digits, got {text:.80}"
        raise RecordError(message)
    content = decode_base64(encoded)
    if len(content) != 1 + PUBLIC_BYTES:
        message = f"key {name!r:.80}: expected a type and {PUBLIC_BYTES} bytes, got {len(content)} bytes"
        raise RecordError(message)
    key = VerifierKey(name=name, type=content[0], public=content[1:])
    if key.id.hex() != key_id:
        message = f"key {name!r:.80}: expected the id {key.id.hex()} of this name and key, got {key_id}"
        raise RecordError(message)
    return key


def sign_note(body: str, signer: Signer, *, name: str) -> NoteSignature:
    """Sign a text as a log.

    Args:
        body: With its last newline.
        signer: The log's key.
        name: The log's origin.
    """
    key = VerifierKey(name=name, type=LOG_TYPE, public=signer.public)
    return NoteSignature(name=name, key_id=key.id, content=signer.sign(body.encode()))


def cosign_note(body: str, signer: Signer, *, name: str, time_s: int) -> NoteSignature:
    """Cosign the head of a log, after having verified that it continues all earlier ones.

    Args:
        body: With its last newline.
        signer: The cosigner's key.
        name: The cosigner's; one of a mirror ends in ``/mirror``.
        time_s: Now [s since 1970 UTC].
    """
    assert 0 < time_s <= TIME_MAX
    key = VerifierKey(name=name, type=COSIGNATURE_TYPE, public=signer.public)
    content = time_s.to_bytes(_TIME_BYTES, "big") + signer.sign(cosigned_message(body, time_s))
    return NoteSignature(name=name, key_id=key.id, content=content)


def cosigned_message(body: str, time_s: int) -> bytes:
    """Give the bytes that a cosigner signs."""
    return f"cosignature/v1\ntime {time_s}\n{body}".encode()


def verify_note(
    note: Note, keys: Sequence[VerifierKey], *, verify: VerifySignature = verify_signature
) -> tuple[VerifiedSignature, ...]:
    """Verify the signatures of known keys.

    Args:
        note: As read.
        keys: Known ones; see ``check_distinct``.
        verify: How.

    Returns:
        The signatures that hold, at least one, in the order of their lines. Those of unknown keys are passed over.

    Raises:
        SignatureError: A signature of a known key does not hold, or none is of a known key.
        RecordError: Two of the known keys are one.
    """
    check_distinct(keys)
    known = {(key.name, key.id): key for key in keys}
    found = tuple(
        VerifiedSignature(key=known[each.name, each.key_id], signature=each)
        for each in note.signatures
        if (each.name, each.key_id) in known
    )
    for each in found:
        _verify_one(note.body, each, verify)
    if not found:
        message = f"note: expected a signature of one of {len(keys)} known keys, got none"
        raise SignatureError(message)
    return found


def check_distinct(keys: Sequence[VerifierKey]) -> None:
    """Refuse known keys of which two are one: under two names or in two roles, or two that lines cannot tell apart.

    Raises:
        RecordError: Some are.
    """
    if len({key.public for key in keys}) != len(keys):
        message = "keys: expected one name and one role for each key, got a key twice"
        raise RecordError(message)
    if len({(key.name, key.id) for key in keys}) != len(keys):
        message = "keys: expected names and ids that tell keys apart, got two alike"
        raise RecordError(message)


def check_name(name: str) -> None:
    """Refuse what cannot be the name of a key.

    Raises:
        RecordError: It is empty, too long, or has a space, a plus or a sign that cannot be written.
    """
    is_usable = (
        name
        and name.isprintable()
        and "+" not in name
        and " " not in name  # The one space that is printable.
        and len(name.encode()) <= NOTE_NAME_BYTES_MAX
    )
    if not is_usable:
        message = f"name of a key: expected 1 to {NOTE_NAME_BYTES_MAX} bytes without spaces or plus, got {name!r:.80}"
        raise RecordError(message)


@lru_cache(maxsize=_IDS_KEPT)
def _key_id(name: str, kind: int, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:_ID_BYTES]


def encode_base64(content: bytes) -> str:
    """Write bytes in standard base64 with padding."""
    return base64.b64encode(content).decode()


def decode_base64(text: str) -> bytes:
    """Read standard base64 with padding, in its one form.

    Raises:
        RecordError: It is none, or has bits to spare.
    """
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        message = f"base64: expected standard base64 with padding, got {text!r:.40}"
        raise RecordError(message) from error
    if encode_base64(content) != text:
        message = f"base64: expected its one form, got {text!r:.40}"
        raise RecordError(message)
    return content


def _verify_one(body: str, verified: VerifiedSignature, verify: VerifySignature) -> None:
    key, content = verified.key, verified.signature.content
    if len(content) != _EXPECTED_BYTES[key.type]:
        message = f"signature of {key.name}: expected {_EXPECTED_BYTES[key.type]} bytes, got {len(content)}"
        raise SignatureError(message)
    if key.type == LOG_TYPE:
        verify(key.public, body.encode(), content)
        return
    if not 0 < verified.time_s <= TIME_MAX:
        message = f"cosignature of {key.name}: expected a time from 1 to {TIME_MAX} s, got {verified.time_s}"
        raise SignatureError(message)
    verify(key.public, cosigned_message(body, verified.time_s), content[_TIME_BYTES:])


def _at_most(lines: list[str]) -> list[str]:
    if len(lines) > NOTE_SIGNATURES_MAX:
        message = f"note: expected at most {NOTE_SIGNATURES_MAX} signature lines, got {len(lines)}"
        raise LimitError(message)
    return lines


def _refuse(expected: str, got: str) -> None:
    message = f"note: expected {expected}, got {got}"
    raise RecordError(message)
