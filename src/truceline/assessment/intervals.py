# SPDX-License-Identifier: Apache-2.0
"""The ratio of two rates of events, and how far chance and bursts leave it open.

Rules:
    - The interval is of the ratio after/before. Events of war come in bursts, so the variance of the daily counts
      scales it (quasi-Poisson), never down. With few events on a side each end is the wider one of that and of the
      exact interval, which takes every event for independent.
    - A ratio of two ratios has the ends of both intervals in its own, so it is never narrower than they make it.

Source:
    McCullagh and Nelder 1989, "Generalized Linear Models", section 6.2 (dispersion); Clopper and Pearson 1934 (the
    exact interval of a binomial share, here of the events after among all, as in Przyborowski and Wilenski 1940);
    Korn and Graubard 1998, Survey Methodology 24 (the exact interval of fewer effective events); Donner and Zou 2012,
    Statistical Methods in Medical Research 21 (the interval of a ratio from those of its parts).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, hypot, lgamma, log, sqrt

import numpy as np
from numpy.typing import NDArray

QUASI_POISSON = "quasi_poisson_log_ratio"
WIDER = "wider_of_exact_and_quasi_poisson"
CONFIDENCE = 0.95
NORMAL_QUANTILE = 1.959963984540054
"""Of the standard normal at 0.975."""
_FEW_EVENTS = 10
"""With fewer events on a side the normal approximation of a log ratio is not used alone."""
_BISECTIONS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """One count on both sides of a day.

    Attributes:
        counts: Events before and after.
        days: Days covered before and after.
        spread: Dispersion of the daily counts; values below 1 count as 1.
    """

    counts: tuple[int, int]
    days: tuple[int, int]
    spread: float

    def ratio_with_ends(self) -> tuple[float | None, float | None, float | None]:
        """Give the ratio after/before with both ends of its interval."""
        low, high, _ = ratio_interval(self.counts, self.days, self.spread)
        return rate_ratio(*self.counts, *self.days), low, high


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
        Delta method for the log of a ratio of Poisson means; Clopper and Pearson 1934 beside it for few events.
    """
    before, after = counts
    if min(days) == 0 or before + after == 0:
        return None, None, WIDER
    per_day = days[0] / days[1]
    if min(counts) >= _FEW_EVENTS:
        return *_quasi_poisson(counts, per_day, spread), QUASI_POISSON
    return *_widened(counts, per_day, spread), WIDER


def ratio_of_ratios(own: Sides, other: Sides) -> tuple[float | None, float | None, float | None]:
    """Give the ratio of two rate ratios with its interval.

    On the log scale each end lies as far from the ratio as the root of the summed squares of what the two intervals
    reach there: with quasi-Poisson intervals this is the log ratio with both variances added. Where nothing was counted
    after in ``own``, the ends are those of the two intervals themselves, which is wider.

    Args:
        own: The count in the numerator.
        other: The count in the denominator, of the same days.

    Returns:
        Ratio, lower end, upper end; the ratio is None when nothing was counted before on a side, or nothing after in
        ``other``, and then the ends are too.

    Source:
        Donner and Zou 2012.
    """
    ratio, low, high = own.ratio_with_ends()
    beside, least, most = other.ratio_with_ends()
    if ratio is None or low is None or high is None or not beside or not least or not most:
        return None, None, None
    if ratio == 0 or low == 0:
        return ratio / beside, 0.0, high / least
    down = hypot(log(ratio / low), log(most / beside))
    up = hypot(log(high / ratio), log(beside / least))
    return ratio / beside, ratio / beside * exp(-down), ratio / beside * exp(up)


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


def _quasi_poisson(counts: tuple[int, int], per_day: float, spread: float) -> tuple[float, float]:
    """Give the interval of a log ratio by its variance; needs events on both sides."""
    before, after = counts
    middle = log(after / before * per_day)
    half = NORMAL_QUANTILE * sqrt(max(spread, 1.0) * (1 / before + 1 / after))
    return exp(middle - half), exp(middle + half)


def _widened(counts: tuple[int, int], per_day: float, spread: float) -> tuple[float, float | None]:
    """Give the exact interval, widened for bursts.

    Where one side has no event there is no variance of a log ratio: all events then count for so many fewer as they
    come in bursts, for which the exact interval is tail^(f/n).
    """
    before, after = counts
    if 0 in counts:
        odds = (1 - CONFIDENCE) / 2
        odds **= max(spread, 1.0) / (before + after)
        return (0.0, (1 - odds) / odds * per_day) if after == 0 else (odds / (1 - odds) * per_day, None)
    low, high = _quasi_poisson(counts, per_day, spread)
    least, most = share_interval(after, before + after)
    return min(least / (1 - least) * per_day, low), max(most / (1 - most) * per_day, high)


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
