# SPDX-License-Identifier: Apache-2.0
"""Serves a node: one process, one loop, and an end in good order.

On TERM or INT: nothing new is accepted, requests in work are finished, streams are ended, then ``serve`` returns and
whoever called it closes the store. A second INT ends at once.
"""

import asyncio
import logging
import signal
import socket
import ssl
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import uvicorn

from truceline.base.errors import InputError, StorageError
from truceline.http.door import Log
from truceline.http.gate import Gate
from truceline.http.protocol import bounded_protocol

T = TypeVar("T")
_BACKLOG = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a node listens.

    Attributes:
        host: Name or number.
        port: Port; 0 for any that is free.
        certificate: Certificate chain (PEM); None for no TLS.
        key: Its private key (PEM).
    """

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None


async def serve(
    app: Gate, address: Address, *, on_ready: Callable[[str], None], stop: asyncio.Event | None = None
) -> None:
    """Serve until told to stop, then drain.

    Args:
        app: From ``make_app``.
        address: Where.
        on_ready: Is told the address, such as ``http://127.0.0.1:8340``, once requests are taken.
        stop: Ends the node when it is set, beside TERM and INT.

    Raises:
        StorageError: The address cannot be listened on.
        InputError: The files of TLS cannot be used.
    """
    context = _tls(address)
    listening = _listen(address)
    limits = app.node.limits
    config = uvicorn.Config(
        app,
        http=bounded_protocol(app.node),  # type: ignore[arg-type] # a class of connections, as uvicorn makes them
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=_BACKLOG,
        timeout_keep_alive=limits.idle_s,
        timeout_graceful_shutdown=limits.drain_s,
    )
    config.load()
    config.ssl = context
    scheme = "https" if context else "http"
    server = _NodeServer(config, app, stop or asyncio.Event(), lambda: on_ready(_url(scheme, listening)))
    with _logged(app.node.log):
        await server.serve_ready([listening])


def run_loop(main: Coroutine[Any, Any, T]) -> T:
    """Run a node's coroutine on the quickest loop that this system has."""
    try:
        import uvloop  # noqa: PLC0415 - not on every system
    except ImportError:
        return asyncio.run(main)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main)


class _NodeServer(uvicorn.Server):
    """A server that says when it is ready, ends streams before it waits for them, and returns when it has ended."""

    def __init__(self, config: uvicorn.Config, app: Gate, stop: asyncio.Event, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._app = app
        self._stop = stop

    async def serve_ready(self, sockets: list[socket.socket]) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._tell_fault)
        with self.capture_signals():
            stopping = loop.create_task(self._await_stop())
            try:
                await self._serve(sockets)
            except BaseException:
                await self._end(sockets)
                raise
            finally:
                stopping.cancel()

    async def _end(self, sockets: list[socket.socket]) -> None:
        """End in good order what a fault interrupted: nobody's answer is lost, and no task is left to be torn down."""
        if self.started:
            await self.shutdown(sockets)
        else:
            self._app.begin_drain()
            await self.lifespan.shutdown()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.begin_drain()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take TERM and INT; unlike the framework, do not raise them again: the store is still to be closed."""
        loop = asyncio.get_running_loop()
        taken = []
        for number in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError, ValueError, RuntimeError):
                loop.add_signal_handler(number, self.handle_exit, number, None)
                taken.append(number)
        try:
            yield
        finally:
            for number in taken:
                loop.remove_signal_handler(number)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    async def _await_stop(self) -> None:
        await self._stop.wait()
        self.should_exit = True

    def _tell_fault(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        del loop
        error = context.get("exception")
        self._app.node.log("fault", kind=type(error).__name__ if error else "loop")


class _Forwarded(logging.Handler):
    """Hands the server's own lines to the node's log, without their arguments: these may hold what was sent."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        self._log("server", level=record.levelname.lower(), text=str(record.msg)[:200])


@contextmanager
def _logged(log: Log) -> Iterator[None]:
    handler = _Forwarded(log)
    loggers = [logging.getLogger(name) for name in ("uvicorn", "asyncio")]
    before = [each.propagate for each in loggers]
    for each in loggers:
        each.addHandler(handler)
        each.propagate = False
    try:
        yield
    finally:
        for each, propagate in zip(loggers, before, strict=True):
            each.removeHandler(handler)
            each.propagate = propagate


def _tls(address: Address) -> ssl.SSLContext | None:
    """Read the files of TLS; 1.3 is the least that is spoken.

    Raises:
        InputError: One is missing, or they cannot be used.
    """
    if address.certificate is None and address.key is None:
        return None
    if address.certificate is None or address.key is None:
        message = "TLS: expected a certificate file and a key file, got one of them"
        raise InputError(message)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.options |= ssl.OP_NO_COMPRESSION
    context.set_alpn_protocols(["http/1.1"])
    try:
        context.load_cert_chain(address.certificate, address.key)
    except (OSError, ssl.SSLError) as error:
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or "not usable"
        message = (
            f"TLS: {address.certificate.name}, {address.key.name}: expected a certificate and its key, got: {reason}"
        )
        raise InputError(message) from error
    return context


def _listen(address: Address) -> socket.socket:
    """Bind the address.

    Raises:
        StorageError: It cannot be bound.
    """
    try:
        found = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE | socket.AI_NUMERICSERV
        )
        family, kind, protocol, _, place = found[0]
        with ExitStack() as undo:
            listening = undo.enter_context(socket.socket(family, kind, protocol))
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(place)
            undo.pop_all()
    except OSError as error:
        message = f"{address.host}:{address.port}: expected to listen there, got: {error.strerror or error}"
        raise StorageError(message) from error
    listening.set_inheritable(False)
    return listening


def _url(scheme: str, listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
