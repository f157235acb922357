# SPDX-License-Identifier: Apache-2.0
"""Letters on a map: where each stands inside its shape, clear of the others. The key beside the map explains them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from truceline.report.svg.markup import element, tooltip

_ROWS = 12
_ROOM = 15.0
"""Least distance between two letters, and between a letter and a pin [drawing units]."""

Point = tuple[float, float]
Ring = Sequence[Point]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A letter for one shape of a map.

    Attributes:
        letter: The letter, or two.
        at: Where it stands [drawing units].
        title: What it stands for.
    """

    letter: str
    at: Point
    title: str


def letters(count: int) -> tuple[str, ...]:
    """Give so many letters: A to Z, then AA to AZ and on.

    >>> letters(3), letters(28)[-2:]
    (('A', 'B', 'C'), ('AA', 'AB'))
    """
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    size = len(alphabet)
    return tuple(
        (alphabet[number // size - 1] if number >= size else "") + alphabet[number % size] for number in range(count)
    )


def stands_in(rings: Iterable[Ring]) -> tuple[Point, ...]:
    """Give places inside an area, the roomiest first.

    Args:
        rings: Its rings, closed, in drawing units; holes count as outside.

    Returns:
        Middles of the widest stretches of some level lines; empty when the area has no inside.
    """
    edges = [edge for ring in rings for edge in pairwise(ring)]
    heights = [y for edge in edges for _, y in edge]
    if not heights:
        return ()
    low, high = min(heights), max(heights)
    found: list[tuple[float, Point]] = []
    for row in range(_ROWS):
        y = low + (high - low) * (row + 0.5) / _ROWS
        crossed = sorted(_crossing(edge, y) for edge in edges if (edge[0][1] > y) != (edge[1][1] > y))
        room = min(y - low, high - y)
        found += [
            (min(right - left, 2 * room), ((left + right) / 2, y))
            for left, right in zip(crossed[::2], crossed[1::2], strict=False)
        ]
    return tuple(place for _, place in sorted(found, key=lambda each: -each[0]))


def free_stand(stands: Sequence[Point], taken: Sequence[Point]) -> Point | None:
    """Choose the first place that is clear of what stands already; the first of all when none is."""
    clear = (place for place in stands if all(math.dist(place, other) >= _ROOM for other in taken))
    return next(clear, stands[0] if stands else None)


def draw_labels(labels: Iterable[Label]) -> Markup:
    """Draw letters with a rim of paper, so that hatches and lines do not hide them."""
    shapes = [
        element(
            "text",
            {"x": each.at[0], "y": each.at[1] + 4, "text_anchor": "middle", "class": "zone-label"},
            each.letter,
            tooltip(each.title),
        )
        for each in labels
    ]
    return element("g", {"class": "zone-labels"}, *shapes)


def _crossing(edge: tuple[Point, Point], y: float) -> float:
    (x1, y1), (x2, y2) = edge
    return x1 + (x2 - x1) * (y - y1) / (y2 - y1)
