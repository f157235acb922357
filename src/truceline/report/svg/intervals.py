# SPDX-License-Identifier: Apache-2.0
"""Before and after: two counts per day with the whiskers of their intervals, on one scale for all rows."""

from dataclasses import dataclass

from markupsafe import Markup

from truceline.report.svg.markup import element, number
from truceline.report.svg.scales import Scale

_WIDTH = 220.0
_HEIGHT = 44.0
_LEFT = 8.0
_RIGHT = 212.0
_ROWS = (14.0, 32.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whisker:
    """A rate with its interval.

    Attributes:
        middle: The rate [1/day].
        low: Lower end of the interval [1/day].
        high: Upper end of the interval [1/day].
    """

    middle: float
    low: float
    high: float


def before_after(before: Whisker, after: Whisker, top: float) -> Markup:
    """Draw two rates, before above after.

    Args:
        before: The rate before.
        after: The rate after.
        top: Largest value of all rows, so that rows compare [1/day].

    Returns:
        A decoration: the numbers stand beside it in the table.
    """
    scale = Scale(low=0.0, high=top if top > 0 else 1.0, start=_LEFT, end=_RIGHT)
    base = element("line", {"x1": _LEFT, "x2": _LEFT, "y1": 2, "y2": _HEIGHT - 2, "class": "axis"})
    shape = {"class": "inline-whiskers", "viewBox": f"0 0 {number(_WIDTH)} {number(_HEIGHT)}", "aria_hidden": "true"}
    first = _whisker(before, scale, _ROWS[0], filled=False)
    return element("svg", shape, base, first, _whisker(after, scale, _ROWS[1], filled=True))


def _whisker(rate: Whisker, scale: Scale, height: float, *, filled: bool) -> Markup:
    low, middle, high = scale.place(rate.low), scale.place(rate.middle), scale.place(rate.high)
    line = element("line", {"x1": low, "x2": high, "y1": height, "y2": height, "class": "whisker"})
    ends = [
        element("line", {"x1": end, "x2": end, "y1": height - 5, "y2": height + 5, "class": "whisker"})
        for end in (low, high)
    ]
    dot = element("circle", {"cx": middle, "cy": height, "r": 5, "class": "dot-after" if filled else "dot-before"})
    return element("g", {}, line, *ends, dot)
