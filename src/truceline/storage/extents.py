# SPDX-License-Identifier: Apache-2.0
"""Where and when a kept thing is, for searches: boxes in degrees and stretches of time, never smaller than the thing.

Both stores ask here, so that a search gives the same on either.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from truceline.app.ports import Selection, Statement
from truceline.base.instants import Interval
from truceline.base.moments import Moment
from truceline.findings.conflict import Bounds
from truceline.findings.finding import Finding
from truceline.geo.boxes import boxes_meet, join
from truceline.geo.circle import MAX_RADIUS_M, Circle
from truceline.picture.acts import Account, Act, Place, Position
from truceline.picture.claims import Claim
from truceline.picture.intents import Intent

_EARLIEST_OFFSET = timedelta(hours=15)
_LATEST_OFFSET = timedelta(hours=-15)
"""A civil day of nobody knows which offset lies surely between the day at the one and at the other."""
_ANYWHERE: Bounds = (-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Where and when something is.

    Attributes:
        bounds_deg: Its box; ``None`` when it has no place.
        interval: Its time.
    """

    bounds_deg: Bounds | None
    interval: Interval


def extent_meets(extent: Extent, selection: Selection) -> bool:
    """Say whether a thing is where and when a selection looks; what has no place is in no box."""
    if selection.interval is not None and not extent.interval.meets(selection.interval):
        return False
    if selection.bounds_deg is None:
        return True
    return extent.bounds_deg is not None and boxes_meet(extent.bounds_deg, selection.bounds_deg)


def extents_of_intent(intent: Intent) -> tuple[Extent, ...]:
    """Give the extent of each volume, in order."""
    return tuple(Extent(bounds_deg=volume.area.box_deg, interval=volume.interval) for volume in intent.volumes)


def intent_meets(intent: Intent, selection: Selection) -> bool:
    """Say whether one volume of an intent is where and when a selection looks."""
    return any(extent_meets(extent, selection) for extent in extents_of_intent(intent))


def extent_of_finding(finding: Finding) -> Extent:
    """Give where and when a finding speaks of."""
    return Extent(bounds_deg=finding.bounds_deg, interval=finding.interval)


def extent_of_statement(statement: Statement) -> Extent:
    """Give where a statement tells of, by its positions alone, and when; a statement without a time is of when it came.

    Days are taken at whatever offset makes them longest.
    """
    places, times = list[Bounds](), list[Interval]()
    for place, since, until in _tellings(statement):
        if place is not None and place.position is not None:
            places.append(_box_of(place.position))
        times.extend(_stretches(since, until))
    bounds = join(places) if places else None
    if not times:
        return Extent(bounds_deg=bounds, interval=Interval(start_ns=statement.at_ns, end_ns=statement.at_ns + 1))
    start_ns, end_ns = min(each.start_ns for each in times), max(each.end_ns for each in times)
    return Extent(bounds_deg=bounds, interval=Interval(start_ns=start_ns, end_ns=end_ns))


def _tellings(statement: Statement) -> Iterator[tuple[Place | None, Moment | None, Moment | None]]:
    noun = statement.noun
    if isinstance(noun, Claim):
        yield from _tellings_of_claim(noun)
    elif isinstance(noun, Act):
        yield from (_telling(account) for account in noun.accounts)
    else:
        yield from (_telling(account) for act in noun.acts for account in act.accounts)
        if not noun.acts:
            yield None, noun.published, None


def _tellings_of_claim(claim: Claim) -> Iterator[tuple[Place | None, Moment | None, Moment | None]]:
    for told in (claim.control, claim.boundary):
        if told is not None:
            yield told.place, told.since, told.until
    if claim.act is not None:
        yield _telling(claim.act.account)


def _telling(account: Account) -> tuple[Place | None, Moment | None, Moment | None]:
    return account.place, account.since, account.until


def _stretches(*moments: Moment | None) -> Iterator[Interval]:
    for moment in moments:
        if moment is not None:
            start_ns = moment.interval(_EARLIEST_OFFSET).start_ns
            yield Interval(start_ns=start_ns, end_ns=moment.interval(_LATEST_OFFSET).end_ns)


def _box_of(position: Position) -> Bounds:
    """Give a box that surely holds a disc; one too wide for a circle is anywhere."""
    if position.radius_m > MAX_RADIUS_M:
        return _ANYWHERE
    return Circle(lon_deg=position.lon_deg, lat_deg=position.lat_deg, radius_m=max(position.radius_m, 1.0)).box_deg
