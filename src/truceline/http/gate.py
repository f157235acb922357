# SPDX-License-Identifier: Apache-2.0
"""The outermost layer: bounds, header fields that every answer has, the log line, and the last net for faults.

Rules:
    - What goes out is marked: ``Truceline-Exercise`` where the library is invented, a request id always.
    - No page of another origin reads anything here: no CORS field is ever sent.
    - A line of the log has method, template, status, duration, request id and the officer's pseudonym, no more.
"""

import time
import traceback
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from truceline.http.bridge import Bridge
from truceline.http.door import HttpLimits, NodeDoor
from truceline.http.hot import HotTable
from truceline.http.metrics import Metrics
from truceline.http.passage import KEY, Passage
from truceline.http.problems import ProblemError, problem_of, to_response
from truceline.http.routing import BRIDGE, DOOR
from truceline.http.streaming import Streams

METRICS = "truceline.metrics"
STREAMS = "truceline.streams"
_STREAM_PATH = "/v1/stream"
_BETWEEN_NODES = "/record/"
"""Here other nodes ask by themselves: a node that nobody of its own uses stays idle, whatever its peers do."""
_FIXED = (
    (b"cache-control", b"no-store"),  # First, because a route may say otherwise.
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


@dataclass(kw_only=True)
class Gate:
    """The ASGI application of a node.

    Attributes:
        node: What this floor was given.
        bridge: The way to the store.
        routes: The framework's application.
        hot: Hot routes.
        streams: Listeners.
        metrics: What is counted.
        in_work: Requests in work.
        last_asked_s: When somebody who is known last asked something [s of the monotonic clock].
        is_draining: Whether nothing new is taken any more.
    """

    node: NodeDoor
    bridge: Bridge
    routes: ASGIApp
    hot: HotTable
    streams: Streams
    metrics: Metrics
    in_work: int = 0
    last_asked_s: float = field(default_factory=time.monotonic)
    is_draining: bool = False
    _fixed: tuple[tuple[bytes, bytes], ...] = field(init=False)

    def __post_init__(self) -> None:
        """Make the header fields that never change."""
        marked = ((b"truceline-exercise", b"true"),) if self.node.is_exercise else ()
        self._fixed = (*_FIXED, *marked)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._pass(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def begin_drain(self) -> None:
        """Take nothing new, and end every stream after what it is just sending."""
        self.is_draining = True
        self.streams.end()

    def replace_node(self, node: NodeDoor) -> None:
        """Answer from another door: that of the node when it was locked, or when it was unlocked."""
        self.streams.end()
        self.node, self.bridge = node, Bridge(node.store, node.limits.store_s)
        self.streams = Streams(node.limits, self.bridge)
        self.last_asked_s = time.monotonic()

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                self.begin_drain()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        passage = Passage()
        scope[KEY], scope[DOOR], scope[BRIDGE] = passage, self.node, self.bridge
        scope[METRICS], scope[STREAMS] = self.metrics, self.streams
        started = time.perf_counter()
        self.in_work += 1
        self.metrics.in_work.set(self.in_work)
        try:
            await self._answer(
                _as_asked(scope), receive, self._sender(passage, send, has_body=scope["method"] != "HEAD")
            )
        finally:
            self.in_work -= 1
            self.metrics.in_work.set(self.in_work)
            seconds = time.perf_counter() - started
            if passage.officer and not passage.template.startswith(_BETWEEN_NODES):
                self.last_asked_s = time.monotonic()
            self.metrics.count(scope["method"], passage.template, passage.status, seconds)
            self.node.log(
                "request",
                method=scope["method"][:16],
                route=passage.template,
                status=passage.status,
                ms=round(seconds * 1000, 2),
                request=passage.request_id,
                officer=passage.officer,
            )

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        passage: Passage = scope[KEY]
        try:
            self._admit(scope)
            found = self.hot.find(scope)
            if found is None:
                await self.routes(scope, receive, send)
            else:
                response = await found.route.run(self.node, self.bridge, found, receive)
                await response(scope, receive, send)
        except Exception as error:  # noqa: BLE001 - the last net: a fault of ours is told as one
            problem = problem_of(error)
            if problem.kind.code == "own-fault":
                tell_fault(self.node, passage, error)
            if passage.status == 0:
                await to_response(problem, passage.request_id, is_exercise=self.node.is_exercise)(scope, receive, send)

    def _admit(self, scope: Scope) -> None:
        check_head(scope, self.node.limits)
        if self.is_draining:
            raise ProblemError(
                code="draining", detail="The node is stopping and takes nothing new.", headers={"Connection": "close"}
            )
        if self.in_work > self.node.limits.requests_max:
            raise ProblemError(
                code="pushback", detail=f"expected at most {self.node.limits.requests_max} requests in work at once"
            )

    def _sender(self, passage: Passage, send: Send, *, has_body: bool) -> Send:
        async def forward(message: Message) -> None:
            if message["type"] == "http.response.start":
                passage.status = message["status"]
                request_id = (b"x-request-id", passage.request_id.encode("ascii"))
                told = message.get("headers", ())
                has_own = any(name == b"cache-control" for name, _ in told)
                message["headers"] = [*told, *(self._fixed[1:] if has_own else self._fixed), request_id]
            elif not has_body:
                message = {**message, "body": b""}
            await send(message)

        return forward


def _as_asked(scope: Scope) -> Scope:
    """Give the request that a HEAD stands for: the same GET, of which no body is sent; a stream has no HEAD.

    Source:
        RFC 9110, section 9.3.2.
    """
    if scope["method"] != "HEAD" or scope["path"] == _STREAM_PATH:
        return scope
    return {**scope, "method": "GET"}


def with_head(path: str, methods: set[str]) -> list[str]:
    """Give the methods of a path in order, ``HEAD`` among them where it stands for ``GET``."""
    return sorted({*methods, *(("HEAD",) if "GET" in methods and path != _STREAM_PATH else ())})


def check_head(scope: Scope, limits: HttpLimits) -> None:
    """Refuse what is too long before anything looks at it.

    Raises:
        ProblemError: Header fields (431), or path or query (414).
    """
    headers = scope["headers"]
    size = sum(len(name) + len(value) for name, value in headers)
    if len(headers) > limits.headers_max or size > limits.header_bytes_max:
        detail = f"expected at most {limits.headers_max} header fields of {limits.header_bytes_max} bytes together"
        raise ProblemError(code="header-fields", detail=detail)
    if len(scope.get("raw_path") or scope["path"]) > limits.path_bytes_max:
        raise ProblemError(code="long-path", detail=f"expected a path of at most {limits.path_bytes_max} bytes")
    if len(scope["query_string"]) > limits.query_bytes_max:
        raise ProblemError(code="long-path", detail=f"expected a query of at most {limits.query_bytes_max} bytes")


def tell_fault(node: NodeDoor, passage: Passage, error: BaseException) -> None:
    """Write where a fault of this software happened; never its message, which may hold what was sent."""
    kind = type(error).__name__
    node.log("fault", request=passage.request_id, route=passage.template, kind=kind, places=places_of(error))


def places_of(error: BaseException) -> list[str]:
    """Give files and lines from which an error came, the nearest to it last."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return [f"{frame.filename.rpartition('truceline/')[2]}:{frame.lineno}" for frame in frames]
