# SPDX-License-Identifier: Apache-2.0
"""Areas that are claimed whole, against zones: whether some part surely lies inside, and some part surely outside.

``areas`` says where a place lies that is somewhere in an area; this says what of an area meets a zone when every part
of it counts.

Rules:
    - *Inside* is the zone shrunk by its error band, *outside* is what lies beyond the zone grown by it; an area is a
      closed set, its outline belongs to it.
    - Each of the two is told true when some part surely lies there, told false when surely none does, else neither.
    - Against a footprint without an error band the answer is exact; on its very outline the zone's ``edge`` answers.
    - Distances are believed as ``kernels.planar`` and ``ellipsoid`` say, on the safe side. For strips a part is found
      by looking at points of the area, so that a sliver may stay neither.

Source:
    OGC 06-103r4, section 6.1.15 (disjoint, touches, covers); ``kernels.planar``; ``ellipsoid``.
"""

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from truceline.base.fourvalue import FourValue, negate
from truceline.geo.areas import disc_around, is_beyond_strip
from truceline.geo.circle import Circle
from truceline.geo.ellipsoid import GEODESIC_DOUBT_M, geodesic_m
from truceline.geo.exact import classify_with_geos, prepare
from truceline.geo.footprint import Footprint, to_shapely
from truceline.geo.line import Buffer, Strip
from truceline.geo.placed import PlacedShape
from truceline.geo.plain import Planes, Points, hold, planes_at, reach, settle, squares_to_edges
from truceline.kernels.arrays import INSIDE, OUTSIDE, FloatArray
from truceline.kernels.wgs84 import (
    MAX_REACH_M,
    MEAN_RADIUS_M,
    NORTH_M_PER_DEG_MIN,
    POLAR_LIMIT_DEG,
    SPHERE_DOUBT,
)

if TYPE_CHECKING:
    import shapely
    from shapely.geometry.base import BaseGeometry

Box: TypeAlias = tuple[float, float, float, float]
"""West, south, east and north bound [deg]."""

BUFFER_DOUBT = 1.02
"""A buffer of GEOS keeps to its distance within this factor: it simplifies by a hundredth and cuts its arcs."""
_QUADRANT_SEGMENTS = 16
_RING_PARTS = (0.35, 0.7, 1.0)
_RING_POINTS = 16
_LATTICE = 9


class Meeting(NamedTuple):
    """What of an area meets a zone.

    Attributes:
        inside: Whether some part of it lies inside.
        outside: Whether some part of it lies outside.
    """

    inside: FourValue
    outside: FourValue

    @property
    def within(self) -> FourValue:
        """Whether all of it lies inside: told false only when none does."""
        if self.outside is FourValue.FALSE:
            return FourValue.TRUE
        return FourValue.FALSE if self.inside is FourValue.FALSE else FourValue.NEITHER


WITHIN = Meeting(FourValue.TRUE, FourValue.FALSE)
APART = Meeting(FourValue.FALSE, FourValue.TRUE)
UNKNOWN = Meeting(FourValue.NEITHER, FourValue.NEITHER)


def blur(meeting: Meeting) -> Meeting:
    """Leave undecided what is inside something of which only parts are meant.

    Source:
        ``agreement.placing``: certain parts of an area, boundaries that are not agreed.
    """
    return Meeting(
        FourValue.FALSE if meeting.inside is FourValue.FALSE else FourValue.NEITHER,
        FourValue.TRUE if meeting.outside is FourValue.TRUE else FourValue.NEITHER,
    )


def unite(meetings: Iterable[Meeting]) -> Meeting:
    """Say what of an area meets the union of some zones; apart from the union of none.

    Some part surely lies outside all only when it lies outside one and no part lies in any other.

    Source:
        The rules at the head of this module.
    """
    found = tuple(meetings)
    insides = [each.inside for each in found]
    near = [each for each in found if each.inside is not FourValue.FALSE]
    is_in = FourValue.TRUE in insides
    inside = FourValue.TRUE if is_in else FourValue.NEITHER if near else FourValue.FALSE
    if any(each.outside is FourValue.FALSE for each in found):
        return Meeting(inside, FourValue.FALSE)
    is_out = not near or (len(near) == 1 and near[0].outside is FourValue.TRUE)
    return Meeting(inside, FourValue.TRUE if is_out else FourValue.NEITHER)


class ClaimedArea:
    """An area of which every part counts, made ready once for all the zones it is asked about.

    Attributes:
        area: The area.
        boxes: Boxes that surely hold it, two where it crosses the antimeridian.
    """

    __slots__ = ("_disc", "_prepared", "_samples", "area", "boxes")

    def __init__(self, area: Footprint | Circle) -> None:
        """Take the area; what costs is made when it is first needed."""
        self.area = area
        self.boxes = _boxes_of(area)
        self._prepared: shapely.MultiPolygon | None = None
        self._samples: Points | None = None
        self._disc: _Disc | None = None

    @property
    def polygon(self) -> "shapely.MultiPolygon":
        """A footprint as a shapely geometry."""
        assert isinstance(self.area, Footprint)
        if self._prepared is None:
            self._prepared = to_shapely(self.area)
        return self._prepared

    @property
    def disc(self) -> "_Disc":
        """A circle as it is measured in the plane of its centre."""
        assert isinstance(self.area, Circle)
        if self._disc is None:
            self._disc = _disc_of(self.area)
        return self._disc

    @property
    def samples(self) -> Points:
        """Points that surely belong to it; first a centre, whose need is the radius of a disc round all of it."""
        if self._samples is None:
            self._samples = (
                _samples_of_circle(self.area, self.disc)
                if isinstance(self.area, Circle)
                else self._samples_of_footprint()
            )
        return self._samples

    def holds_any(self, points: Points) -> bool:
        """Say whether some of the points surely belongs to it."""
        near = np.zeros(points.x.size, np.bool_)
        for west, south, east, north in self.boxes:
            near |= (points.x >= west) & (points.x <= east) & (points.y >= south) & (points.y <= north)
        if not near.any():
            return False
        lon, lat = points.x[near], points.y[near]
        if isinstance(self.area, Footprint):
            return bool((classify_with_geos(self.polygon, lon, lat) == INSIDE).any())
        away_m = geodesic_m(lon, lat, self.area.lon_deg, self.area.lat_deg)
        return bool((away_m < self.area.radius_m - GEODESIC_DOUBT_M).any())

    def _samples_of_footprint(self) -> Points:
        assert isinstance(self.area, Footprint)
        west, south, east, north = self.area.bounds_deg
        steps = (np.arange(_LATTICE) + 0.5) / _LATTICE
        lon, lat = (each.ravel() for each in np.meshgrid(west + steps * (east - west), south + steps * (north - south)))
        held = classify_with_geos(self.polygon, lon, lat) == INSIDE
        ends = self.area.edges_deg[:: max(1, len(self.area.edges_deg) // 200)]
        centre_lon, centre_lat, radius_m = disc_around(self.area)
        made = _points(np.r_[centre_lon, lon[held], ends[:, 0]], np.r_[centre_lat, lat[held], ends[:, 1]])
        made.need_m[0] = radius_m
        return made


class MeetingZone:
    """A zone made ready to be met by many areas. What costs is made when it is first needed.

    Attributes:
        zone: The zone.
        box: A box that surely holds it, error band included.
    """

    __slots__ = ("_core", "_grown", "_witnesses", "box", "zone")

    def __init__(self, zone: PlacedShape) -> None:
        """Take the zone."""
        self.zone = zone
        self.box = _box_of(zone)
        self._core: _Region | None = None
        self._grown: _Region | None = None
        self._witnesses: Points | None = None

    def meet(self, area: ClaimedArea) -> Meeting:
        """Say what of an area meets the zone.

        Source:
            The rules at the head of this module.
        """
        if not any(_share(box, self.box) for box in area.boxes):
            return APART
        shape = self.zone.shape
        if isinstance(shape, Circle):
            other = area.area
            return self._circles(shape, other) if isinstance(other, Circle) else self._circle_by_area(shape, area)
        if isinstance(shape, Footprint):
            return self._footprint_by_circle(area) if isinstance(area.area, Circle) else self._footprints(area, shape)
        return self._strip(shape, area)

    def _footprints(self, area: ClaimedArea, shape: Footprint) -> Meeting:
        if self.zone.error_band_m == 0.0:
            return self._exact(area.polygon, self._regions(shape)[0].polygon)
        core, grown = (region.polygon for region in self._regions(shape)[:2])
        asked = area.polygon
        if core is not None and core.intersects(asked):
            inside = FourValue.TRUE
        else:
            inside = FourValue.FALSE if grown is not None and grown.disjoint(asked) else FourValue.NEITHER
        if core is not None and core.covers(asked):
            return Meeting(inside, FourValue.FALSE)
        is_out = grown is not None and not grown.covers(asked)
        return Meeting(inside, FourValue.TRUE if is_out else FourValue.NEITHER)

    def _exact(self, asked: "BaseGeometry", drawn: "BaseGeometry | None") -> Meeting:
        assert drawn is not None
        on_edge = self.zone.edge.value_on_it
        if drawn.disjoint(asked):
            return APART
        if drawn.contains_properly(asked):
            return WITHIN
        if drawn.touches(asked):
            return Meeting(on_edge, FourValue.TRUE)
        return Meeting(FourValue.TRUE, negate(on_edge) if drawn.covers(asked) else FourValue.TRUE)

    def _footprint_by_circle(self, area: ClaimedArea) -> Meeting:
        """Measure in the plane of the circle's centre; where the band leaves doubt, ask for the whole disc."""
        assert isinstance(area.area, Circle)
        assert isinstance(self.zone.shape, Footprint)
        disc, radius_m = area.disc, area.area.radius_m
        if not _is_believed(area.area, self.zone.error_band_m, disc.plane):
            return self._whole_disc(disc.centre, radius_m)
        core, grown, _ = self._regions(self.zone.shape)
        core_seen = core.seen_from(disc)
        grown_seen = core_seen if grown is core else grown.seen_from(disc)
        found = Meeting(_inside_circle(core_seen, grown_seen, disc), _outside_circle(core_seen, grown_seen, disc))
        return found if FourValue.NEITHER not in found else self._at_least(found, disc.centre, radius_m)

    def _at_least(self, found: Meeting, centre: Points, radius_m: float) -> Meeting:
        whole = self._whole_disc(centre, radius_m)
        return found if whole is UNKNOWN else whole

    def _whole_disc(self, centre: Points, radius_m: float) -> Meeting:
        shape = self.zone.shape
        asked = centre._replace(need_m=np.array([radius_m + self.zone.error_band_m]))
        prepared = self._regions(shape)[2] if isinstance(shape, Footprint) else None
        code = int(settle(self.zone, prepared, asked)[0])
        return {INSIDE: WITHIN, OUTSIDE: APART}.get(code, UNKNOWN)

    def _circles(self, zone: Circle, area: Circle) -> Meeting:
        """Compare the distance of the centres with the radii, on a sphere first."""
        away_m = _sphere_m(zone, area)
        doubt_m = away_m * SPHERE_DOUBT + 1.0
        found = _by_distance(zone.radius_m, area.radius_m, self.zone.error_band_m, away_m, doubt_m)
        if FourValue.NEITHER not in found:
            return found
        exact_m = float(geodesic_m(zone.lon_deg, zone.lat_deg, area.lon_deg, area.lat_deg))
        return _by_distance(zone.radius_m, area.radius_m, self.zone.error_band_m, exact_m, GEODESIC_DOUBT_M)

    def _circle_by_area(self, circle: Circle, asked: ClaimedArea) -> Meeting:
        """Measure the area in the plane of the zone's centre, where its edges stay straight; else by its points."""
        area = asked.area
        assert isinstance(area, Footprint)
        centre, plane, _, _ = _disc_of(circle)
        if not _is_believed(circle, self.zone.error_band_m, plane):
            return self._by_points(asked)
        outer_m = float(reach(np.array([circle.radius_m + self.zone.error_band_m]), plane.bend_per_m)[0])
        inner_m = float(hold(np.array([circle.radius_m - self.zone.error_band_m]), plane.bend_per_m)[0])
        nearest_m = math.sqrt(float(squares_to_edges(centre, plane, area.edges_deg).min()))
        is_around = classify_with_geos(asked.polygon, centre.x, centre.y)[0] != OUTSIDE
        farthest_m = _farthest_m(area, centre, plane)
        if nearest_m < inner_m or (is_around and inner_m > 0.0):
            inside = FourValue.TRUE
        else:
            inside = FourValue.FALSE if not is_around and nearest_m > outer_m else FourValue.NEITHER
        if farthest_m < inner_m:
            return Meeting(inside, FourValue.FALSE)
        return Meeting(inside, FourValue.TRUE if farthest_m > outer_m else FourValue.NEITHER)

    def _strip(self, shape: Strip | Buffer, area: ClaimedArea) -> Meeting:
        """Ask for a disc round all of it and for points of it at once, then for its distance."""
        found = self._by_points(area)
        if found in (WITHIN, APART):
            return found
        if found.inside is FourValue.TRUE:
            return found
        if isinstance(area.area, Footprint) and is_beyond_strip(area.area, self.zone, shape):
            return APART
        return found._replace(inside=FourValue.TRUE) if area.holds_any(self._strip_witnesses(shape)) else found

    def _by_points(self, area: ClaimedArea) -> Meeting:
        """Say what a disc round an area and points of it show; what they do not show stays neither."""
        samples = area.samples
        asked = samples._replace(need_m=samples.need_m + self.zone.error_band_m)
        codes = settle(self.zone, None, asked)
        if codes[0] in (INSIDE, OUTSIDE):
            return WITHIN if codes[0] == INSIDE else APART
        return Meeting(
            FourValue.TRUE if (codes == INSIDE).any() else FourValue.NEITHER,
            FourValue.TRUE if (codes == OUTSIDE).any() else FourValue.NEITHER,
        )

    def _strip_witnesses(self, shape: Strip | Buffer) -> Points:
        """Give points half-way into the strip beside each segment that surely lie inside."""
        if self._witnesses is None:
            offered = _beside(shape)
            band_m = np.full(offered.x.size, self.zone.error_band_m)
            self._witnesses = offered.at(settle(self.zone, None, offered._replace(need_m=band_m)) == INSIDE)
        return self._witnesses

    def _regions(self, shape: Footprint) -> "tuple[_Region, _Region, shapely.MultiPolygon]":
        if self._core is None or self._grown is None:
            drawn = prepare(shape)
            if self.zone.error_band_m == 0.0:
                self._core = self._grown = _Region(drawn, drawn, shape.edges_deg)
            else:
                self._core, self._grown = (_buffered(shape, drawn, sign * self.zone.error_band_m) for sign in (-1, 1))
        return self._core, self._grown, self._core.drawn


class _Region:
    """A zone shrunk or grown by its error band; no polygon where that cannot be believed."""

    __slots__ = ("drawn", "edges_deg", "polygon")

    def __init__(
        self, drawn: "shapely.MultiPolygon", polygon: "BaseGeometry | None", edges_deg: FloatArray | None = None
    ) -> None:
        self.drawn = drawn
        self.polygon = polygon
        self.edges_deg = _edges_of(polygon) if edges_deg is None else edges_deg

    def seen_from(self, disc: "_Disc") -> "_Seen":
        """Say whether a point lies in it and how far its outline is."""
        if self.polygon is None:
            return _Seen(is_known=False, holds=False, is_off=False, away_m=math.inf)
        if len(self.edges_deg) == 0:
            return _Seen(is_known=True, holds=False, is_off=True, away_m=math.inf)
        code = int(classify_with_geos(self.polygon, disc.centre.x, disc.centre.y)[0])
        away_m = math.sqrt(float(squares_to_edges(disc.centre, disc.plane, self.edges_deg).min()))
        return _Seen(is_known=True, holds=code == INSIDE, is_off=code == OUTSIDE, away_m=away_m)


class _Disc(NamedTuple):
    """A circle in the plane of its centre, by what is surely in it and what surely holds it."""

    centre: Points
    plane: Planes
    near_m: float
    far_m: float


class _Seen(NamedTuple):
    """How a region looks from a point."""

    is_known: bool
    holds: bool
    is_off: bool
    away_m: float


def _inside_circle(core: _Seen, grown: _Seen, disc: "_Disc") -> FourValue:
    if core.is_known and (core.holds or core.away_m < disc.near_m):
        return FourValue.TRUE
    is_clear = grown.is_known and grown.is_off and grown.away_m > disc.far_m
    return FourValue.FALSE if is_clear else FourValue.NEITHER


def _outside_circle(core: _Seen, grown: _Seen, disc: "_Disc") -> FourValue:
    if core.is_known and core.holds and core.away_m > disc.far_m:
        return FourValue.FALSE
    is_out = grown.is_known and (grown.is_off or grown.away_m < disc.near_m)
    return FourValue.TRUE if is_out else FourValue.NEITHER


def _by_distance(zone_m: float, area_m: float, band_m: float, away_m: float, doubt_m: float) -> Meeting:
    """Compare two circles by the distance of their centres; not a number tells nothing."""
    core_m, grown_m = zone_m - band_m, zone_m + band_m
    inside, outside = FourValue.NEITHER, FourValue.NEITHER
    if away_m - area_m > grown_m + doubt_m:
        inside = FourValue.FALSE
    elif core_m > 0.0 and away_m - area_m < core_m - doubt_m:
        inside = FourValue.TRUE
    if away_m + area_m < core_m - doubt_m:
        outside = FourValue.FALSE
    elif away_m + area_m > grown_m + doubt_m:
        outside = FourValue.TRUE
    return Meeting(inside, outside)


def _buffered(shape: Footprint, drawn: "shapely.MultiPolygon", band_m: float) -> _Region:
    """Shrink or grow an outline in a plane of the smallest scale of its extent, on the safe side."""
    import shapely  # noqa: PLC0415 a sixth of a second, paid only by who needs it

    distance_m = abs(band_m)
    west, south, east, north = shape.bounds_deg
    lat_high = max(abs(south), abs(north)) + (BUFFER_DOUBT * distance_m + 2.0) / NORTH_M_PER_DEG_MIN
    if distance_m > MAX_REACH_M or lat_high > POLAR_LIMIT_DEG:
        return _Region(drawn, None)
    plane = planes_at(np.array([lat_high]))
    limit_m = BUFFER_DOUBT * float(reach(np.array([distance_m]), plane.bend_per_m)[0])
    scale = np.array([float(plane.east_m_per_deg[0]), NORTH_M_PER_DEG_MIN])
    if (180.0 - max(abs(west), abs(east))) * scale[0] <= limit_m:
        return _Region(drawn, None)
    flat = shapely.transform(drawn, lambda positions: positions * scale)
    moved = shapely.buffer(flat, math.copysign(limit_m, band_m), quad_segs=_QUADRANT_SEGMENTS)
    polygon = shapely.transform(moved, lambda positions: positions / scale)
    if not shapely.is_valid(polygon):
        return _Region(drawn, None)
    shapely.prepare(polygon)
    return _Region(drawn, polygon)


def _edges_of(polygon: "BaseGeometry | None") -> FloatArray:
    """Give the edges of every ring as rows x1, y1, x2, y2 [deg]."""
    import shapely  # noqa: PLC0415 see _buffered

    if polygon is None or polygon.is_empty:
        return np.zeros((0, 4))
    rings = shapely.get_rings(shapely.get_parts(polygon))
    positions, ring = shapely.get_coordinates(rings, return_index=True)
    edges = np.hstack((positions[:-1], positions[1:]))[ring[:-1] == ring[1:]]
    kept: FloatArray = edges[(edges[:, :2] != edges[:, 2:]).any(axis=1)]
    return kept


def _beside(shape: Strip | Buffer) -> Points:
    """Offer points beside each segment, on both sides, at some depths of it."""
    low_m = np.minimum(shape.depth_limits_m[0], MAX_REACH_M / 10)
    edges = shape.line.edges_deg
    lons, lats = [], []
    for along in (0.1, 0.3, 0.5, 0.7, 0.9):
        lon = edges[:, 0] + along * (edges[:, 2] - edges[:, 0])
        lat = edges[:, 1] + along * (edges[:, 3] - edges[:, 1])
        plane = planes_at(lat)
        east = (edges[:, 2] - edges[:, 0]) * plane.east_m_per_deg
        north = (edges[:, 3] - edges[:, 1]) * plane.north_m_per_deg
        length = np.hypot(east, north)
        for part in (0.2, 0.5, 0.8):
            depth_m = shape.inner_m + part * (low_m - shape.inner_m)
            for side in (-1.0, 1.0):
                lons.append(lon - side * depth_m * north / length / plane.east_m_per_deg)
                lats.append(lat + side * depth_m * east / length / plane.north_m_per_deg)
    lon, lat = np.concatenate(lons), np.concatenate(lats)
    sane = (np.abs(lon) <= 180.0) & (np.abs(lat) <= POLAR_LIMIT_DEG)  # noqa: PLR2004 degrees of longitude
    return _points(lon[sane], lat[sane])


def _disc_of(circle: Circle) -> _Disc:
    centre = _one_point(circle.lon_deg, circle.lat_deg)
    plane = planes_at(centre.y)
    radius_m = np.array([circle.radius_m])
    near_m, far_m = hold(radius_m, plane.bend_per_m), reach(radius_m, plane.bend_per_m)
    return _Disc(centre, plane, float(near_m[0]), float(far_m[0]))


def _samples_of_circle(circle: Circle, disc: _Disc) -> Points:
    centre, plane, near_m, _ = disc
    turns = np.arange(_RING_POINTS) * (2.0 * np.pi / _RING_POINTS)
    lons, lats = [centre.x, centre.x], [centre.y, centre.y]
    for part in _RING_PARTS if near_m > 0.0 and _is_believed(circle, 0.0, plane) else ():
        lons.append(centre.x + part * near_m * np.cos(turns) / plane.east_m_per_deg)
        lats.append(centre.y + part * near_m * np.sin(turns) / plane.north_m_per_deg)
    made = _points(np.concatenate(lons), np.concatenate(lats))
    made.need_m[0] = circle.radius_m
    return made


def _sphere_m(first: Circle, second: Circle) -> float:
    """Give the distance of two centres on a sphere [m]; ``ellipsoid.great_circle_m`` for single numbers."""
    phi1, phi2 = math.radians(first.lat_deg), math.radians(second.lat_deg)
    half_east = math.sin(math.radians(second.lon_deg - first.lon_deg) / 2.0)
    half_north = math.sin((phi2 - phi1) / 2.0)
    haversine = half_north * half_north + math.cos(phi1) * math.cos(phi2) * half_east * half_east
    return 2.0 * MEAN_RADIUS_M * math.asin(math.sqrt(min(haversine, 1.0)))


def _is_believed(circle: Circle, band_m: float, plane: Planes) -> bool:
    """Say whether planar distances from a centre are believed as far as a circle and a band reach."""
    need_m = circle.radius_m + band_m
    if need_m > MAX_REACH_M or abs(circle.lat_deg) + need_m / NORTH_M_PER_DEG_MIN > POLAR_LIMIT_DEG:
        return False
    limit_m = float(reach(np.array([need_m]), plane.bend_per_m)[0])
    return (180.0 - abs(circle.lon_deg)) * float(plane.east_m_per_deg[0]) > limit_m


def _farthest_m(area: Footprint, centre: Points, plane: Planes) -> float:
    """Give the largest planar distance of a vertex, hence of the whole area [m]."""
    east: FloatArray = (area.edges_deg[:, 0] - centre.x) * plane.east_m_per_deg
    north: FloatArray = (area.edges_deg[:, 1] - centre.y) * plane.north_m_per_deg
    return math.sqrt(float((east * east + north * north).max()))


def _one_point(lon_deg: float, lat_deg: float) -> Points:
    return _points(np.array([lon_deg]), np.array([lat_deg]))


def _points(lon_deg: FloatArray, lat_deg: FloatArray) -> Points:
    return Points(lon_deg, lat_deg, np.zeros(lon_deg.size))


def _share(first: Box, second: Box) -> bool:
    return first[0] <= second[2] and second[0] <= first[2] and first[1] <= second[3] and second[1] <= first[3]


def _box_of(zone: PlacedShape) -> Box:
    """Give one box that surely holds a zone grown by its band."""
    shape = zone.shape
    if isinstance(shape, Circle):
        west, south, east, north = _grown((*_place_of(shape), *_place_of(shape)), shape.radius_m + zone.error_band_m)
    elif isinstance(shape, Footprint):
        if zone.error_band_m == 0.0:
            return shape.bounds_deg
        west, south, east, north = _grown(shape.bounds_deg, zone.error_band_m)
    else:
        deepest_m = float(shape.depth_limits_m[1].max())
        west, south, east, north = _grown(shape.line.bounds_deg, deepest_m + zone.error_band_m)
    is_wrapped = west < -180.0 or east > 180.0  # noqa: PLR2004 degrees of longitude
    return (-180.0, south, 180.0, north) if is_wrapped else (west, south, east, north)


def _boxes_of(area: Footprint | Circle) -> tuple[Box, ...]:
    """Give the boxes that surely hold an area."""
    if isinstance(area, Footprint):
        return (area.bounds_deg,)
    west, south, east, north = _grown((*_place_of(area), *_place_of(area)), area.radius_m)
    if east - west >= 360.0:  # noqa: PLR2004 degrees of a whole turn
        return ((-180.0, south, 180.0, north),)
    if west < -180.0:  # noqa: PLR2004 degrees of longitude
        return ((west + 360.0, south, 180.0, north), (-180.0, south, east, north))
    if east > 180.0:  # noqa: PLR2004 degrees of longitude
        return ((west, south, 180.0, north), (-180.0, south, east - 360.0, north))
    return ((west, south, east, north),)


def _place_of(circle: Circle) -> tuple[float, float]:
    return circle.lon_deg, circle.lat_deg


def _grown(box: Box, distance_m: float) -> Box:
    """Grow a box by a distance on the safe side; bounds may pass the antimeridian."""
    west, south, east, north = box
    up_deg = (BUFFER_DOUBT * distance_m + 2.0) / NORTH_M_PER_DEG_MIN
    lat_high = max(abs(south), abs(north)) + up_deg
    if lat_high > POLAR_LIMIT_DEG:
        return -360.0, south - up_deg, 360.0, north + up_deg
    aside_deg = up_deg / math.cos(math.radians(lat_high))
    return west - aside_deg, south - up_deg, east + aside_deg, north + up_deg
