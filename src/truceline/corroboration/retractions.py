# SPDX-License-Identifier: Apache-2.0
"""Sentences by which a publication takes back what it told: what it takes back, and where that had stood.

"In a story published May 4, X reported erroneously that ...", "An earlier version of this article misstated ...",
"Correction: four were hurt, not six". The words taken back are nobody's claim any more, least of all of the text that
takes them back.

Source:
    The forms of correction that agencies and papers print (docs/statements.md).
"""

import re
from dataclasses import dataclass

_WRONGLY = r"(?:erroneously|wrongly|incorrectly|mistakenly|inaccurately|falsely|in\s+error)"
_TELLING = r"(?:reported|said|stated|wrote|gave|described|identified|put|quoted|named|referred\s+to)"
_CLAIM = re.compile(
    rf"\b(?:{_TELLING}\s+{_WRONGLY}|{_WRONGLY}\s+{_TELLING}|misstated|misreported|misidentified|misquoted)\s+(?:that\s+)?"
    r"(?P<claim>\S.*)",
    re.IGNORECASE,
)
_HINTS = (
    "erroneous",
    "wrongly",
    "incorrectly",
    "mistakenly",
    "inaccurately",
    "falsely",
    "in error",
    "misstated",
    "misreported",
    "misidentified",
    "misquoted",
    "correction",
    "clarification",
    "editor\u2019s note",
    "editor's note",
)
"""In small letters: words without any of them take nothing back."""
_PRINTED = r"(?:story|stories|article|report|dispatch|item|version|text|column)\b"
_LABEL = re.compile(r"\W*(?:corrections?|clarification|editor['\u2019]s note)\s*[:.\u2013\u2014-]+\s*", re.IGNORECASE)
_LEAD = re.compile(rf"\W*(?:in\s+)?(?:an?|the|this|its|our)\s+(?:[\w\u2019'-]+\s+){{0,3}}?{_PRINTED}", re.IGNORECASE)
_OUTLET = re.compile(
    rf",\s+(?:[Tt]he\s+)?(?P<outlet>[A-Z][\w.&\u2019' ]{{1,60}}?)\s+(?:{_WRONGLY}|{_TELLING}|mis\w+)\b"
)
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = re.compile(rf"\b(?:{_MONTH}\s+(\d{{1,2}})|(\d{{1,2}})\s+{_MONTH})\b", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NOT = re.compile(r",?\s+(?:and|rather than)?\s*\bnot\s+(?P<not>[^,;.]{1,80})", re.IGNORECASE)
CHARS_MAX = 1_500
"""Beginning of a paragraph in which it takes something back [characters]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraction:
    """Words taken back.

    Attributes:
        claim: The words.
        is_exact: Whether these are the words that were wrong; else they tell what is right, with what was wrong in
            ``wrong``.
        wrong: The part that was wrong, after "not"; empty when not told.
        outlet: The publication that told them, by its name; empty when it is this text's own.
        month_day: ``MM-DD`` of the day on which they were published; empty when not told.
        printed: Words by which the place is named where they had stood: "An earlier version of this story".
    """

    claim: str
    is_exact: bool
    wrong: str = ""
    outlet: str = ""
    month_day: str = ""
    printed: str = ""


def retraction_in(words: str) -> Retraction | None:
    """Read a sentence or paragraph as one that takes something back.

    Args:
        words: The words; only the first ``CHARS_MAX`` characters are looked at.

    Returns:
        What is taken back; None when nothing is.
    """
    looked = words[:CHARS_MAX]
    if not may_take_back(looked):
        return None
    spaced = " ".join(looked.split())
    label = _LABEL.match(spaced)
    told = spaced[label.end() :] if label else spaced
    lead = _LEAD.match(told)
    claim = _CLAIM.search(told)
    if claim and (label or lead):
        return _of_claim(told, claim, lead)
    return _of_label(told) if label and told else None


def may_take_back(words: str) -> bool:
    """Say whether words hold anything of a correction at all: a quick look."""
    low = words.lower()
    return any(hint in low for hint in _HINTS)


def _of_claim(told: str, claim: re.Match[str], lead: re.Match[str] | None) -> Retraction:
    before = told[: claim.start()]
    outlet = _OUTLET.search(told[: claim.start("claim")])
    return Retraction(
        claim=_first_sentence(claim["claim"]),
        is_exact=True,
        outlet=outlet["outlet"].strip() if outlet else "",
        month_day=_month_day(before),
        printed=before.strip(" ,") if lead and not outlet else "",
    )


def _of_label(told: str) -> Retraction:
    sentence = _first_sentence(told)
    wrong = _NOT.search(sentence)
    kept = sentence[: wrong.start()] + sentence[wrong.end() :] if wrong else sentence
    return Retraction(claim=kept, is_exact=False, wrong=wrong["not"] if wrong else "", month_day=_month_day(told))


def _first_sentence(words: str) -> str:
    return re.split(r"[.!?](?:\s+(?=[A-Z\"“])|$)", words, maxsplit=1)[0].strip()


def _month_day(words: str) -> str:
    found = _DAY.search(words)
    if found is None:
        return ""
    name, day = (found[1], found[2]) if found[1] else (found[4], found[3])
    return f"{_MONTHS.index(name[:3].lower()) + 1:02d}-{int(day):02d}"
