# SPDX-License-Identifier: Apache-2.0
"""R5 under attack: a peer with 10,000 filings a day learns nothing of a hidden plan beyond its coarse slots.

The peer chooses every filing by all it was told before: the next one is drawn from a digest of the whole transcript,
so that one byte that differed would change everything after it. It files wide and narrow volumes, heights, kinds and
sharings, changes and withdraws, and follows every constraint into its cell. Meanwhile the other side files, changes
and withdraws its hidden plan. Two hidden plans that cover the same slots must leave equal transcripts, byte by byte:
then no estimate drawn from a transcript, however clever, can be finer than the slots.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import msgspec
import numpy as np
import pytest

from filed_intents import NOON_H, Held, intent, volume
from shipped import NODE_LIMITS
from truceline.app.caller import NodeLimits
from truceline.base.errors import LimitError, NodeError, QuotaError
from truceline.coordination.coarse import CoarseGrid
from truceline.coordination.disclosure import (
    constraints_of,
    constraints_of_others,
    readers_of_conflict,
    select_mutual,
    view_of_conflict,
)
from truceline.coordination.quota import check_cells
from truceline.findings.conflict import Constraint, Slot
from truceline.geo import AltitudeBand, Circle, Datum, Footprint, geodesic_m
from truceline.picture.intents import Intent, IntentState
from truceline.screening import find_conflicts

GRID = CoarseGrid()
FILINGS = 10_000
PEER, HILL, COAST = "northland", "hill-league", "coast-union"
WEST, SOUTH, SIZE_DEG = -141.0, -31.0, 2.0
BLOCKS = 4
KINDS = ("flight.transport", "flight.combat", "aid.passage.convoy", "passage.persons", "hold.post")


@dataclass(slots=True)
class Node:
    """What a node does with intents, in memory: quota, cover, constraints, exact conflicts where both sides share."""

    limits: NodeLimits | None = None
    find_constraints: Callable[[Intent, "Node", tuple[Held, ...]], tuple[Constraint, ...]] | None = None
    intents: dict[str, Intent] = field(default_factory=dict)
    holding: dict[Slot, Counter[tuple[str, tuple[str, ...]]]] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    told: list[object] = field(default_factory=list)

    def file(self, filed: Intent) -> object:
        """Take a version; the answer is what its author is told."""
        try:
            cover = GRID.cover(filed.volumes, limit=64)
            if self.limits is not None and filed.party == PEER:
                check_cells(cover.cells, self.asked, self.asked, self.limits)
                self.asked |= cover.cells
        except NodeError as error:
            return {"refused": error.code, "why": str(error)}
        holders = tuple(self._holders(cover.slots))
        found = constraints_of(filed, holders, GRID)
        if self.find_constraints is not None:
            found = self.find_constraints(filed, self, holders)
        others = dict(constraints_of_others(filed, holders, GRID))
        exact = select_mutual(filed, self.intents.values())
        conflicts = find_conflicts(filed, exact)
        self.take_back(filed.id)
        self.intents[filed.id] = filed
        self._hold(filed, cover.slots, 1)
        if PEER in others and filed.party != PEER:
            self.told.append({"told": others[PEER]})
        assert all(PEER not in readers_of_conflict(filed, each) or PEER in {filed.party, each.party} for each in exact)
        return {"constraints": found, "conflicts": [view_of_conflict(each, filed.party) for each in conflicts]}

    def take_back(self, intent_id: str) -> None:
        """Withdraw an intent, if it is there."""
        before = self.intents.pop(intent_id, None)
        if before is not None:
            self._hold(before, GRID.cover(before.volumes).slots, -1)

    def _hold(self, filed: Intent, slots: tuple[Slot, ...], count: int) -> None:
        shared = tuple(sorted({*filed.sharing.full, *filed.sharing.conflict}))
        for slot in slots:
            self.holding.setdefault(slot, Counter())[filed.party, shared] += count

    def _holders(self, slots: tuple[Slot, ...]) -> Iterator[Held]:
        for slot in slots:
            for (party, shared), count in sorted(self.holding.get(slot, Counter()).items()):
                if count > 0:
                    yield Held(slot=slot, party=party, shared_with=shared)


@dataclass(slots=True)
class Peer:
    """The curious one: every choice follows from all that it was told."""

    digest: bytes = b""
    constrained: set[Slot] = field(default_factory=set)
    free: set[Slot] = field(default_factory=set)
    refused: int = 0

    def choose(self, number: int) -> Intent:
        """Choose the next filing."""
        random = np.random.default_rng(int.from_bytes(self.digest[:8], "big") + number)
        area, start_h, hours = self._choose_volume(random)
        low_m = float(random.choice([0.0, 100.0, 5_000.0]))
        band = [AltitudeBand(), AltitudeBand(lower_m=low_m, upper_m=low_m + 50.0, datum=Datum.AMSL)][number % 2]
        kind = KINDS[int(random.integers(len(KINDS)))]
        is_hidden = kind.startswith(("aid", "passage"))
        names = [(), (HILL,), (COAST,), (HILL, COAST)][0 if is_hidden else int(random.integers(4))]
        name = f"peer-{number if random.uniform() < 0.7 else number - 1}"
        return intent(name, volume(area, start_h, start_h + hours, band), party=PEER, conflict=names, kind=kind)

    def hear(self, told: object, filed: Intent | None = None) -> None:
        """Take what was told into account."""
        self.digest = hashlib.sha256(self.digest + msgspec.json.encode(told)).digest()
        if isinstance(told, dict) and "refused" in told:
            self.refused += 1
        elif isinstance(told, dict) and filed is not None:
            slots = {constraint.slot for constraint in told["constraints"]}
            self.constrained |= slots
            self.free |= set(GRID.cover(filed.volumes).slots) - slots

    def _choose_volume(self, random: np.random.Generator) -> tuple[Circle, float, float]:
        """Look anywhere, or probe inside a slot that is constrained."""
        if self.constrained and random.uniform() < 0.6:
            slots = sorted(self.constrained, key=lambda slot: (slot.cell, slot.block))
            slot = slots[int(random.integers(len(slots)))]
            west, south, east, north = GRID.bounds_of(slot.cell)
            start_h = slot.block * GRID.block_hours + float(random.uniform(0.0, 5.0))
            radius_m, hours = float(10 ** random.uniform(0.0, 4.5)), float(random.uniform(0.01, 1.0))
        else:
            west, south, east, north = WEST, SOUTH, WEST + SIZE_DEG, SOUTH + SIZE_DEG
            start_h = NOON_H + float(random.uniform(0.0, BLOCKS * GRID.block_hours - 6.0))
            radius_m, hours = float(10 ** random.uniform(1.0, 4.8)), float(random.uniform(0.1, 6.0))
        lon_deg, lat_deg = float(random.uniform(west, east)), float(random.uniform(south, north))
        return Circle(lon_deg=lon_deg, lat_deg=lat_deg, radius_m=radius_m), start_h, hours


def corridor(random: np.random.Generator, party: str) -> list[Intent]:
    """Give a hidden plan: one slanting corridor over several cells during an hour of a block."""
    lon_deg, lat_deg = WEST + random.uniform(0.3, 1.2), SOUTH + random.uniform(0.3, 1.2)
    ring = ((lon_deg, lat_deg), (lon_deg + 0.6, lat_deg + 0.4), (lon_deg + 0.6, lat_deg + 0.42), (lon_deg, lat_deg))
    start_h = NOON_H + GRID.block_hours * int(random.integers(BLOCKS - 1)) + float(random.uniform(0.0, 4.0))
    return [intent("hidden-0", volume(Footprint(polygons=((ring,),)), start_h, start_h + 1.0), party=party)]


def same_slots(random: np.random.Generator, plan: list[Intent], party: str) -> list[Intent]:
    """Give quite another plan of the same slots: places of a few metres, one in each, of a convoy of relief; and more.

    Further intents of other parties lie in some of the same slots, so that their number differs too.
    """
    places = []
    for slot in GRID.cover(plan[0].volumes).slots:
        west, south, east, north = GRID.bounds_of(slot.cell)
        lon_deg, lat_deg = random.uniform(0.1, 0.9, 2) * (east - west, north - south) + (west, south)
        start_h = slot.block * GRID.block_hours + float(random.uniform(0.0, 5.0))
        place = Circle(lon_deg=float(lon_deg), lat_deg=float(lat_deg), radius_m=float(random.uniform(1.0, 900.0)))
        places.append(volume(place, start_h, start_h + 0.5))
    convoy = intent("other", *places, party=party, kind="aid.passage.convoy")
    return [convoy, *(intent(f"more-{number}", place, party=HILL) for number, place in enumerate(places[:4]))]


def attack(node: Node, plan: list[Intent], filings: int = FILINGS) -> Peer:
    """Let the peer file, while the hidden side files, changes, takes back and files again."""
    peer = Peer()
    marks = {filings // 10: "file", filings // 2: "change", filings * 7 // 10: "take back", filings * 8 // 10: "file"}
    for number in range(filings):
        _move_hidden(node, plan, marks.get(number, ""))
        for told in node.told:
            peer.hear(told)
        node.told.clear()
        filed = peer.choose(number)
        peer.hear(node.file(filed), filed)
        if number % 500:
            node.take_back(filed.id)
    return peer


def _move_hidden(node: Node, plan: list[Intent], what: str) -> None:
    for each in plan if what else ():
        if what == "take back":
            node.take_back(each.id)
        else:
            node.file(replace(each, version=2 if what == "change" else 1))
            assert node.intents[each.id].state is IntentState.FILED


@pytest.mark.parametrize(
    ("seed", "limits"), [(1, None), (3, replace(NODE_LIMITS, cells_per_officer_per_day=20))], ids=["no quota", "quota"]
)
def test_plans_of_the_same_slots_leave_equal_transcripts(seed: int, limits: NodeLimits | None) -> None:
    """A corridor of one party, or a convoy in many places of another and more: no byte of 10,000 answers differs."""
    random = np.random.default_rng(seed)
    plan = corridor(random, HILL)
    other = same_slots(random, plan, COAST)
    assert {slot for each in other for slot in GRID.cover(each.volumes).slots} == set(GRID.cover(plan[0].volumes).slots)

    first, second = attack(Node(limits=limits), plan), attack(Node(limits=limits), other)

    assert first.digest == second.digest
    assert first.constrained == second.constrained


def test_the_peer_learns_the_coarse_slots_and_they_are_coarse() -> None:
    """The attack is a real one: without a quota it finds the slots of the plan, and nothing that is finer."""
    plan = corridor(np.random.default_rng(4), HILL)

    peer = attack(Node(), plan, 2_000)

    slots = set(GRID.cover(plan[0].volumes).slots)
    assert peer.constrained == slots
    for slot in slots:
        west, south, east, north = GRID.bounds_of(slot.cell)
        assert min(geodesic_m([west, west], [south, north], [east, east], [south, north])) >= 10_000
        assert geodesic_m(west, south, west, north) >= 10_000
        interval = GRID.interval_of(slot.block)
        assert interval.end_ns - interval.start_ns >= 3_600_000_000_000


def test_with_a_quota_the_peer_sees_few_cells() -> None:
    """The quota counts cells: wide filings are refused once they are used up."""
    plan = corridor(np.random.default_rng(5), HILL)
    node = Node(limits=replace(NODE_LIMITS, cells_per_officer_per_day=20))

    peer = attack(node, plan, 2_000)

    assert len(node.asked) <= 20
    assert {slot.cell for slot in peer.constrained | peer.free} <= node.asked
    assert peer.refused > 500


def test_finer_answers_would_be_noticed() -> None:
    """A node that told constraints only where volumes truly meet would leave transcripts that differ."""

    def leak(filed: Intent, node: Node, holders: tuple[Held, ...]) -> tuple[Constraint, ...]:
        met = [each.intents[1].id for each in find_conflicts(filed, node.intents.values())]
        hidden = [name for name in met if node.intents[name].party != filed.party]
        return constraints_of(filed, holders, GRID) if hidden else ()

    random = np.random.default_rng(6)
    plan = corridor(random, HILL)
    other = same_slots(random, plan, COAST)

    assert (
        attack(Node(find_constraints=leak), plan, 1_000).digest
        != attack(Node(find_constraints=leak), other, 1_000).digest
    )


def test_refusals_are_told_in_the_transcript() -> None:
    """What the peer hears of a refusal is its own doing alone: a code and a sentence."""
    node = Node(limits=replace(NODE_LIMITS, cells_per_officer_per_day=1))
    wide = intent("w", volume(Circle(lon_deg=-140.0, lat_deg=-30.0, radius_m=60_000.0)), party=PEER)
    huge = intent("h", volume(Circle(lon_deg=-140.0, lat_deg=-30.0, radius_m=900_000.0)), party=PEER)

    answers = [node.file(wide), node.file(huge)]

    assert [isinstance(each, dict) and each.get("refused") for each in answers] == [QuotaError.code, LimitError.code]
