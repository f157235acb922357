# SPDX-License-Identifier: Apache-2.0
"""Who learns what: one case for each rule of the table in docs/sharing.md."""

from dataclasses import replace

import pytest

from filed_intents import HOUR_NS, NOON_H, circle, holders_of, intent, standing, volume
from truceline.base.instants import Interval
from truceline.coordination.coarse import CoarseGrid
from truceline.coordination.disclosure import (
    OtherSide,
    constraints_of,
    constraints_of_others,
    is_mutual,
    may_read,
    readers_of_barred_plan,
    readers_of_conflict,
    readers_of_intent,
    readers_of_probing,
    select_mutual,
    view_of_conflict,
    view_of_finding,
)
from truceline.findings.conflict import CoarseConstraints, IntentRef
from truceline.findings.finding import BarredPlan, Detail, Finding, FindingKind, Probing
from truceline.picture.intents import Intent
from truceline.screening import find_conflicts

GRID = CoarseGrid()
NORTH, HILL, COAST = "northland", "hill-league", "coast-union"


def met(filed: Intent, *others: Intent) -> tuple[int, tuple[str, ...]]:
    """Give how many slots constrain an intent, and which other parties are told."""
    holders = holders_of(GRID, others, GRID.cover(filed.volumes).slots)
    told = constraints_of_others(filed, holders, GRID)
    return len(constraints_of(filed, holders, GRID)), tuple(party for party, _ in told)


@pytest.mark.parametrize(
    ("one", "other", "mutual"),
    [
        ({"conflict": [HILL]}, {"conflict": [NORTH]}, True),
        ({"full": [HILL]}, {"conflict": [NORTH]}, True),
        ({"full": [HILL]}, {"full": [NORTH]}, True),
        ({"full": [HILL]}, {}, False),
        ({}, {"full": [NORTH]}, False),
        ({}, {}, False),
        ({"full": [COAST]}, {"full": [COAST]}, False),
        ({"full": [HILL]}, {"kind": "aid.passage.convoy"}, False),
    ],
)
def test_an_exact_conflict_needs_both_names(
    one: dict[str, list[str]],
    other: dict[str, list[str]],
    mutual: bool,  # noqa: FBT001 a table
) -> None:
    """Each must name the other's party; which of the lists means nothing."""
    here, there = intent("a", party=NORTH, **one), intent("b", party=HILL, **other)  # type: ignore[arg-type]

    assert is_mutual(here, there) is is_mutual(there, here) is mutual
    assert readers_of_conflict(here, there) == ((HILL, NORTH) if mutual else ())
    assert select_mutual(here, [there]) == ((there,) if mutual else ())
    assert met(here, there) == ((0, ()) if mutual else (1, (HILL,)))


def test_a_party_has_no_secrets_from_itself() -> None:
    """Its own intents conflict exactly, hidden ones too, and never as constraints."""
    here, there = intent("a", kind="aid.passage.convoy"), intent("b")

    assert is_mutual(here, there)
    assert readers_of_conflict(here, there) == (NORTH,)
    assert met(here, there) == (0, ())


def test_one_that_is_not_mutual_is_enough() -> None:
    """A party with two intents in a slot, one of them shared, is met as a constraint by the other."""
    here = intent("a", conflict=[HILL])
    shared, hidden = intent("b", party=HILL, conflict=[NORTH]), intent("c", party=HILL, kind="passage.persons")

    assert met(here, shared) == (0, ())
    assert met(here, shared, hidden) == (1, (HILL,))


def test_who_may_read() -> None:
    """Its party and the parties of the first list; not those of the second."""
    plan = intent("a", full=[HILL], conflict=[COAST])

    assert [may_read(plan, party) for party in (NORTH, HILL, COAST, "nobody")] == [True, True, False, False]
    assert readers_of_intent(plan) == (HILL, NORTH)
    assert readers_of_intent(intent("b", kind="aid.passage.convoy")) == (NORTH,)


def test_a_constraint_names_nobody() -> None:
    """It is the same whoever holds the slot, however often, with whatever kind, height and place inside it."""
    filed = intent("a", volume(circle(radius_m=60_000.0)))
    cell = circle(-140.0, -30.05, 100.0)
    others = [
        [intent("b", volume(cell), party=HILL)],
        [intent("c", volume(replace(cell, radius_m=900.0), NOON_H + 1, NOON_H + 5), party=COAST, full=[HILL])],
        [intent(f"d-{number}", volume(cell), party=HILL, kind="aid.passage.convoy") for number in range(9)],
    ]
    slots = GRID.cover(filed.volumes).slots

    answers = {constraints_of(filed, holders_of(GRID, each, slots), GRID) for each in others}

    (answer,) = answers
    assert [constraint.slot.cell for constraint in answer] == list(GRID.cells_of(cell))


def test_constraints_are_told_once_while_they_last() -> None:
    """A second filing in a constrained slot tells the others nothing; when the slot was free between, it does."""
    theirs = intent("p", party=HILL)
    first, second = intent("a"), intent("b", party=COAST)

    assert met(first, theirs) == (1, (HILL,))
    assert met(second, theirs, first) == (1, ())
    assert met(replace(first, version=2), theirs, first) == (1, ())
    assert met(second, theirs) == (1, (HILL,))


def test_a_party_is_told_of_its_own_slots_alone() -> None:
    """A wide filing tells each of the others the slots in which it has something itself."""
    filed = intent("a", volume(circle(radius_m=100_000.0), NOON_H, NOON_H + 30))
    here = intent("b", volume(circle(-140.0, -30.05, 100.0)), party=HILL)
    there = intent("c", volume(circle(-139.5, -30.05, 100.0), NOON_H + 7, NOON_H + 8), party=COAST, conflict=[HILL])

    told = dict(constraints_of_others(filed, holders_of(GRID, [here, there], GRID.cover(filed.volumes).slots), GRID))

    assert {party: {each.slot for each in found} for party, found in told.items()} == {
        HILL: set(GRID.cover(here.volumes).slots),
        COAST: set(GRID.cover(there.volumes).slots),
    }


def test_a_standing_presence_holds_its_cells_in_every_block() -> None:
    """A filing weeks later meets it."""
    post = intent("b", standing(circle()), party=HILL, kind="hold.post")

    assert met(intent("a", volume(circle(), NOON_H + 500, NOON_H + 502)), post) == (1, (HILL,))
    assert met(intent("a", volume(circle(), NOON_H - 500, NOON_H - 498)), post) == (0, ())


def test_each_side_of_a_conflict_reads_its_own_side_whole() -> None:
    """Of the other's it reads id, party and kind; of both the shared ground, time and band. A third reads nothing."""
    here, there = intent("a", conflict=[HILL]), intent("b", party=HILL, conflict=[NORTH])
    (conflict,) = find_conflicts(replace(here, version=7), [replace(there, version=9)])

    view, mirrored = view_of_conflict(conflict, NORTH), view_of_conflict(conflict, HILL)

    assert view is not None
    assert mirrored is not None
    assert view.own == (IntentRef(id="a", version=7, party=NORTH, kind=here.kind),)
    assert view.other == OtherSide(id="b", party=HILL, kind=there.kind)
    assert mirrored.other == OtherSide(id="a", party=NORTH, kind=here.kind)
    assert (view.interval, view.bounds_deg, view.band) == (mirrored.interval, mirrored.bounds_deg, mirrored.band)
    assert view_of_conflict(conflict, COAST) is None


def test_a_conflict_of_two_own_intents_is_read_whole() -> None:
    """Both are its own."""
    (conflict,) = find_conflicts(intent("a"), [intent("b")])

    view = view_of_conflict(conflict, NORTH)

    assert view is not None
    assert [ref.id for ref in view.own] == ["a", "b"]
    assert view.other is None


def finding(detail: Detail, kind: FindingKind, *readers: str) -> Finding:
    """Give a finding."""
    interval = Interval(start_ns=NOON_H * HOUR_NS, end_ns=(NOON_H + 1) * HOUR_NS)
    return Finding(id="f", kind=kind, at_ns=1, about=(), readers=readers, detail=detail, interval=interval)


def test_a_finding_is_there_for_its_readers_alone() -> None:
    """To everybody else it is as if there were none; no reader learns who else reads it."""
    (conflict,) = find_conflicts(intent("a", conflict=[HILL]), [intent("b", party=HILL, conflict=[NORTH])])
    found = finding(conflict, FindingKind.CONFLICT, HILL, NORTH)

    view = view_of_finding(found, NORTH)

    assert view is not None
    assert view.detail == view_of_conflict(conflict, NORTH)
    assert not hasattr(view, "readers")
    assert view_of_finding(found, COAST) is None
    assert view_of_finding(replace(found, readers=(COAST,)), COAST) is None


def test_a_barred_plan_is_read_by_its_author_alone() -> None:
    """Even where somebody made another a reader by mistake."""
    plan = intent("a", kind="force.fire.mortar", full=[HILL])
    ref = IntentRef(id="a", version=1, party=NORTH, kind=plan.kind)
    barred = BarredPlan(intent=ref, agreement="quay-truce", provision="1", passage_status="text")

    assert readers_of_barred_plan(plan) == (NORTH,)
    assert view_of_finding(finding(barred, FindingKind.BARRED_PLAN, NORTH), NORTH) is not None
    assert view_of_finding(finding(barred, FindingKind.BARRED_PLAN, NORTH, HILL), HILL) is None


def test_coarse_constraints_never_name_the_others_intent() -> None:
    """A reader whose intent it is not gets the slots without it."""
    own = IntentRef(id="a", version=1, party=NORTH, kind=("flight.transport",))
    slots = tuple(GRID.constraint_of(slot) for slot in GRID.cover(intent("a").volumes).slots)
    found = finding(CoarseConstraints(intent=own, constraints=slots), FindingKind.CONSTRAINT, NORTH, HILL)

    view, mirrored = view_of_finding(found, NORTH), view_of_finding(found, HILL)

    assert view is not None
    assert mirrored is not None
    assert view.detail == found.detail
    assert mirrored.detail == CoarseConstraints(intent=None, constraints=slots)


def test_a_suspicion_of_probing_reaches_whom_it_is_about() -> None:
    """The officer's party and the party of the node, at the same time."""
    probing = Probing(party=NORTH, officer="x", cells_asked=1, revisions=99, reason="r")

    assert readers_of_probing(probing, HILL) == (HILL, NORTH)
    assert readers_of_probing(probing, NORTH) == (NORTH,)
    view = view_of_finding(finding(probing, FindingKind.PROBING, HILL, NORTH), NORTH)
    assert view is not None
    assert view.detail == probing
