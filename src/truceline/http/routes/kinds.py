# SPDX-License-Identifier: Apache-2.0
"""Kinds of activity: every code with its words, and what it means for an intent of that kind."""

from pydantic import Field
from starlette.responses import Response

from truceline.http.asking import to_json
from truceline.http.fields import etag_of
from truceline.http.routing import Ask, Asked, Marked, Routes, Told
from truceline.picture.intents import is_kind_hidden, may_kind_be_force, may_kind_stand
from truceline.picture.kinds import ACT_KINDS

KINDS = Routes("Kinds")


class KindTold(Told):
    """One kind of activity."""

    code: str = Field(description="What stands in `kind`; a code covers every code that begins with it.")
    label: str = Field(description="What it is, in words.")
    is_hidden: bool = Field(description="Whether an intent of it is shared with nobody and always told coarsely (R5).")
    may_be_force: bool = Field(description="Whether an intent of it is answered as a use of force (R1).")
    may_stand: bool = Field(description="Whether an intent of it may be without an end.")


class KindList(Marked):
    """Every kind, by its family."""

    items: list[KindTold] = Field(description="The kinds; a convoy of relief is `aid.passage`.")


@KINDS.get("/v1/kinds", Ask(scope="agreements:read", answers=KindList))
async def list_kinds(asking: Asked) -> Response:
    """Give every kind of activity, with what it means for an intent; a convoy of relief is `aid.passage`."""
    items = [
        KindTold(
            code=each.code,
            label=each.label,
            is_hidden=is_kind_hidden((each.code,)),
            may_be_force=may_kind_be_force((each.code,)),
            may_stand=may_kind_stand((each.code,)),
        )
        for each in ACT_KINDS
    ]
    content = to_json(KindList(exercise=asking.node.is_exercise, items=items))
    return asking.answer(content, etag=etag_of(content))
