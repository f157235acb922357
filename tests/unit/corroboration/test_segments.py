# SPDX-License-Identifier: Apache-2.0
"""Segments of a press text, on invented texts and on the five real ones."""

from pathlib import Path
from textwrap import fill

import pytest

from press_texts import REPORT, press_text
from truceline.corroboration.press_text import PressText, SegmentKind
from truceline.corroboration.segments import read_press_text, segments_of

KINDS = {kind.value: kind for kind in SegmentKind}


def kinds(text: PressText) -> list[str]:
    """Give the kind of each segment."""
    return [segment.kind.value for segment in text.segments]


def of_kind(text: PressText, kind: str) -> list[str]:
    """Give the words of the segments of one kind."""
    return [segment.text for segment in text.segments if segment.kind is KINDS[kind]]


def test_headline_author_and_date_stand_above_the_report() -> None:
    """They are no part of what is compared."""
    text = press_text("Truce on the river is near", "By Ada Writer", "Published 12 February 2001, 14:58", *REPORT)

    assert kinds(text) == ["headline", "byline", "byline", *["body"] * 5]
    assert text.headline == "Truce on the river is near"
    assert text.published is not None
    assert (text.published.moment.text, text.published.basis) == ("2001-02-12", "dateline")


def test_a_report_without_a_headline_has_none() -> None:
    """A first sentence is no headline, and neither is a heading further below."""
    text = press_text(*REPORT[:2], "Guns and boats", *REPORT[2:])

    assert text.headline == ""
    assert kinds(text) == ["body", "body", "headline", "body", "body", "body"]


def test_sentence_above_the_place_line_is_a_caption() -> None:
    """A picture's words come before the place with which an agency's report begins."""
    picture = "Boats lay at the old bridge of the river in the first days of the year."
    text = press_text("Truce is near", picture, "River Wire", "RIVERTOWN — " + REPORT[0], *REPORT[1:], "River Wire")

    assert kinds(text) == ["headline", "caption", "byline", *["body"] * 5, "byline"]


@pytest.mark.parametrize(
    "credit", ["Photo: A. Painter/River Wire", "River Wire Photo/Bela Painter", "Image credit: Hill Pictures"]
)
def test_photo_credit_is_a_caption(credit: str) -> None:
    """Whose picture it is, is no statement."""
    assert kinds(press_text("Truce is near", credit, *REPORT))[1] == "caption"


def test_notice_is_known_by_its_words_or_by_being_printed_twice_at_the_edges() -> None:
    """A sentence that a site prints at head and foot is no part of the report, whatever it says."""
    own = "All our pages are written in the tower by the lake and read by two of us before they go out."
    usual = "The views expressed here are those of the author and do not necessarily reflect those of this paper."
    text = press_text("Truce is near", own, *REPORT, usual, own)

    assert of_kind(text, "disclaimer") == [own, usual, own]
    assert of_kind(text, "body") == list(REPORT)


def test_sentence_repeated_inside_the_report_counts_once() -> None:
    """A pull quote is furniture; the sentence stays in the report."""
    text = press_text(*REPORT[:4], REPORT[1], REPORT[4])

    assert kinds(text) == ["body"] * 4 + ["furniture", "body"]


def test_report_that_stands_there_twice_is_read_once() -> None:
    """A page saved badly loses nothing and tells nothing twice."""
    assert kinds(press_text(*REPORT, *REPORT)) == ["body"] * 5 + ["furniture"] * 5


def test_page_around_the_text_is_furniture() -> None:
    """Counters, buttons and links to other texts."""
    above, below = ["Advertisement", "Share | Tweet | Print"], ["1,204 views", "Read more: Floods in the valley"]
    text = press_text(*above, "Truce is near", *REPORT, *below, "Hill League Opens Its Harvest Fair With Great Dances")

    assert kinds(text) == ["furniture", "furniture", "headline", *["body"] * 5, *["furniture"] * 3]


def test_every_word_stands_in_one_segment() -> None:
    """Segments follow one another and leave out nothing but blanks."""
    raw = "Truce is near\n\n\n" + "\n\n".join(REPORT) + "\n  • Bo\n    I doubt it.\n    • Cy\n      You do?\n"
    segments = segments_of(raw)

    assert [raw[each.start : each.end] for each in segments] == [each.text for each in segments]
    assert "".join("".join(each.text.split()) for each in segments) == "".join(raw.split())


def test_text_folded_to_a_width_has_whole_paragraphs() -> None:
    """Lines of an agency's old terminal are joined to paragraphs."""
    raw = "\n\n".join(fill(part, 66) for part in REPORT)

    assert [segment.kind.value for segment in segments_of(raw)] == ["body"] * 5


def test_name_of_the_file_bears_on_nothing() -> None:
    """The same words give the same segments and digest under any name."""
    one, other = (read_press_text("\n\n".join(REPORT), name) for name in ("comments.txt", "x"))

    assert (one.segments, one.digest) == (other.segments, other.digest)


def test_the_five_real_texts_are_parted_as_a_reader_would(data_dir: Path) -> None:
    """Comments, notices and credits are no part of the reports; quoted readouts are known as such."""
    folder = data_dir / "press-2016-2017"
    texts = [read_press_text(path.read_text(encoding="utf-8"), path.name) for path in sorted(folder.glob("*.txt"))]

    assert [len(of_kind(text, "comment")) > 0 for text in texts] == [False, False, True, False, True]
    assert [300 < text.words < 1000 for text in texts] == [True] * 5
    assert [text.headline[:6] for text in texts] == ["US nea", "", "Russia", "", "Diplom"]
    assert [len(of_kind(text, "quotation")) for text in texts] == [0, 0, 3, 0, 8]
    assert len(of_kind(texts[0], "caption")) == len(of_kind(texts[2], "caption")) == 1
    assert len(of_kind(texts[4], "disclaimer")) == 2
    assert all(text.published is None for text in texts)
