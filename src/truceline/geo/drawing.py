# SPDX-License-Identifier: Apache-2.0
"""Boxes and circles as GeoJSON geometries, for whoever shows them on a map; nothing is computed with these.

Rules:
    - What lies across the antimeridian is cut there into two polygons.
    - Outer rings run counter-clockwise. Positions are rounded to about a centimetre.
    - A circle is drawn with ``CIRCLE_CORNERS`` corners that lie on it: what is drawn is slightly smaller.
    - A circle around a pole is drawn as a map in degrees shows it: a band over all longitudes up to the pole.

Source:
    RFC 7946, sections 3.1.6 and 3.1.9.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from truceline.geo.boxes import Box, parts
from truceline.geo.circle import Circle
from truceline.geo.ellipsoid import geodesic_ends, geodesic_m
from truceline.geo.positions import LAT_LIMIT_DEG, LON_LIMIT_DEG, Position
from truceline.kernels.wgs84 import NORTH_M_PER_DEG_MIN

Geometry: TypeAlias = dict[str, object]
"""A GeoJSON geometry."""

CIRCLE_CORNERS = 64
_DIGITS = 7
_WHOLE_TURN_DEG = 2.0 * LON_LIMIT_DEG


def draw_box(box: Box) -> Geometry:
    """Draw a box.

    Args:
        box: The box; it may cross the antimeridian.

    Returns:
        A polygon, or two; a line or a point where the box is no wider or higher than that.

    Source:
        RFC 7946, sections 3.1.6 and 3.1.9.
    """
    cut = [part for part in parts(box) if part[0] < part[2]] or [parts(box)[0]]
    west, south, east, north = cut[0]
    if west == east and south == north:
        return {"type": "Point", "coordinates": [west, south]}
    if west == east or south == north:
        return _one_or_more("LineString", [[[part[0], south], [part[2], north]] for part in cut])
    return _one_or_more("Polygon", [[_frame(part)] for part in cut])


def draw_circle(circle: Circle) -> Geometry:
    """Draw a circle.

    Args:
        circle: The circle.

    Returns:
        A polygon, or two across the antimeridian.

    Source:
        The rules at the head of this module.
    """
    turns_deg = np.arange(CIRCLE_CORNERS) * (-360.0 / CIRCLE_CORNERS)
    aside_deg, lats_deg = geodesic_ends(circle.lat_deg, turns_deg, circle.radius_m)
    corners = list(zip((circle.lon_deg + aside_deg).tolist(), lats_deg.tolist(), strict=True))
    if _is_round_pole(circle):
        return _one_or_more("Polygon", [[_written(_round_pole(corners, math.copysign(LAT_LIMIT_DEG, circle.lat_deg)))]])
    if circle.box_deg[0] <= circle.box_deg[2]:
        return _one_or_more("Polygon", [[_written(corners)]])
    pieces = [_keep_between(corners, turn - LON_LIMIT_DEG, turn) for turn in (-_WHOLE_TURN_DEG, 0.0, _WHOLE_TURN_DEG)]
    rings = [_written(piece) for piece in pieces if piece]
    return _one_or_more("Polygon", [[ring] for ring in rings if len({position[0] for position in ring}) > 1])


def _one_or_more(kind: str, drawn: list[list[list[float]]] | list[list[list[list[float]]]]) -> Geometry:
    return (
        {"type": kind, "coordinates": drawn[0]} if len(drawn) == 1 else {"type": f"Multi{kind}", "coordinates": drawn}
    )


def _frame(box: Box) -> list[list[float]]:
    west, south, east, north = box
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def _is_round_pole(circle: Circle) -> bool:
    if abs(circle.lat_deg) + circle.radius_m / NORTH_M_PER_DEG_MIN < LAT_LIMIT_DEG:
        return False
    pole_deg = math.copysign(LAT_LIMIT_DEG, circle.lat_deg)
    return float(geodesic_m(circle.lon_deg, circle.lat_deg, circle.lon_deg, pole_deg)) <= circle.radius_m


def _round_pole(corners: Sequence[Position], pole_deg: float) -> list[Position]:
    """Draw what lies between a ring round a pole and the pole, from -180 to 180."""
    east = sorted(((lon + LON_LIMIT_DEG) % _WHOLE_TURN_DEG - LON_LIMIT_DEG, lat) for lon, lat in corners)
    (last_lon, last_lat), (first_lon, first_lat) = east[-1], east[0]
    part = (LON_LIMIT_DEG - last_lon) / (first_lon + _WHOLE_TURN_DEG - last_lon)
    end_lat = last_lat + part * (first_lat - last_lat)
    edge = [(-LON_LIMIT_DEG, end_lat), *east, (LON_LIMIT_DEG, end_lat)]
    # A position halfway, for no edge may span more than half the globe.
    cap = [(LON_LIMIT_DEG, pole_deg), (0.0, pole_deg), (-LON_LIMIT_DEG, pole_deg)]
    return [*edge, *cap] if pole_deg > 0.0 else [*cap[::-1], *edge[::-1]]


def _keep_between(corners: Sequence[Position], west: float, turn: float) -> list[Position]:
    """Keep what of a ring lies within one turn of longitudes, brought back to -180 to 180."""
    kept = _cut(list(corners), west, 1.0)
    kept = _cut(kept, west + _WHOLE_TURN_DEG, -1.0)
    return [(lon - turn, lat) for lon, lat in kept]


def _cut(ring: list[Position], edge_deg: float, sign: float) -> list[Position]:
    """Cut a ring along a meridian, which it crosses twice or not at all.

    Source:
        Sutherland and Hodgman 1974, "Reentrant polygon clipping".
    """
    kept: list[Position] = []
    for (lon, lat), (next_lon, next_lat) in pairwise([*ring, *ring[:1]]):
        if (lon - edge_deg) * sign >= 0.0:
            kept.append((lon, lat))
        if (lon - edge_deg) * (next_lon - edge_deg) < 0.0:
            kept.append((edge_deg, lat + (edge_deg - lon) / (next_lon - lon) * (next_lat - lat)))
    return kept


def _written(ring: Sequence[Position]) -> list[list[float]]:
    """Round positions, leave out those that stand twice, and close the ring."""
    rounded = [[round(lon, _DIGITS), round(lat, _DIGITS)] for lon, lat in ring]
    kept = [here for here, after in pairwise([*rounded, rounded[0]]) if here != after]
    return [*kept, kept[0]] if kept else rounded[:1]
