# SPDX-License-Identifier: Apache-2.0
"""When a text says that it was published.

Only a full date counts, in a line of its own or in one that begins with words of publishing, outside comments. A date
that could be read in two ways (03/04/2017) is none. A day named inside the report is when something happened.
"""

import re
from collections.abc import Iterable

from truceline.base.errors import InputError
from truceline.base.moments import Moment
from truceline.corroboration.marks import DATE, DATE_LINE, LABEL
from truceline.corroboration.press_text import Publishing, Segment, SegmentKind

_DATE = re.compile(DATE, re.IGNORECASE)
_NUMBERS = re.compile(r"\d+")
_LETTERS = re.compile(r"[a-z]{3,}", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LINES = frozenset({SegmentKind.BYLINE, SegmentKind.FURNITURE, SegmentKind.HEADLINE})


def publishing_of(segments: Iterable[Segment]) -> Publishing | None:
    """Find when a text says that it was published.

    Args:
        segments: Of the whole text.

    Returns:
        The first such date; None when there is none.

    Source:
        Date lines as sites and agencies print them.
    """
    for segment in segments:
        if segment.kind not in _LINES:
            continue
        label = LABEL.match(segment.text)
        line = label[2] if label else segment.text
        if DATE_LINE.match(line) and (day := day_in(line)):
            return Publishing(moment=Moment(day), words=segment.text, basis="dateline")
    return None


def day_in(text: str) -> str:
    """Give the first full date of a text as ``YYYY-MM-DD``; empty when there is none or it can be read in two ways.

    Source:
        ISO 8601 for the form; the order of day and month is taken from the numbers only.
    """
    found = _DATE.search(text)
    if found is None:
        return ""
    day = _day(found.group())
    try:
        return Moment(day).text if day else ""
    except InputError:
        return ""


def _day(date: str) -> str:
    numbers = [int(each) for each in _NUMBERS.findall(date)]
    names = [_MONTHS.index(low) for word in _LETTERS.findall(date) if (low := word[:3].lower()) in _MONTHS]
    if names:
        day, year = numbers
        return f"{year:04d}-{names[-1] + 1:02d}-{day:02d}"
    if "-" in date:
        return date
    one, other, year = numbers
    if one == other or one > 12 or other > 12:  # noqa: PLR2004 - months
        day, month = (other, one) if other > 12 else (one, other)  # noqa: PLR2004 - months
        return f"{year:04d}-{month:02d}-{day:02d}"
    return ""
