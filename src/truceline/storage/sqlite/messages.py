# SPDX-License-Identifier: Apache-2.0
"""The shelf of messages of the line, and of what each side says of them."""

from collections.abc import Iterable
from dataclasses import dataclass

import apsw

from truceline.app.line_ports import KeptMessage, KeptStep
from truceline.app.ports import Page, Selection
from truceline.base.errors import NotFoundError, TakenError
from truceline.line.bodies import read_message, read_step, write_message, write_step
from truceline.line.message_types import Precedence
from truceline.storage.sqlite.asking import Fields, ask_each, ask_one
from truceline.storage.sqlite.pages import Row, fill_page

_URGENCY = {precedence: rank for rank, precedence in enumerate(Precedence)}
_COLUMNS = "m.log, m.at_ns, m.body"


@dataclass(frozen=True, slots=True, kw_only=True)
class SQLiteMessages:
    """Messages, as ``app.line_ports.Messages`` says.

    Attributes:
        connection: The store's connection, inside a transaction.
    """

    connection: apsw.Connection

    def add(self, kept: KeptMessage) -> None:
        """Keep a message.

        Raises:
            TakenError: One of that id stands there already.
        """
        message, urgency = kept.message, _URGENCY[kept.message.precedence]
        try:
            self.connection.execute(
                "INSERT INTO message (id, log, at_ns, body) VALUES (?, ?, ?, ?)",
                (kept.id, kept.log, kept.at_ns, write_message(kept.id, message)),
            )
        except apsw.ConstraintError as error:
            told = f"message {kept.id:.80}: expected a new id, got one that stands here"
            raise TakenError(told) from error
        key = self.connection.last_insert_rowid()
        self.connection.executemany(
            "INSERT INTO message_side (party, at_ns, message, urgency, is_open) VALUES (?, ?, ?, ?, ?)",
            [(party, kept.at_ns, key, urgency, party in message.to) for party in kept.sides],
        )

    def get(self, message_id: str) -> KeptMessage:
        """Give one.

        Raises:
            NotFoundError: There is none.
        """
        found = ask_one(self.connection, f"SELECT {_COLUMNS} FROM message AS m WHERE m.id = ?", (message_id,))  # noqa: S608
        if found is None:
            message = f"message {message_id:.80}: expected one that stands here, got none"
            raise NotFoundError(message)
        return _kept(found)

    def add_step(self, kept: KeptStep) -> None:
        """Keep what a side says of a message.

        Raises:
            NotFoundError: There is no such message.
        """
        self.connection.execute(
            "INSERT INTO message_step (message, party, log, at_ns, body) VALUES (?, ?, ?, ?, ?)",
            (self._key(kept.message_id), kept.party, kept.log, kept.at_ns, write_step(kept.message_id, kept.step)),
        )

    def steps(self, message_id: str) -> tuple[KeptStep, ...]:
        """Give what was said of a message, in the order in which it came."""
        rows = ask_each(
            self.connection,
            "SELECT s.party, s.log, s.at_ns, s.body FROM message_step AS s JOIN message AS m ON m.key = s.message "
            "WHERE m.id = ? ORDER BY s.key",
            (message_id,),
        )
        return tuple(
            KeptStep(message_id=message_id, party=party, log=log, at_ns=at_ns, step=read_step(body)[1])
            for party, log, at_ns, body in rows
        )

    def close(self, message_id: str, party: str) -> None:
        """Let a message be open for a party no more."""
        self.connection.execute(
            "UPDATE message_side SET is_open = 0 WHERE party = ? AND message = ?", (party, self._key(message_id))
        )

    def open_for(self, party: str, limit: int) -> tuple[KeptMessage, ...]:
        """Give messages that wait for a party's answer: the most urgent first, within it the oldest."""
        rows = ask_each(
            self.connection,
            f"SELECT {_COLUMNS} FROM message_side AS s CROSS JOIN message AS m ON m.key = s.message "  # noqa: S608
            "WHERE s.party = ? AND s.is_open = 1 ORDER BY s.urgency DESC, s.at_ns, s.message LIMIT ?",
            (party, limit),
        )
        return tuple(_kept(row) for row in rows)

    def page(self, selection: Selection) -> Page[KeptMessage]:
        """Give messages of which the reader is a side, latest first."""

        def rows(reader: str, place: tuple[int, int], count: int) -> Iterable[Row]:
            found = ask_each(
                self.connection,
                f"SELECT s.at_ns, s.message, {_COLUMNS} FROM message_side AS s "  # noqa: S608
                "CROSS JOIN message AS m ON m.key = s.message "
                "WHERE s.party = ? AND (s.at_ns, s.message) < (?, ?) ORDER BY s.at_ns DESC, s.message DESC LIMIT ?",
                (reader, *place, count),
            )
            return ((row[0], row[1], row[2:]) for row in found)

        return fill_page(rows, (selection.reader,), selection.after, selection.limit, lambda row: _kept(row[2]))

    def _key(self, message_id: str) -> int:
        found = ask_one(self.connection, "SELECT key FROM message WHERE id = ?", (message_id,))
        if found is None:
            message = f"message {message_id:.80}: expected one that stands here, got none"
            raise NotFoundError(message)
        return int(found[0])


def _kept(found: Fields) -> KeptMessage:
    log, at_ns, body = found
    message_id, message = read_message(body)
    return KeptMessage(id=message_id, message=message, at_ns=at_ns, log=log)
