# SPDX-License-Identifier: Apache-2.0
"""Laws of intents that meet and of coarse covers, held against plain sampling of places."""

from dataclasses import replace

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from filed_intents import NOON_H, intent, volume
from truceline.coordination.coarse import CoarseGrid
from truceline.geo import AltitudeBand, Circle, Datum, Footprint, classify, geodesic_m
from truceline.geo.boxes import Box, parts
from truceline.geo.crossing import Ground, bounds_of, find_shared_box
from truceline.geo.footprint import to_shapely
from truceline.kernels.arrays import INSIDE
from truceline.picture.intents import Intent
from truceline.screening import find_conflicts
from zone_shapes import outline

SEEDS = st.integers(0, 2**32 - 1)
CENTRES = ((-140.0, -30.0), (-150.0, 71.0), (-120.0, 0.0), (178.0, 10.0), (-178.5, -40.0), (-100.0, -86.0))
GRIDS = (CoarseGrid(), CoarseGrid(cell_m=10_000.0, block_hours=1), CoarseGrid(cell_m=60_000.0))


def _area(random: np.random.Generator, centre: tuple[float, float], size_deg: float = 0.6) -> Footprint | Circle:
    lon_deg, lat_deg = (np.array(centre) + random.uniform(-size_deg, size_deg, 2)).tolist()
    if random.uniform() < 0.5:
        return Circle(lon_deg=lon_deg, lat_deg=lat_deg, radius_m=float(random.choice([1.0, 700.0, 9_000.0, 60_000.0])))
    return outline(random, lon_deg, lat_deg, float(random.uniform(0.02, size_deg)), int(random.integers(4, 12)))


def _places(random: np.random.Generator, box: Box, count: int) -> tuple[np.ndarray, np.ndarray]:
    west, south, east, north = box
    lon = random.uniform(west, east if west <= east else east + 360.0, count)
    return np.where(lon > 180.0, lon - 360.0, lon), random.uniform(south, north, count)


def _are_in(box: Box, lon: np.ndarray, lat: np.ndarray) -> bool:
    """Say whether every place lies in a box, but for rounding."""
    sides = [(lon >= west - 1e-9) & (lon <= east + 1e-9) for west, _, east, _ in parts(box)]
    return bool(np.any(sides, axis=0).all() and (lat >= box[1] - 1e-9).all() and (lat <= box[3] + 1e-9).all())


def _across(random: np.random.Generator, lat_deg: float, size_deg: float) -> Footprint:
    """Give an area that was cut at the antimeridian into its two parts."""
    shape = outline(random, 0.0, lat_deg, size_deg, int(random.integers(4, 12)))
    shift_deg = float(random.uniform(-0.3, 0.3)) * size_deg
    whole = shapely.transform(to_shapely(shape), lambda places: places + np.array([180.0 + shift_deg, 0.0]))
    east = shapely.intersection(whole, shapely.box(0.0, -90.0, 180.0, 90.0))
    west = shapely.intersection(whole, shapely.box(180.0, -90.0, 360.0, 90.0))
    west = shapely.transform(west, lambda places: places - np.array([360.0, 0.0]))
    kept = [part for side in (east, west) for part in shapely.get_parts(side) if part.area > 0.0]
    return Footprint(polygons=tuple((tuple(part.exterior.coords),) for part in kept))


def _width_deg(box: Box) -> float:
    return sum(east - west for west, _, east, _ in parts(box))


def _holds(area: Footprint | Circle, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    if isinstance(area, Circle):
        return np.asarray(geodesic_m(lon, lat, area.lon_deg, area.lat_deg) <= area.radius_m)
    return np.asarray(classify(area, lon, lat) == INSIDE)


def _band(random: np.random.Generator) -> AltitudeBand:
    low, high = np.sort(random.choice([0.0, 100.0, 500.0, 2_000.0], 2, replace=False)).tolist()
    datum = [None, Datum.AMSL, Datum.AMSL, Datum.WGS84][int(random.integers(4))]
    return AltitudeBand() if random.uniform() < 0.2 else AltitudeBand(lower_m=low, upper_m=high, datum=datum)


def _intent(random: np.random.Generator, name: str, centre: tuple[float, float]) -> Intent:
    volumes = []
    for _ in range(int(random.integers(1, 4))):
        start_h = NOON_H + int(random.integers(0, 6))
        volumes.append(volume(_area(random, centre), start_h, start_h + int(random.integers(1, 4)), _band(random)))
    return intent(name, *volumes)


@given(SEEDS)
@settings(max_examples=150, deadline=None)
def test_a_shared_place_is_found_and_lies_in_the_box(seed: int) -> None:
    """No sampled place lies in both areas unless they are said to meet, and then it is in the box told."""
    random = np.random.default_rng(seed)
    centre = CENTRES[int(random.integers(len(CENTRES)))]
    one, other = _area(random, centre), _area(random, centre)

    box = find_shared_box(Ground(one), Ground(other))

    lon, lat = _places(random, bounds_of(one), 400)
    both = _holds(one, lon, lat) & _holds(other, lon, lat)
    assert box == find_shared_box(Ground(other), Ground(one))
    if box is None:
        assert not both.any()
    else:
        assert _are_in(box, lon[both], lat[both])


@given(SEEDS)
@settings(max_examples=100, deadline=None)
def test_what_is_shared_across_the_antimeridian_is_told_in_a_small_box(seed: int) -> None:
    """Of two areas cut there no place is lost, and the box is as narrow as the smaller of theirs."""
    random = np.random.default_rng(seed)
    lat_deg = float(random.uniform(-60.0, 60.0))
    one, other = _across(random, lat_deg, 0.6), _area(random, (179.3, lat_deg))
    if isinstance(other, Footprint):
        other = _across(random, lat_deg, 0.3)
    one_box, other_box = bounds_of(one), bounds_of(other)

    box = find_shared_box(Ground(one), Ground(other))

    lon, lat = _places(random, one_box, 400)
    assert _are_in(one_box, *_places(random, one_box, 10))
    held = _holds(one, lon, lat)
    both = held & _holds(other, lon, lat)
    assert held.any()
    assert box == find_shared_box(Ground(other), Ground(one))
    if box is None:
        assert not both.any()
    else:
        assert _are_in(box, lon[both], lat[both])
        assert _width_deg(box) <= min(_width_deg(one_box), _width_deg(other_box)) + 1e-9


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_areas_that_are_well_apart_do_not_meet(seed: int) -> None:
    """Where every place of one is at least a hundredth farther than it would have to be, nothing is told."""
    random = np.random.default_rng(seed)
    centre = CENTRES[int(random.integers(4))]
    area = outline(random, *centre, 0.3, 7)
    edges = area.edges_deg
    parts = np.linspace(0.0, 1.0, 400)[:, None, None]
    border = (edges[:, :2] * (1 - parts) + edges[:, 2:] * parts).reshape(-1, 2)
    lon_deg, lat_deg = (np.array(centre) + random.uniform(0.4, 0.9, 2) * random.choice([-1, 1], 2)).tolist()
    nearest_m = float(geodesic_m(border[:, 0], border[:, 1], lon_deg, lat_deg).min())
    near = Circle(lon_deg=lon_deg, lat_deg=lat_deg, radius_m=nearest_m * 1.001 + 100.0)
    far = replace(near, radius_m=nearest_m * 0.96 - 100.0)

    assert find_shared_box(Ground(area), Ground(near)) is not None
    assert find_shared_box(Ground(area), Ground(far)) is None


@given(SEEDS)
@settings(max_examples=150, deadline=None)
def test_both_sides_find_the_same(seed: int) -> None:
    """Only the order of the names differs, and the order of volumes means nothing."""
    random = np.random.default_rng(seed)
    centre = CENTRES[int(random.integers(len(CENTRES)))]
    one, other = _intent(random, "a", centre), _intent(random, "b", centre)
    turned = replace(one, volumes=one.volumes[::-1])

    found, mirrored = find_conflicts(one, [other]), find_conflicts(other, [one])

    assert [replace(each, intents=each.intents[::-1]) for each in mirrored] == list(found)
    assert find_conflicts(turned, [other]) == found


@given(SEEDS)
@settings(max_examples=100, deadline=None)
def test_more_is_never_met_less(seed: int) -> None:
    """A further volume, a longer time or a higher band leaves no conflict out, nor makes it begin later."""
    random = np.random.default_rng(seed)
    centre = CENTRES[int(random.integers(len(CENTRES)))]
    one, other = _intent(random, "a", centre), _intent(random, "b", centre)
    more = replace(one, volumes=(*one.volumes, volume(_area(random, centre), NOON_H, NOON_H + 1)))
    first = one.volumes[0]
    higher = replace(one, volumes=(replace(first, band=AltitudeBand()), *one.volumes[1:]))

    before = find_conflicts(one, [other])
    for grown in (more, higher):
        after = find_conflicts(grown, [other])
        assert len(after) >= len(before)
        assert all(new.interval.start_ns <= old.interval.start_ns for new, old in zip(after, before, strict=False))


@given(SEEDS)
@settings(max_examples=150, deadline=None)
def test_every_place_of_an_area_is_in_a_cell_of_its_cover(seed: int) -> None:
    """Sampled places fall into told cells only; every told cell comes near the area."""
    random = np.random.default_rng(seed)
    grid = GRIDS[int(random.integers(len(GRIDS)))]
    area = _area(random, CENTRES[int(random.integers(len(CENTRES)))])
    cells = np.array([grid.bounds_of(cell) for cell in grid.cells_of(area)])

    lon, lat = _places(random, bounds_of(area), 300)
    held = _holds(area, lon, lat)
    inside = (
        (lon[:, None] >= cells[:, 0])
        & (lon[:, None] <= cells[:, 2])
        & (lat[:, None] >= cells[:, 1])
        & (lat[:, None] <= cells[:, 3])
    )
    assert inside[held].any(axis=1).all()
    for west, south, east, north in cells.tolist():
        cell = Ground(
            Footprint(polygons=((((west, south), (east, south), (east, north), (west, north), (west, south)),),))
        )
        near = replace(area, radius_m=area.radius_m * 1.02 + 10.0) if isinstance(area, Circle) else area
        assert find_shared_box(cell, Ground(near)) is not None
