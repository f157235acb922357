# SPDX-License-Identifier: Apache-2.0
"""R7: coordination exports nothing, and holds no position of a group that somebody observed."""

import ast
from pathlib import Path

import pytest

from redlines.kept import SOURCE

OUTWARD = (
    "truceline.exports",
    "truceline.report",
    "truceline.feeds",
    "truceline.picture.acts",
    "truceline.picture.reports",
)


@pytest.mark.parametrize("path", sorted((SOURCE / "coordination").rglob("*.py")), ids=lambda path: path.stem)
def test_coordination_knows_no_observed_position(path: Path) -> None:
    """It imports neither acts nor reports nor anything that writes; it knows what authors declared of the future."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}

    assert not [name for name in modules if name.startswith(OUTWARD)]
