# SPDX-License-Identifier: Apache-2.0
"""Signed notes of a bundle as a policy sees them: which cosigners it names signed, at which times, and whose they are.

Rules:
    - A false signature of a key that the policy names refuses the whole bundle: it was altered, and proves nothing.
    - Key names that differ by a last ``/mirror`` or ``/witness`` are one organisation; its last part is its party.
    - Which keys of the log count is not known before its history was read; they are asked for later.

Source:
    ``docs/verifying.md``; C2SP signed-note v1, tlog-checkpoint v1, tlog-cosignature v1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from truceline.base.errors import RecordError, SignatureDisagreementError, SignatureError
from truceline.crypto.checkpoints import Checkpoint, parse_checkpoint
from truceline.crypto.notes import Note, VerifierKey, cosigned_message, parse_note
from truceline.crypto.signatures import verify_signature
from truceline.crypto.tlog_policy import Policy, PolicyWitness, organisation_of
from truceline.ledger.bundle_lines import ORIGIN
from truceline.ledger.keyring import log_verifier
from truceline.records.profile import INTEGER_MAX

_TIME_BYTES, _SIGNATURE_BYTES = 8, 64
_TIME_END_S = (INTEGER_MAX + 1) // 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosigned:
    """One cosignature that holds.

    Attributes:
        witness: Of the policy.
        time_ms: As it states [ms since 1970 UTC].
    """

    witness: PolicyWitness
    time_ms: int

    @property
    def organisation(self) -> str:
        """Whose it is."""
        return organisation_of(self.witness.key.name)

    @property
    def party(self) -> str:
        """Short name of the party behind it."""
        return self.organisation.rpartition("/")[2]


@dataclass(slots=True)
class ShownNote:
    """A note of a bundle.

    Attributes:
        note: As read.
        head: What it says.
        digest: Hash of its bytes, in hexadecimal digits.
        cosigned: Cosignatures of cosigners that the policy names; all hold.
    """

    note: Note
    head: Checkpoint
    digest: str
    cosigned: tuple[Cosigned, ...]
    _signed_by: dict[bytes, bool] = field(default_factory=dict)

    def is_signed_by(self, public: bytes) -> bool:
        """Say whether the log signed it with a key.

        Raises:
            RecordError: There is a signature in the key's name that does not hold.
        """
        if public not in self._signed_by:
            key = log_verifier(self.head.origin, public)
            found = [each for each in self.note.signatures if (each.name, each.key_id) == (key.name, key.id)]
            for each in found:
                _check(public, self.note.body.encode(), each.content, f"signature of the log {key.name}")
            self._signed_by[public] = bool(found)
        return self._signed_by[public]

    def strangers(self, known: Mapping[tuple[str, bytes], PolicyWitness]) -> set[str]:
        """Give the names of signers that neither are the log nor stand in the policy."""
        lines = self.note.signatures
        return {each.name for each in lines if each.name != self.head.origin and (each.name, each.key_id) not in known}


def known_cosigners(policy: Policy) -> dict[tuple[str, bytes], PolicyWitness]:
    """Give the cosigners of a policy by the name and id that stand in signature lines."""
    return {(each.key.name, each.key.id): each for each in policy.witnesses}


def show_note(content: bytes, known: Mapping[tuple[str, bytes], PolicyWitness]) -> ShownNote:
    """Read a note of a bundle.

    Args:
        content: Its bytes.
        known: From ``known_cosigners``.

    Raises:
        LimitError: It is too large.
        RecordError: It is no head of a log, or a cosignature of a known key does not hold.
    """
    note = parse_note(content)
    head = parse_checkpoint(note.body)
    if not ORIGIN.fullmatch(head.origin) or head.size > INTEGER_MAX:
        message = f"note: expected the head of a log of the record, got {head.origin!r:.80} of size {head.size}"
        raise RecordError(message)
    cosigned = tuple(
        Cosigned(witness=witness, time_ms=_cosigned_time_ms(note.body, witness.key, each.content))
        for each in note.signatures
        if (witness := known.get((each.name, each.key_id))) is not None
    )
    return ShownNote(note=note, head=head, digest=sha256(content).hexdigest(), cosigned=cosigned)


def _cosigned_time_ms(body: str, key: VerifierKey, content: bytes) -> int:
    """Verify a cosignature and give its time [ms].

    Raises:
        RecordError: It does not hold.
    """
    time_s = int.from_bytes(content[:_TIME_BYTES], "big")
    if len(content) != _TIME_BYTES + _SIGNATURE_BYTES or not 0 < time_s < _TIME_END_S:
        message = f"note: expected a time and a signature of {key.name}, got other bytes"
        raise RecordError(message)
    _check(key.public, cosigned_message(body, time_s), content[_TIME_BYTES:], f"cosignature of {key.name}")
    return time_s * 1000


def _check(public: bytes, message: bytes, signature: bytes, what: str) -> None:
    try:
        verify_signature(public, message, signature)
    except SignatureDisagreementError:
        raise
    except SignatureError as error:
        said = f"note: expected a {what} that holds, got a false one"
        raise RecordError(said) from error
