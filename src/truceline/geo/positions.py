# SPDX-License-Identifier: Apache-2.0
"""What every position must be: a finite longitude and latitude [deg] on WGS84, longitude first.

Source:
    RFC 7946, sections 3.1.1 and 4.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import cast

from truceline.base.errors import GeometryError

Position = tuple[float, float]
"""Longitude, latitude [deg]."""

LON_LIMIT_DEG = 180.0
LAT_LIMIT_DEG = 90.0


def check_position(position: Position, where: str) -> None:
    """Refuse a position that is not a place.

    Args:
        position: Longitude, latitude [deg].
        where: Named in the error.

    Raises:
        GeometryError: Not finite, or out of range.

    Source:
        RFC 7946, section 3.1.1.
    """
    lon_deg, lat_deg = position
    # A NaN compares false, so it is refused too.
    if abs(lon_deg) <= LON_LIMIT_DEG and abs(lat_deg) <= LAT_LIMIT_DEG:
        return
    expected = "expected longitude -180 to 180 and latitude -90 to 90 [deg], longitude first"
    message = f"{where}: {expected}, got {lon_deg!r}, {lat_deg!r}; check the order and the sign"
    raise GeometryError(message)


def are_positions(positions: Sequence[Position]) -> bool:
    """Say whether all of them are places; ``check_position`` says what is wrong with one that is not."""
    return all(abs(lon_deg) <= LON_LIMIT_DEG and abs(lat_deg) <= LAT_LIMIT_DEG for lon_deg, lat_deg in positions)


def check_no_crossing(positions: tuple[Position, ...], where: str) -> None:
    """Refuse an edge that spans more than half the globe: it was meant to cross the antimeridian.

    Raises:
        GeometryError: Such an edge, with what to do about it.

    Source:
        RFC 7946, section 3.1.9.
    """
    for number, (start, end) in enumerate(pairwise(positions)):
        if abs(end[0] - start[0]) > LON_LIMIT_DEG:
            message = (
                f"{where}[{number}]: expected an edge of at most 180 degrees of longitude,"
                f" got {start[0]!r} to {end[0]!r}; cut the shape at the antimeridian into two parts"
            )
            raise GeometryError(message)


def check_length(name: str, length_m: float, *, low_m: float, high_m: float) -> None:
    """Refuse a length out of its range.

    Args:
        name: Named in the error.
        length_m: The length [m].
        low_m: Smallest length allowed [m].
        high_m: Largest one [m].

    Raises:
        GeometryError: Not a number, or out of range.

    Source:
        The limits are those of ``kernels.wgs84``.
    """
    if not low_m <= length_m <= high_m:
        message = f"{name}: expected {low_m:g} to {high_m:g} m, got {length_m!r}; give it in metres"
        raise GeometryError(message)


def read_position(value: object, where: str) -> Position:
    """Read one GeoJSON position; a third number, a height, is dropped (heights are stated by ``AltitudeBand``).

    Raises:
        GeometryError: Not two or three numbers.

    Source:
        RFC 7946, section 3.1.1.
    """
    if isinstance(value, list | tuple) and len(value) in (2, 3) and all(_is_number(each) for each in value):
        return float(value[0]), float(value[1])
    message = f"{where}: expected [longitude, latitude], got {value!r:.80}"
    raise GeometryError(message)


def read_positions(value: object, where: str) -> tuple[Position, ...]:
    """Read a list of GeoJSON positions.

    Raises:
        GeometryError: Not such a list.

    Source:
        RFC 7946, section 3.1.4.
    """
    members = read_list(value, where, "a list of positions")
    if all(_is_pair(each) for each in members):
        return tuple((pair[0], pair[1]) for pair in cast("Iterable[list[float]]", members))
    return tuple(read_position(each, f"{where}[{number}]") for number, each in enumerate(members))


def read_list(value: object, where: str, expected: str) -> tuple[object, ...]:
    """Read a list that is not empty.

    Raises:
        GeometryError: Not a list, or an empty one.

    Source:
        RFC 7946, section 3.1.
    """
    if isinstance(value, list | tuple) and value:
        return tuple(value)
    message = f"{where}: expected {expected}, got {value!r:.80}"
    raise GeometryError(message)


def _is_pair(value: object) -> bool:
    """Say whether something is a position as nearly all are: two numbers with a fraction."""
    return type(value) is list and len(value) == 2 and type(value[0]) is float and type(value[1]) is float  # noqa: PLR2004 - longitude and latitude


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
