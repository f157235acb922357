# SPDX-License-Identifier: Apache-2.0
"""Tiles: their paths in one form, their widths at every size, and bundles that are whole or refused."""

import pytest

from truceline.base.errors import LimitError, RecordError
from truceline.crypto.merkle import HashTree, leaf_hash
from truceline.crypto.tiles import (
    TileHashes,
    TilePath,
    bundle_path,
    make_bundle,
    make_tile,
    parse_bundle,
    parse_path,
    parse_tile,
    tile_width,
    tiles_between,
)


@pytest.mark.parametrize(
    ("text", "level", "index", "width"),
    [
        ("/tile/0/000", 0, 0, 256),
        ("/tile/0/x001/x234/067", 0, 1_234_067, 256),
        ("/tile/2/000.p/1", 2, 0, 1),
        ("/tile/63/000", 63, 0, 256),
        ("/tile/entries/x001/000.p/255", None, 1000, 255),
    ],
)
def test_paths_read_as_they_were_written(text: str, level: int | None, index: int, width: int) -> None:
    """The index in threes, as the specification's example has it."""
    path = TilePath(level=level, index=index, width=width)

    assert path.to_text() == text
    assert parse_path(text) == path


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/tile/0/0",
        "/tile/00/000",
        "/tile/64/000",
        "/tile/0/x000/001",
        "/tile/0/001/002",
        "/tile/0/000.p/0",
        "/tile/0/000.p/256",
        "/tile/0/000.p/01",
        "/tile/0/000.p/1/",
        "/tile/0/000\n",
        "/tile/0/../../etc",
        "/tile/-1/000",
        "/tile/0/\u0661\u0662\u0663",
        "/tile/entries/x999/x999/x999/x999/x999/x999/x999/999",
        "/tile/0/" + "x001/" * 1000 + "001",
        "tile/0/000",
    ],
)
def test_other_paths_are_refused(text: str) -> None:
    """No second form, nothing outside the tree, no way up."""
    with pytest.raises(RecordError, match="path of a tile"):
        parse_path(text)


def test_a_tree_of_seventy_thousand_has_the_tiles_of_the_specification() -> None:
    """C2SP tlog-tiles, partial tiles: the example."""
    paths = [path for path in tiles_between(0, 70_000) if path.level is not None]

    assert sum(path.level == 0 and path.width == 256 for path in paths) == 273
    assert [path.width for path in paths if path.level == 0][-1] == 112
    assert [path.width for path in paths if path.level == 1] == [256, 17]
    assert [path.width for path in paths if path.level == 2] == [1]
    assert [path.width for path in tiles_between(0, 256)] == [256, 1, 256]
    assert bundle_path(273, 70_000).to_text() == "/tile/entries/273.p/112"


def test_growth_writes_only_what_grew() -> None:
    """From 255 to 257: the tile that became full, the next one, the first of the level above, and two bundles."""
    assert [path.to_text() for path in tiles_between(255, 257)] == [
        "/tile/0/000",
        "/tile/0/001.p/1",
        "/tile/1/000.p/1",
        "/tile/entries/000",
        "/tile/entries/001.p/1",
    ]
    assert list(tiles_between(300, 300)) == []


def test_there_is_no_empty_tile() -> None:
    """Nor one beyond the tree."""
    assert [tile_width(0, index, 256) for index in (0, 1, 2)] == [256, 0, 0]
    assert tile_width(1, 0, 255) == 0


def test_a_tile_of_another_length_is_refused() -> None:
    """Whoever serves a short tile has proven nothing."""
    with pytest.raises(RecordError, match="expected 64 bytes for 2 hashes"):
        parse_tile(bytes(63), 2)


def test_each_tile_is_read_once() -> None:
    """A proof in a tree of 70,000 reads four tiles at most."""
    tree = HashTree(leaf_hash(str(number).encode()) for number in range(1000))
    read: list[TilePath] = []

    def reading(path: TilePath) -> bytes:
        read.append(path)
        return make_tile(path, tree.hash_at)

    hashes = TileHashes(reading, 1000)

    assert [hashes.hash_at(level, 0) for level in range(10)] == [tree.hash_at(level, 0) for level in range(10)]
    assert [path.to_text() for path in read] == ["/tile/0/000", "/tile/1/000.p/3"]


ENTRIES = (b"", b"a", b"\x00\x01" * 300, b"z" * 60_000)


def test_bundles_read_as_they_were_written() -> None:
    """Empty entries too."""
    assert parse_bundle(make_bundle(ENTRIES), 4) == ENTRIES


@pytest.mark.parametrize("width", [1, 3, 5])
def test_bundles_of_another_width_are_refused(width: int) -> None:
    """More or fewer entries than the tree has there."""
    with pytest.raises(RecordError, match="whole entries"):
        parse_bundle(make_bundle(ENTRIES), width)


def test_every_cut_bundle_is_refused() -> None:
    """At any place."""
    content = make_bundle((b"one", b"", b"three"))
    for end in range(len(content)):
        with pytest.raises(RecordError):
            parse_bundle(content[:end], 3)


def test_large_entries_are_refused() -> None:
    """When written and when read."""
    with pytest.raises(LimitError, match="60000 bytes"):
        make_bundle((bytes(60_001),))
    with pytest.raises(LimitError, match="60000 bytes"):
        parse_bundle((60_001).to_bytes(2, "big") + bytes(60_001), 1)
