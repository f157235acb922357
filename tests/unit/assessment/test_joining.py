# SPDX-License-Identifier: Apache-2.0
"""Joining events into incidents: near for sure, far for sure, and what nobody can say."""

from dataclasses import replace

from counted_events import account, at, event, known
from truceline.agreement.counting_rule import CountingRule, CountingUnit
from truceline.assessment.disputed_fact import Fact, FactKind
from truceline.assessment.joining import Joined, join_events
from truceline.base.moments import Moment
from truceline.picture.acts import Place
from truceline.picture.intake import Event

DAY = CountingRule(id="a", title="A", window_days=7, unit=CountingUnit.INCIDENT, gap_minutes=1_440, radius_m=5_000)
QUARTER = replace(DAY, gap_minutes=15, radius_m=1_000)
TIME = Fact(kind=FactKind.SAME_TIME, subject=("XA01",))
PLACE = Fact(kind=FactKind.SAME_PLACE, subject=("XA01",))


def joined(*events: Event, rule: CountingRule = DAY) -> Joined:
    """Join events of which nothing more is known."""
    return join_events(list(events), rule, known())


def test_one_place_on_one_day_is_one_incident_by_a_gap_of_a_day() -> None:
    """Whenever in the day they were, they were within a day of each other."""
    assert joined(event(1), event(2)).members == {"ucdp:1": ("ucdp:1", "ucdp:2")}


def test_a_day_cannot_show_a_quarter_of_an_hour() -> None:
    """Only the day is told: whether both lay within 15 minutes is not decided."""
    found = joined(event(1), event(2), rule=QUARTER)

    assert found.members == {"ucdp:1": ("ucdp:1",)}
    assert found.open_facts == {"ucdp:2": frozenset({TIME})}


def test_times_to_the_minute_decide() -> None:
    """Ten minutes join, twenty do not."""
    facts = known(
        e1=(account(since=Moment("2001-02-10T10:00:00Z")),),
        e2=(account(since=Moment("2001-02-10T10:10:00Z")),),
        e3=(account(since=Moment("2001-02-10T10:20:00Z")),),
    )
    found = join_events([event(1), event(2), event(3)], QUARTER, facts)

    assert found.members == {"ucdp:1": ("ucdp:1", "ucdp:2"), "ucdp:3": ("ucdp:3",)}


def test_a_disc_may_reach_over_the_radius() -> None:
    """Two towns 5.5 km apart with a kilometre of doubt each may be within 5 km, or not."""
    found = joined(event(1, place=at(20.5, 1_000)), event(2, place=at(20.55, 1_000)))

    assert found.open_facts == {"ucdp:2": frozenset({PLACE})}


def test_far_for_sure_is_another_incident() -> None:
    """Eleven kilometres are more than five."""
    found = joined(event(1), event(2, place=at(20.6)))

    assert (len(found.members), found.open_facts) == (2, {})


def test_other_sides_are_another_incident() -> None:
    """One place, one day, other sides."""
    assert len(joined(event(1), event(2, sides=("Lake Band", "Northland"))).members) == 2


def test_neighbouring_days_are_not_chained() -> None:
    """A week of events in one town is no single incident by a gap of a quarter of an hour."""
    events = [event(day, first_day=f"2001-02-1{day}") for day in range(7)]

    assert joined(*events, rule=QUARTER).members == {each.id: (each.id,) for each in events}


def test_two_days_apart_is_measured_to_the_first_event() -> None:
    """By a gap of two days the second day joins the first, and the third begins anew."""
    events = [event(day, first_day=f"2001-02-1{day}") for day in range(4)]
    found = joined(*events, rule=replace(DAY, gap_minutes=2 * 1_440))

    assert found.members["ucdp:0"] == ("ucdp:0", "ucdp:1")
    assert found.open_facts.keys() == {"ucdp:2"}
    assert found.members["ucdp:3"] == ("ucdp:3",)


def test_an_area_may_hold_a_point() -> None:
    """Told only as the district, an event may be at a town of it, and not in another district."""
    district, town = Place(area=("XA0101",)), at(20.5)
    near = joined(event(1, place=town, areas=("XA01", "XA0101")), event(2, place=district, areas=("XA01", "XA0101")))
    far = joined(event(1, place=town, areas=("XA01", "XA0102")), event(2, place=district, areas=("XA01", "XA0101")))

    assert near.open_facts == {"ucdp:2": frozenset({PLACE})}
    assert len(far.members) == 2


def test_a_documented_incident_is_one_whatever_the_distance() -> None:
    """Acts that a library puts into one incident are joined."""
    facts = replace(known(), incident_of={"ucdp:1:a": "case", "ucdp:2:a": "case"})
    found = join_events([event(1), event(2, place=at(22.0))], DAY, facts)

    assert found.members == {"ucdp:1": ("ucdp:1", "ucdp:2")}


def test_the_order_of_events_changes_nothing() -> None:
    """The same incidents, whichever event is read first."""
    events = [event(n, first_day=f"2001-02-1{n % 3}", place=at(20.5 + n * 0.03)) for n in range(9)]

    assert joined(*events) == joined(*reversed(events))
