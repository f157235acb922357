# SPDX-License-Identifier: Apache-2.0
"""Areas on the ground: polygons with holes, in longitude and latitude.

Edge model: **an edge is straight in longitude and latitude**, as in GeoJSON, shapely and most published maps; it is
not the geodesic between its ends (the two part by 1.4 m on 10 km and by 137 m on 100 km at latitude 35). A shape
that was drawn with geodesics needs vertices close enough together.

Rules:
    - A ring is closed, has at least four positions, and rings neither cross nor overlap (OGC validity).
    - Nothing crosses the antimeridian; a shape that does comes in two parts.
    - Where a ring starts and which way it runs means nothing.

Source:
    RFC 7946, sections 3.1.6, 3.1.7 and 3.1.9; OGC 06-103r4 "Simple feature access", section 6.1.11 (validity).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from truceline.base.errors import GeometryError, LimitError
from truceline.geo.boxes import Box, join
from truceline.geo.positions import (
    LON_LIMIT_DEG,
    Position,
    are_positions,
    check_no_crossing,
    check_position,
    read_list,
    read_positions,
)

if TYPE_CHECKING:
    import shapely

MAX_VERTICES = 200_000
"""A footprint has no more vertices than this, all rings together."""
_SHORTEST_RING = 4

Ring = tuple[Position, ...]
Polygon = tuple[Ring, ...]
R = TypeVar("R", tuple[Position, ...], list[list[float]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """An area: one or more polygons, each an outer ring and its holes.

    Attributes:
        polygons: Polygons of rings of positions (longitude, latitude [deg]), rings closed.
    """

    polygons: tuple[Polygon, ...]
    _edges_deg: NDArray[np.float64] | None = field(init=False, repr=False, compare=False, default=None)
    _bounds_deg: Box | None = field(init=False, repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        """Refuse what is not a valid area.

        Raises:
            GeometryError: Empty, out of range, not closed, crossing itself or the antimeridian.
            LimitError: More vertices than ``MAX_VERTICES``.
        """
        _check_size(self.polygons)
        for place, ring in _placed_rings(self.polygons):
            _check_ring(ring, place)
        _check_validity(self)

    @classmethod
    def of_checked(cls, polygons: tuple[Polygon, ...]) -> "Footprint":
        """Make again, without its checks, a footprint that this software made and kept; nothing else may come here.

        Source:
            The class's own checks, passed when it was made first; they cost a hundred times as much as this.
        """
        made: Footprint = object.__new__(cls)
        object.__setattr__(made, "polygons", polygons)
        object.__setattr__(made, "_edges_deg", None)
        object.__setattr__(made, "_bounds_deg", None)
        return made

    @property
    def edges_deg(self) -> NDArray[np.float64]:
        """Edges of all rings as rows x1, y1, x2, y2 [deg] ``(n, 4)``; made when first asked for, read only."""
        edges = self._edges_deg
        if edges is None:
            edges = np.concatenate([_edges_of(ring) for polygon in self.polygons for ring in polygon])
            edges.flags.writeable = False
            object.__setattr__(self, "_edges_deg", edges)
        return edges

    @property
    def box_deg(self) -> Box:
        """The smallest box that holds it; of an area cut at the antimeridian it crosses where that is smaller.

        Source:
            ``boxes.join`` of its polygons.
        """
        plain = self.bounds_deg
        if plain[2] - plain[0] <= LON_LIMIT_DEG:
            return plain
        return join(_bounds_of_ring(polygon[0]) for polygon in self.polygons)

    @property
    def bounds_deg(self) -> Box:
        """West, south, east and north bound [deg]; it never crosses the antimeridian; found when first asked for."""
        bounds = self._bounds_deg
        if bounds is None:
            bounds = _bounds_of_ring([position for polygon in self.polygons for position in polygon[0]])
            object.__setattr__(self, "_bounds_deg", bounds)
        return bounds

    @property
    def wound(self) -> tuple[Polygon, ...]:
        """The polygons as GeoJSON wants them written: outer rings counter-clockwise, holes clockwise.

        Source:
            RFC 7946, section 3.1.6.
        """
        return tuple(wind(polygon) for polygon in self.polygons)

    @classmethod
    def from_geojson(cls, geometry: Mapping[str, object], *, where: str) -> "Footprint":
        """Read a GeoJSON geometry of type Polygon or MultiPolygon.

        Args:
            geometry: The geometry object.
            where: Named in errors, such as a file and a path inside it.

        Returns:
            The validated footprint.

        Raises:
            GeometryError: Another type, or not a valid area.

        Source:
            RFC 7946, sections 3.1.6 and 3.1.7.
        """
        kind = geometry.get("type")
        coordinates = geometry.get("coordinates")
        if kind == "Polygon":
            members: tuple[object, ...] = (coordinates,)
        elif kind == "MultiPolygon":
            members = read_list(coordinates, f"{where}.coordinates", "a list of polygons")
        else:
            message = f"{where}.type: expected Polygon or MultiPolygon, got {kind!r:.40}; draw the area as polygons"
            raise GeometryError(message)
        polygons = tuple(_read_polygon(each, f"{where}.polygon[{number}]") for number, each in enumerate(members))
        try:
            return cls(polygons=polygons)
        except GeometryError as error:
            message = f"{where}: {error}"
            raise GeometryError(message) from error

    def to_geojson(self) -> dict[str, object]:
        """Write the area as a GeoJSON MultiPolygon, positions as they were given.

        Source:
            RFC 7946, section 3.1.7.
        """
        coordinates = [[[list(position) for position in ring] for ring in polygon] for polygon in self.polygons]
        return {"type": "MultiPolygon", "coordinates": coordinates}


def wind(rings: Sequence[R]) -> tuple[R, ...]:
    """Let the rings of a polygon run as GeoJSON wants them: the outer one counter-clockwise, its holes clockwise.

    Args:
        rings: The outer ring and its holes, closed, of positions of two numbers or more.

    Returns:
        The rings in their order, each as it was given or turned round.

    Source:
        RFC 7946, section 3.1.6.
    """
    return tuple(
        ring if _is_counter_clockwise(ring) == (place == 0) else ring[::-1] for place, ring in enumerate(rings)
    )


def to_shapely(footprint: Footprint) -> "shapely.MultiPolygon":
    """Give the area as a shapely geometry.

    Source:
        OGC 06-103r4, section 6.1.14.
    """
    import shapely  # noqa: PLC0415 a sixth of a second, paid only by who needs it

    return shapely.MultiPolygon([(polygon[0], polygon[1:]) for polygon in footprint.polygons])


def _bounds_of_ring(positions: Sequence[Position]) -> Box:
    lons_deg, lats_deg = zip(*positions, strict=True)
    return min(lons_deg), min(lats_deg), max(lons_deg), max(lats_deg)


def _is_counter_clockwise(ring: Sequence[Sequence[float]]) -> bool:
    """Say which way a ring runs, by its area about its first position, where rounding does least."""
    x, y = ring[0][:2]
    return sum((a[0] - x) * (b[1] - y) - (b[0] - x) * (a[1] - y) for a, b in pairwise(ring)) > 0.0


def _read_polygon(value: object, where: str) -> Polygon:
    rings = read_list(value, where, "a list of rings")
    return tuple(read_positions(ring, f"{where}.ring[{number}]") for number, ring in enumerate(rings))


def _placed_rings(polygons: tuple[Polygon, ...]) -> list[tuple[str, Ring]]:
    return [
        (f"polygon[{first}].ring[{second}]", ring)
        for first, polygon in enumerate(polygons)
        for second, ring in enumerate(polygon)
    ]


def _check_size(polygons: tuple[Polygon, ...]) -> None:
    if not polygons or not all(polygons):
        message = "footprint: expected at least one polygon, each with an outer ring, got none; leave the area out"
        raise GeometryError(message)
    count = sum(len(ring) for polygon in polygons for ring in polygon)
    if count > MAX_VERTICES:
        message = f"footprint: expected at most {MAX_VERTICES} vertices, got {count}; simplify the outline"
        raise LimitError(message)


def _check_ring(ring: Ring, where: str) -> None:
    if len(ring) < _SHORTEST_RING:
        message = f"{where}: expected at least 4 positions, got {len(ring)}; a ring names its first position again"
        raise GeometryError(message)
    if not are_positions(ring):
        for number, position in enumerate(ring):
            check_position(position, f"{where}[{number}]")
    if ring[0] != ring[-1]:
        message = f"{where}: expected a closed ring, got {ring[0]} first and {ring[-1]} last; repeat the first position"
        raise GeometryError(message)
    check_no_crossing(ring, where)


def _check_validity(footprint: Footprint) -> None:
    import shapely  # noqa: PLC0415 see to_shapely

    shape = _shape_of(footprint.polygons)
    if not shapely.is_valid(shape):
        reason = shapely.is_valid_reason(shape)
        message = (
            f"footprint: expected rings that neither cross nor overlap, got {reason} (longitude latitude);"
            " redraw it there"
        )
        raise GeometryError(message)


def _shape_of(polygons: tuple[Polygon, ...]) -> "shapely.Geometry":
    """Give the shape whose validity is asked: of one ring a polygon, which is made several times as quickly."""
    import shapely  # noqa: PLC0415 see to_shapely

    if len(polygons) == 1 and len(polygons[0]) == 1:
        made: shapely.Geometry = shapely.polygons(np.asarray(polygons[0][0], np.float64))
        return made
    return shapely.MultiPolygon([(polygon[0], polygon[1:]) for polygon in polygons])


def _edges_of(ring: Ring) -> NDArray[np.float64]:
    positions = np.asarray(ring, np.float64)
    edges = np.hstack((positions[:-1], positions[1:]))
    # A repeated vertex is no edge.
    kept: NDArray[np.float64] = edges[(edges[:, :2] != edges[:, 2:]).any(axis=1)]
    return kept
