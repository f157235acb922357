# SPDX-License-Identifier: Apache-2.0
"""The life of an agreement: its dates, states, term, gates and ladders, as its document states them.

Rules:
    - Signature, entry into force and application are three dates and never merged.
    - Readiness declared is not reinstatement. A term that ran out without the record its rule asks for is
      *renewal due*, never silently renewed.
    - An elapsed-time clock and a continuous-calm clock are different clocks; each side's reading stands beside.
"""

from dataclasses import dataclass
from enum import StrEnum

from truceline.base.moments import Moment
from truceline.picture.sources import Source


class LifeState(StrEnum):
    """Where an agreement stands at an instant."""

    UNKNOWN = "not_on_record"
    IDEA = "idea"
    NEGOTIATING = "negotiating"
    NEAR = "near"
    AGREED = "agreed"
    IN_FORCE_NOT_APPLIED = "in_force_not_applied"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    RENEWAL_DUE = "renewal_due"
    EXPIRED = "expired"
    COLLAPSED = "collapsed"


class EventKind(StrEnum):
    """What happened to an agreement."""

    IDEA = "idea"
    NEGOTIATING = "negotiating"
    NEAR = "near"
    AGREED = "agreed"
    SUSPENDED = "suspended"
    READINESS_DECLARED = "readiness_declared"
    REINSTATED = "reinstated"
    DECLARED_OVER = "declared_over"
    COLLAPSED = "collapsed"
    EXPIRED = "expired"
    PUBLISHED = "published"
    ENDORSED = "endorsed"
    AMENDED = "amended"
    REAFFIRMED = "reaffirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateVariant:
    """The same date as another publication gives it."""

    on: Moment
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDate:
    """One of an agreement's three dates.

    Attributes:
        on: A day or an instant; a day means from its first instant.
        source: Who says so.
        variants: Other published values; the signed text wins.
        note: Anything a reader must know.
    """

    on: Moment
    source: Source
    variants: tuple[DateVariant, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeEvent:
    """Something that happened to an agreement.

    Attributes:
        kind: What.
        on: When it was declared or happened.
        effective: When it took effect, if that is another moment.
        by: Parties whose act or word it is.
        scope: ``full``, ``partial`` or free words.
        reason: In the words of those who did it.
        contested_by: Parties on record as disagreeing that it took effect.
        source: Who says so.
    """

    kind: EventKind
    on: Moment
    source: Source
    effective: Moment | None = None
    by: tuple[str, ...] = ()
    scope: str = ""
    reason: str = ""
    contested_by: tuple[str, ...] = ()


class Prolongation(StrEnum):
    """How a term is prolonged."""

    LAPSE = "lapse"
    AUTOMATIC_UNLESS_OBJECTION = "automatic_unless_objection"
    AUTOMATIC_ON_RECORDED_CONSENSUS = "automatic_on_recorded_consensus"
    ACTIVE_CONSENT = "active_consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class TermReading:
    """One reading of when the term ends.

    Attributes:
        counted_from: ``signature``, ``entry_into_force``, ``application`` or free words.
        ends: First instant or day after the term.
        by: Party that holds this reading; empty when nobody is on record and it is counted here.
        source: Who says so.
    """

    counted_from: str
    ends: Moment
    source: Source
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """A recorded prolongation, consent or objection."""

    by: str
    on: Moment
    source: Source
    objection: bool = False
    until: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How long an agreement lasts and how it is prolonged.

    Attributes:
        words: The text's own words.
        length: ISO 8601 duration as the text gives it; empty when it gives none.
        readings: Every reading of its end; the last to end decides, the others are shown.
        prolongation: The rule.
        needs: Parties whose record the rule asks for.
        renewals: What is on record.
    """

    words: str
    prolongation: Prolongation
    length: str = ""
    readings: tuple[TermReading, ...] = ()
    needs: tuple[str, ...] = ()
    renewals: tuple[Renewal, ...] = ()


class ClockKind(StrEnum):
    """What a clock counts."""

    ELAPSED = "elapsed"
    CONTINUOUS_CALM = "continuous_calm"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReading:
    """One side's reading of a clock, as it stated it."""

    by: str
    on: Moment
    says: str
    source: Source
    full: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReset:
    """A breach that, according to somebody, set a calm clock back to nothing."""

    on: Moment
    by: str
    source: Source
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A clock of a stage gate.

    Attributes:
        id: Id inside its gate.
        kind: What it counts.
        since: When it starts.
        hours: How long it must run [h].
        readings: Each side's reading.
        resets: Claimed breaches; each counts in the reading of the side that claims it.
        words: The text's own words.
    """

    id: str
    kind: ClockKind
    since: Moment
    hours: float
    words: str = ""
    readings: tuple[ClockReading, ...] = ()
    resets: tuple[ClockReset, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GateEvent:
    """A party confirms that a gate may open, or withdraws."""

    by: str
    on: Moment
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A stage gate: what opens when its clocks have run and every named party has confirmed."""

    id: str
    opens: str
    clocks: tuple[Clock, ...]
    needs: tuple[str, ...]
    source: Source
    confirmations: tuple[GateEvent, ...] = ()
    withdrawals: tuple[GateEvent, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a ladder: who must do what, by when; no number is invented where the text has none."""

    what: str
    who: tuple[str, ...] = ()
    within_hours: float | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """What is to follow on one class of breach; with no steps, none is agreed."""

    breach: str
    source: Source
    steps: tuple[Step, ...] = ()
    note: str = ""
