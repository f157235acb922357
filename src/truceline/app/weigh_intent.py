# SPDX-License-Identifier: Apache-2.0
"""Weigh an intent: whom it meets, what is asked coarsely of whoever files it, and what the clauses say of it.

The same for a new intent and for a changed one. Nothing is written here but what was asked (``Requests``): a question
that was answered counts, whatever becomes of the intent afterwards; one that was refused told nothing and does not.
"""

from dataclasses import dataclass, replace

from truceline.app.caller import Caller, NodeTerms
from truceline.app.judge_plan import judge_plan
from truceline.app.ports import Records, SlotHolder
from truceline.base.instants import NS_PER_DAY, Interval
from truceline.coordination.coarse import Cover
from truceline.coordination.disclosure import constraints_of
from truceline.coordination.quota import check_cells, first_free_ns
from truceline.findings.conflict import Conflict, Constraint, Slot
from truceline.findings.plan_answer import PlanAnswer
from truceline.picture.intents import Intent
from truceline.screening.conflicts import find_conflicts


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
        cells_asked: Distinct coarse cells that the officer asked about in the last 24 h, these among them.
    """

    intent: Intent
    conflicts: tuple[Conflict, ...]
    constraints: tuple[Constraint, ...]
    holders: tuple[SlotHolder, ...]
    answer: PlanAnswer
    cover: Cover
    cells_asked: int


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
    cells_asked = _ask(records, cover.cells, caller, terms, now_ns)
    holders = records.intents.holders(_slots_asked(cover, intent, terms, now_ns))
    return Weighed(
        intent=intent,
        conflicts=told_conflicts(records, intent),
        constraints=constraints_of(intent, holders, terms.grid),
        holders=holders,
        answer=judge_plan(intent, terms.plans),
        cover=cover,
        cells_asked=cells_asked,
    )


def told_conflicts(records: Records, intent: Intent) -> tuple[Conflict, ...]:
    """Give the conflicts of a version with intents that stand, as far as both sides may be told of them (R3)."""
    return find_conflicts(intent, records.intents.candidates(intent))


def cover_of(intent: Intent, terms: NodeTerms, now_ns: int) -> Cover:
    """Give where an intent lies, coarsely; blocks that are over by now are left out, the running one is not.

    That a volume ended within the running block is not to be seen from outside (R5).

    Raises:
        LimitError: It touches too many cells.
    """
    cover = terms.grid.cover(intent.volumes, limit=terms.limits.cells_per_intent_max)
    running = terms.grid.block_of(now_ns)
    return replace(cover, slots=tuple(slot for slot in cover.slots if slot.block >= running))


def running_slots(intent: Intent, terms: NodeTerms, now_ns: int) -> tuple[Slot, ...]:
    """Give the slots that an intent goes on holding when it is closed: those of the running block.

    The minute in which it was closed is not to be seen from outside (R5).
    """
    running = terms.grid.block_of(now_ns)
    cover = cover_of(intent, terms, now_ns)
    standing = cover.standing_cells if intent.start_ns <= terms.grid.interval_of(running).end_ns else ()
    held = {slot for slot in cover.slots if slot.block == running}
    held |= {Slot(cell=cell, block=running) for cell in standing}
    return tuple(sorted(held, key=lambda slot: (slot.cell, slot.block)))


def _slots_asked(cover: Cover, intent: Intent, terms: NodeTerms, now_ns: int) -> tuple[Slot, ...]:
    """Give the slots that an intent asks about; a standing presence up to the horizon beyond which nobody can file."""
    if not cover.standing_cells:
        return cover.slots
    until_ns = now_ns + terms.limits.horizon_days * NS_PER_DAY
    stretch = Interval(start_ns=max(now_ns, intent.start_ns), end_ns=until_ns + 1)
    return (*cover.slots, *terms.grid.slots_in(cover.standing_cells, stretch))


def _ask(records: Records, cells: frozenset[int], caller: Caller, terms: NodeTerms, now_ns: int) -> int:
    """Count the cells asked about, and refuse when they are too many.

    Returns:
        How many distinct cells the officer asked about in the last 24 h.

    Raises:
        QuotaError: They are.
    """
    since_ns = now_ns - NS_PER_DAY
    own = records.requests.cells_asked(caller.party, since_ns, officer=caller.officer)
    if not own.issuperset(cells):
        party = records.requests.cells_asked(caller.party, since_ns)
        asked_since = {"officer": caller.officer, "party": ""}

        def frees_ns(whose: str, too_many: int) -> int:
            officer = asked_since[whose]
            return first_free_ns(
                lambda since: records.requests.cells_asked(caller.party, since, officer=officer), too_many, now_ns
            )

        check_cells(cells, own, party, terms.limits, frees_ns=frees_ns)
    records.requests.ask_cells(caller.party, caller.officer, sorted(cells), now_ns)
    return len(own | cells)
