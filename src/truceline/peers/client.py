# SPDX-License-Identifier: Apache-2.0
"""One request to one peer and its answer, within bounds of time and size, whoever sits at the other end.

Rules:
    - The certificate of the peer's card is the only one that is taken; no authority and no name is asked.
    - One clock bounds a whole exchange: a peer that sends a byte now and then gains nothing.
    - An answer is read up to a bound. A packed one is taken only where it was asked for, and unpacked up to a bound.
    - No answer sends us elsewhere: redirects are refused, proxies of the environment are not asked, cookies are not
      kept.
    - What goes wrong says what and where; it holds nothing that the peer sent but a number.

Source:
    RFC 9110, RFC 9112; the standard library's reader of HTTP, on a stream with a clock.
"""

import http.client
import io
import socket
import ssl
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from truceline.base.errors import LimitError, RecordError, TrustError, UnavailableError
from truceline.base.limits import PEER_ANSWER_BYTES_MAX, PEER_UNPACKED_RATIO_MAX
from truceline.crypto.certificates import certificate_pem
from truceline.peers.addresses import Address

CONNECT_S = 10.0
"""Time for reaching a peer and agreeing on keys [s]: a satellite link needs two."""
ANSWER_S = 30.0
"""Time for one request with its answer [s]: a bundle over 64 kbit/s packs into it."""
_PIECE = 65_536
_UNPACKED_FREE = 65_536
"""So much may come out of any packed answer [bytes]: short ones pack better than long ones."""
_GZIP = 31
_OK, _TOO_MANY, _UNAVAILABLE = 200, 429, 503
_ERRORS = (OSError, http.client.HTTPException, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a peer answered.

    Attributes:
        status: Of HTTP.
        media_type: As it says, without parameters.
        body: Unpacked.
        wait_s: How long it asks to wait [s]; 0 when it does not.
    """

    status: int
    media_type: str
    body: bytes = field(repr=False)
    wait_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a peer is asked.

    Attributes:
        method: ``GET`` or ``POST``.
        path: Made of whole numbers and hexadecimal digits here.
        content: What is sent.
        media_type: Of what is sent.
        bytes_max: Largest answer, packed or unpacked [bytes].
        may_be_packed: Whether a packed answer is taken.
    """

    method: str
    path: str
    content: bytes = field(default=b"", repr=False)
    media_type: str = "text/plain; charset=utf-8"
    bytes_max: int = PEER_ANSWER_BYTES_MAX
    may_be_packed: bool = False


class Asks(Protocol):
    """Asks one peer."""

    def ask(self, question: Question) -> Answer:
        """Ask, and give what was answered, whatever its status."""


@dataclass(slots=True, kw_only=True)
class PeerClient:
    """The way to one peer; used by one thread at a time.

    Attributes:
        address: Where it is met.
        certificate: The one that it must show, DER; empty without TLS.
        token: Gives a token that this peer takes.
        connect_s: Time for reaching it [s].
        answer_s: Time for one request with its answer [s].
    """

    address: Address
    certificate: bytes = field(default=b"", repr=False)
    token: Callable[[], str] = field(repr=False)
    connect_s: float = CONNECT_S
    answer_s: float = ANSWER_S
    _open: "_Connection | None" = field(default=None, repr=False)
    _used_s: float = 0.0

    def ask(self, question: Question) -> Answer:
        """Ask, and give what was answered, whatever its status.

        Raises:
            UnavailableError: It cannot be reached, or does not answer in time or as HTTP says.
            TrustError: It shows another certificate than that of its card.
            LimitError: It answers more than is read.
            RecordError: It answers what cannot be unpacked, or sends us elsewhere.
        """
        is_fresh = self._open is None
        try:
            return self._ask(question)
        except UnavailableError:
            # The other end may have closed a connection that was left open: once more over a new one.
            if is_fresh:
                raise
            return self._ask(question)

    @property
    def is_open(self) -> bool:
        """Whether a connection is held for the next question."""
        return self._open is not None

    @property
    def idle_s(self) -> float:
        """For how long the connection has not been used [s]; 0 when there is none."""
        return time.monotonic() - self._used_s if self._open is not None else 0.0

    def close(self) -> None:
        """Close the connection, if one is open."""
        held, self._open = self._open, None
        if held is not None:
            with suppress(OSError):
                held.end()

    def _ask(self, question: Question) -> Answer:
        try:
            if self._open is None:
                self._open = _connect(self.address, self.certificate, self.connect_s)
            self._open.give(self.answer_s)
            answer, can_go_on = _exchange(self._open, question, self.token())
        except ssl.SSLCertVerificationError as error:
            self.close()
            message = f"{self.address.to_text()}: expected the certificate of the peer's card, got another"
            raise TrustError(message) from error
        except _ERRORS as error:
            self.close()
            message = f"{self.address.to_text()}: expected an answer, got {_said(error)}"
            raise UnavailableError(message) from error
        except BaseException:
            self.close()
            raise
        self._used_s = time.monotonic()
        if not can_go_on:
            self.close()
        return answer


class _TimedStream(io.RawIOBase):
    """Reads a socket until a moment."""

    def __init__(self, connection: "_TimedSocket") -> None:
        super().__init__()
        self._connection = connection

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override] # of the buffers given here
        return self._connection.receive(buffer)


class _TimedSocket:
    """A socket of which every use ends at one moment."""

    def __init__(self, inner: socket.socket) -> None:
        self._inner = inner
        self.until_s = 0.0

    def sendall(self, content: bytes) -> None:
        self._bound()
        self._inner.sendall(content)

    def receive(self, buffer: "memoryview | bytearray") -> int:
        self._bound()
        return self._inner.recv_into(buffer)

    def makefile(self, mode: str) -> io.BufferedReader:
        assert mode == "rb"
        return io.BufferedReader(_TimedStream(self))

    def close(self) -> None:
        """Do nothing: what was answered before the end may still be read; whoever opened it ends it."""

    def end(self) -> None:
        self._inner.close()

    def _bound(self) -> None:
        left_s = self.until_s - time.monotonic()
        if left_s <= 0:
            message = "no whole answer in time"
            raise TimeoutError(message)
        self._inner.settimeout(left_s)


class _Connection(http.client.HTTPConnection):
    """A connection over a socket that was opened already."""

    def __init__(self, address: Address, timed: _TimedSocket) -> None:
        super().__init__(address.host, address.port)
        self._timed = timed
        self.sock = timed
        self.auto_open = 0

    def end(self) -> None:
        """Close it, read or not."""
        self.close()
        self._timed.end()

    def give(self, seconds: float) -> None:
        """Give it so long for what comes now [s]."""
        self._timed.until_s = time.monotonic() + seconds


def _connect(address: Address, certificate: bytes, seconds: float) -> _Connection:
    """Reach a peer.

    Raises:
        TrustError: The card has no certificate, and the address wants one; or another one is shown.
        OSError: It cannot be reached.
    """
    if address.is_tls is not bool(certificate):
        wanted, got = ("a certificate", "none") if address.is_tls else ("https, as the card has a certificate", "http")
        message = f"{address.to_text()}: expected {wanted}, got {got}; ask the other party for its present card"
        raise TrustError(message)
    until_s = time.monotonic() + seconds
    inner = socket.create_connection((address.host, address.port), timeout=seconds)
    try:
        inner.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if certificate:
            inner.settimeout(max(0.1, until_s - time.monotonic()))
            inner = _wrap(inner, certificate, address)
        return _Connection(address, _TimedSocket(inner))
    except BaseException:
        inner.close()
        raise


def _wrap(inner: socket.socket, certificate: bytes, address: Address) -> ssl.SSLSocket:
    """Agree on keys with whoever shows this certificate and no other.

    Raises:
        TrustError: Another one is shown.
        OSError: It fails otherwise.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False  # The bytes of the certificate are compared, which says more than a name in it.
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=certificate_pem(certificate))
    wrapped = context.wrap_socket(inner)
    if wrapped.getpeercert(binary_form=True) != certificate:
        wrapped.close()
        message = f"{address.to_text()}: expected the certificate of the peer's card, got another"
        raise TrustError(message)
    return wrapped


def _exchange(connection: _Connection, question: Question, token: str) -> tuple[Answer, bool]:
    """Send a question and read its answer; say whether the connection can be used again.

    Raises:
        LimitError: More than is read.
        RecordError: It cannot be unpacked, or sends us elsewhere.
        HTTPException: It is no whole answer.
        OSError: The connection fails.
    """
    headers = {"Authorization": f"Bearer {token}", "User-Agent": "truceline"}
    headers["Accept-Encoding"] = "gzip" if question.may_be_packed else "identity"
    if question.method == "POST":
        headers |= {"Content-Type": question.media_type, "Content-Length": str(len(question.content))}
    connection.request(question.method, question.path, question.content or None, headers)
    with connection.getresponse() as response:
        body = _read(response, question)
        answer = Answer(
            status=response.status,
            media_type=(response.getheader("Content-Type") or "").partition(";")[0].strip().lower(),
            body=body,
            wait_s=_wait_s(response.getheader("Retry-After") or ""),
        )
        return answer, not response.will_close


def _read(response: http.client.HTTPResponse, question: Question) -> bytes:
    """Read the body of an answer.

    Raises:
        LimitError: It is more than is read.
        RecordError: It is packed in another way, or sends us elsewhere.
        IncompleteRead: It is cut.
    """
    if 300 <= response.status < 400:  # noqa: PLR2004 - all that send elsewhere
        message = f"peer: expected an answer to {question.method}, got {response.status}; nobody is followed elsewhere"
        raise RecordError(message)
    coding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if coding not in ({"identity", "gzip"} if question.may_be_packed else {"identity"}):
        message = "peer: expected an answer without a coding that was not asked for, got one"
        raise RecordError(message)
    packed = bytearray()
    while piece := response.read(min(_PIECE, question.bytes_max + 1 - len(packed))):
        packed += piece
        if len(packed) > question.bytes_max:
            message = f"peer: expected an answer of at most {question.bytes_max} bytes, got more"
            raise LimitError(message)
    if response.length:
        raise http.client.IncompleteRead(bytes(), response.length)  # noqa: UP018 - no words of anybody
    return _unpacked(bytes(packed), question.bytes_max) if coding == "gzip" else bytes(packed)


def _unpacked(packed: bytes, bytes_max: int) -> bytes:
    """Unpack an answer.

    Raises:
        LimitError: It holds more than it should.
        RecordError: It cannot be unpacked.
    """
    limit = min(bytes_max, max(PEER_UNPACKED_RATIO_MAX * len(packed), _UNPACKED_FREE))
    unpacker = zlib.decompressobj(_GZIP)
    try:
        found = unpacker.decompress(packed, limit + 1)
    except zlib.error as error:
        message = "peer: expected a packed answer that can be unpacked, got another"
        raise RecordError(message) from error
    if len(found) > limit:
        message = f"peer: expected a packed answer of at most {limit} bytes, got more"
        raise LimitError(message)
    if not unpacker.eof or unpacker.unused_data:
        message = "peer: expected one whole packed answer, got a cut one or more than one"
        raise RecordError(message)
    return found


def _wait_s(text: str) -> int:
    return min(int(text), 3_600) if text.isascii() and text.isdigit() and len(text) <= 6 else 0  # noqa: PLR2004


def _said(error: Exception) -> str:
    """Say what failed in words of our own: the text of an error may repeat what the peer sent."""
    if isinstance(error, TimeoutError):
        return "none in time"
    if isinstance(error, http.client.IncompleteRead):
        return "a cut one"
    if isinstance(error, ssl.SSLError):
        return f"an error of TLS ({error.reason or 'unknown'})"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"something else ({type(error).__name__})"
