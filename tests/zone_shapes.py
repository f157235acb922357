# SPDX-License-Identifier: Apache-2.0
"""Shapes of nowhere for tests: a square, random outlines, mixed zones."""

import numpy as np

from truceline.base.errors import GeometryError
from truceline.geo import Buffer, Circle, Edge, Footprint, Line, PlacedShape, Shape, Side, Strip


def square(west: float, south: float, size: float) -> Footprint:
    """Give a square in degrees."""
    east, north = west + size, south + size
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return Footprint(polygons=((ring,),))


def outline(random: np.random.Generator, lon_deg: float, lat_deg: float, size_deg: float, count: int) -> Footprint:
    """Give a random star-shaped outline around a centre; a third of them on round coordinates."""
    digits = int(random.choice([2, 15, 15]))
    angles = np.sort(random.uniform(0, 2 * np.pi, count))
    lengths = size_deg * random.uniform(0.4, 1.0, count)
    lons = np.round(lon_deg + lengths * np.cos(angles), digits)
    lats = np.round(lat_deg + lengths * np.sin(angles), digits)
    ring = tuple(zip(lons.tolist(), lats.tolist(), strict=True))
    try:
        return Footprint(polygons=(((*ring, ring[0]),),))
    except GeometryError:
        return outline(random, lon_deg, lat_deg, size_deg, count)


def line(random: np.random.Generator, lon_deg: float, lat_deg: float, count: int) -> Line:
    """Give a random line that runs east."""
    lons = lon_deg + np.cumsum(random.uniform(0.01, 0.1, count))
    lats = lat_deg + np.cumsum(random.uniform(-0.05, 0.05, count))
    return Line(positions=tuple(zip(lons.tolist(), lats.tolist(), strict=True)))


def zone(random: np.random.Generator, lon_deg: float, lat_deg: float) -> PlacedShape:
    """Give a random zone of any kind near a place."""
    kind = int(random.integers(4))
    side = Side(str(random.choice(["left", "right", "both"])))
    shape: Shape
    if kind == 0:
        shape = outline(random, lon_deg, lat_deg, float(random.uniform(0.05, 1.0)), int(random.integers(5, 40)))
    elif kind == 1:
        shape = Circle(lon_deg=lon_deg, lat_deg=lat_deg, radius_m=float(10 ** random.uniform(2, 5.9)))
    elif kind == 2:
        inner_m = float(random.choice([0.0, 500.0, 5000.0]))
        outer_m = float(random.choice([inner_m + 1000.0, inner_m + 30_000.0, np.inf]))
        shape = Strip(line=line(random, lon_deg, lat_deg, 8), side=side, inner_m=inner_m, outer_m=outer_m)
    else:
        depths_m = tuple(None if part < 0.2 else float(50_000 * part) for part in random.uniform(0.0, 1.0, 7))
        shape = Buffer(line=line(random, lon_deg, lat_deg, 8), side=side, depths_m=depths_m)
    return PlacedShape(
        shape=shape,
        edge=Edge(str(random.choice(["inside", "outside", "unstated"]))),
        error_band_m=float(random.choice([0.0, 0.0, 100.0, 10_000.0])),
    )
