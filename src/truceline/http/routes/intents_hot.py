# SPDX-License-Identifier: Apache-2.0
"""``POST /v1/intents`` and ``GET /v1/intents/{id}``: the two busiest routes, bare ASGI with msgspec."""

import msgspec
from starlette.responses import Response

from truceline.app.caller import Caller, NodeTerms
from truceline.app.declare_intent import Wish, declare_intent
from truceline.app.ports import Records
from truceline.app.read_intent import is_sensitive, look_at, read_intent
from truceline.app.weigh_intent import Weighed, listed_conflicts
from truceline.base.errors import AuthorityError, InputError, LimitError
from truceline.coordination.presence import maybe_presence
from truceline.http import bodies
from truceline.http.asking import Asking, Made
from truceline.http.headers_read import ONCE
from truceline.http.hot import HotRoute, Parameter
from truceline.http.intent_faults import faults_of
from truceline.http.intents_wire import (
    NOTICE,
    FiledOut,
    IntentIn,
    IntentOut,
    clauses_out,
    conflict_out,
    constraint_out,
    intent_out,
    meanings_out,
    wish_of,
)
from truceline.http.problems import ProblemError, count_faults
from truceline.picture.intents import Intent

_DECODER: msgspec.json.Decoder[object] = msgspec.json.Decoder(IntentIn)
_ENCODER = msgspec.json.Encoder()
KEY = Parameter(
    name=ONCE.name,
    place="header",
    description=ONCE.description,
    schema=dict(ONCE.schema),
)
INTENT_ID = Parameter(
    name="intent_id",
    place="path",
    description="Id of the intent.",
    schema={"type": "string", "maxLength": 128},
    is_required=True,
)
REASON = Parameter(
    name="Look-Reason",
    place="header",
    description="Why a sensitive intent is looked at; kept with the look.",
    schema={"type": "string", "maxLength": 200},
)
EXAMPLE = {
    "kind": ["flight.non_combat"],
    "party": "northland",
    "title": "Supply flight",
    "volumes": [
        {
            "geometry": {"type": "Polygon", "coordinates": [[[10, 5], [11, 5], [11, 6], [10, 6], [10, 5]]]},
            "lower_m": 3000,
            "upper_m": 4000,
            "datum": "amsl",
            "start": "2026-11-23T06:00:00Z",
            "end": "2026-11-23T08:00:00Z",
        }
    ],
    "sharing": {"full": [], "conflict": ["sutherland"]},
}


async def read_wish(asking: Asking) -> tuple[bytes, Wish]:
    """Read what a caller declares for its own party.

    Returns:
        The body as it came, and what it declares.

    Raises:
        AuthorityError: It declares for another party.
        NodeError: It cannot be read.
    """
    content = await asking.body()
    try:
        sent = bodies.decode(content, _DECODER, depth_max=asking.node.limits.body_depth_max)
        assert isinstance(sent, IntentIn)
        wish = wish_of(sent)
    except (ProblemError, InputError) as error:
        raise _whole(error, content) from error
    if sent.party != asking.caller.party:
        message = f"party: expected {asking.caller.party}, for which the token speaks, got another party"
        raise AuthorityError(message)
    return content, wish


def _whole(error: ProblemError | InputError, content: bytes) -> ProblemError | InputError:
    """Tell every fault of a body that is strict JSON; anything else as it was told."""
    if isinstance(error, LimitError) or (isinstance(error, ProblemError) and error.kind.code != "input"):
        return error
    faults = faults_of(content)
    if not faults:
        return error
    code = "input" if isinstance(error, ProblemError) else error.code
    return ProblemError(code=code, detail=count_faults(len(faults)), mistakes=faults)


def filed_out(weighed: Weighed, caller: Caller, terms: NodeTerms, now_ns: int) -> FiledOut:
    """Write the answer to a filed or changed intent for its author."""
    listed, left_out = listed_conflicts(weighed)
    conflicts = tuple(conflict_out(conflict, caller.party, weighed.intent.id, weighed.findings) for conflict in listed)
    constraints = tuple(constraint_out(constraint) for constraint in weighed.constraints)
    clauses = clauses_out(weighed.answer, terms.library)
    return FiledOut(
        intent=written(weighed.intent, terms, now_ns),
        conflicts=conflicts,
        conflicts_left_out=left_out,
        constraints=constraints,
        clauses=clauses,
        meaning=meanings_out(conflicts, constraints, clauses),
        notice=NOTICE,
        exercise=weighed.intent.exercise,
    )


def written(intent: Intent, terms: NodeTerms, now_ns: int) -> IntentOut:
    """Write an intent by the terms of the node."""
    presence = maybe_presence(intent, standing_hours=terms.limits.standing_hours, now_ns=now_ns)
    return intent_out(intent, presence)


def is_overdue(intent: Intent, terms: NodeTerms, now_ns: int) -> bool:
    """Say whether it is a standing presence that nobody confirmed in time."""
    presence = maybe_presence(intent, standing_hours=terms.limits.standing_hours, now_ns=now_ns)
    return presence is not None and presence.is_overdue


def etag_of_intent(intent: Intent, terms: NodeTerms, now_ns: int) -> str:
    """Give the entity tag of a version as it reads now: its number, and whether it is overdue."""
    return tags_of(intent)[is_overdue(intent, terms, now_ns)]


def tags_of(intent: Intent) -> tuple[str, str]:
    """Give both tags of a version, before and after it is overdue; a change may name either, for it is the same."""
    return f'"{intent.id}.{intent.version}"', f'"{intent.id}.{intent.version}.overdue"'


def made_of(weighed: Weighed, asking: Asking, terms: NodeTerms, status: int) -> Made:
    """Make the answer to a filed or changed intent."""
    return Made(
        status=status,
        body=_ENCODER.encode(filed_out(weighed, asking.caller, terms, asking.now_ns)),
        etag=etag_of_intent(weighed.intent, terms, asking.now_ns),
        location=f"/v1/intents/{weighed.intent.id}",
        thing=("intent", weighed.intent.id),
        tells_entry=True,
    )


async def _file(asking: Asking) -> Response:
    content, wish = await read_wish(asking)

    def job(records: Records) -> Made:
        terms = asking.node.terms()
        weighed = declare_intent(records, wish, asking.caller, terms, now_ns=asking.now_ns)
        return made_of(weighed, asking, terms, 201)

    return await asking.write_once(job, content=content)


async def _get(asking: Asking) -> Response:
    intent_id = asking.params["intent_id"]
    intent = await asking.read(lambda records: read_intent(records, intent_id, asking.caller))
    if is_sensitive(intent):
        look = look_at(intent, asking.caller, asking.header("look-reason")[:200], asking.now_ns)
        await asking.record_look(lambda records: records.requests.add_look(look))
    terms = asking.node.terms()
    etag = etag_of_intent(intent, terms, asking.now_ns)
    return asking.answer(written(intent, terms, asking.now_ns), etag=etag)


INTENTS_HOT = (
    HotRoute(
        method="POST",
        path="/v1/intents",
        handle=_file,
        scope="intents:file",
        name="file_intent",
        summary="Declare what your party means to do.",
        description=(
            "Answers at once: with which intents it meets, where a word on the line is asked for, and what the clauses "
            "say of it. Nothing in the answer is a permission. The role humanitarian files relief and passages alone."
        ),
        tag="Intents",
        status=201,
        body=IntentIn,
        answer=FiledOut,
        parameters=(KEY,),
        problems=(
            *("authority", "red-line", "key-reused", "too-large", "media-type", "slow-body", "geometry", "limit"),
            *("erased", "unreadable", "quota", "storage", "locked", "pushback", "no-answer-yet", "draining"),
        ),
        example=EXAMPLE,
    ),
    HotRoute(
        method="GET",
        path="/v1/intents/{intent_id}",
        handle=_get,
        scope="intents:read",
        name="read_intent",
        summary="Read an intent of your own party, or one that was shared with it in full.",
        description=(
            "A look at a sensitive intent is recorded. The role humanitarian reads relief and passages of its own "
            "party alone. The ETag of a standing presence changes when it is overdue; If-Match takes either."
        ),
        tag="Intents",
        answer=IntentOut,
        parameters=(INTENT_ID, REASON),
        problems=("not-found", "storage", "locked", "pushback", "no-answer-yet", "draining"),
    ),
)
"""The routes of this file."""
