# SPDX-License-Identifier: Apache-2.0
"""The map projection: equirectangular, true to scale along the parallel half way up.

Straight in longitude and latitude, as the edges of zones are in the data, so that a drawn edge is the judged edge.

Source:
    Snyder 1987, "Map projections: a working manual", section 12 (equidistant cylindrical).
"""

import math
from dataclasses import dataclass

METRES_PER_DEGREE = 111_320.0
"""Metres in one degree along the equator, for drawing only [m/deg]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """From longitude and latitude to places in a drawing; y grows downwards.

    Attributes:
        west_deg: Longitude at the left edge [deg].
        north_deg: Latitude at the upper edge [deg].
        middle_deg: Latitude at which scale is true [deg].
        units_per_deg: Drawing units in one degree of latitude.
        width: Width of the drawing.
        height: Height of the drawing.
    """

    west_deg: float
    north_deg: float
    middle_deg: float
    units_per_deg: float
    width: float
    height: float

    @property
    def squeeze(self) -> float:
        """Length of a degree of longitude against one of latitude, at the middle latitude."""
        return math.cos(math.radians(self.middle_deg))

    def place(self, lon_deg: float, lat_deg: float) -> tuple[float, float]:
        """Give the place of a position.

        Args:
            lon_deg: Longitude [deg].
            lat_deg: Latitude [deg].

        Returns:
            x and y in drawing units.
        """
        x = (lon_deg - self.west_deg) * self.squeeze * self.units_per_deg
        return x, (self.north_deg - lat_deg) * self.units_per_deg

    def length(self, metres: float) -> float:
        """Give the drawn length of a distance on the ground.

        Args:
            metres: Distance [m].

        Returns:
            Length in drawing units.
        """
        return metres / METRES_PER_DEGREE * self.units_per_deg

    def shows(self, lon_deg: float, lat_deg: float) -> bool:
        """Say whether a position falls inside the drawing."""
        x, y = self.place(lon_deg, lat_deg)
        return 0 <= x <= self.width and 0 <= y <= self.height


def fit(bounds_deg: tuple[float, float, float, float], width: float, margin_deg: float) -> Projection:
    """Fit a projection to an area.

    Args:
        bounds_deg: West, south, east and north bound [deg].
        width: Width of the drawing.
        margin_deg: Room left on every side [deg].

    Returns:
        A projection that shows the whole area.
    """
    west, south, east, north = bounds_deg
    west, south, east, north = west - margin_deg, south - margin_deg, east + margin_deg, north + margin_deg
    middle = (south + north) / 2
    units = width / ((east - west) * math.cos(math.radians(middle)))
    return Projection(
        west_deg=west,
        north_deg=north,
        middle_deg=middle,
        units_per_deg=units,
        width=width,
        height=(north - south) * units,
    )
