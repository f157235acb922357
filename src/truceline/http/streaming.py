# SPDX-License-Identifier: Apache-2.0
"""Who listens: bounded listeners, woken when something was written, ended when the node stops.

Rules:
    - Nothing is kept for a listener: each reads the store from where it stands, so that a slow one costs no memory.
    - One watcher asks the store for news, however many listen.
    - A stream ends after a while in any case; whoever resumes shows a token anew.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass, field

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from truceline.app.ports import Event
from truceline.base.errors import NodeError
from truceline.http.bridge import Bridge
from truceline.http.door import HttpLimits
from truceline.http.problems import ProblemError

EVENT_STREAM = "text/event-stream"
_IDLE_POLLS = 20
"""Without a write of this process the store is still asked once in so many turns."""


@dataclass(slots=True, eq=False)
class Listener:
    """One stream.

    Attributes:
        stirred: Set when it should look.
        is_ended: Whether it must end.
    """

    stirred: asyncio.Event = field(default_factory=asyncio.Event)
    is_ended: bool = False

    def end(self) -> None:
        """End it."""
        self.is_ended = True
        self.stirred.set()

    async def wait(self, seconds: float) -> None:
        """Wait until something stirs, or so long [s]."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.stirred.wait()
        self.stirred.clear()


@dataclass(slots=True)
class Streams:
    """The listeners of a node.

    Attributes:
        limits: Bounds.
        bridge: The way to the store.
        open: Listeners by officer.
        is_ending: Whether the node stops.
    """

    limits: HttpLimits
    bridge: Bridge
    open: "Counter[str]" = field(default_factory=Counter)
    is_ending: bool = False
    _listeners: set[Listener] = field(default_factory=set)
    _watcher: "asyncio.Task[None] | None" = None

    @contextmanager
    def listening(self, officer: str) -> Iterator[Listener]:
        """Count a listener in, and out again.

        Args:
            officer: Pseudonym.

        Yields:
            The listener.

        Raises:
            ProblemError: Too many listen already.
        """
        if self.open[officer] >= self.limits.streams_per_officer_max:
            detail = f"expected at most {self.limits.streams_per_officer_max} streams at once"
            raise ProblemError(code="many-streams", detail=detail, headers={"Retry-After": "60"})
        if self.open.total() >= self.limits.streams_max:
            raise ProblemError(code="pushback", detail="Too many listen to this node at present.")
        listener = Listener(is_ended=self.is_ending)
        self._listeners.add(listener)
        self.open[officer] += 1
        if self._watcher is None or self._watcher.done():
            self._watcher = asyncio.get_running_loop().create_task(self._watch())
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
            self.open[officer] -= 1
            if not self.open[officer]:
                del self.open[officer]

    def end(self) -> None:
        """End every stream."""
        self.is_ending = True
        for each in self._listeners:
            each.end()

    async def _watch(self) -> None:
        """Wake the listeners when there is news, as long as there are any."""
        seen, writes, turns = await self._last(-1), -1, 0
        while self._listeners:
            await asyncio.sleep(self.limits.stream_poll_s)
            turns += 1
            if writes == self.bridge.writes_done and turns % _IDLE_POLLS:
                continue
            writes, last = self.bridge.writes_done, await self._last(seen)
            if last != seen:
                seen = last
                for each in self._listeners:
                    each.stirred.set()

    async def _last(self, seen: int) -> int:
        try:
            return await self.bridge.read(lambda records: records.events.last())
        except (NodeError, ProblemError):
            return seen


class EventStream(Response):
    """Sends server-sent events until they end, the client leaves, or it takes nothing any more."""

    media_type = EVENT_STREAM

    def __init__(
        self, streams: Streams, officer: str, lines: Callable[[Listener], AsyncGenerator[bytes, None]]
    ) -> None:
        """Keep what will be sent.

        Args:
            streams: The listeners of the node.
            officer: Pseudonym of whoever listens.
            lines: Gives whole events until the listener ends.
        """
        super().__init__(None, 200, media_type=EVENT_STREAM)
        del self.headers["content-length"]
        self.streams = streams
        self.officer = officer
        self.lines = lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send."""
        del scope
        with self.streams.listening(self.officer) as listener:
            leaving = asyncio.get_running_loop().create_task(_watch_client(receive, listener))
            try:
                await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
                await self._send_all(listener, send)
            finally:
                leaving.cancel()

    async def _send_all(self, listener: Listener, send: Send) -> None:
        """Send every event; a client that takes nothing any more resumes where it stood."""
        patience_s = 2 * self.streams.limits.heartbeat_s
        with suppress(TimeoutError):
            async with aclosing(self.lines(listener)) as lines:
                async for each in lines:
                    await asyncio.wait_for(
                        send({"type": "http.response.body", "body": each, "more_body": True}), patience_s
                    )
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _watch_client(receive: Receive, listener: Listener) -> None:
    message = await receive()
    while message["type"] != "http.disconnect":
        message = await receive()
    listener.end()


def write_event(event: Event, cursor: str, document: bytes) -> bytes:
    """Write one event; the document is one line of JSON."""
    return b"id: " + cursor.encode() + b"\nevent: " + event.what.encode() + b"\ndata: " + document + b"\n\n"
