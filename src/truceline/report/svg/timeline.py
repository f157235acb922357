# SPDX-License-Identifier: Apache-2.0
"""The timeline: one lane per agreement over the count of events, all on one scale of time.

Tones follow what a stretch *is* (applies, not yet or in doubt, before agreement), never who did what. Each mark is a
letter that the legend explains; the table below the drawing has every mark with its date and source.
"""

from dataclasses import dataclass

from markupsafe import Markup

from truceline.report.svg.markup import drawing, element, label, number, tooltip
from truceline.report.svg.scales import Scale, count_axis, month_ticks, round_ticks, time_axis

WIDTH = 1000.0
_LEFT = 44.0
_RIGHT = 990.0
_LANE = 40.0
_BAR_TOP = 19.0
_BAR = 9.0
_COUNTS = 130.0
_GAP = 26.0
_FOOT = 24.0
_MARK_ROOM = 11.0
_LETTER = 7.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of a lane.

    Attributes:
        start_ns: From [ns since 1970 UTC].
        end_ns: Until [ns since 1970 UTC].
        tone: Class: ``applies``, ``doubt``, ``waiting`` or ``before``.
        title: Words shown when pointed at.
    """

    start_ns: int
    end_ns: int
    tone: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One instant on a lane: a letter with words."""

    at_ns: int
    letter: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One agreement.

    Attributes:
        name: Its id.
        stretches: In order of time.
        marks: In order of time.
        counted_from_ns: Day from which events are counted before and after; None when it is not counted.
    """

    name: str
    stretches: tuple[Stretch, ...]
    marks: tuple[Mark, ...]
    counted_from_ns: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Events that begin in one stretch of time.

    Attributes:
        start_ns: From [ns since 1970 UTC].
        end_ns: Until [ns since 1970 UTC].
        events: How many.
    """

    start_ns: int
    end_ns: int
    events: int


def timeline(
    lanes: tuple[Lane, ...],
    columns: tuple[Column, ...],
    span_ns: tuple[int, int],
    texts: tuple[str, str],
) -> Markup:
    """Draw the timeline.

    Args:
        lanes: Agreements, top first.
        columns: Counts of events, in order of time; empty draws none.
        span_ns: First and last instant shown [ns since 1970 UTC].
        texts: Title and description.

    Returns:
        The drawing.
    """
    scale = Scale(low=span_ns[0], high=span_ns[1], start=_LEFT, end=_RIGHT)
    lanes_end = _LANE * len(lanes) + 4
    counts_end = lanes_end + (_GAP + _COUNTS if columns else 0)
    parts = [time_axis(scale, month_ticks(*span_ns, 14), (2, counts_end))]
    parts += [_lane(lane, scale, index * _LANE) for index, lane in enumerate(lanes)]
    if columns:
        parts.append(_counted_days(lanes, scale, lanes_end, counts_end))
        parts.append(_counts(columns, scale, (lanes_end + _GAP, counts_end)))
    return drawing("timeline", (WIDTH, counts_end + _FOOT), texts, *parts)


def _lane(lane: Lane, scale: Scale, top: float) -> Markup:
    base = top + _BAR_TOP + _BAR / 2
    parts = [element("line", {"x1": _LEFT, "x2": _RIGHT, "y1": base, "y2": base, "class": "grid"})]
    for stretch in lane.stretches:
        start, end = scale.place(stretch.start_ns), scale.place(stretch.end_ns)
        if end > start:
            shape = {"x": start, "y": top + _BAR_TOP, "width": end - start, "height": _BAR, "class": stretch.tone}
            parts.append(element("rect", shape, tooltip(stretch.title)))
    first = min((scale.place(stretch.start_ns) for stretch in lane.stretches), default=_LEFT)
    name = label(lane.name)
    at = {"x": min(max(first, _LEFT), _RIGHT - _LETTER * len(name)), "y": top + 14, "class": "lane-name"}
    parts.append(element("text", at, name))
    parts += _marks(lane.marks, scale, top + _BAR_TOP + _BAR)
    return element("g", {}, *parts)


def _marks(marks: tuple[Mark, ...], scale: Scale, top: float) -> list[Markup]:
    """Draw ticks at their instants and letters below; letters that would cover each other are left out."""
    parts: list[Markup] = []
    free_from = 0.0
    for mark in marks:
        place = scale.place(mark.at_ns)
        tick = element("line", {"x1": place, "x2": place, "y1": top - _BAR - 2, "y2": top + 2, "class": "mark"})
        children = [tooltip(mark.title), tick]
        if place >= free_from:
            at = {"x": place, "y": top + 10, "text_anchor": "middle", "class": "mark-letter"}
            children.append(element("text", at, mark.letter))
            free_from = place + _MARK_ROOM
        parts.append(element("g", {}, *children))
    return parts


def _counted_days(lanes: tuple[Lane, ...], scale: Scale, top: float, bottom: float) -> Markup:
    lines = [
        element("line", {"x1": place, "x2": place, "y1": top, "y2": bottom, "class": "counted-day"})
        for place in (scale.place(lane.counted_from_ns) for lane in lanes if lane.counted_from_ns is not None)
    ]
    return element("g", {}, *lines)


def _counts(columns: tuple[Column, ...], scale: Scale, heights: tuple[float, float]) -> Markup:
    ticks = round_ticks(max(column.events for column in columns), 4)
    upright = Scale(low=0.0, high=ticks[-1], start=heights[1], end=heights[0])
    steps = []
    for column in columns:
        if column.events:
            start, end = scale.place(column.start_ns), scale.place(column.end_ns)
            height = number(heights[1] - upright.place(column.events))
            steps.append(f"M{number(start)} {number(heights[1])}v-{height}h{number(max(end - start, 0.5))}v{height}z")
    return element(
        "g", {}, count_axis(upright, ticks, (_LEFT, _RIGHT)), element("path", {"d": "".join(steps), "class": "count"})
    )
