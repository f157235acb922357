# SPDX-License-Identifier: Apache-2.0
"""Hot routes: bare ASGI with msgspec, asked before the framework and described in the same OpenAPI document."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope

from truceline.http.asking import JSON, Asking, identify
from truceline.http.bridge import Bridge
from truceline.http.door import NodeDoor
from truceline.http.passage import passage_of
from truceline.http.routing import check_query, problem_responses

_PART = re.compile(r"\{([a-z_]+)\}")
_SEGMENT = r"([^/]{1,128})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of a hot route, for the reference; the route reads it itself.

    Attributes:
        name: Its name.
        place: ``path``, ``query`` or ``header``.
        description: What it says.
        schema: JSON Schema of it.
        is_required: Whether it must be there.
    """

    name: str
    place: str
    description: str
    schema: dict[str, Any]
    is_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HotRoute:
    """One hot route.

    Attributes:
        method: Such as ``POST``.
        path: Such as ``/v1/intents/{intent_id}``.
        handle: Answers; parts of the path are in ``asking.params``.
        scope: Scope that the token must have.
        name: Operation id.
        summary: One line.
        description: More, for the reference.
        tag: Heading in the reference.
        status: Status of success.
        body: What is sent; ``None`` for nothing.
        answer: What is answered.
        parameters: Query, header and path parameters.
        problems: Codes of problems, every one that the route may tell.
        example: An example of what is sent.
    """

    method: str
    path: str
    handle: Callable[[Asking], Awaitable[Response]]
    scope: str
    name: str
    summary: str
    tag: str
    description: str = ""
    status: int = 200
    body: type[msgspec.Struct] | None = None
    answer: type[msgspec.Struct] | None = None
    parameters: tuple[Parameter, ...] = ()
    problems: tuple[str, ...] = ()
    example: object = None

    async def run(self, node: NodeDoor, bridge: Bridge, found: "Found", receive: Receive) -> Response:
        """Answer one request."""
        scope = found.scope
        passage_of(scope).template = self.path
        asking = Asking(
            node=node,
            bridge=bridge,
            caller=identify(node, scope, self.scope),
            scope=scope,
            receive=receive,
            now_ns=node.clock.now_ns(),
            params=found.params,
        )
        if scope["query_string"]:
            check_query(
                scope["query_string"], frozenset(each.name for each in self.parameters if each.place == "query")
            )
        asking.accepts(JSON)
        return await self.handle(asking)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A hot route that a request means.

    Attributes:
        route: The route.
        scope: The request.
        params: Parts of its path by name.
    """

    route: HotRoute
    scope: Scope
    params: dict[str, str]


@dataclass(slots=True)
class HotTable:
    """Finds the hot route of a request quickly.

    Attributes:
        routes: All of them.
    """

    routes: tuple[HotRoute, ...]
    _plain: dict[tuple[str, str], HotRoute] = field(init=False, default_factory=dict)
    _parted: list[tuple[str, re.Pattern[str], tuple[str, ...], HotRoute]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        """Sort the routes."""
        for route in self.routes:
            names = tuple(_PART.findall(route.path))
            if names:
                pieces = (re.escape(piece) for piece in re.split(r"\{[a-z_]+\}", route.path))
                self._parted.append((route.method, re.compile(_SEGMENT.join(pieces)), names, route))
            else:
                self._plain[route.method, route.path] = route

    def find(self, scope: Scope) -> Found | None:
        """Give the hot route that a request means; None when it means none."""
        method, path = scope["method"], scope["path"]
        route = self._plain.get((method, path))
        if route is not None:
            return Found(route=route, scope=scope, params={})
        for wanted, pattern, names, each in self._parted:
            match = pattern.fullmatch(path) if wanted == method else None
            if match is not None:
                return Found(route=each, scope=scope, params=dict(zip(names, match.groups(), strict=True)))
        return None

    def methods(self, path: str) -> tuple[str, ...]:
        """Give the methods of the hot routes of a path."""
        found = {method for method, plain in self._plain if plain == path}
        found |= {method for method, pattern, _, _ in self._parted if pattern.fullmatch(path)}
        return tuple(sorted(found))


def describe(
    routes: tuple[HotRoute, ...], others: tuple[type[msgspec.Struct], ...] = ()
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Describe hot routes for the OpenAPI document.

    Args:
        routes: All of them.
        others: Further structs that are referred to by name.

    Returns:
        Paths and schemas of components.
    """
    kinds = [*others]
    kinds += [kind for route in routes for kind in (route.body, route.answer) if kind is not None]
    _, schemas = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    paths: dict[str, Any] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return paths, schemas


def _operation(route: HotRoute) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "tags": [route.tag],
        "operationId": route.name,
        "summary": route.summary,
        "x-scope": route.scope or "any token",
        "security": [{"bearer": []}],
        "responses": _responses(route),
    }
    if route.description:
        operation["description"] = route.description
    if route.parameters:
        operation["parameters"] = [
            {
                "name": each.name,
                "in": each.place,
                "description": each.description,
                "required": each.is_required,
                "schema": each.schema,
            }
            for each in route.parameters
        ]
    if route.body is not None:
        content: dict[str, Any] = {"schema": {"$ref": f"#/components/schemas/{route.body.__name__}"}}
        if route.example is not None:
            content["example"] = route.example
        operation["requestBody"] = {"required": True, "content": {JSON: content}}
    return operation


def _responses(route: HotRoute) -> dict[str, Any]:
    success: dict[str, Any] = {"description": "Success"}
    if route.answer is not None:
        success["content"] = {JSON: {"schema": {"$ref": f"#/components/schemas/{route.answer.__name__}"}}}
    always = (
        "malformed",
        "unauthenticated",
        "scope",
        "input",
        "header-fields",
        "long-path",
        "own-fault",
        "unavailable",
        "not-acceptable",
    )
    told = problem_responses({*always, *route.problems})
    return {str(route.status): success, **{str(status): each for status, each in told.items()}}
