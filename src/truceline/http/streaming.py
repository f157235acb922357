# SPDX-License-Identifier: Apache-2.0
"""Who listens: bounded listeners, woken when something was written, ended when the node stops.

Rules:
    - Nothing is kept for a listener: each reads the store from where it stands, so that a slow one costs no memory.
    - One watcher asks the store for news at a fixed pace, however many listen and whatever is written meanwhile.
    - A listener is woken for what its own party is told alone: when it is sent a byte depends on nothing that others
      do and that it may not know of (R5).
    - A stream ends after a while in any case; whoever resumes shows a token anew.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass, field

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from truceline.app.caller import Caller
from truceline.app.ports import Event, Records
from truceline.base.errors import NodeError
from truceline.http.bridge import Bridge
from truceline.http.door import HttpLimits
from truceline.http.problems import ProblemError

EVENT_STREAM = "text/event-stream"


@dataclass(slots=True, eq=False)
class Listener:
    """One stream.

    Attributes:
        party: For whom it listens.
        stirred: Set when it should look.
        is_ended: Whether it must end.
    """

    party: str = ""
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
    def listening(self, officer: str, party: str) -> Iterator[Listener]:
        """Count a listener in, and out again.

        Args:
            officer: Pseudonym.
            party: For whom it listens.

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
        listener = Listener(party=party, is_ended=self.is_ending)
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
        """Wake the listeners of each party for which there is news, as long as there are any."""
        seen: dict[str, int] = {}
        while self._listeners:
            await asyncio.sleep(self.limits.stream_poll_s)
            parties = {each.party for each in self._listeners}
            found = await self._news({party: seen.get(party, -1) for party in parties})
            for each in self._listeners:
                if each.party in found and found[each.party] != seen.get(each.party):
                    each.stirred.set()
            seen = {party: number for party, number in {**seen, **found}.items() if party in parties}

    async def _news(self, seen: Mapping[str, int]) -> Mapping[str, int]:
        """Give the number of the latest event of each party that has one after the number it saw."""

        def latest(records: Records) -> dict[str, int]:
            found = {}
            for party, number in seen.items():
                after = number if number >= 0 else records.events.last()
                events = records.events.after(after, party, self.limits.stream_batch)
                found[party] = events[-1].number if events else after
            return found

        try:
            return await self.bridge.read(latest)
        except (NodeError, ProblemError):
            return {}


class EventStream(Response):
    """Sends server-sent events until they end, the client leaves, or it takes nothing any more."""

    media_type = EVENT_STREAM

    def __init__(
        self, streams: Streams, caller: Caller, lines: Callable[[Listener], AsyncGenerator[bytes, None]]
    ) -> None:
        """Keep what will be sent.

        Args:
            streams: The listeners of the node.
            caller: Who listens.
            lines: Gives whole events until the listener ends.
        """
        super().__init__(None, 200, media_type=EVENT_STREAM)
        del self.headers["content-length"]
        self.streams = streams
        self.caller = caller
        self.lines = lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send."""
        del scope
        with self.streams.listening(self.caller.officer, self.caller.party) as listener:
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
