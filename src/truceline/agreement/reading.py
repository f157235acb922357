# SPDX-License-Identifier: Apache-2.0
"""Reads the files of a library into nouns, keeping the line of every value and every fault of every file.

Rules:
    - A file is read only if its name stands in ``files.py``; a symbolic link is refused, so that a library never
      reaches out of its folder.
    - GeoJSON holds no dates (checked in ``checks``) and no properties but those of ``PlaceProperties``.
    - Reading never stops at the first fault.

Source:
    The format is this project's own (docs/agreement-format.md); RFC 7946 for GeoJSON.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from truceline.agreement.agreement import Agreement
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
    TracksFile,
    VariantsFile,
)
from truceline.agreement.places import PLACE_KINDS, NamedPlace, PlaceProperties, Places
from truceline.agreement.zones import BoundaryStatus
from truceline.base.errors import Fault, FaultList, InputError, UnavailableError
from truceline.base.limits import DOCUMENT_BYTES_MAX
from truceline.records.document import Document, Value, maybe_parse, parse_json_document, read_bytes, value_of
from truceline.records.reader import maybe_read, read_with_holes

Noun = TypeVar("Noun")

FILE_NOUNS: Mapping[str, type] = {
    "library": LibraryFile,
    "publications": PublicationsFile,
    "parties": PartiesFile,
    "designations": DesignationsFile,
    "contacts": ContactsFile,
    "line": LineFile,
    "incidents": IncidentsFile,
    "claims": ClaimsFile,
    "variants": VariantsFile,
    "tracks": TracksFile,
    "counting": CountingFile,
    "coverage": CoverageFile,
}
"""Noun of each single YAML file by its name without ``.yaml``."""

NEEDED_FILES = frozenset({"library", "publications", "parties"})
AGREEMENT_FOLDERS = ("agreements", "templates")
PLACE_FOLDERS = ("places", "zones")
_AREA_TYPES = frozenset({"Polygon", "MultiPolygon"})
_COUNTRY_CODE_LENGTH = 2
_LINK = "a symbolic link"
_PLACE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*", re.ASCII)
_DATE = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FILE_STEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead(Generic[Noun]):
    """One file that was read.

    Attributes:
        path: Where it lies.
        noun: What it says; with holes where it has faults of form.
        root: Its values with their lines.
        holes: Paths of the fields that could not be read, and of everything round them.
        is_id_lost: Whether an id may be among what could not be read.
    """

    path: Path
    noun: Noun
    root: Value
    holes: frozenset[str] = frozenset()
    is_id_lost: bool = False


@dataclass(slots=True, kw_only=True)
class FilesRead:
    """Everything read from a library's folder.

    Attributes:
        folder: The folder.
        faults: Every fault so far.
        single: Single YAML files by their name without ``.yaml``.
        agreements: Agreements.
        templates: Templates.
        places: Features by kind and id.
        faulty_places: Ids of features with faults; they may be named, but not placed.
        broken: Names of files (or folders) of which not every id is known: they could not be read, or were left unread
            on purpose.
    """

    folder: Path
    faults: FaultList = field(default_factory=FaultList)
    single: dict[str, FileRead[object]] = field(default_factory=dict)
    agreements: list[FileRead[Agreement]] = field(default_factory=list)
    templates: list[FileRead[Agreement]] = field(default_factory=list)
    places: dict[str, dict[str, NamedPlace]] = field(default_factory=lambda: {kind: {} for kind in PLACE_KINDS})
    faulty_places: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)


def read_files(folder: Path) -> FilesRead:
    """Read every file of a library."""
    files = FilesRead(folder=folder)
    for name in FILE_NOUNS:
        read_single(files, name)
    for parent in AGREEMENT_FOLDERS:
        for path in files_in(folder / parent, "*.yaml"):
            read_agreement(files, path)
    for parent in PLACE_FOLDERS:
        for path in files_in(folder / parent, "*.geojson"):
            read_features(files, path)
    refuse_links(files)
    return files


def files_in(folder: Path, pattern: str) -> list[Path]:
    """List the files of one folder of a library in order of their names; of a folder that is a link, none."""
    return [] if folder.is_symlink() else sorted(folder.glob(pattern))


def refuse_links(files: FilesRead) -> None:
    """Refuse every symbolic link in a library's folder and in the folders of the format, read or not."""
    folders = [files.folder / name for name in (*AGREEMENT_FOLDERS, *PLACE_FOLDERS)]
    listed = [files.folder, *(folder for folder in folders if folder.is_dir() and not folder.is_symlink())]
    told = {fault.file for fault in files.faults.faults if fault.got == _LINK}
    for path in sorted(path for folder in listed for path in folder.iterdir() if path.is_symlink()):
        if str(path) not in told:
            _note(files.faults, path, 0, "file", "a file or folder of its own", _LINK)


def read_single(files: FilesRead, name: str) -> None:
    """Read one of the single YAML files; one that need not be there may be missing."""
    path = files.folder / f"{name}.yaml"
    if not path.is_file() and not path.is_symlink():
        if name in NEEDED_FILES:
            _note(files.faults, path, 0, name, "this file in a library's folder", "nothing")
            files.broken.add(name)
        return
    found: FileRead[object] | None = read_yaml(path, FILE_NOUNS[name], f"truceline/{name}/1", files.faults)
    if found is None or found.is_id_lost:
        files.broken.add(name)
    if found is not None:
        files.single[name] = found


def read_agreement(files: FilesRead, path: Path, content: bytes | None = None) -> None:
    """Read one agreement or template; from bytes where they are given, which then stand for the file."""
    found = read_yaml(path, Agreement, "truceline/agreement/1", files.faults, content)
    if found is None or found.is_id_lost:
        files.broken.add("agreements")
    if found is None:
        return
    if found.noun.id != path.stem and "id" not in found.holes:
        line = line_of(found.root, "id")
        _note(files.faults, path, line, "id", f"the file's name without .yaml ({path.stem})", repr(found.noun.id))
    is_template = path.parent.name == "templates"
    if is_template is not bool(found.noun.template_of) and "template_of" not in found.holes:
        expected = "set in a template" if is_template else "left out of an agreement (templates lie in templates/)"
        line = line_of(found.root, "template_of")
        _note(files.faults, path, line, "template_of", expected, repr(found.noun.template_of))
    (files.templates if is_template else files.agreements).append(found)


def read_yaml(
    path: Path, noun: type[Noun], schema: str, faults: FaultList, content: bytes | None = None
) -> FileRead[Noun] | None:
    """Read one YAML file, or what stands for it, as a noun of one ``schema``; None when it is no such document."""
    content = _content(path, faults) if content is None else content
    document = None if content is None else maybe_parse(content, str(path), faults)
    if document is None:
        return None
    told = document.root.content.get("schema") if isinstance(document.root.content, dict) else None
    if told is not None and told.content != schema:
        _note(faults, path, told.line, "schema", schema, repr(told.text)[:80])
        return None
    found = read_with_holes(noun, document, faults)
    return FileRead(path=path, noun=found.noun, root=document.root, holes=found.holes, is_id_lost=found.is_id_lost)


def read_features(files: FilesRead, path: Path) -> None:
    """Read the features of one GeoJSON file."""
    content = _content(path, files.faults)
    features = None if content is None else _features(path, content, files.faults)
    if content is None or features is None:
        files.broken.add("places")
        return
    for number, feature in enumerate(features):
        own_id = feature.get("id") if isinstance(feature, dict) else None
        found = _feature(path, feature, f"features[{number}]", content, files.faults)
        if found is not None:
            _keep_place(files, path, *found)
        elif isinstance(own_id, str):
            files.faulty_places.update((own_id, f"{path.stem}#{own_id}"))
        else:
            files.broken.add("places")


def _keep_place(files: FilesRead, path: Path, kind: str, place: NamedPlace) -> None:
    if place.id in files.places[kind]:
        _note(files.faults, path, place.file_line, "id", f"the id of every {kind} once", f"{place.id!r} twice")
    else:
        files.places[kind][place.id] = place


def _features(path: Path, content: bytes, faults: FaultList) -> list[object] | None:
    document = parse_json_document(content, str(path), faults)
    if document is None:
        return None
    features = document.get("features") if isinstance(document, dict) else None
    if isinstance(features, list):
        return features
    got = f"a value of type {type(document).__name__}"
    if isinstance(document, dict):
        got = "no list of features"
    _note(faults, path, 1, "features", "a GeoJSON FeatureCollection: an object with a list named features", got)
    return None


def _feature(
    path: Path, feature: object, where: str, content: bytes, faults: FaultList
) -> tuple[str, NamedPlace] | None:
    plain = feature if isinstance(feature, dict) else {}
    told, geometry, own_id = plain.get("properties"), plain.get("geometry"), plain.get("id")
    if not isinstance(told, dict) or not isinstance(geometry, dict) or not isinstance(own_id, str):
        _note(faults, path, 0, where, "a Feature with an id, properties and a geometry", f"{feature!r:.60}")
        return None
    line = _line_of_text(content, own_id)
    document = Document(name=str(path), root=value_of(told, line))
    properties = maybe_read(PlaceProperties, document, faults)
    kind = _kind_of(path, geometry, own_id)
    if properties is None or kind is None or _is_faulty(path, line, own_id, (kind, properties), faults):
        if kind is None:
            expected = "Polygon, MultiPolygon, LineString or Point"
            _note(faults, path, line, f"{where}.geometry.type", expected, f"{geometry.get('type')!r:.40}")
        return None
    place = NamedPlace(
        id=f"{path.stem}#{own_id}" if kind == "shape" else own_id,
        name=properties.name,
        geometry=geometry,
        where=f"{path}:{line}: {own_id}",
        file=str(path),
        file_line=line,
        aliases=properties.names,
        parent=properties.parent or "",
        error_band_m=properties.error_band_m,
        given=not properties.drawn,
        note=properties.note,
    )
    return kind, place


def _kind_of(path: Path, geometry: Mapping[str, object], own_id: str) -> str | None:
    geometry_type = geometry.get("type")
    if path.parent.name == "zones":
        return "shape" if geometry_type in _AREA_TYPES else None
    if geometry_type in _AREA_TYPES:
        return "country" if len(own_id) == _COUNTRY_CODE_LENGTH else "area"
    return {"LineString": "line", "Point": "point"}.get(str(geometry_type))


def _is_faulty(path: Path, line: int, own_id: str, told: tuple[str, PlaceProperties], faults: FaultList) -> bool:
    kind, properties = told
    before = len(faults.faults)
    wanted = own_id if kind in {"area", "country"} else None
    if properties.pcode != wanted:
        _note(faults, path, line, f"{own_id}.pcode", wanted or "null, for it is no area", repr(properties.pcode))
    if kind != "shape" and not _PLACE_ID.fullmatch(own_id):
        _note(faults, path, line, f"{own_id}.id", "letters, digits, - and _", repr(own_id))
    if properties.boundary_status not in set(BoundaryStatus):
        expected = f"one of {', '.join(BoundaryStatus)}"
        _note(faults, path, line, f"{own_id}.boundary_status", expected, repr(properties.boundary_status))
    if properties.error_band_m < 0:
        _note(faults, path, line, f"{own_id}.error_band_m", "0 m or more", str(properties.error_band_m))
    return len(faults.faults) > before


def library_files(folder: Path) -> Iterator[Path]:
    """List the files of the format that stand in a library, in order."""
    for name in FILE_NOUNS:
        if (folder / f"{name}.yaml").is_file():
            yield folder / f"{name}.yaml"
    for parent in AGREEMENT_FOLDERS:
        yield from sorted((folder / parent).glob("*.yaml"))
    for parent in PLACE_FOLDERS:
        yield from sorted((folder / parent).glob("*.geojson"))


def places_of(files: FilesRead) -> Places:
    """Give every place that was read."""
    found = files.places
    return Places(
        areas=found["area"],
        lines=found["line"],
        points=found["point"],
        countries=found["country"],
        shapes=found["shape"],
    )


def line_of(value: Value, key: str) -> int:
    """Give the line of a field, or of the mapping that lacks it."""
    content = value.content
    return content[key].line if isinstance(content, dict) and key in content else value.line


def is_file_stem(text: str) -> bool:
    """Say whether a text can be the name of a library's file: no folder, no dots."""
    return _FILE_STEM.fullmatch(text) is not None


def _content(path: Path, faults: FaultList) -> bytes | None:
    if path.is_symlink():
        _note(faults, path, 0, "file", "a file of its own", _LINK)
        return None
    if not is_file_stem(path.stem):
        _note(faults, path, 0, "file", "a name of letters, digits, - and _", repr(path.name))
        return None
    try:
        content = read_bytes(path)
    except (InputError, UnavailableError) as error:
        got = str(error).rpartition("got ")[2]
        _note(faults, path, 0, "file", f"a readable file of at most {DOCUMENT_BYTES_MAX} bytes", got)
        return None
    date = _DATE.search(content) if path.suffix == ".geojson" else None
    if date is not None:
        line = content.count(b"\n", 0, date.start()) + 1
        _note(faults, path, line, "file", "no dates in GeoJSON (they stand in YAML)", date[0].decode())
    return content


def _line_of_text(content: bytes, text: str) -> int:
    at = content.find(f'"{text}"'.encode())
    return content.count(b"\n", 0, at) + 1 if at >= 0 else 0


def _note(faults: FaultList, path: Path, line: int, where: str, expected: str, got: str) -> None:
    faults.add(Fault(file=str(path), line=line, where=where, expected=expected, got=got))
