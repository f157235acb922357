# SPDX-License-Identifier: Apache-2.0
"""Turns acts into rows of told bits: the form in which many are judged at once.

Every distinct telling (who, when, what ...) becomes one row of two bit planes over all provisions, filled by the same
``value_of`` that judges one act. A point is not a row: its zones are located in bulk when it is judged (``Located``).

Rule: a telling's time is widened to the stretch in which no answer can change (``Epochs``), so that the thousand days
of a file share a few rows.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from truceline.base.fourvalue import TOLD_FALSE, TOLD_TRUE
from truceline.base.instants import EARLIEST_NS, LATEST_NS, Interval
from truceline.base.limits import ACCOUNTS_MAX
from truceline.base.moments import Moment
from truceline.clauses.evaluate import always_told, is_not_yet_applied, value_of
from truceline.clauses.evidence import (
    ActorTold,
    BoundaryTold,
    ControlTold,
    DisputeTold,
    Evidence,
    PartTold,
    Payload,
    PlaceTold,
)
from truceline.clauses.judging import ClauseTest
from truceline.clauses.slots import Component
from truceline.kernels.ruling_arrays import LATE_BIT, Rows, filled
from truceline.picture.acts import Act, Place

COMPONENTS: tuple[Component, ...] = tuple(Component)
_MARK = {component: 1 << number for number, component in enumerate(COMPONENTS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """Acts as rows.

    Attributes:
        acts: Their ids.
        rows: Tellings of each; a row number beyond the planes is a located point, counted from there.
        planes: Told bits of each distinct telling but points ``(R, 2 P)``: those told true, then those told false.
        points: Located points.
        crowded: Numbers of acts on which more origins or parties bear than there are marks; the last mark is shared,
            so that their flips are not told here.
    """

    acts: tuple[str, ...]
    rows: Rows
    planes: NDArray[np.uint32]
    points: "Located"
    crowded: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Points to be located in zones.

    Attributes:
        lon_deg: Longitude ``(k,)`` [deg].
        lat_deg: Latitude ``(k,)`` [deg].
        radius_m: Radius of the disc that surely holds the place ``(k,)`` [m].
        interval: Number of its widened time ``(k,)``, an index into ``intervals``.
        intervals: Widened times.
    """

    lon_deg: NDArray[np.float64]
    lat_deg: NDArray[np.float64]
    radius_m: NDArray[np.float64]
    interval: NDArray[np.int64]
    intervals: tuple[Interval, ...]


class Epochs:
    """The instants at which any answer of a library may change."""

    def __init__(self, changes: Iterable[int]) -> None:
        self._cuts = sorted({EARLIEST_NS, LATEST_NS, *changes})
        self._known: dict[Interval, Interval] = {}

    @property
    def cuts(self) -> tuple[int, ...]:
        """Every such instant, "no start" and "no end" included, in order [ns since 1970 UTC]."""
        return tuple(self._cuts)

    def widen(self, interval: Interval) -> Interval:
        """Give the whole stretch between changes that holds an interval."""
        wide = self._known.get(interval)
        if wide is None:
            first = bisect_right(self._cuts, interval.start_ns) - 1
            last = bisect_left(self._cuts, interval.end_ns)
            wide = Interval(start_ns=self._cuts[max(first, 0)], end_ns=self._cuts[min(last, len(self._cuts) - 1)])
            self._known[interval] = wide
        return wide


def epochs_of(test: ClauseTest) -> Epochs:
    """Gather every instant at which an answer of a clause test may change."""
    changes = {phase.interval.start_ns for plan in test.plans for phase in test.setting.phases(plan)}
    for agreement in test.library.agreements:
        consents = [consent for each in agreement.participants for consent in each.consent]
        moments = [moment for consent in consents for moment in (consent.on, consent.until)]
        moments += [moment for zone in agreement.zones for moment in (zone.since, zone.until)]
        changes |= _bounds(moments, agreement.utc_offset.delta)
    listings = [listing for known in test.library.lists.values() for listing in known.listed]
    moments = [moment for listing in listings for moment in (listing.since, listing.until)]
    return Epochs(changes | _bounds(moments, test.library.header.utc_offset.delta))


def _bounds(moments: Iterable[Moment | None], offset: timedelta) -> set[int]:
    """Give the first instant of each moment and the first after it."""
    stretches = (moment.interval(offset) for moment in moments if moment is not None)
    return {bound for stretch in stretches for bound in (stretch.start_ns, stretch.end_ns)}


def encode(acts: Sequence[Act], test: ClauseTest) -> Encoded:
    """Turn acts into rows.

    Args:
        acts: The acts.
        test: The clause test that will judge them.

    Returns:
        Their rows.
    """
    encoder = _Encoder(test)
    places = (account.place for act in acts for account in act.accounts if account.place is not None)
    test.whereabouts.prefetch(places)
    for act in acts:
        encoder.add(act)
    return encoder.finish(tuple(act.id for act in acts))


class _Encoder:
    def __init__(self, test: ClauseTest) -> None:
        self._test = test
        self._epochs = epochs_of(test)
        self._slots = _slots_by_component(test)
        self._slots_of: dict[tuple[Component, Component, str], tuple[tuple[int, int], ...]] = {}
        self._row_of: dict[tuple[Component, Payload], int] = {}
        self._planes: list[NDArray[np.uint32]] = []
        self._points: dict[tuple[Place, Interval], int] = {}
        self._intervals: dict[Interval, int] = {}
        self._start = [0]
        self._row: list[int] = []
        self._origin: list[int] = []
        self._party: list[int] = []
        self._offered: list[int] = []
        self._crowded: list[int] = []

    def add(self, act: Act) -> None:
        evidence = self._test.evidence(act)
        origins = _numbered(piece.origins for piece in evidence)
        parties = _numbered(piece.parties for piece in evidence)
        if max(len(origins), len(parties)) > ACCOUNTS_MAX:
            self._crowded.append(len(self._offered))
        offered = 0
        for piece in evidence:
            offered |= _MARK[piece.component]
            self._row.append(self._row_number(piece))
            self._origin.append(_mask(piece.origins, origins))
            self._party.append(_mask(piece.parties, parties))
        self._offered.append(offered)
        self._start.append(len(self._row))

    def finish(self, ids: tuple[str, ...]) -> Encoded:
        count = filled(len(self._test.plans))
        made = len(self._planes)
        row = np.array(self._row, dtype=np.int64)
        points = row < 0
        row[points] = made - 1 - row[points]
        positions = [(place.position, self._intervals[wide]) for place, wide in self._points]
        table = np.array(
            [(at.lon_deg, at.lat_deg, at.radius_m) for at, _ in positions if at is not None],
            dtype=np.float64,
        ).reshape(-1, 3)
        return Encoded(
            acts=ids,
            crowded=tuple(self._crowded),
            rows=Rows(
                start=np.array(self._start, dtype=np.int64),
                row=row,
                origin=np.array(self._origin, dtype=np.uint64),
                party=np.array(self._party, dtype=np.uint64),
                offered=np.array(self._offered, dtype=np.uint16),
            ),
            planes=np.array(self._planes, dtype=np.uint32).reshape(made, 2 * count),
            points=Located(
                lon_deg=table[:, 0].copy(),
                lat_deg=table[:, 1].copy(),
                radius_m=table[:, 2].copy(),
                interval=np.array([number for _, number in positions], dtype=np.int64),
                intervals=tuple(self._intervals),
            ),
        )

    def _row_number(self, piece: Evidence) -> int:
        """Give the row of a telling; points count downward from -1."""
        told = (piece.component, piece.payload)
        number = self._row_of.get(told)
        if number is None:
            number = self._row_of[told] = self._new_row_number(piece.component, self._widened(piece.payload))
        return number

    def _new_row_number(self, component: Component, payload: Payload) -> int:
        if isinstance(payload, PlaceTold) and payload.place.position is not None:
            self._intervals.setdefault(payload.interval, len(self._intervals))
            return -1 - self._points.setdefault((payload.place, payload.interval), len(self._points))
        key = (component, payload)
        number = self._row_of.get(key)
        if number is None:
            number = self._row_of[key] = self._fill(component, payload)
        return number

    def _fill(self, component: Component, payload: Payload) -> int:
        test = self._test
        true, false = told = np.zeros((2, filled(len(test.plans))), dtype=np.uint32)
        for p, bit in self._slots_for(component, payload):
            plan = test.plans[p]
            value = value_of(plan.slots[bit], component, payload, plan, test.setting)
            true[p] |= np.uint32(bool(value & TOLD_TRUE) << bit)
            false[p] |= np.uint32(bool(value & TOLD_FALSE) << bit)
            if component is Component.TIME:
                assert isinstance(payload, Interval)
                late = not is_not_yet_applied(plan, payload, test.setting)
                false[p] |= np.uint32(late << LATE_BIT)
        self._planes.append(told.ravel())
        return len(self._planes) - 1

    def _slots_for(self, component: Component, payload: Payload) -> tuple[tuple[int, int], ...]:
        """Give the provisions and bits that a telling can speak to; a claim about a zone speaks to one agreement."""
        disputes = payload.component if isinstance(payload, DisputeTold | PartTold) else component
        told = payload.part if isinstance(payload, PartTold) else payload
        agreement = told.zone.partition("/")[0] if isinstance(told, BoundaryTold) else ""
        key = (component, disputes, agreement)
        slots = self._slots_of.get(key)
        if slots is None:
            plans = self._test.plans
            slots = self._slots_of[key] = tuple(
                (p, bit)
                for p, bit in self._slots[component]
                if disputes in plans[p].slots[bit].components and agreement in ("", plans[p].agreement.id)
            )
        return slots

    def _widened(self, payload: Payload) -> Payload:
        match payload:
            case Interval():
                return self._epochs.widen(payload)
            case ActorTold() | PlaceTold() | ControlTold():
                return replace(payload, interval=self._epochs.widen(payload.interval))
            case DisputeTold():
                rival = payload.rival and replace(payload.rival, interval=self._epochs.widen(payload.rival.interval))
                wide = self._epochs.widen(payload.disputed.interval)
                return replace(payload, disputed=replace(payload.disputed, interval=wide), rival=rival)
            case PartTold():
                return replace(payload, part=self._widened(payload.part), whole=self._widened(payload.whole))
            case BoundaryTold():
                told = replace(payload.told, interval=self._epochs.widen(payload.told.interval))
                return replace(payload, told=told)
            case _:
                return payload


def _numbered(names: Iterable[frozenset[str]]) -> dict[str, int]:
    """Number every name that occurs, in their order."""
    return {name: number for number, name in enumerate(sorted(set().union(*names)))}


def _mask(names: frozenset[str], numbers: Mapping[str, int]) -> int:
    mask = 0
    for name in names:
        mask |= 1 << min(numbers[name], ACCOUNTS_MAX - 1)
    return mask


def _slots_by_component(test: ClauseTest) -> dict[Component, tuple[tuple[int, int], ...]]:
    """List, for each component, the provisions and bits that it can fill and that the text itself does not."""
    return {
        component: tuple(
            (p, bit)
            for p, plan in enumerate(test.plans)
            for bit, slot in enumerate(plan.slots)
            if component in slot.components and not always_told(slot, plan)
        )
        for component in COMPONENTS
    }
