# SPDX-License-Identifier: Apache-2.0
"""R4: messages carry a place that their sender states once; no track, no motion and no fix of anybody."""

import ast

from redlines.kept import SOURCE
from truceline.line.message_fields import FieldForm
from truceline.line.message_types import MESSAGE_TYPES

FOLLOWED = ("truceline.picture.acts", "truceline.picture.intents", "truceline.screening", "truceline.kernels")
MOTION = {"track", "course", "heading", "speed", "velocity", "fix", "target", "callsign", "elevation"}


def test_the_line_imports_no_track() -> None:
    """No module of the floor imports what knows where somebody is."""
    found = [
        node.module
        for path in (SOURCE / "line").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
    ]

    assert found
    assert [name for name in found if name.startswith(FOLLOWED)] == []


def test_no_field_tells_motion() -> None:
    """A place in a message stands still: nothing says where somebody moves, and no form holds a series of places."""
    names = {field.name for kind in MESSAGE_TYPES for field in kind.fields}
    codes = {code for kind in MESSAGE_TYPES for field in kind.fields for code in field.codes}

    assert names & MOTION == set()
    assert codes & MOTION == set()
    assert {form.value for form in FieldForm} == {
        *("instant", "window", "position", "area", "band", "code", "count", "name", "entry"),
    }
