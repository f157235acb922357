# SPDX-License-Identifier: Apache-2.0
"""A store in memory: jobs are done at once, one at a time, in the thread that brings them."""

import threading
from dataclasses import dataclass
from typing import TypeVar

from truceline.app.ports import Answered, Job, StoreState
from truceline.app.record_ports import Recorder
from truceline.base.errors import ClosedError, NodeError, StateError, StorageError
from truceline.base.instants import NS_PER_S
from truceline.storage.memory.asked import MemoryRequests, MemoryTexts
from truceline.storage.memory.intents import MemoryIntents
from truceline.storage.memory.messages import MemoryMessages
from truceline.storage.memory.recorded import MemoryRecorded
from truceline.storage.memory.retention import MemoryRetention
from truceline.storage.memory.told import MemoryEvents, MemoryFindings, MemoryStatements
from truceline.storage.memory.undo import Table, Undo
from truceline.storage.recording import bring

T = TypeVar("T")
HOUR_NS = 3_600 * NS_PER_S


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryRecords:
    """All shelves, as ``app.ports.Records`` says."""

    intents: MemoryIntents
    statements: MemoryStatements
    findings: MemoryFindings
    texts: MemoryTexts
    requests: MemoryRequests
    events: MemoryEvents
    retention: MemoryRetention
    recorded: MemoryRecorded
    messages: MemoryMessages


class MemoryStore:
    """A store that forgets everything when it ends, as ``app.ports.Store`` says."""

    def __init__(self, *, block_ns: int = HOUR_NS) -> None:
        """Make an empty one.

        Args:
            block_ns: Length of the coarse blocks of time of the node's grid [ns].
        """
        self._undo = Undo()
        self._records = _empty_records(self._undo, block_ns)
        self._lock = threading.RLock()
        self._state = StoreState.OPEN

    @property
    def state(self) -> StoreState:
        """What it can do now."""
        return self._state

    @property
    def trouble(self) -> str:
        """Why it is not open: it has no trouble of its own."""
        return ""

    def read(self, job: Job[T], answered: Answered[T]) -> None:
        """Run a job; whatever it writes all the same is undone.

        Raises:
            ClosedError: The store was closed.
        """
        self._run(job, answered, is_write=False)

    def write(self, job: Job[T], answered: Answered[T]) -> None:
        """Run a job; an error undoes what it wrote.

        Raises:
            ClosedError: The store was closed.
        """
        self._run(job, answered, is_write=True)

    def attach(self, recorder: Recorder) -> None:
        """Give the store its log: from now on nothing is acknowledged that is not recorded in it.

        Raises:
            StorageError: The log failed.
        """
        with self._lock:
            self._records.recorded.recorder = recorder
            self._bring()

    def close(self) -> None:
        """Take no more jobs."""
        with self._lock:
            self._state = StoreState.CLOSED

    def _run(self, job: Job[T], answered: Answered[T], *, is_write: bool) -> None:
        with self._lock:
            if self._state is StoreState.CLOSED:
                message = "store: expected an open one, got one that was closed"
                raise ClosedError(message)
            value, failed = None, None
            try:
                value = job(self._records)
            except Exception as error:  # noqa: BLE001 - whatever a job raises goes to whoever asked for it
                failed = error
            if failed is None and is_write:
                self._undo.forget()
                failed = self._maybe_bring()
            else:
                self._undo.put_back()
        answered(value, failed)

    def _maybe_bring(self) -> NodeError | None:
        """Have the log take what was recorded; what it said if it did not."""
        try:
            self._bring()
        except (StorageError, StateError) as error:
            return error
        return None

    def _bring(self) -> None:
        recorded = self._records.recorded
        if recorded.recorder is None or recorded.recorder.refusal:
            return
        for places in bring(recorded, recorded.recorder):
            recorded.place(places)
            self._undo.forget()
        recorded.forget_placings()


def _empty_records(undo: Undo, block_ns: int) -> MemoryRecords:
    intents = MemoryIntents(table=Table(undo), block_ns=block_ns)
    statements, findings = MemoryStatements(table=Table(undo)), MemoryFindings(table=Table(undo))
    requests = MemoryRequests(answers=Table(undo), cells=Table(undo), revised=Table(undo), seen=Table(undo))
    events = MemoryEvents(table=Table(undo))
    recorded = MemoryRecorded(rows=Table(undo), deliveries=Table(undo))
    return MemoryRecords(
        intents=intents,
        statements=statements,
        findings=findings,
        texts=MemoryTexts(texts=Table(undo), accepted=Table(undo)),
        requests=requests,
        events=events,
        retention=MemoryRetention(
            intents=intents,
            statements=statements,
            findings=findings,
            requests=requests,
            events=events,
            reasons=Table(undo),
            taken=Table(undo),
            recorded=recorded,
        ),
        recorded=recorded,
        messages=MemoryMessages(table=Table(undo), said=Table(undo), waiting=Table(undo)),
    )
