# SPDX-License-Identifier: Apache-2.0
"""The one door to the compiler: ``kernel`` compiles an array loop when numba is there, and leaves it alone when not.

Rules:
- Only this file imports numba, and only when the first kernel is declared; without it nothing else changes.
- ``NUMBA_DISABLE_JIT=1`` means what numba means by it: kernels run as plain Python.
- Compiled with ``cache=True`` (once per machine) and ``nogil=True`` (threads may share the work), never with fast
  mathematics: the same input gives the same bits on every machine.

Callers that have another fast way (shapely, numpy) ask ``HAVE_NUMBA`` and choose; results are equal either way.
"""

import importlib.util
import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

IS_JIT_DISABLED = os.environ.get("NUMBA_DISABLE_JIT", "0") not in {"", "0"}
"""Whether the user asked for plain Python."""

HAVE_NUMBA = not IS_JIT_DISABLED and importlib.util.find_spec("numba") is not None
"""Whether kernels run compiled; when not, callers do better with numpy or shapely than with the loops."""


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile an array loop, keeping its signature for callers and type checkers.

    Args:
        function: Takes and gives numbers and numpy arrays; no Python objects, no exceptions inside loops.

    Returns:
        The compiled loop, or the function itself when there is no compiler.
    """
    if not HAVE_NUMBA:
        return function
    import numba  # noqa: PLC0415 (half a second: only those who compile pay for it)

    return cast("Callable[P, R]", numba.njit(cache=True, nogil=True)(function))
