# SPDX-License-Identifier: Apache-2.0
"""Rates before and after a day as slopes with their intervals: inside as a full line, elsewhere as a broken one.

All panels share one scale from zero, so that they can be laid beside each other. Form, not colour, tells the parts.
"""

from dataclasses import dataclass

from markupsafe import Markup

from truceline.report.svg.intervals import Whisker
from truceline.report.svg.markup import drawing, element
from truceline.report.svg.scales import Scale, count_axis, round_ticks

_WIDTH, _HEIGHT = 270.0, 170.0
_TOP, _BOTTOM = 12.0, 140.0
_LEFT, _RIGHT = 34.0, 260.0
_BEFORE, _AFTER = 96.0, 200.0
_APART = 7.0
"""By how much the whiskers of the two parts stand beside each other."""
_LINE = 11.0
"""Least distance between two numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """One part.

    Attributes:
        part: ``inside`` or ``outside``; also its class.
        before: Rate before, with its interval.
        after: Rate after.
    """

    part: str
    before: Whisker
    after: Whisker


def slope_panel(name: str, slopes: tuple[Slope, ...], top: float, texts: tuple[str, str, str, str]) -> Markup:
    """Draw one panel.

    Args:
        name: Id of the drawing.
        slopes: Inside first, then elsewhere.
        top: Largest rate of all panels [1/day].
        texts: Title, description, the word for before and the word for after.

    Returns:
        The drawing.
    """
    ticks = round_ticks(top, 4)
    scale = Scale(low=0.0, high=ticks[-1], start=_BOTTOM, end=_TOP)
    parts = [count_axis(scale, ticks, (_LEFT, _RIGHT))]
    parts += [_slope(slope, scale, _APART * (2 * index - len(slopes) + 1)) for index, slope in enumerate(slopes)]
    parts += _numbers([(slope.before.middle, slope.part) for slope in slopes], scale, _BEFORE - 16, "end")
    parts += _numbers([(slope.after.middle, slope.part) for slope in slopes], scale, _AFTER + 16, "start")
    for at, words in ((_BEFORE, texts[2]), (_AFTER, texts[3])):
        place = {"x": at, "y": _BOTTOM + 18, "text_anchor": "middle", "class": "tick"}
        parts.append(element("text", place, words))
    return drawing(name, (_WIDTH, _HEIGHT), (texts[0], texts[1]), *parts)


def _slope(slope: Slope, scale: Scale, shift: float) -> Markup:
    first, last = (_BEFORE + shift, slope.before), (_AFTER + shift, slope.after)
    line = {
        "x1": first[0],
        "x2": last[0],
        "y1": scale.place(slope.before.middle),
        "y2": scale.place(slope.after.middle),
        "class": f"slope {slope.part}",
    }
    ends = [_upright(x, rate, scale, slope.part) for x, rate in (first, last)]
    return element("g", {}, element("line", line), *ends)


def _upright(x: float, rate: Whisker, scale: Scale, part: str) -> Markup:
    low, middle, high = scale.place(rate.low), scale.place(rate.middle), scale.place(rate.high)
    marks = [element("line", {"x1": x, "x2": x, "y1": low, "y2": high, "class": "whisker"})]
    marks += [
        element("line", {"x1": x - 4, "x2": x + 4, "y1": end, "y2": end, "class": "whisker"}) for end in (low, high)
    ]
    if part == "inside":
        dot = element("circle", {"cx": x, "cy": middle, "r": 4.5, "class": "dot-after"})
    else:
        dot = element("rect", {"x": x - 4, "y": middle - 4, "width": 8, "height": 8, "class": "dot-before"})
    return element("g", {}, *marks, dot)


def _numbers(rates: list[tuple[float, str]], scale: Scale, x: float, anchor: str) -> list[Markup]:
    """Write rates beside their marks, pushed apart where they would cover each other."""
    heights: list[float] = []
    written: list[Markup] = []
    for rate, part in sorted(rates, reverse=True):
        height = scale.place(rate) + 4
        height = max(height, heights[-1] + _LINE) if heights else height
        heights.append(height)
        at = {"x": x, "y": height, "text_anchor": anchor, "class": f"rate {part}"}
        written.append(element("text", at, f"{rate:.2f}"))
    return written
