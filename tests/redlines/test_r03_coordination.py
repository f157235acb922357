# SPDX-License-Identifier: Apache-2.0
"""R3: whatever one party is told of another's plan, that other is told at the same commit, or knew it already."""

import numpy as np
import pytest

from filed_intents import circle, holders_of, intent, volume
from truceline.coordination.coarse import CoarseGrid
from truceline.coordination.disclosure import (
    constraints_of,
    constraints_of_others,
    is_mutual,
    readers_of_conflict,
    readers_of_probing,
)
from truceline.findings.conflict import Slot
from truceline.findings.finding import Probing
from truceline.picture.intents import Intent

GRID = CoarseGrid()
PARTIES = ("northland", "hill-league", "coast-union")


def some_intent(random: np.random.Generator, number: int) -> Intent:
    """Give a random intent of a random party with a random sharing."""
    party = str(random.choice(PARTIES))
    is_hidden = random.uniform() < 0.2
    lists = [tuple(name for name in PARTIES if name != party and random.uniform() < 0.5) for _ in range(2)]
    lon_deg, lat_deg = random.uniform((-140.4, -30.4), (-139.6, -29.6)).tolist()
    return intent(
        f"i-{number}",
        volume(circle(lon_deg, lat_deg, 15_000.0)),
        party=party,
        full=() if is_hidden else lists[0],
        conflict=() if is_hidden else lists[1],
        kind="aid.passage.convoy" if is_hidden else "flight.transport",
    )


@pytest.mark.parametrize("seed", range(60))
def test_a_constraint_is_met_from_both_sides(seed: int) -> None:
    """Where an author is told of a slot, every party that caused it is told now, or was told while it lasts."""
    random = np.random.default_rng(seed)
    standing: list[Intent] = []
    known: set[tuple[str, Slot]] = set()
    for number in range(12):
        filed = some_intent(random, number)
        holders = holders_of(GRID, standing, GRID.cover(filed.volumes).slots)
        asked = {each.slot for each in constraints_of(filed, holders, GRID)}
        told = {(party, each.slot) for party, found in constraints_of_others(filed, holders, GRID) for each in found}
        assert not told & known
        known |= told | {(filed.party, slot) for slot in asked}
        for holder in holders:
            if holder.slot in asked and not is_mutual_with(filed, holder.party, holder.shared_with):
                assert (holder.party, holder.slot) in known
        assert {slot for _, slot in told} <= asked
        standing.append(filed)


@pytest.mark.parametrize("seed", range(20))
def test_an_exact_conflict_is_read_by_both_or_by_nobody(seed: int) -> None:
    """There are no other readers, and no reader without the other."""
    random = np.random.default_rng(seed)
    one, other = some_intent(random, 1), some_intent(random, 2)

    readers = set(readers_of_conflict(one, other))

    assert readers == ({one.party, other.party} if is_mutual(one, other) else set())
    assert readers_of_conflict(other, one) == readers_of_conflict(one, other)


def test_a_suspicion_reaches_whom_it_is_about() -> None:
    """No later than the party whose node raises it."""
    probing = Probing(party="northland", officer="n-1", cells_asked=1, revisions=30, reason="r")

    assert "northland" in readers_of_probing(probing, "hill-league")


def is_mutual_with(filed: Intent, party: str, shared_with: tuple[str, ...]) -> bool:
    """Say it anew from the rule, without the code under test."""
    names = {*filed.sharing.full, *filed.sharing.conflict}
    return party == filed.party or (party in names and filed.party in shared_with)
