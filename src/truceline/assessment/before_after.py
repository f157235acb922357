# SPDX-License-Identifier: Apache-2.0
"""Events per day before and after the day from which an agreement is counted. No statement about cause.

Rules:
    - Windows are half-open: before = [D - n, D), after = [D, D + n), by the day on which an event begins.
    - Only days that the input can have seen are counted in a rate; a window cut short is marked, never stretched.
    - The interval is of the ratio after/before. Events of war come in bursts, so the variance of the daily counts
      scales it (quasi-Poisson), never down. With few events on a side it is exact instead (and then takes bursts
      for chance: docs/counting.md).

Source:
    McCullagh and Nelder 1989, "Generalized Linear Models", section 6.2 (dispersion); Clopper and Pearson 1934 (the
    exact interval of a binomial share, here of the events after among all, as in Przyborowski and Wilenski 1940).
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, lgamma, log, sqrt

from truceline.agreement.agreement import Agreement
from truceline.agreement.files import CountingRule
from truceline.assessment.assessment import BeforeAfter
from truceline.base.instants import day_of

QUASI_POISSON = "quasi_poisson_log_ratio"
EXACT = "exact_conditional_binomial"
CONFIDENCE = 0.95
_NORMAL_QUANTILE = 1.959963984540054
"""Of the standard normal at 0.975."""
_FEW_EVENTS = 10
"""With fewer events on a side the normal approximation of a log ratio is not used."""
_BISECTIONS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The civil days that the input can have seen: [first, last], both included."""

    first: date
    last: date

    def days_in(self, since: date, until: date) -> int:
        """Count the covered days of [since, until)."""
        start, end = max(since, self.first), min(until, self.last + timedelta(days=1))
        return max((end - start).days, 0)

    def daily(self, counts: Counter[date], since: date, until: date) -> list[int]:
        """Give the counts of the covered days of [since, until)."""
        start = max(since, self.first)
        return [counts[start + timedelta(days=ahead)] for ahead in range(self.days_in(since, until))]


def before_after(
    agreements: Sequence[Agreement],
    counts: Counter[date],
    rule: CountingRule,
    coverage: Coverage,
) -> tuple[BeforeAfter, ...]:
    """Compare the days before and after each agreement's day.

    Args:
        agreements: Those with ``measured_on`` are compared.
        counts: Events by day.
        rule: The counting rule.
        coverage: Days that the input can have seen.

    Returns:
        One row per compared agreement, by day, then id.
    """
    days = {agreement.id: day for agreement in agreements if (day := _measured_day(agreement)) is not None}
    ordered = sorted(days, key=lambda agreement: (days[agreement], agreement))
    return tuple(_compare(agreement, days, counts, rule.window_days, coverage) for agreement in ordered)


def _measured_day(agreement: Agreement) -> date | None:
    if agreement.measured_on is None:
        return None
    return day_of(agreement.measured_on.start_ns(agreement.utc_offset.delta), agreement.utc_offset.delta)


def _compare(
    agreement: str, days: dict[str, date], counts: Counter[date], window: int, coverage: Coverage
) -> BeforeAfter:
    on, span = days[agreement], timedelta(days=window)
    before_days, after_days = coverage.days_in(on - span, on), coverage.days_in(on, on + span)
    daily_before, daily_after = coverage.daily(counts, on - span, on), coverage.daily(counts, on, on + span)
    before, after = sum(daily_before), sum(daily_after)
    spread = dispersion((daily_before, daily_after))
    ratio = rate_ratio(before, after, before_days, after_days)
    low, high, method = ratio_interval((before, after), (before_days, after_days), spread)
    return BeforeAfter(
        agreement=agreement,
        on=on.isoformat(),
        days=window,
        before=before,
        after=after,
        before_per_day=_per_day(before, before_days),
        after_per_day=_per_day(after, after_days),
        rate_ratio=_rounded(ratio),
        ratio_low=_rounded(low),
        ratio_high=_rounded(high),
        confidence=CONFIDENCE,
        method=method,
        dispersion=round(spread, 3),
        before_days_covered=before_days,
        after_days_covered=after_days,
        complete=before_days == after_days == window,
        also_starting=tuple(
            sorted(other for other, day in days.items() if other != agreement and on - span <= day < on + span)
        ),
    )


def _per_day(count: int, days: int) -> float | None:
    return round(count / days, 2) if days else None


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 3)


def rate_ratio(before: int, after: int, before_days: int, after_days: int) -> float | None:
    """Give the rate after by the rate before; None when nothing was counted, or could be, before."""
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
        half = _NORMAL_QUANTILE * sqrt(max(spread, 1.0) * (1 / before + 1 / after))
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
    low = 0.0 if part == 0 else _bisect(lambda share: 1 - _at_most(part - 1, whole, share) - tail)
    high = 1.0 if part == whole else _bisect(lambda share: tail - _at_most(part, whole, share))
    return low, high


def _at_most(part: int, whole: int, share: float) -> float:
    """Give the chance of at most ``part`` successes, by its terms."""
    if share in {0.0, 1.0}:
        return 1.0 if share == 0.0 or part >= whole else 0.0
    terms = (
        exp(lgamma(whole + 1) - lgamma(k + 1) - lgamma(whole - k + 1) + k * log(share) + (whole - k) * log(1 - share))
        for k in range(part + 1)
    )
    return min(sum(terms), 1.0)


def _bisect(rising: Callable[[float], float]) -> float:
    """Find where a function that rises through 0 on [0, 1] does so."""
    low, high = 0.0, 1.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2
