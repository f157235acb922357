# SPDX-License-Identifier: Apache-2.0
"""A log that stops says what is wrong with its files; it accuses nobody, and no code of the verifier is its own."""

import re
import shutil
from pathlib import Path

import pytest

from kept_log import Node
from truceline.base.errors import NodeError
from truceline.cli import endings
from truceline.ledger.happenings import Failed, Head, Mirrored, PeerAnswered, PeersAsked

ACCUSING = re.compile(r"breach|cheat|forge|malicious|attack|guilt|lie[sd]?\b|tamper|fraud|violat", re.IGNORECASE)


def test_why_a_log_stops_accuses_nobody(tmp_path: Path) -> None:
    """Failed disks, lost heads, two histories, a second node: each is told as what was found."""
    reasons = list[str]()
    for number, harm in enumerate((_fail, _lose, _know_another, _lock_elsewhere)):
        node = Node(tmp_path / f"entries{number}", tmp_path / f"apart{number}").open().begin()
        node.submit("a")
        node.tick()
        harm(node)
        reasons += [node.state.reason, *node.stops]
        with pytest.raises(NodeError) as refused:
            node.submit("b")
        assert endings.exit_code_of(type(refused.value)) not in {0, 20, 21, 22}
        reasons.append(str(refused.value))
        node.leave()

    assert all(reasons)
    assert [reason for reason in reasons if ACCUSING.search(reason)] == []


def _fail(node: Node) -> None:
    node.happen(Failed(reason="SyncEntries in entries: No space left on device"))


def _lose(node: Node) -> None:
    node.happen(Mirrored(size=2))
    node.leave()
    shutil.rmtree(node.folder)
    node.acknowledged.clear()
    node.open()
    node.happen(PeersAsked())


def _know_another(node: Node) -> None:
    node.open(restored=True)
    node.happen(PeerAnswered(head=Head(size=1, root=b"\x01" * 32)))
    node.happen(PeersAsked())


def _lock_elsewhere(node: Node) -> None:
    lock = node.apart / "lock"
    lock.write_bytes(lock.read_bytes().replace(b'"size":2', b'"size":3'))
    node.submit("c")
    node.tick()
