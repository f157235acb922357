# SPDX-License-Identifier: Apache-2.0
"""What needs no token: whether the node lives, whether it is ready, what it offers; and what operators watch."""

from typing import cast

from fastapi import Request
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import Field
from starlette.responses import Response
from starlette.types import Scope

from truceline.app.ports import StoreState
from truceline.http.asking import JSON, identify, to_json
from truceline.http.gate import METRICS
from truceline.http.metrics import Metrics
from truceline.http.routing import PUBLIC, Ask, Door, Marked, Routes, Told

NODE = Routes("Operation")
_LOOPBACK = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})
_FORWARDED = frozenset({b"forwarded", b"x-forwarded-for", b"x-real-ip"})
_METRICS_SCOPE = "metrics:read"


class Alive(Marked):
    """The node runs."""

    status: str = Field(pattern="^alive$")
    version: str


class CheckTold(Told):
    """One thing that must be so before the node answers."""

    name: str
    is_done: bool
    trouble: str


class Ready(Marked):
    """Which checks are done."""

    is_ready: bool
    checks: list[CheckTold]


@NODE.get("/healthz", Ask(scope=PUBLIC, answers=Alive))
async def healthz(door: Door) -> Response:
    """Say that the process lives; whether it can answer is /readyz."""
    return Response(to_json(Alive(exercise=door.is_exercise, status="alive", version=door.version)), media_type=JSON)


@NODE.get("/readyz", Ask(scope=PUBLIC, answers=Ready, or_status=503))
async def readyz(door: Door) -> Response:
    """Say which checks are done; 503 until all are."""
    checks = door.readiness()
    is_ready = bool(checks) and all(check.is_done for check in checks)
    told = Ready(
        exercise=door.is_exercise,
        is_ready=is_ready,
        checks=[CheckTold(name=each.name, is_done=each.is_done, trouble=each.trouble) for each in checks],
    )
    return Response(to_json(told), 200 if is_ready else 503, media_type=JSON)


@NODE.get("/v1/openapi.json", Ask(scope=PUBLIC))
async def get_openapi(request: Request) -> Response:
    """Describe every route of this node (OpenAPI 3.1)."""
    return Response(request.app.state.openapi_document, media_type=JSON)


@NODE.get("/metrics", Ask(scope=PUBLIC, problems=("unauthenticated", "scope"), form=CONTENT_TYPE_LATEST))
async def get_metrics(request: Request, door: Door) -> Response:
    """Count requests for Prometheus: from this machine itself, or with the scope metrics:read."""
    if not _is_own_machine(request.scope):
        identify(door, request.scope, _METRICS_SCOPE)
    metrics = cast("Metrics", request.scope[METRICS])
    metrics.takes_writes.set(door.store.state is StoreState.OPEN)
    metrics.show_record(door.record_gauges())
    metrics.show_peers(door.peer_gauges())
    return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)


def _is_own_machine(scope: Scope) -> bool:
    """Say whether the client is on this machine and nobody passed its request on."""
    client = scope.get("client")
    names = {name for name, _ in scope["headers"]}
    return client is not None and client[0] in _LOOPBACK and not names & _FORWARDED
