# SPDX-License-Identifier: Apache-2.0
"""One count before and after D, with all that stands beside it: interval, placebo share, what could have been seen."""

from datetime import date

from truceline.assessment.daily import DailyCounts
from truceline.assessment.intervals import dispersion, rate_ratio, ratio_interval
from truceline.assessment.measured import Compared, Episode
from truceline.assessment.placebo import placebo
from truceline.assessment.power import least_fall, least_rise


def compare(daily: DailyCounts, on: date, days: int) -> Compared:
    """Compare the days before and after D.

    Args:
        daily: Counts of every day that the input can have seen.
        on: The day D.
        days: Days on each side, > 0 [d].

    Returns:
        The count with its interval, its placebo share and the smallest change it could have shown.
    """
    at = daily.index(on)
    sides = daily.between(at - days, at), daily.between(at, at + days)
    lengths = int(sides[0].size), int(sides[1].size)
    before, after = int(sides[0].sum()), int(sides[1].sum())
    spread = dispersion([side.tolist() for side in sides])
    low, high, method = ratio_interval((before, after), lengths, spread)
    chance = placebo(daily.counts, at, days)
    return Compared(
        before=before,
        after=after,
        before_per_day=per_day(before, lengths[0]),
        after_per_day=per_day(after, lengths[1]),
        rate_ratio=rounded(rate_ratio(before, after, *lengths)),
        ratio_low=rounded(low),
        ratio_high=rounded(high),
        method=method,
        dispersion=round(spread, 3),
        placebo_share=rounded(chance.share, 4),
        placebo_days=chance.days,
        placebo_as_low=chance.as_low,
        placebo_near=chance.near,
        placebo_episodes=tuple(
            Episode(first=daily.day(first).isoformat(), last=daily.day(last).isoformat(), days=number)
            for first, last, number in chance.episodes
        ),
        placebo_separate=chance.separate,
        least_fall=rounded(least_fall(before, lengths, spread)),
        least_rise=rounded(least_rise(before, lengths, spread)),
    )


def per_day(count: int, days: int) -> float | None:
    """Give a rate as it is shown [events/day]; None when no day is covered."""
    return round(count / days, 2) if days else None


def rounded(number: float | None, places: int = 3) -> float | None:
    """Give a number as it is shown."""
    return None if number is None else round(number, places)
