# SPDX-License-Identifier: Apache-2.0
"""R5: over HTTP, what is hidden shows in no answer, list, count, cursor, tag or log; it acts through coarse cells."""

from pathlib import Path
from typing import cast

import pytest
from fastapi.routing import APIRoute

from filed_over_http import ANN, BOB, CAT, EAST, RELIEF, everything_read, file, plan
from http_door import Node
from running_node import running_node
from truceline.http.routing import PUBLIC, Ask
from truceline.http.table import HOT_ROUTES, ROUTES

LISTS = ("/v1", "/v1/intents", "/v1/findings", "/v1/claims", "/v1/reports", "/v1/acts", "/v1/quota", "/v1/looks")
AREA = "?area=-125,-45,-124,-44"
HIDDEN = {
    "relief": (RELIEF, plan("lamplight", kind=["aid.passage"])),
    "a plan shared with nobody": (ANN, plan("northland")),
}


@pytest.mark.parametrize("what", HIDDEN)
def test_what_is_hidden_stands_in_no_answer(what: str, tmp_path: Path) -> None:
    """With it or without it, everything that others can read is the same but for coarse constraints of their own."""
    token, body = HIDDEN[what]
    with running_node(tmp_path) as node:
        before = [everything_read(node, each, LISTS + tuple(path + AREA for path in LISTS[1:6])) for each in (BOB, CAT)]
        hidden = file(node, token, body)["intent"]["id"]
        after = [everything_read(node, each, LISTS + tuple(path + AREA for path in LISTS[1:6])) for each in (BOB, CAT)]

        assert before == after
        met = file(node, BOB, plan("eastmere", ("northland", "lamplight"), EAST))
        told = str(met) + everything_read(node, BOB, LISTS)
        for mark in (hidden, "124.451234", "aid.passage"):
            assert mark not in told
        assert body["party"] not in str({**met, "intent": None})
        assert body["party"] not in everything_read(node, BOB, ("/v1/findings",))
        assert hidden not in str(node.log.found)
        assert "124.4" not in str(node.log.found)
        check_coarse(met)


def check_coarse(met: dict[str, object]) -> None:
    """Hold every constraint to a cell of 10 km and a block of an hour."""
    constraints = met["constraints"]
    assert isinstance(constraints, list)
    assert constraints
    for each in constraints:
        west, south, east, north = each["bbox"]
        assert (north - south) * 110.5 >= 10.0
        assert (east - west) * 78.0 >= 10.0
        assert each["start"].endswith(":00:00Z")


def ask_about(node: Node, intent_id: str, token: str) -> list[tuple[int, str]]:
    """Ask every route that takes the id of an intent, and give answers without what differs by request."""
    found = []
    for route in HOT_ROUTES:
        if "{intent_id}" not in route.path:
            continue
        path = route.path.replace("{intent_id}", intent_id)
        answer = node.ask(route.method, path, token, json=plan("eastmere"), headers={"If-Match": '"x"'})
        told = answer.json()
        told.pop("instance", None)
        found.append((answer.status_code, str(told).replace(intent_id, "ID")))
    return found


@pytest.mark.parametrize("what", HIDDEN)
def test_an_id_that_is_hidden_is_an_id_that_never_was(what: str, tmp_path: Path) -> None:
    """Every method and path answers the same for both; nothing is counted by either."""
    token, body = HIDDEN[what]
    with running_node(tmp_path) as node:
        hidden = file(node, token, body)["intent"]["id"]
        answers = ask_about(node, hidden, BOB), ask_about(node, "f" * len(hidden), BOB)

        assert len(answers[0]) >= 3
        assert answers[0] == answers[1]
        assert {status for status, _ in answers[0]} == {404}


def ask_of(route: APIRoute) -> Ask:
    """Give what was said of a route."""
    found = vars(route.endpoint)["truceline_ask"]
    assert isinstance(found, Ask)
    return found


def test_every_route_needs_a_token_but_those_that_say_nothing(tmp_path: Path) -> None:
    """Public are only whether the node lives, is ready, what routes it has, and counters without labels of things."""
    public = {
        route.path
        for each in ROUTES
        for route in cast("list[APIRoute]", each.router.routes)
        if ask_of(route).scope == PUBLIC
    }

    assert public == {"/healthz", "/readyz", "/v1/openapi.json", "/metrics"}
    with running_node(tmp_path) as node:
        hidden = file(node, RELIEF, HIDDEN["relief"][1])["intent"]["id"]
        texts = "".join(node.ask("GET", path, token="").text for path in sorted(public))

        assert hidden not in texts
        assert "124.45" not in texts
        assert "lamplight" not in texts
