# SPDX-License-Identifier: Apache-2.0
"""A disk that fails or fills up at any change: nothing acknowledged is lost, and nothing more is acknowledged.

Every change that 500 operations make is made to fail once with EIO, and once, from then on, with ENOSPC. The ordinary
run takes every ``STEP``-th, beginning at another one each day that the suite is run on; ``--long`` takes all.
"""

import shutil
from contextlib import suppress
from pathlib import Path

import apsw
import pytest

from faults.breaking import BreakingFiles
from faults.operations import KEY, bring, found_whole, groups, told
from kept_things import do, see
from truceline.app.ports import StoreState
from truceline.base.clock import SystemClock
from truceline.base.errors import StorageError
from truceline.base.instants import NS_PER_DAY
from truceline.storage.sqlite import SQLiteStore, create_store

OPERATIONS = 500
STEP = 10
CASES = {"EIO": (apsw.IOError, False), "ENOSPC": (apsw.FullError, True)}


@pytest.mark.parametrize("case", CASES)
def test_some_failing_changes(case: str, tmp_path: Path) -> None:
    """Every tenth, from one that changes from day to day (printed when it fails)."""
    first = SystemClock().now_ns() // NS_PER_DAY % STEP
    print(f"first failing change: {first}, every {STEP}th after it")  # noqa: T201 - shown when it fails

    assert try_failing(case, tmp_path, first, STEP) > OPERATIONS


@pytest.mark.long
@pytest.mark.parametrize("case", CASES)
def test_every_failing_change(case: str, tmp_path: Path) -> None:
    """All of them."""
    assert try_failing(case, tmp_path, 0, 1) > OPERATIONS


def try_failing(case: str, folder: Path, first: int, step: int) -> int:
    """Fail changes of a run one after the other; how many changes it has.

    Before each group the file is kept, so that a change fails in the state in which it would in the whole run.
    """
    error, stays_broken = CASES[case]
    files = BreakingFiles(f"breaking-{case}-{step}", error, stays_broken=stays_broken)
    path, before = folder / "store.db", folder / "before.db"
    create_store(path, KEY)
    acknowledged, changes = set[int](), 0
    for group in groups(OPERATIONS):
        shutil.copy(path, before)
        store = SQLiteStore(path, KEY, vfs=_name(files))
        files.arm(0)
        assert bring(store, group).acknowledged == set(group)
        count = files.changes
        store.close()
        for index in range(1, count + 1):
            if (changes + index) % step == first:
                shutil.copy(before, folder / "broken.db")
                fail_once(files, folder / "broken.db", group, index, acknowledged)
        acknowledged |= set(group)
        changes += count
    assert found_whole(path) == set(range(OPERATIONS))
    return changes


def fail_once(files: BreakingFiles, path: Path, group: list[int], index: int, acknowledged: set[int]) -> None:
    """Let one change fail while a group is written, and look at what is then told, done and found."""
    store = SQLiteStore(path, KEY, vfs=_name(files))
    files.arm(index)
    answers = bring(store, group)
    assert files.has_failed
    if answers.errors:
        assert all(isinstance(each, StorageError) for each in answers.errors)
        assert not answers.acknowledged
        assert store.state is StoreState.READ_ONLY
        assert "disk" in store.trouble
        with pytest.raises(StorageError):
            do(store, lambda records: records.retention.delete_before("event", 2**62, 1))
    # Whoever listens hears of nothing that was not acknowledged, or hears that the file cannot be read.
    with suppress(StorageError):
        assert see(store, told) == acknowledged | answers.acknowledged
    store.close()
    files.arm(0)

    found = found_whole(path)
    assert found >= acknowledged | answers.acknowledged
    assert found - acknowledged - answers.acknowledged in (set(), set(group))


def _name(files: BreakingFiles) -> str:
    return f"multipleciphers-{files.vfs_name}"
