# SPDX-License-Identifier: Apache-2.0
"""Where a place lies in every zone of a library: points, whole areas, countries, zones that a source names.

Rules:
    - A zone is the union of its pieces in the truth order: inside one is inside, outside all is outside.
    - *Certain parts of* an area: inside it is undecided, outside it is outside. The same for a zone whose boundary
      is not agreed.
    - A zone that is only an idea is undecided everywhere: it is never judged.
    - Areas of one piece are joined before they are measured: the border between two of them is no edge of the zone.
    - Areas are compared by P-code, not by drawing: a district is inside its governorate and outside every other,
      whatever the drawings say.

Source:
    The pieces stand in the agreement's document; ``geo`` for what inside, outside and undecided mean.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from truceline.agreement.agreement import Agreement
from truceline.agreement.places import Places
from truceline.agreement.zones import BoundaryStatus, Piece, StripPiece, Zone
from truceline.base.instants import EARLIEST_NS, LATEST_NS, Interval
from truceline.geo.areas import relate_area
from truceline.geo.circle import Circle
from truceline.geo.footprint import Footprint, to_shapely
from truceline.geo.index import ZoneIndex
from truceline.geo.line import Buffer, Side, Strip
from truceline.geo.placed import Edge, PlacedShape

CodeArray = NDArray[np.uint8]
INSIDE, OUTSIDE, UNDECIDED = 1, 2, 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPiece:
    """One piece of a zone, ready to be asked.

    Attributes:
        shape: Its shape.
        pcodes: P-codes it is made of; empty for a circle, strip or drawn shape.
        country: Code of the country it is; empty otherwise.
        is_partial: Whether only unnamed parts of it belong to the zone.
    """

    shape: PlacedShape
    pcodes: tuple[str, ...] = ()
    country: str = ""
    is_partial: bool = False


class HasZones(Protocol):
    """What is needed of a library to place its zones."""

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        """Its agreements."""

    @property
    def places(self) -> Places:
        """Its places."""


class ZoneLocator:
    """Every zone of a library's agreements, each version one column.

    Attributes:
        keys: One per column: ``AGREEMENT/ZONE``, with ``@VERSION`` when there are several versions.
        index: Columns of a zone by agreement and zone id, in order of version.
        zones: The zone of each column.
        intervals: When the version of each column holds.
        shapes: Every shape that zones are made of.
        members: Shapes of each column, each with whether inside it is told neither; none for a mere idea.
    """

    __slots__ = ("_columns", "_places", "index", "intervals", "keys", "members", "shapes", "zones")

    def __init__(self, library: HasZones) -> None:
        """Build every zone; the shapes they share are measured once."""
        self._places = library.places
        entries = [
            (agreement, zone)
            for agreement in library.agreements
            for zone in sorted(agreement.zones, key=lambda zone: zone.version)
        ]
        self.zones = tuple(zone for _, zone in entries)
        self.intervals = tuple(zone_interval(agreement, zone) for agreement, zone in entries)
        self.index: dict[tuple[str, str], tuple[int, ...]] = {}
        for column, (agreement, zone) in enumerate(entries):
            place = (agreement.id, zone.id)
            self.index[place] = (*self.index.get(place, ()), column)
        self.keys = tuple(
            f"{agreement.id}/{zone.id}" + (f"@{zone.version}" if len(self.index[agreement.id, zone.id]) > 1 else "")
            for agreement, zone in entries
        )
        pieces = [place_zone(zone, self._places) for zone in self.zones]
        self.shapes = ZoneIndex(list(dict.fromkeys(piece.shape for column in pieces for piece in column)))
        number = {shape: place for place, shape in enumerate(self.shapes.zones)}
        self._columns = tuple(tuple((number[piece.shape], piece) for piece in column) for column in pieces)
        self.members = tuple(
            ()
            if zone.status == "idea"
            else tuple(
                (shape, piece.is_partial or zone.boundary is BoundaryStatus.NOT_AGREED) for shape, piece in column
            )
            for zone, column in zip(self.zones, self._columns, strict=True)
        )

    def locate(self, lon_deg: ArrayLike, lat_deg: ArrayLike, radius_m: ArrayLike = 0.0) -> CodeArray:
        """Say where points lie in every zone.

        Args:
            lon_deg: Longitudes [deg] ``(n,)``; NaN leaves a point undecided.
            lat_deg: Latitudes [deg] ``(n,)``.
            radius_m: How far a position may be off [m] ``(n,)`` or one for all.

        Returns:
            1 inside, 2 outside, 0 undecided ``(n, zones)``.

        Source:
            The rules at the head of this module.
        """
        by_shape = self.shapes.locate(lon_deg, lat_deg, radius_m)
        found = np.zeros((by_shape.shape[0], len(self.zones)), np.uint8)
        for column, pieces in enumerate(self._columns):
            codes = [_partly(by_shape[:, shape], piece.is_partial) for shape, piece in pieces]
            found[:, column] = self._settle(column, _join(codes, by_shape.shape[0]))
        return found

    def locate_area(self, pcodes: tuple[str, ...]) -> CodeArray:
        """Say where a place lies that is somewhere in the union of areas.

        Args:
            pcodes: P-codes of the areas.

        Returns:
            One code per zone ``(zones,)``; all undecided when a P-code is not known here.

        Source:
            The rules at the head of this module.
        """
        if not pcodes or any(not self._is_known(pcode) for pcode in pcodes):
            return np.zeros(len(self.zones), np.uint8)
        each = np.stack([self._columns_of(partial(self._area_in, pcode)) for pcode in pcodes])
        return np.where((each == each[0]).all(axis=0), each[0], np.uint8(UNDECIDED))

    def locate_area_in(self, pcode: str, column: int) -> int:
        """Say where a place that is somewhere in one area lies in one zone; as ``locate_area``.

        Args:
            pcode: P-code of the area.
            column: Column of the zone.

        Returns:
            1 inside, 2 outside, 0 undecided.

        Source:
            The rules at the head of this module.
        """
        return self._code_in(column, partial(self._area_in, pcode)) if self._is_known(pcode) else UNDECIDED

    def locate_country(self, code: str) -> CodeArray:
        """Say where a place lies of which only the country is told; one code per zone ``(zones,)``."""
        return self._columns_of(partial(self._country_in, code))

    def locate_zone(self, agreement_id: str, zone_id: str) -> CodeArray:
        """Say where a place lies that a source names by a zone.

        Inside that zone, whatever its boundary; in other zones as the areas that surely hold it.

        Returns:
            One code per zone ``(zones,)``; all undecided for a zone that is not known here.

        Source:
            The rules at the head of this module.
        """
        own = self.index.get((agreement_id, zone_id), ())
        found = np.zeros(len(self.zones), np.uint8)
        pieces = [piece for column in own for _, piece in self._columns[column]]
        if pieces and all(piece.pcodes for piece in pieces):
            found = self.locate_area(tuple(sorted({pcode for piece in pieces for pcode in piece.pcodes})))
        judged = [column for column in own if self.zones[column].status != "idea"]
        found[judged] = INSIDE
        return found

    def _columns_of(self, code_of: Callable[[PlacedPiece], int]) -> CodeArray:
        return np.array([self._code_in(column, code_of) for column in range(len(self.zones))], np.uint8)

    def _code_in(self, column: int, code_of: Callable[[PlacedPiece], int]) -> int:
        pieces = self._columns[column]
        codes = [_partly(np.array([code_of(piece)], np.uint8), piece.is_partial) for _, piece in pieces]
        return int(self._settle(column, _join(codes, 1))[0])

    def _settle(self, column: int, codes: CodeArray) -> CodeArray:
        zone = self.zones[column]
        if zone.status == "idea":
            return np.zeros_like(codes)
        return _partly(codes, zone.boundary is BoundaryStatus.NOT_AGREED)

    def _area_in(self, pcode: str, piece: PlacedPiece) -> int:
        above = self._above(pcode)
        if piece.country:
            return INSIDE if piece.country in above else OUTSIDE
        if piece.pcodes:
            return self._area_in_areas(pcode, above, piece.pcodes)
        area = self._places.areas.get(pcode)
        if area is None:
            return UNDECIDED
        band_m = piece.shape.error_band_m + area.error_band_m
        blurred = _placed(piece.shape.shape, edge=piece.shape.edge, band_m=band_m)
        return int(relate_area(area.footprint, blurred))

    def _area_in_areas(self, pcode: str, above: tuple[str, ...], pcodes: tuple[str, ...]) -> int:
        if pcode in pcodes or any(higher in pcodes for higher in above):
            return INSIDE
        if not any(pcode in self._above(each) for each in pcodes):
            return OUTSIDE
        return UNDECIDED

    def _country_in(self, code: str, piece: PlacedPiece) -> int:
        if piece.country:
            return INSIDE if piece.country == code else OUTSIDE
        if piece.pcodes:
            return UNDECIDED if any(code in self._above(pcode) for pcode in piece.pcodes) else OUTSIDE
        return UNDECIDED

    def _above(self, pcode: str) -> tuple[str, ...]:
        found: list[str] = []
        parent = self._places.parent_of(pcode)
        while parent and parent not in found:
            found.append(parent)
            parent = self._places.parent_of(parent)
        return tuple(found)

    def _is_known(self, pcode: str) -> bool:
        return pcode in self._places.areas or bool(self._places.parent_of(pcode))


def zone_interval(agreement: Agreement, zone: Zone) -> Interval:
    """Give the stretch in which a version of a zone holds."""
    offset = agreement.utc_offset.delta
    return Interval(
        start_ns=zone.since.start_ns(offset) if zone.since else EARLIEST_NS,
        end_ns=zone.until.end_ns(offset) if zone.until else LATEST_NS,
    )


def place_zone(zone: Zone, places: Places) -> tuple[PlacedPiece, ...]:
    """Place every piece of a zone on the ground.

    Raises:
        GeometryError: A shape that cannot be computed with.

    Source:
        The zone's document.
    """
    whole = tuple(sorted({pcode for piece in zone.pieces for pcode in piece.area}))
    parts = tuple(sorted({pcode for piece in zone.pieces for pcode in piece.certain_parts_of}))
    found = [
        *([_place_areas(whole, zone, places, is_partial=False)] if whole else ()),
        *([_place_areas(parts, zone, places, is_partial=True)] if parts else ()),
    ]
    return (*found, *(_place_piece(piece, zone, places) for piece in zone.pieces if not _is_of_areas(piece)))


def _is_of_areas(piece: Piece) -> bool:
    return bool(piece.area or piece.certain_parts_of)


def _place_areas(pcodes: tuple[str, ...], zone: Zone, places: Places, *, is_partial: bool) -> PlacedPiece:
    areas = [places.areas[pcode] for pcode in pcodes]
    band_m = zone.error_band_m + max(area.error_band_m for area in areas)
    joined = join_footprints([area.footprint for area in areas])
    shape = _placed(joined, edge=Edge(zone.edge.value), band_m=band_m)
    return PlacedPiece(shape=shape, pcodes=pcodes, is_partial=is_partial)


def _place_piece(piece: Piece, zone: Zone, places: Places) -> PlacedPiece:
    edge = Edge(zone.edge.value)
    if piece.circle is not None:
        point = places.points[piece.circle.point]
        lon_deg, lat_deg = point.position
        circle = Circle(lon_deg=lon_deg, lat_deg=lat_deg, radius_m=piece.circle.radius_m)
        return PlacedPiece(shape=_placed(circle, edge=edge, band_m=zone.error_band_m + point.error_band_m))
    if piece.strip is not None:
        line = places.lines[piece.strip.line]
        band_m = zone.error_band_m + line.error_band_m
        return PlacedPiece(shape=_placed(_place_strip(piece.strip, places), edge=edge, band_m=band_m))
    place = places.countries[piece.country] if piece.country else places.shapes[piece.shape]
    shape = _placed(place.footprint, edge=edge, band_m=zone.error_band_m + place.error_band_m)
    return PlacedPiece(shape=shape, country=piece.country)


def _place_strip(strip: StripPiece, places: Places) -> Strip | Buffer:
    line = places.lines[strip.line].line
    if not strip.segments and strip.depth_m is not None:
        return Strip(line=line, side=Side(strip.side), inner_m=strip.from_m, outer_m=strip.depth_m)
    depths_m = [strip.depth_m] * (len(line.positions) - 1)
    for segment in strip.segments:
        for number in range(segment.first_vertex, segment.last_vertex):
            depths_m[number] = segment.depth_m
    return Buffer(line=line, side=Side(strip.side), depths_m=tuple(depths_m))


def _placed(shape: Footprint | Circle | Strip | Buffer, *, edge: Edge, band_m: float) -> PlacedShape:
    # Whether a boundary is agreed is settled here, per zone; the shape carries only how far it may be off.
    return PlacedShape(shape=shape, edge=edge, error_band_m=band_m)


def join_footprints(footprints: list[Footprint]) -> Footprint:
    """Join areas: a border between two of them is gone.

    Source:
        OGC 06-103r4, section 6.1.15.4 (union).
    """
    if len(footprints) == 1:
        return footprints[0]
    import shapely  # noqa: PLC0415 - a sixth of a second, paid only when areas are joined

    joined = shapely.union_all([to_shapely(footprint) for footprint in footprints])
    members = joined.geoms if joined.geom_type == "MultiPolygon" else (joined,)
    polygons = tuple(
        (_ring(polygon.exterior.coords), *(_ring(hole.coords) for hole in polygon.interiors)) for polygon in members
    )
    return Footprint(polygons=polygons)


def _ring(positions: Iterable[tuple[float, ...]]) -> tuple[tuple[float, float], ...]:
    return tuple((float(position[0]), float(position[1])) for position in positions)


def _partly(codes: CodeArray, is_partial: bool) -> CodeArray:  # noqa: FBT001 - a mark of the piece
    """Leave undecided what is inside something of which only parts are meant."""
    return np.where(codes == INSIDE, np.uint8(UNDECIDED), codes) if is_partial else codes


def _join(codes: list[CodeArray], size: int) -> CodeArray:
    """Join the codes of pieces in the truth order: inside any, outside all, else undecided."""
    if not codes:
        return np.zeros(size, np.uint8)
    each = np.stack(codes)
    found = np.where((each == OUTSIDE).all(axis=0), np.uint8(OUTSIDE), np.uint8(UNDECIDED))
    return np.where((each == INSIDE).any(axis=0), np.uint8(INSIDE), found)
