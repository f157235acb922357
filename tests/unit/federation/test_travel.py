# SPDX-License-Identifier: Apache-2.0
"""An entry travels: mirrored, cosigned by everybody, off the author's tail, delivered with its body."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from federated import Arrangement, BoxKeys, Party, genesis_body
from recorded import NOON_MS
from truceline.base.errors import TakenError
from truceline.crypto.notes import parse_note
from truceline.federation.happenings import Deliver, LogStopped, PeerAdded, TellProved, TellSuspected, Tick
from truceline.federation.node import Ports, RecordNode
from truceline.ledger.states import Phase
from truceline.storage.ledger_files import LedgerFiles
from truceline.storage.mirror_files import MirrorFiles, joined_hashes


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Arrangement]:
    """Give two nodes that have just begun."""
    made = Arrangement(tmp_path, names=("northland", "hill-league"))
    yield made
    assert_nobody_is_blamed(made)


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Arrangement]:
    """Give three nodes that have just begun."""
    made = Arrangement(tmp_path)
    yield made
    assert_nobody_is_blamed(made)


def assert_nobody_is_blamed(made: Arrangement) -> None:
    """Honest nodes prove and suspect nothing of each other."""
    for party in made.parties.values():
        assert party.of(TellProved) + party.of(TellSuspected) + party.of(LogStopped) == []


def test_an_entry_travels_is_cosigned_and_leaves_the_tail(pair: Arrangement) -> None:
    """The thinnest path: two nodes, one entry."""
    (entry,) = pair.say("northland", "a line of exercise")
    pair.pass_time(3_000)
    origin = pair["northland"].origin

    assert pair["hill-league"].node.size(origin) == 2
    assert pair["hill-league"].mirrors.entries(origin, 1, 1) == (entry.raw,)
    note = pair["northland"].node.note(origin)
    assert note is not None
    assert {each.name for each in parse_note(note).signatures} >= {
        "exercise/hill-league",
        "exercise/hill-league/mirror",
    }
    assert pair["northland"].node._log.tail_first == 2
    delivered = [each for each in pair["hill-league"].of(Deliver) if each.origin == origin]
    assert [each.entry.header.seq for each in delivered] == [0, 1]
    assert delivered[1].body is not None
    assert delivered[1].body.content == b"a line of exercise"


def test_quiet_hours_are_cosigned_again_and_cost_little(three: Arrangement) -> None:
    """The same head is cosigned anew each minute, with later times; one note of it is kept for proofs."""
    three.say("northland", "one")
    three.pass_time(3_000)
    origin = three["northland"].origin
    early = three["observers"].node.note(origin)
    kept = len(three["observers"].mirrors.notes(origin))
    three.pass_time(300_000, step_ms=1_000)
    late = three["observers"].node.note(origin)

    assert early is not None
    assert late is not None
    assert _latest(late) - _latest(early) >= 240
    assert len(three["observers"].mirrors.notes(origin)) == kept
    three.say("observers", "has seen it")
    assert three["observers"].mirrors.notes(origin)[-1] == late


def _latest(note: bytes) -> int:
    return max(each.time_s for each in parse_note(note).signatures if each.name.endswith("/mirror"))


def test_a_peer_that_is_added_later_gets_and_gives_everything(pair: Arrangement) -> None:
    """Its log is followed from its first entry on, and it mirrors what was there before it came."""
    pair.say("northland", "before")
    pair.pass_time(2_000)
    observers = Party(name="observers", folder=pair["northland"].folder.with_name("observers"))
    pair.parties["observers"] = observers
    pair.route(observers, observers.open())
    pair.say("observers", "new here")
    for name in ("northland", "hill-league"):
        pair.hear(name, PeerAdded(member=observers.member))
        pair.hear(name, PeerAdded(member=observers.member))
    pair.pass_time(4_000)
    note = pair["northland"].node.note(observers.origin)

    assert pair["hill-league"].node.size(observers.origin) == observers.node.size(observers.origin) == 2
    assert observers.node.size(pair["northland"].origin) == 2
    assert note is not None
    assert {"exercise/hill-league/mirror", "exercise/northland/mirror"} <= {
        each.name for each in parse_note(note).signatures
    }


def test_a_node_without_a_log_makes_it_once_and_follows_after(tmp_path: Path) -> None:
    """Before its log is made it serves and signs nothing."""
    made = Arrangement(tmp_path, names=("northland",))
    fresh = Party(name="hill-league", folder=tmp_path / "fresh", arrangement=("hill-league",))
    for path in (fresh.folder, fresh.folder / "record", fresh.folder / "mirrors", fresh.apart, fresh.apart / "log"):
        path.mkdir()
    (fresh.apart / "mirrors").mkdir()
    fresh.log = LedgerFiles(fresh.folder / "record", fresh.apart / "log", tell=lambda _: None, files=fresh.files)
    fresh.mirrors = MirrorFiles(fresh.folder / "mirrors", fresh.apart / "mirrors", files=fresh.files)
    ports = Ports(
        perform_log=fresh.log.perform,
        perform_mirror=fresh.mirrors.perform,
        hashes=joined_hashes(fresh.log.tile, lambda: fresh.origin, fresh.mirrors),
        keys=fresh.keys(),
        boxes=BoxKeys("hill-league"),
    )
    node = RecordNode(ports, None, (made["northland"].member,))
    before = node.open()
    early = (node.phase, node.size(fresh.origin), node.note(fresh.origin))
    node.begin(genesis_body("hill-league"), NOON_MS)
    with pytest.raises(TakenError):
        node.begin(genesis_body("hill-league"), NOON_MS)
    node.happen(Tick(now_ms=NOON_MS, mono_ms=1_000))

    assert before == ()
    assert early == (Phase.EMPTY, 0, None)
    assert node.size(fresh.origin) == 1
    assert set(node.members()) == {fresh.origin, made["northland"].origin}
