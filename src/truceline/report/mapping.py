# SPDX-License-Identifier: Apache-2.0
"""From zones, events and incidents to a map, and to the table of zones that says who declared what.

Rules:
    - Nothing is shown finer than it was told: events stand on the coarse grid of the assessment, an incident whose
      place is an area gets its number in the middle of the area and a ring round it.
    - A zone that is a whole country is listed and not drawn.
    - The only border drawn is the country outline, labelled approximate; no coast, no neighbour.
"""

import math
from collections import Counter
from dataclasses import dataclass

from truceline.agreement.agreement import Agreement
from truceline.agreement.library import Library
from truceline.agreement.places import NamedPlace, Places
from truceline.agreement.zones import BoundaryStatus, Piece, StripPiece, Zone
from truceline.assessment.assessment import MapCell
from truceline.geo.footprint import Footprint
from truceline.geo.positions import Position
from truceline.picture.acts import Incident, Place
from truceline.report.catalogue import say
from truceline.report.svg.map import Area, Course, Disc, Dot, MapPlan, Pin
from truceline.report.svg.projection import METRES_PER_DEGREE, Projection, fit
from truceline.report.times import moment_text

MAP_WIDTH = 560.0
SMALL_WIDTH = 300.0
CELL_DEG = 0.3
"""Width of a cell of the drawn grid [deg]: a point that event files call near is known to within 25 km or so."""
_MARGIN_DEG = 0.15
_ONE_POINT_M = 100.0
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
        drawn: Whether it stands on the map.
    """

    agreement: Agreement
    zone: Zone
    since: str
    until: str
    band_m: float
    pieces: tuple[str, ...]
    drawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneShapes:
    """The shapes of some zones."""

    areas: tuple[Area, ...] = ()
    discs: tuple[Disc, ...] = ()
    courses: tuple[Course, ...] = ()

    @property
    def any_drawn(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self.areas or self.discs or self.courses)


def zone_rows(library: Library) -> tuple[ZoneRow, ...]:
    """List every zone of every agreement, each version apart, in the library's order."""
    rows = []
    for agreement in library.agreements:
        offset = agreement.utc_offset.delta
        for zone in agreement.zones:
            shapes = _shapes(agreement, (zone,), library.places)
            rows.append(
                ZoneRow(
                    agreement=agreement,
                    zone=zone,
                    since=moment_text(zone.since, offset),
                    until=moment_text(zone.until, offset),
                    band_m=zone.error_band_m + _band_of(zone, library.places),
                    pieces=tuple(_piece_words(piece, library.places) for piece in zone.pieces),
                    drawn=shapes.any_drawn,
                )
            )
    return tuple(rows)


def coarse_dots(cells: tuple[MapCell, ...]) -> tuple[Dot, ...]:
    """Gather the cells of the assessment into coarser ones, as wide as the least certain point is uncertain.

    Args:
        cells: Events on the grid of the assessment.

    Returns:
        Events on a grid of ``CELL_DEG``, from south to north, then west to east.
    """
    counts: Counter[tuple[int, int]] = Counter()
    for cell in cells:
        counts[math.floor(cell.lat_deg / CELL_DEG), math.floor(cell.lon_deg / CELL_DEG)] += cell.events
    return tuple(
        Dot(centre=((column + 0.5) * CELL_DEG, (row + 0.5) * CELL_DEG), events=counts[row, column])
        for row, column in sorted(counts)
    )


def main_map(library: Library, dots: tuple[Dot, ...], incidents: tuple[Incident, ...]) -> MapPlan | None:
    """Plan the map of everything; None when the library has no country outline to fit it to.

    Args:
        library: Zones and places.
        dots: Events on the coarse grid.
        incidents: Numbered as on the page, from 1.

    Returns:
        The plan.
    """
    projection = _projection(library, MAP_WIDTH)
    if projection is None:
        return None
    gathered = [_shapes(agreement, agreement.zones, library.places) for agreement in library.agreements]
    pins = [pin for number, incident in enumerate(incidents, 1) for pin in _pins(number, incident, library.places)]
    return MapPlan(
        name="map",
        projection=projection,
        cell_deg=CELL_DEG,
        texts=_texts("map", projection, ""),
        scale_words=say("map.scale"),
        outline=_outline(library),
        areas=tuple(area for shapes in gathered for area in shapes.areas),
        discs=tuple(disc for shapes in gathered for disc in shapes.discs),
        courses=tuple(course for shapes in gathered for course in shapes.courses),
        dots=dots,
        pins=tuple(pins),
    )


def agreement_maps(library: Library) -> tuple[tuple[Agreement, MapPlan], ...]:
    """Plan one small map for each agreement that has zones to draw."""
    projection = _projection(library, SMALL_WIDTH)
    if projection is None:
        return ()
    plans = []
    for agreement in library.agreements:
        shapes = _shapes(agreement, agreement.zones, library.places)
        if shapes.any_drawn:
            plan = MapPlan(
                name=f"map-{agreement.id}",
                projection=projection,
                cell_deg=CELL_DEG,
                texts=_texts("map.small", projection, agreement.id),
                scale_words=say("map.scale"),
                outline=_outline(library),
                areas=shapes.areas,
                discs=shapes.discs,
                courses=shapes.courses,
            )
            plans.append((agreement, plan))
    return tuple(plans)


def _texts(code: str, projection: Projection, agreement: str) -> tuple[str, str]:
    middle = f"{projection.middle_deg:.1f}"
    return say(f"{code}.title", agreement=agreement), say(f"{code}.desc", agreement=agreement, middle=middle)


def _projection(library: Library, width: float) -> Projection | None:
    bounds = [place.footprint.bounds_deg for place in library.places.countries.values()]
    if not bounds:
        return None
    hull = (
        min(each[0] for each in bounds),
        min(each[1] for each in bounds),
        max(each[2] for each in bounds),
        max(each[3] for each in bounds),
    )
    return fit(hull, width, _MARGIN_DEG)


def _outline(library: Library) -> tuple[Area, ...]:
    return tuple(
        Area(rings=_rings(place.footprint), tone="outline", band_m=0.0, title=say("map.outline", name=place.name))
        for place in library.places.countries.values()
    )


def _rings(footprint: Footprint) -> tuple[tuple[Position, ...], ...]:
    return tuple(ring for polygon in footprint.polygons for ring in polygon)


def _shapes(agreement: Agreement, zones: tuple[Zone, ...], places: Places) -> ZoneShapes:
    areas: list[Area] = []
    discs: list[Disc] = []
    courses: list[Course] = []
    for zone in zones:
        title = say("map.zone", agreement=agreement.id, zone=zone.name, boundary=say(f"boundary.{zone.boundary.value}"))
        for piece in zone.pieces:
            areas += _areas(piece, zone, places, title)
            if piece.circle is not None:
                centre = places.points[piece.circle.point].position
                discs.append(
                    Disc(centre=centre, radius_m=piece.circle.radius_m, tone=_tone(zone.boundary), title=title)
                )
            if piece.strip is not None:
                line = places.lines[piece.strip.line].line
                courses.append(Course(positions=line.positions, width_m=_strip_width(piece.strip), title=title))
    return ZoneShapes(areas=tuple(areas), discs=tuple(discs), courses=tuple(courses))


def _areas(piece: Piece, zone: Zone, places: Places, title: str) -> list[Area]:
    named: list[tuple[NamedPlace, str]] = [(places.areas[code], _tone(zone.boundary)) for code in piece.area]
    named += [(places.areas[code], "parts") for code in piece.certain_parts_of]
    if piece.shape:
        named.append((places.shapes[piece.shape], _tone(zone.boundary)))
    return [
        Area(rings=_rings(place.footprint), tone=tone, band_m=place.error_band_m + zone.error_band_m, title=title)
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


def _pins(number: int, incident: Incident, places: Places) -> list[Pin]:
    """Give a pin for every distinct place that an account tells, at most one for places told as areas."""
    title = say("map.incident", number=number, title=incident.title)
    told = [account.place for act in incident.acts for account in act.accounts if account.place is not None]
    points = {place.position for place in told if place.position is not None}
    if points:
        ordered = sorted(points, key=lambda point: (point.lon_deg, point.lat_deg, point.radius_m))
        return [
            Pin(number=number, at=(point.lon_deg, point.lat_deg), radius_m=point.radius_m, title=title)
            for point in ordered
        ]
    middles = [middle for place in told if (middle := _middle_of_area(place, places)) is not None]
    return [Pin(number=number, at=middles[0][0], radius_m=middles[0][1], title=title)] if middles else []


def _middle_of_area(place: Place, places: Places) -> tuple[Position, float] | None:
    known = [places.areas[code].footprint.bounds_deg for code in place.area if code in places.areas]
    if not known:
        return None
    west, south = min(each[0] for each in known), min(each[1] for each in known)
    east, north = max(each[2] for each in known), max(each[3] for each in known)
    middle = ((west + east) / 2, (south + north) / 2)
    across = (east - west) * math.cos(math.radians(middle[1]))
    return middle, max(math.hypot(across, north - south) / 2 * METRES_PER_DEGREE, _ONE_POINT_M)
