# SPDX-License-Identifier: Apache-2.0
"""What names in outside files stand for in a library: actors, administrative areas, countries. Nothing is guessed.

A name that lists several names ("A, B, C") stands for "one or several of these"; if any part of it is unknown, the
whole is, for it could have been that part alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from truceline.agreement.library import Library
from truceline.agreement.places import fold_name
from truceline.app.admit_act import is_exercise
from truceline.corroboration.lineage import lineage_of

_AREA_WORDS = (" governorate", " district", " province", " region", " subdistrict", " sub-district")
"""What the event files append to the names of areas."""


def origin_as_named(outlets: tuple[str, ...]) -> str:
    """Name the origin of several outlets of which nothing is known."""
    return "; ".join(sorted(set(outlets)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """How names of outside files are read for one library.

    Attributes:
        actors: Exact names to forces; several forces mean "one or several of these".
        areas: Names of administrative areas to P-codes, beside the names in places.
        area_named: P-code of an administrative area by name, or None.
        countries: Folded names and codes of the library's countries to their codes.
        is_exercise: Whether the library is invented, so that what is read for it is marked so.
        origin_of: Names the origin of what several outlets tell together: spellings of one outlet, copies and outlets
            of one party are one.
    """

    actors: Mapping[str, tuple[str, ...]]
    areas: Mapping[str, str]
    area_named: Callable[[str], str | None]
    countries: Mapping[str, str]
    is_exercise: bool = False
    origin_of: Callable[[tuple[str, ...]], str] = origin_as_named

    def actor(self, name: str) -> tuple[str, ...]:
        """Give the forces that a name may stand for; empty when it is not known."""
        known = self.actors.get(name)
        if known is not None:
            return known
        parts = [self.actors.get(part.strip(), ()) for part in name.split(",")]
        if len(parts) == 1 or not all(parts):
            return ()
        return tuple(dict.fromkeys(force for part in parts for force in part))

    def area(self, name: str) -> str:
        """Give the P-code of an administrative area; empty when it is not known."""
        bare = name.strip()
        candidates = [bare, *(bare[: -len(word)] for word in _AREA_WORDS if bare.lower().endswith(word))]
        for candidate in candidates:
            found = self.areas.get(candidate) or self.area_named(candidate)
            if found:
                return found
        return ""

    def country(self, name: str) -> str:
        """Give the code of a country by its name in the file; empty when it is none of the library's."""
        return self.countries.get(fold_name(name.split("(", 1)[0]), "")

    @property
    def only_country(self) -> str:
        """The code of the library's country when it speaks of one only; else empty."""
        codes = set(self.countries.values())
        return codes.pop() if len(codes) == 1 else ""


def names_of(library: Library) -> Names:
    """Collect how a library reads the names of outside files."""
    counting = library.counting
    countries = {fold_name(code): code for code in library.header.countries}
    for code, place in library.places.countries.items():
        countries |= {fold_name(name): code for name in (place.name, *place.aliases)}
    return Names(
        actors={entry.name: entry.forces for entry in counting.actor_names} if counting else {},
        areas=(counting.area_names or {}) if counting else {},
        area_named=library.places.area_named,
        countries=countries,
        is_exercise=is_exercise(library),
        origin_of=lru_cache(maxsize=4096)(lineage_of(library).origin_of),
    )
