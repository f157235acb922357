# SPDX-License-Identifier: Apache-2.0
"""The door to the compiler: open, shut by the user, or not there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from not_running import not_run
from truceline.kernels.jit import HAVE_NUMBA

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


MEASURE = """
from truceline.kernels import sphere

distance_m = sphere.great_circle_m(0.0, 0.0, 0.0, 1.0)
print(round(distance_m), sum(sphere.great_circle_m.stats.cache_hits.values()))
"""


@pytest.fixture
def package(checkout: Path, tmp_path: Path) -> Path:
    """Give a copy of the kernels that may be changed, or list the test as NOT RUN."""
    if not HAVE_NUMBA:
        not_run("machine code needs numba (python -m pip install numba)")
    copy = tmp_path / "src" / "truceline"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(checkout / "src" / "truceline" / "kernels", copy / "kernels", ignore=ignored)
    shutil.copy(checkout / "src" / "truceline" / "__init__.py", copy)
    return copy


def _measure(package: Path, cache: str) -> str:
    environment = os.environ | {"PYTHONPATH": str(package.parent), "NUMBA_CACHE_DIR": cache}
    done = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, text=True, check=False, env=environment)

    assert not done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("is_chosen", [True, False], ids=["where the user wants it", "beside the sources"])
def test_machine_code_follows_what_a_kernel_calls(package: Path, tmp_path: Path, *, is_chosen: bool) -> None:
    """A constant changed in another file is seen; the same sources are not compiled twice; older code goes."""
    cache = tmp_path / "machine code" if is_chosen else package / "kernels" / "__pycache__"
    chosen = str(cache) if is_chosen else ""
    constants = package / "kernels" / "wgs84.py"
    text = constants.read_text(encoding="utf-8")

    assert _measure(package, chosen) == "111195 0"
    assert _measure(package, chosen) == "111195 1"

    (cache / "numba-of-somebody-else").mkdir()
    constants.write_text(text.replace("6_371_008.8", "6_471_008.8"), encoding="utf-8")

    assert _measure(package, chosen) == "112940 0"
    assert _measure(package, chosen) == "112940 1"
    assert (cache / "numba-of-somebody-else").is_dir()
    assert len(list(cache.glob("numba-*"))) == 2


def test_without_a_place_for_machine_code_kernels_still_run(package: Path, tmp_path: Path) -> None:
    """A file where the folder should be: every process compiles for itself."""
    occupied = tmp_path / "occupied"
    occupied.write_text("a file", encoding="utf-8")

    assert _measure(package, str(occupied)) == "111195 0"
    assert _measure(package, str(occupied)) == "111195 0"
