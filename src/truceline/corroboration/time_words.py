# SPDX-License-Identifier: Apache-2.0
"""Finds the words by which a sentence tells a time, and reads what they themselves say; ``told_dates`` resolves them.

Source:
    The order of day, month and year in English prose; agency style writes a bare weekday for a day within the week.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from truceline.corroboration.sentences import Sentence

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

_MONTH_OF = (
    {name: number for number, name in enumerate(MONTHS, start=1)}
    | {name[:3]: number for number, name in enumerate(MONTHS, start=1) if name != "may"}
    | {"sept": 9}
)
_WEEKDAY_OF = {name: number for number, name in enumerate(WEEKDAYS)}
_DEICTIC = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_BEFORE_MONTH = frozenset(
    ["in", "since", "until", "by", "last", "next", "this", "early", "late", "mid", "a", "during", "from", "of"]
)
_BEFORE_YEAR = frozenset(["in", "of", "since", "until", "from", "during", "by"])
_UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30, "months": 30, "year": 365, "years": 365}
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_LONG = frozenset(["days", "weeks", "months", "years", "decades"])
_VAGUE = frozenset(["earlier", "previously", "recently", "formerly"])
_SINCE = frozenset(["following", "after", "since"])
_UNTIL = frozenset(["until", "till", "before"])
_RELATION_WORDS = 14
_CLAUSE_ENDS = frozenset(",;:—\u2013.")
_LAST_DAY = 31


class TimeForm(StrEnum):
    """What words for a time amount to by themselves."""

    DATE = "date"
    DAY_OF_YEAR = "day_of_year"
    """A day and a month without a year."""
    MONTH = "month"
    YEAR = "year"
    WEEKDAY = "weekday"
    DAY_FROM_NOW = "day_from_now"
    WEEKEND = "weekend"
    WEEK = "week"
    AGO = "ago"
    NEXT_DAY = "next_day"
    """The day after, or before, one told earlier."""
    DURATION = "duration"
    VAGUE = "vague"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWords:
    """Words for a time, as they stand.

    Attributes:
        words: The words.
        first: Index of the first of them in the sentence.
        last: Index of the word after them.
        form: What they amount to.
        year: Told in them; 0 when not.
        month: 1..12; 0 when not told.
        day: 1..31; 0 when not told.
        weekday: 0 (Monday)..6; -1 when not told.
        shift: Days from the anchor for ``DAY_FROM_NOW``, ``AGO`` and ``NEXT_DAY``; weeks or months for ``WEEK``,
            ``WEEKEND``, ``MONTH`` with "last" (-1), "this" (0), "next" (1).
        span: Days of one unit for ``AGO``.
        relation: ``on``; ``from`` after "following", "since", "as early as"; ``until`` after "until", "before".
    """

    words: str
    first: int
    last: int
    form: TimeForm
    year: int = 0
    month: int = 0
    day: int = 0
    weekday: int = -1
    shift: int = 0
    span: int = 1
    relation: str = "on"


def time_words_of(sentence: Sentence) -> tuple[TimeWords, ...]:
    """Find every telling of a time in a sentence.

    Args:
        sentence: The sentence.

    Returns:
        Tellings in order; none overlaps another.
    """
    if _LEADS.isdisjoint(sentence.lows) and not _DIGIT.search(sentence.text):
        return ()
    found: list[TimeWords] = []
    at = 0
    while at < len(sentence.lows):
        maybe = _read(sentence, at)
        if maybe is None:
            at += 1
            continue
        found.append(_related(sentence, maybe))
        at = maybe.last
    return tuple(found)


_DIGIT = re.compile(r"\d")
_LEADS = frozenset(
    (*_WEEKDAY_OF, *_MONTH_OF, *_DEICTIC, *_VAGUE, *_UNITS, *_LONG, "weekend", "next", "day", "following")
)
"""A sentence without any of these and without a figure tells no time."""


def _read(sentence: Sentence, at: int) -> TimeWords | None:
    low = sentence.lows[at]
    if low in _WEEKDAY_OF:
        return _weekday(sentence, at)
    if low in _MONTH_OF or low[0].isdigit():
        return _calendar(sentence, at)
    if low in _DEICTIC:
        return _made(sentence, at, at + 1, TimeForm.DAY_FROM_NOW, shift=_DEICTIC[low])
    if low in {"following", "next", "day", "last", "this", "the", "weekend"}:
        return _relative(sentence, at)
    if low in _COUNTS or low in {"for", "in", "over"}:
        return _counted(sentence, at)
    if low in _VAGUE and sentence.lows[at + 1 : at + 2] not in {("this",), ("on",), ("in",), ("than",)}:
        return _made(sentence, at, at + 1, TimeForm.VAGUE)
    return None


def _weekday(sentence: Sentence, at: int) -> TimeWords:
    """Read a weekday, alone or before a date."""
    weekday = _WEEKDAY_OF[sentence.lows[at]]
    following = at + 1
    while sentence.lows[following : following + 1] in {(",",), ("the",)}:
        following += 1
    dated = _calendar(sentence, following) if following < len(sentence.lows) else None
    if dated is not None and dated.form in {TimeForm.DATE, TimeForm.DAY_OF_YEAR}:
        return replace(dated, words=sentence.between(at, dated.last), first=at, weekday=weekday)
    shift = {"last": -1, "next": 1}.get(sentence.lows[at - 1] if at else "", 0)
    return _made(sentence, at, at + 1, TimeForm.WEEKDAY, weekday=weekday, shift=shift)


def _calendar(sentence: Sentence, at: int) -> TimeWords | None:
    lows, low = sentence.lows, sentence.lows[at]
    if low[0].isdigit():
        return _from_number(sentence, at)
    if low not in _MONTH_OF or not sentence.words[at][0].isupper():
        return None
    month = _MONTH_OF[low]
    after = at + 2 if lows[at + 1 : at + 2] == (".",) else at + 1
    day = _day_number(lows, after)
    if day:
        year, last = _year_after(lows, after + 1)
        return _made(
            sentence, at, last, TimeForm.DATE if year else TimeForm.DAY_OF_YEAR, year=year, month=month, day=day
        )
    year, last = _year_after(lows, after)
    if year:
        return _made(sentence, at, last, TimeForm.MONTH, year=year, month=month)
    if at and lows[at - 1] in _BEFORE_MONTH:
        shift = {"last": -1, "next": 1}.get(lows[at - 1], 0)
        return _made(sentence, at, at + 1, TimeForm.MONTH, month=month, shift=shift)
    return None


def _from_number(sentence: Sentence, at: int) -> TimeWords | None:
    lows, low = sentence.lows, sentence.lows[at]
    if len(low) == len("2017-05-04") and low[4] == low[7] == "-" and low.replace("-", "").isdecimal():
        year, month, day = (int(part) for part in low.split("-"))
        return _made(sentence, at, at + 1, TimeForm.DATE, year=year, month=month, day=day)
    if lows[at + 1 : at + 2] == ("days",) or lows[at + 1 : at + 2] == ("weeks",):
        return _counted(sentence, at)
    day = _day_number(lows, at)
    after = at + 2 if lows[at + 1 : at + 2] == ("of",) else at + 1
    if day and after < len(lows) and lows[after] in _MONTH_OF and sentence.words[after][0].isupper():
        year, last = _year_after(lows, after + 1)
        form = TimeForm.DATE if year else TimeForm.DAY_OF_YEAR
        return _made(sentence, at, last, form, year=year, month=_MONTH_OF[lows[after]], day=day)
    if _is_year(low) and at and (lows[at - 1] in _BEFORE_YEAR):
        return _made(sentence, at, at + 1, TimeForm.YEAR, year=int(low))
    return None


def _relative(sentence: Sentence, at: int) -> TimeWords | None:
    lows = sentence.lows
    three, two = lows[at : at + 3], lows[at : at + 2]
    if three in {("the", "following", "day"), ("the", "next", "day"), ("the", "day", "after")}:
        return _with_date(sentence, _made(sentence, at, at + 3, TimeForm.NEXT_DAY, shift=1))
    if three == ("the", "day", "before"):
        return _with_date(sentence, _made(sentence, at, at + 3, TimeForm.NEXT_DAY, shift=-1))
    shift = {"last": -1, "this": 0, "the": 0, "next": 1}.get(lows[at])
    if shift is None:
        return None
    if two[1:] == ("weekend",):
        return _made(sentence, at, at + 2, TimeForm.WEEKEND, shift=shift)
    if two[1:] == ("week",) and lows[at] != "the":
        return _made(sentence, at, at + 2, TimeForm.WEEK, shift=shift)
    if two[1:] == ("month",) and lows[at] != "the":
        return _made(sentence, at, at + 2, TimeForm.MONTH, shift=shift)
    return None


def _with_date(sentence: Sentence, told: TimeWords) -> TimeWords:
    """Join "the following day" with the date that stands right after it, in brackets or after a comma."""
    after = told.last
    opener = sentence.lows[after : after + 1]
    after += opener in {("(",), (",",)}
    dated = _read(sentence, after) if after < len(sentence.lows) else None
    if dated is None or dated.form not in {TimeForm.DATE, TimeForm.DAY_OF_YEAR}:
        return told
    last = dated.last + (opener == ("(",) and sentence.lows[dated.last : dated.last + 1] == (")",))
    return replace(dated, words=sentence.between(told.first, last), first=told.first, last=last)


def _counted(sentence: Sentence, at: int) -> TimeWords | None:
    """Read "a week ago", "for years", "in recent days"."""
    lows = sentence.lows
    if lows[at] in {"for", "in", "over"}:
        middle = 1 if lows[at + 1 : at + 2] and (lows[at + 1] in _COUNTS or lows[at + 1] in _FEW) else 0
        unit = at + 1 + middle
        if unit < len(lows) and lows[unit] in _LONG and (middle or lows[at] == "for"):
            return _made(sentence, at, unit + 1, TimeForm.DURATION)
        return None
    count = int(lows[at]) if lows[at].isdecimal() and len(lows[at]) <= len("999") else _COUNTS.get(lows[at], 0)
    if lows[at + 1 : at + 2] and lows[at + 1] in _UNITS and lows[at + 2 : at + 3] == ("ago",):
        span = _UNITS[lows[at + 1]]
        return _made(sentence, at, at + 3, TimeForm.AGO, shift=-count * span, span=span)
    return None


_FEW = frozenset(["recent", "several", "many", "some", "past"])


def _related(sentence: Sentence, told: TimeWords) -> TimeWords:
    """Say whether something began or ended with this time: "following ... on 6 April", "as early as Sunday"."""
    lows = sentence.lows
    if told.first >= len(_AS_EARLY_AS) and lows[told.first - len(_AS_EARLY_AS) : told.first] == _AS_EARLY_AS:
        return replace(told, relation="from")
    for back in range(told.first - 1, max(-1, told.first - _RELATION_WORDS), -1):
        if lows[back] in _CLAUSE_ENDS:
            break
        if lows[back] in _SINCE:
            return replace(told, relation="from")
        if lows[back] in _UNTIL:
            return replace(told, relation="until")
    return told


_AS_EARLY_AS = ("as", "early", "as")


def _made(sentence: Sentence, first: int, last: int, form: TimeForm, **told: int) -> TimeWords:
    return TimeWords(words=sentence.between(first, last), first=first, last=last, form=form, **told)  # type: ignore[arg-type]


def _day_number(lows: Sequence[str], at: int) -> int:
    if at >= len(lows) or not lows[at][0].isdigit():
        return 0
    digits = lows[at][:-2] if lows[at].endswith(("st", "nd", "rd", "th")) else lows[at]
    is_day = digits.isdecimal() and digits.isascii() and len(digits) <= 2 and 1 <= int(digits) <= _LAST_DAY  # noqa: PLR2004 - two digits
    return int(digits) if is_day else 0


def _year_after(lows: Sequence[str], at: int) -> tuple[int, int]:
    """Give the year that stands at a place, after a comma or not, and the index after it; 0 when there is none."""
    place = at + 1 if lows[at : at + 1] == (",",) else at
    if place < len(lows) and _is_year(lows[place]):
        return int(lows[place]), place + 1
    return 0, at


def _is_year(low: str) -> bool:
    return len(low) == len("2017") and low.isascii() and low.isdecimal() and low[:2] in {"19", "20"}
