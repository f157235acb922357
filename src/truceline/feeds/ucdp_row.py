# SPDX-License-Identifier: Apache-2.0
"""One row of UCDP GED as typed values, or the reason why it is none.

Numbers are written with a point, days as ``YYYY-MM-DD``, possibly with a time that is nothing but zeros.

Source:
    Hoegbladh 2019, UCDP GED Codebook version 19.1, for the meaning of columns and codes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from math import isfinite

from truceline.base.errors import InputError
from truceline.base.instants import parse_day
from truceline.picture.intake import Bulletin, Deaths, Reason

NEEDED_COLUMNS = (
    "id", "type_of_violence", "dyad_name", "side_a", "side_b", "source_office", "where_prec", "adm_1", "adm_2",
    "latitude", "longitude", "date_prec", "date_start", "date_end",
)  # fmt: skip
OTHER_COLUMNS = frozenset(
    {
        "relid", "year", "active_year", "code_status", "conflict_dset_id", "conflict_new_id", "conflict_name",
        "dyad_dset_id", "dyad_new_id", "side_a_dset_id", "side_a_new_id", "side_b_dset_id", "side_b_new_id",
        "number_of_sources", "source_article", "source_date", "source_headline", "source_original",
        "where_coordinates", "where_description", "geom_wkt", "priogrid_gid", "country", "country_id", "region",
        "event_clarity", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "low", "best", "high",
        "gwnoa", "gwnob", "gwno_a", "gwno_b",
    }
)  # fmt: skip
"""Columns of the releases so far that are read but not needed; any other column is kept as it stands."""

STATE_BASED, NON_STATE, ONE_SIDED = 1, 2, 3
CIVILIANS = "Civilians"
_COUNTS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "low", "best", "high")
_TOTALS = {"low", "best", "high"}
_SUMMARY = "2"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,20})?([eE][+-]?\d{1,2})?", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}(\.0+)?", re.ASCII)
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?Z?", re.ASCII)


class BadRowError(Exception):
    """One row cannot be used; it is set aside and reading goes on. Never leaves this package."""

    def __init__(self, reason: Reason, expected: str, got: str) -> None:
        super().__init__(f"{reason}: expected {expected}, got {got}")
        self.reason = reason
        self.expected = expected
        self.got = got


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row.

    Attributes:
        id: The file's id.
        violence: 1 between a state and a group, 2 between groups, 3 against people who bear no arms.
        dyad: The file's name for the pair.
        sides: The two names, in alphabetical order.
        mentions: Who is quoted, in the file's order.
        bulletins: What is quoted, where the file's lists match.
        place_precision: 1 exact ... 7.
        adm_1: Name of the first-level area.
        adm_2: Name of the second-level area.
        place_name: Name of the place.
        lon_deg: Longitude [deg].
        lat_deg: Latitude [deg].
        day_precision: 1 a day ... 5 up to a year.
        first_day: Day on which it begins.
        last_day: Day on which it ends.
        deaths: Low, best and high estimate, where all three are told.
        is_summary: Whether it sums up several events, where the file says.
    """

    id: str
    violence: int
    dyad: str
    sides: tuple[str, str]
    mentions: tuple[str, ...]
    bulletins: tuple[Bulletin, ...]
    place_precision: int
    adm_1: str
    adm_2: str
    place_name: str
    lon_deg: float
    lat_deg: float
    day_precision: int
    first_day: str
    last_day: str
    deaths: Deaths | None
    is_summary: bool | None


def read_row(fields: tuple[str, ...], columns: Mapping[str, int]) -> Row:
    """Read one row by its columns.

    Args:
        fields: The fields.
        columns: Index of every column.

    Returns:
        The row.

    Raises:
        BadRowError: It cannot be used.
    """

    def text(name: str) -> str:
        return fields[columns[name]].strip() if name in columns else ""

    if _ID.fullmatch(text("id")) is None:
        raise BadRowError(Reason.BAD_ID, "an id of letters, digits, . _ -", _shown(text("id")))
    sides = tuple(sorted((text("side_a"), text("side_b"))))
    if not all(sides):
        raise BadRowError(Reason.NO_SIDE, "two sides", f"{text('side_a')!r} and {text('side_b')!r}")
    violence = _code(text("type_of_violence"), "type_of_violence", 3)
    if violence == ONE_SIDED and CIVILIANS not in sides:
        raise BadRowError(Reason.NO_CIVILIANS, f"{CIVILIANS} as one side of a one-sided event", " and ".join(sides))
    first_day, last_day = _day(text("date_start"), "date_start"), _day(text("date_end"), "date_end")
    if last_day < first_day:
        raise BadRowError(Reason.DATES_REVERSED, f"a date_end not before {first_day}", last_day)
    counts = {name: _whole(text(name), name) for name in _COUNTS if name in columns and text(name)}
    mentions = _parts(text("source_office"))
    return Row(
        id=text("id"),
        violence=violence,
        dyad=text("dyad_name"),
        sides=(sides[0], sides[1]),
        mentions=mentions,
        bulletins=_bulletins(mentions, _parts(text("source_date")), _parts(unescape(text("source_headline")))),
        place_precision=_code(text("where_prec"), "where_prec", 7),
        adm_1=text("adm_1"),
        adm_2=text("adm_2"),
        place_name=text("where_coordinates"),
        lon_deg=_degrees(text("longitude"), "longitude", 180.0),
        lat_deg=_degrees(text("latitude"), "latitude", 90.0),
        day_precision=_code(text("date_prec"), "date_prec", 5),
        first_day=first_day,
        last_day=last_day,
        deaths=Deaths(low=counts["low"], best=counts["best"], high=counts["high"])
        if counts.keys() >= _TOTALS
        else None,
        is_summary=text("event_clarity") == _SUMMARY if "event_clarity" in columns else None,
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for each in text.split(";") if (part := each.strip()))


def _bulletins(mentions: tuple[str, ...], days: tuple[str, ...], headlines: tuple[str, ...]) -> tuple[Bulletin, ...]:
    """Join the three lists; a headline that holds the separator makes them differ in length, and none is guessed."""
    if len(headlines) != len(mentions):
        return ()
    matched = days if len(days) == len(mentions) else ("",) * len(mentions)
    return tuple(
        Bulletin(outlet=outlet, day=day[:10], headline=headline)
        for outlet, day, headline in zip(mentions, matched, headlines, strict=True)
    )


def _whole(text: str, name: str) -> int:
    if _WHOLE.fullmatch(text) is None:
        raise BadRowError(Reason.BAD_NUMBER, f"a whole number in {name}", _shown(text))
    return int(float(text))


def _code(text: str, name: str, highest: int) -> int:
    if _WHOLE.fullmatch(text) is None or not 1 <= int(float(text)) <= highest:
        raise BadRowError(Reason.BAD_CODE, f"1 to {highest} in {name}", _shown(text))
    return int(float(text))


def _degrees(text: str, name: str, limit_deg: float) -> float:
    if _NUMBER.fullmatch(text) is None:
        raise BadRowError(Reason.BAD_NUMBER, f"degrees with a decimal point in {name}", _shown(text))
    degrees = float(text)
    if not isfinite(degrees) or abs(degrees) > limit_deg:
        raise BadRowError(Reason.OUT_OF_RANGE, f"{name} within -{limit_deg:g}..{limit_deg:g}", _shown(text))
    return degrees + 0.0


def _day(text: str, name: str) -> str:
    day, rest = text[:10], text[10:]
    if rest and _MIDNIGHT.fullmatch(rest) is None:
        raise BadRowError(Reason.BAD_DAY, f"YYYY-MM-DD in {name}", _shown(text))
    try:
        parse_day(day)
    except InputError as error:
        raise BadRowError(Reason.BAD_DAY, f"a real day YYYY-MM-DD in {name}", _shown(text)) from error
    return day


def _shown(text: str) -> str:
    return repr(text)[:80] if text else "nothing"
