# SPDX-License-Identifier: Apache-2.0
"""Processes that are killed in the middle of writing: every operation that was acknowledged is found."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np
import pytest

from faults.operations import KEY, KINDS, found_whole
from kept_things import see
from node_records import check_row, entries_of, made_record, opened_record
from truceline.app.record_ports import RecordedRow
from truceline.bootstrap.folder import NodeFolder
from truceline.storage.sqlite import SQLiteStore, create_store

KILLS = 50
LONGEST_S = 0.08
"""A writer lives for at most so long [s]."""
SEED = 20_261_122


@pytest.fixture
def maker(checkout: Path) -> Iterator[subprocess.Popen[str]]:
    """Give the process that makes writers."""
    paths = os.pathsep.join(str(checkout / name) for name in ("src", "tests"))
    environment = {**os.environ, "PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-W", "ignore", str(checkout / "tests" / "faults" / "killed_writer.py")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, env=environment
    ) as made:
        yield made
        made.kill()


@pytest.mark.parametrize("stores", [1, pytest.param(20, marks=pytest.mark.long)])
def test_nothing_acknowledged_dies_with_its_writer(stores: int, maker: subprocess.Popen[str], tmp_path: Path) -> None:
    """50 writers of one store die one after the other, at instants drawn from a fixed seed; 1,000 with ``--long``."""
    rng = np.random.default_rng(SEED)
    for number in range(stores):
        folder = made_record(tmp_path / f"node-{number}")
        path = folder.store
        create_store(path, KEY)
        acknowledged = set[int]()
        for _ in range(KILLS):
            first = -(-(max(found_whole(path), default=-1) + 1) // KINDS) * KINDS
            is_early = bool(rng.integers(2))
            acknowledged |= write_and_kill(maker, path, first, float(rng.uniform(0.0, LONGEST_S)), is_early=is_early)
            assert acknowledged <= found_whole(path)
            assert acknowledged <= recorded_in(folder, path)
        assert len(acknowledged) > KILLS
        assert recorded_after_a_start(folder, path) == found_whole(path)


def recorded_in(folder: NodeFolder, path: Path) -> set[int]:
    """Give the operations whose every row has its entry in the log as the killed writer left it, found by content."""
    boxes = [entry.header.box for entry in entries_of(folder)]
    committed = {box.commitment for box in boxes if box is not None}
    rows = rows_of(path)
    missing = {operation_of(row) for row in rows if row.commitment.hex() not in committed}
    return {operation_of(row) for row in rows} - missing


def operation_of(row: RecordedRow) -> int:
    """Say which operation put a row: a withdrawal is of the intent before its own."""
    return int(row.id[-5:]) + (row.type == "intent.withdrawn")


def recorded_after_a_start(folder: NodeFolder, path: Path) -> set[int]:
    """Start the node once more, and prove that every row stands once in the log, where it says."""
    recording, store = opened_record(folder), SQLiteStore(path, KEY)
    store.attach(recording)
    store.close()
    recording.close()
    entries, rows = entries_of(folder), rows_of(path)
    assert [row.seq for row in rows] == list(range(1, len(entries)))
    for row in rows:
        check_row(row, entries[row.seq or 0])
    return {operation_of(row) for row in rows}


def rows_of(path: Path) -> tuple[RecordedRow, ...]:
    """Give everything on the shelf of a store that is closed."""
    store = SQLiteStore(path, KEY)
    try:
        return see(store, lambda records: records.recorded.after(0, 1_000_000))
    finally:
        store.close()


def write_and_kill(maker: subprocess.Popen[str], path: Path, first: int, life_s: float, *, is_early: bool) -> set[int]:
    """Let a writer live for a while, kill it, and give what it was acknowledged.

    Early ones may die while they open the store; the others live on after their first acknowledgement.
    """
    assert maker.stdin is not None
    assert maker.stdout is not None
    maker.stdin.write(f"{path} {first}\n")
    maker.stdin.flush()
    word, child = maker.stdout.readline().split()
    assert word == "pid"
    told = list[int]() if is_early else [int(maker.stdout.readline().removeprefix("ack "))]
    time.sleep(life_s)
    os.kill(int(child), signal.SIGKILL)
    return {*told, *_acknowledged(maker.stdout)}


def _acknowledged(told: IO[str]) -> Iterator[int]:
    for line in told:
        word, *rest = line.split()
        if word == "dead":
            return
        assert word == "ack", line
        yield int(rest[0])
