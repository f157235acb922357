# SPDX-License-Identifier: Apache-2.0
"""Sentences: where they end, and which quotation they stand in."""

import pytest

from truceline.corroboration.sentences import SENTENCE_CHARS_MAX, quotation_spans, sentences_of


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Snow fell. It was cold.", 2),
        ("Gen. Tor Vale of the N.L. staff came.", 1),
        ("It was 3.5 metres deep.", 1),
        ("\u201cWe hold.\u201d Snow fell.", 2),
        ("Crosshead\nSnow fell on the pass.", 2),
        ("Snow fell on the pass above Lakeside until the\nmorning.", 1),
        ("...", 0),
        ("", 0),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, count: int) -> None:
    """Abbreviations, figures and wrapped lines end none."""
    assert len(sentences_of(text)) == count


def test_a_sentence_without_end_is_cut_and_nothing_is_lost() -> None:
    """Every word of it stands in some piece."""
    text = "word " * 2_000
    pieces = sentences_of(text)

    assert max(len(each.text) for each in pieces) <= SENTENCE_CHARS_MAX
    assert sum(len(each.words) for each in pieces) == 2_000


def test_a_quotation_goes_on_over_paragraphs_and_holds_inner_marks() -> None:
    """Only the outer marks part what is quoted."""
    text = "\u201cOne \u201cinner\u201d mark.\n\nSecond paragraph,\u201d he said."

    assert quotation_spans(text) == ((0, text.index(",\u201d") + 2),)


def test_a_mark_that_nothing_closes_ends_with_its_paragraph() -> None:
    """A lost mark does not swallow the text."""
    sentences = sentences_of("\u201cSnow fell.\n\nIt was cold.")

    assert [each.quotation for each in sentences] == [0, -1]
