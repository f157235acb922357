# SPDX-License-Identifier: Apache-2.0
"""Joining events into incidents: the first event, and every other of the same sides within a gap and a radius of it.

Rules:
    - First is who begins first; of those told by the same day, who is told most finely, then by id.
    - Nearness is measured to the first event of the incident, never from one to the next: a week of daily shelling
      is no single incident.
    - What is told only by a day lies somewhere in that day, a place with a radius somewhere in its disc. Near for
      sure joins, far for sure makes a new incident, anything between is *not decided*.
    - Of events told by different days, a gap below a day joins none across midnight: which of them lay near
      midnight is told by nobody, and a chain over every night would join all.
    - Two places of which one is told only as an area may be near when one area lies in the other.
    - Acts that a library documents as one incident are one.

Source:
    The rule of a first event with a window of time and space, as in Gardner and Knopoff 1974 (windows around a main
    event); the numbers are those of the counting rule.
"""

from dataclasses import dataclass
from datetime import date
from math import asin, cos, radians, sin, sqrt

from truceline.agreement.counting_rule import CountingRule
from truceline.assessment.disputed_fact import Fact, FactKind
from truceline.assessment.filters import DAY_NOT_TOLD
from truceline.assessment.known import Known
from truceline.assessment.near_firsts import NearFirsts
from truceline.assessment.withheld import WITHHELD
from truceline.base.fourvalue import FourValue, conjoin
from truceline.kernels.wgs84 import MEAN_RADIUS_M, SPHERE_DOUBT
from truceline.picture.intake import Event

TRUE, FALSE, NEITHER = FourValue.TRUE, FourValue.FALSE, FourValue.NEITHER
_DAY_MINUTES = 1_440
_NS_PER_MINUTE = 60_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """When and where an event is told to be.

    Attributes:
        event: The event.
        first_day: Its first day, as a number of days.
        last_day: Its last day.
        minutes: First and last minute of what is told to the minute [min since 1970 UTC]; absent when told by days.
        point: Longitude and latitude [deg] and the radius of doubt [m]; absent when told as an area or not at all.
    """

    event: Event
    first_day: int
    last_day: int
    minutes: tuple[float, float] | None
    point: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What became of events after joining.

    Attributes:
        members: Ids of the events of each incident by the id of its first event, itself first.
        open_facts: For each event of which it is not decided whether it is part of an incident: the facts of which
            any would explain that.
    """

    members: dict[str, tuple[str, ...]]
    open_facts: dict[str, frozenset[Fact]]


def join_events(events: list[Event], rule: CountingRule, known: Known) -> Joined:
    """Join events into incidents.

    Args:
        events: Events that pass the filters of the rule.
        rule: A rule with the unit incident.
        known: For times to the minute and documented incidents.

    Returns:
        The incidents, and the events that may be part of one.
    """
    spots = sorted((_spot(event, known) for event in events), key=_order)
    firsts: dict[tuple[str, ...], NearFirsts[Spot]] = {}
    members: dict[str, list[str]] = {}
    documented: dict[str, str] = {}
    open_facts: dict[str, frozenset[Fact]] = {}
    reach_days = int((rule.gap_minutes or 0.0) // _DAY_MINUTES) + 1
    for spot in spots:
        event = spot.event
        incident = next((found for act in event.acts if (found := known.incident_of.get(act))), "")
        if incident in documented:
            members[documented[incident]].append(event.id)
            continue
        if event.sides not in firsts:
            firsts[event.sides] = NearFirsts(rule.radius_m or 0.0, reach_days)
        own_firsts = firsts[event.sides]
        home, facts = _look_around(spot, own_firsts.near(spot), rule, known)
        if home:
            members[home].append(event.id)
        elif facts:
            open_facts[event.id] = facts
        else:
            own_firsts.put(spot)
            members[event.id] = [event.id]
            if incident:
                documented[incident] = event.id
    return Joined(members={first: tuple(ids) for first, ids in members.items()}, open_facts=open_facts)


def _look_around(spot: Spot, firsts: list[Spot], rule: CountingRule, known: Known) -> tuple[str, frozenset[Fact]]:
    """Give the first event that this one surely belongs to, else the facts by which it may belong to one."""
    facts: set[Fact] = set()
    for first in firsts:
        in_time = _within_gap(first, spot, rule.gap_minutes or 0.0)
        if in_time is FALSE:
            continue
        in_place = _within_radius(first, spot, rule.radius_m or 0.0, known)
        if conjoin(in_time, in_place) is TRUE:
            return first.event.id, frozenset()
        if in_place is FALSE:
            continue
        subject = (spot.event.areas[0] if spot.event.areas else "",)
        if in_time is NEITHER:
            facts.add(Fact(kind=FactKind.SAME_TIME, subject=subject))
        if in_place is NEITHER and WITHHELD in (first.event.place, spot.event.place):
            facts.add(Fact(kind=FactKind.WITHHELD, subject=(spot.event.dyad,)))
        elif in_place is NEITHER:
            facts.add(Fact(kind=FactKind.SAME_PLACE, subject=subject))
    return "", frozenset(facts)


def _order(spot: Spot) -> tuple[int, float, int, str]:
    began = spot.minutes[0] if spot.minutes else spot.first_day * float(_DAY_MINUTES)
    precision = spot.event.place_precision or 9
    return spot.first_day, began, precision, spot.event.id


def _spot(event: Event, known: Known) -> Spot:
    position = event.place.position if event.place else None
    return Spot(
        event=event,
        first_day=date.fromisoformat(event.first_day).toordinal() if event.first_day else DAY_NOT_TOLD,
        last_day=date.fromisoformat(event.last_day).toordinal() if event.last_day else DAY_NOT_TOLD,
        minutes=_minutes(event, known),
        point=(position.lon_deg, position.lat_deg, position.radius_m) if position else None,
    )


def _minutes(event: Event, known: Known) -> tuple[float, float] | None:
    """Give the stretch of an event whose beginning every account tells to the minute."""
    told = [account for account in known.accounts(event) if account.since is not None]
    begins = [account.since.start_ns(known.offset) for account in told if account.since and not account.since.is_day]
    if not begins or len(begins) != len(told):
        return None
    return min(begins) / _NS_PER_MINUTE, max(begins) / _NS_PER_MINUTE


def _within_gap(first: Spot, other: Spot, gap_minutes: float) -> FourValue:
    if first.minutes and other.minutes:
        least = max(0.0, other.minutes[0] - first.minutes[1], first.minutes[0] - other.minutes[1])
        most = max(other.minutes[1] - first.minutes[0], first.minutes[1] - other.minutes[0])
        return _between(least, most, gap_minutes)
    least_days = max(0, other.first_day - first.last_day, first.first_day - other.last_day)
    most_days = max(other.last_day, first.last_day) - min(other.first_day, first.first_day) + 1
    return _between(float(least_days * _DAY_MINUTES), float(most_days * _DAY_MINUTES), gap_minutes)


def _within_radius(first: Spot, other: Spot, radius_m: float, known: Known) -> FourValue:
    if first.point and other.point:
        distance_m = _distance_m(first.point, other.point)
        doubt_m = first.point[2] + other.point[2] + distance_m * SPHERE_DOUBT
        return _between(max(0.0, distance_m - doubt_m), distance_m + doubt_m, radius_m)
    one, two = _finest(first.event), _finest(other.event)
    if not one or not two:
        return NEITHER
    return NEITHER if one in known.enclosing(two) or two in known.enclosing(one) else FALSE


def _finest(event: Event) -> str:
    """Give the finest area in which an event surely lies."""
    if event.place and event.place.area:
        return event.place.area[0] if len(event.place.area) == 1 else ""
    return event.areas[-1] if event.areas else ""


def _between(least: float, most: float, limit: float) -> FourValue:
    if most <= limit:
        return TRUE
    return FALSE if least > limit else NEITHER


def _distance_m(one: tuple[float, float, float], two: tuple[float, float, float]) -> float:
    """Give the distance on a sphere [m], of single pairs, without arrays.

    Source:
        Sinnott 1984, "Virtues of the haversine", as in ``geo.ellipsoid``.
    """
    if one[:2] == two[:2]:
        return 0.0
    north, east = radians(two[1] - one[1]), radians(two[0] - one[0])
    haversine = sin(north / 2) ** 2 + cos(radians(one[1])) * cos(radians(two[1])) * sin(east / 2) ** 2
    return 2 * MEAN_RADIUS_M * asin(sqrt(min(haversine, 1.0)))
