# SPDX-License-Identifier: Apache-2.0
"""Rates per day with an interval for drawing; the interval of their ratio is the assessment's and is not redone here.

Source:
    Anscombe 1948, "The transformation of Poisson, binomial and negative-binomial data", Biometrika 35 (the square
    root of a count plus 3/8 has a spread of about one half), widened by the square root of the dispersion.
"""

import math

from markupsafe import Markup

from truceline.assessment.assessment import BeforeAfter
from truceline.report.svg.intervals import Whisker, before_after

_NORMAL_95 = 1.959964
"""Half-width of the central 95 % of a normal distribution [standard deviations]."""


def rate_with_interval(count: int, days: int, dispersion: float) -> Whisker:
    """Give a rate and about the central 95 % around it.

    Args:
        count: Events counted, >= 0.
        days: Days they were counted over; 0 gives a rate of nothing.
        dispersion: Variance of daily counts by their mean; less than 1 counts as 1.

    Returns:
        The rate with its interval [1/day].
    """
    if days <= 0:
        return Whisker(middle=0.0, low=0.0, high=0.0)
    root, spread = math.sqrt(count + 0.375), _NORMAL_95 / 2 * math.sqrt(max(1.0, dispersion))
    low = max(0.0, max(0.0, root - spread) ** 2 - 0.375)
    return Whisker(middle=count / days, low=low / days, high=((root + spread) ** 2 - 0.375) / days)


def rates_of(rows: tuple[BeforeAfter, ...]) -> tuple[tuple[BeforeAfter, Markup], ...]:
    """Pair each row with its drawing, all on one scale."""
    pairs = [
        (
            rate_with_interval(row.before, row.before_days_covered, row.dispersion),
            rate_with_interval(row.after, row.after_days_covered, row.dispersion),
        )
        for row in rows
    ]
    top = max((rate.high for pair in pairs for rate in pair), default=1.0)
    return tuple((row, before_after(*pair, top)) for row, pair in zip(rows, pairs, strict=True))
