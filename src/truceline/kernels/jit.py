# SPDX-License-Identifier: Apache-2.0
"""The one door to the compiler: ``kernel`` compiles an array loop when numba is there, and leaves it alone when not.

Rules:
- Only this file imports numba, and only when the first kernel is declared; without it nothing else changes.
- ``NUMBA_DISABLE_JIT=1`` means what numba means by it: kernels run as plain Python.
- Compiled with ``cache=True`` (once per machine) and ``nogil=True`` (threads may share the work), never with fast
  mathematics: the same input gives the same bits on every machine.
- Machine code holds what a kernel took from other kernels, and numba looks only at the file of the kernel itself. So it
  is kept in a folder named after all of them together (``numba-<place>-<sources>``); folders of older sources go.
- Where no such folder can be written, kernels are compiled anew in every process, without a word.

Callers that have another fast way (shapely, numpy) ask ``HAVE_NUMBA`` and choose; results are equal either way.
"""

import contextlib
import functools
import hashlib
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

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

    config: Any = numba.config
    folder = _code_folder(str(config.CACHE_DIR))
    if not folder:
        return cast("Callable[P, R]", numba.njit(nogil=True)(function))
    # numba reads this while it decorates; other packages that compile keep theirs.
    before, config.CACHE_DIR = config.CACHE_DIR, folder
    try:
        return cast("Callable[P, R]", numba.njit(cache=True, nogil=True)(function))
    finally:
        config.CACHE_DIR = before


@functools.cache
def _code_folder(chosen: str) -> str:
    """Give the folder for machine code of these very sources, made if need be; empty when none can be written.

    Args:
        chosen: Where the user wants machine code to lie (``NUMBA_CACHE_DIR``); empty for beside the sources, or in
            the cache of the user where those may not be written.
    """
    sources = Path(__file__).parent
    name = f"numba-{_digest(os.fsencode(sources.resolve()))}-"
    parents = [Path(chosen)] if chosen else [sources / "__pycache__", _user_cache()]
    with contextlib.suppress(OSError):
        digest = _digest(*(part for path in sorted(sources.glob("*.py")) for part in _identify(path)))
        for parent in parents:
            if _make(parent / (name + digest), f"{name}*"):
                return str(parent / (name + digest))
    return ""


def _make(folder: Path, alike: str) -> bool:
    """Make a folder unless it is there, and remove those alike when it is new; say whether it can be written."""
    with contextlib.suppress(OSError):
        is_new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
        for other in folder.parent.glob(alike) if is_new else ():
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)
        return True
    return False


def _user_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / "truceline"  # noqa: PTH111 never fails


def _identify(path: Path) -> tuple[bytes, bytes]:
    return os.fsencode(path.name), path.read_bytes()


def _digest(*parts: bytes) -> str:
    """Give a short digest of parts, each with its length."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()[:12]
