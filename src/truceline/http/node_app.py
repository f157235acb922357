# SPDX-License-Identifier: Apache-2.0
"""Makes the application of a node from its door: every route, every problem in one shape, one description of all."""

from typing import Any, cast

import msgspec
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from truceline.base.errors import NodeError
from truceline.http.bridge import Bridge
from truceline.http.door import NodeDoor
from truceline.http.gate import Gate, tell_fault, with_head
from truceline.http.hot import HotRoute, HotTable
from truceline.http.metrics import Metrics
from truceline.http.openapi import openapi_document
from truceline.http.passage import passage_of
from truceline.http.problems import Mistake, ProblemError, count_faults, problem_for_status, problem_of, to_response
from truceline.http.routing import DOOR, Routes
from truceline.http.streaming import Streams
from truceline.http.table import HOT_ROUTES, ROUTES
from truceline.http.wire import mistakes_of

__all__ = ["make_app"]


def make_app(
    node: NodeDoor, *, routes: tuple[Routes, ...] = ROUTES, hot_routes: tuple[HotRoute, ...] = HOT_ROUTES
) -> Gate:
    """Make the ASGI application of a node.

    Args:
        node: What this floor is given.
        routes: Ordinary routes.
        hot_routes: Routes that must be quick.

    Returns:
        The application; ``begin_drain`` ends its streams.
    """
    hot = HotTable(hot_routes)
    framework = FastAPI(
        title="Truceline node",
        version=node.version,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    for each in routes:
        framework.include_router(each.router)
    framework.add_exception_handler(RequestValidationError, _tell_invalid)
    framework.add_exception_handler(HTTPException, _teller_of_status(hot))
    for kind in (NodeError, ProblemError, ExceptionGroup):
        framework.add_exception_handler(kind, _tell)
    framework.add_exception_handler(Exception, _tell_quietly)
    framework.state.openapi_document = msgspec.json.encode(openapi_document(framework, routes, hot_routes))
    limits = node.limits
    bridge = Bridge(node.store, limits.store_s)
    return Gate(
        node=node,
        bridge=bridge,
        routes=framework,
        hot=hot,
        streams=Streams(limits, bridge),
        metrics=Metrics(),
    )


async def _tell(request: Request, error: Exception) -> Response:
    node = cast("NodeDoor", request.scope[DOOR])
    passage = passage_of(request.scope)
    problem = problem_of(error)
    if problem.kind.code == "own-fault":
        tell_fault(node, passage, error)
    return to_response(problem, passage.request_id, is_exercise=node.is_exercise)


async def _tell_quietly(request: Request, error: Exception) -> Response:
    """Tell a fault that the framework raises again afterwards; the gate writes it to the log."""
    node = cast("NodeDoor", request.scope[DOOR])
    return to_response(problem_of(error), passage_of(request.scope).request_id, is_exercise=node.is_exercise)


async def _tell_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    mistakes: tuple[Mistake, ...] = mistakes_of(error.errors())
    return await _tell(request, ProblemError(code="input", detail=count_faults(len(mistakes)), mistakes=mistakes))


def _teller_of_status(hot: HotTable) -> Any:  # noqa: ANN401 - the framework's own type of handlers is wider
    async def tell(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        headers = dict(error.headers or {})
        methods = hot.methods(request.scope["path"])
        others = [each for each in headers.get("Allow", "").split(", ") if each]
        if methods or others:
            headers["Allow"] = ", ".join(with_head(request.scope["path"], {*others, *methods}))
        if error.status_code in {404, 405} and methods:
            return await _tell(request, problem_for_status(405, headers))
        return await _tell(request, problem_for_status(error.status_code, headers))

    return tell
