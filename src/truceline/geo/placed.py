# SPDX-License-Identifier: Apache-2.0
"""A shape as a zone places it: with its edge rule, its error band and the status of its boundary.

Rules:
    - ``edge`` answers for a place exactly on the outline of a footprint, when neither an error band nor a position
      radius blurs it. Circles and strips are known only to within their distances, so their outline stays undecided.
    - ``error_band_m`` is how far the drawn boundary may be off; within it nothing is decided.
    - ``boundary`` is carried, not judged: whether rival drawings exist is for the floor that knows who drew them.

Source:
    The edge rule and the error band are this project's own: a place on the edge is told neither unless the zone says
    otherwise.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from truceline.base.errors import GeometryError
from truceline.base.fourvalue import FourValue
from truceline.geo.circle import Circle
from truceline.geo.footprint import Footprint
from truceline.geo.line import Buffer, Strip
from truceline.geo.positions import check_length
from truceline.kernels.wgs84 import MAX_REACH_M

Shape: TypeAlias = Footprint | Circle | Strip | Buffer


class Edge(StrEnum):
    """What a text says of a place exactly on the edge."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    UNSTATED = "unstated"

    @property
    def value_on_it(self) -> FourValue:
        """The answer exactly on the edge."""
        return {Edge.INSIDE: FourValue.TRUE, Edge.OUTSIDE: FourValue.FALSE, Edge.UNSTATED: FourValue.NEITHER}[self]


class BoundaryStatus(StrEnum):
    """How far the sides agree on a boundary."""

    AGREED = "agreed"
    APPROXIMATE = "approximate"
    NOT_AGREED = "not_agreed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedShape:
    """A shape with what its zone says of the boundary.

    Attributes:
        shape: The shape.
        edge: The rule exactly on the edge.
        error_band_m: How far the drawn boundary may be off [m], >= 0.
        boundary: Whether the boundary is agreed.
    """

    shape: Shape
    edge: Edge = Edge.UNSTATED
    error_band_m: float = 0.0
    boundary: BoundaryStatus = BoundaryStatus.AGREED

    def __post_init__(self) -> None:
        """Refuse a band that is not one, and an approximate boundary without one.

        Raises:
            GeometryError: Such a band.
        """
        check_length("error_band_m", self.error_band_m, low_m=0.0, high_m=MAX_REACH_M)
        if self.boundary is BoundaryStatus.APPROXIMATE and self.error_band_m == 0.0:
            message = (
                "error_band_m: expected more than 0 m for an approximate boundary, got 0; say how far it may be off"
            )
            raise GeometryError(message)
