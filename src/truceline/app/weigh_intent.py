# SPDX-License-Identifier: Apache-2.0
"""Weigh an intent: whom it meets, what is asked coarsely of whoever files it, and what the clauses say of it.

The same for a new intent and for a changed one. Nothing is written here but what was asked (``Requests``): the
question counts, whatever becomes of the intent.
"""

from dataclasses import dataclass

from truceline.app.caller import Caller, NodeTerms
from truceline.app.judge_plan import judge_plan
from truceline.app.ports import Records, SlotHolder
from truceline.base.errors import LimitError
from truceline.base.instants import NS_PER_DAY
from truceline.coordination.disclosure import constraints_of, is_mutual
from truceline.coordination.quota import check_cells
from truceline.findings.conflict import Conflict, Constraint, Slot
from truceline.findings.plan_answer import PlanAnswer
from truceline.picture.intents import Intent
from truceline.screening.conflicts import find_conflicts


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Where an intent lies, coarsely (R5).

    Attributes:
        slots: Coarse slots of its volumes that have an end, in order.
        standing_cells: Coarse cells of its volumes without one, in order.
    """

    slots: tuple[Slot, ...]
    standing_cells: tuple[int, ...]

    @property
    def cells(self) -> tuple[int, ...]:
        """Every cell of either, in order."""
        return tuple(sorted({slot.cell for slot in self.slots} | set(self.standing_cells)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What was found about one version of an intent.

    Attributes:
        intent: The version.
        conflicts: With intents of its own party, and with those of others that are told both ways.
        constraints: Coarse slots in which something that is not told asks for a word on the line.
        holders: Who holds those slots; never shown.
        answer: What the clauses say of it, as its author may be told (R1).
        cover: Where it lies, coarsely.
    """

    intent: Intent
    conflicts: tuple[Conflict, ...]
    constraints: tuple[Constraint, ...]
    holders: tuple[SlotHolder, ...]
    answer: PlanAnswer
    cover: Cover


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
        LimitError: It touches more coarse cells than one intent may.
        QuotaError: More cells were asked about than one may in a day.
    """
    cover = cover_of(intent, terms, now_ns)
    _ask(records, cover.cells, caller, terms, now_ns)
    asked = (*cover.slots, *_standing_slots(cover.standing_cells, intent, terms, now_ns))
    holders = records.intents.holders(asked)
    candidates = {
        other.id: other
        for volume in intent.volumes
        for other in records.intents.meeting(volume.area.bounds_deg, volume.interval)
        if other.id != intent.id and is_mutual(intent, other)
    }
    return Weighed(
        intent=intent,
        conflicts=find_conflicts(intent, candidates.values()),
        constraints=constraints_of(intent, holders, terms.grid),
        holders=holders,
        answer=judge_plan(intent, terms.plans),
        cover=cover,
    )


def cover_of(intent: Intent, terms: NodeTerms, now_ns: int) -> Cover:
    """Give the coarse slots and standing cells of an intent; what is over by now covers nothing.

    Raises:
        LimitError: They are too many.
    """
    ended = [volume for volume in intent.volumes if volume.interval.end_ns > now_ns and not volume.is_endless]
    endless = [volume for volume in intent.volumes if volume.is_endless]
    slots = {slot for volume in ended for slot in terms.grid.slots_of(volume)}
    standing = {cell for volume in endless for cell in terms.grid.cells_of(volume.area)}
    count = len({slot.cell for slot in slots} | standing)
    if count > terms.limits.cells_per_intent_max:
        message = (
            f"volumes: expected at most {terms.limits.cells_per_intent_max} coarse cells of "
            f"{terms.grid.cell_m / 1_000:g} km, got {count}; file a smaller volume, or several intents"
        )
        raise LimitError(message)
    return Cover(
        slots=tuple(sorted(slots, key=lambda slot: (slot.cell, slot.block))), standing_cells=tuple(sorted(standing))
    )


def _standing_slots(cells: tuple[int, ...], intent: Intent, terms: NodeTerms, now_ns: int) -> tuple[Slot, ...]:
    """Give the slots that a standing presence meets up to the horizon beyond which nobody can file."""
    if not cells:
        return ()
    first = terms.grid.block_of(max(now_ns, intent.start_ns))
    last = terms.grid.block_of(now_ns + terms.limits.horizon_days * NS_PER_DAY)
    return tuple(Slot(cell=cell, block=block) for cell in cells for block in range(first, last + 1))


def _ask(records: Records, cells: tuple[int, ...], caller: Caller, terms: NodeTerms, now_ns: int) -> None:
    """Count the cells asked about, and refuse when they are too many.

    Raises:
        QuotaError: They are.
    """
    since_ns = now_ns - NS_PER_DAY
    own = records.requests.cells_asked(caller.party, since_ns, officer=caller.officer)
    if not own.issuperset(cells):
        party = records.requests.cells_asked(caller.party, since_ns)
        check_cells(frozenset(cells), own, party, terms.limits)
    records.requests.ask_cells(caller.party, caller.officer, cells, now_ns)
