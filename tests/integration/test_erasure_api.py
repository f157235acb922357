# SPDX-License-Identifier: Apache-2.0
"""Erasure over HTTP: one's own things, nobody else's, and that something went stays. EXERCISE."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from http_door import Node
from integration.plans import ANN, BOB, EAST_BOX, file, plan
from running_node import running_node

OWN, OTHER = "northland.eve.auditor", "eastmere.fay.auditor"
WHY = "EXERCISE: asked for by the person concerned"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """Give a node of northland."""
    with running_node(tmp_path) as running:
        yield running


def order(node: Node, what: str, thing: str, token: str) -> int:
    """Order an erasure and give the status."""
    body = {"what": what, "id": thing, "reason": WHY}
    return node.ask("POST", "/v1/erasures", token, json=body).status_code


def test_an_intent_is_erased_by_its_own_party_alone(node: Node) -> None:
    """Another's auditor is told what anybody is told of an id that never was."""
    intent = file(node, plan())["intent"]["id"]

    assert [order(node, "intent", thing, OTHER) for thing in (intent, "f" * 32)] == [404, 404]
    assert node.ask("GET", f"/v1/intents/{intent}", ANN).status_code == 200
    assert order(node, "intent", intent, OWN) == 201
    assert node.ask("GET", f"/v1/intents/{intent}", ANN).status_code == 404


def test_a_request_that_comes_again_does_not_undo_an_erasure(node: Node) -> None:
    """Its key stays taken with nothing but its digest; another request under it is still another request."""
    key = {"Idempotency-Key": "radio-log-7"}
    first = node.ask("POST", "/v1/intents", ANN, json=plan(), headers=key)
    assert order(node, "intent", first.json()["intent"]["id"], OWN) == 201

    again = node.ask("POST", "/v1/intents", ANN, json=plan(), headers=key)
    other = node.ask("POST", "/v1/intents", ANN, json={**plan(), "title": "another"}, headers=key)

    assert (first.status_code, again.status_code, again.json()["code"]) == (201, 410, "erased")
    assert first.json()["intent"]["id"] not in again.text
    assert (other.status_code, other.json()["code"]) == (409, "key-reused")
    assert node.ask("GET", "/v1/intents", ANN).json()["items"] == []


def test_nobody_who_files_may_erase(node: Node) -> None:
    """An officer lacks the scope."""
    intent = file(node, plan())["intent"]["id"]

    assert order(node, "intent", intent, ANN) == 403


def test_a_shared_finding_is_not_erased_by_one_of_its_sides(node: Node) -> None:
    """The party whose node it is may; then it is gone for both."""
    file(node, plan())
    file(node, plan("eastmere", "northland", EAST_BOX), BOB)
    [finding] = node.ask("GET", "/v1/findings?kind=conflict", ANN).json()["items"]

    assert order(node, "finding", finding["id"], OTHER) == 404
    assert order(node, "finding", finding["id"], OWN) == 201
    assert [node.ask("GET", f"/v1/findings/{finding['id']}", token).status_code for token in (ANN, BOB)] == [404, 404]
