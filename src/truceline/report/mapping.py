# SPDX-License-Identifier: Apache-2.0
"""From zones, events and incidents to a map.

Rules:
    - Nothing is shown finer than it was told: events stand on a grid as coarse as the least certain point, an
      incident whose place is an area or a zone gets an open point in the middle of it.
    - The only border drawn is the country outline, labelled approximate; no coast, no neighbour.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from truceline.agreement.agreement import Agreement
from truceline.agreement.library import Library
from truceline.assessment.assessment import MapCell
from truceline.geo.positions import Position
from truceline.picture.acts import Incident, Place
from truceline.report.catalogue import say
from truceline.report.svg.map import Area, Dot, MapPlan, Pin, labels_of
from truceline.report.svg.projection import Projection, fit
from truceline.report.zoning import ZoneShapes, rings_of, shapes_of

MAP_WIDTH = 560.0
SMALL_WIDTH = 300.0
CELL_DEG = 0.3
"""Width of a cell of the drawn grid [deg]: a point that event files call near is known to within 25 km or so."""
_MARGIN_DEG = 0.15
_POINT_M = 5_000.0
"""A place told more coarsely than this is no point [m]."""
_WHOLE = 0.9
"""A zone as wide and as high as this part of the country is not drawn on the map of everything."""
_PLAINEST = ("agreed", "approximate", "not-agreed", "parts")

Bounds = tuple[float, float, float, float]
"""West, south, east, north [deg]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MainMap:
    """The map of everything, and what it cannot show.

    Attributes:
        plan: What is on it.
        off_map: Numbers of the incidents that are not on it.
        shared: Numbers of incidents that stand at one and the same point, group by group.
        events: Events drawn.
        beyond: Events told at a point outside its frame.
    """

    plan: MapPlan
    off_map: tuple[int, ...]
    shared: tuple[tuple[int, ...], ...] = ()
    events: int = 0
    beyond: int = 0


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


def main_map(library: Library, dots: tuple[Dot, ...], incidents: tuple[Incident, ...]) -> MainMap | None:
    """Plan the map of everything; None when the library has no country outline to fit it to.

    Args:
        library: Zones and places.
        dots: Events on the coarse grid.
        incidents: Numbered as on the page, from 1.

    Returns:
        The plan, and which incidents are not on it.
    """
    country = _country_bounds(library)
    if country is None:
        return None
    projection = fit(country, MAP_WIDTH, _MARGIN_DEG)
    gathered = [
        shapes
        for agreement in library.agreements
        for zone in agreement.zones
        if not _spans((shapes := shapes_of(agreement, (zone,), library.places)).positions, country)
    ]
    pins = [pin for number, incident in enumerate(incidents, 1) for pin in _pins(number, incident, library)]
    shown = tuple(pin for pin in pins if projection.shows(*pin.at))
    plan = replace(
        _plan("map", projection, library, ""),
        areas=_distinct(area for shapes in gathered for area in shapes.areas),
        discs=tuple(disc for shapes in gathered for disc in shapes.discs),
        courses=tuple(course for shapes in gathered for course in shapes.courses),
        scale_words=say("map.scale"),
        dots=dots,
        pins=tuple(pins),
    )
    drawn = sum(dot.events for dot in dots if projection.shows(*dot.centre))
    numbers = {pin.number for pin in shown}
    return MainMap(
        plan=replace(plan, labels=labels_of(plan)),
        off_map=tuple(number for number in range(1, len(incidents) + 1) if number not in numbers),
        shared=_shared(shown),
        events=drawn,
        beyond=sum(dot.events for dot in dots) - drawn,
    )


def _shared(pins: tuple[Pin, ...]) -> tuple[tuple[int, ...], ...]:
    """Find incidents that stand at one point, so that nobody takes them for one."""
    by_place: dict[Position, list[int]] = {}
    for pin in pins:
        by_place.setdefault(pin.at, []).append(pin.number)
    return tuple(tuple(dict.fromkeys(group)) for group in by_place.values() if len(set(group)) > 1)


def agreement_maps(library: Library) -> tuple[tuple[Agreement, MapPlan], ...]:
    """Plan one small map for each agreement that has zones to draw."""
    country = _country_bounds(library)
    if country is None:
        return ()
    projection = fit(country, SMALL_WIDTH, _MARGIN_DEG)
    plans = []
    for agreement in library.agreements:
        shapes = shapes_of(agreement, agreement.zones, library.places)
        if shapes.positions:
            empty = _plan(f"map-{agreement.id}", projection, library, agreement.id)
            plan = replace(empty, areas=_distinct(shapes.areas), discs=shapes.discs, courses=shapes.courses)
            plans.append((agreement, plan))
    return tuple(plans)


def _plan(name: str, projection: Projection, library: Library, agreement: str) -> MapPlan:
    code, middle = "map.small" if agreement else "map", f"{projection.middle_deg:.1f}"
    return MapPlan(
        name=name,
        projection=projection,
        cell_deg=CELL_DEG,
        texts=(say(f"{code}.title", agreement=agreement), say(f"{code}.desc", agreement=agreement, middle=middle)),
        scale_words="",
        outline=tuple(
            Area(rings=rings_of(place.footprint), tone="outline", band_m=0.0, title=say("map.outline", name=place.name))
            for place in library.places.countries.values()
        ),
    )


def _distinct(areas: Iterable[Area]) -> tuple[Area, ...]:
    """Draw an area that several zones share once, in the plainest tone, named after all of them."""
    found: dict[object, Area] = {}
    for area in areas:
        known = found.get(area.rings)
        if known is None:
            found[area.rings] = area
        elif area.title not in known.title:
            tone = min(known.tone, area.tone, key=_PLAINEST.index)
            title = f"{known.title}; {area.title}"
            found[area.rings] = replace(known, tone=tone, title=title, band_m=max(known.band_m, area.band_m))
    return tuple(found.values())


def _country_bounds(library: Library) -> Bounds | None:
    countries = library.places.countries.values()
    return _bounds(ring for place in countries for ring in rings_of(place.footprint))


def _bounds(rings: Iterable[Iterable[Position]]) -> Bounds | None:
    positions = [position for ring in rings for position in ring]
    if not positions:
        return None
    lons, lats = [lon for lon, _ in positions], [lat for _, lat in positions]
    return min(lons), min(lats), max(lons), max(lats)


def _spans(positions: tuple[Position, ...], country: Bounds) -> bool:
    own = _bounds((positions,))
    if own is None:
        return False
    wide = own[2] - own[0] >= _WHOLE * (country[2] - country[0])
    return wide and own[3] - own[1] >= _WHOLE * (country[3] - country[1])


def _pins(number: int, incident: Incident, library: Library) -> list[Pin]:
    """Give a pin for every distinct point that an account tells, else one for the first area or zone told."""
    title = say("map.incident", number=number, title=incident.title)
    told = [account.place for act in incident.acts for account in act.accounts if account.place is not None]
    points: dict[Position, bool] = {}
    for place in told:
        if place.position is not None:
            at = (place.position.lon_deg, place.position.lat_deg)
            points[at] = points.get(at, False) or place.position.radius_m <= _POINT_M
    if points:
        return [Pin(number=number, at=at, is_point=points[at], title=title) for at in sorted(points)]
    middles = [middle for place in told if (middle := _middle(place, library)) is not None]
    return [Pin(number=number, at=middles[0], is_point=False, title=title)] if middles else []


def _middle(place: Place, library: Library) -> Position | None:
    areas = library.places.areas
    own = _bounds(ring for code in place.area if code in areas for ring in rings_of(areas[code].footprint))
    if own is None and place.zone:
        own = _bounds((_zone_shapes(place.zone, library).positions,))
    return ((own[0] + own[2]) / 2, (own[1] + own[3]) / 2) if own else None


def _zone_shapes(key: str, library: Library) -> ZoneShapes:
    """Find the shapes of the last version of a zone written ``AGREEMENT/ZONE``."""
    found = ZoneShapes()
    for agreement in library.agreements:
        for zone in agreement.zones:
            if f"{agreement.id}/{zone.id}" == key:
                found = shapes_of(agreement, (zone,), library.places)
    return found
