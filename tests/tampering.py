# SPDX-License-Identifier: Apache-2.0
"""Bytes altered in every way that matters."""

from collections.abc import Iterator


def flipped(content: bytes) -> Iterator[bytes]:
    """Give some bytes with each bit turned in its turn."""
    for index in range(len(content)):
        for bit in range(8):
            yield content[:index] + bytes([content[index] ^ 1 << bit]) + content[index + 1 :]
