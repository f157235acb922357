# SPDX-License-Identifier: Apache-2.0
"""Samples of the tones used in the drawings, for their legends."""

from markupsafe import Markup

from truceline.report.svg.markup import element

_BOX: dict[str, object] = {"x": 1, "y": 2, "width": 26, "height": 10}


def legend_swatch(tone: str) -> Markup:
    """Draw a sample of one tone.

    Args:
        tone: ``approximate``, ``parts``, ``agreed``, ``band``, ``dot``, ``pin``, ``country``, or a stretch of the
            timeline: ``applies``, ``waiting``, ``doubt``, ``before``.

    Returns:
        A decoration: its words stand beside it.
    """
    shape: dict[str, object] = {"viewBox": "0 0 28 14", "aria_hidden": "true"}
    return element("svg", shape, _sample(tone))


def _sample(tone: str) -> Markup:
    line: dict[str, object] = {"d": "M1 7H27", "fill": "none"}
    if tone == "dot":
        return element("g", {"class": "density"}, element("circle", {"cx": 14, "cy": 7, "r": 6}))
    if tone == "pin":
        return element("circle", {"cx": 14, "cy": 7, "r": 6, "class": "pin"})
    if tone == "country":
        return element("path", {**line, "class": "country"})
    if tone == "band":
        return element("path", {**line, "class": "band", "stroke_width": 10})
    if tone == "approximate":
        strokes = element("path", {"d": "M2 11L11 2M9 12L19 2M17 12L26 3", "class": "hatch"})
        return element("g", {}, strokes, element("rect", {**_BOX, "class": "zone approximate", "fill": "none"}))
    if tone == "parts":
        spots = [element("circle", {"cx": x, "cy": 7, "r": 1, "class": "hatch-dot"}) for x in (7, 14, 21)]
        return element("g", {}, *spots, element("rect", {**_BOX, "class": "zone parts", "fill": "none"}))
    if tone == "agreed":
        return element("rect", {**_BOX, "class": "zone agreed", "fill": "none"})
    return element("rect", {**_BOX, "class": tone})
