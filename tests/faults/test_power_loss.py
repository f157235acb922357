# SPDX-License-Identifier: Apache-2.0
"""A loss of power at any moment, leaving any subset of what was not synced: nothing acknowledged is lost."""

from pathlib import Path

import numpy as np
import pytest

from faults.operations import KEY, bring, found_whole, groups
from faults.power import PowerFiles, put_down
from truceline.storage.sqlite import SQLiteStore, create_store

SEED = 20_261_122


@pytest.mark.parametrize(
    ("operations", "every"), [(200, 5), pytest.param(500, 1, marks=pytest.mark.long)], ids=["some", "every"]
)
def test_whatever_power_leaves_holds_all_that_was_acknowledged(operations: int, every: int, tmp_path: Path) -> None:
    """At every moment tried: all groups acknowledged by then, and of the one under way all or nothing."""
    files = PowerFiles(f"power-{every}", every, np.random.default_rng(SEED))
    create_store(tmp_path / "store.db", KEY)
    store = SQLiteStore(tmp_path / "store.db", KEY, vfs=f"multipleciphers-{files.vfs_name}")
    acknowledged, tried = [0], 0
    for group in groups(operations):
        assert bring(store, group).acknowledged == set(group)
        acknowledged.append(group[-1] + 1)
        files.mark = group[-1] + 1
        tried += try_all(files, tmp_path, {group[0], group[-1] + 1})
    store.close()

    assert tried * every > operations * 10


def try_all(files: PowerFiles, folder: Path, allowed: set[int]) -> int:
    """Look into what could have been left while one group was written; how many times."""
    aside, tried = folder / "left", len(files.left)
    aside.mkdir(exist_ok=True)
    for mark, left in files.left:
        for leftover in aside.iterdir():
            leftover.unlink()
        (path,) = put_down(aside, left)
        found = found_whole(path)
        assert len(found) >= mark
        assert found in [set(range(count)) for count in allowed | {mark}]
    files.left.clear()
    return tried
