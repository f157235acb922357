# SPDX-License-Identifier: Apache-2.0
"""The port to this node's keys of boxes."""

from typing import Protocol


class OpensBoxes(Protocol):
    """Opens wraps with the private halves of this node's keys of boxes."""

    def open_wrap(self, key: str, wrap: bytes, commitment: bytes) -> bytes:
        """Give the key of a body that was wrapped for one of this node's keys, named by its id.

        Raises:
            AuthorityError: It was wrapped for another key or entry, or the node does not hold this one.
        """
