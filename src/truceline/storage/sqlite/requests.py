# SPDX-License-Identifier: Apache-2.0
"""The shelf of what was asked: kept answers, coarse cells asked about, revisions, and looks at what is sensitive."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import apsw

from truceline.app.ports import KeptAnswer, Look, Page, Selection
from truceline.storage.sqlite.asking import ask_all, ask_each, ask_one
from truceline.storage.sqlite.pages import Row, fill_page

_ASK = (
    "INSERT INTO cell_asked (party, officer, cell, at_ns) VALUES (?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET at_ns = max(at_ns, excluded.at_ns)"
)
_ASKED = "SELECT cell FROM cell_asked WHERE party = ? AND at_ns >= ?"
_ASKED_BY_OFFICER = "SELECT cell FROM cell_asked WHERE party = ? AND officer = ? AND at_ns >= ?"
_REVISE = "INSERT INTO revision (officer, at_ns, count) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1"
_LOOKS = (
    "SELECT at_ns, key, officer, what, id, reason FROM look WHERE party = ? AND (at_ns, key) < (?, ?) "
    "AND at_ns >= ? AND at_ns < ? ORDER BY at_ns DESC, key DESC LIMIT ?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SQLiteRequests:
    """What was asked of the node, as ``app.ports.Requests`` says.

    Attributes:
        connection: The store's connection, inside a transaction.
    """

    connection: apsw.Connection

    def answer(self, officer: str, key: str) -> KeptAnswer | None:
        """Give the answer kept for an officer's idempotency key; None when there is none."""
        found = ask_one(
            self.connection,
            "SELECT digest, status, body, at_ns, etag, location FROM kept_answer WHERE officer = ? AND key = ?",
            (officer, key),
        )
        if found is None:
            return None
        digest, status, body, at_ns, etag, location = found
        return KeptAnswer(digest=digest, status=status, body=body, at_ns=at_ns, etag=etag, location=location)

    def keep_answer(self, officer: str, key: str, answer: KeptAnswer) -> None:
        """Keep the answer to a request with a key, in the place of one kept before."""
        self.connection.execute(
            "INSERT OR REPLACE INTO kept_answer (officer, key, digest, status, etag, location, at_ns, body) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (officer, key, answer.digest, answer.status, answer.etag, answer.location, answer.at_ns, answer.body),
        )

    def ask_cells(self, party: str, officer: str, cells: Sequence[int], at_ns: int) -> None:
        """Remember which coarse cells an officer asked about."""
        self.connection.executemany(_ASK, [(party, officer, cell, at_ns) for cell in cells])

    def cells_asked(self, party: str, since_ns: int, *, officer: str = "") -> frozenset[int]:
        """Give the distinct coarse cells asked about since an instant."""
        if officer:
            found = ask_all(self.connection, _ASKED_BY_OFFICER, (party, officer, since_ns))
        else:
            found = ask_all(self.connection, _ASKED, (party, since_ns))
        return frozenset(chain.from_iterable(found))

    def add_revision(self, officer: str, at_ns: int) -> None:
        """Count a revision."""
        self.connection.execute(_REVISE, (officer, at_ns))

    def revisions(self, officer: str, since_ns: int) -> int:
        """Give how many revisions of an officer were counted since an instant."""
        counted = ask_one(
            self.connection,
            "SELECT coalesce(sum(count), 0) FROM revision WHERE officer = ? AND at_ns >= ?",
            (officer, since_ns),
        )
        return counted[0] if counted is not None else 0

    def add_look(self, look: Look) -> None:
        """Remember a look."""
        self.connection.execute(
            "INSERT INTO look (at_ns, party, officer, what, id, reason) VALUES (?, ?, ?, ?, ?, ?)",
            (look.at_ns, look.party, look.officer, look.what, look.id, look.reason),
        )

    def looks(self, selection: Selection) -> Page[Look]:
        """Give the looks of the reader's own officers, latest first."""
        since_ns = selection.interval.start_ns if selection.interval else -(2**63)
        until_ns = selection.interval.end_ns if selection.interval else 2**63 - 1

        def rows(reader: str, place: tuple[int, int], count: int) -> Iterable[Row]:
            found = ask_each(self.connection, _LOOKS, (reader, *place, since_ns, until_ns, count))
            return ((row[0], row[1], row[2:]) for row in found)

        def make(row: Row) -> Look:
            officer, what, id_, reason = row[2]
            return Look(at_ns=row[0], party=selection.reader, officer=officer, what=what, id=id_, reason=reason)

        return fill_page(rows, (selection.reader,), selection.after, selection.limit, make)
