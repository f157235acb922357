# SPDX-License-Identifier: Apache-2.0
"""A moment as a document states it: an instant, or a whole civil day.

A text says "by 4 June" far oftener than it says a minute. A day is kept as a day and becomes a stretch of 24 hours
only with the UTC offset that the document states for its days (ADR 0003). Nothing is rounded to midnight in
silence.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from truceline.base.instants import Interval, day_interval, is_day, parse_day, parse_instant, parse_offset


@dataclass(frozen=True, slots=True)
class Moment:
    """A civil day ``YYYY-MM-DD`` or an RFC 3339 instant.

    Attributes:
        text: The words of the document.
    """

    text: str

    def __post_init__(self) -> None:
        """Refuse what is neither a day nor an instant."""
        if is_day(self.text):
            parse_day(self.text)
        else:
            parse_instant(self.text)

    @property
    def is_day(self) -> bool:
        """Whether only the day is stated."""
        return is_day(self.text)

    def interval(self, offset: timedelta) -> Interval:
        """Give the stretch meant: the day at this offset, or one nanosecond."""
        return _stretch(self.text, offset)

    def start_ns(self, offset: timedelta) -> int:
        """Give the first instant meant [ns since 1970 UTC]."""
        return self.interval(offset).start_ns

    def end_ns(self, offset: timedelta) -> int:
        """Give the first instant after what is meant [ns since 1970 UTC]; for an instant, the instant itself."""
        stretch = self.interval(offset)
        return stretch.end_ns if self.is_day else stretch.start_ns


@lru_cache(maxsize=16_384)
def _stretch(text: str, offset: timedelta) -> Interval:
    """Give the stretch that a text means; a run asks for the same days over and over."""
    if is_day(text):
        return day_interval(parse_day(text), offset)
    instant = parse_instant(text)
    return Interval(start_ns=instant, end_ns=instant + 1)


@dataclass(frozen=True, slots=True)
class UTCOffset:
    """The offset at which a document counts its civil days, such as ``+03:00``."""

    text: str

    def __post_init__(self) -> None:
        """Refuse what is not an offset."""
        parse_offset(self.text)

    @property
    def delta(self) -> timedelta:
        """The offset as a time span."""
        return parse_offset(self.text)
