# SPDX-License-Identifier: Apache-2.0
"""Instants, civil days and half-open intervals.

An instant is an ``int`` of nanoseconds since 1970-01-01T00:00:00Z. Text is strict RFC 3339: an offset is required, at
most 14:59 from UTC, no leap second, no space for ``T``, letters in upper case. A civil day has no offset of its own: it
becomes an interval only together with the UTC offset that its document states, so that nothing here depends on a
machine's zone files. What is read lies between ``FIRST_DAY`` and ``LAST_DAY``, so that every sum of a day and an offset
fits 64 bits and stays clear of "no start" and "no end".

Source:
    RFC 3339, section 5.6.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from truceline.base.errors import InputError, UnreadableError

NS_PER_S = 1_000_000_000
NS_PER_DAY = 86_400 * NS_PER_S
EARLIEST_NS = -(2**62)
"""Stands for "no start"; about the year 1823."""
LATEST_NS = 2**62
"""Stands for "no end"; about the year 2116."""

FIRST_DAY = date(1900, 1, 1)
"""The first day that is read."""
LAST_DAY = date(2110, 1, 1)
"""The last day that is read."""

_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:[0-5]\d(?P<fraction>\.\d{1,9})?(?P<offset>Z|[+-](?:0\d|1[0-4]):[0-5]\d)",
    re.ASCII,
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_OFFSET = re.compile(r"[+-](?:0\d|1[0-4]):[0-5]\d", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = datetime.combine(FIRST_DAY, time(), UTC) - _EPOCH
_AFTER_LAST = datetime.combine(LAST_DAY, time(), UTC) - _EPOCH + timedelta(days=1)
_RANGE = f"between {FIRST_DAY} and {LAST_DAY}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A half-open stretch of time [start, end).

    Attributes:
        start_ns: First instant inside [ns since 1970 UTC]; ``EARLIEST_NS`` when it has no start.
        end_ns: First instant after; ``LATEST_NS`` when it has no end.
    """

    start_ns: int = EARLIEST_NS
    end_ns: int = LATEST_NS

    def __post_init__(self) -> None:
        """Refuse an interval that ends before it starts.

        Raises:
            InputError: It ends no later than it starts.
        """
        if self.end_ns <= self.start_ns:
            message = f"interval: expected an end after {to_text(self.start_ns)}, got {to_text(self.end_ns)}"
            raise InputError(message)

    def holds(self, instant_ns: int) -> bool:
        """Say whether an instant lies inside."""
        return self.start_ns <= instant_ns < self.end_ns

    def covers(self, other: "Interval") -> bool:
        """Say whether another interval lies wholly inside."""
        return self.start_ns <= other.start_ns and other.end_ns <= self.end_ns

    def meets(self, other: "Interval") -> bool:
        """Say whether two intervals share an instant."""
        return self.start_ns < other.end_ns and other.start_ns < self.end_ns


def parse_instant(text: str) -> int:
    """Read a strict RFC 3339 instant.

    Args:
        text: Such as ``2017-05-06T00:00:00+03:00``.

    Returns:
        Nanoseconds since 1970-01-01T00:00:00Z.

    Raises:
        UnreadableError: Not an RFC 3339 instant with an offset, no such day, or outside the range that is read.
    """
    match = _INSTANT.fullmatch(text)
    if match is None:
        expected = "RFC 3339 with T, an offset up to 14:59 or Z, and no leap second, such as 2017-05-06T00:00:00Z"
        raise UnreadableError(what="instant", expected=expected, got=f"{text!r:.60}")
    fraction = match["fraction"] or ""
    whole = text[: match.start("fraction")] + match["offset"] if fraction else text
    try:
        since = datetime.fromisoformat(whole) - _EPOCH
    except (ValueError, OverflowError) as error:
        raise UnreadableError(what="instant", expected="a real day and time", got=f"{text!r:.60}") from error
    if not _FIRST <= since < _AFTER_LAST:
        raise UnreadableError(what="instant", expected=f"an instant {_RANGE}", got=f"{text!r:.60}")
    seconds = since.days * 86_400 + since.seconds
    return seconds * NS_PER_S + int(fraction[1:].ljust(9, "0") or 0)


def is_day(text: str) -> bool:
    """Say whether a text has the form of a civil day."""
    return _DAY.fullmatch(text) is not None


def parse_day(text: str) -> date:
    """Read a civil day ``YYYY-MM-DD``.

    Raises:
        UnreadableError: Not such a day, or outside the range that is read.
    """
    if not is_day(text):
        raise UnreadableError(what="day", expected="YYYY-MM-DD", got=f"{text!r:.60}")
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UnreadableError(what="day", expected="a real day YYYY-MM-DD", got=f"{text!r:.60}") from error
    if not FIRST_DAY <= day <= LAST_DAY:
        raise UnreadableError(what="day", expected=f"a day {_RANGE}", got=f"{text!r:.60}")
    return day


@lru_cache(maxsize=256)
def parse_offset(text: str) -> timedelta:
    """Read a UTC offset ``+HH:MM``.

    Raises:
        UnreadableError: Not such an offset.
    """
    if _OFFSET.fullmatch(text) is None:
        expected = "a UTC offset from -14:59 to +14:59, such as +03:00"
        raise UnreadableError(what="UTC offset", expected=expected, got=f"{text!r:.60}")
    sign = -1 if text[0] == "-" else 1
    return sign * timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))


def day_interval(day: date, offset: timedelta) -> Interval:
    """Give the stretch of one civil day at a UTC offset."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - offset - _EPOCH
    start_ns = (start.days * 86_400 + start.seconds) * NS_PER_S
    return Interval(start_ns=start_ns, end_ns=start_ns + NS_PER_DAY)


def day_of(instant_ns: int, offset: timedelta) -> date:
    """Give the civil day of an instant at a UTC offset."""
    return (_EPOCH + timedelta(seconds=instant_ns // NS_PER_S) + offset).date()


@lru_cache(maxsize=4_096)
def to_text(instant_ns: int) -> str:
    """Write an instant as RFC 3339 in UTC, fractions only when there are any; the same few are written again and again.

    One answer names the ends of the same coarse blocks many times.
    """
    if instant_ns <= EARLIEST_NS:
        return "no start"
    if instant_ns >= LATEST_NS:
        return "no end"
    seconds, nanoseconds = divmod(instant_ns, NS_PER_S)
    days, second = divmod(seconds, 86_400)
    minute, second = divmod(second, 60)
    hour, minute = divmod(minute, 60)
    fraction = f".{nanoseconds:09d}".rstrip("0") if nanoseconds else ""
    return f"{_day_text(days)}T{hour:02d}:{minute:02d}:{second:02d}{fraction}Z"


@lru_cache(maxsize=256)
def _day_text(days: int) -> str:
    """Write the day that is so many days after the first one of 1970."""
    return (_EPOCH + timedelta(days=days)).strftime("%Y-%m-%d")
