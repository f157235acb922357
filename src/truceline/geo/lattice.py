# SPDX-License-Identifier: Apache-2.0
"""The grid over the zones of an index: where it lies, how fine it is, and its making.

Source:
    ``kernels.grid``, which fills it.
"""

from collections.abc import Sequence

import numpy as np

from truceline.geo.placed import PlacedShape
from truceline.geo.plain import planes_at
from truceline.geo.tables import shapes_of
from truceline.kernels.arrays import Cells, Frame, Shapes
from truceline.kernels.wgs84 import NORTH_M_PER_DEG_MIN

CELLS = 16_384
"""Cells of a grid over few zones."""
CELLS_TIMES_ZONES = 4_000_000
"""Bounds the memory of a grid over many, 13 bytes each."""
MARGIN_DEG = 0.5
"""The grid reaches this far beyond the zones, in degrees of latitude."""


def lay_grid(zones: Sequence[PlacedShape]) -> tuple[Shapes, Frame, Cells]:
    """Lay a grid over zones and fill what its cells know.

    Source:
        ``kernels.grid``.
    """
    from truceline.kernels.grid import settle_cells  # noqa: PLC0415 see exact.is_compiled

    shapes = shapes_of(zones)
    frame, margin_m = _frame(shapes)
    size = (frame.columns * frame.rows + 1, len(zones))
    cells = Cells(
        settled_m=np.zeros(size, np.float32),
        undecided_m=np.zeros(size, np.float32),
        side=np.zeros(size, np.uint8),
        near_run=np.zeros(size, np.int32),
    )
    settle_cells(shapes, frame, cells, margin_m)
    return shapes, frame, cells


def _frame(shapes: Shapes) -> tuple[Frame, float]:
    """Choose the frame, and say how far every point off it is from every edge [m]."""
    is_circle = np.diff(shapes.first) == 0
    low_lat = np.where(is_circle, shapes.circle[:, 1], shapes.bounds_deg[:, 1])
    high_lat = np.where(is_circle, shapes.circle[:, 1], shapes.bounds_deg[:, 3])
    around_deg = shapes.circle[:, 2] / NORTH_M_PER_DEG_MIN + MARGIN_DEG
    south = max(float((low_lat - around_deg).min()), -90.0)
    north = min(float((high_lat + around_deg).max()), 90.0)
    squeeze = max(float(np.cos(np.radians(max(abs(south), abs(north))))), 0.05)
    low_lon = np.where(is_circle, shapes.circle[:, 0], shapes.bounds_deg[:, 0])
    high_lon = np.where(is_circle, shapes.circle[:, 0], shapes.bounds_deg[:, 2])
    west = max(float((low_lon - around_deg / squeeze).min()), -180.0)
    east = min(float((high_lon + around_deg / squeeze).max()), 180.0)
    width, height = (east - west) * squeeze, north - south
    per_deg = (min(CELLS, CELLS_TIMES_ZONES // len(shapes.kind)) / (width * height)) ** 0.5
    columns, rows = _whole(width * per_deg), _whole(height * per_deg)
    frame = Frame(west, south, columns / (east - west), rows / height, columns, rows)
    east_m_per_deg = planes_at(np.array([max(abs(south), abs(north))])).east_m_per_deg[0]
    # One part in a thousand stays for rounding.
    margin_m = 0.999 * MARGIN_DEG * min(NORTH_M_PER_DEG_MIN, float(east_m_per_deg) / squeeze)
    return frame, margin_m


def _whole(cells: float) -> int:
    return max(1, round(cells))
