# SPDX-License-Identifier: Apache-2.0
"""Chance out of a seed: the same numbers on every machine and every version of Python, so that a seed can be kept."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
_MASK = 2**64 - 1


class Chance:
    """A row of numbers that follows from where it begins (splitmix64)."""

    __slots__ = ("_state",)

    def __init__(self, seed: int, number: int = 0) -> None:
        self._state = (seed * 0x9E3779B97F4A7C15 + number * 0xD1342543DE82EF95 + 1) & _MASK

    def below(self, bound: int) -> int:
        """Give a whole number from 0 up to a bound."""
        self._state = state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
        return ((state ^ (state >> 31)) * bound) >> 64 if bound < 2**32 else state % bound

    def hits(self, of_thousand: int) -> bool:
        """Say yes so often in a thousand."""
        return self.below(1000) < of_thousand

    def among(self, some: Sequence[T]) -> T:
        """Take one of some."""
        return some[self.below(len(some))]
