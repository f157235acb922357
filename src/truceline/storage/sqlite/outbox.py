# SPDX-License-Identifier: Apache-2.0
"""The way from the shelf to the log, in the store's thread: after each commit, before any answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from truceline.app.record_ports import EntryPlace, Recorder
from truceline.storage.recording import bring, find_places
from truceline.storage.sqlite.recorded import SQLiteRecorded
from truceline.storage.sqlite.records import SQLiteRecords


@dataclass(slots=True, kw_only=True)
class Outbox:
    """Brings what was put on the shelf to the log, and writes the places that it gives with the next transaction.

    Attributes:
        recorder: The log.
        recorded: The shelf.
        is_settled: Whether the rows that were left without a place at the last stop were looked for in the log.
    """

    recorder: Recorder
    recorded: SQLiteRecorded
    is_settled: bool = False

    def __post_init__(self) -> None:
        """Let the shelf ask the log whether it takes entries."""
        self.recorded.recorder = self.recorder

    @property
    def must_settle(self) -> bool:
        """Whether rows of the last run are still to be looked for, and the log can be asked."""
        return not self.is_settled and not self.recorder.refusal

    def settle(self) -> None:
        """Look for rows of the last run in the log, and bring those that are not in it.

        Raises:
            StateError: Store and log do not belong together.
            StorageError: The log failed.
        """
        self.recorded.told(find_places(self.recorded, self.recorder))
        self.bring()
        self.is_settled = True

    def bring(self) -> None:
        """Bring what waits.

        Raises:
            StorageError: The log failed or was stopped.
            StateError: It takes nothing now.
        """
        try:
            for places in bring(self.recorded, self.recorder):
                self.recorded.told(places)
        finally:
            self.recorded.forget_placings()

    def write_places(self, _: SQLiteRecords) -> tuple[EntryPlace, ...]:
        """Write the places that no transaction has written yet; the first job of each."""
        places = tuple(self.recorded.placed.values())
        if places:
            self.recorded.place(places)
        return places

    def forget(self, places: Sequence[EntryPlace]) -> None:
        """Forget places that are durable now."""
        for each in places:
            self.recorded.placed.pop(each.number, None)
