# SPDX-License-Identifier: Apache-2.0
"""Moments as documents state them."""

import pytest

from truceline.base.clock import FixedClock, SystemClock
from truceline.base.errors import InputError
from truceline.base.instants import NS_PER_DAY, parse_instant
from truceline.base.moments import Moment, UTCOffset

DAMASCUS = UTCOffset("+03:00").delta


def test_a_day_is_a_stretch_of_its_offset() -> None:
    """It begins and ends where its document counts days."""
    day = Moment("2017-05-06")

    assert day.is_day
    assert day.start_ns(DAMASCUS) == parse_instant("2017-05-05T21:00:00Z")
    assert day.end_ns(DAMASCUS) - day.start_ns(DAMASCUS) == NS_PER_DAY


def test_an_instant_is_itself_at_every_offset() -> None:
    """Its stretch is one nanosecond; what follows it begins with it."""
    instant = Moment("2017-05-06T00:00:00+03:00")

    assert not instant.is_day
    assert instant.start_ns(DAMASCUS) == instant.start_ns(UTCOffset("-05:00").delta)
    assert instant.end_ns(DAMASCUS) == instant.start_ns(DAMASCUS)
    assert instant.interval(DAMASCUS).holds(instant.start_ns(DAMASCUS))


@pytest.mark.parametrize("text", ["2017-02-30", "2017-5-6", "2017-05-06T00:00:00", "today", "", "2017-05-06 00:00:00Z"])
def test_anything_else_is_refused(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(InputError):
        Moment(text)


@pytest.mark.parametrize("text", ["3", "+3:00", "+25:00", "+03:60", "Z"])
def test_offsets_are_hours_and_minutes(text: str) -> None:
    """With a sign."""
    with pytest.raises(InputError):
        UTCOffset(text)


def test_clocks_tell_an_instant() -> None:
    """One stands, the other goes."""
    clock = SystemClock()

    assert FixedClock(instant_ns=7).now_ns() == 7
    assert clock.now_ns() <= clock.now_ns()
    assert clock.now_ns() > parse_instant("2020-01-01T00:00:00Z")
