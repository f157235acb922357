# SPDX-License-Identifier: Apache-2.0
"""Clones of the checkout for end-to-end tests: fresh, or with an environment lent by the running one.

A lent environment is a real ``.venv`` with the stamp that the scripts expect; its packages are those of the running
Python. What it leaves out, the installation, is tested by ``test_fresh_install.py``.
"""

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Mapping
from pathlib import Path

from not_running import not_run

CHECKOUT = Path(__file__).resolve().parents[2]
BASE_PYTHON = os.path.realpath(getattr(sys, "_base_executable", sys.executable))

_STAMP = 'me=test; . "$checkout/scripts/environment.sh"; find_python; printf "%s\\n" "$wanted"'


def make_clone(folder: Path) -> Path:
    """Clone what is committed into a folder whose name holds spaces.

    Args:
        folder: An empty folder of the test.

    Returns:
        The clone's folder.
    """
    if not (CHECKOUT / ".git").exists():
        not_run("clones need a git checkout", could_be_given=False)
    clone = folder / "a folder with spaces" / "truceline"
    subprocess.run(["git", "clone", "--quiet", str(CHECKOUT), str(clone)], check=True, env=plain_environment(folder))
    return clone


def lend_environment(clone: Path) -> None:
    """Give a clone a ``.venv`` that the scripts take for their own."""
    folder = clone / ".venv"
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.run([python, "-I", "-c", ask], capture_output=True, text=True, check=True).stdout.strip()
    lent = f"{clone / 'src'}\n{sysconfig.get_path('purelib')}\n"
    (Path(packages) / "lent.pth").write_text(lent, encoding="utf-8")
    command = folder / "bin" / "truceline"
    command.write_text(f'#!/bin/sh\nexec "{python}" -I -m truceline "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    environment = plain_environment(clone.parent) | {"checkout": str(clone)}
    asked = subprocess.run(["sh", "-eu", "-c", _STAMP], capture_output=True, text=True, check=True, env=environment)
    (folder / "truceline-stamp").write_text(asked.stdout, encoding="utf-8")


def plain_environment(home: Path, also: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give the environment of a new user: an empty home, a plain locale, the way to packages as here.

    Args:
        home: The user's home.
        also: Further variables.
    """
    kept = {name: text for name, text in os.environ.items() if name.startswith("PIP_") or name in {"PATH", "TMPDIR"}}
    return kept | {"HOME": str(home), "LANG": "C", "PYTHON": BASE_PYTHON} | dict(also or {})


def run_shell(
    line: str, clone: Path, *, timeout_s: float = 180, also: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one line of shell in a clone as a new user without a terminal.

    Args:
        line: Such as ``./truceline doctor``.
        clone: Where it runs.
        timeout_s: After this the test fails [s].
        also: Further environment variables.
    """
    return subprocess.run(
        ["sh", "-c", line],
        cwd=clone,
        env=plain_environment(clone.parent, also),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
