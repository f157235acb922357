# SPDX-License-Identifier: Apache-2.0
"""Many zones at once: where points lie in each of them, with their error bands and position radii.

Rules:
    - 1 (told true) only when the whole disc around the position is inside the shape shrunk by its error band; 2 (told
      false) only when it is outside the shape grown by it; else 0 (told neither). A position that is not a number
      is 0 everywhere.
    - Growing a radius or a band can only turn a 1 or a 2 into a 0.
    - Distances to footprints and strips are believed to 0.5 % and 1 m (more where they are long or near a pole, see
      ``kernels.planar``), those to circles to 1 mm; within that it is 0. A point without radius against a footprint
      without band is decided exactly.
    - Small batches go through numpy and shapely, large ones through compiled loops over a grid; equal answers.

Source:
    ``kernels.locate`` and ``kernels.grid``; ``plain`` reads the same rules.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from truceline.base.errors import GeometryError
from truceline.base.fourvalue import FourValue
from truceline.geo.circle import Circle
from truceline.geo.exact import WORTH_COMPILING, is_compiled, prepare, read_points
from truceline.geo.footprint import Footprint
from truceline.geo.lattice import lay_grid
from truceline.geo.placed import PlacedShape
from truceline.geo.plain import Points, settle, settle_circle
from truceline.kernels.arrays import LOOK_CLOSER, UNDECIDED, Cells, CodeArray, FloatArray, Frame, Shapes

if TYPE_CHECKING:
    import shapely

    from truceline.kernels.locate import Points as Located

_Grid: TypeAlias = tuple[Shapes, Frame, Cells]

_EDGES_PER_CIRCLE = 20
"""What a circle costs, counted in edges."""


class ZoneIndex:
    """Zones made ready for many points. Build it once; it never changes.

    Attributes:
        zones: The zones, in the order of the columns of ``locate``.
    """

    __slots__ = ("_grid", "_prepared", "zones")

    def __init__(self, zones: Sequence[PlacedShape]) -> None:
        """Take the zones; grids and prepared shapes are made when a batch first needs them."""
        self.zones = tuple(zones)
        self._grid: _Grid | None = None
        self._prepared: tuple[shapely.MultiPolygon | None, ...] | None = None

    def locate(self, lon_deg: ArrayLike, lat_deg: ArrayLike, radius_m: ArrayLike = 0.0) -> CodeArray:
        """Say where points lie in every zone.

        Args:
            lon_deg: Longitudes [deg] ``(n,)``.
            lat_deg: Latitudes [deg] ``(n,)``; a NaN in either leaves the point undecided.
            radius_m: How far the position may be off [m] ``(n,)`` or one for all, >= 0; NaN when not known.

        Returns:
            1 inside, 2 outside, 0 undecided ``(n, z)``, uint8, zones in the order given.

        Raises:
            GeometryError: Columns that do not fit together, a position out of range, a radius below 0.

        Source:
            The rules at the head of this module.
        """
        lon, lat, radius = _read(lon_deg, lat_deg, radius_m)
        if lon.size * self._edge_count() >= WORTH_COMPILING and is_compiled():
            return self.locate_compiled(lon, lat, radius)
        return self.locate_plain(lon, lat, radius)

    def locate_plain(self, lon: FloatArray, lat: FloatArray, radius: FloatArray) -> CodeArray:
        """Locate by numpy and shapely; as ``locate``, for columns already read.

        Source:
            ``plain``.
        """
        codes = np.full((lon.size, len(self.zones)), UNDECIDED, np.uint8)
        known = ~(np.isnan(lon) | np.isnan(lat) | np.isnan(radius))
        asked = Points(lon[known], lat[known], radius[known])
        for number, (zone, prepared) in enumerate(zip(self.zones, self._prepare(), strict=True)):
            codes[known, number] = settle(zone, prepared, asked._replace(need_m=asked.need_m + zone.error_band_m))
        return codes

    def locate_compiled(self, lon: FloatArray, lat: FloatArray, radius: FloatArray) -> CodeArray:
        """Locate by compiled loops over a grid; as ``locate``, for columns already read.

        Source:
            ``kernels.locate``.
        """
        from truceline.kernels import locate  # noqa: PLC0415 see exact.is_compiled

        if self._grid is None:
            self._grid = lay_grid(self.zones)
        shapes, frame, cells = self._grid
        codes = np.empty((lon.size, len(self.zones)), np.uint8)
        points = locate.Points(lon, lat, radius)
        if locate.locate_points(points, shapes, frame, cells, codes):
            self._settle_by_geodesic(points, codes)
        return codes

    def _settle_by_geodesic(self, points: "Located", codes: CodeArray) -> None:
        for number, zone in enumerate(self.zones):
            if isinstance(zone.shape, Circle):
                i = np.flatnonzero(codes[:, number] == LOOK_CLOSER)
                asked = Points(points.lon_deg[i], points.lat_deg[i], points.radius_m[i] + zone.error_band_m)
                codes[i, number] = settle_circle(zone.shape, asked)

    def _prepare(self) -> "tuple[shapely.MultiPolygon | None, ...]":
        if self._prepared is None:
            self._prepared = tuple(
                prepare(zone.shape) if isinstance(zone.shape, Footprint) else None for zone in self.zones
            )
        return self._prepared

    def _edge_count(self) -> int:
        return sum(_count_edges(zone) for zone in self.zones)


def locate_one(zone: PlacedShape, lon_deg: float, lat_deg: float, radius_m: float = 0.0) -> FourValue:
    """Say where one position lies in one zone.

    Args:
        zone: The zone.
        lon_deg: Longitude [deg].
        lat_deg: Latitude [deg].
        radius_m: How far the position may be off [m], >= 0.

    Returns:
        ``TRUE`` inside, ``FALSE`` outside, ``NEITHER`` undecided.

    Source:
        The rules at the head of this module.
    """
    lon, lat, radius = _read([lon_deg], [lat_deg], radius_m)
    return FourValue(int(ZoneIndex((zone,)).locate_plain(lon, lat, radius)[0, 0]))


def _read(lon_deg: ArrayLike, lat_deg: ArrayLike, radius_m: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
    lon, lat = read_points(np.asarray(lon_deg, np.float64), np.asarray(lat_deg, np.float64))
    radius = np.asarray(radius_m, np.float64)
    if radius.ndim and radius.shape != lon.shape:
        message = f"radius_m: expected one for all or one per position {lon.shape}, got shape {radius.shape}; pair them"
        raise GeometryError(message)
    if (radius < 0.0).any():
        message = f"radius_m: expected 0 m or more, got {float(np.nanmin(radius))!r}; give NaN when it is not known"
        raise GeometryError(message)
    return lon, lat, np.ascontiguousarray(np.broadcast_to(radius, lon.shape))


def _count_edges(zone: PlacedShape) -> int:
    shape = zone.shape
    if isinstance(shape, Circle):
        return _EDGES_PER_CIRCLE
    return len(shape.edges_deg if isinstance(shape, Footprint) else shape.line.edges_deg)
