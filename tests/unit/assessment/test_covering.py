# SPDX-License-Identifier: Apache-2.0
"""The smallest set that meets every set."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.assessment import covering
from truceline.assessment.covering import smallest_cover

SETS = st.lists(st.frozensets(st.integers(0, 9), min_size=1, max_size=4), max_size=12)


def smallest_size(sets: list[frozenset[int]]) -> int:
    """Find the size by trying every set of elements."""
    elements = sorted({element for each in sets for element in each})
    for size in range(len(elements) + 1):
        for chosen in combinations(elements, size):
            if all(not each.isdisjoint(chosen) for each in sets):
                return size
    raise AssertionError


@given(SETS)
def test_it_is_a_cover_and_none_is_smaller(sets: list[frozenset[int]]) -> None:
    """Against every set of elements tried one by one."""
    cover = smallest_cover(sets)

    assert all(not each.isdisjoint(cover.chosen) for each in sets)
    assert len(cover.chosen) == smallest_size(sets) == cover.at_least
    assert cover.is_smallest


@given(SETS.flatmap(lambda sets: st.tuples(st.just(sets), st.permutations(sets))))
def test_the_order_of_the_sets_changes_nothing(both: tuple[list[frozenset[int]], list[frozenset[int]]]) -> None:
    """The same set, however they are given."""
    sets, shuffled = both

    assert smallest_cover(shuffled) == smallest_cover(sets)


@given(SETS)
def test_a_search_cut_short_gives_bounds(sets: list[frozenset[int]]) -> None:
    """Without a search it is still a cover, and the bound from below holds."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(covering, "NODES_MAX", 0)
        cover = smallest_cover(sets)
    size = smallest_size(sets)

    assert all(not each.isdisjoint(cover.chosen) for each in sets)
    assert cover.at_least <= size <= len(cover.chosen)
    assert cover.at_least == len(cover.chosen) or not cover.is_smallest


def test_too_many_sets_are_covered_greedily(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so, and gives a proved bound."""
    monkeypatch.setattr(covering, "SETS_MAX", 2)
    cover = smallest_cover([frozenset({1, 2}), frozenset({3, 4}), frozenset({2, 5})])

    assert (cover.chosen, cover.is_smallest, cover.at_least) == ((2, 3), False, 2)


def test_of_equal_elements_the_one_in_more_sets_is_taken() -> None:
    """Sets that come often weigh more."""
    cover = smallest_cover([frozenset({1, 2}), frozenset({1, 2}), frozenset({2, 3}), frozenset({1, 4}), frozenset({1})])

    assert cover.chosen == (1, 2)


@given(SETS)
def test_work_that_is_used_up_leaves_bounds(sets: list[frozenset[int]]) -> None:
    """Whether comparing or searching runs out, it is still a cover with a proved bound, and says so."""
    for work in (0, 10, 40, 200):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(covering, "WORK_MAX", work)
            cover = smallest_cover(sets)
        size = smallest_size(sets)

        assert all(not each.isdisjoint(cover.chosen) for each in sets)
        assert cover.at_least <= size <= len(cover.chosen)
        assert not cover.is_smallest or len(cover.chosen) == size


@given(SETS)
def test_the_greedy_set_is_that_of_counting_anew(sets: list[frozenset[int]]) -> None:
    """Against counting every element again after each that is taken."""
    chosen: set[int] = set()
    left = list(sets)
    while left:
        elements = {element for each in left for element in each}
        best = min(elements, key=lambda one: (-sum(one in each for each in left), one))
        chosen.add(best)
        left = [each for each in left if best not in each]

    assert covering._greedy(sets) == chosen


class Counted(frozenset[int]):
    """A set that counts how often it is gone through or compared."""

    touched = 0

    def __iter__(self) -> Iterator[int]:
        """Go through it, counted."""
        Counted.touched += len(self)
        return super().__iter__()

    def __le__(self, other: object) -> bool:
        """Compare it, counted."""
        Counted.touched += len(self)
        return super().__le__(other)  # type: ignore[operator]


@pytest.mark.parametrize("shared", [0, 1, 20])
def test_many_wide_sets_end_after_counted_work(shared: int) -> None:
    """Sets of many elements each, whatever they share: elements looked at stay within what is said."""
    numbers = np.random.default_rng(7)
    own = [Counted((*range(-shared, 0), *numbers.choice(800, 66, replace=False).tolist())) for _ in range(1_400)]
    Counted.touched = 0
    cover = smallest_cover(own)

    assert all(not each.isdisjoint(cover.chosen) for each in own)
    assert cover.at_least <= len(cover.chosen)
    assert 0 < Counted.touched <= 2 * covering.WORK_MAX


def test_more_elements_than_are_compared_are_covered_greedily(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of elements counts, not only that of sets."""
    monkeypatch.setattr(covering, "ELEMENTS_MAX", 5)
    cover = smallest_cover([frozenset({1, 2}), frozenset({3, 4}), frozenset({2, 5})])

    assert (cover.chosen, cover.is_smallest, cover.at_least) == ((2, 3), False, 2)
