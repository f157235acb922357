# SPDX-License-Identifier: Apache-2.0
"""The ratio of two rates and its interval."""

from math import exp, sqrt

import pytest

from truceline.assessment.intervals import (
    QUASI_POISSON,
    WIDER,
    Sides,
    dispersion,
    rate_ratio,
    ratio_interval,
    ratio_of_ratios,
    share_interval,
)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, 0.0, 0.3085), (1, 10, 0.0025, 0.4450), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1.0)],
)
def test_the_exact_interval_of_a_share_is_the_published_one(part: int, whole: int, low: float, high: float) -> None:
    """Clopper and Pearson, as tables of the binomial print them."""
    assert share_interval(part, whole) == pytest.approx((low, high), abs=5e-5)


def test_few_events_get_the_wider_end_of_two_intervals() -> None:
    """Five before and five after: the odds of the share's interval, unless bursts reach further."""
    low, high, method = ratio_interval((5, 5), (7, 7), 1.0)

    assert method == WIDER
    assert low == pytest.approx(0.1871 / 0.8129, rel=1e-3)
    assert high == pytest.approx(0.8129 / 0.1871, rel=1e-3)
    assert ratio_interval((0, 4), (7, 7), 1.0)[1] is None
    low, high, _ = ratio_interval((5, 5), (7, 7), 3.0)
    assert (low, high) == pytest.approx((exp(-1.959964 * sqrt(1.2)), exp(1.959964 * sqrt(1.2))))


@pytest.mark.parametrize("spread", [0.4, 1.0, 1.5, 3.0, 8.0])
@pytest.mark.parametrize("counts", [(46, 4), (21, 3), (5, 5), (4, 46), (12, 0), (0, 12), (1, 0)])
def test_no_end_is_nearer_than_chance_or_bursts_put_it(counts: tuple[int, int], spread: float) -> None:
    """With few events neither the exact interval nor the dispersion is ever dropped."""
    exact = ratio_interval(counts, (21, 21), 1e-9)
    found = ratio_interval(counts, (21, 21), spread)

    assert found[0] is not None
    assert exact[0] is not None
    assert found[0] <= exact[0]
    assert found[1] is None or (exact[1] is not None and found[1] >= exact[1])
    if min(counts):
        half = 1.959964 * sqrt(max(spread, 1.0) * (1 / counts[0] + 1 / counts[1]))
        assert found[0] <= counts[1] / counts[0] * exp(-half) * (1 + 1e-6)
        assert found[1] is not None
        assert found[1] >= counts[1] / counts[0] * exp(half) * (1 - 1e-6)


def test_nothing_after_is_bounded_by_bursts_too() -> None:
    """None of twelve events comes after D: when they come in bursts that says less."""
    calm, bursts = (ratio_interval((12, 0), (21, 21), spread) for spread in (1.0, 6.0))

    assert calm[:2] == pytest.approx((0.0, 0.3597), abs=5e-4)
    assert bursts[:2] == pytest.approx((0.0, 5.325), abs=5e-3)


def sides(before: int, after: int, spread: float = 1.0) -> Sides:
    """Give a count of three weeks on each side."""
    return Sides(counts=(before, after), days=(21, 21), spread=spread)


def test_a_ratio_of_ratios_has_the_variance_of_both() -> None:
    """With many events it is the log ratio with the variances of both added, each widened by its own bursts."""
    half = 1.959964 * sqrt(2.0 * (1 / 100 + 1 / 50) + 3.0 * (1 / 80 + 1 / 60))
    ratio, low, high = ratio_of_ratios(sides(100, 50, 2.0), sides(80, 60, 3.0))

    assert ratio == pytest.approx(0.5 / 0.75)
    assert (low, high) == pytest.approx((0.5 / 0.75 * exp(-half), 0.5 / 0.75 * exp(half)))


def test_a_ratio_of_few_events_is_at_least_as_wide() -> None:
    """The intervals of the sides are then the wider ones."""
    half = 1.959964 * sqrt(1.5 * (1 / 21 + 1 / 3) + 2.0 * (1 / 154 + 1 / 57))
    ratio, low, high = ratio_of_ratios(sides(21, 3, 1.5), sides(154, 57, 2.0))

    assert ratio is not None
    assert low is not None
    assert high is not None
    assert low <= ratio * exp(-half) * (1 + 1e-6)
    assert high >= ratio * exp(half) * (1 - 1e-6)
    assert high > 1


def test_nothing_after_inside_is_bounded_by_the_ends_of_both() -> None:
    """The upper end of the one by the lower end of the other."""
    own, other = sides(12, 0), sides(80, 60)
    high, least = own.ratio_with_ends()[2], other.ratio_with_ends()[1]

    assert high is not None
    assert least is not None
    assert ratio_of_ratios(own, other) == pytest.approx((0.0, 0.0, high / least))


@pytest.mark.parametrize(
    ("own", "other"),
    [
        (sides(0, 4), sides(20, 20)),
        (sides(20, 4), sides(20, 0)),
        (sides(20, 4), sides(0, 9)),
        (sides(0, 0), sides(9, 9)),
    ],
)
def test_a_ratio_of_ratios_is_not_made_up(own: Sides, other: Sides) -> None:
    """Without a ratio on a side, or with none elsewhere to divide by, there is none and it has no ends."""
    assert ratio_of_ratios(own, other) == (None, None, None)


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
