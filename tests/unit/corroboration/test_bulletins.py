# SPDX-License-Identifier: Apache-2.0
"""Bulletins: one publication is one origin, however many events quote it."""

import csv
import gzip
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineages import event, lineage
from truceline.agreement.library import find_library, load_library
from truceline.corroboration.bulletins import FAR_DAYS, bulletins_of, is_far_day
from truceline.corroboration.headlines import same_words
from truceline.corroboration.lineage import lineage_of
from truceline.picture.intake import Bulletin, Event

WEEK = "135 were killed in seven days on the river"
QUOTED = tuple[str, str, str]


def test_one_bulletin_of_fifty_events_is_one_origin() -> None:
    """Whatever the spelling of its headline and its outlet."""
    spelled = [("River Wire", WEEK), ("RW", WEEK.upper()), ("river wire", f"{WEEK}.")]
    quoted = [(outlet, "2001-02-11", headline) for outlet, headline in spelled]
    events = [event(number, quoted[number % 3]) for number in range(50)]
    found = bulletins_of(events, lineage())

    (only,) = found.origins
    assert (len(only.events), only.outlets, found.quotations, found.headlines) == (50, ("River Wire",), 50, 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Shells hit Dar\u2019a", "Shells hit Dar'a"),
        ("Shells hit Dar&#8217;a", "Shells hit Dar\u2019a"),
        ("Shells hit  the caf\u00e9", "Shells hit the cafe"),
        ("Shells: the quay - again", "shells the quay again"),
    ],
)
def test_spellings_of_a_headline_are_one(one: str, other: str) -> None:
    """Case, signs, accents and coded characters do not count; words do."""
    assert same_words(one) == same_words(other)
    assert same_words(one) != same_words(f"{other} once more")


def test_a_headline_that_comes_back_later_is_another_bulletin() -> None:
    """*Clashes in the west* stands over many."""
    days = ("2001-02-10", "2001-02-12", "2001-03-20")
    found = bulletins_of([event(n, ("River Wire", day, WEEK), day=day) for n, day in enumerate(days)], lineage())

    assert (found.headlines, found.bulletins, found.recurring) == (1, 2, 1)
    assert [len(origin.events) for origin in found.origins] == [2, 1]


def test_a_day_far_from_its_event_is_flagged_and_never_trusted() -> None:
    """A bulletin dated a year before goes with its headline, not with its day."""
    events = [event(1, ("River Wire", "2001-02-11", WEEK)), event(2, ("River Wire", "2000-02-11", WEEK))]
    found = bulletins_of(events, lineage())

    (only,) = found.origins
    assert found.far_dated == ("ucdp:2",)
    assert (only.first_day, only.last_day, len(only.events)) == ("2001-02-11", "2001-02-11", 2)


@pytest.mark.parametrize(("day", "is_far"), [
    ("2001-02-10", False), ("2001-12-07", False), ("2001-12-08", True), ("2000-04-15", True), ("", False),
    ("2001", False),
])  # fmt: skip
def test_only_days_beyond_the_limit_are_far(day: str, is_far: bool) -> None:  # noqa: FBT001 - a table
    """The limit is in days, on both sides; what is no day is not far, but told by nobody."""
    assert FAR_DAYS == 300
    assert is_far_day(day, event(1, ("River Wire", day, WEEK))) is is_far


def test_a_headline_in_two_outlets_within_days_is_a_copy() -> None:
    """And in two outlets months apart it is none."""
    near = [event(1, ("River Wire", "2001-02-10", WEEK)), event(2, ("Stranger", "2001-02-12", WEEK))]
    far = [near[0], event(2, ("Stranger", "2001-05-12", WEEK), day="2001-05-12")]

    assert [origin.outlets for origin in bulletins_of(near, lineage()).origins] == [("River Wire", "Stranger")]
    assert len(bulletins_of(far, lineage()).origins) == 2


def test_short_headlines_join_over_no_outlets() -> None:
    """*Daily report* of two outlets is two bulletins."""
    events = [event(1, ("River Wire", "2001-02-10", "Daily report"), ("Stranger", "2001-02-10", "Daily report"))]

    assert len(bulletins_of(events, lineage()).origins) == 2


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["River Wire", "RW", "Dawn Radio", "Stranger"]),
            st.sampled_from(["2001-02-10", "2001-02-11", "2001-06-01", "1999-01-01", "", "?"]),
            st.sampled_from([WEEK, WEEK.upper(), "Daily report", "Shells hit the mill at noon", " ; "]),
        ),
        max_size=12,
    )
)
def test_every_quotation_is_in_one_origin(quoted: list[QUOTED]) -> None:
    """None is lost, none counted twice, and joining only ever makes fewer."""
    found = bulletins_of([event(number, each) for number, each in enumerate(quoted)], lineage())

    assert sum(origin.quotations for origin in found.origins) == found.quotations
    assert len(found.origins) <= found.bulletins <= found.quotations
    assert found.headlines <= found.bulletins
    assert all(len(set(origin.events)) == len(origin.events) for origin in found.origins)


def labelled(data_dir: Path) -> dict[str, list[Bulletin]]:
    """Read the labelled reports: event to its bulletins."""
    path = data_dir / "ucdp-ged-syria" / "ged_syria_source_reports_2016.csv.gz"
    found: dict[str, list[Bulletin]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            bulletin = Bulletin(outlet=row["outlet"], day=row["report_date"], headline=row["headline"])
            found[row["event_id"]].append(bulletin)
    return found


def days_of(data_dir: Path) -> dict[str, tuple[str, str]]:
    """Give first and last day of every event of the event file."""
    path = data_dir / "ucdp-ged-syria" / "ucdp_ged_syria_2016-02_2017-12_slim.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return {row["id"]: (row["date_start"][:10], row["date_end"][:10]) for row in csv.DictReader(lines)}


def labelled_events(data_dir: Path) -> list[Event]:
    """Make events of the labelled reports whose days the event file tells."""
    days = days_of(data_dir)
    made: list[Event] = []
    for number, bulletins in labelled(data_dir).items():
        if number in days:
            blank = event(int(number), *((each.outlet, each.day, each.headline) for each in bulletins))
            made.append(replace(blank, first_day=days[number][0], last_day=days[number][1]))
    return made


def test_real_headlines_in_several_spellings_and_outlets_are_joined(data_dir: Path) -> None:
    """Every pair of real reports whose words are the same within days is one origin; no two different headlines are."""
    known = lineage_of(load_library(find_library("syria-2015-2017")))
    events = labelled_events(data_dir)
    found = bulletins_of(events, known)
    spelled: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in events:
        for bulletin in each.bulletins:
            if words := same_words(bulletin.headline):
                spelled[known.root_of(bulletin.outlet).id, words].add(bulletin.headline)
    exact = {(bulletin.outlet, bulletin.headline) for each in events for bulletin in each.bulletins}

    assert len(events) > 4000
    assert sum(len(texts) > 1 for texts in spelled.values()) >= 3
    assert found.headlines == len(spelled) < len(exact)
    copied = [origin for origin in found.origins if "turkey says 38" in same_words(origin.headline)]
    assert [(len(origin.events), origin.outlets) for origin in copied] == [(2, ("Reuters",))]


def test_real_days_that_are_off_are_flagged_and_no_others(data_dir: Path) -> None:
    """The flag is on exactly the reports dated more than 300 days from their event, whatever the reason."""
    events = labelled_events(data_dir)
    expected: Counter[str] = Counter()
    for each in events:
        first, last = date.fromisoformat(each.first_day), date.fromisoformat(each.last_day)
        for bulletin in each.bulletins:
            day = date.fromisoformat(bulletin.day)
            expected[each.id] += (first - day).days > 300 or (day - last).days > 300
    found = bulletins_of(events, lineage())

    assert Counter(found.far_dated) == +expected
    assert found.far_dated
    assert all(origin.first_day[:4] in {"2016", "2017", ""} for origin in found.origins)
