# SPDX-License-Identifier: Apache-2.0
"""The shelf of claims, reports and acts of the past."""

from collections.abc import Iterable
from dataclasses import dataclass

import apsw

from truceline.app.ports import Page, Selection, Statement, StatementKind
from truceline.base.errors import NotFoundError, TakenError
from truceline.picture.claims import Claim
from truceline.storage.extents import extent_meets, extent_of_statement
from truceline.storage.sqlite.asking import Fields, ask_each, ask_one
from truceline.storage.sqlite.bodies import decode_names, decode_stated, encode
from truceline.storage.sqlite.pages import EVERY_PARTY, Row, fill_page, readers_of

_INSERT = (
    "INSERT INTO statement (kind, id, party, officer, at_ns, is_protected, exercise, readers, start_ns, end_ns, "
    "west, south, east, north, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_LIST = (
    "INSERT INTO statement_reader (kind, reader, at_ns, statement, start_ns, end_ns, west, south, east, north) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_COLUMNS = "s.kind, s.party, s.officer, s.at_ns, s.is_protected, s.exercise, s.readers, s.body"
_ROWS = (
    f"SELECT r.at_ns, r.statement, {_COLUMNS} FROM statement_reader AS r "  # noqa: S608 - our own words
    "CROSS JOIN statement AS s ON s.key = r.statement "
    "WHERE r.kind = ? AND r.reader = ? AND (r.at_ns, r.statement) < (?, ?)"
)
_LATEST_FIRST = " ORDER BY r.at_ns DESC, r.statement DESC LIMIT ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class SQLiteStatements:
    """Claims, reports and acts, as ``app.ports.Statements`` says.

    Attributes:
        connection: The store's connection, inside a transaction.
    """

    connection: apsw.Connection

    def add(self, statement: Statement) -> None:
        """Keep a statement.

        Raises:
            TakenError: One of that kind and id stands there already.
        """
        kind, extent = statement.kind.value, extent_of_statement(statement)
        if ask_one(self.connection, "SELECT 1 FROM statement WHERE kind = ? AND id = ?", (kind, statement.id)):
            message = (
                f"{kind} {statement.id:.80}: expected an id that is free, got one that stands here; choose another"
            )
            raise TakenError(message)
        stretch = (extent.interval.start_ns, extent.interval.end_ns)
        place = (*stretch, *(extent.bounds_deg or (None, None, None, None)))
        self.connection.execute(
            _INSERT,
            (
                *(kind, statement.id, statement.party, statement.officer, statement.at_ns),
                *(statement.is_protected, statement.exercise, encode(statement.readers)),
                *place,
                encode(statement.noun),
            ),
        )
        key = self.connection.last_insert_rowid()
        self.connection.executemany(
            _LIST, [(kind, reader, statement.at_ns, key, *place) for reader in listed_under(statement)]
        )

    def get(self, kind: StatementKind, statement_id: str) -> Statement:
        """Give one.

        Raises:
            NotFoundError: There is none, or it was erased.
        """
        found = ask_one(
            self.connection,
            f"SELECT {_COLUMNS} FROM statement AS s WHERE s.kind = ? AND s.id = ?",  # noqa: S608 - our own words
            (kind.value, statement_id),
        )
        if found is None or found[-1] is None:
            message = f"{kind} {statement_id:.80}: expected one that stands here, got none"
            raise NotFoundError(message)
        return statement_of(found)

    def page(self, kind: StatementKind, selection: Selection) -> Page[Statement]:
        """Give statements that the reader may read, latest first."""
        words, rest = _narrowed(selection)

        def rows(reader: str, place: tuple[int, int], count: int) -> Iterable[Row]:
            found = ask_each(self.connection, _ROWS + words, (kind.value, reader, *place, *rest, count))
            return ((row[0], row[1], row[2:]) for row in found)

        def make(row: Row) -> Statement | None:
            statement = statement_of(row[2])
            return statement if extent_meets(extent_of_statement(statement), selection) else None

        return fill_page(rows, (selection.reader, EVERY_PARTY), selection.after, selection.limit, make)

    def claims(self) -> tuple[Claim, ...]:
        """Give every claim that is not protected, in the order in which they came."""
        found = ask_each(
            self.connection,
            "SELECT body FROM statement WHERE kind = 'claim' AND is_protected = 0 AND body IS NOT NULL ORDER BY key",
        )
        claims = (decode_stated(StatementKind.CLAIM, row[0]) for row in found)
        return tuple(claim for claim in claims if isinstance(claim, Claim))


def listed_under(statement: Statement) -> tuple[str, ...]:
    """Give under whom a statement is listed; a protected one under its own party alone."""
    return readers_of(statement.party, () if statement.is_protected else statement.readers)


def statement_of(found: Fields) -> Statement:
    """Make a statement of its columns."""
    kind, party, officer, at_ns, is_protected, exercise, readers, body = found
    return Statement(
        kind=StatementKind(kind),
        party=party,
        officer=officer,
        at_ns=at_ns,
        noun=decode_stated(StatementKind(kind), body),
        readers=decode_names(readers),
        is_protected=bool(is_protected),
        exercise=bool(exercise),
    )


def _narrowed(selection: Selection) -> tuple[str, tuple[object, ...]]:
    words, rest = "", list[object]()
    if selection.bounds_deg is not None:
        west, south, east, north = selection.bounds_deg
        words += " AND r.west <= ? AND r.east >= ? AND r.south <= ? AND r.north >= ?"
        rest += [east, west, north, south]
    if selection.interval is not None:
        words += " AND r.start_ns < ? AND r.end_ns > ?"
        rest += [selection.interval.end_ns, selection.interval.start_ns]
    return words + _LATEST_FIRST, tuple(rest)
