# SPDX-License-Identifier: Apache-2.0
"""Each agreement counted in its own area and within its own life, beside the same count elsewhere.

Rules:
    - The window is the rule's, or the days the agreement lived if those are fewer; the same before D as after.
    - Outside is every counted event that is not shown to be inside.
    - A fall may begin before D: the last week before it is told beside the two weeks before that, and so is a fall of
      the rate that the change points put into the window before D.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from truceline.assessment.comparing import rounded
from truceline.assessment.daily import CountedDays, Mask
from truceline.assessment.headlines import Headline, compare_parts
from truceline.assessment.intervals import CONFIDENCE, Sides, ratio_of_ratios
from truceline.assessment.lives import End
from truceline.assessment.measured import (
    COUNTRYWIDE,
    INSIDE,
    OUTSIDE,
    AreaCount,
    Changes,
    Compared,
    Eve,
    LifeReading,
    Pair,
    Series,
)

_LAST_DAYS, _EARLIER_DAYS = 7, 14
"""The last week before D, and the two weeks before it [d]."""


def area_counts(
    lines: Sequence[Headline], counted: CountedDays, window_days: int, series: Series
) -> tuple[AreaCount, ...]:
    """Count every agreement in its own area and life.

    Args:
        lines: What is measured.
        counted: The counted events.
        window_days: The rule's window [d].
        series: Second views of the same counts.

    Returns:
        One row per agreement, in their order.
    """
    whole = next(each for each in series.changes if each.part == COUNTRYWIDE)
    own = {agreement: each for each in series.changes for agreement in each.agreements}
    return tuple(_area_count(line, counted, window_days, own.get(line.agreement.id, whole)) for line in lines)


def inside_by_outside(inside: Compared, outside: Compared | None) -> tuple[float | None, float | None, float | None]:
    """Give the ratio inside by the ratio outside with its interval; the days are the same and cancel.

    Returns:
        Ratio, lower end, upper end, as they are shown; None without an outside, when nothing was counted before on a
        side, or nothing after outside.
    """
    if outside is None:
        return None, None, None
    own, other = (
        Sides(counts=(each.before, each.after), days=(1, 1), spread=each.dispersion) for each in (inside, outside)
    )
    ratio, low, high = ratio_of_ratios(own, other)
    return rounded(ratio), rounded(low), rounded(high)


def _area_count(line: Headline, counted: CountedDays, window_days: int, changes: Changes) -> AreaCount:
    parts = compare_parts(line, counted)
    whole = counted.daily()
    at = whole.index(line.on)
    covered = int(whole.between(at - line.days, at).size), int(whole.between(at, at + line.days).size)
    outside = parts.get(OUTSIDE)
    beside, beside_low, beside_high = inside_by_outside(parts[INSIDE], outside)
    return AreaCount(
        agreement=line.agreement.id,
        title=line.agreement.title,
        on=line.on.isoformat(),
        days=line.days,
        rule_days=window_days,
        lived_days=line.lived_days,
        readings=tuple(_reading(end, line, counted, window_days) for end in line.ends),
        area=line.area,
        before_days_covered=covered[0],
        after_days_covered=covered[1],
        complete=covered == (line.days, line.days),
        confidence=CONFIDENCE,
        inside=parts[INSIDE],
        outside=outside and _with_doubt(outside, line, counted),
        shown_outside=counted.daily(line.shown_outside).around(line.on, line.days) if outside else None,
        countrywide=parts.get(COUNTRYWIDE, parts[INSIDE]),
        inside_by_outside=beside,
        inside_by_outside_low=beside_low,
        inside_by_outside_high=beside_high,
        eve=_eve(line, counted, changes),
        also_starting=line.also_starting,
    )


def _with_doubt(outside: Compared, line: Headline, counted: CountedDays) -> Compared:
    def pair(mask: Mask) -> Pair:
        return counted.daily(mask).around(line.on, line.days)

    return replace(
        outside, of_unknown_place=pair(line.of_unknown_place), of_undecided_boundary=pair(line.of_undecided_boundary)
    )


def _eve(line: Headline, counted: CountedDays, changes: Changes) -> Eve:
    """Look at the last days before D."""
    daily = counted.daily(line.inside)
    on = daily.index(line.on)
    last = daily.between(on - _LAST_DAYS, on)
    earlier = daily.between(on - _LAST_DAYS - _EARLIER_DAYS, on - _LAST_DAYS)
    change_on, days_before, ratio = _fall_before(line, changes)
    return Eve(
        days=int(last.size),
        events=int(last.sum()),
        earlier_days=int(earlier.size),
        earlier_events=int(earlier.sum()),
        change_on=change_on,
        days_before=days_before,
        ratio=ratio,
    )


def _fall_before(line: Headline, changes: Changes) -> tuple[str, int | None, float | None]:
    """Give the last change point before D, less than one window from it, at which the rate falls."""
    for before, after in reversed(tuple(pairwise(changes.stretches))):
        days_before = (line.on - date.fromisoformat(after.since)).days
        if 0 < days_before < line.days and after.events * before.days < before.events * after.days:
            ratio = (after.events / after.days) / (before.events / before.days)
            return after.since, days_before, rounded(ratio)
    return "", None, None


def _reading(end: End, line: Headline, counted: CountedDays, window_days: int) -> LifeReading:
    is_shorter = end.days < window_days
    return LifeReading(
        code=end.code,
        ends=end.ends,
        days=end.days,
        by=end.by,
        contested_by=end.contested_by,
        told=end.told,
        decides=end.decides,
        inside=counted.daily(line.inside).around(line.on, end.days) if is_shorter else None,
    )
