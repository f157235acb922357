# SPDX-License-Identifier: Apache-2.0
"""Who holds which coarse slot: counts of filed intents by slot, party and sharing, kept in step with every version."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

import apsw
import msgspec

from truceline.app.ports import SlotHolder
from truceline.coordination.disclosure import parties_named
from truceline.findings.conflict import Slot
from truceline.picture.intents import Intent
from truceline.storage.sqlite.asking import ask_all, ask_each, ask_one

_ADD_SHARING = "INSERT INTO sharing (party, shared, versions) VALUES (?, ?, 1) RETURNING key"
_RAISE_SHARING = "UPDATE sharing SET versions = versions + 1 WHERE party = ? AND shared = ? RETURNING key"
_TAKE_SHARING = "UPDATE sharing SET versions = versions - 1 WHERE party = ? AND shared = ? RETURNING key, versions"
_ADD_SLOT = (
    "INSERT INTO slot_holder (cell, block, sharing, count) VALUES (?, ?, ?, 1) "
    "ON CONFLICT DO UPDATE SET count = count + 1"
)
_ADD_STANDING = (
    "INSERT INTO standing_holder (cell, since_ns, sharing, count) VALUES (?, ?, ?, 1) "
    "ON CONFLICT DO UPDATE SET count = count + 1"
)
_IN_RUN = (
    "SELECT block, NULL, sharing, count FROM slot_holder WHERE cell = ?1 AND block BETWEEN ?2 AND ?3 "
    "UNION ALL SELECT NULL, since_ns, sharing, count FROM standing_holder WHERE cell = ?1 AND since_ns < ?4"
)
"""Who holds a cell in a run of blocks, by block, or from an instant on without an end."""
SHARINGS_KEPT = 16_384
"""Sharings that are remembered; a node has some dozens."""
PartySharing: TypeAlias = tuple[str, tuple[str, ...]]
"""A party, and with whom it shares."""
_KEY = "WHERE cell = ? AND block = ? AND sharing = ?"
_STANDING_KEY = "WHERE cell = ? AND since_ns = ? AND sharing = ?"


class Held(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What one version of an intent counts for."""

    party: str
    shared: str
    slots: tuple[tuple[int, int], ...]
    standing: tuple[tuple[int, int], ...]
    """Cell and first instant [ns since 1970 UTC]."""


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Held)


@lru_cache(maxsize=4_096)
def shared_names(text: str) -> tuple[str, ...]:
    """Read what ``told_to`` wrote, sorted."""
    return tuple(text.split("\n")[1:-1])


def told_to(intent: Intent) -> str:
    """Write the parties, beside its own, with whose intents an exact conflict of this one may be told if they agree.

    Always in the same way for the same parties.
    """
    return between_lines(sorted(frozenset(parties_named(intent))))


def between_lines(names: Iterable[str]) -> str:
    """Write names so that one is found by itself and by no part of it: no name of a party has an end of line."""
    return "\n".join(("", *names, ""))


def held_by(intent: Intent, slots: Sequence[Slot], standing_cells: Sequence[int]) -> Held:
    """Say what a version counts for."""
    return Held(
        intent.party,
        told_to(intent),
        tuple({(slot.cell, slot.block) for slot in slots}),
        tuple({(cell, intent.start_ns) for cell in standing_cells}),
    )


def encode_held(held: Held) -> bytes:
    """Write it."""
    return _ENCODER.encode(held)


def decode_held(content: bytes) -> Held:
    """Read it."""
    return _DECODER.decode(content)


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderCounts:
    """The two tables of counts.

    Attributes:
        connection: The store's connection.
        block_ns: Length of a coarse block [ns].
        sharings: Party and names of the sharings that were read, by key. A key never gets another meaning unless the
            transaction that gave it was undone; then the one that gives it anew writes it here.
    """

    connection: apsw.Connection
    block_ns: int
    sharings: dict[int, PartySharing] = field(default_factory=dict, repr=False)

    def count_in(self, held: Held, *, is_searched: bool = False) -> int:
        """Count a version in.

        Args:
            held: What it counts for.
            is_searched: Whether it has boxes that are searched.

        Returns:
            The key of its sharing; 0 when it holds nothing and is not searched.
        """
        if not (is_searched or held.slots or held.standing):
            return 0
        named = (held.party, held.shared)
        found = ask_all(self.connection, _RAISE_SHARING, named) or ask_all(self.connection, _ADD_SHARING, named)
        ((sharing,),) = found
        self._remember(sharing, *named)
        if held.slots:
            self.connection.executemany(_ADD_SLOT, [(*slot, sharing) for slot in held.slots])
        if held.standing:
            self.connection.executemany(_ADD_STANDING, [(*cell, sharing) for cell in held.standing])
        return int(sharing)

    def count_out(self, held: Held, *, is_searched: bool = False) -> None:
        """Take a version out again as it was counted in, and with the last one of a sharing its names."""
        if not (is_searched or held.slots or held.standing):
            return
        ((sharing, versions),) = ask_all(self.connection, _TAKE_SHARING, (held.party, held.shared))
        for slot in held.slots:
            self._take("slot_holder", _KEY, (*slot, sharing))
        for cell in held.standing:
            self._take("standing_holder", _STANDING_KEY, (*cell, sharing))
        if versions <= 0:
            self.connection.execute("DELETE FROM sharing WHERE key = ?", (sharing,))
            self.sharings.pop(sharing, None)

    def _take(self, table: str, key: str, place: tuple[int, int, int]) -> None:
        self.connection.execute(f"UPDATE {table} SET count = count - 1 {key}", place)  # noqa: S608 - our own words
        self.connection.execute(f"DELETE FROM {table} {key} AND count <= 0", place)  # noqa: S608 - as above

    def holders(self, slots: Sequence[Slot]) -> tuple[SlotHolder, ...]:
        """Give who holds slots, in order of slot, party and sharing."""
        return self._holders_of([*self._counted(slots)])

    def holders_and_fullest(
        self, slots: Sequence[Slot], party: str, besides: Held | None
    ) -> tuple[tuple[SlotHolder, ...], int]:
        """Give who holds slots, and how many versions of a party hold the fullest of them, one left out."""
        counted = [*self._counted(slots)]
        own = frozenset(key for _, counts in counted for key in counts if self._sharing(key)[0] == party)
        left_out = frozenset(self.held_among(besides, slots)) if besides is not None else frozenset()
        numbers = (
            sum(counts[key] for key in own.intersection(counts)) - (slot in left_out) for slot, counts in counted
        )
        return self._holders_of(counted), max(numbers, default=0)

    def _holders_of(self, counted: Sequence[tuple[Slot, dict[int, int]]]) -> tuple[SlotHolder, ...]:
        """Name who holds slots; the sharings are put in order once for all slots."""
        named = sorted((self._sharing(key), key) for key in {key for _, counts in counted for key in counts})
        return tuple(
            SlotHolder(slot, party, shared)
            for slot, counts in counted
            for (party, shared), key in named
            if key in counts
        )

    def _counted(self, slots: Sequence[Slot]) -> Iterator[tuple[Slot, dict[int, int]]]:
        """Count the versions that hold each of some slots, in order, by the key of their sharing."""
        made = {(slot.cell, slot.block): slot for slot in slots}
        for cell, first, last in _runs(made):
            for block, counts in self._in_run(cell, first, last).items():
                yield made[cell, block], counts

    def _in_run(self, cell: int, first: int, last: int) -> dict[int, dict[int, int]]:
        """Count the versions that hold a cell in each block of a run, by the key of their sharing."""
        counts: dict[int, dict[int, int]] = {block: {} for block in range(first, last + 1)}
        bound = (cell, first, last, (last + 1) * self.block_ns)
        for block, since_ns, sharing, count in ask_each(self.connection, _IN_RUN, bound):
            held = (block,) if block is not None else range(max(first, since_ns // self.block_ns), last + 1)
            for each in held:
                counts[each][sharing] = counts[each].get(sharing, 0) + count
        return counts

    def _sharing(self, key: int) -> PartySharing:
        """Give the party and the names of a sharing."""
        known = self.sharings.get(key)
        if known is None:
            found = ask_one(self.connection, "SELECT party, shared FROM sharing WHERE key = ?", (key,))
            assert found is not None, "what is counted has its sharing"
            known = self._remember(key, *found)
        return known

    def _remember(self, key: int, party: str, shared: str) -> PartySharing:
        if len(self.sharings) >= SHARINGS_KEPT:
            self.sharings.clear()
        self.sharings[key] = known = (party, shared_names(shared))
        return known

    def held_among(self, held: Held, slots: Sequence[Slot]) -> tuple[Slot, ...]:
        """Give those of some slots for which a version counts."""
        places, blocks = set(held.slots), dict[int, int]()
        for cell, since_ns in held.standing:
            first = since_ns // self.block_ns
            blocks[cell] = min(first, blocks.get(cell, first))
        return tuple(
            slot
            for slot in slots
            if (slot.cell, slot.block) in places or (slot.cell in blocks and blocks[slot.cell] <= slot.block)
        )


def _runs(asked: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Give cells with their blocks joined to runs: cell, first and last block."""
    places = sorted(asked)
    start = 0
    for index in range(1, len(places) + 1):
        is_next = index < len(places) and places[index] == (places[index - 1][0], places[index - 1][1] + 1)
        if not is_next:
            yield places[start][0], places[start][1], places[index - 1][1]
            start = index
