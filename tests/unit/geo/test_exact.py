# SPDX-License-Identifier: Apache-2.0
"""Points in footprints, equal to GEOS on random and adversarial points, whichever way they are computed."""

import numpy as np
import pytest
import shapely

from not_running import not_run
from truceline.geo.exact import classify, classify_compiled, classify_with_geos, is_compiled, prepare
from truceline.geo.footprint import Footprint
from zone_points import adversarial


def _with_hole(random: np.random.Generator, count: int) -> Footprint:
    """Give two random outlines, one with a hole; every other one on round coordinates."""
    digits = int(random.choice([1, 3, 15]))
    rings = []
    for lon_deg, low, high in ((38.0, 0.6, 1.0), (38.0, 0.1, 0.4), (41.0, 0.2, 1.0)):
        angles = np.linspace(0, 2 * np.pi, count, endpoint=False) + random.uniform(0, 0.5 / count, count)
        lengths = random.uniform(low, high, count)
        lons = np.round(lon_deg + lengths * np.cos(angles), digits).tolist()
        lats = np.round(34.5 + lengths * np.sin(angles), digits).tolist()
        ring = tuple(zip(lons, lats, strict=True))
        rings.append((*ring, ring[0]))
    area = shapely.MultiPolygon([(rings[0], [rings[1]]), (rings[2], [])])
    if not shapely.is_valid(area):
        return _with_hole(random, count)
    return Footprint(polygons=((rings[0], rings[1]), (rings[2],)))


def _geos(area: Footprint, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Read the three states off GEOS's relation of a point to the area, without preparation."""
    shape = shapely.MultiPolygon([(polygon[0], polygon[1:]) for polygon in area.polygons])
    points = shapely.points(lon, lat)
    inside = shapely.contains_properly(shape, points)
    return np.where(inside, 1, np.where(shapely.disjoint(shape, points), 2, 0))


def _compare(seed: int, count: int, vertices: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    area = _with_hole(random, vertices)
    lon, lat = adversarial(random, area.edges_deg, count)
    codes = classify_with_geos(prepare(area), lon, lat)
    if is_compiled():
        assert np.array_equal(classify_compiled(area, lon, lat), codes)
    some = random.integers(0, lon.size, 2000)
    assert np.array_equal(_geos(area, lon[some], lat[some]), codes[some])
    return np.bincount(codes, minlength=3)


def test_both_ways_equal_geos() -> None:
    """Over a million random and adversarial points, many of them on the boundary, no state differs."""
    if not is_compiled():
        not_run("the compiled loops need numba (python -m pip install numba)")
    sizes = enumerate((5, 7, 12, 20, 33, 60) * 2)
    counts = np.sum([_compare(seed, 100_000, vertices) for seed, vertices in sizes], axis=0)

    assert counts.sum() > 1_000_000
    assert counts.min() > 50_000


@pytest.mark.long
def test_both_ways_equal_geos_on_many_more() -> None:
    """Over ten million points of other seeds, no state differs."""
    if not is_compiled():
        not_run("the compiled loops need numba (python -m pip install numba)")
    counts = np.sum([_compare(100 + seed, 400_000, 5 + seed) for seed in range(26)], axis=0)

    assert counts.sum() > 10_000_000


def test_the_door_takes_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small batch and a large one get the same answers, and NaN stays undecided."""
    random = np.random.default_rng(5)
    area = _with_hole(random, 12)
    lon, lat = adversarial(random, area.edges_deg, 3000)
    lon[:2], lat[1:3] = np.nan, np.nan
    small = classify(area, lon, lat)
    monkeypatch.setattr("truceline.geo.exact.WORTH_COMPILING", 0)

    assert np.array_equal(classify(area, lon, lat), small)
    assert small[:3].tolist() == [0, 0, 0]
    assert small.dtype == np.uint8
