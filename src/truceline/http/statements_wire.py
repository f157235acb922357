# SPDX-License-Identifier: Apache-2.0
"""Claims, reports and acts of the past on the wire: records of their own formats in an envelope that says who reads.

A protected statement is told in a list by its id alone; its words are shown one at a time, after the look is recorded.
"""

from typing import Annotated, Any

from pydantic import Field

from truceline.app.circle import Circle
from truceline.app.ports import Statement, StatementKind
from truceline.app.tell_acts import ProvisionWord, ToldAct
from truceline.base.instants import to_text
from truceline.base.limits import PAST_ACTS_MAX, READERS_MAX
from truceline.http.asking import Asking
from truceline.http.at_hand import at_hand
from truceline.http.findings_wire import MissingTold, missing_told
from truceline.http.record_schemas import schema_of, written_record
from truceline.http.routing import Marked, Sent, Told
from truceline.picture.records import ACT, CLAIM, REPORT

KINDS = {StatementKind.CLAIM: CLAIM, StatementKind.REPORT: REPORT, StatementKind.ACT: ACT}
IsProtected = Annotated[
    bool,
    Field(
        description="Whether the source must be protected: your party alone reads it, every look is recorded, and "
        "pseudonyms stand for the names of witnesses."
    ),
]
Readers = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=100)]],
    Field(max_length=READERS_MAX, description="Parties that may read it beside yours; `*` for every party."),
]
ClaimRecord = Annotated[dict[str, Any], Field(json_schema_extra=schema_of(CLAIM))]
ReportRecord = Annotated[dict[str, Any], Field(json_schema_extra=schema_of(REPORT))]
ActRecord = Annotated[dict[str, Any], Field(json_schema_extra=schema_of(ACT))]


class ClaimSent(Sent):
    """A claim; it bears on rulings if every party may read it (`readers: ["*"]`)."""

    claim: ClaimRecord
    readers: Readers
    protected: IsProtected = False


class ReportSent(Sent):
    """A report with the acts that were read from it."""

    report: ReportRecord
    readers: Readers
    protected: IsProtected = False


class ActsSent(Sent):
    """Acts of the past. Without `readers` the parties that they are about read them."""

    acts: Annotated[list[ActRecord], Field(min_length=1, max_length=PAST_ACTS_MAX)]
    readers: Readers | None = None
    protected: IsProtected = False


class StatementTold(Told):
    """Somebody's statement."""

    id: str = Field(description="The id that was given, with its party before it.")
    kind: str
    party: str
    officer: str
    at: str
    readers: list[str]
    protected: bool
    record: dict[str, Any] | None = Field(
        description="As it was stated; places of the last 72 hours are withheld from others (R7). Null in a list or "
        "an answer to a write when its source is protected."
    )


class OneStatement(Marked):
    """One statement."""

    statement: StatementTold


class StatementList(Marked):
    """Statements, latest first."""

    items: list[StatementTold]
    next: str


class WordTold(Told):
    """What one provision says of an act as told; no verdict on anybody."""

    agreement: str
    provision: str
    says: str
    missing: list[MissingTold] = Field(description="What nobody tells and what blocks an answer.")
    passage_status: str


class ToldActTold(Told):
    """One act as it was taken and judged."""

    id: str
    readers: list[str]
    protected: bool
    rulings: list[WordTold]
    judged: bool = Field(
        description="Whether it is judged; an act of one's own force that nobody else reads is not (R1)."
    )
    text_permits: bool = Field(description="Whether some text permits and no provision in force prohibits.")
    findings: list[str] = Field(description="Ids of what was found; all whom it is about read it from now on.")
    claims_left_out: int = Field(description="Claims not heard, because they name a party that may not read the acts.")


class ToldActs(Marked):
    """The acts, in the order in which they were sent."""

    items: list[ToldActTold]


def circle_of(asking: Asking, readers: list[str] | None, *, is_protected: bool) -> Circle:
    """Read who may read what is stated."""
    pseudonym = at_hand(asking).pseudonym
    return Circle(readers=tuple(readers or ()), is_protected=is_protected, pseudonym=pseudonym)


def statement_told(statement: Statement, *, with_record: bool) -> StatementTold:
    """Write a statement as it is shown.

    Args:
        statement: As this reader may see it.
        with_record: Whether its words are told, or only that it is there.
    """
    return StatementTold(
        id=statement.id,
        kind=statement.kind.value,
        party=statement.party,
        officer=statement.officer,
        at=to_text(statement.at_ns),
        readers=list(statement.readers),
        protected=statement.is_protected,
        record=written_record(KINDS[statement.kind], statement.noun) if with_record else None,
    )


def told_act_told(told: ToldAct) -> ToldActTold:
    """Write the answer to one act."""
    return ToldActTold(
        id=told.statement.id,
        readers=list(told.statement.readers),
        protected=told.statement.is_protected,
        rulings=[_word(each) for each in told.rulings],
        judged=told.is_judged,
        text_permits=told.text_permits,
        findings=list(told.findings),
        claims_left_out=told.left_out,
    )


def _word(word: ProvisionWord) -> WordTold:
    return WordTold(
        agreement=word.agreement,
        provision=word.provision,
        says=word.word.value,
        missing=[missing_told(code) for code in word.missing],
        passage_status=word.passage_status,
    )
