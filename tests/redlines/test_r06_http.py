# SPDX-License-Identifier: Apache-2.0
"""R6: over HTTP nobody asks about a cell; only a plan that was filed is held against what is hidden, within quotas."""

from dataclasses import replace
from pathlib import Path

import pytest

from filed_over_http import BOB, file, plan
from http_door import make_node
from running_node import running_node
from shipped import NODE_LIMITS


def test_no_parameter_and_no_body_names_a_cell() -> None:
    """A question about cells cannot even be written down."""
    document = make_node().ask("GET", "/v1/openapi.json", token="").json()
    parameters = {
        parameter["name"]
        for operations in document["paths"].values()
        for operation in operations.values()
        for parameter in operation.get("parameters", [])
    }
    bodies = {
        name
        for operations in document["paths"].values()
        for operation in operations.values()
        for media in operation.get("requestBody", {}).get("content", {}).values()
        for name in document["components"]["schemas"]
        .get(media.get("schema", {}).get("$ref", "/").rpartition("/")[2], {})
        .get("properties", {})
    }

    assert parameters
    assert bodies
    assert not [name for name in parameters | bodies if "cell" in name or "block" in name or "slot" in name]


def square(number: int) -> list[list[float]]:
    """Give a small invented square, each in cells of its own."""
    west, south = -125.0 + number, -44.5
    return [[west, south], [west + 0.01, south], [west + 0.01, south + 0.01], [west, south + 0.01], [west, south]]


@pytest.mark.parametrize("who", ["officer", "party"])
def test_the_quota_counts_distinct_cells_and_not_requests(who: str, tmp_path: Path) -> None:
    """The same ground again costs nothing; new ground beyond the quota is refused, and nothing of it is taken."""
    few = {"cells_per_officer_per_day": 6} if who == "officer" else {"cells_per_party_per_day": 6}
    with running_node(tmp_path, limits=replace(NODE_LIMITS, **few)) as node:
        for _ in range(8):
            file(node, BOB, plan("eastmere", ring=square(0)))
        other = BOB if who == "officer" else "eastmere.eve.officer"
        statuses = []
        for number in range(1, 12):
            answer = node.ask("POST", "/v1/intents", other, json=plan("eastmere", ring=square(number)))
            statuses.append(answer.status_code)
        kept = len(node.ask("GET", "/v1/intents", BOB).json()["items"])

        assert statuses[0] == 201
        assert statuses[-1] == 429
        assert kept == 8 + statuses.count(201)
        assert statuses.count(201) <= 6
        assert node.ask("POST", "/v1/intents", BOB, json=plan("eastmere", ring=square(0))).status_code == 201
