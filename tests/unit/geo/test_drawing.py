# SPDX-License-Identifier: Apache-2.0
"""Boxes and circles as they are drawn."""

from itertools import pairwise

import pytest

from truceline.geo.circle import Circle
from truceline.geo.drawing import draw_box, draw_circle


@pytest.mark.parametrize(
    ("box", "kind", "coordinates"),
    [
        ((1.0, 2.0, 1.0, 2.0), "Point", [1.0, 2.0]),
        ((1.0, 2.0, 1.0, 3.0), "LineString", [[1.0, 2.0], [1.0, 3.0]]),
        ((179.0, 2.0, -179.0, 2.0), "MultiLineString", [[[179.0, 2.0], [180.0, 2.0]], [[-180.0, 2.0], [-179.0, 2.0]]]),
        ((180.0, 2.0, -180.0, 3.0), "LineString", [[180.0, 2.0], [180.0, 3.0]]),
        (
            (180.0, 2.0, -179.0, 3.0),
            "Polygon",
            [[[-180.0, 2.0], [-179.0, 2.0], [-179.0, 3.0], [-180.0, 3.0], [-180.0, 2.0]]],
        ),
    ],
)
def test_a_box_is_drawn_as_what_it_is(box: tuple[float, float, float, float], kind: str, coordinates: object) -> None:
    """Areas may share no more than a place or a line; nothing is drawn of no width beside something that has one."""
    assert draw_box(box) == {"type": kind, "coordinates": coordinates}


@pytest.mark.parametrize(("lat_deg", "pole_deg"), [(89.9, 90.0), (-90.0, -90.0)])
def test_a_circle_around_a_pole_is_drawn_up_to_it(lat_deg: float, pole_deg: float) -> None:
    """Over all longitudes, without an edge of more than half the globe."""
    drawn = draw_circle(Circle(lon_deg=30.0, lat_deg=lat_deg, radius_m=50_000.0))
    coordinates = drawn["coordinates"]
    assert isinstance(coordinates, list)
    lons, lats = zip(*coordinates[0], strict=True)

    assert drawn["type"] == "Polygon"
    assert (min(lons), max(lons)) == (-180.0, 180.0)
    assert lats.count(pole_deg) == 3 + (lats[0] == pole_deg)
    assert max(abs(east - west) for west, east in pairwise(lons)) <= 180.0
