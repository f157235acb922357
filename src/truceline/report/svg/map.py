# SPDX-License-Identifier: Apache-2.0
"""The map: zones as declared, events as density on a coarse grid, incidents as numbers. No tone stands for a party.

The tones of zones say how far a boundary is agreed: a hatch where it is approximate, dots where only unnamed parts
of an area belong, an outline alone where it is agreed. A soft edge is the error band.
"""

import math
from dataclasses import dataclass

from markupsafe import Markup

from truceline.geo.positions import Position
from truceline.report.svg.labels import Label, draw_labels, free_stand, letters, stands_in
from truceline.report.svg.markup import drawing, element, number, path_of, tooltip
from truceline.report.svg.projection import METRES_PER_DEGREE, Projection

_LEAST_STEP = 0.6
"""Corners of an outline that lie nearer than this to the one before are not drawn [drawing units]."""
_LARGEST_DOT = 0.62
"""Radius of the largest dot, in widths of a cell."""
_NUMBER_ROOM = 13.0
_FOOT = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Polygons on the map.

    Attributes:
        rings: Closed rings of longitude and latitude [deg].
        tone: Class: ``agreed``, ``approximate``, ``not-agreed``, ``parts`` or ``outline``.
        band_m: Error band [m].
        title: Words shown when pointed at.
    """

    rings: tuple[tuple[Position, ...], ...]
    tone: str
    band_m: float
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disc:
    """A circle on the ground, with the error band of its centre [m]."""

    centre: Position
    radius_m: float
    tone: str
    title: str
    band_m: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A line on the ground, with the width of its strip where it is known.

    Attributes:
        positions: Longitude and latitude [deg].
        width_m: Width of the strip, both sides together [m]; 0 when it is not told.
        title: Words shown when pointed at.
        band_m: Error band of the line [m].
    """

    positions: tuple[Position, ...]
    width_m: float
    title: str
    band_m: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """Events in one cell of the grid."""

    centre: Position
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A numbered incident.

    Attributes:
        number: Its number on the page.
        at: Where it is told to have been [deg]; the middle, when that is an area.
        is_point: Whether the source gives a point.
        title: Words shown when pointed at.
    """

    number: int
    at: Position
    is_point: bool
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPlan:
    """Everything on one map.

    Attributes:
        name: Id of the drawing.
        projection: Where places fall.
        cell_deg: Width of a cell of the grid [deg].
        outline: Country outlines.
        areas: Zones that are areas.
        discs: Zones that are circles.
        courses: Zones that are lines or strips.
        dots: Events.
        pins: Incidents.
        texts: Title and description.
        scale_words: Words of the scale bar for 100 km; empty draws none.
        labels: Letters of the zones.
    """

    name: str
    projection: Projection
    cell_deg: float
    texts: tuple[str, str]
    scale_words: str
    outline: tuple[Area, ...] = ()
    areas: tuple[Area, ...] = ()
    discs: tuple[Disc, ...] = ()
    courses: tuple[Course, ...] = ()
    dots: tuple[Dot, ...] = ()
    pins: tuple[Pin, ...] = ()
    labels: tuple[Label, ...] = ()


def draw_map(plan: MapPlan) -> Markup:
    """Draw a map.

    Args:
        plan: What is on it.

    Returns:
        The drawing.
    """
    where = plan.projection
    parts = [_bands(plan)]
    parts += [_area(area, where, plan.name) for area in (*plan.outline, *plan.areas)]
    parts += [_disc(disc, where, plan.name) for disc in plan.discs]
    parts += [_course(course, where) for course in plan.courses]
    parts.append(_density(plan))
    parts += [draw_labels(plan.labels)] if plan.labels else []
    parts.append(_pins(plan.pins, where))
    if plan.scale_words:
        parts.append(_scale_bar(plan))
    size = (where.width, where.height + (_FOOT if plan.scale_words else 0))
    return drawing(plan.name, size, plan.texts, _patterns(plan.name), *parts)


def _patterns(name: str) -> Markup:
    """Make the hatch and the dots under ids of this drawing."""
    stroke = element("path", {"d": "M0 7L7 0M-1 1L1 -1M6 8L8 6", "class": "hatch"})
    square = {"width": 7, "height": 7, "patternUnits": "userSpaceOnUse"}
    spot = element("circle", {"cx": 3.5, "cy": 3.5, "r": 0.9, "class": "hatch-dot"})
    return element(
        "defs",
        {},
        element("pattern", {"id": f"{name}-hatch", **square}, stroke),
        element("pattern", {"id": f"{name}-dots", **square}, spot),
    )


def _fill(tone: str, name: str) -> str:
    pattern = {"approximate": "hatch", "not-agreed": "dots", "parts": "dots"}.get(tone)
    return f"url(#{name}-{pattern})" if pattern else "none"


def _bands(plan: MapPlan) -> Markup:
    """Draw every error band and strip in one soft layer, so that neighbours do not add up to a darker tone."""
    where = plan.projection
    soft = [(_outline(area, where), 2 * area.band_m) for area in plan.areas]
    soft += [(_path(course, where), max(course.width_m, 2 * course.band_m)) for course in plan.courses]
    widths = {path: where.length(width_m) for path, width_m in soft if where.length(width_m) >= 1}
    shapes = [element("path", {"d": path, "class": "band", "stroke_width": widths[path]}) for path in widths]
    rings = [(disc, 2 * where.length(disc.band_m)) for disc in plan.discs]
    shapes += [
        element("ellipse", {**_ellipse(disc, where), "class": "band", "stroke_width": width})
        for disc, width in rings
        if width >= 1
    ]
    return element("g", {"class": "bands"}, *shapes)


def _area(area: Area, where: Projection, name: str) -> Markup:
    tone = "country" if area.tone == "outline" else f"zone {area.tone}"
    shape = {"d": _outline(area, where), "class": tone, "fill": _fill(area.tone, name)}
    return element("path", shape, tooltip(area.title))


def _outline(area: Area, where: Projection) -> str:
    return "".join(path_of(_thinned(ring, where), closed=True) for ring in area.rings)


def _thinned(ring: tuple[Position, ...], where: Projection) -> list[tuple[float, float]]:
    kept: list[tuple[float, float]] = []
    for position in ring:
        place = where.place(*position)
        if not kept or math.dist(kept[-1], place) >= _LEAST_STEP:
            kept.append(place)
    return kept


def _disc(disc: Disc, where: Projection, name: str) -> Markup:
    shape = {**_ellipse(disc, where), "class": f"zone {disc.tone}", "fill": _fill(disc.tone, name)}
    return element("ellipse", shape, tooltip(disc.title))


def _ellipse(disc: Disc, where: Projection) -> dict[str, object]:
    """Give the middle and the half-widths of a circle on the ground, away from the latitude of true scale."""
    x, y = where.place(*disc.centre)
    metres_per_degree = METRES_PER_DEGREE * math.cos(math.radians(disc.centre[1]))
    across = disc.radius_m / metres_per_degree * where.squeeze * where.units_per_deg
    return {"cx": x, "cy": y, "rx": across, "ry": where.length(disc.radius_m)}


def _course(course: Course, where: Projection) -> Markup:
    shape = {"d": _path(course, where), "class": "zone course", "fill": "none"}
    return element("path", shape, tooltip(course.title))


def _path(course: Course, where: Projection) -> str:
    return path_of([where.place(*position) for position in course.positions], closed=False)


def _density(plan: MapPlan) -> Markup:
    where = plan.projection
    top = max((dot.events for dot in plan.dots), default=1)
    largest = plan.cell_deg * where.units_per_deg * _LARGEST_DOT
    shapes = []
    for dot in plan.dots:
        if where.shows(*dot.centre):
            x, y = where.place(*dot.centre)
            radius = max(0.7, largest * math.sqrt(dot.events / top))
            shapes.append(element("circle", {"cx": x, "cy": y, "r": radius}))
    return element("g", {"class": "density"}, *shapes)


def _pins(pins: tuple[Pin, ...], where: Projection) -> Markup:
    """Draw numbers beside their places, each moved to where no other number stands, with a line to its place."""
    taken: list[tuple[float, float]] = []
    shapes: list[Markup] = []
    for pin in pins:
        if where.shows(*pin.at):
            place = where.place(*pin.at)
            stand = _free_place(place, taken)
            taken.append(stand)
            shapes.append(_pin(pin, place, stand))
    return element("g", {"class": "pins"}, *shapes)


def labels_of(plan: MapPlan) -> tuple[Label, ...]:
    """Give a letter to every zone of a map, each inside its shape and clear of the others and of the pins.

    Args:
        plan: A map without letters.

    Returns:
        One label for each area, circle and line that has room for one, lettered in that order.
    """
    where = plan.projection
    stands = [
        (area.title, stands_in([where.place(*position) for position in ring] for ring in area.rings))
        for area in plan.areas
    ]
    stands += [(disc.title, _stands_round(_ellipse(disc, where))) for disc in plan.discs]
    stands += [(course.title, _stands_along(course, where)) for course in plan.courses]
    taken = [where.place(*pin.at) for pin in plan.pins]
    found = []
    for letter, (title, places) in zip(letters(len(stands)), stands, strict=True):
        at = free_stand(places, taken)
        if at is not None:
            taken.append(at)
            found.append(Label(letter=letter, at=at, title=title))
    return tuple(found)


def _stands_round(ellipse: dict[str, object]) -> tuple[tuple[float, float], ...]:
    """Give the middle of a circle, then places half way to its rim."""
    x, y, across, up = (float(str(ellipse[name])) for name in ("cx", "cy", "rx", "ry"))
    return ((x, y), (x - across / 2, y), (x + across / 2, y), (x, y - up / 2), (x, y + up / 2))


def _stands_along(course: Course, where: Projection) -> tuple[tuple[float, float], ...]:
    """Give places beside the vertices of a line, those in its middle first."""
    places = [where.place(*position) for position in course.positions]
    middle = len(places) // 2
    ordered = sorted(range(len(places)), key=lambda index: abs(index - middle))
    return tuple((places[index][0] + _NUMBER_ROOM, places[index][1] - _NUMBER_ROOM / 2) for index in ordered)


def _free_place(place: tuple[float, float], taken: list[tuple[float, float]]) -> tuple[float, float]:
    for step in range(200):
        distance = _NUMBER_ROOM * 1.1 * (1 + step // 12)
        angle = step % 12 * math.pi / 6 - math.pi / 4
        stand = (place[0] + distance * math.cos(angle), place[1] + distance * math.sin(angle))
        if all(math.dist(stand, other) >= _NUMBER_ROOM for other in taken):
            return stand
    return place


def _pin(pin: Pin, place: tuple[float, float], stand: tuple[float, float]) -> Markup:
    line = {"x1": place[0], "y1": place[1], "x2": stand[0], "y2": stand[1], "class": "leader"}
    spot = {"cx": place[0], "cy": place[1], "r": 2, "class": "spot" if pin.is_point else "spot-open"}
    at = {"x": stand[0], "y": stand[1] + 3, "text_anchor": "middle", "class": "pin-number"}
    return element(
        "a",
        {"href": f"#incident-{pin.number}"},
        tooltip(pin.title),
        element("line", line),
        element("circle", spot),
        element("circle", {"cx": stand[0], "cy": stand[1], "r": 6.5, "class": "pin"}),
        element("text", at, number(pin.number)),
    )


def _scale_bar(plan: MapPlan) -> Markup:
    where = plan.projection
    length = where.length(100_000)
    foot = where.height + 12
    bar = element("path", {"d": f"M8 {number(foot - 4)}v4h{number(length)}v-4", "class": "axis", "fill": "none"})
    words = element("text", {"x": 12 + length, "y": foot + 2, "class": "tick"}, plan.scale_words)
    return element("g", {}, bar, words)
