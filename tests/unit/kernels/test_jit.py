# SPDX-License-Identifier: Apache-2.0
"""The door to the compiler: open, shut by the user, or not there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
{before}
from truceline.kernels import jit

@jit.kernel
def add(a: int, b: int) -> int:
    return a + b

print(jit.HAVE_NUMBA, jit.IS_JIT_DISABLED, type(add).__name__ == "function", add(2, 3), "numba" in sys.modules)
"""


@pytest.mark.parametrize(
    ("before", "disabled", "said"),
    [
        ("", "1", "False True True 5 False"),
        ("sys.modules['numba'] = None", "0", "False False True 5 True"),
    ],
    ids=["switched off by the user", "not installed"],
)
def test_without_the_compiler_a_kernel_is_the_function_itself(
    before: str, disabled: str, said: str, checkout: Path, tmp_path: Path
) -> None:
    """Callers learn it from HAVE_NUMBA, and the answer is the same."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.format(before=before), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(checkout / "src"), "NUMBA_DISABLE_JIT": disabled}
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, check=True, env=environment)

    assert done.stdout.strip() == said
