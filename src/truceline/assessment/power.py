# SPDX-License-Identifier: Apache-2.0
"""The smallest change of a rate that a count before and after a day could have seen.

    sqrt(rate after) = sqrt(rate before) -+ (z95 + z80) sqrt(f/4 (1/days before + 1/days after))

Rules:
    - *Could have seen* means: with four chances in five, at 95 % confidence.
    - f is the dispersion of the daily counts, at least 1: bursts hide small changes.
    - A fall that not even a count of nothing after D would show is no fall that could have been seen.

Source:
    Anscombe 1948, Biometrika 35: the square root of a count has a variance of one quarter whatever its mean; Huffman
    1984, Applied Statistics 33 (planning the comparison of two Poisson means by square roots).
"""

from math import sqrt

from truceline.assessment.intervals import NORMAL_QUANTILE

_POWER_QUANTILE = 0.8416212335729143
"""Of the standard normal at 0.8."""


def least_fall(before: int, days: tuple[int, int], spread: float) -> float | None:
    """Give the smallest fall that could have been seen, as a rate ratio below 1.

    Args:
        before: Events before.
        days: Days covered before and after.
        spread: Dispersion of the daily counts; values below 1 count as 1.

    Returns:
        The ratio, 0..1; None when no fall could have been seen.

    Source:
        The formula at the head of this module.
    """
    if before == 0 or min(days) == 0:
        return None
    root = sqrt(before / days[0]) - _step(days, spread)
    return root**2 / (before / days[0]) if root >= 0 else None


def least_rise(before: int, days: tuple[int, int], spread: float) -> float | None:
    """Give the smallest rise that could have been seen, as a rate ratio above 1; None when nothing came before.

    Source:
        As ``least_fall``.
    """
    if before == 0 or min(days) == 0:
        return None
    return (sqrt(before / days[0]) + _step(days, spread)) ** 2 / (before / days[0])


def _step(days: tuple[int, int], spread: float) -> float:
    """Give the difference of the roots of two rates that could have been seen [1/sqrt(day)]."""
    return (NORMAL_QUANTILE + _POWER_QUANTILE) * sqrt(max(spread, 1.0) / 4 * (1 / days[0] + 1 / days[1]))
