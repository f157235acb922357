# SPDX-License-Identifier: Apache-2.0
"""How long a user waits before anything happens, measured against a bare interpreter on the same machine."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

ROUNDS = 7


def seconds(*arguments: str) -> float:
    """Give the shortest of several runs of the interpreter with these arguments [s]."""
    best_s = float("inf")
    for _ in range(ROUNDS):
        began_s = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        best_s = min(best_s, time.perf_counter() - began_s)
    return best_s


@pytest.mark.parametrize(
    ("code", "times"),
    [
        ("import truceline", 3.0),
        ("from truceline.cli.main import main; raise SystemExit(main(['--help']))", 9.0),
    ],
    ids=["importing the package", "asking for help"],
)
def test_starting_costs_little(code: str, times: float, checkout: Path) -> None:
    """The package and its help start within a few times the interpreter's own start."""
    source = f"import sys; sys.path.insert(0, {str(checkout / 'src')!r}); {code}"

    assert seconds("-I", "-c", source) <= times * seconds("-I", "-c", "pass")
