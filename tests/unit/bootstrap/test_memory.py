# SPDX-License-Identifier: Apache-2.0
"""A node's memory is kept off the disk; tried in another process, for it cannot be undone."""

import subprocess
import sys

import pytest

CODE = """
import ctypes, resource
from truceline.bootstrap.memory import keep_memory_private
keep_memory_private()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems say it in other ways")
def test_no_core_is_written_and_nobody_attaches() -> None:
    """The limit of core files is nothing, hard and soft, and the process is not dumpable."""
    found = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True, timeout=30)

    assert found.stdout.strip() == "(0, 0) 0"
