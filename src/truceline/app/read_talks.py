# SPDX-License-Identifier: Apache-2.0
"""Say how talks stood at an instant: contacts, forecasts, tracks, and duties that were due or overdue."""

from dataclasses import dataclass

from truceline.agreement.agreement import Agreement
from truceline.agreement.duties import DutyStanding, DutyState
from truceline.agreement.files import Track
from truceline.agreement.library import Library, not_found
from truceline.agreement.overview import standing_at
from truceline.base.errors import NotFoundError
from truceline.line.talks import (
    ContactStanding,
    ForecastStanding,
    TrackOverlap,
    contact_standings,
    forecast_standings,
    track_overlaps,
    track_standing,
)

_OWED = frozenset({DutyState.DUE, DutyState.OVERDUE, DutyState.NO_EVIDENCE})


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedDuty:
    """A duty that was not on record as done."""

    agreement: Agreement
    duty: DutyStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Talks:
    """How talks stood.

    Attributes:
        at_ns: When [ns since 1970 UTC].
        tracks: Tracks, each with its rounds up to then.
        overlaps: Tracks of different conveners that deal with the same agreements.
        contacts: Contacts of which something was told.
        forecasts: What was said to be coming.
        duties: What was owed under the agreements of the tracks.
    """

    at_ns: int
    tracks: tuple[Track, ...]
    overlaps: tuple[TrackOverlap, ...]
    contacts: tuple[ContactStanding, ...]
    forecasts: tuple[ForecastStanding, ...]
    duties: tuple[OwedDuty, ...]


def read_talks(library: Library, at_ns: int, track: str = "") -> Talks:
    """Say how talks stood.

    Args:
        library: What is on record.
        at_ns: When [ns since 1970 UTC].
        track: Id of the one track that is wanted, with what belongs to its agreements; empty for all.

    Raises:
        NotFoundError: There is no such track.
    """
    by_id = {each.id: each for each in library.tracks}
    if track and track not in by_id:
        raise NotFoundError(not_found("track", track, by_id, library.header.id))
    tracks = (by_id[track],) if track else library.tracks
    wanted = {name for each in tracks for name in each.agreements}
    offset = library.header.utc_offset.delta
    contacts = tuple(each for each in library.contacts if not track or wanted & set(each.agreements))
    forecasts = tuple(each for each in library.forecasts if not track or wanted & set(each.agreements))
    overlaps = track_overlaps(library.tracks)
    return Talks(
        at_ns=at_ns,
        tracks=tuple(track_standing(each, offset, at_ns) for each in tracks),
        overlaps=tuple(each for each in overlaps if not track or track in each.tracks),
        contacts=contact_standings(contacts, offset, at_ns),
        forecasts=forecast_standings(forecasts, offset, at_ns),
        duties=tuple(
            OwedDuty(agreement=agreement, duty=duty)
            for agreement in library.agreements
            if agreement.id in wanted
            for duty in standing_at(agreement, at_ns).duties
            if duty.state in _OWED
        ),
    )
