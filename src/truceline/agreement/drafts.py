# SPDX-License-Identifier: Apache-2.0
"""Finds the text that somebody names: an agreement of a library, a whole library, or a draft file that lies elsewhere.

Rules:
    - A file that lies in a library is read with that library; any other is read as if it stood in the library named
      beside it, in the place of the agreement of the same id if there is one.
    - All faults of a draft are told at once, as ``checking`` tells them.
    - A draft brings rules and zones, never acts: what happened comes from elsewhere.
"""

from dataclasses import dataclass
from pathlib import Path

from truceline.agreement.agreement import Agreement
from truceline.agreement.boundaries import with_boundaries
from truceline.agreement.checking import home_of, join_draft
from truceline.agreement.checks import check_files
from truceline.agreement.library import Library, find_library, library_of, load_library, shipped_libraries
from truceline.agreement.reading import places_of, read_files
from truceline.base.errors import FaultList, InputError, NotFoundError


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """One or several agreements and the library they are read in.

    Attributes:
        name: As the user named them.
        library: The library, the draft joined to it.
        agreements: The agreements that are meant, in the library's order.
    """

    name: str
    library: Library
    agreements: tuple[Agreement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Where a named text stands.

    Attributes:
        name: As the user named it.
        library: Folder of the library it is read in.
        draft: The file, when it lies in no library.
        agreement: Id of one agreement; empty for all of the library.
    """

    name: str
    library: Path
    draft: Path | None = None
    agreement: str = ""


def find_text(name: str, library: Path) -> Named:
    """Say what a name means, before anything is read.

    Args:
        name: An agreement file, the folder of a library, ``LIBRARY:ID``, or the id of an agreement.
        library: Folder of the library in whose context it is read.

    Returns:
        Where it stands; files by their full paths, so that the same text is seen to be the same.

    Raises:
        NotFoundError: The folder or the library before the colon is none.
    """
    path = Path(name)
    if path.is_file():
        home = home_of(path.resolve())
        if home is None:
            return Named(name=name, library=library.resolve(), draft=path)
        return Named(name=name, library=home, agreement=path.stem)
    if path.is_dir() or name in shipped_libraries():
        return Named(name=name, library=find_library(name).resolve())
    folder, colon, agreement = name.rpartition(":")
    if colon and folder and agreement:
        return Named(name=name, library=find_library(folder).resolve(), agreement=agreement)
    if path.suffix in {".yaml", ".yml"} or len(path.parts) > 1:
        message = f"{name}: expected an agreement file, the folder of a library or the id of an agreement, got nothing"
        raise NotFoundError(message)
    return Named(name=name, library=library.resolve(), agreement=name)


def read_texts(named: Named, *, only: str = "", boundaries: Path | None = None) -> Texts:
    """Read a named text with its library.

    Args:
        named: What ``find_text`` found.
        only: Id of one agreement, where the name means a whole library.
        boundaries: Folder of GeoJSON files with real boundaries by P-code.

    Returns:
        The agreements that are meant.

    Raises:
        ExceptionGroup: Every fault of the library or of the draft.
        NotFoundError: There is no agreement of that id.
        InputError: One agreement was asked for where the name means one already.
    """
    if only and (named.draft is not None or named.agreement):
        message = f"--agreement: expected it only with the folder of a library, got it with {named.name}"
        raise InputError(message)
    if named.draft is not None:
        library, agreements = _read_draft(named.draft, named.library, boundaries)
    else:
        library = load_library(named.library, boundaries=boundaries)
        wanted = named.agreement or only
        agreements = (library.get_agreement(wanted),) if wanted else library.agreements
    return Texts(name=named.name, library=library, agreements=agreements)


def _read_draft(path: Path, folder: Path, boundaries: Path | None) -> tuple[Library, tuple[Agreement, ...]]:
    files = read_files(folder)
    check_files(files)
    files.faults.raise_if_any(str(folder))
    join_draft(path, files)
    own = FaultList([fault for fault in files.faults.faults if Path(fault.file) == path])
    own.raise_if_any(str(path))
    places = places_of(files)
    library = library_of(files, places if boundaries is None else with_boundaries(places, boundaries))
    drafted = files.agreements[-1].noun
    return library, tuple(each for each in library.agreements if each.id == drafted.id)
