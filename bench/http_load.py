# SPDX-License-Identifier: Apache-2.0
"""A small load generator for HTTP/1.1: many kept connections, open or closed loop, every answer kept with its time.

It does little per request, because it shares the machine with what it measures. Requests on one connection follow
each other; a connection that is still waiting when its next request is due sends it at once afterwards, and the time
of waiting counts (no coordinated omission).
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Answer:
    """One answer.

    Attributes:
        due: When the request was due [s of the monotonic clock].
        done: When the last byte of its answer came [s].
        status: HTTP status; 0 when the connection broke first.
        body: The body.
        tag: What the caller gave with the request.
    """

    due: float
    done: float
    status: int
    body: bytes
    tag: object


@dataclass(slots=True)
class Load:
    """What came of a run.

    Attributes:
        answers: Every answer.
        seconds: How long the run took [s].
    """

    answers: list[Answer] = field(default_factory=list)
    seconds: float = 0.0

    def counted(self, statuses: frozenset[int]) -> list[Answer]:
        """Give the answers of some statuses."""
        return [each for each in self.answers if each.status in statuses]

    def per_second(self, statuses: frozenset[int]) -> float:
        """Give answers of some statuses a second."""
        return len(self.counted(statuses)) / self.seconds if self.seconds else 0.0

    def quantile_ms(self, share: float, statuses: frozenset[int]) -> float:
        """Give a quantile of the time from due to done [ms]."""
        times = sorted(each.done - each.due for each in self.counted(statuses))
        return 1_000.0 * times[min(len(times) - 1, int(share * len(times)))] if times else float("nan")

    def statuses(self) -> dict[int, int]:
        """Count answers by status."""
        found: dict[int, int] = {}
        for each in self.answers:
            found[each.status] = found.get(each.status, 0) + 1
        return dict(sorted(found.items()))


class _Connection(asyncio.Protocol):
    """One kept connection: one request at a time."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.buffer = b""
        self.waiting: asyncio.Future[tuple[int, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head_end = self.buffer.find(b"\r\n\r\n")
        if head_end < 0:
            return
        head = self.buffer[:head_end].lower()
        place = head.find(b"content-length:")
        length = int(head[place + 15 :].split(b"\r\n", 1)[0]) if place >= 0 else 0
        whole = head_end + 4 + length
        if len(self.buffer) < whole:
            return
        body, self.buffer = self.buffer[head_end + 4 : whole], self.buffer[whole:]
        self._settle(int(head[9:12]), body)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._settle(0, b"")

    def _settle(self, status: int, body: bytes) -> None:
        waiting, self.waiting = self.waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_result((status, body))

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request and wait for its answer."""
        assert self.transport is not None
        if self.transport.is_closing():
            return 0, b""
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.waiting


def request_bytes(method: str, path: str, token: str, body: bytes = b"", *, key: str = "") -> bytes:
    """Write a request."""
    head = f"{method} {path} HTTP/1.1\r\nHost: node\r\nAuthorization: Bearer {token}\r\n"
    if body or method == "POST":
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    if key:
        head += f"Idempotency-Key: {key}\r\n"
    return head.encode() + b"\r\n" + body


@dataclass(slots=True, kw_only=True)
class Plan:
    """How a load is put.

    Attributes:
        seconds: How long [s].
        rate: Requests a second over all connections; 0 for as fast as they are answered.
        kill_at: When to end the server without warning [s from the start]; 0 never.
        kill: Ends it.
        on_second: Told each second that passed.
    """

    seconds: float
    rate: float = 0.0
    kill_at: float = 0.0
    kill: Callable[[], None] = lambda: None
    on_second: Callable[[int], None] = lambda _second: None


async def run_load(port: int, requests: list[Iterator[tuple[bytes, object]]], plan: Plan) -> Load:
    """Put a load on a server.

    Args:
        port: Where it listens on this machine.
        requests: For each connection its requests with tags.
        plan: How.

    Returns:
        Every answer; a request whose connection broke has status 0. A connection without further requests rests.
    """
    loop = asyncio.get_running_loop()
    made = [await loop.create_connection(_Connection, "127.0.0.1", port) for _ in requests]
    load, start = Load(), time.perf_counter()
    watcher = loop.create_task(_watch(plan, start))
    drives = [
        _drive(connection, own, plan, load, (start, number, len(requests)))
        for number, ((_, connection), own) in enumerate(zip(made, requests, strict=True))
    ]
    await asyncio.gather(*drives)
    load.seconds = time.perf_counter() - start
    watcher.cancel()
    for transport, _ in made:
        transport.close()
    return load


async def _drive(
    connection: _Connection,
    requests: Iterator[tuple[bytes, object]],
    plan: Plan,
    load: Load,
    place: tuple[float, int, int],
) -> None:
    """Send one connection's requests, each when it is due or as soon as the one before is answered."""
    start, number, count = place
    due = start + (number / plan.rate if plan.rate else 0.0)
    while due < start + plan.seconds:
        early = due - time.perf_counter()
        if early > 0:
            await asyncio.sleep(early)
        following = next(requests, None)
        if following is None:
            return
        request, tag = following
        status, body = await connection.ask(request)
        done = time.perf_counter()
        load.answers.append(Answer(due, done, status, body, tag))
        if status == 0:
            return
        due = due + count / plan.rate if plan.rate else done


async def _watch(plan: Plan, start: float) -> None:
    """Tell the seconds, and end the server when it is time."""
    passed = 0
    while True:
        await asyncio.sleep(0.1)
        now = time.perf_counter() - start
        if int(now) > passed:
            passed = int(now)
            plan.on_second(passed)
        if plan.kill_at and now >= plan.kill_at:
            plan.kill()
            return
