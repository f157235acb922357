# SPDX-License-Identifier: Apache-2.0
"""A server for tests that answers with whatever bytes it is given, over plain HTTP or TLS, on this machine alone."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

Respond = Callable[[socket.socket, bytes], None]
"""Answers one request, whose bytes it is given."""


@dataclass
class HostilePeer:
    """A running one.

    Attributes:
        port: Where.
        requests: The heads of requests, as they came.
    """

    port: int
    requests: list[bytes] = field(default_factory=list)


@contextmanager
def hostile_peer(respond: Respond, tls: tuple[Path, Path] | None = None) -> Iterator[HostilePeer]:
    """Serve.

    Args:
        respond: Answers each request.
        tls: Certificate and key.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    peer = HostilePeer(port=listening.getsockname()[1])
    context = None
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
    held: list[socket.socket] = []

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                held.append(connection)
                threading.Thread(None, _answer, None, (connection, context, peer, respond), daemon=True).start()

    threading.Thread(None, serve, daemon=True).start()
    try:
        yield peer
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        for each in held:
            with suppress(OSError):
                each.close()


def saying(content: bytes) -> Respond:
    """Answer with some bytes and leave."""

    def respond(connection: socket.socket, request: bytes) -> None:
        del request
        connection.sendall(content)

    return respond


def answer(body: bytes, *, status: str = "200 OK", fields: str = "") -> bytes:
    """Write a whole answer."""
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{fields}\r\n".encode() + body


def dripping(head: bytes, piece: bytes, pause_s: float) -> Respond:
    """Answer with a piece now and then, without end."""

    def respond(connection: socket.socket, request: bytes) -> None:
        del request
        connection.sendall(head)
        while True:
            connection.sendall(piece)
            time.sleep(pause_s)

    return respond


def _answer(connection: socket.socket, context: ssl.SSLContext | None, peer: HostilePeer, respond: Respond) -> None:
    with suppress(OSError):
        if context is not None:
            connection = context.wrap_socket(connection, server_side=True)
        with connection:
            request = _read_head(connection)
            if request:
                peer.requests.append(request)
                respond(connection, request)
                connection.shutdown(socket.SHUT_WR)


def _read_head(connection: socket.socket) -> bytes:
    """Read a request up to the end of its header fields; nothing when it ends before."""
    request = b""
    while b"\r\n\r\n" not in request:
        piece = connection.recv(65_536)
        if not piece:
            return b""
        request += piece
    return request
