# SPDX-License-Identifier: Apache-2.0
"""The shelf of what goes into the log: outbox and bodies in one table, and what other logs delivered in another."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import apsw
import msgspec

from truceline.app.record_ports import (
    Delivered,
    DeliveredRow,
    EntryName,
    EntryPlace,
    Placing,
    Recordable,
    RecordedRow,
    Recorder,
)
from truceline.base.errors import TakenError
from truceline.crypto.randomness import random_bytes
from truceline.storage.recording import commit_to, refuse_unrecorded
from truceline.storage.sqlite.asking import Fields, ask_all, ask_each, ask_one
from truceline.storage.sqlite.bodies import decode_names, encode

_KEPT = (
    "typ, what, id, author, recipients, about, refers, at_ms, deadline_ms, is_open, commitment, size, key_digest, "
    "sealed_digest, salt, dek, body"
)
_INSERT = f"INSERT INTO recorded ({_KEPT}) VALUES ({', '.join('?' * 17)})"  # noqa: S608 - our own words
_RESTORE = f"INSERT INTO recorded ({_KEPT}, number, seq, leaf) VALUES ({', '.join('?' * 20)})"  # noqa: S608 - as above
_COLUMNS = f"{_KEPT}, number, seq, leaf"
_SELECT = f"SELECT {_COLUMNS} FROM recorded"  # noqa: S608 - our own words
_DELIVERED = "SELECT origin, seq, leaf, party, typ, at_ms, salt, dek, body, what, id, refused FROM delivered"
_TAKE = (
    "INSERT INTO delivered (origin, seq, leaf, party, typ, at_ms, salt, dek, body, what, id, refused) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_NUMBERS = msgspec.msgpack.Decoder(tuple[int, ...])
_REFERS = msgspec.msgpack.Decoder(tuple[EntryName, ...])


@dataclass(slots=True, kw_only=True)
class SQLiteRecorded:
    """What goes into the log, as ``app.record_ports.Recorded`` says.

    Attributes:
        connection: The store's connection, inside a transaction.
        recorder: The log; none where there is no node round the store.
        draw: Draws random bytes.
        placed: Places that the log gave and that no transaction has written yet, by number.
        placings: Of what was put and has no place yet, by number.
        latest: The newest of them of each thing.
    """

    connection: apsw.Connection
    recorder: Recorder | None = None
    draw: Callable[[int], bytes] = random_bytes
    placed: dict[int, EntryPlace] = field(default_factory=dict)
    placings: dict[int, Placing] = field(default_factory=dict)
    latest: dict[tuple[str, str], Placing] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """Of the own log; empty where there is none."""
        return self.recorder.origin if self.recorder is not None else ""

    def put(self, thing: Recordable) -> Placing:
        """Put a thing on the shelf.

        Raises:
            StateError: The log takes no entries now.
        """
        refuse_unrecorded(self.recorder)
        kept = commit_to(thing, self.draw)
        self.connection.execute(
            _INSERT,
            (
                *(thing.type, thing.what, thing.id, thing.author, encode(thing.recipients), encode(thing.about)),
                *(encode(thing.refers), thing.at_ns // 1_000_000, thing.deadline_ms, thing.is_open, kept.commitment),
                *(kept.size, kept.key_digest, kept.sealed_digest, kept.salt, kept.dek, kept.body),
            ),
        )
        placing = Placing(number=self.connection.last_insert_rowid())
        self.placings[placing.number] = self.latest[thing.what, thing.id] = placing
        return placing

    def placing(self, what: str, thing_id: str) -> Placing | None:
        """Give where the thing stands that was put last in this batch."""
        return self.latest.get((what, thing_id))

    def of(self, what: str, thing_id: str) -> tuple[RecordedRow, ...]:
        """Give the rows of a thing, in their order."""
        return self._rows(f"{_SELECT} WHERE id = ? AND what = ? ORDER BY number", (thing_id, what))

    def at(self, seq: int) -> RecordedRow | None:
        """Give the row of an entry."""
        number = next((each.number for each in self.placed.values() if each.seq == seq), None)
        if number is None:
            found = self._rows(f"{_SELECT} WHERE seq = ?", (seq,))
        else:
            found = self._rows(f"{_SELECT} WHERE number = ?", (number,))
        return found[0] if found else None

    def after(self, number: int, limit: int) -> tuple[RecordedRow, ...]:
        """Give the rows after a number, in order."""
        return self._rows(f"{_SELECT} WHERE number > ? ORDER BY number LIMIT ?", (number, limit))

    def waiting(self, limit: int) -> tuple[RecordedRow, ...]:
        """Give the first rows that the log has not taken yet, in order."""
        last = max(self.placed, default=0)
        if not last:
            found = ask_one(self.connection, "SELECT number FROM recorded WHERE seq IS NOT NULL ORDER BY seq DESC")
            last = found[0] if found else 0
        return self.after(last, limit)

    def last_placed(self) -> RecordedRow | None:
        """Give the last row that the log has taken."""
        found = self._rows(f"{_SELECT} WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1", ())
        return found[0] if found else None

    def place(self, places: Sequence[EntryPlace]) -> None:
        """Write down where rows stand in the log."""
        self.connection.executemany(
            "UPDATE recorded SET seq = ?, leaf = ? WHERE number = ?",
            [(each.seq, each.leaf, each.number) for each in places],
        )

    def restore(self, row: RecordedRow) -> None:
        """Put a row back as it was."""
        self.connection.execute(
            _RESTORE,
            (
                *(row.type, row.what, row.id, row.author, encode(row.recipients), encode(row.about)),
                *(encode(row.refers), row.at_ms, row.deadline_ms, row.is_open, row.commitment),
                *(row.size, row.key_digest, row.sealed_digest, row.salt, row.dek, row.body),
                *(row.number, row.seq, row.leaf),
            ),
        )

    def destroy(self, what: str, thing_id: str) -> tuple[int, ...]:
        """Destroy salt, key and body of every row of a thing."""
        found = ask_all(
            self.connection,
            "UPDATE recorded SET salt = NULL, dek = NULL, body = NULL WHERE id = ? AND what = ? RETURNING number",
            (thing_id, what),
        )
        return tuple(sorted(row[0] for row in found))

    def take(self, row: DeliveredRow) -> None:
        """Keep what another log delivered.

        Raises:
            TakenError: It came before.
        """
        one = row.delivered
        try:
            self.connection.execute(
                _TAKE,
                (
                    *(one.origin, one.seq, one.leaf, one.party, one.type, one.at_ms),
                    *(one.salt, one.dek, one.body, row.what, row.id, row.refused),
                ),
            )
        except apsw.ConstraintError as error:
            message = f"delivery {one.seq} of {one.origin:.80}: expected one that is new, got one that came before"
            raise TakenError(message) from error

    def delivered(self, origin: str, seq: int) -> DeliveredRow | None:
        """Give what a log delivered under an index."""
        found = ask_one(self.connection, f"{_DELIVERED} WHERE origin = ? AND seq = ?", (origin, seq))
        return _delivered_of(found) if found else None

    def delivered_of(self, what: str, thing_id: str) -> tuple[DeliveredRow, ...]:
        """Give what was delivered about a thing and taken."""
        words = f"{_DELIVERED} WHERE id = ? AND what = ? AND refused = '' ORDER BY origin, seq"
        return tuple(_delivered_of(found) for found in ask_each(self.connection, words, (thing_id, what)))

    def forget_placings(self) -> None:
        """Forget what was put in this batch: all of it was told."""
        self.placings.clear()
        self.latest.clear()

    def told(self, places: Iterable[EntryPlace]) -> None:
        """Remember places that the log gave, and tell whoever put the rows; they are written with the next batch."""
        for each in places:
            self.placed[each.number] = each
            placing = self.placings.get(each.number)
            if placing is not None:
                placing.origin, placing.seq, placing.leaf = each.origin, each.seq, each.leaf

    def _rows(self, words: str, bound: Sequence[object]) -> tuple[RecordedRow, ...]:
        rows = (_row_of(found) for found in ask_each(self.connection, words, bound))
        return tuple(self._with_place(row) for row in rows)

    def _with_place(self, row: RecordedRow) -> RecordedRow:
        place = self.placed.get(row.number) if row.seq is None else None
        return row if place is None else replace(row, seq=place.seq, leaf=place.leaf)


def _row_of(found: Fields) -> RecordedRow:
    type_, what, id_, author, recipients, about, refers, at_ms, deadline_ms, is_open, *rest = found
    commitment, size, key_digest, sealed_digest, salt, dek, body, number, seq, leaf = rest
    return RecordedRow(
        number=number,
        type=type_,
        what=what,
        id=id_,
        author=author,
        recipients=decode_names(recipients),
        about=_NUMBERS.decode(about),
        refers=_REFERS.decode(refers),
        at_ms=at_ms,
        deadline_ms=deadline_ms,
        is_open=bool(is_open),
        commitment=commitment,
        size=size,
        key_digest=key_digest,
        sealed_digest=sealed_digest,
        salt=salt,
        dek=dek,
        body=body,
        seq=seq,
        leaf=leaf,
    )


def _delivered_of(found: Fields) -> DeliveredRow:
    origin, seq, leaf, party, type_, at_ms, salt, dek, body, what, id_, refused = found
    delivered = Delivered(
        origin=origin, seq=seq, leaf=leaf, party=party, type=type_, at_ms=at_ms, salt=salt, dek=dek, body=body
    )
    return DeliveredRow(delivered=delivered, what=what, id=id_, refused=refused)
