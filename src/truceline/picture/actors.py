# SPDX-License-Identifier: Apache-2.0
"""Parties and forces, their names over time, who backs whom, and who lists whom.

A *party* can consent to an agreement. A *force* acts, and possibly belongs to a party. Nothing here knows an
agreement: roles and consent stand in the agreement itself.
"""

from dataclasses import dataclass
from enum import StrEnum

from truceline.base.moments import Moment
from truceline.picture.sources import Source


class ActorKind(StrEnum):
    """What a party or a force is."""

    STATE = "state"
    ORGANISATION = "organisation"
    COALITION = "coalition"
    ARMED_GROUP = "armed_group"
    UMBRELLA = "umbrella"
    """Armed groups whose membership a source does not state."""
    PERSONS = "persons"
    """People who bear no arms."""


class BackingDegree(StrEnum):
    """How far a backer goes, from words to command (graded, claimed)."""

    RHETORICAL = "rhetorical"
    MATERIAL = "material"
    ALONGSIDE = "alongside"
    COMMAND = "command"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Another name, with the dates between which it was used."""

    name: str
    since: Moment | None = None
    until: Moment | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backing:
    """A claim that a party backs a force."""

    party: str
    degree: BackingDegree
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceBasis:
    """A claimed legal basis for being in the country; never decided here."""

    basis: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody who can consent.

    Attributes:
        id: Stable id.
        name: Name in plain English.
        kind: What it is.
        aliases: Other names and spellings.
        note: Anything a reader must know.
    """

    id: str
    name: str
    kind: ActorKind
    aliases: tuple[Alias, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Force:
    """An armed actor, or people named as those acted against.

    Attributes:
        id: Stable id; never the id of a party, except that a group may be its own party.
        name: Name in plain English.
        kind: What it is.
        party: The party it belongs to; empty when none is on record.
        members: For an umbrella: forces known to be in it.
        members_complete: Whether no other force can be in it.
        foreign: Whether it comes from outside the country; unset when not stated.
        aliases: Names and spellings over time.
        backers: Who is said to back it, how far.
        basis_of_presence: Claimed legal bases.
        note: Anything a reader must know.
    """

    id: str
    name: str
    kind: ActorKind
    party: str = ""
    members: tuple[str, ...] = ()
    members_complete: bool = False
    foreign: bool | None = None
    aliases: tuple[Alias, ...] = ()
    backers: tuple[Backing, ...] = ()
    basis_of_presence: tuple[PresenceBasis, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Designation:
    """One force on the list of one authority from a date.

    Attributes:
        force: The force listed.
        since: From when; unset when the library does not know (then it counts as always listed).
        until: Until when; unset when still listed.
        source: Who says so.
        note: Scope, such as a ban in one country's law.
    """

    force: str
    source: Source
    since: Moment | None = None
    until: Moment | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignationList:
    """What one authority lists.

    Attributes:
        authority: Id of the authority.
        name: Its name.
        complete: Whether a force that is not on it is known not to be listed. When false, absence tells nothing.
        listed: The listings.
    """

    authority: str
    name: str
    complete: bool
    listed: tuple[Designation, ...] = ()
