# SPDX-License-Identifier: Apache-2.0
"""Measured compliance as the page shows it: drawings of each agreement's counts, and where the day stands by chance.

Nothing is counted anew here but the ratios of other days, which are drawn from the daily counts of the assessment.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate

from markupsafe import Markup

from truceline.assessment.assessment import Assessment
from truceline.assessment.measured import COUNTRYWIDE, INSIDE, AreaCount, Changes, Compared, Series
from truceline.base.instants import NS_PER_DAY, day_interval, parse_day
from truceline.report.catalogue import say
from truceline.report.rates import rate_with_interval
from truceline.report.svg.distribution import distribution
from truceline.report.svg.series import DailySeries, Step, draw_series
from truceline.report.svg.slopes import Slope, slope_panel

_UTC = timedelta()
_PER_EVENT = 6.0
"""Height of one event in the drawings of daily counts [drawing units]."""
_TALLEST = 180.0
"""Height that the largest daily count may have [drawing units]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaView:
    """One agreement's counts with their drawings.

    Attributes:
        row: The counts.
        slopes: Rates before and after.
        placebo: Where its day stands among all other days; None when it cannot be said.
    """

    row: AreaCount
    slopes: Markup
    placebo: Markup | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesView:
    """One series of daily counts with its drawing."""

    changes: Changes
    where: str
    drawn: Markup


def area_views(assessment: Assessment) -> tuple[AreaView, ...]:
    """Draw every counted agreement, all on one scale.

    Args:
        assessment: What the run adds up to.

    Returns:
        One view each, in the order of the assessment.
    """
    slopes = [_slopes(row) for row in assessment.areas]
    top = max((rate.high for each in slopes for slope in each for rate in (slope.before, slope.after)), default=1.0)
    return tuple(
        AreaView(
            row=row,
            slopes=slope_panel(f"slope-{number}", each, top, _slope_texts(row)),
            placebo=_placebo(row, assessment.series, f"placebo-{number}"),
        )
        for number, (row, each) in enumerate(zip(assessment.areas, slopes, strict=True), 1)
    )


def series_views(series: Series | None) -> tuple[SeriesView, ...]:
    """Draw every series of daily counts; one event is as high in each.

    Args:
        series: Second views; None when nothing is counted.

    Returns:
        One view each, countrywide first.
    """
    if series is None:
        return ()
    largest = max((count for changes in series.changes for count in changes.daily), default=1)
    per_event = min(_PER_EVENT, _TALLEST / max(largest, 1))
    return tuple(_series_view(changes, per_event, number) for number, changes in enumerate(series.changes, 1))


def other_days(daily: tuple[int, ...], on: int, window: int) -> tuple[tuple[float, ...], float] | None:
    """Give the ratio (after + 0.5)/(before + 0.5) of all other days, and that of the day itself.

    Args:
        daily: Counts of all days, in order.
        on: Index of the day D.
        window: Days on each side, > 0 [d].

    Returns:
        Ratios of the other days with both windows complete, in order, and the ratio of D; None when its own windows
        are not complete or there is no other such day.

    >>> other_days((2, 2, 1, 1), 2, 1)
    ((1.0, 1.0), 0.6)
    """
    sums = (0, *accumulate(daily))
    ratios = {
        day: (sums[day + window] - sums[day] + 0.5) / (sums[day] - sums[day - window] + 0.5)
        for day in range(window, len(daily) - window + 1)
    }
    own = ratios.pop(on, None)
    return (tuple(ratios.values()), own) if own is not None and ratios else None


def parts_of(row: AreaCount) -> tuple[tuple[str, Compared], ...]:
    """Give the parts of a row: its own area, and elsewhere where there is one."""
    return (("inside", row.inside), *((("outside", row.outside),) if row.outside is not None else ()))


def _slopes(row: AreaCount) -> tuple[Slope, ...]:
    return tuple(
        Slope(
            part=part,
            before=rate_with_interval(counted.before, row.before_days_covered, counted.dispersion),
            after=rate_with_interval(counted.after, row.after_days_covered, counted.dispersion),
        )
        for part, counted in parts_of(row)
    )


def rates_words(counted: Compared | None) -> str:
    """Write two rates per day, such as ``2.19 → 0.19``."""
    if counted is None or counted.before_per_day is None or counted.after_per_day is None:
        return say("areas.slope.none")
    return say("areas.counts", before=f"{counted.before_per_day:.2f}", after=f"{counted.after_per_day:.2f}")


def _slope_texts(row: AreaCount) -> tuple[str, str, str, str]:
    return (
        say("areas.slope.title", agreement=row.agreement, on=row.on),
        say("areas.slope.desc", inside=rates_words(row.inside), outside=rates_words(row.outside)),
        say("areas.slope.before"),
        say("areas.slope.after"),
    )


def _placebo(row: AreaCount, series: Series | None, name: str) -> Markup | None:
    changes = maybe_series(row.agreement, series)
    if changes is None or row.inside.placebo_share is None:
        return None
    on = (parse_day(row.on) - parse_day(changes.since)).days
    found = other_days(changes.daily, on, row.days)
    if found is None:
        return None
    texts = (
        say("areas.placebo.title", agreement=row.agreement, on=row.on),
        say("areas.placebo.desc", as_low=row.inside.placebo_as_low, days=row.inside.placebo_days),
        say("areas.placebo.mark"),
    )
    return distribution(name, found[0], found[1], texts)


def maybe_series(agreement: str, series: Series | None) -> Changes | None:
    """Find the series of an agreement's own area: its own one, else the countrywide one."""
    if series is None:
        return None
    own = (each for each in series.changes if each.part == INSIDE and agreement in each.agreements)
    whole = (each for each in series.changes if each.part == COUNTRYWIDE)
    return next(own, next(whole, None))


def _series_view(changes: Changes, per_event: float, number: int) -> SeriesView:
    where = where_words(changes)
    start_ns = _start_ns(changes.since)
    drawn = draw_series(
        DailySeries(
            name=f"series-{number}",
            start_ns=start_ns,
            day_ns=NS_PER_DAY,
            counts=changes.daily,
            steps=tuple(_steps(changes)),
            days=tuple((_start_ns(each.on), each.agreement) for each in changes.nearest),
        ),
        per_event,
        (
            say("series.title", where=where),
            say("series.desc", days=len(changes.daily), since=changes.since, stretches=len(changes.stretches)),
        ),
    )
    return SeriesView(changes=changes, where=where, drawn=drawn)


def where_words(changes: Changes) -> str:
    """Say where a series was counted."""
    if changes.part == COUNTRYWIDE:
        return say("series.countrywide")
    return say("series.inside", agreements=", ".join(changes.agreements))


def _steps(changes: Changes) -> Iterable[Step]:
    for each in changes.stretches:
        title = say("series.step", since=each.since, until=each.until, per_day=f"{each.per_day:.2f}")
        yield Step(start_ns=_start_ns(each.since), end_ns=_start_ns(each.until), per_day=each.per_day, title=title)


def _start_ns(day: str) -> int:
    """Give the beginning of a day for drawing: days are laid side by side, wherever they are days."""
    return day_interval(parse_day(day), _UTC).start_ns
