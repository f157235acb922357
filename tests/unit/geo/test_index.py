# SPDX-License-Identifier: Apache-2.0
"""Where positions lie in zones: edges, bands, radii, strips, unknown depths, refusals."""

import math

import numpy as np
import pytest

from truceline.base.errors import GeometryError
from truceline.base.fourvalue import FourValue
from truceline.geo.circle import Circle
from truceline.geo.ellipsoid import geodesic_m
from truceline.geo.footprint import Footprint
from truceline.geo.index import ZoneIndex, locate_one
from truceline.geo.line import Buffer, Line, Side, Strip
from truceline.geo.placed import Edge, PlacedShape

INSIDE, OUTSIDE, NEITHER = FourValue.TRUE, FourValue.FALSE, FourValue.NEITHER

RING = ((38.0, 34.0), (39.0, 34.0), (39.0, 35.0), (38.0, 35.0), (38.0, 34.0))
SQUARE = Footprint(polygons=((RING,),))
ROAD = Line(positions=((37.0, 36.0), (37.1, 36.0), (37.2, 36.02), (37.3, 36.02)))


@pytest.mark.parametrize(
    ("edge", "expected"), [(Edge.INSIDE, INSIDE), (Edge.OUTSIDE, OUTSIDE), (Edge.UNSTATED, NEITHER)]
)
def test_exactly_on_the_edge_the_zone_decides(edge: Edge, expected: FourValue) -> None:
    """A vertex and a place on an edge get what the zone says; one rounding step aside they do not."""
    zone = PlacedShape(shape=SQUARE, edge=edge)

    assert locate_one(zone, 38.0, 34.0) is expected
    assert locate_one(zone, 38.0, 34.5) is expected
    assert locate_one(zone, math.nextafter(38.0, 40.0), 34.5) is INSIDE
    assert locate_one(zone, math.nextafter(38.0, 0.0), 34.5) is OUTSIDE


@pytest.mark.parametrize(
    ("lon_deg", "band_m", "radius_m", "expected"),
    [
        pytest.param(38.5, 0.0, 0.0, INSIDE, id="in the middle"),
        pytest.param(38.5, 10_000.0, 30_000.0, INSIDE, id="in the middle, 45.8 km from the edge, 40 km needed"),
        pytest.param(38.5, 10_000.0, 37_000.0, NEITHER, id="in the middle, 47 km needed"),
        pytest.param(38.1, 10_000.0, 0.0, NEITHER, id="9.2 km inside a band of 10 km"),
        pytest.param(38.12, 10_000.0, 0.0, INSIDE, id="11 km inside"),
        pytest.param(37.9, 10_000.0, 0.0, NEITHER, id="9.2 km outside"),
        pytest.param(37.88, 10_000.0, 0.0, OUTSIDE, id="11 km outside"),
        pytest.param(37.88, 10_000.0, 2_000.0, NEITHER, id="11 km outside, position off by 2 km"),
        pytest.param(37.0, 0.0, math.nan, NEITHER, id="radius not known"),
        pytest.param(37.0, 0.0, 900_000.0, NEITHER, id="radius beyond belief"),
        pytest.param(math.nan, 0.0, 0.0, NEITHER, id="position not known"),
    ],
)
def test_bands_and_radii(lon_deg: float, band_m: float, radius_m: float, expected: FourValue) -> None:
    """Decided only when the whole disc is clear of the band around the edge."""
    assert locate_one(PlacedShape(shape=SQUARE, error_band_m=band_m), lon_deg, 34.5, radius_m) is expected


def test_a_circle_is_a_circle() -> None:
    """A circle of the very distance is undecided, one of a centimetre more or less is not."""
    place = (39.1, 33.7)
    away_m = float(geodesic_m(38.6, 33.5, *place))
    for more_m, expected in ((0.01, INSIDE), (-0.01, OUTSIDE), (0.0, NEITHER)):
        circle = Circle(lon_deg=38.6, lat_deg=33.5, radius_m=away_m + more_m)

        assert locate_one(PlacedShape(shape=circle), *place) is expected


def test_the_other_side_of_the_earth_is_outside_a_circle() -> None:
    """Nearly opposite places have no geodesic here, and need none."""
    circle = Circle(lon_deg=0.0, lat_deg=0.0, radius_m=1000.0)

    assert locate_one(PlacedShape(shape=circle), 179.9, 0.1, 5000.0) is OUTSIDE


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        pytest.param((37.05, 36.02), INSIDE, id="2.2 km north"),
        pytest.param((37.05, 36.035), OUTSIDE, id="3.9 km north, beyond 3.5 km"),
        pytest.param((37.05, 36.005), OUTSIDE, id="0.55 km north, before 1 km"),
        pytest.param((37.05, 35.98), OUTSIDE, id="2.2 km south"),
        pytest.param((37.05, 36.0316), NEITHER, id="3.5 km, within the doubt"),
        pytest.param((36.985, 36.01), NEITHER, id="past the end"),
        pytest.param((36.9, 36.01), OUTSIDE, id="far past the end"),
        pytest.param((37.2, 36.05), INSIDE, id="beside the bend"),
        pytest.param((37.1, 35.98), OUTSIDE, id="on the outer side of the bend"),
    ],
)
def test_a_strip_north_of_a_road(place: tuple[float, float], expected: FourValue) -> None:
    """From 1 to 3.5 km north of a road that runs east; the compass side and its turned line agree."""
    backward = Line(positions=ROAD.positions[::-1])
    for line, side in ((ROAD, Side.NORTH), (ROAD, Side.LEFT), (backward, Side.NORTH), (backward, Side.RIGHT)):
        strip = Strip(line=line, side=side, inner_m=1000.0, outer_m=3500.0)

        assert locate_one(PlacedShape(shape=strip), *place) is expected


def test_a_strip_on_both_sides_has_no_edge_at_its_line() -> None:
    """On the road itself one is inside a corridor around it; on one side only, undecided."""
    both = Strip(line=ROAD, side=Side.BOTH, outer_m=2000.0)
    north = Strip(line=ROAD, side=Side.NORTH, outer_m=2000.0)

    assert locate_one(PlacedShape(shape=both), 37.05, 36.0, 500.0) is INSIDE
    assert locate_one(PlacedShape(shape=north), 37.05, 36.0) is NEITHER


def test_without_an_outer_distance_the_side_decides() -> None:
    """A strip without end holds its whole side as far as distances are believed."""
    strip = PlacedShape(shape=Strip(line=ROAD, side=Side.NORTH, outer_m=math.inf))

    assert locate_one(strip, 37.15, 37.0) is INSIDE
    assert locate_one(strip, 37.15, 35.0) is OUTSIDE
    assert locate_one(strip, 37.15, 50.0) is NEITHER


def test_an_unknown_depth_decides_nothing_on_its_side() -> None:
    """Near or far on the named side it is neither; on the other side it is outside."""
    buffer = PlacedShape(shape=Buffer(line=ROAD, side=Side.NORTH, depths_m=(None, None, None)))

    assert [locate_one(buffer, 37.15, lat) for lat in (36.02, 36.2, 37.0)] == [NEITHER] * 3
    assert [locate_one(buffer, 37.15, lat) for lat in (35.99, 35.8, 35.0)] == [OUTSIDE] * 3


def test_depths_hold_beside_their_segments() -> None:
    """Where two depths may apply, the smaller must hold for inside and the larger for outside."""
    buffer = PlacedShape(shape=Buffer(line=ROAD, side=Side.NORTH, depths_m=(2000.0, 2000.0, None)))

    assert locate_one(buffer, 37.03, 36.01) is INSIDE
    assert locate_one(buffer, 37.03, 36.05) is OUTSIDE
    assert locate_one(buffer, 37.27, 36.03) is NEITHER
    assert locate_one(buffer, 37.27, 36.07) is NEITHER


def test_near_the_antimeridian_the_other_side_counts() -> None:
    """A footprint at 179 degrees east is near a place at 179.9 degrees west."""
    ring = ((179.0, 0.0), (180.0, 0.0), (180.0, 1.0), (179.0, 1.0), (179.0, 0.0))
    zone = PlacedShape(shape=Footprint(polygons=((ring,),)))

    assert locate_one(zone, -179.9, 0.5, 5_000.0) is OUTSIDE
    assert locate_one(zone, -179.9, 0.5, 12_000.0) is NEITHER


def test_many_at_once_in_the_order_given() -> None:
    """Rows are positions, columns are zones; nothing asked gives nothing."""
    index = ZoneIndex((PlacedShape(shape=SQUARE), PlacedShape(shape=Circle(lon_deg=38, lat_deg=34, radius_m=9e3))))

    assert index.locate([38.5, 38.0, 30.0], [34.5, 34.01, 30.0]).tolist() == [[1, 2], [0, 1], [2, 2]]
    assert index.locate([], []).shape == (0, 2)
    assert ZoneIndex(()).locate([38.5], [34.5]).shape == (1, 0)


@pytest.mark.parametrize(
    ("lon_deg", "lat_deg", "radius_m", "said"),
    [
        pytest.param([1.0, 190.0], [1.0, 1.0], 0.0, r"positions\[1\]: expected a longitude", id="longitude"),
        pytest.param([1.0], [-91.0], 0.0, r"positions\[0\]: expected a latitude", id="latitude"),
        pytest.param([1.0, 2.0], [1.0], 0.0, "two columns of one length", id="lengths"),
        pytest.param([1.0], [1.0], [1.0, 2.0], "one for all or one per position", id="radii"),
        pytest.param([1.0], [1.0], -1.0, "expected 0 m or more, got -1.0", id="below zero"),
    ],
)
def test_refuses(lon_deg: list[float], lat_deg: list[float], radius_m: float | list[float], said: str) -> None:
    """Columns that cannot be positions are refused with the first that cannot."""
    with pytest.raises(GeometryError, match=said):
        ZoneIndex((PlacedShape(shape=SQUARE),)).locate(np.array(lon_deg), np.array(lat_deg), radius_m)
