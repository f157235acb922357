# SPDX-License-Identifier: Apache-2.0
"""Writes an exercise library as large as the shipped one, so that load is measured without inventing acts on anybody.

    .venv/bin/python bench/large_exercise.py OUT_DIR [--day 2031-01-01] [--library NAME|DIR]

Rules:
    - Every id and every word of the source is replaced, but for the words of the format itself: what is not known to be
      one of these is prose, and prose is written anew at the same length. So nothing can be left over by oversight.
    - Shapes, numbers and the order of everything stay, so that the same work is done.
    - Longitudes are shifted by one number into open ocean; latitudes stay, and with them every distance and area.
    - Days are shifted by one number of days, so that on the day asked for, and in the month after it, more agreements
      are in force than after any other shift.
"""

import argparse
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import cast

import msgspec

from truceline.agreement.agreement import Agreement
from truceline.agreement.checking import check_paths
from truceline.agreement.counting_rule import CountingRule
from truceline.agreement.files import ActorName, CountingFile, LibraryFile
from truceline.agreement.library import DEFAULT_LIBRARY, Library, find_library, load_library
from truceline.agreement.life import LifeState, Term
from truceline.agreement.provisions import Criterion, Passage, Provision
from truceline.agreement.reading import FilesRead, read_files
from truceline.agreement.references import CHOICES, KIND_CODES, REFERENCES, SELECTORS
from truceline.agreement.standing import phases
from truceline.base.clock import SystemClock
from truceline.base.instants import day_interval, to_text
from truceline.base.moments import Moment, UTCOffset
from truceline.picture.actors import Alias, Force, Party
from truceline.picture.acts import Account, Act, Position
from truceline.picture.contacts import Contact
from truceline.picture.outlets import Outlet
from truceline.picture.sources import Source
from truceline.records.reader import ID_FIELDS
from truceline.records.writer import plain

LIBRARY_ID = "exercise-large"
SHIFT_LON_DEG = 150.0
"""From the shipped library's country into the North Pacific, a thousand kilometres from the nearest land."""
COUNTRY = "XL"
"""Code of the invented country, from those that ISO 3166 leaves to users."""
DAYS_LOOKED_AT = 30
IN_FORCE = {LifeState.IN_FORCE, LifeState.REINSTATED}

_SYLLABLES = ("bel", "dor", "fen", "gar", "hul", "kes", "lom", "mir", "nar", "osk", "pel", "rud", "sov", "tam", "ulm")
_PROSE = """
each side keeps what was written and tells the other in time where it goes and how long it stays there so that nobody is
met without notice and what was seen is told with its hour its place and who saw it
"""
_KEPT: Mapping[type, tuple[str, ...]] = {
    Criterion: ("fact", "not_fact", "quantity_over"),
    Provision: ("type",),
    Passage: ("language",),
    Term: ("length",),
}
"""Words of the format that no table of ``references`` lists."""
_IDS: Mapping[type, tuple[str, ...]] = {
    Act: ("engagement",),
    Contact: ("thread",),
    Criterion: ("zone",),
    Provision: ("zones",),
    Source: ("origin",),
}
"""Fields that name things, beside those of ``references``."""
_NAMES: Mapping[type, tuple[str, ...]] = {
    ActorName: ("name",),
    Alias: ("name",),
    CountingRule: ("sides", "without_sides", "without_outlets"),
    Force: ("name",),
    Outlet: ("name", "spellings"),
    Party: ("name",),
    Source: ("speaker", "byline"),
}
"""Fields that hold names: the same name is the same name afterwards."""
_PREFIXES = ("claim", "contact", "forecast", "incident", "line", "list", "track", "variant")
"""What may stand before the colon where something of a library is named."""
_SIDES = ("north", "south", "east", "west")
_WORD = re.compile(r"\S+")


class Invention:
    """What every id, name, code, place and day of a library becomes.

    Attributes:
        days: By how many days every day is moved [d].
        country: Code of the source's country, which begins its P-codes.
        vocabulary: Names of facts and numbers that provisions ask for; they stay.
    """

    __slots__ = ("_ids", "_names", "_spoken", "country", "days", "vocabulary")

    def __init__(self, days: int, country: str, vocabulary: frozenset[str]) -> None:
        """Invent nothing yet; the same source in the same order always gives the same inventions."""
        self.days = days
        self.country = country
        self.vocabulary = vocabulary
        self._ids: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._spoken = 0

    def id(self, old: str) -> str:
        """Give the invented id, also of an id made of others, such as ``AGREEMENT/ZONE`` or ``incident:ID``."""
        for sign in ("#", "/"):
            if sign in old:
                return sign.join(self.id(part) for part in old.split(sign))
        prefix, colon, rest = old.partition(":")
        if colon and prefix in _PREFIXES:
            return f"{prefix}:{self.id(rest)}"
        if re.fullmatch(rf"{self.country}\d*", old):
            return COUNTRY + old.removeprefix(self.country)
        return self._ids.setdefault(old, f"{syllables(len(self._ids))}-{len(self._ids)}") if old else ""

    def selector(self, old: str) -> str:
        """Give a selector: roles and kinds of actor stay, parties and forces are invented."""
        return old if old.startswith(("role:", "kind:")) else self.id(old)

    def name(self, old: str) -> str:
        """Give the invented name; names of several joined by `` - `` stay joined."""
        if " - " in old:
            return " - ".join(self.name(part) for part in old.split(" - "))
        number = len(self._names)
        return self._names.setdefault(old, f"{syllables(number).title()} {number}") if old else ""

    def asked(self, old: str) -> str:
        """Give the name of a told fact or number: as it is when a provision asks for it, else an invented one."""
        return old if old in self.vocabulary else self.id(old)

    def prose(self, old: str) -> str:
        """Give a text of as many words that says nothing."""
        length = len(_WORD.findall(old))
        self._spoken += 1
        known = _PROSE.split()
        words = [known[(self._spoken + number) % len(known)] for number in range(length)]
        return " ".join(["EXERCISE", *words[1:]]) if length else ""

    def moment(self, old: Moment) -> Moment:
        """Give the day or instant, moved."""
        return Moment(str(date.fromisoformat(old.text[:10]) + timedelta(days=self.days)) + old.text[10:])

    def longitude(self, old_deg: float) -> float:
        """Give the longitude, moved [deg]."""
        return round((old_deg + SHIFT_LON_DEG + 180.0) % 360.0 - 180.0, 6)


def syllables(number: int) -> str:
    """Write a number as an invented word."""
    count = len(_SYLLABLES)
    return _SYLLABLES[number % count] + _SYLLABLES[number // count % count]


def invented(thing: object, invention: Invention) -> object:
    """Write a noun anew, and everything in it.

    Args:
        thing: A noun of the format, or what stands in one.
        invention: What ids, names and days become.

    Returns:
        The same noun with invented words; a text outside a noun is prose.
    """
    if isinstance(thing, Moment):
        return invention.moment(thing)
    if isinstance(thing, tuple):
        return tuple(invented(each, invention) for each in thing)
    if isinstance(thing, dict):
        return {key: invented(value, invention) for key, value in thing.items()}
    if is_dataclass(thing) and not isinstance(thing, type | UTCOffset):
        return marked(replace(thing, **{field.name: of_field(thing, field.name, invention) for field in fields(thing)}))
    return invention.prose(thing) if isinstance(thing, str) and not isinstance(thing, StrEnum) else thing


def of_field(noun: object, field: str, invention: Invention) -> object:
    """Write one field of a noun anew."""
    value = getattr(noun, field)
    if isinstance(noun, Position) and field == "lon_deg":
        return invention.longitude(noun.lon_deg)
    if isinstance(noun, CountingFile) and field == "area_names":
        return {invention.name(name): invention.id(code) for name, code in (noun.area_names or {}).items()}
    if isinstance(noun, Account) and isinstance(value, dict):
        return {invention.asked(name): told for name, told in value.items()}
    if isinstance(noun, CountingRule) and field == "dyads":
        return tuple(invention.name(each) for each in noun.dyads)
    writer = writer_of(type(noun), field, invention)
    if writer is None:
        return invented(value, invention)
    return tuple(writer(each) for each in value) if isinstance(value, tuple) else writer(value)


def writer_of(noun: type, field: str, invention: Invention) -> Callable[[str], str] | None:
    """Find how the texts of a field are written anew; None when the field holds prose, or no text."""
    kept = {"schema", *KIND_CODES.get(noun, ()), *_KEPT.get(noun, ()), *(name for name, _ in CHOICES.get(noun, ()))}
    ids = {*ID_FIELDS, *_IDS.get(noun, ()), *(points.field for points in REFERENCES.get(noun, ()))}
    if field in kept:
        return str
    if field in SELECTORS.get(noun, ()):
        return invention.selector
    if field in _NAMES.get(noun, ()):
        return invention.name
    return invention.id if field in ids else None


def marked(noun: object) -> object:
    """Mark an act, and the library itself, as invented."""
    if isinstance(noun, Act):
        return replace(noun, exercise=True)
    if isinstance(noun, LibraryFile):
        return replace(noun, id=LIBRARY_ID, exercise=True, title="EXERCISE as large as a whole library")
    return noun


def write_large_exercise(out: Path, day: date, source: Path | None = None) -> Library:
    """Write an exercise library that is as large as another library.

    Args:
        out: A folder that is not there yet.
        day: On which most agreements are to be in force.
        source: Folder of the library to take the size and the form from; the default library when not given.

    Returns:
        The library as read back, without fault.
    """
    folder = source or find_library(DEFAULT_LIBRARY)
    library = load_library(folder)
    days = (day - best_day(library)).days
    invention = Invention(days, library.header.countries[0], vocabulary_of(library))
    files = read_files(folder)
    for name, content in documents(files, invention).items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as stream:
            stream.write(content)
    faults = check_paths((out,), out).faults
    assert not faults, "\n".join(fault.sentence() for fault in faults[:20])
    return load_library(out)


def documents(files: FilesRead, invention: Invention) -> dict[str, bytes]:
    """Write every file of a library anew, by its path inside the library."""
    found = {f"{name}.yaml": document(file.noun, invention) for name, file in files.single.items()}
    for parent, of_parent in (("agreements", files.agreements), ("templates", files.templates)):
        for file in of_parent:
            agreement = cast("Agreement", invented(file.noun, invention))
            found[f"{parent}/{agreement.id}.yaml"] = yaml_of(agreement)
    for path in sorted(files.folder.glob("*/*.geojson")):
        stem = path.stem if path.parent.name == "places" else invention.id(path.stem)
        found[f"{path.parent.name}/{stem}.geojson"] = moved_places(path.read_bytes(), invention)
    return found


def document(noun: object, invention: Invention) -> bytes:
    """Write one YAML file anew."""
    return yaml_of(invented(noun, invention))


def yaml_of(noun: object) -> bytes:
    """Write a noun as YAML 1.2, of which JSON is a part."""
    head = b"# SPDX-License-Identifier: Apache-2.0\n# EXERCISE: invented for load tests; shapes and sizes of another.\n"
    return head + msgspec.json.format(msgspec.json.encode(plain(noun)), indent=1) + b"\n"


def moved_places(content: bytes, invention: Invention) -> bytes:
    """Write a GeoJSON file anew, moved."""
    collection = msgspec.json.decode(content)
    for feature in collection["features"]:
        old = feature["properties"]
        feature["id"] = invention.id(feature["id"])
        feature["geometry"]["coordinates"] = moved_positions(feature["geometry"]["coordinates"], invention)
        feature["properties"] = {
            **{key: old[key] for key in ("boundary_status", "error_band_m", "drawn") if key in old},
            "name": invention.name(old["name"]),
            "names": [invention.name(name) for name in old.get("names", ())],
            "pcode": invention.id(old["pcode"]) if old.get("pcode") else None,
            "parent": invention.id(old["parent"]) if old.get("parent") else None,
            "note": "EXERCISE",
            **{key: sides_of(old[key]) for key in ("left_side", "right_side") if key in old},
        }
    return msgspec.json.encode(collection)


def moved_positions(coordinates: list[object], invention: Invention) -> list[object]:
    """Move the positions of a geometry of any depth."""
    if isinstance(coordinates[0], int | float):
        return [invention.longitude(float(coordinates[0])), *coordinates[1:]]
    return [moved_positions(cast("list[object]", each), invention) for each in coordinates]


def sides_of(words: str) -> str:
    """Keep of the words for a side of a line only the quarters of the compass."""
    return " and ".join(side for side in _SIDES if re.search(rf"\b{side}\b", words))


def vocabulary_of(library: Library) -> frozenset[str]:
    """Collect the names of facts and numbers that the provisions of a library ask for."""
    provisions = [each for agreement in library.agreements for each in agreement.provisions]
    tests = [test for each in provisions for test in each.tests]
    tests += [test for each in provisions for exception in each.exceptions for test in exception.tests]
    told = {name for test in tests for name in (test.fact, test.not_fact, test.quantity_over.split(" ")[0])}
    return frozenset({*told, "proportionate"})


def best_day(library: Library) -> date:
    """Find the first day on which, counted over the month from it, most agreements are in force."""
    offset = library.header.utc_offset.delta
    stretches = [
        phase.interval for agreement in library.agreements for phase in phases(agreement) if phase.state in IN_FORCE
    ]
    starts = {date.fromisoformat(to_text(max(each.start_ns, 0))[:10]) for each in stretches}

    def in_force(day: date) -> int:
        days = [day_interval(day + timedelta(days=number), offset) for number in range(DAYS_LOOKED_AT)]
        return sum(each.start_ns <= of.start_ns and of.end_ns <= each.end_ns for of in days for each in stretches)

    return max(sorted(starts), key=in_force)


def main() -> None:
    """Write it and say what it holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, metavar="OUT_DIR")
    parser.add_argument("--day", type=date.fromisoformat, help="most agreements are in force on it; today")
    parser.add_argument("--library", default=DEFAULT_LIBRARY, help="whose size and form it takes")
    arguments = parser.parse_args()
    if arguments.out.exists():
        sys.exit(f"{arguments.out}: expected nothing there, got something; name another folder")
    today = date.fromisoformat(to_text(SystemClock().now_ns())[:10])
    library = write_large_exercise(arguments.out, arguments.day or today, find_library(arguments.library))
    print(f"EXERCISE library {library.header.id} in {arguments.out}: {len(library.agreements)} agreements, ", end="")
    print(f"{len(library.parties)} parties, {len(library.forces)} forces, {len(library.places.areas)} areas")


if __name__ == "__main__":
    main()
