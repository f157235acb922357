# SPDX-License-Identifier: Apache-2.0
"""The private keys with which a node keeps its record: each a seed of 32 random bytes, sealed under the store key.

Rules:
    - One key has one role. Keys that were rotated stay, so that what was sealed or signed with them can still be read.
    - The root keys are not among them: they lie where the node is not (``crypto.root_keys``).

Source:
    ``docs/trust.md``, which says of each key what its holder could do; RFC 8439 for the seal.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from truceline.base.errors import AuthorityError
from truceline.crypto.boxes import box_public_half
from truceline.crypto.derivation import KEY_BYTES, Purpose
from truceline.crypto.sealing import join_fields, open_seal, seal
from truceline.crypto.signatures import Signer
from truceline.crypto.store_key import StoreKey

_BOUND = b"truceline record key v1"


class RecordRole(StrEnum):
    """What a key of the record does."""

    LOG = "log"
    """Signs heads of the own log, and the entries that the node makes by itself."""
    WITNESS = "witness"
    """Cosigns heads of other logs."""
    MIRROR = "mirror"
    """States that copies of other logs are kept."""
    BOX = "box"
    """Opens bodies that are sealed for this party."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKey:
    """One key, sealed.

    Attributes:
        role: What it does.
        public: Its public half, 32 bytes.
        nonce: As drawn.
        sealed: The seed, sealed.
    """

    role: RecordRole
    public: bytes
    nonce: bytes
    sealed: bytes = field(repr=False)


def seal_record_key(role: RecordRole, seed: bytes, key: StoreKey, *, nonce: bytes) -> RecordKey:
    """Seal a seed of 32 random bytes.

    Args:
        role: What it is for.
        seed: Drawn for it alone.
        key: The store key.
        nonce: Drawn for this seal.
    """
    assert len(seed) == KEY_BYTES
    public = record_public_half(role, seed)
    sealed = seal(key.derive(Purpose.RECORD_KEYS), seed, nonce=nonce, bound=_bound(role, public))
    return RecordKey(role=role, public=public, nonce=nonce, sealed=sealed)


def open_record_key(sealed: RecordKey, key: StoreKey) -> bytes:
    """Unseal a seed.

    Raises:
        AuthorityError: Another store key, or the key was altered.
    """
    bound = _bound(sealed.role, sealed.public)
    seed = open_seal(key.derive(Purpose.RECORD_KEYS), sealed.sealed, nonce=sealed.nonce, bound=bound)
    if len(seed) != KEY_BYTES or record_public_half(sealed.role, seed) != sealed.public:
        message = (
            f"key of the record ({sealed.role}): expected the private half of the public one beside it, got another"
        )
        raise AuthorityError(message)
    return seed


def record_public_half(role: RecordRole, seed: bytes) -> bytes:
    """Give the public half of a seed."""
    return box_public_half(seed) if role is RecordRole.BOX else Signer.from_seed(seed).public


def _bound(role: RecordRole, public: bytes) -> bytes:
    return join_fields(_BOUND, role.encode(), public)
