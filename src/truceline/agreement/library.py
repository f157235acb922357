# SPDX-License-Identifier: Apache-2.0
"""A library: a folder of agreements with the people, places and papers they speak of, read and checked as a whole.

Rules:
    - All faults of all files are told at once.
    - ``only`` reads what one agreement needs to be shown: no places, no incidents, no geometry.
    - Given boundaries replace drawn areas by P-code; what they lack stays drawn and is told in ``places.notices``.

Source:
    The format is this project's own (docs/agreement-format.md).
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar, cast

from truceline.agreement.agreement import Agreement
from truceline.agreement.checks import check_files
from truceline.agreement.exercise import PACKAGED
from truceline.agreement.files import (
    ClaimsFile,
    ContactsFile,
    CountingFile,
    CoverageFile,
    DesignationsFile,
    IncidentsFile,
    LibraryFile,
    LineFile,
    PartiesFile,
    PublicationsFile,
    Track,
    TracksFile,
    Variant,
    VariantsFile,
)
from truceline.agreement.places import Places
from truceline.agreement.reading import (
    NEEDED_FILES,
    FilesRead,
    files_in,
    places_of,
    read_agreement,
    read_files,
    read_single,
    refuse_links,
)
from truceline.base.errors import NotFoundError
from truceline.base.instants import LATEST_NS
from truceline.picture.actors import DesignationList, Force, Party
from truceline.picture.acts import Incident
from truceline.picture.claims import Claim
from truceline.picture.contacts import Channel, Contact, Declaration, Forecast, LineUse
from truceline.picture.outlets import Outlet
from truceline.picture.sources import Publication

DEFAULT_LIBRARY = "syria-2015-2017"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Everything a library says.

    Attributes:
        folder: Where it was read.
        header: What it is.
        publications: Publications by id.
        parties: Parties by id.
        forces: Forces by id.
        lists: Designation lists by authority.
        agreements: Agreements by date (application, entry into force, signature), then id.
        templates: Templates by id; nothing of them is in force.
        contacts: Contacts.
        forecasts: Forecasts.
        channels: Channels of the line.
        declarations: What parties declared about their service of a channel.
        uses: Observed uses of channels.
        incidents: Documented incidents.
        claims: Claims that stand in the public record.
        variants: Contradictory or changed claims that are kept apart.
        tracks: Talks tracks.
        counting: Counting rules and names of outside files.
        coverage: Which rule row and variant stands where.
        places: Areas, lines, points, countries and shapes; empty when only one agreement was read.
        outlets: What is known of those who publish.
    """

    folder: Path
    header: LibraryFile
    publications: dict[str, Publication]
    parties: dict[str, Party]
    forces: dict[str, Force]
    lists: dict[str, DesignationList]
    agreements: tuple[Agreement, ...]
    places: Places
    templates: tuple[Agreement, ...] = ()
    contacts: tuple[Contact, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    channels: tuple[Channel, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    uses: tuple[LineUse, ...] = ()
    incidents: tuple[Incident, ...] = ()
    claims: tuple[Claim, ...] = ()
    variants: tuple[Variant, ...] = ()
    tracks: tuple[Track, ...] = ()
    counting: CountingFile | None = None
    coverage: CoverageFile | None = None
    outlets: tuple[Outlet, ...] = ()

    def get_agreement(self, agreement_id: str) -> Agreement:
        """Give one agreement or template.

        Raises:
            NotFoundError: There is none of that id.
        """
        found = {agreement.id: agreement for agreement in (*self.templates, *self.agreements)}
        if agreement_id not in found:
            raise NotFoundError(not_found("agreement", agreement_id, found, self.header.id))
        return found[agreement_id]

    def name_of(self, actor: str) -> str:
        """Give the plain name of a party or force; its id when it has none here."""
        known = self.parties.get(actor) or self.forces.get(actor)
        return known.name if known else actor


def find_library(name_or_dir: str) -> Path:
    """Find a library by the name of a shipped one or by its folder.

    Args:
        name_or_dir: Such as ``syria-2015-2017``, or the path of a folder with a ``library.yaml``.

    Returns:
        Its folder.

    Raises:
        NotFoundError: Neither.
    """
    shipped = shipped_libraries()
    if name_or_dir in shipped:
        return PACKAGED / name_or_dir
    folder = Path(name_or_dir)
    if (folder / "library.yaml").is_file():
        return folder
    if folder.is_dir():
        message = f"library: expected a folder with a library.yaml, got {name_or_dir} without one"
        raise NotFoundError(message)
    raise NotFoundError(not_found("library", name_or_dir, shipped, "this installation"))


def shipped_libraries() -> tuple[str, ...]:
    """Give the names of the libraries that are shipped, sorted."""
    return tuple(sorted(path.parent.name for path in PACKAGED.glob("*/library.yaml")))


def load_library(folder: Path, *, only: str = "", boundaries: Path | None = None) -> Library:
    """Read and check a library.

    Args:
        folder: Its folder.
        only: Id of one agreement; then only what is needed to show it is read.
        boundaries: Folder of GeoJSON files with real boundaries of administrative areas by P-code.

    Returns:
        The library.

    Raises:
        ExceptionGroup: Every fault of every file.
        NotFoundError: There is no agreement of the id in ``only``.
    """
    files = _read_only(folder, only) if only else read_files(folder)
    check_files(files)
    files.faults.raise_if_any(str(folder))
    places = places_of(files)
    if boundaries is not None:
        from truceline.agreement.boundaries import with_boundaries  # noqa: PLC0415 - rarely needed, reads gzip

        places = with_boundaries(places, boundaries)
    return library_of(files, places)


def load_agreements(folder: Path) -> Library:
    """Read what is needed to list the agreements of a library and say where each stands.

    Raises:
        ExceptionGroup: Every fault of the files read.
    """
    files = _read_some(folder, files_in(folder / "agreements", "*.yaml"))
    check_files(files)
    files.faults.raise_if_any(str(folder))
    return library_of(files, places_of(files))


def _read_only(folder: Path, only: str) -> FilesRead:
    known = {path.stem: path for parent in ("templates", "agreements") for path in files_in(folder / parent, "*.yaml")}
    if only not in known:
        raise NotFoundError(not_found("agreement", only, known, folder.name))
    return _read_some(folder, [known[only]])


def _read_some(folder: Path, agreements: list[Path]) -> FilesRead:
    """Read the people, the papers and some agreements; what is left out is marked, so that nobody looks it up."""
    files = FilesRead(folder=folder)
    for name in sorted(NEEDED_FILES):
        read_single(files, name)
    for path in agreements:
        read_agreement(files, path)
    refuse_links(files)
    files.broken.update(("places", "designations", "agreements"))
    return files


def library_of(files: FilesRead, places: Places) -> Library:
    """Join what was read and has no fault into a library."""
    parties = _one(files, "parties", PartiesFile)
    header, publications = _one(files, "library", LibraryFile), _one(files, "publications", PublicationsFile)
    assert header
    assert parties
    assert publications
    lists = _one(files, "designations", DesignationsFile)
    contacts, line = _one(files, "contacts", ContactsFile), _one(files, "line", LineFile)
    incidents, claims = _one(files, "incidents", IncidentsFile), _one(files, "claims", ClaimsFile)
    variants, tracks = _one(files, "variants", VariantsFile), _one(files, "tracks", TracksFile)
    return Library(
        folder=files.folder,
        header=header,
        publications={publication.id: publication for publication in publications.publications},
        parties={party.id: party for party in parties.parties},
        forces={force.id: force for force in parties.forces},
        lists={entry.authority: entry for entry in lists.lists} if lists else {},
        agreements=tuple(sorted((file.noun for file in files.agreements), key=_by_date)),
        templates=tuple(sorted((file.noun for file in files.templates), key=lambda template: template.id)),
        contacts=contacts.contacts if contacts else (),
        forecasts=contacts.forecasts if contacts else (),
        channels=line.channels if line else (),
        declarations=line.declarations if line else (),
        uses=line.uses if line else (),
        incidents=incidents.incidents if incidents else (),
        claims=claims.claims if claims else (),
        variants=variants.variants if variants else (),
        tracks=tracks.tracks if tracks else (),
        counting=_one(files, "counting", CountingFile),
        coverage=_one(files, "coverage", CoverageFile),
        places=places,
        outlets=publications.outlets,
    )


def with_agreements(library: Library, further: Iterable[Agreement]) -> Library:
    """Give a library with further agreements, each at its place in order of time."""
    return replace(library, agreements=tuple(sorted((*library.agreements, *further), key=_by_date)))


def _one(files: FilesRead, name: str, noun: type[T]) -> T | None:
    found = files.single.get(name)
    assert found is None or isinstance(found.noun, noun)
    return cast("T", found.noun) if found else None


def _by_date(agreement: Agreement) -> tuple[int, str]:
    key_date = agreement.applied or agreement.in_force or agreement.signed
    return (key_date.on.start_ns(agreement.utc_offset.delta) if key_date else LATEST_NS), agreement.id


def not_found(what: str, name: str, known: object, where: str) -> str:
    """Write the sentence for an id that is not there, with the nearest one that is."""
    ids = sorted(str(each) for each in known) if isinstance(known, dict | tuple | set | frozenset) else []
    near = difflib.get_close_matches(name, ids, n=1)
    advice = f"did you mean {near[0]}?" if near else f"known: {', '.join(ids) or 'none'}"
    return f"{what}: expected one of {where}, got {name!r:.60}; {advice}"
