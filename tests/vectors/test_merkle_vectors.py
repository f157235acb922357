# SPDX-License-Identifier: Apache-2.0
"""Proofs of others: each is verified or refused as its set says.

Source:
    transparency-dev/merkle, set ``merkle-rfc6962`` of docs/data.md; pymerkle 7 for roots and proofs of random trees.
"""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from pymerkle import InmemoryTree  # type: ignore[import-untyped] # It has no types of its own.

from truceline.base.errors import ConsistencyError, InclusionError
from truceline.crypto.merkle import HashTree, inclusion_proof, leaf_hash, verify_consistency, verify_inclusion

ROOTS_OF_NO_HASH = "additional/sizes-are-equal-one-and-proof-is-empty.json"
"""Its roots are twelve bytes of words: the set lets any two equal ones pass, and we take hashes of 32 bytes alone."""


def cases(data_dir: Path, kind: str) -> list[tuple[str, dict[str, Any]]]:
    """Give all cases of a kind with their names."""
    folder = data_dir / "merkle-rfc6962" / "testdata" / kind
    return [
        (str(path.relative_to(folder)), json.loads(path.read_text(encoding="utf-8")))
        for path in sorted(folder.rglob("*.json"))
    ]


def octets(text: str | None) -> bytes:
    """Read base64, nothing as nothing."""
    return base64.b64decode(text or "")


def test_inclusion_is_judged_as_the_set_says(data_dir: Path) -> None:
    """98 proofs: 6 hold, 92 are refused."""
    wrong, held = [], 0
    for name, each in cases(data_dir, "inclusion"):
        proof = [octets(one) for one in each["proof"] or ()]
        try:
            verify_inclusion(octets(each["leafHash"]), each["leafIdx"], each["treeSize"], proof, octets(each["root"]))
            is_refused = False
            held += 1
        except InclusionError:
            is_refused = True
        if is_refused is not each["wantErr"]:
            wrong.append(name)

    assert wrong == []
    assert held == 6


def test_consistency_is_judged_as_the_set_says(data_dir: Path) -> None:
    """98 proofs: 5 hold, 92 are refused, those from size 0 among them; one has roots that are no hashes."""
    wrong, held = [], 0
    for name, each in cases(data_dir, "consistency"):
        proof = [octets(one) for one in each["proof"] or ()]
        try:
            verify_consistency(each["size1"], each["size2"], proof, octets(each["root1"]), octets(each["root2"]))
            is_refused = False
            held += 1
        except ConsistencyError:
            is_refused = True
        if is_refused is not each["wantErr"]:
            wrong.append(name)

    assert wrong == [ROOTS_OF_NO_HASH]
    assert held == 5


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 64, 257, 300])
def test_another_tree_has_our_roots_and_proofs(size: int) -> None:
    """pymerkle, which shares no code with us, gives the same at every size and the same ways up."""
    entries = [f"entry {number} EXERCISE".encode() for number in range(size)]
    ours = HashTree(leaf_hash(each) for each in entries)
    theirs = InmemoryTree.init_from_entries(entries, algorithm="sha256")

    assert [ours.root(each) for each in range(1, size + 1)] == [
        bytes(theirs.get_root(each)) for each in range(1, size + 1)
    ]
    for index in {0, size // 2, size - 1}:
        path = [bytes.fromhex(each) for each in theirs.prove_inclusion(index + 1, size).serialize()["path"]]

        assert tuple(path[1:]) == inclusion_proof(index, size, ours.hash_at)
