# SPDX-License-Identifier: Apache-2.0
"""Every step by which a node changes its disks for others, failing in each way: nothing is cosigned twice, or lost.

The table is made by counting, as that of the own log: each change in a whole life of a node that mirrors, witnesses and
takes boxes fails once without having any effect, once though it had its effect, and once after a part of it. After each
the node is started again, goes on, has all of the other log, and has contradicted nothing that it cosigned before.
"""

from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import pytest

from faults.test_ledger_steps import WAYS, FailingFiles
from federated import Arrangement, Party, QuietFiles, genesis_body, member
from simulation.quick_signatures import quick_signatures
from truceline.base.errors import NodeError
from truceline.crypto.notes import parse_note
from truceline.federation.happenings import Deliver, TellProved, TellSuspected
from truceline.ledger.states import Phase
from truceline.records.entries import Entry

NAMES = ("northland", "hill-league")


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    """Sign quickly: what is tried here are disks."""
    with quick_signatures(are_used=True):
        member.cache_clear()
        genesis_body.cache_clear()
        yield
    member.cache_clear()
    genesis_body.cache_clear()


class Life:
    """A node that mirrors another one, on a disk of which one change fails."""

    def __init__(self, folder: Path, fails_at: int, way: str) -> None:
        self.files = FailingFiles(10**9, way)
        self.made = Arrangement(folder, names=NAMES)
        self.acknowledged: list[Entry] = []
        self.hill.leave()
        self.hill.files = self.files
        self.files.changes.clear()
        self.files.fails_at = fails_at

    @property
    def hill(self) -> Party:
        """The node whose disk fails."""
        return self.made["hill-league"]

    def live(self) -> None:
        """Be started, mirror, be given a box, record, be started again, go on."""
        self.start()
        northland = self.made["northland"]
        self.made.say("northland", f"one {self.made.mono_ms}", "two")
        self.made.submit("northland", northland.draft(f"sealed {self.made.mono_ms}", to=("hill-league",)))
        self.made.pass_time(1_200)
        self.record()
        self.made.pass_time(600)
        self.start()
        self.made.say("northland", f"three {self.made.mono_ms}")
        self.made.pass_time(1_800)

    def start(self) -> None:
        """Start the node on what its disk holds."""
        self.hill.leave()
        try:
            self.made.route(self.hill, self.hill.open())
        except OSError:
            self.hill.leave()
            self.made.route(self.hill, self.hill.open())

    def record(self) -> None:
        """Record something in its own log, if it takes anything."""
        if self.hill.node.phase is Phase.TAKING:
            try:
                self.acknowledged += self.made.say("hill-league", f"mine {self.made.mono_ms}")
            except NodeError:
                return

    def check(self) -> None:
        """Prove that all is there, delivered, cosigned, and that nobody contradicted himself."""
        origin, own = self.made["northland"].origin, self.hill.origin
        size = self.made["northland"].node.size(origin)
        note = self.made["northland"].node.note(origin)
        boxes = [each.body for each in self.hill.of(Deliver) if each.entry.header.type == "x"]
        again = list(self.hill.node.deliver_from(origin, 0))

        assert self.hill.node.size(origin) == size
        assert note is not None
        assert "exercise/hill-league/mirror" in {each.name for each in parse_note(note).signatures}
        assert boxes
        assert all(each.body is not None for each in again if each.entry.header.type == "x")
        assert [each.entry.header.seq for each in again] == list(range(size))
        raws = self.hill.raws(own, 0, 1_000)
        assert [raws[each.header.seq] for each in self.acknowledged] == [each.raw for each in self.acknowledged]
        for party in self.made.parties.values():
            assert party.of(TellProved) + party.of(TellSuspected) == []


def lives_on(folder: Path, fails_at: int, way: str) -> list[str]:
    """Let one change fail, start the node again on a sound disk, let it go on, and prove that all is well."""
    life = Life(folder, fails_at, way)
    life.live()
    changes = list(life.files.changes)
    life.hill.leave()
    life.hill.files = QuietFiles()
    life.made.route(life.hill, life.hill.open())
    life.made.pass_time(6_000, step_ms=500)
    life.record()
    life.made.pass_time(1_000)
    life.check()
    return changes


def test_a_life_without_failure_changes_the_disk_in_every_way(tmp_path: Path) -> None:
    """So that the table below has rows of every kind."""
    changes = lives_on(tmp_path, 0, WAYS[0])

    assert {"write", "sync", "rename"} <= set(changes)
    assert len(changes) > 100


def every(tmp_path: Path, way: str, first: int, stride: int) -> int:
    """Let some changes fail in turn; how many."""
    for tried, fails_at in enumerate(range(first, 10_000, stride)):
        folder = tmp_path / str(fails_at)
        folder.mkdir()
        if len(lives_on(folder, fails_at, way)) < fails_at:
            return tried
        rmtree(folder)
    raise AssertionError(way)


@pytest.mark.parametrize("way", WAYS[:2])
def test_some_changes_may_fail(tmp_path: Path, way: str) -> None:
    """Every thirteenth change."""
    assert every(tmp_path, way, 3, 13) > 10


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("first", range(1, 5))
def test_any_change_may_fail(tmp_path: Path, way: str, first: int) -> None:
    """Each change in turn, every fourth in each case."""
    assert every(tmp_path, way, first, 4) > 20
