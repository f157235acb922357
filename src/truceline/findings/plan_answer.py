# SPDX-License-Identifier: Apache-2.0
"""What the author of an intent is told of what the clauses say of it.

Rules:
    - A plan that is, or may be, a use of force is told what bars it, what is contested and what cannot be judged, and
      nothing else; when there is none of these, one sentence that is the same everywhere (R1).
    - No way round a bar is offered, and no distance to one (R2).
    - Nothing here says that a plan is lawful, whatever a text permits.
"""

from dataclasses import dataclass

from truceline.agreement.provisions import Passage
from truceline.base.fourvalue import FourValue
from truceline.findings.ruling import Condition, Flip, RulingWord

NOTHING_FOUND = "no clause of this text found; this says nothing about lawfulness"
"""All that is said when nothing is shown."""
CAVEAT = "this is what the texts say as far as they are known here; it says nothing about lawfulness"
"""Stands beside whatever is shown."""
TEXT_PERMITS = "text permits"
"""How a permission is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Something that nobody tells, or that cannot be compared, and that blocks an answer.

    Attributes:
        code: What kind of thing (``clauses.slots.Missing``).
        name: Name of the fact or number that is asked for, where it is a further one.
        asked_from: What the provision measures its altitudes from, where these block.
        declared_from: What the intent measures its own from; none when it declares no altitudes.
    """

    code: str
    name: str = ""
    asked_from: str = ""
    declared_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanException:
    """How far one exception of a provision holds.

    Attributes:
        id: Its id in the provision.
        value: *True* only when all of it is told true.
    """

    id: str
    value: FourValue


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRuling:
    """What one provision says of an intent.

    Attributes:
        agreement: Id of the agreement.
        provision: Id of the provision in it.
        title: Its one neutral line.
        word: One of the ten words.
        decided_by: The condition that decided.
        missing: What blocks an answer; none for what may be a use of force (R2).
        rests_on: Ids of the declared volume (``INTENT#N``) and of the claims on which it rests.
        passage: The sentence that it came from.
        flips: Origins and parties of claims whose loss changes the word; none for what may be a use of force.
        exceptions: The exceptions of the provision; none for what may be a use of force (R2).
    """

    agreement: str
    provision: str
    title: str
    word: RulingWord
    decided_by: Condition
    missing: tuple[Lack, ...]
    rests_on: tuple[str, ...]
    passage: Passage
    flips: tuple[Flip, ...] = ()
    exceptions: tuple[PlanException, ...] = ()

    @property
    def shown(self) -> str:
        """The word as it is shown; a permission is only what a text permits."""
        return TEXT_PERMITS if self.word is RulingWord.PERMITTED else self.word.value

    @property
    def passage_status(self) -> str:
        """``text``, ``gloss`` or ``unverified``."""
        return self.passage.status.value


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAnswer:
    """All that the author of an intent is told of what the clauses say of it.

    Attributes:
        intent: Id of the intent.
        rulings: Rulings that are shown, in the library's order.
        sentence: What is said beside them, or instead.
        exercise: Whether the intent, or the library, is invented.
        claims_left_out: How many claims near it were not heard, since their party tells too much there; 0 when nothing
            is shown (R1).
    """

    intent: str
    rulings: tuple[PlanRuling, ...]
    sentence: str
    exercise: bool
    claims_left_out: int = 0
