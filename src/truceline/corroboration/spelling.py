# SPDX-License-Identifier: Apache-2.0
"""One spelling for words and names that editors spell in several ways, for comparing only; no text is changed.

General rules come first, then short tables, then names that a library adds as data. A rule may make two different
words equal, such as "called" and "caled": that costs nothing as long as it is rare, since copies are found by runs of
words. Nothing here speaks of one country or war.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_ENDINGS: tuple[tuple[str, str], ...] = (
    (r"is(e|ed|es|er|ers|ing|ation|ations)$", r"iz\1"),  # authorise, authorize
    (r"ys(e|ed|es|ing)$", r"yz\1"),  # analyse, analyze
    (r"our(s|ed|ing|able|ite|ites|hood|hoods)?$", r"or\1"),  # neighbour, neighbor
    (r"tre(s|d)?$", r"ter\1"),  # centre, center; kilometres, kilometers
    (r"(e)nce(s|d)?$", r"\1nse\2"),  # defence, defense
    (r"ll(ed|ing|er|ers)$", r"l\1"),  # travelled, traveled
    (r"ogue(s|d)?$", r"og\1"),  # dialogue, dialog
    (r"amme(s)?$", r"am\1"),  # programme, program
)
"""British and American endings of words of six letters and more, to one of the two."""

_ENDING = tuple((re.compile(pattern), put) for pattern, put in _ENDINGS)
_SHORTEST_ENDING = 6
_SHORTEST_NAME = 3
"""Letters of a name: "IS" cannot be told from a verb."""
_JOINT = re.compile(r"ise|isa|isi|ys|our|tr|nce|ll|ogu|amm")
"""What a word must hold for any ending to be looked at."""

WORDS: dict[str, str] = {
    "usa": "us",  # One state, two abbreviations.
    "grey": "gray",
    "metre": "meter",
    "km": "kilometers",  # Editors write units out or not.
    "kms": "kilometers",
    "percent": "pct",
    "gov": "government",
    "govt": "government",
}
"""Single words with two spellings that no ending explains."""

PHRASES: dict[tuple[str, ...], str] = {
    ("united", "states", "of", "america"): "us",
    ("united", "states"): "us",
    ("u", "s"): "us",  # Full stops are dropped before: "U.S." comes as two letters.
    ("united", "nations"): "un",
    ("u", "n"): "un",
    ("united", "kingdom"): "uk",
    ("u", "k"): "uk",
    ("european", "union"): "eu",
    ("e", "u"): "eu",
    ("cease", "fire"): "ceasefire",  # Closed, open and hyphenated compounds of one word each.
    ("cease", "fires"): "ceasefires",
    ("hot", "line"): "hotline",
    ("hot", "lines"): "hotlines",
    ("air", "strike"): "airstrike",
    ("air", "strikes"): "airstrikes",
    ("air", "base"): "airbase",
    ("air", "space"): "airspace",
    ("war", "planes"): "warplanes",
    ("war", "plane"): "warplane",
    ("check", "point"): "checkpoint",
    ("check", "points"): "checkpoints",
    ("peace", "keepers"): "peacekeepers",
    ("peace", "keeping"): "peacekeeping",
    ("de", "confliction"): "deconfliction",
    ("de", "escalation"): "deescalation",
    ("de", "escalate"): "deescalate",
    ("no", "fly"): "nofly",
    ("per", "cent"): "pct",
}
"""Names and compounds of several words."""

ARTICLES = frozenset({"al", "el"})
"""The Arabic article: written or left out, joined or apart, it is dropped wherever it stands."""

_WORD = re.compile(r"\w+")
_BY_CHARACTER = re.compile("[぀-ヿ㐀-鿿豈-﫿]")
"""Scripts written without spaces between words: every character counts as a word."""
_BY_CHARACTER_OR_WORD = re.compile("[぀-ヿ㐀-鿿豈-﫿]|[^\\W぀-ヿ㐀-鿿豈-﫿]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names with several forms, each to one word.

    Attributes:
        phrases: Words of each form, spelt as one spells here, and the word it becomes; longer forms first.
    """

    phrases: tuple[tuple[tuple[str, ...], str], ...]


def known_names(groups: Iterable[Iterable[str]] = ()) -> Names:
    """Give the names to be unified: those of every language table here, and groups of forms of one name.

    Args:
        groups: For each thing, its names, such as a force's name and its aliases.

    Returns:
        The names; a form that stands for two things is left as it is.

    Source:
        Measured on real copies of one wire report: unifying names lengthened the longest common run from 72 to 269
        words (docs/texts.md).
    """
    phrases: dict[tuple[str, ...], str] = dict(PHRASES)
    taken: dict[tuple[str, ...], int] = {}
    added: dict[tuple[str, ...], str] = {}
    for number, group in enumerate(groups):
        spelt = {tuple(spell_all(words_of(name))) for name in group}
        forms = {form for form in spelt if len("".join(form)) >= _SHORTEST_NAME}
        if len(forms) < 2:  # noqa: PLR2004 - one form has nothing to be unified with
            continue
        shortest = min(forms, key=lambda form: (len(form), form))
        for form in forms:
            if taken.setdefault(form, number) != number:
                added.pop(form, None)
            elif form not in phrases:
                added[form] = "name_" + "_".join(shortest)
    phrases.update(added)
    return Names(phrases=tuple(sorted(phrases.items(), key=lambda each: (-len(each[0]), each[0]))))


def words_of(text: str) -> list[str]:
    """Give the words of a text in lower case, punctuation dropped, as they are spelt there."""
    lowered = text.lower()
    if _BY_CHARACTER.search(lowered):
        return _BY_CHARACTER_OR_WORD.findall(lowered)
    return _WORD.findall(lowered)


def spell_all(words: Iterable[str]) -> Iterator[str]:
    """Give each word in its one spelling, articles left out.

    Yields:
        Words.
    """
    for word in words:
        if word not in ARTICLES:
            yield spell(word)


@lru_cache(maxsize=65_536)
def spell(word: str) -> str:
    """Give one word in its one spelling.

    Args:
        word: In lower case.

    Returns:
        The spelling that stands for all.

    Source:
        Differences between British and American spelling as dictionaries list them.
    """
    if not word.isascii():
        word = "".join(each for each in unicodedata.normalize("NFKD", word) if not unicodedata.combining(each))
    if word in WORDS:
        return WORDS[word]
    if len(word) >= _SHORTEST_ENDING and _JOINT.search(word):
        for pattern, put in _ENDING:
            changed = pattern.sub(put, word)
            if changed != word:
                return changed
    return word
