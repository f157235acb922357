# SPDX-License-Identifier: Apache-2.0
"""A net in memory: messages come late, twice, in another order, or never; links are cut one way or both."""

from collections.abc import Callable
from typing import Protocol

from simulation.chance import Chance

Action = Callable[[], None]


class Schedule(Protocol):
    """Has things done later."""

    def at(self, delay_ms: int, label: str, action: Action) -> None:
        """Have something done after a while."""


class Net:
    """Links between parties.

    Attributes:
        loss: Messages that are lost, of a thousand.
        cut: Links that are cut: from whom, to whom.
    """

    def __init__(self, chance: Chance, schedule: Schedule) -> None:
        self._chance, self._schedule = chance, schedule
        self.loss = chance.among((0, 20, 20, 100, 300))
        self._slowest = chance.among((5, 40, 40, 400))
        self.cut: set[tuple[str, str]] = set()
        self._old: list[tuple[str, str, str, Action]] = []

    def heal(self) -> None:
        """Lose nothing any more."""
        self.cut.clear()
        self.loss, self._slowest = 0, 40

    def send(self, link: tuple[str, str], label: str, deliver: Action) -> None:
        """Send a message; now and then one of those that were sent before comes again."""
        chance = self._chance
        if link in self.cut or chance.hits(self.loss):
            return
        for _ in range(2 if chance.hits(30) else 1):
            self._schedule.at(1 + chance.below(self._slowest), label, deliver)
        if chance.hits(60):
            self._old.append((*link, label, deliver))
        if self._old and chance.hits(20):
            source, target, what, again = chance.among(self._old)
            if (source, target) not in self.cut:
                self._schedule.at(1 + chance.below(self._slowest), f"{what} again", again)
