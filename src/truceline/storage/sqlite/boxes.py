# SPDX-License-Identifier: Apache-2.0
"""Boxes as the file holds them, and the questions that find those that meet one.

Rules:
    - The R*Tree holds whole numbers: 1e-7 deg (about a centimetre) and seconds since 2020, rounded outward, so that
      nothing that meets is missed. Times beyond 1951 and 2088 count as those years: there, a search gives more than it
      must.
    - No box in the R*Tree crosses the antimeridian; what does is there with all longitudes. Lists hold degrees as they
      were told, west above east in a box that crosses. Either question may give too much and never misses anything:
      whoever asks then looks at what came.

Source:
    The SQLite documentation of R*Tree (``rtree_i32``); RFC 7946, section 5.2.
"""

import math

from truceline.base.instants import NS_PER_S, Interval
from truceline.findings.conflict import Bounds
from truceline.geo.boxes import is_at_antimeridian, parts
from truceline.geo.positions import LON_LIMIT_DEG

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


def questions_of(bounds_deg: Bounds, interval: Interval) -> tuple[Box, ...]:
    """Give what is bound to ``MEETS`` to find every box that meets these, one time after another."""
    return tuple(_question_of(part, interval) for part in _asked(bounds_deg))


def _question_of(bounds_deg: Bounds, interval: Interval) -> Box:
    west, east, south, north, first_s, last_s = box_of(bounds_deg, interval)
    return east, west, north, south, last_s, first_s


def _asked(bounds_deg: Bounds) -> tuple[Bounds, ...]:
    """Give the parts of a box, and the antimeridian from the side on which it does not end."""
    if bounds_deg[0] > bounds_deg[2] or not is_at_antimeridian(bounds_deg):
        return parts(bounds_deg)
    west, south, east, north = bounds_deg
    if east - west >= 2 * LON_LIMIT_DEG:
        return (bounds_deg,)
    other_deg = LON_LIMIT_DEG if west == -LON_LIMIT_DEG else -LON_LIMIT_DEG
    return bounds_deg, (other_deg, south, other_deg, north)


def narrow_to(table: str, bounds_deg: Bounds) -> tuple[str, tuple[float, ...]]:
    """Write that a row of a list may meet a box.

    Args:
        table: How the question calls the table; it has west, south, east and north.
        bounds_deg: The box.

    Returns:
        The words, which begin with AND, and what is bound to them.
    """
    _, south, _, north = bounds_deg
    asked = _asked(bounds_deg)
    lons = " OR ".join([f"{table}.west > {table}.east", *[f"{table}.west <= ? AND {table}.east >= ?"] * len(asked)])
    bound = (each for west, _, east, _ in asked for each in (east, west))
    return f" AND {table}.south <= ? AND {table}.north >= ? AND ({lons})", (north, south, *bound)


MEETS = "west <= ? AND east >= ? AND south <= ? AND north >= ? AND since <= ? AND until >= ?"
