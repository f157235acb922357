# SPDX-License-Identifier: Apache-2.0
"""Areas against zones: a district, a governorate, a drawn outline, as a whole.

Rules:
    - Told true only when the whole area is inside the shape shrunk by its error band, told false only when all of it is
      outside the shape grown by it, else told neither: something in that area may be on either side.
    - Against a footprint without an error band the answer is exact, and a shared border counts for nothing: a
      district is inside its governorate and outside the next one.
    - Distances are doubted as ``kernels.planar`` says, on the safe side over the whole extent.

Source:
    OGC 06-103r4, section 6.1.15 (covers, touches, intersects); ``kernels.planar``.
"""

from typing import TYPE_CHECKING

import numpy as np

from truceline.base.fourvalue import FourValue
from truceline.geo.circle import Circle
from truceline.geo.exact import classify_with_geos, prepare
from truceline.geo.footprint import Footprint, to_shapely
from truceline.geo.index import locate_one
from truceline.geo.line import Buffer, Strip
from truceline.geo.placed import PlacedShape
from truceline.geo.plain import Points, hold, planes_at, reach, squares_to_edges
from truceline.kernels.arrays import OUTSIDE, FloatArray
from truceline.kernels.wgs84 import MAX_REACH_M, NORTH_M_PER_DEG_MIN, POLAR_LIMIT_DEG

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


def relate_area(area: Footprint, zone: PlacedShape) -> FourValue:
    """Say whether a whole area lies in a zone.

    Args:
        area: The area.
        zone: The zone.

    Returns:
        ``TRUE`` wholly inside, ``FALSE`` wholly outside, ``NEITHER`` else.

    Source:
        The rules at the head of this module.
    """
    if isinstance(zone.shape, Footprint):
        return _relate_to_footprint(area, zone.shape, zone.error_band_m)
    if isinstance(zone.shape, Circle):
        return _relate_to_circle(area, zone.shape, zone.error_band_m)
    return _relate_to_strip(area, zone, zone.shape)


def _relate_to_footprint(area: Footprint, shape: Footprint, band_m: float) -> FourValue:
    import shapely  # noqa: PLC0415 a sixth of a second, paid only by who needs it

    asked, drawn = to_shapely(area), to_shapely(shape)
    if shapely.covers(drawn, asked):
        value = FourValue.TRUE
    elif not shapely.intersects(drawn, asked) or shapely.touches(drawn, asked):
        value = FourValue.FALSE
    else:
        return FourValue.NEITHER
    if band_m == 0.0 or _is_apart(asked, drawn.boundary, band_m):
        return value
    return FourValue.NEITHER


def _relate_to_circle(area: Footprint, circle: Circle, band_m: float) -> FourValue:
    """Measure the area in the plane of the centre, where its edges stay straight."""
    if circle.radius_m + band_m > MAX_REACH_M or _is_polar(abs(circle.lat_deg), circle.radius_m + band_m):
        return FourValue.NEITHER
    centre = _one_point(circle.lon_deg, circle.lat_deg)
    plane = planes_at(centre.y)
    if (180.0 - abs(circle.lon_deg)) * plane.east_m_per_deg[0] <= reach(np.array([MAX_REACH_M]), plane.bend_per_m)[0]:
        return FourValue.NEITHER
    outer_m = np.array([circle.radius_m + band_m])
    inner_m = np.array([circle.radius_m - band_m])
    if _farthest_m(area, centre) < hold(inner_m, plane.bend_per_m)[0]:
        return FourValue.TRUE
    nearest_m = float(np.sqrt(squares_to_edges(centre, plane, area.edges_deg).min()))
    is_around = classify_with_geos(prepare(area), centre.x, centre.y)[0] != OUTSIDE
    if not is_around and nearest_m > reach(outer_m, plane.bend_per_m)[0]:
        return FourValue.FALSE
    return FourValue.NEITHER


def _relate_to_strip(area: Footprint, zone: PlacedShape, shape: Strip | Buffer) -> FourValue:
    """Ask for the disc around the area, then for the plain distance from the line."""
    value = locate_one(zone, *disc_around(area))
    if value is not FourValue.NEITHER:
        return value
    return FourValue.FALSE if is_beyond_strip(area, zone, shape) else FourValue.NEITHER


def disc_around(area: Footprint) -> tuple[float, float, float]:
    """Give a disc that surely holds an area: longitude and latitude of its centre [deg], and its radius [m]."""
    west, south, east, north = area.bounds_deg
    centre = _one_point((west + east) / 2, (south + north) / 2)
    planar_m = _farthest_m(area, centre) + 2.0
    bend = float(planes_at(centre.y).bend_per_m[0])
    # Twice the bend covers that the true radius is not known yet.
    radius_m = planar_m / (1.0 - min(max(0.01, 2.0 * planar_m * bend), 0.5))
    return float(centre.x[0]), float(centre.y[0]), radius_m


def is_beyond_strip(area: Footprint, zone: PlacedShape, shape: Strip | Buffer) -> bool:
    """Say that an area is surely farther from a strip's line than the strip is deep."""
    import shapely  # noqa: PLC0415 see above

    # An unknown or endless depth is infinite here, and nothing is surely beyond it.
    deepest_m = float(shape.depth_limits_m[1].max())
    return _is_apart(to_shapely(area), shapely.LineString(shape.line.positions), deepest_m + zone.error_band_m)


def _is_apart(first: "BaseGeometry", second: "BaseGeometry", distance_m: float) -> bool:
    """Say that two geometries are surely farther apart than a distance, with the smallest scale of their extent."""
    import shapely  # noqa: PLC0415 see above

    bounds = np.array([first.bounds, second.bounds])
    lat_high = float(np.abs(bounds[:, [1, 3]]).max())
    lon_high = float(np.abs(bounds[:, [0, 2]]).max())
    if distance_m > MAX_REACH_M or _is_polar(lat_high, distance_m):
        return False
    plane = planes_at(np.array([lat_high]))
    limit_m = reach(np.array([distance_m]), plane.bend_per_m)[0]
    if (180.0 - lon_high) * plane.east_m_per_deg[0] <= limit_m:
        return False
    scale = np.array([plane.east_m_per_deg[0], NORTH_M_PER_DEG_MIN])
    scaled = [shapely.transform(each, lambda positions: positions * scale) for each in (first, second)]
    return bool(shapely.distance(scaled[0], scaled[1]) > limit_m)


def _farthest_m(area: Footprint, centre: Points) -> float:
    """Give the largest planar distance of a vertex, hence of the whole area [m]."""
    plane = planes_at(centre.y)
    east: FloatArray = (area.edges_deg[:, 0] - centre.x) * plane.east_m_per_deg
    north: FloatArray = (area.edges_deg[:, 1] - centre.y) * plane.north_m_per_deg
    return float(np.sqrt(east * east + north * north).max())


def _one_point(lon_deg: float, lat_deg: float) -> Points:
    return Points(np.array([lon_deg]), np.array([lat_deg]), np.zeros(1))


def _is_polar(lat_deg: float, distance_m: float) -> bool:
    return lat_deg + distance_m / NORTH_M_PER_DEG_MIN > POLAR_LIMIT_DEG
