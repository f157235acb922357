# SPDX-License-Identifier: Apache-2.0
"""Who says so: the speakers that a sentence names, or leaves unnamed with a role and a number.

A speaker is kept as published. Nobody is identified who is not named, and no two names are joined. The words are read
from left to right with a bounded look to either side, so that no sentence, however made, takes long.

Source:
    The order of speaker, verb and day in agency prose (docs/statements.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from truceline.corroboration.sentences import Sentence
from truceline.corroboration.speech_words import (
    ACCUSING,
    ANONYMITY,
    BODY_HEADS,
    GRADES,
    INDEFINITE,
    MEDIUM_HEADS,
    MODIFIERS,
    NUMBERS,
    PRONOUNS,
    READING,
    SAYING,
    SAYING_THAT,
    TITLES,
    UNNAMED_HEADS,
)

SPEAKER_WORDS_MAX = 14
"""Longest naming of a speaker that is read [words]."""
_STOPS = frozenset(',;:—\u2013"“”.!?()-\u2018\u2018\u2018\u2019\u2019')
_DASHES = frozenset("-\u2013\u2014")
_FLASH_WORDS = 6
"""Longest naming that stands without a verb, before a colon or after a dash [words]."""
_FLASH_HEADS = UNNAMED_HEADS | BODY_HEADS | MEDIUM_HEADS
_FLASH_SENTENCE_WORDS = 24
"""Longest headline or flash [words and marks]."""
_SMALL = frozenset(("of", "the", "and", "for", "al", "de", "bin", "von", "van"))
_WRONG = frozenset({"wrong", "false", "untrue", "incorrect", "mistaken"})
"""With these, "reports" and "claims" before "that" are what was wrong, and no verbs."""
_STANDING_FOR = frozenset({("he",), ("she",), ("they",)})
_DAYS = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "yesterday",
        "today",
        "on",
        "in",
        "at",
        "late",
        "early",
    ]
)
_FURTHER = frozenset((word,) for word in ("of", "for", "from", "in", "with", "at", "close", "familiar"))
"""After a role these tell more of it: "an official of the League"."""
_ABBREVIATION = range(2, 6)
"""Letters of an agency's abbreviation that stands alone."""
_OPENERS = frozenset(["the", "a", "an", "some", "several", "senior", "top"])
_CUTS = frozenset(
    [
        "that",
        "which",
        "who",
        "when",
        "while",
        "although",
        "though",
        "because",
        "but",
        "as",
        "after",
        "before",
        "if",
        "since",
        "where",
        "whether",
    ]
)


class SpeakerKind(StrEnum):
    """How much is told of a speaker."""

    NAMED = "named"
    """A person, body or state, by its name."""
    UNNAMED = "unnamed"
    """Somebody whose role is told and whose name is not."""
    MEDIUM = "medium"
    """Another publication, which has it from somebody."""
    AUTHOR = "author"
    """Whoever wrote the text."""
    UNTOLD = "untold"
    """Words in quotation marks that the text gives to nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who says a thing, as published.

    Attributes:
        kind: How much is told.
        words: The naming as it stands.
        name: The name in it; empty for the unnamed.
        role: The role in it, numbers and articles left out.
        number: How many, when the text tells; None otherwise.
        reason: Why nobody is named, in the text's words.
    """

    kind: SpeakerKind
    words: str = ""
    name: str = ""
    role: str = ""
    number: int | None = None
    reason: str = ""


AUTHOR = Speaker(kind=SpeakerKind.AUTHOR)
UNTOLD = Speaker(kind=SpeakerKind.UNTOLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """One place of a sentence that says who says so.

    Attributes:
        speaker: Who.
        verb: The verb, or ``according to`` or ``citing``.
        first: Index of the first word of the naming and verb.
        last: Index of the word after them.
        is_quoted: Whether it stands inside quotation marks: then the quoted words themselves say it.
        is_cited: Whether somebody else cites this speaker.
    """

    speaker: Speaker
    verb: str
    first: int
    last: int
    is_quoted: bool
    is_cited: bool = False


def attributions_of(sentence: Sentence) -> tuple[Attribution, ...]:
    """Find every place of a sentence that says who says so.

    Args:
        sentence: The sentence.

    Returns:
        The places, in order.
    """
    lows = sentence.lows
    if _SPEECH.isdisjoint(lows):
        return _flash(sentence)
    found: list[Attribution] = []
    for at, low in enumerate(lows):
        if sentence.words[at] == low and _is_saying(lows, at):
            maybe = _before(sentence, at) or _after(sentence, at)
        elif low == "according" and lows[at + 1 : at + 2] == ("to",):
            maybe = _naming(sentence, at, at + 2, verb="according to")
        elif low in {"citing", "quoting"}:
            maybe = _naming(sentence, at, at + 1, verb="citing")
        else:
            continue
        if maybe is not None:
            found.append(maybe)
    return tuple(found) or _flash(sentence)


def _flash(sentence: Sentence) -> tuple[Attribution, ...]:
    """Read who is named without a verb, as headlines and flashes do: "Truce near - officials", "Officials: truce near".

    Only a role, a body or a medium counts; any other name after a dash may be anything.
    """
    lows = sentence.lows
    if len(lows) > _FLASH_SENTENCE_WORDS:
        return ()
    end = len(lows) - (lows[-1:] == (".",))
    for at in range(max(1, end - _FLASH_WORDS - 1), end - 1):
        if lows[at] in _DASHES and (speaker := _flash_speaker(sentence, at + 1, end)):
            return (_flash_attribution(speaker, sentence, at, end),)
    colon = next((at for at in range(1, min(_FLASH_WORDS + 1, end - 1)) if lows[at] == ":"), 0)
    speaker = _flash_speaker(sentence, 0, colon) if colon else None
    return (_flash_attribution(speaker, sentence, 0, colon),) if speaker else ()


def _flash_speaker(sentence: Sentence, first: int, last: int) -> Speaker | None:
    is_naming = sentence.lows[last - 1] in _FLASH_HEADS and _STOPS.isdisjoint(sentence.lows[first:last])
    return _speaker(sentence, first, last) if is_naming else None


def _flash_attribution(speaker: Speaker, sentence: Sentence, first: int, last: int) -> Attribution:
    return Attribution(speaker=speaker, verb="", first=first, last=last, is_quoted=sentence.quoted[first])


_SPEECH = SAYING | SAYING_THAT | READING | {"according", "citing", "quoting"}


def anonymity_reason(sentence: Sentence) -> str:
    """Give the words by which a sentence says why somebody is not named; empty when it does not."""
    if not any(word in sentence.lows for word in ("anonymity", "anonymously", "identified", "named", *_AUTHORISED)):
        return ""
    for words in ANONYMITY:
        at = _index(sentence.lows, words)
        if at >= 0:
            return _reason_around(sentence, at, len(words))
    return ""


def account_of(sentence: Sentence, accounts: frozenset[str]) -> tuple[Speaker | None, Speaker | None]:
    """Read a sentence that introduces words quoted at length: whose account it is, and who passes it on.

    Args:
        sentence: The sentence before the quoted words.
        accounts: Nouns for such words.

    Returns:
        The speaker and the medium; None for whatever the sentence does not tell.
    """
    whose: Speaker | None = None
    for at, low in enumerate(sentence.lows):
        if low in accounts and at and sentence.lows[at - 1].endswith(("'s", "s'")):
            whose = _possessor(sentence, at)
        elif low in accounts and sentence.lows[at + 1 : at + 2] in {("by",), ("from",)}:
            whose = _speaker(sentence, at + 2, _end_of_naming(sentence, at + 2))
    via: Speaker | None = None
    for at, low in enumerate(sentence.lows[:SPEAKER_WORDS_MAX]):
        if low in {"provided", "published", "released", "carried", "issued", "quoted", "reported"}:
            end = at - 1 if at and sentence.lows[at - 1] in MODIFIERS else at
            via = _speaker(sentence, _start_of_naming(sentence, end), end)
            break
    return whose, via


def _possessor(sentence: Sentence, end: int) -> Speaker | None:
    """Read the name before an account, back over capitals and one article."""
    first = end
    while first and end - first < SPEAKER_WORDS_MAX and sentence.words[first - 1][0].isupper():
        first -= 1
    told = sentence.between(first, end)
    name = told.removesuffix("'s").removesuffix("\u2019s")
    return Speaker(kind=SpeakerKind.NAMED, words=name, name=name) if name else None


_AUTHORISED = ("authorised", "authorized")


def _is_saying(lows: Sequence[str], at: int) -> bool:
    """Say whether a word is a verb of saying there; a capital has been ruled out, so that no "States" is one."""
    if lows[at] in {"reports", "claims"} and not _WRONG.isdisjoint(lows[at:]):
        return False
    return lows[at] in SAYING or lows[at] in READING or (lows[at] in SAYING_THAT and _reports(lows, at))


def _reports(lows: Sequence[str], at: int) -> bool:
    following = lows[at + 1] if at + 1 < len(lows) else "."
    before = lows[at - 1] if at else ""
    if lows[at] in ACCUSING or following == "that":
        return True
    if before in {",", "”", '"', "\u2019"} and at:
        return True
    ends = following in _STOPS or following in _DAYS
    return ends and bool({",", "”", '"', "\u2019"} & set(lows[max(0, at - SPEAKER_WORDS_MAX) : at]))


def _before(sentence: Sentence, at: int) -> Attribution | None:
    """Read the naming before a verb; words such as "has" and "also" between them are passed."""
    end = at
    while end and sentence.lows[end - 1] in MODIFIERS:
        end -= 1
    if not end or sentence.lows[end - 1] in {"which", "that", "who", "to", "be", "been", "not"}:
        return None
    first = _start_of_naming(sentence, end)
    speaker = _speaker(sentence, first, end)
    if sentence.lows[first:end] in _STANDING_FOR:
        speaker = Speaker(kind=SpeakerKind.UNTOLD, words=sentence.between(first, end))
    if speaker is None:
        return None
    return Attribution(speaker=speaker, verb=sentence.lows[at], first=first, last=at + 1, is_quoted=sentence.quoted[at])


def _after(sentence: Sentence, at: int) -> Attribution | None:
    """Read the naming after a verb that stands after a comma or a closing mark."""
    if not at or sentence.lows[at - 1] not in {",", "”", '"', "\u2019"}:
        return None
    return _naming(sentence, at, at + 1, verb=sentence.lows[at])


def _naming(sentence: Sentence, at: int, first: int, *, verb: str) -> Attribution | None:
    last = _end_of_naming(sentence, first)
    speaker = _speaker(sentence, first, last)
    if speaker is None:
        return None
    is_cited = verb == "citing"
    return Attribution(
        speaker=speaker, verb=verb, first=at, last=last, is_quoted=sentence.quoted[at], is_cited=is_cited
    )


def _start_of_naming(sentence: Sentence, end: int) -> int:
    first = end
    bracket = 0
    while first and end - first < SPEAKER_WORDS_MAX:
        low = sentence.lows[first - 1]
        bracket += (low == ")") - (low == "(")
        if bracket < 0 or (not bracket and low in _STOPS and low not in "()") or low in _CUTS:
            break
        if sentence.quoted[first - 1] != sentence.quoted[end - 1]:
            break
        first -= 1
    while first < end and sentence.lows[first] in {"and", "but", "however", "besides", "meanwhile", "also"}:
        first += 1
    return first


def _end_of_naming(sentence: Sentence, first: int) -> int:
    last = first
    while last < len(sentence.lows) and last - first < SPEAKER_WORDS_MAX:
        low = sentence.lows[last]
        if low in _STOPS or low in _CUTS or (low in _DAYS and last > first) or low in SAYING:
            break
        last += 1
    return last


def _speaker(sentence: Sentence, first: int, last: int) -> Speaker | None:
    """Make a speaker of a naming; None when it names nobody (no role, no medium, no capital)."""
    lows, words = sentence.lows[first:last], sentence.words[first:last]
    if not words or all(low in PRONOUNS or low in _SMALL for low in lows):
        return None
    told = sentence.between(first, last)
    heads = [at for at, low in enumerate(lows) if low in UNNAMED_HEADS]
    name = _name_in(words, lows)
    if heads and not name:
        until = len(words) if lows[heads[0] + 1 : heads[0] + 2] in _FURTHER else heads[-1] + 1
        role = " ".join(words[at] for at in range(until) if not _is_counting(lows[at]) or heads[0] < at)
        return Speaker(kind=SpeakerKind.UNNAMED, words=told, role=role, number=_number(lows[: heads[0] + 1]))
    if (lows[0] in NUMBERS or lows[0] in INDEFINITE) and not any(word[0].isupper() for word in words):
        return Speaker(kind=SpeakerKind.UNNAMED, words=told, role=" ".join(words[1:]), number=_number(lows))
    head = next((lows[at - 1] for at in range(1, len(lows)) if lows[at] == "("), lows[-1]).removesuffix("'s")
    if head in MEDIUM_HEADS or (len(lows) == 1 and words[0].isupper() and len(words[0]) in _ABBREVIATION):
        return Speaker(kind=SpeakerKind.MEDIUM, words=told, name=told)
    if head in BODY_HEADS or not name:
        name = _capitalised(words) or (" ".join(words) if head in BODY_HEADS else "")
    if not name:
        return None
    role = " ".join(words[: len(words) - len(name.split())]) if told.endswith(name) else ""
    return Speaker(kind=SpeakerKind.NAMED, words=told, name=name, role="" if role.lower() in _OPENERS else role)


def _name_in(words: Sequence[str], lows: Sequence[str]) -> str:
    """Give the name that follows the last word of a title; empty when no title stands or nothing follows it."""
    titled = [at for at, low in enumerate(lows) if low in TITLES and low not in _SMALL and low not in {"a", "an"}]
    if not titled:
        return ""
    following = words[titled[-1] + 1 :]
    if following and following[0].lower() in _SMALL:
        return ""
    return (
        " ".join(following)
        if following and all(word[0].isupper() or word.lower() in _SMALL for word in following)
        else ""
    )


def _capitalised(words: Sequence[str]) -> str:
    """Give the naming without its article when it is a name: a capital in it that is no first word of a phrase."""
    kept = list(words)
    while kept and kept[0].lower() in _OPENERS:
        kept = kept[1:]
    return " ".join(kept) if any(word[0].isupper() for word in kept) else ""


def _is_counting(low: str) -> bool:
    return low in NUMBERS or low in INDEFINITE or low == "the" or low.isdigit()


def _number(lows: Sequence[str]) -> int | None:
    for low in lows:
        if low.isdigit() and len(low) <= len("9999"):
            return int(low)
        if low in NUMBERS:
            return NUMBERS[low]
    singular = bool(lows) and not lows[-1].endswith("s") and lows[-1] not in {"people", "spokespeople", "spokesmen"}
    return 1 if singular and lows[0] == "the" else None


def role_key(role: str) -> tuple[str, frozenset[str]]:
    """Give what tells one group of unnamed sources from another: the head of the role, and what qualifies it.

    Args:
        role: As of ``Speaker.role``.

    Returns:
        The head in the singular, and the qualifying words in lower case, ranks left out.
    """
    words = [word.lower().replace("\u2019", "'") for word in role.split()]
    if not words:
        return "", frozenset()
    told = next((word for word in words if word in UNNAMED_HEADS), words[-1])
    head = told.removesuffix("s") if not told.endswith("ss") else told
    return head, frozenset(word for word in words if word != told and word not in GRADES and word not in _SMALL)


def _index(lows: Sequence[str], words: Sequence[str]) -> int:
    wide = len(words)
    return next((at for at in range(len(lows) - wide + 1) if tuple(lows[at : at + wide]) == tuple(words)), -1)


def _reason_around(sentence: Sentence, at: int, wide: int) -> str:
    """Give the clause with the words that were found: back to the verb's subject, on to the next stop."""
    first = at
    while first and sentence.lows[first - 1] not in _STOPS and sentence.lows[first - 1] not in {"who", "officials"}:
        first -= 1
        if at - first >= SPEAKER_WORDS_MAX:
            break
    last = at + wide
    while last < len(sentence.lows) and sentence.lows[last] not in _STOPS and last - at < 2 * SPEAKER_WORDS_MAX:
        last += 1
    return sentence.between(first, last)
