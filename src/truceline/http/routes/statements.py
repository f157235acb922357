# SPDX-License-Identifier: Apache-2.0
"""Claims and reports: stated by a party in its own name, read by those whom it names."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote

from fastapi import Header, Path
from starlette.responses import Response

from truceline.app.circle import EVERYBODY
from truceline.app.past_acts import shown_statement
from truceline.app.ports import Records, Statement, StatementKind
from truceline.app.read_statement import find_statement, look_at_statement, page_of_statements
from truceline.app.state_claim import state_claim
from truceline.app.state_report import state_report
from truceline.http.asking import Asking, Made, to_json
from truceline.http.at_hand import at_hand
from truceline.http.fields import etag_of
from truceline.http.headers_read import ONCE
from truceline.http.paging import PAGE_DEFAULT, After, Area, From, Limit, To, paging
from truceline.http.record_schemas import read_record
from truceline.http.routing import Ask, Asked, Routes
from truceline.http.statements_wire import (
    ClaimSent,
    OneStatement,
    ReportSent,
    StatementList,
    circle_of,
    statement_told,
)
from truceline.picture.claims import Claim
from truceline.picture.records import CLAIM, REPORT
from truceline.picture.reports import Report

STATEMENTS = Routes("Claims and reports")
READ = "findings:read"
Reason = Annotated[
    str,
    Header(
        alias="Look-Reason", max_length=200, description="Why a protected statement is looked at; kept with the look."
    ),
]
StatementId = Annotated[str, Path(max_length=200, description="Id, with its party before it.")]
_WRITE = ("authority", "red-line", "taken", "record", "limit")
CLAIM_EXAMPLE = {
    "claim": {
        "schema": "truceline/claim/1",
        "id": "hill-held",
        "control": {
            "place": {"position": {"lon_deg": 20.5, "lat_deg": 10.5, "radius_m": 2000}, "name": "Mill Hill"},
            "holder": ["hill-league"],
            "kind": "military",
            "source": {"party": "northland", "on": "2001-02-11"},
            "since": "2001-02-08",
        },
    },
    "readers": ["*"],
}
REPORT_EXAMPLE = {
    "report": {
        "schema": "truceline/report/1",
        "id": "mill-report",
        "source": {"speaker": "a resident of Mill Hill"},
        "published": "2001-02-13",
        "text": "EXERCISE: shots were heard on the hill.",
    },
    "readers": [],
    "protected": True,
}


@STATEMENTS.post(
    "/v1/claims",
    Ask(scope="claims:write", answers=OneStatement, status=201, problems=_WRITE, example=CLAIM_EXAMPLE, reads=(ONCE,)),
)
async def post_claim(asking: Asked, sent: ClaimSent) -> Response:
    """State a claim in your party's own name; it bears on rulings from then on if every party may read it."""
    claim = read_record(CLAIM, Claim, sent.claim, ("claim",))
    circle = circle_of(asking, sent.readers, is_protected=sent.protected)
    terms = asking.node.terms()

    def job(records: Records) -> Made:
        statement = state_claim(records, claim, asking.caller, terms, now_ns=asking.now_ns, circle=circle)
        return made_of(statement, asking)

    answer = await asking.write_once(job, content=await asking.body())
    if EVERYBODY in circle.readers:
        await asking.read(at_hand(asking).renew)
    return answer


@STATEMENTS.post(
    "/v1/reports",
    Ask(
        scope="reports:write", answers=OneStatement, status=201, problems=_WRITE, example=REPORT_EXAMPLE, reads=(ONCE,)
    ),
)
async def post_report(asking: Asked, sent: ReportSent) -> Response:
    """State a report: what somebody published or told, with the acts that were read from it."""
    report = read_record(REPORT, Report, sent.report, ("report",))
    circle = circle_of(asking, sent.readers, is_protected=sent.protected)
    terms = asking.node.terms()

    def job(records: Records) -> Made:
        statement = state_report(records, report, asking.caller, terms, now_ns=asking.now_ns, circle=circle)
        return made_of(statement, asking)

    return await asking.write_once(job, content=await asking.body())


@STATEMENTS.get("/v1/claims", Ask(scope=READ, answers=StatementList, problems=("limit",)))
async def list_claims(
    asking: Asked, area: Area = "", start: From = "", to: To = "", limit: Limit = PAGE_DEFAULT, after: After = ""
) -> Response:
    """Give the claims that your party may read, latest first."""
    return await list_of(asking, StatementKind.CLAIM, (area, start, to), (limit, after))


@STATEMENTS.get("/v1/reports", Ask(scope=READ, answers=StatementList, problems=("limit",)))
async def list_reports(
    asking: Asked, area: Area = "", start: From = "", to: To = "", limit: Limit = PAGE_DEFAULT, after: After = ""
) -> Response:
    """Give the reports that your party may read, latest first."""
    return await list_of(asking, StatementKind.REPORT, (area, start, to), (limit, after))


@STATEMENTS.get("/v1/claims/{statement_id}", Ask(scope=READ, answers=OneStatement, problems=("not-found",)))
async def get_claim(asking: Asked, statement_id: StatementId, reason: Reason = "") -> Response:
    """Give one claim; what your party may not read is told as if there were none."""
    return await one_of(asking, StatementKind.CLAIM, statement_id, reason)


@STATEMENTS.get("/v1/reports/{statement_id}", Ask(scope=READ, answers=OneStatement, problems=("not-found",)))
async def get_report(asking: Asked, statement_id: StatementId, reason: Reason = "") -> Response:
    """Give one report; what your party may not read is told as if there were none."""
    return await one_of(asking, StatementKind.REPORT, statement_id, reason)


def made_of(statement: Statement, asking: Asking) -> Made:
    """Make the answer to a statement that was taken."""
    told = statement_told(statement, with_record=not statement.is_protected)
    body = to_json(OneStatement(exercise=asking.node.is_exercise, statement=told))
    location = f"/v1/{statement.kind.value}s/{quote(statement.id, safe='')}"
    thing = (statement.kind.value, statement.id)
    return Made(status=201, body=body, etag=etag_of(body), location=location, thing=thing)


async def list_of(
    asking: Asking, kind: StatementKind, within: tuple[str, str, str], paged: tuple[int, str]
) -> Response:
    """Give a page of statements of one kind.

    Args:
        asking: Who asks.
        kind: Which kind.
        within: Box, beginning and end, each as text; empty for none.
        paged: How many, and after what.
    """
    area, start, end = within
    page = paging(asking, f"{kind.value}s", *paged, *within)
    selection = page.selection(area=area, start=start, end=end)
    library = asking.node.terms().library
    found = await asking.read(lambda records: page_of_statements(records, kind, selection, library, asking.now_ns))
    items = [statement_told(each, with_record=not each.is_protected) for each in found.items]
    return asking.answer(StatementList(exercise=asking.node.is_exercise, items=items, next=page.seal(found.next)))


async def one_of(asking: Asking, kind: StatementKind, statement_id: str, reason: str) -> Response:
    """Give one statement; of a protected one the look is recorded first."""
    statement = await looked_at(asking, finder(asking, kind, statement_id), reason)
    library = asking.node.terms().library
    shown = shown_statement(statement, asking.caller.party, library, asking.now_ns)
    content = to_json(OneStatement(exercise=asking.node.is_exercise, statement=statement_told(shown, with_record=True)))
    return asking.answer(content, etag=etag_of(content))


def finder(asking: Asking, kind: StatementKind, statement_id: str) -> Callable[[Records], Statement]:
    """Give the job that finds a statement which the caller may read."""
    return lambda records: find_statement(records, kind, statement_id, asking.caller)


async def looked_at(asking: Asking, find: Callable[[Records], Statement], reason: str) -> Statement:
    """Find a statement; return a protected one only once the look at it is durable."""
    statement = await asking.read(find)
    if not statement.is_protected:
        return statement
    return await asking.record_look(
        lambda records: look_at_statement(records, find(records), asking.caller, now_ns=asking.now_ns, reason=reason)
    )
