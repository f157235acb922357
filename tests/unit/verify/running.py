# SPDX-License-Identifier: Apache-2.0
"""Runs the one-file verifier as a module, the way a test can count on."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[3]
VERIFIER = CHECKOUT / "verify" / "truceline_verify.py"


def load() -> ModuleType:
    """Load the file."""
    spec = importlib.util.spec_from_file_location("truceline_verify", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verifier = load()


def told(folder: Path, made: tuple[bytes, bytes], *arguments: str) -> dict[str, Any]:
    """Give what a command tells of a bundle under a policy."""
    (folder / "a.bundle").write_bytes(made[0])
    (folder / "a.policy").write_bytes(made[1])
    command, *rest = arguments or ("bundle",)
    options = [command, str(folder / "a.bundle"), "--policy", str(folder / "a.policy"), *rest]
    found: dict[str, Any] = verifier.judge(verifier.read_arguments(options))
    return found
