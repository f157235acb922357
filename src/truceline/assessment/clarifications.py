# SPDX-License-Identifier: Apache-2.0
"""Clarifications: which single question an undecided fact belongs to, and whether words could settle it.

The missing facts of the clause test are too fine for whoever drafts a text: "whether the place lies inside" and "where,
at all" are one question to a drafter, with two kinds of answer. So each undecided slot of a ruling becomes a
*clarification*: a question and who could settle it.

Rules:
    - *By the text*: the accounts tell enough, and words of the text (or of its annexes and records: a map, a list of
      those who joined, a day) would settle it.
    - *By a report*: nothing a drafter writes settles it; somebody must tell what happened, more finely.
    - A slot that accounts dispute belongs to the same question; whom accounts name is never settled by the text.

Source:
    ``clauses.slots`` for the facts; the split is this project's own (docs/rehearsal.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from truceline.agreement.provisions import Criterion
from truceline.clauses.rows import COMPONENTS
from truceline.clauses.slots import Component, Missing, Plan, Slot


class Question(StrEnum):
    """What is to be made clear, in the order of the conditions of a ruling."""

    CONSENT = "consent"
    """Who is bound."""
    CLOCK = "clock"
    """When the text applies."""
    BOUNDARY = "boundary"
    """Where it applies."""
    ALTITUDE = "altitude"
    """In which band of heights."""
    ACT_KIND = "act_kind"
    """To which kinds of act, with which weapons."""
    PROTECTION = "protection"
    """Whom it protects."""
    DESIGNATION = "designation"
    """Who is on a list that an exception names."""
    CONTROL = "control"
    """Who held the place."""
    INITIATOR = "initiator"
    """Who began."""
    PROPORTION = "proportion"
    """Whether an answer was proportionate."""
    FURTHER_FACT = "further_fact"
    """A further fact or number that the text asks for."""


class SettledBy(StrEnum):
    """Who could settle a question."""

    TEXT = "text"
    REPORT = "report"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Clarification:
    """One question and who could settle it."""

    question: Question
    by: SettledBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What decides whether words could settle an undecided fact.

    Attributes:
        coarse: Slots undecided only because the told place is coarse.
        disputed: Slots told both ways.
        offered: Parts of an account that are told, one bit per ``rows.COMPONENTS``.
        has_point: Whether some account tells a position.
        names_actor: Whether some account names those who acted apart from others.
        names_against: Whether some account names those acted against apart from others.
        unclear_life: Whether the text itself leaves open that it applied then.
    """

    coarse: int
    disputed: int
    offered: int
    has_point: bool
    names_actor: bool
    names_against: bool
    unclear_life: bool

    def tells(self, component: Component) -> bool:
        """Say whether some account tells a part at all."""
        return bool(self.offered >> COMPONENTS.index(component) & 1)


_QUESTION: Mapping[Missing, Question] = {
    Missing.ACTOR: Question.CONSENT,
    Missing.CONSENT: Question.CONSENT,
    Missing.TIME: Question.CLOCK,
    Missing.PLACE: Question.BOUNDARY,
    Missing.BOUNDARY: Question.BOUNDARY,
    Missing.ALTITUDE: Question.ALTITUDE,
    Missing.KIND: Question.ACT_KIND,
    Missing.AGAINST: Question.PROTECTION,
    Missing.JOINED: Question.PROTECTION,
    Missing.DESIGNATION: Question.DESIGNATION,
    Missing.CONTROL: Question.CONTROL,
    Missing.INITIATOR: Question.INITIATOR,
    Missing.PROPORTION: Question.PROPORTION,
    Missing.FACT: Question.FURTHER_FACT,
}


def clarification_of(slot: Slot, bit: int, told: Circumstances) -> Clarification:
    """Say to which clarification an undecided slot belongs.

    Args:
        slot: The slot.
        bit: Its bit.
        told: What is told of the act otherwise.

    Returns:
        The question and who could settle it.
    """
    question = _QUESTION[slot.missing]
    is_words = _could_be_worded(question, bit, told)
    return Clarification(question=question, by=SettledBy.TEXT if is_words else SettledBy.REPORT)


def _could_be_worded(question: Question, bit: int, told: Circumstances) -> bool:
    is_disputed = bool(told.disputed >> bit & 1)
    match question:
        case Question.CONSENT:
            return told.names_actor and not is_disputed
        case Question.PROTECTION | Question.DESIGNATION:
            return told.names_against and not is_disputed
        case Question.CLOCK:
            return told.unclear_life
        case Question.BOUNDARY:
            return is_disputed or (told.has_point and not told.coarse >> bit & 1)
        case Question.ALTITUDE:
            return told.tells(Component.HEIGHT) and not is_disputed
        case Question.ACT_KIND:
            return told.tells(Component.KIND) and not is_disputed
        case Question.CONTROL | Question.INITIATOR | Question.PROPORTION | Question.FURTHER_FACT:
            return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One single fact behind one or several slots of a provision, so that they are always told alike.

    Attributes:
        same: Bits of slots that it makes true.
        contrary: Bits of slots that it makes false (the text asks for the contrary).
    """

    same: int
    contrary: int = 0


def facts_behind(plan: Plan, bits: tuple[int, ...]) -> tuple[Fact, ...]:
    """Join slots that ask for the same fact.

    Args:
        plan: The provision.
        bits: Bits of some of its slots.

    Returns:
        The facts, in the order of their first slot.
    """
    found: dict[object, Fact] = {}
    for bit in bits:
        slot = plan.slots[bit]
        key, is_contrary = _key(slot.criterion, slot)
        known = found.get(key, Fact(same=0))
        mask = 1 << bit
        if is_contrary:
            found[key] = Fact(same=known.same, contrary=known.contrary | mask)
        else:
            found[key] = Fact(same=known.same | mask, contrary=known.contrary)
    return tuple(found.values())


def _key(criterion: Criterion | None, slot: Slot) -> tuple[object, bool]:
    if criterion is None:
        return slot.condition, False
    if criterion.not_fact:
        return Criterion(fact=criterion.not_fact), True
    return criterion, False
