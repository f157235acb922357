# SPDX-License-Identifier: Apache-2.0
"""Laws of places in zones: equal ways, doubt never decides, drawing order means nothing, answers hold for discs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from not_running import not_run
from truceline.base.errors import GeometryError
from truceline.geo import Buffer, Circle, Footprint, Line, PlacedShape, Side, Strip, ZoneIndex, geodesic_m, locate_one
from truceline.geo.exact import is_compiled
from zone_points import adversarial
from zone_shapes import line, outline, zone

SEEDS = st.integers(0, 2**32 - 1)
CENTRES = ((38.0, 34.5), (179.2, 0.5), (-178.8, 60.0), (10.0, 86.5), (0.0, -88.0), (30.0, 75.0), (0.0, 0.0))


def _zones(random: np.random.Generator) -> tuple[PlacedShape, ...]:
    """Give nine zones of all kinds in one corner of the Earth, near a pole or the antimeridian at times."""
    lon_deg, lat_deg = CENTRES[int(random.integers(len(CENTRES)))]
    places = random.uniform(-0.6, 0.6, (9, 2))
    return tuple(_bounded_zone(random, lon_deg + east, lat_deg + north) for east, north in places.tolist())


def _bounded_zone(random: np.random.Generator, lon_deg: float, lat_deg: float) -> PlacedShape:
    """Give a zone that stays within the range of positions."""
    west = min(lon_deg, 178.9) if lon_deg > 0 else max(lon_deg, -178.9)
    return zone(random, west, min(max(lat_deg, -88.9), 88.9))


def _points(random: np.random.Generator, zones: tuple[PlacedShape, ...], count: int) -> tuple[np.ndarray, ...]:
    """Give positions on, around and far from zones, a third of them without radius."""
    edges = [each.shape.edges_deg for each in zones if isinstance(each.shape, Footprint)]
    lines = [each.shape.line.edges_deg for each in zones if not isinstance(each.shape, Footprint | Circle)]
    centres = [[each.shape.lon_deg, each.shape.lat_deg] * 2 for each in zones if isinstance(each.shape, Circle)]
    rows = np.concatenate([*edges, *lines, np.array(centres).reshape(-1, 4)])
    lon, lat = adversarial(random, rows, count)
    spread = random.choice([0.0, 0.01, 0.3, 3.0], lon.size)
    lon = np.clip(lon + random.normal(0, 1, lon.size) * spread, -180, 180)
    lat = np.clip(lat + random.normal(0, 1, lat.size) * spread, -90, 90)
    lon[:20], lat[:20] = random.uniform(-180, 180, 20), random.uniform(-90, 90, 20)
    radius = np.where(random.uniform(size=lon.size) < 0.35, 0.0, 10 ** random.uniform(-3, 5.9, lon.size))
    lon[20], lat[21], radius[22], radius[23] = np.nan, np.nan, np.nan, np.inf
    return lon, lat, radius


@settings(max_examples=40)
@given(SEEDS)
def test_compiled_and_plain_give_equal_answers(seed: int) -> None:
    """For every point and zone, on edges, near poles, across the antimeridian and off the grid."""
    if not is_compiled():
        not_run("the compiled loops need numba (python -m pip install numba)")
    random = np.random.default_rng(seed)
    zones = _zones(random)
    columns = _points(random, zones, 2000)
    index = ZoneIndex(zones)

    assert np.array_equal(index.locate_compiled(*columns), index.locate_plain(*columns))


def _river(random: np.random.Generator, lon_deg: float, lat_deg: float) -> Line:
    """Give a long line that winds, at times so much that it comes back beside itself."""
    count = int(random.integers(2, 60))
    heading = random.uniform(0, 2 * np.pi) + np.cumsum(random.normal(0, random.choice([0.05, 0.5, 0.9]), count))
    steps = 10 ** random.uniform(-2.5, -0.5, count) * random.choice([0.2, 1.0])
    lons = np.clip(lon_deg + np.cumsum(steps * np.cos(heading)), -180, 180)
    lats = np.clip(lat_deg + np.cumsum(steps * np.sin(heading)), -89.5, 89.5)
    try:
        return Line(positions=tuple(zip(lons.tolist(), lats.tolist(), strict=True)))
    except GeometryError:
        return _river(random, lon_deg, lat_deg)


def _banks(random: np.random.Generator) -> tuple[PlacedShape, ...]:
    """Give the sides of two rivers: of unknown depth, of depths known in part, and of one depth."""
    centre = CENTRES[int(random.integers(len(CENTRES)))]
    zones = []
    for river in (_river(random, *centre), _river(random, *centre)):
        count = len(river.edges_deg)
        unknown: tuple[float | None, ...] = (None,) * count
        partly = tuple(None if part < 0.5 else 60_000 * part for part in random.uniform(0.0, 1.0, count).tolist())
        for depths_m in (unknown, unknown, partly, (20_000.0,) * count):
            side = Side(str(random.choice(["left", "right", "left", "right", "both"])))
            band_m = float(random.choice([0.0, 0.0, 100.0, 3500.0]))
            shape = Buffer(line=river, side=side, depths_m=depths_m)
            zones.append(PlacedShape(shape=shape, error_band_m=band_m))
        zones.append(PlacedShape(shape=Strip(line=river, side=Side.LEFT, inner_m=2000.0, outer_m=np.inf)))
    return tuple(zones)


def _points_around(random: np.random.Generator, zones: tuple[PlacedShape, ...], count: int) -> tuple[np.ndarray, ...]:
    """Give positions as ``_points``, and as many anywhere in the grid, where cells and not edges answer."""
    lon, lat, radius = _points(random, zones, count)
    edges = np.concatenate([each.shape.line.edges_deg for each in zones if isinstance(each.shape, Buffer)])
    west, south = edges.reshape(-1, 2).min(axis=0) - 1.0
    east, north = edges.reshape(-1, 2).max(axis=0) + 1.0
    lon = np.concatenate((lon, np.clip(random.uniform(west, east, count), -180, 180)))
    lat = np.concatenate((lat, np.clip(random.uniform(south, north, count), -90, 90)))
    return lon, lat, np.concatenate((radius, random.choice([0.0, 1000.0, 25_000.0, 90_000.0], count)))


@settings(max_examples=40)
@given(SEEDS)
def test_compiled_and_plain_give_equal_answers_beside_rivers(seed: int) -> None:
    """For long and winding lines, whose sides and ends the cells know."""
    if not is_compiled():
        not_run("the compiled loops need numba (python -m pip install numba)")
    random = np.random.default_rng(seed)
    zones = _banks(random)
    columns = _points_around(random, zones, 3000)
    index = ZoneIndex(zones)

    assert np.array_equal(index.locate_compiled(*columns), index.locate_plain(*columns))


@pytest.mark.long
def test_compiled_and_plain_give_equal_answers_beside_many_rivers() -> None:
    """The same for seven million pairs of point and zone."""
    if not is_compiled():
        not_run("the compiled loops need numba (python -m pip install numba)")
    for seed in range(50):
        random = np.random.default_rng(seed)
        zones = _banks(random)
        columns = _points_around(random, zones, 7000)
        index = ZoneIndex(zones)

        assert np.array_equal(index.locate_compiled(*columns), index.locate_plain(*columns))


@pytest.mark.long
def test_compiled_and_plain_give_equal_answers_on_many_more() -> None:
    """The same for ten million pairs of point and zone."""
    if not is_compiled():
        not_run("the compiled loops need numba (python -m pip install numba)")
    for seed in range(120):
        random = np.random.default_rng(seed)
        zones = _zones(random)
        columns = _points(random, zones, 10_000)
        index = ZoneIndex(zones)

        assert np.array_equal(index.locate_compiled(*columns), index.locate_plain(*columns))


@settings(max_examples=40)
@given(SEEDS)
def test_more_doubt_never_decides(seed: int) -> None:
    """Growing radii or bands turn answers into undecided ones, never the other way and never into the opposite."""
    random = np.random.default_rng(seed)
    zones = _zones(random)
    lon, lat, radius = _points(random, zones, 1500)
    codes = ZoneIndex(zones).locate(lon, lat, radius)
    more = radius * random.uniform(1, 3, radius.size) + random.choice([0.0, 1e-9, 5.0, 1e4], radius.size)
    wider = tuple(
        PlacedShape(shape=each.shape, edge=each.edge, error_band_m=each.error_band_m * 1.5 + band_m)
        for each, band_m in zip(zones, random.choice([0.0, 1e-9, 300.0], len(zones)).tolist(), strict=True)
    )
    for doubted in (ZoneIndex(zones).locate(lon, lat, more), ZoneIndex(wider).locate(lon, lat, radius)):
        assert ((doubted == codes) | (doubted == 0)).all()


@settings(max_examples=40)
@given(SEEDS, st.integers(0, 30))
def test_how_a_ring_is_drawn_means_nothing(seed: int, start: int) -> None:
    """Another first vertex and the other direction give the same answers."""
    random = np.random.default_rng(seed)
    drawn = outline(random, 38.0, 34.5, 0.8, 12)
    ring = drawn.polygons[0][0][:-1]
    first = start % len(ring)
    turned = (*ring[first:], *ring[:first])
    columns = _points(random, (PlacedShape(shape=drawn),), 800)
    band_m = float(random.choice([0.0, 3000.0]))
    zones = [
        PlacedShape(shape=Footprint(polygons=(((*each, each[0]),),)), error_band_m=band_m)
        for each in (ring, turned, turned[::-1])
    ]
    codes = ZoneIndex(zones).locate(*columns)

    assert (codes[:, 0] == codes[:, 1]).all()
    assert (codes[:, 0] == codes[:, 2]).all()


@settings(max_examples=40)
@given(SEEDS)
def test_what_is_decided_holds_for_the_whole_disc(seed: int) -> None:
    """Every place within the radius and the band of a decided position lies on the decided side, exactly."""
    random = np.random.default_rng(seed)
    shape = outline(random, 38.0, float(random.choice([0.0, 34.5, 62.0])), 0.8, 9)
    placed = PlacedShape(shape=shape, error_band_m=float(random.choice([0.0, 2000.0])))
    lon, lat, radius = (each[24:] for each in _points(random, (placed,), 600))
    radius = np.minimum(radius, 100_000.0)
    codes = ZoneIndex((placed,)).locate(lon, lat, radius)[:, 0]
    need = radius + placed.error_band_m
    for bearing in random.uniform(0, 2 * np.pi, 8):
        other_lat = lat + need * np.cos(bearing) / 112_000
        other_lon = lon + need * np.sin(bearing) / 112_000 / np.cos(np.radians(lat))
        within = geodesic_m(lon, lat, other_lon, other_lat) <= need
        exact = ZoneIndex((PlacedShape(shape=shape),)).locate(other_lon, other_lat)[:, 0]

        assert ((codes == 0) | (codes == exact) | ~within).all()


@settings(max_examples=40)
@given(SEEDS)
def test_no_place_of_a_decided_disc_is_decided_otherwise(seed: int) -> None:
    """Circles, strips and buffers too: what is said of a disc is never contradicted by a place in it."""
    random = np.random.default_rng(seed)
    zones = tuple(
        zone(random, *place) for place in (np.array([38.0, 34.5]) + random.uniform(-0.6, 0.6, (9, 2))).tolist()
    )
    lon, lat, radius = (each[24:] for each in _points(random, zones, 800))
    radius = np.minimum(radius, 60_000.0)
    codes = ZoneIndex(zones).locate(lon, lat, radius)
    for bearing in random.uniform(0, 2 * np.pi, 8):
        other_lat = lat + radius * np.cos(bearing) / 112_000
        other_lon = lon + radius * np.sin(bearing) / 112_000 / np.cos(np.radians(lat))
        within = geodesic_m(lon, lat, other_lon, other_lat) <= radius
        others = ZoneIndex(zones).locate(other_lon, other_lat)

        assert ((codes == 0) | (others == 0) | (codes == others) | ~within[:, None]).all()


@settings(max_examples=40)
@given(SEEDS)
def test_a_circle_is_the_geodesic(seed: int) -> None:
    """A circle answers as the geodesic does, beyond the stated millimetre."""
    random = np.random.default_rng(seed)
    circle = Circle(
        lon_deg=float(random.uniform(-180, 180)),
        lat_deg=float(random.uniform(-89, 89)),
        radius_m=float(10 ** random.uniform(2, 5.9)),
    )
    north, east = random.normal(0, 1, (2, 800)) * circle.radius_m / 111_000
    lat = np.clip(circle.lat_deg + north, -90, 90)
    lon = (circle.lon_deg + east / np.cos(np.radians(circle.lat_deg)) + 180) % 360 - 180
    away_m = geodesic_m(lon, lat, circle.lon_deg, circle.lat_deg)
    codes = ZoneIndex((PlacedShape(shape=circle),)).locate(lon, lat)[:, 0]

    assert (codes == np.where(away_m < circle.radius_m, 1, 2))[np.abs(away_m - circle.radius_m) > 0.002].all()


@settings(max_examples=40)
@given(SEEDS)
def test_the_sides_of_a_line_divide_the_strip(seed: int) -> None:
    """Left of a line is right of the line turned round; a place is inside one side at most; both sides hold either."""
    random = np.random.default_rng(seed)
    road = line(random, 38.0, 34.5, 8)
    back = Line(positions=road.positions[::-1])
    sides = [(road, Side.LEFT), (road, Side.RIGHT), (road, Side.BOTH), (back, Side.RIGHT), (back, Side.LEFT)]
    zones = [PlacedShape(shape=Strip(line=way, side=side, outer_m=9000.0)) for way, side in sides]
    edges = road.edges_deg
    picked = edges[random.integers(0, len(edges), 1000)]
    lon, lat = picked[:, 0] + random.normal(0, 0.05, 1000), picked[:, 1] + random.normal(0, 0.05, 1000)
    left, right, both, back_right, back_left = ZoneIndex(zones).locate(lon, lat, random.choice([0.0, 300.0], 1000)).T

    assert (left == back_right).all()
    assert (right == back_left).all()
    assert not ((left == 1) & (right == 1)).any()
    assert (both[(left == 1) | (right == 1)] == 1).all()
    assert (left == 1).any()
    assert (right == 1).any()


@given(st.floats(0.05, 0.95), st.floats(200.0, 3000.0), st.booleans())
def test_left_of_an_eastward_line_is_north(part: float, away_m: float, northward: bool) -> None:  # noqa: FBT001 drawn
    """Along a parallel the side of a place is the sign of its latitude."""
    road = Line(positions=((38.0, 34.5), (38.2, 34.5), (38.5, 34.5)))
    zone_north = PlacedShape(shape=Strip(line=road, side=Side.NORTH, inner_m=100.0, outer_m=3500.0))
    lat = 34.5 + (1 if northward else -1) * away_m / 110_900
    code = locate_one(zone_north, 38.0 + 0.5 * part, lat)

    assert code == (1 if northward else 2) or min(part, 1 - part) * 46_000 < 20 + away_m * 0.02
