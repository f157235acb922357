# SPDX-License-Identifier: Apache-2.0
"""What a replaced key signs beyond its rotation is no head and proves nothing; up to there the key counts."""

from pathlib import Path

import pytest

from federated import Arrangement, seed
from recorded import NOON_MS
from truceline.base.errors import StorageError
from truceline.crypto.checkpoints import Checkpoint, sign_checkpoint
from truceline.crypto.signatures import Signer
from truceline.federation.evidence import ProvedFork
from truceline.federation.forks import Branch, prove_fork
from truceline.federation.happenings import KeepEvidence, NotesReceived, TellProved, TellSuspected
from truceline.ledger.happenings import Head
from truceline.ledger.states import Phase

SUSPECT_FROM_MS = NOON_MS + 1_000


def invented(made: Arrangement, size: int, mark: bytes, key: str = "log") -> Branch:
    """Sign an invented root with a key of northland's log."""
    head, signer = Head(size=size, root=mark * 32), Signer.from_seed(seed(f"northland {key}"))
    checkpoint = Checkpoint(origin=made["northland"].origin, size=head.size, root=head.root)
    return Branch(note=sign_checkpoint(checkpoint, signer), head=head)


def forged(made: Arrangement, size: int, key: str = "log") -> NotesReceived:
    """Give the proof that a key of northland's log signed two invented roots of one size."""
    branches = (invented(made, size, b"a", key), invented(made, size, b"b", key))
    proved = prove_fork(made["northland"].origin, None, branches, 1)
    return NotesReceived(peer="hill-league", notes=(), evidence=(proved.bundle,))


@pytest.fixture
def rotated(tmp_path: Path) -> Arrangement:
    """Give three nodes of which one had its log key replaced at entry 2."""
    made = Arrangement(tmp_path)
    made.pass_time(1_000)
    made.say("northland", "one")
    made.pass_time(2_000)
    made.rotate("northland", SUSPECT_FROM_MS)
    made.say("northland", "by the new key")
    made.pass_time(2_000)
    return made


def test_a_replaced_key_kills_no_log(rotated: Arrangement) -> None:
    """Two invented roots beyond the rotation, shown as a proof and as notes, to its own node and to a peer."""
    made = rotated
    notes = tuple(invented(made, 1_000, mark).note.to_bytes() for mark in (b"a", b"b"))
    for name in ("northland", "observers"):
        made.hear(name, forged(made, 1_000))
        made.hear(name, NotesReceived(peer="hill-league", notes=notes))
    made.say("northland", "and on")
    made.pass_time(3_000)
    note = made["northland"].node.note(made["northland"].origin)

    assert made["northland"].node.phase is Phase.TAKING
    assert [each for party in made.parties.values() for each in party.of(TellProved)] == []
    assert note is not None
    assert note.split(b"\n")[1] == b"5"
    assert b"exercise/observers/mirror" in note


@pytest.mark.parametrize("key", ["log", "log 2"])
def test_a_fork_by_the_key_in_force_is_real(rotated: Arrangement, key: str) -> None:
    """Up to the rotation the old key counts; what the rotation says of it, and who had cosigned, is told beside it."""
    made = rotated
    size = 2 if key == "log" else 1_000
    made.hear("observers", forged(made, size, key))
    made.run()
    (told,) = made["observers"].of(TellProved)

    assert isinstance(told.proved, ProvedFork)
    assert told.proved.sizes == (size, size)
    assert told.proved.suspect_from_ms == (SUSPECT_FROM_MS if key == "log" else None)
    assert told.proved.cosigned == ((), ())
    made.pass_time(3_000)
    assert made["northland"].node.phase is Phase.STOPPED


def test_who_had_cosigned_is_told_beside_a_fork(rotated: Arrangement) -> None:
    """One of the two heads is the log's own, which others had cosigned."""
    made = rotated
    own = made["northland"].node._state.own
    assert own is not None
    made.hear("observers", NotesReceived(peer="hill-league", notes=(invented(made, 2, b"a").note.to_bytes(),)))
    (told,) = made["observers"].of(TellProved)

    assert isinstance(told.proved, ProvedFork)
    assert set(told.proved.cosigned) == {(), ("exercise/hill-league", "exercise/observers")}
    assert told.proved.suspect_from_ms == SUSPECT_FROM_MS


def test_a_head_heard_before_its_key_was_known_to_be_replaced_is_forgotten(tmp_path: Path) -> None:
    """A peer that is behind believes the old key until it reads the rotation; then the log goes on, unsuspected."""
    made = Arrangement(tmp_path)
    made.say("northland", "one")
    made.pass_time(2_000)
    made.part("northland", "observers")
    made.part("hill-league", "observers")
    made.rotate("northland", SUSPECT_FROM_MS)
    made.pass_time(1_000)
    made.hear("observers", NotesReceived(peer="hill-league", notes=(invented(made, 1_000, b"a").note.to_bytes(),)))
    made.join()
    made.pass_time(8_000)
    (log, _) = made["observers"].node.logs()

    assert (log.member.party, log.size, log.newest) == ("northland", 3, 3)
    assert [each for party in made.parties.values() for each in party.of(TellProved)] == []
    assert made["observers"].of(TellSuspected) == []
    assert b"exercise/observers" in (made["northland"].node.note(log.member.origin) or b"")


def test_a_peer_that_has_read_nothing_of_a_log_judges_no_key_of_it(tmp_path: Path) -> None:
    """Which key is in force it learns from the log: a proof by the first one waits until then, and is nothing then."""
    made = Arrangement(tmp_path)
    made["observers"].leave()
    made["observers"].folder.rename(tmp_path / "aside")
    made["observers"].apart.rename(tmp_path / "aside-apart")
    made.route(made["observers"], made["observers"].open())
    made.rotate("northland", SUSPECT_FROM_MS)
    made.hear("observers", forged(made, 1_000))
    made.pass_time(3_000)
    made.hear("observers", forged(made, 1_000))
    made.pass_time(1_000)

    assert made["observers"].of(TellProved) == []
    assert made["observers"].node.size(made["northland"].origin) == 2


def test_kept_evidence_by_a_replaced_key_is_nothing_after_a_restart(rotated: Arrangement) -> None:
    """Neither a peer nor the own node is held by what was kept of it before."""
    made = rotated
    bundle = forged(made, 1_000).evidence[0]
    for name in ("northland", "observers"):
        kept = KeepEvidence(origin=made["northland"].origin, name="E1-0000000000000000.fork", content=bundle)
        made[name].mirrors.perform(kept)
        made.restart(name)
    made.say("northland", "and on")
    made.pass_time(3_000)

    assert made["northland"].node.phase is Phase.TAKING
    assert made["observers"].node.size(made["northland"].origin) == 5
    assert not any(each.is_forked for each in made["observers"].node.logs())


def test_a_node_whose_own_fork_is_proved_stays_stopped(rotated: Arrangement) -> None:
    """After each restart too, before it takes or signs anything; and it keeps showing the proof."""
    made = rotated
    made.hear("northland", forged(made, 1_000, "log 2"))
    for _ in range(2):
        made.restart("northland")
        made.pass_time(1_000)
        with pytest.raises(StorageError, match="A new log must succeed it"):
            made.say("northland", "no more")
        assert made["northland"].node.phase is Phase.STOPPED
    proofs = [each.proved for each in made["observers"].of(TellProved)]
    assert [each.origin for each in proofs] == [made["northland"].origin]


def test_what_nobody_had_cosigned_when_its_key_became_suspect_is_only_claimed(tmp_path: Path) -> None:
    """Entries that a thief could have written; those that others had cosigned by then stand, as the new key's do."""
    made = Arrangement(tmp_path)
    made.say("northland", "cosigned in time")
    made.pass_time(3_000)
    suspect_from_ms = NOON_MS + made.mono_ms
    made.pass_time(2_000)
    made.say("northland", "after that")
    made.pass_time(3_000)
    before = made["observers"].node.intervals(made["northland"].origin, 0, 3)
    made.rotate("northland", suspect_from_ms)
    made.say("northland", "by the new key")
    made.pass_time(3_000)

    assert [each.is_only_claimed for each in before] == [False, False, False]
    for party in made.parties.values():
        found = party.node.intervals(made["northland"].origin, 0, 10)
        assert [each.is_only_claimed for each in found] == [False, False, True, False, False]
        assert found[2].one_after_ms is not None
        assert found[2].one_after_ms > suspect_from_ms
