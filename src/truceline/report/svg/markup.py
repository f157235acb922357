# SPDX-License-Identifier: Apache-2.0
"""Elements of SVG as escaped text.

Conventions: lengths are in units of the drawing's own ``viewBox``; numbers are written with at most two decimals, so
that the same drawing always has the same bytes. Colours come from classes that the page's style sheet explains.

Rules:
    - Every attribute and every child that is not ``Markup`` is escaped.
    - No ``style`` and no address outside the page ever appears: the page's content policy would refuse both.
"""

from collections.abc import Mapping
from typing import TypeAlias

from markupsafe import Markup, escape

from truceline.report.plain import plain

Attribute: TypeAlias = str | float | int
TOOLTIP_CHARS = 300
LABEL_CHARS = 60
"""A label in a drawing is shortened after so many characters; the table beside it has the whole name."""


def number(value: float) -> str:
    """Write a number with at most two decimals and no minus before zero.

    >>> number(3.14159), number(2.0), number(-0.001)
    ('3.14', '2', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def element(name: str, attributes: Mapping[str, object], *children: str) -> Markup:
    """Make one element.

    Args:
        name: Name of the element, our own.
        attributes: Attributes; ``_`` in a name stands for ``-``. Numbers are shortened, texts escaped.
        children: Texts, escaped unless they are ``Markup``.

    Returns:
        The element with its children.
    """
    written = "".join(f' {key.replace("_", "-")}="{_attribute(value)}"' for key, value in attributes.items())
    inside = "".join(str(escape(child)) for child in children)
    return Markup(f"<{name}{written}>{inside}</{name}>") if inside else Markup(f"<{name}{written}/>")  # noqa: S704 escaped above


def label(text: str) -> str:
    """Make a text fit for a drawing: one line, no control characters, shortened."""
    whole = " ".join(plain(text, limit=10 * LABEL_CHARS).split())
    return whole if len(whole) <= LABEL_CHARS else whole[: LABEL_CHARS - 1] + "…"


def tooltip(text: str) -> Markup:
    """Make the words shown when a part of a drawing is pointed at."""
    return element("title", {}, plain(text, limit=TOOLTIP_CHARS))


def drawing(name: str, size: tuple[float, float], texts: tuple[str, str], *children: str) -> Markup:
    """Make a whole drawing that names and describes itself.

    Args:
        name: Id of the drawing in its page; also its first class.
        size: Width and height of the ``viewBox``.
        texts: Title and description, read out in place of the picture.
        children: Elements.

    Returns:
        The ``svg`` element.
    """
    width, height = size
    attributes: dict[str, object] = {
        "class": f"drawing {name}",
        "role": "img",
        "aria_labelledby": f"{name}-title {name}-desc",
        "viewBox": f"0 0 {number(width)} {number(height)}",
        "width": width,
        "height": height,
    }
    title = element("title", {"id": f"{name}-title"}, plain(texts[0]))
    description = element("desc", {"id": f"{name}-desc"}, plain(texts[1]))
    return element("svg", attributes, title, description, *children)


def path_of(points: list[tuple[float, float]], *, closed: bool) -> str:
    """Write the ``d`` of a path through points, in tenths of a unit, without repeated points."""
    steps: list[str] = []
    for x, y in points:
        step = f"{_tenths(x)} {_tenths(y)}"
        if not steps or steps[-1] != step:
            steps.append(step)
    return f"M{'L'.join(steps)}{'Z' if closed else ''}"


def _tenths(value: float) -> str:
    return number(round(value, 1))


def _attribute(value: object) -> str:
    assert isinstance(value, Attribute), value
    return str(escape(value)) if isinstance(value, str) else number(value)
