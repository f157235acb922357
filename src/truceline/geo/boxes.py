# SPDX-License-Identifier: Apache-2.0
"""Boxes of longitudes and latitudes, which may cross the antimeridian.

Rules:
    - A box is closed. One whose west lies above its east crosses the antimeridian.
    - Longitudes 180 and -180 are one meridian: boxes that end there, one on each side, touch.
    - All longitudes are -180 to 180, however they came together.
    - A pole is no place of its own here: boxes meet at one only where their longitudes meet.

Source:
    RFC 7946, section 5.2.
"""

from collections.abc import Iterable
from typing import TypeAlias

from truceline.geo.positions import LON_LIMIT_DEG

Box: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north [deg], closed; it crosses the antimeridian where west lies above east."""

_WHOLE_TURN_DEG = 2.0 * LON_LIMIT_DEG


def make_box(west_deg: float, south_deg: float, east_deg: float, north_deg: float) -> Box:
    """Make a box of bounds of which one may lie beyond the antimeridian.

    Args:
        west_deg: West bound [deg], above -540.
        south_deg: South bound [deg].
        east_deg: East bound [deg], no less than the west bound and below 540.
        north_deg: North bound [deg].

    Returns:
        The box; all longitudes when it goes all the way round.

    Source:
        RFC 7946, section 5.2.
    """
    if east_deg - west_deg >= _WHOLE_TURN_DEG:
        return -LON_LIMIT_DEG, south_deg, LON_LIMIT_DEG, north_deg
    if west_deg < -LON_LIMIT_DEG:
        west_deg += _WHOLE_TURN_DEG
    elif east_deg > LON_LIMIT_DEG:
        east_deg -= _WHOLE_TURN_DEG
    return west_deg, south_deg, east_deg, north_deg


def parts(box: Box) -> tuple[Box, ...]:
    """Cut a box at the antimeridian.

    Args:
        box: A box.

    Returns:
        Boxes that do not cross it: itself, or the part from its west to 180 and the part from -180 to its east.

    Source:
        RFC 7946, section 3.1.9.
    """
    west, south, east, north = box
    if west <= east:
        return (box,)
    return (west, south, LON_LIMIT_DEG, north), (-LON_LIMIT_DEG, south, east, north)


def hull(box: Box) -> Box:
    """Give the smallest box that holds a box and does not cross the antimeridian; for whoever knows no others.

    Source:
        RFC 7946, section 5.2.
    """
    west, south, east, north = box
    return box if west <= east else (-LON_LIMIT_DEG, south, LON_LIMIT_DEG, north)


def is_at_antimeridian(box: Box) -> bool:
    """Say whether a box crosses the antimeridian or ends at it.

    Source:
        RFC 7946, section 3.1.9.
    """
    return box[0] > box[2] or abs(box[0]) == LON_LIMIT_DEG or abs(box[2]) == LON_LIMIT_DEG


def boxes_meet(one: Box, other: Box) -> bool:
    """Say whether two boxes share a place; boxes that touch do.

    Source:
        The rules at the head of this module.
    """
    if one[1] > other[3] or other[1] > one[3]:
        return False
    if one[0] <= one[2] and other[0] <= other[2] and one[0] <= other[2] and other[0] <= one[2]:
        return True
    if is_at_antimeridian(one) and is_at_antimeridian(other):
        return True
    return any(mine[0] <= theirs[2] and theirs[0] <= mine[2] for mine in parts(one) for theirs in parts(other))


def meet_boxes(one: Box, other: Box) -> Box | None:
    """Give the smallest box around what two boxes share; ``None`` when they do not even touch.

    Args:
        one: A box.
        other: Another; their order means nothing.

    Returns:
        The box. Two boxes that together go round the globe may share ground at both their ends, and it holds both.

    Source:
        The rules at the head of this module.
    """
    south, north = max(one[1], other[1]), min(one[3], other[3])
    if south > north:
        return None
    shared = [
        (max(mine[0], theirs[0]), south, min(mine[2], theirs[2]), north)
        for mine in parts(one)
        for theirs in parts(other)
    ]
    found = [box for box in shared if box[0] <= box[2]]
    if is_at_antimeridian(one) and is_at_antimeridian(other) and not any(map(is_at_antimeridian, found)):
        found.append((LON_LIMIT_DEG, south, LON_LIMIT_DEG, north))
    return join(found) if found else None


def join(boxes: Iterable[Box]) -> Box:
    """Give the smallest box around several.

    Args:
        boxes: At least one; their order means nothing.

    Returns:
        The box; it crosses the antimeridian only where it is smaller so.

    Source:
        The widest gap between longitudes, left out.
    """
    plain: list[Box] = []
    for box in boxes:
        plain += (box,) if box[0] <= box[2] else parts(box)
    assert plain, "a box is joined of at least one"
    wests, souths, easts, norths = zip(*plain, strict=True)
    south, north = min(souths), max(norths)
    west, east = min(wests), max(easts)
    if east - west <= LON_LIMIT_DEG:
        return west, south, east, north
    spans = sorted({(part[0], part[2]) for part in plain})
    widest_deg, reached = _WHOLE_TURN_DEG - (east - west), spans[0][1]
    for begins, ends in spans[1:]:
        if begins - reached > widest_deg:
            widest_deg, west, east = begins - reached, begins, reached
        reached = max(reached, ends)
    return west, south, east, north
