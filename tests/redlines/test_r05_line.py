# SPDX-License-Identifier: Apache-2.0
"""R5: what is said of a line says nothing of the intents and notices that pass on it."""

from dataclasses import fields

from truceline.line.state import LineRecord


def test_the_record_of_a_line_holds_no_content() -> None:
    """It holds declarations, uses and missed checks: that something passed, never what was planned where."""
    assert {field.name for field in fields(LineRecord)} == {"offset", "declarations", "uses", "misses"}
