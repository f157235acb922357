# SPDX-License-Identifier: Apache-2.0
"""Intents in memory: every search looks at every intent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from truceline.app.ports import Page, Selection, SlotHolder
from truceline.base.errors import NotFoundError, StaleVersionError
from truceline.coordination.disclosure import may_read, parties_named, select_mutual
from truceline.findings.conflict import Slot
from truceline.geo.boxes import boxes_meet
from truceline.picture.intents import Intent, IntentState
from truceline.storage.extents import intent_meets
from truceline.storage.memory.listing import page_of
from truceline.storage.memory.undo import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An intent with all its versions.

    Attributes:
        number: Its place in the order in which intents came.
        versions: Every version, the first one first; none once it was erased.
        slots: Coarse slots of the latest version.
        standing_cells: Coarse cells of its volumes without an end.
        over_ns: When it is over [ns since 1970 UTC].
        party: Whose it is, or was.
        shared: Parties on either list of the latest version's sharing.
        start_ns: When its cells without an end are held from [ns since 1970 UTC].
    """

    number: int
    versions: tuple[Intent, ...]
    slots: tuple[Slot, ...]
    standing_cells: tuple[int, ...]
    over_ns: int
    party: str
    shared: tuple[str, ...]
    start_ns: int

    @property
    def is_searched(self) -> bool:
        """Whether searches by place find it."""
        return bool(self.versions) and self.versions[-1].state is IntentState.FILED


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryIntents:
    """Intents with every version, as ``app.ports.Intents`` says.

    Attributes:
        table: Intents by id.
        block_ns: Length of a coarse block of time [ns].
    """

    table: Table[str, Kept]
    block_ns: int

    def add(
        self, intent: Intent, slots: Sequence[Slot], standing_cells: Sequence[int] = (), *, may_skip: bool = False
    ) -> None:
        """Keep a version.

        Raises:
            StaleVersionError: Another version stands there already.
        """
        before = self.table.get(intent.id)
        expected = before.versions[-1].version + 1 if before and before.versions else 1
        is_next = intent.version >= expected if may_skip else intent.version == expected
        if not is_next or (before is not None and not before.versions):
            message = f"intent {intent.id}: expected version {expected}, got {intent.version}"
            raise StaleVersionError(message)
        is_filed = intent.state is IntentState.FILED
        kept = Kept(
            number=before.number if before else self.table.next_number(),
            versions=(*(before.versions if before else ()), intent),
            slots=tuple(slots),
            standing_cells=tuple(standing_cells),
            over_ns=intent.end_ns if is_filed else min(intent.end_ns, intent.filed_ns),
            party=intent.party,
            shared=_shared(intent),
            start_ns=intent.start_ns,
        )
        self.table.put(intent.id, kept)

    def get(self, intent_id: str) -> Intent:
        """Give the latest version.

        Raises:
            NotFoundError: There is none of that id, or it was erased.
        """
        versions = self.versions(intent_id)
        if not versions:
            message = f"intent {intent_id:.80}: expected one that stands here, got none"
            raise NotFoundError(message)
        return versions[-1]

    def versions(self, intent_id: str) -> tuple[Intent, ...]:
        """Give every version, the first one first."""
        kept = self.table.get(intent_id)
        return kept.versions if kept else ()

    def candidates(self, intent: Intent) -> tuple[Intent, ...]:
        """Give the other filed intents that an intent may meet, and of which it may be told so exactly, by id."""
        others = (kept.versions[-1] for kept in self.table if kept.is_searched)
        found = select_mutual(intent, (other for other in others if other.id != intent.id))
        return tuple(sorted((other for other in found if _boxes_meet(intent, other)), key=lambda other: other.id))

    def holders(self, slots: Sequence[Slot]) -> tuple[SlotHolder, ...]:
        """Give who has filed intents in coarse slots, standing ones included, in order of slot, party and sharing."""
        found = {
            (slot.cell, slot.block, kept.party, kept.shared)
            for slot in slots
            for kept in self.table
            if self._holds(kept, slot)
        }
        return tuple(
            SlotHolder(slot=Slot(cell=cell, block=block), party=party, shared_with=shared)
            for cell, block, party, shared in sorted(found)
        )

    def held(self, intent_id: str, block: int) -> tuple[Slot, ...]:
        """Give the slots of one block that an intent holds, closed or not, by cell; none when there is no such id."""
        kept = self.table.get(intent_id)
        if kept is None:
            return ()
        cells = sorted({slot.cell for slot in kept.slots} | {*kept.standing_cells})
        return tuple(slot for slot in (Slot(cell=cell, block=block) for cell in cells) if self._holds(kept, slot))

    def holders_and_fullest(
        self, slots: Sequence[Slot], party: str, besides: str = ""
    ) -> tuple[tuple[SlotHolder, ...], int]:
        """Give who holds slots, and how many intents of one party hold that one of them which most of them hold."""
        others = [kept for name, kept in self.table.rows.items() if name != besides and kept.party == party]
        fullest = max((sum(self._holds(kept, slot) for kept in others) for slot in slots), default=0)
        return self.holders(slots), fullest

    def _holds(self, kept: Kept, slot: Slot) -> bool:
        first_block = kept.start_ns // self.block_ns
        return slot in kept.slots or (slot.cell in kept.standing_cells and first_block <= slot.block)

    def page(
        self,
        selection: Selection,
        *,
        state: IntentState | None = None,
        own: bool = False,
        only: Callable[[Intent], bool] | None = None,
    ) -> Page[Intent]:
        """Give latest versions that the reader may read, latest filed first."""
        return page_of(
            (
                (intent.filed_ns, kept.number, intent)
                for kept in self.table
                for intent in kept.versions[-1:]
                if may_read(intent, selection.reader)
                and (state is None or intent.state is state)
                and (not own or intent.party == selection.reader)
                and (selection.bounds_deg is None or kept.is_searched)
                and intent_meets(intent, selection)
                and (only is None or only(intent))
            ),
            selection.after,
            selection.limit,
        )


def _boxes_meet(one: Intent, other: Intent) -> bool:
    return any(
        boxes_meet(mine.area.bounds_deg, theirs.area.bounds_deg) and mine.interval.meets(theirs.interval)
        for mine in one.volumes
        for theirs in other.volumes
    )


def _shared(intent: Intent) -> tuple[str, ...]:
    return tuple(sorted(set(parties_named(intent))))
