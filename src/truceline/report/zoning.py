# SPDX-License-Identifier: Apache-2.0
"""Zones as the report shows them: their shapes for a map, and the table that says who declared what.

Rules:
    - A zone that is a whole country is listed and not drawn.
    - A shape is drawn as it is judged: with its error band, hatched where its boundary is approximate.
"""

from dataclasses import dataclass

from truceline.agreement.agreement import Agreement
from truceline.agreement.library import Library
from truceline.agreement.places import NamedPlace, Places
from truceline.agreement.zones import BoundaryStatus, Piece, StripPiece, Zone
from truceline.geo.footprint import Footprint
from truceline.geo.positions import Position
from truceline.report.catalogue import say
from truceline.report.svg.map import Area, Course, Disc
from truceline.report.times import moment_text

_BOTH_SIDES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRow:
    """One version of a zone as the table shows it.

    Attributes:
        agreement: Its agreement.
        zone: The zone.
        since: From when, in words; empty when it is as old as its agreement.
        until: Until when, in words.
        band_m: Largest error band of what it is made of [m].
        pieces: What it is made of, in words.
        drawn: Whether it has a shape on a map.
        is_whole_country: Whether it is a whole country, which is listed and not drawn.
    """

    agreement: Agreement
    zone: Zone
    since: str
    until: str
    band_m: float
    pieces: tuple[str, ...]
    drawn: bool
    is_whole_country: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneShapes:
    """The shapes of some zones."""

    areas: tuple[Area, ...] = ()
    discs: tuple[Disc, ...] = ()
    courses: tuple[Course, ...] = ()

    @property
    def positions(self) -> tuple[Position, ...]:
        """Every corner, centre and vertex; empty when there is nothing to draw."""
        corners = [position for area in self.areas for ring in area.rings for position in ring]
        corners += [disc.centre for disc in self.discs]
        return (*corners, *(position for course in self.courses for position in course.positions))


def zone_rows(library: Library) -> tuple[ZoneRow, ...]:
    """List every zone of every agreement, each version apart, in the library's order."""
    rows = []
    for agreement in library.agreements:
        offset = agreement.utc_offset.delta
        for zone in agreement.zones:
            shapes = shapes_of(agreement, (zone,), library.places)
            rows.append(
                ZoneRow(
                    agreement=agreement,
                    zone=zone,
                    since=moment_text(zone.since, offset),
                    until=moment_text(zone.until, offset),
                    band_m=zone.error_band_m + _band_of(zone, library.places),
                    pieces=tuple(_piece_words(piece, library.places) for piece in zone.pieces),
                    drawn=bool(shapes.positions),
                    is_whole_country=any(piece.country for piece in zone.pieces),
                )
            )
    return tuple(rows)


def shapes_of(agreement: Agreement, zones: tuple[Zone, ...], places: Places) -> ZoneShapes:
    """Gather the shapes of some zones of one agreement.

    Args:
        agreement: Their agreement.
        zones: The zones.
        places: Where their pieces have their geometry.

    Returns:
        Areas, circles and lines, in the order of zones and pieces.
    """
    areas: list[Area] = []
    discs: list[Disc] = []
    courses: list[Course] = []
    for zone in zones:
        title = say("map.zone", agreement=agreement.id, zone=zone.name, boundary=say(f"boundary.{zone.boundary.value}"))
        for piece in zone.pieces:
            areas += _areas(piece, zone, places, title)
            if piece.circle is not None:
                point, tone = places.points[piece.circle.point], _tone(zone.boundary)
                band_m = point.error_band_m + zone.error_band_m
                radius_m = piece.circle.radius_m
                discs.append(Disc(centre=point.position, radius_m=radius_m, tone=tone, title=title, band_m=band_m))
            if piece.strip is not None:
                line, width_m = places.lines[piece.strip.line], _strip_width(piece.strip)
                band_m = line.error_band_m + zone.error_band_m
                courses.append(Course(positions=line.line.positions, width_m=width_m, title=title, band_m=band_m))
    return ZoneShapes(areas=tuple(areas), discs=tuple(discs), courses=tuple(courses))


def rings_of(footprint: Footprint) -> tuple[tuple[Position, ...], ...]:
    """Give every ring of an area."""
    return tuple(ring for polygon in footprint.polygons for ring in polygon)


def _areas(piece: Piece, zone: Zone, places: Places, title: str) -> list[Area]:
    named: list[tuple[NamedPlace, str]] = [(places.areas[code], _tone(zone.boundary)) for code in piece.area]
    named += [(places.areas[code], "parts") for code in piece.certain_parts_of]
    if piece.shape:
        named.append((places.shapes[piece.shape], _tone(zone.boundary)))
    return [
        Area(rings=rings_of(place.footprint), tone=tone, band_m=place.error_band_m + zone.error_band_m, title=title)
        for place, tone in named
    ]


def _tone(boundary: BoundaryStatus) -> str:
    return boundary.value.replace("_", "-")


def _strip_width(strip: StripPiece) -> float:
    return (strip.depth_m or 0.0) * (_BOTH_SIDES if strip.side == "both" else 1)


def _band_of(zone: Zone, places: Places) -> float:
    bands = [0.0]
    for piece in zone.pieces:
        bands += [places.areas[code].error_band_m for code in (*piece.area, *piece.certain_parts_of)]
        if piece.shape:
            bands.append(places.shapes[piece.shape].error_band_m)
        if piece.strip is not None:
            bands.append(places.lines[piece.strip.line].error_band_m)
        if piece.circle is not None:
            bands.append(places.points[piece.circle.point].error_band_m)
    return max(bands)


def _piece_words(piece: Piece, places: Places) -> str:
    if piece.area:
        return say("piece.area", names=_area_names(piece.area, places))
    if piece.certain_parts_of:
        return say("piece.parts", names=_area_names(piece.certain_parts_of, places))
    if piece.circle is not None:
        name = places.points[piece.circle.point].name
        return say("piece.circle", name=name, kilometres=f"{piece.circle.radius_m / 1000:g}")
    if piece.strip is not None:
        strip = piece.strip
        depth = f"{strip.depth_m:g} m" if strip.depth_m is not None else say("piece.depth_unknown")
        words = say("piece.strip", name=places.lines[strip.line].name, side=strip.side, depth=depth)
        kinds = ", ".join(strip.for_kinds)
        return say("piece.strip_for", strip=words, kinds=kinds) if kinds else words
    if piece.shape:
        return say("piece.shape", name=places.shapes[piece.shape].name)
    country = places.countries.get(piece.country)
    return say("piece.country", name=country.name if country else piece.country)


def _area_names(codes: tuple[str, ...], places: Places) -> str:
    return ", ".join(f"{places.areas[code].name} ({code})" for code in codes)
