# SPDX-License-Identifier: Apache-2.0
"""Tiles: the hashes and entries of a log in files of 256, with their paths; and proofs made of them.

A tile at level ``n`` holds the hashes of perfect subtrees of ``256**n`` leaves each. Full tiles never change; a partial
one belongs to trees of certain sizes and is replaced by the full one.

Rules:
    - A path is made of whole numbers only, and read only in its one form: no part of it comes from anybody's text.
    - What a tile says is believed only after the root of a signed head came out of it.

Source:
    C2SP tlog-tiles v1.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from truceline.base.errors import LimitError, RecordError
from truceline.base.limits import ENTRY_BYTES_MAX
from truceline.crypto.merkle import HASH_BYTES, TREE_SIZE_MAX, HashAt, node_hash

TILE_WIDTH = 256
"""Hashes of a full tile, and entries of a full bundle."""
TILE_HEIGHT = 8
"""Levels of the tree that one level of tiles spans."""
TILE_LEVEL_MAX = 63
"""Highest level that a path can name."""
_LENGTH_BYTES = 2
_PATH = re.compile(r"/tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
_PATH_LENGTH_MAX = 64


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class TilePath:
    """Which tile of hashes, or which bundle of entries.

    Attributes:
        level: Of a tile of hashes; none for a bundle of entries.
        index: Within the level.
        width: How many hashes or entries, 1 to 256.
    """

    level: int | None
    index: int
    width: int = TILE_WIDTH

    def __post_init__(self) -> None:
        """Assert that there can be such a tile."""
        assert self.level is None or 0 <= self.level <= TILE_LEVEL_MAX
        assert 0 <= self.index <= TREE_SIZE_MAX // TILE_WIDTH
        assert 1 <= self.width <= TILE_WIDTH

    def to_text(self) -> str:
        """Write the path as it is asked for."""
        kind = "entries" if self.level is None else str(self.level)
        partial = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"/tile/{kind}/{_index_text(self.index)}{partial}"


ReadTile = Callable[[TilePath], bytes]
"""Gives the bytes of a tile; raises when it is not there."""


class TileHashes:
    """The hashes of a tree of one size, read from its tiles; each tile is read once and kept.

    It is made for one proof or comparison: a proof reads at most one tile for each level of tiles and one beside it.
    """

    def __init__(self, read: ReadTile, size: int) -> None:
        """Begin with nothing read.

        Args:
            read: Gives a tile's bytes.
            size: Of the tree: it decides how wide the last tiles are.
        """
        assert 0 <= size <= TREE_SIZE_MAX
        self._read = read
        self._size = size
        self._kept: dict[tuple[int, int], tuple[bytes, ...]] = {}

    def hash_at(self, level: int, index: int) -> bytes:
        """Give the hash of a complete subtree, as the proofs ask for it.

        Raises:
            RecordError: A tile has not the length that it must have.
        """
        assert (index + 1) << level <= self._size
        tile_level, height = divmod(level, TILE_HEIGHT)
        tile_index, place = divmod(index << height, TILE_WIDTH)
        hashes = self._tile(tile_level, tile_index)
        return _perfect_root(hashes[place : place + (1 << height)])

    def _tile(self, level: int, index: int) -> tuple[bytes, ...]:
        key = (level, index)
        if key not in self._kept:
            path = TilePath(level=level, index=index, width=tile_width(level, index, self._size))
            self._kept[key] = parse_tile(self._read(path), path.width)
        return self._kept[key]


def parse_path(text: str) -> TilePath:
    """Read the path of a tile or bundle.

    Raises:
        RecordError: It is none in its one form.
    """
    match = _PATH.fullmatch(text) if len(text) <= _PATH_LENGTH_MAX else None
    index = int(match[2].replace("/", "").replace("x", "")) if match else 0
    level = None if not match or match[1] == "entries" else int(match[1])
    width = int(match[3]) if match and match[3] else TILE_WIDTH
    is_possible = (
        match is not None
        and index <= TREE_SIZE_MAX // TILE_WIDTH
        and (level or 0) <= TILE_LEVEL_MAX
        and (match[3] is None or width < TILE_WIDTH)
    )
    path = TilePath(level=level, index=index, width=width) if is_possible else None
    if path is None or path.to_text() != text:
        message = f"path of a tile: expected /tile/LEVEL/INDEX or /tile/entries/INDEX in its one form, got {text!r:.80}"
        raise RecordError(message)
    return path


def tile_width(level: int, index: int, size: int) -> int:
    """Say how many hashes a tile has in a tree of some size; 0 when it has none."""
    complete = size >> (TILE_HEIGHT * level)
    return max(0, min(TILE_WIDTH, complete - index * TILE_WIDTH))


def bundle_path(index: int, size: int) -> TilePath:
    """Give the path of a bundle of entries in a log of some size."""
    return TilePath(level=None, index=index, width=tile_width(0, index, size))


def tiles_between(old: int, new: int) -> Iterator[TilePath]:
    """Give the tiles that a tree of a new size has and one of the old size has not, level by level, then the bundles.

    Args:
        old: The size for which all tiles were written.
        new: The size to which the tree grew.
    """
    assert 0 <= old <= new <= TREE_SIZE_MAX
    level = 0
    while new >> (TILE_HEIGHT * level):
        yield from (
            TilePath(level=level, index=index, width=tile_width(level, index, new))
            for index in _changed(level, old, new)
        )
        level += 1
    yield from (bundle_path(index, new) for index in _changed(0, old, new))


def make_tile(path: TilePath, hash_at: HashAt) -> bytes:
    """Write a tile of hashes from the hashes of the tree."""
    assert path.level is not None
    level, first = path.level * TILE_HEIGHT, path.index * TILE_WIDTH
    return b"".join(hash_at(level, first + place) for place in range(path.width))


def parse_tile(content: bytes, width: int) -> tuple[bytes, ...]:
    """Read the hashes of a tile.

    Args:
        content: Its bytes.
        width: How many hashes it must have.

    Raises:
        RecordError: It has another length.
    """
    if len(content) != width * HASH_BYTES:
        message = f"tile: expected {width * HASH_BYTES} bytes for {width} hashes, got {len(content)}"
        raise RecordError(message)
    return tuple(content[start : start + HASH_BYTES] for start in range(0, len(content), HASH_BYTES))


def make_bundle(entries: Sequence[bytes]) -> bytes:
    """Write a bundle of entries: each with its length in two bytes before it.

    Raises:
        LimitError: An entry is too large.
    """
    assert 1 <= len(entries) <= TILE_WIDTH
    longest = max(len(each) for each in entries)
    if longest > ENTRY_BYTES_MAX:
        message = f"entry: expected at most {ENTRY_BYTES_MAX} bytes, got {longest}"
        raise LimitError(message)
    return b"".join(len(each).to_bytes(_LENGTH_BYTES, "big") + each for each in entries)


def parse_bundle(content: bytes, width: int) -> tuple[bytes, ...]:
    """Read the entries of a bundle.

    Args:
        content: Its bytes.
        width: How many entries it must have.

    Raises:
        LimitError: An entry is too large.
        RecordError: It has more, fewer or cut entries.
    """
    found: list[bytes] = []
    place = 0
    while place < len(content) and len(found) < width:
        start = place + _LENGTH_BYTES
        length = int.from_bytes(content[place:start], "big")
        if length > ENTRY_BYTES_MAX:
            message = f"entry {len(found)} of a bundle: expected at most {ENTRY_BYTES_MAX} bytes, got {length}"
            raise LimitError(message)
        place = start + length
        found.append(content[start:place])
    if place != len(content) or len(found) != width:
        message = f"bundle: expected {width} whole entries and nothing more, got {len(found)} or a cut one"
        raise RecordError(message)
    return tuple(found)


def _changed(level: int, old: int, new: int) -> range:
    """Give the indexes of the tiles of a level that grew."""
    before, after = old >> (TILE_HEIGHT * level), new >> (TILE_HEIGHT * level)
    return range(before // TILE_WIDTH, -(-after // TILE_WIDTH)) if after > before else range(0)


def _perfect_root(hashes: Sequence[bytes]) -> bytes:
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(level[place], level[place + 1]) for place in range(0, len(level), 2)]
    return level[0]


def _index_text(index: int) -> str:
    parts = [f"{index % 1000:03d}"]
    while index := index // 1000:
        parts.append(f"x{index % 1000:03d}")
    return "/".join(reversed(parts))
