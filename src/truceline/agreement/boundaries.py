# SPDX-License-Identifier: Apache-2.0
"""Real boundaries of administrative areas, given by the user, in place of those drawn for a library.

Rules:
    - Any GeoJSON file (``.geojson``, ``.geojson.gz``) of polygons with P-codes will do; the property that holds them
      is found by its values: they look like P-codes and no two features share one.
    - A given area has no error band. One from a file whose name ends in ``_simplified`` keeps a band of
      ``SIMPLIFIED_BAND_M``: its outline was generalised. Where a file and its simplified form are both there, the
      file wins.
    - A part of an area below ``SPECK_DEG2`` is a slip of the file's own editing and is left out.
    - A country outline becomes the union of its areas when all of them are given.
    - An area that no file has stays drawn, with its band, and the user is told.
    - What no side agreed on stays not agreed: only drawings are replaced.

Source:
    Common Operational Datasets, administrative boundaries (UN OCHA); RFC 7946.
"""

import gzip
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from truceline.agreement.places import NamedPlace, Places, nearest_pcode
from truceline.agreement.placing import join_footprints
from truceline.base.errors import InputError, LimitError, NotFoundError, StorageError
from truceline.base.limits import BOUNDARY_BYTES_MAX
from truceline.geo.footprint import Footprint
from truceline.records.document import parse_json

SIMPLIFIED_BAND_M = 250.0
"""Doubt kept round a simplified outline [m]: the published simplification moves a line by up to 0.002 degrees."""
SPECK_DEG2 = 1e-6
"""Parts smaller than this are left out [deg2], about 0.01 km2: smaller than any island or enclave of a province."""
_PCODE = re.compile(r"[A-Z]{2}[0-9]{2,}", re.ASCII)
_AREA_TYPES = frozenset({"Polygon", "MultiPolygon"})


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenArea:
    """One area of a given file."""

    pcode: str
    geometry: Mapping[str, object]
    where: str
    band_m: float


def with_boundaries(places: Places, folder: Path) -> Places:
    """Replace drawn areas by given ones.

    Args:
        places: Places of a library.
        folder: Folder of GeoJSON files.

    Returns:
        The places; ``notices`` say which areas stay drawn.

    Raises:
        NotFoundError: No such folder.
        InputError: No file in it holds polygons with P-codes of this library, or one is not GeoJSON.

    Source:
        The rules at the head of this module.
    """
    if not folder.is_dir():
        message = f"boundaries: expected a folder of GeoJSON files, got {folder}, which is none"
        raise NotFoundError(message)
    given: dict[str, GivenArea] = {}
    for path in _files(folder):
        given.update((area.pcode, area) for area in read_given(path))
    found = sorted(set(given) & set(places.areas))
    if not found:
        message = (
            f"boundaries: expected GeoJSON files with P-codes of this library, such as {_some(places.areas)},"
            f" got {_some(given) or 'none'} in {folder}"
        )
        raise InputError(message)
    areas = dict(places.areas)
    for pcode in found:
        areas[pcode] = _given(places.areas[pcode], given[pcode])
    for pcode in sorted(set(given) - set(places.areas)):
        parent = nearest_pcode(pcode, places.areas)
        if parent:
            areas[pcode] = _given(NamedPlace(id=pcode, name=pcode, geometry={}, parent=parent), given[pcode])
    missing = sorted(pcode for pcode in places.areas if pcode not in given)
    notices = (f"{len(missing)} areas stay drawn, for no given file has them: {', '.join(missing)}",) if missing else ()
    countries = {code: _country(place, areas) for code, place in places.countries.items()}
    return replace(places, areas=areas, countries=countries, notices=(*places.notices, *notices))


def read_given(path: Path) -> tuple[GivenArea, ...]:
    """Read the areas of one given file; none when no property of it holds P-codes.

    Raises:
        InputError: Not a GeoJSON FeatureCollection.

    Source:
        RFC 7946, section 3.3.
    """
    collection = parse_json(_content(path), str(path))
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        message = f"{path}: expected a GeoJSON FeatureCollection, got {type(collection).__name__}"
        raise InputError(message)
    areas = [feature for feature in features if _is_area(feature)]
    name = pcode_property(areas)
    band_m = SIMPLIFIED_BAND_M if path.name.split(".", 1)[0].endswith("_simplified") else 0.0
    return tuple(
        GivenArea(
            pcode=str(area["properties"][name]),
            geometry=area["geometry"],
            where=f"{path}: {area['properties'][name]}",
            band_m=band_m,
        )
        for area in (areas if name else ())
    )


def pcode_property(features: Sequence[Mapping[str, Mapping[str, object]]]) -> str:
    """Find the property whose values are the P-codes of the features themselves, by the values alone.

    Returns:
        Its name; empty when there is none. Of several, the one with the longest codes (the finest level).

    Source:
        P-codes of UN OCHA: the two letters of the country, then digits; unique at each level.
    """
    names = {name for feature in features for name in feature["properties"]}
    found: list[tuple[int, str]] = []
    for name in sorted(names):
        codes = [str(feature["properties"].get(name)) for feature in features]
        if all(_PCODE.fullmatch(code) for code in codes) and len(set(codes)) == len(codes):
            found.append((min(len(code) for code in codes), name))
    return max(found, key=lambda one: one[0])[1] if found else ""


def _files(folder: Path) -> list[Path]:
    found = [path for pattern in ("*.geojson", "*.geojson.gz") for path in folder.glob(pattern)]
    # Simplified ones first, so that the full ones win.
    return sorted(found, key=lambda path: (not path.name.split(".", 1)[0].endswith("_simplified"), path.name))


def _content(path: Path) -> bytes:
    try:
        if path.suffix == ".gz":
            with gzip.open(path, "rb") as stream:
                content = stream.read(BOUNDARY_BYTES_MAX + 1)
        else:
            with path.open("rb") as plain:
                content = plain.read(BOUNDARY_BYTES_MAX + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        message = f"{path}: expected a gzip file, got {error}"
        raise InputError(message) from error
    except OSError as error:
        message = f"{path}: expected a readable file, got {error.strerror or error}"
        raise StorageError(message) from error
    if len(content) > BOUNDARY_BYTES_MAX:
        message = f"{path}: expected at most {BOUNDARY_BYTES_MAX} bytes, got more"
        raise LimitError(message)
    return content


def _is_area(feature: object) -> bool:
    if not isinstance(feature, dict):
        return False
    geometry, properties = feature.get("geometry"), feature.get("properties")
    return isinstance(geometry, dict) and isinstance(properties, dict) and geometry.get("type") in _AREA_TYPES


def _given(drawn: NamedPlace, given: GivenArea) -> NamedPlace:
    return NamedPlace(
        id=drawn.id,
        name=drawn.name,
        geometry=_without_specks(given.geometry),
        where=given.where,
        aliases=drawn.aliases,
        parent=drawn.parent,
        error_band_m=given.band_m,
        given=True,
        note=drawn.note,
    )


def _without_specks(geometry: Mapping[str, object]) -> Mapping[str, object]:
    """Leave out specks, unless the area is made of nothing else; malformed parts stay, to be told as faults."""
    parts = geometry.get("coordinates")
    if geometry.get("type") != "MultiPolygon" or not isinstance(parts, list):
        return geometry
    kept = [part for part in parts if not _is_speck(part)]
    return {**geometry, "coordinates": kept} if kept else geometry


def _is_speck(part: object) -> bool:
    try:
        outline = [(float(position[0]), float(position[1])) for position in part[0]]  # type: ignore[index]
    except (TypeError, ValueError, IndexError, KeyError):
        return False
    doubled = sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairwise(outline))
    return abs(doubled) / 2.0 < SPECK_DEG2


def _country(place: NamedPlace, areas: Mapping[str, NamedPlace]) -> NamedPlace:
    parts = [area for area in areas.values() if area.parent == place.id]
    if not parts or not all(area.given for area in parts):
        return place
    joined = join_footprints([area.footprint for area in parts])
    # Slivers that remain as holes where given areas do not quite meet belong to the country.
    outlines = Footprint(polygons=tuple(polygon[:1] for polygon in joined.polygons))
    band_m = max(area.error_band_m for area in parts)
    made = GivenArea(
        pcode=place.id,
        geometry=outlines.to_geojson(),
        where=f"{place.id} (union of {len(parts)} given areas)",
        band_m=band_m,
    )
    return _given(place, made)


def _some(codes: Iterable[str]) -> str:
    return ", ".join(sorted(codes)[:3])
