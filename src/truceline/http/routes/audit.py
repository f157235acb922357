# SPDX-License-Identifier: Apache-2.0
"""Who looked at what, what one may still ask, how long things are kept, and erasure."""

from typing import Literal

from pydantic import Field
from starlette.responses import Response

from truceline.app.erase_thing import Order, erase_thing
from truceline.app.ports import Records
from truceline.base.instants import NS_PER_DAY, to_text
from truceline.http.asking import Made
from truceline.http.headers_read import ONCE
from truceline.http.paging import PAGE_DEFAULT, After, From, Limit, To, paging
from truceline.http.routing import Ask, Asked, Marked, Routes, Sent, Told

AUDIT = Routes("Accountability")


class LookTold(Told):
    """An officer looked at something sensitive."""

    at: str
    officer: str = Field(description="Pseudonym.")
    what: str
    id: str
    reason: str


class LookList(Marked):
    """Looks of the reader's own officers, latest first."""

    items: list[LookTold]
    next: str


class Quota(Marked):
    """Distinct coarse cells asked about and revisions made in the last 24 hours, and what the bounds are."""

    cells_asked: int
    cells_per_day: int
    cells_asked_by_party: int
    cells_per_day_of_party: int
    revisions: int = Field(description="Intents that you changed, withdrew, or declared over before they began.")
    probing_revisions_per_day: int


class KeptTold(Told):
    """How long things of one kind are kept."""

    what: str
    days: int = Field(description="After its end, or after it was taken [d].")
    reason: str


class RetentionTold(Marked):
    """How long what is kept."""

    items: list[KeptTold]


class Erasure(Sent):
    """What is to be erased, and why; the reason stays, so name nobody in it."""

    what: Literal["intent", "claim", "report", "act", "finding"]
    id: str = Field(min_length=1, max_length=200)
    reason: str = Field(min_length=3, max_length=300)


class Erased(Marked):
    """What was erased; that it stood here, when and why it went stay."""

    what: str
    id: str
    reason: str
    at: str


@AUDIT.get("/v1/looks", Ask(scope="looks:read", answers=LookList))
async def list_looks(
    asking: Asked, start: From = "", to: To = "", limit: Limit = PAGE_DEFAULT, after: After = ""
) -> Response:
    """Give who of your own party looked at what is sensitive, latest first."""
    page = paging(asking, "looks", limit, after, start, to)
    selection = page.selection(start=start, end=to)
    found = await asking.read(lambda records: records.requests.looks(selection))
    items = [
        LookTold(at=to_text(each.at_ns), officer=each.officer, what=each.what, id=each.id, reason=each.reason)
        for each in found.items
    ]
    return asking.answer(LookList(exercise=asking.node.is_exercise, items=items, next=page.seal(found.next)))


@AUDIT.get("/v1/quota", Ask(scope="", answers=Quota))
async def get_quota(asking: Asked) -> Response:
    """Give how many distinct cells you and your party asked about, and what you revised, in the last 24 hours."""
    caller, limits, since_ns = asking.caller, asking.node.terms().limits, asking.now_ns - NS_PER_DAY

    def job(records: Records) -> tuple[int, int, int]:
        own = records.requests.cells_asked(caller.party, since_ns, officer=caller.officer)
        party = records.requests.cells_asked(caller.party, since_ns)
        return len(own), len(party), records.requests.revisions(caller.officer, since_ns)

    own, party, revisions = await asking.read(job)
    told = Quota(
        exercise=asking.node.is_exercise,
        cells_asked=own,
        cells_per_day=limits.cells_per_officer_per_day,
        cells_asked_by_party=party,
        cells_per_day_of_party=limits.cells_per_party_per_day,
        revisions=revisions,
        probing_revisions_per_day=limits.probing_revisions_per_day,
    )
    return asking.answer(told)


@AUDIT.get("/v1/retention", Ask(scope="", answers=RetentionTold))
async def get_retention(asking: Asked) -> Response:
    """Give how long what is kept."""
    items = [KeptTold(what=each.what, days=each.days, reason=each.reason) for each in asking.node.retention]
    return asking.answer(RetentionTold(exercise=asking.node.is_exercise, items=items))


@AUDIT.post(
    "/v1/erasures",
    Ask(
        scope="erasures:write",
        answers=Erased,
        status=201,
        problems=("not-found", "key-reused"),
        example={"what": "report", "id": "8f0c2a", "reason": "EXERCISE: asked for by the person concerned"},
        reads=(ONCE,),
    ),
)
async def order_erasure(asking: Asked, erasure: Erasure) -> Response:
    """Destroy the body of one thing of your own party for ever; that it stood here, and why it went, stay.

    A finding that others read too is erased for your party alone.
    """

    def job(records: Records) -> Made:
        order = Order(what=erasure.what, id=erasure.id, reason=erasure.reason)
        erase_thing(records, order, asking.caller, asking.node.terms(), now_ns=asking.now_ns)
        told = Erased(
            exercise=asking.node.is_exercise,
            what=erasure.what,
            id=erasure.id,
            reason=erasure.reason,
            at=to_text(asking.now_ns),
        )
        return Made(status=201, body=told.model_dump_json().encode())

    answer = await asking.write_once(job, content=await asking.body())
    if erasure.what == "claim" and asking.node.at_hand is not None:
        await asking.read(asking.node.at_hand.claims_gone)
    return answer
