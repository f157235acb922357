# SPDX-License-Identifier: Apache-2.0
"""Points against a band along a line: on which side, how far, and beside which segment.

Rules:
    - Which side: by the nearest segment; where a bend is nearest, the point lies on the outer side of the bend.
    - Past an end of the line, within the depth, nothing is decided: a text that says "along" says no more.
    - Where segments of different depth may be the nearest one, the smallest must hold for inside and the largest for
      outside. An unknown depth is anything from nothing to without end.
    - Nearer than the inner distance is outside, whichever side.

Source:
    Bærentzen and Aanæs 2005, "Signed distance computation using the angle weighted pseudonormal", section 1 (why
    the sign needs care at a vertex), in the plane.
"""

import math
from typing import NamedTuple

from truceline.kernels.arrays import INSIDE, OUTSIDE, UNDECIDED, Edges
from truceline.kernels.jit import kernel
from truceline.kernels.planar import Plane, hold, plane_at, reach, square_to_edge
from truceline.kernels.wgs84 import MAX_REACH_M, NORTH_M_PER_DEG_MIN, POLAR_LIMIT_DEG


class Band(NamedTuple):
    """One strip among the edges of an index."""

    first: int
    last: int
    side: int
    inner_m: float


@kernel
def strip_code(x: float, y: float, need_m: float, edges: Edges, band: Band) -> int:
    """Say whether everything within a distance of a point is inside or outside a strip.

    Args:
        x: Longitude [deg].
        y: Latitude [deg].
        need_m: Position radius and error band together [m], >= 0.
        edges: All edges of the index.
        band: The strip.

    Returns:
        1 inside, 2 outside, 0 undecided.

    Source:
        The rules at the head of this module.
    """
    if not need_m <= MAX_REACH_M or abs(y) + need_m / NORTH_M_PER_DEG_MIN > POLAR_LIMIT_DEG:
        return UNDECIDED
    plane = plane_at(y)
    nearest = band.first
    least = math.inf
    for k in range(band.first, band.last):
        square = square_to_edge(x, y, plane, edges, k)
        if square < least:
            least = square
            nearest = k
    away_m = math.sqrt(least)
    low_m, high_m = depths_in_question(x, y, reach_twice(away_m + 2.0 * need_m, plane), edges, band)
    far_m = min(high_m + need_m, MAX_REACH_M)
    if (180.0 - abs(x)) * plane.east_m_per_deg <= reach(far_m, plane.bend_per_m):
        return UNDECIDED
    if away_m > reach(far_m, plane.bend_per_m):
        return OUTSIDE if high_m + need_m <= MAX_REACH_M else UNDECIDED
    if away_m < hold(band.inner_m - need_m, plane.bend_per_m):
        return OUTSIDE
    if not ends_are_clear(x, y, away_m, need_m, edges, band):
        return UNDECIDED
    if band.side != 0 and side_of(x, y, nearest, edges, band) != band.side:
        return OUTSIDE if away_m > reach(need_m, plane.bend_per_m) else UNDECIDED
    begins_m = band.inner_m + need_m
    if band.side == 0 and band.inner_m == 0.0:
        begins_m = -math.inf
    ends_m = min(low_m, MAX_REACH_M) - need_m
    if away_m < hold(ends_m, plane.bend_per_m) and (begins_m < 0.0 or away_m > reach(begins_m, plane.bend_per_m)):
        return INSIDE
    return UNDECIDED


@kernel
def reach_twice(distance_m: float, plane: Plane) -> float:
    """Give a planar distance that bounds a true distance known only from a planar one [m]."""
    return reach(reach(distance_m, plane.bend_per_m), plane.bend_per_m)


@kernel
def depths_in_question(x: float, y: float, within_m: float, edges: Edges, band: Band) -> tuple[float, float]:
    """Give the smallest certain and the largest possible depth of the segments within a planar distance [m]."""
    plane = plane_at(y)
    low = math.inf
    high = 0.0
    for k in range(band.first, band.last):
        if square_to_edge(x, y, plane, edges, k) <= within_m * within_m:
            low = min(low, edges.depth_low_m[k])
            high = max(high, edges.depth_high_m[k])
    return low, high


@kernel
def ends_are_clear(x: float, y: float, away_m: float, need_m: float, edges: Edges, band: Band) -> bool:
    """Say that no place within the need has an end of the line as its nearest point.

    Whatever is nearest to an end lies behind the perpendicular there, and is nearer to it than to the rest.
    """
    plane = plane_at(y)
    beyond_m = reach_twice(away_m + 2.0 * need_m, plane)
    for end in range(2):
        k = band.first if end == 0 else band.last - 1
        ax = (edges.x1[k] - x) * plane.east_m_per_deg
        ay = (edges.y1[k] - y) * plane.north_m_per_deg
        bx = (edges.x2[k] - x) * plane.east_m_per_deg
        by = (edges.y2[k] - y) * plane.north_m_per_deg
        length = math.sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay))
        if end == 0:
            ahead_m = -(ax * (bx - ax) + ay * (by - ay)) / length
            distance_m = math.sqrt(ax * ax + ay * ay)
        else:
            ahead_m = (bx * (bx - ax) + by * (by - ay)) / length
            distance_m = math.sqrt(bx * bx + by * by)
        doubt_m = reach(distance_m, plane.bend_per_m) - distance_m
        if ahead_m <= need_m + doubt_m and distance_m <= beyond_m:
            return False
    return True


@kernel
def side_of(x: float, y: float, nearest: int, edges: Edges, band: Band) -> int:
    """Say on which side of the line a point lies, by its nearest segment: 1 left, -1 right.

    Source:
        Bærentzen and Aanæs 2005, section 1, in the plane: at a vertex the two segments' signs may differ.
    """
    plane = plane_at(y)
    ax = (edges.x1[nearest] - x) * plane.east_m_per_deg
    ay = (edges.y1[nearest] - y) * plane.north_m_per_deg
    along_x = (edges.x2[nearest] - x) * plane.east_m_per_deg - ax
    along_y = (edges.y2[nearest] - y) * plane.north_m_per_deg - ay
    part = -(ax * along_x + ay * along_y)
    turn = 0.0
    if part <= 0.0 and nearest > band.first:
        turn = turn_after(edges, nearest - 1)
    elif part >= along_x * along_x + along_y * along_y and nearest < band.last - 1:
        turn = turn_after(edges, nearest)
    left = along_y * ax - along_x * ay if turn == 0.0 else -turn
    return 1 if left > 0.0 else -1


@kernel
def turn_after(edges: Edges, k: int) -> float:
    """Give the turn from an edge to the next: positive to the left, 0 straight on."""
    ahead = (edges.x2[k] - edges.x1[k]) * (edges.y2[k + 1] - edges.y1[k + 1])
    return ahead - (edges.y2[k] - edges.y1[k]) * (edges.x2[k + 1] - edges.x1[k + 1])
