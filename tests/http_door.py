# SPDX-License-Identifier: Apache-2.0
"""A node's door for tests of routes: the EXERCISE library, callers by name, a store in memory, and a client."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

import httpx2

from exercise import at, exercise
from fakes.shelf_store import ShelfRecords, ShelfStore
from shipped import HTTP_LIMITS, NODE_LIMITS
from truceline.app.caller import Caller, NodeTerms
from truceline.base.clock import FixedClock
from truceline.coordination.coarse import CoarseGrid
from truceline.coordination.roles import SCOPES, Role
from truceline.http.cursors import CursorSeal
from truceline.http.door import Check, HttpLimits, Kept, NodeDoor
from truceline.http.gate import Gate
from truceline.http.node_app import make_app
from truceline.http.problems import ProblemError

T = TypeVar("T")
NOW_NS = at("2001-03-01T12:00:00Z")
LIMITS = replace(HTTP_LIMITS, body_s=0.5, store_s=2.0, stream_poll_s=0.01, heartbeat_s=0.05)


class NamedCallers:
    """Tokens of tests: ``PARTY.OFFICER.ROLE``, with every scope of the role."""

    def caller_of(self, token: str) -> Caller:
        """Give the caller that a token names."""
        parts = token.split(".")
        if len(parts) != 3 or parts[2] not in set(Role):
            raise ProblemError(
                code="unauthenticated", detail="expected a token of a test", headers={"WWW-Authenticate": "Bearer"}
            )
        party, officer, role = parts
        return Caller(party=party, officer=officer, role=role, scopes=frozenset(map(str, SCOPES[Role(role)])))


@dataclass
class Lines:
    """Keeps log lines."""

    found: list[dict[str, object]] = field(default_factory=list)

    def __call__(self, event: str, **facts: object) -> None:
        """Keep one."""
        self.found.append({"event": event, **facts})


@dataclass
class Node:
    """A node under test."""

    app: Gate
    door: NodeDoor
    store: ShelfStore
    log: Lines

    @property
    def records(self) -> ShelfRecords:
        """Its shelves."""
        return self.store.records

    def run(self, ask: Callable[[httpx2.AsyncClient], Awaitable[T]]) -> T:
        """Run an exchange with a client in one event loop."""

        async def exchange() -> T:
            transport = httpx2.ASGITransport(app=self.app, raise_app_exceptions=False)
            async with httpx2.AsyncClient(transport=transport, base_url="http://node.example") as client:
                return await ask(client)

        return asyncio.run(exchange())

    def ask(self, method: str, path: str, token: str = "northland.ann.officer", **given: Any) -> httpx2.Response:  # noqa: ANN401, S107
        """Send one request; an empty token sends none."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= given.pop("headers", {})
        return self.run(lambda client: client.request(method, path, headers=headers, **given))


def terms() -> NodeTerms:
    """Give terms over the EXERCISE library; clauses are not asked by the routes tested with them."""
    return NodeTerms(
        party="northland",
        library=exercise(),
        plans=cast("Any", None),
        grid=CoarseGrid(),
        limits=NODE_LIMITS,
        new_id=lambda: "00000000000000000000000000000000",
    )


def make_node(limits: HttpLimits = LIMITS, **changed: Any) -> Node:  # noqa: ANN401
    """Make a node."""
    store, log, found = ShelfStore(), Lines(), terms()
    door = NodeDoor(
        store=store,
        terms=lambda: found,
        callers=NamedCallers(),
        clock=FixedClock(NOW_NS),
        seal=CursorSeal(bytes(32)),
        readiness=lambda: (Check(name="store open", is_done=True),),
        is_exercise=True,
        version="0.0.test",
        log=log,
        limits=limits,
        retention=(Kept(what="finding", days=30, reason="EXERCISE"),),
    )
    door = replace(door, **changed)
    return Node(app=make_app(door), door=door, store=store, log=log)
