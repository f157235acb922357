# SPDX-License-Identifier: Apache-2.0
"""An explained act on the wire: the parts of a ruling that findings tell, for every provision of the library."""

from typing import Any

from pydantic import Field

from truceline.http.findings_wire import ConditionTold, FlipTold, MissingTold, PassageTold
from truceline.http.routing import Marked, Told


class TellerTold(Told):
    """What one teller says of the act."""

    teller: str
    account: dict[str, Any] = Field(
        description="As it was stated: an account of an act (docs/jsonl-format.md), with its source; recent places "
        "and names are withheld as they are from the record."
    )


class CitedPassageTold(PassageTold):
    """The sentence that a provision came from, and of a gloss who gave it."""

    party: str
    speaker: str


class TestedExceptionTold(Told):
    """An exception of a provision: it frees only if every one of its tests is told true and none is disputed."""

    exception: str
    title: str
    value: str
    tests: list[ConditionTold]


class ExplainedRulingTold(Told):
    """What one provision says of the act, condition by condition."""

    agreement: str
    provision: str
    title: str
    says: str
    decided_by: str
    passage: CitedPassageTold
    missing: list[MissingTold]
    rests_on: list[str]
    flips: list[FlipTold]
    conditions: list[ConditionTold]
    exceptions: list[TestedExceptionTold]


class AssertionTold(Told):
    """What one party says of another under an agreement; nobody's ruling rests on it."""

    agreement: str
    assertion: dict[str, Any] = Field(
        description="As the agreement records it: `by` whom, `about` whom, what it `says`, and its source."
    )


class ExplanationTold(Told):
    """What every provision says of one act, as `truceline ruling --json` prints it."""

    form: str = Field(alias="schema", description="Name and version of this form.")
    sentence: str
    act: str
    exercise: bool
    text_permits: bool
    accounts: list[TellerTold]
    rulings: list[ExplainedRulingTold]
    assertions: list[AssertionTold]


class ActExplained(Marked):
    """What every provision says of one act, on whose word, and what would change the answer."""

    id: str
    claims_left_out: int
    explanation: ExplanationTold
