# SPDX-License-Identifier: Apache-2.0
"""The server: what it refuses on the wire, TLS, and how it ends."""

import asyncio
import datetime as dt
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from http_door import LIMITS, Node, make_node
from truceline.base.errors import InputError, StorageError
from truceline.http.serving import Address, run_loop, serve

pytestmark = pytest.mark.network
HEAD = b"Host: node.example\r\nAuthorization: Bearer northland.ann.officer\r\n"


@dataclass
class Running:
    """A node that is served in another thread."""

    node: Node
    url: str
    stop: Callable[[], None]
    thread: threading.Thread

    @property
    def place(self) -> tuple[str, int]:
        """Where it listens."""
        host, _, port = self.url.rpartition("://")[2].rpartition(":")
        return host, int(port)

    def send(self, *parts: bytes, seconds: float = 5.0) -> bytes:
        """Send bytes on a connection of their own and give all that comes back until it ends."""
        with socket.create_connection(self.place, timeout=seconds) as connection:
            for part in parts:
                connection.sendall(part)
            return read_all(connection)


def read_all(connection: socket.socket) -> bytes:
    """Read until the other side ends."""
    found = b""
    while piece := connection.recv(65_536):
        found += piece
    return found


@contextmanager
def served(node: Node, **place: Any) -> Iterator[Running]:  # noqa: ANN401
    """Serve a node until the block ends."""
    ready, found = threading.Event(), dict[str, Any]()

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        found["stop"] = lambda: loop.call_soon_threadsafe(stop.set)

        def on_ready(url: str) -> None:
            found["url"] = url
            ready.set()

        await serve(node.app, Address(host="127.0.0.1", port=0, **place), on_ready=on_ready, stop=stop)

    thread = threading.Thread(target=lambda: run_loop(main()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield Running(node, found["url"], found["stop"], thread)
    finally:
        with suppress(RuntimeError):  # it has ended already
            found["stop"]()
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture
def running() -> Iterator[Running]:
    """Give one running node with short times."""
    with served(make_node(replace(LIMITS, body_s=0.3, connections_max=20))) as found:
        yield found


def problem(answer: bytes) -> tuple[int, dict[str, Any]]:
    """Read status and problem of an answer."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head, answer
    return int(head.split()[1]), json.loads(body)


def test_a_request_is_answered(running: Running) -> None:
    """The landing page over a real connection, marked as what it is."""
    answer = running.send(b"GET /v1 HTTP/1.1\r\n" + HEAD + b"Connection: close\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 200")
    assert b"truceline-exercise: true" in answer.lower()
    assert b"server:" not in answer.lower()


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ((b"hello\r\n\r\n",), 400),
        ((b"GET /v1 HTTP/9.9\r\n\r\n",), 400),
        ((b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n" + HEAD + b"\r\n",), 414),
        ((b"GET /v1 HTTP/1.1\r\n" + HEAD + b"X-Long: " + b"a" * 60_000 + b"\r\n\r\n",), 431),
        ((b"GET /v1 HTTP/1.1\r\n" + HEAD + b"X: y\r\n" * 500 + b"\r\n",), 431),
        ((b"GET /v1 HTTP/1.1\r\n" + HEAD + b"X: y\r\n" * 80 + b"Connection: close\r\n\r\n",), 431),
        ((b"GET /v1 HTTP/1.1\r\nHost",), 408),
        ((b"",), 408),
        ((b"POST /v1/erasures HTTP/1.1\r\n" + HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",), 400),
    ],
    ids=[
        "no HTTP",
        "no version",
        "a long path",
        "a long field",
        "many fields",
        "some fields too many",
        "half a head",
        "nothing at all",
        "two lengths",
    ],
)
def test_what_is_no_request_is_told_in_the_one_shape(running: Running, parts: tuple[bytes, ...], status: int) -> None:
    """And the connection ends."""
    assert problem(running.send(*parts))[0] == status


def test_a_slow_body_ends(running: Running) -> None:
    """A body that stops half-way is told 408, and nothing was taken."""
    head = HEAD.replace(b"officer", b"auditor") + b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n"
    status, told = problem(running.send(b"POST /v1/erasures HTTP/1.1\r\n" + head, b'{"what":'))

    assert (status, told["code"]) == (408, "slow-body")


def test_a_large_body_is_refused_before_it_came(running: Running) -> None:
    """The stated length is enough; the node reads none of it."""
    head = HEAD.replace(b"officer", b"auditor") + b"Content-Type: application/json\r\nContent-Length: 999999999\r\n\r\n"

    assert problem(running.send(b"POST /v1/erasures HTTP/1.1\r\n" + head))[0] == 413


def test_connections_are_bounded(running: Running) -> None:
    """One more than allowed is told 503 at once."""
    held = [socket.create_connection(running.place, timeout=5) for _ in range(20)]
    try:
        answer = running.send(b"")
    finally:
        for each in held:
            each.close()

    assert problem(answer)[0] == 503


def test_a_client_that_takes_no_answer_is_left() -> None:
    """Its place is free again after a while, although it never went."""
    node = make_node(replace(LIMITS, idle_s=1))
    with served(node) as running, socket.socket() as stuck:
        stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        stuck.settimeout(5)
        stuck.connect(running.place)
        stuck.sendall(b"GET /v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 200)
        seen = set()
        for _ in range(60):
            seen.add(node.app.in_work)
            time.sleep(0.05)

        assert seen == {0, 1}
        assert node.app.in_work == 0
        assert len(node.log.found) < 200


def test_draining_ends_streams_and_finishes_requests() -> None:
    """A listener gets a proper end; a request whose job waits is answered before the node ends."""
    node = make_node()
    with served(node) as running:
        with (
            socket.create_connection(running.place, timeout=5) as listening,
            socket.create_connection(running.place, timeout=5) as asking,
        ):
            listening.sendall(b"GET /v1/stream HTTP/1.1\r\n" + HEAD + b"\r\n")
            assert b"200" in listening.recv(4_096)
            node.store.held.clear()
            asking.sendall(b"GET /v1/quota HTTP/1.1\r\n" + HEAD + b"\r\n")
            threading.Timer(0.5, node.store.held.set).start()
            threading.Timer(0.2, running.stop).start()
            answer, streamed = read_all(asking), read_all(listening)
        running.thread.join(10)

        assert answer.startswith(b"HTTP/1.1 200")
        assert streamed.endswith(b"0\r\n\r\n")
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(running.place, timeout=1)


def certificate(folder: Path) -> tuple[Path, Path]:
    """Write an invented certificate and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "node.example")])
    start = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=36_500))
        .sign(key, SHA256())
    )
    (folder / "chain.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return folder / "chain.pem", folder / "key.pem"


def test_tls_speaks_nothing_old(tmp_path: Path) -> None:
    """1.3 is spoken, 1.2 is not."""
    chain, key = certificate(tmp_path)
    with served(make_node(), certificate=chain, key=key) as running:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with socket.create_connection(running.place, timeout=5) as plain, context.wrap_socket(plain) as secured:
            secured.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert read_all(secured).startswith(b"HTTP/1.1 200")
            assert secured.version() == "TLSv1.3"
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with socket.create_connection(running.place, timeout=5) as plain, pytest.raises(ssl.SSLError):
            context.wrap_socket(plain)

        assert running.url.startswith("https://")


def test_an_address_that_cannot_be_had_is_said(tmp_path: Path) -> None:
    """A port in use, and files of TLS that are none."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StorageError, match=str(port)):
            asyncio.run(serve(make_node().app, Address(host="127.0.0.1", port=port), on_ready=print))
    (tmp_path / "x.pem").write_text("EXERCISE", encoding="utf-8")
    wrong = Address(host="127.0.0.1", port=0, certificate=tmp_path / "x.pem", key=tmp_path / "x.pem")
    with pytest.raises(InputError, match=r"x\.pem"):
        asyncio.run(serve(make_node().app, wrong, on_ready=print))
    with pytest.raises(InputError):
        asyncio.run(serve(make_node().app, replace(wrong, key=None), on_ready=print))
