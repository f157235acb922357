# SPDX-License-Identifier: Apache-2.0
"""Zones: versioned places that carry rules.

A zone is the union of its *pieces*. A piece is an administrative area, certain unnamed parts of one, a circle, a
strip along a line, a buffer of a line, a drawn shape, or the whole country. Lines and points are named in the
library's ``places``; a shape in ``zones/FILE.geojson``.
"""

from dataclasses import dataclass
from enum import StrEnum

from truceline.base.moments import Moment
from truceline.picture.sources import Source


class Edge(StrEnum):
    """What a place exactly on the edge counts as."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    UNSTATED = "unstated"


class BoundaryStatus(StrEnum):
    """How far the boundary is agreed."""

    AGREED = "agreed"
    APPROXIMATE = "approximate"
    """Built without a published map; carries an error band."""
    NOT_AGREED = "not_agreed"
    """Nobody can say where it runs; no place is shown to be in or out near it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CirclePiece:
    """A circle round a named point."""

    point: str
    radius_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentDepth:
    """The depth of a strip along one stretch of its line, counted by the line's vertices from 0."""

    first_vertex: int
    last_vertex: int
    depth_m: float | None
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StripPiece:
    """A strip along a named line.

    Attributes:
        line: Id of the line.
        side: ``north``, ``south``, ``east``, ``west`` or ``both``.
        from_m: Distance at which it begins [m].
        depth_m: Distance at which it ends [m]; left out when no text says.
        segments: Depths of single stretches, where they differ.
        for_kinds: Kinds of weapon, vehicle or person the depth holds for, as the text names them.
    """

    line: str
    side: str
    from_m: float = 0.0
    depth_m: float | None = None
    segments: tuple[SegmentDepth, ...] = ()
    for_kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece of a zone; exactly one field is given.

    Attributes:
        area: P-codes of whole administrative areas.
        certain_parts_of: P-codes of areas of which only unnamed parts belong: nothing in them is shown to be in or
            out until somebody claims it; everything outside them is out.
        circle: A circle.
        strip: A strip along a line.
        shape: ``FILE#ID`` of a feature in ``zones/FILE.geojson``.
        country: Code of a whole country.
    """

    area: tuple[str, ...] = ()
    certain_parts_of: tuple[str, ...] = ()
    circle: CirclePiece | None = None
    strip: StripPiece | None = None
    shape: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """One version of a zone.

    Attributes:
        id: Id inside its agreement.
        name: Name in plain English.
        kind: ``de_escalation_area``, ``deconfliction_circle``, ``line``, ``strip``, ``buffer``, ``road``,
            ``checkpoint``, ``airspace``, ``country``, ``security_zone`` or ``contact_line``.
        pieces: What it is made of.
        boundary: How far its boundary is agreed.
        edge: What the edge counts as.
        error_band_m: Further half-width of doubt round the boundary [m], beside that of the places it is made of.
        version: Counts up; a later version never erases an earlier one.
        since: From when this version holds.
        until: Until when.
        status: ``in_force`` or ``idea`` (proposed only, never judged).
        source: Who says so.
        note: Anything a reader must know.
    """

    id: str
    name: str
    kind: str
    pieces: tuple[Piece, ...]
    boundary: BoundaryStatus
    source: Source
    edge: Edge = Edge.UNSTATED
    error_band_m: float = 0.0
    version: int = 1
    since: Moment | None = None
    until: Moment | None = None
    status: str = "in_force"
    note: str = ""
