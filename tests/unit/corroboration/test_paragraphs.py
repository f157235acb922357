# SPDX-License-Identifier: Apache-2.0
"""Paragraphs with where they stand."""

from truceline.corroboration.paragraphs import paragraphs_of


def test_a_line_is_a_paragraph_with_its_place_indent_and_gap() -> None:
    """Blanks around it are no part of it."""
    text = "\n\nOne two.\n   three \n\n\n\u00a0\u00a0Four\n"
    found = paragraphs_of(text)

    assert [each.text for each in found] == ["One two.", "three", "Four"]
    assert [text[each.start : each.end] for each in found] == ["One two.", "three", "Four"]
    assert [(each.indent, each.gap, each.words) for each in found] == [(0, 1, 2), (3, 0, 1), (2, 2, 1)]
    assert [each.is_sentence for each in found] == [True, False, False]


def test_a_text_of_blanks_has_no_paragraphs() -> None:
    """Nor has an empty one."""
    assert paragraphs_of("") == paragraphs_of(" \n\t\n\u00a0\n") == ()


def test_a_long_line_without_blanks_is_not_short() -> None:
    """It is looked at as a paragraph, not as a line of the page."""
    (found,) = paragraphs_of("view-expressed-" * 1000)

    assert found.words > 1000
