# SPDX-License-Identifier: Apache-2.0
"""The live stream: what a listener is told, where it resumes, and how it ends."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import pytest

from http_door import LIMITS, NOW_NS, NamedCallers, Node, make_node
from truceline.app.caller import Caller
from truceline.app.ports import Event
from truceline.base.instants import LATEST_NS, NS_PER_S
from truceline.http.problems import ProblemError

STEPS_MAX = 400


@dataclass
class Listening:
    """A client that reads a stream."""

    node: Node
    token: str = "northland.ann.officer"  # noqa: S105 - a name of a test
    last: str = ""
    head: dict[str, Any] = field(default_factory=dict)
    body: bytes = b""
    parts: list[tuple[float, bytes]] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    task: "asyncio.Task[None] | None" = None

    def start(self) -> None:
        """Connect."""
        headers = [(b"authorization", f"Bearer {self.token}".encode())]
        if self.last:
            headers.append((b"last-event-id", self.last.encode()))
        scope = {"type": "http", "method": "GET", "path": "/v1/stream", "raw_path": b"/v1/stream", "headers": headers}
        scope |= {"query_string": b"", "http_version": "1.1", "scheme": "http", "client": ("192.0.2.1", 1)}
        self.task = asyncio.get_running_loop().create_task(self.node.app(scope, self.receive, self.send))

    async def receive(self) -> Any:  # noqa: ANN401
        """Say nothing until the client leaves."""
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:  # noqa: ANN401
        """Take what is sent."""
        if message["type"] == "http.response.start":
            self.head = message
        else:
            self.body += message["body"]
            self.parts.append((asyncio.get_running_loop().time(), message["body"]))

    async def until(self, is_there: Callable[[], bool]) -> None:
        """Wait until something arrived."""
        for _ in range(STEPS_MAX):
            if is_there():
                return
            await asyncio.sleep(0.01)
        message = f"not there: {self.body!r}"
        raise AssertionError(message)

    def holds(self, text: bytes) -> bool:
        """Say whether something was told."""
        return text in self.body

    @property
    def events(self) -> list[tuple[str, dict[str, Any]]]:
        """What was told: cursor and document of each event."""
        blocks = [block for block in self.body.decode().split("\n\n") if "data: " in block]
        lines = [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]
        return [(each["id"], json.loads(each["data"])) for each in lines]


def event(number: int, what: str = "finding") -> Event:
    """Give an invented event."""
    return Event(number=0, at_ns=NOW_NS, what=what, change="raised", id=f"{what}-{number}")


def run(listen: Callable[[Node], Coroutine[Any, Any, None]], node: Node | None = None) -> None:
    """Run a test in one loop."""
    asyncio.run(listen(node or make_node()))


def test_a_listener_is_told_what_its_party_may_know() -> None:
    """Events of others do not show, and what is told has no place and no content."""

    async def listen(node: Node) -> None:
        client = Listening(node)
        client.start()
        await client.until(lambda: b"listening" in client.body)
        node.records.events.tell(event(1), ("hill-league",))
        node.records.events.tell(event(2), ("northland", "hill-league"))
        await client.until(lambda: len(client.events) == 1)
        client.left.set()
        assert client.task is not None
        await client.task
        ((_, told),) = client.events

        assert set(told) == {"what", "change", "id", "at", "href", "exercise"}
        assert (told["id"], told["href"]) == ("finding-2", "/v1/findings/finding-2")
        assert client.head["status"] == 200
        assert dict(client.head["headers"])[b"content-type"].startswith(b"text/event-stream")

    run(listen)


@pytest.mark.parametrize(
    ("role", "heard"),
    [
        ("officer", ["intent", "finding", "claim", "report", "act", "agreement"]),
        ("monitor", ["finding", "claim", "report", "act", "agreement"]),
        ("peer", ["intent", "agreement"]),
    ],
)
def test_a_listener_hears_of_the_kinds_that_it_may_read_alone(role: str, heard: list[str]) -> None:
    """A peer is told of no finding, though its party may know of it; a kind that nobody reads is told to nobody."""

    async def listen(node: Node) -> None:
        client = Listening(node, token=f"northland.ann.{role}")
        client.start()
        await client.until(lambda: b"listening" in client.body)
        for what in ("intent", "finding", "claim", "report", "act", "strange", "agreement"):
            node.records.events.tell(event(1, what), ("northland",))
        await client.until(lambda: b"agreement-1" in client.body)
        client.left.set()
        assert client.task is not None
        await client.task

        assert [told["what"] for _, told in client.events] == heard

    run(listen)


def test_a_listener_resumes_after_the_last_event_it_took() -> None:
    """Nothing is missed and nothing told twice; a cursor of the other party is refused."""

    async def listen(node: Node) -> None:
        first = Listening(node)
        first.start()
        await first.until(lambda: b"listening" in first.body)
        for number in range(3):
            node.records.events.tell(event(number), ("*",))
        await first.until(lambda: len(first.events) == 3)
        first.left.set()
        node.records.events.tell(event(3), ("*",))
        second = Listening(node, last=first.events[1][0])
        second.start()
        await second.until(lambda: len(second.events) == 2)
        stranger = Listening(node, token="hill-league.bo.officer", last=first.events[1][0])  # noqa: S106
        stranger.start()
        await stranger.until(lambda: bool(stranger.head))
        node.app.begin_drain()
        assert second.task is not None
        await second.task

        assert [told["id"] for _, told in second.events] == ["finding-2", "finding-3"]
        assert stranger.head["status"] == 422

    run(listen)


def test_a_silent_stream_says_that_it_lives_and_ends_with_the_node() -> None:
    """Comments come while nothing happens; draining ends the stream with a proper end."""

    async def listen(node: Node) -> None:
        client = Listening(node)
        client.start()
        await client.until(lambda: client.body.count(b"still here") >= 2)
        node.app.begin_drain()
        assert client.task is not None
        await asyncio.wait_for(client.task, 2)

        assert node.app.streams.open.total() == 0

    run(listen)


def test_the_bytes_of_a_silent_party_do_not_depend_on_what_others_are_told() -> None:
    """R5: comments come by the clock alone, however many filings of others are told to others meanwhile."""

    async def listen(node: Node) -> None:
        client = Listening(node)
        client.start()
        await client.until(lambda: b"listening" in client.body)
        begun = client.body
        for number in range(30):
            node.records.events.tell(event(number), ("hill-league",))
            await asyncio.sleep(0.02)

        assert client.body == begun
        client.left.set()
        assert client.task is not None
        await client.task

    run(listen, make_node(replace(LIMITS, heartbeat_s=5.0)))


def test_comments_keep_their_pace_whatever_else_is_told() -> None:
    """Neither own events nor those of others bring a comment forward, or put one off."""

    async def listen(node: Node) -> None:
        client = Listening(node)
        client.start()
        await client.until(lambda: b"listening" in client.body)
        for number in range(24):
            node.records.events.tell(event(number), ("northland",) if number % 3 else ("hill-league",))
            await asyncio.sleep(0.02)
        await client.until(lambda: client.body.count(b"still here") >= 2)
        seconds = client.parts[-1][0] - client.parts[0][0]
        client.left.set()
        assert client.task is not None
        await client.task

        assert len(client.events) == 16
        beats = [at for at, told in client.parts if told == b": still here\n\n"]
        assert 2 <= len(beats) <= seconds / 0.2 + 0.5
        for at in beats:
            behind = (at - client.parts[0][0]) % 0.2
            assert min(behind, 0.2 - behind) < 0.08

    run(listen, make_node(replace(LIMITS, heartbeat_s=0.2)))


def test_own_news_is_told_at_the_same_pace_whoever_else_writes() -> None:
    """What was not written over this node's bridge is found too, though nobody else writes anything."""

    async def listen(node: Node) -> None:
        client = Listening(node)
        client.start()
        await client.until(lambda: b"listening" in client.body)
        await asyncio.sleep(0.1)
        node.records.events.tell(event(1), ("northland",))
        begun = asyncio.get_running_loop().time()
        await client.until(lambda: len(client.events) == 1)
        client.left.set()
        assert client.task is not None
        await client.task

        assert asyncio.get_running_loop().time() - begun < 0.5

    run(listen, make_node(replace(LIMITS, heartbeat_s=5.0, stream_poll_s=0.1)))


@dataclass
class Ending:
    """Callers whose tokens end, or whose issuer's key is taken away."""

    until_ns: int = LATEST_NS
    is_key_gone: bool = False

    def caller_of(self, token: str) -> Caller:
        """Give the caller, while there is a key."""
        if self.is_key_gone:
            raise ProblemError(code="unauthenticated", detail="expected a key")
        return replace(NamedCallers().caller_of(token), until_ns=self.until_ns)


def test_a_stream_ends_when_its_token_does() -> None:
    """Nobody listens on with a token that has ended."""

    async def listen(node: Node) -> None:
        client = Listening(node)
        client.start()
        assert client.task is not None
        await asyncio.wait_for(client.task, 2)

        assert b"listening" in client.body

    callers = Ending(until_ns=NOW_NS + NS_PER_S // 5)
    run(listen, make_node(replace(LIMITS, heartbeat_s=5.0), callers=callers))


def test_a_stream_ends_when_the_key_of_its_issuer_is_gone() -> None:
    """It is looked at whenever the stream would send something."""
    callers = Ending()

    async def listen(node: Node) -> None:
        client = Listening(node)
        client.start()
        await client.until(lambda: b"still here" in client.body)
        callers.is_key_gone = True
        assert client.task is not None
        await asyncio.wait_for(client.task, 2)

    run(listen, make_node(callers=callers))


def test_a_stream_ends_after_its_time() -> None:
    """Whoever listens for long shows a token anew."""

    async def listen(node: Node) -> None:
        client = Listening(node)
        client.start()
        assert client.task is not None
        await asyncio.wait_for(client.task, 2)

    run(listen, make_node(replace(LIMITS, stream_life_s=0.2)))


def test_listeners_are_bounded_for_each_officer() -> None:
    """One more than allowed is told 429; when one leaves there is room again."""

    async def listen(node: Node) -> None:
        clients = [Listening(node) for _ in range(3)]
        for client in clients[:2]:
            client.start()
            await client.until(partial(client.holds, b"listening"))
        clients[2].start()
        await clients[2].until(lambda: bool(clients[2].head))

        assert clients[2].head["status"] == 429
        clients[0].left.set()
        assert clients[0].task is not None
        await clients[0].task
        again = Listening(node)
        again.start()
        await again.until(lambda: b"listening" in again.body)
        node.app.begin_drain()
        for client in (clients[1], again):
            assert client.task is not None
            await client.task

    run(listen, make_node(replace(LIMITS, streams_per_officer_max=2)))


def test_a_client_that_takes_nothing_is_left() -> None:
    """A listener whose connection is stuck does not hold its place for ever."""

    class Stuck(Listening):
        async def send(self, message: Any) -> None:  # noqa: ANN401
            if message["type"] == "http.response.body":
                await asyncio.sleep(60)

    async def listen(node: Node) -> None:
        client = Stuck(node)
        client.start()
        assert client.task is not None
        await asyncio.wait_for(client.task, 3)

        assert node.app.streams.open.total() == 0

    run(listen)
