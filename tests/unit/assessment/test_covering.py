# SPDX-License-Identifier: Apache-2.0
"""The smallest set that meets every set."""

from itertools import combinations

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
