# SPDX-License-Identifier: Apache-2.0
"""Who listens: bounded listeners, woken when something was written, ended when the node stops."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from truceline.http.door import HttpLimits
from truceline.http.problems import ProblemError


@dataclass(slots=True)
class Streams:
    """The listeners of a node.

    Attributes:
        limits: Bounds.
        open: Listeners by officer.
        is_ending: Whether the node stops.
    """

    limits: HttpLimits
    open: "Counter[str]" = field(default_factory=Counter)
    is_ending: bool = False
    _ends: set["asyncio.Event"] = field(default_factory=set)

    @contextmanager
    def listening(self, officer: str) -> Iterator[asyncio.Event]:
        """Count a listener in, and out again.

        Args:
            officer: Pseudonym.

        Yields:
            An event that is set when the stream must end.

        Raises:
            ProblemError: Too many listen already.
        """
        if self.open[officer] >= self.limits.streams_per_officer_max:
            raise ProblemError(
                code="many-streams", detail=f"expected at most {self.limits.streams_per_officer_max} streams at once"
            )
        if self.open.total() >= self.limits.streams_max:
            raise ProblemError(code="pushback", detail="Too many listen to this node at present.")
        ended = asyncio.Event()
        if self.is_ending:
            ended.set()
        self._ends.add(ended)
        self.open[officer] += 1
        try:
            yield ended
        finally:
            self._ends.discard(ended)
            self.open[officer] -= 1
            if not self.open[officer]:
                del self.open[officer]

    def end(self) -> None:
        """End every stream."""
        self.is_ending = True
        for each in self._ends:
            each.set()
