# SPDX-License-Identifier: Apache-2.0
"""Plans of tests over HTTP, of the invented parties of the shipped exercise library. EXERCISE."""

from typing import Any

from http_door import Node

ANN, BOB, CAT = "northland.ann.officer", "eastmere.bob.officer", "hill-league.cat.officer"
"""Tokens of officers of three parties."""
RELIEF = "lamplight.dee.humanitarian"
WEST_BOX = [[-124.45, -44.75], [-124.15, -44.75], [-124.15, -44.55], [-124.45, -44.55], [-124.45, -44.75]]
EAST_BOX = [[-124.30, -44.70], [-124.00, -44.70], [-124.00, -44.50], [-124.30, -44.50], [-124.30, -44.70]]


def plan(party: str = "northland", other: str = "eastmere", ring: object = None, **changed: Any) -> dict[str, Any]:  # noqa: ANN401
    """Give a transport flight of tomorrow morning."""
    volume = {
        "geometry": {"type": "Polygon", "coordinates": [ring or WEST_BOX]},
        "lower_m": 1000,
        "upper_m": 2000,
        "datum": "amsl",
        "start": "2026-11-23T06:00:00Z",
        "end": "2026-11-23T08:00:00Z",
    }
    volume |= changed.pop("volume", {})
    body = {
        "kind": ["flight.non_combat"],
        "party": party,
        "sharing": {"full": [], "conflict": [other] if other else []},
        "volumes": [volume],
    }
    return body | changed


def file(node: Node, body: dict[str, Any], token: str = ANN, **headers: str) -> dict[str, Any]:
    """File an intent that is taken."""
    answer = node.ask("POST", "/v1/intents", token, json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert isinstance(found, dict)
    return found
