# SPDX-License-Identifier: Apache-2.0
"""Invented intents for tests (EXERCISE): parties of nowhere, off every coast."""

from collections.abc import Iterable
from dataclasses import dataclass

from truceline.base.instants import Interval
from truceline.coordination.coarse import CoarseGrid
from truceline.findings.conflict import Slot
from truceline.geo import AltitudeBand, Circle, Footprint, Volume4D
from truceline.picture.intents import Intent, IntentState, Sharing

HOUR_NS = 3_600_000_000_000
NOON_H = 600_000
"""An hour since 1970 at which a block of six hours begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a store gives of who holds a slot."""

    slot: Slot
    party: str
    shared_with: tuple[str, ...]


def volume(
    area: Footprint | Circle, start_h: float = NOON_H, end_h: float = NOON_H + 2, band: AltitudeBand | None = None
) -> Volume4D:
    """Give a volume of an area and hours since 1970."""
    interval = Interval(start_ns=int(start_h * HOUR_NS), end_ns=int(end_h * HOUR_NS))
    return Volume4D(area=area, band=band or AltitudeBand(), interval=interval)


def standing(area: Footprint | Circle, start_h: int = NOON_H) -> Volume4D:
    """Give a volume without an end."""
    return Volume4D(area=area, band=AltitudeBand(), interval=Interval(start_ns=start_h * HOUR_NS))


def circle(lon_deg: float = -140.0, lat_deg: float = -30.0, radius_m: float = 1_000.0) -> Circle:
    """Give a circle at sea."""
    return Circle(lon_deg=lon_deg, lat_deg=lat_deg, radius_m=radius_m)


def intent(
    name: str,
    *volumes: Volume4D,
    party: str = "northland",
    full: Iterable[str] = (),
    conflict: Iterable[str] = (),
    kind: str = "flight.transport",
) -> Intent:
    """Give an intent; without a volume it is a small circle at sea."""
    return Intent(
        id=name,
        version=1,
        state=IntentState.FILED,
        party=party,
        officer=f"{party}-1",
        filed_ns=NOON_H * HOUR_NS,
        confirmed_ns=NOON_H * HOUR_NS,
        kind=(kind,),
        volumes=volumes or (volume(circle()),),
        sharing=Sharing(full=tuple(full), conflict=tuple(conflict)),
        exercise=True,
    )


def holders_of(grid: CoarseGrid, intents: Iterable[Intent], slots: Iterable[Slot]) -> tuple[Held, ...]:
    """Read by plain loops what a store promises to give of who holds slots."""
    covers = [(each, grid.cover(each.volumes)) for each in intents if each.state is IntentState.FILED]
    found = {
        (slot.cell, slot.block, each.party, tuple(sorted({*each.sharing.full, *each.sharing.conflict})))
        for slot in slots
        for each, cover in covers
        if slot in cover.slots
        or (slot.cell in cover.standing_cells and grid.interval_of(slot.block).end_ns > each.start_ns)
    }
    return tuple(
        Held(slot=Slot(cell=cell, block=block), party=party, shared_with=shared)
        for cell, block, party, shared in sorted(found)
    )
