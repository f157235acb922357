# SPDX-License-Identifier: Apache-2.0
"""Acts that belong to no row of an event file, as events, so that a counting rule can count them too.

Rules:
    - The two acts of an engagement are one event; any other act is one.
    - Its sides are all that any account names; its days are all that any account tells. A day that accounts tell
      differently is not known to the day; one that none tells is not told.
    - A point is not laid into an area here: of areas, only those an account names are told.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from truceline.agreement.library import Library
from truceline.assessment.filters import DAY_NOT_TOLD
from truceline.base.instants import day_of
from truceline.picture.acts import Account, Act, Place
from truceline.picture.intake import Event

_KNOWN_DAY, _SEVERAL_DAYS = 1, 2
_SETTLEMENT, _NEAR, _DISTRICT, _PROVINCE, _COUNTRY = 1, 2, 3, 4, 6
_SETTLEMENT_M, _NEAR_M = 1_000.0, 25_000.0
_DISTRICT_DEPTH = 2
"""Areas above and including one that is a district."""


def acts_as_events(acts: Sequence[Act], library: Library) -> tuple[Event, ...]:
    """Make events of acts.

    Args:
        acts: Acts that belong to no row of an event file.
        library: Names of actors, and how areas lie in each other.

    Returns:
        The events, in the order of their first acts.
    """
    groups: dict[str, list[Act]] = {}
    for act in acts:
        groups.setdefault(act.engagement or act.id, []).append(act)
    return tuple(_event(event_id, group, library) for event_id, group in groups.items())


def _event(event_id: str, acts: Sequence[Act], library: Library) -> Event:
    accounts = [account for act in acts for account in act.accounts]
    sides = _sides(accounts, library)
    first_day, last_day, precision = _days(accounts, library.header.utc_offset.delta)
    places = [account.place for account in accounts if account.place is not None]
    tellers = [account.source.origin_id for account in accounts]
    return Event(
        id=event_id,
        acts=tuple(act.id for act in acts),
        sides=sides,
        dyad=" - ".join(sides) or event_id,
        first_day=first_day,
        last_day=last_day,
        day_precision=precision,
        place_precision=_place_precision(places[0], library) if places else DAY_NOT_TOLD,
        outlets=tuple(sorted(set(tellers))),
        mentions=tuple(tellers),
        place=places[0] if places else None,
        areas=_areas(places[0], library) if places else (),
    )


def _sides(accounts: Iterable[Account], library: Library) -> tuple[str, ...]:
    named: set[str] = set()
    for account in accounts:
        for forces in (account.actor, account.against):
            if forces:
                named.add(", ".join(library.name_of(force) for force in forces))
    return tuple(sorted(named))


def _days(accounts: Iterable[Account], offset: timedelta) -> tuple[str, str, int]:
    """Give the first and the last day told and how well they are known; empty days when none is told."""
    begins, ends = [], []
    for account in accounts:
        if account.since is not None:
            begins.append(day_of(account.since.start_ns(offset), offset).isoformat())
            ends.append(day_of((account.until or account.since).start_ns(offset), offset).isoformat())
    if not begins:
        return "", "", DAY_NOT_TOLD
    first = min(begins)
    return first, max(ends), _KNOWN_DAY if len(set(begins)) == 1 else _SEVERAL_DAYS


def _place_precision(place: Place, library: Library) -> int:
    if place.position is not None:
        radius_m = place.position.radius_m
        return _SETTLEMENT if radius_m <= _SETTLEMENT_M else _NEAR if radius_m <= _NEAR_M else _COUNTRY
    if len(place.area) == 1:
        return _DISTRICT if len(_areas(place, library)) >= _DISTRICT_DEPTH else _PROVINCE
    return _COUNTRY


def _areas(place: Place, library: Library) -> tuple[str, ...]:
    """Give the one area that is told and those it lies in, the widest first."""
    if len(place.area) != 1:
        return ()
    chain = [place.area[0]]
    while (above := library.places.parent_of(chain[-1])) and above in library.places.areas and above not in chain:
        chain.append(above)
    return tuple(reversed(chain))
