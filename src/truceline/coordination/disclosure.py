# SPDX-License-Identifier: Apache-2.0
"""Who learns what of an intent, and what is found about it: the one place where this is decided.

Rules:
    - An exact conflict is told only when each intent is shared with the other's party; then both parties read it, from
      the same moment on (R3). Nobody else reads it, not even who may read both intents.
    - Where that is not so, both meet the other as a coarse constraint at most, which names nobody (R5).
    - A constraint depends on the coarse slots of others alone: not on how many they are, whose, of which kind, how
      high, or where inside the slot. A party is told of a slot by somebody else's filing when it becomes constrained
      for it, and not again while it is; so it cannot count what is filed there.
    - A party never meets what is its own as a constraint.
    - What is not shared is taken away before anything exact is computed, so that not even the time of an answer tells.

Source:
    This project's own (docs/sharing.md, ADR 0014).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

from truceline.base.instants import Interval
from truceline.coordination.coarse import CoarseGrid
from truceline.coordination.roles import Role
from truceline.findings.alleged import AllegedViolation, ContestedAct
from truceline.findings.conflict import Bounds, CoarseConstraints, Conflict, Constraint, IntentRef, Slot
from truceline.findings.finding import BarredPlan, Detail, Finding, FindingKind, Probing
from truceline.geo.volume import AltitudeBand
from truceline.picture.intents import Intent


class Holder(Protocol):
    """A party that has intents in a coarse slot, one for each distinct set of parties with whom it shares them."""

    @property
    def slot(self) -> Slot:
        """The slot."""

    @property
    def party(self) -> str:
        """The party."""

    @property
    def shared_with(self) -> tuple[str, ...]:
        """Parties on either list of those intents' sharing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherSide:
    """What a party learns of another's intent inside a conflict, beside the shared ground, time and band.

    Attributes:
        id: Its id; the version is not told, for it counts changes.
        party: Whose it is.
        kind: Codes of the activity.
    """

    id: str
    party: str
    kind: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictView:
    """A conflict as one side reads it.

    Attributes:
        own: Its own intent; both of them when both are its own.
        other: The other's side; ``None`` when both are its own.
        interval: When both hold.
        bounds_deg: The box of the shared ground [deg].
        band: The shared altitudes; ``None`` when they cannot be compared.
        lapsed_by: As ``Conflict.lapsed_by``.
    """

    own: tuple[IntentRef, ...]
    other: OtherSide | None
    interval: Interval
    bounds_deg: Bounds
    band: AltitudeBand | None
    lapsed_by: str = ""


DetailView: TypeAlias = ConflictView | CoarseConstraints | BarredPlan | AllegedViolation | ContestedAct | Probing


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """A finding as one reader gets it; who else reads it is not told.

    Attributes:
        id: Its id.
        kind: What was concluded.
        at_ns: When [ns since 1970 UTC].
        detail: The conclusion, as far as the reader may know it.
        ruling: The ruling word; empty when no provision was asked.
        subjects: Ids of the intents or acts that it is about.
        interval: The time it speaks of.
        bounds_deg: The ground it speaks of; ``None`` when it has none or it is not told.
        exercise: Whether it is about invented material (R11).
    """

    id: str
    kind: FindingKind
    at_ns: int
    detail: DetailView
    ruling: str
    subjects: tuple[str, ...]
    interval: Interval
    bounds_deg: Bounds | None
    exercise: bool


def is_mutual(one: Intent, other: Intent) -> bool:
    """Say whether an exact conflict of two intents may be told: each is shared with the other's party.

    Two intents of one party may always be; a hidden kind never with another party's.
    """
    return one.party == other.party or (other.party in parties_named(one) and one.party in parties_named(other))


def parties_named(intent: Intent) -> tuple[str, ...]:
    """Give the parties, beside its own, that may be told of an exact conflict with an intent if they name it too."""
    return () if intent.is_hidden else (*intent.sharing.full, *intent.sharing.conflict)


def select_mutual(intent: Intent, others: Iterable[Intent]) -> tuple[Intent, ...]:
    """Give those of which an exact conflict may be told; only these may be held against the intent exactly."""
    return tuple(other for other in others if is_mutual(intent, other))


def may_read(intent: Intent, party: str) -> bool:
    """Say whether a party may read an intent whole."""
    return party in readers_of_intent(intent)


def may_handle(intent: Intent, party: str, role: str) -> bool:
    """Say whether somebody of a role may file, change, close and read an intent that the party itself may.

    A humanitarian handles relief and passages of its own party alone: no plan of force, and nothing that others share.
    """
    return role != Role.HUMANITARIAN or (intent.party == party and intent.is_only_passage)


def may_look(intent: Intent, party: str, role: str) -> bool:
    """Say whether somebody of a party, in a role, may read an intent whole."""
    return may_read(intent, party) and may_handle(intent, party, role)


def readers_of_intent(intent: Intent) -> tuple[str, ...]:
    """Give the parties that may read an intent whole and are told of its changes, sorted."""
    shared = () if intent.is_hidden else intent.sharing.full
    return tuple(sorted({intent.party, *shared}))


def constraints_of(intent: Intent, holders: Iterable[Holder], grid: CoarseGrid) -> tuple[Constraint, ...]:
    """Give the slots in which somebody else has an intent of which an exact conflict could not be told.

    Args:
        intent: The intent.
        holders: Who has intents in its slots.
        grid: The node's grid.

    Returns:
        One constraint for each such slot, by cell and block.
    """
    found = {_key(holder.slot): holder.slot for holder in _not_told(intent, holders)}
    return tuple(grid.constraint_of(found[key]) for key in sorted(found))


def constraints_of_others(
    intent: Intent, holders: Iterable[Holder], grid: CoarseGrid
) -> tuple[tuple[str, tuple[Constraint, ...]], ...]:
    """Give the constraints that an intent means for the other parties in its slots, to be told at the same commit.

    Args:
        intent: The intent that is being filed or changed.
        holders: Who had intents in its slots just before; its own earlier version may be among them.
        grid: The node's grid.

    Returns:
        Each party that meets one, sorted, with the slots that are constrained for it now and were not before, by cell
        and block. A party to which nothing is new is left out.
    """
    held = tuple(holders)
    slots: dict[tuple[int, int], Slot] = {}
    by_slot: dict[tuple[int, int], dict[str, list[tuple[str, ...]]]] = {}
    for holder in held:
        key = holder.slot.cell, holder.slot.block
        if key not in by_slot:
            slots[key], by_slot[key] = holder.slot, {}
        by_slot[key].setdefault(holder.party, []).append(holder.shared_with)
    met = {(holder.slot.cell, holder.slot.block, holder.party) for holder in _not_told(intent, held)}
    told: dict[str, list[Constraint]] = {}
    for cell, block, party in sorted(met):
        if not _is_constrained(party, by_slot[cell, block]):
            told.setdefault(party, []).append(grid.constraint_of(slots[cell, block]))
    return tuple((party, tuple(told[party])) for party in sorted(told))


def readers_of_conflict(one: Intent, other: Intent) -> tuple[str, ...]:
    """Give the parties that read a conflict of two intents: both, sorted; nobody when it may not be told (R3)."""
    return tuple(sorted({one.party, other.party})) if is_mutual(one, other) else ()


def readers_of_barred_plan(intent: Intent) -> tuple[str, ...]:
    """Give the party that reads what provisions say of a plan: its author's alone (R1)."""
    return (intent.party,)


def readers_of_probing(probing: Probing, node_party: str) -> tuple[str, ...]:
    """Give the parties that read a suspicion of probing: whom it is about (R3) and whose node it is, sorted."""
    return tuple(sorted({probing.party, node_party}))


def view_of_conflict(conflict: Conflict, reader: str) -> ConflictView | None:
    """Give a conflict as one side reads it; ``None`` for whoever has no side in it."""
    own = tuple(ref for ref in conflict.intents if ref.party == reader)
    others = [ref for ref in conflict.intents if ref.party != reader]
    if not own:
        return None
    return ConflictView(
        own=own,
        other=OtherSide(id=others[0].id, party=others[0].party, kind=others[0].kind) if others else None,
        interval=conflict.interval,
        bounds_deg=conflict.bounds_deg,
        band=conflict.band,
        lapsed_by=conflict.lapsed_by,
    )


def view_of_finding(finding: Finding, reader: str) -> FindingView | None:
    """Give a finding as a reader gets it.

    Args:
        finding: The finding.
        reader: The party that reads.

    Returns:
        What it may know; ``None`` when it may not know that there is such a finding.
    """
    if reader not in finding.readers:
        return None
    detail = _view_detail(finding.detail, reader)
    if detail is None:
        return None
    return FindingView(
        id=finding.id,
        kind=finding.kind,
        at_ns=finding.at_ns,
        detail=detail,
        ruling=finding.ruling,
        subjects=finding.subjects,
        interval=finding.interval,
        bounds_deg=finding.bounds_deg,
        exercise=finding.exercise,
    )


def _view_detail(detail: Detail, reader: str) -> DetailView | None:
    match detail:
        case Conflict():
            return view_of_conflict(detail, reader)
        case BarredPlan():
            return detail if detail.intent.party == reader else None
        case CoarseConstraints():
            is_own = detail.intent is None or detail.intent.party == reader
            return detail if is_own else replace(detail, intent=None)
        case AllegedViolation() | ContestedAct() | Probing():
            return detail


def _not_told(intent: Intent, holders: Iterable[Holder]) -> list[Holder]:
    """Give the holders with whom an exact conflict of an intent could not be told."""
    party = intent.party
    shared = frozenset(parties_named(intent))
    return [
        holder
        for holder in holders
        if holder.party != party and (holder.party not in shared or party not in holder.shared_with)
    ]


def _is_constrained(party: str, sharings: Mapping[str, Sequence[tuple[str, ...]]]) -> bool:
    """Say whether a party meets something in a slot that could not be told exactly to one of its intents there.

    Args:
        party: The party; it has an intent there.
        sharings: With whom intents in the slot are shared, by the party that they belong to.
    """
    own = sharings[party]
    for other, theirs in sharings.items():
        if other == party:
            continue
        for mine in own:
            if other not in mine:
                return True
        for shared in theirs:
            if party not in shared:
                return True
    return False


def _key(slot: Slot) -> tuple[int, int]:
    return slot.cell, slot.block
