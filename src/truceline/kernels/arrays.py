# SPDX-License-Identifier: Apache-2.0
"""Names of the arrays that kernels take, and bundles of them. No numba.

Edges of all shapes of an index lie one after another as rows x1, y1, x2, y2 [deg]; shape ``z`` owns the rows
``first[z]`` up to ``first[z + 1]``. Bundles are unpacked once, in the outermost loop: passing many arrays to a
function costs more than the function.
"""

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
ShortFloatArray: TypeAlias = NDArray[np.float32]
IndexArray: TypeAlias = NDArray[np.int64]
ShortIndexArray: TypeAlias = NDArray[np.int32]
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

EDGES_PER_RUN = 8
"""Edges in a row that share one bounding box."""


class Runs(NamedTuple):
    """Runs of edges that follow one another within one shape, with their bounding boxes."""

    start: IndexArray
    """First edge of each run, and one past the last edge of all ``(m + 1,)``."""
    bounds_deg: FloatArray
    """West, south, east and north bound of each run [deg] ``(m, 4)``."""


class Shapes(NamedTuple):
    """The shapes of an index, one row each; ``first`` and ``run_first`` have one more."""

    kind: IndexArray
    first: IndexArray
    run_first: IndexArray
    """First run of each shape, as ``first`` is its first edge."""
    runs: Runs
    edges_deg: FloatArray
    """All edges ``(n, 4)``."""
    depths_m: FloatArray
    """Beside each edge of a strip the depth that is certain and the one that is possible [m] ``(n, 2)``."""
    depth_limits_m: FloatArray
    """Smallest and largest certain depth, smallest and largest possible one [m], 0 for other shapes ``(z, 4)``."""
    band_m: FloatArray
    """Error band around the drawn boundary [m]."""
    edge_code: CodeArray
    """Polygons: the answer exactly on the boundary."""
    side: IndexArray
    """Strips: 1 left of the line, -1 right, 0 both."""
    inner_m: FloatArray
    """Strips: distance from the line at which the strip begins [m]."""
    circle: FloatArray
    """Circles: longitude and latitude of the centre [deg], radius [m] ``(z, 3)``."""
    bounds_deg: FloatArray
    """West, south, east and north bound of the edges [deg] ``(z, 4)``."""


class Frame(NamedTuple):
    """Where a grid lies and how fine it is."""

    west_deg: float
    south_deg: float
    cells_per_deg_lon: float
    cells_per_deg_lat: float
    columns: int
    rows: int


class Cells(NamedTuple):
    """What is certain for every point of a cell ``(cells + 1, z)``; the last row is all that is off the grid.

    Between the two radii one must look closer.
    """

    settled_m: ShortFloatArray
    """Largest position radius for which the shape is decided: positive inside, negative outside, NaN for none [m]."""
    undecided_m: ShortFloatArray
    """Smallest position radius from which it is undecided [m]."""
    side: CodeArray
    """Polygons: the side of all points of the cell; 0 where the boundary passes or nothing is known."""
    near_run: ShortIndexArray
    """Where to look first: the run of edges that is nearest to the centre of the cell, or any of the shape."""
