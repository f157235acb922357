# SPDX-License-Identifier: Apache-2.0
"""Many points against all shapes of an index: first what the grid cell knows, then a closer look at edges.

Rules:
    - The grid only saves work: whatever it settles, the closer look would settle in the same way.
    - A circle is settled here only when a plane at the middle latitude suffices; the rest is left as
      ``LOOK_CLOSER`` for the geodesic, which stands in ``geo.ellipsoid``.

Source:
    ``planar`` and ``strips`` for the distances, ``rings`` for the exact sides.
"""

import math

import numpy as np

from truceline.kernels.arrays import (
    CELLS_PER_BLOCK,
    CIRCLE,
    INSIDE,
    LOOK_CLOSER,
    OUTSIDE,
    POLYGON,
    UNDECIDED,
    CodeArray,
    Edges,
    FloatArray,
    Grid,
    Shapes,
)
from truceline.kernels.jit import kernel
from truceline.kernels.planar import Plane, plane_at, reach, square_to_edge
from truceline.kernels.rings import classify_point
from truceline.kernels.strips import Band, strip_code
from truceline.kernels.wgs84 import MAX_REACH_M, NORTH_M_PER_DEG_MIN, POLAR_LIMIT_DEG

PLANE_DOUBT = 5e-4
"""A plane at the middle latitude is believed to this part of a distance, within the two limits below."""
PLANE_LIMIT_M = 300_000.0
PLANE_LIMIT_DEG = 60.0


@kernel
def locate_points(
    lon_deg: FloatArray, lat_deg: FloatArray, radius_m: FloatArray, bundle: tuple[Edges, Shapes, Grid], out: CodeArray
) -> int:
    """Locate points in all shapes.

    Args:
        lon_deg: Longitudes [deg] ``(n,)``.
        lat_deg: Latitudes [deg] ``(n,)``.
        radius_m: Position radii [m] ``(n,)``; what is not a number leaves the point undecided.
        bundle: Edges, shapes and grid of the index.
        out: Filled with 1 inside, 2 outside, 0 undecided, 3 to be settled by the geodesic ``(n, z)``.

    Returns:
        How many were left as 3.

    Source:
        The rules at the head of this module.
    """
    edges, shapes, grid = bundle
    left = 0
    shape_count = out.shape[1]
    for i in range(lon_deg.size):
        x = lon_deg[i]
        y = lat_deg[i]
        radius = radius_m[i]
        if not (abs(x) <= 180.0 and abs(y) <= 90.0 and radius >= 0.0):
            for z in range(shape_count):
                out[i, z] = UNDECIDED
            continue
        column = int(math.floor((x - grid.west_deg) * grid.cells_per_deg_lon))
        row = int(math.floor((y - grid.south_deg) * grid.cells_per_deg_lat))
        on_grid = 0 <= column < grid.columns and 0 <= row < grid.rows
        # The last cell stands for everything off the grid: nothing is settled there.
        cell = row * grid.columns + column if on_grid else grid.columns * grid.rows
        open_pairs = 0
        near_radius = np.float32(radius)
        settled = grid.settled_m[cell]
        undecided = grid.undecided_m[cell]
        for z in range(shape_count):
            margin = settled[z]
            code = (margin >= near_radius) * INSIDE + (-margin >= near_radius) * OUTSIDE
            closer = (code == UNDECIDED) & (near_radius < undecided[z])
            out[i, z] = code + closer * LOOK_CLOSER
            open_pairs += closer
        if open_pairs == 0:
            continue
        block = -1
        if on_grid:
            block = (row // CELLS_PER_BLOCK) * grid.block_columns + column // CELLS_PER_BLOCK
        for z in range(shape_count):
            if out[i, z] == LOOK_CLOSER:
                need = radius + shapes.band_m[z]
                kind = shapes.kind[z]
                if kind == POLYGON:
                    code = polygon_code(x, y, need, bundle, (z, block))
                elif kind == CIRCLE:
                    code = circle_code(x, y, need, shapes, z)
                else:
                    band = Band(shapes.first[z], shapes.first[z + 1], shapes.side[z], shapes.inner_m[z])
                    code = strip_code(x, y, need, edges, band)
                out[i, z] = code
                left += code == LOOK_CLOSER
    return left


@kernel
def polygon_code(
    x: float, y: float, need_m: float, bundle: tuple[Edges, Shapes, Grid], place: tuple[int, int]
) -> int:
    """Say whether everything within a distance of a point is inside or outside a polygon.

    Args:
        x: Longitude [deg].
        y: Latitude [deg].
        need_m: Position radius and error band together [m], >= 0; 0 asks for the exact point.
        bundle: Edges, shapes and grid of the index.
        place: Number of the shape and of the grid block, -1 off the grid.

    Returns:
        1 inside, 2 outside, 0 undecided.

    Source:
        ``planar.reach``; ``rings.classify_point``.
    """
    edges, shapes, grid = bundle
    z, block = place
    first = shapes.first[z]
    last = shapes.first[z + 1]
    if need_m == 0.0:
        code = classify_point(x, y, edges, first, last)
        return code if code != UNDECIDED else shapes.edge_code[z]
    if not need_m <= MAX_REACH_M or abs(y) + need_m / NORTH_M_PER_DEG_MIN > POLAR_LIMIT_DEG:
        return UNDECIDED
    plane = plane_at(y)
    limit_m = reach(need_m, plane.bend_per_m)
    if (180.0 - abs(x)) * plane.east_m_per_deg <= limit_m:
        # The edges may be nearer across the antimeridian; no grid there.
        if any_edge_within(math.copysign(abs(x) - 360.0, x), y, limit_m, edges, (first, last)):
            return UNDECIDED
    elif off_bounds(x, y, plane, shapes, z) > limit_m * (1.0 + 1e-9):
        return OUTSIDE
    if block < 0:
        if any_edge_within(x, y, limit_m, edges, (first, last)):
            return UNDECIDED
    else:
        start = grid.near_first[block * shapes.kind.size + z]
        stop = grid.near_first[block * shapes.kind.size + z + 1]
        for j in range(start, stop):
            if square_to_edge(x, y, plane, edges, grid.near[j]) <= limit_m * limit_m:
                return UNDECIDED
    return classify_point(x, y, edges, first, last)


@kernel
def any_edge_within(x: float, y: float, limit_m: float, edges: Edges, span: tuple[int, int]) -> bool:
    """Say whether an edge of a shape lies within a planar distance."""
    plane = plane_at(y)
    for k in range(span[0], span[1]):
        if square_to_edge(x, y, plane, edges, k) <= limit_m * limit_m:
            return True
    return False


@kernel
def off_bounds(x: float, y: float, plane: Plane, shapes: Shapes, z: int) -> float:
    """Give how far a point is at least outside the bounds of a shape, in its plane [m]; 0 inside them."""
    east = max(shapes.west_deg[z] - x, x - shapes.east_deg[z], 0.0) * plane.east_m_per_deg
    north = max(shapes.south_deg[z] - y, y - shapes.north_deg[z], 0.0) * plane.north_m_per_deg
    return max(east, north)


@kernel
def circle_code(x: float, y: float, need_m: float, shapes: Shapes, z: int) -> int:
    """Say whether everything within a distance of a point is inside or outside a circle, where a plane suffices.

    Returns:
        1 inside, 2 outside, 0 undecided, 3 where only the geodesic can say.

    Source:
        ``planar.plane_at`` at the middle latitude, whose error is of second order in the distance.
    """
    middle = (y + shapes.centre_lat_deg[z]) / 2.0
    plane = plane_at(middle)
    east_deg = abs(x - shapes.centre_lon_deg[z])
    if east_deg > 180.0:
        east_deg = 360.0 - east_deg
    east = east_deg * plane.east_m_per_deg
    north = (y - shapes.centre_lat_deg[z]) * plane.north_m_per_deg
    away_m = math.sqrt(east * east + north * north)
    if away_m > PLANE_LIMIT_M or abs(middle) > PLANE_LIMIT_DEG:
        return LOOK_CLOSER
    doubt_m = 1.0 + PLANE_DOUBT * away_m
    inner_m = shapes.radius_m[z] - need_m
    outer_m = shapes.radius_m[z] + need_m
    if away_m + doubt_m < inner_m:
        return INSIDE
    if away_m - doubt_m > outer_m:
        return OUTSIDE
    if inner_m < away_m - doubt_m and away_m + doubt_m < outer_m:
        return UNDECIDED
    return LOOK_CLOSER
