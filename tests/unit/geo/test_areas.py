# SPDX-License-Identifier: Apache-2.0
"""Whole areas against zones."""

import math

import pytest

from truceline.base.fourvalue import FourValue
from truceline.geo.areas import relate_area
from truceline.geo.circle import Circle
from truceline.geo.footprint import Footprint
from truceline.geo.line import Line, Side, Strip
from truceline.geo.placed import PlacedShape, Shape

INSIDE, OUTSIDE, NEITHER = FourValue.TRUE, FourValue.FALSE, FourValue.NEITHER
ROAD = Line(positions=((37.0, 36.0), (38.0, 36.0)))


def _square(west: float, south: float, size: float) -> Footprint:
    east, north = west + size, south + size
    return Footprint(polygons=((((west, south), (east, south), (east, north), (west, north), (west, south)),),))


BIG = _square(38.0, 34.0, 1.0)
CIRCLE = Circle(lon_deg=38.0, lat_deg=34.0, radius_m=50_000.0)
STRIP = Strip(line=ROAD, side=Side.NORTH, inner_m=1000.0, outer_m=30_000.0)
ENDLESS = Strip(line=ROAD, side=Side.NORTH, outer_m=math.inf)


@pytest.mark.parametrize(
    ("area", "shape", "band_m", "expected"),
    [
        pytest.param(_square(38.4, 34.4, 0.2), BIG, 0.0, INSIDE, id="within"),
        pytest.param(_square(38.4, 34.4, 0.2), BIG, 30_000.0, INSIDE, id="within, far enough from the edge"),
        pytest.param(_square(38.4, 34.4, 0.2), BIG, 40_000.0, NEITHER, id="within the band"),
        pytest.param(_square(38.0, 34.0, 0.2), BIG, 0.0, INSIDE, id="within, sharing the border"),
        pytest.param(_square(37.0, 34.0, 1.0), BIG, 0.0, OUTSIDE, id="a neighbour, sharing the border"),
        pytest.param(_square(37.0, 34.0, 1.0), BIG, 100.0, NEITHER, id="a neighbour, with a band"),
        pytest.param(_square(36.0, 34.0, 1.0), BIG, 50_000.0, OUTSIDE, id="far away"),
        pytest.param(_square(37.5, 34.0, 1.0), BIG, 0.0, NEITHER, id="overlapping"),
        pytest.param(_square(37.0, 33.0, 3.0), BIG, 0.0, NEITHER, id="around it"),
        pytest.param(_square(37.9, 33.9, 0.2), CIRCLE, 0.0, INSIDE, id="within a circle"),
        pytest.param(_square(37.9, 33.9, 0.2), CIRCLE, 45_000.0, NEITHER, id="within the band of a circle"),
        pytest.param(_square(38.5, 34.5, 0.2), CIRCLE, 0.0, OUTSIDE, id="beside a circle"),
        pytest.param(_square(38.3, 34.3, 0.2), CIRCLE, 0.0, NEITHER, id="across a circle"),
        pytest.param(_square(36.0, 32.0, 4.0), CIRCLE, 0.0, NEITHER, id="around a circle"),
        pytest.param(_square(37.5, 36.1, 0.05), STRIP, 0.0, INSIDE, id="within a strip"),
        pytest.param(_square(37.5, 35.8, 0.05), STRIP, 0.0, OUTSIDE, id="on the other side"),
        pytest.param(_square(37.5, 36.3, 0.5), STRIP, 0.0, OUTSIDE, id="beyond its depth"),
        pytest.param(_square(37.5, 35.95, 0.1), STRIP, 0.0, NEITHER, id="across the line"),
        pytest.param(_square(30.0, 30.0, 1.0), ENDLESS, 0.0, NEITHER, id="far past the end of an endless strip"),
    ],
)
def test_relates(area: Footprint, shape: Shape, band_m: float, expected: FourValue) -> None:
    """Wholly inside, wholly outside, or neither."""
    assert relate_area(area, PlacedShape(shape=shape, error_band_m=band_m)) is expected
