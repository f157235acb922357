# SPDX-License-Identifier: Apache-2.0
"""Erasure over HTTP: one's own things, nobody else's, and that something went stays. EXERCISE."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from http_door import Node
from integration.plans import ANN, BOB, EAST_BOX, file, plan
from running_node import running_node
from shipped import NODE_LIMITS

OWN, OTHER, STRANGER = "northland.eve.auditor", "eastmere.fay.auditor", "hill-league.gil.auditor"
FAR_BOX = [[-123.45, -46.75], [-123.15, -46.75], [-123.15, -46.55], [-123.45, -46.55], [-123.45, -46.75]]
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


def read_by(node: Node, finding: str) -> list[int]:
    """Give what officers of both parties are answered who ask for a finding."""
    return [node.ask("GET", f"/v1/findings/{finding}", token).status_code for token in (ANN, BOB)]


def test_with_a_plan_go_the_findings_that_tell_its_own_party_of_it(node: Node) -> None:
    """Conflicts, their lapse and constraints; the other side goes on knowing what it was told, of its own plan."""
    file(node, plan("hill-league", "", EAST_BOX), "hill-league.cat.officer")
    own = file(node, plan())["intent"]["id"]
    other = file(node, plan("eastmere", "northland", EAST_BOX), BOB)["intent"]["id"]
    kept = file(node, plan(ring=FAR_BOX))["intent"]["id"]
    told = node.ask("GET", "/v1/findings", ANN).json()["items"]
    assert {each["kind"] for each in told} == {"conflict", "constraint"}

    assert order(node, "intent", own, OWN) == 201

    left = node.ask("GET", "/v1/findings", ANN).json()["items"]
    assert [each for each in left if own in str(each)] == []
    assert [node.ask("GET", f"/v1/findings/{each['id']}", ANN).status_code for each in told] == [404] * len(told)
    heard = node.ask("GET", "/v1/findings", BOB).json()["items"]
    conflicts = [each for each in heard if each["kind"].startswith("conflict")]
    assert [each["kind"] for each in conflicts] == ["conflict_lapsed", "conflict"]
    assert all(each["detail"]["own"][0]["id"] == other for each in conflicts)
    assert node.ask("GET", f"/v1/intents/{kept}", ANN).status_code == 200


def test_a_barred_plan_goes_with_its_plan(node: Node) -> None:
    """Nobody but its author's party ever read that it was barred; after its erasure nobody does."""
    place = {"geometry": {"type": "Point", "coordinates": [-123.05, -43.75]}, "radius_m": 5000}
    bar = plan(kind=["flight.reconnaissance"], volume=place)
    intent = file(node, bar)["intent"]["id"]
    barred = node.ask("GET", "/v1/findings?kind=barred_plan", ANN).json()["items"]
    assert barred
    assert order(node, "intent", intent, OWN) == 201

    assert node.ask("GET", "/v1/findings", ANN).json()["items"] == []


@pytest.mark.parametrize(("first", "left"), [(OWN, [404, 200]), (OTHER, [200, 404])], ids=["of the node", "the other"])
def test_a_finding_that_two_read_is_erased_by_each_for_itself(node: Node, first: str, left: list[int]) -> None:
    """Nobody destroys what the other may not have heard, not even the party whose node it is (R3)."""
    file(node, plan())
    file(node, plan("eastmere", "northland", EAST_BOX), BOB)
    [finding] = node.ask("GET", "/v1/findings?kind=conflict", ANN).json()["items"]
    second = OTHER if first == OWN else OWN

    assert order(node, "finding", finding["id"], STRANGER) == 404
    assert order(node, "finding", finding["id"], first) == 201
    assert read_by(node, finding["id"]) == left
    assert order(node, "finding", finding["id"], first) == 404
    assert order(node, "finding", finding["id"], second) == 201
    assert read_by(node, finding["id"]) == [404, 404]
    listed = [node.ask("GET", "/v1/findings", token).json()["items"] for token in (ANN, BOB)]
    assert listed == [[], []]


@pytest.mark.parametrize(("token", "party"), [(ANN, "northland"), (BOB, "eastmere")])
def test_a_suspicion_is_never_erased_by_the_party_that_it_is_about(tmp_path: Path, token: str, party: str) -> None:
    """Not even for itself, nor when the node is its own; the party of the node may put it away for itself."""
    with running_node(tmp_path, limits=replace(NODE_LIMITS, probing_revisions_per_day=1)) as node:
        filed = node.ask("POST", "/v1/intents", token, json=plan(party))
        match = {"If-Match": filed.headers["etag"]}
        answer = node.ask("POST", f"{filed.headers['location']}/withdrawal", token, headers=match)
        assert answer.status_code == 200
        [finding] = node.ask("GET", "/v1/findings?kind=probing", token).json()["items"]
        about = OWN if token == ANN else OTHER

        assert order(node, "finding", finding["id"], about) == 404
        assert order(node, "finding", finding["id"], OWN) == (404 if about == OWN else 201)
        assert order(node, "finding", finding["id"], about) == 404
        assert node.ask("GET", f"/v1/findings/{finding['id']}", token).status_code == 200
