# SPDX-License-Identifier: Apache-2.0
"""The one-file verifier's own mathematics against the proofs of others, and our log's against another's verifier.

Source:
    transparency-dev/merkle, set ``merkle-rfc6962`` of docs/data.md; aics-tlog 0.2 (tlog-checkpoint, tlog-cosignature,
    RFC 9162), where it is installed: it needs Python 3.12 or later.
"""

import importlib
import importlib.util
from pathlib import Path
from typing import Any

import pytest

from not_running import not_run
from signed_heads import ORIGIN, WITNESS, cosigned, cosigner_key, log_key
from truceline.crypto.checkpoints import Checkpoint
from truceline.crypto.merkle import HashTree, consistency_proof, inclusion_proof, leaf_hash
from unit.verify.running import verifier
from vectors.test_merkle_vectors import ROOTS_OF_NO_HASH, cases, octets
from vectors.test_signature_vectors import VECTORS, parts


def test_inclusion_is_judged_as_the_set_says(data_dir: Path) -> None:
    """98 proofs: those that hold lead to their root, the others do not."""
    wrong = []
    for name, each in cases(data_dir, "inclusion"):
        hashes = [octets(one).hex() for one in each["proof"] or ()]
        line = {"leaf": each["leafIdx"], "size": each["treeSize"], "hashes": hashes}
        root = verifier.root_from_inclusion(line, octets(each["leafHash"]))
        found = bool(root) and root == octets(each["root"])
        wrong += [name] if found is each["wantErr"] else []

    assert wrong == []


def test_consistency_is_judged_as_the_set_says(data_dir: Path) -> None:
    """98 proofs; of trees that do not grow the verifier asks none, and of an empty one it takes none."""
    wrong, judged = [], 0
    for name, each in cases(data_dir, "consistency"):
        old, new = each["size1"], each["size2"]
        if name == ROOTS_OF_NO_HASH or not 0 < old < new:
            continue
        judged += 1
        proof = [octets(one) for one in each["proof"] or ()]
        found = verifier.is_consistent(old, new, octets(each["root1"]), octets(each["root2"]), proof)
        wrong += [name] if found is each["wantErr"] else []

    assert wrong == []
    assert judged > 60


@pytest.mark.parametrize("vector", VECTORS, ids=lambda each: each["name"])
def test_it_takes_the_keys_that_may_be_enrolled_and_their_signatures(vector: dict[str, Any]) -> None:
    """Keys of small or mixed order are refused as keys, whatever is signed with them; the rest as libsodium does."""
    public, message, signature = parts(vector)

    assert (verifier.minus_key(public) is not None) is vector["enrolled"]
    assert verifier.is_signed(public, message, signature) is (vector["accepted"] and vector["enrolled"])


@pytest.fixture(scope="module")
def tlog() -> Any:  # noqa: ANN401 - another's module without types
    """Give another's verifier of logs, or list the test as NOT RUN."""
    if importlib.util.find_spec("aics_tlog") is None:
        not_run("aics-tlog is not installed (Python 3.12 or later: pip install aics-tlog)", could_be_given=False)
    return importlib.import_module("aics_tlog")


def test_another_takes_our_heads_and_cosignatures(tlog: Any) -> None:  # noqa: ANN401 - as above
    """A head of ours with a witness's cosignature makes a quorum of one."""
    leaves = [b"EXERCISE %d" % number for number in range(300)]
    tree = HashTree(leaf_hash(each) for each in leaves)
    note = cosigned(Checkpoint(origin=ORIGIN, size=300, root=tree.root()), WITNESS)
    log, witness = log_key(), cosigner_key(WITNESS)
    keys = (
        tlog.vkey_from_ed25519(log.name, log.public),
        [tlog.cosignature_vkey(witness.name, witness.public)],
    )
    found = tlog.verify_checkpoint(tlog.parse_note(note.to_bytes()), *keys, quorum=1)

    assert found.ok


def test_another_takes_our_proofs(tlog: Any) -> None:  # noqa: ANN401 - as above
    """Of a leaf, and of one size to another."""
    leaves = [b"EXERCISE %d" % number for number in range(300)]
    tree = HashTree(leaf_hash(each) for each in leaves)
    for index in (0, 1, 255, 256, 299):
        proof = list(inclusion_proof(index, 300, tree.hash_at))
        assert tlog.verify_leaf_inclusion(leaves[index], index, 300, proof, tree.root())
    for old in (1, 2, 255, 256, 299):
        proof = list(consistency_proof(old, 300, tree.hash_at))
        assert tlog.verify_consistency(old, 300, tree.root(old), tree.root(), proof)
