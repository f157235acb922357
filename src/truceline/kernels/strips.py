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
    the sign needs care at a vertex), in the spot.
"""

import math
from typing import NamedTuple

from truceline.kernels.arrays import INSIDE, OUTSIDE, UNDECIDED, FloatArray, Runs
from truceline.kernels.jit import kernel
from truceline.kernels.planar import Spot, hold, is_believed, least_square, reach, square_to_edge, square_to_run
from truceline.kernels.wgs84 import MAX_REACH_M


class Band(NamedTuple):
    """One strip among the edges of an index."""

    first: int
    last: int
    runs: tuple[int, int]
    """First run of its edges and one past the last."""
    near_run: int
    """Where to look first."""
    is_even: bool
    """Whether all segments have the same depths."""
    side: int
    inner_m: float


@kernel
def strip_code(spot: Spot, need_m: float, edges_deg: FloatArray, runs: Runs, depths_m: FloatArray, band: Band) -> int:
    """Say whether everything within a distance of a point is inside or outside a strip.

    Args:
        spot: The point.
        need_m: Position radius and error band together [m], >= 0.
        edges_deg: All edges of the index ``(n, 4)``.
        runs: All runs of edges.
        depths_m: Their depths, certain and possible [m] ``(n, 2)``.
        band: The strip.

    Returns:
        1 inside, 2 outside, 0 undecided.

    Source:
        The rules at the head of this module.
    """
    if not is_believed(spot, need_m):
        return UNDECIDED
    nearest, away_m = nearest_edge(spot, edges_deg, runs, band)
    beyond_m = reach(reach(away_m + 2.0 * need_m, spot.bend_per_m), spot.bend_per_m)
    low_m, high_m = depths_m[band.first, 0], depths_m[band.first, 1]
    if not band.is_even:
        low_m, high_m = depths_in_question(spot, beyond_m, edges_deg, depths_m, band)
    far_m = min(high_m + need_m, MAX_REACH_M)
    if (180.0 - abs(spot.x)) * spot.east_m_per_deg <= reach(far_m, spot.bend_per_m):
        return UNDECIDED
    if away_m > reach(far_m, spot.bend_per_m):
        return OUTSIDE if high_m + need_m <= MAX_REACH_M else UNDECIDED
    if away_m < hold(band.inner_m - need_m, spot.bend_per_m):
        return OUTSIDE
    if not ends_are_clear(spot, beyond_m, need_m, edges_deg, band):
        return UNDECIDED
    if band.side != 0 and side_of(spot, nearest, edges_deg, band) != band.side:
        return OUTSIDE if away_m > reach(need_m, spot.bend_per_m) else UNDECIDED
    if away_m >= hold(min(low_m, MAX_REACH_M) - need_m, spot.bend_per_m):
        return UNDECIDED
    # A band on both sides that begins at its line has no boundary there.
    has_begun = band.side == 0 and band.inner_m == 0.0
    return INSIDE if has_begun or away_m > reach(band.inner_m + need_m, spot.bend_per_m) else UNDECIDED


@kernel
def nearest_edge(spot: Spot, edges_deg: FloatArray, runs: Runs, band: Band) -> tuple[int, float]:
    """Give the first nearest segment of a line and its planar distance [m]."""
    enough = least_square(spot, edges_deg, (runs.start[band.near_run], runs.start[band.near_run + 1]))
    nearest = band.first
    least = math.inf
    for j in range(band.runs[0], band.runs[1]):
        if square_to_run(spot, runs, j) <= min(least, enough):
            for k in range(runs.start[j], runs.start[j + 1]):
                square = square_to_edge(spot, edges_deg, k)
                if square < least:
                    least = square
                    nearest = k
    return nearest, math.sqrt(least)


@kernel
def depths_in_question(
    spot: Spot, within_m: float, edges_deg: FloatArray, depths_m: FloatArray, band: Band
) -> tuple[float, float]:
    """Give the smallest certain and the largest possible depth of the segments within a planar distance [m]."""
    low = math.inf
    high = 0.0
    for k in range(band.first, band.last):
        if square_to_edge(spot, edges_deg, k) <= within_m * within_m:
            low = min(low, depths_m[k, 0])
            high = max(high, depths_m[k, 1])
    return low, high


@kernel
def ends_are_clear(spot: Spot, beyond_m: float, need_m: float, edges_deg: FloatArray, band: Band) -> bool:
    """Say that no place within the need has an end of the line as its nearest point.

    Whatever is nearest to an end lies behind the perpendicular there, and is nearer to it than to the rest.
    """
    for end in range(2):
        k = band.first if end == 0 else band.last - 1
        ax = (edges_deg[k, 0] - spot.x) * spot.east_m_per_deg
        ay = (edges_deg[k, 1] - spot.y) * spot.north_m_per_deg
        bx = (edges_deg[k, 2] - spot.x) * spot.east_m_per_deg
        by = (edges_deg[k, 3] - spot.y) * spot.north_m_per_deg
        length = math.sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay))
        if end == 0:
            ahead_m = -(ax * (bx - ax) + ay * (by - ay)) / length
            distance_m = math.sqrt(ax * ax + ay * ay)
        else:
            ahead_m = (bx * (bx - ax) + by * (by - ay)) / length
            distance_m = math.sqrt(bx * bx + by * by)
        doubt_m = reach(distance_m, spot.bend_per_m) - distance_m
        if ahead_m <= need_m + doubt_m and distance_m <= beyond_m:
            return False
    return True


@kernel
def side_of(spot: Spot, nearest: int, edges_deg: FloatArray, band: Band) -> int:
    """Say on which side of the line a point lies, by its nearest segment: 1 left, -1 right.

    Source:
        Bærentzen and Aanæs 2005, section 1, in the plane: at a vertex the two segments' signs may differ.
    """
    ax = (edges_deg[nearest, 0] - spot.x) * spot.east_m_per_deg
    ay = (edges_deg[nearest, 1] - spot.y) * spot.north_m_per_deg
    along_x = (edges_deg[nearest, 2] - spot.x) * spot.east_m_per_deg - ax
    along_y = (edges_deg[nearest, 3] - spot.y) * spot.north_m_per_deg - ay
    part = -(ax * along_x + ay * along_y)
    turn = 0.0
    if part <= 0.0 and nearest > band.first:
        turn = turn_after(edges_deg, nearest - 1)
    elif part >= along_x * along_x + along_y * along_y and nearest < band.last - 1:
        turn = turn_after(edges_deg, nearest)
    left = along_y * ax - along_x * ay if turn == 0.0 else -turn
    return 1 if left > 0.0 else -1


@kernel
def turn_after(edges_deg: FloatArray, k: int) -> float:
    """Give the turn from an edge to the next: positive to the left, 0 straight on."""
    ahead: float = (edges_deg[k, 2] - edges_deg[k, 0]) * (edges_deg[k + 1, 3] - edges_deg[k + 1, 1])
    across: float = (edges_deg[k, 3] - edges_deg[k, 1]) * (edges_deg[k + 1, 2] - edges_deg[k + 1, 0])
    return ahead - across
