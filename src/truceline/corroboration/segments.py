# SPDX-License-Identifier: Apache-2.0
"""Reads a press text into its segments: headline, byline, caption, body, quotation, disclaimer, comment, furniture.

Everything is decided by general signs (``marks``), never by the name of a file or by the words of a known text. Order
of the steps: readers' comments, notices and page furniture, the head of the text, its foot, headings inside it,
quotations; what is left is body. In doubt a paragraph is body, but what stands below the first comment never is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import takewhile

from truceline.corroboration.comments import comments_from, is_report
from truceline.corroboration.language import language_of
from truceline.corroboration.marks import (
    BYLINE,
    CALLING_ENDS,
    COMMENT_DATE,
    COMMENT_FORM,
    COMMENT_HEAD,
    DATE_LINE,
    DISCLAIMER,
    DISCLAIMER_HINTS,
    EDITOR_NOTE,
    FURNITURE,
    LABEL,
    OPENING_MARKS,
    PHOTO_CREDIT,
    PLACE_LINE,
    WORD,
)
from truceline.corroboration.paragraphs import Paragraph, paragraphs_of
from truceline.corroboration.press_text import COMPARED_KINDS, PressText, Publishing, Segment, SegmentKind
from truceline.corroboration.publishing import publishing_of
from truceline.corroboration.quotations import quoted

HEADLINE_WORDS = 30
LINE_WORDS = 20
"""Words of a paragraph up to which it can be a line of the page."""
NAME_WORDS = 6
"""Words up to which a line between headline and body is taken for a name."""
NOTICE_WORDS = 90
CAPTION_WORDS = 60
HEAD_PARAGRAPHS = 6
"""Paragraphs at the beginning in which place, date and author are looked for."""
REPEATED_WORDS = 8
NOTICES = 3
"""Paragraphs printed twice up to which they can be notices; more of them are a report that stands there twice."""
_READ_KINDS = COMPARED_KINDS | {SegmentKind.HEADLINE, SegmentKind.CAPTION}
_TITLE_SHARE = 0.6
_TITLE_LETTERS = 4


@dataclass(slots=True)
class _Draft:
    """Paragraphs with what has been found out about each."""

    paragraphs: tuple[Paragraph, ...]
    kinds: list[SegmentKind | None]

    def undecided(self) -> list[int]:
        """Give the paragraphs of which nothing is known yet."""
        return [at for at, kind in enumerate(self.kinds) if kind is None]


def read_press_text(
    text: str, name: str, *, published: Publishing | None = None, title: str = "", given: str = ""
) -> PressText:
    """Read one press text.

    Args:
        text: The whole of it, with line feeds for line ends.
        name: Short name of its file, or the id of its record.
        published: When it was published, if that is given beside it; else it is looked for in the text.
        title: Its headline, if that is given beside it.
        given: Path of its file as the user gave it.

    Returns:
        The text in its segments.

    Source:
        Shape of agency copy and of the web pages that print it; the five press reports of docs/texts.md.
    """
    segments = segments_of(text)
    above = takewhile(lambda each: each.kind not in COMPARED_KINDS, segments)
    headline = next((each.text for each in above if each.kind is SegmentKind.HEADLINE), "")
    label = LABEL.match(headline)
    return PressText(
        name=name,
        digest=sha256(text.strip().encode()).hexdigest(),
        text=text,
        headline=title or (label[2] if label else headline),
        segments=segments,
        published=published or publishing_of(segments),
        words=sum(len(each.text.split()) for each in segments if each.kind in COMPARED_KINDS),
        given=given,
        language=language_of("\n".join(each.text for each in segments if each.kind in _READ_KINDS)),
    )


def segments_of(text: str) -> tuple[Segment, ...]:
    """Give the segments of a text: every paragraph is one, and nothing but blank lines is left out.

    Source:
        See ``read_press_text``.
    """
    paragraphs = paragraphs_of(text)
    draft = _Draft(paragraphs, [None] * len(paragraphs))
    _mark_comments(draft)
    _mark_notices(draft, text)
    _mark_furniture(draft)
    _mark_head(draft)
    _mark_foot(draft)
    _mark_headings(draft)
    _mark_quotations(draft)
    return tuple(
        Segment(kind=kind or SegmentKind.BODY, start=each.start, end=each.end, text=each.text)
        for each, kind in zip(paragraphs, draft.kinds, strict=True)
    )


def _mark_comments(draft: _Draft) -> None:
    begin = comments_from(draft.paragraphs)
    for at in range(begin, len(draft.paragraphs)):
        each = draft.paragraphs[at]
        is_line = each.words <= LINE_WORDS and (COMMENT_FORM.match(each.text) or FURNITURE.match(each.text))
        draft.kinds[at] = SegmentKind.FURNITURE if is_line else SegmentKind.COMMENT
    for at in range(len(draft.paragraphs) - 1, begin, -1):
        each, before = draft.paragraphs[at], draft.paragraphs[at - 1]
        if each.indent or not each.gap or not _is_headline_like(each) or before.words <= 1:
            break
        if COMMENT_DATE.match(before.text) and each.gap < 2:  # noqa: PLR2004 - a comment follows its date closely
            break
        draft.kinds[at] = SegmentKind.FURNITURE


def _is_headline_like(paragraph: Paragraph) -> bool:
    return NAME_WORDS <= paragraph.words <= HEADLINE_WORDS and not paragraph.is_sentence and not paragraph.is_bullet


def _mark_notices(draft: _Draft, text: str) -> None:
    """Find notices by their words, and by being printed twice: at an edge of the report, or as a pull quote in it."""
    open_ = [at for at in draft.undecided() if draft.paragraphs[at].words <= NOTICE_WORDS]
    if any(hint in text.lower() for hint in DISCLAIMER_HINTS):
        for at in open_:
            if DISCLAIMER.search(draft.paragraphs[at].text) and draft.paragraphs[at].text[0] not in OPENING_MARKS:
                draft.kinds[at] = SegmentKind.DISCLAIMER
    places_of: dict[str, list[int]] = {}
    for at in open_:
        if draft.kinds[at] is None and draft.paragraphs[at].words >= REPEATED_WORDS:
            places_of.setdefault(draft.paragraphs[at].text, []).append(at)
    repeated = [places for places in places_of.values() if len(places) > 1]
    twice = {at for places in repeated for at in places}
    once = [at for at in draft.undecided() if is_report(draft.paragraphs[at]) and at not in twice]
    for places in repeated:
        may_be_notice = bool(once) and len(repeated) <= NOTICES
        is_edge = may_be_notice and (places[0] < once[0] or places[-1] > once[-1])
        for at in places if is_edge else places[1:]:
            draft.kinds[at] = SegmentKind.DISCLAIMER if is_edge else SegmentKind.FURNITURE


def _mark_furniture(draft: _Draft) -> None:
    for at in draft.undecided():
        each = draft.paragraphs[at]
        if each.words > LINE_WORDS:
            continue
        is_page = any(sign.match(each.text) for sign in (FURNITURE, COMMENT_FORM, COMMENT_HEAD, EDITOR_NOTE))
        if is_page and not (each.is_sentence and each.words > NAME_WORDS):
            draft.kinds[at] = SegmentKind.FURNITURE
        elif PHOTO_CREDIT.match(each.text) and not (each.is_sentence and each.words > NAME_WORDS * 2):
            draft.kinds[at] = SegmentKind.CAPTION


def _mark_head(draft: _Draft) -> None:
    """Find headline, author, date and the captions above the place line with which an agency's report begins."""
    open_ = draft.undecided()
    if len(open_) > 1 and _may_be_headline(draft.paragraphs[open_[0]]):
        draft.kinds[open_.pop(0)] = SegmentKind.HEADLINE
        begins = _report_begins(draft, open_)
        for at in takewhile(lambda at: at < begins, open_):
            is_caption = draft.paragraphs[at].is_sentence and not _is_credit(draft.paragraphs[at])
            draft.kinds[at] = SegmentKind.CAPTION if is_caption else SegmentKind.BYLINE
    # A flash has nothing but its line: what stands there is no author's name.
    has_report = any(each.is_sentence for each in draft.paragraphs)
    for at in draft.undecided()[:HEAD_PARAGRAPHS]:
        each = draft.paragraphs[at]
        label = LABEL.match(each.text) if each.words <= HEADLINE_WORDS else None
        if label:
            is_title = label[1].lower() in {"title", "headline"}
            draft.kinds[at] = SegmentKind.HEADLINE if is_title else SegmentKind.BYLINE
        elif _is_credit(each) or (
            has_report and each.words <= NAME_WORDS and not each.is_sentence and not each.is_bullet
        ):
            draft.kinds[at] = SegmentKind.BYLINE
        elif is_report(each) or each.is_sentence:
            break


def _may_be_headline(paragraph: Paragraph) -> bool:
    if paragraph.words > HEADLINE_WORDS or paragraph.is_bullet or _is_credit(paragraph):
        return False
    return not paragraph.is_sentence or paragraph.text[-1] in CALLING_ENDS


def _report_begins(draft: _Draft, open_: list[int]) -> int:
    """Give the place or author line below which an agency's report begins, else the first paragraph."""
    first = open_[0] if open_ else 0
    for at in open_[:HEAD_PARAGRAPHS]:
        each = draft.paragraphs[at]
        if PLACE_LINE.match(each.text):
            return at
        if each.is_sentence and each.words > CAPTION_WORDS:
            return first
    credits_ = [at for at in open_[: HEAD_PARAGRAPHS // 2] if _is_credit(draft.paragraphs[at])]
    return credits_[-1] if credits_ else first


def _is_credit(paragraph: Paragraph) -> bool:
    """Say whether a paragraph names an author after a preposition, or is a date."""
    if paragraph.words > LINE_WORDS:
        return False
    is_author = BYLINE.match(paragraph.text) is not None and not paragraph.is_sentence
    return is_author or DATE_LINE.match(paragraph.text) is not None


def _mark_foot(draft: _Draft) -> None:
    """Find names, dates and links to other texts below the last sentence."""
    open_ = draft.undecided()
    if not any(draft.paragraphs[at].is_sentence for at in open_):
        return
    for at in reversed(open_):
        each = draft.paragraphs[at]
        if _is_credit(each) or (each.words <= NAME_WORDS and not each.is_sentence and not each.is_bullet):
            draft.kinds[at] = SegmentKind.BYLINE
        elif _is_headline_like(each) and each.gap and _is_title(each.text):
            draft.kinds[at] = SegmentKind.FURNITURE
        else:
            return


def _is_title(text: str) -> bool:
    """Say whether most longer words begin with a capital, or the text opens with a word in capitals and a colon."""
    words = [word for word in WORD.findall(text) if len(word) >= _TITLE_LETTERS]
    opening = text.partition(":")[0]
    return (opening != text and opening.isupper()) or (
        bool(words) and sum(word[0].isupper() for word in words) >= _TITLE_SHARE * len(words)
    )


def _mark_headings(draft: _Draft) -> None:
    """Find short lines between paragraphs of the report."""
    for at in draft.undecided():
        each = draft.paragraphs[at]
        is_short = each.words <= NAME_WORDS + 2 and not each.is_sentence and not each.is_bullet
        if is_short and each.text[-1] not in ":,;-\u2013\u2014" and not each.text[0].islower():
            draft.kinds[at] = SegmentKind.HEADLINE


def _mark_quotations(draft: _Draft) -> None:
    places = list(_report_and_notes(draft))
    for at, is_quoted in zip(places, quoted([draft.paragraphs[at] for at in places]), strict=True):
        if is_quoted and draft.kinds[at] is None:
            draft.kinds[at] = SegmentKind.QUOTATION


def _report_and_notes(draft: _Draft) -> Iterator[int]:
    for at, kind in enumerate(draft.kinds):
        is_note = kind is SegmentKind.FURNITURE and EDITOR_NOTE.match(draft.paragraphs[at].text)
        if kind is None or is_note:
            yield at
