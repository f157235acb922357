# SPDX-License-Identifier: Apache-2.0
"""The shelf of claims, reports and acts of the past."""

from dataclasses import dataclass

import apsw

from truceline.app.ports import Page, Selection, Statement, StatementKind
from truceline.base.errors import NotFoundError, TakenError
from truceline.picture.claims import Claim
from truceline.storage.extents import extent_meets, extent_of_statement
from truceline.storage.sqlite.asking import Fields, ask_each, ask_one
from truceline.storage.sqlite.bodies import decode_names, decode_stated, encode
from truceline.storage.sqlite.pages import readers_of
from truceline.storage.sqlite.reader_lists import ReaderList, place_of

_INSERT = (
    "INSERT INTO statement (kind, id, party, officer, at_ns, is_protected, exercise, readers, start_ns, end_ns, "
    "west, south, east, north, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_COLUMNS = "t.kind, t.party, t.officer, t.at_ns, t.is_protected, t.exercise, t.readers, t.body"


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
        self.connection.execute(
            _INSERT,
            (
                *(kind, statement.id, statement.party, statement.officer, statement.at_ns),
                *(statement.is_protected, statement.exercise, encode(statement.readers)),
                *place_of(extent),
                encode(statement.noun),
            ),
        )
        key = self.connection.last_insert_rowid()
        self._list.add(listed_under(statement), kind, statement.at_ns, key, extent)

    def get(self, kind: StatementKind, statement_id: str) -> Statement:
        """Give one.

        Raises:
            NotFoundError: There is none, or it was erased.
        """
        found = ask_one(
            self.connection,
            f"SELECT {_COLUMNS} FROM statement AS t WHERE t.kind = ? AND t.id = ?",  # noqa: S608 - our own words
            (kind.value, statement_id),
        )
        if found is None or found[-1] is None:
            message = f"{kind} {statement_id:.80}: expected one that stands here, got none"
            raise NotFoundError(message)
        return statement_of(found)

    def page(self, kind: StatementKind, selection: Selection) -> Page[Statement]:
        """Give statements that the reader may read, latest first."""

        def make(found: Fields) -> Statement | None:
            statement = statement_of(found)
            return statement if extent_meets(extent_of_statement(statement), selection) else None

        return self._list.page(_COLUMNS, selection, make, [("r.kind = ?", kind.value)])

    def claims(self) -> tuple[Claim, ...]:
        """Give every claim that is not protected, in the order in which they came."""
        found = ask_each(
            self.connection,
            "SELECT body FROM statement WHERE kind = 'claim' AND is_protected = 0 AND body IS NOT NULL ORDER BY key",
        )
        claims = (decode_stated(StatementKind.CLAIM, row[0]) for row in found)
        return tuple(claim for claim in claims if isinstance(claim, Claim))

    @property
    def _list(self) -> ReaderList:
        return ReaderList(connection=self.connection, thing="statement")


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
