# SPDX-License-Identifier: Apache-2.0
"""Whether an actor is among those whom a selector names, and whether an authority lists it.

Rules:
    - A selector that names a party covers its forces; one that names a force of a party leaves open whether an
      act told only of the party was that force's.
    - Consent is only by a party's own record: before it the actor is out, from it on it is in, after it left it is
      out; an own refusal is out. Listed in the role without a record: told by nobody.
    - A group that the text itself leaves out (role ``excluded``) cannot be bound by it; whether others may act
      against it is for the text's exceptions, so that it is not for this reason out of those protected.
    - Not listed, but of a kind that may join by its own record (``open_to``): told by nobody. Otherwise out.
    - An umbrella is as its members; while any member could be otherwise, or its members are not all known, it is
      told by nobody. What its leaders signed binds no member: that would not be the member's own record.
    - A list names groups: whoever is no armed group and does not stand on it is not on it. A group that does not
      stand on a list that is not complete: told by nobody.
    - *True* only if true in the whole stretch asked about, *false* only if false in the whole of it.

Source:
    This project's own reading of consent (issue: consent is only by a party's own record); ADR 0006.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from truceline.agreement.agreement import Agreement, Participant
from truceline.agreement.files import LibraryFile
from truceline.base.fourvalue import FourValue
from truceline.base.instants import Interval
from truceline.picture.actors import ActorKind, Designation, DesignationList, Force, Party

JOINED = "joined"
EXCLUDED = "excluded"
ROLE = "role:"
KIND = "kind:"
_GROUPS = frozenset({ActorKind.ARMED_GROUP, ActorKind.UMBRELLA})
_DEPTH_MAX = 8
"""Umbrellas within umbrellas: deeper ones are read as not known."""


class Actors(Protocol):
    """What is needed of a library to know actors."""

    @property
    def header(self) -> LibraryFile:
        """What the library is; its offset counts the days of its lists."""

    @property
    def parties(self) -> Mapping[str, Party]:
        """Parties by id."""

    @property
    def forces(self) -> Mapping[str, Force]:
        """Forces by id."""

    @property
    def lists(self) -> Mapping[str, DesignationList]:
        """Designation lists by authority."""


def membership(selector: str, actor: str, agreement: Agreement, library: Actors, interval: Interval) -> FourValue:
    """Say whether an actor is among those a selector names, through a stretch of time.

    Args:
        selector: ``PARTY_OR_FORCE_ID``, ``role:ROLE`` or ``kind:ACTORKIND``.
        actor: Id of a party or force; of an id nobody knows nothing is told.
        agreement: Whose roles are meant.
        library: Parties and forces.
        interval: When.

    Returns:
        *True*, *false* or *neither*.
    """
    if selector.startswith(ROLE):
        role = selector.removeprefix(ROLE)
        asked = _Asked(
            library=library,
            value_of=lambda one: _in_role(role, one, agreement, library, interval),
            stranger=_stranger_in_role(role, agreement, library),
            with_record=frozenset(each.party for each in agreement.participants if each.role == role and each.consent),
        )
        return _through(actor, asked, 0)
    if selector.startswith(KIND):
        kind = selector.removeprefix(KIND)
        return _of_kind(kind, actor, library)
    return _named(selector, actor, library, 0)


def designated(actor: str, authority: str, library: Actors, interval: Interval) -> FourValue:
    """Say whether an authority lists an actor, through a stretch of time.

    Args:
        actor: Id of a party or force.
        authority: Id of the authority.
        library: Parties, forces and lists.
        interval: When.

    Returns:
        *True*, *false* or *neither*; *neither* for an authority whose list is not known.
    """
    known = library.lists.get(authority)
    if known is None:
        return FourValue.NEITHER
    asked = _Asked(
        library=library,
        value_of=lambda one: _listed(one, known, library, interval),
        stranger=FourValue.NEITHER if known.listed or not known.complete else FourValue.FALSE,
    )
    return _through(actor, asked, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One question about single actors, with its answer for a member that nobody has named."""

    library: Actors
    value_of: Callable[[str], FourValue]
    stranger: FourValue
    with_record: frozenset[str] = frozenset()


def is_left_out(actor: str, agreement: Agreement, library: Actors) -> bool:
    """Say whether the text itself leaves an actor out of those who may be bound."""
    names = _names(actor, library)
    return any(each.role == EXCLUDED and each.party in names for each in agreement.participants)


def _through(actor: str, asked: _Asked, depth: int) -> FourValue:
    """Give the value of an actor; of an umbrella without a record of its own, from its members."""
    own = asked.value_of(actor)
    force = asked.library.forces.get(actor)
    if force is None or force.kind is not ActorKind.UMBRELLA or own is FourValue.TRUE or actor in asked.with_record:
        return own
    if depth >= _DEPTH_MAX:
        return FourValue.NEITHER
    values = {_through(member, asked, depth + 1) for member in force.members}
    if not force.members_complete:
        values.add(asked.stranger)
    return values.pop() if len(values) == 1 else FourValue.NEITHER


def _stranger_in_role(role: str, agreement: Agreement, library: Actors) -> FourValue:
    """Say whether an armed group that nobody has named could be in a role."""
    listed = (library.forces.get(each.party) for each in agreement.participants if each.role == role)
    has_groups = any(each and each.kind in _GROUPS for each in listed)
    is_open = role == JOINED and ActorKind.ARMED_GROUP in agreement.open_to
    return FourValue.NEITHER if has_groups or is_open else FourValue.FALSE


def _named(selector: str, actor: str, library: Actors, depth: int) -> FourValue:
    if actor == selector:
        return FourValue.TRUE
    force, named = library.forces.get(actor), library.forces.get(selector)
    if force is None and actor not in library.parties:
        return FourValue.NEITHER
    if force is not None and force.party == selector:
        return FourValue.TRUE
    if named is not None and named.kind is ActorKind.UMBRELLA and depth < _DEPTH_MAX:
        inside = _in_umbrella(named, actor, library, depth)
        if inside is not FourValue.FALSE:
            return inside
    if force is not None and force.kind is ActorKind.UMBRELLA and depth < _DEPTH_MAX:
        return _umbrella_named(force, selector, library, depth)
    is_its_party = named is not None and bool(named.party) and named.party == actor
    return FourValue.NEITHER if is_its_party else FourValue.FALSE


def _in_umbrella(umbrella: Force, actor: str, library: Actors, depth: int) -> FourValue:
    values = [_named(member, actor, library, depth + 1) for member in umbrella.members]
    if FourValue.TRUE in values:
        return FourValue.TRUE
    if FourValue.NEITHER in values:
        return FourValue.NEITHER
    return FourValue.NEITHER if not umbrella.members_complete and _bears_arms_apart(actor, library) else FourValue.FALSE


def _umbrella_named(umbrella: Force, selector: str, library: Actors, depth: int) -> FourValue:
    values = {_named(selector, member, library, depth + 1) for member in umbrella.members}
    if not umbrella.members_complete:
        values.add(FourValue.NEITHER if _bears_arms_apart(selector, library) else FourValue.FALSE)
    return values.pop() if len(values) == 1 else FourValue.NEITHER


def _bears_arms_apart(actor: str, library: Actors) -> bool:
    """Say whether an actor is an armed group, so that it could be in an umbrella whose members are not all known."""
    known = library.forces.get(actor) or library.parties.get(actor)
    return known is not None and known.kind in _GROUPS


def _of_kind(kind: str, actor: str, library: Actors) -> FourValue:
    known = library.forces.get(actor) or library.parties.get(actor)
    if known is None:
        return FourValue.NEITHER
    kinds = {known.kind.value, "armed_group"} if known.kind is ActorKind.UMBRELLA else {known.kind.value}
    return FourValue.TRUE if kind in kinds else FourValue.FALSE


def _in_role(role: str, actor: str, agreement: Agreement, library: Actors, interval: Interval) -> FourValue:
    listed = {each.party: each for each in agreement.participants if each.role == role}
    for name in _names(actor, library):
        if name in listed:
            return consented(listed[name], agreement, interval)
    known = library.forces.get(actor) or library.parties.get(actor)
    if known is None:
        return FourValue.NEITHER
    kind = ActorKind.ARMED_GROUP if known.kind is ActorKind.UMBRELLA else known.kind
    is_open = role == JOINED and kind in agreement.open_to
    return FourValue.NEITHER if is_open or _in_listed_umbrella(actor, listed, library) else FourValue.FALSE


def consented(participant: Participant, agreement: Agreement, interval: Interval) -> FourValue:
    """Say whether a participant's own record shows consent through a stretch of time.

    Returns:
        *Neither* without a record, or when it changed within the stretch.
    """
    if not participant.consent:
        return FourValue.NEITHER
    offset = agreement.utc_offset.delta
    changes = [(record.on.start_ns(offset), not record.refused) for record in participant.consent]
    changes += [(record.until.end_ns(offset), False) for record in participant.consent if record.until]
    is_in = False
    values: set[bool] = set()
    for at_ns, after in sorted(changes):
        if at_ns >= interval.end_ns:
            break
        if at_ns > interval.start_ns:
            values.add(is_in)
        is_in = after
    values.add(is_in)
    if len(values) > 1:
        return FourValue.NEITHER
    return FourValue.TRUE if is_in else FourValue.FALSE


def _names(actor: str, library: Actors) -> tuple[str, ...]:
    force = library.forces.get(actor)
    return (actor, force.party) if force and force.party else (actor,)


def _in_listed_umbrella(actor: str, listed: Iterable[str], library: Actors) -> bool:
    umbrellas = (library.forces.get(each) for each in listed)
    return any(each is not None and actor in each.members for each in umbrellas)


def _listed(actor: str, known: DesignationList, library: Actors, interval: Interval) -> FourValue:
    names = _names(actor, library)
    offset = library.header.utc_offset.delta
    covers = [_covers(each, interval, offset) for each in known.listed if each.force in names]
    if FourValue.TRUE in covers:
        return FourValue.TRUE
    if FourValue.NEITHER in covers:
        return FourValue.NEITHER
    actor_known = library.forces.get(actor) or library.parties.get(actor)
    if actor_known is None:
        return FourValue.NEITHER
    is_told = known.complete or actor_known.kind not in _GROUPS
    return FourValue.FALSE if is_told else FourValue.NEITHER


def _covers(listing: Designation, interval: Interval, offset: timedelta) -> FourValue:
    start = listing.since.start_ns(offset) if listing.since else interval.start_ns
    end = listing.until.end_ns(offset) if listing.until else interval.end_ns
    if start <= interval.start_ns and interval.end_ns <= end:
        return FourValue.TRUE
    return FourValue.FALSE if interval.end_ns <= start or end <= interval.start_ns else FourValue.NEITHER
