# SPDX-License-Identifier: Apache-2.0
"""Seals bytes so that only the holder of a key reads them, and nobody alters them or what they are bound to.

Rules:
    - A key and a nonce are used together once. Every seal here has a key that was made for it alone, or a nonce drawn
      anew; both hold.
    - What stands beside a seal in the open (kind, cost, salt) is bound to it as associated data.

Source:
    RFC 8439 (ChaCha20-Poly1305).
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from truceline.base.errors import AuthorityError

NONCE_BYTES = 12
"""Length of a nonce [bytes]."""
TAG_BYTES = 16
"""What a seal adds to the length of its content [bytes]."""


def seal(key: bytes, content: bytes | bytearray, *, nonce: bytes, bound: bytes) -> bytes:
    """Seal some bytes.

    Args:
        key: 32 bytes.
        content: What is sealed.
        nonce: ``NONCE_BYTES`` bytes, never used with this key before.
        bound: What must stand beside it unaltered.

    Returns:
        ``TAG_BYTES`` more than the content.
    """
    assert len(nonce) == NONCE_BYTES
    return ChaCha20Poly1305(key).encrypt(nonce, bytes(content), bound)


def open_seal(key: bytes, sealed: bytes, *, nonce: bytes, bound: bytes) -> bytes:
    """Open a seal.

    Raises:
        AuthorityError: Another key, or the sealed bytes, the nonce or what they are bound to were altered.
    """
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, sealed, bound)
    except (InvalidTag, ValueError) as error:
        message = "seal: expected the key it was made with and bytes as they were written, got others"
        raise AuthorityError(message) from error


def join_fields(*fields: bytes) -> bytes:
    """Join fields so that no other fields give the same bytes: each with its length before it.

    Source:
        RFC 4251, section 5 (string).
    """
    return b"".join(len(field).to_bytes(4, "big") + field for field in fields)
