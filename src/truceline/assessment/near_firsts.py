# SPDX-License-Identifier: Apache-2.0
"""First events of incidents laid out by where they are, so that an event is compared with those alone that may be near.

Rules:
    - Nothing that may be near is left out, and the order is that in which the first events were put down: joining by
      this gives what comparing with every first event would give.
    - First events are put down and asked for in order of their first days; what lies too long ago is forgotten.
    - What is told without a point, or with a wide disc, is compared with all. There are few such first events: each
      lies far from every other of the same sides, or in no area of theirs.

Source:
    A grid of cubes as wide as the reach, over the sphere in three dimensions: a chord is no longer than its arc, so
    that what is near lies in the same cube or one next to it (Bentley, Stanat and Williams 1977, on finding what lies
    within a fixed radius). No pole and no meridian needs a rule of its own.
"""

from itertools import chain, product
from math import cos, floor, radians, sin
from typing import Generic, Protocol, TypeVar

from truceline.kernels.wgs84 import MEAN_RADIUS_M, SPHERE_DOUBT

FINE_M = 5_000.0
"""Radius of doubt [m] up to which a disc counts as fine."""
_AROUND = tuple(product((-1, 0, 1), repeat=3))


class Placed(Protocol):
    """What is told to be somewhere: last day as a number, and a point with its radius of doubt [deg, deg, m]."""

    @property
    def first_day(self) -> int:
        """First day, as a number of days."""

    @property
    def last_day(self) -> int:
        """Last day, as a number of days."""

    @property
    def point(self) -> tuple[float, float, float] | None:
        """Longitude, latitude [deg] and radius of doubt [m]; absent when no point is told."""


P = TypeVar("P", bound=Placed)
_Cell = tuple[int, int, int]


class NearFirsts(Generic[P]):
    """First events of the same sides.

    Args:
        radius_m: What the counting rule calls near [m].
        reach_days: After so many days nothing is near in time.
    """

    def __init__(self, radius_m: float, reach_days: int) -> None:
        self._reach_m = (radius_m + 2 * FINE_M) / (1 - SPHERE_DOUBT) + 1.0
        self._reach_days = reach_days
        self._cells: dict[_Cell, list[tuple[int, P]]] = {}
        self._wide: list[tuple[int, P]] = []
        self._put = 0

    def put(self, first: P) -> None:
        """Put a first event down."""
        cell = self._cell(first)
        held = self._wide if cell is None else self._cells.setdefault(cell, [])
        held.append((self._put, first))
        self._put += 1

    def near(self, other: P) -> list[P]:
        """Give the first events that may be near, in the order in which they were put down."""
        self._wide = self._recent(self._wide, other.first_day)
        cell = self._cell(other)
        around = list(self._cells) if cell is None else [self._next(cell, step) for step in _AROUND]
        for each in around:
            if each in self._cells and not self._forget(each, other.first_day):
                del self._cells[each]
        found = chain(self._wide, *(self._cells.get(each, ()) for each in around))
        return [first for _, first in sorted(found, key=lambda one: one[0])]

    def _forget(self, cell: _Cell, day: int) -> bool:
        """Forget what lies too long ago in a cell, and say whether anything is left."""
        self._cells[cell] = self._recent(self._cells[cell], day)
        return bool(self._cells[cell])

    def _recent(self, held: list[tuple[int, P]], day: int) -> list[tuple[int, P]]:
        return [each for each in held if each[1].last_day + self._reach_days >= day]

    def _cell(self, placed: P) -> _Cell | None:
        if placed.point is None or placed.point[2] > FINE_M:
            return None
        lon, lat = radians(placed.point[0]), radians(placed.point[1])
        unit = (cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat))
        x, y, z = (floor(each * MEAN_RADIUS_M / self._reach_m) for each in unit)
        return x, y, z

    @staticmethod
    def _next(cell: _Cell, step: tuple[int, ...]) -> _Cell:
        return cell[0] + step[0], cell[1] + step[1], cell[2] + step[2]
