# SPDX-License-Identifier: Apache-2.0
"""Compares two stores table by table, and reads what one has recorded: for rebuilding beside it. Nothing is written."""

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
        return tuple(_compared(name, [_rows(each, name) for each in connections]) for name in REBUILT_TABLES)
    finally:
        for each in connections:
            each.close()


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
    assert table in REBUILT_TABLES
    counted = dict[str, int]()
    for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608 - a name of our own
        counted[repr(row)] = counted.get(repr(row), 0) + 1
    return counted
