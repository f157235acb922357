# SPDX-License-Identifier: Apache-2.0
"""Second views of every headline: interrupted time series, and change points found without being told any day."""

from collections.abc import Sequence

from truceline.assessment.changes import DAYS_MAX, LEAST_DAYS, cut_series, stretches_of
from truceline.assessment.daily import CountedDays, DailyCounts
from truceline.assessment.headlines import Headline
from truceline.assessment.measured import COUNTRYWIDE, INSIDE, Changes, Nearest, Series, Stretch
from truceline.assessment.series import Interruption, interrupted


def second_views(lines: Sequence[Headline], counted: CountedDays) -> Series:
    """Look at the same daily counts in two other ways.

    Args:
        lines: What is measured.
        counted: The counted events.

    Returns:
        Both views.
    """
    fits = tuple(
        interrupted(
            counted.daily(mask),
            Interruption(
                agreement=line.agreement.id, part=part, on=line.on, days=line.days, lived_days=line.lived_days
            ),
        )
        for line in lines
        for part, mask in line.parts().items()
    )
    own: dict[bytes, list[Headline]] = {}
    for line in lines:
        if line.has_outside:
            own.setdefault(line.inside.tobytes(), []).append(line)
    areas = (_changes(INSIDE, counted.daily(group[0].inside), group) for group in own.values())
    return Series(interrupted=fits, changes=(_changes(COUNTRYWIDE, counted.daily(), lines), *areas))


def _changes(part: str, daily: DailyCounts, lines: Sequence[Headline]) -> Changes:
    cut = cut_series(daily.counts)
    stretches = stretches_of(daily, cut.bounds)
    return Changes(
        part=part,
        agreements=tuple(line.agreement.id for line in lines) if part == INSIDE else (),
        since=daily.first.isoformat(),
        until=daily.day(daily.counts.size).isoformat(),
        least_days=LEAST_DAYS,
        dispersion=round(cut.dispersion, 3),
        penalty=round(cut.penalty, 3),
        daily=tuple(daily.counts.tolist()),
        stretches=stretches,
        nearest=tuple(_nearest(line, daily, cut.bounds, stretches) for line in lines),
        searched=daily.counts.size <= DAYS_MAX,
    )


def _nearest(line: Headline, daily: DailyCounts, bounds: Sequence[int], stretches: Sequence[Stretch]) -> Nearest:
    on = daily.index(line.on)
    inner = range(1, len(bounds) - 1)
    number = min(inner, key=lambda each: (abs(bounds[each] - on), bounds[each]), default=None)
    if number is None:
        return Nearest(agreement=line.agreement.id, on=line.on.isoformat(), change_on="", days_after=None, ratio=None)
    before, after = stretches[number - 1], stretches[number]
    ratio = (after.events / after.days) / (before.events / before.days) if before.events else None
    return Nearest(
        agreement=line.agreement.id,
        on=line.on.isoformat(),
        change_on=daily.day(bounds[number]).isoformat(),
        days_after=bounds[number] - on,
        ratio=None if ratio is None else round(ratio, 3),
    )
