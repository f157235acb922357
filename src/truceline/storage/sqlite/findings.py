# SPDX-License-Identifier: Apache-2.0
"""The shelf of findings."""

from collections.abc import Iterable
from dataclasses import dataclass

import apsw

from truceline.app.ports import Page, Selection
from truceline.base.errors import NotFoundError, TakenError
from truceline.base.instants import Interval
from truceline.findings.finding import Finding, FindingKind
from truceline.storage.sqlite.asking import Fields, ask_each, ask_one
from truceline.storage.sqlite.bodies import decode_detail, decode_names, encode
from truceline.storage.sqlite.pages import EVERY_PARTY, Row, fill_page

_INSERT = (
    "INSERT INTO finding (id, kind, at_ns, ruling, exercise, about, readers, subjects, start_ns, end_ns, "
    "west, south, east, north, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_LIST = (
    "INSERT INTO finding_reader (reader, at_ns, finding, kind, start_ns, end_ns, west, south, east, north) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_COLUMNS = (
    "f.id, f.kind, f.at_ns, f.ruling, f.exercise, f.about, f.readers, f.subjects, f.start_ns, f.end_ns, "
    "f.west, f.south, f.east, f.north, f.body"
)
_ROWS = (
    f"SELECT r.at_ns, r.finding, {_COLUMNS} FROM finding_reader AS r "  # noqa: S608 - our own words
    "CROSS JOIN finding AS f ON f.key = r.finding WHERE r.reader = ? AND (r.at_ns, r.finding) < (?, ?)"
)
_LATEST_FIRST = " ORDER BY r.at_ns DESC, r.finding DESC LIMIT ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class SQLiteFindings:
    """What the node concluded, as ``app.ports.Findings`` says.

    Attributes:
        connection: The store's connection, inside a transaction.
    """

    connection: apsw.Connection

    def add(self, finding: Finding) -> None:
        """Keep a finding.

        Raises:
            TakenError: One of that id stands there already.
        """
        stretch = (finding.interval.start_ns, finding.interval.end_ns)
        place = (*stretch, *(finding.bounds_deg or (None, None, None, None)))
        try:
            self.connection.execute(
                _INSERT,
                (
                    *(finding.id, finding.kind.value, finding.at_ns, finding.ruling, finding.exercise),
                    *(encode(finding.about), encode(finding.readers), encode(finding.subjects)),
                    *place,
                    encode(finding.detail),
                ),
            )
        except apsw.ConstraintError as error:
            message = f"finding {finding.id:.80}: expected an id that is free, got one that stands here"
            raise TakenError(message) from error
        key = self.connection.last_insert_rowid()
        self.connection.executemany(
            _LIST,
            [(reader, finding.at_ns, key, finding.kind.value, *place) for reader in listed_under(finding.readers)],
        )

    def get(self, finding_id: str) -> Finding:
        """Give one.

        Raises:
            NotFoundError: There is none, or it was erased.
        """
        found = ask_one(
            self.connection,
            f"SELECT {_COLUMNS} FROM finding AS f WHERE f.id = ?",  # noqa: S608 - our own words
            (finding_id,),
        )
        if found is None or found[-1] is None:
            message = f"finding {finding_id:.80}: expected one that stands here, got none"
            raise NotFoundError(message)
        return _finding_of(found)

    def page(self, selection: Selection, *, kind: FindingKind | None = None, ruling: str = "") -> Page[Finding]:
        """Give findings that the reader may read, latest first."""
        words, rest = _narrowed(selection, kind, ruling)

        def rows(reader: str, place: tuple[int, int], count: int) -> Iterable[Row]:
            found = ask_each(self.connection, _ROWS + words, (reader, *place, *rest, count))
            return ((row[0], row[1], row[2:]) for row in found)

        def make(row: Row) -> Finding | None:
            return _finding_of(row[2])

        return fill_page(rows, (selection.reader, EVERY_PARTY), selection.after, selection.limit, make)


def listed_under(readers: tuple[str, ...]) -> tuple[str, ...]:
    """Give under whom a finding is listed: ``*`` alone when it is open to every party, else each reader once."""
    return (EVERY_PARTY,) if EVERY_PARTY in readers else tuple(dict.fromkeys(readers))


def _narrowed(selection: Selection, kind: FindingKind | None, ruling: str) -> tuple[str, tuple[object, ...]]:
    words, rest = "", list[object]()
    if kind is not None:
        words += " AND r.kind = ?"
        rest.append(kind.value)
    if ruling:
        words += " AND f.ruling = ?"
        rest.append(ruling)
    if selection.bounds_deg is not None:
        west, south, east, north = selection.bounds_deg
        words += " AND r.west <= ? AND r.east >= ? AND r.south <= ? AND r.north >= ?"
        rest += [east, west, north, south]
    if selection.interval is not None:
        words += " AND r.start_ns < ? AND r.end_ns > ?"
        rest += [selection.interval.end_ns, selection.interval.start_ns]
    return words + _LATEST_FIRST, tuple(rest)


def _finding_of(found: Fields) -> Finding:
    (id_, kind, at_ns, ruling, exercise, about, readers, subjects, start_ns, end_ns, west, south, east, north, body) = (
        found
    )
    return Finding(
        id=id_,
        kind=FindingKind(kind),
        at_ns=at_ns,
        about=decode_names(about),
        readers=decode_names(readers),
        detail=decode_detail(FindingKind(kind), body),
        interval=Interval(start_ns=start_ns, end_ns=end_ns),
        ruling=ruling,
        subjects=decode_names(subjects),
        bounds_deg=None if west is None else (west, south, east, north),
        exercise=bool(exercise),
    )
