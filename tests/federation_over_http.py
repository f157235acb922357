# SPDX-License-Identifier: Apache-2.0
"""Whole nodes of the exercise library in this process, each with its server, its peers' cards and lines to them."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import msgspec

from http_door import Lines
from made_nodes import PASSPHRASE, by_passphrase
from truceline.agreement.library import Library, find_library, load_library
from truceline.base.clock import SystemClock
from truceline.base.instants import NS_PER_S, to_text
from truceline.bootstrap.assembling import Assembled, read_ground
from truceline.bootstrap.drill_link import Link
from truceline.bootstrap.folder import NodeFolder
from truceline.bootstrap.making import MadeNode, NodePlan, make_node
from truceline.bootstrap.node import RunningNode, address_of
from truceline.bootstrap.peer_cards import add_peer, make_card
from truceline.bootstrap.peering import FollowedLog
from truceline.bootstrap.tokens import Bearer, make_claims, sign
from truceline.coordination.roles import Role
from truceline.crypto.certificates import certificate_der
from truceline.crypto.passphrases import passphrase_bytes
from truceline.http.serving import serve
from truceline.peers.addresses import Address
from truceline.peers.cards import PeerCard
from truceline.peers.client import Answer, PeerClient, Question
from truceline.storage.sqlite import create_store

PARTIES = {"north": "northland", "south": "eastmere", "un": "strait-mission"}


@cache
def library() -> Library:
    """Read the exercise once."""
    return load_library(find_library("exercise-strait"))


def plan_of_tomorrow(party: str, *shared: str) -> dict[str, Any]:
    """Give an invented flight of tomorrow over open ocean, shared in full."""
    day_ns = SystemClock().now_ns() + 86_400 * NS_PER_S
    start, end = (to_text(day_ns + hours * 3_600 * NS_PER_S) for hours in (0, 2))
    ring = [[-124.45, -44.75], [-124.15, -44.75], [-124.15, -44.55], [-124.45, -44.55], [-124.45, -44.75]]
    volume = {"geometry": {"type": "Polygon", "coordinates": [ring]}, "start": start, "end": end}
    sharing = {"full": list(shared), "conflict": []}
    return {"kind": ["flight.non_combat"], "party": party, "sharing": sharing, "volumes": [volume]}


@dataclass
class HttpNode:
    """A node with its server.

    Attributes:
        name: Short.
        made: As it was made.
        running: While it runs.
        port: Where it listens.
        links: The lines on which others reach it, by their names.
    """

    name: str
    made: MadeNode
    log: Lines = field(default_factory=Lines)
    running: RunningNode | None = None
    port: int = 0
    links: dict[str, Link] = field(default_factory=dict)
    _loop: asyncio.AbstractEventLoop | None = None
    _stop: asyncio.Event | None = None
    _thread: threading.Thread | None = None

    @property
    def party(self) -> str:
        """Whose it is."""
        return PARTIES[self.name]

    @property
    def folder(self) -> NodeFolder:
        """Where it lies."""
        return self.made.folder

    @property
    def assembled(self) -> Assembled:
        """Its parts while it runs unlocked."""
        assert self.running is not None
        assert self.running._assembled is not None
        return self.running._assembled

    def card(self) -> PeerCard:
        """Give its card."""
        return make_card(self.folder, self.folder.read_settings(), library(), self.made.store_key)

    def start(self) -> None:
        """Serve it, in a thread of its own."""
        ready = threading.Event()
        ground = read_ground(self.folder, SystemClock(), self.log)

        async def run() -> None:
            self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
            self.running = RunningNode(ground)
            await self.running.unlock(by_passphrase())
            address = address_of(ground.settings, self.folder)

            def listening(url: str) -> None:
                self.port = int(url.rpartition(":")[2])
                for link in self.links.values():
                    link.goes_to = self.port
                ready.set()

            try:
                await serve(self.running.gate, address, on_ready=listening, stop=self._stop)
            finally:
                await self.running.end()

        self._thread = threading.Thread(None, lambda: asyncio.run(run()), daemon=True)
        self._thread.start()
        assert ready.wait(20), self.log.found

    def stop(self) -> None:
        """End it in good order."""
        if self._thread is not None and self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(20)
            assert not self._thread.is_alive()
            self._thread = self.running = None

    def token(self, role: Role = Role.OFFICER, party: str = "") -> str:
        """Issue a token of its own."""
        claims = make_claims(
            Bearer(officer="ann", party=party or self.party, role=role),
            keys=self.made.keys,
            settings=self.folder.read_settings(),
            parties=library().parties,
            hours=1,
            now_ns=SystemClock().now_ns(),
        )
        return sign(claims, self.made.store_key)

    def client(self, token: Callable[[], str]) -> PeerClient:
        """Give a way to it."""
        settings = self.folder.read_settings()
        pem = settings.tls_certificate_file
        certificate = certificate_der(self.folder.beside(pem).read_bytes(), pem) if pem else b""
        address = Address(is_tls=bool(pem), host="127.0.0.1", port=self.port)
        return PeerClient(address=address, certificate=certificate, token=token)

    def ask(self, question: Question, token: str = "") -> Answer:
        """Ask it something, as its own officer if nobody else is named."""
        client = self.client(lambda: token or self.token())
        try:
            return client.ask(question)
        finally:
            client.close()

    def file(self, body: dict[str, Any]) -> dict[str, Any]:
        """File a plan as its own officer."""
        content = msgspec.json.encode(body)
        answer = self.ask(Question(method="POST", path="/v1/intents", content=content, media_type="application/json"))
        assert answer.status == 201, answer.body
        found = msgspec.json.decode(answer.body)
        assert isinstance(found, dict)
        return found

    def log_of(self, other: "HttpNode") -> FollowedLog:
        """Say how the log of a node stands here."""
        digits = other.assembled.recording.origin.rpartition("/")[2]
        return self.assembled.federation.peering.logs[digits]


def made(name: str, folder: Path, tls_name: str = "") -> HttpNode:
    """Make a node."""
    plan = NodePlan(
        place=folder / name,
        library=library(),
        party=PARTIES[name],
        means=by_passphrase(),
        made_ns=SystemClock().now_ns(),
        root_passphrase=passphrase_bytes(PASSPHRASE),
        tls_name=tls_name,
    )
    node = HttpNode(name=name, made=make_node(plan, create_store))
    text = node.folder.settings.read_text(encoding="utf-8")
    node.folder.settings.write_text(text.replace("port: 8340", "port: 0"), encoding="utf-8")
    return node


@contextmanager
def nodes_over_http(folder: Path, *names: str, tls_name: str = "") -> Iterator[tuple[HttpNode, ...]]:
    """Give running nodes that know each other, each met by each other one over a line of its own."""
    nodes = tuple(made(name, folder, tls_name) for name in names)
    scheme = "https" if tls_name else "http"
    try:
        for node, other in permutations(nodes, 2):
            link = node.links[other.name] = Link()
            add_peer(other.folder, node.card(), f"{scheme}://127.0.0.1:{link.port}", may_replace=False)
        for node in nodes:
            node.start()
        yield nodes
    finally:
        for node in nodes:
            node.stop()
            for link in node.links.values():
                link.close()
            node.made.store_key.wipe()


def until(is_so: Callable[[], object], what: str, seconds: float = 20.0) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, what
        time.sleep(0.05)
