# SPDX-License-Identifier: Apache-2.0
"""A log that shows two faces is proved to, to everybody, by a proof that a stranger's verifier accepts."""

from pathlib import Path

import pytest

from federated import Arrangement
from truceline.base.errors import NodeError, StorageError
from truceline.base.limits import FORK_BYTES_MAX
from truceline.crypto.checkpoints import Checkpoint, sign_checkpoint
from truceline.crypto.merkle import HashTree, leaf_hash, node_hash
from truceline.crypto.notes import LOG_TYPE, VerifierKey
from truceline.crypto.signatures import Signer, verify_signature
from truceline.federation.evidence import ProvedFork
from truceline.federation.forks import Branch, branch, prove_fork, verify_fork
from truceline.federation.happenings import Deliver, TellProved, TellSuspected
from truceline.ledger.happenings import Head
from unit.verify.running import verifier

ORIGIN = "truceline.example/exercise/northland/0123456789abcdef"
KEY = Signer.from_seed(b"\x41" * 32)
VKEY = VerifierKey(name=ORIGIN, type=LOG_TYPE, public=KEY.public)


def test_a_split_view_is_proved_at_first_contact(tmp_path: Path) -> None:
    """Two peers who were shown different histories meet: both hold the proof, and so does the third."""
    made = Arrangement(tmp_path)
    made.say("northland", "one", "two")
    made.pass_time(2_000)
    made.part("hill-league", "observers")
    second = made.split("northland", frozenset({"observers"}))
    made.say("northland", "three")
    second.node.submit((second.draft("another third"), second.draft("and a fourth")))
    made.route(second, second.node.take_outgoing())
    made.pass_time(3_000)
    sizes = [made[name].node.size(second.origin) for name in ("hill-league", "observers")]
    made.join()
    made.pass_time(4_000)

    assert sizes == [4, 5]
    for name in ("hill-league", "observers"):
        (told,) = made[name].of(TellProved)
        assert isinstance(told.proved, ProvedFork)
        assert told.proved.origin == second.origin
        assert (told.proved.index, told.proved.sizes) == (3, (4, 5))
        check_with_the_verifier(told.proved, tmp_path, second.member.first_key)
    for party in made.parties.values():
        assert {each.proved.origin for each in party.of(TellProved)} <= {second.origin}
        assert party.of(TellSuspected) == []


def test_nothing_of_a_forked_log_is_cosigned_or_followed_any_more(tmp_path: Path) -> None:
    """The proof ends it, after a restart too."""
    made = Arrangement(tmp_path)
    made.part("hill-league", "observers")
    second = made.split("northland", frozenset({"observers"}))
    made.say("northland", "one")
    second.node.submit((second.draft("another"),))
    made.pass_time(2_000)
    made.join()
    made.pass_time(3_000)
    for name in ("hill-league", "observers"):
        made.restart(name)
    delivered = len(made["hill-league"].of(Deliver))
    with pytest.raises(StorageError, match="does a second node hold its key"):
        made.say("northland", "two")
    made.pass_time(3_000)

    assert made["hill-league"].node.size(second.origin) == 2
    assert [each.is_forked for each in made["hill-league"].node.logs()] == [True, False]
    assert len([each for each in made["hill-league"].of(Deliver) if each.origin == second.origin]) <= delivered


def check_with_the_verifier(proved: ProvedFork, folder: Path, key: VerifierKey) -> None:
    """Have the one-file verifier judge a proof."""
    assert len(proved.bundle) <= 4_096
    (folder / "a.fork").write_bytes(proved.bundle)
    (folder / "a.policy").write_text(f"log {key.to_text()}\nquorum none\n", encoding="utf-8")
    arguments = ["fork", str(folder / "a.fork"), "--policy", str(folder / "a.policy")]
    told = verifier.judge(verifier.read_arguments(arguments))
    assert told["exit"] == 20, told
    assert [kind for kind, _ in told["breaches"]] == ["E1"]


def two_trees(one: int, other: int, index: int) -> tuple[HashTree, HashTree]:
    """Make two trees that differ from an index on."""
    first = HashTree(leaf_hash(b"%d" % number) for number in range(one))
    second = HashTree(leaf_hash(b"%d%s" % (number, b"x" * (number >= index))) for number in range(other))
    return first, second


def side(tree: HashTree, index: int, key: Signer = KEY) -> Branch:
    """Make one side of a fork."""
    note = sign_checkpoint(Checkpoint(origin=ORIGIN, size=tree.size, root=tree.root()), key)
    return branch(note, Head(size=tree.size, root=tree.root()), index, tree.hash_at)


@pytest.mark.parametrize(("one", "other", "index"), [(1, 2, 0), (3, 5, 1), (5, 3, 2), (256, 300, 255), (900, 1_000, 0)])
def test_a_proof_is_short_and_holds(one: int, other: int, index: int, tmp_path: Path) -> None:
    """For us and for the one-file verifier."""
    first, second = two_trees(one, other, index)
    proved = prove_fork(ORIGIN, index, (side(first, index), side(second, index)), 1)
    again = verify_fork(proved.bundle, lambda origin, _: (VKEY,) if origin == ORIGIN else (), verify=verify_signature)

    assert again == proved
    check_with_the_verifier(proved, tmp_path, VKEY)


def test_two_roots_of_one_size_are_a_proof(tmp_path: Path) -> None:
    """No leaf need be shown."""
    first, second = two_trees(7, 7, 3)
    sides = (side(first, 0), side(second, 0))
    proved = prove_fork(ORIGIN, None, sides, 1)

    assert verify_fork(proved.bundle, lambda _, _size: (VKEY,), verify=verify_signature) == proved
    check_with_the_verifier(proved, tmp_path, VKEY)


def test_a_proof_by_two_keys_or_of_one_history_proves_nothing() -> None:
    """Neither does one whose bytes were changed anywhere."""
    first, second = two_trees(5, 6, 5)
    other = Signer.from_seed(b"\x42" * 32)
    keys = (VKEY, VerifierKey(name=ORIGIN, type=LOG_TYPE, public=other.public))
    bundles = [prove_fork(ORIGIN, 2, (side(first, 2), side(second, 2)), 1).bundle]
    third, fourth = two_trees(5, 6, 2)
    bundles.append(prove_fork(ORIGIN, 2, (side(third, 2), side(fourth, 2, other)), 1).bundle)
    bundles.append(prove_fork(ORIGIN, None, (side(third, 2), side(third, 2)), 1).bundle)
    good = prove_fork(ORIGIN, 2, (side(third, 2), side(fourth, 2)), 1).bundle
    bundles += [good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :] for place in range(0, len(good), 7)]
    bundles += [good[:-1], b"", b"\n", good + good]

    for bundle in bundles:
        with pytest.raises(NodeError):
            verify_fork(bundle, lambda _, _size: keys, verify=verify_signature)


def test_a_proof_of_a_log_of_any_size_stays_within_its_bound() -> None:
    """4 KB up to two million entries, and no log is so large that nothing can be proved of it."""
    for height, bound in ((20, 4_096), (52, FORK_BYTES_MAX)):
        sides = tuple(_tall(height, mark) for mark in (b"a", b"b"))
        proved = prove_fork(ORIGIN, 1, (sides[0], sides[1]), 1)
        assert len(proved.bundle) <= bound
        assert verify_fork(proved.bundle, lambda _, _size: (VKEY,), verify=verify_signature) == proved


def _tall(height: int, mark: bytes) -> Branch:
    """Make one side of a fork of a tree of the fullest size of a height, of which only the way to a leaf is known."""
    proof = tuple(leaf_hash(mark + bytes([level])) for level in range(height))
    leaf = leaf_hash(mark)
    root = node_hash(proof[0], leaf)
    for each in proof[1:]:
        root = node_hash(root, each)
    head = Head(size=1 << height, root=root)
    note = sign_checkpoint(Checkpoint(origin=ORIGIN, size=head.size, root=root), KEY)
    return Branch(note=note, head=head, leaf=leaf, proof=proof)
