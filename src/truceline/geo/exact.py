# SPDX-License-Identifier: Apache-2.0
"""Exactly inside, outside or on the boundary of a footprint: one door, two ways behind it with equal answers.

Source:
    ``kernels.rings`` (compiled) and GEOS's prepared predicates (through shapely); both decide the side of an edge with
    error bounds and exact arithmetic, so they agree to the last bit of a coordinate.
"""

from typing import TYPE_CHECKING

import numpy as np

from truceline.base.errors import GeometryError
from truceline.geo.footprint import Footprint, to_shapely
from truceline.geo.positions import LAT_LIMIT_DEG, LON_LIMIT_DEG
from truceline.kernels.arrays import INSIDE, OUTSIDE, CodeArray, FloatArray

if TYPE_CHECKING:
    import shapely

WORTH_COMPILING = 200_000_000
"""Pairs of points and edges from which loading the compiled loops costs less than it saves."""


def classify(footprint: Footprint, lon_deg: FloatArray, lat_deg: FloatArray) -> CodeArray:
    """Say of each point whether it is inside a footprint, exactly.

    Args:
        footprint: The area.
        lon_deg: Longitudes [deg] ``(n,)``.
        lat_deg: Latitudes [deg] ``(n,)``; a NaN in either leaves the point undecided.

    Returns:
        1 inside, 2 outside, 0 exactly on the boundary or not a number ``(n,)``, uint8.

    Raises:
        GeometryError: Arrays of different length, or a position out of range.

    Source:
        ``kernels.rings``; RFC 7946 for the range.
    """
    lon, lat = read_points(lon_deg, lat_deg)
    if lon.size * len(footprint.edges_deg) >= WORTH_COMPILING and is_compiled():
        return classify_compiled(footprint, lon, lat)
    return classify_with_geos(prepare(footprint), lon, lat)


def is_compiled() -> bool:
    """Say whether compiled loops are there (this loads numba when it is)."""
    from truceline.kernels.jit import HAVE_NUMBA  # noqa: PLC0415 loading numba costs more than a small batch

    return HAVE_NUMBA


def classify_compiled(footprint: Footprint, lon_deg: FloatArray, lat_deg: FloatArray) -> CodeArray:
    """Classify by the compiled loop.

    Source:
        ``kernels.rings``.
    """
    from truceline.kernels.rings import classify_points  # noqa: PLC0415 see is_compiled

    out = np.empty(lon_deg.size, np.uint8)
    classify_points(lon_deg, lat_deg, footprint.edges_deg, out)
    return out


def prepare(footprint: Footprint) -> "shapely.MultiPolygon":
    """Give the footprint as a prepared shapely geometry."""
    import shapely  # noqa: PLC0415 a sixth of a second, paid only by who needs it

    shape = to_shapely(footprint)
    shapely.prepare(shape)
    return shape


def classify_with_geos(shape: "shapely.MultiPolygon", lon_deg: FloatArray, lat_deg: FloatArray) -> CodeArray:
    """Classify by GEOS.

    Args:
        shape: What ``prepare`` gave.
        lon_deg: Longitudes [deg] ``(n,)``.
        lat_deg: Latitudes [deg] ``(n,)``.

    Returns:
        As ``classify``.

    Source:
        OGC 06-103r4, section 6.1.15 (contains: interior; intersects: interior or boundary).
    """
    import shapely  # noqa: PLC0415 see prepare

    inside = shapely.contains_xy(shape, lon_deg, lat_deg)
    touching = shapely.intersects_xy(shape, lon_deg, lat_deg)
    known = ~(np.isnan(lon_deg) | np.isnan(lat_deg))
    codes: CodeArray = (inside * np.uint8(INSIDE) + (~touching & known) * np.uint8(OUTSIDE)).astype(np.uint8)
    return codes


def read_points(lon_deg: FloatArray, lat_deg: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Take positions as contiguous float64 columns; NaN is allowed.

    Raises:
        GeometryError: Not two columns of one length, or a position out of range.

    Source:
        RFC 7946, section 3.1.1.
    """
    lon = np.ascontiguousarray(lon_deg, np.float64)
    lat = np.ascontiguousarray(lat_deg, np.float64)
    if lon.ndim != 1 or lon.shape != lat.shape:
        message = f"positions: expected two columns of one length, got shapes {lon.shape} and {lat.shape}; pair them"
        raise GeometryError(message)
    for name, column, limit in (("longitude", lon, LON_LIMIT_DEG), ("latitude", lat, LAT_LIMIT_DEG)):
        if column.size and max(np.fmax.reduce(column), -np.fmin.reduce(column)) > limit:
            first = int(np.flatnonzero(np.abs(column) > limit)[0])
            message = f"positions[{first}]: expected a {name} within {limit:g} degrees, got {column[first]!r}; mend it"
            raise GeometryError(message)
    return lon, lat
