# SPDX-License-Identifier: Apache-2.0
"""UCDP GED: rows of lethal events become events and acts.

Rules:
    - A row names a pair and nobody who began. It becomes an *engagement*: two acts, one of each side against the
      other, whose initiator and weapon are told by nobody. A row of force against people who bear no arms becomes one
      act, which answered nothing.
    - Ids follow the alphabetical order of the sides' names, so that a file with its two columns of sides exchanged
      gives the same acts.
    - Precision of place and day become uncertainty. Place precision 3 and more is never a point: the file's
      coordinates are then those of a centroid.
    - What is quoted in one row is one origin: the file does not say which outlet told which of its facts. It is named
      by lineage, so that spellings and copies of one outlet have one name (docs/origins.md).

Source:
    Sundberg and Melander 2013, "Introducing the UCDP Georeferenced Event Dataset"; Hoegbladh 2019, codebook 19.1.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from truceline.app.admit_act import AdmissionTerms, admit_act
from truceline.base.errors import InputError, NodeError, RedLineError
from truceline.base.moments import Moment
from truceline.feeds.bytelines import ByteLines
from truceline.feeds.csvrows import CSVRows
from truceline.feeds.names import Names
from truceline.feeds.ucdp_row import (
    CIVILIANS,
    NEEDED_COLUMNS,
    NON_STATE,
    ONE_SIDED,
    OTHER_COLUMNS,
    STATE_BASED,
    BadRowError,
    Row,
    read_row,
)
from truceline.picture.acts import Account, Act, Place, Position
from truceline.picture.intake import Event, Intake, Reason, Rejection, Violence
from truceline.picture.sources import Source

DATASET = "ucdp-ged"
"""Id of the publication behind every account."""
FORM = "ucdp_ged"
SETTLEMENT_RADIUS_M = 1_000.0
"""Precision 1 gives the point of a settlement, not of an impact: the extent of a settlement [m]."""
NEAR_RADIUS_M = 25_000.0
"""Precision 2: within about 25 km of the point [m] (codebook, where_prec)."""
_POINT_RADIUS_M = {1: SETTLEMENT_RADIUS_M, 2: NEAR_RADIUS_M}
_AREA_2, _AREA_1, _INTERNATIONAL = 3, 4, 7
_VIOLENCE = {STATE_BASED: Violence.STATE_BASED, NON_STATE: Violence.NON_STATE, ONE_SIDED: Violence.ONE_SIDED}
_FORCE = ("force",)
"""The weapon is not told."""
_TICK_ROWS = 500
_SHOWN = 400


@dataclass(slots=True, kw_only=True)
class _Table:
    """What one file has given so far, and how it is read."""

    columns: Mapping[str, int]
    kept: tuple[str, ...]
    names: Names
    terms: AdmissionTerms
    seen: set[str]
    other_country: int = 0
    events: list[Event] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    unmapped: Counter[str] = field(default_factory=Counter)


def read_ucdp(
    lines: ByteLines, names: Names, terms: AdmissionTerms, seen: set[str], tick: Callable[[int], None]
) -> Intake:
    """Read one file of events.

    Args:
        lines: Its lines.
        names: What its names stand for.
        terms: On what terms acts are let in.
        seen: Ids of events read so far, from other files too; added to.
        tick: Called with the number of bytes read, now and then.

    Returns:
        What was read; rows that could not be used stand in it with their reason.

    Raises:
        InputError: Columns are missing.
    """
    source = CSVRows(lines, lines.name)
    header = _checked_header(source.header(), lines.name)
    table = _Table(
        columns={name: index for index, name in enumerate(header)},
        kept=tuple(name for name in header if name not in OTHER_COLUMNS and name not in NEEDED_COLUMNS),
        names=names,
        terms=terms,
        seen=seen,
    )
    read = 0
    rejections: list[Rejection] = []
    for line, fields in source.rows(len(header)):
        read += 1
        if read % _TICK_ROWS == 0:
            tick(lines.bytes_read)
        if isinstance(fields, Rejection):
            rejections.append(fields)
            continue
        try:
            _take(table, fields)
        except BadRowError as error:
            reason, expected, got = error.reason, error.expected, error.got
            rejections.append(Rejection(file=lines.name, line=line, reason=reason, expected=expected, got=got))
        except (NodeError, ValueError, OverflowError) as error:
            rejections.append(_refused(lines.name, line, error))
    if lines.trouble:
        trouble = Rejection(
            file=lines.name, line=0, reason=Reason.DAMAGED_FILE, expected="a whole file", got=lines.trouble
        )
        rejections.append(trouble)
    return Intake(
        name=lines.name,
        form=FORM,
        sha256=lines.sha256,
        read=read,
        events=tuple(table.events),
        acts=tuple(table.acts),
        rejections=tuple(rejections),
        other_country=table.other_country,
        unmapped=tuple(sorted(table.unmapped.items())),
        kept_columns=table.kept,
    )


def _refused(name: str, line: int, error: Exception) -> Rejection:
    """Make a rejection of a row that is no act to be judged."""
    reason = Reason.RED_LINE if isinstance(error, RedLineError) else Reason.BAD_RECORD
    expected, _, got = str(error).partition(", got ")
    return Rejection(file=name, line=line, reason=reason, expected=expected[:_SHOWN], got=got[:_SHOWN])


def _checked_header(header: tuple[str, ...] | None, name: str) -> tuple[str, ...]:
    """Refuse a header that lacks columns or names one twice.

    Raises:
        InputError: It does.
    """
    if header is None:
        message = f"{name}: expected a header of column names in UTF-8 separated by commas, got none"
        raise InputError(message)
    missing = [column for column in NEEDED_COLUMNS if column not in header]
    if missing:
        message = (
            f"{name}:1: expected the columns of UCDP GED, separated by commas; missing: {', '.join(missing)}; "
            f"got: {', '.join(header):.200}"
        )
        raise InputError(message)
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        message = f"{name}:1: expected every column once, got twice: {', '.join(twice)}"
        raise InputError(message)
    return header


def _take(table: _Table, fields: tuple[str, ...]) -> None:
    """Turn one row into an event and its acts, or set it aside as another country's.

    Raises:
        BadRowError: It cannot be used.
    """
    row = read_row(fields, table.columns)
    country = _country(table, fields)
    if not country:
        table.other_country += 1
        return
    event_id = f"ucdp:{row.id}"
    if event_id in table.seen:
        raise BadRowError(Reason.DUPLICATE_ID, "every id once", row.id)
    place = _place(row, country, table.names)
    acts = _acts(row, event_id, place, table.names)
    for act in acts:
        admit_act(act, table.terms)
    table.seen.add(event_id)
    table.acts.extend(acts)
    areas = tuple(code for name in (row.adm_1, row.adm_2) if name and (code := table.names.area(name)))
    table.events.append(
        Event(
            id=event_id,
            acts=tuple(act.id for act in acts),
            sides=row.sides,
            dyad=row.dyad,
            first_day=row.first_day,
            last_day=row.last_day,
            day_precision=row.day_precision,
            place_precision=row.place_precision,
            outlets=tuple(sorted(set(row.mentions))),
            mentions=row.mentions,
            place=place,
            areas=areas,
            deaths=row.deaths,
            is_summary=row.is_summary,
            violence=_VIOLENCE[row.violence],
            bulletins=row.bulletins,
            further=_further(table, fields),
        )
    )
    table.unmapped.update({side for side in row.sides if not table.names.actor(side)})


def _country(table: _Table, fields: tuple[str, ...]) -> str:
    """Give the row's country if it is one of the library's; a file without such a column speaks of one only."""
    if "country" not in table.columns:
        return table.names.only_country or "?"
    return table.names.country(fields[table.columns["country"]])


def _further(table: _Table, fields: tuple[str, ...]) -> dict[str, str] | None:
    return {name: fields[table.columns[name]] for name in table.kept} if table.kept else None


def _acts(row: Row, event_id: str, place: Place | None, names: Names) -> tuple[Act, ...]:
    first, second = row.sides
    source = Source(ref=(DATASET,), origin=names.origin_of(row.mentions))
    since = _moment(row.first_day)
    until = None if row.last_day == row.first_day else _moment(row.last_day)
    title = f"{first} - {second}"

    def account(actor: str, against: str, *, first_act: bool | None = None) -> Account:
        return Account(
            source=source,
            actor=names.actor(actor),
            kind=_FORCE,
            against=names.actor(against),
            place=place,
            since=since,
            until=until,
            first_act=first_act,
        )

    def act(act_id: str, told: Account, engagement: str) -> Act:
        return Act(id=act_id, accounts=(told,), engagement=engagement, title=title, exercise=names.is_exercise)

    if row.violence == ONE_SIDED:
        actor = second if first == CIVILIANS else first
        return (act(event_id, account(actor, CIVILIANS, first_act=True), ""),)
    return (
        act(f"{event_id}:a", account(first, second), event_id),
        act(f"{event_id}:b", account(second, first), event_id),
    )


def _place(row: Row, country: str, names: Names) -> Place | None:
    """Give the place as finely as the precision allows, never finer."""
    radius_m = _POINT_RADIUS_M.get(row.place_precision)
    if radius_m is not None:
        position = Position(lon_deg=row.lon_deg, lat_deg=row.lat_deg, radius_m=radius_m)
        return Place(position=position, name=row.place_name)
    if row.place_precision == _INTERNATIONAL or country == "?":
        return None
    wider = {_AREA_2: (row.adm_2, row.adm_1), _AREA_1: (row.adm_1,)}.get(row.place_precision, ())
    pcode = next((found for name in wider if name and (found := names.area(name))), "")
    return Place(area=(pcode,), name=row.place_name) if pcode else Place(country=country, name=row.place_name)


@lru_cache(maxsize=4096)
def _moment(day: str) -> Moment:
    return Moment(day)
