# SPDX-License-Identifier: Apache-2.0
"""R4: screening knows intents that their authors declared, and no track, fix or position of anybody."""

import ast

from redlines.kept import SOURCE


def test_screening_reads_declared_intents_alone() -> None:
    """Of what was said and seen it imports intents, and of what is outside nothing."""
    found = set()
    for path in (SOURCE / "screening").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("truceline."):
                found.add(node.module)

    assert {name for name in found if name.startswith("truceline.picture")} == {"truceline.picture.intents"}
    assert found <= {
        "truceline.base.instants",
        "truceline.findings.conflict",
        "truceline.geo.boxes",
        "truceline.geo.crossing",
        "truceline.geo.volume",
        "truceline.picture.intents",
        "truceline.screening.conflicts",
    }
