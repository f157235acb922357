# SPDX-License-Identifier: Apache-2.0
"""Loads a module of ``bench/`` for a test; they are scripts beside the software and no package of it."""

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

BENCH = Path(__file__).resolve().parent.parent / "bench"


@cache
def bench_module(name: str) -> ModuleType:
    """Load ``bench/NAME.py`` once."""
    spec = importlib.util.spec_from_file_location(f"bench_{name}", BENCH / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
