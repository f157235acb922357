# SPDX-License-Identifier: Apache-2.0
"""R4: the line carries words about its own service; no position, track or fix of anybody is known to it."""

import ast

from redlines.kept import SOURCE

PLACED = ("truceline.geo", "truceline.picture.acts", "truceline.picture.intents", "truceline.screening")


def test_the_line_imports_no_place_and_no_track() -> None:
    """No module of the floor imports what has positions."""
    found = [
        node.module
        for path in (SOURCE / "line").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
    ]

    assert found
    assert [name for name in found if name.startswith(PLACED)] == []
