# SPDX-License-Identifier: Apache-2.0
"""Acts, and the accounts that tell them.

An *act* is anything the clauses can judge: planned, seen or told. It has no facts of its own. Every fact about it is
in an *account*, the telling of one source; two accounts of one act may differ, and are never merged.

Rules:
    - A field that an account leaves out is told *neither* by it.
    - Several forces in ``actor`` or ``against`` mean "one or several of these, the account does not say which".
    - ``not_actor`` is a denial: it tells against those who name that force, and nothing else.
    - An *engagement* is two acts of two sides; ``first_act`` is then left out until somebody claims who began.
"""

from dataclasses import dataclass
from enum import StrEnum

from truceline.base.moments import Moment
from truceline.picture.grades import Grading
from truceline.picture.sources import Source


class Stage(StrEnum):
    """How an act is known."""

    PLANNED = "planned"
    SEEN = "seen"
    TOLD = "told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A point with its uncertainty.

    Attributes:
        lon_deg: Longitude, WGS84 [deg], -180..180.
        lat_deg: Latitude, WGS84 [deg], -90..90.
        radius_m: Radius of the disc that surely holds the place [m], >= 0.
    """

    lon_deg: float
    lat_deg: float
    radius_m: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where, as finely as the source says; one of the four is given.

    Attributes:
        position: A point with its uncertainty.
        area: P-codes of administrative areas; the place lies somewhere in their union.
        zone: Id of a zone that the source itself names.
        country: Country code, when nothing finer is told.
        name: The name the source uses.
    """

    position: Position | None = None
    area: tuple[str, ...] = ()
    zone: str = ""
    country: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Height:
    """An altitude band of an act.

    Attributes:
        lower_m: Lower limit [m].
        upper_m: Upper limit [m].
        datum: ``wgs84``, ``amsl``, ``agl`` or ``pressure``.
    """

    lower_m: float
    upper_m: float
    datum: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one source tells about one act.

    Attributes:
        source: Who says so.
        actor: Forces or parties said to have acted.
        not_actor: Forces or parties said not to have acted (a denial).
        kind: Codes of the kind of act, such as ``force.air.fixed_wing`` (docs/act-kinds.md).
        against: Forces, parties or persons said to be acted against.
        place: Where.
        height: In what altitude band.
        since: Beginning.
        until: End; left out for a single moment or day.
        first_act: Whether the actor began (true) or answered (false); left out when not told.
        facts: Further told facts, by the names that clauses ask for (docs/act-kinds.md), such as ``proportionate``.
        quantities: Told numbers, by the names that clauses ask for, such as ``armed_persons``.
        grading: What a person made of it; never given by software.
    """

    source: Source
    actor: tuple[str, ...] = ()
    not_actor: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    place: Place | None = None
    height: Height | None = None
    since: Moment | None = None
    until: Moment | None = None
    first_act: bool | None = None
    facts: dict[str, bool] | None = None
    quantities: dict[str, float] | None = None
    grading: Grading | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Anything the clauses can judge.

    Attributes:
        id: Stable id.
        accounts: Who tells what of it; at least one.
        stage: How it is known.
        engagement: Id shared by the two acts of one engagement; empty for a single act.
        title: Short neutral name.
        exercise: Whether it is invented; invented acts never name real parties, places or dates (R11).
    """

    id: str
    accounts: tuple[Account, ...]
    stage: Stage = Stage.TOLD
    engagement: str = ""
    title: str = ""
    exercise: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """What several reports are about: one or more acts, every side's account, and what is not known.

    Attributes:
        id: Stable id.
        title: Short neutral name.
        summary: What the accounts agree on.
        acts: The acts in it.
        not_known: What no account tells.
        consequences: What parties did because of it, with source.
        agreements: Ids of the agreements it is commonly read under.
    """

    id: str
    title: str
    acts: tuple[Act, ...]
    summary: str = ""
    not_known: tuple[str, ...] = ()
    consequences: tuple[str, ...] = ()
    agreements: tuple[str, ...] = ()
