# SPDX-License-Identifier: Apache-2.0
"""What goes into the log, and what other logs delivered, in memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from truceline.app.record_ports import DeliveredRow, EntryPlace, Placing, Recordable, RecordedRow, Recorder
from truceline.base.errors import TakenError
from truceline.crypto.randomness import random_bytes
from truceline.storage.memory.undo import Table
from truceline.storage.recording import commit_to, refuse_unrecorded


@dataclass(slots=True, kw_only=True)
class MemoryRecorded:
    """What goes into the log, as ``app.record_ports.Recorded`` says.

    Attributes:
        rows: By number.
        deliveries: By origin and index.
        recorder: The log; none where there is no node round the store.
        draw: Draws random bytes.
        placings: Of what was put and has no place yet, by number.
        latest: The newest of them of each thing.
    """

    rows: Table[int, RecordedRow]
    deliveries: Table[tuple[str, int], DeliveredRow]
    recorder: Recorder | None = None
    draw: Callable[[int], bytes] = random_bytes
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
        row = RecordedRow(
            number=self.rows.next_number(),
            type=thing.type,
            what=thing.what,
            id=thing.id,
            author=thing.author,
            recipients=thing.recipients,
            about=thing.about,
            refers=thing.refers,
            at_ms=thing.at_ns // 1_000_000,
            deadline_ms=thing.deadline_ms,
            is_open=thing.is_open,
            commitment=kept.commitment,
            size=kept.size,
            key_digest=kept.key_digest,
            sealed_digest=kept.sealed_digest,
            salt=kept.salt,
            dek=kept.dek,
            body=kept.body,
        )
        self.rows.put(row.number, row)
        placing = Placing(number=row.number)
        self.placings[row.number] = self.latest[thing.what, thing.id] = placing
        return placing

    def placing(self, what: str, thing_id: str) -> Placing | None:
        """Give where the thing stands that was put last in this batch."""
        return self.latest.get((what, thing_id))

    def forget_placings(self) -> None:
        """Forget what was put in this batch: all of it was told."""
        self.placings.clear()
        self.latest.clear()

    def of(self, what: str, thing_id: str) -> tuple[RecordedRow, ...]:
        """Give the rows of a thing, in their order."""
        return tuple(row for row in self.rows if (row.what, row.id) == (what, thing_id))

    def at(self, seq: int) -> RecordedRow | None:
        """Give the row of an entry."""
        return next((row for row in self.rows if row.seq == seq), None)

    def after(self, number: int, limit: int) -> tuple[RecordedRow, ...]:
        """Give the rows after a number, in order."""
        return tuple(row for row in self.rows if row.number > number)[:limit]

    def waiting(self, limit: int) -> tuple[RecordedRow, ...]:
        """Give the first rows that the log has not taken yet, in order."""
        return tuple(row for row in self.rows if row.seq is None)[:limit]

    def last_placed(self) -> RecordedRow | None:
        """Give the last row that the log has taken."""
        return max((row for row in self.rows if row.seq is not None), key=lambda row: row.number, default=None)

    def place(self, places: Sequence[EntryPlace]) -> None:
        """Write down where rows stand in the log."""
        for each in places:
            self.rows.put(each.number, replace(self.rows.rows[each.number], seq=each.seq, leaf=each.leaf))
            placing = self.placings.get(each.number)
            if placing is not None:
                placing.origin, placing.seq, placing.leaf = each.origin, each.seq, each.leaf

    def restore(self, row: RecordedRow) -> None:
        """Put a row back as it was."""
        while self.rows.given < row.number:
            self.rows.next_number()
        self.rows.put(row.number, row)

    def destroy(self, what: str, thing_id: str) -> tuple[int, ...]:
        """Destroy salt, key and body of every row of a thing."""
        found = self.of(what, thing_id)
        for row in found:
            self.rows.put(row.number, replace(row, salt=None, dek=None, body=None))
        return tuple(row.number for row in found)

    def empty_before(self, before_ms: int, limit: int) -> int:
        """Destroy bodies of entries that are older than some time [ms since 1970 UTC]; how many."""
        found = [row for row in self.rows if row.body is not None and row.seq is not None and row.at_ms < before_ms]
        for row in found[:limit]:
            self.rows.put(row.number, replace(row, salt=None, dek=None, body=None))
        return len(found[:limit])

    def take(self, row: DeliveredRow) -> None:
        """Keep what another log delivered.

        Raises:
            TakenError: It came before.
        """
        key = (row.delivered.origin, row.delivered.seq)
        if key in self.deliveries:
            message = f"delivery {key[1]} of {key[0]:.80}: expected one that is new, got one that came before"
            raise TakenError(message)
        self.deliveries.put(key, row)

    def delivered(self, origin: str, seq: int) -> DeliveredRow | None:
        """Give what a log delivered under an index."""
        return self.deliveries.get((origin, seq))

    def delivered_of(self, what: str, thing_id: str) -> tuple[DeliveredRow, ...]:
        """Give what was delivered about a thing and taken."""
        found = (row for row in self.deliveries if (row.what, row.id) == (what, thing_id) and not row.refused)
        return tuple(sorted(found, key=lambda row: (row.delivered.origin, row.delivered.seq)))
