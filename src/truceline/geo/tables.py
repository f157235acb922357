# SPDX-License-Identifier: Apache-2.0
"""Shapes as the tables that kernels read: edges of all shapes one after another, one row per shape.

Source:
    ``kernels.arrays``, which names the columns.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truceline.geo.circle import Circle
from truceline.geo.footprint import Footprint
from truceline.geo.line import Side
from truceline.geo.placed import PlacedShape
from truceline.kernels.arrays import CIRCLE, EDGES_PER_RUN, POLYGON, STRIP, FloatArray, Runs, Shapes

_SIDE_NUMBER = {Side.LEFT: 1, Side.RIGHT: -1, Side.BOTH: 0}


def shapes_of(zones: Sequence[PlacedShape]) -> Shapes:
    """Write the shapes as tables.

    Source:
        ``kernels.arrays.Shapes``.
    """
    rows = [_row(zone) for zone in zones]
    starts = [np.arange(0, len(row.edges_deg), EDGES_PER_RUN) for row in rows]
    first = np.cumsum([0, *(len(row.edges_deg) for row in rows)]).astype(np.int64)
    edges = np.concatenate([np.zeros((0, 4)), *(row.edges_deg for row in rows)])
    run_start = np.concatenate([*(start + offset for start, offset in zip(starts, first, strict=False)), first[-1:]])
    return Shapes(
        kind=np.array([row.kind for row in rows], np.int64),
        first=first,
        run_first=np.cumsum([0, *(len(start) for start in starts)]).astype(np.int64),
        runs=Runs(run_start, _run_bounds(edges, run_start)),
        edges_deg=edges,
        depths_m=np.concatenate([np.zeros((0, 2)), *(row.depths_m for row in rows)]),
        depth_limits_m=np.array([_limits(row.depths_m) for row in rows], np.float64).reshape(-1, 4),
        band_m=np.array([zone.error_band_m for zone in zones], np.float64),
        edge_code=np.array([zone.edge.value_on_it for zone in zones], np.uint8),
        side=np.array([row.side for row in rows], np.int64),
        inner_m=np.array([row.inner_m for row in rows], np.float64),
        circle=np.array([row.circle for row in rows], np.float64).reshape(-1, 3),
        bounds_deg=np.array([row.bounds_deg for row in rows], np.float64).reshape(-1, 4),
    )


def _run_bounds(edges_deg: FloatArray, run_start: NDArray[np.int64]) -> FloatArray:
    if len(edges_deg) == 0:
        return np.zeros((0, 4))
    low = np.minimum.reduceat(np.minimum(edges_deg[:, :2], edges_deg[:, 2:]), run_start[:-1])
    high = np.maximum.reduceat(np.maximum(edges_deg[:, :2], edges_deg[:, 2:]), run_start[:-1])
    return np.hstack((low, high))


def _limits(depths_m: FloatArray) -> tuple[float, float, float, float]:
    if len(depths_m) == 0:
        return 0.0, 0.0, 0.0, 0.0
    certain, possible = depths_m.T
    return float(certain.min()), float(certain.max()), float(possible.min()), float(possible.max())


class _Row(NamedTuple):
    kind: int
    edges_deg: FloatArray
    depths_m: FloatArray
    bounds_deg: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)
    side: int = 0
    inner_m: float = 0.0
    circle: tuple[float, ...] = (0.0, 0.0, 0.0)


def _row(zone: PlacedShape) -> _Row:
    shape = zone.shape
    if isinstance(shape, Circle):
        circle = (shape.lon_deg, shape.lat_deg, shape.radius_m)
        return _Row(CIRCLE, np.zeros((0, 4)), np.zeros((0, 2)), circle=circle)
    if isinstance(shape, Footprint):
        return _Row(POLYGON, shape.edges_deg, np.zeros((len(shape.edges_deg), 2)), shape.bounds_deg)
    edges = shape.line.edges_deg
    side = _SIDE_NUMBER[shape.line.resolve(shape.side)]
    return _Row(STRIP, edges, np.column_stack(shape.depth_limits_m), shape.line.bounds_deg, side, shape.inner_m)
