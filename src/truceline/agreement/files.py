# SPDX-License-Identifier: Apache-2.0
"""The files of a library: a folder of agreements with the people, places and papers they speak of.

    library.yaml          what the library is
    publications.yaml     where things were published, and what is known of the outlets
    parties.yaml          parties and forces
    designations.yaml     lists by authority and date
    places/*.geojson      administrative areas, lines, points, the country outline; no dates
    zones/*.geojson       drawn shapes of single zones; no dates
    agreements/ID.yaml    one agreement each
    contacts.yaml         contacts and forecasts
    line.yaml             channels, declarations, observed uses
    incidents.yaml        documented incidents with every side's account
    claims.yaml           claims of control, boundary and designation that stand in the public record
    variants.yaml         contradictory or changed claims that are kept apart
    tracks.yaml           talks tracks
    counting.yaml         counting rules
    coverage.yaml         which rule row and which variant stands where, or why not

Every file but the GeoJSON carries ``schema``. All dates are in YAML, as ``YYYY-MM-DD...``.
"""

from dataclasses import dataclass

from truceline.agreement.counting_rule import CountingRule
from truceline.agreement.held_rule import HeldRule
from truceline.base.moments import Moment, UTCOffset
from truceline.picture.actors import DesignationList, Force, Party
from truceline.picture.acts import Incident
from truceline.picture.claims import Claim
from truceline.picture.contacts import Channel, Contact, Declaration, Forecast, LineUse
from truceline.picture.outlets import Outlet
from truceline.picture.sources import Publication, Source

EXERCISE_ID = "exercise"
"""Id of an invented library, or its first word before a hyphen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryFile:
    """``library.yaml`` (schema ``truceline/library/1``).

    Attributes:
        utc_offset: At which bare days of the files other than agreements are counted.
        countries: Codes of the countries it speaks of.
        attribution: Who must be named for what it carries.
        exercise: Whether it is invented as a whole: every party, place, paper and date.
    """

    schema: str
    id: str
    title: str
    utc_offset: UTCOffset
    countries: tuple[str, ...]
    summary: str = ""
    attribution: tuple[str, ...] = ()
    exercise: bool = False

    @property
    def has_exercise_id(self) -> bool:
        """Whether its id says that it is invented."""
        return self.id == EXERCISE_ID or self.id.startswith(f"{EXERCISE_ID}-")

    @property
    def is_exercise(self) -> bool:
        """Whether it is invented as a whole, by its mark or by its id; ``exercise.py`` lets no file have one alone."""
        return self.exercise or self.has_exercise_id


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationsFile:
    """``publications.yaml`` (schema ``truceline/publications/1``)."""

    schema: str
    publications: tuple[Publication, ...]
    outlets: tuple[Outlet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartiesFile:
    """``parties.yaml`` (schema ``truceline/parties/1``)."""

    schema: str
    parties: tuple[Party, ...]
    forces: tuple[Force, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignationsFile:
    """``designations.yaml`` (schema ``truceline/designations/1``)."""

    schema: str
    lists: tuple[DesignationList, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsFile:
    """``contacts.yaml`` (schema ``truceline/contacts/1``)."""

    schema: str
    contacts: tuple[Contact, ...]
    forecasts: tuple[Forecast, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFile:
    """``line.yaml`` (schema ``truceline/line/1``)."""

    schema: str
    channels: tuple[Channel, ...]
    declarations: tuple[Declaration, ...] = ()
    uses: tuple[LineUse, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentsFile:
    """``incidents.yaml`` (schema ``truceline/incidents/1``)."""

    schema: str
    incidents: tuple[Incident, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsFile:
    """``claims.yaml`` (schema ``truceline/claims/1``)."""

    schema: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One of several published versions of the same thing."""

    says: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Contradictory, outdated or changed claims, kept apart and never averaged.

    Attributes:
        id: Stable id.
        about: What they are about.
        versions: At least two.
        handling: How the library keeps them.
        refs: Where it does (``AGREEMENT``, ``AGREEMENT/PROVISION``, ``incident:ID``, ``contact:ID``, ...).
    """

    id: str
    about: str
    versions: tuple[Version, ...]
    handling: str
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantsFile:
    """``variants.yaml`` (schema ``truceline/variants/1``)."""

    schema: str
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What a party holds on an open point; never resolved by software."""

    by: str
    says: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPoint:
    """A point on which parties differ."""

    id: str
    title: str
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TalksRound:
    """One round of a track."""

    on: Moment
    place: str
    source: Source
    hours: float | None = None
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A talks track: its conveners, rounds and open points."""

    id: str
    name: str
    conveners: tuple[str, ...]
    source: Source
    rounds: tuple[TalksRound, ...] = ()
    open_points: tuple[OpenPoint, ...] = ()
    agreements: tuple[str, ...] = ()
    relation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TracksFile:
    """``tracks.yaml`` (schema ``truceline/tracks/1``)."""

    schema: str
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorName:
    """Which forces a name in an outside file stands for.

    Attributes:
        name: The name there, exactly.
        forces: Forces it may stand for; several mean "one or several of these".
        note: Why.
    """

    name: str
    forces: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingFile:
    """``counting.yaml`` (schema ``truceline/counting/1``).

    Attributes:
        rules: Counting rules; the first is the default.
        actor_names: How names of outside event files map to forces of this library.
        held: By which rule an agreement "largely held" (docs/counting.md).
        area_names: How names of administrative areas of outside files map to P-codes, beside the names in places.
    """

    schema: str
    rules: tuple[CountingRule, ...]
    actor_names: tuple[ActorName, ...] = ()
    area_names: dict[str, str] | None = None
    held: HeldRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Where one row of the public record stands in this library, or why it does not."""

    ids: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageFile:
    """``coverage.yaml`` (schema ``truceline/coverage/1``)."""

    schema: str
    rules: dict[str, Coverage]
    variants: dict[str, Coverage]
