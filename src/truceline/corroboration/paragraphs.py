# SPDX-License-Identifier: Apache-2.0
"""Paragraphs of a text, with where they stand and how far they are set in.

A line is a paragraph unless the text was folded to a width: then lines that follow one another without an empty line
are one paragraph.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from truceline.corroboration.marks import BULLET, CLOSING_MARKS, SENTENCE_ENDS

_FOLDED_FROM, _FOLDED_TO = 50, 100
"""Width of lines of a folded text [characters]."""
_FOLDED_LINES = 3
_WORD_CHARACTERS = 12
_LINE = re.compile(r"[^\n]+")
_BLANKS = " \t\u00a0\u3000\ufeff\u200b\u200e\u200f\u202a\u202b\u202c"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph.

    Attributes:
        start: Its first character in the text.
        end: The character after its last.
        text: Its words, without the blanks around it.
        indent: Blanks before its first line.
        gap: Empty lines before it.
        words: Number of its words, parted by blanks; at least one for every twelve characters, so that a script without
            blanks has words, and a line without blanks is no short one.
    """

    start: int
    end: int
    text: str
    indent: int
    gap: int
    words: int

    @property
    def is_bullet(self) -> bool:
        """Whether it is an entry of a list."""
        return BULLET.match(self.text) is not None

    @property
    def is_sentence(self) -> bool:
        """Whether it ends like a sentence."""
        bare = self.text.rstrip(CLOSING_MARKS)
        return bool(bare) and bare[-1] in SENTENCE_ENDS


def paragraphs_of(text: str) -> tuple[Paragraph, ...]:
    """Give the paragraphs of a text in their order; blank lines belong to none."""
    lines: list[Paragraph] = []
    before = 0
    for match in _LINE.finditer(text):
        line = match.group()
        bare = line.strip(_BLANKS)
        if not bare:
            continue
        indent = len(line) - len(line.lstrip(_BLANKS))
        start = match.start() + indent
        gap = max(text.count("\n", before, match.start()) - 1, 0)
        before = match.end()
        lines.append(
            Paragraph(start=start, end=start + len(bare), text=bare, indent=indent, gap=gap, words=_words(bare))
        )
    return _unfolded(text, lines) if _is_folded(lines) else tuple(lines)


def _words(line: str) -> int:
    return max(line.count(" "), len(line) // _WORD_CHARACTERS) + 1


def _is_folded(lines: list[Paragraph]) -> bool:
    """Say whether most lines go on in the next one and none is longer than a folded one."""
    if len(lines) < _FOLDED_LINES or max(line.end - line.start for line in lines) > _FOLDED_TO:
        return False
    going_on = [
        line
        for line, following in pairwise(lines)
        if following.gap == 0 and not following.is_bullet and following.indent == line.indent
    ]
    long = [line for line in going_on if line.end - line.start >= _FOLDED_FROM and not line.is_sentence]
    return len(long) * 2 >= len(going_on) and len(long) * 3 >= len(lines)


def _unfolded(text: str, lines: list[Paragraph]) -> tuple[Paragraph, ...]:
    found: list[Paragraph] = []
    for line in lines:
        last = found[-1] if found else None
        goes_on = last is not None and line.gap == 0 and not line.is_bullet and line.indent == last.indent
        if last is None or not goes_on or last.words + line.words < _FOLDED_LINES:
            found.append(line)
            continue
        found[-1] = Paragraph(
            start=last.start,
            end=line.end,
            text=text[last.start : line.end],
            indent=last.indent,
            gap=last.gap,
            words=last.words + line.words,
        )
    return tuple(found)
