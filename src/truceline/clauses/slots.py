# SPDX-License-Identifier: Apache-2.0
"""The plan of a provision: which single facts it asks for, in which order they decide.

A *slot* is one single fact of one provision: "the actor is bound", "the place is inside", "the group acted against is
on the list". Slots never hold conjunctions; that is what keeps doubt plus dispute from acquitting. Each slot is one
bit in each of the two planes of the vectorised form, so a provision has at most ``SLOTS_MAX``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from truceline.agreement.agreement import Agreement
from truceline.agreement.provisions import Criterion, ExceptionClause, Modality, Passage, Provision, SelfDefence
from truceline.base.errors import AgreementError
from truceline.findings.ruling import Condition

SLOTS_MAX = 29
"""Bits 29 and 30 of a plane are marks of the vectorised form (``table``)."""


class Component(StrEnum):
    """What part of an account, or what claim, can fill a slot."""

    ACTOR = "actor"
    DISPUTE = "dispute"
    TIME = "time"
    PLACE = "place"
    BOUNDARY = "boundary"
    HEIGHT = "height"
    KIND = "kind"
    FACTS = "facts"
    AGAINST = "against"
    CONTROL = "control"
    DESIGNATION = "designation"


class Missing(StrEnum):
    """A fact that nobody tells and that blocks an answer."""

    ACTOR = "actor"
    """Who acted."""
    CONSENT = "consent"
    """Whether the actor is bound: no record of its own, or not told which force."""
    TIME = "time"
    """When; or not finely enough; or whether the text still held."""
    PLACE = "place"
    """Where, at all."""
    BOUNDARY = "boundary"
    """Whether the told place lies inside: unpublished boundary, error band, edge, or too coarse a place."""
    ALTITUDE = "altitude"
    KIND = "kind"
    """What kind of act, by which weapon."""
    FACT = "fact"
    """A further fact that the clause asks for."""
    AGAINST = "against"
    """Against whom."""
    JOINED = "joined"
    """Whether those acted against are protected: no record of their own, or not told which force."""
    INITIATOR = "initiator"
    """Who began."""
    PROPORTION = "proportion"
    """Whether an answer was proportionate."""
    DESIGNATION = "designation"
    """Whether those acted against are on the list."""
    CONTROL = "control"
    """Who holds the place."""


MISSING_CODES: tuple[Missing, ...] = tuple(Missing)
"""In the order of their bits."""


NEEDED_PART: dict[Missing, Component] = {
    Missing.ACTOR: Component.ACTOR,
    Missing.PLACE: Component.PLACE,
    Missing.AGAINST: Component.AGAINST,
}
"""What part of an account must be told at all, before anything about it can be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One single fact that a provision asks for.

    Attributes:
        condition: The condition it belongs to.
        missing: What is missing when nobody tells it.
        untold: What is missing when not even the underlying part of the account is told; the same as ``missing``
            where there is no such difference.
        components: What can fill it.
        criterion: The criterion, for further conditions and exceptions.
        exception: Index of its exception; -1 outside exceptions.
    """

    condition: Condition
    missing: Missing
    untold: Missing
    components: tuple[Component, ...]
    criterion: Criterion | None = None
    exception: int = -1

    @property
    def asks(self) -> str:
        """Name of the further fact or number that is asked for; empty for all else."""
        if self.criterion is None or self.missing is not Missing.FACT:
            return ""
        return self.criterion.fact or self.criterion.not_fact or self.criterion.quantity_over


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A provision with its slots.

    Attributes:
        agreement: Its agreement.
        provision: The provision.
        exceptions: Its exceptions, self-defence first where the provision has it.
        slots: Its slots in the order of their bits; scope first, then exceptions.
    """

    agreement: Agreement
    provision: Provision
    exceptions: tuple[ExceptionClause, ...]
    slots: tuple[Slot, ...]

    @property
    def key(self) -> tuple[str, str]:
        """Ids of the agreement and the provision."""
        return self.agreement.id, self.provision.id

    def slots_of_exception(self, index: int) -> tuple[int, ...]:
        """Give the bits of one exception."""
        return tuple(bit for bit, slot in enumerate(self.slots) if slot.exception == index)


def names_asked(plans: Iterable[Plan]) -> frozenset[str]:
    """Give the names of the facts and numbers that provisions ask for beside who, what, where and when.

    Args:
        plans: The provisions.
    """
    criteria = (slot.criterion for plan in plans for slot in plan.slots if slot.criterion is not None)
    named = (each.fact or each.not_fact or each.quantity_over.partition(">")[0].strip() for each in criteria)
    return frozenset(name for name in named if name)


_SCOPE: tuple[Slot, ...] = (
    Slot(
        condition=Condition.BOUND,
        missing=Missing.CONSENT,
        untold=Missing.ACTOR,
        components=(Component.ACTOR, Component.DISPUTE),
    ),
    Slot(condition=Condition.WINDOW, missing=Missing.TIME, untold=Missing.TIME, components=(Component.TIME,)),
    Slot(
        condition=Condition.PLACE,
        missing=Missing.BOUNDARY,
        untold=Missing.PLACE,
        components=(Component.PLACE, Component.BOUNDARY, Component.DISPUTE),
    ),
    Slot(
        condition=Condition.BAND,
        missing=Missing.ALTITUDE,
        untold=Missing.ALTITUDE,
        components=(Component.HEIGHT,),
    ),
    Slot(condition=Condition.KIND, missing=Missing.KIND, untold=Missing.KIND, components=(Component.KIND,)),
)
_AGAINST = Slot(
    condition=Condition.AGAINST,
    missing=Missing.JOINED,
    untold=Missing.AGAINST,
    components=(Component.AGAINST, Component.DISPUTE),
)

ANSWERING = "answering"
"""The told fact that the actor answered and did not begin; it is ``first_act`` told false."""
PROPORTIONATE = "proportionate"


def plans_of(agreement: Agreement) -> tuple[Plan, ...]:
    """Plan every provision of an agreement that judges acts; duties are judged elsewhere.

    Raises:
        AgreementError: A provision asks for more single facts than ``SLOTS_MAX``.
    """
    judged = (provision for provision in agreement.provisions if provision.modality is not Modality.REQUIRED)
    return tuple(_plan(agreement, provision) for provision in judged)


def _plan(agreement: Agreement, provision: Provision) -> Plan:
    exceptions = (*_self_defence(provision), *provision.exceptions)
    slots = list(_SCOPE)
    slots += [_criterion_slot(criterion, Condition.TESTS, -1) for criterion in provision.tests]
    slots.append(_AGAINST)
    for index, exception in enumerate(exceptions):
        slots += [_criterion_slot(criterion, Condition.EXCEPTIONS, index) for criterion in exception.tests]
    if len(slots) > SLOTS_MAX:
        where = f"{agreement.id}/{provision.id}"
        message = f"{where}: expected at most {SLOTS_MAX} single facts in one provision, got {len(slots)}; split it"
        raise AgreementError(message)
    return Plan(agreement=agreement, provision=provision, exceptions=exceptions, slots=tuple(slots))


def _self_defence(provision: Provision) -> tuple[ExceptionClause, ...]:
    """Give the exception of self-defence, from the text or read into it (ADR 0005)."""
    if provision.self_defence is SelfDefence.NONE:
        return ()
    passage: Passage | None = provision.passage if provision.self_defence is SelfDefence.TEXT else None
    tests = (Criterion(fact=ANSWERING), Criterion(fact=PROPORTIONATE))
    return (ExceptionClause(id=f"self_defence_{provision.self_defence}", tests=tests, passage=passage),)


def _criterion_slot(criterion: Criterion, condition: Condition, exception: int) -> Slot:
    missing, components = _needs(criterion)
    untold = {Missing.BOUNDARY: Missing.PLACE, Missing.JOINED: Missing.AGAINST}.get(missing, missing)
    if missing is Missing.DESIGNATION:
        untold = Missing.AGAINST
    return Slot(
        condition=condition,
        missing=missing,
        untold=untold,
        components=components,
        criterion=criterion,
        exception=exception,
    )


def _needs(criterion: Criterion) -> tuple[Missing, tuple[Component, ...]]:
    fact = criterion.fact or criterion.not_fact
    if fact:
        special = {ANSWERING: Missing.INITIATOR, PROPORTIONATE: Missing.PROPORTION}
        return special.get(fact, Missing.FACT), (Component.FACTS,)
    if criterion.designated_by:
        return Missing.DESIGNATION, (Component.AGAINST, Component.DISPUTE, Component.DESIGNATION)
    if criterion.held_by_designated or criterion.held_by:
        return Missing.CONTROL, (Component.CONTROL, Component.DISPUTE)
    if criterion.kind:
        return Missing.KIND, (Component.KIND,)
    if criterion.against:
        return Missing.JOINED, (Component.AGAINST, Component.DISPUTE)
    if criterion.zone:
        return Missing.BOUNDARY, (Component.PLACE, Component.BOUNDARY, Component.DISPUTE)
    assert criterion.quantity_over, criterion
    return Missing.FACT, (Component.FACTS,)
