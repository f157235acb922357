# SPDX-License-Identifier: Apache-2.0
"""Whether a text is English: what is not English is compared for copies, and not read for statements.

The measure, one pass over the words:

    - *Another script*: more than ``OTHER_SCRIPT_FROM`` of the letters are not Latin.
    - *Other words*: of ``JUDGED_WORDS`` words and more, fewer than ``FUNCTION_SHARE`` are English function words; of a
      shorter text, more are function words of other languages than English ones.

About 0.3 of the words of English reports are among those listed here; of German, French, Spanish, Dutch and Turkish
ones it is less than 0.06, since few words that several languages share are in the list.
"""

import re
from enum import StrEnum

OTHER_SCRIPT_FROM = 0.5
"""Share of letters that are not Latin, above which a text or a sentence is in another script, 0..1."""
FUNCTION_SHARE = 0.12
"""Least share of English function words in an English text, 0..1."""
JUDGED_WORDS = 20
"""Words from which the share says anything."""
WORDS_LOOKED_AT = 2_000
"""Words of a text that are counted: more of them change no share worth speaking of."""

_WORD = re.compile(r"[^\W\d_]+")
_OTHER_LETTERS = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]+")
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "that",
        "is",
        "was",
        "were",
        "for",
        "with",
        "on",
        "at",
        "by",
        "as",
        "it",
        "its",
        "be",
        "been",
        "are",
        "has",
        "have",
        "had",
        "not",
        "but",
        "from",
        "this",
        "which",
        "they",
        "their",
        "would",
        "will",
        "after",
        "who",
        "said",
        "or",
        "he",
        "she",
        "his",
        "her",
        "them",
        "into",
        "about",
        "over",
        "than",
        "other",
        "could",
        "there",
        "when",
        "what",
        "we",
        "our",
        "you",
        "if",
        "while",
        "between",
        "against",
        "under",
        "before",
        "no",
    ]
)
_ELSEWHERE = frozenset(
    [
        "der",
        "das",
        "und",
        "ist",
        "nicht",
        "mit",
        "von",
        "den",
        "dem",
        "ein",
        "eine",
        "auf",
        "am",
        "im",
        "zu",
        "nach",
        "bei",
        "wird",
        "le",
        "la",
        "les",
        "et",
        "est",
        "une",
        "du",
        "dans",
        "pour",
        "par",
        "sur",
        "aux",
        "qui",
        "que",
        "el",
        "los",
        "las",
        "y",
        "en",
        "un",
        "una",
        "por",
        "con",
        "del",
        "se",
        "di",
        "il",
        "che",
        "gli",
        "della",
        "per",
        "ve",
        "bir",
        "ile",
        "icin",
        "için",
        "de",
        "da",
        "do",
        "em",
        "na",
        "os",
        "um",
        "uma",
        "het",
        "een",
        "van",
        "voor",
    ]
)


class Language(StrEnum):
    """What language a text is in, as far as this software can tell."""

    ENGLISH = "english"
    OTHER_SCRIPT = "other_script"
    """Most of its letters are not Latin."""
    OTHER_WORDS = "other_words"
    """It has too few of the words that hold an English sentence together."""


def language_of(text: str) -> Language:
    """Say whether a text is English.

    Args:
        text: Its words, without notices, comments and furniture.

    Source:
        Grefenstette 1995, Comparing two language identification schemes (function words); the cuts are measured on the
        five press reports of docs/texts.md and on prose of other languages.
    """
    if is_other_script(text):
        return Language.OTHER_SCRIPT
    words = [match[0].lower() for match, _ in zip(_WORD.finditer(text), range(WORDS_LOOKED_AT), strict=False)]
    english = sum(word in _ENGLISH for word in words)
    if len(words) >= JUDGED_WORDS:
        return Language.ENGLISH if english >= FUNCTION_SHARE * len(words) else Language.OTHER_WORDS
    return Language.OTHER_WORDS if sum(word in _ELSEWHERE for word in words) > english else Language.ENGLISH


def is_other_script(text: str) -> bool:
    """Say whether most letters of a text or a sentence are not Latin."""
    if text.isascii() or not _OTHER_LETTERS.search(text):
        return False
    others = sum(len(each) for each in _OTHER_LETTERS.findall(text))
    return others > OTHER_SCRIPT_FROM * sum(len(each) for each in _WORD.findall(text))
