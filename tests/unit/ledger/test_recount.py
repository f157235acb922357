# SPDX-License-Identifier: Apache-2.0
"""The second way to a root gives what a third one gives, and tiles as their own writer makes them."""

import pytest
from pymerkle import InmemoryTree  # type: ignore[import-untyped]

from truceline.crypto.merkle import EMPTY_ROOT, HashTree, leaf_hash
from truceline.crypto.tiles import TilePath, make_tile, tile_width
from truceline.ledger.recount import Recount, recount


@pytest.mark.parametrize("size", [1, 2, 3, 7, 255, 256, 257, 600])
@pytest.mark.parametrize("group", [1, 100, 1_000])
def test_the_root_is_that_of_another_library(size: int, group: int) -> None:
    """However the entries are grouped."""
    raws, found, others = [str(number).encode() for number in range(size)], Recount(), InmemoryTree(algorithm="sha256")
    for raw in raws:
        others.append_entry(raw)
    for start in range(0, size, group):
        found, _ = recount(found, raws[start : start + group])

    assert (found.size, found.root()) == (size, others.get_root())


def test_nothing_has_the_root_of_nothing() -> None:
    """An empty log has a root, too."""
    assert Recount().root() == EMPTY_ROOT
    assert recount(Recount(), ()) == (Recount(), ())


@pytest.mark.parametrize("group", [1, 77, 256, 70_000])
def test_tiles_are_those_of_the_tree(group: int) -> None:
    """Pieces written one after another give full and partial tiles of three levels."""
    size = 66_000 if group > 1 else 600
    raws, tree = [str(number).encode() for number in range(size)], HashTree()
    for raw in raws:
        tree.append(leaf_hash(raw))
    found, written = Recount(), dict[tuple[int, int], bytes]()
    for start in range(0, size, group):
        found, pieces = recount(found, raws[start : start + group])
        for piece in pieces:
            before = written.get((piece.level, piece.index), b"")
            assert len(before) == 32 * piece.start
            written[piece.level, piece.index] = before + piece.hashes

    for (level, index), content in written.items():
        path = TilePath(level=level, index=index, width=tile_width(level, index, size))
        assert content == make_tile(path, tree.hash_at)
    assert max(level for level, _ in written) == (2 if size > 65_536 else 1)
