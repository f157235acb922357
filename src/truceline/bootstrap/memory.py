# SPDX-License-Identifier: Apache-2.0
"""Keeps what stands in the memory of a node off the disk and from other processes, as far as the system can.

Rules:
    - A crash writes no core file: its size is limited to nothing, for good.
    - On Linux the process is not dumpable, so that other processes of the same user cannot attach to it.
    - Where the system has neither, nothing is done; docs/node-folder.md says so.

Source:
    getrlimit(2), prctl(2) (PR_SET_DUMPABLE).
"""

import ctypes
import sys

_PR_SET_DUMPABLE = 4


def keep_memory_private() -> None:
    """Have no core file written of this process, and nobody but root attach to it."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not everywhere

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
