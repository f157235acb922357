# SPDX-License-Identifier: Apache-2.0
"""Boxes in whole numbers, as the R*Tree holds them: 1e-7 deg (about a centimetre) and seconds since 2020.

Rounding is outward, so that nothing that meets is missed. Times beyond 1951 and 2088 count as those years: there, a
search gives more than it must.

Source:
    The SQLite documentation of R*Tree (``rtree_i32``).
"""

import math

from truceline.base.instants import NS_PER_S, Interval
from truceline.findings.conflict import Bounds

PER_DEG = 10_000_000
EPOCH_S = 1_577_836_800
"""2020-01-01T00:00:00Z [s since 1970 UTC]."""
_LOWEST = -(2**31)
_HIGHEST = 2**31 - 1

Box = tuple[int, int, int, int, int, int]
"""West, east, south, north, first and last second, all inclusive."""


def box_of(bounds_deg: Bounds, interval: Interval) -> Box:
    """Give the box that holds bounds and a time; whole seconds that only touch do not meet."""
    west, south, east, north = bounds_deg
    first_s = interval.start_ns // NS_PER_S - EPOCH_S
    last_s = -(-interval.end_ns // NS_PER_S) - 1 - EPOCH_S
    return (
        math.floor(west * PER_DEG),
        math.ceil(east * PER_DEG),
        math.floor(south * PER_DEG),
        math.ceil(north * PER_DEG),
        min(max(first_s, _LOWEST), _HIGHEST),
        min(max(last_s, _LOWEST), _HIGHEST),
    )


def question_of(bounds_deg: Bounds, interval: Interval) -> Box:
    """Give what is bound to ``MEETS`` to find every box that meets these."""
    west, east, south, north, first_s, last_s = box_of(bounds_deg, interval)
    return east, west, north, south, last_s, first_s


MEETS = "west <= ? AND east >= ? AND south <= ? AND north >= ? AND since <= ? AND until >= ?"
