# SPDX-License-Identifier: Apache-2.0
"""What a node refuses rather than guesses, and what it says of conflicts of one party alone. EXERCISE."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from http_door import Node
from integration.plans import ANN, BOB, EAST_BOX, file, plan
from running_node import running_node
from truceline.http import meaning


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """Give a node."""
    with running_node(tmp_path) as running:
        yield running


def test_a_conflict_of_own_plans_alone_is_not_said_to_be_told_to_another_side(node: Node) -> None:
    """Only where another party's plan is met does the answer say that the other side has been told."""
    file(node, plan())
    own = file(node, plan(ring=EAST_BOX))
    other = file(node, plan("eastmere", "northland", EAST_BOX), BOB)

    assert len(own["conflicts"]) == 1
    assert own["meaning"]["conflicts"] == meaning.OWN_CONFLICT
    assert other["meaning"]["conflicts"] == meaning.CONFLICT


def test_nothing_is_changed_unread(node: Node) -> None:
    """A star as a condition is none, and an empty key is none either; both are told."""
    answer = node.ask("POST", "/v1/intents", ANN, json=plan())
    path = answer.headers["location"]
    blind = [
        node.ask(method, path + end, ANN, headers={"If-Match": "*"}, **({"json": plan()} if method == "PUT" else {}))
        for method, end in (("PUT", ""), ("POST", "/withdrawal"), ("POST", "/end"))
    ]
    empty = node.ask("POST", "/v1/intents", ANN, json=plan(), headers={"Idempotency-Key": ""})

    assert [(each.status_code, each.json()["code"]) for each in blind] == [(428, "condition-required")] * 3
    assert (empty.status_code, empty.json()["code"]) == (400, "malformed")
    assert len(node.ask("GET", "/v1/intents", ANN).json()["items"]) == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/intents?dry_run=true"), ("PUT", "/v1/intents/x?dry_run=true"), ("GET", "/v1/intents/x?full=1")],
)
def test_a_hot_route_refuses_parameters_that_it_does_not_have(node: Node, method: str, path: str) -> None:
    """What looks like a trial files nothing, as on every other route."""
    body = {"json": plan()} if method != "GET" else {}
    answer = node.ask(method, path, ANN, headers={"If-Match": '"x"'}, **body)

    assert (answer.status_code, answer.json()["code"]) == (422, "input")
    assert answer.json()["errors"][0]["pointer"] == f"query:{path.partition('?')[2].partition('=')[0]}"
    assert node.ask("GET", "/v1/intents", ANN).json()["items"] == []


def test_every_route_says_when_it_cannot_answer_in_the_form_that_is_asked_for(node: Node) -> None:
    """406 before anything is done, whoever may ask; a form among others that suits is enough."""
    paths = node.ask("GET", "/v1/openapi.json").json()["paths"]
    asked = [(method.upper(), path) for path, told in paths.items() for method in told]
    role = {"/v1/erasures": "northland.eve.auditor", "/v1/looks": "northland.eve.auditor"}
    for method, path in asked:
        found = {
            node.ask(method, re.sub(r"\{[^}]*\}", "x", path), token, headers={"Accept": "image/png"}).status_code
            for token in (role.get(path, ANN), "northland.eve.auditor", "northland.pia.peer", "northland.ana.analyst")
        }
        assert 406 in found, (method, path, found)
        assert found <= {403, 406}, (method, path, found)
    suited = node.ask("POST", "/v1/intents", ANN, json=plan(), headers={"Accept": "image/png, application/*;q=0.1"})

    assert suited.status_code == 201


def test_zones_of_an_agreement_that_nobody_knows_are_refused(node: Node) -> None:
    """A slip of the pen is told, and not answered as if there were no zones."""
    zones = node.ask("GET", "/v1/zones", ANN, headers={"Accept": "application/json"}).json()["items"]
    known = zones[0]["properties"]["agreement"]
    answers = [node.ask("GET", f"/v1/zones?agreement={each}", ANN) for each in (known, f"{known}x")]

    assert [each.status_code for each in answers] == [200, 422]
    assert answers[1].json()["errors"][0]["pointer"] == "query:agreement"
