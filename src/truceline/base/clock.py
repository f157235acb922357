# SPDX-License-Identifier: Apache-2.0
"""The clock as a port: whoever must know the present instant is given one, and asks it once for each decision.

``SystemClock`` is the only place of this software that reads the machine's clock for a decision.
"""

import time
from dataclasses import dataclass
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant."""

    def now_ns(self) -> int:
        """Give the present instant [ns since 1970 UTC]."""


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's own clock."""

    def now_ns(self) -> int:
        """Give the present instant [ns since 1970 UTC]."""
        return time.time_ns()  # noqa: TID251 - the one place that reads it


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands at one instant, for an answer as of then.

    Attributes:
        instant_ns: The instant [ns since 1970 UTC].
    """

    instant_ns: int

    def now_ns(self) -> int:
        """Give the instant it stands at [ns since 1970 UTC]."""
        return self.instant_ns
