# SPDX-License-Identifier: Apache-2.0
"""Which paragraphs of a report quote somebody at length: a readout, a statement, another report.

    - A paragraph that stands in quotation marks for the most part and is long or goes on in the next one, and every one
      up to the mark that closes it.
    - What follows a sentence that brings in a quotation and has no full stop ("Here is the ministry's summary",
      "The statement said:"): up to the writer's remark in brackets that ends it, else one paragraph, and further
      ones that are set in or begin with a quotation mark.
    - Paragraphs set off with ">".

A short quotation inside a sentence stays where it is.
"""

from collections.abc import Sequence

from truceline.corroboration.marks import EDITOR_NOTE, QUOTING
from truceline.corroboration.paragraphs import Paragraph

QUOTED_WORDS = 25
"""Words in quotation marks from which a paragraph can be a quotation."""
QUOTED_SHARE = 0.6
"""Share of a paragraph's characters that must stand in quotation marks."""
_OPENING, _CLOSING, _EITHER = "“„«", "”»", '"'
_MARKS = frozenset(_OPENING + _CLOSING + _EITHER)
_NOTE_WITHIN = 15
"""Paragraphs within which a remark in brackets ends a quotation."""
_LEAD = 120
"""Characters at the end of a paragraph in which a quotation is brought in."""


def quoted(paragraphs: Sequence[Paragraph]) -> tuple[bool, ...]:
    """Say of each paragraph of a report whether it is a quotation.

    Args:
        paragraphs: Those of the report itself, and remarks in brackets between them.

    Returns:
        One answer for each.

    Source:
        Setting of quoted readouts in the five press reports of docs/texts.md.
    """
    answers = [False] * len(paragraphs)
    depth = 0
    for at, each in enumerate(paragraphs):
        inside, after = _inside(each.text, depth)
        is_mostly = inside >= QUOTED_SHARE * len(each.text)
        is_long = is_mostly and (after > 0 or each.words * inside >= QUOTED_WORDS * len(each.text))
        answers[at] = answers[at] or is_long or each.text.startswith(">") or (depth > 0 and inside > 0)
        depth = after if answers[at] and after <= 1 else 0
        if at and _brings_in(paragraphs[at - 1]) and not EDITOR_NOTE.match(each.text):
            for quoted_at in range(at, _end(paragraphs, at)):
                answers[quoted_at] = True
    return tuple(answers)


def _inside(text: str, depth: int) -> tuple[int, int]:
    """Give the characters in quotation marks, and how many marks are open at the end."""
    if _MARKS.isdisjoint(text):
        return (len(text) if depth else 0), depth
    inside, last = 0, 0
    for at, character in enumerate(text):
        if character not in _MARKS:
            continue
        if depth:
            inside += at - last
        last = at
        if character in _OPENING or (character in _EITHER and not depth):
            depth += 1
        else:
            depth = max(depth - 1, 0)
    return inside + (len(text) - last if depth else 0), min(depth, 1)


def _brings_in(paragraph: Paragraph) -> bool:
    """Say whether a paragraph ends with words that bring in a quotation, and no full stop."""
    return not paragraph.is_sentence and not paragraph.is_bullet and QUOTING.search(paragraph.text[-_LEAD:]) is not None


def _end(paragraphs: Sequence[Paragraph], begin: int) -> int:
    """Give the paragraph after a quotation that begins here."""
    for at in range(begin, min(begin + _NOTE_WITHIN, len(paragraphs))):
        if EDITOR_NOTE.match(paragraphs[at].text):
            return at
    end = begin + 1
    lead = paragraphs[begin - 1]
    while end < len(paragraphs) and (paragraphs[end].indent > lead.indent or paragraphs[end].text[0] in _MARKS):
        end += 1
    return end
