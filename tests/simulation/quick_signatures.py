# SPDX-License-Identifier: Apache-2.0
"""Signatures that cost nothing: a keyed hash in the place of both libraries, below all of our own code.

Whoever knows a public key could forge them; the parties of the simulation, lying ones as well, sign with their own
keys alone. One schedule in a hundred is lived with the real ones.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b, sha256

from nacl.exceptions import BadSignatureError

from truceline.crypto import signatures


def _pair(seed: bytes) -> tuple[bytes, bytes]:
    public = sha256(b"public" + seed).digest()
    return public, public


def _signed(message: bytes, secret: bytes) -> bytes:
    return blake2b(message, key=secret).digest() + message


def _opened(signed: bytes, public: bytes) -> bytes:
    if not _accepts(public, signed[64:], signed[:64]):
        message = "forged"
        raise BadSignatureError(message)
    return signed[64:]


def _accepts(public: bytes, message: bytes, signature: bytes) -> bool:
    return len(public) == 32 and blake2b(message, key=public).digest() == signature


_QUICK = {
    "crypto_sign_seed_keypair": _pair,
    "crypto_sign": _signed,
    "crypto_sign_open": _opened,
    "crypto_core_ed25519_is_valid_point": lambda public: len(public) == 32,
    "_second_accepts": _accepts,
}


@contextmanager
def quick_signatures(*, are_used: bool) -> Iterator[None]:
    """Have all signatures be quick ones for a while, or leave the real ones."""
    before = {name: getattr(signatures, name) for name in _QUICK}
    for name, quick in _QUICK.items() if are_used else ():
        setattr(signatures, name, quick)
    try:
        yield
    finally:
        for name, real in before.items():
            setattr(signatures, name, real)
