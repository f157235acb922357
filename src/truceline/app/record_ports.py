# SPDX-License-Identifier: Apache-2.0
"""What use cases ask of the record: the shelf of what goes into the party's log, and of what other logs delivered.

Rules:
    - A use case puts a thing on the shelf in the transaction that keeps it. It is answered only once the log has taken
      it; a log that takes nothing refuses at once, so that nothing is kept that is not recorded.
    - What stands here is never altered. Erasing destroys salt, key and body; the commitment stays.
    - Salts and keys are drawn by the shelf, anew for each body.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

EntryName: TypeAlias = tuple[str, int, bytes]
"""An entry of any log: origin, index and hash."""
EVERY_MEMBER = "*"
"""Stands among recipients for every party of the arrangement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recordable:
    """Something that goes into the record.

    Attributes:
        type: Of its entry, such as ``intent.filed``.
        what: Kind of noun, as in ``app.ports.Retention``.
        id: Its id.
        author: Party whose word it is; empty for what the node itself concluded.
        recipients: Parties that may read a sealed body beside the log's own, ``*`` for all; those whom an open one
            concerns.
        at_ns: When [ns since 1970 UTC].
        body: Its bytes (``app.record_bodies``).
        is_open: Whether every member reads the body; else it is sealed, and so is its type.
        about: Numbers of rows that it is about.
        refers: Entries of other logs that it is about.
        deadline_ms: Until when an answer is asked for [ms since 1970 UTC]; None when none is.
    """

    type: str
    what: str
    id: str
    author: str
    at_ns: int
    body: bytes = field(repr=False)
    recipients: tuple[str, ...] = ()
    is_open: bool = False
    about: tuple[int, ...] = ()
    refers: tuple[EntryName, ...] = ()
    deadline_ms: int | None = None


@dataclass(slots=True, kw_only=True)
class Placing:
    """Where a recorded thing stands in the log: filled in before whoever asked is answered.

    Attributes:
        number: Of its row.
        origin: Of the log; empty while it has no place.
        seq: Index of its entry.
        leaf: Hash of its entry as a leaf.
    """

    number: int
    origin: str = ""
    seq: int = -1
    leaf: bytes = b""

    @property
    def is_placed(self) -> bool:
        """Whether the log has it."""
        return bool(self.origin)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRow:
    """One row of the shelf.

    Attributes:
        number: Counts up in the order of the log.
        type: True type of the entry.
        what: Kind of noun.
        id: Its id.
        author: As in ``Recordable``.
        recipients: As in ``Recordable``.
        about: As in ``Recordable``.
        refers: As in ``Recordable``.
        deadline_ms: As in ``Recordable``.
        at_ms: When [ms since 1970 UTC].
        is_open: Whether every member reads the body.
        commitment: To salt and body.
        size: Of the body; of a sealed one after padding [bytes].
        key_digest: SHA-256 of the key of a sealed body; empty for an open one.
        sealed_digest: SHA-256 of the sealed bytes; empty for an open one.
        salt: None once it was destroyed.
        dek: Key of the sealed body; None for an open one, and once it was destroyed.
        body: What was committed to; of a sealed one with its type round it. None once it was destroyed.
        seq: Index of its entry; None until the log has taken it.
        leaf: Hash of its entry; None until then.
    """

    number: int
    type: str
    what: str
    id: str
    author: str
    recipients: tuple[str, ...]
    about: tuple[int, ...]
    at_ms: int
    is_open: bool
    commitment: bytes
    size: int
    key_digest: bytes
    sealed_digest: bytes
    salt: bytes | None = field(repr=False)
    dek: bytes | None = field(repr=False)
    body: bytes | None = field(repr=False)
    refers: tuple[EntryName, ...] = ()
    deadline_ms: int | None = None
    seq: int | None = None
    leaf: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A body that another party's log delivered, after its entry was verified and the body held to its commitment.

    Attributes:
        origin: Of the log.
        seq: Index of the entry.
        leaf: Its hash.
        party: Whose log it is.
        type: True type of the entry.
        at_ms: When, by its author's word [ms since 1970 UTC].
        salt: Of the body.
        dek: Of a sealed body; empty for an open one.
        body: What was committed to.
    """

    origin: str
    seq: int
    leaf: bytes
    party: str
    type: str
    at_ms: int
    salt: bytes = field(repr=False)
    body: bytes = field(repr=False)
    dek: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredRow:
    """What became of a delivered body.

    Attributes:
        delivered: The body.
        what: Kind of noun; empty when it could not be read.
        id: Its id.
        refused: Why it was not taken; empty when it was.
    """

    delivered: Delivered
    what: str
    id: str
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPlace:
    """The entry of a row.

    Attributes:
        number: Of the row.
        origin: Of the log.
        seq: Index of the entry.
        leaf: Its hash.
    """

    number: int
    origin: str
    seq: int
    leaf: bytes


class Recorded(Protocol):
    """What goes into the log, and what other logs delivered."""

    @property
    def origin(self) -> str:
        """Of the own log; empty where there is none."""

    def put(self, thing: Recordable) -> Placing:
        """Put a thing on the shelf, for the log.

        Raises:
            StateError: The log takes no entries now.
            StorageError: It was stopped.
        """

    def placing(self, what: str, thing_id: str) -> Placing | None:
        """Give where the thing stands that was put last in this batch, filled in before the answer; None if none."""

    def of(self, what: str, thing_id: str) -> tuple[RecordedRow, ...]:
        """Give the rows of a thing, in their order; a version of an intent has a row of its own."""

    def at(self, seq: int) -> RecordedRow | None:
        """Give the row of an entry; None when the entry has no body here."""

    def after(self, number: int, limit: int) -> tuple[RecordedRow, ...]:
        """Give the rows after a number, in order."""

    def waiting(self, limit: int) -> tuple[RecordedRow, ...]:
        """Give the first rows that the log has not taken yet, in order."""

    def last_placed(self) -> RecordedRow | None:
        """Give the last row that the log has taken, as far as it is written here."""

    def place(self, places: Sequence[EntryPlace]) -> None:
        """Write down where rows stand in the log."""

    def restore(self, row: RecordedRow) -> None:
        """Put a row back as it was, with its number and its place; for rebuilding alone."""

    def destroy(self, what: str, thing_id: str) -> tuple[int, ...]:
        """Destroy salt, key and body of every row of a thing; the numbers of those rows."""

    def take(self, row: DeliveredRow) -> None:
        """Keep what another log delivered, or why it was refused; once for each origin and index."""

    def delivered(self, origin: str, seq: int) -> DeliveredRow | None:
        """Give what a log delivered under an index; None when nothing came."""

    def delivered_of(self, what: str, thing_id: str) -> tuple[DeliveredRow, ...]:
        """Give what was delivered about a thing and taken, by origin and index."""


class Recorder(Protocol):
    """The party's log as a store sees it; called in the store's thread alone."""

    @property
    def origin(self) -> str:
        """Of the log."""

    @property
    def refusal(self) -> str:
        """Why it takes no entries now, in one sentence; empty when it does."""

    def find(self, row: RecordedRow | None, waiting: Sequence[RecordedRow]) -> Sequence[EntryPlace]:
        """Find which waiting rows the log took before the last stop.

        Args:
            row: The last row of which the place is known.
            waiting: Those after it, in order.

        Raises:
            StateError: The log does not hold the row that the store knows to be in it.
        """

    def record(self, waiting: Sequence[RecordedRow], places: Sequence[EntryPlace]) -> Sequence[EntryPlace]:
        """Have the log take rows, in order, for good.

        Args:
            waiting: The rows.
            places: Of the rows that they are about.

        Returns:
            Their places.

        Raises:
            StorageError: The log failed; it takes nothing more.
            StateError: It takes nothing now.
        """
