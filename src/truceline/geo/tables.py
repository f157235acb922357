# SPDX-License-Identifier: Apache-2.0
"""Shapes as the tables that kernels read: edges of all shapes one after another, one row per shape.

Source:
    ``kernels.arrays``, which names the columns.
"""

from collections.abc import Sequence

import numpy as np

from truceline.geo.circle import Circle
from truceline.geo.footprint import Footprint
from truceline.geo.line import Buffer, Side, Strip
from truceline.geo.placed import PlacedShape
from truceline.kernels.arrays import CIRCLE, POLYGON, STRIP, Edges, FloatArray, Shapes

_SIDE_NUMBER = {Side.LEFT: 1, Side.RIGHT: -1, Side.BOTH: 0}


def edges_of(zones: Sequence[PlacedShape]) -> Edges:
    """Lay the edges of all shapes one after another.

    Source:
        ``kernels.arrays.Edges``.
    """
    rows = np.concatenate([np.zeros((0, 6)), *(_edge_rows(zone) for zone in zones)])
    return Edges(*(np.ascontiguousarray(rows[:, column]) for column in range(6)))


def shapes_of(zones: Sequence[PlacedShape]) -> Shapes:
    """Write one row per shape.

    Source:
        ``kernels.arrays.Shapes``.
    """
    rows = [_shape_row(zone) for zone in zones]
    numbers = {name: np.array([row[name] for row in rows], np.float64) for name in Shapes._fields if name != "first"}
    first = np.cumsum([0, *(len(_edge_rows(zone)) for zone in zones)]).astype(np.int64)
    whole = {name: numbers[name].astype(np.int64) for name in ("kind", "side")}
    return Shapes(**(numbers | whole | {"edge_code": numbers["edge_code"].astype(np.uint8), "first": first}))  # type: ignore[arg-type]  # the names are those of the tuple


def _edge_rows(zone: PlacedShape) -> FloatArray:
    shape = zone.shape
    if isinstance(shape, Circle):
        return np.zeros((0, 6))
    if isinstance(shape, Footprint):
        return np.hstack((shape.edges_deg, np.zeros((len(shape.edges_deg), 2))))
    low = [0.0 if depth is None else depth for depth in shape.depths_m]
    high = [np.inf if depth is None else depth for depth in shape.depths_m]
    return np.column_stack((shape.line.edges_deg, low, high))


def _shape_row(zone: PlacedShape) -> dict[str, float]:
    shape = zone.shape
    row = dict.fromkeys(Shapes._fields, 0.0)
    row |= {"band_m": zone.error_band_m, "edge_code": zone.edge.value_on_it}
    if isinstance(shape, Circle):
        return row | {
            "kind": CIRCLE,
            "centre_lon_deg": shape.lon_deg,
            "centre_lat_deg": shape.lat_deg,
            "radius_m": shape.radius_m,
        }
    if isinstance(shape, Strip | Buffer):
        row |= {"kind": STRIP, "side": _SIDE_NUMBER[shape.line.resolve(shape.side)], "inner_m": shape.inner_m}
        edges = shape.line.edges_deg
    else:
        row |= {"kind": POLYGON}
        edges = shape.edges_deg
    west, south = edges.reshape(-1, 2).min(axis=0)
    east, north = edges.reshape(-1, 2).max(axis=0)
    return row | {"west_deg": west, "south_deg": south, "east_deg": east, "north_deg": north}
