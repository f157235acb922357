# SPDX-License-Identifier: Apache-2.0
"""Recent places are not shown (R7): neither in files nor on pages, while rulings are made from the places as told.

Counting takes them as not told: a rule may be narrowed until what it counts is a position.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from truceline.base.instants import NS_PER_S, day_of
from truceline.base.moments import Moment
from truceline.picture.acts import Account, Act, Place
from truceline.picture.intake import Event

RECENT_HOURS = 72
"""Places of acts younger than this are withheld [h]."""
WITHHELD = Place(name="withheld: R7")
"""Stands where a place was told that is not shown."""
WITHHELD_WORDS = "withheld for 72 hours"
"""Stands where a headline was told that is not shown: it may hold a position."""
_RECENT_NS = RECENT_HOURS * 3_600 * NS_PER_S


def is_recent(accounts: Iterable[Account], now_ns: int, offset: timedelta) -> bool:
    """Say whether what is told may be younger than the limit: by its latest moment, or because none is told."""
    told = [moment.end_ns(offset) for each in accounts for moment in (each.since, each.until) if moment]
    return not told or max(told) > now_ns - _RECENT_NS


def shown_accounts(accounts: tuple[Account, ...], now_ns: int, offset: timedelta) -> tuple[Account, ...]:
    """Give the accounts of one act as they may be shown."""
    if not any(each.place for each in accounts) or not is_recent(accounts, now_ns, offset):
        return accounts
    return tuple(replace(each, place=WITHHELD) if each.place else each for each in accounts)


def shown_act(act: Act, now_ns: int, offset: timedelta) -> Act:
    """Give an act as it may be shown."""
    return replace(act, accounts=shown_accounts(act.accounts, now_ns, offset))


def countable_events(events: Iterable[Event], now_ns: int, offset: timedelta) -> tuple[Event, ...]:
    """Give events as they may be counted: without the places and areas of recent ones, and of those of unknown time.

    Args:
        events: The events.
        now_ns: The moment of the run [ns since 1970 UTC].
        offset: At which days are counted.

    Returns:
        The same events in their order; a withheld place is ``WITHHELD``.
    """
    first_recent = _first_recent_day(now_ns, offset)

    def shown(event: Event) -> Event:
        is_old = bool(event.last_day) and event.last_day < first_recent
        if is_old or not (event.place or event.areas):
            return event
        return replace(event, place=WITHHELD, areas=())

    return tuple(shown(event) for event in events)


def recent_events(events: Iterable[Event], now_ns: int, offset: timedelta) -> frozenset[str]:
    """Give the ids of events whose headlines are not shown: they, or a bulletin of theirs, may be recent."""
    first_recent = _first_recent_day(now_ns, offset)
    return frozenset(
        event.id
        for event in events
        if not event.last_day
        or event.last_day >= first_recent
        or any(bulletin.day >= first_recent for bulletin in event.bulletins)
    )


def is_recent_moment(moment: Moment | None, now_ns: int, offset: timedelta) -> bool:
    """Say whether a moment may lie within the hours, or is not told."""
    return moment is None or moment.end_ns(offset) > now_ns - _RECENT_NS


def _first_recent_day(now_ns: int, offset: timedelta) -> str:
    return day_of(now_ns - _RECENT_NS, offset).isoformat()
