# SPDX-License-Identifier: Apache-2.0
"""What use cases of the line ask of a store: messages, and what each side says of them.

Rules:
    - A message and a step stand in one log each: in whose, is kept with them. What stands in the sender's own log about
      its message reaches no level (``line.levels``).
    - A message is open for a party until that party's answer ends the waiting.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from truceline.line.messages import Message, Step

if TYPE_CHECKING:
    from truceline.app.ports import Page, Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMessage:
    """A message as a node took it.

    Attributes:
        id: The same at every node.
        message: What its sender signed.
        at_ns: When this node took it [ns since 1970 UTC].
        log: Party in whose log it stands.
    """

    id: str
    message: Message
    at_ns: int
    log: str

    @property
    def sides(self) -> tuple[str, ...]:
        """The sender and those who are to answer, each once."""
        return tuple(dict.fromkeys((self.message.party, *self.message.to)))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptStep:
    """What a side says of a message.

    Attributes:
        message_id: Which message.
        party: Whose officers say it.
        log: Party in whose log it stands.
        at_ns: When this node took it [ns since 1970 UTC].
        step: What is said.
    """

    message_id: str
    party: str
    log: str
    at_ns: int
    step: Step


class Messages(Protocol):
    """Messages of the line."""

    def add(self, kept: KeptMessage) -> None:
        """Keep a message; it is open for each of those who are to answer.

        Raises:
            TakenError: One of that id stands there already.
        """

    def get(self, message_id: str) -> KeptMessage:
        """Give one.

        Raises:
            NotFoundError: There is none.
        """

    def add_step(self, kept: KeptStep) -> None:
        """Keep what a side says of a message.

        Raises:
            NotFoundError: There is no such message.
        """

    def steps(self, message_id: str) -> tuple[KeptStep, ...]:
        """Give what was said of a message, in the order in which it came."""

    def close(self, message_id: str, party: str) -> None:
        """Let a message be open for a party no more."""

    def open_for(self, party: str, limit: int) -> tuple[KeptMessage, ...]:
        """Give messages that wait for a party's answer: the most urgent first, within it the oldest."""

    def page(self, selection: "Selection") -> "Page[KeptMessage]":
        """Give messages of which the reader is a side, latest first; place and time narrow nothing."""
