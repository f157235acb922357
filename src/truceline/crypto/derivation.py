# SPDX-License-Identifier: Apache-2.0
"""Derives keys of one use each from the store key.

Rules:
    - A key has one purpose. What two parts of the node need is derived twice, under two labels.
    - The store key itself encrypts nothing but through a key derived from it.
    - A label is never altered: what was sealed under it could not be read any more.

Source:
    RFC 5869 (HKDF) with SHA-256.
"""

from enum import StrEnum

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
"""Length of every key here [bytes]."""
_DOMAIN = b"truceline/1 "


class Purpose(StrEnum):
    """What a derived key is for."""

    STORE_FILE = "store file"
    """Encrypts the database."""
    IDENTITY_SEAL = "identity seal"
    """Seals the private half of the node's identity."""
    SIGNING = "token signing"
    """Seed of the key that signs the node's tokens."""
    PSEUDONYMS = "pseudonyms"
    """Turns names of officers and witnesses into pseudonyms."""
    RECORD_KEYS = "record keys"
    """Seals the private keys with which the node keeps its record."""
    STREAM_CURSORS = "stream cursors"
    """Makes cursors of streams and pages opaque."""


def derive(key: bytes | bytearray, purpose: Purpose) -> bytes:
    """Derive the key of one purpose.

    Args:
        key: The store key, ``KEY_BYTES`` long.
        purpose: Its use.

    Returns:
        ``KEY_BYTES`` bytes.
    """
    assert len(key) == KEY_BYTES
    return hkdf(key, salt=b"", info=_DOMAIN + purpose.encode(), length=KEY_BYTES)


def hkdf(secret: bytes | bytearray, *, salt: bytes, info: bytes, length: int) -> bytes:
    """Extract and expand a secret with HKDF-SHA-256.

    Args:
        secret: Input keying material of high entropy.
        salt: May be public and may be empty.
        info: Label of the use.
        length: How much is wanted [bytes].

    Source:
        RFC 5869, section 2.
    """
    return HKDF(algorithm=SHA256(), length=length, salt=salt or None, info=info).derive(bytes(secret))
