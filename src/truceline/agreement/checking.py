# SPDX-License-Identifier: Apache-2.0
"""Checks the files that somebody names: whole libraries, single files of a library, a draft that lies elsewhere.

Rules:
    - A file is always checked against a library: the one it lies in, else the one that is named.
    - Only the faults of the named files are told; those of the library around a single file are not its own.
    - Shapes are built too: a zone that cannot be placed is a fault of its file.

Source:
    This project's own format (docs/agreement-format.md).
"""

from dataclasses import dataclass, replace
from pathlib import Path

from truceline.agreement.agreement import Agreement
from truceline.agreement.checks import check_files
from truceline.agreement.places import NamedPlace
from truceline.agreement.reading import (
    AGREEMENT_FOLDERS,
    FILE_NOUNS,
    PLACE_FOLDERS,
    FileRead,
    FilesRead,
    places_of,
    read_agreement,
    read_files,
)
from truceline.base.errors import Fault, FaultList, InputError, NotFoundError
from truceline.records.document import Value

_OF_AN_OUTLINE = ".geojson:"
"""Stands in the message of an outline that does not hold; that fault is told of its own file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was checked and what was found.

    Attributes:
        files: Number of files checked.
        faults: Every fault, by file and line.
    """

    files: int
    faults: tuple[Fault, ...]


def check_paths(paths: tuple[Path, ...], library: Path) -> Checked:
    """Check libraries and files.

    Args:
        paths: Folders of libraries, files of libraries, or agreements that lie elsewhere.
        library: Against which an agreement is checked that lies in no library.

    Returns:
        Every fault.

    Raises:
        NotFoundError: A path is neither a file nor the folder of a library.
    """
    found = [_check_path(path, library) for path in paths]
    faults = {fault for checked in found for fault in checked.faults}
    by_place = sorted(faults, key=lambda fault: (fault.file, fault.line, fault.where, fault.got))
    return Checked(files=sum(checked.files for checked in found), faults=tuple(by_place))


def _check_path(path: Path, library: Path) -> Checked:
    if path.is_dir():
        if not (path / "library.yaml").is_file():
            message = f"{path}: expected a file, or a folder with a library.yaml, got a folder without one"
            raise NotFoundError(message)
        return _check_library(path)
    if not path.is_file():
        message = f"{path}: expected a file or the folder of a library, got nothing there"
        raise NotFoundError(message)
    home = home_of(path.resolve())
    if home is None:
        return _check_elsewhere(path, library)
    own = [fault for fault in _check_library(home).faults if Path(fault.file) == path.resolve()]
    # A fault names the file as its user does.
    return Checked(files=1, faults=tuple(replace(fault, file=str(path)) for fault in own))


def home_of(path: Path) -> Path | None:
    """Find the folder of the library that a file lies in."""
    in_folder = path.parent.name in {*AGREEMENT_FOLDERS, *PLACE_FOLDERS}
    for folder in (path.parent.parent,) if in_folder else (path.parent,):
        if (folder / "library.yaml").is_file():
            return folder
    return None


def _check_library(folder: Path) -> Checked:
    files = read_files(folder)
    check_files(files)
    for file in files.agreements:
        _check_zones(file, files)
    _check_outlines(files)
    return Checked(files=_count(folder), faults=tuple(files.faults.faults))


def _count(folder: Path) -> int:
    single = sum((folder / f"{name}.yaml").is_file() for name in FILE_NOUNS)
    agreements = sum(len(list((folder / name).glob("*.yaml"))) for name in AGREEMENT_FOLDERS)
    return single + agreements + sum(len(list((folder / name).glob("*.geojson"))) for name in PLACE_FOLDERS)


def _check_elsewhere(path: Path, library: Path) -> Checked:
    """Check one agreement that lies in no library against one, as if it were added to it."""
    files = read_files(library)
    join_draft(path, files)
    return Checked(files=1, faults=tuple(fault for fault in files.faults.faults if Path(fault.file) == path))


def join_draft(path: Path, files: FilesRead, content: bytes | None = None) -> None:
    """Add an agreement that lies in no library to what was read of one, in the place of the one of the same id.

    Args:
        path: The agreement's file.
        files: What was read of the library; its faults are forgotten, those of the whole with the draft are told.
        content: What stands for the file, where there is none; the path then only names it.
    """
    files.faults = FaultList()
    files.agreements = [file for file in files.agreements if file.noun.id != path.stem]
    known = len(files.agreements)
    read_agreement(files, path, content)
    check_files(files)
    for file in files.agreements[known:]:
        _check_zones(file, files)


def _check_zones(file: FileRead[Agreement], files: FilesRead) -> None:
    """Place every zone of an agreement that has no other fault."""
    if any(Path(fault.file) == file.path for fault in files.faults.faults):
        return
    if "places" in files.broken or files.faulty_places:
        return
    from truceline.agreement.placing import place_zone  # noqa: PLC0415 - loads geometry, which only checks need

    places = places_of(files)
    for number, zone in enumerate(file.noun.zones):
        try:
            place_zone(zone, places)
        except InputError as error:
            if _OF_AN_OUTLINE not in str(error):
                line = _line_of_zone(file.root, number)
                _, expected, got = told_apart(error)
                where = f"zones[{number}].pieces"
                files.faults.add(Fault(file=str(file.path), line=line, where=where, expected=expected, got=got))


def _check_outlines(files: FilesRead) -> None:
    for kind in ("area", "country", "shape", "line", "point"):
        for place in files.places[kind].values():
            try:
                _build(kind, place)
            except InputError as error:
                spot, expected, got = told_apart(error)
                inner = spot.removeprefix(place.where).partition(": ")[0]
                where = f"{place.id}.geometry{inner}"
                line = place.file_line
                files.faults.add(Fault(file=place.file, line=line, where=where, expected=expected, got=got))


def told_apart(error: InputError) -> tuple[str, str, str]:
    """Take a message apart that says "where: expected X, got Y", so that a fault says each of these once.

    Returns:
        Where, what was expected, and what was got with the advice that follows it.
    """
    spot, _, rest = str(error).partition("expected ")
    expected, _, got = rest.partition(", got ")
    return (spot.removesuffix(": "), expected, got) if got else ("", "a shape that can be built", str(error))


def _build(kind: str, place: NamedPlace) -> object:
    if kind == "line":
        return place.line
    return place.position if kind == "point" else place.footprint


def _line_of_zone(root: Value, number: int) -> int:
    content = root.content
    zones = content["zones"].content if isinstance(content, dict) else ()
    return zones[number].line if isinstance(zones, tuple) else root.line
