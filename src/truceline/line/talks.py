# SPDX-License-Identifier: Apache-2.0
"""Talks at an instant: contacts and what each side told of them, forecasts and what came of them, tracks that overlap.

Rules:
    - A contact has one readout per side. What one side tells and another does not is listed; it is no contradiction.
    - Positions stand beside each other. No track and no position is ranked, and none is resolved.
    - A forecast is measured by its window and by what is on record; that nothing is on record is said.
    - No interval is invented: a gap between contacts is a number of days, and overdue only where one was agreed.
    - What was said later than the instant asked about is not looked at.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from itertools import combinations, pairwise

from truceline.agreement.files import Track
from truceline.base.instants import NS_PER_DAY
from truceline.base.moments import Moment
from truceline.picture.contacts import Contact, ContactState, Forecast, Readout


@dataclass(frozen=True, slots=True, kw_only=True)
class SideReadout:
    """What one side told of a contact.

    Attributes:
        party: The side; empty for accounts that are nobody's own.
        readouts: Its accounts.
        topics: All that it named.
        alone: What it named and no other side did; empty when only one side told anything.
    """

    party: str
    readouts: tuple[Readout, ...]
    topics: tuple[str, ...]
    alone: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactStanding:
    """A contact as it was known at an instant.

    Attributes:
        contact: The contact.
        states: Its states up to then, in the order in which they were told.
        sides: What each side told.
        untold: Its parties that told nothing of it.
        gap_days: Days since the contact before it in its thread; none for the first, or where a day is not told.
    """

    contact: Contact
    states: tuple[ContactState, ...]
    sides: tuple[SideReadout, ...]
    untold: tuple[str, ...]
    gap_days: int | None = None

    @property
    def state(self) -> ContactState:
        """The newest state."""
        return self.states[-1]


class ForecastState(StrEnum):
    """Where a forecast stands."""

    AHEAD = "ahead"
    OPEN = "open"
    PASSED = "passed"
    """Its window is over, and no outcome is on record."""
    TOLD = "told"
    """An outcome is on record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastStanding:
    """A forecast at an instant.

    Attributes:
        forecast: The forecast.
        state: Where it stands.
        is_within: Whether the outcome on record fell into the window; none without a day of it.
    """

    forecast: Forecast
    state: ForecastState
    is_within: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackOverlap:
    """Two tracks with different conveners that deal with the same agreements.

    Attributes:
        tracks: Their ids.
        agreements: What both deal with.
    """

    tracks: tuple[str, str]
    agreements: tuple[str, ...]


def contact_standings(contacts: tuple[Contact, ...], offset: timedelta, at_ns: int) -> tuple[ContactStanding, ...]:
    """Say what was known of contacts.

    Args:
        contacts: All that are on record.
        offset: At which days without an hour are counted.
        at_ns: When [ns since 1970 UTC].

    Returns:
        Contacts of which something was told by then, in the order of their days; those without a day last.
    """
    known = [each for each in contacts if _is_known(each, offset, at_ns)]
    known.sort(key=lambda each: (each.on is None, each.on.start_ns(offset) if each.on else 0, each.id))
    gaps = _gaps(known, offset)
    return tuple(_standing(each, offset, at_ns, gaps.get(each.id)) for each in known)


def forecast_standings(forecasts: tuple[Forecast, ...], offset: timedelta, at_ns: int) -> tuple[ForecastStanding, ...]:
    """Say where forecasts stood.

    Args:
        forecasts: All that are on record.
        offset: At which days without an hour are counted.
        at_ns: When [ns since 1970 UTC].

    Returns:
        Forecasts made by then, in the order of their windows; one whose day of making is not told counts as made
        before its window.
    """
    made = [each for each in forecasts if (each.source.on or each.window_from).start_ns(offset) <= at_ns]
    made.sort(key=lambda each: (each.window_from.start_ns(offset), each.id))
    return tuple(_forecast(each, offset, at_ns) for each in made)


def track_standing(track: Track, offset: timedelta, at_ns: int) -> Track:
    """Give a track as it was known: rounds up to then, and positions that were taken by then.

    Args:
        track: The track.
        offset: At which days without an hour are counted.
        at_ns: When [ns since 1970 UTC].

    Returns:
        The track; a position whose day is not told stays, and a point on which nobody had spoken is left out.
    """

    def is_past(moment: Moment | None) -> bool:
        return moment is None or moment.start_ns(offset) <= at_ns

    points = (
        replace(point, positions=tuple(each for each in point.positions if is_past(each.source.on)))
        for point in track.open_points
    )
    return replace(
        track,
        rounds=tuple(each for each in track.rounds if is_past(each.on)),
        open_points=tuple(point for point in points if point.positions),
    )


def track_overlaps(tracks: tuple[Track, ...]) -> tuple[TrackOverlap, ...]:
    """Give pairs of tracks with different conveners that deal with the same agreements; no order ranks them."""
    found: list[TrackOverlap] = []
    for one, other in combinations(tracks, 2):
        both = tuple(each for each in one.agreements if each in other.agreements)
        if both and set(one.conveners) != set(other.conveners):
            found.append(TrackOverlap(tracks=(one.id, other.id), agreements=both))
    return tuple(found)


def _is_known(contact: Contact, offset: timedelta, at_ns: int) -> bool:
    return any(_told_ns(state, contact, offset) <= at_ns for state in contact.states)


def _told_ns(state: ContactState, contact: Contact, offset: timedelta) -> int:
    """Give when a state was told: its source's day, else the day of the contact, else always."""
    moment = state.source.on or contact.on
    return moment.start_ns(offset) if moment else -(2**62)


def _standing(contact: Contact, offset: timedelta, at_ns: int, gap_days: int | None) -> ContactStanding:
    states = [state for state in contact.states if _told_ns(state, contact, offset) <= at_ns]
    readouts = [each for each in contact.readouts if each.source.on is None or each.source.on.start_ns(offset) <= at_ns]
    parties = list(dict.fromkeys(each.source.party for each in readouts))
    topics = {party: _topics(readouts, party) for party in parties}
    sides = tuple(
        SideReadout(
            party=party,
            readouts=tuple(each for each in readouts if each.source.party == party),
            topics=topics[party],
            alone=tuple(
                topic
                for topic in topics[party]
                if len(parties) > 1 and not any(topic in topics[other] for other in parties if other != party)
            ),
        )
        for party in parties
    )
    untold = tuple(party for party in contact.parties if party not in parties)
    return ContactStanding(contact=contact, states=tuple(states), sides=sides, untold=untold, gap_days=gap_days)


def _topics(readouts: list[Readout], party: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(topic for each in readouts if each.source.party == party for topic in each.topics))


def _gaps(contacts: list[Contact], offset: timedelta) -> dict[str, int]:
    threads: dict[str, list[Contact]] = {}
    for contact in contacts:
        if contact.thread and contact.on is not None:
            threads.setdefault(contact.thread, []).append(contact)
    return {
        after.id: (after.on.start_ns(offset) - before.on.start_ns(offset)) // NS_PER_DAY
        for thread in threads.values()
        for before, after in pairwise(thread)
        if before.on is not None and after.on is not None
    }


def _forecast(forecast: Forecast, offset: timedelta, at_ns: int) -> ForecastStanding:
    start, end = forecast.window_from.start_ns(offset), forecast.window_until.end_ns(offset)
    outcome = forecast.outcome_on
    is_told = bool(forecast.outcome) and (outcome.start_ns(offset) if outcome else end) <= at_ns
    if is_told:
        within = start <= outcome.start_ns(offset) < max(end, start + 1) if outcome else None
        return ForecastStanding(forecast=forecast, state=ForecastState.TOLD, is_within=within)
    if at_ns < start:
        return ForecastStanding(forecast=forecast, state=ForecastState.AHEAD)
    return ForecastStanding(forecast=forecast, state=ForecastState.OPEN if at_ns < end else ForecastState.PASSED)
