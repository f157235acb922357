# SPDX-License-Identifier: Apache-2.0
"""Many points against all shapes of an index: first what the grid cell knows, then a closer look at edges.

``read_cells`` answers most pairs of point and shape from the grid and queues the others; one loop per kind of shape
then settles the queue. ``locate_points`` does so for one batch of points after the other.

Rules:
    - The grid only saves work: whatever it settles, the closer look would settle in the same way.
    - A circle is settled here only when a plane at the middle latitude or a sphere suffices; the rest is left as
      ``LOOK_CLOSER`` for the geodesic, which stands in ``geo.ellipsoid``.

Source:
    ``planar`` and ``strips`` for the distances, ``rings`` for the exact sides.
"""

import math
from typing import NamedTuple

import numpy as np

from truceline.kernels.arrays import (
    CIRCLE,
    INSIDE,
    LOOK_CLOSER,
    OUTSIDE,
    POLYGON,
    STRIP,
    UNDECIDED,
    Cells,
    CodeArray,
    FloatArray,
    Frame,
    Runs,
    Shapes,
    ShortIndexArray,
)
from truceline.kernels.grid import OFF_GRID_LAT_DEG, OFF_GRID_LON_DEG
from truceline.kernels.jit import kernel
from truceline.kernels.planar import Spot, any_edge_within, is_believed, reach, spot_at
from truceline.kernels.rings import classify_in_runs
from truceline.kernels.sphere import great_circle_m
from truceline.kernels.strips import Band, strip_code
from truceline.kernels.wgs84 import SPHERE_DOUBT

LON_LIMIT_DEG = 180.0
LAT_LIMIT_DEG = 90.0
POINTS_AT_ONCE = 1024
"""Points that are queued together."""
PLANE_DOUBT = 5e-4
"""A plane at the middle latitude is believed to this part of a distance, within the two limits below."""
PLANE_LIMIT_M = 300_000.0
PLANE_LIMIT_DEG = 60.0


class Points(NamedTuple):
    """Positions with the radius by which they may be off, each array ``(n,)``."""

    lon_deg: FloatArray
    lat_deg: FloatArray
    radius_m: FloatArray


class Outline(NamedTuple):
    """The boundary of a polygon among the runs of an index."""

    runs: Runs
    span: tuple[int, int]
    """Its first run and one past its last."""
    near_run: int
    """Where to look first."""


@kernel
def locate_points(points: Points, shapes: Shapes, frame: Frame, cells: Cells, codes: CodeArray) -> int:
    """Locate points in all shapes, but for circles where only the geodesic can say.

    Args:
        points: The points; one of which anything is not a number is left undecided.
        shapes: The shapes.
        frame: The frame of the grid.
        cells: What its cells know.
        codes: Filled with 1 inside, 2 outside, 0 undecided, 3 left to the geodesic ``(n, z)``.

    Returns:
        How many were left.

    Source:
        The rules at the head of this module.
    """
    count = points.lon_deg.size
    left = 0
    # A short queue stays in the fast memory of the processor.
    queue = np.empty((min(POINTS_AT_ONCE, count) * codes.shape[1], 3), np.int32)
    for start in range(0, count, POINTS_AT_ONCE):
        queued = queue[: read_cells(points, (start, min(start + POINTS_AT_ONCE, count)), frame, cells, codes, queue)]
        settle_polygons(points, shapes, cells, codes, queued)
        settle_strips(points, shapes, cells, codes, queued)
        left += settle_circles(points, shapes, codes, queued)
    return left


@kernel
def read_cells(
    points: Points, part: tuple[int, int], frame: Frame, cells: Cells, codes: CodeArray, queue: ShortIndexArray
) -> int:
    """Answer pairs of point and shape from the grid, and queue those that it leaves open.

    Args:
        points: The points.
        part: The first point and one past the last.
        frame: The frame of the grid.
        cells: What its cells know.
        codes: Filled with 1 inside, 2 outside, 0 undecided, 3 queued ``(n, z)``.
        queue: Filled with the row and the column in ``codes`` and the number of the cell ``(m, 3)``.

    Returns:
        How many were queued.

    Source:
        ``grid``, which fills the cells.
    """
    shape_count = codes.shape[1]
    off_grid = frame.columns * frame.rows
    queued = 0
    for i in range(part[0], part[1]):
        x = points.lon_deg[i]
        y = points.lat_deg[i]
        radius = np.float32(points.radius_m[i])
        if not (abs(x) <= LON_LIMIT_DEG and abs(y) <= LAT_LIMIT_DEG and radius >= 0.0):
            codes[i, :] = UNDECIDED
            continue
        column = math.floor((x - frame.west_deg) * frame.cells_per_deg_lon)
        row = math.floor((y - frame.south_deg) * frame.cells_per_deg_lat)
        cell = off_grid
        if 0 <= column < frame.columns and 0 <= row < frame.rows:
            cell = row * frame.columns + column
        elif abs(x) > OFF_GRID_LON_DEG or abs(y) > OFF_GRID_LAT_DEG:
            codes[i, :] = LOOK_CLOSER
            queued = queue_row(i, cell, codes, queue, queued)
            continue
        open_pairs = 0
        # No branch in here, so that it runs on many shapes at once.
        for z in range(shape_count):
            settled = cells.settled_m[cell, z]
            code = (settled >= radius) * INSIDE + (-settled >= radius) * OUTSIDE
            is_open = (code == UNDECIDED) & (radius < cells.undecided_m[cell, z])
            codes[i, z] = code + is_open * LOOK_CLOSER
            open_pairs += is_open
        if open_pairs:
            queued = queue_row(i, cell, codes, queue, queued)
    return queued


@kernel
def queue_row(i: int, cell: int, codes: CodeArray, queue: ShortIndexArray, queued: int) -> int:
    """Queue the open pairs of one point; give the new length of the queue."""
    for z in range(codes.shape[1]):
        if codes[i, z] == LOOK_CLOSER:
            queue[queued, 0] = i
            queue[queued, 1] = z
            queue[queued, 2] = cell
            queued += 1
    return queued


@kernel
def settle_polygons(points: Points, shapes: Shapes, cells: Cells, codes: CodeArray, queue: ShortIndexArray) -> None:
    """Settle the queued pairs whose shape is a polygon.

    Args:
        points: The points.
        shapes: The shapes.
        cells: What the cells of the grid know.
        codes: Where the answers go ``(n, z)``.
        queue: What ``read_cells`` queued, cut to its length.

    Source:
        ``planar.reach`` for the distance, ``rings`` for the side.
    """
    spot = spot_at(0.0, 0.0)
    laid = -1
    for j in range(len(queue)):
        i, z = queue[j, 0], queue[j, 1]
        if shapes.kind[z] != POLYGON:
            continue
        if i != laid:
            spot = spot_at(points.lon_deg[i], points.lat_deg[i])
            laid = i
        span = (shapes.run_first[z], shapes.run_first[z + 1])
        need = points.radius_m[i] + shapes.band_m[z]
        code = LOOK_CLOSER
        if need > 0.0:
            outline = Outline(shapes.runs, span, cells.near_run[queue[j, 2], z])
            code = code_of_surroundings(spot, need, shapes.bounds_deg[z], shapes.edges_deg, outline)
            if code == LOOK_CLOSER and cells.side[queue[j, 2], z] != UNDECIDED:
                code = cells.side[queue[j, 2], z]
        if code == LOOK_CLOSER:
            code = classify_in_runs(points.lon_deg[i], points.lat_deg[i], shapes.edges_deg, shapes.runs, span)
            if code == UNDECIDED:
                code = shapes.edge_code[z]
        codes[i, z] = code


@kernel
def settle_strips(points: Points, shapes: Shapes, cells: Cells, codes: CodeArray, queue: ShortIndexArray) -> None:
    """Settle the queued pairs whose shape is a strip; arguments as for ``settle_polygons``.

    Source:
        ``strips``.
    """
    for j in range(len(queue)):
        i, z = queue[j, 0], queue[j, 1]
        if shapes.kind[z] == STRIP:
            spot = spot_at(points.lon_deg[i], points.lat_deg[i])
            limits = shapes.depth_limits_m[z]
            is_even = limits[0] == limits[1] and limits[2] == limits[3]
            span = (shapes.run_first[z], shapes.run_first[z + 1])
            near_run = cells.near_run[queue[j, 2], z]
            band = Band(
                shapes.first[z], shapes.first[z + 1], span, near_run, is_even, shapes.side[z], shapes.inner_m[z]
            )
            need = points.radius_m[i] + shapes.band_m[z]
            codes[i, z] = strip_code(spot, need, shapes.edges_deg, shapes.runs, shapes.depths_m, band)


@kernel
def settle_circles(points: Points, shapes: Shapes, codes: CodeArray, queue: ShortIndexArray) -> int:
    """Settle the queued pairs whose shape is a circle where no geodesic is needed; see ``settle_polygons``.

    Returns:
        How many were left as 3.

    Source:
        ``circle_code``.
    """
    left = 0
    for j in range(len(queue)):
        i, z = queue[j, 0], queue[j, 1]
        if shapes.kind[z] == CIRCLE:
            need = points.radius_m[i] + shapes.band_m[z]
            code = circle_code(points.lon_deg[i], points.lat_deg[i], need, shapes.circle[z])
            codes[i, z] = code
            left += code == LOOK_CLOSER
    return left


@kernel
def code_of_surroundings(
    spot: Spot, need_m: float, bounds_deg: FloatArray, edges_deg: FloatArray, outline: Outline
) -> int:
    """Say whether the boundary of a polygon may lie within a distance of a spot.

    Args:
        spot: The point.
        need_m: The distance [m], above 0.
        bounds_deg: West, south, east and north bound of the polygon [deg].
        edges_deg: All edges ``(n, 4)``.
        outline: The runs of edges of the polygon.

    Returns:
        0 it may, 2 it does not and the point is outside its bounds, 3 it does not.

    Source:
        ``planar.reach``.
    """
    runs, span, near_run = outline
    if not is_believed(spot, need_m):
        return UNDECIDED
    limit_m = reach(need_m, spot.bend_per_m)
    if (180.0 - abs(spot.x)) * spot.east_m_per_deg <= limit_m:
        # The edges may be nearer across the antimeridian.
        turned = math.copysign(360.0 - abs(spot.x), -spot.x)
        opposite = Spot(turned, spot.y, spot.east_m_per_deg, spot.north_m_per_deg, spot.bend_per_m)
        if any_edge_within(opposite, limit_m, edges_deg, runs, span, near_run):
            return UNDECIDED
    else:
        east_m = max(bounds_deg[0] - spot.x, spot.x - bounds_deg[2], 0.0) * spot.east_m_per_deg
        north_m = max(bounds_deg[1] - spot.y, spot.y - bounds_deg[3], 0.0) * spot.north_m_per_deg
        if max(east_m, north_m) > limit_m * (1.0 + 1e-9):
            return OUTSIDE
    return UNDECIDED if any_edge_within(spot, limit_m, edges_deg, runs, span, near_run) else LOOK_CLOSER


@kernel
def circle_code(x: float, y: float, need_m: float, circle: FloatArray) -> int:
    """Say whether everything within a distance of a point is inside or outside a circle, where that is easy.

    Args:
        x: Longitude [deg].
        y: Latitude [deg].
        need_m: Position radius and error band together [m], >= 0.
        circle: Longitude and latitude of the centre [deg], radius [m].

    Returns:
        1 inside, 2 outside, 0 undecided, 3 where only the geodesic can say.

    Source:
        ``planar.spot_at`` at the middle latitude, whose error is of second order in the distance; ``sphere``.
    """
    middle = spot_at(0.0, (y + circle[1]) / 2.0)
    east_deg = abs(x - circle[0])
    east_m = min(east_deg, 360.0 - east_deg) * middle.east_m_per_deg
    north_m = (y - circle[1]) * middle.north_m_per_deg
    away_m = math.sqrt(east_m * east_m + north_m * north_m)
    doubt_m = 1.0 + PLANE_DOUBT * away_m
    if away_m > PLANE_LIMIT_M or abs(middle.y) > PLANE_LIMIT_DEG:
        away_m = great_circle_m(x, y, circle[0], circle[1])
        doubt_m = 1.0 + SPHERE_DOUBT * away_m
    inner_m = circle[2] - need_m
    outer_m = circle[2] + need_m
    if away_m + doubt_m < inner_m:
        return INSIDE
    if away_m - doubt_m > outer_m:
        return OUTSIDE
    if inner_m < away_m - doubt_m and away_m + doubt_m < outer_m:
        return UNDECIDED
    return LOOK_CLOSER
