# SPDX-License-Identifier: Apache-2.0
"""Runs jobs on a connection: reads on what is durable, writes together in one transaction.

Rules:
    - A job's own error undoes that job alone; the others of its transaction go on.
    - An error of the file undoes the whole transaction, and is raised as ``BrokenStoreError``: from then on nothing
      may be acknowledged.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import apsw

from truceline.base.errors import PushbackError, StorageError
from truceline.storage.sqlite.records import SQLiteRecords

BROKEN = (
    apsw.IOError,
    apsw.FullError,
    apsw.CorruptError,
    apsw.NotADBError,
    apsw.CantOpenError,
    apsw.ReadOnlyError,
    apsw.NoMemError,
    apsw.ProtocolError,
    apsw.InternalError,
    apsw.PermissionsError,
    OSError,
)
"""Errors of the file or of the machine, not of one job."""


class BrokenStoreError(Exception):
    """The file could not be read or written; the store tells it as ``StorageError``, and never leaves this package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a job: a value, or an error."""

    value: Any = None
    error: BaseException | None = None


Work = Callable[[Any], Any]
"""A job; it is given the shelves."""


def run_reads(connection: apsw.Connection, records: SQLiteRecords, jobs: Sequence[Work]) -> list[Outcome]:
    """Run jobs that only read, on one committed state.

    Raises:
        BrokenStoreError: The file could not be read.
    """
    with _broken_told():
        connection.pragma("query_only", 1)
        connection.execute("BEGIN")
        try:
            return [_attempt_reading(records, job) for job in jobs]
        finally:
            if connection.in_transaction:
                connection.execute("COMMIT")


def run_writes(connection: apsw.Connection, records: SQLiteRecords, jobs: Sequence[Work]) -> list[Outcome]:
    """Run jobs in one transaction and make it durable.

    Raises:
        BrokenStoreError: It could not be made durable.
        PushbackError: Another program held the file for too long; nothing was written.
    """
    try:
        with _broken_told():
            connection.pragma("query_only", 0)
            connection.execute("BEGIN IMMEDIATE")
            outcomes = [_attempt_apart(connection, records, job) for job in jobs]
            # A crash up to here leaves at most a journal: the next opening takes all of these jobs back, and nobody
            # was told that they were done.
            connection.execute("COMMIT")
            # The journal is gone, and its folder is synced: from here on a crash loses nothing of it. A crash before
            # the answers leaves things durable of which nobody was told; whoever asks again under the same key learns.
            return outcomes
    except apsw.BusyError as error:
        message = "store: expected to write within a minute, got a file that another program holds; try again"
        raise PushbackError(message) from error
    finally:
        if connection.in_transaction:
            # When even this fails, the journal stays, and the next opening takes the transaction back.
            with suppress(apsw.Error, OSError):
                connection.execute("ROLLBACK")


def _attempt_apart(connection: apsw.Connection, records: SQLiteRecords, job: Work) -> Outcome:
    """Run a job so that its error undoes only itself."""
    connection.execute("SAVEPOINT job")
    outcome = _attempt(records, job)
    if outcome.error is not None:
        connection.execute("ROLLBACK TO job")
    connection.execute("RELEASE job")
    return outcome


def _attempt_reading(records: SQLiteRecords, job: Work) -> Outcome:
    """Run a job that only reads; one that writes all the same is a mistake of ours, and writes nothing."""
    try:
        return _attempt(records, job)
    except apsw.ReadOnlyError:
        return Outcome(error=AssertionError("a job that was brought as a read wrote"))


def _attempt(records: SQLiteRecords, job: Work) -> Outcome:
    """Run a job; its own error becomes its outcome.

    Raises:
        BusyError: Another program held the file for too long, or any other error of the file (``BROKEN``).
    """
    try:
        return Outcome(value=job(records))
    except (*BROKEN, apsw.BusyError):
        raise
    except apsw.Error as error:
        told = StorageError(f"store: expected a statement that it can run, got: {error}")
        told.__cause__ = error
        return Outcome(error=told)
    except Exception as error:  # noqa: BLE001 - whatever a job raises goes to whoever asked for it
        return Outcome(error=error)


@contextmanager
def _broken_told() -> Iterator[None]:
    """Raise every error of the file as one.

    Raises:
        BrokenStoreError: There was one.
        BusyError: Another program held the file for too long.
    """
    try:
        yield
    except apsw.BusyError:
        raise
    except (apsw.Error, OSError) as error:
        message = f"{type(error).__name__}: {error}"
        raise BrokenStoreError(message) from error
