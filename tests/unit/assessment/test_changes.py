# SPDX-License-Identifier: Apache-2.0
"""Days on which the rate of a series changes."""

from datetime import date
from itertools import pairwise
from math import log

import numpy as np
import pytest
from numpy.typing import NDArray

from truceline.assessment.changes import LEAST_DAYS, cut_series, neighbour_dispersion, stretches_of
from truceline.assessment.daily import DailyCounts


def cost(counts: NDArray[np.int64], start: int, end: int) -> float:
    """Give the cost of a stretch by its formula."""
    events = int(counts[start:end].sum())
    return events - events * log(events / (end - start)) if events else 0.0


def cheapest(counts: NDArray[np.int64], least: int, penalty: float) -> float:
    """Give the cost of the cheapest cut by trying all of them, in order of their last stretch."""
    best = {0: -penalty}
    for end in range(least, counts.size + 1):
        best[end] = min(best[start] + cost(counts, start, end) + penalty for start in best if start <= end - least)
    return best[counts.size]


@pytest.mark.parametrize("seed", range(30))
def test_no_other_cut_is_cheaper(seed: int) -> None:
    """The pruned search costs what trying every cut costs."""
    source = np.random.default_rng(seed)
    counts = source.poisson(np.repeat(source.uniform(0, 5, 4), source.integers(8, 30, 4)))
    cut = cut_series(counts)
    scale = cut.dispersion / 2

    found = sum(cost(counts, start, end) for start, end in pairwise(cut.bounds))
    found += (len(cut.bounds) - 2) * cut.penalty * scale
    assert found == pytest.approx(cheapest(counts, LEAST_DAYS, cut.penalty * scale), abs=1e-9)
    assert min(end - start for start, end in pairwise(cut.bounds)) >= LEAST_DAYS


def test_a_known_change_is_found_within_days() -> None:
    """From six a day to two on day 120, told to nobody."""
    counts = np.random.default_rng(3).poisson(np.repeat([6.0, 2.0], 120))
    bounds = cut_series(counts).bounds

    assert len(bounds) == 3
    assert abs(bounds[1] - 120) <= 3


def test_a_series_without_change_is_one_stretch() -> None:
    """Chance alone makes no change point; neither do bursts, which the dispersion allows for; nor too few days."""
    source = np.random.default_rng(9)
    calm, bursts = source.poisson(4.0, 300), source.negative_binomial(2, 2 / 6, 300)

    assert cut_series(calm).bounds == (0, 300)
    assert cut_series(bursts).bounds == (0, 300)
    assert cut_series(np.array([9] * 6 + [0] * 6)).bounds == (0, 12)
    assert cut_series(np.zeros(100, np.int64)).bounds == (0, 100)


def test_a_series_of_more_than_forty_years_is_not_searched() -> None:
    """A row dated a century off must not stop a run."""
    assert cut_series(np.repeat([0, 9], 8_000)).bounds == (0, 16_000)


def test_dispersion_of_neighbours_does_not_see_a_change_of_level() -> None:
    """The pooled variance would; one step among hundreds of days hardly moves this one."""
    counts = np.random.default_rng(4).poisson(np.repeat([20.0, 2.0], 400))

    assert neighbour_dispersion(counts) == pytest.approx(1.0, abs=0.15)
    assert counts.var() / counts.mean() > 5


def test_stretches_are_days_and_counts() -> None:
    """Half-open days, with their events and rate."""
    daily = DailyCounts(first=date(2001, 2, 1), counts=np.array([1, 2, 3, 0]))
    first, second = stretches_of(daily, (0, 2, 4))

    assert (first.since, first.until, first.days, first.events, first.per_day) == (
        "2001-02-01",
        "2001-02-03",
        2,
        3,
        1.5,
    )
    assert (second.since, second.until, second.per_day) == ("2001-02-03", "2001-02-05", 1.5)
