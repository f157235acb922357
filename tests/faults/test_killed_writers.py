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
from truceline.storage.sqlite import create_store

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
        path = tmp_path / f"store-{number}.db"
        create_store(path, KEY)
        acknowledged = set[int]()
        for _ in range(KILLS):
            first = -(-(max(found_whole(path), default=-1) + 1) // KINDS) * KINDS
            is_early = bool(rng.integers(2))
            acknowledged |= write_and_kill(maker, path, first, float(rng.uniform(0.0, LONGEST_S)), is_early=is_early)
            assert acknowledged <= found_whole(path)
        assert len(acknowledged) > KILLS


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
