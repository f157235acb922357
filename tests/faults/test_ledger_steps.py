# SPDX-License-Identifier: Apache-2.0
"""Every step by which a log changes its disks, failing in each way: nothing acknowledged is lost, no head contradicts.

The table is made by counting: each change of a whole life of a log is made to fail once without having any effect,
once though it had its effect, and once after a part of it. After each, the log is opened as after a crash, goes on,
and is proven whole; the heads that were shown before and after must all come out of its entries.
"""

import errno
from hashlib import sha256
from pathlib import Path

import pytest

from kept_log import ROOTS, Node, check_log, root_digest
from truceline.base.errors import NodeError
from truceline.crypto.checkpoints import Checkpoint, parse_checkpoint
from truceline.crypto.merkle import HashTree
from truceline.crypto.notes import parse_note
from truceline.ledger.happenings import Mirrored
from truceline.ledger.keyring import root_change, write_statement
from truceline.ledger.states import Phase
from truceline.storage.files import Files

WAYS = ("failed", "failed but persisted", "failed in part")


class FailingFiles(Files):
    """Ordinary files whose k-th change fails.

    Attributes:
        changes: What was changed so far, in order.
    """

    def __init__(self, fails_at: int, way: str) -> None:
        self.fails_at, self.way = fails_at, way
        self.changes: list[str] = []

    def write(self, handle: int, content: bytes | memoryview) -> int:
        """Write, but for the k-th."""
        if not self._fails("write"):
            return super().write(handle, content[: max(1, len(content) // 2)])
        if self.way != "failed":
            super().write(handle, content[: len(content) // (1 if "persisted" in self.way else 3)])
        raise self._error()

    def sync(self, handle: int) -> None:
        """Sync, but for the k-th; the disk itself need not be waited for, because the process lives on."""
        del handle
        if self._fails("sync"):
            raise self._error()

    def sync_names(self, handle: int) -> None:
        """Sync a folder, but for the k-th."""
        self.sync(handle)

    def truncate(self, handle: int, size: int) -> None:
        """Cut, but for the k-th."""
        fails = self._fails("truncate")
        if not fails or "persisted" in self.way:
            super().truncate(handle, size)
        if fails:
            raise self._error()

    def rename(self, source: Path, place: Path) -> None:
        """Rename, but for the k-th."""
        fails = self._fails("rename")
        if not fails or "persisted" in self.way:
            super().rename(source, place)
        if fails:
            raise self._error()

    def _fails(self, what: str) -> bool:
        self.changes.append(what)
        return len(self.changes) == self.fails_at

    def _error(self) -> OSError:
        return OSError(errno.ENOSPC if self.fails_at % 2 else errno.EIO, "fails on request")


def live(node: Node) -> None:
    """Let a log have a whole life: made, filled, signed, its keys changed, trimmed, left torn, opened, gone on."""
    if node.state.phase is Phase.EMPTY:
        node.begin()
    node.submit("a", "b", "c")
    node.tick()
    if node.state.keys is not None and node.state.keys.next_root == root_digest(1):
        node.state_key("key.root", write_statement(root_change(node.state.keys.origin), ROOTS[1], root_digest(2)))
    node.tick()
    if node.state.phase is Phase.TAKING:
        node.happen(Mirrored(size=3))
    node.leave()
    with (node.folder / "entries.log").open("ab") as stream:
        stream.write(b"\0\0\3\0torn")
    node.open()
    node.submit("d")
    node.tick()


def shown(node: Node) -> Checkpoint | None:
    """Give the head that is shown."""
    head = node.folder / "head"
    return parse_checkpoint(parse_note(head.read_bytes()).body) if head.exists() else None


def lives_on(folder: Path, fails_at: int, way: str) -> list[str]:
    """Let one change fail, open the log again, let it go on, and prove it whole; what was changed until the failure."""
    files, heads = FailingFiles(fails_at, way), set[Checkpoint | None]()
    node = Node(folder / "entries", folder / "apart", files=files)
    try:
        node.open()
        live(node)
    except (NodeError, OSError):
        pass
    heads.add(shown(node))
    node.files = Files()
    node.open()
    assert node.state.phase in {Phase.TAKING, Phase.EMPTY}, node.state.reason
    heads.add(shown(node))
    live(node)
    heads.add(shown(node))
    node.leave()
    check_log(node)
    tree = HashTree(sha256(b"\x00" + raw).digest() for raw in node.raws())
    assert all(head is None or head.root == tree.root(head.size) for head in heads)
    return files.changes


def test_a_life_without_failure_changes_the_disk_in_every_way(tmp_path: Path) -> None:
    """So that the table below has rows of every kind."""
    changes = lives_on(tmp_path, 0, WAYS[0])

    assert set(changes) == {"write", "sync", "truncate", "rename"}
    assert len(changes) > 80


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("part", range(4))
def test_any_change_may_fail(tmp_path: Path, way: str, part: int) -> None:
    """Each change in turn, every fourth in each case."""
    fails_at, tried = 1 + part, 0
    while True:
        folder = tmp_path / str(fails_at)
        folder.mkdir()
        changes = lives_on(folder, fails_at, way)
        if len(changes) < fails_at:
            break
        fails_at, tried = fails_at + 4, tried + 1

    assert tried > 20
