# SPDX-License-Identifier: Apache-2.0
"""A ratio, a share and a pair of counts in words; and whether a fall counts as shown.

Rules:
    - An open end of an interval is said to be open; what is not nothing is never rounded to nothing.
    - A fall counts as shown when the interval of its ratio lies wholly below 1 and at most ``PLACEBO_AT_MOST`` of other
      days fell as deep. Everything else is *not shown*, which is no statement that there was none.
"""

from truceline.assessment.measured import Compared, Pair
from truceline.assessment.sensitivity import PLACEBO_AT_MOST
from truceline.report.catalogue import say

_FINE_SHARE = 0.1
"""Shares below this are written with one decimal."""
_LEAST, _WHOLE = 0.005, 10.0
"""Below the first a ratio would be rounded to nothing; from the second on it is written without decimals."""


def is_fall_shown(counted: Compared) -> bool:
    """Say whether a fall is shown: beyond its interval and beyond nearly all other days."""
    return (
        counted.ratio_high is not None
        and counted.ratio_high < 1
        and counted.placebo_share is not None
        and counted.placebo_share <= PLACEBO_AT_MOST
    )


def is_nothing_counted(counted: Compared) -> bool:
    """Say whether no event was counted, neither before nor after."""
    return counted.before + counted.after == 0


def fine_share(share: float) -> str:
    r"""Write a share from 0 to 1 in percent, small ones with one decimal, none rounded to nothing.

    >>> fine_share(0.0061), fine_share(0.363), fine_share(0.0), fine_share(0.0002)
    ('0.6\xa0%', '36\xa0%', '0\xa0%', 'less than 0.1\xa0%')
    """
    if 0 < share < 0.001:  # noqa: PLR2004 a tenth of one percent
        return say("percent.least")
    if 0 < share < _FINE_SHARE:
        return say("percent", share=f"{share * 100:.1f}".removesuffix(".0"))
    return say("percent.more") if 0.99 < share < 1 else say("percent", share=f"{share * 100:.0f}")  # noqa: PLR2004 as above


def ratio_number(ratio: float) -> str:
    """Write a ratio: nothing as 0, large ones whole.

    >>> ratio_number(0.0), ratio_number(0.001), ratio_number(0.136), ratio_number(39.004)
    ('0', 'less than 0.01', '0.14', '39')
    """
    if ratio == 0:
        return "0"
    if ratio < _LEAST:
        return say("areas.ratio.least")
    return f"{ratio:.0f}" if ratio >= _WHOLE else f"{ratio:.2f}"


def counts_words(counted: Pair | Compared) -> str:
    """Write two counts, such as ``46 → 4``."""
    return say("areas.counts", before=counted.before, after=counted.after)


def ratio_words(counted: Compared) -> str:
    """Write a ratio with its interval; an open end is said to be open."""
    if is_nothing_counted(counted):
        return say("areas.nothing")
    if counted.rate_ratio is None:
        return say("areas.no_ratio")
    told = "areas.ratio.to" if counted.rate_ratio else "areas.ratio.nothing"
    ratio = say(told, ratio=ratio_number(counted.rate_ratio))
    if counted.ratio_low is None:
        return ratio
    low = ratio_number(counted.ratio_low)
    if counted.ratio_high is None:
        return say("areas.ratio.open", ratio=ratio, low=low)
    return say("areas.ratio", ratio=ratio, low=low, high=ratio_number(counted.ratio_high))
