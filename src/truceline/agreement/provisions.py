# SPDX-License-Identifier: Apache-2.0
"""Provisions: what a text bars, allows and demands, of whom, where and when, and the sentence it came from.

Who is meant is written with *selectors*, short texts that name a party or force (``russia``), a role of this
agreement (``role:joined``) or a kind of actor (``kind:persons``). What an act must be is written with kind codes
(docs/act-kinds.md); a code covers every code that begins with it.
"""

from dataclasses import dataclass
from enum import StrEnum

from truceline.base.moments import Moment
from truceline.picture.acts import Height
from truceline.picture.sources import Source


class Modality(StrEnum):
    """What a provision does."""

    PROHIBITED = "prohibited"
    PERMITTED = "permitted"
    REQUIRED = "required"


class PassageStatus(StrEnum):
    """Whether the passage is the text itself, somebody's gloss of it, or unverified."""

    TEXT = "text"
    GLOSS = "gloss"
    UNVERIFIED = "unverified"


class SelfDefence(StrEnum):
    """Where the exception of self-defence comes from."""

    TEXT = "text"
    INHERENT = "inherent"
    """The text is silent; it is read with it all the same (ADR 0005)."""
    NONE = "none"
    """Not an act of force: the question does not arise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The sentence a provision came from.

    Attributes:
        status: Text, gloss or unverified.
        source: Where it stands.
        article: Paragraph or article as numbered there.
        words: A short quotation, or a paraphrase when the status is not ``text``.
        language: BCP 47 tag of the words.
    """

    status: PassageStatus
    source: Source
    article: str = ""
    words: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One condition of an exception, or a further condition of a provision; exactly one field is given.

    Attributes:
        fact: Name of a told fact that must be true.
        not_fact: Name of a told fact that must be false.
        designated_by: Those acted against must be on this authority's list.
        held_by_designated: The place must be held by forces on this authority's list, and by nobody else.
        held_by: The place must be held by these selectors.
        kind: The act must be of one of these kinds.
        against: Those acted against must be among these selectors.
        zone: The place must be in one of these zones of this agreement.
        quantity_over: A told quantity must exceed a number, written ``name > number``.
    """

    fact: str = ""
    not_fact: str = ""
    designated_by: str = ""
    held_by_designated: str = ""
    held_by: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    zone: tuple[str, ...] = ()
    quantity_over: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionClause:
    """An exception: it exempts only if every one of its tests is told only true."""

    id: str
    tests: tuple[Criterion, ...]
    passage: Passage | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When a provision applies, inside the life of its agreement; left-out ends mean the agreement's own."""

    since: Moment | None = None
    until: Moment | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueVariant:
    """A due date as another publication gives it."""

    due: Moment
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Something on record that bears on whether a duty was done."""

    on: Moment
    what: str
    source: Source
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What a required provision demands, beyond the act it names.

    Attributes:
        what: What is to be done, in one line.
        due: By when; left out when the text gives no date (none is invented).
        words: The text's own words for the time, such as "within two weeks".
        to: To whom it is owed.
        standing: Whether it is owed all the time, not once.
        done: On record as done, when.
        variants: The due date in other publications; the signed text wins.
        evidence: What is on record.
    """

    what: str
    due: Moment | None = None
    words: str = ""
    to: tuple[str, ...] = ()
    standing: bool = False
    done: Moment | None = None
    variants: tuple[DueVariant, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """One rule of an agreement.

    Attributes:
        id: Id inside its agreement.
        title: One neutral line.
        type: Clause type (docs/clause-types.md), such as ``PROH.FIRE``.
        modality: What it does.
        bound: Selectors of those bound (of those allowed, for a permission).
        kinds: Codes of the acts it speaks of.
        against: Selectors of those the act is against; empty means anybody.
        zones: Ids of zones of this agreement; empty means anywhere.
        band: Altitude band; left out when the text gives none.
        window: When, inside the agreement's life.
        tests: Further conditions that belong to the kind of act.
        exceptions: Exceptions, in the text's order.
        self_defence: Where the exception of self-defence comes from; ``text`` adds the tests ``answering`` and
            ``proportionate``, and so does ``inherent``. Where force is prohibited ``none`` is a fault: silence is
            read with it (ADR 0005).
        duty: For a required provision.
        passage: The sentence it came from.
        monitor: Who watches it.
        response: What the text foresees on a breach.
        note: Anything a reader must know.
    """

    id: str
    title: str
    type: str
    modality: Modality
    bound: tuple[str, ...]
    kinds: tuple[str, ...]
    passage: Passage
    against: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    band: Height | None = None
    window: Window | None = None
    tests: tuple[Criterion, ...] = ()
    exceptions: tuple[ExceptionClause, ...] = ()
    self_defence: SelfDefence = SelfDefence.NONE
    duty: Duty | None = None
    monitor: str = ""
    response: str = ""
    note: str = ""
