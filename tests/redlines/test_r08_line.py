# SPDX-License-Identifier: Apache-2.0
"""R8: the floor of the line sends nothing anywhere by itself."""

import ast

from redlines.kept import SENDING_MODULES, SOURCE


def test_the_line_imports_nothing_that_sends() -> None:
    """Whatever leaves a node leaves it by the doors that have tests of their own."""
    found = {
        alias.name.partition(".")[0]
        for path in (SOURCE / "line").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {
        node.module.partition(".")[0]
        for path in (SOURCE / "line").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
    }

    assert found & set(SENDING_MODULES) == set()
