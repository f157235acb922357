# SPDX-License-Identifier: Apache-2.0
"""Contacts between parties, forecasts, the channels of the line, what was declared about them and how they were used.

Declared state and observed use are two facts and are never merged.
"""

from dataclasses import dataclass
from enum import StrEnum

from truceline.base.moments import Moment
from truceline.picture.sources import Source


class ContactForm(StrEnum):
    """How a contact was made."""

    GREETING = "greeting"
    PULL_ASIDE = "pull_aside"
    CALL = "call"
    INFORMAL_MEETING = "informal_meeting"
    FORMAL_MEETING = "formal_meeting"
    ROUND = "round"


class ContactStatus(StrEnum):
    """What became of a contact."""

    RUMOURED = "rumoured"
    PLANNED = "planned"
    DECLINED = "declined"
    HELD = "held"


class ContactLevel(StrEnum):
    """Who met."""

    HEAD_OF_STATE = "head_of_state"
    MINISTER = "minister"
    CHIEF_OF_STAFF = "chief_of_staff"
    COMMANDER = "commander"
    EXPERT = "expert"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Readout:
    """One side's account of a contact."""

    source: Source
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactState:
    """A status of a contact according to one source; later states never erase earlier ones."""

    status: ContactStatus
    source: Source
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A greeting, a call, a meeting; held, planned, rumoured or declined."""

    id: str
    form: ContactForm
    level: ContactLevel
    parties: tuple[str, ...]
    states: tuple[ContactState, ...]
    on: Moment | None = None
    place: str = ""
    initiator: str = ""
    readouts: tuple[Readout, ...] = ()
    thread: str = ""
    resumes: str = ""
    agreements: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Something said to be coming, with its window and what came of it."""

    id: str
    says: str
    window_from: Moment
    window_until: Moment
    source: Source
    outcome: str = ""
    outcome_on: Moment | None = None
    outcome_source: Source | None = None
    agreements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel of the line between two posts."""

    id: str
    name: str
    parties: tuple[str, ...]
    posts: tuple[str, ...] = ()
    level: str = ""
    hours: str = ""
    purposes: tuple[str, ...] = ()
    source: Source | None = None
    note: str = ""


class DeclaredState(StrEnum):
    """What a party may declare about its own service of a channel."""

    OPEN = "open"
    DEGRADED = "degraded"
    FAULT_CLAIMED = "fault_claimed"
    SUSPENDED = "suspended"
    RESTORING = "restoring"
    RESTORED = "restored"
    READINESS = "readiness_declared"
    """Readiness to restore is not restoring."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A party's own declaration about its own service of a channel or an agreement."""

    id: str
    by: str
    channel: str
    state: DeclaredState
    declared_at: Moment
    source: Source
    effective_at: Moment | None = None
    scope: str = ""
    reason: str = ""
    calls_continue: bool | None = None


class UseKind(StrEnum):
    """How a channel was seen to be used."""

    CALL = "call"
    NOTICE = "notice"
    TEST = "test"
    STATEMENT = "statement"
    """Somebody states that it works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineUse:
    """An observed use of a channel, or a statement that it works."""

    id: str
    channel: str
    kind: UseKind
    on: Moment
    source: Source
    until: Moment | None = None
    by: str = ""
    what: str = ""
