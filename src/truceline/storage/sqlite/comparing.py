# SPDX-License-Identifier: Apache-2.0
"""Compares two stores table by table, and reads what one has recorded: for rebuilding beside it. Nothing is written.

What other logs delivered stands in the same tables and does not come back from the own log: it is left out on both
sides. Things are compared by their ids: keys that only count rows depend on what was taken or deleted between them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import apsw

from truceline.app.record_ports import RecordedRow
from truceline.storage.sqlite.opening import open_connection
from truceline.storage.sqlite.recorded import SQLiteRecorded

REBUILT_TABLES = (
    *("intent", "intent_past", "intent_reader", "volume_box", "sharing", "slot_holder", "standing_holder"),
    *("statement", "statement_reader", "finding", "finding_reader", "proposed_text", "acceptance", "recorded"),
)
"""Tables of which every row comes back when a store is rebuilt from its log."""
_OWN_ROWS: Mapping[str, str] = {
    "intent": "SELECT id, version, state, party, officer, filed_ns, start_ns, end_ns, over_ns, boxes, held, "
    "west, south, east, north, body FROM intent WHERE id NOT IN (SELECT id FROM left_out WHERE what = 'intent')",
    "intent_past": "SELECT i.id, r.version, r.body FROM intent_past r JOIN intent i ON i.key = r.intent "
    "WHERE i.id NOT IN (SELECT id FROM left_out WHERE what = 'intent')",
    "intent_reader": "SELECT i.id, r.reader, r.filed_ns FROM intent_reader r JOIN intent i ON i.key = r.intent "
    "WHERE i.id NOT IN (SELECT id FROM left_out WHERE what = 'intent')",
    "volume_box": "SELECT i.id, r.id & 65535, r.west, r.east, r.south, r.north, r.since, r.until, h.party, h.shared "
    "FROM volume_box r JOIN intent i ON i.key = r.id >> 16 JOIN sharing h ON h.key = r.sharing "
    "WHERE i.id NOT IN (SELECT id FROM left_out WHERE what = 'intent')",
    "sharing": "SELECT party, shared, versions FROM sharing WHERE party NOT IN (SELECT party FROM left_out_party)",
    "slot_holder": "SELECT r.cell, r.block, h.party, h.shared, r.count FROM slot_holder r "
    "JOIN sharing h ON h.key = r.sharing WHERE h.party NOT IN (SELECT party FROM left_out_party)",
    "standing_holder": "SELECT r.cell, r.since_ns, h.party, h.shared, r.count FROM standing_holder r "
    "JOIN sharing h ON h.key = r.sharing WHERE h.party NOT IN (SELECT party FROM left_out_party)",
    "statement": "SELECT kind, id, party, officer, at_ns, is_protected, exercise, readers, start_ns, end_ns, "
    "west, south, east, north, body FROM statement s WHERE (s.kind, s.id) NOT IN (SELECT what, id FROM left_out)",
    "statement_reader": "SELECT s.kind, s.id, r.reader, r.at_ns, r.start_ns, r.end_ns, r.west, "
    "r.south, r.east, r.north FROM statement_reader r "
    "JOIN statement s ON s.key = r.statement WHERE (s.kind, s.id) NOT IN (SELECT what, id FROM left_out)",
    "finding": "SELECT id, kind, at_ns, ruling, exercise, about, readers, subjects, start_ns, end_ns, "
    "west, south, east, north, body FROM finding WHERE id NOT IN (SELECT id FROM left_out WHERE what = 'finding')",
    "finding_reader": "SELECT f.id, r.reader, r.at_ns, r.kind, r.start_ns, r.end_ns, r.west, "
    "r.south, r.east, r.north FROM finding_reader r "
    "JOIN finding f ON f.key = r.finding WHERE f.id NOT IN (SELECT id FROM left_out WHERE what = 'finding')",
    "proposed_text": "SELECT agreement, digest, party, officer, at_ns, document, replaces FROM proposed_text "
    "WHERE agreement || '/' || digest NOT IN (SELECT id FROM left_out)",
    "acceptance": "SELECT agreement, digest, party, officer, at_ns, words FROM acceptance "
    "WHERE agreement || '/' || digest || '/' || party NOT IN (SELECT id FROM left_out)",
    "recorded": "SELECT * FROM recorded",
}
"""The rows of each table that the own log decides, by ids."""
_ROWS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One table in both stores.

    Attributes:
        name: Of the table.
        old: Rows in the old store.
        new: Rows in the new one.
        differing: Rows that stand in one of them alone.
    """

    name: str
    old: int
    new: int
    differing: int


def compare_stores(old: Path, new: Path, key: bytes) -> tuple[Compared, ...]:
    """Compare what the log decides in two stores of one key, row by row.

    Raises:
        NodeError: One does not open.
    """
    connections = [open_connection(path, key).connection for path in (old, new)]
    try:
        left_out = _taken(connections[0])
        for each in connections:
            _leave_out(each, left_out)
        return tuple(_compared(name, [_rows(each, name) for each in connections]) for name in REBUILT_TABLES)
    finally:
        for each in connections:
            each.close()


def _taken(connection: apsw.Connection) -> list[tuple[str, str, str]]:
    """Give kind, id and party of everything that another log delivered and that was taken."""
    words = "SELECT DISTINCT what, id, party FROM delivered WHERE refused = '' AND id != ''"
    return [(str(what), str(thing_id), str(party)) for what, thing_id, party in connection.execute(words)]


def _leave_out(connection: apsw.Connection, left_out: Sequence[tuple[str, str, str]]) -> None:
    """Name what is left out, in tables that lie in memory and end with the connection."""
    connection.execute("CREATE TEMP TABLE left_out (what TEXT, id TEXT, PRIMARY KEY (what, id))")
    connection.execute("CREATE TEMP TABLE left_out_party (party TEXT PRIMARY KEY)")
    things, parties = {each[:2] for each in left_out}, {(each[2],) for each in left_out if each[0] == "intent"}
    connection.executemany("INSERT INTO left_out VALUES (?, ?)", sorted(things))
    connection.executemany("INSERT INTO left_out_party VALUES (?)", sorted(parties))


def recorded_rows(path: Path, key: bytes) -> Iterator[RecordedRow]:
    """Give all that a store has recorded, in order.

    Raises:
        NodeError: It does not open.
    """
    connection = open_connection(path, key).connection
    shelf, number = SQLiteRecorded(connection=connection), 0
    try:
        while rows := shelf.after(number, _ROWS_AT_ONCE):
            yield from rows
            number = rows[-1].number
    finally:
        connection.close()


def _compared(name: str, counted: Sequence[Mapping[str, int]]) -> Compared:
    old, new = counted
    differing = sum(abs(old.get(row, 0) - new.get(row, 0)) for row in {*old, *new})
    return Compared(name=name, old=sum(old.values()), new=sum(new.values()), differing=differing)


def _rows(connection: apsw.Connection, table: str) -> dict[str, int]:
    counted = dict[str, int]()
    for row in connection.execute(_OWN_ROWS[table]):
        counted[repr(row)] = counted.get(repr(row), 0) + 1
    return counted
