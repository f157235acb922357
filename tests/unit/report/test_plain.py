# SPDX-License-Identifier: Apache-2.0
"""Text from outside hides nothing and fills no page."""

import pytest

from truceline.report.plain import TEXT_CHARS, plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Deir ez-Zor", "Deir ez-Zor"),
        ("دير الزور", "دير الزور"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("abc\u202edef", "abc[U+202E]def"),
        ("a\u2066b\u2069c", "a[U+2066]b[U+2069]c"),
        ("nul\x00 bell\x07", "nul[U+0000] bell[U+0007]"),
        ("half \ud800", "half [U+D800]"),
        ("zero\u200bwidth", "zero[U+200B]width"),
        ("", ""),
    ],
)
def test_hidden_signs_are_shown_by_their_number(text: str, shown: str) -> None:
    """Letters of every script stay; what cannot be seen is named."""
    assert plain(text) == shown


def test_a_long_text_is_shortened_and_says_so() -> None:
    """The reader is told how long it was."""
    shown = plain("x" * 10_000)

    assert shown.startswith("x" * TEXT_CHARS)
    assert shown.endswith("[shortened: 10000 characters]")


def test_a_text_of_the_longest_length_stays_whole() -> None:
    """The limit itself is allowed."""
    assert plain("x" * TEXT_CHARS) == "x" * TEXT_CHARS
