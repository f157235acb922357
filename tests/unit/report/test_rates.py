# SPDX-License-Identifier: Apache-2.0
"""Rates and the intervals drawn around them."""

import pytest

from truceline.report.rates import rate_with_interval


@pytest.mark.parametrize("count", [0, 1, 5, 60, 212])
@pytest.mark.parametrize("dispersion", [0.5, 1.0, 2.6])
def test_the_interval_holds_the_rate(count: int, dispersion: float) -> None:
    """For few events and many, and never below nothing."""
    rate = rate_with_interval(count, 21, dispersion)

    assert 0.0 <= rate.low <= rate.middle <= rate.high
    assert rate.middle == count / 21


def test_a_wider_spread_of_days_widens_the_interval() -> None:
    """Dispersion below one counts as one."""
    narrow, wide = rate_with_interval(60, 21, 1.0), rate_with_interval(60, 21, 4.0)

    assert wide.high - wide.low > 1.9 * (narrow.high - narrow.low)
    assert rate_with_interval(60, 21, 0.1) == narrow


def test_the_interval_is_near_the_exact_one() -> None:
    """The exact 95 % interval of a Poisson count of 100 is 81.4 to 121.6 (Garwood 1936)."""
    rate = rate_with_interval(100, 1, 1.0)

    assert rate.low == pytest.approx(81.4, abs=1.0)
    assert rate.high == pytest.approx(121.6, abs=1.5)


def test_no_days_give_no_rate() -> None:
    """A window that the input never saw."""
    rate = rate_with_interval(0, 0, 1.0)

    assert (rate.low, rate.middle, rate.high) == (0.0, 0.0, 0.0)
