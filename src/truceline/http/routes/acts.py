# SPDX-License-Identifier: Apache-2.0
"""Acts of the past: told, judged by every provision, explained. A plan is an intent, never an act (R1)."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from truceline.app.ports import Records, Statement, StatementKind
from truceline.app.read_statement import ActToExplain, act_to_explain, explain_told_act
from truceline.app.tell_acts import Telling, tell_acts
from truceline.http.asking import Asking, Made, to_json
from truceline.http.at_hand import at_hand
from truceline.http.explanations_wire import ActExplained, ExplanationTold
from truceline.http.fields import etag_of
from truceline.http.headers_read import ONCE
from truceline.http.paging import PAGE_DEFAULT, After, Area, From, Limit, To
from truceline.http.record_schemas import read_record
from truceline.http.routes.statements import READ, Reason, StatementId, finder, list_of, looked_at, one_of
from truceline.http.routing import Ask, Asked, Routes
from truceline.http.statements_wire import (
    ActsSent,
    OneStatement,
    StatementList,
    ToldActs,
    circle_of,
    told_act_told,
)
from truceline.picture.acts import Act
from truceline.picture.records import ACT
from truceline.report.explanation_document import explanation_document

ACTS = Routes("Acts of the past")
EXAMPLE = {
    "acts": [
        {
            "schema": "truceline/act/1",
            "id": "shot-1",
            "exercise": True,
            "accounts": [
                {
                    "source": {"party": "hill-league", "on": "2001-02-12"},
                    "actor": ["northland-army"],
                    "kind": ["force.fire.mortar"],
                    "against": ["hill-league"],
                    "since": "2001-02-12T10:00:00+02:00",
                    "place": {"position": {"lon_deg": 20.5, "lat_deg": 10.5, "radius_m": 100}},
                }
            ],
        }
    ],
    "readers": ["northland"],
}
_WRITE = ("authority", "red-line", "taken", "record", "limit", "quota")


@ACTS.post(
    "/v1/acts", Ask(scope="acts:write", answers=ToldActs, status=201, problems=_WRITE, example=EXAMPLE, reads=(ONCE,))
)
async def post_acts(asking: Asked, sent: ActsSent) -> Response:
    """Tell acts that have happened; each is judged by every provision in force. A plan among them bars all (R1)."""
    acts = tuple(read_record(ACT, Act, each, ("acts", number)) for number, each in enumerate(sent.acts))
    circle = circle_of(asking, sent.readers, is_protected=sent.protected)
    telling = Telling(acts=acts, circle=circle, names_readers=sent.readers is not None)
    terms, current = asking.node.terms(), at_hand(asking).current

    def job(records: Records) -> Made:
        told = tell_acts(records, telling, asking.caller, terms, now_ns=asking.now_ns, current=current)
        answer = ToldActs(exercise=asking.node.is_exercise, items=[told_act_told(each) for each in told])
        return Made(status=201, body=to_json(answer))

    return await asking.write_once(job, content=await asking.body())


@ACTS.get("/v1/acts", Ask(scope=READ, answers=StatementList, problems=("limit",)))
async def list_acts(
    asking: Asked, area: Area = "", start: From = "", to: To = "", limit: Limit = PAGE_DEFAULT, after: After = ""
) -> Response:
    """Give the acts of the past that your party may read, latest first."""
    return await list_of(asking, StatementKind.ACT, (area, start, to), (limit, after))


@ACTS.get("/v1/acts/{act_id}", Ask(scope=READ, answers=OneStatement, problems=("not-found",)))
async def get_act(asking: Asked, act_id: StatementId, reason: Reason = "") -> Response:
    """Give one act of the past as it was told."""
    return await one_of(asking, StatementKind.ACT, act_id, reason)


@ACTS.get("/v1/acts/{act_id}/explanation", Ask(scope=READ, answers=ActExplained, problems=("not-found", "red-line")))
async def explain_past_act(asking: Asked, act_id: StatementId, reason: Reason = "") -> Response:
    """Explain one act: what every provision says of it, on whose word, and what would change the answer."""
    statement = await looked_at(asking, finder(asking, StatementKind.ACT, act_id), reason)
    gathered = await asking.read(_gather(asking, statement))
    library = asking.node.terms().library
    explanation = await run_in_threadpool(explain_told_act, gathered, asking.caller, library, now_ns=asking.now_ns)
    content = to_json(
        ActExplained(
            exercise=asking.node.is_exercise,
            id=statement.id,
            claims_left_out=gathered.left_out,
            explanation=ExplanationTold.model_validate(explanation_document(explanation, library)),
        )
    )
    return asking.answer(content, etag=etag_of(content))


def _gather(asking: Asking, statement: Statement) -> Callable[[Records], ActToExplain]:
    library, current = asking.node.terms().library, at_hand(asking).current

    def job(records: Records) -> ActToExplain:
        return act_to_explain(records, statement, library, current)

    return job
