# SPDX-License-Identifier: Apache-2.0
"""The mathematics of the tree: hashes, roots, proofs, and where two trees first differ.

Leaves are grouped in perfect subtrees: the hash at ``(level, index)`` covers the leaves ``index * 2**level`` up to
``(index + 1) * 2**level``. These hashes never change once they are complete, so that whoever keeps them (a store,
tiles) can answer for every size at which the tree ever stood.

Rules:
    - Whoever verifies trusts nothing but the root: sizes and lengths that do not fit are refused before any hashing.
    - An empty tree proves nothing about a later one: a consistency proof from size 0 is refused; who meets a log for
      the first time must know that he does.

Source:
    RFC 9162, section 2.1 (the same tree as RFC 6962, section 2.1), with SHA-256.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from truceline.base.errors import ConsistencyError, InclusionError
from truceline.base.limits import PROOF_HASHES_MAX

HASH_BYTES = 32
"""Length of every hash here [bytes]."""
EMPTY_ROOT = sha256(b"").digest()
"""Root of the tree without leaves."""
TREE_SIZE_MAX = 2**63 - 1
"""Largest size of a tree."""

HashAt = Callable[[int, int], bytes]
"""Gives the hash of the perfect subtree at a level and an index; asked only for complete ones."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash an entry as a leaf."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbouring subtrees as one."""
    return sha256(b"\x01" + left + right).digest()


class CompactTree:
    """A growing tree that keeps the hashes of its right edge alone: at most one for each level."""

    __slots__ = ("_edge", "_size")

    def __init__(self, *, size: int = 0, edge: Sequence[bytes] = ()) -> None:
        """Begin an empty tree, or go on with one.

        Args:
            size: How many leaves it has.
            edge: As ``edge`` gave it at that size: hashes of its perfect subtrees, the largest first.
        """
        assert 0 <= size <= TREE_SIZE_MAX
        assert len(edge) == size.bit_count()
        self._size = size
        self._edge = list(edge)

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return self._size

    @property
    def edge(self) -> tuple[bytes, ...]:
        """The hashes of its perfect subtrees, the largest first: all that is needed to go on."""
        return tuple(self._edge)

    def append(self, leaf: bytes) -> list[bytes]:
        """Add a leaf.

        Args:
            leaf: Its hash.

        Returns:
            The hashes that became complete, by level from 0: the one of level ``n`` has the index ``size >> n`` of the
            size before. Whoever keeps them can make every proof.
        """
        done = [leaf]
        edge = self._edge
        size = self._size
        while size & 1:
            leaf = sha256(b"\x01" + edge.pop() + leaf).digest()
            done.append(leaf)
            size >>= 1
        edge.append(leaf)
        self._size += 1
        return done

    def root(self) -> bytes:
        """Give the root at this size."""
        return fold(self._edge)


class HashTree:
    """A tree that keeps the hashes of all its levels in memory: about 64 bytes for each leaf."""

    __slots__ = ("_levels", "_tree")

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        """Begin with the hashes of some leaves."""
        self._tree = CompactTree()
        self._levels: list[bytearray] = []
        for each in leaves:
            self.append(each)

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return self._tree.size

    def append(self, leaf: bytes) -> None:
        """Add a leaf by its hash."""
        levels = self._levels
        for level, each in enumerate(self._tree.append(leaf)):
            if level == len(levels):
                levels.append(bytearray())
            levels[level] += each

    def hash_at(self, level: int, index: int) -> bytes:
        """Give the hash of a complete subtree."""
        found = bytes(self._levels[level][index * HASH_BYTES : (index + 1) * HASH_BYTES])
        assert len(found) == HASH_BYTES
        return found

    def root(self, size: int | None = None) -> bytes:
        """Give the root at a size, by default the present one."""
        assert size is None or size <= self.size
        return self._tree.root() if size is None else root_at(size, self.hash_at)


def fold(edge: Sequence[bytes]) -> bytes:
    """Join the hashes of a right edge, the largest subtree first, to one."""
    if not edge:
        return EMPTY_ROOT
    found = edge[-1]
    for each in edge[-2::-1]:
        found = sha256(b"\x01" + each + found).digest()
    return found


def root_at(size: int, hash_at: HashAt) -> bytes:
    """Give the root that a tree had at a size."""
    return fold(edge_at(size, hash_at))


def edge_at(size: int, hash_at: HashAt) -> tuple[bytes, ...]:
    """Give the right edge that a tree had at a size, the largest subtree first."""
    assert 0 <= size <= TREE_SIZE_MAX
    return _edge_between(0, size, hash_at)


def inclusion_proof(index: int, size: int, hash_at: HashAt) -> tuple[bytes, ...]:
    """Make the proof that a leaf is in the tree of some size.

    Args:
        index: Of the leaf, below the size.
        size: Of the tree, at most the present one.
        hash_at: The hashes.

    Returns:
        The hashes beside the way from the leaf to the root, the lowest first.

    Source:
        RFC 9162, section 2.1.3.1, bottom up.
    """
    assert 0 <= index < size <= TREE_SIZE_MAX
    return _path(index, 0, size, hash_at)


def consistency_proof(old: int, new: int, hash_at: HashAt) -> tuple[bytes, ...]:
    """Make the proof that the tree of one size continues the tree of a smaller one.

    Args:
        old: The smaller size, at least 1.
        new: The larger or the same one, at most the present one.
        hash_at: The hashes.

    Returns:
        None for equal sizes, otherwise the largest subtree at the old right edge (unless it is the whole old tree) and
        the way from it to the new root.

    Source:
        RFC 9162, section 2.1.4.1, bottom up.
    """
    assert 1 <= old <= new <= TREE_SIZE_MAX
    if old == new:
        return ()
    level = (old & -old).bit_length() - 1
    index = (old >> level) - 1
    start = () if index == 0 else (hash_at(level, index),)
    return start + _path(index, level, new, hash_at)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Verify that a leaf is in a tree.

    Args:
        leaf: Its hash.
        index: Its place, from 0.
        size: Of the tree.
        proof: From ``inclusion_proof``.
        root: Of the tree, from a head whose signature was verified.

    Raises:
        InclusionError: It is not proven.

    Source:
        RFC 9162, section 2.1.3.2.
    """
    if not 0 <= index < size <= TREE_SIZE_MAX:
        _refuse_inclusion(f"expected an index below the size, got {index} of {size}")
    expected = inclusion_proof_length(index, size)
    if len(proof) != expected or not _are_hashes((leaf, root, *proof)):
        _refuse_inclusion(f"expected {expected} hashes of {HASH_BYTES} bytes, got {len(proof)}")
    place, last, found = index, size - 1, leaf
    for each in proof:
        while place == last and not place & 1:
            place >>= 1
            last >>= 1
        found = node_hash(each, found) if place & 1 else node_hash(found, each)
        place >>= 1
        last >>= 1
    if found != root:
        _refuse_inclusion(f"expected the root of size {size}, got another from leaf {index}")


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Verify that one tree continues another: nothing before was changed, removed or moved.

    Args:
        old: The smaller size, at least 1.
        new: The larger size, or the same.
        proof: From ``consistency_proof``.
        old_root: Of the smaller tree, from a head whose signature was verified.
        new_root: Of the larger one, likewise.

    Raises:
        ConsistencyError: It is not proven.

    Source:
        RFC 9162, section 2.1.4.2.
    """
    if not 1 <= old <= new <= TREE_SIZE_MAX:
        _refuse_consistency(f"expected sizes from 1 that do not shrink, got {old} and {new}")
    expected = consistency_proof_length(old, new)
    if len(proof) != expected or not _are_hashes((old_root, new_root, *proof)):
        _refuse_consistency(f"expected {expected} hashes of {HASH_BYTES} bytes, got {len(proof)}")
    if old == new:
        if old_root != new_root:
            _refuse_consistency(f"expected one root at size {old}, got two")
        return
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    place, last = old - 1, new - 1
    while place & 1:
        place >>= 1
        last >>= 1
    before = after = path[0]
    for each in path[1:]:
        while place == last and not place & 1:
            place >>= 1
            last >>= 1
        if place & 1:
            before, after = node_hash(each, before), node_hash(each, after)
        else:
            after = node_hash(after, each)
        place >>= 1
        last >>= 1
    if before != old_root or after != new_root:
        which = "old" if before != old_root else "new"
        _refuse_consistency(f"expected the roots of sizes {old} and {new}, got another {which} root")


def inclusion_proof_length(index: int, size: int) -> int:
    """Say how many hashes the proof for a leaf has."""
    inner = (index ^ (size - 1)).bit_length()
    return inner + (index >> inner).bit_count()


def consistency_proof_length(old: int, new: int) -> int:
    """Say how many hashes the proof from one size to another has."""
    if old == new:
        return 0
    level = (old & -old).bit_length() - 1
    index = (old >> level) - 1
    return (index != 0) + inclusion_proof_length(index, ((new - 1) >> level) + 1)


def maybe_first_difference(first: HashAt, second: HashAt, size: int) -> int | None:
    """Find the first leaf in which two trees differ, by going down into the first subtree that is not equal.

    Args:
        first: The hashes of one.
        second: Those of the other.
        size: Up to which they are compared: the smaller of their sizes.

    Returns:
        The index of the leaf; none when all leaves below the size are equal.
    """
    assert 0 <= size <= TREE_SIZE_MAX
    for level, index in _perfect_subtrees(0, size):
        if first(level, index) != second(level, index):
            return _first_difference_in(first, second, level, index)
    return None


def _first_difference_in(first: HashAt, second: HashAt, level: int, index: int) -> int:
    while level:
        level -= 1
        index *= 2
        if first(level, index) == second(level, index):
            index += 1
    return index


def _path(index: int, level: int, size: int, hash_at: HashAt) -> tuple[bytes, ...]:
    """Give the hashes beside the way up from one subtree: complete ones as kept, the last one joined of its edge."""
    found = []
    last = (size - 1) >> level
    while last:
        beside = index ^ 1
        if beside < last or (beside == last and (beside + 1) << level <= size):
            found.append(hash_at(level, beside))
        elif beside == last:
            found.append(fold(_edge_between(beside << level, size, hash_at)))
        index >>= 1
        last >>= 1
        level += 1
    return tuple(found)


def _edge_between(start: int, end: int, hash_at: HashAt) -> tuple[bytes, ...]:
    return tuple(hash_at(level, index) for level, index in _perfect_subtrees(start, end))


def _perfect_subtrees(start: int, end: int) -> list[tuple[int, int]]:
    """Split leaves into perfect subtrees, the largest first; the start is a multiple of the largest."""
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def _are_hashes(each: Sequence[bytes]) -> bool:
    return all(len(one) == HASH_BYTES for one in each) and len(each) <= PROOF_HASHES_MAX + 2


def _refuse_inclusion(what: str) -> None:
    message = f"inclusion proof: {what}"
    raise InclusionError(message)


def _refuse_consistency(what: str) -> None:
    message = f"consistency proof: {what}"
    raise ConsistencyError(message)
