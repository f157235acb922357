# SPDX-License-Identifier: Apache-2.0
"""The library of the load tests: as large as the shipped one, and nothing of the shipped one is left in it."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest

from bench_modules import bench_module
from exercise import shipped
from truceline.agreement.library import Library, load_library
from truceline.agreement.life import LifeState
from truceline.agreement.overview import standing_at
from truceline.agreement.standing import phases
from truceline.base.instants import parse_instant
from truceline.clauses.judging import clause_test
from truceline.picture.actors import Force, Party
from truceline.picture.kinds import KIND_BY_CODE

DAY = date(2031, 1, 1)
OCEAN_DEG = (-176.0, 31.0, -166.0, 38.5)
"""West, south, east, north of a stretch of the North Pacific without land."""
WORD = re.compile(r"[^\W\d_]{3,}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the derived library, written once."""
    out: Path = tmp_path_factory.mktemp("large") / "library"
    bench_module("large_exercise").write_large_exercise(out, DAY)
    return out


def in_all(library: Library) -> dict[str, int]:
    """Count what a library holds."""
    return {
        "agreements": len(library.agreements),
        "provisions": sum(len(each.provisions) for each in library.agreements),
        "zones": sum(len(each.zones) for each in library.agreements),
        "phases": sum(len(phases(each)) for each in library.agreements),
        "parties": len(library.parties),
        "forces": len(library.forces),
        "areas": len(library.places.areas),
        "incidents": len(library.incidents),
        "claims": len(library.claims),
        "outlets": len(library.outlets),
        "vertices": sum(1 for _ in positions_of(library)),
    }


def positions_of(library: Library) -> Iterator[tuple[float, float]]:
    """Give every position of a library's areas, lines, points and outline."""
    places = library.places
    for kind in (places.areas, places.lines, places.points, places.countries, places.shapes):
        for place in kind.values():
            numbers = re.findall(r"-?\d+(?:\.\d+)?", msgspec.json.encode(place.geometry["coordinates"]).decode())
            values = [float(number) for number in numbers]
            yield from zip(values[::2], values[1::2], strict=True)


def test_it_is_as_large_as_the_shipped_library(folder: Path) -> None:
    """Everything is there as often as in the source."""
    assert in_all(load_library(folder)) == in_all(shipped())


def test_it_is_marked_and_most_agreements_are_in_force_on_its_day(folder: Path) -> None:
    """So that what is planned on that day is judged by something."""
    library = load_library(folder)
    at_ns = parse_instant(f"{DAY}T12:00:00Z")
    states = [standing_at(each, at_ns).phase.state for each in library.agreements]
    assert library.header.id == "exercise-large"
    assert library.header.exercise
    assert states.count(LifeState.IN_FORCE) > len(states) / 2
    assert all(act.exercise for incident in library.incidents for act in incident.acts)


def test_it_lies_in_open_ocean(folder: Path) -> None:
    """Every position, and every one that an incident or a claim gives."""
    west, south, east, north = OCEAN_DEG
    library = load_library(folder)
    places = [claim.boundary.place for claim in library.claims if claim.boundary]
    places += [
        account.place for each in library.incidents for act in each.acts for account in act.accounts if account.place
    ]
    told = [(each.position.lon_deg, each.position.lat_deg) for each in places if each.position]
    assert told
    assert all(west <= lon <= east and south <= lat <= north for lon, lat in (*positions_of(library), *told))


def words_told(of: object) -> Iterator[str]:
    """Give every word of a document that is no key of the format."""
    if isinstance(of, dict):
        for value in of.values():
            yield from words_told(value)
    elif isinstance(of, list):
        for value in of:
            yield from words_told(value)
    elif isinstance(of, str):
        yield from (word.casefold() for word in WORD.findall(of))


@cache
def real_words() -> frozenset[str]:
    """Give the words of every id and name of somebody or some place of the shipped library, and of its titles."""
    library = shipped()
    people: list[Party | Force] = [*library.parties.values(), *library.forces.values()]
    names = [name for each in people for name in (each.id, each.name, *(alias.name for alias in each.aliases))]
    places = library.places
    for kind in (places.areas, places.lines, places.points, places.countries):
        names += [name for place in kind.values() for name in (place.id, place.name, *place.aliases)]
    names += [text for each in library.agreements for text in (each.id, each.title)]
    names += [text for each in library.publications.values() for text in (each.id, each.title)]
    names += [text for each in library.outlets for text in (each.id, each.name, *each.spellings)]
    return frozenset(word.casefold() for name in names for word in WORD.findall(name))


def format_words(checkout: Path) -> set[str]:
    """Give the words of the format: those of its schemas, the codes of kinds of act and of clause types."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((checkout / "docs" / "schemas").glob("*.json"))]
    texts += [*KIND_BY_CODE, *(each.type for agreement in shipped().agreements for each in agreement.provisions)]
    return {word.casefold() for text in texts for word in WORD.findall(text)}


def test_no_name_of_anybody_or_any_place_is_left(folder: Path, checkout: Path) -> None:
    """Beside the words of the format itself, no word of a real name stands in any file."""
    documents = [b"\n".join(path.read_bytes().splitlines()[2:]) for path in folder.rglob("*.yaml")]
    documents += [path.read_bytes() for path in folder.rglob("*.geojson")]
    found = {word for document in documents for word in words_told(msgspec.json.decode(document))}
    prose = set(WORD.findall(bench_module("large_exercise")._PROSE))
    assert len(found) > 100
    assert sorted((found & real_words()) - format_words(checkout) - prose) == []


def test_the_same_source_and_day_give_the_same_files(folder: Path) -> None:
    """Load figures of two runs are about the same library."""
    with TemporaryDirectory() as other:
        again = Path(other) / "library"
        bench_module("large_exercise").write_large_exercise(again, DAY)
        files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
        assert [name for name in files if (folder / name).read_bytes() != (again / name).read_bytes()] == []
        assert len(files) > 25


def test_its_incidents_are_ruled_as_those_of_its_source(folder: Path) -> None:
    """The same work is done: words and deciding conditions are those of the source."""
    library = load_library(folder)
    told, derived = clause_test(shipped()), clause_test(library)
    source = [
        sorted((str(each.word), str(each.decided_by)) for each in told.rule(act))
        for incident in shipped().incidents
        for act in incident.acts
    ]
    copies = [
        sorted((str(each.word), str(each.decided_by)) for each in derived.rule(act))
        for incident in library.incidents
        for act in incident.acts
    ]
    assert copies == source
