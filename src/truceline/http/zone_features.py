# SPDX-License-Identifier: Apache-2.0
"""Zones of public texts as GeoJSON: drawn as declared by somebody, each with its error band and status.

Rules:
    - A circle is drawn as a polygon for show, with its centre and ``radius_m`` in its piece, which are what counts.
    - A strip is a LineString with its depths: never a polygon made up for it.
    - Outer rings run counter-clockwise and holes clockwise, however the library's files have them.
    - Of *certain parts of* an area the whole area is drawn, marked so: which parts are meant nobody has published.

Source:
    RFC 7946.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from truceline.agreement.agreement import Agreement
from truceline.agreement.places import NamedPlace, Places
from truceline.agreement.placing import zone_interval
from truceline.agreement.zones import Piece, StripPiece, Zone
from truceline.geo.circle import Circle
from truceline.geo.footprint import wind
from truceline.http.drawn import drawn_circle
from truceline.report.overview_document import bound_text


def zone_feature(agreement: Agreement, zone: Zone, places: Places) -> dict[str, Any]:
    """Draw one version of a zone.

    Args:
        agreement: Its agreement.
        zone: The version.
        places: Places of the library.

    Returns:
        A GeoJSON Feature: one geometry, or a collection with ``pieces`` in the same order.
    """
    drawn = list(_drawn(zone, places))
    geometries = [geometry for geometry, _ in drawn]
    geometry: object = None
    held = zone_interval(agreement, zone)
    if geometries:
        geometry = geometries[0] if len(geometries) == 1 else {"type": "GeometryCollection", "geometries": geometries}
    return {
        "type": "Feature",
        "id": f"{agreement.id}/{zone.id}@{zone.version}",
        "geometry": geometry,
        "properties": {
            "agreement": agreement.id,
            "zone": zone.id,
            "version": zone.version,
            "name": zone.name,
            "kind": zone.kind,
            "status": zone.status,
            "boundary": zone.boundary.value,
            "edge": zone.edge.value,
            "error_band_m": zone.error_band_m,
            "declared_by": _declared_by(zone),
            "start": bound_text(held.start_ns),
            "end": bound_text(held.end_ns),
            "utc_offset": agreement.utc_offset.text,
            "note": zone.note,
            "pieces": [told for _, told in drawn],
        },
    }


def _declared_by(zone: Zone) -> dict[str, Any]:
    source = zone.source
    return {
        "party": source.party,
        "speaker": source.speaker,
        "publications": list(source.ref),
        "words": source.words,
        "certainty": source.certainty,
    }


def _drawn(zone: Zone, places: Places) -> Iterator[tuple[Mapping[str, object], dict[str, Any]]]:
    for piece in zone.pieces:
        for form, place, further in _placed(piece, places):
            told = {"form": form, "place": place.id, "name": place.name, "error_band_m": place.error_band_m}
            if form == "circle":
                lon_deg, lat_deg = place.position
                geometry, exact = drawn_circle(Circle(lon_deg=lon_deg, lat_deg=lat_deg, **further))
                yield geometry, told | exact
            else:
                yield wound_geometry(place.geometry), told | further


def _placed(piece: Piece, places: Places) -> Iterator[tuple[str, NamedPlace, dict[str, Any]]]:
    for pcode in piece.area:
        yield "area", places.areas[pcode], {}
    for pcode in piece.certain_parts_of:
        yield "certain_parts_of", places.areas[pcode], {}
    if piece.circle is not None:
        yield "circle", places.points[piece.circle.point], {"radius_m": piece.circle.radius_m}
    if piece.strip is not None:
        yield "strip", places.lines[piece.strip.line], _depths(piece.strip)
    if piece.shape:
        yield "shape", places.shapes[piece.shape], {}
    if piece.country:
        yield "country", places.countries[piece.country], {}


def _depths(strip: StripPiece) -> dict[str, Any]:
    return {
        "side": strip.side,
        "from_m": strip.from_m,
        "depth_m": strip.depth_m,
        "segments": [
            {"first_vertex": each.first_vertex, "last_vertex": each.last_vertex, "depth_m": each.depth_m}
            for each in strip.segments
        ],
        "for_kinds": list(strip.for_kinds),
    }


def wound_geometry(geometry: Mapping[str, object]) -> dict[str, object]:
    """Give a geometry's type and coordinates alone, its rings as RFC 7946 wants them."""
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind == "Polygon":
        coordinates = wind(cast("list[list[list[float]]]", coordinates))
    elif kind == "MultiPolygon":
        coordinates = [wind(polygon) for polygon in cast("list[list[list[list[float]]]]", coordinates)]
    return {"type": kind, "coordinates": coordinates}
