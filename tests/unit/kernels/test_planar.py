# SPDX-License-Identifier: Apache-2.0
"""Planar distances are believed no further than they deserve: held against geodesics."""

import math

import numpy as np

from truceline.geo.ellipsoid import geodesic_m
from truceline.geo.plain import hold, planes_at, reach
from truceline.kernels import planar
from truceline.kernels.patch import unreached
from truceline.kernels.wgs84 import MAX_REACH_M, NORTH_M_PER_DEG_MIN, POLAR_LIMIT_DEG


def _pairs(count: int) -> tuple[np.ndarray, ...]:
    """Give points and their neighbours at all latitudes that are believed, near and up to 500 km away."""
    random = np.random.default_rng(4052017)
    lat = random.uniform(-88, 88, count)
    away_m = 10 ** random.uniform(1, math.log10(MAX_REACH_M), count)
    bearing = random.uniform(0, 2 * math.pi, count)
    other_lat = lat + away_m * np.cos(bearing) / 111_000
    other_lon = away_m * np.sin(bearing) / 111_000 / np.cos(np.radians(lat))
    kept = (np.abs(other_lat) < 90) & (np.abs(other_lon) < 180)
    return lat[kept], other_lon[kept], other_lat[kept]


def test_reach_and_hold_bound_the_geodesic() -> None:
    """What is truly within a distance is within its reach, and what is within its hold is truly within it."""
    lat, other_lon, other_lat = _pairs(400_000)
    planes = planes_at(lat)
    east = other_lon * planes.east_m_per_deg
    north = (other_lat - lat) * planes.north_m_per_deg
    planar_m = np.sqrt(east * east + north * north)
    true_m = geodesic_m(0.0, lat, other_lon, other_lat)
    believed = (true_m <= MAX_REACH_M) & (np.abs(lat) + true_m / NORTH_M_PER_DEG_MIN <= POLAR_LIMIT_DEG)

    assert believed.sum() > 200_000
    assert (planar_m <= reach(true_m, planes.bend_per_m))[believed].all()
    assert (planar_m >= hold(true_m, planes.bend_per_m))[believed].all()


def test_unreached_inverts_reach() -> None:
    """The largest need that a planar distance settles reaches that distance and no further."""
    for bend in (0.0, 1e-7, 1e-5):
        for away_m in (10.0, 1000.0, 60_000.0):
            need_m = unreached(away_m, bend)

            assert math.isclose(planar.reach(need_m, bend), away_m, rel_tol=1e-12)


def test_plain_python_reads_the_same() -> None:
    """The compiled plane, its Python text and the numpy reading give the same bits."""
    plain = getattr(planar.spot_at, "py_func", planar.spot_at)
    lats = np.linspace(-90, 90, 721)
    planes = planes_at(lats)
    for number, lat in enumerate(lats.tolist()):
        expected = (0.0, lat, planes.east_m_per_deg[number], planes.north_m_per_deg[number], planes.bend_per_m[number])

        assert tuple(planar.spot_at(0.0, lat)) == expected
        assert tuple(plain(0.0, lat)) == expected
