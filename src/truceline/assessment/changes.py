# SPDX-License-Identifier: Apache-2.0
"""A second view of a count: days on which the rate changes, found without being told any day.

The days are cut into stretches of one rate each so that

    sum over stretches of 2 (S - S ln(S / d)) / f  +  penalty per change point

is least, S being the events and d the days of a stretch; the first term is twice the negative logarithm of the Poisson
likelihood, widened by the dispersion f. The penalty is 3 ln n for n days. The cut is exact: no other one is cheaper.

Source:
    Killick, Fearnhead and Eckley 2012, JASA 107 (PELT: the search and its pruning); Zhang and Siegmund 2007, Biometrics
    63 (the size of the penalty).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

import numpy as np
from numpy.typing import NDArray

from truceline.assessment.daily import DailyCounts
from truceline.assessment.measured import Stretch

LEAST_DAYS = 7
"""A stretch is a week at least [d]."""
DAYS_MAX = 15_000
"""Forty-one years: a longer series, such as one with a row dated a century off, is not searched [d]."""
_PENALTY_PER_LOG_DAY = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A series cut into stretches.

    Attributes:
        bounds: First index of each stretch, and the length of the series.
        dispersion: The dispersion used, at least 1.
        penalty: What one change point costs.
    """

    bounds: tuple[int, ...]
    dispersion: float
    penalty: float


def cut_series(counts: NDArray[np.int64], least_days: int = LEAST_DAYS) -> Cut:
    """Cut a series of daily counts where its rate changes.

    Args:
        counts: Daily counts in order ``(n,)``, >= 0.
        least_days: Fewest days of a stretch, > 0 [d].

    Returns:
        The cheapest cut; one stretch when the series is too short for two, or longer than is searched.

    Source:
        The head of this module.
    """
    spread, penalty = neighbour_dispersion(counts), _PENALTY_PER_LOG_DAY * log(max(counts.size, 2))
    if not 2 * least_days <= counts.size <= DAYS_MAX:
        return Cut(bounds=(0, int(counts.size)), dispersion=spread, penalty=penalty)
    bounds = _search(counts, least_days, penalty * spread / 2)
    return Cut(bounds=bounds, dispersion=spread, penalty=penalty)


def neighbour_dispersion(counts: NDArray[np.int64]) -> float:
    """Give the variance of daily counts by their mean, from neighbouring days; 1 at least.

    Differences of neighbouring days are hardly touched by changes of level, which are what is looked for.

    Source:
        von Neumann 1941, Annals of Mathematical Statistics 12 (variance from successive differences).
    """
    total = int((counts[1:] + counts[:-1]).sum())
    squares = int((np.diff(counts) ** 2).sum())
    return max(squares / total, 1.0) if total else 1.0


def stretches_of(daily: DailyCounts, bounds: Sequence[int]) -> tuple[Stretch, ...]:
    """Give the stretches of a cut as days.

    Source:
        ``cut_series``.
    """
    return tuple(
        Stretch(
            since=daily.day(start).isoformat(),
            until=daily.day(end).isoformat(),
            days=end - start,
            events=int(daily.counts[start:end].sum()),
            per_day=round(int(daily.counts[start:end].sum()) / (end - start), 2),
        )
        for start, end in pairwise(bounds)
    )


def _search(counts: NDArray[np.int64], least: int, penalty: float) -> tuple[int, ...]:
    """Find the cheapest cut; costs and penalty are those of the head of this module times f/2.

    A start is dropped once even without a penalty it is dearer than the best cut that ends there: it stays so for every
    later end. That holds for ends a whole stretch further on, so a start is dropped only then.
    """
    sums = np.concatenate([[0], np.cumsum(counts)]).astype(np.float64)
    size = counts.size
    best = np.full(size + 1, np.inf)
    best[0] = -penalty
    last = np.zeros(size + 1, np.int64)
    starts = np.zeros(1, np.int64)
    for end in range(least, size + 1):
        settled = end - least
        if settled >= least:
            bound = best[starts] + _costs(sums, starts, settled)
            starts = np.append(starts[(starts > settled - least) | (bound < best[settled])], settled)
        total = best[starts] + _costs(sums, starts, end) + penalty
        choice = int(np.argmin(total))
        best[end], last[end] = total[choice], starts[choice]
    bounds = [size]
    while bounds[-1]:
        bounds.append(int(last[bounds[-1]]))
    return tuple(reversed(bounds))


def _costs(sums: NDArray[np.float64], starts: NDArray[np.int64], end: int) -> NDArray[np.float64]:
    """Give the cost of a stretch from each start to one end; nothing costs nothing."""
    events = sums[end] - sums[starts]
    days = np.maximum(end - starts, 1)
    found: NDArray[np.float64] = events - events * np.log(np.maximum(events, 1e-300) / days)
    return found
