# SPDX-License-Identifier: Apache-2.0
"""What operators watch: life, readiness, counters; and who may see the counters."""

from dataclasses import replace

import httpx2
import pytest

from http_door import LIMITS, Node, make_node
from truceline.app.ports import StoreState
from truceline.base.errors import LockedError, NodeError, PushbackError, StorageError
from truceline.http.door import Check
from truceline.http.problems import problem_of, to_response


def test_life_needs_no_token_and_no_store() -> None:
    """The process lives although the store takes nothing."""
    node = make_node()
    node.store.held.clear()

    assert node.ask("GET", "/healthz", token="").json() == {"exercise": True, "status": "alive", "version": "0.0.test"}
    node.store.held.set()


@pytest.mark.parametrize("is_done", [True, False])
def test_readiness_names_each_check(*, is_done: bool) -> None:
    """503 until every one is done; no check at all is not ready."""
    checks = (Check(name="store open", is_done=True), Check(name="library read", is_done=is_done, trouble="EXERCISE"))
    answer = make_node(readiness=lambda: checks).ask("GET", "/readyz", token="")

    assert answer.status_code == (200 if is_done else 503)
    assert [each["name"] for each in answer.json()["checks"]] == ["store open", "library read"]
    assert make_node(readiness=lambda: ()).ask("GET", "/readyz", token="").status_code == 503


def counters(node: Node, client: str, token: str = "", **headers: str) -> httpx2.Response:
    """Ask for the counters from an address."""
    if token:
        headers["Authorization"] = f"Bearer {token}"

    async def ask(_: httpx2.AsyncClient) -> httpx2.Response:
        transport = httpx2.ASGITransport(app=node.app, client=(client, 1))
        async with httpx2.AsyncClient(transport=transport, base_url="http://node.example") as own:
            return await own.get("/metrics", headers=headers)

    return node.run(ask)


def test_counters_are_for_this_machine_or_for_whoever_has_the_scope() -> None:
    """A request that was passed on is not of this machine, whatever its last station was."""
    node = make_node()

    assert counters(node, "127.0.0.1").status_code == 200
    assert counters(node, "192.0.2.1").status_code == 401
    assert counters(node, "127.0.0.1", **{"X-Forwarded-For": "192.0.2.1"}).status_code == 401
    assert counters(node, "192.0.2.1", "northland.ann.officer").status_code == 403
    assert counters(node, "192.0.2.1", "northland.zed.auditor").status_code == 200


def test_operators_see_that_the_store_takes_no_writes() -> None:
    """As a gauge, for an alarm."""
    node = make_node()
    before = counters(node, "127.0.0.1").text
    node.store.state = StoreState.READ_ONLY
    after = counters(node, "127.0.0.1").text

    assert "\ntruceline_store_takes_writes 1.0\n" in before
    assert "\ntruceline_store_takes_writes 0.0\n" in after


@pytest.mark.parametrize(("error", "waits"), [(StorageError, False), (LockedError, False), (PushbackError, True)])
def test_nobody_is_told_to_wait_for_what_an_operator_must_do(error: type[NodeError], *, waits: bool) -> None:
    """A store that turned read-only stays so until somebody acts."""
    answer = to_response(problem_of(error("EXERCISE")), "id", is_exercise=True)

    assert answer.status_code == 503
    assert ("retry-after" in answer.headers) is waits


def test_counters_have_no_label_of_a_thing_or_a_person() -> None:
    """Method, template and status only; what nobody knows counts as one."""
    node = make_node()
    for path in ("/v1", "/v1/findings/secret-thing", "/secret-place", "/v1/parties"):
        node.ask("GET", path)
    node.ask("SECRET", "/v1")
    text = counters(node, "127.0.0.1").text

    assert 'truceline_requests_total{method="GET",route="/v1/findings/{finding_id}",status="404"} 1.0' in text
    assert "secret" not in text.lower()
    assert "northland" not in text


def test_too_many_requests_at_once_are_told_to_wait() -> None:
    """503 with a time, and nothing was taken."""
    node = make_node(replace(LIMITS, requests_max=0))
    answer = node.ask("GET", "/v1")

    assert (answer.status_code, answer.json()["code"]) == (503, "pushback")
    assert int(answer.headers["retry-after"]) > 0


def test_a_node_that_stops_takes_nothing_new() -> None:
    """And says so."""
    node = make_node()
    node.app.begin_drain()
    answer = node.ask("GET", "/v1")

    assert (answer.status_code, answer.json()["code"]) == (503, "draining")
    assert answer.headers["connection"] == "close"
