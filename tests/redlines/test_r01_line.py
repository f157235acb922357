# SPDX-License-Identifier: Apache-2.0
"""R1: a message about an activity to come says of a ruling no more than the four words that a plan may get."""

from truceline.line.message_types import MESSAGE_TYPES


def test_no_ruling_in_a_message_frees_anything() -> None:
    """Neither permitted nor allowed is among the codes of any field."""
    rulings = {
        code for kind in MESSAGE_TYPES for field in kind.fields if field.name == "ruling" for code in field.codes
    }
    codes = {code for kind in MESSAGE_TYPES for field in kind.fields for code in field.codes}

    assert rulings == {"prohibited", "contested", "cannot_judge", "no_clause"}
    assert not [code for code in codes if "permit" in code or "allow" in code or "approv" in code]
