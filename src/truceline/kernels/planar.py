# SPDX-License-Identifier: Apache-2.0
"""Distances in a plane laid at the point: metres per degree from the radii of curvature there.

Only + - * / and the square root are used, in one fixed order, so that the numpy reading in ``geo.plain`` gives the
same bits. What the plane gets wrong is bounded by ``reach`` and ``hold``: whatever is truly within a distance has a
planar distance of at most ``reach`` of it, and whatever has a planar distance below ``hold`` of it is truly within.

Source:
    Torge and Müller 2012, "Geodesy", section 4.1.3 (M and N, the radii of curvature in the meridian and in the
    prime vertical).
"""

import math
from typing import NamedTuple

from truceline.kernels.arrays import FloatArray, Runs
from truceline.kernels.jit import kernel
from truceline.kernels.wgs84 import (
    ABSOLUTE_DOUBT_M,
    ECCENTRICITY_2,
    MAX_REACH_M,
    NORTH_M_PER_DEG_MIN,
    POLAR_LIMIT_DEG,
    RAD_PER_DEG,
    RELATIVE_DOUBT,
    SEMI_MAJOR_M,
    SMALLEST_RADIUS_M,
)


class Spot(NamedTuple):
    """A point and the plane laid there."""

    x: float
    """Longitude [deg]."""
    y: float
    """Latitude [deg]."""
    east_m_per_deg: float
    north_m_per_deg: float
    bend_per_m: float
    """How fast the scale changes to the north: tan(latitude) over the radius [1/m]."""


@kernel
def spot_at(x: float, y: float) -> Spot:
    """Lay the plane at a longitude and latitude [deg].

    The cosine is its Taylor polynomial to the 12th power: right to 7e-9 up to the poles, and never negative.

    Source:
        Torge and Müller 2012, eq. 4.13 and 4.15.
    """
    square = (y * RAD_PER_DEG) * (y * RAD_PER_DEG)
    cosine = 1.0 - square / 2.0 * (
        1.0
        - square / 12.0 * (1.0 - square / 30.0 * (1.0 - square / 56.0 * (1.0 - square / 90.0 * (1.0 - square / 132.0))))
    )
    sine_2 = max(1.0 - cosine * cosine, 0.0)
    flat = 1.0 - ECCENTRICITY_2 * sine_2
    root = math.sqrt(flat)
    east = SEMI_MAJOR_M * cosine / root * RAD_PER_DEG
    north = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_2) / (flat * root) * RAD_PER_DEG
    return Spot(x, y, east, north, math.sqrt(sine_2) / (cosine * SMALLEST_RADIUS_M))


@kernel
def reach(distance_m: float, bend_per_m: float) -> float:
    """Give the planar distance that nothing within a true distance exceeds [m]."""
    return ABSOLUTE_DOUBT_M + distance_m * (1.0 + max(RELATIVE_DOUBT, distance_m * bend_per_m))


@kernel
def hold(distance_m: float, bend_per_m: float) -> float:
    """Give the planar distance below which everything is within a true distance [m]; negative when there is none."""
    return distance_m * (1.0 - min(max(RELATIVE_DOUBT, distance_m * bend_per_m), 0.5)) - ABSOLUTE_DOUBT_M


@kernel
def is_believed(spot: Spot, need_m: float) -> bool:
    """Say whether planar distances are believed at all: not too long, and not too near a pole."""
    return need_m <= MAX_REACH_M and abs(spot.y) + need_m / NORTH_M_PER_DEG_MIN <= POLAR_LIMIT_DEG


@kernel
def square_to_edge(spot: Spot, edges_deg: FloatArray, k: int) -> float:
    """Give the squared planar distance from a spot to an edge [m2]."""
    ax: float = (edges_deg[k, 0] - spot.x) * spot.east_m_per_deg
    ay: float = (edges_deg[k, 1] - spot.y) * spot.north_m_per_deg
    along_x: float = (edges_deg[k, 2] - spot.x) * spot.east_m_per_deg - ax
    along_y: float = (edges_deg[k, 3] - spot.y) * spot.north_m_per_deg - ay
    part = -(ax * along_x + ay * along_y) / (along_x * along_x + along_y * along_y)
    part = min(max(part, 0.0), 1.0)
    foot_x = ax + part * along_x
    foot_y = ay + part * along_y
    return foot_x * foot_x + foot_y * foot_y


@kernel
def square_to_run(spot: Spot, runs: Runs, j: int) -> float:
    """Give a lower bound of the squared planar distance from a spot to the edges of a run [m2]."""
    east: float = max(runs.bounds_deg[j, 0] - spot.x, spot.x - runs.bounds_deg[j, 2], 0.0) * spot.east_m_per_deg
    north: float = max(runs.bounds_deg[j, 1] - spot.y, spot.y - runs.bounds_deg[j, 3], 0.0) * spot.north_m_per_deg
    # One part in a billion stays for rounding, and a millimetre for what is nearer than that.
    return (east * east + north * north) * (1.0 - 1e-9) - 1e-6


@kernel
def any_edge_within(
    spot: Spot, limit_m: float, edges_deg: FloatArray, runs: Runs, span: tuple[int, int], near_run: int
) -> bool:
    """Say whether an edge of a span of runs lies within a planar distance; look first at the run that may."""
    square = limit_m * limit_m
    for k in range(runs.start[near_run], runs.start[near_run + 1]):
        if square_to_edge(spot, edges_deg, k) <= square:
            return True
    for j in range(span[0], span[1]):
        if square_to_run(spot, runs, j) <= square:
            for k in range(runs.start[j], runs.start[j + 1]):
                if square_to_edge(spot, edges_deg, k) <= square:
                    return True
    return False


@kernel
def nearest_run(
    spot: Spot, edges_deg: FloatArray, runs: Runs, span: tuple[int, int], first_asked: int
) -> tuple[int, float]:
    """Give a run with a nearest edge of a span of runs, and the squared planar distance to it [m2].

    Args:
        spot: The point.
        edges_deg: All edges ``(n, 4)``.
        runs: All runs.
        span: First run and one past the last.
        first_asked: A run of the span; the nearer it is, the fewer others are asked.

    Returns:
        The run and the square.

    Source:
        ``square_to_edge``.
    """
    nearest = first_asked
    least = least_square(spot, edges_deg, (runs.start[nearest], runs.start[nearest + 1]))
    for j in range(span[0], span[1]):
        if square_to_run(spot, runs, j) < least:
            square = least_square(spot, edges_deg, (runs.start[j], runs.start[j + 1]))
            if square < least:
                least = square
                nearest = j
    return nearest, least


@kernel
def least_square(spot: Spot, edges_deg: FloatArray, span: tuple[int, int]) -> float:
    """Give the squared planar distance from a spot to the nearest edge of a span [m2]."""
    least = math.inf
    for k in range(span[0], span[1]):
        least = min(least, square_to_edge(spot, edges_deg, k))
    return least
