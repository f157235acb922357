# SPDX-License-Identifier: Apache-2.0
"""The tree: what goes on from an edge, what proofs are refused before any hashing, and how long a proof is."""

import pytest

from truceline.base.errors import ConsistencyError, InclusionError
from truceline.crypto.merkle import (
    EMPTY_ROOT,
    CompactTree,
    HashTree,
    consistency_proof,
    edge_at,
    inclusion_proof,
    leaf_hash,
    maybe_first_difference,
    verify_consistency,
    verify_inclusion,
)

LEAVES = [leaf_hash(f"entry {number}".encode()) for number in range(70)]
TREE = HashTree(LEAVES)


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    """RFC 9162, section 2.1.1."""
    assert CompactTree().root() == EMPTY_ROOT == HashTree().root(0)
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_tree_goes_on_from_its_edge() -> None:
    """Whoever kept the edge alone has the same roots as whoever kept everything."""
    begun = CompactTree(size=37, edge=edge_at(37, TREE.hash_at))
    for each in LEAVES[37:]:
        begun.append(each)

    assert begun.root() == TREE.root()
    assert begun.edge == edge_at(70, TREE.hash_at)


def test_what_an_append_completes_is_what_is_kept() -> None:
    """The eighth leaf completes the hashes of four levels."""
    tree = CompactTree()
    for each in LEAVES[:7]:
        tree.append(each)
    done = tree.append(LEAVES[7])

    assert done == [TREE.hash_at(level, 7 >> level) for level in range(4)]


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (0, 0), (3, 2), (0, 2**63)])
def test_places_outside_the_tree_are_refused(index: int, size: int) -> None:
    """Nothing is in a place that is not there."""
    with pytest.raises(InclusionError, match="below the size"):
        verify_inclusion(LEAVES[0], index, size, (), LEAVES[0])


@pytest.mark.parametrize(("old", "new"), [(0, 5), (6, 5), (-1, 5), (1, 2**63)])
def test_sizes_that_shrink_or_begin_at_nothing_are_refused(old: int, new: int) -> None:
    """An empty tree proves nothing of a later one."""
    with pytest.raises(ConsistencyError, match="sizes from 1"):
        verify_consistency(old, new, (), EMPTY_ROOT, EMPTY_ROOT)


def test_two_roots_at_one_size_are_refused() -> None:
    """Equal sizes have equal roots, or the log shows two faces."""
    with pytest.raises(ConsistencyError, match="one root at size 9"):
        verify_consistency(9, 9, (), TREE.root(9), TREE.root(10))


@pytest.mark.parametrize("change", ["short", "long", "cut"])
def test_proofs_of_another_length_are_refused(change: str) -> None:
    """Too few hashes, too many, or one of 31 bytes."""
    proof = inclusion_proof(41, 70, TREE.hash_at)
    altered = {"short": proof[:-1], "long": (*proof, proof[0]), "cut": (proof[0][:-1], *proof[1:])}[change]
    steps = consistency_proof(41, 70, TREE.hash_at)
    changed = {"short": steps[:-1], "long": (*steps, steps[0]), "cut": (steps[0][:-1], *steps[1:])}[change]

    with pytest.raises(InclusionError, match="hashes of 32 bytes"):
        verify_inclusion(LEAVES[41], 41, 70, altered, TREE.root())
    with pytest.raises(ConsistencyError, match="hashes of 32 bytes"):
        verify_consistency(41, 70, changed, TREE.root(41), TREE.root())


@pytest.mark.parametrize("index", [0, 1, 31, 36, 63, 64, 69])
def test_the_first_difference_is_found(index: int) -> None:
    """Also when everything after it differs."""
    altered = [*LEAVES[:index], *(leaf_hash(b"other" + each) for each in LEAVES[index:])]

    assert maybe_first_difference(TREE.hash_at, HashTree(altered).hash_at, 70) == index


def test_the_first_difference_costs_few_comparisons() -> None:
    """At most one for each perfect subtree and one for each level."""
    asked = []

    def counting(level: int, index: int) -> bytes:
        asked.append((level, index))
        return TREE.hash_at(level, index)

    altered = HashTree([*LEAVES[:63], *(leaf_hash(b"other"), *LEAVES[64:])])

    assert maybe_first_difference(counting, altered.hash_at, 70) == 63
    assert len(asked) <= 10


def test_equal_trees_differ_nowhere() -> None:
    """One may be longer: what both have is equal."""
    assert maybe_first_difference(TREE.hash_at, HashTree(LEAVES[:50]).hash_at, 50) is None
