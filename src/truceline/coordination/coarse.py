# SPDX-License-Identifier: Apache-2.0
"""Coarse cells on the ground and coarse blocks of time: the finest that is told of what is hidden (R5).

The grid is fixed by its two numbers alone: bands of latitude of equal height from the south pole up, each cut into
equal cells from longitude -180 on, fewer towards the poles. Cells are numbered from the south-west, row by row; blocks
are counted from 1970-01-01T00:00:00Z.

Rules:
    - Every cell is at least ``cell_m`` high, and at least as wide at every latitude of it, measured straight through
      the earth; the cells around the poles are whole caps.
    - No grid is finer than 10 km or 1 h, whatever the settings say.
    - A cover is conservative: it holds every cell that the closed area touches. It depends on the volume and on the
      grid alone, so that two volumes with one cover cannot be told apart by it. Altitudes have no part in it.
    - A volume without an end has cells and no blocks.

Source:
    ``kernels.wgs84`` for the least length of a degree of latitude; the parallel of latitude on the ellipsoid
    (Torge and Müller 2012, "Geodesy", eq. 4.13).
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from truceline.base.errors import InputError, LimitError, RedLineError
from truceline.base.instants import LATEST_NS, NS_PER_S, Interval
from truceline.findings.conflict import Bounds, Constraint, Slot
from truceline.geo.circle import Circle
from truceline.geo.crossing import lon_reach_deg
from truceline.geo.footprint import Footprint
from truceline.geo.positions import Position
from truceline.geo.volume import Volume4D
from truceline.kernels.wgs84 import (
    ECCENTRICITY_2,
    MEAN_RADIUS_M,
    NORTH_M_PER_DEG_MIN,
    SEMI_MAJOR_M,
    SPHERE_DOUBT,
)

CELL_M_MIN = 10_000.0
"""No cell is finer [m] (R5)."""
CELL_M_MAX = 500_000.0
"""No cell is coarser [m]: a constraint on half a country tells nobody anything."""
BLOCK_HOURS_MIN = 1
"""No block is finer [h] (R5)."""
BLOCK_HOURS_MAX = 168
"""No block is coarser [h]: a week."""
CELLS_MAX = 4_096
"""Cells of one cover, unless fewer are allowed."""
SLOTS_MAX = 20_000
"""Slots of one intent: cells times blocks, all volumes together."""

_NS_PER_HOUR = 3_600 * NS_PER_S
_MARGIN = 1e-9
"""What lies so near to an edge of a cell, in parts of a cell, counts as touching it: more than any rounding error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoarseGrid:
    """The grid of a node; two grids of the same numbers are the same grid everywhere and for ever.

    Attributes:
        cell_m: Every cell is at least so wide and high [m].
        block_hours: Length of a block of time [h].
        rows: How many bands of latitude there are; derived.
        columns: Cells in each band, from the south; derived.
        first_cells: Number of the first cell of each band, and one past the last cell; derived.
    """

    cell_m: float = 25_000.0
    block_hours: int = 6
    rows: int = field(init=False, repr=False, compare=False)
    columns: tuple[int, ...] = field(init=False, repr=False, compare=False)
    first_cells: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a grid that is too fine, and lay out its rows.

        Raises:
            RedLineError: Finer than 10 km or 1 h (R5).
            InputError: Coarser than is of use, or not a number.
        """
        _check_size("cell_m", self.cell_m, CELL_M_MIN, CELL_M_MAX)
        _check_size("block_hours", self.block_hours, BLOCK_HOURS_MIN, BLOCK_HOURS_MAX)
        rows = int(180.0 * NORTH_M_PER_DEG_MIN / (self.cell_m))
        columns = tuple(_columns_at(row, rows, self.cell_m) for row in range(rows))
        first_cells = [0]
        for count in columns:
            first_cells.append(first_cells[-1] + count)
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "first_cells", tuple(first_cells))

    @property
    def block_ns(self) -> int:
        """Length of a block [ns]."""
        return self.block_hours * _NS_PER_HOUR

    def cells_of(self, area: Footprint | Circle, *, limit: int = CELLS_MAX) -> tuple[int, ...]:
        """Give the cells that a closed area touches.

        Args:
            area: The area.
            limit: Most cells that it may touch.

        Returns:
            Their numbers, sorted.

        Raises:
            LimitError: It touches more than ``limit``.
        """
        runs = _runs_of_circle(self, area) if isinstance(area, Circle) else _runs_of_footprint(self, area, limit)
        cells: set[int] = set()
        for row, first, last in runs:
            self._add_run(cells, row, first, last, limit)
        return tuple(sorted(cells))

    def slots_of(self, volume: Volume4D, *, limit: int = CELLS_MAX) -> tuple[Slot, ...]:
        """Give the slots that a volume with an end touches.

        Args:
            volume: The volume; its interval is half-open, so one that ends at midnight is not in the block after.
            limit: Most cells that it may touch.

        Returns:
            The slots, by cell and block.

        Raises:
            LimitError: Too many cells, or more than ``SLOTS_MAX`` slots.
        """
        assert volume.interval.end_ns < LATEST_NS, "a standing volume has cells only"
        return self.slots_in(self.cells_of(volume.area, limit=limit), volume.interval)

    def slots_in(self, cells: Sequence[int], interval: Interval) -> tuple[Slot, ...]:
        """Give the slots of cells during a time, such as those of a standing presence up to the horizon.

        Args:
            cells: Numbers of cells.
            interval: A stretch of time with an end.

        Returns:
            The slots, in the order of the cells and by block.

        Raises:
            LimitError: More than ``SLOTS_MAX`` slots.
        """
        first = interval.start_ns // self.block_ns
        last = (interval.end_ns - 1) // self.block_ns
        _check_slots(len(cells) * (last - first + 1))
        return tuple(Slot(cell=cell, block=block) for cell in cells for block in range(first, last + 1))

    def cover(self, volumes: Iterable[Volume4D], *, limit: int = CELLS_MAX) -> "Cover":
        """Give the coarse cover of all volumes of an intent.

        Args:
            volumes: The volumes.
            limit: Most cells that they may touch together.

        Returns:
            Slots of those with an end, and cells of those without.

        Raises:
            LimitError: Too many cells, or more than ``SLOTS_MAX`` slots.
        """
        slots: set[tuple[int, int]] = set()
        standing: set[int] = set()
        for volume in volumes:
            if volume.interval.end_ns >= LATEST_NS:
                standing.update(self.cells_of(volume.area, limit=limit))
            else:
                slots.update((slot.cell, slot.block) for slot in self.slots_of(volume, limit=limit))
            _check_slots(len(slots))
        cover = Cover(
            slots=tuple(Slot(cell=cell, block=block) for cell, block in sorted(slots)),
            standing_cells=tuple(sorted(standing)),
        )
        _check_cells(len(cover.cells), limit)
        return cover

    def bounds_of(self, cell: int) -> Bounds:
        """Give the bounds of a cell [deg].

        Raises:
            InputError: There is no such cell.
        """
        if not 0 <= cell < self.first_cells[-1]:
            message = f"cell: expected 0 to {self.first_cells[-1] - 1} in this grid, got {cell}; was the grid changed?"
            raise InputError(message)
        row = bisect_right(self.first_cells, cell) - 1
        count = self.columns[row]
        column = cell - self.first_cells[row]
        west, east = -180.0 + 360.0 * column / count, -180.0 + 360.0 * (column + 1) / count
        return west, -90.0 + 180.0 * row / self.rows, east, -90.0 + 180.0 * (row + 1) / self.rows

    def interval_of(self, block: int) -> Interval:
        """Give the time of a block."""
        return Interval(start_ns=block * self.block_ns, end_ns=(block + 1) * self.block_ns)

    def block_of(self, instant_ns: int) -> int:
        """Give the block in which an instant lies."""
        return instant_ns // self.block_ns

    def constraint_of(self, slot: Slot) -> Constraint:
        """Say of a slot that something there is not told."""
        return Constraint(slot=slot, bounds_deg=self.bounds_of(slot.cell), interval=self.interval_of(slot.block))

    def _add_run(self, cells: set[int], row: int, first: int, last: int, limit: int) -> None:
        """Add neighbouring columns of a row, counted round the antimeridian."""
        count = self.columns[row]
        start = self.first_cells[row]
        if last - first + 1 >= count:
            first, last = 0, count - 1
        _check_cells(last - first + 1, limit)
        if first >= 0 and last < count:
            cells.update(range(start + first, start + last + 1))
        else:
            cells.update(start + column % count for column in range(first, last + 1))
        _check_cells(len(cells), limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What an intent covers coarsely.

    Attributes:
        slots: Slots of its volumes that have an end, by cell and block.
        standing_cells: Cells of its volumes that have none, sorted.
    """

    slots: tuple[Slot, ...]
    standing_cells: tuple[int, ...]

    @property
    def cells(self) -> frozenset[int]:
        """Every cell that it touches."""
        return frozenset(slot.cell for slot in self.slots) | frozenset(self.standing_cells)


def _columns_at(row: int, rows: int, cell_m: float) -> int:
    """Say how many cells fit into a row: as many as at its end nearer to the pole."""
    highest_deg = max(abs(-90.0 + 180.0 * row / rows), abs(-90.0 + 180.0 * (row + 1) / rows))
    lat = math.radians(highest_deg)
    radius_m = SEMI_MAJOR_M * math.cos(lat) / math.sqrt(1.0 - ECCENTRICITY_2 * math.sin(lat) ** 2)
    half_chord = cell_m / (2.0 * radius_m) if radius_m > cell_m else 1.0
    return max(1, int(math.pi / math.asin(half_chord))) if half_chord < 1.0 else 1


def _runs_of_circle(grid: CoarseGrid, circle: Circle) -> Iterator[tuple[int, int, int]]:
    """Give the row, first and last column of what a circle touches; a little more where distances are in doubt."""
    arc_deg = math.degrees(circle.radius_m / ((1.0 - SPHERE_DOUBT) * MEAN_RADIUS_M))
    rows = _touched(grid, circle.lat_deg - arc_deg), _touched(grid, circle.lat_deg + arc_deg)
    for row in range(rows[0][0], rows[1][1] + 1):
        south, north = -90.0 + 180.0 * row / grid.rows, -90.0 + 180.0 * (row + 1) / grid.rows
        wide_deg = lon_reach_deg(circle, south, north)
        if wide_deg >= 0.0:
            scale = grid.columns[row] / 360.0
            west, east = (circle.lon_deg - wide_deg + 180.0) * scale, (circle.lon_deg + wide_deg + 180.0) * scale
            yield row, math.floor(west - _MARGIN), math.floor(east + _MARGIN)


def _touched(grid: CoarseGrid, lat_deg: float) -> tuple[int, int]:
    """Give the first and last row that a latitude touches."""
    place = (lat_deg + 90.0) / 180.0 * grid.rows
    last_row = grid.rows - 1
    first, last = math.floor(place - _MARGIN), math.floor(place + _MARGIN)
    return min(max(first, 0), last_row), min(max(last, 0), last_row)


def _runs_of_footprint(grid: CoarseGrid, area: Footprint, limit: int) -> Iterator[tuple[int, int, int]]:
    """Give what the outlines touch, row by row, and what lies between them.

    A cell that no edge touches is wholly inside or wholly outside; the crossings of the row's middle say which.
    """
    crossings: dict[int, list[float]] = {}
    scale = grid.rows / 180.0
    for (x1, y1), (x2, y2) in _edges_of(area):
        # In rows from the south pole, and turned so that the edge runs north.
        low_x, low, high_x, high = (x1, (y1 + 90.0) * scale, x2, (y2 + 90.0) * scale)
        if low > high:
            low_x, low, high_x, high = high_x, high, low_x, low
        first, last = max(math.floor(low - _MARGIN), 0), min(math.floor(high + _MARGIN), grid.rows - 1)
        _check_cells(last - first + 1, limit)
        for row in range(first, last + 1):
            yield _run_of_edge(grid.columns[row] / 360.0, row, (low_x, low, high_x, high))
            if low <= row + 0.5 < high:
                crossed_x = low_x + (row + 0.5 - low) / (high - low) * (high_x - low_x)
                crossings.setdefault(row, []).append(crossed_x)
    for row, places in crossings.items():
        places.sort()
        scale_x = grid.columns[row] / 360.0
        for west, east in zip(places[::2], places[1::2], strict=True):
            inner = math.ceil((west + 180.0) * scale_x), math.floor((east + 180.0) * scale_x) - 1
            if inner[0] <= inner[1]:
                yield row, *inner


def _edges_of(area: Footprint) -> Iterator[tuple[Position, Position]]:
    for polygon in area.polygons:
        for ring in polygon:
            yield from pairwise(ring)


def _run_of_edge(scale_x: float, row: int, edge: tuple[float, float, float, float]) -> tuple[int, int, int]:
    """Give the columns that the part of an edge inside a row touches; latitudes are counted in rows."""
    low_x, low, high_x, high = edge
    enter_x, leave_x = low_x, high_x
    if low < row - _MARGIN:
        enter_x = low_x + min((row - low) / (high - low), 1.0) * (high_x - low_x)
    if high > row + 1 + _MARGIN:
        leave_x = low_x + max((row + 1 - low) / (high - low), 0.0) * (high_x - low_x)
    if enter_x > leave_x:
        enter_x, leave_x = leave_x, enter_x
    return (
        row,
        math.floor((enter_x + 180.0) * scale_x - _MARGIN),
        math.floor((leave_x + 180.0) * scale_x + _MARGIN),
    )


def _check_size(name: str, size: float, low: float, high: float) -> None:
    if size < low:
        message = (
            f"grid: {name}: red line R5: expected at least {low:g}, got {size!r}; "
            "nothing finer is told of what is hidden (docs/sharing.md)"
        )
        raise RedLineError(message)
    if not size <= high:
        message = f"grid: {name}: expected at most {high:g}, got {size!r}; choose a smaller one"
        raise InputError(message)


def _check_cells(count: int, limit: int) -> None:
    if count > limit:
        message = f"area: expected at most {limit} coarse cells, got more; file smaller areas one by one"
        raise LimitError(message)


def _check_slots(count: int) -> None:
    if count > SLOTS_MAX:
        message = f"volumes: expected at most {SLOTS_MAX} coarse slots, got more; file shorter times or smaller areas"
        raise LimitError(message)
