# SPDX-License-Identifier: Apache-2.0
"""Where a plan's volume lies: in every zone of a library, and in the places that claims speak of.

Rules:
    - As ``agreement.placing`` and ``whereabouts`` say for places, but every part of a volume counts.
    - A claim *covers* a volume when its place surely holds all of it; it *touches* when it may hold some of it. Only
      what surely lies elsewhere is left out.
    - Adding claims costs as much as the claims that are added, and a copy of two tables.
    - Of the claims of one party about one spot only the newest are heard, and of those near one volume: nobody makes
      every plan nearby wait, nor crowds out what others tell. How many are not heard is told.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from truceline.agreement.library import Library
from truceline.agreement.placing import ZoneLocator
from truceline.base.fourvalue import FourValue
from truceline.base.instants import EARLIEST_NS, LATEST_NS, Interval
from truceline.base.limits import CLAIMS_NEAR_OF_ONE_PARTY_MAX, CLAIMS_OF_ONE_PARTY_MAX
from truceline.geo.circle import Circle
from truceline.geo.footprint import Footprint
from truceline.geo.meeting import APART, UNKNOWN, Box, ClaimedArea, Meeting, MeetingZone, blur, unite
from truceline.geo.placed import PlacedShape
from truceline.picture.acts import Place
from truceline.picture.claims import BoundaryClaim, Claim, ControlClaim


class Boxes:
    """Boxes that are all compared at once [deg]."""

    __slots__ = ("_table",)

    def __init__(self, table: NDArray[np.float64]) -> None:
        """Take west, south, east and north bounds ``(n, 4)``."""
        self._table = table

    def and_more(self, boxes: Sequence[Box]) -> "Boxes":
        """Give these and further ones, in this order."""
        return Boxes(np.concatenate([self._table, np.array(boxes, np.float64).reshape(-1, 4)]))

    def near(self, asked: Iterable[Box]) -> list[int]:
        """Give the numbers of those that share a place with one of the boxes asked about, in order."""
        west, south, east, north = self._table.T
        hit = np.zeros(len(self._table), np.bool_)
        for box in asked:
            hit |= (west <= box[2]) & (east >= box[0]) & (south <= box[3]) & (north >= box[1])
        found: list[int] = np.flatnonzero(hit).tolist()
        return found


_SMALL_DEG, _SMALL_M = 0.001, 100.0
"""Sizes of places by which shapes are tried."""
_SPOT_DIGITS = 2
"""Positions within about a kilometre are one spot, as far as it is counted who tells how much of it."""
Spot: TypeAlias = tuple[str, ...]
"""What a claim is about, as far as it is counted who tells how much of it; first the zone that is its place, if any."""
NO_BOXES = Boxes(np.zeros((0, 4)))


class MetZones:
    """Every shape of a library's zones, ready to be met by volumes. Build it once."""

    def __init__(self, locator: ZoneLocator) -> None:
        """Take the zones; shapes are made ready when a volume first comes near."""
        self.locator = locator
        self.shapes = tuple(MeetingZone(shape) for shape in locator.shapes.zones)
        self.boxes = NO_BOXES.and_more([shape.box for shape in self.shapes])

    def make_ready(self) -> None:
        """Make every shape ready now, so that the first volume near it waits for nothing."""
        for shape in self.shapes:
            # A side of a line has no bounds to the north and the south.
            south, north = max(shape.box[1], -89.0), min(shape.box[3], 89.0)
            x, y = min(max((shape.box[0] + shape.box[2]) / 2, -179.0), 179.0), (south + north) / 2
            ring = ((x, y), (x + _SMALL_DEG, y), (x + _SMALL_DEG, y + _SMALL_DEG), (x, y))
            for area in (Footprint(polygons=((ring,),)), Circle(lon_deg=x, lat_deg=y, radius_m=_SMALL_M)):
                shape.meet(ClaimedArea(area))


class VolumePlace:
    """One area of a plan, located; what is not asked is not measured.

    Attributes:
        area: The area.
        zones: The zones it is located in.
    """

    __slots__ = ("_columns", "_near", "_shapes", "area", "zones")

    def __init__(self, area: Footprint | Circle, zones: MetZones) -> None:
        """Take an area; which shapes it is near is looked up at once."""
        self.area = ClaimedArea(area)
        self.zones = zones
        self._near = frozenset(zones.boxes.near(self.area.boxes))
        self._shapes: dict[int, Meeting] = {}
        self._columns: dict[int, Meeting] = {}

    def in_column(self, column: int | FourValue) -> Meeting:
        """Say what of the area meets one version of a zone, or no version at all."""
        if isinstance(column, FourValue):
            return APART if column is FourValue.FALSE else UNKNOWN
        found = self._columns.get(column)
        if found is None:
            found = self._columns[column] = self._meet_column(column)
        return found

    def _meet_column(self, column: int) -> Meeting:
        members = self.zones.locator.members[column]
        if not members:
            return UNKNOWN
        if not any(shape in self._near for shape, _ in members):
            return APART
        met = ((self._in_shape(shape), is_blurred) for shape, is_blurred in members)
        return unite([blur(meeting) if is_blurred else meeting for meeting, is_blurred in met])

    def _in_shape(self, shape: int) -> Meeting:
        if shape not in self._near:
            return APART
        found = self._shapes.get(shape)
        if found is None:
            found = self._shapes[shape] = self.zones.shapes[shape].meet(self.area)
        return found


class Touching(NamedTuple):
    """A claim that may speak of a volume.

    Attributes:
        claim: The claim.
        covers: Whether its place surely holds all of the volume.
        held: The time it speaks of.
    """

    claim: Claim
    covers: bool
    held: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedClaims:
    """The claims of control and boundary, by where they are; never changed, grown by making a larger one.

    Attributes:
        library: Whose places they speak of.
        held: Each with the time it speaks of.
        spots: Whose word each is, and what it is about, as far as it is counted who tells how much.
        shapes: The shapes of their places.
        owners: Whose place each shape is, a number in ``held``.
        by_zone: Those whose place is a zone that they name.
        boxes: Boxes of the shapes.
        outlines: Areas and countries, made ready once; shared by all that grew from one another.
    """

    library: Library
    held: tuple[tuple[Claim, Interval], ...] = ()
    spots: tuple[tuple[str, Spot], ...] = ()
    shapes: tuple[MeetingZone, ...] = ()
    owners: tuple[int, ...] = ()
    by_zone: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    boxes: Boxes = NO_BOXES
    outlines: dict[str, MeetingZone] = field(default_factory=dict)

    def and_more(self, claims: Iterable[Claim]) -> "PlacedClaims":
        """Give these and further claims; those that speak of no place are left out.

        Raises:
            GeometryError: A place that cannot be computed with.
        """
        held: list[tuple[Claim, Interval]] = []
        shapes: list[MeetingZone] = []
        owners: list[int] = []
        by_zone = {**self.by_zone}
        for claim in claims:
            body = claim.control or claim.boundary
            if body is None:
                continue
            number = len(self.held) + len(held)
            held.append((claim, self._held_in(body)))
            own = [] if body.place.zone else self._shapes_of(body.place)
            shapes += own
            owners += [number] * len(own)
            if body.place.zone:
                by_zone[body.place.zone] = (*by_zone.get(body.place.zone, ()), number)
        return replace(
            self,
            held=(*self.held, *held),
            spots=(*self.spots, *(_spot_of(claim) for claim, _ in held)),
            shapes=(*self.shapes, *shapes),
            owners=(*self.owners, *owners),
            by_zone=by_zone,
            boxes=self.boxes.and_more([shape.box for shape in shapes]),
        )

    def _held_in(self, body: ControlClaim | BoundaryClaim) -> Interval:
        offset = self.library.header.utc_offset.delta
        return Interval(
            start_ns=body.since.start_ns(offset) if body.since else EARLIEST_NS,
            end_ns=body.until.interval(offset).end_ns if body.until else LATEST_NS,
        )

    def _shapes_of(self, place: Place) -> list[MeetingZone]:
        """Give the shapes of a claim's place; as ``whereabouts`` does, none for a point or an unknown area."""
        shapes: list[MeetingZone] = []
        position = place.position
        if position is not None and position.radius_m >= 1.0:
            circle = Circle(lon_deg=position.lon_deg, lat_deg=position.lat_deg, radius_m=position.radius_m)
            shapes.append(MeetingZone(PlacedShape(shape=circle)))
        shapes += [self._known_area(code) for code in place.area if code in self.library.places.areas]
        if place.country in self.library.places.countries:
            shapes.append(self._known_area(place.country))
        return shapes

    def _known_area(self, code: str) -> MeetingZone:
        """Give the outline of an area or country, made ready once."""
        found = self.outlines.get(code)
        if found is None:
            area = self.library.places.areas.get(code) or self.library.places.countries[code]
            shape = PlacedShape(shape=area.footprint, error_band_m=area.error_band_m)
            found = self.outlines[code] = MeetingZone(shape)
        return found


class NearClaims:
    """The claims that may speak of one volume; a claim is only measured when somebody wants it."""

    __slots__ = ("_claims", "_heard", "_met", "_place", "_shapes", "_unheard")

    def __init__(self, place: VolumePlace, claims: PlacedClaims, interval: Interval) -> None:
        """Look up which claims are near at all, and which of them are heard."""
        self._place, self._claims = place, claims
        self._shapes: dict[int, list[int]] = {}
        for shape in claims.boxes.near(place.area.boxes) if claims.shapes else ():
            self._shapes.setdefault(claims.owners[shape], []).append(shape)
        for owners in claims.by_zone.values():
            self._shapes.update((owner, []) for owner in owners)
        self._met: dict[int, Meeting] = {}
        self._heard, self._unheard = self._choose(interval)

    def _choose(self, interval: Interval) -> tuple[list[int], list[int]]:
        """Give the claims that are heard, in their order, and those that are not: of one party only the newest."""
        taken: Counter[tuple[str, Spot | None]] = Counter()
        heard: list[int] = []
        unheard: list[int] = []
        for number in sorted(self._shapes, reverse=True):
            if not self._claims.held[number][1].meets(interval):
                continue
            teller, spot = self._claims.spots[number]
            is_crowd = taken[teller, spot] >= CLAIMS_OF_ONE_PARTY_MAX
            if is_crowd or (not spot[0] and taken[teller, None] >= CLAIMS_NEAR_OF_ONE_PARTY_MAX):
                unheard.append(number)
                continue
            taken[teller, spot] += 1
            taken[teller, None] += not spot[0]
            heard.append(number)
        return heard[::-1], unheard

    @property
    def unheard(self) -> frozenset[int]:
        """Numbers of the claims that may speak of the volume and are not heard."""
        zones = {number: self._claims.spots[number][1][0] for number in self._unheard}
        met = {zone: not zone or self._may_meet(zone) for zone in set(zones.values())}
        return frozenset(number for number, zone in zones.items() if met[zone])

    def _may_meet(self, zone: str) -> bool:
        agreement, _, name = zone.partition("/")
        columns = self._place.zones.locator.index.get((agreement, name), ())
        return any(self._place.in_column(column).inside is not FourValue.FALSE for column in columns)

    def touching(self, is_wanted: Callable[[Claim], bool]) -> Iterator[Touching]:
        """Give the wanted claims that may speak of the volume, in their order."""
        for number in self._heard:
            claim, held = self._claims.held[number]
            if not is_wanted(claim):
                continue
            meeting = self._met.get(number)
            if meeting is None:
                meeting = self._met[number] = self._meet(claim, self._shapes[number])
            if meeting.inside is not FourValue.FALSE:
                yield Touching(claim, meeting.outside is FourValue.FALSE, held)

    def _meet(self, claim: Claim, shapes: Sequence[int]) -> Meeting:
        body = claim.control or claim.boundary
        assert body is not None
        if not body.place.zone:
            return unite([self._claims.shapes[shape].meet(self._place.area) for shape in shapes])
        agreement, _, name = body.place.zone.partition("/")
        columns = self._place.zones.locator.index.get((agreement, name), ())
        return unite([self._place.in_column(column) for column in columns])


def _spot_of(claim: Claim) -> tuple[str, Spot]:
    """Say whose word a claim is, and what it is about."""
    body = claim.control or claim.boundary
    assert body is not None, "claims that speak of no place are not placed"
    place, about = body.place, claim.boundary.zone if claim.boundary is not None else ""
    at = place.position
    where = (str(round(at.lon_deg, _SPOT_DIGITS)), str(round(at.lat_deg, _SPOT_DIGITS))) if at is not None else ()
    return claim.id.partition(":")[0], (place.zone, about, place.country, *where, *place.area)
