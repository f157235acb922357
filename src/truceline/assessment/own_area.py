# SPDX-License-Identifier: Apache-2.0
"""In whose area an event lies: the area in which an agreement bars force, and which events are shown to be in it.

Rules:
    - The own area of an agreement is the union of the zones, in force on D, of its provisions that bar acts of force.
      Provisions that bar force without naming a zone bar it in the whole country. An idea is no area.
    - An event lies in every area that its file names for it. Areas are compared by P-code, as everywhere here: what the
      file says outright goes before a drawing. Only where the named areas leave it open and a point can settle it is
      the told place asked, with its uncertainty and the zone's error band.
    - *Shown to be inside* needs that the place is surely inside. Certain parts of an area, a boundary that is not
      agreed, a place known only to a wider area: not shown. Whatever is not shown to be inside counts as outside, and
      how much of that is doubt is told.

Source:
    docs/concepts.md (doubt at an edge is neither); ``agreement.placing`` for inside, outside and undecided.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from truceline.agreement.agreement import Agreement
from truceline.agreement.library import Library
from truceline.agreement.placing import INSIDE, OUTSIDE, UNDECIDED, ZoneLocator, zone_interval
from truceline.agreement.provisions import Modality, Provision
from truceline.agreement.standing import window_of
from truceline.agreement.zones import Zone
from truceline.assessment.measured import OwnArea
from truceline.base.instants import Interval, day_interval
from truceline.picture.acts import Place
from truceline.picture.intake import Event
from truceline.picture.kinds import is_force

Codes = NDArray[np.uint8]
COUNTRY, ZONES, NOT_NAMED = "country", "zones", "not_named"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The own area of one agreement on its day.

    Attributes:
        told: It, as the assessment shows it.
        columns: Columns of its zones in the locator; empty for the whole country.
    """

    told: OwnArea
    columns: tuple[int, ...]

    @property
    def is_country(self) -> bool:
        """Whether it is counted as the whole country."""
        return not self.columns


class Finder:
    """Finds which events are shown to be in the own areas of a library's agreements.

    Places that are told a thousand times are located once.
    """

    __slots__ = ("_library", "_locator", "_named", "_places")

    def __init__(self, library: Library, locator: ZoneLocator) -> None:
        self._library = library
        self._locator = locator
        self._named: dict[tuple[int, tuple[str, ...]], tuple[int, bool]] = {}
        self._places: dict[Place, Codes] = {}

    def ground_of(self, agreement: Agreement, on: date) -> Ground:
        """Give the own area of an agreement on its day.

        Args:
            agreement: The agreement.
            on: The day D.

        Returns:
            Its area.

        Source:
            The rules at the head of this module.
        """
        day = day_interval(on, agreement.utc_offset.delta)
        barring = [each for each in agreement.provisions if _bars_force(each) and window_of(agreement, each).meets(day)]
        named = {zone for provision in barring for zone in provision.zones}
        columns = [column for column in self._columns(agreement, day) if self._locator.zones[column].id in named]
        zones = tuple(self._locator.zones[column] for column in columns)
        countries = [zone for zone in zones if self._is_whole(zone)]
        if countries or not all(provision.zones for provision in barring):
            return Ground(told=_told(COUNTRY, countries), columns=())
        return Ground(told=_told(ZONES if zones else NOT_NAMED, zones), columns=tuple(columns))

    def codes_in(self, ground: Ground, events: Sequence[Event]) -> Codes:
        """Say of each event whether it is shown to be inside an area.

        Args:
            ground: The area.
            events: The events.

        Returns:
            1 inside, 2 outside, 0 undecided ``(n,)``; all inside when the area is the whole country.

        Source:
            The rules at the head of this module.
        """
        if ground.is_country:
            return np.full(len(events), INSIDE, np.uint8)
        told = {(event.areas, event.place): event for event in events}
        self._locate_points(ground, told.values())
        code = {
            key: _any_inside(self._code_in(column, event) for column in ground.columns) for key, event in told.items()
        }
        return np.array([code[event.areas, event.place] for event in events], np.uint8)

    def _locate_points(self, ground: Ground, events: Iterable[Event]) -> None:
        """Locate at once every point that will be asked."""
        asked = {
            event.place: event.place.position
            for event in events
            if event.place is not None and event.place.position is not None and event.place not in self._places
            if any(self._is_left_to_place(column, event) for column in ground.columns)
        }
        if asked:
            columns = np.array([(at.lon_deg, at.lat_deg, at.radius_m) for at in asked.values()], np.float64).T
            self._places.update(zip(asked, self._locator.locate(*columns), strict=True))

    def _columns(self, agreement: Agreement, day: Interval) -> Iterable[int]:
        """Give the columns of an agreement's zones in force on a day; of several versions, the latest."""
        for zone_id in dict.fromkeys(zone.id for zone in agreement.zones if zone.status != "idea"):
            columns = self._locator.index.get((agreement.id, zone_id), ())
            held = [each for each in columns if zone_interval(agreement, self._locator.zones[each]).meets(day)]
            yield from held[-1:]

    def _is_whole(self, zone: Zone) -> bool:
        covered = {piece.country for piece in zone.pieces if piece.country}
        return covered.issuperset(self._library.header.countries)

    def _code_in(self, column: int, event: Event) -> int:
        if event.place is None or not self._is_left_to_place(column, event):
            return self._named_code(column, event)
        return int(self._place_codes(event.place)[column])

    def _named_code(self, column: int, event: Event) -> int:
        """Give what the areas say that an event is named under; two that disagree say nothing."""
        return self._named_in(column, event.areas)[0]

    def _is_left_to_place(self, column: int, event: Event) -> bool:
        """Say whether the named areas leave it open and the told place may settle it."""
        return self._named_in(column, event.areas)[1]

    def _named_in(self, column: int, areas: tuple[str, ...]) -> tuple[int, bool]:
        key = (column, areas)
        if key not in self._named:
            codes = {self._locator.locate_area_in(pcode, column) for pcode in areas}
            decided = codes - {UNDECIDED}
            code = decided.pop() if len(decided) == 1 else UNDECIDED
            is_left = codes <= {UNDECIDED} and (not areas or self._may_be_settled(column, areas))
            self._named[key] = code, is_left
        return self._named[key]

    def _may_be_settled(self, column: int, areas: tuple[str, ...]) -> bool:
        """Say whether a zone has a piece of which a point inside the named areas may tell more."""
        for piece in self._locator.zones[column].pieces:
            if not (piece.area or piece.certain_parts_of or piece.country):
                return True
            if any(areas[-1] in self._chain(pcode) for pcode in piece.area):
                return True
        return False

    def _chain(self, pcode: str) -> tuple[str, ...]:
        found = [pcode]
        while (above := self._library.places.parent_of(found[-1])) and above not in found:
            found.append(above)
        return tuple(found)

    def _place_codes(self, place: Place) -> Codes:
        if place not in self._places:
            self._places[place] = self._located(place)
        return self._places[place]

    def _located(self, place: Place) -> Codes:
        if place.position is not None:
            at = place.position
            codes: Codes = self._locator.locate([at.lon_deg], [at.lat_deg], [at.radius_m])[0]
            return codes
        if place.area:
            return self._locator.locate_area(place.area)
        if place.zone:
            agreement, _, zone = place.zone.partition("/")
            return self._locator.locate_zone(agreement, zone)
        return self._locator.locate_country(place.country)


def is_place_unknown(event: Event) -> bool:
    """Say whether neither an area nor a point nor a zone of an event is told."""
    place = event.place
    return not event.areas and (place is None or not (place.position or place.area or place.zone))


def _bars_force(provision: Provision) -> bool:
    return provision.modality is Modality.PROHIBITED and any(is_force(kind) for kind in provision.kinds)


def _told(code: str, zones: Sequence[Zone]) -> OwnArea:
    return OwnArea(
        code=code,
        zones=tuple(zone.id for zone in zones),
        names=tuple(zone.name for zone in zones),
        boundaries=tuple(zone.boundary.value for zone in zones),
    )


def _any_inside(codes: Iterable[int]) -> int:
    """Join in the truth order: inside any, outside all, else undecided."""
    found = set(codes)
    return INSIDE if INSIDE in found else UNDECIDED if UNDECIDED in found else OUTSIDE
