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
from truceline.geo.placed import PlacedShape
from truceline.geo.plain import Points, settle, settle_circle
from truceline.geo.tables import edges_of, shapes_of
from truceline.kernels.arrays import CELLS_PER_BLOCK, LOOK_CLOSER, UNDECIDED, CodeArray, Edges, FloatArray, Grid, Shapes

if TYPE_CHECKING:
    import shapely

_Bundle: TypeAlias = tuple[Edges, Shapes, Grid]

_CELLS = 128
"""Cells along the longer side of the grid of an index of few zones."""
_CELLS_TIMES_ZONES = 4_000_000
"""Bounds the memory of a grid: 8 bytes each."""
_MARGIN_DEG = 0.5
"""The grid reaches this far beyond the zones."""


class ZoneIndex:
    """Zones made ready for many points. Build it once; it never changes.

    Attributes:
        zones: The zones, in the order of the columns of ``locate``.
    """

    __slots__ = ("_bundle", "_prepared", "zones")

    def __init__(self, zones: Sequence[PlacedShape]) -> None:
        """Take the zones; grids and prepared shapes are made when a batch first needs them."""
        self.zones = tuple(zones)
        self._bundle: _Bundle | None = None
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
        from truceline.kernels.locate import locate_points  # noqa: PLC0415 see exact.is_compiled

        if self._bundle is None:
            self._bundle = _lay_grid(self.zones)
        codes = np.empty((lon.size, len(self.zones)), np.uint8)
        if locate_points(lon, lat, radius, self._bundle, codes):
            self._settle_circles(lon, lat, radius, codes)
        return codes

    def _settle_circles(self, lon: FloatArray, lat: FloatArray, radius: FloatArray, codes: CodeArray) -> None:
        rows, columns = np.divmod(np.flatnonzero(codes == LOOK_CLOSER), len(self.zones))
        for number in np.unique(columns):
            zone = self.zones[number]
            assert isinstance(zone.shape, Circle)
            chosen = rows[columns == number]
            points = Points(lon[chosen], lat[chosen], radius[chosen] + zone.error_band_m)
            codes[chosen, number] = settle_circle(zone.shape, points)

    def _prepare(self) -> "tuple[shapely.MultiPolygon | None, ...]":
        if self._prepared is None:
            self._prepared = tuple(
                prepare(zone.shape) if isinstance(zone.shape, Footprint) else None for zone in self.zones
            )
        return self._prepared

    def _edge_count(self) -> int:
        counted = [0 if isinstance(zone.shape, Circle) else _count(zone) for zone in self.zones]
        return sum(counted) + len(counted)


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


def _count(zone: PlacedShape) -> int:
    shape = zone.shape
    assert not isinstance(shape, Circle)
    return len(shape.edges_deg if isinstance(shape, Footprint) else shape.line.edges_deg)


def _lay_grid(zones: tuple[PlacedShape, ...]) -> _Bundle:
    """Lay a grid over the zones and fill what its cells know."""
    from truceline.kernels.grid import near_edges, settle_cells  # noqa: PLC0415 see exact.is_compiled

    edges, shapes = edges_of(zones), shapes_of(zones)
    frame = _frame(shapes)
    near_first = np.zeros(frame.rows // CELLS_PER_BLOCK * frame.block_columns * len(zones) + 1, np.int64)
    near = np.zeros(near_edges(edges, shapes, frame, near_first, np.zeros(0, np.int64)), np.int64)
    if near.size:
        near_edges(edges, shapes, frame, near_first, near)
    planes = np.zeros((2, frame.rows * frame.columns + 1, len(zones)), np.float32)
    grid = frame._replace(settled_m=planes[0], undecided_m=planes[1], near_first=near_first, near=near)
    settle_cells(edges, shapes, grid)
    return edges, shapes, grid


def _frame(shapes: Shapes) -> Grid:
    """Choose where the grid lies and how fine it is."""
    west, south, east, north = _extent(shapes)
    budget = min(_CELLS * _CELLS, _CELLS_TIMES_ZONES // max(shapes.kind.size, 1))
    squeeze = max(float(np.cos(np.radians((south + north) / 2))), 0.01)
    cells_per_deg = (budget / max((east - west) * squeeze * (north - south), 1e-9)) ** 0.5
    columns = _whole_blocks((east - west) * squeeze * cells_per_deg)
    rows = _whole_blocks((north - south) * cells_per_deg)
    nothing = np.zeros((0, 0), np.float32)
    return Grid(
        west_deg=west,
        south_deg=south,
        cells_per_deg_lon=columns / (east - west),
        cells_per_deg_lat=rows / (north - south),
        columns=columns,
        rows=rows,
        block_columns=columns // CELLS_PER_BLOCK,
        settled_m=nothing,
        undecided_m=nothing,
        near_first=np.zeros(0, np.int64),
        near=np.zeros(0, np.int64),
    )


def _extent(shapes: Shapes) -> tuple[float, float, float, float]:
    """Give the bounds of all shapes and a margin [deg]; circles and strips reach beyond what they are drawn with."""
    has_edges = np.diff(shapes.first) > 0
    reach_deg = np.where(has_edges, 0.0, shapes.radius_m / 100_000.0) + _MARGIN_DEG
    west = np.where(has_edges, shapes.west_deg, shapes.centre_lon_deg) - reach_deg
    east = np.where(has_edges, shapes.east_deg, shapes.centre_lon_deg) + reach_deg
    south = np.where(has_edges, shapes.south_deg, shapes.centre_lat_deg) - reach_deg
    north = np.where(has_edges, shapes.north_deg, shapes.centre_lat_deg) + reach_deg
    return (
        float(max(west.min(initial=180.0), -180.0)),
        float(max(south.min(initial=90.0), -90.0)),
        float(min(east.max(initial=-180.0), 180.0)),
        float(min(north.max(initial=-90.0), 90.0)),
    )


def _whole_blocks(cells: float) -> int:
    return CELLS_PER_BLOCK * max(1, round(cells / CELLS_PER_BLOCK))
