# SPDX-License-Identifier: Apache-2.0
"""What files of entries make of a disk that fails: the simulated one, one accident at a time."""

from pathlib import Path

import pytest

from simulation.chance import Chance
from simulation.disk import Crash, Disk
from truceline.storage.ledger_files import FramedFile

PLACE = Path("/node/entries.log")
RAWS = (b"one", b"two", b"three")


@pytest.fixture
def disk() -> Disk:
    """Give an empty disk."""
    return Disk(Chance(1), ("", "/node"))


def lose_power(disk: Disk) -> None:
    """Leave nothing that was not synced."""
    disk.end(with_power=False)
    disk.put_back("/node", {path: each.durable for path, each in disk.durable.items() if path.startswith("/node/")})


def opened(disk: Disk) -> tuple[bytes, ...]:
    """Open the file anew and read what it holds."""
    found = FramedFile(disk, PLACE)
    return found.read(0, len(found))


def test_what_a_failed_sync_left_in_memory_alone_is_not_counted(disk: Disk) -> None:
    """The system shows it until it forgets it, and it would be gone after the next loss of power."""
    file = FramedFile(disk, PLACE)
    file.append(RAWS)
    disk.fails_at, disk.way = disk.changes + 1, "failed"
    with pytest.raises(OSError, match="on request"):
        file.sync()
    disk.end(with_power=False)

    assert opened(disk) == ()


def test_a_failed_sync_is_not_tried_again(disk: Disk) -> None:
    """The system would say that all is well."""
    file = FramedFile(disk, PLACE)
    file.append(RAWS)
    changes = disk.changes
    disk.fails_at, disk.way = changes + 1, "failed"
    with pytest.raises(OSError, match="on request"):
        file.sync()

    assert disk.changes == changes + 1


def test_a_name_that_a_killed_process_left_is_made_durable(disk: Disk) -> None:
    """The file is there when the next process looks; a loss of power would take it with all that came into it."""
    disk.ends_at = 3
    with pytest.raises(Crash):
        FramedFile(disk, PLACE)
    disk.end(with_power=False)
    assert disk.exists(PLACE)
    file = FramedFile(disk, PLACE)
    file.append(RAWS)
    file.sync()
    lose_power(disk)

    assert opened(disk) == RAWS


def test_zeros_that_a_loss_of_power_left_are_no_entries(disk: Disk) -> None:
    """The checksum of nothing is zero, as its length is."""
    file = FramedFile(disk, PLACE)
    file.append(RAWS)
    file.sync()
    stored = disk.shown[str(PLACE)]
    stored.change(len(stored.shown), bytes(64))
    stored.persist()

    assert opened(disk) == RAWS


def test_a_cut_file_keeps_what_is_before_the_cut_and_puts_the_rest_aside(disk: Disk) -> None:
    """Durably: nothing that was kept is written twice."""
    file = FramedFile(disk, PLACE)
    file.append(RAWS)
    file.sync()
    file.cut(1)
    lose_power(disk)

    assert opened(disk) == RAWS[:1]
    assert any("rest" in name for name in disk.names_in(Path("/node")))
