# SPDX-License-Identifier: Apache-2.0
"""Points against one shape in plain numpy: the way for small batches, and for machines without numba.

It reads the same rules as the kernels (``planar``, ``strips``, ``locate``), operation by operation in the same order,
so that both give the same answer for every point; tests hold them against each other.

Source:
    ``kernels.planar`` and ``kernels.strips``, whose docstrings cite theirs.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from truceline.geo.circle import Circle
from truceline.geo.ellipsoid import GEODESIC_DOUBT_M, geodesic_m, great_circle_m
from truceline.geo.exact import classify_with_geos
from truceline.geo.footprint import Footprint
from truceline.geo.line import Buffer, Side, Strip
from truceline.geo.placed import PlacedShape
from truceline.kernels.arrays import INSIDE, OUTSIDE, UNDECIDED, CodeArray, FloatArray
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
    SPHERE_DOUBT,
)

if TYPE_CHECKING:
    import shapely

BoolArray = NDArray[np.bool_]

_PAIRS_AT_ONCE = 1_000_000
"""Points times edges held in memory at once."""


class Points(NamedTuple):
    """Positions with what they need to be sure, each array ``(n,)``."""

    x: FloatArray
    y: FloatArray
    need_m: FloatArray

    def at(self, chosen: BoolArray | slice) -> "Points":
        """Choose some points."""
        return Points(self.x[chosen], self.y[chosen], self.need_m[chosen])


class Planes(NamedTuple):
    """The plane at each point, each array ``(n,)``."""

    east_m_per_deg: FloatArray
    north_m_per_deg: FloatArray
    bend_per_m: FloatArray


def settle(zone: PlacedShape, prepared: "shapely.MultiPolygon | None", points: Points) -> CodeArray:
    """Say of each point whether everything within its need is inside or outside a shape.

    Args:
        zone: The shape; its error band is part of the need already.
        prepared: A footprint as ``exact.prepare`` gives it; ``None`` for the other shapes.
        points: Finite positions in range, needs [m] >= 0.

    Returns:
        1 inside, 2 outside, 0 undecided ``(n,)``.

    Source:
        ``kernels.locate``.
    """
    if isinstance(zone.shape, Circle):
        return settle_circle(zone.shape, points)
    codes = np.zeros(points.x.size, np.uint8)
    for part in _parts(points.x.size, len(_edges_of(zone.shape))):
        if isinstance(zone.shape, Footprint):
            assert prepared is not None
            codes[part] = _settle_polygon(zone, prepared, points.at(part))
        else:
            codes[part] = _settle_strip(zone.shape, points.at(part))
    return codes


def settle_circle(circle: Circle, points: Points) -> CodeArray:
    """Say of each point whether everything within its need is inside or outside a circle, by the geodesic.

    Source:
        ``ellipsoid.geodesic_m``.
    """
    centre = (circle.lon_deg, circle.lat_deg)
    sphere_m = great_circle_m(points.x, points.y, *centre)
    inside = sphere_m * (1.0 + SPHERE_DOUBT) + points.need_m < circle.radius_m - 1.0
    outside = sphere_m * (1.0 - SPHERE_DOUBT) - points.need_m > circle.radius_m + 1.0
    left = np.flatnonzero(~inside & ~outside)
    away_m = geodesic_m(points.x[left], points.y[left], *centre)
    inside[left] = away_m + points.need_m[left] < circle.radius_m - GEODESIC_DOUBT_M
    outside[left] = away_m - points.need_m[left] > circle.radius_m + GEODESIC_DOUBT_M
    return _codes(inside, outside)


def planes_at(lat_deg: FloatArray) -> Planes:
    """Lay the plane at each latitude.

    Source:
        ``kernels.planar.plane_at``, the same operations in the same order.
    """
    square = (lat_deg * RAD_PER_DEG) * (lat_deg * RAD_PER_DEG)
    cosine = 1.0 - square / 2.0 * (
        1.0
        - square / 12.0 * (1.0 - square / 30.0 * (1.0 - square / 56.0 * (1.0 - square / 90.0 * (1.0 - square / 132.0))))
    )
    sine_2 = np.maximum(1.0 - cosine * cosine, 0.0)
    flat = 1.0 - ECCENTRICITY_2 * sine_2
    root = np.sqrt(flat)
    east = SEMI_MAJOR_M * cosine / root * RAD_PER_DEG
    north = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_2) / (flat * root) * RAD_PER_DEG
    return Planes(east, north, np.sqrt(sine_2) / (cosine * SMALLEST_RADIUS_M))


def reach(distance_m: FloatArray, bend_per_m: FloatArray) -> FloatArray:
    """Give the planar distances that nothing within true distances exceeds [m].

    Source:
        ``kernels.planar.reach``.
    """
    far: FloatArray = ABSOLUTE_DOUBT_M + distance_m * (1.0 + np.maximum(RELATIVE_DOUBT, distance_m * bend_per_m))
    return far


def hold(distance_m: FloatArray, bend_per_m: FloatArray) -> FloatArray:
    """Give the planar distances below which everything is within true distances [m].

    Source:
        ``kernels.planar.hold``.
    """
    doubt = np.minimum(np.maximum(RELATIVE_DOUBT, distance_m * bend_per_m), 0.5)
    near: FloatArray = distance_m * (1.0 - doubt) - ABSOLUTE_DOUBT_M
    return near


def squares_to_edges(points: Points, planes: Planes, edges_deg: FloatArray) -> FloatArray:
    """Give the squared planar distances from points to edges [m2] ``(n, m)``.

    Source:
        ``kernels.planar.square_to_edge``.
    """
    ax, ay, bx, by = _ends_in_plane(points, planes, edges_deg)
    along_x = bx - ax
    along_y = by - ay
    part = -(ax * along_x + ay * along_y) / (along_x * along_x + along_y * along_y)
    part = np.minimum(np.maximum(part, 0.0), 1.0)
    foot_x = ax + part * along_x
    foot_y = ay + part * along_y
    squares: FloatArray = foot_x * foot_x + foot_y * foot_y
    return squares


def _ends_in_plane(points: Points, planes: Planes, edges_deg: FloatArray) -> tuple[FloatArray, ...]:
    x, y = points.x[:, None], points.y[:, None]
    east, north = planes.east_m_per_deg[:, None], planes.north_m_per_deg[:, None]
    x1, y1, x2, y2 = edges_deg.T
    return (x1 - x) * east, (y1 - y) * north, (x2 - x) * east, (y2 - y) * north


def _settle_polygon(zone: PlacedShape, prepared: "shapely.MultiPolygon", points: Points) -> CodeArray:
    """Read ``kernels.locate.polygon_code``."""
    assert isinstance(zone.shape, Footprint)
    codes = np.full(points.x.size, UNDECIDED, np.uint8)
    exact = points.need_m == 0.0
    if exact.any():
        found = classify_with_geos(prepared, points.x[exact], points.y[exact])
        codes[exact] = np.where(found == UNDECIDED, np.uint8(zone.edge.value_on_it), found)
    planes = planes_at(points.y)
    limit_m = reach(points.need_m, planes.bend_per_m)
    wrapped = (180.0 - np.abs(points.x)) * planes.east_m_per_deg <= limit_m
    far = ~wrapped & (_off_bounds(zone.shape, points, planes) > limit_m * (1.0 + 1e-9))
    asked = _is_believed(points) & ~exact
    codes[asked & far] = OUTSIDE
    asked &= ~far
    if asked.any():
        within = _any_edge_within(zone.shape, points.at(asked), limit_m[asked])
        around = np.flatnonzero(asked)[~within]
        codes[around] = classify_with_geos(prepared, points.x[around], points.y[around])
    return codes


def _off_bounds(shape: Footprint, points: Points, planes: Planes) -> FloatArray:
    west, south, east, north = shape.bounds_deg
    off_east = np.maximum(np.maximum(west - points.x, points.x - east), 0.0) * planes.east_m_per_deg
    off_north = np.maximum(np.maximum(south - points.y, points.y - north), 0.0) * planes.north_m_per_deg
    off: FloatArray = np.maximum(off_east, off_north)
    return off


def _any_edge_within(shape: Footprint, points: Points, limit_m: FloatArray) -> BoolArray:
    planes = planes_at(points.y)
    square = limit_m * limit_m
    within = squares_to_edges(points, planes, shape.edges_deg).min(axis=1) <= square
    wrapped = (180.0 - np.abs(points.x)) * planes.east_m_per_deg <= limit_m
    if wrapped.any():
        # The edges may be nearer across the antimeridian.
        turned = np.copysign(360.0 - np.abs(points.x), -points.x)
        other = squares_to_edges(points._replace(x=turned), planes, shape.edges_deg).min(axis=1) <= square
        within |= wrapped & other
    found: BoolArray = within
    return found


def _settle_strip(shape: Strip | Buffer, points: Points) -> CodeArray:
    """Read ``kernels.strips.strip_code``."""
    need_m = points.need_m
    planes = planes_at(points.y)
    bend = planes.bend_per_m
    squares = squares_to_edges(points, planes, shape.line.edges_deg)
    nearest = squares.argmin(axis=1)
    away_m = np.sqrt(squares.min(axis=1))
    beyond_m = reach(reach(away_m + 2.0 * need_m, bend), bend)
    low_m, high_m = _depths_in_question(shape, squares, beyond_m)
    far_m = np.minimum(high_m + need_m, MAX_REACH_M)
    believed = _is_believed(points) & ~((180.0 - np.abs(points.x)) * planes.east_m_per_deg <= reach(far_m, bend))
    far = away_m > reach(far_m, bend)
    outside = far & (high_m + need_m <= MAX_REACH_M)
    near = ~far & (away_m < hold(shape.inner_m - need_m, bend))
    clear = ~far & ~near & _ends_are_clear(shape, points, planes, beyond_m)
    side = shape.resolved
    on_side = np.ones(need_m.size, np.bool_)
    started = away_m > reach(shape.inner_m + need_m, bend)
    if side is not Side.BOTH:
        on_side = _is_left(shape, points, planes, nearest) == (side is Side.LEFT)
    elif shape.inner_m == 0.0:
        started[:] = True
    outside |= near | (clear & ~on_side & (away_m > reach(need_m, bend)))
    ends_m = np.minimum(low_m, MAX_REACH_M) - need_m
    inside = clear & on_side & started & (away_m < hold(ends_m, bend))
    return _codes(believed & inside, believed & outside)


def _depths_in_question(
    shape: Strip | Buffer, squares: FloatArray, within_m: FloatArray
) -> tuple[FloatArray, FloatArray]:
    low, high = shape.depth_limits_m
    asked = squares <= (within_m * within_m)[:, None]
    return np.where(asked, low, np.inf).min(axis=1), np.where(asked, high, 0.0).max(axis=1)


def _ends_are_clear(shape: Strip | Buffer, points: Points, planes: Planes, beyond_m: FloatArray) -> BoolArray:
    clear = np.ones(points.x.size, np.bool_)
    for end in (0, -1):
        edge = shape.line.edges_deg[end][None, :]
        ax, ay, bx, by = (each[:, 0] for each in _ends_in_plane(points, planes, edge))
        length = np.sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay))
        if end == 0:
            ahead_m = -(ax * (bx - ax) + ay * (by - ay)) / length
            distance_m = np.sqrt(ax * ax + ay * ay)
        else:
            ahead_m = (bx * (bx - ax) + by * (by - ay)) / length
            distance_m = np.sqrt(bx * bx + by * by)
        doubt_m = reach(distance_m, planes.bend_per_m) - distance_m
        clear &= ~((ahead_m <= points.need_m + doubt_m) & (distance_m <= beyond_m))
    return clear


def _is_left(shape: Strip | Buffer, points: Points, planes: Planes, nearest: NDArray[np.intp]) -> BoolArray:
    edges = shape.line.edges_deg
    steps = edges[:, 2:] - edges[:, :2]
    turns = np.zeros(len(edges) + 1)
    # turns[k] is the turn from segment k - 1 to segment k; there is none at either end of the line.
    turns[1:-1] = steps[:-1, 0] * steps[1:, 1] - steps[:-1, 1] * steps[1:, 0]
    ends = edges[nearest]
    ax = (ends[:, 0] - points.x) * planes.east_m_per_deg
    ay = (ends[:, 1] - points.y) * planes.north_m_per_deg
    along_x = (ends[:, 2] - points.x) * planes.east_m_per_deg - ax
    along_y = (ends[:, 3] - points.y) * planes.north_m_per_deg - ay
    part = -(ax * along_x + ay * along_y)
    at_start = part <= 0.0
    at_end = ~(at_start & (nearest > 0)) & (part >= along_x * along_x + along_y * along_y)
    turn = np.where(at_start, turns[nearest], np.where(at_end, turns[nearest + 1], 0.0))
    left: BoolArray = np.where(turn == 0.0, along_y * ax - along_x * ay, -turn) > 0.0
    return left


def _is_believed(points: Points) -> BoolArray:
    polar = np.abs(points.y) + points.need_m / NORTH_M_PER_DEG_MIN > POLAR_LIMIT_DEG
    believed: BoolArray = (points.need_m <= MAX_REACH_M) & ~polar
    return believed


def _edges_of(shape: Footprint | Strip | Buffer) -> FloatArray:
    return shape.edges_deg if isinstance(shape, Footprint) else shape.line.edges_deg


def _parts(points: int, edges: int) -> Iterator[slice]:
    step = max(1, _PAIRS_AT_ONCE // max(edges, 1))
    for start in range(0, points, step):
        yield slice(start, start + step)


def _codes(inside: BoolArray, outside: BoolArray) -> CodeArray:
    codes: CodeArray = (inside * np.uint8(INSIDE) + outside * np.uint8(OUTSIDE)).astype(np.uint8)
    return codes
