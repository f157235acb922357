# SPDX-License-Identifier: Apache-2.0
"""Signs and verifies the record's signatures (Ed25519), and says which keys may be enrolled.

The rules of libsodium decide: no key or ``R`` of small order, no ``S`` beyond the order of the group, one encoding for
each point. A second library is asked as well, because a court may use another one than we.

Rules:
    - ``verify_signature`` asks both. It is used wherever a signature gives or takes authority: heads, cosignatures,
      key entries, evidence, and every signature when it first arrives.
    - ``verify_again`` asks libsodium alone. It is for signatures of enrolled keys that are verified once more in bulk:
      catching up, rebuilding, verifying a whole log. What libsodium refuses there, and one signature in
      ``SAMPLED_OF``, goes through both all the same.
    - When the two disagree the signature is refused and ``SignatureDisagreementError`` says so: the operator must be
      told. It accuses nobody; it says that verifiers out there may differ.
    - A key is enrolled only if it lies in the subgroup of prime order: with others, some signatures hold for any
      message, and libraries differ on which.

Source:
    RFC 8032, section 5.1; Chalkias, Garillot, Nikolaenko: Taming the Many EdDSAs (2020), on where verifiers differ;
    documentation of libsodium, ``crypto_core_ed25519_is_valid_point``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from nacl.bindings import (
    crypto_core_ed25519_is_valid_point,
    crypto_sign,
    crypto_sign_open,
    crypto_sign_seed_keypair,
)
from nacl.exceptions import BadSignatureError

from truceline.base.errors import SignatureDisagreementError, SignatureError

SEED_BYTES = 32
"""Length of the secret a key pair is made of [bytes]."""
PUBLIC_BYTES = 32
"""Length of a public key [bytes]."""
SIGNATURE_BYTES = 64
"""Length of a signature [bytes]."""
SAMPLED_OF = 256
"""One signature in so many is asked of the second library too, even in bulk: by a byte of the signature itself."""

_KEYS_KEPT = 256
"""Public keys kept as the second library reads them: an arrangement has fewer."""

VerifySignature = Callable[[bytes, bytes, bytes], None]
"""Raises unless a public key signed a message: ``verify_signature`` or ``verify_again``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A key pair that signs.

    Attributes:
        public: Its public key.
    """

    public: bytes
    _secret: bytes = field(repr=False)

    @staticmethod
    def from_seed(seed: bytes) -> "Signer":
        """Make the key pair of 32 random bytes."""
        assert len(seed) == SEED_BYTES
        public, secret = crypto_sign_seed_keypair(seed)
        return Signer(public=public, _secret=secret)

    def sign(self, message: bytes) -> bytes:
        """Sign a message; the same message always has the same signature."""
        return crypto_sign(message, self._secret)[:SIGNATURE_BYTES]


def check_enrolment(public: bytes) -> None:
    """Refuse a public key with which verifiers could differ, or under which signatures hold for any message.

    Args:
        public: As it would be enrolled.

    Raises:
        SignatureError: It has another length, is no point, is written in a second way, has small order, or lies
            outside the subgroup of prime order.
    """
    if len(public) != PUBLIC_BYTES or not crypto_core_ed25519_is_valid_point(public):
        message = (
            "public key: expected 32 bytes that are a point of prime order in its one encoding, got others; "
            "ask the party for a key that was made by ordinary means"
        )
        raise SignatureError(message)


def verify_signature(public: bytes, message: bytes, signature: bytes) -> None:
    """Verify a signature with both libraries.

    Args:
        public: An enrolled key.
        message: What is said to be signed.
        signature: 64 bytes.

    Raises:
        SignatureError: It does not hold.
        SignatureDisagreementError: One library accepts it and the other does not.
    """
    first = _libsodium_accepts(public, message, signature)
    if first is not _second_accepts(public, message, signature):
        said = (
            "signature: expected two libraries to judge it alike, got "
            f"{'accepted' if first else 'refused'} by libsodium and {'refused' if first else 'accepted'} by the other; "
            "it is refused, and nobody is accused: tell the operator"
        )
        raise SignatureDisagreementError(said)
    if not first:
        said = "signature: expected one of this key over these bytes, got another"
        raise SignatureError(said)


def verify_again(public: bytes, message: bytes, signature: bytes) -> None:
    """Verify a signature of an enrolled key in bulk, with libsodium alone unless the rules above ask for both.

    Args:
        public: An enrolled key.
        message: What is said to be signed.
        signature: 64 bytes.

    Raises:
        SignatureError: It does not hold.
        SignatureDisagreementError: One library accepts it and the other does not.
    """
    if is_sampled(signature) or not _libsodium_accepts(public, message, signature):
        verify_signature(public, message, signature)


def is_sampled(signature: bytes) -> bool:
    """Say whether a signature goes through both libraries even in bulk."""
    return signature[:1] == b"\x00"


def _libsodium_accepts(public: bytes, message: bytes, signature: bytes) -> bool:
    if len(public) != PUBLIC_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    try:
        crypto_sign_open(signature + message, public)
    except BadSignatureError:
        return False
    return True


def _second_accepts(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        _second_key(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=_KEYS_KEPT)
def _second_key(public: bytes) -> Ed25519PublicKey:
    """Read a public key once: it takes as long as verifying."""
    return Ed25519PublicKey.from_public_bytes(public)
