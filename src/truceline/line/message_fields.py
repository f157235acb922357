# SPDX-License-Identifier: Apache-2.0
"""The typed fields of messages: what may stand in each, how it is checked, and how far two of them lie apart.

Rules:
    - Values are those that the record signs: whole numbers and codes, never a rendering. Coordinates are in units of
      1e-7 degree, instants in milliseconds since 1970 UTC, heights and distances in whole metres.
    - A height always names its datum; heights on two datums are never compared.
    - What is checked here is form. Whether a place lies in a zone or a party is bound is for others to say.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from truceline.base.errors import InputError
from truceline.base.limits import LINE_CORNERS_MAX
from truceline.records.profile import INTEGER_MAX, Value

E7 = 10_000_000
"""Units of a degree in which coordinates are signed."""
LATITUDE_MAX = 90 * E7
LONGITUDE_MAX = 180 * E7
RADIUS_M_MAX = 500_000
"""Largest radius of a circle in a message [m]."""
HEIGHT_M_MAX = 100_000
"""Largest height [m]; lower than its negative there is none either."""
COUNT_MAX = 1_000_000

_EARTH_M = 6_371_008.8
"""Mean radius [m]: two readings of one place are compared to metres, not measured."""
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
_ORIGIN = re.compile(r"[a-z0-9][a-z0-9./-]{0,199}", re.ASCII)
_LEAF = re.compile(r"[0-9a-f]{64}", re.ASCII)
_DATUMS = ("agl", "amsl", "pressure", "wgs84")
_CORNERS_MIN = 3


class FieldForm(StrEnum):
    """What stands in a field."""

    INSTANT = "instant"
    """[ms since 1970 UTC]"""
    WINDOW = "window"
    """``{"from": ms, "until": ms}``"""
    POSITION = "position"
    """``{"lat": 1e-7 degree, "lon": 1e-7 degree}``, and ``error_m`` where it is known."""
    AREA = "area"
    """``{"circle": {"lat", "lon", "radius_m"}}`` or ``{"ring": [[lon, lat], ...]}``, not closed by repeating."""
    BAND = "band"
    """``{"datum": code}`` with ``lower_m`` or ``upper_m`` or both."""
    CODE = "code"
    """One of the field's codes."""
    COUNT = "count"
    """A whole number from 0."""
    NAME = "name"
    """The id of a party, a force, a unit, a channel or an officer's pseudonym."""
    ENTRY = "entry"
    """``[origin, seq, leaf]``: an entry of the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a type of message.

    Attributes:
        name: As it stands in the message.
        form: What stands in it.
        about: What it says, for a reader.
        codes: Of a ``CODE``, those there are.
        is_required: Whether it must be there.
        is_read_back: Whether a structured read-back must repeat it.
    """

    name: str
    form: FieldForm
    about: str
    codes: tuple[str, ...] = ()
    is_required: bool = True
    is_read_back: bool = False


def check_field(field: Field, value: Value) -> None:
    """Refuse a value that a field cannot hold.

    Raises:
        InputError: It cannot; the message says what was expected.
    """
    _CHECKS[field.form](field, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """How far a reading lies from what was sent.

    Attributes:
        amount: How far, rounded up so that it is never told smaller than it is.
        unit: ``m``, ``s`` or empty where there is no distance, but only another value.
        is_within: Whether it lies within what reading aloud and writing down may lose.
    """

    amount: int
    unit: str
    is_within: bool


POSITION_TOLERANCE_M = 100
"""A grid read out to 100 m, or whole seconds of arc, is the same place [m]."""
INSTANT_TOLERANCE_S = 60
"""Times are read out in minutes [s]."""
HEIGHT_TOLERANCE_M = 31
"""Heights are read out in hundreds of feet at worst [m]."""
SAME = Apart(amount=0, unit="", is_within=True)
OTHER = Apart(amount=0, unit="", is_within=False)


def apart(field: Field, sent: Value, read: Value) -> Apart:
    """Say how far a reading lies from what was sent; both were checked.

    Args:
        field: Which field.
        sent: What was sent.
        read: What was read back.

    Returns:
        The largest distance in any part of the value; ``SAME`` for equal values, ``OTHER`` where values differ that
        have no distance.
    """
    if sent == read:
        return SAME
    return _DISTANCES.get(field.form, _other)(sent, read)


def _refuse(field: Field, expected: str, value: object) -> NoReturn:
    message = f"field {field.name}: expected {expected}, got {value!r:.80}"
    raise InputError(message)


def _whole(field: Field, value: object, low: int, high: int, what: str) -> int:
    if type(value) is not int or not low <= value <= high:
        _refuse(field, f"{what} from {low} to {high}", value)
    return value


def _keys(field: Field, value: Value, required: frozenset[str], optional: frozenset[str]) -> Mapping[str, Value]:
    if not isinstance(value, dict) or not required <= set(value) <= required | optional:
        names = ", ".join(sorted(required)) + (f", and at most {', '.join(sorted(optional))}" if optional else "")
        _refuse(field, f"an object with {names}", value)
    return value


def _check_instant(field: Field, value: Value) -> None:
    _whole(field, value, 0, INTEGER_MAX, "an instant [ms]")


def _check_window(field: Field, value: Value) -> None:
    found = _keys(field, value, frozenset({"from", "until"}), frozenset())
    start, end = (_whole(field, found[name], 0, INTEGER_MAX, "an instant [ms]") for name in ("from", "until"))
    if end <= start:
        _refuse(field, "an end after the start", value)


def _check_position(field: Field, value: Value) -> None:
    found = _keys(field, value, frozenset({"lat", "lon"}), frozenset({"error_m"}))
    _whole(field, found["lat"], -LATITUDE_MAX, LATITUDE_MAX, "a latitude [1e-7 degree]")
    _whole(field, found["lon"], -LONGITUDE_MAX, LONGITUDE_MAX, "a longitude [1e-7 degree]")
    if "error_m" in found:
        _whole(field, found["error_m"], 0, RADIUS_M_MAX, "an error [m]")


def _check_area(field: Field, value: Value) -> None:
    if isinstance(value, dict) and set(value) == {"circle"}:
        circle = _keys(field, value["circle"], frozenset({"lat", "lon", "radius_m"}), frozenset())
        _check_position(field, {"lat": circle["lat"], "lon": circle["lon"]})
        _whole(field, circle["radius_m"], 1, RADIUS_M_MAX, "a radius [m]")
        return
    ring = value.get("ring") if isinstance(value, dict) and set(value) == {"ring"} else None
    if not isinstance(ring, list) or not _CORNERS_MIN <= len(ring) <= LINE_CORNERS_MAX:
        _refuse(field, f"a circle, or a ring of {_CORNERS_MIN} to {LINE_CORNERS_MAX} corners", value)
    for corner in ring:
        if not isinstance(corner, list) or len(corner) != len(("lon", "lat")):
            _refuse(field, "corners as [lon, lat]", corner)
        _check_position(field, {"lat": corner[1], "lon": corner[0]})


def _check_band(field: Field, value: Value) -> None:
    found = _keys(field, value, frozenset({"datum"}), frozenset({"lower_m", "upper_m"}))
    if found["datum"] not in _DATUMS:
        _refuse(field, f"a datum of {', '.join(_DATUMS)}", found["datum"])
    heights = [
        _whole(field, found[name], -HEIGHT_M_MAX, HEIGHT_M_MAX, "a height [m]")
        for name in ("lower_m", "upper_m")
        if name in found
    ]
    if not heights or heights != sorted(heights):
        _refuse(field, "a lower height, an upper one that is not below it, or both", value)


def _check_code(field: Field, value: Value) -> None:
    if value not in field.codes:
        _refuse(field, f"one of {', '.join(field.codes)}", value)


def _check_count(field: Field, value: Value) -> None:
    _whole(field, value, 0, COUNT_MAX, "a whole number")


def _check_name(field: Field, value: Value) -> None:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        _refuse(field, "an id such as northland or 2nd-squadron", value)


def _check_entry(field: Field, value: Value) -> None:
    is_entry = (
        isinstance(value, list)
        and len(value) == len(("origin", "seq", "leaf"))
        and isinstance(value[0], str)
        and bool(_ORIGIN.fullmatch(value[0]))
        and type(value[1]) is int
        and 0 <= value[1] <= INTEGER_MAX
        and isinstance(value[2], str)
        and bool(_LEAF.fullmatch(value[2]))
    )
    if not is_entry:
        _refuse(field, "an entry as [origin, seq, leaf]", value)


_CHECKS: Mapping[FieldForm, Callable[[Field, Value], None]] = {
    FieldForm.INSTANT: _check_instant,
    FieldForm.WINDOW: _check_window,
    FieldForm.POSITION: _check_position,
    FieldForm.AREA: _check_area,
    FieldForm.BAND: _check_band,
    FieldForm.CODE: _check_code,
    FieldForm.COUNT: _check_count,
    FieldForm.NAME: _check_name,
    FieldForm.ENTRY: _check_entry,
}


def _other(sent: Value, read: Value) -> Apart:
    del sent, read
    return OTHER


def _instants_apart(sent: Value, read: Value) -> Apart:
    assert isinstance(sent, int)
    assert isinstance(read, int)
    seconds = -(-abs(sent - read) // 1_000)
    return Apart(amount=seconds, unit="s", is_within=seconds <= INSTANT_TOLERANCE_S)


def _windows_apart(sent: Value, read: Value) -> Apart:
    assert isinstance(sent, dict)
    assert isinstance(read, dict)
    return max((_instants_apart(sent[name], read[name]) for name in ("from", "until")), key=lambda each: each.amount)


def _positions_apart(sent: Value, read: Value) -> Apart:
    assert isinstance(sent, dict)
    assert isinstance(read, dict)
    metres = math.ceil(_distance_m(_angle_deg(sent), _angle_deg(read)))
    return Apart(amount=metres, unit="m", is_within=metres <= POSITION_TOLERANCE_M)


def _areas_apart(sent: Value, read: Value) -> Apart:
    """Compare corner by corner: whoever reads an area back repeats its corners in their order."""
    assert isinstance(sent, dict)
    assert isinstance(read, dict)
    if "circle" in sent and "circle" in read:
        one, other = sent["circle"], read["circle"]
        assert isinstance(one, dict)
        assert isinstance(other, dict)
        centre = _positions_apart(one, other)
        radius = abs(_integer(one["radius_m"]) - _integer(other["radius_m"]))
        metres = max(centre.amount, radius)
        return Apart(amount=metres, unit="m", is_within=metres <= POSITION_TOLERANCE_M)
    ring, again = sent.get("ring"), read.get("ring")
    if not isinstance(ring, list) or not isinstance(again, list) or len(ring) != len(again):
        return OTHER
    pairs = zip(ring, again, strict=True)
    return max((_positions_apart(_corner(one), _corner(other)) for one, other in pairs), key=lambda each: each.amount)


def _bands_apart(sent: Value, read: Value) -> Apart:
    assert isinstance(sent, dict)
    assert isinstance(read, dict)
    if sent["datum"] != read["datum"] or set(sent) != set(read):
        return OTHER
    heights = (name for name in ("lower_m", "upper_m") if name in sent)
    metres = max(abs(_integer(sent[name]) - _integer(read[name])) for name in heights)
    return Apart(amount=metres, unit="m", is_within=metres <= HEIGHT_TOLERANCE_M)


_DISTANCES: Mapping[FieldForm, Callable[[Value, Value], Apart]] = {
    FieldForm.INSTANT: _instants_apart,
    FieldForm.WINDOW: _windows_apart,
    FieldForm.POSITION: _positions_apart,
    FieldForm.AREA: _areas_apart,
    FieldForm.BAND: _bands_apart,
}


def _corner(value: Value) -> Value:
    assert isinstance(value, list)
    return {"lat": value[1], "lon": value[0]}


def _angle_deg(value: Mapping[str, Value]) -> tuple[float, float]:
    return _integer(value["lon"]) / E7, _integer(value["lat"]) / E7


def _integer(value: Value) -> int:
    assert isinstance(value, int)
    return value


def _distance_m(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Give the distance of two places on a sphere [m]; right to half a per cent, for telling how far a slip went."""
    (lon_1, lat_1), (lon_2, lat_2) = ((math.radians(lon), math.radians(lat)) for lon, lat in (first, second))
    half = math.sin((lat_2 - lat_1) / 2) ** 2 + math.cos(lat_1) * math.cos(lat_2) * math.sin((lon_2 - lon_1) / 2) ** 2
    return 2 * _EARTH_M * math.asin(min(1.0, math.sqrt(half)))
