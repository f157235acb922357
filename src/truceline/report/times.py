# SPDX-License-Identifier: Apache-2.0
"""Times as people read them: UTC first, the document's local time beside it."""

from datetime import UTC, datetime, timedelta, timezone

from truceline.base.instants import EARLIEST_NS, LATEST_NS, NS_PER_S, parse_instant
from truceline.base.moments import Moment
from truceline.report.catalogue import say

_MINUTE = "%Y-%m-%d %H:%M"
_SECOND = "%Y-%m-%d %H:%M:%S"


def instant_text(instant_ns: int, offset: timedelta) -> str:
    """Write an instant in UTC with the local time beside it.

    Args:
        instant_ns: Instant [ns since 1970 UTC].
        offset: Local offset from UTC.

    Returns:
        Such as ``2017-05-05 21:00 UTC (2017-05-06 00:00 at UTC+03:00)``.
    """
    if instant_ns <= EARLIEST_NS or instant_ns >= LATEST_NS:
        return say("time.open")
    seconds = instant_ns // NS_PER_S
    form = _SECOND if seconds % 60 else _MINUTE
    universal = datetime.fromtimestamp(seconds, UTC)
    local = universal.astimezone(timezone(offset))
    return say("time.instant", utc=universal.strftime(form), local=local.strftime(form), offset=offset_text(offset))


def moment_text(moment: Moment | None, offset: timedelta) -> str:
    """Write a moment: an instant as above, a day as a day at its offset.

    Args:
        moment: What a document states; None gives an empty text.
        offset: The document's offset from UTC.

    Returns:
        The moment in words.
    """
    if moment is None:
        return ""
    if moment.is_day:
        return say("time.day", day=moment.text, offset=offset_text(offset))
    return instant_text(parse_instant(moment.text), offset)


def offset_text(offset: timedelta) -> str:
    """Write an offset as ``+03:00``."""
    minutes = int(offset.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"
