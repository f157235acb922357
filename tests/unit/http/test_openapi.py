# SPDX-License-Identifier: Apache-2.0
"""The OpenAPI document, and the node held to it by a stranger's program (schemathesis) that knows nothing else."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.types import ASGIApp, Receive, Scope, Send

from http_door import Node, make_node
from running_node import running_node
from truceline.http.problems import BY_CODE
from truceline.http.routing import PUBLIC
from truceline.http.table import HOT_ROUTES, ROUTES

OPERATIONS = sorted(
    {(next(iter(route.methods)), route.path_format) for each in ROUTES for route in cast("Any", each.router.routes)}
    | {(route.method, route.path) for route in HOT_ROUTES}
)
ENDLESS = {"/v1/stream"}
"""Answers that go on; tests/unit/http/test_stream.py listens."""
ROLES = {"looks:read": "auditor", "erasures:write": "auditor", "record:exchange": "peer"}
"""Who may ask what no officer may."""
REFUSALS = [400, 401, 403, 404, 405, 406, 408, 409, 411, 412, 413, 414, 415, 422, 428, 429, 431]
CONFIG: dict[str, Any] = {"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}}


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """Give one node with its real store for all operations."""
    with running_node(tmp_path_factory.mktemp("node")) as found:
        yield found


@cache
def document() -> dict[str, Any]:
    """Read the document as a client does, without a token."""
    answer = make_node().ask("GET", "/v1/openapi.json", token="")
    assert answer.status_code == 200
    return cast("dict[str, Any]", answer.json())


def operation(method: str, path: str) -> dict[str, Any]:
    """Give the description of one operation."""
    return cast("dict[str, Any]", document()["paths"][path][method.lower()])


def test_the_document_describes_every_route_and_no_other() -> None:
    """Hot routes and ordinary ones alike."""
    described = {(method.upper(), path) for path, operations in document()["paths"].items() for method in operations}

    assert described == set(OPERATIONS)
    assert document()["openapi"].startswith("3.1")


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_operation_is_described_whole(method: str, path: str) -> None:
    """A summary, an id of its own, a scope, a success, and problems that exist."""
    told = operation(method, path)
    statuses = set(told["responses"])

    assert told["summary"].endswith(".")
    assert told["operationId"]
    assert told["x-scope"]
    assert statuses & {"200", "201", "202", "204"}
    assert {int(status) for status in statuses} <= {200, 201, 202, 204, 304} | {
        kind.status for kind in BY_CODE.values()
    }
    assert told["security"] == ([] if told["x-scope"] == PUBLIC else [{"bearer": []}])


def test_every_reference_leads_somewhere() -> None:
    """No ``$ref`` names a schema that is not there."""
    text = json.dumps(document())  # noqa: TID251 - searched as text
    names = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}

    assert names <= set(document()["components"]["schemas"])


def living(node: Node) -> ASGIApp:
    """Give the node's application so that a client that leaves does not stop it."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            for word in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{word}.complete"})
        else:
            await node.app(scope, receive, send)

    return app


def fuzz(node: Node, method: str, path: str, examples: int) -> None:
    """Send what the description allows and what it forbids, and hold every answer to it."""
    config = schemathesis.Config.from_dict(CONFIG)
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", living(node), config=config)
    found = schema[path][method]
    role = ROLES.get(operation(method, path)["x-scope"], "officer")
    sent = list[int]()

    def try_case(case: Any) -> None:  # noqa: ANN401 - no types of its own
        is_forged = any(
            where.name == "HEADER" and each.mode is GenerationMode.NEGATIVE
            for where, each in case.meta.components.items()
        )
        headers = {} if is_forged else {"Authorization": f"Bearer northland.ann.{role}"}
        # What is well-formed and still refused (a place on the moon, a cursor of another list) no schema can say.
        case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])
        sent.append(1)

    is_public = operation(method, path)["x-scope"] == PUBLIC
    modes = [GenerationMode.POSITIVE] if is_public else [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    cases = st.one_of(*(found.as_strategy(generation_mode=mode) for mode in modes))
    bounds = settings(
        max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
    )
    given(case=cases)(bounds(try_case))()

    assert sent
    assert [line for line in node.log.found if line["event"] == "fault"] == []


@pytest.mark.parametrize(
    ("method", "path"), [each for each in OPERATIONS if each[1] not in ENDLESS and each[0] != "HEAD"]
)
def test_a_stranger_finds_no_fault(method: str, path: str, node: Node) -> None:
    """No server error, no undocumented status or form, nothing accepted that the description forbids."""
    fuzz(node, method, path, 8)


@pytest.mark.long
@pytest.mark.parametrize(("method", "path"), [each for each in OPERATIONS if each[1] not in ENDLESS])
def test_a_patient_stranger_finds_no_fault(method: str, path: str, node: Node) -> None:
    """The same, many more times."""
    fuzz(node, method, path, 400)


def test_the_log_after_all_this_holds_nothing_that_was_sent(tmp_path: Path) -> None:
    """Method, template, status, time, request id and pseudonym; no body, query, position, token or path."""
    secret = "marked-2d61a9"  # noqa: S105 - searched for in the log
    with running_node(tmp_path) as node:
        body = {"what": secret, "lon_deg": 20.512345, secret: secret}
        for method, path in OPERATIONS:
            if path in ENDLESS:
                continue
            filled = path.replace("{digest}", "a" * 64)
            while "{" in filled:
                filled = filled[: filled.index("{")] + secret + filled[filled.index("}") + 1 :]
            node.ask(method, f"{filled}?area=20.512345,10,21,11&{secret}={secret}", json=body)
            node.ask(method, filled, headers={"X-Other": secret, "Idempotency-Key": secret}, json=body)
            node.ask(method, filled, headers={"Authorization": f"Bearer {secret}"}, json=body)
        node.ask("GET", f"/nowhere/{secret}")
        lines = node.log.found
        allowed = {"event", "method", "route", "status", "ms", "request", "officer"}

        assert len(lines) >= 3 * len(OPERATIONS) - 3
        assert {name for line in lines for name in line} == allowed
        assert secret not in str(lines)
        assert "20.512" not in str(lines)
        assert {line["route"] for line in lines} == {path for _, path in OPERATIONS if path not in ENDLESS} | {"none"}


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_problem_has_the_one_shape(method: str, path: str, node: Node) -> None:
    """Strangers, wrong methods, wrong forms and wrong queries are told alike on every route."""
    filled = path
    while "{" in filled:
        filled = filled[: filled.index("{")] + "nothing-here" + filled[filled.index("}") + 1 :]
    answers = [node.ask("TRACE", filled), node.ask("PATCH", filled)]
    if operation(method, path)["x-scope"] != PUBLIC:
        answers += [
            node.ask(method, filled, token=""),
            node.ask(method, filled, headers={"Authorization": "Basic YW5u"}),
            node.ask(method, f"{filled}?nobody=asked", json=[1]),
            node.ask(method, filled, content=b"x", headers={"Content-Type": "text/plain", "Accept": "image/png"}),
        ]
    for answer in answers:
        if answer.status_code < 400:
            continue
        told = answer.json()

        assert answer.headers["content-type"] == "application/problem+json"
        assert set(told) == {"type", "title", "status", "detail", "instance", "code", "remedy", "errors", "exercise"}
        assert told["status"] == answer.status_code == BY_CODE[told["code"]].status
        assert told["exercise"] is True
        assert answer.headers["x-request-id"] in told["instance"]
    assert [answer.status_code for answer in answers[:2]] == [405, 405]
    assert all(answer.headers["allow"] for answer in answers[:2])
    if len(answers) > 2:
        assert [answer.status_code for answer in answers[2:4]] == [401, 401]
        assert answers[4].status_code >= 400
