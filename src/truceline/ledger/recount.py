# SPDX-License-Identifier: Apache-2.0
"""The second way to a root: from entries as they were read back, by code that shares nothing with the first way.

A log once signed a root over an entry in which one bit had flipped between memory and disk, and had to be given up. So
the root that is signed is computed twice: once while entries are made, and once here, from what the device returned.
The tiles come from here as well, so that what is served was read back too.

Rules:
    - Nothing of ``crypto.merkle`` is used here, on purpose.

Source:
    RFC 9162, section 2.1.1 (the definition of the root); the retirement of the log Yeti2022 (2021).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

_HASH_BYTES = 32
_TILE_HEIGHT = 8
_TILE_HASHES = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The last tile of one level as far as it is filled: its index and its hashes, one after another."""

    index: int = 0
    hashes: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """How far the entries were read back.

    Attributes:
        size: How many.
        peaks: Perfect subtrees from left to right: how high, and their hash.
        rows: Last tiles by level.
    """

    size: int = 0
    peaks: tuple[tuple[int, bytes], ...] = ()
    rows: tuple[Row, ...] = ()

    def root(self) -> bytes:
        """Give the root so far."""
        if not self.peaks:
            return sha256().digest()
        *others, (_, found) = self.peaks
        while others:
            _, left = others.pop()
            found = sha256(b"\x01" + left + found).digest()
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledTile:
    """Hashes that came to a tile: which, from which place on, and the hashes one after another."""

    level: int
    index: int
    start: int
    hashes: bytes


def recount(before: Recount, raws: Iterable[bytes]) -> tuple[Recount, tuple[FilledTile, ...]]:
    """Go on with entries as they were read back.

    Args:
        before: How far it went.
        raws: The entries after those.

    Returns:
        How far it goes now, and what came to the tiles.
    """
    peaks = list(before.peaks)
    gained: list[bytearray] = []
    size = before.size
    for raw in raws:
        height, found = 0, sha256(b"\x00" + raw).digest()
        _gain(gained, 0, found)
        while peaks and peaks[-1][0] == height:
            _, left = peaks.pop()
            height, found = height + 1, sha256(b"\x01" + left + found).digest()
            if height % _TILE_HEIGHT == 0:
                _gain(gained, height // _TILE_HEIGHT, found)
        peaks.append((height, found))
        size += 1
    rows, tiles = list(before.rows), list[FilledTile]()
    for level, hashes in enumerate(gained):
        if level == len(rows):
            rows.append(Row())
        rows[level] = _fill(level, rows[level], bytes(hashes), tiles)
    return Recount(size=size, peaks=tuple(peaks), rows=tuple(rows)), tuple(tiles)


def _gain(gained: list[bytearray], level: int, found: bytes) -> None:
    if level == len(gained):
        gained.append(bytearray())
    gained[level] += found


def _fill(level: int, row: Row, hashes: bytes, tiles: list[FilledTile]) -> Row:
    """Put hashes into the tiles of a level; the last tile as it is then."""
    full = _TILE_HASHES * _HASH_BYTES
    while hashes:
        taken = hashes[: full - len(row.hashes)]
        start = len(row.hashes) // _HASH_BYTES
        tiles.append(FilledTile(level=level, index=row.index, start=start, hashes=taken))
        hashes = hashes[len(taken) :]
        filled = row.hashes + taken
        row = Row(index=row.index + 1) if len(filled) == full else Row(index=row.index, hashes=filled)
    return row
