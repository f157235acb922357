# SPDX-License-Identifier: Apache-2.0
"""The projection is straight in longitude and latitude and true to scale at its middle."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.geo.ellipsoid import geodesic_m
from truceline.report.svg.projection import fit

BOUNDS = (35.6, 32.3, 42.4, 37.3)
MAP = fit(BOUNDS, 560.0, 0.15)


def test_the_whole_area_is_shown() -> None:
    """With its margin, north above south, east right of west."""
    west, south, east, north = BOUNDS

    assert all(MAP.shows(lon, lat) for lon in (west, east) for lat in (south, north))
    assert MAP.place(west, north)[1] < MAP.place(west, south)[1]
    assert MAP.place(west, north)[0] < MAP.place(east, north)[0]
    assert not MAP.shows(0.0, 0.0)


@given(st.floats(min_value=35.6, max_value=42.4), st.floats(min_value=32.3, max_value=37.3), st.floats(0, 1))
def test_edges_stay_straight(lon: float, lat: float, share: float) -> None:
    """A point on a straight edge in degrees lies on the straight drawn edge."""
    start, end, between = (
        MAP.place(36.0, 33.0),
        MAP.place(lon, lat),
        MAP.place(36 + share * (lon - 36), 33 + share * (lat - 33)),
    )

    assert between == pytest.approx(tuple(a + share * (b - a) for a, b in zip(start, end, strict=True)), abs=1e-6)


def test_lengths_at_the_middle_are_true_to_two_percent() -> None:
    """A hundred kilometres east and a hundred north, measured on the ellipsoid."""
    middle = MAP.middle_deg
    east = geodesic_m(38.0, middle, 39.0, middle)
    drawn = math.dist(MAP.place(38.0, middle), MAP.place(39.0, middle))

    assert drawn == pytest.approx(MAP.length(float(east)), rel=0.02)
