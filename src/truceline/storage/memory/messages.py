# SPDX-License-Identifier: Apache-2.0
"""Messages of the line in memory."""

from dataclasses import dataclass

from truceline.app.line_ports import KeptMessage, KeptStep
from truceline.app.ports import Page, Selection
from truceline.base.errors import NotFoundError, TakenError
from truceline.line.message_types import Precedence
from truceline.storage.memory.listing import page_of
from truceline.storage.memory.undo import Table

_ORDER = {precedence: rank for rank, precedence in enumerate(reversed(Precedence))}


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryMessages:
    """Messages, as ``app.line_ports.Messages`` says.

    Attributes:
        table: By id.
        said: Steps by number.
        waiting: For whom which message is open.
    """

    table: Table[str, KeptMessage]
    said: Table[int, KeptStep]
    waiting: Table[tuple[str, str], bool]

    def add(self, kept: KeptMessage) -> None:
        """Keep a message.

        Raises:
            TakenError: One of that id stands there already.
        """
        if kept.id in self.table:
            message = f"message {kept.id:.80}: expected a new id, got one that stands here"
            raise TakenError(message)
        self.table.put(kept.id, kept)
        for party in kept.message.to:
            self.waiting.put((kept.id, party), True)  # noqa: FBT003 - a row

    def get(self, message_id: str) -> KeptMessage:
        """Give one.

        Raises:
            NotFoundError: There is none.
        """
        found = self.table.get(message_id)
        if found is None:
            message = f"message {message_id:.80}: expected one that stands here, got none"
            raise NotFoundError(message)
        return found

    def add_step(self, kept: KeptStep) -> None:
        """Keep what a side says of a message.

        Raises:
            NotFoundError: There is no such message.
        """
        self.get(kept.message_id)
        self.said.put(len(self.said.rows), kept)

    def steps(self, message_id: str) -> tuple[KeptStep, ...]:
        """Give what was said of a message, in the order in which it came."""
        return tuple(each for each in self.said if each.message_id == message_id)

    def close(self, message_id: str, party: str) -> None:
        """Let a message be open for a party no more."""
        self.waiting.put((message_id, party), False)  # noqa: FBT003 - a row

    def open_for(self, party: str, limit: int) -> tuple[KeptMessage, ...]:
        """Give messages that wait for a party's answer: the most urgent first, within it the oldest."""
        found = [each for each in self.table if self.waiting.get((each.id, party))]
        found.sort(key=lambda each: (_ORDER[each.message.precedence], each.at_ns))
        return tuple(found[:limit])

    def page(self, selection: Selection) -> Page[KeptMessage]:
        """Give messages of which the reader is a side, latest first."""
        things = (
            (each.at_ns, number, each) for number, each in enumerate(self.table) if selection.reader in each.sides
        )
        return page_of(things, selection.after, selection.limit)
