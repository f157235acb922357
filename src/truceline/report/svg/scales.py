# SPDX-License-Identifier: Apache-2.0
"""Scales and axes: from counts and instants to places in a drawing, with round ticks."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime

from markupsafe import Markup

from truceline.base.instants import NS_PER_DAY, NS_PER_S
from truceline.report.svg.markup import element, number

_ROUND_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_MONTHS = 12
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A straight-line scale.

    Attributes:
        low: Value at the start.
        high: Value at the end; more than ``low``.
        start: Place of ``low`` in the drawing.
        end: Place of ``high``.
    """

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        """Give the place of a value, kept inside the scale."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + (self.end - self.start) * min(1.0, max(0.0, share))


def round_ticks(high: float, count: int) -> tuple[float, ...]:
    """Give round values from 0 to at least ``high``.

    Args:
        high: Largest value shown; 0 or less counts as 1.
        count: About how many steps.

    Returns:
        Values in rising order, the first 0, the last >= ``high``.
    """
    top = high if high > 0 else 1.0
    rough = top / max(count, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(each * power for each in _ROUND_STEPS if each * power >= rough * (1 - 1e-9))
    steps = math.ceil(top / step - 1e-9)
    return tuple(round(step * index, 10) for index in range(steps + 1))


def month_ticks(start_ns: int, end_ns: int, count: int) -> tuple[tuple[int, str], ...]:
    """Give the first instants of months in UTC with their names ``YYYY-MM``.

    Args:
        start_ns: Start of the stretch [ns since 1970 UTC].
        end_ns: End of the stretch [ns since 1970 UTC].
        count: At most about how many.

    Returns:
        Pairs of instant and name, in order of time.
    """
    first = datetime.fromtimestamp(start_ns // NS_PER_S, UTC)
    months = max(1, round((end_ns - start_ns) / (30.44 * NS_PER_DAY)))
    step = next((each for each in _MONTH_STEPS if months / each <= count), _MONTH_STEPS[-1])
    index = first.year * _MONTHS + first.month - 1
    index += -index % step
    ticks: list[tuple[int, str]] = []
    while (instant := _month_start(index)) < end_ns:
        if instant >= start_ns:
            ticks.append((instant, f"{index // _MONTHS:04d}-{index % _MONTHS + 1:02d}"))
        index += step
    return tuple(ticks)


def count_axis(scale: Scale, ticks: tuple[float, ...], span: tuple[float, float]) -> Markup:
    """Draw an upright axis of counts: a thin line across at each tick, its number at the left.

    Args:
        scale: From counts to heights.
        ticks: Values marked.
        span: Left and right end of the lines.

    Returns:
        A group.
    """
    marks: list[Markup] = []
    for tick in ticks:
        height = scale.place(tick)
        marks.append(element("line", {"x1": span[0], "x2": span[1], "y1": height, "y2": height, "class": "grid"}))
        at = {"x": span[0] - 6, "y": height + 4, "text_anchor": "end", "class": "tick"}
        marks.append(element("text", at, number(tick)))
    return element("g", {}, *marks)


def time_axis(scale: Scale, ticks: tuple[tuple[int, str], ...], span: tuple[float, float]) -> Markup:
    """Draw an axis of months: a thin upright line at each, its name below.

    Args:
        scale: From instants [ns] to places.
        ticks: Instants and names.
        span: Top and bottom of the lines.

    Returns:
        A group.
    """
    marks: list[Markup] = []
    for instant, name in ticks:
        place = scale.place(instant)
        marks.append(element("line", {"x1": place, "x2": place, "y1": span[0], "y2": span[1], "class": "grid"}))
        at = {"x": place, "y": span[1] + 14, "text_anchor": "middle", "class": "tick"}
        marks.append(element("text", at, name))
    return element("g", {}, *marks)


def _month_start(index: int) -> int:
    start = datetime(index // _MONTHS, index % _MONTHS + 1, 1, tzinfo=UTC)
    return int(start.timestamp()) * NS_PER_S
