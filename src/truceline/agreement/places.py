# SPDX-License-Identifier: Apache-2.0
"""The places of a library: areas by P-code, lines, points, countries and drawn shapes.

Read from ``places/*.geojson`` and ``zones/*.geojson`` (docs/agreement-format.md). A place keeps its GeoJSON
geometry; the shape that can be computed with is made when it is first asked for, so that reading an agreement
loads no geometry.

Source:
    RFC 7946 (GeoJSON); P-codes as in the Common Operational Datasets of UN OCHA.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from truceline.base.errors import GeometryError

if TYPE_CHECKING:
    from truceline.geo.footprint import Footprint
    from truceline.geo.line import Line

PLACE_KINDS = ("area", "line", "point", "country", "shape")
"""What a feature is: a shape lies in ``zones/``; a polygon with a code of two letters is a country, any other an
area; lines and points are told by their geometry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceProperties:
    """The ``properties`` of one GeoJSON feature of a library; the feature's ``id`` stands beside them.

    Attributes:
        name: Name in plain English.
        pcode: P-code of an area or code of a country, the same as the feature's ``id``; null for anything else.
        names: Other names and spellings.
        parent: P-code of the area, or code of the country, that it is part of.
        boundary_status: ``agreed``, ``approximate`` or ``not_agreed``.
        error_band_m: How far the drawing may be off [m].
        drawn: Whether it was drawn for this library, from no published geometry.
        left_side: In words, what lies left of a line as its positions run.
        right_side: In words, what lies right of it.
        note: Anything a reader must know.
    """

    name: str
    pcode: str | None = None
    names: tuple[str, ...] = ()
    parent: str | None = None
    boundary_status: str = "approximate"
    error_band_m: float = 0.0
    drawn: bool = True
    left_side: str = ""
    right_side: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPlace:
    """One place with its geometry.

    Attributes:
        id: P-code, country code or slug; ``FILE#ID`` for a drawn shape.
        name: Name in plain English.
        geometry: GeoJSON geometry.
        where: File and feature, for messages.
        file: Name of the file; empty when it was not read from one.
        file_line: Line in it at which the id stands; 0 when not known.
        aliases: Other names and spellings.
        parent: What it is part of.
        error_band_m: How far the drawing may be off [m].
        given: Whether the geometry was given by the user (``--boundaries``) instead of drawn here.
        note: Anything a reader must know.
    """

    id: str
    name: str
    geometry: Mapping[str, object] = field(repr=False, compare=False)
    where: str = ""
    file: str = ""
    file_line: int = 0
    aliases: tuple[str, ...] = ()
    parent: str = ""
    error_band_m: float = 0.0
    given: bool = False
    note: str = ""
    _made: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def footprint(self) -> "Footprint":
        """The area as a footprint; made once."""
        from truceline.geo.footprint import Footprint  # noqa: PLC0415 - imports numpy, which `show` does without

        if "footprint" not in self._made:
            self._made["footprint"] = Footprint.from_geojson(self.geometry, where=self.where)
        made = self._made["footprint"]
        assert isinstance(made, Footprint)
        return made

    @property
    def line(self) -> "Line":
        """The line; made once."""
        from truceline.geo.line import Line  # noqa: PLC0415 - as above

        if "line" not in self._made:
            self._made["line"] = Line.from_geojson(self.geometry, where=self.where)
        made = self._made["line"]
        assert isinstance(made, Line)
        return made

    @property
    def position(self) -> tuple[float, float]:
        """Longitude and latitude of a point [deg].

        Raises:
            GeometryError: Not a point.
        """
        from truceline.geo.positions import check_position, read_position  # noqa: PLC0415 - as above

        if self.geometry.get("type") != "Point":
            message = f"{self.where}.type: expected Point, got {self.geometry.get('type')!r:.40}"
            raise GeometryError(message)
        position = read_position(self.geometry.get("coordinates"), f"{self.where}.coordinates")
        check_position(position, self.where)
        return position


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Every place of a library.

    Attributes:
        areas: Administrative areas by P-code.
        lines: Lines by id.
        points: Points by id.
        countries: Country outlines by code.
        shapes: Drawn shapes by ``FILE#ID``.
        notices: What a user must be told about given boundaries, such as areas that they lack.
    """

    areas: Mapping[str, NamedPlace] = field(default_factory=dict)
    lines: Mapping[str, NamedPlace] = field(default_factory=dict)
    points: Mapping[str, NamedPlace] = field(default_factory=dict)
    countries: Mapping[str, NamedPlace] = field(default_factory=dict)
    shapes: Mapping[str, NamedPlace] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    _names: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def area_named(self, name: str) -> str | None:
        """Find the P-code of an area by its name, an alias or the P-code itself; None when there is none.

        Among areas of the same name the one of the higher level (the shorter P-code) is meant.
        """
        if not self._names:
            for pcode in sorted(self.areas, key=lambda code: (-len(code), code)):
                area = self.areas[pcode]
                for known in (pcode, area.name, *area.aliases):
                    self._names[fold_name(known)] = pcode
        return self._names.get(fold_name(name))

    def parent_of(self, pcode: str) -> str:
        """Give what an area lies in: what its entry says, else the longest P-code that it begins with; may be empty.

        P-codes nest: that of a district begins with that of its governorate. So an area that has no entry of its own
        is still known to lie in the one that has.
        """
        area = self.areas.get(pcode)
        return area.parent if area else nearest_pcode(pcode, self.areas)

    def within(self, pcode: str) -> tuple[str, ...]:
        """Give an area's P-code and those of all areas in it, sorted."""
        found = {pcode}
        grown = True
        while grown:
            more = {code for code, area in self.areas.items() if area.parent in found} - found
            found |= more
            grown = bool(more)
        return tuple(sorted(found))


def nearest_pcode(pcode: str, known: Iterable[str]) -> str:
    """Give the longest known P-code that another one begins with; empty when there is none."""
    return max((each for each in known if pcode.startswith(each) and pcode != each), key=len, default="")


def fold_name(name: str) -> str:
    """Fold case, marks, apostrophes and hyphens of a place name, so that spellings meet."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(" " if sign in "-_/," else sign for sign in plain if not unicodedata.combining(sign))
    return " ".join("".join(sign for sign in kept if sign.isalnum() or sign == " ").split())
