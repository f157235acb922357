# SPDX-License-Identifier: Apache-2.0
"""The one-file verifier, which shares no code with the log, reads a log's keys and entries as the log does."""

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from kept_log import BODY, LOG, NEXT_LOG, ROOTS, Node, check_log, root_digest
from recorded import NOON_MS, OFFICER_ID, full_entry
from truceline.ledger.genesis import origin_of
from truceline.ledger.keyring import revocation, rotation, write_statement


@pytest.fixture(scope="module")
def verifier(checkout: Path) -> Iterator[ModuleType]:
    """Load the file as it is handed to a court's expert."""
    spec = importlib.util.spec_from_file_location("handed_out", checkout / "verify" / "truceline_verify.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["handed_out"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["handed_out"]


def test_it_follows_the_same_keys(verifier: ModuleType) -> None:
    """Genesis, rotation and revocation, each signed by the root key promised before."""
    origin = origin_of(BODY.content)
    keys = verifier.Keys(origin)
    keys.follow(0, "key.genesis", BODY.content)
    rotated = write_statement(rotation(origin, NEXT_LOG.public, suspect_from_ms=NOON_MS), ROOTS[1], root_digest(2))
    keys.follow(5, "key.rotate", rotated)
    revoked = write_statement(revocation(origin, OFFICER_ID, suspect_from_ms=NOON_MS), ROOTS[2], root_digest(3))
    keys.follow(6, "key.revoke", revoked)

    assert keys.log_keys == [(-1, LOG.public), (5, NEXT_LOG.public)]
    assert keys.revoked == {OFFICER_ID: (6, NOON_MS)}
    assert keys.next_root == root_digest(3).hex()


def test_it_refuses_a_root_key_that_was_not_promised(verifier: ModuleType) -> None:
    """As the log does."""
    origin = origin_of(BODY.content)
    keys = verifier.Keys(origin)
    keys.follow(0, "key.genesis", BODY.content)
    with pytest.raises(verifier.MalformedError):
        keys.follow(
            1, "key.rotate", write_statement(rotation(origin, LOG.public, suspect_from_ms=0), ROOTS[2], b"\0" * 32)
        )


def test_it_reads_entries_of_a_log(verifier: ModuleType, tmp_path: Path) -> None:
    """Every entry that a log wrote has the form that the verifier asks for, and signs the same bytes."""
    node = Node(tmp_path / "entries", tmp_path / "apart").open().begin()
    node.submit("a", "b")
    node.leave()
    check_log(node)
    for entry in (*node.acknowledged, full_entry()):
        match: re.Match[bytes] = verifier.read_entry(entry.raw)
        signed = entry.raw[: match.start("cut")] + entry.raw[match.end("cut") :]
        assert entry.signed == b"truceline/entry/v1\n" + signed
