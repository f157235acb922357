# SPDX-License-Identifier: Apache-2.0
"""Four-valued facts: told only true, told only false, told neither, told both.

A value is two bits, *told true* (bit 0) and *told false* (bit 1); so the same algebra runs on one value
(``FourValue``), on one value that remembers who told each bit (``Told``) and on arrays of two bit planes
(``planes.Planes``).

Rules:
    - Truth order: ``conjoin`` and ``disjoin``. In it, *neither and both* is false. A ruling is therefore never
      taken from the value of a conjunction (see ``clauses``).
    - Knowledge order: ``consensus`` keeps what every teller tells, ``accept_all`` keeps what any teller tells.
    - ``negate`` swaps the bits; ``conflate`` swaps *neither* with *both*.

Source:
    Belnap 1977, "A useful four-valued logic"; Fitting 1994, "Kleene's three-valued logics and their children"
    (conflation, consensus, accept-all).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

TOLD_TRUE = 1
TOLD_FALSE = 2


class FourValue(IntEnum):
    """One four-valued fact; the number is its two bits."""

    NEITHER = 0
    TRUE = 1
    FALSE = 2
    BOTH = 3

    @property
    def word(self) -> str:
        """The word shown to people."""
        return _WORDS[self]


_WORDS = {
    FourValue.NEITHER: "told neither",
    FourValue.TRUE: "told only true",
    FourValue.FALSE: "told only false",
    FourValue.BOTH: "told both",
}


def negate(value: FourValue) -> FourValue:
    """Swap what is told true with what is told false."""
    return FourValue((value & TOLD_TRUE) << 1 | (value & TOLD_FALSE) >> 1)


def conflate(value: FourValue) -> FourValue:
    """Swap *neither* with *both*; leave *true* and *false*."""
    return FourValue(~negate(value) & 3)


def conjoin(first: FourValue, second: FourValue) -> FourValue:
    """Give the meet in the truth order."""
    return FourValue(first & second & TOLD_TRUE | (first | second) & TOLD_FALSE)


def disjoin(first: FourValue, second: FourValue) -> FourValue:
    """Give the join in the truth order."""
    return FourValue((first | second) & TOLD_TRUE | first & second & TOLD_FALSE)


def consensus(first: FourValue, second: FourValue) -> FourValue:
    """Keep only what both tell (the meet in the knowledge order)."""
    return FourValue(first & second)


def accept_all(first: FourValue, second: FourValue) -> FourValue:
    """Keep whatever either tells (the join in the knowledge order)."""
    return FourValue(first | second)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A four-valued fact with the tellers of each bit.

    Attributes:
        for_it: Ids of those who tell it true.
        against_it: Ids of those who tell it false.
    """

    for_it: frozenset[str] = frozenset()
    against_it: frozenset[str] = frozenset()

    @property
    def value(self) -> FourValue:
        """The value without its tellers."""
        return FourValue(bool(self.for_it) * TOLD_TRUE | bool(self.against_it) * TOLD_FALSE)

    def accept(self, other: Self) -> "Told":
        """Join two tellings in the knowledge order, tellers united."""
        return Told(for_it=self.for_it | other.for_it, against_it=self.against_it | other.against_it)

    def negated(self) -> "Told":
        """Swap the two bits with their tellers."""
        return Told(for_it=self.against_it, against_it=self.for_it)

    def without(self, tellers: frozenset[str]) -> "Told":
        """Drop some tellers; a bit that nobody else tells goes out."""
        return Told(for_it=self.for_it - tellers, against_it=self.against_it - tellers)

    @classmethod
    def by(cls, teller: str, value: FourValue) -> "Told":
        """Make a telling of one teller."""
        who = frozenset((teller,))
        return cls(
            for_it=who if value & TOLD_TRUE else frozenset(),
            against_it=who if value & TOLD_FALSE else frozenset(),
        )


def accept_every(tellings: Iterable[Told]) -> Told:
    """Join any number of tellings in the knowledge order; of none it is told neither."""
    joined = Told()
    for telling in tellings:
        joined = joined.accept(telling)
    return joined
