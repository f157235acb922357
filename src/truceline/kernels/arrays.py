# SPDX-License-Identifier: Apache-2.0
"""Names of the arrays that kernels take, and bundles of them. No numba.

Edges of all shapes of an index lie one after another; shape ``z`` owns ``first[z]`` up to ``first[z + 1]``.
"""

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
ShortFloatArray: TypeAlias = NDArray[np.float32]
IndexArray: TypeAlias = NDArray[np.int64]
CodeArray: TypeAlias = NDArray[np.uint8]

INSIDE = 1
OUTSIDE = 2
UNDECIDED = 0
LOOK_CLOSER = 3
"""Only inside a computation: this pair is not settled yet."""

POLYGON = 0
CIRCLE = 1
STRIP = 2
"""Kinds of shape."""


class Edges(NamedTuple):
    """Straight edges in longitude and latitude [deg], each array ``(n,)``."""

    x1: FloatArray
    y1: FloatArray
    x2: FloatArray
    y2: FloatArray
    depth_low_m: FloatArray
    """Strips: the depth that is certain beside this edge [m], 0 when unknown; elsewhere 0."""
    depth_high_m: FloatArray
    """Strips: the depth that is possible beside this edge [m], infinite when unknown; elsewhere 0."""


class Shapes(NamedTuple):
    """One row per shape, each array ``(z,)`` but ``first``, which is ``(z + 1,)``."""

    kind: IndexArray
    first: IndexArray
    band_m: FloatArray
    """Error band around the drawn boundary [m]."""
    edge_code: CodeArray
    """Polygons: the answer exactly on the boundary."""
    side: IndexArray
    """Strips: 1 left of the line, -1 right, 0 both."""
    inner_m: FloatArray
    """Strips: distance from the line at which the strip begins [m]."""
    centre_lon_deg: FloatArray
    centre_lat_deg: FloatArray
    radius_m: FloatArray
    """Circles."""
    west_deg: FloatArray
    south_deg: FloatArray
    east_deg: FloatArray
    north_deg: FloatArray
    """Bounds of the edges [deg]."""


class Grid(NamedTuple):
    """A plain grid over the shapes, with what is certain for every point of a cell.

    ``settled_m[c, z]`` is the largest position radius [m] for which shape ``z`` is decided for every point of cell
    ``c``: positive when inside, negative when outside, NaN when there is none. ``undecided_m[c, z]`` is the smallest
    one from which it is undecided for every point of the cell. In between one must look closer, at the edges
    ``near[near_first[b * z_count + z]]`` and following, the only ones that can be nearest within block ``b``.
    """

    west_deg: float
    south_deg: float
    cells_per_deg_lon: float
    cells_per_deg_lat: float
    columns: int
    rows: int
    block_columns: int
    settled_m: ShortFloatArray
    undecided_m: ShortFloatArray
    near_first: IndexArray
    near: IndexArray


CELLS_PER_BLOCK = 8
"""Cells along one side of a block."""
