# SPDX-License-Identifier: Apache-2.0
"""What a grid cell knows of a strip: too far from it, surely on the other side, surely past an end, or none of these.

Rules:
    - Only edges that may be the nearest one of some point of the cell are asked. An edge that is nearest tells the
      side by itself or, where a vertex of it is nearest, by the turn there; the cell takes every answer that one of
      its points may get.
    - A vertex is nearest on an edge only if it is so on the edge that it shares it with.

Source:
    ``strips``, whose rules are read here for all points of a cell at once.
"""

import math
from typing import NamedTuple

from truceline.kernels.arrays import Cells, FloatArray, Shapes
from truceline.kernels.jit import kernel
from truceline.kernels.patch import (
    SLACK_M,
    TOO_NEAR_M,
    Patch,
    rounded_down,
    rounded_up,
    surely_away,
    undecided_from,
    unreached,
)
from truceline.kernels.planar import nearest_run, reach, square_to_edge
from truceline.kernels.strips import turn_after
from truceline.kernels.wgs84 import ABSOLUTE_DOUBT_M, MAX_REACH_M, RELATIVE_DOUBT

LEFT = 1
RIGHT = 2
"""Sides that points of a cell may be on, as bits."""
COARSEST_SCALE = 0.5
"""A cell whose scale changes more than this is too near a pole to know anything."""


class Course(NamedTuple):
    """The line of a strip as a cell sees it."""

    first: int
    last: int
    away_m: float
    """Planar distance of the centre from the line [m]."""
    asked_m: float
    """No edge farther than this from the centre is the nearest one of any point [m]."""


@kernel
def is_never_decided(shapes: Shapes, z: int) -> bool:
    """Say whether a strip decides nothing anywhere: unknown depth on both sides of its line."""
    return is_unknown(shapes, z) and shapes.side[z] == 0


@kernel
def is_unknown(shapes: Shapes, z: int) -> bool:
    """Say whether no depth of a strip is known, so that nothing but the other side is decided."""
    limits = shapes.depth_limits_m[z]
    return bool(limits[1] == 0.0 and limits[2] == math.inf and shapes.inner_m[z] == 0.0)


@kernel
def settle_strip(patch: Patch, shapes: Shapes, cells: Cells, cell: int, z: int) -> None:
    """Fill what a cell knows of a strip.

    Source:
        ``strips.strip_code``, from which each case is taken.
    """
    if is_never_decided(shapes, z):
        cells.settled_m[cell, z] = math.nan
        cells.undecided_m[cell, z] = 0.0
        return
    course = course_of(patch, shapes, cells, cell, z)
    sure_m = surely_away(patch, course.away_m)
    outside_m = sure_m - shapes.depth_limits_m[z, 3]
    undecided_m = largest_decided_m(patch, shapes, z, course)
    side = shapes.side[z]
    if side != 0 and patch.scale_low > COARSEST_SCALE:
        sides = possible_sides(patch, shapes.edges_deg, course)
        clear_m, blocked_m = radii_at_ends(patch, shapes.edges_deg, course)
        is_within_reach = (course.away_m + patch.half_diagonal_m) * patch.scale_high < MAX_REACH_M
        if sides == (RIGHT if side > 0 else LEFT) and is_within_reach:
            outside_m = max(outside_m, min(sure_m, clear_m))
        if is_unknown(shapes, z):
            undecided_m = min(undecided_m, rounded_up(blocked_m, shapes.band_m[z]))
            if blocked_m <= 0.0 or sides == (LEFT if side > 0 else RIGHT):
                undecided_m = 0.0
    cells.settled_m[cell, z] = -rounded_down(outside_m, shapes.band_m[z])
    cells.undecided_m[cell, z] = undecided_m


@kernel
def course_of(patch: Patch, shapes: Shapes, cells: Cells, cell: int, z: int) -> Course:
    """Look at the line of a strip from a cell, and note its nearest run."""
    span = (shapes.run_first[z], shapes.run_first[z + 1])
    first_asked = cells.near_run[cell - 1, z] if patch.column > 0 else span[0]
    near_run, square = nearest_run(patch.centre, shapes.edges_deg, shapes.runs, span, first_asked)
    cells.near_run[cell, z] = near_run
    away_m = math.sqrt(square)
    farthest_m = (away_m + patch.half_diagonal_m) * patch.scale_high + TOO_NEAR_M
    asked_m = farthest_m / patch.scale_low + patch.half_diagonal_m if patch.scale_low > 0.0 else math.inf
    return Course(shapes.first[z], shapes.first[z + 1], away_m, asked_m)


@kernel
def largest_decided_m(patch: Patch, shapes: Shapes, z: int, course: Course) -> float:
    """Give the position radius from which nothing is decided anywhere in a cell, whatever its side."""
    needed_m = shapes.inner_m[z]
    if shapes.side[z] == 0 and needed_m == 0.0:
        # A band on both sides that begins at its line has no boundary there, so it may hold the line itself.
        needed_m = shapes.depth_limits_m[z, 1]
    band_m = shapes.band_m[z]
    return max(undecided_from(patch, course.away_m, band_m), rounded_up(needed_m, band_m))


@kernel
def possible_sides(patch: Patch, edges_deg: FloatArray, course: Course) -> int:
    """Give the sides of the line on which points of a cell may be, as bits."""
    sides = 0
    for k in range(course.first, course.last):
        if square_to_edge(patch.centre, edges_deg, k) <= course.asked_m * course.asked_m:
            sides |= sides_by_edge(patch, edges_deg, k, course)
    return sides


@kernel
def sides_by_edge(patch: Patch, edges_deg: FloatArray, k: int, course: Course) -> int:
    """Give the sides that an edge tells the points of a cell whose nearest edge it is, as bits.

    Source:
        ``strips.side_of``.
    """
    after_low_m, after_high_m = ahead_m(patch, edges_deg, k, 0)
    past_low_m, past_high_m = ahead_m(patch, edges_deg, k, 1)
    turn_before = turn_after(edges_deg, k - 1) if k > course.first else 0.0
    turn_behind = turn_after(edges_deg, k) if k < course.last - 1 else 0.0
    sides = 0
    is_beside = True
    if turn_before != 0.0:
        is_beside = after_high_m >= 0.0
        _, before_m = ahead_m(patch, edges_deg, k - 1, 1)
        if after_low_m <= 0.0 and not is_surely_along(patch, edges_deg, k - 1, -before_m):
            sides |= side_bit(-turn_before)
    if turn_behind != 0.0:
        is_beside = is_beside and past_low_m <= 0.0
        behind_m, _ = ahead_m(patch, edges_deg, k + 1, 0)
        if past_high_m >= 0.0 and not is_surely_along(patch, edges_deg, k + 1, behind_m):
            sides |= side_bit(-turn_behind)
    if is_beside:
        sides |= sides_of_straight(patch, edges_deg, k)
    return sides


@kernel
def side_bit(left: float) -> int:
    """Give the bit of a side."""
    return LEFT if left > 0.0 else RIGHT


@kernel
def is_surely_along(patch: Patch, edges_deg: FloatArray, k: int, along_m: float) -> bool:
    """Say whether an edge comes surely nearer than the vertex from which one looks along it."""
    return min(along_m, length_of(edge_m(patch, edges_deg, k)) * patch.scale_low) > TOO_NEAR_M


@kernel
def sides_of_straight(patch: Patch, edges_deg: FloatArray, k: int) -> int:
    """Give the sides of an edge, drawn on without end, on which points of a cell may be, as bits."""
    from_x, from_y = from_end(patch, edges_deg, k, 0)
    along_x, along_y = edge_m(patch, edges_deg, k)
    left_m = (along_x * from_y - along_y * from_x) / length_of((along_x, along_y))
    if abs(left_m) <= patch.half_diagonal_m + TOO_NEAR_M:
        return LEFT | RIGHT
    return side_bit(left_m)


@kernel
def from_end(patch: Patch, edges_deg: FloatArray, k: int, end: int) -> tuple[float, float]:
    """Give the way from the start (0) or the end (1) of an edge to the centre of a cell, east and north [m]."""
    centre = patch.centre
    return (
        (centre.x - edges_deg[k, 2 * end]) * centre.east_m_per_deg,
        (centre.y - edges_deg[k, 2 * end + 1]) * centre.north_m_per_deg,
    )


@kernel
def edge_m(patch: Patch, edges_deg: FloatArray, k: int) -> tuple[float, float]:
    """Give the way from the start of an edge to its end, east and north [m]."""
    centre = patch.centre
    return (
        (edges_deg[k, 2] - edges_deg[k, 0]) * centre.east_m_per_deg,
        (edges_deg[k, 3] - edges_deg[k, 1]) * centre.north_m_per_deg,
    )


@kernel
def ahead_m(patch: Patch, edges_deg: FloatArray, k: int, end: int) -> tuple[float, float]:
    """Give how far points of a cell are ahead of the start (0) or the end (1) of an edge, at least and at most [m].

    Ahead is the direction of the edge.

    Source:
        A plane that is stretched by a to the east and b to the north turns u v into a2 ux vx + b2 uy vy; that
        differs from u v (a2 + b2) / 2 by no more than |u| |v| |a2 - b2| / 2.
    """
    ux, uy = from_end(patch, edges_deg, k, end)
    vx, vy = edge_m(patch, edges_deg, k)
    ahead = (ux * vx + uy * vy) / length_of((vx, vy))
    low = ahead - patch.half_diagonal_m
    high = ahead + patch.half_diagonal_m
    least = patch.scale_low * patch.scale_low / patch.scale_high
    most = patch.scale_high * patch.scale_high / patch.scale_low
    skew_m = (length_of((ux, uy)) + patch.half_diagonal_m) * (most - patch.scale_low)
    low *= least if low > 0.0 else most
    high *= most if high > 0.0 else least
    return low - skew_m - TOO_NEAR_M, high + skew_m + TOO_NEAR_M


@kernel
def radii_at_ends(patch: Patch, edges_deg: FloatArray, course: Course) -> tuple[float, float]:
    """Give up to which radius no end of the line stands in the way of any point, and from which one does for all [m].

    Source:
        ``strips.ends_are_clear``.
    """
    clear_m = math.inf
    blocked_m = math.inf
    nearest_m = max(course.away_m - patch.half_diagonal_m, 0.0)
    farthest_m = (course.away_m + patch.half_diagonal_m) * patch.scale_high
    for end in range(2):
        k = course.last - 1 if end else course.first
        low_m, high_m = ahead_m(patch, edges_deg, k, end)
        if end:
            low_m, high_m = -high_m, -low_m
        distance_m = length_of(from_end(patch, edges_deg, k, end))
        distance_high_m = (distance_m + patch.half_diagonal_m) * patch.scale_high
        doubt_m = reach(distance_high_m, patch.bend_high) - distance_high_m
        distance_low_m = max(distance_m - patch.half_diagonal_m, 0.0) * patch.scale_low
        passed_m = (unreached(unreached(distance_low_m, patch.bend_high), patch.bend_high) - farthest_m) / 2.0
        clear_m = min(clear_m, max(low_m - doubt_m, passed_m) - SLACK_M)
        gap_m = gap_to_end(patch, edges_deg, course, end, high_m)
        doubled = (1.0 + RELATIVE_DOUBT) * (1.0 + RELATIVE_DOUBT)
        spare = doubled * patch.scale_low - patch.scale_high
        spare_m = spare * (nearest_m if spare > 0.0 else farthest_m / patch.scale_high) + ABSOLUTE_DOUBT_M
        blocked_m = min(blocked_m, max(high_m, (patch.scale_high * gap_m - spare_m) / (2.0 * doubled)))
    return clear_m, blocked_m


@kernel
def gap_to_end(patch: Patch, edges_deg: FloatArray, course: Course, end: int, ahead_high_m: float) -> float:
    """Give how much farther than the line its end may be from a point of a cell, in the plane of its centre [m].

    Args:
        patch: The cell.
        edges_deg: All edges ``(n, 4)``.
        course: The line.
        end: Its start (0) or its end (1).
        ahead_high_m: How far points are at most ahead of the perpendicular there; behind it its edge is no nearer [m].

    Returns:
        At least 0.

    Source:
        The distances to two places change alike where both lie in one direction: the turn between two ways is no more
        than the distance of their ends over the shorter of them.
    """
    own = course.last - 1 if end else course.first
    here = from_end(patch, edges_deg, own, end)
    distance_m = length_of(here)
    nearest_m = course.away_m - patch.half_diagonal_m
    gap_m = 0.0
    for k in range(course.first, course.last):
        square = square_to_edge(patch.centre, edges_deg, k)
        if square > course.asked_m * course.asked_m or (ahead_high_m <= 0.0 and k == own):
            continue
        spread_m = max(
            length_of(between(here, from_end(patch, edges_deg, k, 0))),
            length_of(between(here, from_end(patch, edges_deg, k, 1))),
        )
        unlike = min(spread_m / nearest_m, 2.0) if nearest_m > 0.0 else 2.0
        gap_m = max(gap_m, distance_m - math.sqrt(square) + unlike * patch.half_diagonal_m)
    return gap_m


@kernel
def length_of(way_m: tuple[float, float]) -> float:
    """Give the length of a way east and north [m]."""
    return math.sqrt(way_m[0] * way_m[0] + way_m[1] * way_m[1])


@kernel
def between(way_m: tuple[float, float], other_m: tuple[float, float]) -> tuple[float, float]:
    """Give the difference of two ways, east and north [m]."""
    return way_m[0] - other_m[0], way_m[1] - other_m[1]
