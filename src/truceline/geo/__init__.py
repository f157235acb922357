# SPDX-License-Identifier: Apache-2.0
"""Places on WGS84: areas, circles, lines with strips, altitude bands, and where points lie in them.

Values are those of ``base.fourvalue``: 1 inside, 2 outside, 0 undecided. Order is longitude, latitude [deg]; lengths
are metres. Nothing here knows who drew a shape or what it forbids.
"""

from truceline.geo.areas import relate_area
from truceline.geo.circle import Circle
from truceline.geo.ellipsoid import geodesic_m
from truceline.geo.exact import classify
from truceline.geo.footprint import Footprint
from truceline.geo.index import ZoneIndex, locate_one
from truceline.geo.line import Buffer, Line, Side, Strip
from truceline.geo.placed import BoundaryStatus, Edge, PlacedShape, Shape
from truceline.geo.volume import AltitudeBand, Datum, Volume4D

__all__ = [
    "AltitudeBand",
    "BoundaryStatus",
    "Buffer",
    "Circle",
    "Datum",
    "Edge",
    "Footprint",
    "Line",
    "PlacedShape",
    "Shape",
    "Side",
    "Strip",
    "Volume4D",
    "ZoneIndex",
    "classify",
    "geodesic_m",
    "locate_one",
    "relate_area",
]
