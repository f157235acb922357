# SPDX-License-Identifier: Apache-2.0
"""Every id of a library, by what it names; what could not be read is None, so that no fault is told twice.

Source:
    The nouns of ``files``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

from truceline.agreement.files import (
    ClaimsFile,
    ContactsFile,
    DesignationsFile,
    IncidentsFile,
    LineFile,
    PartiesFile,
    PublicationsFile,
    TracksFile,
    VariantsFile,
)
from truceline.agreement.reading import AGREEMENT_FOLDERS, FilesRead, files_in

Known = frozenset[str] | None
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Ids by what they name; None when the file that holds them was not read whole."""

    publications: Known
    outlets: Known
    parties: Known
    forces: Known
    actors: Known
    subjects: Known
    authorities: Known
    agreements: Known
    zones: Known
    areas: Known
    pcodes: Known
    countries: Known
    points: Known
    lines: Known
    shapes: Known
    channels: Known
    contacts: Known
    acts: Known
    things: Known


def names_of(files: FilesRead) -> Names:
    """Collect every id of a library."""
    people = _noun(files, "parties", PartiesFile)
    parties = _known(people, people.parties if people else ())
    forces = _known(people, people.forces if people else ())
    agreements = frozenset(path.stem for name in AGREEMENT_FOLDERS for path in files_in(files.folder / name, "*.yaml"))
    agreements |= {file.noun.id for file in files.agreements}
    lists = _noun(files, "designations", DesignationsFile)
    contacts = _noun(files, "contacts", ContactsFile)
    line = _noun(files, "line", LineFile)
    publications = _noun(files, "publications", PublicationsFile)
    return Names(
        publications=_known(publications, publications.publications if publications else ()),
        outlets=_known(publications, publications.outlets if publications else ()),
        parties=parties,
        forces=forces,
        actors=None if parties is None or forces is None else parties | forces,
        subjects=None if parties is None or forces is None else parties | forces | agreements,
        authorities=_optional(files, "designations", _authorities(lists)),
        agreements=agreements,
        zones=_zones(files),
        areas=_placed(files, "area"),
        pcodes=_placed(files, "area"),
        countries=_placed(files, "country"),
        points=_placed(files, "point"),
        lines=_placed(files, "line"),
        shapes=_placed(files, "shape"),
        channels=_channels(files, line, agreements),
        contacts=_optional(files, "contacts", _ids(contacts.contacts) if contacts else []),
        acts=_acts(files),
        things=_things(files, agreements),
    )


class HasId(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str:
        """Its id."""


def _ids(things: Iterable[HasId]) -> list[str]:
    return [thing.id for thing in things]


def _known(file: object, things: Iterable[HasId]) -> Known:
    return None if file is None else frozenset(_ids(things))


def _optional(files: FilesRead, name: str, ids: Iterable[str]) -> Known:
    """Take the ids of a file that may be missing; then there are none."""
    return None if name in files.broken else frozenset(ids)


def _authorities(lists: DesignationsFile | None) -> list[str]:
    return [each.authority for each in lists.lists] if lists else []


def _noun(files: FilesRead, name: str, noun: type[T]) -> T | None:
    found = None if name in files.broken else files.single.get(name)
    return found.noun if found and isinstance(found.noun, noun) else None


def _placed(files: FilesRead, kind: str) -> Known:
    return None if "places" in files.broken else frozenset(files.places[kind]) | files.faulty_places


def _zones(files: FilesRead) -> Known:
    if _agreements_broken(files):
        return None
    return frozenset(f"{file.noun.id}/{zone.id}" for file in files.agreements for zone in file.noun.zones)


def _agreements_broken(files: FilesRead) -> bool:
    return "agreements" in files.broken


def _channels(files: FilesRead, line: LineFile | None, agreements: frozenset[str]) -> Known:
    known = _optional(files, "line", _ids(line.channels) if line else [])
    return None if known is None else known | agreements


def _acts(files: FilesRead) -> Known:
    incidents = _noun(files, "incidents", IncidentsFile)
    acts = [act for incident in incidents.incidents for act in incident.acts] if incidents else []
    ids = {act.id for act in acts} | {act.engagement for act in acts if act.engagement}
    return _optional(files, "incidents", ids)


def _things(files: FilesRead, agreements: frozenset[str]) -> Known:
    if files.broken:
        return None
    found = {*agreements, *(_zones(files) or ())}
    for file in (*files.agreements, *files.templates):
        own = file.noun
        parts = [*_ids(own.provisions), *_ids(own.gates), *_ids(own.strands)]
        found |= {f"{own.id}/{part}" for part in parts}
    for prefix, ids in _prefixed(files):
        found |= {f"{prefix}:{each}" for each in ids}
    return frozenset(found)


def _prefixed(files: FilesRead) -> Iterator[tuple[str, list[str]]]:
    contacts, line = _noun(files, "contacts", ContactsFile), _noun(files, "line", LineFile)
    incidents, claims = _noun(files, "incidents", IncidentsFile), _noun(files, "claims", ClaimsFile)
    tracks, variants = _noun(files, "tracks", TracksFile), _noun(files, "variants", VariantsFile)
    people = _noun(files, "parties", PartiesFile)
    yield "contact", _ids(contacts.contacts) if contacts else []
    yield "forecast", _ids(contacts.forecasts) if contacts else []
    yield "line", [*_ids(line.channels), *_ids(line.declarations), *_ids(line.uses)] if line else []
    yield "incident", _ids(incidents.incidents) if incidents else []
    yield "claim", _ids(claims.claims) if claims else []
    yield "track", _ids(tracks.tracks) if tracks else []
    yield "variant", _ids(variants.variants) if variants else []
    yield "party", _ids(people.parties) if people else []
    yield "force", _ids(people.forces) if people else []
    yield "designation", _authorities(_noun(files, "designations", DesignationsFile))
    yield "template", [each.noun.id for each in files.templates]
