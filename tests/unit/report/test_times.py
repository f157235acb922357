# SPDX-License-Identifier: Apache-2.0
"""Times as people read them: UTC first, local beside."""

from datetime import timedelta

import pytest

from truceline.base.instants import EARLIEST_NS, parse_instant
from truceline.base.moments import Moment
from truceline.report.times import instant_text, moment_text, offset_text

THREE = timedelta(hours=3)


def test_an_instant_has_its_local_time_beside_it() -> None:
    """The day may differ, so both have theirs."""
    text = instant_text(parse_instant("2031-05-05T21:00:00Z"), THREE)

    assert text == "2031-05-05 21:00 UTC (2031-05-06 00:00 at UTC+03:00)"


def test_seconds_are_shown_when_there_are_any() -> None:
    """A minute is not invented, a second not dropped."""
    text = instant_text(parse_instant("2031-05-05T21:00:07Z"), timedelta(0))

    assert text == "2031-05-05 21:00:07 UTC (2031-05-05 21:00:07 at UTC+00:00)"


def test_a_day_stays_a_day() -> None:
    """Nothing is rounded to midnight."""
    assert moment_text(Moment("2031-05-06"), THREE) == "2031-05-06 (the day at UTC+03:00)"


def test_an_instant_of_a_document_is_read_at_its_own_offset() -> None:
    """The offset in the text counts, the document's is shown."""
    text = moment_text(Moment("2031-05-06T00:00:00+02:00"), THREE)

    assert text == "2031-05-05 22:00 UTC (2031-05-06 01:00 at UTC+03:00)"


def test_no_moment_is_no_text() -> None:
    """An absent date is not a date."""
    assert not moment_text(None, THREE)
    assert instant_text(EARLIEST_NS, THREE) == "open"


@pytest.mark.parametrize(
    ("offset", "text"),
    [
        (timedelta(0), "+00:00"),
        (timedelta(hours=-3, minutes=-30), "-03:30"),
        (timedelta(hours=5, minutes=45), "+05:45"),
    ],
)
def test_offsets_have_sign_hours_and_minutes(offset: timedelta, text: str) -> None:
    """West of Greenwich, too."""
    assert offset_text(offset) == text
