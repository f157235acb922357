# SPDX-License-Identifier: Apache-2.0
"""The coarse grid: how fine it may be, how cells lie, and what a cover holds."""

import math
import re
from bisect import bisect_right

import numpy as np
import pytest

from truceline.base.errors import InputError, LimitError, RedLineError
from truceline.base.instants import LATEST_NS, Interval
from truceline.coordination.coarse import SLOTS_MAX, CoarseGrid
from truceline.findings.conflict import Slot
from truceline.geo import AltitudeBand, Circle, Footprint, Volume4D, geodesic_m
from truceline.geo.crossing import bounds_of
from zone_shapes import square

HOUR_NS = 3_600_000_000_000
GRID = CoarseGrid()


def volume(area: Footprint | Circle, start_h: int, end_h: int) -> Volume4D:
    """Give a volume of an area and hours since 1970."""
    interval = Interval(start_ns=start_h * HOUR_NS, end_ns=end_h * HOUR_NS)
    return Volume4D(area=area, band=AltitudeBand(), interval=interval)


@pytest.mark.parametrize(
    ("cell_m", "block_hours"), [(9_999.0, 6), (0.0, 6), (-25_000.0, 6), (25_000.0, 0), (10_000.0, -1)]
)
def test_a_finer_grid_is_refused(cell_m: float, block_hours: int) -> None:
    """Nothing below 10 km or 1 h, whatever the settings say (R5)."""
    with pytest.raises(RedLineError, match="red line R5"):
        CoarseGrid(cell_m=cell_m, block_hours=block_hours)


@pytest.mark.parametrize(("cell_m", "block_hours"), [(500_001.0, 6), (math.nan, 6), (math.inf, 6), (25_000.0, 169)])
def test_a_grid_of_no_use_is_refused(cell_m: float, block_hours: int) -> None:
    """Nor one that is far too coarse, or no number."""
    with pytest.raises(InputError, match="expected at most"):
        CoarseGrid(cell_m=cell_m, block_hours=block_hours)


@pytest.mark.parametrize("cell_m", [10_000.0, 25_000.0, 77_777.7, 500_000.0])
def test_every_cell_is_wide_and_high_enough_at_every_latitude(cell_m: float) -> None:
    """Geodesics between opposite edges are never shorter than the cell; the caps at the poles are whole."""
    grid = CoarseGrid(cell_m=cell_m)
    rows = np.arange(grid.rows)
    columns = np.array(grid.columns)
    south, north = -90.0 + 180.0 * rows / grid.rows, -90.0 + 180.0 * (rows + 1) / grid.rows
    several = columns > 1
    for lat in (south, north, (south + north) / 2):
        wide_m = geodesic_m(np.zeros(several.sum()), lat[several], 360.0 / columns[several], lat[several])
        assert wide_m.min() >= cell_m - 0.001

    assert geodesic_m(0.0, south, 0.0, north).min() >= cell_m - 0.001
    assert grid.columns[0] == grid.columns[-1] == 1


def test_cells_are_not_much_larger_than_asked() -> None:
    """Around latitude 35 a cell of 25 km is below 26 km."""
    west, south, east, north = GRID.bounds_of(GRID.cells_of(Circle(lon_deg=38.0, lat_deg=35.0, radius_m=1.0))[0])

    assert geodesic_m(west, south, east, south) < 26_000
    assert geodesic_m(west, south, west, north) < 26_000


def test_the_numbers_are_stable() -> None:
    """Numbers that a store keeps mean the same place for ever."""
    assert (GRID.rows, GRID.first_cells[-1]) == (796, 811_234)
    shape = Footprint(polygons=((((36.0, 35.0), (36.3, 35.05), (36.35, 35.2), (36.05, 35.3), (36.0, 35.0)),),))
    assert GRID.cells_of(shape) == (638_209, 638_210, 639_521, 639_522, 640_828, 640_829)
    assert CoarseGrid(cell_m=25_000) == GRID


def test_cells_tile_the_world() -> None:
    """Neighbouring numbers of a row share an edge; a row begins at -180 and ends at 180."""
    first, last = GRID.first_cells[400], GRID.first_cells[401] - 1

    assert GRID.bounds_of(first)[0] == -180.0
    assert GRID.bounds_of(last)[2] == 180.0
    assert GRID.bounds_of(first)[2] == GRID.bounds_of(first + 1)[0]
    assert GRID.bounds_of(first)[3] == GRID.bounds_of(GRID.first_cells[401])[1]


@pytest.mark.parametrize("cell", [-1, 811_234])
def test_an_unknown_cell_is_refused(cell: int) -> None:
    """A number from another grid is no place here."""
    with pytest.raises(InputError, match=re.escape("expected 0 to 811233")):
        GRID.bounds_of(cell)


def test_a_touching_border_counts() -> None:
    """An area is closed: one that ends on the border of a cell touches the cell beyond."""
    cell = GRID.first_cells[500] + 100
    west, south, east, north = GRID.bounds_of(cell)
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))

    cells = GRID.cells_of(Footprint(polygons=((ring,),)))

    assert {cell - 1, cell, cell + 1} <= set(cells)
    assert {_row_of(each) for each in cells} == {499, 500, 501}


def test_a_hole_of_a_whole_cell_is_not_covered() -> None:
    """A cell that lies wholly in a hole is not touched; the ring around it is."""
    cell = GRID.first_cells[500] + 100
    west, south, east, north = GRID.bounds_of(cell)
    outer, hole = (
        _box(west - 0.6, south - 0.6, east + 0.6, north + 0.6),
        _box(west - 0.1, south - 0.1, east + 0.1, north + 0.1),
    )

    cells = GRID.cells_of(Footprint(polygons=((outer, hole),)))

    assert cell not in cells
    assert {cell - 1, cell + 1} <= set(cells)


def test_a_diagonal_corridor_is_not_its_box() -> None:
    """A long thin strip across the grid covers its own cells and not those of its bounding box."""
    ring = ((36.0, 34.0), (38.0, 36.0), (38.02, 35.98), (36.02, 33.98), (36.0, 34.0))

    cells = GRID.cells_of(Footprint(polygons=((ring,),)))

    assert 15 <= len(cells) <= 30
    assert len(GRID.cells_of(square(36.0, 34.0, 2.0))) >= 72


def test_a_circle_across_the_antimeridian_is_covered_on_both_sides() -> None:
    """The last cells of a row and its first ones."""
    cells = GRID.cells_of(Circle(lon_deg=179.99, lat_deg=10.0, radius_m=5_000.0))

    longitudes = {GRID.bounds_of(cell)[0] for cell in cells}
    assert -180.0 in longitudes
    assert max(longitudes) > 179.0


def test_an_area_that_ends_at_the_antimeridian_touches_the_other_side() -> None:
    """The meridian is the same line on both sides."""
    cells = GRID.cells_of(square(179.9, 10.0, 0.1))

    assert {GRID.bounds_of(cell)[0] < 0 for cell in cells} == {True, False}


@pytest.mark.parametrize("lat_deg", [90.0, -90.0, 89.99])
def test_a_circle_around_a_pole_is_covered(lat_deg: float) -> None:
    """The cap and, for a larger circle, whole rows around it."""
    cells = GRID.cells_of(Circle(lon_deg=12.0, lat_deg=lat_deg, radius_m=30_000.0))

    row = 0 if lat_deg < 0 else GRID.rows - 1
    beside = 1 if lat_deg < 0 else GRID.rows - 2
    assert GRID.first_cells[row] in cells
    assert (
        sum(GRID.first_cells[beside] <= cell < GRID.first_cells[beside + 1] for cell in cells) == GRID.columns[beside]
    )


@pytest.mark.parametrize(("lat_deg", "radius_m"), [(75.0, 300_000.0), (-82.0, 500_000.0), (30.0, 400_000.0)])
def test_a_large_circle_is_covered_where_it_is_widest(lat_deg: float, radius_m: float) -> None:
    """Nearer to the pole than its centre: no sampled place of it lies in a cell that is not told."""
    lons, lats = np.meshgrid(np.linspace(-60.0, 60.0, 400), np.linspace(lat_deg - 4.5, lat_deg + 4.5, 200))
    held = geodesic_m(lons, lats, 0.0, lat_deg) <= radius_m
    area = Circle(lon_deg=0.0, lat_deg=lat_deg, radius_m=radius_m)
    told = set(GRID.cells_of(area))

    rows = np.clip(((lats[held] + 90.0) / 180.0 * GRID.rows).astype(int), 0, GRID.rows - 1)
    counts, starts = np.array(GRID.columns)[rows], np.array(GRID.first_cells)[rows]
    columns = ((lons[held] + 180.0) / 360.0 * counts).astype(int)

    assert set((starts + columns).tolist()) <= told
    assert bounds_of(area)[0] <= lons[held].min()
    assert bounds_of(area)[2] >= lons[held].max()
    assert len(told) > 100


@pytest.mark.parametrize(
    "area",
    [
        square(10.0, 10.0, 20.0),
        Circle(lon_deg=10.0, lat_deg=10.0, radius_m=900_000.0),
        Footprint(polygons=((_ring := ((0.0, 0.0), (60.0, 0.001), (60.0, 0.002), (0.0, 0.0)),),)),
        Footprint(polygons=((((0.0, -60.0), (0.001, 60.0), (0.002, 60.0), (0.0, -60.0)),),)),
    ],
)
def test_too_many_cells_are_refused(area: Footprint | Circle) -> None:
    """Without counting them all first, and without naming any."""
    with pytest.raises(LimitError, match="expected at most 64 coarse cells, got more"):
        GRID.cells_of(area, limit=64)


def test_a_block_ends_before_the_next_begins() -> None:
    """Half-open: a volume until six o'clock is not in the block that begins then."""
    area = Circle(lon_deg=38.0, lat_deg=35.0, radius_m=10.0)

    assert {slot.block for slot in GRID.slots_of(volume(area, 600_000, 600_006))} == {100_000}
    assert {slot.block for slot in GRID.slots_of(volume(area, 599_999, 600_007))} == {99_999, 100_000, 100_001}
    assert {slot.block for slot in GRID.slots_of(volume(area, -1, 1))} == {-1, 0}


def test_too_many_slots_are_refused() -> None:
    """A year of a small area is too much; so are many volumes together."""
    area = Circle(lon_deg=38.0, lat_deg=35.0, radius_m=10.0)
    days = [
        volume(area, 600_000 + 6 * SLOTS_MAX // 2 * part, 600_000 + 6 * SLOTS_MAX // 2 * (part + 1))
        for part in (0, 1, 2)
    ]

    with pytest.raises(LimitError, match="coarse slots"):
        GRID.slots_of(volume(area, 0, 6 * SLOTS_MAX + 1))
    with pytest.raises(LimitError, match="coarse slots"):
        GRID.cover(days)


def test_a_cover_joins_volumes() -> None:
    """Slots are told once, and a volume without an end has cells alone."""
    here, there = Circle(lon_deg=38.0, lat_deg=35.1, radius_m=10.0), Circle(lon_deg=40.0, lat_deg=35.1, radius_m=10.0)
    standing = Volume4D(area=there, band=AltitudeBand(), interval=Interval(start_ns=0, end_ns=LATEST_NS))

    cover = GRID.cover([volume(here, 0, 6), volume(here, 3, 9), standing])

    assert cover.slots == tuple(Slot(cell=GRID.cells_of(here)[0], block=block) for block in (0, 1))
    assert cover.standing_cells == GRID.cells_of(there)
    assert cover.cells == {*GRID.cells_of(here), *GRID.cells_of(there)}


def test_cells_of_all_volumes_together_are_limited() -> None:
    """Many small areas are not a way round the limit."""
    areas = [Circle(lon_deg=30.0 + part, lat_deg=35.1, radius_m=10.0) for part in range(5)]

    with pytest.raises(LimitError, match="expected at most 4 coarse cells"):
        GRID.cover([volume(area, 0, 6) for area in areas], limit=4)


def test_a_constraint_says_the_cell_and_the_block_and_nothing_else() -> None:
    """Bounds and time come from the numbers alone."""
    constraint = GRID.constraint_of(Slot(cell=640_000, block=100_000))

    assert constraint.bounds_deg == GRID.bounds_of(640_000)
    assert constraint.interval == Interval(start_ns=600_000 * HOUR_NS, end_ns=600_006 * HOUR_NS)


def _row_of(cell: int) -> int:
    return bisect_right(GRID.first_cells, cell) - 1


def _box(west: float, south: float, east: float, north: float) -> tuple[tuple[float, float], ...]:
    return (west, south), (east, south), (east, north), (west, north), (west, south)
