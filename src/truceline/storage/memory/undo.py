# SPDX-License-Identifier: Apache-2.0
"""Tables of things that can be put back as they were: every change notes how it is undone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


@dataclass(slots=True)
class Undo:
    """What would put everything back, in the order in which it was changed."""

    steps: list[Callable[[], object]] = field(default_factory=list)

    def forget(self) -> None:
        """Let the changes stand."""
        self.steps.clear()

    def put_back(self) -> None:
        """Undo every change, the last one first."""
        while self.steps:
            self.steps.pop()()


@dataclass(slots=True)
class Table(Generic[K, V]):
    """Things by their key, in the order in which they came.

    Attributes:
        undo: Where every change is noted.
        rows: The things.
        given: How many numbers were given to things, those of deleted ones too.
    """

    undo: Undo
    rows: dict[K, V] = field(default_factory=dict)
    given: int = 0

    def __contains__(self, key: K) -> bool:
        return key in self.rows

    def __iter__(self) -> Iterator[V]:
        return iter(self.rows.values())

    def get(self, key: K) -> V | None:
        """Give a thing; None when there is none."""
        return self.rows.get(key)

    def put(self, key: K, thing: V) -> None:
        """Put a thing, in the place of one that stands there."""
        if key in self.rows:
            before = self.rows[key]
            self.undo.steps.append(lambda: self.rows.__setitem__(key, before))
        else:
            self.undo.steps.append(lambda: self.rows.pop(key))
        self.rows[key] = thing

    def drop(self, key: K) -> None:
        """Take a thing away."""
        before = dict(self.rows)
        self.undo.steps.append(lambda: self._restore(before))
        del self.rows[key]

    def next_number(self) -> int:
        """Give a number that was never given before."""
        before = self.given
        self.undo.steps.append(lambda: setattr(self, "given", before))
        self.given += 1
        return self.given

    def _restore(self, rows: dict[K, V]) -> None:
        """Put all rows back in their order."""
        self.rows.clear()
        self.rows.update(rows)
