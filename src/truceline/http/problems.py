# SPDX-License-Identifier: Apache-2.0
"""The single table from errors to what a client is told, and the one shape in which it is told.

Rules:
    - Every answer that is no success has the shape of RFC 9457; ``code`` is stable, ``detail`` is for people.
    - No body and no position that was sent is echoed: of "expected X, got Y" only what was expected is told, with a
      JSON pointer. Ids and names of the library or the node may be repeated to whoever sent them.
    - A fault of this software says that it is one, and never that anybody did anything (R10).

Source:
    RFC 9457 (problem details); RFC 6901 (JSON pointers).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from starlette.responses import Response

from truceline.base import errors
from truceline.base.limits import FAULTS_MAX

MEDIA_TYPE = "application/problem+json"
URN = "urn:truceline:problem:"
_DETAIL_MAX = 600
_GOT = re.compile(r",? got [^;]*")
_PLACE = re.compile(
    r"((?:acts|against|claim|facts|force|kind|party|protected|readers|report|sharing|title|volumes)"
    r"(?:\.[a-z_]+|\[\d+\])*): "
)
"""Where a message says that a fault is: from a field that stands at the head of some body."""
_STEP = re.compile(r"([a-z_]+)|(\d+)")
_SERVER_FAULT, _UNAVAILABLE = 500, 503
_FOR_OPERATORS = frozenset({"storage", "locked"})
"""What nobody can wait for: an operator must do something first, so that no ``Retry-After`` is given."""
_AFTER_S = 2
"""What a client is asked to wait before it tries again [s]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemType:
    """One kind of problem.

    Attributes:
        code: Stable code; the last part of ``type``.
        status: HTTP status.
        title: What it is, in a few words.
        remedy: What to do.
    """

    code: str
    status: int
    title: str
    remedy: str

    @property
    def uri(self) -> str:
        """The ``type`` member."""
        return URN + self.code


def _row(code: str, status: int, title: str, remedy: str) -> ProblemType:
    return ProblemType(code=code, status=status, title=title, remedy=remedy)


_MEND = "Mend what `detail` and `errors` say, then send it again."
_KEPT = "Do not send it again; it is kept as it came."
_LATER = "Wait as long as `Retry-After` says, then repeat, a write with the same `Idempotency-Key`."

PROBLEMS: tuple[ProblemType, ...] = (
    _row(
        "malformed", 400, "The request or its body cannot be read", "Send well-formed HTTP with strict JSON in UTF-8."
    ),
    _row("unauthenticated", 401, "No valid token", "Send `Authorization: Bearer TOKEN` with a token that is in date."),
    _row("scope", 403, "The token does not allow this", "Ask whoever issues tokens for the scope that is named."),
    _row(
        "authority",
        403,
        "This party may not say or ask this",
        "Let the party itself say it, or an officer whose role may.",
    ),
    _row("red-line", 403, "Nobody may ask this, whoever asks", "Read `docs/intended-use.md`; there is no way round."),
    _row("signature", 403, "A signature does not hold, or a key may not be enrolled", "Sign with the enrolled key."),
    _row(
        "signature-disagreement",
        403,
        "Two libraries judge one signature differently",
        "Tell the operator; do not send it again.",
    ),
    _row(
        "not-found",
        404,
        "No such thing that you may know of",
        "Check the id; what you may not read is told the same way.",
    ),
    _row("method", 405, "This method is not for this path", "Use one of the methods in `Allow`."),
    _row("not-acceptable", 406, "Not in this form", "Accept one of the forms that the route offers."),
    _row("slow-body", 408, "The body did not arrive in time", "Send it again over a better link; nothing was taken."),
    _row("state", 409, "Right request, wrong moment", "Read the thing again and decide anew."),
    _row(
        "taken",
        409,
        "Something else stands there already",
        "Read what stands there; if it is not what you meant, give yours another id.",
    ),
    _row("closed", 409, "It has ended", "Make a new one."),
    _row("key-reused", 409, "This Idempotency-Key was used for another request", "Use a new key for a new request."),
    _row(
        "erased",
        410,
        "The answer under this Idempotency-Key was erased",
        "Do not send it again; use a new key only for something that you mean to declare anew.",
    ),
    _row("length-required", 411, "The length of the body is not told", "Send `Content-Length`."),
    _row(
        "stale-version",
        412,
        "It was changed since you read it",
        "Read it again, then send your change with the new `ETag`.",
    ),
    _row("too-large", 413, "The body is too large", "Send less at once."),
    _row("long-path", 414, "The path or query is too long", "Ask for less at once."),
    _row(
        "media-type", 415, "Not a form that is read here", "Send `Content-Type: application/json` without any coding."
    ),
    _row("input", 422, "What was sent cannot be used", _MEND),
    _row("unreadable", 422, "A text is not what it must be", _MEND),
    _row("agreement", 422, "A document of an agreement does not say what it must", _MEND),
    _row("geometry", 422, "A shape or a position is not usable", _MEND),
    _row("record", 422, "The bytes are not a record of a known form", _MEND),
    _row(
        "limit",
        422,
        "Beyond a bound of this node",
        "Stay within the bound that `detail` names; docs/limits.md has all of them.",
    ),
    _row("trust", 422, "Evidence does not hold", _KEPT),
    _row("inclusion", 422, "An entry is not proven to be in a tree", _KEPT),
    _row("consistency", 422, "One tree is not proven to continue another", _KEPT),
    _row("commitment", 422, "What was disclosed is not what was committed to", _KEPT),
    _row("equivocation", 422, "One log signed two heads that cannot both be", _KEPT),
    _row("divergence", 422, "Two copies of one log differ", _KEPT),
    _row(
        "condition-required", 428, "A change must say what it changes", "Send `If-Match` with the `ETag` that you read."
    ),
    _row("quota", 429, "More was asked than one may ask in this time", "Wait; `GET /v1/quota` says how much is left."),
    _row(
        "peer-pace", 429, "A peer asks more at once than it may", "Wait as long as `Retry-After` says; nothing is lost."
    ),
    _row("many-streams", 429, "Too many streams of one officer", "Close one of them."),
    _row("header-fields", 431, "The header fields are too many or too large", "Send fewer and shorter ones."),
    _row(
        "own-fault",
        500,
        "A fault of this software",
        "Repeat it, a write with the same `Idempotency-Key`; tell the operator the request id.",
    ),
    _row("node-error", 500, "A deliberate refusal without a nearer name", "Tell the operator the request id."),
    _row("unavailable", 503, "It may work later", _LATER),
    _row(
        "storage",
        503,
        "The store could not read or write",
        "Tell the operator; nothing unacknowledged counts as taken.",
    ),
    _row("locked", 503, "The keys of the node were put away", "The operator must unlock the node."),
    _row("pushback", 503, "Too much waits already; nothing was taken", _LATER),
    _row("no-answer-yet", 503, "No answer in time; a write may have taken effect", _LATER),
    _row("draining", 503, "The node is stopping", _LATER),
)
"""Every kind of problem, by status."""

BY_CODE = {each.code: each for each in PROBLEMS}

BY_ERROR: dict[type[errors.NodeError], ProblemType] = {
    kind: BY_CODE[kind.code]
    for kind in (
        errors.NodeError,
        errors.InputError,
        errors.UnreadableError,
        errors.AgreementError,
        errors.GeometryError,
        errors.RecordError,
        errors.LimitError,
        errors.AuthorityError,
        errors.RedLineError,
        errors.SignatureError,
        errors.SignatureDisagreementError,
        errors.StateError,
        errors.NotFoundError,
        errors.StaleVersionError,
        errors.TakenError,
        errors.ClosedError,
        errors.TrustError,
        errors.InclusionError,
        errors.ConsistencyError,
        errors.CommitmentError,
        errors.EquivocationError,
        errors.DivergenceError,
        errors.UnavailableError,
        errors.StorageError,
        errors.LockedError,
        errors.PushbackError,
        errors.QuotaError,
    )
}
"""Each deliberate error with its kind of problem; a class without its own row has that of its parent."""

_BY_STATUS = {
    400: "malformed",
    404: "not-found",
    405: "method",
    406: "not-acceptable",
    413: "too-large",
    415: "media-type",
    422: "input",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One fault of what was sent.

    Attributes:
        pointer: JSON pointer into the body as a fragment (``#/volumes/0``), or ``query:NAME``, ``header:NAME`` or
            ``path:NAME``.
        detail: What was expected.
    """

    pointer: str
    detail: str


class ProblemError(Exception):
    """A problem of the request itself, found by this floor.

    Attributes:
        kind: Which.
        detail: What is wrong here, for people.
        mistakes: Single faults.
        headers: Further header fields.
    """

    def __init__(
        self, *, code: str, detail: str, mistakes: Sequence[Mistake] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        """Keep the parts."""
        super().__init__(detail)
        self.kind = BY_CODE[code]
        self.detail = detail
        self.mistakes = tuple(mistakes)
        self.headers = dict(headers or {})


def problem_of(error: BaseException) -> ProblemError:
    """Say how an error is told.

    Args:
        error: What was raised; groups are told whole.

    Returns:
        The problem; a fault of this software for anything that nobody raises on purpose.
    """
    if isinstance(error, ProblemError):
        return error
    leaves = tuple(_leaves(error))
    if not leaves or not all(isinstance(each, errors.NodeError) for each in leaves):
        return ProblemError(
            code="own-fault",
            detail="A fault of this software, not of anybody who uses it; it says nothing about any party or act. "
            "The log of the node has it under the request id.",
        )
    first = leaves[0]
    assert isinstance(first, errors.NodeError)
    kind = kind_of(type(first))
    if len(leaves) == 1:
        found = [_mistake_of(first)] if _is_of_body(first) else []
        return ProblemError(code=kind.code, detail=_without_echo(first), mistakes=found, headers=_waiting(kind))
    mistakes = [_mistake_of(each) for each in leaves[:FAULTS_MAX]]
    return ProblemError(code=kind.code, detail=count_faults(len(leaves)), mistakes=mistakes, headers=_waiting(kind))


def count_faults(number: int) -> str:
    """Say how many faults there are."""
    return f"{number} fault{'' if number == 1 else 's'}"


def kind_of(error: type[errors.NodeError]) -> ProblemType:
    """Give the kind of problem of a class of errors, its parents' when it has none."""
    return next(BY_ERROR[each] for each in error.__mro__ if each in BY_ERROR)


def problem_for_status(status: int, headers: dict[str, str] | None = None) -> ProblemError:
    """Say how a bare status of the framework is told."""
    kind = BY_CODE[_BY_STATUS.get(status, "own-fault" if status >= _SERVER_FAULT else "malformed")]
    return ProblemError(code=kind.code, detail=f"{kind.title}.", headers=headers)


def to_response(problem: ProblemError, request_id: str, *, is_exercise: bool) -> Response:
    """Write a problem as it is sent."""
    headers = {**problem.headers}
    if problem.kind.status == _UNAVAILABLE and problem.kind.code not in _FOR_OPERATORS:
        headers.setdefault("Retry-After", str(_AFTER_S))
    return Response(
        to_bytes(problem, request_id, is_exercise=is_exercise),
        status_code=problem.kind.status,
        headers=headers,
        media_type=MEDIA_TYPE,
    )


def to_bytes(problem: ProblemError, request_id: str, *, is_exercise: bool) -> bytes:
    """Write the document of a problem."""
    kind = problem.kind
    document: dict[str, object] = {
        "type": kind.uri,
        "title": kind.title,
        "status": kind.status,
        "detail": problem.detail[:_DETAIL_MAX],
        "instance": f"urn:truceline:request:{request_id}",
        "code": kind.code,
        "remedy": kind.remedy,
        "errors": [{"pointer": each.pointer, "detail": each.detail[:_DETAIL_MAX]} for each in problem.mistakes],
        "exercise": is_exercise,
    }
    return msgspec.json.encode(document)


def _waiting(kind: ProblemType) -> dict[str, str]:
    return {"Retry-After": "60"} if kind.code == "quota" else {}


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _leaves(each)
    else:
        yield error


def _is_of_body(error: errors.NodeError) -> bool:
    """Say whether an error is a fault of what was sent whose place is known."""
    return isinstance(error, errors.InputError) and _place_of(error) != "#"


def _mistake_of(error: BaseException) -> Mistake:
    return Mistake(pointer=_place_of(error), detail=_without_echo(error))


def _place_of(error: BaseException) -> str:
    """Give the JSON pointer of a message such as ``volumes[0].end: expected ...``; of any other the whole body."""
    place = _PLACE.match(str(error))
    if place is None:
        return "#"
    return "#" + "".join("/" + (name or number) for name, number in _STEP.findall(place[1]))


def _without_echo(error: BaseException) -> str:
    """Tell what was expected; what was got is the sender's own and may be a position."""
    return _GOT.sub("", str(error)) if isinstance(error, errors.InputError) else str(error)
