# SPDX-License-Identifier: Apache-2.0
"""A loss of power at any moment of a log's life: whatever was not synced may be there, not there, or there in part.

Model: what was written to a file since its last sync may be lost from any place on; a new name or a replaced file may
be as it was before as long as its folder was not synced.
"""

import shutil
from pathlib import Path

import numpy as np
import pytest

from faults.test_ledger_steps import live, shown
from kept_log import Node, check_log
from truceline.base.errors import NodeError
from truceline.ledger.states import Phase
from truceline.storage.files import Files

SCHEDULES = 40
"""Schedules in each of the cases below."""


class PowerLost(BaseException):
    """The machine is off; nothing catches this but the test."""


class LosingFiles(Files):
    """Ordinary files of which it is known what a loss of power would leave.

    Attributes:
        durable: Content of each file that is sure to be left; None for no file.
        names: Files by open handles.
    """

    def __init__(self, lost_at: int) -> None:
        self.lost_at, self.changes = lost_at, 0
        self.durable: dict[Path, bytes | None] = {}
        self.synced: dict[Path, bytes] = {}
        self.names: dict[int, Path] = {}

    def open(self, path: Path, flags: int) -> int:
        """Open a file and remember what is durable of it."""
        self.durable.setdefault(path, path.read_bytes() if path.exists() else None)
        self.synced.setdefault(path, self.durable[path] or b"")
        handle = super().open(path, flags)
        self.names[handle] = path
        return handle

    def close(self, handle: int) -> None:
        """Close a file."""
        self.names.pop(handle, None)
        super().close(handle)

    def write(self, handle: int, content: bytes | memoryview) -> int:
        """Write, unless the power is lost."""
        self._change()
        return super().write(handle, content)

    def truncate(self, handle: int, size: int) -> None:
        """Cut, unless the power is lost."""
        self._change()
        super().truncate(handle, size)

    def sync(self, handle: int) -> None:
        """Make the content of a file durable; its name is by its folder's sync."""
        self._change()
        path = self.names[handle]
        self.synced[path] = path.read_bytes()
        if self.durable[path] is not None:
            self.durable[path] = self.synced[path]

    def rename(self, source: Path, place: Path) -> None:
        """Replace a file; not durable by that."""
        self._change()
        self.durable.setdefault(place, place.read_bytes() if place.exists() else None)
        super().rename(source, place)
        self.synced[place] = self.synced.pop(source)

    def sync_folder(self, folder: Path) -> None:
        """Make all names in a folder durable."""
        self._change()
        for path in self.durable:
            if path.parent == folder:
                self.durable[path] = self.synced.get(path, b"") if path.exists() else None

    def leave(self, rng: np.random.Generator) -> None:
        """Put down what a loss of power leaves."""
        for handle in tuple(self.names):
            self.close(handle)
        for path, durable in self.durable.items():
            now = path.read_bytes() if path.exists() else None
            synced = self.synced.get(path, b"")
            could = [durable, now, now]
            if now is not None and now.startswith(synced):
                could.append(now[: int(rng.integers(len(synced), len(now) + 1))])
            chosen = could[int(rng.integers(len(could)))]
            path.unlink(missing_ok=True)
            if chosen is not None:
                path.write_bytes(chosen)

    def _change(self) -> None:
        self.changes += 1
        if self.changes == self.lost_at:
            raise PowerLost


@pytest.mark.parametrize("seed", range(4))
def test_no_loss_of_power_loses_what_was_acknowledged(tmp_path: Path, seed: int) -> None:
    """Power is lost up to three times in a life; then it is lived to its end and proven whole."""
    rng, lost = np.random.default_rng(seed), 0
    for number in range(SCHEDULES):
        node = Node(tmp_path / f"entries{number}", tmp_path / f"apart{number}")
        heads = set()
        for _ in range(3):
            files = LosingFiles(int(rng.integers(1, 75)))
            node.files = files
            try:
                node.open()
                live(node)
                node.leave()
            except PowerLost:
                lost += 1
                node.kept, node.stopped_with = None, None
                files.leave(rng)
            except NodeError as error:
                pytest.fail(f"schedule {number}: {error}")
            heads.add(shown(node))
        node.files = Files()
        node.open()
        assert node.state.phase in {Phase.TAKING, Phase.EMPTY}, node.state.reason
        live(node)
        node.leave()
        check_log(node)

    assert lost > 1.5 * SCHEDULES


@pytest.mark.parametrize("seed", range(2))
def test_no_device_lost_with_the_power_loses_what_was_acknowledged(tmp_path: Path, seed: int) -> None:
    """The device of the entries is gone as well: the tail gives all of them back."""
    rng, lost = np.random.default_rng(100 + seed), 0
    for number in range(SCHEDULES):
        files = LosingFiles(int(rng.integers(1, 60)))
        node = Node(tmp_path / f"entries{number}", tmp_path / f"apart{number}", files=files)
        try:
            node.open().begin()
            for name in "abcdef":
                node.submit(name, f"{name}2")
                node.tick()
            node.leave()
        except PowerLost:
            lost += 1
            node.kept, node.stopped_with = None, None
            files.leave(rng)
        shutil.rmtree(node.folder, ignore_errors=True)
        node.files = Files()
        node.open()
        assert node.state.phase in {Phase.TAKING, Phase.EMPTY}, node.state.reason
        node.leave()
        check_log(node)

    assert lost > SCHEDULES / 2
