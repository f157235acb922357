# SPDX-License-Identifier: Apache-2.0
"""Rulings: what one provision says of one act, decided condition by condition.

The ten words are the only ones. A ruling is no verdict on anybody: it says what a text says of an act as told, on
whose word, and what would change the answer.
"""

from dataclasses import dataclass
from enum import StrEnum

from truceline.base.fourvalue import FourValue, Told


class RulingWord(StrEnum):
    """The only ten words."""

    NOT_BOUND = "not bound"
    OUTSIDE_TIME = "outside time"
    OUTSIDE_PLACE = "outside place"
    CLAUSE_SILENT = "clause silent"
    EXEMPT = "exempt"
    NOT_YET_APPLIED = "in force, not yet applied"
    CONTESTED = "contested"
    CANNOT_JUDGE = "cannot judge"
    PROHIBITED = "prohibited"
    PERMITTED = "permitted"


RULING_WORDS: tuple[RulingWord, ...] = tuple(RulingWord)
"""In the order of their numbers in tables."""

LEAVING_WORDS = frozenset(
    {
        RulingWord.NOT_BOUND,
        RulingWord.OUTSIDE_TIME,
        RulingWord.OUTSIDE_PLACE,
        RulingWord.CLAUSE_SILENT,
        RulingWord.EXEMPT,
        RulingWord.NOT_YET_APPLIED,
    },
)
"""Words by which an act leaves a clause; each needs one single condition told only false."""

UNDECIDED_WORDS = frozenset({RulingWord.CONTESTED, RulingWord.CANNOT_JUDGE})


class Condition(StrEnum):
    """The conditions, in the order in which they decide."""

    BOUND = "bound"
    WINDOW = "window"
    PLACE = "place"
    BAND = "altitude band"
    KIND = "act kind"
    TESTS = "further conditions"
    AGAINST = "against whom"
    EXCEPTIONS = "no exception"


CONDITIONS: tuple[Condition, ...] = tuple(Condition)

LEAVING_WORD: dict[Condition, RulingWord] = {
    Condition.BOUND: RulingWord.NOT_BOUND,
    Condition.WINDOW: RulingWord.OUTSIDE_TIME,
    Condition.PLACE: RulingWord.OUTSIDE_PLACE,
    Condition.BAND: RulingWord.OUTSIDE_PLACE,
    Condition.KIND: RulingWord.CLAUSE_SILENT,
    Condition.TESTS: RulingWord.CLAUSE_SILENT,
    Condition.AGAINST: RulingWord.CLAUSE_SILENT,
    Condition.EXCEPTIONS: RulingWord.EXEMPT,
}
"""The word when this condition is the first told only false; a text not yet applied has its own word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionFinding:
    """What is told about one condition of one provision for one act.

    Attributes:
        condition: Which.
        told: Its value with the ids of its tellers (ids of accounts and claims, ``text`` for the document itself).
        missing: Codes of the facts whose telling would settle it, when it is told neither.
        exception: Id of the exception, for a finding about one exception.
        asks: Name of the told fact or number that is asked for, where it is a further one.
    """

    condition: Condition
    told: Told
    missing: tuple[str, ...] = ()
    exception: str = ""
    asks: str = ""

    @property
    def value(self) -> FourValue:
        """The four-valued value."""
        return self.told.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """What the ruling would be without one origin or one party.

    Attributes:
        dropped: Id of the origin or party.
        kind: ``origin`` or ``party``.
        word: The ruling without it.
    """

    dropped: str
    kind: str
    word: RulingWord


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What one provision says of one act.

    Attributes:
        act: Id of the act.
        agreement: Id of the agreement.
        provision: Id of the provision in it.
        word: One of the ten.
        decided_by: The condition that decided; for ``prohibited`` and ``permitted`` the modality decided and this is
            the last condition looked at.
        conditions: Every condition with its tellers, in order.
        exceptions: Every exception with its tellers, one finding per test.
        rests_on: Ids of the tellers on whose word the deciding conditions rest.
        missing: Codes of the facts that are told by nobody and block an answer.
        passage_status: ``text``, ``gloss`` or ``unverified``.
        flips: Origins and parties whose loss changes the word.
    """

    act: str
    agreement: str
    provision: str
    word: RulingWord
    decided_by: Condition
    conditions: tuple[ConditionFinding, ...]
    exceptions: tuple[ConditionFinding, ...] = ()
    rests_on: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    passage_status: str = ""
    flips: tuple[Flip, ...] = ()
