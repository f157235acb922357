# SPDX-License-Identifier: Apache-2.0
"""Sealed cursors: whoever holds one learns nothing of what is behind it, and it opens only what it was made for.

Rules:
    - The plain text is padded, so that the length tells nothing of a number.
    - The purpose (list, reader, filters) is bound to the seal: a cursor of one party or list opens no other.
"""

import base64
import binascii
import secrets
from dataclasses import dataclass, field

from truceline.base.errors import InputError, NodeError
from truceline.crypto.sealing import NONCE_BYTES, open_seal, seal

_BLOCK = 32
"""Lengths are padded to a multiple of this [bytes]."""
_SEALED_MAX = 1_024


@dataclass(frozen=True, slots=True)
class CursorSeal:
    """Seals cursors with one key.

    Attributes:
        key: 32 bytes, for this alone.
    """

    key: bytes = field(repr=False)

    def close(self, plain: str, purpose: str) -> str:
        """Give a sealed text of URL characters."""
        content = plain.encode()
        padded = len(content).to_bytes(2, "big") + content
        padded += bytes(-len(padded) % _BLOCK)
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + seal(self.key, padded, nonce=nonce, bound=purpose.encode())
        return base64.urlsafe_b64encode(sealed).decode("ascii").rstrip("=")

    def open(self, sealed: str, purpose: str) -> str:
        """Give the plain text.

        Raises:
            InputError: It was not sealed with this key for this purpose.
        """
        try:
            content = base64.b64decode(sealed[:_SEALED_MAX] + "=" * (-len(sealed) % 4), altchars=b"-_", validate=True)
            nonce, rest = content[:NONCE_BYTES], content[NONCE_BYTES:]
            padded = open_seal(self.key, rest, nonce=nonce, bound=purpose.encode())
        except (ValueError, binascii.Error, NodeError, AssertionError) as error:
            message = "cursor: expected one that this node gave for this list, reader and filter; begin without one"
            raise InputError(message) from error
        return padded[2 : 2 + int.from_bytes(padded[:2], "big")].decode()
