# SPDX-License-Identifier: Apache-2.0
"""How the fall after one day stands among the falls after all other days: a histogram of ratios with the day marked.

Ratios stand on a scale of equal factors, the same for every panel. Days with as low a ratio or a lower one are full,
the others open.
"""

import math
from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from truceline.report.svg.markup import drawing, element, number
from truceline.report.svg.scales import Scale

_WIDTH, _HEIGHT = 270.0, 132.0
_LEFT, _RIGHT = 10.0, 260.0
_TOP, _BOTTOM = 22.0, 104.0
_WIDEST = 32.0
"""Factors beyond this, up or down, stand in the outermost column."""
_COLUMNS = 40
_TICKS = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0, 2.0, 4.0, 8.0, 16.0)


def distribution(name: str, ratios: Sequence[float], own: float, texts: tuple[str, str, str]) -> Markup:
    """Draw one panel.

    Args:
        name: Id of the drawing.
        ratios: Ratios of the other days, each > 0.
        own: Ratio of the day itself, > 0.
        texts: Title, description and the word at the mark of the day.

    Returns:
        The drawing.
    """
    scale = Scale(low=-math.log(_WIDEST), high=math.log(_WIDEST), start=_LEFT, end=_RIGHT)
    low = Counter(_column(ratio) for ratio in ratios if ratio <= own)
    rest = Counter(_column(ratio) for ratio in ratios if ratio > own)
    most = max(((low + rest)[column] for column in low + rest), default=1)
    upright = Scale(low=0.0, high=float(most), start=_BOTTOM, end=_TOP)
    parts = [_axis(scale)]
    for column in sorted(low + rest):
        left, width = _LEFT + column * (_RIGHT - _LEFT) / _COLUMNS, (_RIGHT - _LEFT) / _COLUMNS
        middle, high = upright.place(low[column]), upright.place(low[column] + rest[column])
        box = {"x": left + 0.4, "width": width - 0.8}
        if rest[column]:
            parts.append(element("rect", {**box, "y": high, "height": middle - high, "class": "other-day"}))
        if low[column]:
            parts.append(element("rect", {**box, "y": middle, "height": _BOTTOM - middle, "class": "as-low"}))
    parts.append(_mark(scale.place(math.log(own)), texts[2]))
    return drawing(name, (_WIDTH, _HEIGHT), (texts[0], texts[1]), *parts)


def _column(ratio: float) -> int:
    share = (math.log(ratio) + math.log(_WIDEST)) / (2 * math.log(_WIDEST))
    return min(_COLUMNS - 1, max(0, math.floor(share * _COLUMNS)))


def _axis(scale: Scale) -> Markup:
    marks = [element("line", {"x1": _LEFT, "x2": _RIGHT, "y1": _BOTTOM, "y2": _BOTTOM, "class": "axis"})]
    for tick in _TICKS:
        place = scale.place(math.log(tick))
        marks.append(element("line", {"x1": place, "x2": place, "y1": _TOP, "y2": _BOTTOM, "class": "grid"}))
        words = number(tick) if tick >= 1 else f"1/{1 / tick:.0f}"
        at = {"x": place, "y": _BOTTOM + 14, "text_anchor": "middle", "class": "tick"}
        marks.append(element("text", at, words))
    return element("g", {}, *marks)


def _mark(place: float, words: str) -> Markup:
    line = element("line", {"x1": place, "x2": place, "y1": _TOP - 4, "y2": _BOTTOM, "class": "own-day"})
    anchor = "start" if place < (_LEFT + _RIGHT) / 2 else "end"
    at = {"x": place + (3 if anchor == "start" else -3), "y": _TOP - 8, "text_anchor": anchor, "class": "own-day-name"}
    return element("g", {}, line, element("text", at, words))
