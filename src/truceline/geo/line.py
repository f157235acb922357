# SPDX-License-Identifier: Apache-2.0
"""Lines, and bands along them: strips of one depth, buffers of a depth per segment that may be unknown.

Edges are straight in longitude and latitude, as those of a footprint. Left and right are seen along the line as its
positions run. A compass side is resolved once, against the line as a whole.

Rules:
    - A line does not cross or touch itself.
    - A compass side that the line does not clearly have (it runs that very way, or winds) is refused.
    - An unknown depth is ``None``: on the named side nothing is decided, on the other side it is outside.
    - A strip with an infinite outer distance reaches as far as distances are believed (``kernels.wgs84``).
    - How a line ends is not told: past an end, within the depth, nothing is decided.

Source:
    RFC 7946, section 3.1.4; OGC 06-103r4, section 6.1.7 (simple line).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from truceline.base.errors import GeometryError, LimitError
from truceline.geo.positions import Position, check_length, check_no_crossing, check_position, read_positions
from truceline.kernels.wgs84 import MAX_REACH_M

DepthLimits: TypeAlias = tuple[NDArray[np.float64], NDArray[np.float64]]

MAX_LINE_VERTICES = 20_000
CLEAR_SIDE = 0.2
"""A compass side is clear when the line gains at least this part of its length square to that direction."""


class Side(StrEnum):
    """On which side of a line."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    NORTH = "north"
    SOUTH = "south"
    EAST = "east"
    WEST = "west"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line on the ground.

    Attributes:
        positions: Longitude, latitude [deg], at least two, none twice in a row.
        edges_deg: Segments as rows x1, y1, x2, y2 [deg] ``(n, 4)``; derived, read only.
    """

    positions: tuple[Position, ...]
    edges_deg: NDArray[np.float64] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse what is not a simple line.

        Raises:
            GeometryError: Too short, out of range, repeating a position, or crossing itself or the antimeridian.
            LimitError: More vertices than ``MAX_LINE_VERTICES``.
        """
        count = len(self.positions)
        if count > MAX_LINE_VERTICES:
            message = f"line: expected at most {MAX_LINE_VERTICES} positions, got {count}; simplify it"
            raise LimitError(message)
        if count < 2:  # noqa: PLR2004 a line has two ends
            message = f"line: expected at least 2 positions, got {count}; a single place is a circle"
            raise GeometryError(message)
        for number, position in enumerate(self.positions):
            check_position(position, f"line[{number}]")
            if number and position == self.positions[number - 1]:
                message = f"line[{number}]: expected a new position, got {position} again; leave the second one out"
                raise GeometryError(message)
        check_no_crossing(self.positions, "line")
        _check_simple(self.positions)
        ends = np.asarray(self.positions, np.float64)
        edges = np.hstack((ends[:-1], ends[1:]))
        edges.flags.writeable = False
        object.__setattr__(self, "edges_deg", edges)

    @property
    def bounds_deg(self) -> tuple[float, float, float, float]:
        """West, south, east and north bound [deg]."""
        lons, lats = zip(*self.positions, strict=True)
        return min(lons), min(lats), max(lons), max(lats)

    @classmethod
    def from_geojson(cls, geometry: Mapping[str, object], *, where: str) -> "Line":
        """Read a GeoJSON LineString.

        Args:
            geometry: The geometry object.
            where: Named in errors.

        Returns:
            The validated line.

        Raises:
            GeometryError: Another type, or not a simple line.

        Source:
            RFC 7946, section 3.1.4.
        """
        kind = geometry.get("type")
        if kind != "LineString":
            message = f"{where}.type: expected LineString, got {kind!r:.40}; draw the line as one LineString"
            raise GeometryError(message)
        positions = read_positions(geometry.get("coordinates"), f"{where}.coordinates")
        try:
            return cls(positions=positions)
        except GeometryError as error:
            message = f"{where}: {error}"
            raise GeometryError(message) from error

    def resolve(self, side: Side) -> Side:
        """Turn a compass side into left or right of this line; leave the others.

        Returns:
            ``LEFT``, ``RIGHT`` or ``BOTH``.

        Raises:
            GeometryError: The line has no clear such side.

        Source:
            The normals of all segments, weighted with their lengths, add up to the normal from end to end.
        """
        if side in (Side.LEFT, Side.RIGHT, Side.BOTH):
            return side
        squeeze = math.cos(math.radians(sum(lat for _, lat in self.positions) / len(self.positions)))
        steps = [((end[0] - start[0]) * squeeze, end[1] - start[1]) for start, end in pairwise(self.positions)]
        east, north = sum(step[0] for step in steps), sum(step[1] for step in steps)
        # To the left of a line that runs east lies the north; to the left of one that runs north, the west.
        left_gain = {Side.NORTH: east, Side.SOUTH: -east, Side.WEST: north, Side.EAST: -north}[side]
        length = sum(math.hypot(*step) for step in steps)
        if abs(left_gain) < CLEAR_SIDE * length:
            message = (
                f"line: expected a clear {side.value} side, got a line that winds or runs {side.value};"
                " name the side as left or right along its positions"
            )
            raise GeometryError(message)
        return Side.LEFT if left_gain > 0 else Side.RIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A band along a line on a named side, from an inner to an outer distance.

    Attributes:
        line: The line.
        side: On which side.
        inner_m: Where the strip begins [m], >= 0.
        outer_m: Where it ends [m]; infinite when the text gives no end.
        resolved: The side as left, right or both; derived.
        depth_limits_m: The depth beside each segment that is certain and the one that is possible [m]; derived, read
            only.
    """

    line: Line
    side: Side
    inner_m: float = 0.0
    outer_m: float
    resolved: Side = field(init=False, repr=False, compare=False)
    depth_limits_m: DepthLimits = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse distances that make no band, and a side the line does not have.

        Raises:
            GeometryError: Such distances, or such a side.
        """
        check_length("strip.inner_m", self.inner_m, low_m=0.0, high_m=MAX_REACH_M)
        if not math.isinf(self.outer_m):
            check_length("strip.outer_m", self.outer_m, low_m=0.0, high_m=MAX_REACH_M)
        if not self.inner_m < self.outer_m:
            message = f"strip.outer_m: expected more than inner_m {self.inner_m:g} m, got {self.outer_m!r}; swap them?"
            raise GeometryError(message)
        object.__setattr__(self, "resolved", self.line.resolve(self.side))
        object.__setattr__(self, "depth_limits_m", _limits(self.depths_m))

    @property
    def depths_m(self) -> tuple[float | None, ...]:
        """The depth beside each segment [m]."""
        return (self.outer_m,) * (len(self.line.positions) - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Buffer:
    """A band along a line on a named side, of a depth per segment.

    Attributes:
        line: The line.
        side: On which side.
        depths_m: Depth beside each segment [m], at least 1; ``None`` where it is not known.
        resolved: The side as left, right or both; derived.
        depth_limits_m: The depth beside each segment that is certain and the one that is possible [m]; derived, read
            only.
    """

    line: Line
    side: Side
    depths_m: tuple[float | None, ...]
    resolved: Side = field(init=False, repr=False, compare=False)
    depth_limits_m: DepthLimits = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse depths that do not fit the line, and a side the line does not have.

        Raises:
            GeometryError: Such depths, or such a side.
        """
        expected = len(self.line.positions) - 1
        if len(self.depths_m) != expected:
            message = (
                f"buffer.depths_m: expected {expected} depths, one per segment, got {len(self.depths_m)};"
                " write null for a depth that is not known"
            )
            raise GeometryError(message)
        for number, depth_m in enumerate(self.depths_m):
            if depth_m is not None:
                check_length(f"buffer.depths_m[{number}]", depth_m, low_m=1.0, high_m=MAX_REACH_M)
        object.__setattr__(self, "resolved", self.line.resolve(self.side))
        object.__setattr__(self, "depth_limits_m", _limits(self.depths_m))

    @property
    def inner_m(self) -> float:
        """A buffer begins at its line [m]."""
        return 0.0


def _limits(depths_m: tuple[float | None, ...]) -> DepthLimits:
    low = np.array([0.0 if depth is None else depth for depth in depths_m])
    high = np.array([math.inf if depth is None else depth for depth in depths_m])
    low.flags.writeable = high.flags.writeable = False
    return low, high


def _check_simple(positions: tuple[Position, ...]) -> None:
    import shapely  # noqa: PLC0415 a sixth of a second, paid only by who needs it

    if not shapely.is_simple(shapely.LineString(positions)) or positions[0] == positions[-1]:
        message = "line: expected a line that neither crosses nor touches itself, got one that does; split it"
        raise GeometryError(message)
