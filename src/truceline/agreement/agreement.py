# SPDX-License-Identifier: Apache-2.0
"""One agreement: one text, who takes part in what role, its life, zones and provisions.

Consent is only by a party's own record. What one party says of another's consent is kept as an *assertion*, shown,
and binds nobody.
"""

from dataclasses import dataclass

from truceline.agreement.life import Gate, KeyDate, Ladder, LifeEvent, Term
from truceline.agreement.provisions import Provision
from truceline.agreement.zones import Zone
from truceline.base.moments import Moment, UTCOffset
from truceline.picture.actors import ActorKind
from truceline.picture.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A party's own record of consent or refusal.

    Attributes:
        on: From when it is bound, or refuses.
        source: Its own record.
        refused: Whether the record is a refusal.
        until: When it left, if it did.
        words: Reservations and conditions in its own words.
    """

    on: Moment
    source: Source
    refused: bool = False
    until: Moment | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A party or force in one role.

    Attributes:
        party: Id of a party or a force.
        role: ``party``, ``joined``, ``guarantor``, ``co_chair``, ``side``, ``monitor``, ``observer``, ``host``,
            ``mediator``, ``sponsor``, ``stakeholder``, ``non_party`` or ``excluded``.
        consent: Its own record, in order of time; without any, whether it is bound is told by nobody.
        answers_for: Ids it is said to answer for.
        note: Anything a reader must know.
    """

    party: str
    role: str
    consent: tuple[Consent, ...] = ()
    answers_for: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """What one party says about another's position or duty; shown, never binding.

    Attributes:
        by: Whose word it is.
        about: Of whom or what.
        says: What is said.
        source: Where it stands.
        on_holding: Whether it says how far the agreement held; it then stands beside the count, and out of it.
    """

    by: str
    about: str
    says: str
    source: Source
    on_holding: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One published version of the text."""

    title: str
    source: Source
    published: Moment | None = None
    official: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """How the field's schemes code the text (docs/coding.md); empty where its source does not say."""

    ceasefire_class: str = ""
    purpose: tuple[str, ...] = ()
    type: str = ""
    geography: str = ""
    timing: str = ""
    mediated: bool | None = None
    mechanisms: tuple[str, ...] = ()
    enforcement: str = ""
    written: bool | None = None
    stage: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """One strand of a package, tracked apart."""

    id: str
    title: str
    state: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One text and all that is on record about it.

    Attributes:
        schema: Always ``truceline/agreement/1``.
        id: Stable id.
        title: Name in plain English.
        summary: One or two neutral sentences.
        utc_offset: At which its civil days are counted.
        rule_set: Whether it holds rules (a political statement does not).
        coding: The field's codes.
        documents: Published versions.
        predecessor: Id of the agreement it follows.
        successor: Id of the agreement that follows it.
        participants: Who takes part, in what role.
        open_to: Kinds of actor that may take the role ``joined`` by their own record; for one of these without a
            record, whether it joined is told by nobody.
        assertions: What parties say of others.
        signed: Signature.
        in_force: Entry into force.
        applied: From when its rules apply.
        measured_on: Civil day from which its effect is counted before and after; left out when it is not counted.
        events: What happened to it.
        term: How long.
        strands: Strands of a package.
        zones: Zones, every version.
        provisions: Rules.
        gates: Stage gates.
        ladders: What follows on a breach.
        unknown: What no source seen tells.
        template_of: Set in a template: nothing of it is in force.
    """

    schema: str
    id: str
    title: str
    utc_offset: UTCOffset
    participants: tuple[Participant, ...]
    summary: str = ""
    rule_set: bool = True
    coding: Coding | None = None
    documents: tuple[Document, ...] = ()
    predecessor: str = ""
    successor: str = ""
    open_to: tuple[ActorKind, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    signed: KeyDate | None = None
    in_force: KeyDate | None = None
    applied: KeyDate | None = None
    measured_on: Moment | None = None
    events: tuple[LifeEvent, ...] = ()
    term: Term | None = None
    strands: tuple[Strand, ...] = ()
    zones: tuple[Zone, ...] = ()
    provisions: tuple[Provision, ...] = ()
    gates: tuple[Gate, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    unknown: tuple[str, ...] = ()
    template_of: str = ""
