# SPDX-License-Identifier: Apache-2.0
"""What a counting rule may ask beyond the events themselves: who tells what of their acts, lists, areas.

Rules:
    - Claims about an act are accounts of it, beside its own.
    - A claim of designation stands beside the authority's list; where they differ, it is told both ways.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from truceline.agreement.library import Library
from truceline.agreement.membership import designated
from truceline.base.fourvalue import FourValue, accept_all
from truceline.base.instants import Interval, day_interval, parse_day
from truceline.picture.actors import Force
from truceline.picture.acts import Account, Act
from truceline.picture.claims import Claim
from truceline.picture.intake import Event

_DEPTH_MAX = 16
"""Areas within areas: deeper nesting is a fault of the library and is not followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known beyond the events.

    Attributes:
        own_accounts: Accounts of every act, by its id.
        claimed: Further accounts that claims give, by the id of the act or the engagement.
        listed: Whether a force is on an authority's list through days: force, authority, first day, last day.
        enclosing: P-codes of an area and of all areas that it lies in.
        forces: Forces by id.
        incident_of: The documented incident of each act that belongs to one.
        offset: At which days are counted.
    """

    own_accounts: Mapping[str, tuple[Account, ...]]
    claimed: Mapping[str, tuple[Account, ...]]
    listed: Callable[[str, str, str, str], FourValue]
    enclosing: Callable[[str], frozenset[str]]
    forces: Mapping[str, Force]
    incident_of: Mapping[str, str]
    offset: timedelta

    def accounts(self, event: Event) -> tuple[Account, ...]:
        """Give every account of an event's acts, those that claims give included."""
        found = [account for act in event.acts for account in self.own_accounts.get(act, ())]
        if self.claimed:
            found += [account for act in (*event.acts, event.id) for account in self.claimed.get(act, ())]
        return tuple(dict.fromkeys(found)) if event.id in event.acts and self.claimed else tuple(found)


NOTHING_KNOWN = Known(
    own_accounts={},
    claimed={},
    listed=lambda _force, _authority, _first, _last: FourValue.NEITHER,
    enclosing=lambda pcode: frozenset((pcode,)),
    forces={},
    incident_of={},
    offset=timedelta(0),
)
"""For rules that ask nothing beyond the events."""


def known_facts(library: Library, acts: Iterable[Act], claims: Sequence[Claim]) -> Known:
    """Gather what a counting rule may ask.

    Args:
        library: Lists, forces and areas; its own claims count too.
        acts: Acts of the events.
        claims: Claims of this run.

    Returns:
        What is known; lists and areas are looked up when they are first asked for.
    """
    every = (*library.claims, *claims)
    claimed: dict[str, list[Account]] = {}
    for claim in every:
        if claim.act is not None:
            claimed.setdefault(claim.act.act, []).append(claim.act.account)
    return Known(
        own_accounts={act.id: act.accounts for act in acts},
        claimed={act: tuple(accounts) for act, accounts in claimed.items()},
        listed=_lister(library, every),
        enclosing=_encloser(library),
        forces=library.forces,
        incident_of={act.id: incident.id for incident in library.incidents for act in incident.acts},
        offset=library.header.utc_offset.delta,
    )


def _lister(library: Library, claims: Sequence[Claim]) -> Callable[[str, str, str, str], FourValue]:
    told: dict[tuple[str, str], FourValue] = {}
    for claim in claims:
        body = claim.designation
        if body is not None:
            says = FourValue.TRUE if body.listed else FourValue.FALSE
            key = (body.force, body.authority)
            told[key] = accept_all(told.get(key, FourValue.NEITHER), says)
    offset = library.header.utc_offset.delta

    @cache
    def listed(force: str, authority: str, first_day: str, last_day: str) -> FourValue:
        first, last = (day_interval(parse_day(day), offset) for day in (first_day, last_day))
        own = designated(force, authority, library, Interval(start_ns=first.start_ns, end_ns=last.end_ns))
        return accept_all(own, told.get((force, authority), FourValue.NEITHER))

    return listed


def _encloser(library: Library) -> Callable[[str], frozenset[str]]:
    @cache
    def enclosing(pcode: str) -> frozenset[str]:
        found = [pcode]
        while len(found) < _DEPTH_MAX and (above := library.places.parent_of(found[-1])) and above not in found:
            found.append(above)
        return frozenset(found)

    return enclosing
