# SPDX-License-Identifier: Apache-2.0
"""From the loop to the store and back: values, errors, cancelled requests, and answers that do not come."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from fakes.shelf_store import ShelfStore
from truceline.app.ports import Records, StoreState
from truceline.base.errors import NotFoundError, PushbackError
from truceline.http.bridge import Bridge
from truceline.http.problems import ProblemError


def giving(number: int) -> Callable[[Records], int]:
    """Give a job that gives a number."""
    return lambda _: number


def test_values_and_errors_come_back() -> None:
    """Each request gets its own, however many wait."""

    def missing(records: Records) -> int:
        del records
        raise NotFoundError

    async def main() -> None:
        bridge = Bridge(ShelfStore(), 2.0)
        found = await asyncio.gather(*(bridge.read(giving(number)) for number in range(200)))

        assert found == list(range(200))
        with pytest.raises(NotFoundError):
            await bridge.write(missing)
        assert bridge.writes_done == 1

    asyncio.run(main())


def test_a_cancelled_request_takes_back_no_write() -> None:
    """What was queued is done, and the bridge goes on."""

    async def main() -> None:
        store, done = ShelfStore(), list[int]()
        bridge = Bridge(store, 2.0)
        store.held.clear()
        task = asyncio.get_running_loop().create_task(bridge.write(lambda _: done.append(1)))
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        store.held.set()
        await bridge.read(lambda _: None)

        assert done == [1]

    asyncio.run(main())


@pytest.mark.parametrize("is_write", [True, False])
def test_an_answer_that_does_not_come_is_told(*, is_write: bool) -> None:
    """A write says that it may have taken effect and how to learn it; it does take effect."""

    async def main() -> None:
        store, done = ShelfStore(), list[int]()
        bridge = Bridge(store, 0.05)
        store.held.clear()
        with pytest.raises(ProblemError) as caught:
            await (bridge.write if is_write else bridge.read)(lambda _: done.append(1))
        store.held.set()
        await asyncio.sleep(0.1)

        assert caught.value.kind.status == 503
        assert ("Idempotency-Key" in caught.value.detail) is is_write
        assert done == [1]

    asyncio.run(main())


def test_one_wake_up_serves_a_whole_batch() -> None:
    """Answers that lie there together wake the loop once."""

    class Batching(ShelfStore):
        def _work(self) -> None:
            """Do nothing by itself."""

    async def main() -> None:
        store, loop, woken = Batching(), asyncio.get_running_loop(), list[int]()
        bridge = Bridge(store, 2.0)
        tasks = [loop.create_task(bridge.write(giving(number))) for number in range(50)]
        await asyncio.sleep(0)
        plain = loop.call_soon_threadsafe

        def counted(callback: Callable[..., object], *arguments: Any, **options: Any) -> Any:  # noqa: ANN401
            woken.append(1)
            return plain(callback, *arguments, **options)

        loop.call_soon_threadsafe = counted  # type: ignore[method-assign,assignment] # counts wake-ups
        while not store._jobs.empty():
            job = store._jobs.get()
            assert job is not None
            job()

        assert await asyncio.gather(*tasks) == list(range(50))
        assert woken == [1]

    asyncio.run(main())


def test_a_full_queue_is_said_at_once() -> None:
    """Nothing waits for a store that takes nothing."""

    async def main() -> None:
        store = ShelfStore(jobs_max=0)

        with pytest.raises(PushbackError):
            await Bridge(store, 2.0).read(lambda _: None)
        assert store.state is StoreState.OPEN

    asyncio.run(main())


def test_a_loop_that_has_ended_does_not_hurt_the_store() -> None:
    """The store's thread goes on when nobody waits any more."""
    store = ShelfStore()
    store.held.clear()

    async def leave() -> None:
        bridge = Bridge(store, 0.01)
        with pytest.raises(ProblemError):
            await bridge.write(lambda _: None)

    asyncio.run(leave())
    store.held.set()
    done = list[int]()
    store.write(lambda _: 7, lambda value, _: done.append(value or 0))
    store.close()

    assert done == [7]
