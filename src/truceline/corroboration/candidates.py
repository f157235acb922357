# SPDX-License-Identifier: Apache-2.0
"""Pairs of texts that share shingles: first which pairs may share enough, then exactly how many each shares.

The number of pairs grows with the square of how many texts hold one shingle, and somebody may send ten thousand texts
that all hold the same words. So:

    - A shingle in at most ``EVERY_PAIR_MAX`` texts proposes every pair of them.
    - A shingle in more texts proposes each of them with the first and with the next of them. Copies stay together this
      way, for being copies is handed on from text to text; a pair that is left out here is proposed by every rarer
      shingle that it shares.
    - At most ``COMPARED_PAIRS_MAX`` pairs are compared; how many were left is told.

What is proposed is counted exactly over all shingles. Texts are numbered; their order alone settles what is first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from truceline.base.limits import COMPARED_PAIRS_MAX
from truceline.corroboration.shingles import Numbers, ShingleTable

EVERY_PAIR_MAX = 12
"""Texts that hold one shingle, up to which every pair of them is proposed."""
CONTAINMENT_FROM = 0.08
"""Share of one text's shingles found in the other, from which two texts count as copies; see docs/texts.md."""
SHARED_FROM = 12
"""Shingles that two texts must share at least: a run of 16 words. Shorter texts are compared with nothing."""

_PROPOSALS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What pairs of texts share, by the first text, then the second.

    Attributes:
        first: The text with the smaller number ``(pairs,)``.
        second: The other.
        count: Distinct shingles that stand in both.
        left: Pairs that were not compared, being more than the limit.
    """

    first: Numbers
    second: Numbers
    count: Numbers
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TextShingles:
    """Shared shingles by text.

    Attributes:
        shingle: Numbers of shared shingles, by text, then number ``(entries,)``.
        start: Entries of text ``i`` are ``start[i]:start[i + 1]``.
    """

    shingle: Numbers
    start: Numbers

    def of(self, text: int) -> Numbers:
        """Give the shared shingles of a text, ascending."""
        return self.shingle[self.start[text] : self.start[text + 1]]


def shingles_by_text(table: ShingleTable) -> TextShingles:
    """Turn a table around: the shared shingles of each text."""
    number = np.repeat(np.arange(len(table.start) - 1), np.diff(table.start))
    order = np.argsort(table.shared, kind="stable")
    start = np.concatenate(([0], np.cumsum(np.bincount(table.shared, minlength=table.texts))))
    return TextShingles(shingle=number[order], start=start)


def shared_counts(table: ShingleTable, by_text: TextShingles) -> Shared:
    """Count what pairs share, for every pair that may reach ``CONTAINMENT_FROM`` and ``SHARED_FROM``.

    Args:
        table: The shingles.
        by_text: The same by text.

    Returns:
        The pairs that reach both.

    Source:
        Broder 1997, On the resemblance and containment of documents; the inverted index in place of sketches.
    """
    first, second, seen = _proposed(table)
    few = np.minimum(table.size[first], table.size[second])
    enough = np.maximum(np.ceil(few * CONTAINMENT_FROM), SHARED_FROM).astype(np.int64)
    common = _common_entries(table)
    may = seen + np.minimum(common[first], common[second]) >= enough
    first, second, seen, enough = first[may], second[may], seen[may], enough[may]
    left = max(len(first) - COMPARED_PAIRS_MAX, 0)
    if left:
        best = np.sort(np.argsort(-seen, kind="stable")[:COMPARED_PAIRS_MAX])
        first, second, enough = first[best], second[best], enough[best]
    count = _counted(first, second, by_text, len(table.start) - 1)
    reached = count >= enough
    return Shared(first=first[reached], second=second[reached], count=count[reached], left=left)


def enough_shared(few: int) -> int:
    """Give how many shingles two texts must share to be copies.

    Args:
        few: Shingles of the one that has fewer.
    """
    return max(ceil(few * CONTAINMENT_FROM), SHARED_FROM)


def _common_entries(table: ShingleTable) -> Numbers:
    """Count, for each text, its shingles that do not propose every pair."""
    lengths = np.diff(table.start)
    is_common = np.repeat(lengths > EVERY_PAIR_MAX, lengths)
    return np.bincount(table.shared[is_common], minlength=table.texts)


def _proposed(table: ShingleTable) -> tuple[Numbers, Numbers, Numbers]:
    """Give each proposed pair once, and how many shingles propose it."""
    codes, counts = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    waiting: list[NDArray[np.int64]] = []
    held = 0
    for part in _proposals(table):
        waiting.append(part)
        held += len(part)
        if held >= _PROPOSALS_AT_ONCE:
            codes, counts = _tally(codes, counts, waiting)
            waiting, held = [], 0
    codes, counts = _tally(codes, counts, waiting)
    return codes // table.texts, codes % table.texts, counts


def _tally(codes: Numbers, counts: Numbers, waiting: list[NDArray[np.int64]]) -> tuple[Numbers, Numbers]:
    found, times = np.unique(np.concatenate((np.zeros(0, dtype=np.int64), *waiting)), return_counts=True)
    both, place = np.unique(np.concatenate((codes, found)), return_inverse=True)
    return both, np.bincount(place, weights=np.concatenate((counts, times)), minlength=len(both)).astype(np.int64)


def _proposals(table: ShingleTable) -> Iterator[Numbers]:
    """Give the pairs that shingles propose, as ``first * texts + second``.

    Yields:
        Codes, some at a time; a pair comes once for each shingle that proposes it.
    """
    lengths = np.diff(table.start)
    for length in range(2, EVERY_PAIR_MAX + 1):
        begins = table.start[:-1][lengths == length]
        for step in range(0, len(begins), _PROPOSALS_AT_ONCE // EVERY_PAIR_MAX**2):
            some = begins[step : step + _PROPOSALS_AT_ONCE // EVERY_PAIR_MAX**2]
            texts = table.shared[some[:, None] + np.arange(length)]
            one, other = np.triu_indices(length, 1)
            yield (texts[:, one] * table.texts + texts[:, other]).ravel()
    for begin, end in zip(table.start[:-1].tolist(), table.start[1:].tolist(), strict=True):
        if end - begin > EVERY_PAIR_MAX:
            texts = table.shared[begin:end]
            yield texts[0] * table.texts + texts[1:]
            yield texts[1:-1] * table.texts + texts[2:]


def _counted(first: Numbers, second: Numbers, by_text: TextShingles, shingles: int) -> Numbers:
    """Count the shingles of each pair; pairs come by their first text."""
    count = np.zeros(len(first), dtype=np.int64)
    is_in_first = np.zeros(shingles, dtype=np.bool_)
    begins = np.flatnonzero(np.concatenate(([True], first[1:] != first[:-1]))[: len(first)])
    ends = np.append(begins, len(first))[1:]
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        own = by_text.of(int(first[begin]))
        is_in_first[own] = True
        parts = [is_in_first[by_text.of(other)] for other in second[begin:end].tolist()]
        count[begin:end] = [np.count_nonzero(part) for part in parts]
        is_in_first[own] = False
    return count
