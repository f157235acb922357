# SPDX-License-Identifier: Apache-2.0
"""A series of daily counts with the steps of its rate: a thin column a day, a full line for each stretch of one rate.

One event has the same height in every drawing, so that a small area stands beside the whole country as small as it is.
"""

from dataclasses import dataclass

from markupsafe import Markup

from truceline.report.svg.markup import drawing, element, label, number, tooltip
from truceline.report.svg.scales import Scale, count_axis, month_ticks, round_ticks, time_axis

WIDTH = 1000.0
_LEFT, _RIGHT = 44.0, 990.0
_HEAD = 34.0
_FOOT = 24.0
_LEAST_HEIGHT = 36.0
_NAME_LINES = 2
_NAME_HEIGHT = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A stretch of one rate.

    Attributes:
        start_ns: From [ns since 1970 UTC].
        end_ns: Until [ns since 1970 UTC].
        per_day: The rate [1/day].
        title: Words shown when pointed at.
    """

    start_ns: int
    end_ns: int
    per_day: float
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DailySeries:
    """What is drawn.

    Attributes:
        name: Id of the drawing.
        start_ns: Beginning of the first day [ns since 1970 UTC].
        day_ns: Length of a day [ns].
        counts: One for each day.
        steps: Stretches of one rate, in order of time.
        days: Days D with the id of their agreement: dashed upright lines.
    """

    name: str
    start_ns: int
    day_ns: int
    counts: tuple[int, ...]
    steps: tuple[Step, ...]
    days: tuple[tuple[int, str], ...]


def draw_series(series: DailySeries, per_event: float, texts: tuple[str, str]) -> Markup:
    """Draw a series.

    Args:
        series: What is drawn.
        per_event: Height of one event [drawing units].
        texts: Title and description.

    Returns:
        The drawing.
    """
    end_ns = series.start_ns + series.day_ns * len(series.counts)
    along = Scale(low=series.start_ns, high=max(end_ns, series.start_ns + 1), start=_LEFT, end=_RIGHT)
    ticks = round_ticks(max(max(series.counts, default=1), _LEAST_HEIGHT / per_event), 3)
    bottom = _HEAD + ticks[-1] * per_event
    upright = Scale(low=0.0, high=ticks[-1], start=bottom, end=_HEAD)
    parts = [
        time_axis(along, month_ticks(series.start_ns, end_ns, 14), (_HEAD, bottom)),
        count_axis(upright, ticks, (_LEFT, _RIGHT)),
        element("path", {"d": _columns(series, along, upright), "class": "count"}),
        *_days(series, along, bottom),
        *(_step(step, along, upright) for step in series.steps),
    ]
    return drawing(series.name, (WIDTH, bottom + _FOOT), texts, *parts)


def _columns(series: DailySeries, along: Scale, upright: Scale) -> str:
    width = number(max(0.5, (_RIGHT - _LEFT) / max(len(series.counts), 1) * 0.8))
    columns = []
    for index, count in enumerate(series.counts):
        if count:
            start, height = along.place(series.start_ns + index * series.day_ns), upright.start - upright.place(count)
            columns.append(f"M{number(start)} {number(upright.start)}v-{number(height)}h{width}v{number(height)}z")
    return "".join(columns)


def _step(step: Step, along: Scale, upright: Scale) -> Markup:
    line = {
        "x1": along.place(step.start_ns),
        "x2": along.place(step.end_ns),
        "y1": upright.place(step.per_day),
        "y2": upright.place(step.per_day),
        "class": "fitted-step",
    }
    return element(
        "g", {}, tooltip(step.title), element("line", {**line, "class": "fitted-rim"}), element("line", line)
    )


def _days(series: DailySeries, along: Scale, bottom: float) -> list[Markup]:
    """Draw the days D, their names on lines in turn so that neighbours do not cover each other."""
    marks: list[Markup] = []
    for index, (at_ns, name) in enumerate(series.days):
        place = along.place(at_ns)
        line = {"x1": place, "x2": place, "y1": _NAME_HEIGHT, "y2": bottom, "class": "counted-day"}
        words = label(name)
        anchor = "end" if place > (_LEFT + 4 * _RIGHT) / 5 else "start"
        at = {
            "x": place + (3 if anchor == "start" else -3),
            "y": _NAME_HEIGHT * (1 + index % _NAME_LINES),
            "text_anchor": anchor,
            "class": "day-name",
        }
        marks += [element("line", line), element("text", at, words)]
    return marks
