# SPDX-License-Identifier: Apache-2.0
"""The smallest set that meets each of several sets (a minimum hitting set).

Rules:
    - Exact by branch and bound where that ends within ``NODES_MAX`` nodes for each part that hangs together; else the
      best set found, said to be no more than an upper bound, with a lower bound that is proved.
    - The same input gives the same set, whatever the order of the sets.

Source:
    Karp 1972, "Reducibility among combinatorial problems" (the problem); Weihe 1998, "Covering trains by stations"
    (the reductions: a set within another, an element that meets less than another); Chvatal 1979, "A greedy heuristic
    for the set-covering problem" (the first bound from above); disjoint sets as the bound from below.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

NODES_MAX = 20_000
"""Nodes of the search for one part: below a second; beyond it the greedy set stands."""
SETS_MAX = 4_000
"""Distinct sets that are compared with each other; more are searched greedily."""


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
    if len(wanted) > SETS_MAX:
        return Cover(chosen=tuple(sorted(_greedy(wanted))), is_smallest=False, at_least=_disjoint(wanted))
    chosen: set[int] = set()
    is_smallest, at_least = True, 0
    value = Counter({element: 0 for each in wanted for element in each})
    for each, weight in weights.items():
        value.update(dict.fromkeys(each, weight))
    for part in _parts(_reduced(wanted, value)):
        search = _Search(part, value)
        search.run()
        chosen |= search.best
        is_smallest &= search.is_whole
        at_least += len(search.best) if search.is_whole else _disjoint(part)
    return Cover(chosen=tuple(sorted(chosen)), is_smallest=is_smallest, at_least=at_least)


def _reduced(sets: list[frozenset[int]], value: Counter[int]) -> list[frozenset[int]]:
    """Leave away sets that hold another, and elements that meet no more than another one does, until nothing goes."""
    while True:
        kept = _without_wider(sets)
        slimmer = _without_lesser(kept, value)
        if slimmer == sets:
            return sets
        sets = slimmer


def _without_wider(sets: list[frozenset[int]]) -> list[frozenset[int]]:
    kept: list[frozenset[int]] = []
    holding: dict[int, list[int]] = {}
    for each in sorted(set(sets), key=lambda one: (len(one), sorted(one))):
        near = {index for element in each for index in holding.get(element, ())}
        if any(kept[index] <= each for index in near):
            continue
        for element in each:
            holding.setdefault(element, []).append(len(kept))
        kept.append(each)
    return kept


def _without_lesser(sets: list[frozenset[int]], value: Counter[int]) -> list[frozenset[int]]:
    met: dict[int, set[int]] = {}
    for index, each in enumerate(sets):
        for element in each:
            met.setdefault(element, set()).add(index)
    dropped: set[int] = set()
    for element in sorted(met, key=lambda one: (value[one], -one)):
        others = set.intersection(*(set(sets[index]) for index in met[element])) - {element} - dropped
        if any(met[other] >= met[element] for other in others):
            dropped.add(element)
    return sorted((each - dropped for each in sets), key=lambda one: (len(one), sorted(one)))


def _parts(sets: list[frozenset[int]]) -> list[list[frozenset[int]]]:
    """Split sets into parts that share no element."""
    parts: list[tuple[set[int], list[frozenset[int]]]] = []
    for each in sets:
        touching = [part for part in parts if not part[0].isdisjoint(each)]
        elements = set(each).union(*(part[0] for part in touching))
        joined = [one for part in touching for one in part[1]]
        parts = [part for part in parts if part not in touching]
        parts.append((elements, [*joined, each]))
    return [part[1] for part in parts]


def _greedy(sets: list[frozenset[int]]) -> set[int]:
    """Take the element that meets most sets, again and again."""
    chosen: set[int] = set()
    left = list(sets)
    while left:
        counts = Counter(element for each in left for element in each)
        best = min(counts, key=lambda element: (-counts[element], element))
        chosen.add(best)
        left = [each for each in left if best not in each]
    return chosen


def _disjoint(sets: list[frozenset[int]]) -> int:
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

    def __init__(self, sets: list[frozenset[int]], value: Counter[int]) -> None:
        self.sets = sets
        self.value = value
        self.best = _greedy(sets)
        self.nodes = 0
        self.is_whole = True

    def run(self) -> None:
        """Search until nothing smaller can exist, or the nodes are used up."""
        if _disjoint(self.sets) < len(self.best):
            self._branch(self.sets, frozenset(), frozenset())

    def _branch(self, left: list[frozenset[int]], chosen: frozenset[int], barred: frozenset[int]) -> None:
        self.nodes += 1
        if self.nodes > NODES_MAX:
            self.is_whole = False
            return
        if not left:
            self.best = set(chosen)
            return
        if len(chosen) + _disjoint(left) >= len(self.best):
            return
        narrowest = min(left, key=lambda each: (len(each), sorted(each)))
        tried: set[int] = set()
        for element in sorted(narrowest, key=lambda one: (-self.value[one], one)):
            still = [each - barred - tried for each in left if element not in each]
            if all(still) and self.is_whole:
                self._branch(still, chosen | {element}, barred | tried)
            tried.add(element)
