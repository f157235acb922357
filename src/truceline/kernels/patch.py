# SPDX-License-Identifier: Apache-2.0
"""A grid cell with what the plane of its centre says of the planes of all its points.

Every bound is widened by half the diagonal of the cell and by the change of scale within it.

Source:
    ``planar`` (reach is inverted here); a distance changes by no more than one moves.
"""

import math
from typing import NamedTuple

from truceline.kernels.arrays import Frame
from truceline.kernels.jit import kernel
from truceline.kernels.planar import Spot, reach, spot_at
from truceline.kernels.wgs84 import (
    ABSOLUTE_DOUBT_M,
    MAX_REACH_M,
    NORTH_M_PER_DEG_MIN,
    POLAR_LIMIT_DEG,
    RELATIVE_DOUBT,
)

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
