# SPDX-License-Identifier: Apache-2.0
"""Events per day before and after the day from which an agreement is counted. No statement about cause.

Rules:
    - Windows are half-open: before = [D - n, D), after = [D, D + n), by the day on which an event begins.
    - Only days that the input can have seen are counted in a rate; a window cut short is marked, never stretched.
    - This is the count of the whole input; ``areas`` counts in an agreement's own area and life.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from truceline.agreement.agreement import Agreement
from truceline.agreement.counting_rule import CountingRule
from truceline.assessment.assessment import BeforeAfter
from truceline.assessment.intervals import CONFIDENCE, dispersion, rate_ratio, ratio_interval
from truceline.assessment.lives import measured_day


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
    days = {agreement.id: day for agreement in agreements if (day := measured_day(agreement)) is not None}
    ordered = sorted(days, key=lambda agreement: (days[agreement], agreement))
    return tuple(_compare(agreement, days, counts, rule.window_days, coverage) for agreement in ordered)


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
