# SPDX-License-Identifier: Apache-2.0
"""Areas against areas: whether two pieces of ground share a place, and the box in which the shared ground lies.

Rules:
    - Areas are closed: ground that only touches is shared.
    - Two footprints are answered exactly. Where a circle takes part, whatever is not surely apart counts as shared.
    - The box of shared ground holds all of it. It is the smallest one for two footprints; with a circle it may be
      larger, for a circle is never turned into a polygon.
    - A box crosses the antimeridian where it is smaller so. A circle around a pole has a box of all longitudes.

Source:
    OGC 06-103r4, section 6.1.15 (intersects); RFC 7946, section 5.2 (boxes); ``ellipsoid`` and ``kernels.planar`` for
    distances and their doubt.
"""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from truceline.geo.boxes import Box, is_at_antimeridian, join, make_box, meet_boxes
from truceline.geo.circle import Circle
from truceline.geo.ellipsoid import GEODESIC_DOUBT_M, geodesic_m
from truceline.geo.footprint import Footprint, to_shapely
from truceline.geo.plain import Points, planes_at, reach, squares_to_edges
from truceline.kernels.wgs84 import (
    MAX_REACH_M,
    MEAN_RADIUS_M,
    NORTH_M_PER_DEG_MIN,
    POLAR_LIMIT_DEG,
    SPHERE_DOUBT,
)

if TYPE_CHECKING:
    import shapely

ALL_LONGITUDES_DEG = 180.0
_ONE_TURN_DEG = np.array([360.0, 0.0])


class Ground:
    """An area with what is needed to hold it against others, each part made when it is first asked for."""

    __slots__ = ("_bounds_deg", "_outline", "area")

    def __init__(self, area: Footprint | Circle) -> None:
        """Take an area."""
        self.area = area
        self._bounds_deg: Box | None = None
        self._outline: shapely.MultiPolygon | shapely.Polygon | None = None

    @property
    def bounds_deg(self) -> Box:
        """The bounding box."""
        if self._bounds_deg is None:
            self._bounds_deg = bounds_of(self.area)
        return self._bounds_deg

    @property
    def outline(self) -> "shapely.MultiPolygon | shapely.Polygon":
        """The footprint as a prepared shapely geometry; a circle has none."""
        if self._outline is None:
            assert isinstance(self.area, Footprint)
            self._outline = _prepare(self.area)
        return self._outline


def bounds_of(area: Footprint | Circle) -> Box:
    """Give a box that holds an area: the smallest for a footprint, slightly generous for a circle.

    Source:
        ``lon_reach_deg`` for circles.
    """
    if isinstance(area, Footprint):
        return area.box_deg
    half_deg = area.radius_m / NORTH_M_PER_DEG_MIN
    south, north = max(area.lat_deg - half_deg, -90.0), min(area.lat_deg + half_deg, 90.0)
    wide_deg = lon_reach_deg(area, -90.0, 90.0)
    return make_box(area.lon_deg - wide_deg, south, area.lon_deg + wide_deg, north)


def lon_reach_deg(circle: Circle, south_deg: float, north_deg: float) -> float:
    """Give how far east and west of its centre a circle reaches inside a band of latitudes, rather more than less.

    Args:
        circle: The circle.
        south_deg: Lower end of the band [deg].
        north_deg: Upper end [deg].

    Returns:
        The largest difference of longitude [deg]; 180 when it goes all the way round, -1 when it misses the band.

    Source:
        The spherical law of cosines, on a sphere on which distances are drawn shorter by ``SPHERE_DOUBT``.
    """
    arc = circle.radius_m / ((1.0 - SPHERE_DOUBT) * MEAN_RADIUS_M)
    sine, cosine = math.sin(math.radians(circle.lat_deg)), math.cos(math.radians(circle.lat_deg))
    # The circle is widest where a meridian touches it; it has no such place when a pole is inside.
    highest = sine / math.cos(arc)
    widest_deg = math.degrees(math.asin(highest)) if abs(highest) < 1.0 else math.copysign(90.0, sine)
    lat = math.radians(min(max(widest_deg, south_deg), north_deg))
    divisor = math.cos(lat) * cosine
    turn = (math.cos(arc) - math.sin(lat) * sine) / divisor if divisor > 1e-12 else -1.0  # noqa: PLR2004 at a pole
    if turn > 1.0:
        return -1.0
    return math.degrees(math.acos(turn)) if turn > -1.0 else ALL_LONGITUDES_DEG


def find_shared_box(one: Ground, other: Ground) -> Box | None:
    """Say whether two areas share a place, and in which box.

    Args:
        one: An area.
        other: Another.

    Returns:
        The box of the shared ground; ``None`` when they are surely apart. The order of the two means nothing.

    Source:
        The rules at the head of this module.
    """
    box = meet_boxes(one.bounds_deg, other.bounds_deg)
    if box is None:
        return None
    if isinstance(one.area, Footprint) and isinstance(other.area, Footprint):
        return _share_footprints(one, other, box)
    if isinstance(one.area, Circle) and isinstance(other.area, Circle):
        return None if _are_circles_apart(one.area, other.area) else box
    footprint, round_one = (one, other) if isinstance(other.area, Circle) else (other, one)
    assert isinstance(round_one.area, Circle)
    return None if _is_circle_apart(footprint, round_one.area) else box


def _prepare(area: Footprint) -> "shapely.MultiPolygon | shapely.Polygon":
    import shapely  # noqa: PLC0415 a sixth of a second, paid only by who needs it

    polygons = area.polygons
    if len(polygons) == 1 and len(polygons[0]) == 1:
        shape = shapely.polygons(shapely.linearrings(np.array(polygons[0][0])))
    else:
        shape = to_shapely(area)
    shapely.prepare(shape)
    return shape


def _share_footprints(one: Ground, other: Ground, box: Box) -> Box | None:
    """Give the smallest box of the ground that two footprints share, given the one that their boxes share."""
    found = [*_share_outlines(one, other, box)]
    if is_at_antimeridian(one.bounds_deg) and is_at_antimeridian(other.bounds_deg):
        found += _share_antimeridian(one, other)
    return join(found) if found else None


def _share_outlines(one: Ground, other: Ground, box: Box) -> Iterator[Box]:
    """Give the boxes of what two footprints share as they are drawn, from -180 to 180."""
    import shapely  # noqa: PLC0415 see _prepare

    first, second = one.outline, other.outline
    if not first.intersects(second):
        return
    shared = first.intersection(second)
    bounds = shared.bounds
    # Rounding may lose shared ground that is thinner than a rounding error; then the boxes still say where it is.
    if math.isnan(bounds[0]):
        yield box
    elif bounds[2] - bounds[0] <= ALL_LONGITUDES_DEG:
        yield meet_boxes(box, bounds) or box
    else:
        yield from (meet_boxes(box, part.bounds) or box for part in shapely.get_parts(shared))


def _share_antimeridian(one: Ground, other: Ground) -> Iterator[Box]:
    """Give the boxes of what two footprints share on the antimeridian, at which they end on different sides."""
    import shapely  # noqa: PLC0415 see _prepare

    for east, west in ((one, other), (other, one)):
        if _ends(east)[1] == ALL_LONGITUDES_DEG and _ends(west)[0] == -ALL_LONGITUDES_DEG:
            turned = shapely.transform(west.outline, lambda positions: positions + _ONE_TURN_DEG)
            if east.outline.intersects(turned):
                _, south, _, north = east.outline.intersection(turned).bounds
                yield ALL_LONGITUDES_DEG, south, ALL_LONGITUDES_DEG, north


def _ends(ground: Ground) -> tuple[float, float]:
    """Give the westernmost and easternmost longitude of a footprint as it is drawn [deg]."""
    assert isinstance(ground.area, Footprint)
    west, _, east, _ = ground.area.bounds_deg
    return west, east


def _are_circles_apart(one: Circle, other: Circle) -> bool:
    """Say that two circles are surely apart: quickly on a sphere, and where that does not settle it, exactly."""
    limit_m = one.radius_m + other.radius_m
    lat1, lat2 = math.radians(one.lat_deg), math.radians(other.lat_deg)
    half_north, half_east = math.sin((lat2 - lat1) / 2), math.sin(math.radians(other.lon_deg - one.lon_deg) / 2)
    haversine = half_north**2 + math.cos(lat1) * math.cos(lat2) * half_east**2
    sphere_m = 2.0 * MEAN_RADIUS_M * math.asin(math.sqrt(min(haversine, 1.0)))
    if sphere_m * (1.0 + SPHERE_DOUBT) < limit_m - 1.0:
        return False
    if sphere_m * (1.0 - SPHERE_DOUBT) > limit_m + 1.0:
        return True
    away_m = float(geodesic_m(one.lon_deg, one.lat_deg, other.lon_deg, other.lat_deg))
    return away_m > limit_m + GEODESIC_DOUBT_M


def _is_circle_apart(ground: Ground, circle: Circle) -> bool:
    """Say that a circle is surely apart from a footprint, in the plane of its centre."""
    import shapely  # noqa: PLC0415 see _prepare

    is_polar = abs(circle.lat_deg) + circle.radius_m / NORTH_M_PER_DEG_MIN > POLAR_LIMIT_DEG
    if circle.radius_m > MAX_REACH_M or is_polar:
        return False
    assert isinstance(ground.area, Footprint)
    # Seen from the other side of the antimeridian too.
    lons = np.array([circle.lon_deg, math.copysign(360.0 - abs(circle.lon_deg), -circle.lon_deg)])
    centre = Points(lons, np.full(2, circle.lat_deg), np.zeros(2))
    planes = planes_at(centre.y)
    nearest_m2 = squares_to_edges(centre, planes, ground.area.edges_deg).min()
    if nearest_m2 <= reach(np.array([circle.radius_m]), planes.bend_per_m)[0] ** 2:
        return False
    # Far from every edge: apart, or the footprint is all round it. The outline is made ready for this alone.
    return not shapely.intersects_xy(ground.outline, circle.lon_deg, circle.lat_deg)
