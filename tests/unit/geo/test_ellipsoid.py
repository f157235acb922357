# SPDX-License-Identifier: Apache-2.0
"""Geodesic lengths, held against published ones (the vectors lie in tests/vectors)."""

import numpy as np

from truceline.geo.ellipsoid import geodesic_m, great_circle_m
from truceline.kernels.sphere import great_circle_m as compiled_great_circle_m
from truceline.kernels.wgs84 import SEMI_MAJOR_M, SPHERE_DOUBT


def test_no_way_has_no_length() -> None:
    """A place is at distance 0 from itself, on the equator and off it."""
    places = np.array([[0.0, 0.0], [38.5, 34.6], [-120.0, 89.0]])

    assert geodesic_m(places[:, 0], places[:, 1], places[:, 0], places[:, 1]).tolist() == [0.0, 0.0, 0.0]


def test_a_degree_of_the_equator() -> None:
    """Along the equator the geodesic is an arc of the circle with the semi-major axis."""
    assert np.isclose(geodesic_m(-0.5, 0.0, 0.5, 0.0), SEMI_MAJOR_M * np.pi / 180, atol=1e-6)


def test_across_the_antimeridian() -> None:
    """The short way is taken across 180 degrees."""
    assert np.isclose(geodesic_m(179.5, 10.0, -179.5, 10.0), geodesic_m(-0.5, 10.0, 0.5, 10.0), atol=1e-6)


def test_nearly_opposite_places_have_no_answer() -> None:
    """Where the series does not settle, the length is not a number; others of the batch keep theirs."""
    lengths = geodesic_m(0.0, [0.0, 0.0], [179.9, 1.0], [0.1, 0.0])

    assert np.isnan(lengths).tolist() == [True, False]


def test_the_sphere_stays_within_its_doubt() -> None:
    """Great circles differ from geodesics by no more than is stated, and both readings of them agree."""
    random = np.random.default_rng(7)
    lon, lat = random.uniform(-180, 180, (2, 4000)), random.uniform(-90, 90, (2, 4000))
    sphere_m = great_circle_m(lon[0], lat[0], lon[1], lat[1])
    true_m = geodesic_m(lon[0], lat[0], lon[1], lat[1])
    one_by_one = [compiled_great_circle_m(*four) for four in zip(lon[0], lat[0], lon[1], lat[1], strict=True)]

    assert (np.abs(sphere_m / true_m - 1)[~np.isnan(true_m)] < SPHERE_DOUBT).all()
    assert np.allclose(sphere_m, one_by_one, rtol=1e-12)
