# SPDX-License-Identifier: Apache-2.0
"""The record's routes: who may ask, what may be kept by whoever asked, and how much at once."""

import gzip
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import httpx2
import pytest

from http_door import Node, make_node
from truceline.base.errors import RecordError
from truceline.crypto.tiles import TilePath
from truceline.http.record_door import PaceError, PeerPace, WitnessAnswer

PEER = "eastmere.node.peer"
LOG = "0123456789abcdef"
TEXT = {"Content-Type": "text/plain"}


@dataclass
class Record:
    """Stands for the record; keeps what it was asked."""

    asked: list[Any] = field(default_factory=list)
    bundle: bytes = b"entries of the EXERCISE " * 200

    def checkpoint(self, log: str) -> bytes | None:
        """Give a note."""
        return b"note\n" if log == LOG else None

    def tile(self, log: str, path: TilePath) -> bytes | None:
        """Give a bundle, or hashes."""
        self.asked.append((log, path))
        return self.bundle if path.level is None else bytes(32 * path.width)

    def body(self, log: str, seq: int) -> bytes | None:
        """Give none."""
        self.asked.append((log, seq))
        return None

    def bodies(self, log: str, first: int, count: int) -> bytes | None:
        """Give none."""
        self.asked.append((log, first, count))
        return b'{"bodies":[],"next":0}'

    def box(self, log: str, seq: int, party: str, key: str) -> bytes | None:
        """Give one to Eastmere."""
        self.asked.append((log, seq, party, key))
        return b"{}" if party == "eastmere" else None

    def add_checkpoint(self, party: str, content: bytes) -> WitnessAnswer:
        """Answer with the size that is held."""
        self.asked.append((party, content))
        return WitnessAnswer(status=409, body=b"7\n", media_type="text/x.tlog.size")

    def exchange(self, party: str, content: bytes) -> bytes:
        """Refuse what is empty.

        Raises:
            RecordError: It is.
        """
        if content == b"{}":
            message = "exchange: expected notes, got none"
            raise RecordError(message)
        self.asked.append((party, content))
        return b'{"evidence":[],"notes":[]}'


@pytest.fixture
def record() -> Record:
    """Give a record."""
    return Record()


@pytest.fixture
def node(record: Record) -> Node:
    """Give a node with it."""
    return make_node(record=record)


def get(node: Node, path: str, token: str = PEER, **headers: str) -> httpx2.Response:
    """Ask for something of the log."""
    return node.ask("GET", f"/record/logs/{LOG}/{path}", token, headers=headers)


@pytest.mark.parametrize("token", ["", "eastmere.ann.officer", "eastmere.ann.auditor", "eastmere.ann.monitor"])
def test_peers_alone_ask_for_the_record(node: Node, token: str) -> None:
    """And nobody else, by any route."""
    for method, path in (("GET", "checkpoint"), ("GET", "tile/0/000"), ("GET", "boxes/0/" + "0" * 32)):
        assert node.ask(method, f"/record/logs/{LOG}/{path}", token).status_code == (401 if not token else 403)
    for path in ("add-checkpoint", "exchange"):
        assert node.ask("POST", f"/record/{path}", token, content=b"x", headers=TEXT).status_code in {401, 403}


def test_a_full_tile_may_be_kept_and_a_partial_one_not(node: Node, record: Record) -> None:
    """A full one never changes; each has a tag."""
    full, partial = get(node, "tile/0/x001/067"), get(node, "tile/0/x001/067.p/3")

    assert record.asked == [(LOG, TilePath(level=0, index=1067)), (LOG, TilePath(level=0, index=1067, width=3))]
    assert full.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert partial.headers["cache-control"] == "no-store"
    assert full.headers["content-type"] == "application/octet-stream"
    assert get(node, "tile/0/x001/067", **{"If-None-Match": full.headers["etag"]}).status_code == 304
    assert get(node, "checkpoint").headers["cache-control"] == "no-store"


def test_entries_are_packed_where_that_is_asked_for(node: Node, record: Record) -> None:
    """But not so much that the other side would take it for a bomb."""
    record.bundle = b"".join(sha256(b"%d" % number).digest() for number in range(100)) * 2
    plain = get(node, "tile/entries/000", **{"Accept-Encoding": "identity"})
    packed = get(node, "tile/entries/000", **{"Accept-Encoding": "gzip"})

    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert plain.content == packed.content == record.bundle
    record.bundle = bytes(100_000)
    assert "content-encoding" not in get(node, "tile/entries/000", **{"Accept-Encoding": "gzip"}).headers


@pytest.mark.parametrize(
    "path",
    ["tile/0/1067", "tile/0/x001/67", "tile/00/000", "tile/0/000.p/256", "tile/entries/000.p/0", "tile/64/000"],
)
def test_a_path_in_another_form_is_none(node: Node, record: Record, path: str) -> None:
    """The record is not even asked."""
    assert get(node, path).status_code == 404
    assert record.asked == []


@pytest.mark.parametrize("path", ["bodies/01", "bodies/x", "bodies/-1", "boxes/0/" + "0" * 31, "boxes/0/" + "G" * 32])
def test_an_index_or_a_key_in_another_form_is_none(node: Node, record: Record, path: str) -> None:
    """As above."""
    assert get(node, path).status_code == 404
    assert record.asked == []


def test_a_box_is_asked_for_in_the_name_of_the_token(node: Node, record: Record) -> None:
    """No parameter names a party."""
    assert get(node, "boxes/5/" + "a" * 32).status_code == 200
    assert get(node, "boxes/5/" + "a" * 32, "northland.node.peer").status_code == 404
    assert [each[2] for each in record.asked] == ["eastmere", "northland"]


def test_a_witness_answers_as_the_specification_says(node: Node, record: Record) -> None:
    """The size that is held, in its own form."""
    answer = node.ask("POST", "/record/add-checkpoint", PEER, content=b"old 3\n\nnote", headers=TEXT)

    assert (answer.status_code, answer.content) == (409, b"7\n")
    assert answer.headers["content-type"] == "text/x.tlog.size"
    assert record.asked == [("eastmere", b"old 3\n\nnote")]


def test_what_comes_without_its_length_packed_or_too_large_is_refused(node: Node) -> None:
    """Before it is read."""

    async def pieces() -> AsyncIterator[bytes]:
        yield b"old 0\n\nnote"

    path = "/record/add-checkpoint"
    assert node.ask("POST", path, PEER, content=pieces(), headers=TEXT).status_code == 411
    assert node.ask("POST", path, PEER, content=b"x" * 80_000, headers=TEXT).status_code == 413
    packed = TEXT | {"Content-Encoding": "gzip"}
    assert node.ask("POST", path, PEER, content=gzip.compress(b"x"), headers=packed).status_code == 415
    assert node.ask("POST", "/record/exchange", PEER, json={}).status_code == 422


def test_a_node_without_a_record_says_that_there_is_none() -> None:
    """As for everything that one may not know of."""
    node = make_node()
    assert get(node, "checkpoint").status_code == 404


def test_a_peer_that_asks_too_much_is_told_to_wait(record: Record) -> None:
    """By a bucket that fills by itself; other peers are not held back."""
    now = [0.0]
    node = make_node(record=record, peer_pace=PeerPace(burst=3, per_s=2.0, now_s=lambda: now[0]))

    def ask(token: str = PEER) -> httpx2.Response:
        return node.ask("POST", "/record/add-checkpoint", token, content=b"old 0\n\nx", headers=TEXT)

    assert [ask().status_code for _ in range(4)] == [409, 409, 409, 429]
    told = ask()
    assert (told.headers["retry-after"], told.json()["code"]) == ("1", "peer-pace")
    assert ask("northland.node.peer").status_code == 409
    now[0] += 1.0
    assert [ask().status_code for _ in range(3)] == [409, 409, 429]


def test_a_node_that_only_peers_ask_is_idle(node: Node) -> None:
    """Else it would never lock itself, though nobody of its own is there."""
    before = node.app.last_asked_s
    assert get(node, "checkpoint").status_code == 200
    assert node.app.last_asked_s == before
    assert node.ask("GET", "/v1/quota").status_code == 200
    assert node.app.last_asked_s > before


def test_pulls_are_counted_while_they_last() -> None:
    """Four at once, and again once one has ended."""
    pace = PeerPace()
    held = [pace.pulling("eastmere") for _ in range(4)]
    for each in held:
        each.__enter__()
    with pytest.raises(PaceError), pace.pulling("eastmere"):
        pass
    with pace.pulling("northland"):
        held[0].__exit__(None, None, None)
    with pace.pulling("eastmere"):
        pass
