# SPDX-License-Identifier: Apache-2.0
"""Times as texts tell them, resolved against what the text itself or its publication anchors, and never guessed.

Conventions:
    - A resolved time is the first and the last civil day it can mean, where the text was published; an empty last day
      is open, an empty first day is not known.
    - Every resolved time says how it was resolved; every other says what is missing.
    - A day that is published without its zone is a civil day of an unknown zone: that is said too (``zone``).

Rules:
    - A weekday with a verb of the past is the last such day up to the publication; with a verb of the future the first
      from it on (agency style: weekdays stand for days within a week).
    - A day and month without a year is the nearest to the publication; without a publication it is the day of the same
      name that the text dates in full, or else the day in the one year of all its full dates, if within
      ``YEAR_OF_TEXT_DAYS`` of one of them.
    - "The following day" follows the day told last before it.

Source:
    docs/statements.md, on times.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from truceline.base.instants import FIRST_DAY, LAST_DAY
from truceline.corroboration.press_text import Publishing
from truceline.corroboration.time_words import TimeForm, TimeWords

YEAR_OF_TEXT_DAYS = 62
"""How far a day without a year may lie from a day of the text with one [days]: two months of one run of events."""
_WEEK = 7
_SATURDAY = 5
_DAY = timedelta(days=1)


class Method(StrEnum):
    """How a time was resolved."""

    DATED = "dated"
    """The words are a full date."""
    FROM_PUBLICATION = "from_publication"
    DATED_IN_TEXT = "dated_in_text"
    """The same day stands in the text with its year."""
    YEAR_OF_TEXT = "year_of_text"
    """All full dates of the text have one year and one of them is near: an inference."""
    AFTER_DAY_TOLD = "after_day_told"
    ONLY_SUCH_WEEKDAY = "only_such_weekday"
    """The text dates exactly one such weekday in full: an inference."""
    FROM_COPY = "from_copy"
    """Another copy of the same sentence tells the day: an inference."""
    UNRESOLVED = "unresolved"


INFERENCES = frozenset({Method.YEAR_OF_TEXT, Method.ONLY_SUCH_WEEKDAY, Method.FROM_COPY})
"""Methods that conclude more than the words say; they are shown as inferences."""


class TimeRole(StrEnum):
    """What a time is the time of; publication and intake are kept with the text."""

    EVENT = "event"
    SAID = "said"
    PASSED_ON = "passed_on"
    """Of when another publication reported it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTime:
    """A time as told, and what it can mean.

    Attributes:
        words: As told.
        role: Of what happened, or of when it was said.
        relation: ``on``, ``from`` or ``until``.
        first_day: First day it can mean, ``YYYY-MM-DD``; empty when not known.
        last_day: Last day; empty when not known, or open.
        method: How it was resolved.
        missing: What is missing: ``publication_day``, ``zone``, ``year``, ``anchor``, ``start`` or
            ``real_date`` (the calendar has no such day).
        notes: ``weekday_disagrees`` (the weekday told is not that of the date), ``publication_worked_out``.
        first: Index of its first word in its sentence.
        form: What the words amount to by themselves.
    """

    words: str
    role: TimeRole
    relation: str
    first_day: str = ""
    last_day: str = ""
    method: Method = Method.UNRESOLVED
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    first: int = 0
    form: TimeForm = TimeForm.VAGUE

    @property
    def is_resolved(self) -> bool:
        """Whether at least one day is known."""
        return bool(self.first_day or self.last_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """What times of one text can be resolved against.

    Attributes:
        published: Civil day of publication; None when not told.
        is_zone_known: Whether the publication's zone is told.
        is_worked_out: Whether the day of publication is itself worked out from words of the text.
        dated: Full dates of the text, in order.
        told_last: The day told last before these words; None at the beginning.
    """

    published: date | None = None
    is_zone_known: bool = False
    is_worked_out: bool = False
    dated: tuple[date, ...] = ()
    told_last: date | None = None


def anchors_of(published: Publishing | None, times: Sequence[TimeWords]) -> Anchors:
    """Gather what the times of a text can be resolved against.

    Args:
        published: When the text was published, as far as told.
        times: Every telling of a time in the text, in order.
    """
    dated = tuple(day for told in times if (day := _full_date(told)) is not None)
    if published is None:
        return Anchors(dated=dated)
    return Anchors(
        published=date.fromisoformat(published.moment.text[: len("2017-05-04")]),
        is_zone_known=not published.moment.is_day and not published.moment.text.endswith("Z"),
        is_worked_out=published.basis == "words",
        dated=dated,
    )


def resolve(told: TimeWords, anchors: Anchors, *, role: TimeRole, is_future: bool) -> ToldTime:
    """Resolve words for a time.

    Args:
        told: The words.
        anchors: What they can be resolved against.
        role: What the time is the time of.
        is_future: Whether the words around it speak of what is to come.

    Returns:
        The time, resolved or with what is missing.

    Source:
        The rules at the head of this module.
    """
    first, last, method, missing = _days(told, anchors, is_future=is_future)
    notes: list[str] = []
    if method is Method.FROM_PUBLICATION:
        missing = missing if anchors.is_zone_known else (*missing, "zone")
        if anchors.is_worked_out:
            notes.append("publication_worked_out")
    if first is not None and told.form is TimeForm.DATE and told.weekday not in {-1, first.weekday()}:
        notes.append("weekday_disagrees")
    if told.relation == "from":
        last = None
    elif told.relation == "until":
        first = None
    return ToldTime(
        words=told.words,
        role=role,
        relation=told.relation,
        first_day=first.isoformat() if first else "",
        last_day=last.isoformat() if last else "",
        method=method,
        missing=missing,
        notes=tuple(notes),
        first=told.first,
        form=told.form,
    )


_Days = tuple[date | None, date | None, Method, tuple[str, ...]]


def _days(told: TimeWords, anchors: Anchors, *, is_future: bool) -> _Days:
    match told.form:
        case TimeForm.DATE:
            full = _full_date(told)
            return (full, full, Method.DATED, ()) if full else _unresolved("real_date")
        case TimeForm.DAY_OF_YEAR:
            return _day_of_year(told, anchors)
        case TimeForm.YEAR:
            return _whole(date(told.year, 1, 1), date(told.year, 12, 31), Method.DATED)
        case TimeForm.MONTH if told.year:
            return _whole(*_month(told.year, told.month), Method.DATED)
        case TimeForm.NEXT_DAY:
            return _next_day(told, anchors)
        case TimeForm.DURATION | TimeForm.VAGUE:
            return _unresolved("start" if told.form is TimeForm.DURATION else "anchor")
        case TimeForm.WEEKDAY if anchors.published is None:
            return _only_weekday(told, anchors)
        case _ if anchors.published is None:
            return _unresolved("publication_day")
        case _:
            first, last = _from_publication(told, anchors.published, is_future=is_future)
            return _whole(first, last, Method.FROM_PUBLICATION)


def _from_publication(told: TimeWords, published: date, *, is_future: bool) -> tuple[date, date]:
    """Resolve a time that needs the day of publication and nothing else."""
    match told.form:
        case TimeForm.WEEKDAY:
            ahead = (told.weekday - published.weekday()) % _WEEK
            day = published + ahead * _DAY if is_future else published - (-ahead % _WEEK) * _DAY
            day += _WEEK * _DAY * (told.shift == 1 and ahead == 0 and is_future)
            day -= _WEEK * _DAY * (told.shift == -1 and ahead == 0)
            return day, day
        case TimeForm.DAY_FROM_NOW:
            return published + told.shift * _DAY, published + told.shift * _DAY
        case TimeForm.WEEKEND:
            saturday = published + (_SATURDAY - published.weekday()) * _DAY + told.shift * _WEEK * _DAY
            return saturday, saturday + _DAY
        case TimeForm.WEEK:
            monday = published - published.weekday() * _DAY + told.shift * _WEEK * _DAY
            return monday, monday + (_WEEK - 1) * _DAY
        case TimeForm.AGO:
            slack = (told.span // 2) * _DAY if told.span > 1 else 0 * _DAY
            day = published + told.shift * _DAY
            return day - slack, min(day + slack, published)
        case _:
            return _month_near(told, published, is_future=is_future)


def _month_near(told: TimeWords, published: date, *, is_future: bool) -> tuple[date, date]:
    if not told.month:
        number = published.year * 12 + published.month - 1 + told.shift
        return _month(number // 12, number % 12 + 1)
    year = published.year
    if is_future and told.month < published.month:
        year += 1
    elif not is_future and told.month > published.month:
        year -= 1
    return _month(year, told.month)


def _day_of_year(told: TimeWords, anchors: Anchors) -> _Days:
    candidates = [day for year in _years(anchors) if (day := _real(year, told.month, told.day)) is not None]
    if told.weekday >= 0:
        candidates = [day for day in candidates if day.weekday() == told.weekday] or candidates
    if anchors.published is not None and candidates:
        published = anchors.published
        day = min(candidates, key=lambda each: (abs(each - published), each))
        return day, day, Method.FROM_PUBLICATION, ()
    same = {day for day in anchors.dated if (day.month, day.day) == (told.month, told.day)}
    if len(same) == 1:
        day = same.pop()
        return day, day, Method.DATED_IN_TEXT, ()
    near = [day for day in candidates if any(abs(day - each) <= YEAR_OF_TEXT_DAYS * _DAY for each in anchors.dated)]
    if len({each.year for each in anchors.dated}) == 1 and near:
        return near[0], near[0], Method.YEAR_OF_TEXT, ()
    return _unresolved("year")


def _years(anchors: Anchors) -> tuple[int, ...]:
    if anchors.published is not None:
        return anchors.published.year - 1, anchors.published.year, anchors.published.year + 1
    return tuple(sorted({day.year for day in anchors.dated}))


def _next_day(told: TimeWords, anchors: Anchors) -> _Days:
    if anchors.told_last is None:
        return _unresolved("anchor")
    day = anchors.told_last + told.shift * _DAY
    return day, day, Method.AFTER_DAY_TOLD, ()


def _only_weekday(told: TimeWords, anchors: Anchors) -> _Days:
    same = {day for day in anchors.dated if day.weekday() == told.weekday}
    if len(same) != 1 or told.shift:
        return _unresolved("publication_day")
    day = same.pop()
    return day, day, Method.ONLY_SUCH_WEEKDAY, ()


def _full_date(told: TimeWords) -> date | None:
    return _real(told.year, told.month, told.day) if told.form is TimeForm.DATE else None


def _real(year: int, month: int, day: int) -> date | None:
    """Give the day when the calendar has it and it is within what is read."""
    try:
        made = date(year, month, day)
    except ValueError:
        return None
    return made if FIRST_DAY <= made <= LAST_DAY else None


def _month(year: int, month: int) -> tuple[date, date]:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), following - _DAY


def _whole(first: date, last: date, method: Method) -> _Days:
    return first, last, method, ()


def _unresolved(missing: str) -> _Days:
    return None, None, Method.UNRESOLVED, (missing,)
