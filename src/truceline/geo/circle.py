# SPDX-License-Identifier: Apache-2.0
"""Circles: every place within a geodesic distance of a centre, never turned into a polygon.

Source:
    Karney 2013, "Algorithms for geodesics", section 1 (the geodesic distance); ``ellipsoid`` for its accuracy.
"""

from dataclasses import dataclass

from truceline.geo.positions import check_length, check_position

MAX_RADIUS_M = 1_000_000.0


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
