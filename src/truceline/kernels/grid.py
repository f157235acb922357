# SPDX-License-Identifier: Apache-2.0
"""What a grid cell knows of every shape: for which position radii all of its points surely have one answer.

Rules:
    - Every bound is taken at the centre of a cell and widened (``patch``), so that it holds for the plane of every
      point of the cell.
    - A cell that cannot be sure stores NaN and infinity: the closer look then decides. Near the
      antimeridian it always does.
    - The last row stands for all points off the grid: each is farther from every edge than the margin of the grid.

Source:
    ``patch``; ``strip_cells`` for strips.
"""

import math

from truceline.kernels.arrays import (
    CIRCLE,
    INSIDE,
    POLYGON,
    STRIP,
    UNDECIDED,
    Cells,
    Frame,
    Shapes,
)
from truceline.kernels.jit import kernel
from truceline.kernels.patch import (
    TOO_NEAR_M,
    Patch,
    patch_at,
    rounded_down,
    rounded_up,
    surely_away,
    undecided_from,
    unreached,
)
from truceline.kernels.planar import nearest_run, spot_at
from truceline.kernels.rings import classify_in_runs
from truceline.kernels.sphere import great_circle_m
from truceline.kernels.strip_cells import is_never_decided, settle_strip
from truceline.kernels.wgs84 import (
    ABSOLUTE_DOUBT_M,
    MEAN_RADIUS_M,
    NORTH_M_PER_DEG_MIN,
    RAD_PER_DEG,
    RELATIVE_DOUBT,
    SPHERE_DOUBT,
)

OFF_GRID_LAT_DEG = 80.0
OFF_GRID_LON_DEG = 170.0
"""What the last row says holds for points off the grid within these."""

QUARTER_TURN_DEG = 90.0


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
                continue
            cells.near_run[cell, z] = shapes.run_first[z]
            if patch.is_near_antimeridian:
                cells.settled_m[cell, z] = math.nan
                cells.undecided_m[cell, z] = math.inf
            elif shapes.kind[z] == POLYGON:
                settle_polygon(patch, shapes, cells, cell, z)
            else:
                settle_strip(patch, shapes, cells, cell, z)
    settle_off_grid(shapes, frame, cells, margin_m)


@kernel
def settle_polygon(patch: Patch, shapes: Shapes, cells: Cells, cell: int, z: int) -> None:
    """Fill what a cell knows of a polygon."""
    centre = patch.centre
    span = (shapes.run_first[z], shapes.run_first[z + 1])
    # The cell to the west has nearly the same nearest run.
    first_asked = cells.near_run[cell - 1, z] if patch.column > 0 else span[0]
    near_run, square = nearest_run(centre, shapes.edges_deg, shapes.runs, span, first_asked)
    away_m = math.sqrt(square)
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
    cells.near_run[cell, z] = near_run


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
def settle_off_grid(shapes: Shapes, frame: Frame, cells: Cells, margin_m: float) -> None:
    """Fill the last row: all points off the grid, whose planes are those of any latitude up to the limit there."""
    cell = len(cells.side) - 1
    bend = spot_at(0.0, OFF_GRID_LAT_DEG).bend_per_m
    for z in range(shapes.kind.size):
        settled = math.nan
        if shapes.kind[z] == CIRCLE:
            away_m = least_off_grid_m(frame, shapes.circle[z, 0], shapes.circle[z, 1])
            settled = -rounded_down(away_m - shapes.circle[z, 2], shapes.band_m[z])
        elif margin_m > TOO_NEAR_M:
            beyond_m = unreached(margin_m, bend) - shapes.depth_limits_m[z, 3]
            settled = -rounded_down(beyond_m, shapes.band_m[z])
        cells.settled_m[cell, z] = settled
        cells.undecided_m[cell, z] = math.inf
        if shapes.kind[z] == STRIP and is_never_decided(shapes, z):
            cells.undecided_m[cell, z] = 0.0
        cells.side[cell, z] = UNDECIDED
        cells.near_run[cell, z] = shapes.run_first[z]


@kernel
def least_off_grid_m(frame: Frame, lon_deg: float, lat_deg: float) -> float:
    """Give a distance that every point off the grid surely has from a place on it [m].

    Source:
        On a sphere, the sine of the distance to a meridian is that of the turn to it times the cosine of the latitude.
    """
    east_deg = frame.west_deg + frame.columns / frame.cells_per_deg_lon - lon_deg
    turn_deg = min(lon_deg - frame.west_deg, east_deg, QUARTER_TURN_DEG)
    across_m = MEAN_RADIUS_M * math.asin(math.sin(turn_deg * RAD_PER_DEG) * math.cos(lat_deg * RAD_PER_DEG))
    north_deg = frame.south_deg + frame.rows / frame.cells_per_deg_lat - lat_deg
    along_m = min(lat_deg - frame.south_deg, north_deg) * NORTH_M_PER_DEG_MIN
    return min(across_m * (1.0 - SPHERE_DOUBT), along_m)
