# SPDX-License-Identifier: Apache-2.0
"""A peer may send anything: what is asked of it ends in time and within bounds, and believes nothing."""

import gzip
import time
import zlib
from pathlib import Path

import pytest

from hostile_peer import answer, dripping, hostile_peer, saying
from truceline.base.errors import InputError, LimitError, NodeError, RecordError, TrustError, UnavailableError
from truceline.crypto.certificates import certificate_der, make_certificate
from truceline.peers.addresses import Address, parse_address
from truceline.peers.client import Answer, PeerClient, Question

pytestmark = pytest.mark.network
NOW_NS = time.time_ns()  # noqa: TID251 - a certificate must hold while the test runs
ASKED = Question(method="GET", path="/record/logs/0123456789abcdef/checkpoint", bytes_max=1_000, may_be_packed=True)


def packed(content: bytes) -> bytes:
    """Pack, the same way each time."""
    return gzip.compress(content, mtime=0)


def ask(port: int, question: Question = ASKED, certificate: bytes = b"") -> Answer:
    """Ask a server on this machine."""
    client = PeerClient(
        address=Address(is_tls=bool(certificate), host="127.0.0.1", port=port),
        certificate=certificate,
        token=lambda: "a.b.c",
        connect_s=2.0,
        answer_s=0.5,
    )
    try:
        return client.ask(question)
    finally:
        client.close()


def test_an_answer_is_given_with_its_status_and_form() -> None:
    """Whatever its status: what it means is for whoever asked."""
    content = answer(b"size", status="409 Conflict", fields="Content-Type: text/x.tlog.size; x=y\r\nRetry-After: 7\r\n")
    with hostile_peer(saying(content)) as peer:
        found = ask(peer.port)

    assert found == Answer(status=409, media_type="text/x.tlog.size", body=b"size", wait_s=7)
    (request,) = peer.requests
    assert request.startswith(b"GET /record/logs/0123456789abcdef/checkpoint HTTP/1.1\r\n")
    assert b"Authorization: Bearer a.b.c\r\n" in request
    assert b"cookie" not in request.lower()


def test_an_answer_that_ends_its_connection_is_read_to_its_end() -> None:
    """And the next question goes over a new one."""
    content = answer(b"x" * 900, fields="Connection: close\r\n")
    with hostile_peer(saying(content)) as peer:
        client = PeerClient(address=Address(is_tls=False, host="127.0.0.1", port=peer.port), token=lambda: "a.b.c")
        assert [client.ask(ASKED).body for _ in range(2)] == [b"x" * 900] * 2
        assert not client.is_open


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
def test_nobody_is_followed_elsewhere(status: str) -> None:
    """A redirect is refused, and no second request is made."""
    content = answer(b"", status=status, fields="Location: http://127.0.0.1:1/elsewhere\r\n")
    with hostile_peer(saying(content)) as peer, pytest.raises(RecordError, match="nobody is followed"):
        ask(peer.port)
    assert len(peer.requests) == 1


def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a peer is met stands in the settings alone."""
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with hostile_peer(saying(answer(b"here"))) as peer:
        assert ask(peer.port).body == b"here"


@pytest.mark.parametrize(
    "content",
    [
        answer(b"x" * 1_001),
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1_001,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"3e9\r\n" + b"x" * 1_001 + b"\r\n0\r\n\r\n",
        answer(packed(b"x" * 100_000), fields="Content-Encoding: gzip\r\n"),
        answer(packed(packed(b"\0" * 10_000_000)), fields="Content-Encoding: gzip\r\n"),
    ],
    ids=["stated", "until-the-end", "chunked", "bomb", "bomb-in-a-bomb"],
)
def test_more_than_is_read_is_refused(content: bytes) -> None:
    """Packed or not, by length or without one."""
    with hostile_peer(saying(content)) as peer, pytest.raises(LimitError):
        ask(peer.port)


def test_a_bomb_is_refused_by_its_ratio() -> None:
    """Also where its size would do."""
    bomb = packed(b"\0" * 8_000_000)
    question = Question(method="GET", path="/", may_be_packed=True)
    content = answer(bomb, fields="Content-Encoding: gzip\r\n")
    with hostile_peer(saying(content)) as peer, pytest.raises(LimitError):
        ask(peer.port, question)


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", b"not packed at all"),
        ("gzip", packed(b"cut")[:-6]),
        ("gzip", packed(b"one") + packed(b"two")),
        ("deflate", zlib.compress(b"other")),
        ("br", b"other"),
        ("gzip, gzip", packed(packed(b"twice"))),
    ],
)
def test_a_coding_that_was_not_asked_for_or_does_not_hold_is_refused(coding: str, body: bytes) -> None:
    """One whole gzip stream, or none."""
    content = answer(body, fields=f"Content-Encoding: {coding}\r\n")
    with hostile_peer(saying(content)) as peer, pytest.raises(RecordError):
        ask(peer.port)


def test_a_packed_answer_is_unpacked_where_it_was_asked_for() -> None:
    """And refused where it was not."""
    content = answer(packed(b"entries"), fields="Content-Encoding: gzip\r\n")
    with hostile_peer(saying(content)) as peer:
        assert ask(peer.port).body == b"entries"
        with pytest.raises(RecordError):
            ask(peer.port, Question(method="GET", path="/"))


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\n", b"X-More: again\r\n"),
        (b"", b"H"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["body", "headers", "status", "continue"],
)
def test_a_slow_peer_gains_no_time(head: bytes, piece: bytes) -> None:
    """A byte now and then does not keep anybody waiting."""
    started = time.monotonic()
    with hostile_peer(dripping(head, piece, 0.05)) as peer, pytest.raises(NodeError) as raised:
        ask(peer.port)
    assert isinstance(raised.value, UnavailableError)
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x16\x03\x01\x02",
        b"SSH-2.0-x\r\n",
        b"HTTP/9.9 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_answer_is_told_as_none(content: bytes) -> None:
    """And what it was is not repeated."""
    with hostile_peer(saying(content)) as peer, pytest.raises(UnavailableError) as raised:
        ask(peer.port)
    assert "SSH" not in str(raised.value)
    assert str(raised.value).startswith(f"http://127.0.0.1:{peer.port}: expected an answer, got ")


def test_a_peer_that_is_not_there_is_told_as_such() -> None:
    """Within the time for reaching it."""
    with hostile_peer(saying(b"")) as peer:
        gone = peer.port
    with pytest.raises(UnavailableError):
        ask(gone)


def test_the_certificate_of_the_card_is_the_only_one_that_is_taken(tmp_path: Path) -> None:
    """Neither another of the same name nor none at all."""
    made = [make_certificate("127.0.0.1", now_ns=NOW_NS) for _ in range(2)]
    for number, (certificate, key) in enumerate(made):
        (tmp_path / f"{number}.pem").write_bytes(certificate)
        (tmp_path / f"{number}.key").write_bytes(key)
    cards = [certificate_der(certificate, "test") for certificate, _ in made]
    with hostile_peer(saying(answer(b"here")), (tmp_path / "0.pem", tmp_path / "0.key")) as peer:
        assert ask(peer.port, certificate=cards[0]).body == b"here"
        with pytest.raises(TrustError, match="expected the certificate of the peer's card"):
            ask(peer.port, certificate=cards[1])
        with pytest.raises(UnavailableError):
            ask(peer.port)
    assert all(request.startswith(b"GET /record") for request in peer.requests)


def test_https_without_a_certificate_in_the_card_is_refused_before_anything_is_sent() -> None:
    """Nobody else's word stands in for it."""
    address = Address(is_tls=True, host="127.0.0.1", port=1)
    with pytest.raises(TrustError):
        PeerClient(address=address, token=lambda: "secret").ask(ASKED)


@pytest.mark.parametrize(
    "text",
    [
        "http://192.0.2.7:8340",
        "http://127.0.0.1",
        "http://localhost.example:80",
        "https://user:word@host:1",
        "https://host/path",
        "https://host?x",
        "https://host:0",
        "https://host:65536",
        "https://ho st",
        "https://host\n",
        "ftp://host",
        "https://",
        "",
    ],
)
def test_an_address_that_is_none_is_refused(text: str) -> None:
    """A host and a port, over TLS or on this machine, and nothing else."""
    with pytest.raises(InputError):
        parse_address(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("https://North.example", "https://north.example:443"),
        ("https://192.0.2.7:8340/", "https://192.0.2.7:8340"),
        ("https://[2001:db8::1]:8340", "https://[2001:db8::1]:8340"),
        ("http://127.0.0.1:8340", "http://127.0.0.1:8340"),
        ("http://[::1]:8340", "http://[::1]:8340"),
    ],
)
def test_an_address_is_read_and_written(text: str, written: str) -> None:
    """In one form."""
    assert parse_address(text).to_text() == written
