# SPDX-License-Identifier: Apache-2.0
"""The store key while the node is unlocked, and how it is forgotten.

Overwriting reaches the one buffer held here. Copies that Python or the libraries made in passing (bytes objects, the
state of ciphers, pages on a swap device) are beyond it: docs/node-folder.md says so to users.
"""

from typing import final

from truceline.base.errors import LockedError
from truceline.crypto.derivation import KEY_BYTES, Purpose, derive


@final
class StoreKey:
    """The secret from which every key of a node is derived; printed, it shows nothing."""

    __slots__ = ("_content",)

    def __init__(self, content: bytes | bytearray) -> None:
        """Take the secret, ``KEY_BYTES`` long."""
        assert len(content) == KEY_BYTES
        self._content = bytearray(content)

    def __repr__(self) -> str:
        return "StoreKey(hidden)"

    def derive(self, purpose: Purpose) -> bytes:
        """Derive the key of one purpose.

        Raises:
            LockedError: It has been forgotten: the node is locked.
        """
        return derive(self.reveal(), purpose)

    def reveal(self) -> bytearray:
        """Give the secret itself, for sealing it into a slot.

        Raises:
            LockedError: It has been forgotten: the node is locked.
        """
        if not self._content:
            message = "store key: expected an unlocked node, got a locked one; unlock it first (truceline unlock DIR)"
            raise LockedError(message)
        return self._content

    def wipe(self) -> None:
        """Overwrite the secret and forget it."""
        for index in range(len(self._content)):
            self._content[index] = 0
        self._content = bytearray()
