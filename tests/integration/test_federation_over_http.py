# SPDX-License-Identifier: Apache-2.0
"""Whole nodes over HTTP on this machine: an entry travels, a box arrives, a line is cut and heals. EXERCISE."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest

from federation_over_http import HttpNode, nodes_over_http, until
from made_nodes import by_passphrase, passphrase_file
from truceline.base.clock import SystemClock
from truceline.base.errors import UnavailableError
from truceline.base.instants import NS_PER_S, to_text
from truceline.bootstrap.peer_cards import token_for
from truceline.bootstrap.tokens import issuer_name
from truceline.bootstrap.waiting import now_from
from truceline.cli import main
from truceline.coordination.roles import Role, scopes_of
from truceline.crypto.notes import parse_note
from truceline.crypto.tokens import TokenClaims, issue_token, token_key
from truceline.peers.client import Answer, Question
from truceline.peers.wire import ShownNotes, write_notes

pytestmark = pytest.mark.network
RING = [[-124.45, -44.75], [-124.15, -44.75], [-124.15, -44.55], [-124.45, -44.55], [-124.45, -44.75]]


def plan(party: str, *shared: str) -> dict[str, Any]:
    """Give an invented flight of tomorrow, shared in full."""
    day_ns = SystemClock().now_ns() + 86_400 * NS_PER_S
    start, end = (to_text(day_ns + hours * 3_600 * NS_PER_S) for hours in (0, 2))
    volume = {"geometry": {"type": "Polygon", "coordinates": [RING]}, "start": start, "end": end}
    return {
        "kind": ["flight.non_combat"],
        "party": party,
        "sharing": {"full": list(shared), "conflict": []},
        "volumes": [volume],
    }


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[HttpNode, ...]]:
    """Give two nodes that meet over TLS."""
    with nodes_over_http(tmp_path, "north", "south", tls_name="127.0.0.1") as nodes:
        yield nodes


def names_on(node: HttpNode, log: HttpNode) -> set[str]:
    """Give in which roles the newest note of a log that a node holds was signed."""
    note = node.log_of(log).note
    roles = [each.name.rpartition("/")[2] for each in parse_note(note).signatures] if note else []
    return {each if each in {"mirror", "witness"} else "log" for each in roles}


def test_an_entry_travels_and_its_box_arrives(pair: tuple[HttpNode, ...]) -> None:
    """What one node took, the other keeps, opens where it is addressed, and cosigns."""
    north, south = pair
    until(lambda: south.log_of(north).size == 1, "the beginning of the log travels")
    north.file(plan("northland", "eastmere"))
    until(lambda: south.log_of(north).size > 1, "the entry travels")
    until(lambda: {"log", "witness", "mirror"} <= names_on(north, north), "the head is cosigned")
    origin = north.assembled.recording.origin
    seq = south.log_of(north).size - 1
    until(
        lambda: now_from(south.assembled.store, lambda records: records.recorded.delivered(origin, seq)),
        "the box is opened",
    )
    row = now_from(south.assembled.store, lambda records: records.recorded.delivered(origin, seq))

    assert row is not None
    assert (row.delivered.party, row.what, row.refused) == ("northland", "intent", "")
    found = south.ask(Question(method="GET", path=f"/v1/intents/{row.id}"))
    assert found.status == 200
    assert b'"northland"' in found.body


def test_a_cut_line_heals_and_both_catch_up(pair: tuple[HttpNode, ...]) -> None:
    """What was filed meanwhile on either side is on both afterwards, and nothing passed while it was cut."""
    north, south = pair
    until(lambda: south.log_of(north).size == north.log_of(south).size == 1, "both logs begin on both sides")
    for node, other in ((north, south), (south, north)):
        node.links[other.name].cut()
    north.file(plan("northland", "eastmere"))
    south.file(plan("eastmere", "northland"))
    until(lambda: north.log_of(north).size > 1, "north signs alone")
    assert south.log_of(north).size == north.log_of(south).size == 1
    for node, other in ((north, south), (south, north)):
        node.links[other.name].heal()
    until(lambda: south.log_of(north).size == north.log_of(north).size, "south catches up", 40)
    until(lambda: north.log_of(south).size == south.log_of(south).size > 1, "north catches up", 40)
    until(lambda: "mirror" in names_on(north, north), "and says that it keeps all of it", 40)
    north.stop()
    north.start()
    until(lambda: north.log_of(south).size == south.log_of(south).size, "north knows it after a new start")


def test_nobody_speaks_here_for_a_party_with_a_node_of_its_own(
    pair: tuple[HttpNode, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever token it shows: nothing is filed for it, and none is issued that could; it may read."""
    north, south = pair
    token = north.token(party=south.party)
    content = msgspec.json.encode(plan(south.party, north.party))
    asked = Question(method="POST", path="/v1/intents", content=content, media_type="application/json")
    answer = north.ask(asked, token)

    assert answer.status == 403
    assert b"which has a node of its own" in answer.body
    assert north.ask(Question(method="GET", path="/v1/intents"), token).status == 200
    assert "record" in south.file(plan(south.party, north.party))

    wanted = ["token", str(north.folder.root), "--party", south.party, "--officer", "Ann", "--role"]
    secret = ["--passphrase-file", str(passphrase_file(tmp_path))]
    assert main.main([*wanted, "officer", *secret]) == 77
    assert "which has a node of its own" in capsys.readouterr().err
    assert main.main([*wanted, "analyst", *secret]) == 0


def peer_token(node: HttpNode, of: HttpNode) -> str:
    """Give the token that the node ``of`` shows ``node``."""
    return token_for(
        node.card(),
        issuer=issuer_name(of.made.keys),
        party=of.party,
        key=token_key(of.made.store_key),
        now_s=SystemClock().now_ns() // NS_PER_S,
    )


def wide_token(node: HttpNode, of: HttpNode) -> str:
    """Give a token by which the node ``of`` claims all that its role may ask of ``node``."""
    now_s = SystemClock().now_ns() // NS_PER_S
    claims = TokenClaims(
        id="0" * 32,
        issuer=issuer_name(of.made.keys),
        audience=node.card().audience,
        officer="node",
        party=of.party,
        role=Role.PEER.value,
        scopes=tuple(each.value for each in scopes_of(Role.PEER)),
        issued_s=now_s,
        expires_s=now_s + 60,
    )
    return issue_token(claims, token_key(of.made.store_key))


def test_a_hostile_peer_gains_nothing(pair: tuple[HttpNode, ...]) -> None:
    """Malformed notes, strange paths, others' tokens, too much at once: refused, and the node goes on."""
    north, south = pair
    until(lambda: south.log_of(north).size == 1, "the beginning of the log travels")
    token, log = peer_token(south, north), south.assembled.recording.origin.rpartition("/")[2]

    def ask(path: str, method: str = "GET", content: bytes = b"", token: str = token) -> Answer:
        form = "application/json" if path.endswith("exchange") else "text/plain"
        return south.ask(Question(method=method, path=path, content=content, media_type=form), token)

    paths = [
        "/record/logs/../../keys.json/checkpoint",
        "/record/logs/%2e%2e/checkpoint",
        f"/record/logs/{log}/tile/../../../keys.json",
        f"/record/logs/{log}/tile/0/..%2f..%2f",
        f"/record/logs/{log}/tile/entries/000.p/0",
        f"/record/logs/{log}/tile/entries/000.p/256",
        f"/record/logs/{log}/tile/64/000",
        f"/record/logs/{log.upper()}/checkpoint",
        f"/record/logs/{log}/bodies/-1",
        f"/record/logs/{log}/bodies/00",
        f"/record/logs/{log}/bodies/99999999999999999",
        f"/record/logs/{log}/boxes/0/{'0' * 32}",
        f"/record/logs/{'0' * 16}/checkpoint",
    ]
    assert {ask(path).status for path in paths} <= {404, 422}
    assert ask(f"/record/logs/{log}/checkpoint").body == south.log_of(south).note

    notes = [b"", b"{}", b'{"evidence":[],"notes":["AAAA"]}', write_notes(ShownNotes(notes=(b"x" * 60_000,) * 16))]
    assert [ask("/record/exchange", "POST", each).status for each in notes[:2]] == [422, 422]
    assert [ask("/record/exchange", "POST", each).status for each in notes[2:]] == [200, 200]
    assert ask("/record/exchange", "POST", b"[" * 100_000).status == 422
    with suppress(UnavailableError):  # The node may close the connection before all of it was sent.
        assert ask("/record/exchange", "POST", b"x" * 2_000_000).status == 413
    heads = [b"", b"old 0\n\n", b"old 0\n\nnot a note\n", b"old 1\n" + b"A" * 10_000 + b"\n\nx", b"\xff" * 100]
    assert {ask("/record/add-checkpoint", "POST", each).status for each in heads} <= {400, 404}
    strange = south.log_of(south).note.replace(log.encode(), b"0" * 16)
    assert ask("/record/add-checkpoint", "POST", b"old 0\n\n" + strange).status == 404

    others = [north.token(), north.token(Role.PEER), peer_token(north, south), south.token(), "a.b.c"]
    answers = [ask(f"/record/logs/{log}/checkpoint", token=each).status for each in others]
    assert answers == [401, 401, 401, 403, 401]
    assert ask("/v1/intents", token=token).status == 403
    assert ask("/v1/intents", token=wide_token(south, north)).status == 403

    statuses = [ask("/record/add-checkpoint", "POST", b"old 0\n\n").status for _ in range(260)]
    assert 429 in statuses
    north.file(plan("northland", "eastmere"))
    until(lambda: south.log_of(north).size > 1, "the entry travels all the same", 60)
    assert not [line for line in south.log.found if line["event"] == "fault"]


def test_a_node_that_is_locked_or_ended_asks_nobody_any_more(pair: tuple[HttpNode, ...]) -> None:
    """Threads, files and keys go with it, soon; its peer goes on and is answered again after the unlocking."""
    north, south = pair
    until(lambda: south.log_of(north).size == 1, "the beginning of the log travels")
    assert north._loop is not None
    assert north.running is not None
    started = time.monotonic()
    asyncio.run_coroutine_threadsafe(north.running.lock(), north._loop).result(15)

    assert time.monotonic() - started < 8
    answer = north.ask(Question(method="GET", path="/record/logs/0123456789abcdef/checkpoint"), "a.b.c")
    assert answer.status == 503
    south.file(plan("eastmere", "northland"))
    asyncio.run_coroutine_threadsafe(north.running.unlock(by_passphrase()), north._loop).result(15)
    until(lambda: north.log_of(south).size > 1, "north catches up after it was unlocked", 40)
    started = time.monotonic()
    north.stop()
    assert time.monotonic() - started < 12
    assert sum(each.name == "truceline-deliveries" for each in threading.enumerate()) == 1
