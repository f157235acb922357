# SPDX-License-Identifier: Apache-2.0
"""Where readers' comments begin in a text.

What follows them never becomes the report again: nothing that a reader wrote may pass for something reported. They are
known by any of these, and only below some of the report itself:

    - a line of the form for comments ("Notify of", "View all comments");
    - a heading of comments or a count of them, with another sign close below it, or in the text's second half;
    - two commenters, each a short line with its date below it or in it; or one, below a comment heading;
    - entries of a list that are names, each with a text set in deeper: nested, or by the same name twice, or speaking
      as readers do. A list with headings in the report itself is none of these.
"""

import re
from collections.abc import Sequence

from truceline.corroboration.marks import COMMENT_DATE, COMMENT_FORM, COMMENT_HEAD, COMMENTER, COMMENTER_VERB
from truceline.corroboration.paragraphs import Paragraph

REPORT_WORDS = 20
"""Words of a paragraph from which it is taken for a part of the report, when a sentence ends it."""
_LINE_WORDS = 12
_NICK_WORDS = 5
_CLOSE = 6
"""Paragraphs within which one sign supports another."""
_READER = re.compile(r"\b(?:I|I['\u2019]m|[Yy]ou|[Yy]our|[Yy]ou['\u2019]re|[Mm]y|me)\b|[!?]")
_LIST_SIGNS_FROM = 2


def comments_from(paragraphs: Sequence[Paragraph]) -> int:
    """Find the paragraph with which readers' comments begin.

    Args:
        paragraphs: Of the whole text.

    Returns:
        Its number; the number of paragraphs when there are no comments.

    Source:
        Layout of the common comment forms of web sites, and the five press reports of docs/texts.md.
    """
    report = next((at for at, each in enumerate(paragraphs) if is_report(each)), len(paragraphs))
    below = range(report + 1, len(paragraphs))
    begins = [_form_from(paragraphs, below), _commenters_from(paragraphs, below), _list_from(paragraphs, below)]
    return min(begins)


def is_report(paragraph: Paragraph) -> bool:
    """Say whether a paragraph looks like a part of a report: long, and ended by a sentence."""
    return paragraph.words >= REPORT_WORDS and paragraph.is_sentence and not paragraph.is_bullet


def _form_from(paragraphs: Sequence[Paragraph], below: range) -> int:
    middle = paragraphs[-1].end // 2 if paragraphs else 0
    heads: list[int] = []
    for at in below:
        each = paragraphs[at]
        if each.words > _LINE_WORDS:
            continue
        is_form = COMMENT_FORM.match(each.text) is not None
        is_sign = is_form or _is_commenter(paragraphs, at)
        if is_sign and heads and at - heads[-1] <= _CLOSE:
            return heads[-1]
        if is_form:
            return at
        if COMMENT_HEAD.match(each.text):
            if each.start >= middle:
                return at
            heads.append(at)
    return len(paragraphs)


def _commenters_from(paragraphs: Sequence[Paragraph], below: range) -> int:
    found = [at for at in below if paragraphs[at].words <= _LINE_WORDS and _is_commenter(paragraphs, at)]
    return found[0] if len(found) > 1 else len(paragraphs)


def _is_commenter(paragraphs: Sequence[Paragraph], at: int) -> bool:
    each = paragraphs[at]
    if COMMENTER.match(each.text):
        return True
    following = paragraphs[at + 1] if at + 1 < len(paragraphs) else None
    if following is None or following.words > _LINE_WORDS or not COMMENT_DATE.match(following.text):
        return False
    return COMMENTER_VERB.match(each.text) is not None or each.words <= _NICK_WORDS


def _list_from(paragraphs: Sequence[Paragraph], below: range) -> int:
    entries: list[int] = []
    for at in below:
        if not paragraphs[at].is_bullet:
            continue
        if paragraphs[at].words <= _NICK_WORDS + 1 and _is_answered(paragraphs, at):
            entries.append(at)
    if len(entries) < _LIST_SIGNS_FROM:
        return len(paragraphs)
    depths = {paragraphs[at].indent for at in entries}
    names = [paragraphs[at].text for at in entries]
    readers = sum(_READER.search(paragraphs[at + 1].text) is not None for at in entries)
    is_comments = len(depths) > 1 or len(set(names)) < len(names) or readers >= _LIST_SIGNS_FROM
    return entries[0] if is_comments else len(paragraphs)


def _is_answered(paragraphs: Sequence[Paragraph], at: int) -> bool:
    """Say whether an entry is a name with something below it that is set in deeper."""
    if at + 1 >= len(paragraphs) or paragraphs[at].is_sentence:
        return False
    return paragraphs[at + 1].indent > paragraphs[at].indent
