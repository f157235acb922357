# SPDX-License-Identifier: Apache-2.0
"""Who asks, and the terms on which a node answers: what every use case of a node is given beside its shelves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from truceline.base.instants import LATEST_NS

if TYPE_CHECKING:
    from truceline.agreement.library import Library
    from truceline.clauses.planned import PlanTest
    from truceline.coordination.coarse import CoarseGrid


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Whoever asks, as the token shows and nobody else can say.

    Attributes:
        party: The party for which the caller speaks.
        officer: Pseudonym of the person, the same for the same person, told outside the own party too.
        role: ``officer``, ``monitor``, ``humanitarian``, ``analyst``, ``auditor`` or ``peer``.
        scopes: What the token allows, such as ``intents:file``.
        until_ns: When the token ends [ns since 1970 UTC].
    """

    party: str
    officer: str
    role: str
    scopes: frozenset[str]
    until_ns: int = LATEST_NS


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeLimits:
    """Bounds of use cases, as the settings of a node and ``base.limits`` give them; there are no others.

    Attributes:
        horizon_days: An intent ends no later than so many days from now [d].
        duration_hours_max: One volume lasts no longer [h].
        volumes_max: Volumes of one intent.
        vertices_max: Positions of one ring.
        cells_per_intent_max: Coarse cells that one intent touches.
        cells_per_officer_per_day: Distinct coarse cells that one officer may ask about in 24 h.
        cells_per_party_per_day: Distinct coarse cells that all officers of a party may ask about in 24 h.
        probing_revisions_per_day: From so many revisions of one officer in 24 h on the probing alarm is raised.
        standing_hours: A standing presence must be confirmed within so many hours [h].
    """

    horizon_days: int
    duration_hours_max: int
    volumes_max: int
    vertices_max: int
    cells_per_intent_max: int
    cells_per_officer_per_day: int
    cells_per_party_per_day: int
    probing_revisions_per_day: int
    standing_hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeTerms:
    """What a node answers by, beside what it has been told.

    Attributes:
        party: The party whose node it is.
        library: The agreements in force here, accepted proposals among them.
        plans: The clause test for intents, claims taken so far among its evidence.
        grid: Coarse cells and blocks (R5).
        limits: Bounds.
        new_id: Makes a random id, of which nothing can be counted.
    """

    party: str
    library: "Library"
    plans: "PlanTest"
    grid: "CoarseGrid"
    limits: NodeLimits
    new_id: Callable[[], str]
