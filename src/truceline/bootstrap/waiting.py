# SPDX-License-Identifier: Apache-2.0
"""Asks the store from a thread that may wait: neither the loop's nor the store's own."""

from threading import Event
from typing import Generic, TypeVar

from truceline.app.ports import Job, Store

T = TypeVar("T")


def now_from(store: Store, job: Job[T]) -> T:
    """Run a reading job and wait for it.

    Raises:
        NodeError: As the job, or as the store.
    """
    awaited = _Awaited[T]()
    store.read(job, awaited)
    return awaited.value()


def written_to(store: Store, job: Job[T]) -> T:
    """Run a job in a transaction and wait until it is durable, and recorded.

    Raises:
        NodeError: As the job, or as the store.
    """
    awaited = _Awaited[T]()
    store.write(job, awaited)
    return awaited.value()


class _Awaited(Generic[T]):
    """One answer on its way."""

    def __init__(self) -> None:
        self._done = Event()
        self._value: T | None = None
        self._error: BaseException | None = None

    def __call__(self, value: T | None, error: BaseException | None) -> None:
        self._value, self._error = value, error
        self._done.set()

    def value(self) -> T:
        self._done.wait()
        if self._error is not None:
            raise self._error
        return self._value  # type: ignore[return-value]  # None only where the job itself returns it
