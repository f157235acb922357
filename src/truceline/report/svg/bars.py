# SPDX-License-Identifier: Apache-2.0
"""Small bars that stand in a table's cell beside their number; one tone, never a colour for a party."""

from markupsafe import Markup

from truceline.report.svg.markup import element

_WIDTH = 100.0
_HEIGHT = 10.0


def share_bar(value: float, whole: float) -> Markup:
    """Draw the share of a whole.

    Args:
        value: The part, >= 0.
        whole: The whole; 0 draws an empty bar.

    Returns:
        A decoration: the number stands beside it, so it is hidden from those who listen.
    """
    share = min(1.0, max(0.0, value / whole)) if whole > 0 else 0.0
    return stacked_bar(((share, "bar"),))


def stacked_bar(parts: tuple[tuple[float, str], ...]) -> Markup:
    """Draw shares of one whole, one after another.

    Args:
        parts: Shares from 0 to 1 with the class that tones them.

    Returns:
        A decoration, hidden from those who listen.
    """
    frame = element("rect", {"width": _WIDTH, "height": _HEIGHT, "class": "bar-room"})
    filled: list[Markup] = []
    start = 0.0
    for share, tone in parts:
        if share > 0:
            filled.append(element("rect", {"x": start, "width": share * _WIDTH, "height": _HEIGHT, "class": tone}))
        start += share * _WIDTH
    shape = {"class": "inline-bar", "viewBox": "0 0 100 10", "preserveAspectRatio": "none", "aria_hidden": "true"}
    return element("svg", shape, frame, *filled)
