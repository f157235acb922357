# SPDX-License-Identifier: Apache-2.0
"""What a grid cell knows of every shape: how far its points are at least and at most from the boundary.

Rules:
    - Every bound is taken at the centre of a cell and widened by half its diagonal and by the change of scale within
      it, so that it holds for the plane of every point of the cell.
    - A cell that cannot be sure stores NaN and infinity: the closer look then decides. Off the grid, near the
      antimeridian and beside strips it always does.

Source:
    ``planar`` (reach is inverted here); a distance changes by no more than one moves.
"""

import math
from typing import NamedTuple

from truceline.kernels.arrays import (
    CELLS_PER_BLOCK,
    CIRCLE,
    OUTSIDE,
    POLYGON,
    Edges,
    Grid,
    IndexArray,
    Shapes,
)
from truceline.kernels.jit import kernel
from truceline.kernels.planar import Plane, plane_at, reach, square_to_edge
from truceline.kernels.rings import classify_point
from truceline.kernels.wgs84 import (
    ABSOLUTE_DOUBT_M,
    MAX_REACH_M,
    MEAN_RADIUS_M,
    NORTH_M_PER_DEG_MIN,
    POLAR_LIMIT_DEG,
    RAD_PER_DEG,
    RELATIVE_DOUBT,
    SPHERE_DOUBT,
)

SLACK_M = 0.01
"""Covers the rounding of everything computed here [m]."""
SLACK = 1e-6
"""Covers the rounding of a stored radius to float32."""
TOO_NEAR_M = 2.0
"""A cell nearer to a boundary than this settles nothing [m]."""


class Patch(NamedTuple):
    """A cell or a block of cells, with how much its plane may differ from the plane at any of its points."""

    x: float
    y: float
    plane: Plane
    half_diagonal_m: float
    scale_low: float
    scale_high: float
    bend_high: float
    lat_high_deg: float
    is_near_antimeridian: bool


@kernel
def patch_at(column: int, row: int, size: int, grid: Grid) -> Patch:
    """Describe the square of cells that starts at a column and row.

    Args:
        column: First column.
        row: First row.
        size: Cells along a side.
        grid: Only its frame is read.

    Returns:
        The patch, bounds widened for rounding.

    Source:
        The scale changes monotonously with the latitude on either side of the equator.
    """
    half_lon = 0.5 * size / grid.cells_per_deg_lon
    half_lat = 0.5 * size / grid.cells_per_deg_lat
    x = grid.west_deg + column / grid.cells_per_deg_lon + half_lon
    y = grid.south_deg + row / grid.cells_per_deg_lat + half_lat
    plane = plane_at(y)
    lat_high = min(max(abs(y - half_lat), abs(y + half_lat)), 90.0)
    lat_low = 0.0 if abs(y) <= half_lat else min(abs(y - half_lat), abs(y + half_lat))
    high = plane_at(lat_high)
    low = plane_at(lat_low)
    scale_low = min(high.east_m_per_deg / plane.east_m_per_deg, low.north_m_per_deg / plane.north_m_per_deg)
    scale_high = max(low.east_m_per_deg / plane.east_m_per_deg, high.north_m_per_deg / plane.north_m_per_deg)
    half_diagonal = math.sqrt((half_lon * plane.east_m_per_deg) ** 2 + (half_lat * plane.north_m_per_deg) ** 2)
    edge_m = (180.0 - abs(x) - half_lon) * high.east_m_per_deg
    return Patch(
        x,
        y,
        plane,
        half_diagonal * (1.0 + SLACK) + SLACK_M,
        scale_low * (1.0 - SLACK),
        scale_high * (1.0 + SLACK),
        high.bend_per_m,
        lat_high,
        edge_m <= reach(MAX_REACH_M, high.bend_per_m),
    )


@kernel
def near_edges(edges: Edges, shapes: Shapes, grid: Grid, near_first: IndexArray, near: IndexArray) -> int:
    """List for every block and polygon the edges that can be the nearest one for some point of the block.

    Args:
        edges: All edges.
        shapes: The shapes.
        grid: Only its frame is read.
        near_first: Filled with where each list starts ``(blocks * z + 1,)``.
        near: Filled with numbers of edges; an empty array only counts.

    Returns:
        How many there are.

    Source:
        The rules at the head of this module.
    """
    shape_count = shapes.kind.size
    block_rows = grid.rows // CELLS_PER_BLOCK
    fill = near.size > 0
    count = 0
    for block in range(block_rows * grid.block_columns):
        row = block // grid.block_columns * CELLS_PER_BLOCK
        column = block % grid.block_columns * CELLS_PER_BLOCK
        patch = patch_at(column, row, CELLS_PER_BLOCK, grid)
        for z in range(shape_count):
            near_first[block * shape_count + z] = count
            if shapes.kind[z] != POLYGON:
                continue
            least = math.inf
            for k in range(shapes.first[z], shapes.first[z + 1]):
                least = min(least, square_to_edge(patch.x, patch.y, patch.plane, edges, k))
            farthest = math.sqrt(least) + patch.half_diagonal_m
            limit_m = farthest * patch.scale_high / patch.scale_low + patch.half_diagonal_m + SLACK_M
            for k in range(shapes.first[z], shapes.first[z + 1]):
                if square_to_edge(patch.x, patch.y, patch.plane, edges, k) <= limit_m * limit_m:
                    if fill:
                        near[count] = k
                    count += 1
    near_first[block_rows * grid.block_columns * shape_count] = count
    return count


@kernel
def settle_cells(edges: Edges, shapes: Shapes, grid: Grid) -> None:
    """Fill what each cell knows of each shape (see ``arrays.Grid``).

    Args:
        edges: All edges.
        shapes: The shapes.
        grid: Its frame and lists are read, ``settled_m`` and ``undecided_m`` are filled.

    Source:
        The rules at the head of this module.
    """
    for row in range(grid.rows):
        for column in range(grid.columns):
            patch = patch_at(column, row, 1, grid)
            block = (row // CELLS_PER_BLOCK) * grid.block_columns + column // CELLS_PER_BLOCK
            for z in range(shapes.kind.size):
                cell = row * grid.columns + column
                settled = math.nan
                undecided = math.inf
                if shapes.kind[z] == CIRCLE:
                    settled, undecided = margins_of_circle(patch, shapes, z)
                elif patch.is_near_antimeridian:
                    pass
                elif shapes.kind[z] == POLYGON:
                    settled, undecided = margins_of_polygon(patch, (edges, shapes, grid), (z, block))
                else:
                    settled = margin_of_strip(patch, edges, shapes, z)
                grid.settled_m[cell, z] = settled
                grid.undecided_m[cell, z] = undecided
    cell = grid.rows * grid.columns
    for z in range(shapes.kind.size):
        grid.settled_m[cell, z] = math.nan
        grid.undecided_m[cell, z] = math.inf


@kernel
def margins_of_polygon(
    patch: Patch, bundle: tuple[Edges, Shapes, Grid], place: tuple[int, int]
) -> tuple[float, float]:
    """Give both radii of a cell for a polygon (see ``arrays.Grid``).

    Source:
        ``planar.reach``, inverted.
    """
    edges, shapes, grid = bundle
    z, block = place
    least = math.inf
    start = grid.near_first[block * shapes.kind.size + z]
    stop = grid.near_first[block * shapes.kind.size + z + 1]
    for j in range(start, stop):
        least = min(least, square_to_edge(patch.x, patch.y, patch.plane, edges, grid.near[j]))
    away_m = math.sqrt(least)
    band_m = shapes.band_m[z]
    farthest_m = (away_m + patch.half_diagonal_m) * patch.scale_high + SLACK_M
    undecided = undecided_from((farthest_m - ABSOLUTE_DOUBT_M) / (1.0 + RELATIVE_DOUBT), band_m)
    settled = settled_to(patch, surely_away(patch, away_m), band_m)
    if settled > 0.0:
        first = shapes.first[z]
        last = shapes.first[z + 1]
        if classify_point(patch.x, patch.y, edges, first, last) == OUTSIDE:
            settled = -settled
    return settled, undecided


@kernel
def margin_of_strip(patch: Patch, edges: Edges, shapes: Shapes, z: int) -> float:
    """Give the radius up to which a cell is outside a strip, or NaN: too far from the line whatever the side.

    Source:
        ``strips``, first rule of decision.
    """
    least = math.inf
    depth_m = 0.0
    for k in range(shapes.first[z], shapes.first[z + 1]):
        least = min(least, square_to_edge(patch.x, patch.y, patch.plane, edges, k))
        depth_m = max(depth_m, edges.depth_high_m[k])
    margin = settled_to(patch, surely_away(patch, math.sqrt(least)) - depth_m, shapes.band_m[z])
    return -margin


@kernel
def margins_of_circle(patch: Patch, shapes: Shapes, z: int) -> tuple[float, float]:
    """Give both radii of a cell for a circle (see ``arrays.Grid``).

    Source:
        Sinnott 1984, "Virtues of the haversine"; ``wgs84.SPHERE_DOUBT``.
    """
    phi = patch.y * RAD_PER_DEG
    centre_phi = shapes.centre_lat_deg[z] * RAD_PER_DEG
    half_north = math.sin((phi - centre_phi) / 2.0)
    half_east = math.sin((patch.x - shapes.centre_lon_deg[z]) * RAD_PER_DEG / 2.0)
    haversine = half_north * half_north + math.cos(phi) * math.cos(centre_phi) * half_east * half_east
    away_m = 2.0 * MEAN_RADIUS_M * math.asin(math.sqrt(min(haversine, 1.0)))
    spread_m = patch.half_diagonal_m * patch.scale_high * (1.0 + RELATIVE_DOUBT) + ABSOLUTE_DOUBT_M
    nearest_m = away_m * (1.0 - SPHERE_DOUBT) - spread_m
    farthest_m = away_m * (1.0 + SPHERE_DOUBT) + spread_m
    radius_m = shapes.radius_m[z]
    band_m = shapes.band_m[z]
    undecided = undecided_from(max(abs(radius_m - nearest_m), abs(farthest_m - radius_m)), band_m)
    if farthest_m < radius_m:
        return rounded_down(radius_m - farthest_m, band_m), undecided
    return -rounded_down(nearest_m - radius_m, band_m), undecided


@kernel
def surely_away(patch: Patch, away_m: float) -> float:
    """Give the true distance that every point of a patch surely has, from the planar one of its centre [m].

    Source:
        ``planar.reach``, both of its branches inverted.
    """
    nearest_m = (away_m - patch.half_diagonal_m) * patch.scale_low - SLACK_M
    if nearest_m < TOO_NEAR_M:
        return -1.0
    over_m = nearest_m - ABSOLUTE_DOUBT_M
    bent_m = 2.0 * over_m / (1.0 + math.sqrt(1.0 + 4.0 * patch.bend_high * over_m))
    return min(over_m / (1.0 + RELATIVE_DOUBT), bent_m)


@kernel
def settled_to(patch: Patch, need_m: float, band_m: float) -> float:
    """Give the largest position radius for a need that is believed, NaN when there is none."""
    polar_m = (POLAR_LIMIT_DEG - patch.lat_high_deg) * NORTH_M_PER_DEG_MIN
    return rounded_down(min(need_m, polar_m, MAX_REACH_M), band_m)


@kernel
def rounded_down(need_m: float, band_m: float) -> float:
    """Take the error band off a need, on the safe side of float32; NaN when nothing is left."""
    left_m = (need_m - band_m) * (1.0 - SLACK) - SLACK_M
    return left_m if left_m > 0.0 else math.nan


@kernel
def undecided_from(need_m: float, band_m: float) -> float:
    """Take the error band off the need from which nothing is decided, on the safe side of float32."""
    left_m = (need_m - band_m) * (1.0 + SLACK) + SLACK_M
    # A point without any radius and band is asked exactly, so it is never undecided from afar.
    return max(left_m, SLACK_M if band_m == 0.0 else 0.0)
