# SPDX-License-Identifier: Apache-2.0
"""Zones of provisions, as groups of located shapes.

A provision speaks of a group of zones, each in the version that holds at the time, each a union of shapes; many
provisions share a group. Points are located once per shape, groups are joined from shapes, and provisions take their
group's answer.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truceline.agreement.placing import ZoneLocator
from truceline.base.fourvalue import FourValue
from truceline.clauses.evaluate import always_told
from truceline.clauses.judging import ClauseTest
from truceline.clauses.rows import Located
from truceline.clauses.slots import Component
from truceline.kernels.ruling_arrays import Points
from truceline.kernels.rulings_plain import join_codes_plain

BOTH_BITS, OUTSIDE_ONLY, NOTHING = 3, 2, 0
"""Bits of a shape's code that count in a group."""

POINTS_AT_ONCE = 16_384
"""Points located at once: what is known of them stays in the cache."""

Member = tuple[int, int]
"""Column of a shape and which bits of its code count."""
Codes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneGroups:
    """Groups of zones that provisions ask for.

    Attributes:
        locator: Zones of the library.
        p: Provision of each slot that asks for a place ``(T,)``.
        bit: Bit of each such slot ``(T,)``.
        group: Group that each slot asks for at each time ``(intervals, T)``.
        start: Members of group g are ``start[g]:start[g + 1]`` ``(G + 1,)``.
        column: Shape of each member.
        keep: Bits of each member that count.
    """

    locator: ZoneLocator
    p: NDArray[np.uint64]
    bit: NDArray[np.uint32]
    group: NDArray[np.uint64]
    start: NDArray[np.uint64]
    column: NDArray[np.uint64]
    keep: NDArray[np.uint8]

    def locate(self, points: Located, *, compiled: bool) -> Points:
        """Locate points in every group.

        Args:
            points: The points.
            compiled: Whether compiled kernels do it; they are worth loading for many points.

        Returns:
            Their codes, ready to be judged.
        """
        shapes = self.locator.shapes
        locate = shapes.locate_compiled if compiled else shapes.locate
        if compiled:
            from truceline.kernels.rulings import join_codes as join  # noqa: PLC0415 - loads the compiler
        else:
            join = join_codes_plain
        code = np.empty((len(points.lon_deg), len(self.start) - 1), dtype=np.uint8)
        for first in range(0, len(code), POINTS_AT_ONCE):
            part = slice(first, first + POINTS_AT_ONCE)
            by_shape = locate(points.lon_deg[part], points.lat_deg[part], points.radius_m[part])
            code[part] = join(by_shape, self.start, self.column, self.keep)
        return Points(code=code, interval=points.interval, group=self.group, p=self.p, bit=self.bit)


def zone_groups(test: ClauseTest, points: Located) -> ZoneGroups:
    """Gather the groups that provisions ask for at the times of some points."""
    askers = [
        (p, bit, plan.provision.zones if slot.criterion is None else slot.criterion.zone)
        for p, plan in enumerate(test.plans)
        for bit, slot in enumerate(plan.slots)
        if Component.PLACE in slot.components and not always_told(slot, plan)
    ]
    known: dict[tuple[Member, ...], int] = {}
    group = np.zeros((len(points.intervals), len(askers)), dtype=np.uint64)
    for i, interval in enumerate(points.intervals):
        for t, (p, _, zones) in enumerate(askers):
            agreement = test.plans[p].agreement
            members: list[Member] = []
            for zone in zones:
                members += _members(test.whereabouts.column_at(agreement, zone, interval), test.whereabouts.locator)
            group[i, t] = known.setdefault(tuple(members), len(known))
    return ZoneGroups(
        locator=test.whereabouts.locator,
        p=np.array([p for p, _, _ in askers], dtype=np.uint64),
        bit=np.array([bit for _, bit, _ in askers], dtype=np.uint32),
        group=group,
        start=np.r_[0, np.cumsum([len(members) for members in known])].astype(np.uint64),
        column=np.array([column for members in known for column, _ in members], dtype=np.uint64),
        keep=np.array([keep for members in known for _, keep in members], dtype=np.uint8),
    )


def _members(column: int | FourValue, locator: ZoneLocator) -> tuple[Member, ...]:
    """Give the shapes of a zone column; none for "nowhere", a mute one for "not told"."""
    if isinstance(column, FourValue):
        return () if column is FourValue.FALSE else ((0, NOTHING),)
    members = locator.members[column]
    if not members:
        return ((0, NOTHING),)
    return tuple((shape, OUTSIDE_ONLY if is_blurred else BOTH_BITS) for shape, is_blurred in members)
