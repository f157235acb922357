# SPDX-License-Identifier: Apache-2.0
"""Sentences: where they end, and which quotation they stand in."""

import pytest

from told_texts import told_in_files
from truceline.base.limits import TEXT_BYTES_MAX
from truceline.corroboration import sentences as module
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


@pytest.mark.parametrize("mark", [".", "!", "?", "…", '"', "\u201c", "\u201d", "'", "-", ")"])
def test_a_text_of_one_mark_tells_nothing(mark: str) -> None:
    """As long as a text may be; with a cost of its square, this would not end within a day."""
    text = mark * (TEXT_BYTES_MAX // len(mark.encode()))

    assert not any(story.statements for story in told_in_files({"exercise": text}).stories)


class _Counted(str):
    """A text that counts how many of its characters are looked at outside the patterns."""

    __slots__ = ()
    looked = 0

    def __getitem__(self, at: object) -> str:
        found = str.__getitem__(self, at)  # type: ignore[index]
        _Counted.looked += len(found)
        return found


@pytest.mark.parametrize("unit", [".", ". ", ".'", "...?! ", "\u201ca\u201d ", '"a" ', "Gen. ", "\n", ". A\n"])
def test_twice_the_text_is_twice_the_work(unit: str) -> None:
    """Counted in characters looked at."""
    looked = []
    for times in (4_000, 8_000):
        _Counted.looked = 0
        sentences_of(_Counted(unit * times))
        looked.append(_Counted.looked)

    assert looked[1] <= 2.1 * looked[0] + 1_000


def test_a_run_of_marks_is_tried_once() -> None:
    """From its first mark only: no part of a run is an end of its own."""
    assert [match[0] for match in module._END.finditer("One... Two?!\u201d Three.x Four\u2026 ")] == [
        "... ",
        "?!\u201d ",
        "\u2026 ",
    ]
    assert module._END.match("... ", 1) is None


def test_words_of_long_sentences_are_not_kept() -> None:
    """What is kept between texts stays small, however long the sentences are."""
    module._kept_words.cache_clear()
    sentences_of(" ".join(f"Snow {number} " + "fell " * 300 + "." for number in range(20)))
    kept_after_long = module._kept_words.cache_info().currsize
    sentences_of("Snow fell. It was cold.")

    assert (kept_after_long, module._kept_words.cache_info().currsize) == (0, 2)
