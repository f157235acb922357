# SPDX-License-Identifier: Apache-2.0
"""Zones of provisions, as columns of located points.

A provision speaks of a group of zones, each in the versions that hold at the time; many provisions share a group.
Points are located once per zone column, groups are joined from columns, and provisions take their group's answer.
"""

from functools import reduce

import numpy as np
from numpy.typing import NDArray

from truceline.base.fourvalue import FourValue
from truceline.base.instants import Interval
from truceline.clauses.clause_test import ClauseTest
from truceline.clauses.evaluate import always_told
from truceline.clauses.rows import Located
from truceline.clauses.slots import Component

Term = tuple[int, ...] | FourValue
"""Columns that must agree, or an answer that no place changes."""
Codes = NDArray[np.uint8]


class ZoneGroups:
    """Locates points and gives the told bits of every provision."""

    def __init__(self, test: ClauseTest) -> None:
        self._test = test
        self._targets = tuple(
            (p, bit, plan.provision.zones if slot.criterion is None else slot.criterion.zone)
            for p, plan in enumerate(test.plans)
            for bit, slot in enumerate(plan.slots)
            if Component.PLACE in slot.components and not always_told(slot, plan)
        )

    def planes(self, points: Located, used: NDArray[np.int64]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Give the two bit planes ``(k, P)`` of some points."""
        true = np.zeros((len(used), len(self._test.plans)), dtype=np.uint32)
        false = np.zeros_like(true)
        if not len(used):
            return true, false
        locator = self._test.whereabouts.locator
        codes = locator.locate(points.lon_deg[used], points.lat_deg[used], points.radius_m[used])
        interval = points.interval[used]
        for number in np.unique(interval):
            chosen = np.flatnonzero(interval == number)
            whole = len(chosen) == len(used)
            rows: slice | NDArray[np.intp] = slice(None) if whole else chosen
            self._spread(codes if whole else codes[chosen], points.intervals[number], rows, true, false)
        return true, false

    def _spread(
        self,
        codes: Codes,
        interval: Interval,
        rows: slice | NDArray[np.intp],
        true: NDArray[np.uint32],
        false: NDArray[np.uint32],
    ) -> None:
        joined: dict[tuple[Term, ...], Codes] = {}
        for p, bit, zones in self._targets:
            group = tuple(self._term(p, zone, interval) for zone in zones)
            answer = joined.get(group)
            if answer is None:
                answer = joined[group] = reduce(_either, (_agreed(codes, term) for term in group))
            true[rows, p] |= (answer & np.uint8(1)).astype(np.uint32) << np.uint32(bit)
            false[rows, p] |= (answer >> np.uint8(1)).astype(np.uint32) << np.uint32(bit)

    def _term(self, p: int, zone: str, interval: Interval) -> Term:
        agreement = self._test.plans[p].agreement
        return self._test.whereabouts.columns_at(agreement, zone, interval)


def _agreed(codes: Codes, term: Term) -> Codes:
    """Give the answer that all columns of a term share; *neither* where they differ."""
    if isinstance(term, FourValue):
        return np.full(len(codes), term, dtype=np.uint8)
    first = codes[:, term[0]]
    for column in term[1:]:
        first = np.where(codes[:, column] == first, first, np.uint8(0))
    return first


def _either(one: Codes, other: Codes) -> Codes:
    """Join two zones: inside when in either, outside only when outside both."""
    return (one | other) & np.uint8(1) | one & other & np.uint8(2)
