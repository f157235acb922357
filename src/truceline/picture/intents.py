# SPDX-License-Identifier: Apache-2.0
"""Intents: notices of what a party means to do, given before it happens.

An *intent* is declared, never observed. It has an end, except a *standing presence*: forces that stay on the ground,
which its party confirms anew each day. Every change makes a new version; no version is ever altered.

Rules:
    - An intent is a notice: that nobody objects to it is no consent, and filing it is no permission.
    - A party outside both lists of the sharing scope learns of it through coarse constraints at most (R5).
    - Kinds that are hidden by nature (relief, passage of persons) are shared with nobody, whatever their author wishes.
    - Not here: whether intents meet (``screening``), who learns what (``coordination``), what clauses say of them.

Source:
    ASTM F3548-21, operational intents and Volume4D; the sharing scope is this project's own.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from truceline.base.errors import InputError, RedLineError
from truceline.base.fourvalue import FourValue
from truceline.base.instants import LATEST_NS
from truceline.geo.volume import Volume4D
from truceline.picture.kinds import kind_matches, may_be_force

HIDDEN_KINDS = ("aid.passage", "passage")
"""Kinds of activity that never enter a searchable answer (R5), with every kind below them."""
STANDING_ROOTS = frozenset({"hold"})
"""First words of the kinds of activity that may be without an end."""
_KINDS_KNOWN = 1_024
"""Combinations of kinds whose nature is remembered."""


class IntentState(StrEnum):
    """Where an intent stands."""

    FILED = "filed"
    WITHDRAWN = "withdrawn"
    """Taken back before it ended; it will not happen, or no longer."""
    ENDED = "ended"
    """Declared over by its author before its stated end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """Who learns what of an intent beyond its own party; all others learn of it coarsely at most.

    Attributes:
        full: Parties that may read it whole.
        conflict: Parties that learn of it only inside a conflict with an intent of their own.
    """

    full: tuple[str, ...] = ()
    conflict: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One version of one intent.

    Attributes:
        id: Stable id, given by the node that took it.
        version: Counts from 1.
        state: Where it stands as of this version.
        party: Whose activity it is; its author.
        officer: Pseudonym of the officer who filed this version.
        filed_ns: When the node took this version [ns since 1970 UTC].
        confirmed_ns: When its party last said that it still holds [ns since 1970 UTC].
        kind: Codes of the activity (docs/act-kinds.md), at least one.
        volumes: Where, how high and when; at least one. A use of force has exactly one.
        sharing: Who learns what of it.
        force: The force that will act; empty when the party does not say.
        against: Forces, parties or persons acted against, for a use of force.
        facts: Further facts as the party states them, by the names that clauses ask for.
        title: Short neutral name.
        exercise: Whether it is invented (R11).
    """

    id: str
    version: int
    state: IntentState
    party: str
    officer: str
    filed_ns: int
    confirmed_ns: int
    kind: tuple[str, ...]
    volumes: tuple[Volume4D, ...]
    sharing: Sharing
    force: str = ""
    against: tuple[str, ...] = ()
    facts: tuple[tuple[str, bool], ...] = ()
    title: str = ""
    exercise: bool = False

    def __post_init__(self) -> None:
        """Refuse an intent that is none, or that a red line bars.

        Raises:
            InputError: No kind, no volume, or no end where one is needed.
            RedLineError: Several volumes of a use of force (R1), or a hidden kind that is shared (R5).
        """
        if not self.kind or not self.volumes:
            message = f"intent: expected a kind and a volume, got {len(self.kind)} and {len(self.volumes)}"
            raise InputError(message)
        if self.is_standing and not may_kind_stand(self.kind):
            message = "volumes: expected an end, got none; only a presence on the ground (hold) may stand"
            raise InputError(message)
        if self.may_be_force and len(self.volumes) != 1:
            message = (
                f"red line R1: volumes: expected one volume of a use of force, got {len(self.volumes)}; "
                "file each by itself (docs/intended-use.md)"
            )
            raise RedLineError(message)
        if self.is_hidden and (self.sharing.full or self.sharing.conflict):
            message = (
                "red line R5: sharing: expected none of a movement of relief or of persons, got some; leave both lists "
                "of sharing empty: it acts through coarse constraints alone (docs/sharing.md)"
            )
            raise RedLineError(message)

    @property
    def start_ns(self) -> int:
        """The first instant of its volumes [ns since 1970 UTC]."""
        return min(volume.interval.start_ns for volume in self.volumes)

    @property
    def end_ns(self) -> int:
        """The first instant after all its volumes [ns since 1970 UTC]; ``LATEST_NS`` for a standing presence."""
        return max(volume.interval.end_ns for volume in self.volumes)

    @property
    def is_standing(self) -> bool:
        """Whether it has no end."""
        return self.end_ns >= LATEST_NS

    @property
    def is_hidden(self) -> bool:
        """Whether it is of a kind that never enters a searchable answer (R5)."""
        return is_kind_hidden(self.kind)

    @property
    def is_only_passage(self) -> bool:
        """Whether it is a movement of relief or of persons, and nothing else."""
        return not self.may_be_force and all(is_kind_hidden((code,)) for code in self.kind)

    @property
    def may_be_force(self) -> bool:
        """Whether it is, or may be, a use of force, or is directed against somebody (R1)."""
        return bool(self.against) or may_kind_be_force(self.kind)


@lru_cache(maxsize=_KINDS_KNOWN)
def may_kind_stand(kind: tuple[str, ...]) -> bool:
    """Say whether an intent of these kinds may be without an end."""
    return all(_root(code) in STANDING_ROOTS for code in kind)


@lru_cache(maxsize=_KINDS_KNOWN)
def is_kind_hidden(kind: tuple[str, ...]) -> bool:
    """Say whether an intent of these kinds never enters a searchable answer (R5)."""
    return any(kind_matches(code, hidden) is FourValue.TRUE for code in kind for hidden in HIDDEN_KINDS)


@lru_cache(maxsize=_KINDS_KNOWN)
def may_kind_be_force(kind: tuple[str, ...]) -> bool:
    """Say whether an intent of these kinds is, or may be, a use of force (R1)."""
    return any(may_be_force(code) for code in kind)


def _root(code: str) -> str:
    return code.split(".", 1)[0]
