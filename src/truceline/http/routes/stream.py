# SPDX-License-Identifier: Apache-2.0
"""``GET /v1/stream``: that something changed, for those who may know; the thing itself is read where it stands.

An event says what kind of thing changed, how, when and its id: no place, no unit, no content. Whoever may not read a
kind of thing does not hear of it. Cursors are sealed, and comments come by the clock, so that nobody counts what others
are told. A stream ends with its token.
"""

import asyncio
import math
from collections.abc import AsyncGenerator
from typing import Annotated, cast

import msgspec
from fastapi import Header, Request
from starlette.responses import Response

from truceline.app.ports import Event
from truceline.base.errors import InputError
from truceline.base.instants import NS_PER_S, to_text
from truceline.http.asking import Asking, identify
from truceline.http.gate import METRICS, STREAMS
from truceline.http.metrics import Metrics
from truceline.http.problems import Mistake, ProblemError
from truceline.http.routing import Ask, Asked, Routes
from truceline.http.streaming import EVENT_STREAM, EventStream, Listener, Streams, write_event

STREAM = Routes("Stream")
SCOPE = "stream:read"
LastEvent = Annotated[
    str, Header(alias="Last-Event-ID", max_length=1_024, description="`id` of the last event that was taken.")
]
_PLACES = {
    "intent": "/v1/intents/",
    "finding": "/v1/findings/",
    "claim": "/v1/claims/",
    "report": "/v1/reports/",
    "act": "/v1/acts/",
    "agreement": "/v1/agreements/",
}
_SCOPES = {
    "intent": "intents:read",
    "finding": "findings:read",
    "claim": "findings:read",
    "report": "findings:read",
    "act": "findings:read",
    "agreement": "agreements:read",
}
"""What a token must allow for its bearer to hear of a kind: the scope of the route where the thing stands."""
_DIGITS = 20


class EventTold(msgspec.Struct, frozen=True):
    """The ``data`` of one event."""

    what: str
    change: str
    id: str
    at: str
    href: str
    exercise: bool


@STREAM.get("/v1/stream", Ask(scope=SCOPE, problems=("many-streams", "pushback"), form=EVENT_STREAM))
async def listen(asking: Asked, request: Request, last_event_id: LastEvent = "") -> Response:
    """Listen to what changes, as server-sent events; begins now, or after Last-Event-ID.

    You hear of the kinds of things that your scopes let you read, and of no other.
    """
    asking.accepts(EVENT_STREAM)
    if last_event_id:
        number = _number(asking, last_event_id)
    else:
        number = await asking.read(lambda records: records.events.last())
    streams, metrics = cast("Streams", request.scope[STREAMS]), cast("Metrics", request.scope[METRICS])

    async def lines(listener: Listener) -> AsyncGenerator[bytes, None]:
        metrics.streams.inc()
        try:
            async for each in _events(asking, listener, number):
                yield each
        finally:
            metrics.streams.dec()

    return EventStream(streams, asking.caller, lines)


async def _events(asking: Asking, listener: Listener, number: int) -> AsyncGenerator[bytes, None]:
    """Give events after a number until the listener or its token ends; comments by the clock alone (R5)."""
    limits, party, scopes = asking.node.limits, asking.caller.party, asking.caller.scopes
    loop = asyncio.get_running_loop()
    beat_s, end_s = loop.time() + limits.heartbeat_s, loop.time() + _life_s(asking)
    yield b": " + (b"EXERCISE, " if asking.node.is_exercise else b"") + b"listening\nid: "
    yield _cursor(asking, number).encode() + b"\n\n"
    while not listener.is_ended and loop.time() < end_s and _is_let_in(asking):
        found = await _after(asking, party, number)
        for event in found:
            if _SCOPES.get(event.what) in scopes:
                yield write_event(event, _cursor(asking, event.number), _told(asking, event))
            number = event.number
        if loop.time() >= beat_s and not listener.is_ended:
            yield b": still here\n\n"
            beat_s += limits.heartbeat_s * max(1, math.ceil((loop.time() - beat_s) / limits.heartbeat_s))
        if len(found) < limits.stream_batch:
            await listener.wait(max(0.0, min(beat_s, end_s) - loop.time()))


def _life_s(asking: Asking) -> float:
    """Give how long a stream lives [s]: no longer than its token, nor than any stream."""
    return min(asking.node.limits.stream_life_s, (asking.caller.until_ns - asking.now_ns) / NS_PER_S)


def _is_let_in(asking: Asking) -> bool:
    """Say whether the token would be taken now too: its issuer's key may be gone since."""
    try:
        identify(asking.node, asking.scope, SCOPE)
    except ProblemError:
        return False
    return True


async def _after(asking: Asking, party: str, number: int) -> tuple[Event, ...]:
    limit = asking.node.limits.stream_batch
    return await asking.read(lambda records: records.events.after(number, party, limit))


def _told(asking: Asking, event: Event) -> bytes:
    href = _PLACES.get(event.what, "/v1/") + event.id
    told = EventTold(
        what=event.what,
        change=event.change,
        id=event.id,
        at=to_text(event.at_ns),
        href=href,
        exercise=asking.node.is_exercise,
    )
    return msgspec.json.encode(told)


def _purpose(asking: Asking) -> str:
    return f"stream {asking.caller.party}"


def _number(asking: Asking, cursor: str) -> int:
    try:
        return int(asking.node.seal.open(cursor, _purpose(asking)))
    except (InputError, ValueError) as error:
        detail = "expected the id of an event of this stream that your party was sent"
        mistake = Mistake(pointer="header:Last-Event-ID", detail=detail)
        raise ProblemError(code="input", detail="1 fault", mistakes=[mistake]) from error


def _cursor(asking: Asking, number: int) -> str:
    return asking.node.seal.close(str(number).zfill(_DIGITS), _purpose(asking))
