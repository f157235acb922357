# SPDX-License-Identifier: Apache-2.0
"""Heads of logs: origin, size and root as the text of a signed note.

Rules:
    - Three lines and no more: nobody audits further lines, so that none are taken.
    - The key that signs a head is named as the head's origin. Who follows a log knows its key; nothing in the note
      says which keys to trust.

Source:
    C2SP tlog-checkpoint v1.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from truceline.base.errors import RecordError, SignatureError
from truceline.crypto.merkle import EMPTY_ROOT, HASH_BYTES, TREE_SIZE_MAX
from truceline.crypto.notes import (
    KeyRole,
    Note,
    NoteSignature,
    VerifiedSignature,
    VerifierKey,
    check_name,
    cosign_note,
    decode_base64,
    encode_base64,
    parse_note,
    sign_note,
    verify_note,
)
from truceline.crypto.signatures import Signer, VerifySignature, verify_signature

_LINES = 3
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The head of a log at one size.

    Attributes:
        origin: Which log.
        size: How many entries it has.
        root: Of its tree.
    """

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        """Refuse what cannot be a head.

        Raises:
            RecordError: Its origin, size or root cannot be.
        """
        check_name(self.origin)
        if not 0 <= self.size <= TREE_SIZE_MAX:
            message = f"checkpoint of {self.origin}: expected a size of at most 2^63 - 1, got {self.size}"
            raise RecordError(message)
        if len(self.root) != HASH_BYTES or (self.size == 0) != (self.root == EMPTY_ROOT):
            message = (
                f"checkpoint of {self.origin}: expected a root of {HASH_BYTES} bytes, "
                "that of the empty tree for size 0 alone, got another"
            )
            raise RecordError(message)

    def to_body(self) -> str:
        """Write the text that is signed."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedCheckpoint:
    """A head whose log's signature holds.

    Attributes:
        checkpoint: The head.
        log_key: Which key of the log signed it.
        cosignatures: Those of known cosigners, all of which hold.
    """

    checkpoint: Checkpoint
    log_key: VerifierKey
    cosignatures: tuple[VerifiedSignature, ...]


def parse_checkpoint(body: str) -> Checkpoint:
    """Read the text of a head.

    Raises:
        RecordError: It is none.
    """
    lines = body.split("\n")
    if len(lines) != _LINES + 1 or lines[_LINES]:
        message = f"checkpoint: expected {_LINES} lines (origin, size, root), got {len(lines) - 1}"
        raise RecordError(message)
    if not _SIZE.fullmatch(lines[1]):
        message = f"checkpoint of {lines[0]!r:.80}: expected a size in decimal, got {lines[1]!r:.30}"
        raise RecordError(message)
    return Checkpoint(origin=lines[0], size=int(lines[1]), root=decode_base64(lines[2]))


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> Note:
    """Sign a head of one's own log.

    Never before the entries are durable, the root was computed again from what was stored, and the signing lock holds
    this head: a second head of this size would prove that the log shows two faces.
    """
    body = checkpoint.to_body()
    return Note(body=body, signatures=(sign_note(body, signer, name=checkpoint.origin),))


def cosign_checkpoint(checkpoint: Checkpoint, signer: Signer, *, name: str, time_s: int) -> NoteSignature:
    """Cosign a head of another's log.

    Args:
        checkpoint: Verified, and consistent with all that was cosigned before; kept durably before this.
        signer: The key of this role.
        name: Of the cosigner.
        time_s: Now [s since 1970 UTC].
    """
    return cosign_note(checkpoint.to_body(), signer, name=name, time_s=time_s)


def verify_checkpoint(
    note: Note | bytes,
    log_keys: Sequence[VerifierKey],
    cosigners: Sequence[VerifierKey] = (),
    *,
    verify: VerifySignature = verify_signature,
) -> VerifiedCheckpoint:
    """Verify a signed head.

    Args:
        note: As received or read.
        log_keys: Keys of logs that are followed; only one named as the head's origin counts.
        cosigners: Known witnesses and mirrors.
        verify: How.

    Raises:
        LimitError: The note is too large.
        RecordError: It is no head, or a key stands in a role that is not its own.
        SignatureError: The log did not sign it, or a signature of a known key does not hold.
    """
    read = parse_note(note) if isinstance(note, bytes) else note
    checkpoint = parse_checkpoint(read.body)
    _check_roles(log_keys, cosigners)
    own = [key for key in log_keys if key.name == checkpoint.origin]
    found = verify_note(read, [*own, *cosigners], verify=verify) if own else ()
    signed = [each.key for each in found if each.key.role is KeyRole.LOG]
    if not signed:
        message = f"checkpoint of {checkpoint.origin}: expected the signature of a known key of this log, got none"
        raise SignatureError(message)
    return VerifiedCheckpoint(
        checkpoint=checkpoint,
        log_key=signed[0],
        cosignatures=tuple(each for each in found if each.key.role is not KeyRole.LOG),
    )


def _check_roles(log_keys: Sequence[VerifierKey], cosigners: Sequence[VerifierKey]) -> None:
    for key in log_keys:
        if key.role is not KeyRole.LOG:
            message = f"key {key.name!r}: expected the key of a log, got that of a {key.role}"
            raise RecordError(message)
    for key in cosigners:
        if key.role is KeyRole.LOG:
            message = f"key {key.name!r}: expected the key of a witness or a mirror, got that of a log"
            raise RecordError(message)
