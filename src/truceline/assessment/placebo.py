# SPDX-License-Identifier: Apache-2.0
"""How often a fall as deep as the one after D comes on days on which nothing was agreed: the placebo share.

Rules:
    - Days beside each other share most of their windows: they are no separate trials. So the days as low are told apart
      into those beside D, which see the same fall, and the episodes that the others make.

Source:
    Abadie, Diamond and Hainmueller 2010, "Synthetic control methods", JASA 105 (placebo in time); the half added to
    each side keeps counts of nothing comparable, as in Haldane 1956.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Placebo:
    """How D compares with all other days.

    Attributes:
        days: Other days with both windows complete.
        as_low: Of these, with a ratio as low or lower.
        near: Of these as low, less than one window from D.
        episodes: The others as low, as runs of days less than one window apart: indices of the first and last day, and
            how many of its days are as low.
        separate: Pairs of windows that share no day with D's own nor with each other.
    """

    days: int = 0
    as_low: int = 0
    near: int = 0
    episodes: tuple[tuple[int, int, int], ...] = ()
    separate: int = 0

    @property
    def share(self) -> float | None:
        """The share of the other days as low or lower; None when there is no other day."""
        return self.as_low / self.days if self.days else None


def placebo(daily: NDArray[np.int64], on: int, window: int) -> Placebo:
    """Compare the ratio (after + 0.5)/(before + 0.5) of one day with that of all others.

    Args:
        daily: Counts of all days that the input can have seen, in order ``(n,)``.
        on: Index of the day D.
        window: Days on each side, > 0 [d].

    Returns:
        The comparison; without days when D's own windows are not complete, or hold no event.

    Source:
        The head of this module; ratios are compared exactly, as products of whole numbers.
    """
    days = np.arange(window, daily.size - window + 1)
    if not window <= on <= daily.size - window:
        return Placebo()
    sums = np.concatenate([[0], np.cumsum(daily)])
    if sums[on + window] == sums[on - window]:
        return Placebo()
    before, after = 2 * (sums[days] - sums[days - window]) + 1, 2 * (sums[days + window] - sums[days]) + 1
    is_as_low = after * before[on - window] <= after[on - window] * before
    others = days[is_as_low & (days != on)]
    is_near = np.abs(others - on) < window
    return Placebo(
        days=int(days.size) - 1,
        as_low=int(others.size),
        near=int(is_near.sum()),
        episodes=_episodes(others[~is_near], window),
        separate=(on - window) // (2 * window) + (daily.size - on - window) // (2 * window),
    )


def _episodes(days: NDArray[np.int64], window: int) -> tuple[tuple[int, int, int], ...]:
    """Join days less than one window apart into runs."""
    if not days.size:
        return ()
    runs = np.split(days, np.flatnonzero(np.diff(days) >= window) + 1)
    return tuple((int(run[0]), int(run[-1]), int(run.size)) for run in runs)
