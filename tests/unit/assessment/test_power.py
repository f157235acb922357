# SPDX-License-Identifier: Apache-2.0
"""The smallest change that could have been seen."""

import numpy as np
import pytest

from truceline.assessment.intervals import ratio_interval
from truceline.assessment.power import least_fall, least_rise


def test_the_formula_by_hand() -> None:
    """A hundred events before and as many days after: roots differ by 2.8016 times the square root of a half."""
    assert least_fall(100, (21, 21), 1.0) == pytest.approx((1 - 2.801585 / 200**0.5) ** 2, abs=1e-6)
    assert least_rise(100, (21, 21), 1.0) == pytest.approx((1 + 2.801585 / 200**0.5) ** 2, abs=1e-6)


def test_few_events_show_no_fall_at_all() -> None:
    """Three events could vanish by chance; bursts hide more; calm days show no more than chance allows."""
    assert least_fall(3, (21, 21), 1.0) is None
    assert least_fall(30, (21, 21), 9.0) is None
    assert least_fall(0, (21, 21), 1.0) is None
    assert least_rise(0, (21, 21), 1.0) is None
    assert least_fall(30, (21, 0), 1.0) is None
    assert least_fall(100, (21, 21), 0.3) == least_fall(100, (21, 21), 1.0)


@pytest.mark.parametrize(("before", "days"), [(60, (21, 21)), (200, (21, 21)), (90, (14, 28))])
def test_such_a_fall_is_seen_four_times_in_five(before: int, days: tuple[int, int]) -> None:
    """Drawn ten thousand times, the interval of the ratio lies below 1 in about 80 of 100."""
    ratio = least_fall(before, days, 1.0)
    assert ratio is not None
    source = np.random.default_rng(11)
    pairs = zip(source.poisson(before, 10_000), source.poisson(before * ratio * days[1] / days[0], 10_000), strict=True)
    seen = 0
    for one, other in pairs:
        high = ratio_interval((int(one), int(other)), days, 1.0)[1]
        seen += high is not None and high < 1

    assert 0.76 < seen / 10_000 < 0.84
