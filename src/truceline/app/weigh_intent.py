# SPDX-License-Identifier: Apache-2.0
"""Weigh an intent: whom it meets, what is asked coarsely of whoever files it, and what the clauses say of it.

The same for a new intent and for a changed one. Nothing is written here but what was asked (``Requests``): a question
that was answered counts, whatever becomes of the intent afterwards; one that was refused told nothing and does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from truceline.app.ask_cells import ask_cells
from truceline.app.caller import Caller, NodeTerms
from truceline.app.judge_plan import judge_plan
from truceline.app.ports import Records, SlotHolder
from truceline.base.errors import LimitError
from truceline.base.instants import NS_PER_DAY, Interval
from truceline.base.limits import CONFLICTS_TOLD_MAX, FILED_PER_SLOT_MAX
from truceline.coordination.coarse import Cover
from truceline.coordination.disclosure import constraints_of, select_mutual
from truceline.findings.conflict import Conflict, Constraint, Slot
from truceline.findings.plan_answer import PlanAnswer
from truceline.geo.footprint import Footprint
from truceline.picture.intents import Intent
from truceline.screening.conflicts import find_conflicts

_PAIR_WORK = 10
"""Comparing two volumes takes about as long as reading so many corners."""
_OWN_WORK_MAX = 2_000
"""After so much work on overlaps with intents of the own party, in corners, no further one is compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What was found about one version of an intent.

    Attributes:
        intent: The version.
        conflicts: With intents of other parties that are told both ways, and with those of its own party that were
            compared.
        own_left_out: How many intents of its own party near it were not compared, since they are too many.
        constraints: Coarse slots in which something that is not told asks for a word on the line.
        holders: Who holds those slots; never shown.
        answer: What the clauses say of it, as its author may be told (R1).
        cover: Where it lies, coarsely.
        cells_asked: Distinct coarse cells that the officer asked about in the last 24 h, these among them.
        findings: Ids of the findings of conflicts, by the other intent; none before it was kept.
    """

    intent: Intent
    conflicts: tuple[Conflict, ...]
    own_left_out: int
    constraints: tuple[Constraint, ...]
    holders: tuple[SlotHolder, ...]
    answer: PlanAnswer
    cover: Cover
    cells_asked: int
    findings: Mapping[str, str] = field(default_factory=dict)


def weigh_intent(records: Records, intent: Intent, caller: Caller, terms: NodeTerms, *, now_ns: int) -> Weighed:
    """Weigh one version of an intent.

    Args:
        records: The shelves.
        intent: The version.
        caller: Who files it.
        terms: What the node answers by.
        now_ns: The present instant [ns since 1970 UTC].

    Returns:
        What was found.

    Raises:
        LimitError: It touches more coarse cells than one intent may, or too many of its party stand there.
        QuotaError: More cells were asked about than one may in a day.
    """
    cover = cover_of(intent, terms, now_ns)
    cells_asked = ask_cells(records, cover.cells, caller, terms, now_ns=now_ns)
    holders = _holders(records, intent, slots_asked(cover, intent, terms, now_ns))
    conflicts, own_left_out = _overlaps(records, intent)
    return Weighed(
        intent=intent,
        conflicts=conflicts,
        own_left_out=own_left_out,
        constraints=constraints_of(intent, holders, terms.grid),
        holders=holders,
        answer=judge_plan(intent, terms.plans),
        cover=cover,
        cells_asked=cells_asked,
    )


def told_conflicts(records: Records, intent: Intent) -> tuple[Conflict, ...]:
    """Give the conflicts of a version with other parties' intents that stand, as far as both may be told (R3)."""
    candidates = select_mutual(intent, records.intents.candidates(intent))
    return find_conflicts(intent, (other for other in candidates if other.party != intent.party))


def listed_conflicts(weighed: Weighed) -> tuple[tuple[Conflict, ...], int]:
    """Give the conflicts that the answer lists, those with other parties first if there are too many.

    Returns:
        The conflicts in their order, and how many more there are or may be.
    """
    chosen = sorted(weighed.conflicts, key=_is_own)[:CONFLICTS_TOLD_MAX]
    kept = {id(conflict) for conflict in chosen}
    listed = tuple(conflict for conflict in weighed.conflicts if id(conflict) in kept)
    return listed, len(weighed.conflicts) - len(listed) + weighed.own_left_out


def _is_own(conflict: Conflict) -> bool:
    return conflict.intents[0].party == conflict.intents[1].party


def _overlaps(records: Records, intent: Intent) -> tuple[tuple[Conflict, ...], int]:
    """Give the conflicts of a version with all others that may be told, and with some of its own party's.

    Returns:
        The conflicts, and how many intents of its own party were not compared since there are too many.
    """
    candidates = select_mutual(intent, records.intents.candidates(intent))
    own = [other for other in candidates if other.party == intent.party]
    before = accumulate((_work(intent, other) for other in own), initial=0)
    compared = [other for other, done in zip(own, before, strict=False) if done < _OWN_WORK_MAX][:CONFLICTS_TOLD_MAX]
    others = (other for other in candidates if other.party != intent.party)
    return find_conflicts(intent, (*others, *compared)), len(own) - len(compared)


def _work(one: Intent, other: Intent) -> int:
    """Say about how long it takes to hold two intents against each other, in corners of an outline."""
    corners = sum(
        len(ring)
        for volume in other.volumes
        if isinstance(volume.area, Footprint)
        for polygon in volume.area.polygons
        for ring in polygon
    )
    return corners + _PAIR_WORK * len(one.volumes) * len(other.volumes)


def _holders(records: Records, intent: Intent, slots: Sequence[Slot]) -> tuple[SlotHolder, ...]:
    """Give who holds slots; refuse one more intent where its party has so many that each further one costs too much.

    Raises:
        LimitError: It has.
    """
    besides = intent.id if intent.version > 1 else ""
    holders, fullest = records.intents.holders_and_fullest(slots, intent.party, besides)
    if fullest >= FILED_PER_SLOT_MAX:
        message = (
            f"volumes: expected at most {FILED_PER_SLOT_MAX} intents of one party in one coarse cell and block of "
            "time, got one more; file one for several movements, or elsewhere or later"
        )
        raise LimitError(message)
    return holders


def cover_of(intent: Intent, terms: NodeTerms, now_ns: int) -> Cover:
    """Give where an intent lies, coarsely; blocks that are over by now are left out, the running one is not.

    That a volume ended within the running block is not to be seen from outside (R5).

    Raises:
        LimitError: It touches too many cells.
    """
    cover = terms.grid.cover(intent.volumes, limit=terms.limits.cells_per_intent_max)
    running = terms.grid.block_of(now_ns)
    return replace(cover, slots=tuple(slot for slot in cover.slots if slot.block >= running))


def running_slots(records: Records, before: Intent, terms: NodeTerms, now_ns: int) -> tuple[Slot, ...]:
    """Give the slots that an intent goes on holding when it is changed, closed or erased: those of the running block.

    The minute in which that was is not to be seen from outside (R5). Where it stood earlier in the same block counts,
    too. A hidden kind goes on holding those of the next block as well.
    """
    running = terms.grid.block_of(now_ns)
    blocks = (running, running + 1) if before.is_hidden else (running,)
    return tuple(slot for block in blocks for slot in records.intents.held(before.id, block))


def slots_asked(cover: Cover, intent: Intent, terms: NodeTerms, now_ns: int) -> tuple[Slot, ...]:
    """Give the slots that an intent asks about; a standing presence up to the horizon beyond which nobody can file."""
    if not cover.standing_cells:
        return cover.slots
    until_ns = now_ns + terms.limits.horizon_days * NS_PER_DAY
    stretch = Interval(start_ns=max(now_ns, intent.start_ns), end_ns=until_ns + 1)
    return (*cover.slots, *terms.grid.slots_in(cover.standing_cells, stretch))
