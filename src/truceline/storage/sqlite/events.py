# SPDX-License-Identifier: Apache-2.0
"""The shelf of events: what changed, in order, for those who listen."""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import apsw

from truceline.app.ports import Event
from truceline.storage.sqlite.asking import Fields, ask_each, ask_one
from truceline.storage.sqlite.bodies import encode
from truceline.storage.sqlite.pages import EVERY_PARTY

_AFTER = (
    "SELECT e.number, e.at_ns, e.what, e.change, e.id FROM event_reader AS r "
    "CROSS JOIN event AS e ON e.number = r.number "
    "WHERE r.reader = ? AND r.number > ? ORDER BY r.number LIMIT ?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SQLiteEvents:
    """What changed, as ``app.ports.Events`` says.

    Attributes:
        connection: The store's connection, inside a transaction.
    """

    connection: apsw.Connection

    def tell(self, event: Event, readers: Sequence[str]) -> None:
        """Tell some parties of a change; the number of the event is given here."""
        listed = (EVERY_PARTY,) if EVERY_PARTY in readers else tuple(dict.fromkeys(readers))
        self.connection.execute(
            "INSERT INTO event (at_ns, what, change, id, readers) VALUES (?, ?, ?, ?, ?)",
            (event.at_ns, event.what, event.change, event.id, encode(listed)),
        )
        number = self.connection.last_insert_rowid()
        self.connection.executemany(
            "INSERT INTO event_reader (reader, number) VALUES (?, ?)", [(reader, number) for reader in listed]
        )

    def after(self, number: int, reader: str, limit: int) -> tuple[Event, ...]:
        """Give the events after one that a party may know of, in order."""
        found: list[Iterable[Fields]] = [
            ask_each(self.connection, _AFTER, (listed, number, limit)) for listed in (reader, EVERY_PARTY)
        ]
        return tuple(
            Event(number=place, at_ns=at_ns, what=what, change=change, id=id_)
            for place, at_ns, what, change, id_ in islice(heapq.merge(*found), limit)
        )

    def last(self) -> int:
        """Give the number of the latest event; 0 when there is none."""
        found = ask_one(self.connection, "SELECT seq FROM sqlite_sequence WHERE name = 'event'")
        return found[0] if found is not None else 0
