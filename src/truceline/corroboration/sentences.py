# SPDX-License-Identifier: Apache-2.0
"""Sentences of a segment, with their words and with the quotation each stands in.

Everything here is one pass over the characters: a text of one endless sentence or of a hundred thousand quotation
marks costs no more than an ordinary one of its length. A sentence longer than ``SENTENCE_CHARS_MAX`` is cut between
two words, and nothing of it is lost.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

SENTENCE_CHARS_MAX = 2_000
"""Length of one sentence [characters]: the longest of ordinary press prose is near 700."""
QUOTATION_CHARS_MAX = 6_000
"""Reach of one quotation [characters]: a mark that is not closed within it opens nothing."""

_Words: TypeAlias = tuple[tuple[str, ...], tuple[str, ...], tuple[int, ...]]

_WORD = re.compile(r"[^\W\d_](?:\.[^\W\d_])+\b\.?(?:-[^\W_]+)*|[^\W_]+(?:[.'\u2019\-/][^\W_]+)*|[^\w\s]")
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”\u2019)\]]{0,4}\s")
"""A run of marks is tried once, from its first; tried from each of its marks, a long one would cost its square."""
_BREAK = re.compile(r"\n[^\S\n]*\n\s*|\n")
_QUOTE = re.compile(r"[\"“”]")
_TERMINAL = frozenset('.!?…:;"”\u2019)]')
_SHORT_LINE_CHARS = 45
_KEPT_CHARS_MAX = 300
"""Length of a sentence whose words are kept for its copies [characters]: what 20,000 of them hold stays small."""
_QUOTE_DEPTH_MAX = 3
_ABBREVIATED = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "st",
        "gen",
        "col",
        "maj",
        "lt",
        "capt",
        "sgt",
        "adm",
        "cmdr",
        "brig",
        "sen",
        "rep",
        "gov",
        "pres",
        "prof",
        "jr",
        "sr",
        "inc",
        "co",
        "no",
        "vs",
        "etc",
        "ie",
        "eg",
        "cf",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "u.s",
        "u.n",
        "e.g",
        "i.e",
        "a.m",
        "p.m",
    ]
)
"""After these a full stop ends no sentence; single letters are initials and are seen to apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence as it stands.

    Attributes:
        text: Its characters, line ends kept.
        start: Where it begins in its segment.
        paragraph: Number of its paragraph in the segment, from 0.
        quotation: Number of the quotation that holds its first word, in order of the segment; -1 when none does.
        quotation_last: Number of the quotation that holds its last word; -1 when none does.
        words: Its words and single marks.
        lows: The same in lower case, apostrophes straight.
        starts: Where each begins in ``text``.
        quoted: Of each, whether it stands between quotation marks.
    """

    text: str
    start: int
    paragraph: int
    quotation: int
    quotation_last: int
    words: tuple[str, ...]
    lows: tuple[str, ...]
    starts: tuple[int, ...]
    quoted: tuple[bool, ...]

    def between(self, first: int, last: int) -> str:
        """Give the characters from one word up to before another."""
        if first >= last:
            return ""
        end = self.starts[last - 1] + len(self.words[last - 1])
        return " ".join(self.text[self.starts[first] : end].split())


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """Cut a segment into sentences.

    Args:
        text: The segment as it stands.

    Returns:
        Its sentences in order; marks without a word are none.
    """
    spans = quotation_spans(text)
    made: list[Sentence] = []
    reached = 0
    for paragraph, (start, end) in enumerate(_paragraphs(text)):
        for first, last in _pieces(text, start, end):
            while reached < len(spans) and spans[reached][1] <= first:
                reached += 1
            sentence = _sentence(text[first:last], first, paragraph, spans, reached)
            if any(word[0].isalnum() for word in sentence.words):
                made.append(sentence)
    return tuple(made)


def quotation_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Find the outer quotations of a text: first mark up to after the last.

    Curly marks say themselves whether they open; a straight one opens after a space and closes otherwise. A mark that
    nothing closes within ``QUOTATION_CHARS_MAX`` ends with its paragraph.
    """
    spans: list[tuple[int, int]] = []
    depth = opened = 0
    for match in _QUOTE.finditer(text):
        at = match.start()
        if depth and at - opened > QUOTATION_CHARS_MAX:
            spans.append((opened, _paragraph_end(text, opened)))
            depth = 0
        if _opens(text, at, depth):
            opened = opened if depth else at
            depth = min(depth + 1, _QUOTE_DEPTH_MAX)
        elif depth:
            depth -= 1
            if not depth:
                spans.append((opened, at + 1))
    if depth:
        spans.append((opened, _paragraph_end(text, opened)))
    return tuple(spans)


def _opens(text: str, at: int, depth: int) -> bool:
    if text[at] != '"':
        return text[at] == "“"
    return not depth or (at > 0 and text[at - 1] in " \t\n(" and at + 1 < len(text) and text[at + 1].isalnum())


def _paragraph_end(text: str, at: int) -> int:
    found = text.find("\n", at, at + QUOTATION_CHARS_MAX)
    return found if found >= 0 else min(len(text), at + QUOTATION_CHARS_MAX)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Give the paragraphs; a line end inside a wrapped paragraph is none of its ends."""
    start = line = 0
    for match in _BREAK.finditer(text):
        kept = text[line : match.start()].rstrip()
        is_wrap = match[0].count("\n") == 1 and len(kept) >= _SHORT_LINE_CHARS and kept[-1] not in _TERMINAL
        line = match.end()
        if not is_wrap:
            yield start, match.start()
            start = match.end()
    yield start, len(text)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a paragraph into sentences, and those that are too long between two words."""
    first = start
    for match in _END.finditer(text, start, end):
        if _ends(text, match):
            yield from _cut(text, first, match.end() - 1)
            first = match.end()
    yield from _cut(text, first, end)


def _cut(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    while last - first > SENTENCE_CHARS_MAX:
        space = text.rfind(" ", first + SENTENCE_CHARS_MAX // 2, first + SENTENCE_CHARS_MAX)
        at = space if space > 0 else first + SENTENCE_CHARS_MAX
        yield first, at
        first = at
    if first < last:
        yield first, last


def _ends(text: str, match: re.Match[str]) -> bool:
    """Say whether a mark ends a sentence: not after an abbreviation, not before a small letter."""
    following = text[match.end() : match.end() + 4].lstrip(" \t\n\"'“\u2018([—-")
    if following and following[0].islower():
        return False
    if match[0][0] != "." or match[0].startswith(".."):
        return True
    before = text[max(0, match.start() - 12) : match.start()]
    last = before.split()[-1].lstrip("\"'“\u2018(").lower() if before.split() else ""
    is_initial = len(last) == 1 and last.isalpha()
    return not (is_initial or last in _ABBREVIATED)


@lru_cache(maxsize=20_000)
def _kept_words(text: str) -> _Words:
    """Keep the words of ordinary sentences: copies of one report ask for the same ones again and again."""
    return _words(text)


def _words(text: str) -> _Words:
    """Give words, small letters and places."""
    found = [(match[0], match.start()) for match in _WORD.finditer(text)]
    words = tuple(word for word, _ in found)
    lows = tuple(word.lower().replace("\u2019", "'") for word in words)
    return words, lows, tuple(at for _, at in found)


def _sentence(text: str, start: int, paragraph: int, spans: tuple[tuple[int, int], ...], reached: int) -> Sentence:
    words, lows, starts = _kept_words(text) if len(text) <= _KEPT_CHARS_MAX else _words(text)
    held: list[int] = []
    span = reached
    for at in starts:
        while span < len(spans) and spans[span][1] <= start + at:
            span += 1
        held.append(span if span < len(spans) and spans[span][0] <= start + at else -1)
    return Sentence(
        text=text,
        start=start,
        paragraph=paragraph,
        quotation=held[0] if held else -1,
        quotation_last=held[-1] if held else -1,
        words=words,
        lows=lows,
        starts=starts,
        quoted=tuple(each >= 0 for each in held),
    )
