# SPDX-License-Identifier: Apache-2.0
"""The ratio of two rates and its interval."""

import pytest

from truceline.assessment.intervals import (
    EXACT,
    QUASI_POISSON,
    dispersion,
    rate_ratio,
    ratio_interval,
    share_interval,
)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, 0.0, 0.3085), (1, 10, 0.0025, 0.4450), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1.0)],
)
def test_the_exact_interval_of_a_share_is_the_published_one(part: int, whole: int, low: float, high: float) -> None:
    """Clopper and Pearson, as tables of the binomial print them."""
    assert share_interval(part, whole) == pytest.approx((low, high), abs=5e-5)


def test_few_events_get_an_exact_interval() -> None:
    """Five before and five after: the odds of the share's interval."""
    low, high, method = ratio_interval((5, 5), (7, 7), 3.0)

    assert method == EXACT
    assert low == pytest.approx(0.1871 / 0.8129, rel=1e-3)
    assert high == pytest.approx(0.8129 / 0.1871, rel=1e-3)
    assert ratio_interval((0, 4), (7, 7), 1.0)[1] is None


def test_bursts_widen_the_interval_and_calm_never_narrows_it() -> None:
    """The interval is of chance at least; it is symmetric on a log scale and holds the ratio."""
    low, high, method = ratio_interval((100, 50), (21, 21), 1.0)

    assert method == QUASI_POISSON
    assert low is not None
    assert high is not None
    assert low * high == pytest.approx(0.25)
    assert (low, high) == pytest.approx((0.35607, 0.70211), abs=1e-5)
    assert ratio_interval((100, 50), (21, 21), 0.2)[:2] == (low, high)
    wide_low, wide_high, _ = ratio_interval((100, 50), (21, 21), 4.0)
    assert wide_low is not None
    assert wide_high is not None
    assert wide_low < low < high < wide_high


def test_dispersion_is_pearsons_statistic_by_its_freedom() -> None:
    """Equal days have none; all on one day has as much as there are events."""
    assert dispersion(([2, 2, 2], [1, 1, 1])) == 0.0
    assert dispersion(([0, 0, 6], [])) == pytest.approx(6.0)
    assert dispersion(([0, 0], [0, 0])) == 1.0


def test_a_ratio_needs_events_before_and_days_on_both_sides() -> None:
    """Otherwise there is none, and none is made up."""
    assert rate_ratio(10, 5, 10, 5) == 1.0
    assert rate_ratio(0, 5, 10, 10) is None
    assert rate_ratio(5, 5, 0, 10) is None
