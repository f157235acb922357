# SPDX-License-Identifier: Apache-2.0
"""A finding as a node keeps it: what was concluded, about whom, and who may read it.

Rules:
    - ``readers`` always holds every party that the finding is about, or nobody reads it (R3).
    - A finding is never altered. What it rests on may change; then another finding is raised.
    - A party that erases a finding for itself leaves ``about`` and ``readers`` alike; what was concluded stays.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from truceline.base.instants import Interval
from truceline.findings.alleged import AllegedViolation, ContestedAct
from truceline.findings.conflict import Bounds, CoarseConstraints, Conflict, IntentRef


class FindingKind(StrEnum):
    """What was concluded."""

    CONFLICT = "conflict"
    CONFLICT_LAPSED = "conflict_lapsed"
    """A conflict that was told stands no more: one of the two was withdrawn, declared over or changed."""
    CONSTRAINT = "constraint"
    BARRED_PLAN = "barred_plan"
    ALLEGED_VIOLATION = "alleged_violation"
    CONTESTED_ACT = "contested_act"
    PROBING = "probing"


PLAN_FINDINGS = (FindingKind.CONFLICT, FindingKind.CONFLICT_LAPSED, FindingKind.CONSTRAINT, FindingKind.BARRED_PLAN)
"""Kinds that tell of plans; they are kept no longer than plans need."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BarredPlan:
    """An intent that a provision prohibits, or about which accounts stand against each other.

    Attributes:
        intent: The intent; only its author's party reads this (R1).
        agreement: Id of the agreement.
        provision: Id of the provision.
        passage_status: ``text``, ``gloss`` or ``unverified``.
    """

    intent: IntentRef
    agreement: str
    provision: str
    passage_status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Probing:
    """What one officer asked looks like a search for what is hidden; it may have a good reason.

    Attributes:
        party: The officer's party.
        officer: Pseudonym of the officer.
        cells_asked: Distinct coarse cells asked about in the last day.
        revisions: Intents changed, withdrawn, or declared over before they began, in the last day.
        reason: Which bound was reached, in words.
    """

    party: str
    officer: str
    cells_asked: int
    revisions: int
    reason: str


Detail: TypeAlias = Conflict | CoarseConstraints | BarredPlan | AllegedViolation | ContestedAct | Probing


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a node concluded.

    Attributes:
        id: Stable id, random, so that it counts nothing.
        kind: What was concluded.
        at_ns: When [ns since 1970 UTC].
        about: Parties that it is about.
        readers: Parties that may read it; all of ``about`` among them.
        detail: The conclusion.
        ruling: The ruling word; empty when no provision was asked.
        subjects: Ids of the intents or acts that it is about.
        interval: The time it speaks of.
        bounds_deg: The ground it speaks of; ``None`` when it has none or it is not told.
        exercise: Whether it is about invented material (R11).
    """

    id: str
    kind: FindingKind
    at_ns: int
    about: tuple[str, ...]
    readers: tuple[str, ...]
    detail: Detail
    interval: Interval
    ruling: str = ""
    subjects: tuple[str, ...] = ()
    bounds_deg: Bounds | None = None
    exercise: bool = False

    def __post_init__(self) -> None:
        """Hold to the mirror rule."""
        assert set(self.about) <= set(self.readers) or not self.readers, "R3: whom it is about reads it, or nobody"
