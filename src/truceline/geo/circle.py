# SPDX-License-Identifier: Apache-2.0
"""Circles: every place within a geodesic distance of a centre, never turned into a polygon.

Source:
    Karney 2013, "Algorithms for geodesics", section 1 (the geodesic distance); ``ellipsoid`` for its accuracy.
"""

import math
from dataclasses import dataclass

from truceline.geo.boxes import Box, hull, make_box
from truceline.geo.positions import LAT_LIMIT_DEG, LON_LIMIT_DEG, check_length, check_position
from truceline.kernels.wgs84 import SEMI_MINOR_M

MAX_RADIUS_M = 1_000_000.0
_ROUNDER = 1.007
"""By how much a sphere of the polar radius is let grow, so that it nowhere holds less than the ellipsoid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A circle on the ellipsoid.

    Attributes:
        lon_deg: Longitude of the centre [deg].
        lat_deg: Latitude of the centre [deg].
        radius_m: Radius [m], at least 1 and at most ``MAX_RADIUS_M``.
    """

    lon_deg: float
    lat_deg: float
    radius_m: float

    def __post_init__(self) -> None:
        """Refuse a centre or a radius that is not one.

        Raises:
            GeometryError: Out of range.
        """
        check_position((self.lon_deg, self.lat_deg), "circle.centre")
        check_length("circle.radius_m", self.radius_m, low_m=1.0, high_m=MAX_RADIUS_M)

    @property
    def box_deg(self) -> Box:
        """A box that surely holds it; it may cross the antimeridian, and goes all round where a pole may be inside.

        Source:
            The tangent meridian of a circle on a sphere, let grow by ``_ROUNDER``.
        """
        reach_rad = self.radius_m * _ROUNDER / SEMI_MINOR_M
        reach_deg = math.degrees(reach_rad)
        south, north = self.lat_deg - reach_deg, self.lat_deg + reach_deg
        if south <= -LAT_LIMIT_DEG or north >= LAT_LIMIT_DEG:
            return -LON_LIMIT_DEG, max(south, -LAT_LIMIT_DEG), LON_LIMIT_DEG, min(north, LAT_LIMIT_DEG)
        aside_deg = math.degrees(math.asin(min(1.0, math.sin(reach_rad) / math.cos(math.radians(self.lat_deg)))))
        return make_box(self.lon_deg - aside_deg, south, self.lon_deg + aside_deg, north)

    @property
    def bounds_deg(self) -> Box:
        """The same without crossing the antimeridian: all longitudes where ``box_deg`` crosses it.

        Source:
            ``box_deg``.
        """
        return hull(self.box_deg)
