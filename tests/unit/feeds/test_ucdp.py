# SPDX-License-Identifier: Apache-2.0
"""UCDP GED rows become events and acts; bad rows are set aside and never vanish."""

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from event_rows import NAMES as PLAIN_NAMES
from event_rows import ROW, csv_bytes, row, write
from exercise_acts import NOW_NS
from exercise_library import exercise_library
from truceline.app.admit_act import AdmissionTerms
from truceline.base.errors import InputError
from truceline.feeds.bytelines import ByteLines
from truceline.feeds.ucdp import NEAR_RADIUS_M, SETTLEMENT_RADIUS_M, read_ucdp
from truceline.feeds.ucdp_row import NEEDED_COLUMNS
from truceline.picture.acts import Account, Place
from truceline.picture.intake import Intake, Reason

NAMES = replace(PLAIN_NAMES, is_exercise=True)
TERMS = AdmissionTerms(library=exercise_library(), now_ns=NOW_NS, is_bulk=True)
GLOBAL_COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id",
    "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id",
    "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources",
    "source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec",
    "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt",
    "priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end",
    "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
)  # fmt: skip


def read_bytes(folder: Path, content: bytes) -> Intake:
    """Read an event file."""
    path = write(folder, content)
    return read_ucdp(ByteLines(path, "events.csv"), NAMES, TERMS, set(), lambda _count: None)


def read_rows(folder: Path, rows: Sequence[Mapping[str, str]], columns: Sequence[str] = NEEDED_COLUMNS) -> Intake:
    """Write rows as an event file and read it."""
    return read_bytes(folder, csv_bytes(rows, columns))


def account_of(intake: Intake, number: int = 0) -> Account:
    """Give the only account of one act."""
    (account,) = intake.acts[number].accounts
    return account


def place_of(intake: Intake) -> Place:
    """Give the place of the first act."""
    place = account_of(intake).place
    assert place is not None
    return place


def test_a_row_of_two_sides_is_an_engagement_of_two_acts(tmp_path: Path) -> None:
    """Who began and the weapon are told by nobody."""
    intake = read_rows(tmp_path, [row()])

    first, second = intake.acts
    assert (first.id, second.id) == ("ucdp:1:a", "ucdp:1:b")
    assert first.engagement == second.engagement == "ucdp:1"
    assert account_of(intake, 0).actor == account_of(intake, 1).against == ("hill-league",)
    assert account_of(intake, 1).actor == account_of(intake, 0).against == ("northland-army",)
    assert [account_of(intake, number).first_act for number in (0, 1)] == [None, None]
    assert account_of(intake).kind == ("force",)


def test_the_order_of_the_two_sides_changes_nothing(tmp_path: Path) -> None:
    """Exchanging the two columns gives the same events and acts, one-sided rows included."""
    rows = [row(), row(id="2", type_of_violence="3", side_b="Civilians"), row(id="3", side_a="Nobody Knows")]
    swapped = [{**each, "side_a": each["side_b"], "side_b": each["side_a"]} for each in rows]
    told, mirrored = read_rows(tmp_path, rows), read_rows(tmp_path, swapped)

    assert told.acts == mirrored.acts
    assert told.events == mirrored.events
    assert told.unmapped == mirrored.unmapped == (("Nobody Knows", 1),)


def test_force_against_civilians_is_one_act_that_answered_nothing(tmp_path: Path) -> None:
    """A one-sided row names who acted; nobody unarmed began."""
    intake = read_rows(tmp_path, [row(type_of_violence="3", side_b="Civilians")])

    (act,) = intake.acts
    assert act.id == "ucdp:1"
    assert act.engagement == ""
    assert account_of(intake).actor == ("northland-army",)
    assert account_of(intake).against == ("civilians",)
    assert account_of(intake).first_act is True


@pytest.mark.parametrize(("precision", "radius_m"), [("1", SETTLEMENT_RADIUS_M), ("2", NEAR_RADIUS_M)])
def test_fine_places_are_discs(tmp_path: Path, precision: str, radius_m: float) -> None:
    """Precision 1 is a settlement, 2 about 25 km."""
    position = place_of(read_rows(tmp_path, [row(where_prec=precision)])).position

    assert position is not None
    assert (position.lon_deg, position.lat_deg, position.radius_m) == (20.25, 10.5, radius_m)


@pytest.mark.parametrize(
    ("changed", "area", "country"),
    [
        ({"where_prec": "3"}, ("XA0101",), ""),
        ({"where_prec": "3", "adm_2": "Elsewhere district"}, ("XA01",), ""),
        ({"where_prec": "3", "adm_1": "Nowhere", "adm_2": ""}, (), "XA"),
        ({"where_prec": "4"}, ("XA01",), ""),
        ({"where_prec": "5"}, (), "XA"),
        ({"where_prec": "6"}, (), "XA"),
    ],
)
def test_coarse_places_are_never_points(
    tmp_path: Path, changed: dict[str, str], area: tuple[str, ...], country: str
) -> None:
    """From precision 3 on the coordinates are those of a centroid: an area, the country, or nothing."""
    place = place_of(read_rows(tmp_path, [row(**changed)]))

    assert place.position is None
    assert (place.area, place.country) == (area, country)


def test_a_place_at_sea_or_beyond_borders_is_told_by_nobody(tmp_path: Path) -> None:
    """Precision 7 gives no place at all."""
    intake = read_rows(tmp_path, [row(where_prec="7")])

    assert account_of(intake).place is None


def test_days_stay_days_and_stretches_stay_stretches(tmp_path: Path) -> None:
    """A known day has no end of its own; a stretch keeps both; a time of nothing but zeros is a day."""
    day = account_of(read_rows(tmp_path, [row(date_start="2001-02-03 00:00:00.000", date_end="2001-02-03 00:00")]))
    stretch = account_of(read_rows(tmp_path, [row(date_prec="2", date_end="2001-02-07")]))

    assert day.since is not None
    assert (day.since.text, day.until) == ("2001-02-03", None)
    assert stretch.since is not None
    assert stretch.until is not None
    assert (stretch.since.text, stretch.until.text) == ("2001-02-03", "2001-02-07")


def test_outlets_are_counted_one_by_one_and_are_one_origin(tmp_path: Path) -> None:
    """The file does not say which outlet told which fact, so together they are one origin, in a fixed order."""
    intake = read_rows(tmp_path, [row(source_office="River Wire; Dawn Radio;River Wire; ")])

    (event,) = intake.events
    assert event.mentions == ("River Wire", "Dawn Radio", "River Wire")
    assert event.outlets == ("Dawn Radio", "River Wire")
    assert account_of(intake).source.origin_id == "Dawn Radio; River Wire"
    assert account_of(intake).source.party == ""


def test_an_unknown_name_is_told_by_nobody_and_counted(tmp_path: Path) -> None:
    """A list of names stands for one or several; with one unknown part the whole is unknown."""
    known = read_rows(tmp_path, [row(side_b="Hill League, Lake Band")])
    unknown = read_rows(tmp_path, [row(side_b="Hill League, Fog Front"), row(id="2", side_b="Fog Front")])

    assert account_of(known).actor == ("hill-league", "lake-band")
    assert [account_of(unknown, number).actor for number in (0, 2)] == [(), ()]
    assert unknown.unmapped == (("Fog Front", 1), ("Hill League, Fog Front", 1))


def test_the_columns_of_the_global_release_are_read_by_their_names(tmp_path: Path) -> None:
    """Rows of other countries go aside with a count; columns that nobody knows are kept as they stand."""
    rows = [row(country="Exland"), row(id="2", country="Wyland"), row(id="3", country="Exland (Old Exland)")]
    columns = [*reversed(GLOBAL_COLUMNS), "mood"]
    intake = read_rows(tmp_path, [{**each, "mood": "calm"} for each in rows], columns)

    assert [event.id for event in intake.events] == ["ucdp:1", "ucdp:3"]
    assert intake.other_country == 1
    assert intake.kept_columns == ("mood",)
    assert [event.further for event in intake.events] == [{"mood": "calm"}] * 2


def test_missing_columns_are_named_together(tmp_path: Path) -> None:
    """One error names every column that is not there."""
    columns = [name for name in NEEDED_COLUMNS if name not in {"side_b", "date_prec"}]

    with pytest.raises(InputError, match="missing: side_b, date_prec"):
        read_rows(tmp_path, [row()], columns)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfei\0d\0,\0", b"id;side_a\n1;x\n"])
def test_a_file_without_our_header_is_refused(tmp_path: Path, content: bytes) -> None:
    """Empty files, other encodings and other separators are told, not guessed at."""
    with pytest.raises(InputError, match=r"events\.csv"):
        read_bytes(tmp_path, content)


BAD_FIELDS: tuple[tuple[dict[str, str], Reason], ...] = (
    ({"latitude": "north"}, Reason.BAD_NUMBER),
    ({"latitude": "nan"}, Reason.BAD_NUMBER),
    ({"longitude": "inf"}, Reason.BAD_NUMBER),
    ({"longitude": "1_0"}, Reason.BAD_NUMBER),
    ({"longitude": "20,25"}, Reason.BAD_NUMBER),
    ({"latitude": ""}, Reason.BAD_NUMBER),
    ({"latitude": "90.5"}, Reason.OUT_OF_RANGE),
    ({"longitude": "-181"}, Reason.OUT_OF_RANGE),
    ({"where_prec": "0"}, Reason.BAD_CODE),
    ({"where_prec": "8"}, Reason.BAD_CODE),
    ({"date_prec": "x"}, Reason.BAD_CODE),
    ({"type_of_violence": "4"}, Reason.BAD_CODE),
    ({"date_start": "2001-02-30"}, Reason.BAD_DAY),
    ({"date_start": "3 Feb 2001"}, Reason.BAD_DAY),
    ({"date_start": "2001-02-03 14:00:00.000"}, Reason.BAD_DAY),
    ({"date_end": "2001-02-02"}, Reason.DATES_REVERSED),
    ({"id": ""}, Reason.BAD_ID),
    ({"id": "=1+1"}, Reason.BAD_ID),
    ({"side_b": ""}, Reason.NO_SIDE),
    ({"type_of_violence": "3"}, Reason.NO_CIVILIANS),
    ({"best": "NaN"}, Reason.BAD_NUMBER),
    ({"best": "-1"}, Reason.BAD_NUMBER),
)


@pytest.mark.parametrize(("changed", "reason"), BAD_FIELDS, ids=str)
def test_a_bad_row_is_set_aside_and_the_next_one_read(tmp_path: Path, changed: dict[str, str], reason: Reason) -> None:
    """The rejection names file, line, what was expected and what stood there."""
    columns = (*NEEDED_COLUMNS, "best")
    intake = read_rows(tmp_path, [{**row(id="7"), "best": "1", **changed}, {**row(id="8"), "best": "1"}], columns)

    (rejection,) = intake.rejections
    assert (rejection.file, rejection.line, rejection.reason) == ("events.csv", 2, reason)
    assert rejection.expected
    assert rejection.got
    assert [event.id for event in intake.events] == ["ucdp:8"]
    assert intake.read == 2


def line_of(**changed: str) -> bytes:
    """Write one row without its header."""
    return csv_bytes([row(**changed)]).split(b"\n")[1] + b"\n"


BAD_LINES: tuple[tuple[bytes, Reason], ...] = (
    (b"1,2,3\n", Reason.TOO_FEW_COLUMNS),
    (line_of(id="5").replace(b"\n", b",more\n"), Reason.TOO_MANY_COLUMNS),
    (line_of(adm_1="Upper \0 Governorate"), Reason.NUL),
    (line_of(id="5").replace(b"Upper", b"Upp\xe9r"), Reason.ENCODING),
    (line_of(id="5").replace(b"Upper", b'"Upper'), Reason.OPEN_QUOTE),
)


@pytest.mark.parametrize(("line", "reason"), BAD_LINES, ids=lambda value: str(value)[:20])
def test_a_line_that_is_no_row_swallows_no_other(tmp_path: Path, line: bytes, reason: Reason) -> None:
    """Even a quotation mark that is never closed costs its own line only."""
    header = csv_bytes([])
    good = b"".join(line_of(id=str(number)) for number in range(100, 170))
    intake = read_bytes(tmp_path, header + line_of(id="1") + line + good)

    assert [(each.line, each.reason) for each in intake.rejections] == [(3, reason)]
    assert len(intake.events) == 71
    assert intake.read == 72


def test_a_quoted_line_break_belongs_to_its_row(tmp_path: Path) -> None:
    """A field may span lines when its quotation marks pair."""
    intake = read_rows(tmp_path, [row(adm_2="Mill\ndistrict"), row(id="2")])

    assert [event.id for event in intake.events] == ["ucdp:1", "ucdp:2"]
    assert intake.rejections == ()


def test_an_id_counts_where_it_stands_first(tmp_path: Path) -> None:
    """A second row of one id is set aside, in another file too."""
    seen: set[str] = set()
    path = write(tmp_path, csv_bytes([row(), row(latitude="11")]))
    first = read_ucdp(ByteLines(path, "a.csv"), NAMES, TERMS, seen, lambda _count: None)
    second = read_ucdp(ByteLines(path, "b.csv"), NAMES, TERMS, seen, lambda _count: None)

    assert [each.reason for each in first.rejections] == [Reason.DUPLICATE_ID]
    assert [each.line for each in second.rejections] == [2, 3]
    assert second.events == ()


def test_a_damaged_file_counts_and_says_so(tmp_path: Path) -> None:
    """What a cut file holds is used; the cut itself is a rejection of the file as a whole."""
    packed = gzip.compress(csv_bytes([row(id=str(number)) for number in range(3_000)]))
    intake = read_bytes(tmp_path, packed[: len(packed) * 2 // 3])

    assert intake.events
    assert intake.rejections[-1].reason is Reason.DAMAGED_FILE
    assert intake.rejections[-1].line == 0


def test_every_needed_column_is_in_the_row_of_the_tests() -> None:
    """The tests' own row is a whole one."""
    assert set(ROW) == set(NEEDED_COLUMNS)


def test_a_row_that_is_not_past_is_set_aside(tmp_path: Path) -> None:
    """R1 at this door too: neither a row to come nor one that is not over becomes an act."""
    rows = [
        row(id="1", date_start="2030-01-01", date_end="2030-01-01"),
        row(id="2", date_end="2030-01-01"),
        row(id="3"),
    ]
    intake = read_rows(tmp_path, rows)

    assert [each.reason for each in intake.rejections] == [Reason.RED_LINE, Reason.RED_LINE]
    assert [each.id for each in intake.events] == ["ucdp:3"]


@pytest.mark.parametrize("day", ["0001-01-01", "1677-01-01", "9999-12-31"])
def test_a_day_out_of_reach_is_set_aside(tmp_path: Path, day: str) -> None:
    """Reading goes on with the next row."""
    intake = read_rows(tmp_path, [row(id="1", date_start=day, date_end=day), row(id="2")])

    assert len(intake.rejections) == 1
    assert [each.id for each in intake.events] == ["ucdp:2"]


@pytest.mark.parametrize("content", [b"a" * 200_000 + b",b\n", b"\0" * 3_000_000, b"x," * 600_000])
def test_a_header_that_is_none_ends_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    """It is bounded, and nobody's fault but the file's."""
    with pytest.raises(InputError, match="header"):
        read_bytes(tmp_path, content)
