# SPDX-License-Identifier: Apache-2.0
"""Laws of the tree: it is the one of the definition, its proofs hold, and no altered proof does."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from truceline.base.errors import ConsistencyError, InclusionError
from truceline.crypto.merkle import (
    EMPTY_ROOT,
    CompactTree,
    HashTree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    maybe_first_difference,
    verify_consistency,
    verify_inclusion,
)
from truceline.crypto.tiles import TileHashes, TilePath, make_tile, tiles_between

ENTRIES = st.lists(st.binary(max_size=8), min_size=1, max_size=90)
LARGE = HashTree(leaf_hash(str(number).encode()) for number in range(1500))


def defined_root(entries: list[bytes]) -> bytes:
    """Give the root as RFC 9162, section 2.1.1, defines it, from the top down."""
    if not entries:
        return EMPTY_ROOT
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    split = 1 << ((len(entries) - 1).bit_length() - 1)
    return sha256(b"\x01" + defined_root(entries[:split]) + defined_root(entries[split:])).digest()


def is_included(leaf: bytes, index: int, size: int, proof: tuple[bytes, ...], root: bytes) -> bool:
    """Say whether a proof is accepted."""
    try:
        verify_inclusion(leaf, index, size, proof, root)
    except InclusionError:
        return False
    return True


def is_consistent(old: int, new: int, proof: tuple[bytes, ...], roots: tuple[bytes, bytes]) -> bool:
    """Say whether a proof is accepted."""
    try:
        verify_consistency(old, new, proof, *roots)
    except ConsistencyError:
        return False
    return True


def flip(content: bytes, place: int) -> bytes:
    """Change one bit."""
    place %= len(content) * 8
    return content[: place // 8] + bytes([content[place // 8] ^ 1 << place % 8]) + content[place // 8 + 1 :]


@given(ENTRIES)
def test_every_size_has_the_root_of_the_definition(entries: list[bytes]) -> None:
    """Grown leaf by leaf, or asked for later: the same."""
    grown = CompactTree()
    tree = HashTree()
    for count, each in enumerate(entries, start=1):
        grown.append(leaf_hash(each))
        tree.append(leaf_hash(each))

        assert grown.root() == defined_root(entries[:count])
    assert [tree.root(size) for size in range(len(entries) + 1)] == [
        defined_root(entries[:size]) for size in range(len(entries) + 1)
    ]


@given(st.integers(1, 1500), st.data())
def test_proofs_hold_and_no_altered_one_does(size: int, data: st.DataObject) -> None:
    """A bit of the leaf, of the root or of any hash, another place or another size: refused."""
    index = data.draw(st.integers(0, size - 1))
    leaf, root = LARGE.hash_at(0, index), LARGE.root(size)
    proof = inclusion_proof(index, size, LARGE.hash_at)
    bit = data.draw(st.integers(0, 2**20))
    altered = data.draw(st.integers(0, len(proof) + 1))

    assert is_included(leaf, index, size, proof, root)
    if altered < len(proof):
        changed = (*proof[:altered], flip(proof[altered], bit), *proof[altered + 1 :])

        assert not is_included(leaf, index, size, changed, root)
    assert not is_included(flip(leaf, bit), index, size, proof, root)
    assert not is_included(leaf, index, size, proof, flip(root, bit))
    assert not is_included(leaf, index ^ 1 << bit % 11, size, proof, root)


@given(st.integers(1, 1500), st.integers(1, 1500), st.data())
def test_growth_is_proven_and_no_altered_growth(one: int, other: int, data: st.DataObject) -> None:
    """A bit of either root or of any hash: refused."""
    old, new = sorted((one, other))
    roots = (LARGE.root(old), LARGE.root(new))
    proof = consistency_proof(old, new, LARGE.hash_at)
    bit = data.draw(st.integers(0, 2**20))

    assert is_consistent(old, new, proof, roots)
    for place, each in enumerate(proof):
        assert not is_consistent(old, new, (*proof[:place], flip(each, bit), *proof[place + 1 :]), roots)
    assert not is_consistent(old, new, proof, (flip(roots[0], bit), roots[1]))
    assert not is_consistent(old, new, proof, (roots[0], flip(roots[1], bit)))
    assert not is_consistent(old, new, (*proof, roots[0]), roots)


@given(ENTRIES, st.data())
def test_a_changed_past_is_never_consistent(entries: list[bytes], data: st.DataObject) -> None:
    """Whoever changed an entry cannot prove growth, and the place is found."""
    place = data.draw(st.integers(0, len(entries) - 1))
    changed = [leaf_hash(each) for each in entries]
    changed[place] = leaf_hash(entries[place] + b"!")
    before = HashTree(leaf_hash(each) for each in entries)
    after = HashTree([*changed, leaf_hash(b"later")])
    proof = consistency_proof(before.size, after.size, after.hash_at)

    assert not is_consistent(before.size, after.size, proof, (before.root(), after.root()))
    assert maybe_first_difference(before.hash_at, after.hash_at, before.size) == place


@given(st.integers(0, 1500), st.integers(1, 1500), st.data())
def test_tiles_give_the_same_proofs(one: int, other: int, data: st.DataObject) -> None:
    """Whoever wrote the tiles of both sizes can prove what the tree itself proves."""
    old, size = min(one, other), max(one, other)
    tiles = {
        path: make_tile(path, LARGE.hash_at)
        for path in (*tiles_between(0, old), *tiles_between(old, size))
        if path.level is not None
    }
    index = data.draw(st.integers(0, size - 1))
    read = TileHashes(tiles.__getitem__, size)

    assert inclusion_proof(index, size, read.hash_at) == inclusion_proof(index, size, LARGE.hash_at)
    assert consistency_proof(index + 1, size, read.hash_at) == consistency_proof(index + 1, size, LARGE.hash_at)
    assert all(isinstance(path, TilePath) for path in tiles)
