# SPDX-License-Identifier: Apache-2.0
"""From the event loop to the store's thread and back.

Rules:
    - Answers of one batch wake the loop once: whoever comes first asks for the wake-up, the others lie beside it.
    - A request that is cancelled, or that waits too long, never takes back a write that was queued.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from truceline.app.ports import Answered, Job, Store
from truceline.http.problems import ProblemError

T = TypeVar("T")
_LATE_WRITE = (
    "The store did not answer in time. The write may have taken effect: repeat it with the same Idempotency-Key, "
    "and the node tells you what it answered."
)
_LATE_READ = "The store did not answer in time."


@dataclass(slots=True)
class _Waiting(Generic[T]):
    """One answer on its way to whoever waits."""

    future: "asyncio.Future[T | None]"
    value: T | None = None
    error: BaseException | None = None

    def settle(self) -> None:
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.value)
        else:
            self.future.set_exception(self.error)


@dataclass(slots=True)
class Bridge:
    """Awaits jobs of a store from one event loop.

    Attributes:
        store: The store.
        patience_s: How long an answer is awaited [s].
        writes_done: How many writes were answered, so that listeners know when to look.
    """

    store: Store
    patience_s: float
    writes_done: int = 0
    _arrived: "deque[_Waiting[object]]" = field(default_factory=deque)
    _is_waking: bool = False

    async def read(self, job: Job[T]) -> T:
        """Run a job on what is durable.

        Raises:
            ProblemError: No answer in time.
        """
        return await self._ask(self.store.read, job, _LATE_READ)

    async def write(self, job: Job[T]) -> T:
        """Run a job in a transaction; returns once it is durable.

        Raises:
            ProblemError: No answer in time; it may have taken effect all the same.
        """
        return await self._ask(self.store.write, job, _LATE_WRITE)

    async def _ask(self, door: Callable[[Job[T], Answered[T]], None], job: Job[T], late: str) -> T:
        loop = asyncio.get_running_loop()
        waiting: _Waiting[T] = _Waiting(loop.create_future())
        is_write = late is _LATE_WRITE

        def answered(value: T | None, error: BaseException | None) -> None:
            waiting.value, waiting.error = value, error
            if is_write:
                self.writes_done += 1
            self._arrived.append(waiting)  # type: ignore[arg-type] # the queue holds answers of every type
            if not self._is_waking:
                self._is_waking = True
                with suppress(RuntimeError):  # the loop has ended, and nobody waits any more
                    loop.call_soon_threadsafe(self._deliver)

        door(job, answered)
        try:
            async with asyncio.timeout(self.patience_s):
                value = await waiting.future
        except TimeoutError as error:
            raise ProblemError(code="no-answer-yet", detail=late) from error
        return value  # type: ignore[return-value] # None only where the job itself returns it

    def _deliver(self) -> None:
        # Whoever answers after this line asks for another wake-up; whoever answered before is in the queue.
        self._is_waking = False
        while self._arrived:
            self._arrived.popleft().settle()
