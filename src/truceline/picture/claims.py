# SPDX-License-Identifier: Apache-2.0
"""Claims that bear on many acts: who holds a place, where a zone ends, who is listed; and later accounts of an act.

A claim never settles a fact. It adds one telling, with its source, to whatever others tell.
"""

from dataclasses import dataclass
from enum import StrEnum

from truceline.base.moments import Moment
from truceline.picture.acts import Account, Place
from truceline.picture.sources import Source


class ControlKind(StrEnum):
    """In what way a place is said to be held."""

    ADMINISTRATIVE = "administrative"
    MILITARY = "military"
    PRESENCE = "presence"
    CONTESTED = "contested"
    MIXED = "mixed"
    LINE_NOT_AGREED = "line_not_agreed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlClaim:
    """Who holds a place, according to a source.

    Attributes:
        place: The place spoken of; it bears on acts that surely happened inside it.
        holder: Forces or parties said to hold it; several for mixed or contested control.
        kind: In what way.
        source: Who says so.
        since: From when.
        until: Until when.
    """

    place: Place
    holder: tuple[str, ...]
    kind: ControlKind
    source: Source
    since: Moment | None = None
    until: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryClaim:
    """Whether a place is inside a zone, according to a source.

    Attributes:
        zone: Id of the zone, ``AGREEMENT/ZONE``.
        place: The place spoken of; it bears on acts that surely happened inside it.
        inside: Whether it is said to be inside.
        source: Who says so.
        since: From when.
        until: Until when.
    """

    zone: str
    place: Place
    inside: bool
    source: Source
    since: Moment | None = None
    until: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignationClaim:
    """Whether a force is on an authority's list, according to somebody else than the authority.

    Attributes:
        force: The force.
        authority: The authority whose list is spoken of.
        listed: Whether it is said to be listed.
        source: Who says so.
    """

    force: str
    authority: str
    listed: bool
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class ActClaim:
    """A further account of an act already told: an attribution, a denial, a reading of who began.

    Attributes:
        act: Id of the act; the id of an engagement bears on both its acts where the account names the actor.
        account: The account.
    """

    act: str
    account: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim; exactly one of its bodies is given.

    Attributes:
        id: Stable id.
        control: Who holds a place.
        boundary: Where a zone ends.
        designation: Who is listed.
        act: What happened, or who did it.
    """

    id: str
    control: ControlClaim | None = None
    boundary: BoundaryClaim | None = None
    designation: DesignationClaim | None = None
    act: ActClaim | None = None
