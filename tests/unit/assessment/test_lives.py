# SPDX-License-Identifier: Apache-2.0
"""How long an agreement lived."""

from dataclasses import replace

import pytest

from exercise_measures import D, truce
from truceline.agreement.life import EventKind, LifeEvent, Prolongation, Term, TermReading
from truceline.assessment.lives import End, ends_of, measured_day
from truceline.base.moments import Moment
from truceline.picture.sources import Source

SOURCE = Source(ref=("X1",))


def event(kind: EventKind, on: str, effective: str = "") -> LifeEvent:
    """Give an event of the truce."""
    moment = Moment(effective) if effective else None
    return LifeEvent(kind=kind, on=Moment(on), source=SOURCE, effective=moment, by=("northland",), reason="so said")


def ends(*events: LifeEvent, term: Term | None = None) -> tuple[End, ...]:
    """Give the ends of the truce with some events."""
    return ends_of(replace(truce(), events=events, term=term), D)


def term_until(*moments: str, rule: Prolongation) -> Term:
    """Give a term with a reading for each end."""
    readings = tuple(
        TermReading(counted_from="signature", ends=Moment(each), source=SOURCE, by="x") for each in moments
    )
    return Term(words="a while", prolongation=rule, readings=readings, needs=("northland",))


def test_an_agreement_without_an_end_lives_on() -> None:
    """Nothing on record, nothing made up."""
    assert measured_day(truce()) == D
    assert measured_day(replace(truce(), measured_on=None)) is None
    assert ends() == ()


@pytest.mark.parametrize("kind", [EventKind.DECLARED_OVER, EventKind.COLLAPSED, EventKind.SUSPENDED, EventKind.EXPIRED])
def test_the_first_end_decides(kind: EventKind) -> None:
    """Seven days from D to the day of the first end; a later one is shown and does not decide."""
    first, second = ends(event(EventKind.COLLAPSED, "2001-03-01"), event(kind, "2001-02-17"))

    assert (first.code, first.ends, first.days, first.by, first.told) == (
        kind,
        "2001-02-17",
        7,
        ("northland",),
        "so said",
    )
    assert (first.decides, second.decides, second.days) == (True, False, 19)


def test_what_came_before_the_day_or_ended_nothing_is_no_end() -> None:
    """An older end belongs to an older life; readiness is no end."""
    assert ends(event(EventKind.SUSPENDED, "2001-02-05"), event(EventKind.READINESS_DECLARED, "2001-02-12")) == ()


def test_a_day_that_is_begun_counts_and_the_effect_goes_before_the_word() -> None:
    """Said on the 11th, over from one in the morning of the 12th: three days, as D itself counts."""
    (end,) = ends(event(EventKind.SUSPENDED, "2001-02-11", "2001-02-12T01:00:00+02:00"))

    assert (end.days, end.ends) == (3, "2001-02-12T01:00:00+02:00")
    (within,) = ends(event(EventKind.SUSPENDED, "2001-02-10T15:00:00+02:00"))
    assert within.days == 1


def test_a_term_that_lapses_ends_a_life_and_one_that_waits_does_not() -> None:
    """The last reading decides where the term lapses; one that needs a record is renewal due, not over."""
    lapsed = ends(term=term_until("2001-02-13", "2001-02-15", rule=Prolongation.LAPSE))
    waiting = ends(term=term_until("2001-02-13", "2001-02-15", rule=Prolongation.ACTIVE_CONSENT))

    assert [(end.code, end.days, end.decides) for end in lapsed] == [("term", 3, False), ("term", 5, True)]
    assert [end.decides for end in waiting] == [False, False]
    assert lapsed[0].by == ("x",)
