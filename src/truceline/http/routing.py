# SPDX-License-Identifier: Apache-2.0
"""How a route is declared: method, path, scope, forms of body and answer in one line; and how it is run.

Rules:
    - Whoever asks is known, and may, before the body is read; the body is strict JSON within bounds.
    - A route returns a ``Response`` that ``Asking`` made; the models named here describe it in the OpenAPI document.
    - Whatever is raised becomes a problem of the one shape.
"""

import inspect
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar, cast
from urllib.parse import parse_qsl

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.dependencies.utils import get_dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from truceline.http import bodies
from truceline.http.asking import GEOJSON, JSON, Asking, identify
from truceline.http.bridge import Bridge
from truceline.http.door import NodeDoor
from truceline.http.fields import accepts
from truceline.http.headers_read import ReadHeader
from truceline.http.passage import passage_of
from truceline.http.problems import BY_CODE, MEDIA_TYPE, URN, Mistake, ProblemError, count_faults

E = TypeVar("E", bound=Callable[..., Awaitable[Response]])
PUBLIC = "public"
"""Scope of routes that need no token."""
DOOR = "truceline.door"
BRIDGE = "truceline.bridge"
_ASKING = "truceline.asking"
_NAME = re.compile(r"[A-Za-z][A-Za-z_.-]{0,31}")
_FIELDS_MAX = 32
"""Parameters of one query."""


class Sent(BaseModel):
    """What a client sends: nothing unknown, nothing turned into another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Told(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True)


class Marked(Told):
    """A whole answer, marked when the node's library is invented."""

    exercise: bool = Field(description="Whether everything here is invented: an EXERCISE.")


class MistakeTold(Told):
    """One fault of what was sent."""

    pointer: str = Field(description="JSON pointer into the body (`#/volumes/0`), or `query:NAME`, `header:NAME`.")
    detail: str


class ProblemTold(Marked):
    """A problem (RFC 9457); `code` is stable, and docs/problems.md says what to do."""

    type: str = Field(pattern=f"^{URN}[a-z-]+$")
    title: str
    status: int
    detail: str
    instance: str = Field(description="Names the request; its id stands in the log of the node.")
    code: str
    remedy: str
    errors: list[MistakeTold]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is said of a route beside its path.

    Attributes:
        scope: Scope that the token must have; empty for any token, ``PUBLIC`` for none.
        answers: Wire model of the answer.
        status: Status of success.
        problems: Codes of problems of its own, beside those of every route.
        geojson: Whether it answers as GeoJSON too.
        form: Media type of the answer.
        or_forms: Further names by which clients ask for the same form.
        or_status: Another status with the same answer; 0 for none.
        bytes_max: Largest body [bytes]; 0 for that of the node's limits.
        example: An example of what is sent, for the reference.
        document: Media type of a body that is a document of its own and no JSON; the route reads it itself.
        reads: Headers that it reads, of those that every client must know of.
    """

    scope: str
    answers: type[BaseModel] | type[msgspec.Struct] | None = None
    status: int = 200
    problems: tuple[str, ...] = ()
    geojson: bool = False
    form: str = JSON
    or_forms: tuple[str, ...] = ()
    or_status: int = 0
    bytes_max: int = 0
    example: object = None
    document: str = ""
    reads: tuple[ReadHeader, ...] = ()


class StrictRequest(Request):
    """A request of which the body was read and judged already."""

    strict_body: bytes = b""
    strict_json: object = None

    async def body(self) -> bytes:
        """Give the body."""
        return self.strict_body

    async def json(self) -> Any:  # noqa: ANN401 - as the framework declares it
        """Give what it says."""
        return self.strict_json


class StrictRoute(APIRoute):
    """A route that knows who asks before it reads, and reads strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the framework's handler."""
        inner = super().get_route_handler()
        ask = cast("Ask", getattr(self.endpoint, "truceline_ask", Ask(scope="")))
        dependant = get_dependant(path=self.path_format, call=self.endpoint)
        has_body = dependant.body_params != []
        names = frozenset(each.alias for each in dependant.query_params)
        template = self.path_format

        async def handle(request: Request) -> Response:
            scope = request.scope
            passage_of(scope).template = template
            strict = StrictRequest(scope, request.receive)
            if ask.scope != PUBLIC:
                node = cast("NodeDoor", scope[DOOR])
                asking = Asking(
                    node=node,
                    bridge=cast("Bridge", scope[BRIDGE]),
                    caller=identify(node, scope, ask.scope),
                    scope=scope,
                    receive=request.receive,
                    now_ns=node.clock.now_ns(),
                    params=dict(scope.get("path_params", {})),
                )
                scope[_ASKING] = asking
                check_query(scope["query_string"], names)
                asking.accepts(*_forms(ask))
                if has_body:
                    strict.strict_body = await asking.body(bytes_max=ask.bytes_max)
                    strict.strict_json = bodies.parse_json(strict.strict_body, depth_max=node.limits.body_depth_max)
            else:
                accepts(scope, _forms(ask))
            return await inner(strict)

        return handle


def _forms(ask: Ask) -> tuple[str, ...]:
    """Give the forms in which a route can answer, by their media types without parameters."""
    return (JSON, GEOJSON) if ask.geojson else (ask.form.partition(";")[0].strip(), *ask.or_forms)


def check_query(query: bytes, names: frozenset[str]) -> None:
    """Refuse parameters that a route does not have, or that stand twice.

    Args:
        query: As it was sent.
        names: Parameters of the route.

    Raises:
        ProblemError: There are some.
    """
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, max_num_fields=_FIELDS_MAX, errors="strict")
    except ValueError as error:
        raise ProblemError(code="malformed", detail="query: expected few parameters in UTF-8") from error
    counts = Counter(name for name, _ in pairs)
    mistakes = [Mistake(pointer=f"query:{name}", detail="expected it once") for name in names if counts[name] > 1]
    if not counts.keys() <= names:
        known = ", ".join(sorted(names)) or "none"
        detail = f"expected no other parameters than {known}"
        mistakes += [Mistake(pointer=f"query:{_shown(name)}", detail=detail) for name in sorted(counts.keys() - names)]
    if mistakes:
        raise ProblemError(code="input", detail=count_faults(len(mistakes)), mistakes=mistakes)


def _shown(name: str) -> str:
    """Give a name that looks like one; anything else is not repeated."""
    return name if _NAME.fullmatch(name) else ""


def _asking(request: Request) -> Asking:
    return cast("Asking", request.scope[_ASKING])


def _door(request: Request) -> NodeDoor:
    return cast("NodeDoor", request.scope[DOOR])


Asked = Annotated[Asking, Depends(_asking)]
"""What a route with a token takes as its first parameter."""
Door = Annotated[NodeDoor, Depends(_door)]
"""What a public route takes."""


@dataclass(slots=True)
class Routes:
    """The routes of one noun.

    Attributes:
        tag: Its heading in the reference.
        router: What the framework is given.
    """

    tag: str
    router: APIRouter = field(init=False)

    def __post_init__(self) -> None:
        """Make the router."""
        self.router = APIRouter(route_class=StrictRoute, tags=[self.tag], redirect_slashes=False)

    def get(self, path: str, ask: Ask) -> Callable[[E], E]:
        """Declare what ``GET`` of a path answers."""
        return self._declare("GET", path, ask)

    def post(self, path: str, ask: Ask) -> Callable[[E], E]:
        """Declare what ``POST`` to a path does."""
        return self._declare("POST", path, ask)

    def put(self, path: str, ask: Ask) -> Callable[[E], E]:
        """Declare what ``PUT`` to a path does."""
        return self._declare("PUT", path, ask)

    def delete(self, path: str, ask: Ask) -> Callable[[E], E]:
        """Declare what ``DELETE`` of a path does."""
        return self._declare("DELETE", path, ask)

    def _declare(self, method: str, path: str, ask: Ask) -> Callable[[E], E]:
        def declare(endpoint: E) -> E:
            summary, _, rest = (endpoint.__doc__ or "").strip().partition("\n")
            endpoint.truceline_ask = ask  # type: ignore[attr-defined] # read by StrictRoute
            self.router.add_api_route(
                path,
                endpoint,
                methods=[method],
                status_code=ask.status,
                response_model=None,
                responses=responses_of(ask, method),
                openapi_extra=_extra(ask),
                operation_id=endpoint.__name__,
                summary=summary,
                description=inspect.cleandoc(rest),
            )
            return endpoint

        return declare


def responses_of(ask: Ask, method: str) -> dict[int | str, dict[str, Any]]:
    """Describe every answer of a route.

    Args:
        ask: What is said of the route.
        method: ``GET``, ``POST``, ``PUT`` or ``DELETE``.
    """
    codes = {"malformed", "header-fields", "long-path", "own-fault", "unavailable", *ask.problems}
    if ask.scope != PUBLIC:
        codes |= {"unauthenticated", "scope", "locked"}
    if method != "GET":
        codes |= {"input", "not-acceptable", "too-large", "media-type", "slow-body", "state", "erased"}
    else:
        codes |= {"input", "not-acceptable"}
    found: dict[int | str, dict[str, Any]] = dict(problem_responses(codes).items())
    success: dict[str, Any] = {"description": "Success"}
    if ask.answers is not None:
        content: dict[str, Any] = {}
        if issubclass(ask.answers, msgspec.Struct):
            content[JSON] = {"schema": {"$ref": f"#/components/schemas/{ask.answers.__name__}"}}
        else:
            success["model"] = ask.answers
        if ask.geojson:
            content[GEOJSON] = {"schema": {"$ref": "#/components/schemas/FeatureCollection"}}
        success |= {"content": content} if content else {}
    elif ask.form != JSON:
        success["content"] = {ask.form: {"schema": {"type": "string"}}}
    if ask.or_status:
        found[ask.or_status] = {**success, "description": "Not yet"}
    return {ask.status: success, **found}


def problem_responses(codes: Iterable[str]) -> dict[int, dict[str, Any]]:
    """Describe problems by status; several of one status are told together.

    Args:
        codes: Their codes.
    """
    titles: dict[int, list[str]] = {}
    for kind in sorted((BY_CODE[code] for code in codes), key=lambda each: (each.status, each.code)):
        titles.setdefault(kind.status, []).append(kind.title)
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemTold"}}}
    return {status: {"description": "; ".join(found), "content": content} for status, found in titles.items()}


def _extra(ask: Ask) -> dict[str, Any]:
    extra: dict[str, Any] = {"x-scope": ask.scope or "any token"}
    extra["security"] = [] if ask.scope == PUBLIC else [{"bearer": []}]
    if ask.reads:
        extra["parameters"] = [each.described() for each in ask.reads]
    if ask.document:
        schema = {"type": "string", "contentMediaType": ask.document}
        content = {ask.document: {"schema": schema, **({} if ask.example is None else {"example": ask.example})}}
        extra["requestBody"] = {"required": True, "content": content}
    elif ask.example is not None:
        extra["requestBody"] = {"content": {JSON: {"example": ask.example}}}
    return extra
