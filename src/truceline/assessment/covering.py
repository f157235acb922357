# SPDX-License-Identifier: Apache-2.0
"""The smallest set that meets each of several sets (a minimum hitting set).

Rules:
    - Exact by branch and bound where that ends within ``WORK_MAX`` elements looked at; else the best set found, said to
      be no more than an upper bound, with a lower bound that is proved.
    - Work is counted, never timed, so that every machine gives the same answer.
    - The same input gives the same set, whatever the order of the sets.

Source:
    Karp 1972, "Reducibility among combinatorial problems" (the problem); Weihe 1998, "Covering trains by stations"
    (the reductions: a set within another, an element that meets less than another); Chvatal 1979, "A greedy heuristic
    for the set-covering problem" (the first bound from above); disjoint sets as the bound from below.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

NODES_MAX = 20_000
"""Nodes of the search for one part: below a second; beyond it the greedy set stands."""
SETS_MAX = 4_000
"""Distinct sets that are compared with each other; more are searched greedily."""
ELEMENTS_MAX = 100_000
"""Elements of all distinct sets together, each counted where it stands; more are searched greedily."""
WORK_MAX = 4_000_000
"""Elements looked at while sets are compared, and as many again while parts are searched: some seconds at the most."""
Sets = list[frozenset[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """A set that meets each of the given sets.

    Attributes:
        chosen: Its elements, in ascending order.
        is_smallest: Whether no smaller one exists, by an exhausted search.
        at_least: Every such set has at least so many elements (proved).
    """

    chosen: tuple[int, ...]
    is_smallest: bool
    at_least: int


def smallest_cover(sets: Iterable[frozenset[int]]) -> Cover:
    """Find a smallest set of elements that meets every set.

    Args:
        sets: Sets of elements, none of them empty; an element met by more sets than another is preferred, then the
            lower number.

    Returns:
        The set, and whether it is shown to be smallest.
    """
    weights = Counter(sets)
    wanted = sorted(weights, key=lambda each: (len(each), sorted(each)))
    assert all(wanted), "an empty set cannot be met"
    value = Counter({element: 0 for each in wanted for element in each})
    for each, weight in weights.items():
        value.update(dict.fromkeys(each, weight))
    parts = _searchable(wanted, value)
    if parts is None:
        return Cover(chosen=tuple(sorted(_greedy(wanted))), is_smallest=False, at_least=_disjoint(wanted))
    chosen: set[int] = set()
    is_smallest, at_least, work = True, 0, _Work(WORK_MAX)
    for part in parts:
        search = _Search(part, value, work)
        search.run()
        chosen |= search.best
        is_smallest &= search.is_whole
        at_least += len(search.best) if search.is_whole else _disjoint(part)
    return Cover(chosen=tuple(sorted(chosen)), is_smallest=is_smallest, at_least=at_least)


class _SpentError(Exception):
    """The work that one answer may take is used up. Never leaves this module."""


class _Work:
    """What may still be looked at."""

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, elements: int) -> None:
        """Count elements about to be looked at.

        Raises:
            _SpentError: So many are not left.
        """
        self.left -= elements
        if self.left < 0:
            raise _SpentError


def _searchable(sets: Sets, value: Counter[int]) -> list[Sets] | None:
    """Give what is left to search, in parts, the small ones first; nothing when it is too much to compare."""
    if len(sets) > SETS_MAX or _size(sets) > ELEMENTS_MAX:
        return None
    try:
        reduced = _reduced(sets, value, _Work(WORK_MAX))
    except _SpentError:
        return None
    return sorted(_parts(reduced), key=lambda part: (_size(part), sorted(map(sorted, part))))


def _size(sets: Sets) -> int:
    return sum(map(len, sets))


def _reduced(sets: Sets, value: Counter[int], work: _Work) -> Sets:
    """Leave away sets that hold another, and elements that meet no more than another one does, until nothing goes."""
    while True:
        kept = _without_wider(sets, work)
        slimmer = _without_lesser(kept, value, work)
        if slimmer == sets:
            return sets
        sets = slimmer


def _without_wider(sets: Sets, work: _Work) -> Sets:
    kept: Sets = []
    holding: dict[int, list[int]] = {}
    for each in sorted(set(sets), key=lambda one: (len(one), sorted(one))):
        work.spend(len(each) + sum(len(holding.get(element, ())) for element in each))
        near = {index for element in each for index in holding.get(element, ())}
        work.spend(sum(len(kept[index]) for index in near))
        if any(kept[index] <= each for index in near):
            continue
        for element in each:
            holding.setdefault(element, []).append(len(kept))
        kept.append(each)
    return kept


def _without_lesser(sets: Sets, value: Counter[int], work: _Work) -> Sets:
    met: dict[int, set[int]] = {}
    for index, each in enumerate(sets):
        for element in each:
            met.setdefault(element, set()).add(index)
    dropped: set[int] = set()
    for element in sorted(met, key=lambda one: (value[one], -one)):
        work.spend(sum(len(sets[index]) for index in met[element]))
        others = frozenset.intersection(*(sets[index] for index in met[element])) - {element} - dropped
        work.spend(len(others) * len(met[element]))
        if any(met[other] >= met[element] for other in others):
            dropped.add(element)
    return sorted((each - dropped for each in sets), key=lambda one: (len(one), sorted(one)))


def _parts(sets: Sets) -> list[Sets]:
    """Split sets into parts that share no element."""
    above: dict[int, int] = {}

    def root(element: int) -> int:
        while (upper := above.setdefault(element, element)) != element:
            above[element] = above[upper]
            element = above[element]
        return element

    for each in sets:
        first, *others = each
        for other in others:
            above[root(other)] = root(first)
    parts: dict[int, Sets] = {}
    for each in sets:
        parts.setdefault(root(next(iter(each))), []).append(each)
    return list(parts.values())


def _greedy(sets: Sequence[frozenset[int]]) -> set[int]:
    """Take the element that meets most sets, again and again; every set is looked at twice."""
    met: dict[int, list[int]] = {}
    for index, each in enumerate(sets):
        for element in each:
            met.setdefault(element, []).append(index)
    counts = Counter({element: len(indexes) for element, indexes in met.items()})
    waiting = [(-count, element) for element, count in counts.items()]
    heapify(waiting)
    chosen: set[int] = set()
    done = [False] * len(sets)
    left = len(sets)
    while left:
        count, element = heappop(waiting)
        if -count != counts[element]:
            heappush(waiting, (-counts[element], element))
            continue
        chosen.add(element)
        fresh = [index for index in met[element] if not done[index]]
        left -= len(fresh)
        for index in fresh:
            done[index] = True
            counts.subtract(sets[index])
    return chosen


def _disjoint(sets: Sets) -> int:
    """Count sets that share no element, smallest first: each needs an element of its own."""
    taken: set[int] = set()
    found = 0
    for each in sorted(sets, key=lambda one: (len(one), sorted(one))):
        if taken.isdisjoint(each):
            taken |= each
            found += 1
    return found


class _Search:
    """Branch and bound over one part."""

    def __init__(self, sets: Sets, value: Counter[int], work: _Work) -> None:
        self.sets = sets
        self.value = value
        self.work = work
        self.best = _greedy(sets)
        self.nodes = 0
        self.is_whole = True

    def run(self) -> None:
        """Search until nothing smaller can exist, or the nodes are used up."""
        if _disjoint(self.sets) < len(self.best):
            try:
                self._branch(self.sets, frozenset(), frozenset())
            except _SpentError:
                self.is_whole = False

    def _branch(self, left: Sets, chosen: frozenset[int], barred: frozenset[int]) -> None:
        self.nodes += 1
        if self.nodes > NODES_MAX:
            self.is_whole = False
            return
        if not left:
            self.best = set(chosen)
            return
        self.work.spend(2 * _size(left))
        if len(chosen) + _disjoint(left) >= len(self.best):
            return
        narrowest = min(left, key=lambda each: (len(each), sorted(each)))
        tried: set[int] = set()
        for element in sorted(narrowest, key=lambda one: (-self.value[one], one)):
            self.work.spend(_size(left))
            still = [each - barred - tried for each in left if element not in each]
            if all(still) and self.is_whole:
                self._branch(still, chosen | {element}, barred | tried)
            tried.add(element)
