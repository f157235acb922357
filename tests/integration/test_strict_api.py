# SPDX-License-Identifier: Apache-2.0
"""What a node refuses rather than guesses, and what it says of conflicts of one party alone. EXERCISE."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
