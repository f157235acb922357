# SPDX-License-Identifier: Apache-2.0
"""The ratio of two rates of events, and how far chance and bursts leave it open.

Rules:
    - The interval is of the ratio after/before. Events of war come in bursts, so the variance of the daily counts
      scales it (quasi-Poisson), never down. With few events on a side it is exact instead (and then takes bursts
      for chance: docs/counting.md).

Source:
    McCullagh and Nelder 1989, "Generalized Linear Models", section 6.2 (dispersion); Clopper and Pearson 1934 (the
    exact interval of a binomial share, here of the events after among all, as in Przyborowski and Wilenski 1940).
"""

from collections.abc import Sequence
from functools import lru_cache
from math import exp, lgamma, log, sqrt

import numpy as np
from numpy.typing import NDArray

QUASI_POISSON = "quasi_poisson_log_ratio"
EXACT = "exact_conditional_binomial"
CONFIDENCE = 0.95
NORMAL_QUANTILE = 1.959963984540054
"""Of the standard normal at 0.975."""
_FEW_EVENTS = 10
"""With fewer events on a side the normal approximation of a log ratio is not used."""
_BISECTIONS = 60


def rate_ratio(before: int, after: int, before_days: int, after_days: int) -> float | None:
    """Give the rate after by the rate before; None when nothing was counted, or could be, before.

    Source:
        The definition of a rate ratio.
    """
    if before == 0 or before_days == 0 or after_days == 0:
        return None
    return (after / after_days) / (before / before_days)


def dispersion(sides: Sequence[Sequence[int]]) -> float:
    """Give the variance of daily counts by their mean, pooled over both sides; 1 for counts of pure chance.

    Source:
        McCullagh and Nelder 1989, section 6.2.2: Pearson's statistic by its degrees of freedom.
    """
    pearson, freedom = 0.0, 0
    for daily in sides:
        mean = sum(daily) / len(daily) if daily else 0.0
        if mean > 0:
            pearson += sum((count - mean) ** 2 for count in daily) / mean
            freedom += len(daily) - 1
    return pearson / freedom if freedom else 1.0


def ratio_interval(
    counts: tuple[int, int], days: tuple[int, int], spread: float
) -> tuple[float | None, float | None, str]:
    """Give the interval of the ratio after/before.

    Args:
        counts: Events before and after.
        days: Days covered before and after.
        spread: Dispersion of the daily counts; values below 1 count as 1.

    Returns:
        Lower end, upper end (None when unbounded or not computable), and the method's name.

    Source:
        Delta method for the log of a ratio of Poisson means; Clopper and Pearson 1934 for few events.
    """
    before, after = counts
    if min(days) == 0 or before + after == 0:
        return None, None, EXACT
    per_day = days[0] / days[1]
    if min(counts) >= _FEW_EVENTS:
        middle = log(after / before * per_day)
        half = NORMAL_QUANTILE * sqrt(max(spread, 1.0) * (1 / before + 1 / after))
        return exp(middle - half), exp(middle + half), QUASI_POISSON
    low, high = share_interval(after, before + after)
    upper = high / (1 - high) * per_day if high < 1 else None
    return low / (1 - low) * per_day, upper, EXACT


def share_interval(part: int, whole: int) -> tuple[float, float]:
    """Give the exact interval of a binomial share.

    Args:
        part: Successes, 0..whole.
        whole: Trials, > 0.

    Returns:
        Lower and upper end, 0..1.

    Source:
        Clopper and Pearson 1934.
    """
    tail = (1 - CONFIDENCE) / 2
    low = 0.0 if part == 0 else 1 - _share_at(whole - part, whole, tail)
    high = 1.0 if part == whole else _share_at(part, whole, tail)
    return low, high


@lru_cache(maxsize=4096)
def _share_at(part: int, whole: int, tail: float) -> float:
    """Find the share at which at most ``part`` successes have the chance ``tail``: it falls as the share rises."""
    successes = np.arange(part + 1, dtype=np.float64)
    ways = lgamma(whole + 1) - _log_factorial(part) - _log_factorial(whole)[whole - part :][::-1]
    low, high = 0.0, 1.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        terms = np.exp(ways + successes * log(middle) + (whole - successes) * np.log1p(-middle))
        low, high = (low, middle) if terms.sum() < tail else (middle, high)
    return (low + high) / 2


@lru_cache(maxsize=64)
def _log_factorial(highest: int) -> NDArray[np.float64]:
    """Give the logarithms of 0!, 1! ... ``highest``!."""
    found = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, highest + 1, dtype=np.float64)))])
    found.setflags(write=False)
    return found
