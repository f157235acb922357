# SPDX-License-Identifier: Apache-2.0
"""Where told places lie: in which zones, and inside the places that claims speak of.

Places are located in batches and remembered; a place told a thousand times is located once.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from truceline.agreement.agreement import Agreement
from truceline.agreement.library import Library
from truceline.agreement.places import NamedPlace
from truceline.agreement.placing import ZoneLocator
from truceline.base.fourvalue import FourValue, disjoin
from truceline.base.instants import EARLIEST_NS, LATEST_NS, Interval
from truceline.clauses.evidence import PlaceTold
from truceline.geo.areas import relate_area
from truceline.geo.circle import Circle
from truceline.geo.index import ZoneIndex
from truceline.geo.placed import BoundaryStatus, PlacedShape
from truceline.picture.acts import Place, Position
from truceline.picture.claims import Claim


class Whereabouts:
    """Looks up places in the zones of a library and in the places of claims."""

    def __init__(self, library: Library, claims: Sequence[Claim]) -> None:
        self.library = library
        self.claims = tuple(claims)
        self.locator = ZoneLocator(library)
        self._codes: dict[Place, NDArray[np.uint8]] = {}
        self._claims = _ClaimPlaces(library, claims, self)
        self._touching: dict[Place, tuple[tuple[Claim, bool, Interval], ...]] = {}

    def prefetch(self, places: Iterable[Place]) -> None:
        """Locate many places at once, as far as claims ask where they lie."""
        points = [place for place in dict.fromkeys(places) if place.position is not None]
        self._claims.prefetch(points)
        new = [place for place in points if place not in self._codes]
        if new and self._claims.speak_of_zones:
            codes = self.locator.locate(*columns_of([_position(place) for place in new]))
            self._codes.update(zip(new, codes, strict=True))

    def zone_codes(self, place: Place) -> NDArray[np.uint8]:
        """Give one four-valued code per zone column of the locator."""
        codes = self._codes.get(place)
        if codes is None:
            codes = self._locate(place)
            self._codes[place] = codes
        return codes

    def zone_value(self, agreement: Agreement, zone: str, told: PlaceTold) -> FourValue:
        """Say whether a told place is inside a zone, by the version that holds all through its time."""
        column = self.column_at(agreement, zone, told.interval)
        return column if isinstance(column, FourValue) else FourValue(int(self.zone_codes(told.place)[column]))

    def column_at(self, agreement: Agreement, zone: str, interval: Interval) -> int | FourValue:
        """Give the zone column that holds all through an interval.

        Returns:
            The column of the latest version that holds; *false* when none holds at all; *neither* when one holds
            only for a part of the interval.
        """
        lives = self.locator.intervals
        met = [column for column in self.locator.index.get((agreement.id, zone), ()) if lives[column].meets(interval)]
        if not all(lives[column].covers(interval) for column in met):
            return FourValue.NEITHER
        return met[-1] if met else FourValue.FALSE

    def touching(self, place: Place) -> tuple[tuple[Claim, bool, Interval], ...]:
        """Give the claims of control and boundary that may speak of a told place.

        Returns:
            Each with whether its place surely covers the told one, and with the time it speaks of; those surely
            elsewhere are left out.
        """
        if place not in self._touching:
            self._touching[place] = self._claims.touching(place)
        return self._touching[place]

    def _locate(self, place: Place) -> NDArray[np.uint8]:
        if place.position is not None:
            codes: NDArray[np.uint8] = self.locator.locate(*columns_of([place.position]))[0]
            return codes
        if place.area:
            return self.locator.locate_area(place.area)
        if place.zone:
            agreement, _, zone = place.zone.partition("/")
            return self.locator.locate_zone(agreement, zone)
        if place.country:
            return self.locator.locate_country(place.country)
        return np.zeros(len(self.locator.keys), dtype=np.uint8)


class _ClaimPlaces:
    """Which claims cover a place."""

    def __init__(self, library: Library, claims: Sequence[Claim], whereabouts: Whereabouts) -> None:
        self._library = library
        self._whereabouts = whereabouts
        self._claims = tuple(claim for claim in claims if claim.control is not None or claim.boundary is not None)
        self.speak_of_zones = any(_place_of(claim).zone for claim in self._claims)
        self._shapes: list[PlacedShape] = []
        self._columns = tuple(self._add_shapes(_place_of(claim)) for claim in self._claims)
        self._held = tuple(_held(claim, library.header.utc_offset.delta) for claim in self._claims)
        self._index = ZoneIndex(self._shapes) if self._shapes else None
        self._codes: dict[Place, NDArray[np.uint8]] = {}

    def prefetch(self, points: Sequence[Place]) -> None:
        if self._index is not None and points:
            codes = self._index.locate(*columns_of([_position(place) for place in points]))
            self._codes.update(zip(points, codes, strict=True))

    def touching(self, place: Place) -> tuple[tuple[Claim, bool, Interval], ...]:
        if place.position is not None and self._index is not None and place not in self._codes:
            self.prefetch([place])
        return tuple(
            (claim, value is FourValue.TRUE, held)
            for claim, columns, held in zip(self._claims, self._columns, self._held, strict=True)
            if (value := self._relate(_place_of(claim), columns, place)) is not FourValue.FALSE
        )

    def _relate(self, claimed: Place, columns: tuple[int, ...], place: Place) -> FourValue:
        """Say whether a told place lies in a claim's place: surely, surely not, or perhaps, as a whole or in part."""
        if claimed.zone:
            agreement, _, zone = claimed.zone.partition("/")
            found = self._whereabouts.locator.index.get((agreement, zone), ())
            return _any_inside(self._whereabouts.zone_codes(place)[column] for column in found)
        if place.position is not None:
            codes = self._codes.get(place, np.zeros(0, dtype=np.uint8))
            return _any_inside(codes[column] for column in columns)
        told = self._pcodes_of(place)
        if not told or claimed.position is not None:
            is_said = bool(place.area or place.zone or place.country) and bool(columns)
            return FourValue.NEITHER if is_said and self._may_meet(told, columns) else FourValue.FALSE
        return self._relate_areas(told, claimed.area or ((claimed.country,) if claimed.country else ()))

    def _pcodes_of(self, place: Place) -> tuple[str, ...]:
        """Give the areas that surely hold a told place; none when it is not told by areas."""
        if place.zone:
            agreement, _, zone = place.zone.partition("/")
            columns = self._whereabouts.locator.index.get((agreement, zone), ())
            pieces = [piece for column in columns for piece in self._whereabouts.locator.zones[column].pieces]
            codes = [(*piece.area, *piece.certain_parts_of) or (piece.country,) for piece in pieces]
            found = {code for each in codes for code in each}
            return () if "" in found else tuple(sorted(found))
        return place.area or ((place.country,) if place.country else ())

    def _relate_areas(self, told: Sequence[str], claimed: Sequence[str]) -> FourValue:
        """Compare areas by their P-codes."""
        if all(set(self._chain(code)) & set(claimed) for code in told):
            return FourValue.TRUE
        meets = any(set(self._chain(code)) & set(claimed) for code in told)
        meets = meets or any(set(self._chain(code)) & set(told) for code in claimed)
        return FourValue.NEITHER if meets else FourValue.FALSE

    def _may_meet(self, told: Sequence[str], columns: Sequence[int]) -> bool:
        """Say whether areas may share a place with a claim's shapes; areas without an outline may."""
        places = self._library.places
        outlines = [places.areas.get(code) or places.countries.get(code) for code in told]
        return not told or any(
            area is None or relate_area(area.footprint, self._blurred(column, area)) is not FourValue.FALSE
            for area in outlines
            for column in columns
        )

    def _blurred(self, column: int, area: NamedPlace) -> PlacedShape:
        shape = self._shapes[column]
        return PlacedShape(shape=shape.shape, error_band_m=shape.error_band_m + area.error_band_m)

    def _chain(self, pcode: str) -> tuple[str, ...]:
        """Give an area and all that it lies in."""
        found = [pcode]
        while (above := self._library.places.parent_of(found[-1])) and above not in found:
            found.append(above)
        return tuple(found)

    def _add_shapes(self, place: Place) -> tuple[int, ...]:
        """Add the shapes of a claim's place and give their columns."""
        shapes: list[PlacedShape] = []
        if place.position is not None and place.position.radius_m >= 1.0:
            position = place.position
            circle = Circle(lon_deg=position.lon_deg, lat_deg=position.lat_deg, radius_m=position.radius_m)
            shapes.append(PlacedShape(shape=circle))
        places = self._library.places
        shapes += [_placed(places.areas[code]) for code in place.area if code in places.areas]
        if place.country in places.countries:
            shapes.append(_placed(places.countries[place.country]))
        first = len(self._shapes)
        self._shapes += shapes
        return tuple(range(first, first + len(shapes)))


def _any_inside(codes: Iterable[int]) -> FourValue:
    """Join where a place lies in each of some shapes: inside any is inside, outside all is outside."""
    result = FourValue.FALSE
    for code in codes:
        result = disjoin(result, FourValue(int(code)))
    return result


def columns_of(positions: Sequence[Position]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Give longitudes [deg], latitudes [deg] and radii [m] of positions as arrays ``(n,)``."""
    table = np.array(
        [(position.lon_deg, position.lat_deg, position.radius_m) for position in positions],
        dtype=np.float64,
    ).reshape(-1, 3)
    return table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy()


def _position(place: Place) -> Position:
    assert place.position is not None
    return place.position


def _held(claim: Claim, offset: timedelta) -> Interval:
    """Give the time a claim of control or boundary speaks of."""
    body = claim.control or claim.boundary
    assert body is not None
    return Interval(
        start_ns=body.since.start_ns(offset) if body.since else EARLIEST_NS,
        end_ns=body.until.interval(offset).end_ns if body.until else LATEST_NS,
    )


def _place_of(claim: Claim) -> Place:
    body = claim.control or claim.boundary
    assert body is not None
    return body.place


def _placed(area: NamedPlace) -> PlacedShape:
    drawn = area.error_band_m > 0.0
    boundary = BoundaryStatus.APPROXIMATE if drawn else BoundaryStatus.AGREED
    return PlacedShape(shape=area.footprint, error_band_m=area.error_band_m, boundary=boundary)
