# SPDX-License-Identifier: Apache-2.0
"""Invented plans filed with a running node over HTTP, for tests of what others learn of them. EXERCISE."""

from typing import Any

from http_door import Node

ANN, BOB, CAT = "northland.ann.officer", "eastmere.bob.officer", "hill-league.cat.officer"
RELIEF = "lamplight.dee.humanitarian"
WEST = [[-124.451234, -44.75], [-124.15, -44.75], [-124.15, -44.55], [-124.451234, -44.55], [-124.451234, -44.75]]
"""The invented ground of one plan; its western edge stands in nothing else."""
EAST = [[-124.30, -44.70], [-124.001234, -44.70], [-124.001234, -44.50], [-124.30, -44.50], [-124.30, -44.70]]
"""The ground of another that meets it; its eastern edge stands in nothing else."""


def plan(party: str, shared_with: tuple[str, ...] = (), ring: object = None, **changed: Any) -> dict[str, Any]:  # noqa: ANN401
    """Give a flight of tomorrow morning, shared inside conflicts alone."""
    volume = {
        "geometry": {"type": "Polygon", "coordinates": [ring or WEST]},
        "start": "2026-11-23T06:00:00Z",
        "end": "2026-11-23T08:00:00Z",
    }
    body = {
        "kind": ["flight.non_combat"],
        "party": party,
        "sharing": {"full": [], "conflict": list(shared_with)},
        "volumes": [volume],
    }
    return body | changed


def file(node: Node, token: str, body: dict[str, Any]) -> dict[str, Any]:
    """File a plan that is taken."""
    answer = node.ask("POST", "/v1/intents", token, json=body)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert isinstance(found, dict)
    return found


def everything_read(node: Node, token: str, paths: tuple[str, ...]) -> str:
    """Read every path as one caller, pages and all, and give the text of all answers that are no refusal."""
    texts = []
    for path in paths:
        after = ""
        while True:
            answer = node.ask("GET", path, token, params={"after": after} if after else {})
            if answer.status_code != 200:
                break
            texts.append(answer.text)
            after = answer.json().get("next", "") if "json" in answer.headers["content-type"] else ""
            if not after:
                break
    return "\n".join(texts)
