# SPDX-License-Identifier: Apache-2.0
"""Laws of drawn circles, held against geodesics."""

from typing import Any, cast

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.geo.circle import Circle
from truceline.geo.drawing import draw_box, draw_circle
from truceline.geo.ellipsoid import geodesic_m

_LONS = st.sampled_from([-180.0, -179.9, 0.0, 179.999, 180.0]) | st.floats(-180.0, 180.0)
_LATS = st.sampled_from([-90.0, -89.0, 0.0, 60.0, 89.9, 90.0]) | st.floats(-90.0, 90.0)
_RADII = st.sampled_from([1.0, 50.0, 3_000.0, 80_000.0, 1_000_000.0])
_CIRCLES = st.builds(lambda lon, lat, radius: Circle(lon_deg=lon, lat_deg=lat, radius_m=radius), _LONS, _LATS, _RADII)
_ROUNDING_M = 0.02


def _polygons(circle: Circle) -> list[Any]:
    drawn = draw_circle(circle)
    coordinates = cast("list[Any]", drawn["coordinates"])
    return coordinates if drawn["type"] == "MultiPolygon" else [coordinates]


@given(_CIRCLES)
@settings(max_examples=300, deadline=None)
def test_every_corner_lies_on_the_circle_or_where_the_map_is_cut(circle: Circle) -> None:
    """Rings are closed, valid and run counter-clockwise; nothing is drawn beyond the map."""
    polygons = _polygons(circle)

    assert len(polygons) in (1, 2)
    for (ring,) in polygons:
        assert ring[0] == ring[-1]
        assert shapely.Polygon(ring).is_valid
        assert shapely.LinearRing(ring).is_ccw
        lon, lat = np.array(ring).T
        assert (np.abs(lon) <= 180.0).all()
        assert (np.abs(np.diff(lon)) <= 180.0).all()
        inner = (np.abs(lon) < 180.0) & (np.abs(lat) < 90.0)
        away_m = geodesic_m(circle.lon_deg, circle.lat_deg, lon[inner], lat[inner])
        assert np.abs(away_m - circle.radius_m).max(initial=0.0) < _ROUNDING_M


@given(_CIRCLES, st.integers(0, 2**32 - 1))
@settings(max_examples=200, deadline=None)
def test_the_drawing_holds_what_lies_well_inside_and_nothing_well_outside(circle: Circle, seed: int) -> None:
    """Away from the poles, where 64 straight edges follow a circle closely."""
    reach_deg = circle.radius_m / 110_000.0
    if abs(circle.lat_deg) + reach_deg > 75.0:
        return
    random = np.random.default_rng(seed)
    wide_deg = 2.0 * reach_deg / np.cos(np.radians(abs(circle.lat_deg) + reach_deg))
    lon = circle.lon_deg + random.uniform(-wide_deg, wide_deg, 300)
    lat = circle.lat_deg + random.uniform(-1.5, 1.5, 300) * reach_deg
    lon = (lon + 180.0) % 360.0 - 180.0
    away_m = geodesic_m(circle.lon_deg, circle.lat_deg, lon, lat)

    drawn = shapely.union_all([shapely.Polygon(ring) for (ring,) in _polygons(circle)])
    held = shapely.contains_xy(drawn, lon, lat)
    assert held[away_m < 0.97 * circle.radius_m - _ROUNDING_M].all()
    assert not held[away_m > 1.03 * circle.radius_m + _ROUNDING_M].any()


@given(st.tuples(_LONS, _LATS, _LONS, _LATS))
def test_a_drawn_box_is_valid_and_as_wide_as_it_is(sides: tuple[float, float, float, float]) -> None:
    """Whatever it is drawn as."""
    west, one, east, other = sides
    box = (west, min(one, other), east, max(one, other))
    drawn = shapely.geometry.shape(draw_box(box))

    wide_deg = east - west if west <= east else east - west + 360.0
    assert drawn.is_valid
    assert drawn.area == pytest.approx(wide_deg * (box[3] - box[1]), rel=1e-9, abs=1e-9)
