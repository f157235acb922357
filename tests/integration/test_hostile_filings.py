# SPDX-License-Identifier: Apache-2.0
"""Filings made to fill or to stop a node, or to see the minute in which a hidden plan went. EXERCISE."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from http_door import Node
from integration.plans import ANN, BOB, EAST_BOX, RELIEF, file, plan
from running_node import running_node
from truceline.app import weigh_intent
from truceline.base.limits import INTENT_CORNERS_MAX, INTENT_FACTS_MAX, VOLUME_POLYGONS_MAX, VOLUMES_MAX

AUDITOR = "lamplight.eve.auditor"
SOON = {"start": "2026-11-22T14:00:00Z", "end": "2026-11-22T17:00:00Z"}
"""Within the block of six hours in which these nodes stand."""
FAR_BOX = [[-120.45, -44.75], [-120.15, -44.75], [-120.15, -44.55], [-120.45, -44.55], [-120.45, -44.75]]


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """Give a node."""
    with running_node(tmp_path) as running:
        yield running


def ring(corners: int, lon_deg: float = -124.3) -> list[list[float]]:
    """Draw a round outline of so many positions."""
    turns = [2 * math.pi * number / (corners - 1) for number in range(corners - 1)]
    points = [[lon_deg + 0.005 * math.cos(turn), -44.6 + 0.005 * math.sin(turn)] for turn in turns]
    return [*points, points[0]]


def refused(node: Node, body: dict[str, Any]) -> str:
    """File what is refused; give the code and what is said."""
    answer = node.ask("POST", "/v1/intents", ANN, json=body)
    assert answer.status_code == 422, answer.text
    return f"{answer.json()['code']}: {answer.text}"


def slots_told(node: Node, box: object = None, **volume: Any) -> list[Any]:  # noqa: ANN401 - any field of a volume
    """Give the constraints that a flight of eastmere meets; asking the same again is free."""
    found = file(node, plan("eastmere", "", box, volume=SOON | volume), BOB)["constraints"]
    assert isinstance(found, list)
    return found


def test_overlaps_with_ones_own_stand_in_the_answer_alone(node: Node) -> None:
    """No finding is kept of them, neither when they come nor when they go; those with others are kept as ever."""
    first = node.ask("POST", "/v1/intents", ANN, json=plan())
    second = file(node, plan())
    third = file(node, plan("eastmere", "northland", EAST_BOX), BOB)
    node.ask("POST", f"{first.headers['location']}/withdrawal", ANN, headers={"If-Match": first.headers["etag"]})
    found = node.ask("GET", "/v1/findings", ANN).json()["items"]

    assert [each["other"]["party"] for each in second["conflicts"]] == ["northland"]
    assert len(third["conflicts"]) == 2
    assert sorted(each["detail"]["kind"] for each in found) == ["conflict", "conflict", "conflict_lapsed"]
    assert all(each["detail"]["other"]["party"] == "eastmere" for each in found)


def test_one_party_stands_in_one_slot_so_often_and_no_more(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more is refused without a word on places; a change, another slot and another party are not."""
    monkeypatch.setattr(weigh_intent, "FILED_PER_SLOT_MAX", 3)
    answers = [node.ask("POST", "/v1/intents", ANN, json=plan()) for _ in range(4)]
    path, etag = answers[0].headers["location"], answers[0].headers["etag"]
    changed = node.ask("PUT", path, ANN, json=plan(title="later"), headers={"If-Match": etag})
    again = node.ask("POST", "/v1/intents", ANN, json=plan())
    node.ask("POST", f"{path}/withdrawal", ANN, headers={"If-Match": changed.headers["etag"]})

    assert [each.status_code for each in (*answers, changed, again)] == [201, 201, 201, 422, 200, 422]
    assert answers[3].json()["code"] == "limit"
    assert "-124" not in answers[3].text
    assert "expected at most 3 intents of one party" in answers[3].text
    file(node, plan())
    file(node, plan(volume={"start": "2026-11-25T06:00:00Z", "end": "2026-11-25T08:00:00Z"}))
    file(node, plan("eastmere", "northland"), BOB)


def test_an_answer_lists_so_many_conflicts_and_counts_the_rest(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those with others come first, and all of these are kept; own ones beyond the bound are not compared."""
    monkeypatch.setattr(weigh_intent, "CONFLICTS_TOLD_MAX", 2)
    for _ in range(3):
        file(node, plan())
    own = file(node, plan())
    alone = file(node, plan("eastmere", "northland", EAST_BOX), BOB)
    both = file(node, plan("eastmere", "northland", EAST_BOX), BOB)
    kept = node.ask("GET", "/v1/findings?kind=conflict", BOB).json()["items"]

    assert (len(own["conflicts"]), own["conflicts_left_out"]) == (2, 1)
    assert (len(alone["conflicts"]), alone["conflicts_left_out"]) == (2, 2)
    assert ([each["other"]["party"] for each in both["conflicts"]], both["conflicts_left_out"]) == (
        ["northland", "northland"],
        3,
    )
    assert len(kept) == 8
    assert "conflicts_left_out" not in file(node, plan(volume=SOON))


def test_outlines_of_one_intent_are_bounded_together(node: Node) -> None:
    """However its corners are spread over rings and volumes; what is just within the bound is taken."""
    each = INTENT_CORNERS_MAX // 4
    body = plan(volume={"geometry": {"type": "Polygon", "coordinates": [ring(each)]}})
    body["volumes"] *= 4
    file(node, body)
    body["volumes"] = [*body["volumes"], plan()["volumes"][0]]
    islands = [[ring(5, -124.3 + 0.02 * number)] for number in range(VOLUME_POLYGONS_MAX + 1)]
    many = plan(volume={"geometry": {"type": "MultiPolygon", "coordinates": islands}})

    assert f"at most {INTENT_CORNERS_MAX} positions" in refused(node, body)
    assert f"at most {VOLUME_POLYGONS_MAX} polygons" in refused(node, many)


def test_what_is_too_large_is_not_read_to_find_its_other_faults(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault elsewhere in the body is told beside the bound, and no outline is made."""
    made = []
    monkeypatch.setattr("truceline.http.intents_wire.Footprint.from_geojson", lambda *_, **given: made.append(given))
    body = plan(volume={"geometry": {"type": "Polygon", "coordinates": [ring(600)]}}, title="x" * 300)
    body["volumes"] *= 2
    told = refused(node, body)

    assert "/title" in told
    assert f"at most {INTENT_CORNERS_MAX} positions" in told
    assert made == []


def test_volumes_and_facts_are_bounded_whatever_the_settings_say(node: Node) -> None:
    """One bound for each, before anything of them is looked at."""
    many = plan()
    many["volumes"] *= VOLUMES_MAX + 1
    facts = plan(facts={f"fact-{number}": True for number in range(INTENT_FACTS_MAX + 1)})

    assert f"at most {VOLUMES_MAX} " in refused(node, many)
    assert f"at most {INTENT_FACTS_MAX} " in refused(node, facts)


@pytest.mark.parametrize("way", ["change", "two changes", "withdrawal", "erasure", "withdrawal and erasure"])
def test_the_minute_in_which_a_hidden_plan_goes_is_not_seen(node: Node, way: str) -> None:
    """Who asks again and again meets the same constraint to the end of the running block, however it went."""
    hidden = plan("lamplight", "", kind=["aid.passage"], volume=SOON)
    moved = plan("lamplight", "", FAR_BOX, kind=["aid.passage"], volume=SOON)
    answer = node.ask("POST", "/v1/intents", RELIEF, json=hidden)
    path, match = answer.headers["location"], {"If-Match": answer.headers["etag"]}
    before = slots_told(node)
    if "change" in way:
        answer = node.ask("PUT", path, RELIEF, json=moved, headers=match)
    if way == "two changes":
        later = plan("lamplight", "", FAR_BOX, kind=["aid.passage"])
        match = {"If-Match": answer.headers["etag"]}
        answer = node.ask("PUT", path, RELIEF, json=later, headers=match)
    if "withdrawal" in way:
        answer = node.ask("POST", f"{path}/withdrawal", RELIEF, headers=match)
    if "erasure" in way:
        order = {"what": "intent", "id": path.rpartition("/")[2], "reason": "EXERCISE"}
        answer = node.ask("POST", "/v1/erasures", AUDITOR, json=order)

    assert answer.status_code in {200, 201}, answer.text
    assert before
    assert slots_told(node) == before


def test_a_plan_over_several_blocks_that_is_ended_frees_the_later_ones(node: Node) -> None:
    """At once; of a hidden kind the block after the running one stays held too."""
    days = {"start": "2026-11-22T14:00:00Z", "end": "2026-11-24T17:00:00Z"}
    open_plan = plan("northland", "", volume=days)
    hidden = plan("lamplight", "", FAR_BOX, kind=["aid.passage"], volume=days)
    for token, body in ((ANN, open_plan), (RELIEF, hidden)):
        answer = node.ask("POST", "/v1/intents", token, json=body)
        match = {"If-Match": answer.headers["etag"]}
        assert node.ask("POST", f"{answer.headers['location']}/withdrawal", token, headers=match).status_code == 200

    ends = [sorted({each["end"] for each in slots_told(node, box, **days)}) for box in (None, FAR_BOX)]

    assert ends == [["2026-11-22T18:00:00Z"], ["2026-11-22T18:00:00Z", "2026-11-23T00:00:00Z"]]


def test_who_met_an_intent_is_told_when_it_is_erased(node: Node) -> None:
    """As when it is withdrawn: its conflict stands no more; and it is met by nobody from then on."""
    first = file(node, plan())
    file(node, plan("eastmere", "northland", EAST_BOX), BOB)
    order = {"what": "intent", "id": first["intent"]["id"], "reason": "EXERCISE"}
    erased = node.ask("POST", "/v1/erasures", "northland.eve.auditor", json=order)
    lapsed = node.ask("GET", "/v1/findings?kind=conflict_lapsed", BOB).json()["items"]

    assert erased.status_code == 201
    assert [each["detail"]["lapsed_by"] for each in lapsed] == ["withdrawn"]
    assert file(node, plan("eastmere", "northland", EAST_BOX), BOB)["conflicts"][0]["other"]["party"] == "eastmere"
