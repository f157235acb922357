# SPDX-License-Identifier: Apache-2.0
"""Who holds which coarse slot: counts of filed intents by slot, party and sharing, kept in step with every version."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import apsw
import msgspec

from truceline.app.ports import SlotHolder
from truceline.coordination.disclosure import parties_named
from truceline.findings.conflict import Slot
from truceline.picture.intents import Intent
from truceline.storage.sqlite.asking import Fields, ask_all

_ADD_SHARING = (
    "INSERT INTO sharing (party, shared, versions) VALUES (?, ?, 1) "
    "ON CONFLICT DO UPDATE SET versions = versions + 1 RETURNING key"
)
_TAKE_SHARING = "UPDATE sharing SET versions = versions - 1 WHERE party = ? AND shared = ? RETURNING key, versions"
_ADD_SLOT = (
    "INSERT INTO slot_holder (cell, block, sharing, count) VALUES (?, ?, ?, 1) "
    "ON CONFLICT DO UPDATE SET count = count + 1"
)
_ADD_STANDING = (
    "INSERT INTO standing_holder (cell, since_ns, sharing, count) VALUES (?, ?, ?, 1) "
    "ON CONFLICT DO UPDATE SET count = count + 1"
)
_IN_SLOTS = (
    "SELECT h.block, s.party, s.shared FROM slot_holder AS h CROSS JOIN sharing AS s ON s.key = h.sharing "
    "WHERE h.cell = ? AND h.block BETWEEN ? AND ?"
)
_STANDING = (
    "SELECT min(h.since_ns), s.party, s.shared FROM standing_holder AS h CROSS JOIN sharing AS s ON s.key = h.sharing "
    "WHERE h.cell = ? AND h.since_ns < ? GROUP BY h.sharing"
)
_COUNT_SLOTS = (
    "SELECT h.block, sum(h.count) FROM slot_holder AS h CROSS JOIN sharing AS s ON s.key = h.sharing "
    "WHERE h.cell = ? AND h.block BETWEEN ? AND ? AND s.party = ? GROUP BY h.block"
)
_COUNT_STANDING = (
    "SELECT h.since_ns, h.count FROM standing_holder AS h CROSS JOIN sharing AS s ON s.key = h.sharing "
    "WHERE h.cell = ? AND h.since_ns < ? AND s.party = ?"
)
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
    """

    connection: apsw.Connection
    block_ns: int

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
        (sharing,) = self._one(_ADD_SHARING, held)
        if held.slots:
            self.connection.executemany(_ADD_SLOT, [(*slot, sharing) for slot in held.slots])
        if held.standing:
            self.connection.executemany(_ADD_STANDING, [(*cell, sharing) for cell in held.standing])
        return int(sharing)

    def count_out(self, held: Held, *, is_searched: bool = False) -> None:
        """Take a version out again as it was counted in, and with the last one of a sharing its names."""
        if not (is_searched or held.slots or held.standing):
            return
        sharing, versions = self._one(_TAKE_SHARING, held)
        for slot in held.slots:
            self._take("slot_holder", _KEY, (*slot, sharing))
        for cell in held.standing:
            self._take("standing_holder", _STANDING_KEY, (*cell, sharing))
        if versions <= 0:
            self.connection.execute("DELETE FROM sharing WHERE key = ?", (sharing,))

    def _one(self, words: str, held: Held) -> Fields:
        (found,) = ask_all(self.connection, words, (held.party, held.shared))
        return found

    def _take(self, table: str, key: str, place: tuple[int, int, int]) -> None:
        self.connection.execute(f"UPDATE {table} SET count = count - 1 {key}", place)  # noqa: S608 - our own words
        self.connection.execute(f"DELETE FROM {table} {key} AND count <= 0", place)  # noqa: S608 - as above

    def holders(self, slots: Sequence[Slot]) -> tuple[SlotHolder, ...]:
        """Give who holds slots, in order of slot, party and sharing."""
        rows = {
            (cell, block, party, shared)
            for cell, first, last in _runs(slots)
            for block, party, shared in self._in_run(cell, first, last)
        }
        found = sorted((cell, block, party, shared_names(shared)) for cell, block, party, shared in rows)
        made = {(slot.cell, slot.block): slot for slot in slots}
        return tuple(
            SlotHolder(slot=made[cell, block], party=party, shared_with=shared) for cell, block, party, shared in found
        )

    def _in_run(self, cell: int, first: int, last: int) -> Iterator[Fields]:
        yield from ask_all(self.connection, _IN_SLOTS, (cell, first, last))
        standing = ask_all(self.connection, _STANDING, (cell, (last + 1) * self.block_ns))
        for since_ns, party, shared in standing:
            for block in range(max(first, since_ns // self.block_ns), last + 1):
                yield block, party, shared

    def fullest(self, party: str, slots: Sequence[Slot], besides: Held | None) -> int:
        """Give how many versions of a party hold that one of some slots which most of them hold, one left out."""
        counts: Counter[tuple[int, int]] = Counter()
        for cell, first, last in _runs(slots):
            for block, count in ask_all(self.connection, _COUNT_SLOTS, (cell, first, last, party)):
                counts[cell, block] += count
            starts: Counter[int] = Counter()
            for since_ns, count in ask_all(self.connection, _COUNT_STANDING, (cell, (last + 1) * self.block_ns, party)):
                starts[max(first, since_ns // self.block_ns)] += count
            if starts:
                for block, count in enumerate(accumulate(starts[each] for each in range(first, last + 1)), first):
                    counts[cell, block] += count
        if besides is not None:
            counts.subtract(place for place in list(counts) if self.is_held(besides, *place))
        return max(counts.values(), default=0)

    def is_held(self, held: Held, cell: int, block: int) -> bool:
        """Say whether a version counts for a slot."""
        return (cell, block) in held.slots or any(
            standing == cell and since_ns // self.block_ns <= block for standing, since_ns in held.standing
        )


def _runs(slots: Iterable[Slot]) -> Iterator[tuple[int, int, int]]:
    """Give the cells with their blocks joined to runs: cell, first and last block."""
    places = sorted({(slot.cell, slot.block) for slot in slots})
    start = 0
    for index in range(1, len(places) + 1):
        is_next = index < len(places) and places[index] == (places[index - 1][0], places[index - 1][1] + 1)
        if not is_next:
            yield places[start][0], places[start][1], places[index - 1][1]
            start = index
