# SPDX-License-Identifier: Apache-2.0
"""HTTP/1.1 as uvicorn reads it, with the bounds that it lacks: size and time of heads, number of connections.

Rules:
    - What is no HTTP, too large or too slow is answered in the one shape of problems, and the connection ends.
    - A client that sends a head and then takes no answer does not hold its place for ever.
    - Nothing is read ahead for a connection that was refused.
"""

import asyncio
from collections.abc import Callable
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from truceline.http.door import NodeDoor
from truceline.http.passage import Passage
from truceline.http.problems import MEDIA_TYPE, ProblemError, to_bytes

_SPARE_BYTES = 512
"""What the names of the usual header fields may take beyond the limit, so that the application tells the rest."""


class HeadError(Exception):
    """The head of a request is larger than anybody needs. Never leaves the parser."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection; ``node`` is set by ``bounded_protocol``."""

    node: NodeDoor
    _head_bytes = 0
    _head_timer: asyncio.TimerHandle | None = None
    _stall_timer: asyncio.TimerHandle | None = None
    _is_busy = False
    _refusal = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Refuse one connection too many, and give the others a time for their first head."""
        super().connection_made(transport)
        if len(self.connections) > self.node.limits.connections_max:
            self._refuse("pushback", "Too many connections to this node at present.")
        else:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        self._stop_stalling()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Give a client that takes nothing some time, and then end the connection."""
        super().pause_writing()
        self._stop_stalling()
        self._stall_timer = self.loop.call_later(self.node.limits.idle_s, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on."""
        self._stop_stalling()
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        """Read, unless the connection was refused."""
        if self._refusal or self.transport.is_closing():
            return
        if self._head_timer is None and not self._is_busy:
            self._await_head()
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Count the head anew."""
        self._head_bytes = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Count the path."""
        limits = self.node.limits
        self._count(len(url), limits.path_bytes_max + limits.query_bytes_max + _SPARE_BYTES, "long-path")
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a header field."""
        limits = self.node.limits
        limit = limits.header_bytes_max + limits.path_bytes_max + limits.query_bytes_max + 2 * _SPARE_BYTES
        self._count(len(name) + len(value), limit, "header-fields")
        if len(self.headers) > 2 * limits.headers_max:
            self._count(limit, limit, "header-fields")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Stop waiting for the head."""
        self._stop_waiting()
        self._is_busy = True
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Be ready for the next head."""
        self._is_busy = bool(self.pipeline)
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, or too much of it."""
        del msg
        self._refuse(self._refusal or "malformed", "expected HTTP/1.1 within the bounds of this node")

    def _count(self, size: int, limit: int, code: str) -> None:
        """Count some bytes of the head.

        Raises:
            HeadError: They are too many.
        """
        self._head_bytes += size
        if self._head_bytes > limit:
            self._refusal = code
            raise HeadError

    def _await_head(self) -> None:
        self._stop_waiting()
        self._head_timer = self.loop.call_later(self.node.limits.body_s, self._give_up)

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _stop_stalling(self) -> None:
        if self._stall_timer is not None:
            self._stall_timer.cancel()
            self._stall_timer = None

    def _give_up(self) -> None:
        """End a connection that sent no whole head in its time."""
        if not self.transport.is_closing():
            self._refuse("slow-body", "expected the head of a request in time")

    def _refuse(self, code: str, detail: str) -> None:
        self._refusal = code
        self._stop_waiting()
        passage = Passage()
        problem = ProblemError(code=code, detail=detail)
        body = to_bytes(problem, passage.request_id, is_exercise=self.node.is_exercise)
        status = HTTPStatus(problem.kind.status)
        fields = {
            "content-type": MEDIA_TYPE,
            "content-length": str(len(body)),
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
            "x-request-id": passage.request_id,
            "connection": "close",
        }
        if self.node.is_exercise:
            fields["truceline-exercise"] = "true"
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        self.transport.write(f"HTTP/1.1 {status.value} {status.phrase}\r\n{head}\r\n".encode("ascii") + body)
        self.transport.close()
        facts = {"status": status.value, "request": passage.request_id}
        self.node.log("refused", code=code, **facts)


def bounded_protocol(node: NodeDoor) -> Callable[..., asyncio.Protocol]:
    """Give the class of connections to a node."""
    return type("NodeProtocol", (BoundedProtocol,), {"node": node})
