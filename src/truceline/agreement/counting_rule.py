# SPDX-License-Identifier: Apache-2.0
"""A counting rule: what one body counts, as an object, so that two bodies' counts of the same events can be compared.

Rules:
    - A field left out asks nothing.
    - An event for which a field's fact is told false is left out; one for which it is told by nobody, or told both
      ways, is *not decided* and counted apart; neither is ever dropped in silence.
    - What a rule joins, it joins by what is told: an event that may be part of another incident is not decided.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from truceline.base.errors import InputError
from truceline.picture.intake import Violence
from truceline.picture.kinds import KIND_BY_CODE

GAP_MINUTES_MAX = 5_270_400.0
"""Ten years between two events of one incident [min]."""
RADIUS_MAX_M = 1_000_000.0
"""As far as two events of one incident may lie apart [m]."""


class CountingUnit(StrEnum):
    """What is counted as one."""

    EVENT = "event"
    INCIDENT = "incident"
    """An event and all others of the same sides within the gap and the radius of it."""
    DAY = "day"
    """A day with an event."""
    DEATH = "death"
    """A death, as the file counts it."""


class DeathEstimate(StrEnum):
    """Which of a file's estimates is counted."""

    LOW = "low"
    BEST = "best"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingRule:
    """How events are counted before and after a day.

    Attributes:
        id: Stable id.
        title: One neutral line.
        window_days: Days on each side; before = [D - n, D), after = [D, D + n).
        dyads: Names of dyads counted; empty counts all.
        day_precision: Values of the file's day precision that count.
        unit: ``event``, ``incident``, ``day`` (a day with an event) or ``death``.
        note: Its scope, and what it leaves out.
        gap_minutes: For incidents: the longest time from the first event to another of the same incident [min].
        radius_m: For incidents: the farthest another event may lie from the first [m].
        deaths: For deaths: ``low``, ``best`` or ``high``.
        sides: Counted only if one of these is a side, by the file's names.
        violence: Counted only if of one of these kinds: ``state_based``, ``non_state``, ``one_sided``.
        kinds: Counted only if an act in it is told to be of one of these kinds, such as ``force.fire.mortar``.
        min_rounds: Counted only if so many rounds are told (quantity ``rounds`` of an account); 0 asks nothing.
        begun_by: Counted only if one of these forces or parties is told to have begun.
        areas: P-codes; counted only if inside one of these.
        place_precision: Values of the file's place precision that count; empty counts all.
        min_outlets: Counted only if so many outlets are quoted; 0 asks nothing.
        min_origins: Counted only if so many of those who tell it are told to be independent; 0 asks nothing.
        without_sides: Left out if one of these is a side, by the file's names.
        without_designated: Authorities; left out if a side is on the list of one of these.
        without_outlets: Left out if nobody but these is quoted.
        without_areas: P-codes; left out if inside one of these.
    """

    id: str
    title: str
    window_days: int
    dyads: tuple[str, ...] = ()
    day_precision: tuple[int, ...] = (1,)
    unit: CountingUnit = CountingUnit.EVENT
    note: str = ""
    gap_minutes: float | None = None
    radius_m: float | None = None
    deaths: DeathEstimate = DeathEstimate.BEST
    sides: tuple[str, ...] = ()
    violence: tuple[Violence, ...] = ()
    kinds: tuple[str, ...] = ()
    min_rounds: int = 0
    begun_by: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    place_precision: tuple[int, ...] = ()
    min_outlets: int = 0
    min_origins: int = 0
    without_sides: tuple[str, ...] = ()
    without_designated: tuple[str, ...] = ()
    without_outlets: tuple[str, ...] = ()
    without_areas: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be counted by.

        Raises:
            InputError: A number is out of its range, or fields do not go together.
        """
        self._check_joining()
        for name in ("min_rounds", "min_outlets", "min_origins"):
            if getattr(self, name) < 0:
                message = f"{name} of 0 or more, not {getattr(self, name)}"
                raise InputError(message)
        for code in self.kinds:
            if code not in KIND_BY_CODE:
                message = f"codes of kinds of act in kinds (docs/act-kinds.md), not {code!r:.60}"
                raise InputError(message)

    def _check_joining(self) -> None:
        limits = {"gap_minutes": (self.gap_minutes, GAP_MINUTES_MAX), "radius_m": (self.radius_m, RADIUS_MAX_M)}
        for name, (number, highest) in limits.items():
            if number is not None and not (isfinite(number) and 0 <= number <= highest):
                message = f"{name} from 0 to {highest:,.0f}, not {number:g}"
                raise InputError(message)
            if self.unit is CountingUnit.INCIDENT and number is None:
                message = f"{name}, which the unit incident needs"
                raise InputError(message)
            if self.unit is not CountingUnit.INCIDENT and number is not None:
                message = f"{name} only with the unit incident, not with {self.unit.value}"
                raise InputError(message)
