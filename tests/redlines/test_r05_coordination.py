# SPDX-License-Identifier: Apache-2.0
"""R5: what is hidden acts through coarse slots alone; every answer is a function of them."""

from dataclasses import replace

import numpy as np
import pytest

from filed_intents import circle, holders_of, intent, standing, volume
from truceline.base.errors import RedLineError
from truceline.coordination.coarse import CoarseGrid
from truceline.coordination.disclosure import (
    constraints_of,
    constraints_of_others,
    is_mutual,
    may_read,
    readers_of_conflict,
    readers_of_intent,
)
from truceline.picture.intents import HIDDEN_KINDS, Intent, Sharing

GRID = CoarseGrid()
PARTIES = ("northland", "hill-league", "coast-union")


@pytest.mark.parametrize(("cell_m", "block_hours"), [(9_999.0, 6), (25_000.0, 0)])
def test_no_setting_makes_the_grid_finer(cell_m: float, block_hours: int) -> None:
    """Below 10 km or 1 h no grid can be made, so nothing can be told by one."""
    with pytest.raises(RedLineError, match="R5"):
        CoarseGrid(cell_m=cell_m, block_hours=block_hours)


@pytest.mark.parametrize("root", HIDDEN_KINDS)
def test_hidden_kinds_are_read_by_their_own_party_alone(root: str) -> None:
    """Whatever another's intent says of sharing with them."""
    hidden = intent("h", party="hill-league", kind=f"{root}.x")
    asking = intent("a", full=PARTIES)

    assert [may_read(hidden, party) for party in PARTIES] == [False, True, False]
    assert readers_of_intent(hidden) == ("hill-league",)
    assert not is_mutual(asking, hidden)
    assert readers_of_conflict(asking, hidden) == ()


def test_a_shared_hidden_kind_cannot_be_made() -> None:
    """The intent itself refuses."""
    with pytest.raises(RedLineError, match="R5"):
        replace(intent("h", kind="aid.passage.convoy"), sharing=Sharing(conflict=("northland",)))


def hidden_plans(random: np.random.Generator, cells: tuple[int, ...], party: str) -> list[Intent]:
    """Give intents hidden from the asker, anywhere inside given cells, at least one in each."""
    plans = []
    for number, cell in enumerate((*cells, *random.choice(cells, int(random.integers(0, 6))).tolist())):
        west, south, east, north = GRID.bounds_of(int(cell))
        lon_deg, lat_deg = random.uniform((west + 0.05, south + 0.05), (east - 0.05, north - 0.05)).tolist()
        place = circle(lon_deg, lat_deg, float(random.uniform(1.0, 2_000.0)))
        kind, shared = [("aid.passage.convoy", ()), ("flight.transport", ("coast-union",)), ("hold.post", ())][
            number % 3
        ]
        plans.append(intent(f"h-{number}", volume(place), party=party, conflict=shared, kind=kind))
    return plans


@pytest.mark.parametrize("seed", range(80))
def test_answers_depend_on_the_slots_alone(seed: int) -> None:
    """Two sets of hidden intents that cover the same slots give the same answers to whatever is asked."""
    random = np.random.default_rng(seed)
    region = GRID.cells_of(circle(radius_m=60_000.0))
    cells = tuple(sorted({int(cell) for cell in random.choice(region, 4)}))
    first, second = (hidden_plans(random, cells, party) for party in ("hill-league", "hill-league"))
    asks_for: list[str] = (random.choice(PARTIES, 2).tolist(), [])[int(random.integers(2))]
    lon_deg, lat_deg = random.uniform((-140.6, -30.6), (-139.4, -29.4)).tolist()
    asking = intent("a", volume(circle(lon_deg, lat_deg, float(10 ** random.uniform(1.0, 4.8)))), conflict=asks_for)
    slots = GRID.cover(asking.volumes).slots

    answers = [
        (constraints_of(asking, held, GRID), dict(constraints_of_others(asking, held, GRID)))
        for held in (holders_of(GRID, plans, slots) for plans in (first, second))
    ]

    assert answers[0] == answers[1]
    assert {each.slot.cell for each in answers[0][0]} == set(cells) & {slot.cell for slot in slots}


@pytest.mark.parametrize("seed", range(40))
def test_what_others_are_told_depends_on_the_slots_of_the_plan_alone(seed: int) -> None:
    """The other way round: whoever stands in the slots learns the same of any plan that covers them."""
    random = np.random.default_rng(seed)
    (cell,) = GRID.cells_of(circle(-140.0, -30.05, 10.0))
    stands = intent("s", standing(circle(radius_m=30_000.0)), kind="hold.post")
    told = []
    for party, kind in (("hill-league", "aid.passage.convoy"), ("coast-union", "flight.transport")):
        west, south, east, north = GRID.bounds_of(cell)
        lon_deg, lat_deg = random.uniform((west + 0.05, south + 0.05), (east - 0.05, north - 0.05)).tolist()
        plan = intent(
            "p", volume(circle(lon_deg, lat_deg, float(random.uniform(1.0, 2_000.0)))), party=party, kind=kind
        )
        held = holders_of(GRID, [stands], GRID.cover(plan.volumes).slots)
        told.append(constraints_of_others(plan, held, GRID))

    assert told[0] == told[1]
    assert [party for party, _ in told[0]] == ["northland"]
