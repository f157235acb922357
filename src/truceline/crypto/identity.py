# SPDX-License-Identifier: Apache-2.0
"""A node's identity: an Ed25519 key pair whose private half is sealed under the store key.

Source:
    RFC 8032 (Ed25519); RFC 4648, section 6 (base32).
"""

import base64
import hashlib
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from truceline.base.errors import AuthorityError
from truceline.crypto.derivation import KEY_BYTES, Purpose
from truceline.crypto.sealing import join_fields, open_seal, seal
from truceline.crypto.store_key import StoreKey

_BOUND = b"truceline identity v1"
_FINGERPRINT = b"truceline fingerprint v1"
_FINGERPRINT_BYTES = 20
"""160 bits: nobody finds a second key to a fingerprint, and it can be read aloud over a telephone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a node is.

    Attributes:
        public: Its public key, 32 bytes.
        nonce: As drawn.
        sealed: The seed of its private key, sealed.
    """

    public: bytes
    nonce: bytes
    sealed: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """The short name of its public key."""
        return fingerprint(self.public)


def public_half(seed: bytes) -> bytes:
    """Give the public key of a seed of 32 random bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def make_identity(seed: bytes, key: StoreKey, *, nonce: bytes) -> Identity:
    """Make an identity of a seed of 32 random bytes."""
    assert len(seed) == KEY_BYTES
    public = public_half(seed)
    sealed = seal(key.derive(Purpose.IDENTITY_SEAL), seed, nonce=nonce, bound=join_fields(_BOUND, public))
    return Identity(public=public, nonce=nonce, sealed=sealed)


def open_identity(identity: Identity, key: StoreKey) -> Ed25519PrivateKey:
    """Unseal the private key.

    Raises:
        AuthorityError: Another store key, or the identity was altered.
    """
    bound = join_fields(_BOUND, identity.public)
    seed = open_seal(key.derive(Purpose.IDENTITY_SEAL), identity.sealed, nonce=identity.nonce, bound=bound)
    if len(seed) != KEY_BYTES or public_half(seed) != identity.public:
        message = "identity: expected the private key of the public one beside it, got another"
        raise AuthorityError(message)
    return Ed25519PrivateKey.from_private_bytes(seed)


def fingerprint(public: bytes) -> str:
    """Give the short name of a public key: eight groups of four letters and digits, to be read aloud."""
    digest = hashlib.sha256(join_fields(_FINGERPRINT, public)).digest()[:_FINGERPRINT_BYTES]
    text = base64.b32encode(digest).decode()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))
