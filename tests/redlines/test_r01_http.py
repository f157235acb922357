# SPDX-License-Identifier: Apache-2.0
"""R1: over HTTP, invented acts of the past draw no map of where nothing bars force. EXERCISE: nothing here is real."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from filed_over_http import ANN, BOB
from http_door import Node
from running_node import running_node
from shipped import NODE_LIMITS

MONITOR = "northland.eve.monitor"
NARROW = replace(NODE_LIMITS, cells_per_officer_per_day=20, cells_per_party_per_day=100)


def told_of(number: int, step_deg: float, actor: tuple[str, ...] = ("northland-air",)) -> dict[str, Any]:
    """Give an attack of two hours ago, the next step over the edge of an area that bars force."""
    place = {"position": {"lon_deg": -124.9 + number * step_deg, "lat_deg": -43.6, "radius_m": 1}}
    account = {
        "source": {"party": "northland"},
        "actor": list(actor),
        "kind": ["force.air"],
        "against": ["eastmere"],
        "since": "2026-11-22T10:00:00Z",
        "place": place,
    }
    return {"schema": "truceline/act/1", "id": f"step-{number}", "exercise": True, "accounts": [account]}


def tell(node: Node, token: str = ANN, *, count: int = 50, step_deg: float = 0.02, **more: Any) -> Any:  # noqa: ANN401 - parts of a body
    """Tell a row of invented acts in one request."""
    actor = more.pop("actor", ("northland-air",))
    acts = [told_of(number, step_deg, actor) for number in range(count)]
    return node.ask("POST", "/v1/acts", token, json={"acts": acts, **more})


def suspicions(node: Node, token: str) -> list[dict[str, Any]]:
    """Give the probing alarms that somebody reads."""
    items = node.ask("GET", "/v1/findings?kind=probing", token).json()["items"]
    assert isinstance(items, list)
    return items


@pytest.mark.parametrize("actor", [("northland-air",), ("northland",), ()])
@pytest.mark.parametrize("is_protected", [False, True])
@pytest.mark.parametrize("token", [ANN, MONITOR])
def test_a_private_row_of_own_acts_draws_no_map(
    actor: tuple[str, ...], *, is_protected: bool, token: str, tmp_path: Path
) -> None:
    """Told to nobody, nothing is judged: neither at once, nor by a finding, nor by an explanation."""
    with running_node(tmp_path) as node:
        answer = tell(node, token, count=12, readers=[], protected=is_protected, actor=actor)
        asked = [
            node.ask("GET", f"/v1/acts/northland:step-{number}/explanation", token, headers={"Look-Reason": "a look"})
            for number in (0, 6)
        ]

    assert answer.status_code == 201, answer.text
    told = answer.json()["items"]
    assert len(told) == 12
    assert {(each["judged"], len(each["rulings"]), len(each["findings"])) for each in told} == {(False, 0, 0)}
    assert not any(each["text_permits"] for each in told)
    assert {(each.status_code, each.json()["code"]) for each in asked} == {(403, "red-line")}


def test_a_row_that_another_party_reads_is_judged_and_counts_as_plans_do(tmp_path: Path) -> None:
    """The cells count against the officer's quota, and the share of it is told to others as a suspicion."""
    with running_node(tmp_path, limits=NARROW) as node:
        few = tell(node, count=3, readers=["eastmere"])
        asked = node.ask("GET", "/v1/quota", ANN).json()["cells_asked"]
        quiet = suspicions(node, ANN)
        many = tell(node, BOB, count=50, step_deg=0.2, readers=["northland"])
        far = node.ask(
            "POST",
            "/v1/acts",
            ANN,
            json={"acts": [told_of(number, 0.4) | {"id": f"far-{number}"} for number in range(50)], "readers": ["*"]},
        )
        kept = node.ask("GET", "/v1/acts/northland:far-1", ANN)

    assert few.status_code == 201
    assert all(each["judged"] and each["rulings"] for each in few.json()["items"])
    assert asked >= 1
    assert quiet == []
    assert many.json()["code"] == "authority"
    assert (far.status_code, far.json()["code"]) == (429, "quota")
    assert "-124" not in far.text
    assert kept.status_code == 404


def test_most_of_the_quota_used_by_told_acts_raises_the_alarm_for_others_too(tmp_path: Path) -> None:
    """Once, to the officer's own party and to the party whose node it is."""
    with running_node(tmp_path, limits=replace(NARROW, cells_per_officer_per_day=12)) as node:
        acts = [told_of(number, 0.4, ("eastmere-air",)) for number in range(10)]
        for each in acts:
            each["accounts"][0].update(source={"party": "eastmere"}, against=["northland"])
        answer = node.ask("POST", "/v1/acts", BOB, json={"acts": acts, "readers": ["halmer-council"]})
        found = [suspicions(node, token) for token in (ANN, BOB)]

    assert answer.status_code == 201, answer.text
    assert [len(each) for each in found] == [1, 1]
    assert found[0][0]["detail"]["cells_asked"] >= 10


def test_acts_of_others_told_to_them_cost_no_quota(tmp_path: Path) -> None:
    """Whoever reports what was done to him is not thought to search."""
    with running_node(tmp_path, limits=NARROW) as node:
        answer = tell(node, count=50, step_deg=0.4, actor=("eastmere-air",))
        asked = node.ask("GET", "/v1/quota", ANN).json()["cells_asked"]

    assert answer.status_code == 201, answer.text
    assert all(each["judged"] for each in answer.json()["items"])
    assert asked == 0
