# SPDX-License-Identifier: Apache-2.0
"""The witness answers as its specification says, and keeps before it answers."""

from pathlib import Path

import pytest

from federated import Arrangement, seed
from recorded import NOON_MS
from truceline.crypto.checkpoints import Checkpoint, sign_checkpoint
from truceline.crypto.merkle import HashTree, consistency_proof, leaf_hash
from truceline.crypto.notes import KeyRole, parse_note, parse_signature
from truceline.crypto.signatures import Signer
from truceline.federation.happenings import AddCheckpoint, AnswerWitness, Tick
from truceline.storage.mirror_files import log_folder

NORTHLAND = Signer.from_seed(seed("northland log"))


@pytest.fixture
def pair(tmp_path: Path) -> Arrangement:
    """Give two nodes; the first one's log lives in the test from here on: its own node is cut off."""
    made = Arrangement(tmp_path, names=("northland", "hill-league"))
    made.pass_time(2_000)
    made.part("northland", "hill-league")
    return made


def tree(made: Arrangement, size: int, mark: str = "") -> HashTree:
    """Give a history of the first log that goes on from its first entry."""
    first = made["northland"].raws(made["northland"].origin, 0, 1)
    return HashTree([leaf_hash(first[0]), *(leaf_hash(f"{number}{mark}".encode()) for number in range(1, size))])


def note_of(made: Arrangement, found: HashTree, signer: Signer = NORTHLAND, origin: str = "") -> bytes:
    """Sign a head as the first log."""
    name = origin or made["northland"].origin
    return sign_checkpoint(Checkpoint(origin=name, size=found.size, root=found.root()), signer).to_bytes()


def ask(made: Arrangement, note: bytes, old: int, proof: tuple[bytes, ...] = ()) -> AnswerWitness:
    """Ask the second node's witness."""
    told = made["hill-league"].node.happen(AddCheckpoint(request=7, old_size=old, proof=proof, note=note))
    (answer,) = (each for each in told if isinstance(each, AnswerWitness))
    return answer


def proof_of(found: HashTree, old: int) -> tuple[bytes, ...]:
    """Prove that a history goes on from a size."""
    return consistency_proof(old, found.size, found.hash_at)


def test_a_head_that_goes_on_is_cosigned_and_kept_first(pair: Arrangement) -> None:
    """200 with one line; the file says what the line says."""
    found = tree(pair, 5)
    answer = ask(pair, note_of(pair, found), 1, proof_of(found, 1))
    line = parse_signature(answer.body.removesuffix("\n"))
    kept = (pair["hill-league"].apart / "mirrors" / log_folder(pair["northland"].origin) / "cosigned").read_bytes()

    assert answer.status == 200
    assert line.name == "exercise/hill-league"
    assert f'"witness":{{"root":"{found.root().hex()}","size":5,"time":{line.time_s}}}'.encode() in kept


def test_the_same_head_is_cosigned_again(pair: Arrangement) -> None:
    """With no proof, and a time that does not run back."""
    found = tree(pair, 5)
    first = ask(pair, note_of(pair, found), 1, proof_of(found, 1))
    again = ask(pair, note_of(pair, found), 5)
    times = [parse_signature(each.body.removesuffix("\n")).time_s for each in (first, again)]

    assert (first.status, again.status) == (200, 200)
    assert times == sorted(times)


def test_what_is_no_note_is_malformed(pair: Arrangement) -> None:
    """400: of a log that is known, in bytes that are no signed head."""
    good = note_of(pair, tree(pair, 5))
    for note in (good[:-2], good.replace(b"\n5\n", b"\n05\n"), good + b"x", good.replace(b"\n\n", b"\n")):
        assert ask(pair, note, 1).status == 400


def test_an_old_size_beyond_the_head_is_malformed(pair: Arrangement) -> None:
    """400."""
    assert ask(pair, note_of(pair, tree(pair, 5)), 6).status == 400


def test_an_unknown_log_is_not_found(pair: Arrangement) -> None:
    """404, whatever the rest is."""
    assert (
        ask(pair, note_of(pair, tree(pair, 5), origin="truceline.example/exercise/else/0123456789abcdef"), 1).status
        == 404
    )
    assert ask(pair, b"", 1).status == 404


def test_a_head_by_another_key_is_refused(pair: Arrangement) -> None:
    """403."""
    assert ask(pair, note_of(pair, tree(pair, 5), Signer.from_seed(b"\x09" * 32)), 1).status == 403


def test_another_old_size_is_answered_with_the_one_held(pair: Arrangement) -> None:
    """409 with the size, so that the asker can make the right proof."""
    found = tree(pair, 5)
    answer = ask(pair, note_of(pair, found), 3, proof_of(found, 3))

    assert (answer.status, answer.body) == (409, "1\n")


@pytest.mark.parametrize("harm", ["none", "other", "longer", "history"])
def test_a_wrong_proof_is_refused(pair: Arrangement, harm: str) -> None:
    """422: nothing is kept."""
    found = tree(pair, 5)
    assert ask(pair, note_of(pair, found), 1, proof_of(found, 1)).status == 200
    other, later = tree(pair, 9, "x"), tree(pair, 9)
    proofs = {
        "none": (later, ()),
        "other": (later, proof_of(tree(pair, 8), 5)),
        "longer": (later, (*proof_of(later, 5), bytes(32))),
        "history": (other, proof_of(other, 5)),
    }
    tried, proof = proofs[harm]
    answer = ask(pair, note_of(pair, tried), 5, proof)
    after = ask(pair, note_of(pair, later), 5, proof_of(later, 5))

    assert answer.status == 422
    assert after.status == (409 if harm == "history" else 200)


def test_another_root_at_the_size_held_is_a_conflict(pair: Arrangement) -> None:
    """409, and the two heads are proved to be a fork."""
    found, other = tree(pair, 5), tree(pair, 5, "x")
    assert ask(pair, note_of(pair, found), 1, proof_of(found, 1)).status == 200
    assert ask(pair, note_of(pair, other), 5).status == 409
    assert pair["hill-league"].node.logs()[0].is_forked
    assert ask(pair, note_of(pair, tree(pair, 6)), 5).status == 403


def test_nothing_is_cosigned_when_the_clock_ran_back(pair: Arrangement) -> None:
    """503, and later 200 with a time that is not before the last."""
    found = tree(pair, 5)
    first = ask(pair, note_of(pair, found), 1, proof_of(found, 1))
    pair["hill-league"].node.happen(Tick(now_ms=NOON_MS - 60_000, mono_ms=pair.mono_ms + 100))
    later = tree(pair, 6)
    early = ask(pair, note_of(pair, later), 5, proof_of(later, 5))
    pair["hill-league"].node.happen(Tick(now_ms=NOON_MS + pair.mono_ms + 200, mono_ms=pair.mono_ms + 200))
    late = ask(pair, note_of(pair, later), 5, proof_of(later, 5))

    assert (first.status, early.status, late.status) == (200, 503, 200)


def test_too_long_a_proof_is_malformed(pair: Arrangement) -> None:
    """400 before anything is hashed."""
    assert ask(pair, note_of(pair, tree(pair, 5)), 1, (bytes(32),) * 64).status == 400


def test_a_witness_goes_on_where_it_was_after_a_restart(pair: Arrangement) -> None:
    """What was cosigned is read from its file."""
    found, later = tree(pair, 5), tree(pair, 8)
    assert ask(pair, note_of(pair, found), 1, proof_of(found, 1)).status == 200
    pair.restart("hill-league")
    pair.tick()
    wrong = ask(pair, note_of(pair, later), 1, proof_of(later, 1))
    right = ask(pair, note_of(pair, later), 5, proof_of(later, 5))

    assert (wrong.status, wrong.body, right.status) == (409, "5\n", 200)


def test_the_author_learns_which_size_a_witness_holds(tmp_path: Path) -> None:
    """A node that does not know makes the right proof after one answer."""
    made = Arrangement(tmp_path, names=("northland", "hill-league"))
    made.say("northland", "one")
    made.pass_time(2_000)
    made.restart("northland")
    made["northland"].node._state.peers["hill-league"].witnessed = 0
    made.say("northland", "two", "three")
    made.pass_time(2_000)
    note = made["northland"].node.note(made["northland"].origin)

    assert note is not None
    assert "exercise/hill-league" in {each.name for each in parse_note(note).signatures}
    assert made["hill-league"].node._state.logs[made["northland"].origin].cosigned[KeyRole.WITNESS].head.size == 4
