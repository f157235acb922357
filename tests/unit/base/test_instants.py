# SPDX-License-Identifier: Apache-2.0
"""Days, instants and offsets: what is read, and what is refused with what was expected and got."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from truceline.base.errors import InputError, UnreadableError
from truceline.base.instants import (
    EARLIEST_NS,
    FIRST_DAY,
    LAST_DAY,
    LATEST_NS,
    Interval,
    day_interval,
    day_of,
    parse_day,
    parse_instant,
    parse_offset,
    to_text,
)
from truceline.base.moments import Moment

OUTSIDE = (
    "0001-01-01",
    "1600-01-01",
    "1899-12-31",
    "2110-01-02",
    "9999-12-31",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "1900-01-01T00:00:00+00:01",
    "2110-01-02T00:00:00Z",
)


@pytest.mark.parametrize("text", OUTSIDE)
def test_what_lies_outside_the_range_is_refused_where_it_is_read(text: str) -> None:
    """Not later, when somebody computes with it."""
    told = f"expected an? (day|instant) between {FIRST_DAY} and {LAST_DAY}, got '{text}'"
    with pytest.raises(InputError, match=told.replace("+", "[+]")):
        Moment(text)


@pytest.mark.parametrize("hours", [-14, 0, 14])
@pytest.mark.parametrize("text", [str(FIRST_DAY), str(LAST_DAY)])
def test_every_day_of_the_range_is_a_day_at_every_offset(text: str, hours: int) -> None:
    """It is neither "no start" nor "no end", and is the day that it was."""
    offset = timedelta(hours=hours, minutes=59 if hours > 0 else 0)
    stretch = day_interval(parse_day(text), offset)

    assert EARLIEST_NS < stretch.start_ns < stretch.end_ns < LATEST_NS
    assert day_of(stretch.start_ns, offset).isoformat() == text


PROFILE = "RFC 3339 with T, an offset up to 14:59 or Z, and no leap second, such as 2017-05-06T00:00:00Z"
READERS: tuple[tuple[Callable[[str], object], str, str], ...] = (
    (parse_day, "2017-5-6", "day: expected YYYY-MM-DD, got '2017-5-6'"),
    (parse_day, "2017-02-30", "day: expected a real day YYYY-MM-DD, got '2017-02-30'"),
    (parse_instant, "2017-02-30T00:00:00Z", "instant: expected a real day and time, got '2017-02-30T00:00:00Z'"),
    (parse_instant, "now", f"instant: expected {PROFILE}, got 'now'"),
    (parse_instant, "2017-05-06t00:00:00z", f"instant: expected {PROFILE}, got '2017-05-06t00:00:00z'"),
    (parse_instant, "2016-12-31T23:59:60Z", f"instant: expected {PROFILE}, got '2016-12-31T23:59:60Z'"),
    (parse_instant, "2017-05-06T00:00:00+15:00", f"instant: expected {PROFILE}, got '2017-05-06T00:00:00+15:00'"),
    (parse_offset, "+23:59", "UTC offset: expected a UTC offset from -14:59 to +14:59, such as +03:00, got '+23:59'"),
)


@pytest.mark.parametrize(("read", "text", "told"), READERS, ids=[row[1] for row in READERS])
def test_a_refusal_keeps_its_parts(read: Callable[[str], object], text: str, told: str) -> None:
    """Whoever knows the file and the line says them once."""
    with pytest.raises(UnreadableError) as raised:
        read(text)

    assert str(raised.value) == told
    assert told.endswith(f": expected {raised.value.expected}, got {raised.value.got}")


def test_an_interval_ends_after_it_starts() -> None:
    """Equal ends hold nothing."""
    with pytest.raises(InputError, match="expected an end after 1970-01-01T00:00:00Z, got 1970-01-01T00:00:00Z"):
        Interval(start_ns=0, end_ns=0)


def test_fractions_are_written_only_when_there_are_any() -> None:
    """What is written is read again as it was."""
    for text in ("2017-05-06T00:00:00Z", "2017-05-06T00:00:00.25Z", "1900-01-01T00:00:00.000000001Z"):
        assert to_text(parse_instant(text)) == text
