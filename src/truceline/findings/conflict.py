# SPDX-License-Identifier: Apache-2.0
"""What is found when intents meet: conflicts that name both sides, and coarse constraints that name nobody.

Neither advises. Whom a conflict may be told is not decided here (``coordination``).
"""

from dataclasses import dataclass
from typing import TypeAlias

from truceline.base.instants import Interval
from truceline.geo.boxes import Box
from truceline.geo.volume import AltitudeBand

Bounds: TypeAlias = Box
"""West, south, east, north [deg]; across the antimeridian west lies above east (RFC 7946, section 5.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentRef:
    """One version of one intent, as a finding names it.

    Attributes:
        id: Its id.
        version: Its version.
        party: Whose it is.
        kind: Codes of the activity.
    """

    id: str
    version: int
    party: str
    kind: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two intents of which volumes meet: in area, in time, and in altitude as far as altitudes can be compared.

    Attributes:
        intents: The one filed later, then the one that stood already.
        interval: When both hold; the first stretch, when there are several.
        bounds_deg: Bounding box of the ground that both claim.
        band: The altitudes that both claim; ``None`` when theirs cannot be compared, and they are then taken to meet.
        lapsed_by: How the conflict that stood ceased to be: the one filed first here was ``withdrawn``, ``ended`` or
            ``changed``; empty while it stands.
    """

    intents: tuple[IntentRef, IntentRef]
    interval: Interval
    bounds_deg: Bounds
    band: AltitudeBand | None
    lapsed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One coarse cell on the ground during one coarse block of time (R5): the finest that is told of hidden intents.

    Attributes:
        cell: Number of the cell in the node's grid.
        block: Number of the block of time since 1970 UTC.
    """

    cell: int
    block: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """Something that is not told asks for a word on the line before anybody proceeds here.

    Attributes:
        slot: Where and when, coarsely.
        bounds_deg: The cell's bounds.
        interval: The block's time.
    """

    slot: Slot
    bounds_deg: Bounds
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class CoarseConstraints:
    """Every coarse slot in which an intent meets something that is not told; one finding, however many slots.

    Attributes:
        intent: The reader's own intent; ``None`` for those whose hidden intents were met.
        constraints: The slots, in order.
    """

    intent: IntentRef | None
    constraints: tuple[Constraint, ...]
