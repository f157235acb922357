# SPDX-License-Identifier: Apache-2.0
"""Intents beside the two busiest routes: lists, versions, changes, withdrawal, end, confirmation.

A change says what it changes (``If-Match``); of two that race, exactly one takes effect, and the other is told.
"""

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from fastapi import Query
from starlette.responses import Response

from truceline.app.close_intent import close_intent, confirm_presence
from truceline.app.declare_intent import change_intent, find_own
from truceline.app.ports import Page, Records
from truceline.app.read_intent import is_sensitive, look_at, read_versions
from truceline.coordination.disclosure import may_look
from truceline.geo.circle import Circle
from truceline.http.asking import GEOJSON, JSON, Asking, Made
from truceline.http.drawn import check_circles, drawn_area
from truceline.http.fields import check_match, expected_tags
from truceline.http.headers_read import MATCH
from truceline.http.hot import HotRoute, Parameter
from truceline.http.intents_wire import FiledOut, IntentIn, IntentOut, intent_out
from truceline.http.paging import PAGE_DEFAULT, After, Area, From, Limit, To, paging
from truceline.http.routes.intents_hot import (
    EXAMPLE,
    INTENT_ID,
    KEY,
    REASON,
    etag_of_intent,
    is_overdue,
    made_of,
    read_wish,
    tags_of,
    written,
)
from truceline.http.routing import Ask, Asked, Routes
from truceline.picture.intents import Intent, IntentState

INTENTS = Routes("Intents")
FILE, READ = "intents:file", "intents:read"
State = Annotated[IntentState | None, Query(description="Only intents in this state.")]
Own = Annotated[bool, Query(description="Only those of your own party.")]
Overdue = Annotated[bool, Query(description="Only standing presences that nobody confirmed in time.")]
_CHANGE_PROBLEMS = ("not-found", "closed", "stale-version", "condition-required", "key-reused", "erased", "malformed")
_STORE_PROBLEMS = ("storage", "locked", "pushback", "no-answer-yet", "draining")
_MATCH = Parameter(
    name=MATCH.name,
    place="header",
    description=MATCH.description,
    schema=dict(MATCH.schema),
    is_required=True,
)


class IntentList(msgspec.Struct):
    """A page of intents."""

    exercise: bool
    items: tuple[IntentOut, ...]
    next: str


class IntentVersions(msgspec.Struct):
    """Every version of one intent that you may read, the first one first."""

    exercise: bool
    items: tuple[IntentOut, ...]


class OneIntent(msgspec.Struct):
    """One version of an intent."""

    exercise: bool
    intent: IntentOut


@INTENTS.get("/v1/intents", Ask(scope=READ, answers=IntentList, geojson=True, problems=("limit",)))
async def list_intents(  # noqa: PLR0913, PLR0917 - each is a parameter of the query
    asking: Asked,
    area: Area = "",
    start: From = "",
    to: To = "",
    state: State = None,
    own: Own = False,  # noqa: FBT002 - a parameter of the query
    overdue: Overdue = False,  # noqa: FBT002 - a parameter of the query
    limit: Limit = PAGE_DEFAULT,
    after: After = "",
) -> Response:
    """Give the intents of your party and those shared with it in full, latest filed first.

    As GeoJSON every volume is a feature, and a circle is drawn as a polygon for show.
    A humanitarian is given the relief and passages of its own party alone.
    """
    form, caller = asking.accepts(JSON, GEOJSON), asking.caller
    page = paging(asking, "intents", limit, after, area, start, to, str(state), str(own), str(overdue), caller.role)
    selection = page.selection(area=area, start=start, end=to)

    terms, exercise = asking.node.terms(), asking.node.is_exercise

    def wanted(intent: Intent) -> bool:
        return may_look(intent, caller.party, caller.role) and (not overdue or is_overdue(intent, terms, asking.now_ns))

    def job(records: Records) -> Page[Intent]:
        return records.intents.page(selection, state=state, own=own, only=wanted)

    found = await asking.read(job)
    if form == GEOJSON:
        check_circles(sum(isinstance(each.area, Circle) for intent in found.items for each in intent.volumes))
    await _record_looks(asking, found.items)
    items, following = tuple(written(intent, terms, asking.now_ns) for intent in found.items), page.seal(found.next)
    if form == GEOJSON:
        features = [each for intent, told in zip(found.items, items, strict=True) for each in _features(intent, told)]
        told = {"exercise": exercise, "type": "FeatureCollection", "features": features, "next": following}
        return asking.answer(msgspec.json.encode(told), form=form)
    return asking.answer(IntentList(exercise, items, following))


async def _versions(asking: Asking) -> Response:
    intent_id = asking.params["intent_id"]
    found = await asking.read(lambda records: read_versions(records, intent_id, asking.caller))
    await _record_looks(asking, found[-1:])
    return asking.answer(IntentVersions(asking.node.is_exercise, tuple(intent_out(each, None) for each in found)))


async def _change(asking: Asking) -> Response:
    expected_tags(asking.scope)
    content, wish = await read_wish(asking)

    def job(records: Records) -> Made:
        terms = asking.node.terms()
        before = _matched(records, asking)
        weighed = change_intent(records, before, wish, asking.caller, terms, now_ns=asking.now_ns)
        return made_of(weighed, asking, terms, 200)

    return await asking.write_once(job, content=content)


def _closing(state: IntentState) -> Callable[[Asking, Records, Intent], Intent]:
    def act(asking: Asking, records: Records, before: Intent) -> Intent:
        return close_intent(records, before, state, asking.caller, asking.node.terms(), now_ns=asking.now_ns)

    return act


def _confirming(asking: Asking, records: Records, before: Intent) -> Intent:
    return confirm_presence(records, before, asking.caller, asking.node.terms(), now_ns=asking.now_ns)


async def _act(asking: Asking, act: Callable[[Asking, Records, Intent], Intent]) -> Response:
    """Make a further version without a body."""
    expected_tags(asking.scope)

    def job(records: Records) -> Made:
        after = act(asking, records, _matched(records, asking))
        told = OneIntent(asking.node.is_exercise, written(after, asking.node.terms(), asking.now_ns))
        return Made(
            status=200,
            body=msgspec.json.encode(told),
            etag=etag_of_intent(after, asking.node.terms(), asking.now_ns),
            location=f"/v1/intents/{after.id}",
            thing=("intent", after.id),
        )

    return await asking.write_once(job)


async def _withdraw(asking: Asking) -> Response:
    return await _act(asking, _closing(IntentState.WITHDRAWN))


async def _end(asking: Asking) -> Response:
    return await _act(asking, _closing(IntentState.ENDED))


async def _confirm(asking: Asking) -> Response:
    return await _act(asking, _confirming)


def _matched(records: Records, asking: Asking) -> Intent:
    """Give the caller's own intent if it is the one that the caller has before them.

    Raises:
        NotFoundError: There is none that the caller's party owns.
        ProblemError: It was changed since (412).
    """
    intent = find_own(records, asking.params["intent_id"], asking.caller)
    check_match(asking.scope, *tags_of(intent))
    return intent


async def _record_looks(asking: Asking, found: tuple[Intent, ...]) -> None:
    looks = [
        look_at(intent, asking.caller, asking.header("look-reason")[:200], asking.now_ns)
        for intent in found
        if is_sensitive(intent)
    ]

    def job(records: Records) -> None:
        for look in looks:
            records.requests.add_look(look)

    if looks:
        await asking.record_look(job)


def _features(intent: Intent, told: IntentOut) -> list[dict[str, Any]]:
    properties = {key: value for key, value in msgspec.to_builtins(told).items() if key != "volumes"}
    found = []
    for number, (volume, volume_told) in enumerate(zip(intent.volumes, told.volumes, strict=True), 1):
        geometry, exact = drawn_area(volume.area)
        of_volume = {key: value for key, value in msgspec.to_builtins(volume_told).items() if key != "geometry"}
        feature = {"type": "Feature", "id": f"{intent.id}#{number}", "geometry": geometry}
        found.append({**feature, "properties": {**properties, **of_volume, **exact}})
    return found


def _further(path: str, name: str, handle: Any, summary: str, description: str) -> HotRoute:  # noqa: ANN401 - a handler
    return HotRoute(
        method="POST",
        path=f"/v1/intents/{{intent_id}}/{path}",
        handle=handle,
        scope=FILE,
        name=name,
        summary=summary,
        description=description,
        tag="Intents",
        answer=OneIntent,
        parameters=(INTENT_ID, _MATCH, KEY),
        problems=(*_CHANGE_PROBLEMS, *_STORE_PROBLEMS, "state"),
    )


INTENT_CHANGES = (
    HotRoute(
        method="GET",
        path="/v1/intents/{intent_id}/versions",
        handle=_versions,
        scope=READ,
        name="read_intent_versions",
        summary="Read every version of an intent that you may read.",
        tag="Intents",
        answer=IntentVersions,
        parameters=(INTENT_ID, REASON),
        problems=("not-found", *_STORE_PROBLEMS),
    ),
    HotRoute(
        method="PUT",
        path="/v1/intents/{intent_id}",
        handle=_change,
        scope=FILE,
        name="change_intent",
        summary="Change an intent: a new version, weighed anew.",
        description="The version before stays on the record. A change asks about its cells again.",
        tag="Intents",
        body=IntentIn,
        answer=FiledOut,
        parameters=(INTENT_ID, _MATCH, KEY),
        problems=(
            *_CHANGE_PROBLEMS,
            *_STORE_PROBLEMS,
            *("authority", "red-line", "too-large", "media-type", "slow-body", "geometry", "limit", "unreadable"),
            "quota",
        ),
        example=EXAMPLE,
    ),
    _further(
        "withdrawal",
        "withdraw_intent",
        _withdraw,
        "Take an intent back.",
        "It stays on the record and is found by no search for conflicts any more.",
    ),
    _further("end", "end_intent", _end, "Declare an intent over before its stated end.", "It stays on the record."),
    _further(
        "confirmation",
        "confirm_presence",
        _confirm,
        "Confirm that a standing presence still holds.",
        "Due each day; one that is not confirmed stays, and is told as overdue.",
    ),
)
"""Routes with bare ASGI, since they share the forms of the busiest ones."""
