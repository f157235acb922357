# SPDX-License-Identifier: Apache-2.0
"""What a grid cell knows of every shape: how far its points are at least and at most from the boundary.

Rules:
    - Every bound is taken at the centre of a cell and widened by half its diagonal and by the change of scale within
      it, so that it holds for the plane of every point of the cell.
    - A cell that cannot be sure stores NaN and infinity: the closer look then decides. Near the
      antimeridian it always does.
    - The last row stands for all points off the grid: each is farther from every edge than the margin of the grid.

Source:
    ``planar`` (reach is inverted here); a distance changes by no more than one moves.
"""

import math
from typing import NamedTuple

from truceline.kernels.arrays import (
    CIRCLE,
    INSIDE,
    POLYGON,
    UNDECIDED,
    Cells,
    FloatArray,
    Frame,
    Shapes,
)
from truceline.kernels.jit import kernel
from truceline.kernels.planar import Spot, least_square, least_square_of_runs, reach, spot_at
from truceline.kernels.rings import classify_in_runs
from truceline.kernels.sphere import great_circle_m
from truceline.kernels.wgs84 import (
    ABSOLUTE_DOUBT_M,
    MAX_REACH_M,
    NORTH_M_PER_DEG_MIN,
    POLAR_LIMIT_DEG,
    RELATIVE_DOUBT,
    SPHERE_DOUBT,
)

OFF_GRID_LAT_DEG = 80.0
OFF_GRID_LON_DEG = 170.0
"""What the last row says holds for points off the grid within these."""
SLACK_M = 0.01
"""Covers the rounding of everything computed here [m]."""
SLACK = 1e-6
"""Covers the rounding of a stored radius to float32."""
TOO_NEAR_M = 2.0
"""A cell nearer to a boundary than this settles nothing [m]."""


class Patch(NamedTuple):
    """A cell, with how much the plane of its centre may differ from the plane of any of its points."""

    column: int
    centre: Spot
    half_diagonal_m: float
    scale_low: float
    scale_high: float
    bend_high: float
    lat_high_deg: float
    is_near_antimeridian: bool


@kernel
def patch_at(column: int, row: int, frame: Frame) -> Patch:
    """Describe the cell in a column and row.

    Args:
        column: The column.
        row: The row.
        frame: The frame of the grid.

    Returns:
        The patch, bounds widened for rounding.

    Source:
        The scale changes in one direction on either side of the equator.
    """
    half_lon = 0.5 / frame.cells_per_deg_lon
    half_lat = 0.5 / frame.cells_per_deg_lat
    x = frame.west_deg + column / frame.cells_per_deg_lon + half_lon
    y = frame.south_deg + row / frame.cells_per_deg_lat + half_lat
    centre = spot_at(x, y)
    lat_high = min(max(abs(y - half_lat), abs(y + half_lat)), 90.0)
    lat_low = 0.0 if abs(y) <= half_lat else min(abs(y - half_lat), abs(y + half_lat))
    high = spot_at(x, lat_high)
    low = spot_at(x, lat_low)
    scale_low = min(high.east_m_per_deg / centre.east_m_per_deg, low.north_m_per_deg / centre.north_m_per_deg)
    scale_high = max(low.east_m_per_deg / centre.east_m_per_deg, high.north_m_per_deg / centre.north_m_per_deg)
    half_diagonal = math.hypot(half_lon * centre.east_m_per_deg, half_lat * centre.north_m_per_deg)
    brim_m = (180.0 - abs(x) - half_lon) * high.east_m_per_deg
    return Patch(
        column,
        centre,
        half_diagonal * (1.0 + SLACK) + SLACK_M,
        scale_low * (1.0 - SLACK),
        scale_high * (1.0 + SLACK),
        high.bend_per_m,
        lat_high,
        brim_m <= reach(MAX_REACH_M, high.bend_per_m),
    )


@kernel
def settle_cells(shapes: Shapes, frame: Frame, cells: Cells, margin_m: float) -> None:
    """Fill what each cell knows of each shape.

    Args:
        shapes: The shapes.
        frame: The frame of the grid.
        cells: Filled.
        margin_m: How far every point off the grid surely is from every edge, in its plane [m]; 0 for not known.

    Source:
        The rules at the head of this module.
    """
    for cell in range(frame.rows * frame.columns):
        row, column = divmod(cell, frame.columns)
        patch = patch_at(column, row, frame)
        for z in range(shapes.kind.size):
            if shapes.kind[z] == CIRCLE:
                settle_circle(patch, shapes, cells, cell, z)
            elif patch.is_near_antimeridian:
                cells.settled_m[cell, z] = math.nan
                cells.undecided_m[cell, z] = math.inf
            elif shapes.kind[z] == POLYGON:
                settle_polygon(patch, shapes, cells, cell, z)
            else:
                settle_strip(patch, shapes, cells, cell, z)
    settle_off_grid(shapes, cells, margin_m)


@kernel
def settle_polygon(patch: Patch, shapes: Shapes, cells: Cells, cell: int, z: int) -> None:
    """Fill what a cell knows of a polygon."""
    centre = patch.centre
    span = (shapes.run_first[z], shapes.run_first[z + 1])
    away_m = math.sqrt(least_square_of_runs(centre, shapes.edges_deg, shapes.runs, span))
    sure_m = surely_away(patch, away_m)
    side = UNDECIDED
    if sure_m > 0.0:
        # No boundary passes from one such cell to the next in its row, so their sides are the same.
        side = cells.side[cell - 1, z] if patch.column > 0 else UNDECIDED
        if side == UNDECIDED:
            side = classify_in_runs(centre.x, centre.y, shapes.edges_deg, shapes.runs, span)
    cells.settled_m[cell, z] = rounded_down(sure_m, shapes.band_m[z]) * (1.0 if side == INSIDE else -1.0)
    cells.undecided_m[cell, z] = undecided_from(patch, away_m, shapes.band_m[z])
    cells.side[cell, z] = side


@kernel
def settle_strip(patch: Patch, shapes: Shapes, cells: Cells, cell: int, z: int) -> None:
    """Fill what a cell knows of a strip: whether it is too far from the line, whatever the side."""
    span = (shapes.first[z], shapes.first[z + 1])
    away_m = math.sqrt(least_square(patch.centre, shapes.edges_deg, span))
    beyond_m = surely_away(patch, away_m) - deepest_m(shapes.depths_m, span)
    cells.settled_m[cell, z] = -rounded_down(beyond_m, shapes.band_m[z])
    cells.undecided_m[cell, z] = math.inf


@kernel
def settle_circle(patch: Patch, shapes: Shapes, cells: Cells, cell: int, z: int) -> None:
    """Fill what a cell knows of a circle.

    Source:
        ``sphere``; ``wgs84.SPHERE_DOUBT``.
    """
    away_m = great_circle_m(patch.centre.x, patch.centre.y, shapes.circle[z, 0], shapes.circle[z, 1])
    spread_m = patch.half_diagonal_m * patch.scale_high * (1.0 + RELATIVE_DOUBT) + ABSOLUTE_DOUBT_M
    nearest_m = away_m * (1.0 - SPHERE_DOUBT) - spread_m
    farthest_m = away_m * (1.0 + SPHERE_DOUBT) + spread_m
    radius_m = shapes.circle[z, 2]
    band_m = shapes.band_m[z]
    settled = -rounded_down(nearest_m - radius_m, band_m)
    if farthest_m < radius_m:
        settled = rounded_down(radius_m - farthest_m, band_m)
    cells.settled_m[cell, z] = settled
    cells.undecided_m[cell, z] = rounded_up(max(abs(radius_m - nearest_m), abs(farthest_m - radius_m)), band_m)


@kernel
def settle_off_grid(shapes: Shapes, cells: Cells, margin_m: float) -> None:
    """Fill the last row: all points off the grid, whose planes are those of any latitude up to the limit there."""
    cell = len(cells.side) - 1
    bend = spot_at(0.0, OFF_GRID_LAT_DEG).bend_per_m
    for z in range(shapes.kind.size):
        settled = math.nan
        if shapes.kind[z] != CIRCLE and margin_m > TOO_NEAR_M:
            span = (shapes.first[z], shapes.first[z + 1])
            settled = -rounded_down(unreached(margin_m, bend) - deepest_m(shapes.depths_m, span), shapes.band_m[z])
        cells.settled_m[cell, z] = settled
        cells.undecided_m[cell, z] = math.inf
        cells.side[cell, z] = UNDECIDED


@kernel
def deepest_m(depths_m: FloatArray, span: tuple[int, int]) -> float:
    """Give the largest possible depth of a strip [m]; 0 for a polygon."""
    deepest = 0.0
    for k in range(span[0], span[1]):
        deepest = max(deepest, depths_m[k, 1])
    return deepest


@kernel
def surely_away(patch: Patch, away_m: float) -> float:
    """Give the true distance that every point of a patch surely has, from the planar one of its centre [m]."""
    nearest_m = (away_m - patch.half_diagonal_m) * patch.scale_low - SLACK_M
    if nearest_m < TOO_NEAR_M:
        return -1.0
    polar_m = (POLAR_LIMIT_DEG - patch.lat_high_deg) * NORTH_M_PER_DEG_MIN
    return min(unreached(nearest_m, patch.bend_high), polar_m)


@kernel
def unreached(planar_m: float, bend_per_m: float) -> float:
    """Give the largest true distance whose reach stays within a planar one [m].

    Source:
        ``planar.reach``, both of its branches inverted.
    """
    over_m = planar_m - ABSOLUTE_DOUBT_M
    bent_m = 2.0 * over_m / (1.0 + math.sqrt(1.0 + 4.0 * bend_per_m * over_m))
    return min(over_m / (1.0 + RELATIVE_DOUBT), bent_m, MAX_REACH_M)


@kernel
def undecided_from(patch: Patch, away_m: float, band_m: float) -> float:
    """Give the position radius from which no point of a patch is decided, from the planar distance of its centre."""
    farthest_m = (away_m + patch.half_diagonal_m) * patch.scale_high + SLACK_M
    return rounded_up((farthest_m - ABSOLUTE_DOUBT_M) / (1.0 + RELATIVE_DOUBT), band_m)


@kernel
def rounded_down(need_m: float, band_m: float) -> float:
    """Take the error band off a need, on the safe side of float32; NaN when nothing is left [m]."""
    left_m = (need_m - band_m) * (1.0 - SLACK) - SLACK_M
    return left_m if left_m > 0.0 else math.nan


@kernel
def rounded_up(need_m: float, band_m: float) -> float:
    """Take the error band off a need from which nothing is decided, on the safe side of float32 [m]."""
    left_m = (need_m - band_m) * (1.0 + SLACK) + SLACK_M
    # A point without any radius and band is asked exactly, so it is never undecided from afar.
    return max(left_m, SLACK_M if band_m == 0.0 else 0.0)
