# SPDX-License-Identifier: Apache-2.0
"""How often a fall as deep as the one after D comes on days on which nothing was agreed: the placebo share.

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
    """

    days: int
    as_low: int

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
        The comparison; without days when D's own windows are not complete.

    Source:
        The head of this module; ratios are compared exactly, as products of whole numbers.
    """
    days = np.arange(window, daily.size - window + 1)
    if not window <= on <= daily.size - window:
        return Placebo(days=0, as_low=0)
    sums = np.concatenate([[0], np.cumsum(daily)])
    before, after = 2 * (sums[days] - sums[days - window]) + 1, 2 * (sums[days + window] - sums[days]) + 1
    is_as_low = after * before[on - window] <= after[on - window] * before
    return Placebo(days=int(days.size) - 1, as_low=int(is_as_low.sum()) - 1)
