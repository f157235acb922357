# SPDX-License-Identifier: Apache-2.0
"""How a fall compares with that of every other day."""

import numpy as np
import pytest

from truceline.assessment.placebo import placebo


def test_the_share_is_of_all_other_days_with_both_windows_complete() -> None:
    """Six days and windows of two: three days can be asked; D is the only fall."""
    found = placebo(np.array([1, 1, 5, 5, 0, 0]), 4, 2)

    assert (found.days, found.as_low, found.share) == (2, 0, 0.0)
    assert placebo(np.array([1, 1, 5, 5, 0, 0]), 3, 2).share == 0.5


def test_a_day_as_low_counts_and_the_day_itself_does_not() -> None:
    """With nothing but equal days every other day is as low."""
    found = placebo(np.full(10, 3), 5, 2)

    assert (found.days, found.as_low, found.share) == (6, 6, 1.0)


@pytest.mark.parametrize("on", [-3, 0, 1, 5, 6, 40])
def test_a_day_without_complete_windows_has_no_share(on: int) -> None:
    """Windows that the input cannot have seen are not compared."""
    assert placebo(np.ones(6, np.int64), on, 2).share is None


def test_a_single_day_has_nothing_to_be_compared_with() -> None:
    """No other day, no share."""
    assert placebo(np.ones(4, np.int64), 2, 2).share is None


def test_days_beside_the_day_are_the_same_fall() -> None:
    """One fall is seen from the days around it; a second one, and a third, are episodes of their own."""
    daily = np.array(([4] * 20 + [0] * 20) * 3 + [4] * 20)
    found = placebo(daily, 60, 8)

    assert (found.as_low, found.near) == (2, 0)
    assert found.episodes == ((20, 20, 1), (100, 100, 1))
    later = placebo(daily, 63, 8)
    assert (later.as_low, later.near) == (11, 3)
    assert later.episodes == ((20, 23, 4), (100, 103, 4))


def test_separate_trials_share_no_day() -> None:
    """Windows of eight days: four pairs of sixteen fit before D's own, and three after."""
    daily = np.arange(140)

    assert placebo(daily, 75, 8).separate == 67 // 16 + 57 // 16 == 7
    assert placebo(daily, 8, 8).separate == 124 // 16


def test_nothing_before_and_after_has_no_share() -> None:
    """Zero and zero say nothing, however rare."""
    daily = np.array([5] * 20 + [0] * 40 + [5] * 20)

    assert placebo(daily, 40, 8).share is None
    assert placebo(daily, 40, 8).days == 0


def test_it_is_the_definition_read_day_by_day() -> None:
    """The cumulative sums give what adding up each window gives."""
    daily = np.random.default_rng(5).poisson(1.3, 120)
    window, on = 9, 44

    def ratio(day: int) -> float:
        before, after = int(daily[day - window : day].sum()), int(daily[day : day + window].sum())
        return (after + 0.5) / (before + 0.5)

    others = [day for day in range(window, 120 - window + 1) if day != on]
    found = placebo(daily, on, window)
    assert found.days == len(others)
    assert found.as_low == sum(ratio(day) <= ratio(on) for day in others)
