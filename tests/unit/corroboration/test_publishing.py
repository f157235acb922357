# SPDX-License-Identifier: Apache-2.0
"""The day on which a text says that it was published."""

import pytest

from press_texts import REPORT, press_text
from truceline.corroboration.publishing import day_in


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("November 10, 2017", "2017-11-10"),
        ("Fri, 10 Nov 2017 14:58 EST", "2017-11-10"),
        ("2nd May 2017", "2017-05-02"),
        ("2017-05-06T10:00", "2017-05-06"),
        ("24/08/2017", "2017-08-24"),
        ("08.24.2017", "2017-08-24"),
        ("04/04/2017", "2017-04-04"),
        ("03/04/2017", ""),
        ("31 February 2017", ""),
        ("November 10", ""),
        ("99/99/2017", ""),
        ("no date", ""),
    ],
)
def test_only_a_full_date_that_reads_one_way_is_a_day(words: str, day: str) -> None:
    """A date that could be two days is none."""
    assert day_in(words) == day


def test_dates_inside_the_report_and_in_comments_are_no_day_of_publishing() -> None:
    """They say when something happened, or when a reader wrote."""
    story = (*REPORT, "They met last on 3 May 2000 at the bridge, and each went home with a paper that nobody signed.")
    text = press_text("Truce is near", *story, "View all comments", "Bo", "February 13, 2001", "I doubt it.")

    assert text.published is None
