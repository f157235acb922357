# SPDX-License-Identifier: Apache-2.0
"""The store of a node: one file, one connection, one thread; jobs wait in a queue and are done in batches.

Rules:
    - A batch is what waited: its reads are answered from the committed state, then its writes go into one
      transaction, and are answered once that is durable. While it is made durable, the next batch gathers.
    - A write that fails for the file's sake turns the store read-only, within that call and until it is made anew.
    - A locked store has neither connection nor key; what is asked of it is answered with ``LockedError``.
    - Where there is a log, what a batch recorded is in it for good before the batch is answered. A log that fails turns
      the store read-only as a failed file does.
    - ``deliver`` gets all answers of one part of a batch at once. What it raises is shown and stops nothing.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import apsw

from truceline.app.ports import Answered, Job, StoreState
from truceline.app.record_ports import Recorder
from truceline.base.errors import ClosedError, LockedError, NodeError, PushbackError, StateError, StorageError
from truceline.base.instants import NS_PER_S
from truceline.storage.sqlite.opening import open_connection
from truceline.storage.sqlite.outbox import Outbox
from truceline.storage.sqlite.records import SQLiteRecords, records_on
from truceline.storage.sqlite.transactions import BrokenStoreError, Outcome, Work, run_reads, run_writes

T = TypeVar("T")

JOBS_WAITING_MAX = 4_096
"""Jobs that may wait: at a few hundred a second, more would wait for longer than anybody listens."""
JOBS_AT_ONCE_MAX = 64
"""Jobs of one batch: so many writes take some tenths of the time that an answer may take."""
HOUR_NS = 3_600 * NS_PER_S

Deliver: TypeAlias = Callable[[Sequence[Callable[[], None]]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    """A job that waits."""

    work: Work
    answered: Callable[[Any, BaseException | None], None]
    is_write: bool


@dataclass(slots=True, kw_only=True)
class _Order:
    """Something that the thread itself is to do between two batches."""

    act: Callable[[], None]
    done: threading.Event
    error: BaseException | None = None


def deliver_here(answers: Sequence[Callable[[], None]]) -> None:
    """Give every answer in the store's own thread; whoever fails on one keeps nobody else from theirs."""
    for answer in answers:
        try:
            answer()
        except Exception:  # noqa: BLE001 - a fault of one who listens must not stop the others
            _show_fault()


class SQLiteStore:
    """A store on one encrypted file, as ``app.ports.Store`` says."""

    def __init__(
        self,
        path: Path,
        key: bytes,
        *,
        deliver: Deliver = deliver_here,
        block_ns: int = HOUR_NS,
        vfs: str = "",
    ) -> None:
        """Open the file and start the thread.

        Args:
            path: The file, made by ``create_store``.
            key: Its key.
            deliver: Gives answers; called in the store's thread.
            block_ns: Length of the coarse blocks of time of the node's grid [ns].
            vfs: Name of the way to files; empty for the ordinary one.

        Raises:
            StateError: The store is of another version.
            NotFoundError: There is no such file.
            StorageError: Another key, another file, or a damaged one.
        """
        self._path, self._deliver, self._block_ns, self._vfs = path, deliver, block_ns, vfs
        self._state, self._trouble = StoreState.OPEN, ""
        self._connection: apsw.Connection | None = None
        self._records: SQLiteRecords | None = None
        self._outbox: Outbox | None = None
        self.is_checked_whole = False
        self._connect(key)
        self._queue: deque[_Waiting] = deque()
        self._orders: deque[_Order] = deque()
        self._is_closing = False
        self._wake = threading.Condition()
        self._thread = threading.Thread(None, self._run, name="truceline-store", daemon=True)
        self._thread.start()

    @property
    def state(self) -> StoreState:
        """What it can do now."""
        return self._state

    @property
    def trouble(self) -> str:
        """Why it is not open, in one sentence; empty when it is."""
        return self._trouble

    @property
    def waiting(self) -> int:
        """How many jobs wait."""
        return len(self._queue)

    def read(self, job: Job[T], answered: Answered[T]) -> None:
        """Run a job on what is durable.

        Raises:
            ClosedError: The store was closed.
            PushbackError: Too many jobs wait.
        """
        self._put(_Waiting(work=job, answered=answered, is_write=False))

    def write(self, job: Job[T], answered: Answered[T]) -> None:
        """Run a job in a transaction with others; it is answered once all of it is durable, or has failed.

        Raises:
            ClosedError: The store was closed.
            PushbackError: Too many jobs wait.
        """
        self._put(_Waiting(work=job, answered=answered, is_write=True))

    def attach(self, recorder: Recorder) -> None:
        """Give the store its log: from now on nothing is acknowledged that is not recorded in it.

        What an earlier run left without a place is looked for in the log, and brought to it if it is not there.

        Raises:
            StateError: Store and log do not belong together.
            StorageError: The log failed.
        """
        self._order(partial(self._attach, recorder))

    def lock(self) -> None:
        """Drop the connection and with it the key, after the batch that is being done."""
        self._order(self._disconnect)

    def unlock(self, key: bytes) -> None:
        """Open the file again; a store that had turned read-only stays so.

        Raises:
            StateError: The store is of another version.
            NotFoundError: The file is gone.
            StorageError: Another key, another file, or a damaged one.
        """
        self._order(partial(self._connect, key))

    def close(self) -> None:
        """Finish the jobs that wait, then close."""
        with self._wake:
            self._is_closing = True
            self._wake.notify_all()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _put(self, waiting: _Waiting) -> None:
        with self._wake:
            if self._is_closing:
                message = "store: expected an open one, got one that was closed"
                raise ClosedError(message)
            if len(self._queue) >= JOBS_WAITING_MAX:
                message = f"store: expected fewer than {JOBS_WAITING_MAX} jobs to wait, got more; try again later"
                raise PushbackError(message)
            self._queue.append(waiting)
            self._wake.notify()

    def _order(self, act: Callable[[], None]) -> None:
        if threading.current_thread() is self._thread:
            act()
            return
        order = _Order(act=act, done=threading.Event())
        with self._wake:
            if self._is_closing:
                message = "store: expected an open one, got one that was closed"
                raise ClosedError(message)
            self._orders.append(order)
            self._wake.notify()
        order.done.wait()
        if order.error is not None:
            raise order.error

    def _run(self) -> None:
        """Do batch after batch until the store is closed and nothing waits."""
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._queue or self._orders or self._is_closing)
                orders = [self._orders.popleft() for _ in range(len(self._orders))]
                batch = [self._queue.popleft() for _ in range(min(len(self._queue), JOBS_AT_ONCE_MAX))]
            for order in orders:
                _obey(order)
            if batch:
                self._do(batch)
            elif not orders:
                self._disconnect()
                self._state = StoreState.CLOSED
                return

    def _do(self, batch: Sequence[_Waiting]) -> None:
        reads = [waiting for waiting in batch if not waiting.is_write]
        if reads:
            self._answer(reads, self._read(reads))
        writes = [waiting for waiting in batch if waiting.is_write]
        if writes:
            self._answer(writes, self._write(writes))

    def _read(self, jobs: Sequence[_Waiting]) -> Sequence[Outcome]:
        connection, records = self._connection, self._records
        if connection is None or records is None:
            return [Outcome(error=_locked())] * len(jobs)
        try:
            return run_reads(connection, records, [waiting.work for waiting in jobs])
        except (BrokenStoreError, apsw.BusyError) as error:
            return [Outcome(error=self._turn_read_only("read its file", error))] * len(jobs)

    def _write(self, jobs: Sequence[_Waiting]) -> Sequence[Outcome]:
        connection, records = self._connection, self._records
        if connection is None or records is None:
            return [Outcome(error=_locked())] * len(jobs)
        if self._state is StoreState.READ_ONLY:
            return [Outcome(error=StorageError(self._trouble))] * len(jobs)
        try:
            return self._write_and_record(connection, records, [waiting.work for waiting in jobs])
        except BrokenStoreError as error:
            return [Outcome(error=self._turn_read_only("write its file", error))] * len(jobs)
        except PushbackError as error:
            return [Outcome(error=error)] * len(jobs)

    def _write_and_record(
        self, connection: apsw.Connection, records: SQLiteRecords, works: Sequence[Work]
    ) -> Sequence[Outcome]:
        """Run jobs in one transaction, then have the log take what they recorded.

        Raises:
            BrokenStoreError: The file failed; nothing of it is kept.
            PushbackError: Another program held the file for too long; nothing was written.
        """
        outbox = self._outbox
        if outbox is None:
            return run_writes(connection, records, works)
        try:
            if outbox.must_settle:
                outbox.settle()
            placed, *outcomes = run_writes(connection, records, [outbox.write_places, *works])
            outbox.forget(placed.value or ())
            # A crash here leaves durable rows that the log has not taken: nobody was told, and they are brought to it
            # at the next start.
            if outbox.is_settled:
                outbox.bring()
        except (StorageError, StateError) as error:
            return [Outcome(error=self._turn_read_only("record what it keeps in its log", error))] * len(works)
        # From here on the log has them for good, on both of its devices.
        return outcomes

    def _turn_read_only(self, what: str, error: Exception) -> StorageError:
        """Say that the file failed; from now on nothing is acknowledged."""
        message = (
            f"store: expected to {what}, got: {error}; nothing more is taken until the node was started anew, "
            "look at the disk first"
        )
        if self._state is not StoreState.READ_ONLY:
            self._state, self._trouble = StoreState.READ_ONLY, message
        told = StorageError(message)
        told.__cause__ = error
        return told

    def _answer(self, jobs: Sequence[_Waiting], outcomes: Sequence[Outcome]) -> None:
        answers = [
            partial(waiting.answered, outcome.value, outcome.error)
            for waiting, outcome in zip(jobs, outcomes, strict=True)
        ]
        try:
            self._deliver(answers)
        except Exception:  # noqa: BLE001 - as for one answer
            _show_fault()

    def _connect(self, key: bytes) -> None:
        if self._connection is not None:
            return
        opened = open_connection(self._path, key, vfs=self._vfs)
        self._connection, self.is_checked_whole = opened.connection, opened.is_checked_whole
        self._records = records_on(opened.connection, self._block_ns)
        if self._state is StoreState.LOCKED:
            self._state = StoreState.READ_ONLY if self._trouble else StoreState.OPEN

    def _attach(self, recorder: Recorder) -> None:
        if self._records is None:
            raise _locked()
        self._outbox = Outbox(recorder=recorder, recorded=self._records.recorded)
        if self._outbox.must_settle:
            self._outbox.settle()

    def _write_places(self) -> None:
        """Write the last places before the file is closed; what is not written is found again at the next start."""
        outbox, connection, records = self._outbox, self._connection, self._records
        self._outbox = None
        if outbox and connection and records and outbox.recorded.placed and self._state is StoreState.OPEN:
            with suppress(BrokenStoreError, PushbackError):
                run_writes(connection, records, [outbox.write_places])

    def _disconnect(self) -> None:
        self._write_places()
        connection, self._connection, self._records = self._connection, None, None
        self._state = StoreState.LOCKED
        if connection is not None:
            # A file that cannot even be closed in order keeps its journal; the next opening sees to it.
            with suppress(apsw.Error, OSError):
                connection.close()


def _obey(order: _Order) -> None:
    try:
        order.act()
    except (NodeError, apsw.Error, OSError) as error:
        order.error = error
    finally:
        order.done.set()


def _locked() -> LockedError:
    return LockedError("store: expected an unlocked one, got one whose key was put away; unlock the node first")


def _show_fault() -> None:
    import sys  # noqa: PLC0415 - only when something went wrong

    threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), threading.current_thread())))
