# SPDX-License-Identifier: Apache-2.0
"""Who and where a sentence speaks of: names by their capitals, places by the word before them.

No list of persons or countries is used; a name is compared by its last word, and a word for people by its country's
stem, so that "the Russians" and "Russia" are one name wherever that pattern of endings holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from truceline.corroboration.sentences import Sentence
from truceline.corroboration.speech_words import TITLES
from truceline.corroboration.time_words import MONTHS, WEEKDAYS

_PLACE_BEFORE = frozenset(["in", "at", "near", "along", "across", "into", "outside", "inside"])
_OTHER_BEFORE = frozenset(["of", "for", "from", "to", "on", "over"])
_SKIPPED = frozenset(["the", "a", "an", "economic", "annual", "first", "second"])
_NO_NAMES = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "i",
        "but",
        "by",
        "following",
        "for",
        "from",
        "he",
        "her",
        "his",
        "however",
        "if",
        "in",
        "it",
        "its",
        "on",
        "one",
        "she",
        "so",
        "that",
        "the",
        "their",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "under",
        "we",
        "what",
        "when",
        "where",
        "while",
        "with",
        "according",
        "besides",
        "backed",
        "fighting",
        "speaking",
        "earlier",
        "after",
        "before",
        "during",
        "since",
        "until",
        "although",
        "though",
        "another",
        "all",
        "both",
        "either",
        "also",
        "no",
        "not",
    ]
) | frozenset((*MONTHS, *WEEKDAYS))
_STATES = {
    ("united", "states"): "us",
    ("u.s",): "us",
    ("u.s.",): "us",
    ("usa",): "us",
    ("america",): "us",
    ("american",): "us",
    ("americans",): "us",
}
_ENDINGS = (("ians", "ia"), ("ian", "ia"), ("landers", "land"), ("lander", "land"))
_BACK = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesTold:
    """Names and places of a sentence, each with its index.

    Attributes:
        names: Index of the last word and the name by which it is compared.
        places: Likewise.
    """

    names: tuple[tuple[int, str], ...]
    places: tuple[tuple[int, str], ...]

    def names_between(self, first: int, last: int) -> frozenset[str]:
        """Give the names that stand between two words."""
        return frozenset(name for at, name in self.names if first <= at < last)

    def places_near(self, first: int, last: int) -> frozenset[str]:
        """Give the places between two words; when none stands there, those of the whole sentence."""
        inside = frozenset(place for at, place in self.places if first <= at < last)
        return inside or frozenset(place for _, place in self.places)


def names_told(sentence: Sentence, left_out: Sequence[tuple[int, int]] = ()) -> NamesTold:
    """Find the names and places of a sentence.

    Args:
        sentence: The sentence.
        left_out: Stretches of words that name the speaker and nobody spoken of.
    """
    names: list[tuple[int, str]] = []
    places: list[tuple[int, str]] = []
    into: list[tuple[int, str]] | None = names
    reached = -1
    for first, last in _runs(sentence):
        if any(start <= first < end for start, end in left_out):
            continue
        before = _word_before(sentence.lows, first)
        goes_on = into is places and before == "," and first == reached + 1
        reached = last
        if goes_on or before in _PLACE_BEFORE:
            into = places
        elif before in _OTHER_BEFORE:
            into = None
        elif before != "and" or into is None:
            into = names
        compared = _compared(sentence.lows[first:last])
        if compared and into is not None:
            into.append((last - 1, compared))
    return NamesTold(names=tuple(names), places=tuple(places))


def spelt_names(sentence: Sentence) -> tuple[tuple[str, str], ...]:
    """Give every name of a sentence as it is compared, and as the text spells it, without titles and possessive."""
    found: list[tuple[str, str]] = []
    for first, last in _runs(sentence):
        compared = _compared(sentence.lows[first:last])
        if compared:
            titled = [at for at in range(first, last) if sentence.lows[at] in TITLES]
            spelt = sentence.between(titled[-1] + 1 if titled else first, last)
            found.append((compared, spelt.removesuffix("'s").removesuffix("\u2019s")))
    return tuple(found)


def _runs(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Give every run of capitals; a possessive ends its run."""
    first = -1
    for at, word in enumerate(sentence.words):
        is_name = word[0].isupper() and sentence.lows[at] not in _NO_NAMES
        if is_name and first < 0:
            first = at
        is_inside = first >= 0 and not is_name and _is_of_title(sentence, first, at)
        ends = first >= 0 and not is_inside and (not is_name or sentence.lows[at].endswith("'s"))
        if ends:
            yield first, at + 1 if is_name else at
            first = -1
    if first >= 0:
        yield first, len(sentence.words)


def _is_of_title(sentence: Sentence, first: int, at: int) -> bool:
    """Say whether a small word stands inside a title: "Secretary of State", "Chairman of the Joint Chiefs"."""
    small = sentence.lows[at : at + 2]
    following = at + 2 if small == ("of", "the") else at + 1
    is_small = small[0] == "of" or (small[0] == "the" and sentence.lows[at - 1] == "of")
    title = at - 1 if small[0] == "of" else at - 2
    is_title = title >= first and sentence.lows[title].rstrip("s") in TITLES
    return is_small and is_title and following < len(sentence.words) and sentence.words[following][0].isupper()


def _word_before(lows: Sequence[str], first: int) -> str:
    at = first - 1
    while at >= 0 and first - at <= _BACK and (lows[at] in _SKIPPED or lows[at] in TITLES - {"for", "to", "of", "and"}):
        at -= 1
    return lows[at] if at >= 0 else ""


def _compared(lows: Sequence[str]) -> str:
    """Give a name as it is compared: without titles and possessive, its last word, a people as its country."""
    titled = [at for at, low in enumerate(lows) if low in TITLES]
    kept = [low.removesuffix("'s") for low in (lows[titled[-1] + 1 :] if titled else lows)]
    if tuple(kept) in _STATES:
        return _STATES[tuple(kept)]
    if not kept or not kept[-1][0].isalnum():
        return ""
    last = kept[-1]
    for ending, put in _ENDINGS:
        if len(kept) == 1 and last.endswith(ending) and len(last) > len(ending) + 2:
            return last.removesuffix(ending) + put
    return last
