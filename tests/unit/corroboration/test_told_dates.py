# SPDX-License-Identifier: Apache-2.0
"""Times as told: resolved against what is anchored, never guessed; invented texts (EXERCISE)."""

import pytest

from told_texts import press_text
from truceline.corroboration.statements import statements_of
from truceline.corroboration.told_dates import Method, TimeRole, ToldTime

FRIDAY = "2031-03-21"


def _times(body: str, published: str = "") -> list[ToldTime]:
    return [time for each in statements_of(press_text(body, published=published)) for time in each.times]


@pytest.mark.parametrize(
    ("body", "first", "last"),
    [
        ("The pass opened yesterday.", "2031-03-20", "2031-03-20"),
        ("The pass opened on Thursday.", "2031-03-20", "2031-03-20"),
        ("The pass opened on Friday.", "2031-03-21", "2031-03-21"),
        ("The pass opened on Saturday.", "2031-03-15", "2031-03-15"),
        ("The pass will open on Saturday.", "2031-03-22", "2031-03-22"),
        ("The pass could open this weekend.", "2031-03-22", "2031-03-23"),
        ("The pass could open as early as Sunday.", "2031-03-23", ""),
        ("The pass opened a week ago.", "2031-03-11", "2031-03-17"),
        ("The pass opened two days ago.", "2031-03-19", "2031-03-19"),
        ("The pass opened last week.", "2031-03-10", "2031-03-16"),
        ("The pass opened in July.", "2030-07-01", "2030-07-31"),
        ("The pass will open in July.", "2031-07-01", "2031-07-31"),
        ("The pass opened on November 10.", "2030-11-10", "2030-11-10"),
        ("The pass opened on the 2nd of April.", "2031-04-02", "2031-04-02"),
    ],
)
def test_a_time_is_resolved_against_the_publication(body: str, first: str, last: str) -> None:
    """Each as an interval of days, with how it was found and that the zone is not told."""
    (time,) = _times(body, FRIDAY)

    assert (time.first_day, time.last_day) == (first, last)
    assert time.method is Method.FROM_PUBLICATION
    assert time.missing == ("zone",)


def test_a_publication_with_its_zone_lacks_nothing() -> None:
    """The day is the day there."""
    (time,) = _times("The pass opened yesterday.", "2031-03-21T00:30:00+03:00")

    assert (time.first_day, time.missing) == ("2031-03-20", ())


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ("The pass opened on Thursday.", "publication_day"),
        ("The pass opened yesterday.", "publication_day"),
        ("The pass could open this weekend.", "publication_day"),
        ("The pass opened in July.", "publication_day"),
        ("The pass opened on November 10.", "year"),
        ("The pass has been open for years.", "start"),
        ("On the following day the pass opened.", "anchor"),
        ("The pass opened on 31 June 2031.", "real_date"),
    ],
)
def test_nothing_is_guessed(body: str, missing: str) -> None:
    """Without an anchor a time stays unresolved and says what is missing."""
    (time,) = _times(body)

    assert (time.first_day, time.last_day, time.method, time.missing) == ("", "", Method.UNRESOLVED, (missing,))


def test_a_text_anchors_its_own_days() -> None:
    """A full date gives the following day, the same day without a year, and the only such weekday."""
    body = (
        "They met on Wednesday 5th March 2031. On the following day they signed. On March 5 snow fell. "
        "It was cold on Wednesday. By April 2 the pass was open."
    )
    met, signed, snow, cold, pass_ = _times(body)

    assert (met.first_day, met.method) == ("2031-03-05", Method.DATED)
    assert (signed.first_day, signed.method) == ("2031-03-06", Method.AFTER_DAY_TOLD)
    assert (snow.first_day, snow.method) == ("2031-03-05", Method.DATED_IN_TEXT)
    assert (cold.first_day, cold.method) == ("2031-03-05", Method.ONLY_SUCH_WEEKDAY)
    assert (pass_.first_day, pass_.method) == ("2031-04-02", Method.YEAR_OF_TEXT)


def test_a_date_beside_the_following_day_counts() -> None:
    """The words in brackets are the date."""
    (time,) = _times("On the following day (Thursday 6th March 2031) they signed.")

    assert (time.first_day, time.method, time.notes) == ("2031-03-06", Method.DATED, ())


def test_a_wrong_weekday_is_noted() -> None:
    """The date stands; that the weekday disagrees is said."""
    (time,) = _times("They met on Monday 5th March 2031.")

    assert time.notes == ("weekday_disagrees",)


def test_since_and_until_leave_one_end_open() -> None:
    """After a day means from it on."""
    since, until = _times("They met following the storm on 3 March 2031. The pass was shut until 9 March 2031.")

    assert (since.first_day, since.last_day, since.relation) == ("2031-03-03", "", "from")
    assert (until.first_day, until.last_day, until.relation) == ("", "2031-03-09", "until")


def test_the_time_of_saying_is_not_that_of_the_event() -> None:
    """Both in one sentence keep their roles."""
    event, said = _times("The pass opened on Monday, the League said on Thursday.", FRIDAY)

    assert (event.role, event.first_day) == (TimeRole.EVENT, "2031-03-17")
    assert (said.role, said.first_day) == (TimeRole.SAID, "2031-03-20")
