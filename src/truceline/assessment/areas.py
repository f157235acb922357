# SPDX-License-Identifier: Apache-2.0
"""Each agreement counted in its own area and within its own life, beside the same count elsewhere.

Rules:
    - The window is the rule's, or the days the agreement lived if those are fewer; the same before D as after.
    - Outside is every counted event that is not shown to be inside.
"""

from collections.abc import Sequence
from dataclasses import replace

from truceline.assessment.comparing import rounded
from truceline.assessment.daily import CountedDays, Mask
from truceline.assessment.headlines import Headline, compare_parts
from truceline.assessment.intervals import CONFIDENCE, rate_ratio
from truceline.assessment.lives import End
from truceline.assessment.measured import COUNTRYWIDE, INSIDE, OUTSIDE, AreaCount, Compared, LifeReading, Pair


def area_counts(lines: Sequence[Headline], counted: CountedDays, window_days: int) -> tuple[AreaCount, ...]:
    """Count every agreement in its own area and life.

    Args:
        lines: What is measured.
        counted: The counted events.
        window_days: The rule's window [d].

    Returns:
        One row per agreement, in their order.
    """
    return tuple(_area_count(line, counted, window_days) for line in lines)


def inside_by_outside(inside: Compared, outside: Compared | None) -> float | None:
    """Give the ratio inside by the ratio outside; the days are the same and cancel.

    Returns:
        None without an outside, when nothing was counted before on a side, or nothing after outside.
    """
    if outside is None:
        return None
    both = (rate_ratio(each.before, each.after, 1, 1) for each in (inside, outside))
    own, other = both
    return own / other if own is not None and other else None


def _area_count(line: Headline, counted: CountedDays, window_days: int) -> AreaCount:
    parts = compare_parts(line, counted)
    whole = counted.daily()
    at = whole.index(line.on)
    covered = int(whole.between(at - line.days, at).size), int(whole.between(at, at + line.days).size)
    outside = parts.get(OUTSIDE)
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
        countrywide=parts.get(COUNTRYWIDE, parts[INSIDE]),
        inside_by_outside=rounded(inside_by_outside(parts[INSIDE], outside)),
        also_starting=line.also_starting,
    )


def _with_doubt(outside: Compared, line: Headline, counted: CountedDays) -> Compared:
    def pair(mask: Mask) -> Pair:
        return counted.daily(mask).around(line.on, line.days)

    return replace(
        outside, of_unknown_place=pair(line.of_unknown_place), of_undecided_boundary=pair(line.of_undecided_boundary)
    )


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
