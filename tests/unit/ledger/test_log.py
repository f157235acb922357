# SPDX-License-Identifier: Apache-2.0
"""A log from its first entry on: in files, and whole after every test."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kept_log import BODY, KEYS, LOG, NEXT_LOG, ROOTS, HeldKeys, Node, check_log, draft, root_digest
from recorded import NOON_MS, OFFICER_ID
from truceline.base.errors import (
    AuthorityError,
    LimitError,
    PushbackError,
    RecordError,
    SignatureError,
    StateError,
    StorageError,
    TakenError,
)
from truceline.crypto.merkle import CompactTree, leaf_hash
from truceline.ledger import opening
from truceline.ledger.happenings import (
    AppendTail,
    Begin,
    EntriesRead,
    EntriesSynced,
    Failed,
    Head,
    LockWritten,
    Mirrored,
    Open,
    PeerAnswered,
    PeersAsked,
    Submit,
    TailSynced,
    Tick,
)
from truceline.ledger.keyring import KeyBody, enrolment, revocation, root_change, rotation, write_statement
from truceline.ledger.log import step
from truceline.ledger.states import Phase, State


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """Give a log that was just made; it is proven whole afterwards."""
    made = Node(tmp_path / "entries", tmp_path / "apart").open().begin()
    yield made
    made.leave()
    check_log(made)


def head_of(raws: list[bytes]) -> Head:
    """Give the head over some entries."""
    tree = CompactTree()
    for raw in raws:
        tree.append(leaf_hash(raw))
    return Head(size=tree.size, root=tree.root())


def origin(node: Node) -> str:
    """Give the log's origin."""
    assert node.state.keys is not None
    return node.state.keys.origin


def test_a_log_begins_with_its_genesis(node: Node) -> None:
    """The first entry holds the keys, and its digest stands in the origin."""
    assert node.state.phase is Phase.TAKING
    assert [entry.header.type for entry in node.acknowledged] == ["key.genesis"]
    assert node.acknowledged[0].header.log.startswith("truceline.example/exercise/northland/")


def test_a_log_is_made_once(node: Node) -> None:
    """Neither over another one nor by chance."""
    with pytest.raises(TakenError, match="expected none, got one that is taking"):
        node.begin()


def test_entries_are_acknowledged_and_signed(node: Node) -> None:
    """Entries go in together; a head covers all of them."""
    node.submit("a", "b", "c")
    node.tick()

    assert [entry.header.seq for entry in node.acknowledged] == [0, 1, 2, 3]
    assert node.head_size() == 4


def test_heads_are_not_signed_more_often_than_they_may(node: Node) -> None:
    """Within a fifth of a second there is one head."""
    node.happen(Tick(now_ms=1_000))
    node.submit("a")
    node.happen(Tick(now_ms=1_199))
    early = node.head_size()
    node.happen(Tick(now_ms=1_200))

    assert (early, node.head_size()) == (1, 2)


def test_nothing_new_is_not_signed_again(node: Node) -> None:
    """The same head stays."""
    node.tick()
    before = (node.folder / "head").stat().st_mtime_ns
    node.tick()

    assert (node.folder / "head").stat().st_mtime_ns == before


def test_many_entries_fill_tiles(node: Node) -> None:
    """Beyond 256 entries there are full tiles and a second level; beyond one group the reading goes on."""
    for start in range(0, 4_400, 1_100):
        node.submit(*(str(number) for number in range(start, start + 1_100)))
    node.tick()
    node.open().tick()

    assert node.head_size() == 4_401
    assert (node.folder / "tiles" / "1.0").stat().st_size == 32 * (4_401 // 256)


def test_an_opened_log_goes_on(node: Node) -> None:
    """Opening reads all and forgets nothing; no peer need be asked."""
    node.submit("a")
    node.tick()
    node.open()
    node.submit("b")
    node.tick()

    assert (node.asked, node.head_size()) == ([], 3)


def test_what_was_not_signed_before_a_crash_is_signed_after(node: Node) -> None:
    """Entries are durable before any head covers them."""
    node.submit("a")
    node.open().tick()

    assert node.head_size() == 2


def test_a_torn_entry_is_put_aside(node: Node) -> None:
    """What a crash left half written is kept beside, and the log goes on before it."""
    node.submit("a")
    with (node.folder / "entries.log").open("ab") as stream:
        stream.write(b"\x00\x00\x03\x00torn")
    node.open()
    node.submit("b")

    assert (node.folder / f"entries.log.rest-{sum(8 + len(raw) for raw in node.raws()[:2])}").read_bytes()[
        4:
    ] == b"torn"


def test_entries_that_the_tail_lacks_are_put_there(node: Node) -> None:
    """A crash between the two devices leaves entries of which nobody was told; they stay."""
    assert node.kept is not None
    state, effects = step(node.state, Submit(drafts=(draft("a"),)), KEYS)
    for effect in effects:
        node.kept.perform(effect)
    node.open()
    shutil.rmtree(node.folder)
    node.open()

    assert (node.state.phase, node.state.size) == (Phase.TAKING, state.size)


def test_a_lost_device_is_put_back_from_the_tail(node: Node) -> None:
    """What no peer keeps lies in the tail, bodies of key entries too."""
    node.submit("a", "b")
    node.tick()
    shutil.rmtree(node.folder)
    node.open()
    node.submit("c")
    node.tick()

    assert (node.asked, node.head_size()) == ([], 4)


def test_a_lost_device_is_put_back_from_peers_and_tail(node: Node) -> None:
    """What a peer keeps was taken off the tail; it comes from the peer, the rest from the tail."""
    node.submit("a", "b")
    node.tick()
    raws = node.raws()
    node.happen(Mirrored(size=3))
    node.submit("c")
    node.tick()
    shutil.rmtree(node.folder)
    node.open()
    asking, answer = node.state.phase, PeerAnswered(head=head_of(raws), raws=tuple(raws), bodies=((0, BODY),))
    node.happen(answer)
    node.happen(PeersAsked())
    node.tick()

    assert (asking, node.asked, node.head_size()) == (Phase.ASKING, [0], 4)


def test_an_older_backup_is_brought_up_to_date(node: Node, tmp_path: Path) -> None:
    """The lock knows that more was signed; nothing is taken before the peers were asked."""
    shutil.copytree(node.folder, tmp_path / "backup")
    node.submit("a")
    node.tick()
    node.happen(Mirrored(size=2))
    raws = node.raws()
    node.leave()
    shutil.rmtree(node.folder)
    shutil.copytree(tmp_path / "backup", node.folder)
    node.open(restored=True)
    with pytest.raises(StateError, match="asking; peers must be asked"):
        node.submit("b")
    node.happen(PeerAnswered(head=head_of(raws), first=1, raws=tuple(raws[1:])))
    node.happen(PeersAsked())
    node.submit("b")

    assert (node.asked, node.state.size) == ([1], 3)


def test_a_restored_log_asks_even_if_all_seems_well(node: Node) -> None:
    """Whoever says that a backup was put back has the peers asked; with nothing newer there it goes on."""
    node.open(restored=True)
    asking = node.state.phase
    node.happen(PeersAsked())

    assert (asking, node.state.phase) == (Phase.ASKING, Phase.TAKING)


@pytest.mark.parametrize("lost", ["lock", "tail.log"])
def test_a_lost_lock_or_tail_has_the_peers_asked(node: Node, lost: str) -> None:
    """Without either nobody knows what was signed."""
    node.submit("a")
    node.tick()
    (node.apart / lost).unlink()
    node.open()
    asking = node.state.phase
    node.happen(PeerAnswered(head=head_of(node.raws())))
    node.happen(PeersAsked())
    node.submit("b")
    node.tick()

    assert (asking, node.head_size()) == (Phase.ASKING, 3)


def test_a_signed_head_that_is_lost_ends_the_log(node: Node) -> None:
    """Nothing is signed twice: a new log must succeed this one."""
    node.submit("a")
    node.tick()
    node.happen(Mirrored(size=2))
    node.leave()
    node.acknowledged.clear()
    shutil.rmtree(node.folder)
    node.open()
    node.happen(PeersAsked())
    with pytest.raises(StateError, match="orphaned; 2 entries were signed and only 0 are left"):
        node.submit("b")

    assert node.state.phase is Phase.ORPHANED
    assert node.state.known


def test_a_lost_lock_with_a_trimmed_tail_ends_the_log(node: Node) -> None:
    """What was taken off the tail was signed, even if the lock that says so is gone."""
    node.submit("a")
    node.tick()
    node.happen(Mirrored(size=2))
    (node.apart / "lock").unlink()
    node.acknowledged.clear()
    node.leave()
    shutil.rmtree(node.folder)
    node.open()
    node.happen(PeersAsked())

    assert node.state.phase is Phase.ORPHANED


def test_a_peer_that_gives_other_entries_gives_nothing(node: Node) -> None:
    """Only entries that give a head of this log exactly are taken."""
    node.submit("a")
    node.tick()
    raws = node.raws()
    node.happen(Mirrored(size=2))
    node.leave()
    shutil.rmtree(node.folder)
    node.open()
    head, bodies = head_of(raws), ((0, BODY),)
    for wrong in ((raws[0], raws[0]), (raws[0],), (b"{}",), ()):
        node.happen(PeerAnswered(head=head, raws=wrong, bodies=bodies))
    node.happen(PeerAnswered(head=head, first=1, raws=(raws[1],), bodies=bodies))
    untouched = node.state.size
    node.happen(PeerAnswered(head=head, raws=(*raws, b"more"), bodies=bodies))
    node.happen(PeersAsked())

    assert (untouched, node.state.size, node.state.phase) == (0, 2, Phase.TAKING)


def test_a_peer_that_knows_another_head_stops_the_log(node: Node) -> None:
    """A head that this log signed and that does not come out of its entries: two histories exist."""
    node.submit("a")
    node.open(restored=True)
    node.happen(PeerAnswered(head=Head(size=1, root=b"\x01" * 32)))
    node.happen(PeersAsked())

    assert node.state.phase is Phase.STOPPED
    assert "head of size 1: expected the root that was signed" in node.stops[0]


def test_a_damaged_entry_is_never_signed_over(tmp_path: Path) -> None:
    """One bit that flipped beneath the checksum's sight is found when the log is opened."""
    node = Node(tmp_path / "entries", tmp_path / "apart").open().begin()
    node.submit("a", "b")
    node.tick()
    path = node.folder / "entries.log"
    path.write_bytes(path.read_bytes().replace(b'"re', b'"rf', 1))
    node.open()

    # The damaged entry and what follows it come back from the tail; the rest was put aside.
    assert (node.state.phase, node.stops) == (Phase.TAKING, [])
    node.leave()
    check_log(node)


def test_bytes_that_flip_between_memory_and_disk_stop_the_log(node: Node) -> None:
    """The root that is signed is that of what was read back."""
    node.submit("a")
    state = replace(node.state, signing=node.state.head)
    raws = tuple(node.raws())
    wrong = (raws[0], raws[1][:-1] + b" ")
    good, effects = step(state, EntriesRead(first=0, raws=raws), KEYS)
    bad, _ = step(state, EntriesRead(first=0, raws=wrong), KEYS)

    assert (good.phase, len(effects)) == (Phase.TAKING, 2)
    assert bad.phase is Phase.STOPPED
    assert "other bytes from the device; nothing was signed" in bad.reason


def test_reading_back_must_fit(node: Node) -> None:
    """Entries nobody asked for, none at all, or too many stop the log."""
    raws = tuple(node.raws())
    asked = replace(node.state, signing=node.state.head)
    for state, event in (
        (node.state, EntriesRead(first=0, raws=raws)),
        (asked, EntriesRead(first=1, raws=raws)),
        (asked, EntriesRead(first=0, raws=())),
        (asked, EntriesRead(first=0, raws=(*raws, *raws))),
    ):
        assert step(state, event, KEYS)[0].phase is Phase.STOPPED


def test_a_tail_that_differs_stops_the_log(node: Node) -> None:
    """Two devices that tell two histories are for a person to judge."""
    node.submit("a")
    node.leave()
    node.acknowledged.pop()
    shutil.copytree(node.apart, node.apart.with_name("other"))
    (node.apart / "tail.log").unlink()
    other = Node(node.folder.with_name("elsewhere"), node.apart.with_name("apart2")).open().begin()
    other.submit("b")
    other.leave()
    shutil.copy(other.apart / "tail.log", node.apart / "tail.log")
    node.open()

    assert "two histories were written" in node.stops[0]


def test_a_second_node_with_the_same_lock_stops(node: Node) -> None:
    """A copy of the whole node signs once; the other finds the lock changed."""
    node.submit("a")
    node.tick()
    kept = (node.apart / "lock").read_bytes()
    (node.apart / "lock").write_bytes(kept.replace(b'"size":2', b'"size":9'))
    node.submit("b")
    node.tick()

    assert "does a second node sign for this log?" in node.stops[0]
    with pytest.raises(StorageError, match="was stopped"):
        node.submit("c")
    (node.apart / "lock").write_bytes(kept)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"log":"x","root":"zz","size":1}'])
def test_a_damaged_lock_is_not_taken_for_none(node: Node, content: bytes) -> None:
    """The log stops, and says so."""
    kept = (node.apart / "lock").read_bytes()
    (node.apart / "lock").write_bytes(content)
    node.open()

    assert node.state.phase is Phase.STOPPED
    (node.apart / "lock").write_bytes(kept)


def test_a_log_that_was_stopped_hears_nothing(node: Node) -> None:
    """Until it is opened anew."""
    node.happen(Failed(reason="the disk is full"))
    node.happen(Tick(now_ms=5_000))
    node.happen(EntriesSynced(size=1))

    assert (node.stops, node.head_size()) == (["the disk is full"], 0)
    assert node.open().state.phase is Phase.TAKING


def test_no_log_takes_nothing(tmp_path: Path) -> None:
    """An empty folder is no log, and is not made one by being opened."""
    node = Node(tmp_path / "entries", tmp_path / "apart").open()

    assert node.state.phase is Phase.EMPTY
    with pytest.raises(StateError, match="empty; there is no log yet"):
        node.submit("a")
    node.tick()
    node.happen(PeersAsked())
    node.happen(PeerAnswered(head=Head(size=1, root=bytes(32))))
    assert node.head_size() == 0
    node.leave()


def test_entries_wait_for_those_before_them(node: Node) -> None:
    """One group is on its way at a time."""
    state, _ = step(node.state, Submit(drafts=(draft("a"),)), KEYS)
    with pytest.raises(PushbackError, match="got 1; bring them"):
        step(state, Submit(drafts=(draft("b"),)), KEYS)

    assert step(state, Tick(now_ms=9_000), KEYS) == (state, ())
    assert step(state, EntriesSynced(size=1), KEYS) == (state, ())
    assert step(state, TailSynced(size=1), KEYS) == (state, ())
    (effect,) = step(state, EntriesSynced(size=2), KEYS)[1]
    assert isinstance(effect, AppendTail)


@pytest.mark.parametrize("count", [0, 4_097])
def test_a_group_has_a_limit(node: Node, count: int) -> None:
    """None or too many are refused before anything is signed."""
    with pytest.raises(LimitError, match="1 to 4096 entries"):
        node.happen(Submit(drafts=(draft("a"),) * count))


def test_an_unknown_officer_is_refused(node: Node) -> None:
    """Nobody signs who is not enrolled, and none of the group goes in."""
    with pytest.raises(AuthorityError, match="unknown or was revoked"):
        node.happen(Submit(drafts=(draft("a"), replace(draft("b"), by="0" * 32))))

    assert node.state.size == 1


def test_the_log_key_rotates(node: Node) -> None:
    """The new key signs its own entry and all heads beyond it; the root key allows it."""
    node.tick()
    body = write_statement(rotation(origin(node), NEXT_LOG.public, suspect_from_ms=NOON_MS), ROOTS[1], root_digest(2))
    node.state_key("key.rotate", body)
    node.tick()
    node.open()
    assert node.state.keys is not None

    assert node.state.keys.log_key.public == NEXT_LOG.public
    assert node.state.keys.log_key_at(1).public == LOG.public
    assert node.state.keys.log_keys[0].suspect_from_ms == NOON_MS


def test_an_officer_is_revoked_and_another_enrolled(node: Node) -> None:
    """Three key entries, each with the next root key."""
    node.submit("a")
    node.state_key(
        "key.officer", write_statement(enrolment(origin(node), (NEXT_LOG.public,)), ROOTS[1], root_digest(2))
    )
    node.state_key("key.root", write_statement(root_change(origin(node)), ROOTS[2], root_digest(3)))
    node.submit("b")
    stated = revocation(origin(node), OFFICER_ID, suspect_from_ms=NOON_MS)
    node.acknowledged, early = [], node.acknowledged
    assert len(early) == 5
    node.state_key("key.revoke", write_statement(stated, ROOTS[3], root_digest(4)))
    with pytest.raises(AuthorityError, match="was revoked"):
        node.submit("c")
    assert node.state.keys is not None
    assert node.state.keys.revoked == {OFFICER_ID: NOON_MS}


def test_a_root_key_is_used_once(node: Node) -> None:
    """The root key of a key entry is the one that the last one committed to."""
    for number in (0, 2):
        with pytest.raises(SignatureError, match="committed to, got another"):
            node.state_key("key.root", write_statement(root_change(origin(node)), ROOTS[number], root_digest(5)))


def test_a_key_entry_comes_alone_and_with_its_body(node: Node) -> None:
    """It takes effect with itself, so nothing goes in beside it."""
    body = KeyBody(salt=bytes(32), content=write_statement(root_change(origin(node)), ROOTS[1], root_digest(2)))
    for event in (
        Submit(drafts=(replace(draft("a"), type="key.root"),)),
        Submit(drafts=(draft("a"), draft("b")), key_body=body),
        Submit(drafts=(draft("a"),), key_body=body),
    ):
        with pytest.raises(RecordError):
            node.happen(event)


def test_a_node_without_the_key_signs_nothing(tmp_path: Path) -> None:
    """Whoever holds the body alone cannot make the log."""
    node = Node(tmp_path / "entries", tmp_path / "apart").open()

    with pytest.raises(AuthorityError):
        step(node.state, Begin(body=BODY, at_ms=NOON_MS), HeldKeys())
    node.leave()


def test_peers_cannot_keep_what_was_not_shown(node: Node) -> None:
    """A statement about entries beyond the head is refused; an older one changes nothing."""
    with pytest.raises(StateError, match="at most what was shown"):
        node.happen(Mirrored(size=1))
    node.tick()
    node.happen(Mirrored(size=1))
    node.happen(Mirrored(size=1))
    node.happen(Mirrored(size=0))

    assert node.state.tail_first == 1


def test_a_lock_that_is_only_renewed_signs_nothing(node: Node) -> None:
    """What the lock says is kept; without a head on its way nothing is signed."""
    assert node.state.lock is not None
    state, effects = step(node.state, LockWritten(lock=node.state.lock), KEYS)

    assert (state, effects) == (node.state, ())


def test_reading_goes_in_order() -> None:
    """Entries from another index than asked for stop the log."""
    state, _ = step(State(), Open(), KEYS)

    assert step(state, EntriesRead(first=5, raws=()), KEYS)[0].phase is Phase.STOPPED


def test_two_ways_of_counting_that_differ_stop_the_log(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that counts wrongly signs nothing."""
    found = node.state.recount
    monkeypatch.setattr(opening, "recount", lambda *_: (found, ()))
    node.open()

    assert "the machine is not sound" in node.stops[0]


def test_a_device_that_keeps_nothing_stops_the_log(node: Node) -> None:
    """Entries put back from the tail that are gone again: the device is not sound."""
    state = replace(State(phase=Phase.READING), tail_first=0, tail=tuple(node.raws()), tail_bodies=((0, BODY),))
    once, _ = step(state, EntriesRead(first=0, raws=()), KEYS)
    twice, _ = step(once, EntriesRead(first=0, raws=()), KEYS)

    assert (once.phase, twice.phase) == (Phase.READING, Phase.STOPPED)
