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

from truceline.kernels.arrays import Edges
from truceline.kernels.jit import kernel
from truceline.kernels.wgs84 import (
    ABSOLUTE_DOUBT_M,
    ECCENTRICITY_2,
    RAD_PER_DEG,
    RELATIVE_DOUBT,
    SEMI_MAJOR_M,
    SMALLEST_RADIUS_M,
)


class Plane(NamedTuple):
    """The plane at one latitude."""

    east_m_per_deg: float
    north_m_per_deg: float
    bend_per_m: float
    """How fast the scale changes to the north: tan(latitude) over the radius [1/m]."""


@kernel
def plane_at(lat_deg: float) -> Plane:
    """Lay the plane at a latitude.

    The cosine is its Taylor polynomial to the 12th power: right to 7e-9 up to the poles, and never negative.

    Source:
        Torge and Müller 2012, eq. 4.13 and 4.15.
    """
    square = (lat_deg * RAD_PER_DEG) * (lat_deg * RAD_PER_DEG)
    cosine = 1.0 - square / 2.0 * (
        1.0
        - square / 12.0 * (1.0 - square / 30.0 * (1.0 - square / 56.0 * (1.0 - square / 90.0 * (1.0 - square / 132.0))))
    )
    sine_2 = max(1.0 - cosine * cosine, 0.0)
    flat = 1.0 - ECCENTRICITY_2 * sine_2
    root = math.sqrt(flat)
    east = SEMI_MAJOR_M * cosine / root * RAD_PER_DEG
    north = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_2) / (flat * root) * RAD_PER_DEG
    return Plane(east, north, math.sqrt(sine_2) / (cosine * SMALLEST_RADIUS_M))


@kernel
def reach(distance_m: float, bend_per_m: float) -> float:
    """Give the planar distance that nothing within a true distance exceeds [m]."""
    return ABSOLUTE_DOUBT_M + distance_m * (1.0 + max(RELATIVE_DOUBT, distance_m * bend_per_m))


@kernel
def hold(distance_m: float, bend_per_m: float) -> float:
    """Give the planar distance below which everything is within a true distance [m]; negative when there is none."""
    return distance_m * (1.0 - min(max(RELATIVE_DOUBT, distance_m * bend_per_m), 0.5)) - ABSOLUTE_DOUBT_M


@kernel
def square_to_edge(x: float, y: float, plane: Plane, edges: Edges, k: int) -> float:
    """Give the squared planar distance from a point to an edge [m2]."""
    ax = (edges.x1[k] - x) * plane.east_m_per_deg
    ay = (edges.y1[k] - y) * plane.north_m_per_deg
    along_x = (edges.x2[k] - x) * plane.east_m_per_deg - ax
    along_y = (edges.y2[k] - y) * plane.north_m_per_deg - ay
    part = -(ax * along_x + ay * along_y) / (along_x * along_x + along_y * along_y)
    part = min(max(part, 0.0), 1.0)
    foot_x = ax + part * along_x
    foot_y = ay + part * along_y
    return foot_x * foot_x + foot_y * foot_y
