# SPDX-License-Identifier: Apache-2.0
"""A new user's first run: fresh clone, empty home, packages from wherever this machine has them."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from e2e.clones import make_clone, plain_environment, run_shell

pytestmark = [pytest.mark.long, pytest.mark.network]

INSTALL_S = 900
SECOND_RUN_S = 12.0
"""A second scripts/demo is done within this, without network [s]."""


def start(clone: Path) -> subprocess.Popen[str]:
    """Start scripts/demo in a process group of its own."""
    return subprocess.Popen(
        ["scripts/demo"],
        cwd=clone,
        env=plain_environment(clone.parent),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_first_and_second_run(tmp_path: Path) -> None:
    """The first run installs and reports; the second takes no network and little time."""
    clone = make_clone(tmp_path)
    first = run_shell("scripts/demo", clone, timeout_s=INSTALL_S)
    assert first.returncode == 0, first.stderr
    assert Path(first.stdout.splitlines()[-1]).is_file()

    began_s = time.monotonic()
    second = run_shell("scripts/demo", clone, also={"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""})
    took_s = time.monotonic() - began_s

    assert second.returncode == 0, second.stderr
    assert "installing" not in second.stderr
    assert took_s <= SECOND_RUN_S
    assert run_shell("./truceline doctor", clone).returncode == 0


def test_two_runs_at_once_and_one_killed_half_way(tmp_path: Path) -> None:
    """A killed run leaves nothing that stops the next; of two at once, one builds and the other waits."""
    clone = make_clone(tmp_path)
    killed = start(clone)
    while not (clone / ".venv" / "bin" / "pip").exists():
        assert killed.poll() is None
        time.sleep(0.1)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert not (clone / ".venv" / "truceline-stamp").exists()

    both = [start(clone), start(clone)]
    said = [process.communicate(timeout=INSTALL_S) for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    built = [stderr for _, stderr in said if "[2/3]" in stderr]
    waited = [stderr for _, stderr in said if "waiting for it to end" in stderr]
    assert len(built) == 1
    assert len(waited) == 1
