# SPDX-License-Identifier: Apache-2.0
"""Intents over HTTP on the real store: filed, met, hidden, changed, withdrawn, raced, repeated. EXERCISE."""

import asyncio
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from http_door import Node
from integration.plans import ANN, BOB, CAT, EAST_BOX, RELIEF, WEST_BOX, file, plan
from running_node import NOW, running_node
from shipped import NODE_LIMITS
from truceline.base.clock import FixedClock
from truceline.base.errors import StorageError
from truceline.base.instants import NS_PER_DAY
from truceline.findings.plan_answer import NOTHING_FOUND
from truceline.http.bridge import Bridge
from truceline.http.node_app import make_app

AID = "northland.aid.humanitarian"
PAST, FAR = "2026-11-21T06:00:00Z", "2027-03-01T06:00:00Z"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """Give a node."""
    with running_node(tmp_path) as running:
        yield running


def test_a_look_that_cannot_be_recorded_is_not_given(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said in words, and nobody is asked to wait; what is not sensitive is read on."""
    hidden = file(node, plan(sharing={"full": [], "conflict": []}))["intent"]["id"]
    plain = file(node, plan())["intent"]["id"]

    async def fail(_: object, __: object) -> None:
        message = "store: EXERCISE: it takes no writes"
        raise StorageError(message)

    monkeypatch.setattr(Bridge, "write", fail)
    refused, read = (node.ask("GET", f"/v1/intents/{each}", ANN) for each in (hidden, plain))

    assert (refused.status_code, refused.json()["code"]) == (503, "storage")
    assert "must be recorded" in refused.json()["detail"]
    assert "retry-after" not in refused.headers
    assert read.status_code == 200


def test_a_third_number_is_refused_and_not_dropped(node: Node) -> None:
    """Heights are told by a band, in words that say so."""
    body = plan(ring=[[*position, 1000.0] for position in EAST_BOX])
    told = node.ask("POST", "/v1/intents", ANN, json=body).json()

    assert (told["status"], told["code"]) == (422, "geometry")
    assert "lower_m" in told["errors"][0]["detail"]


def test_two_flights_that_share_each_other_are_told_of_their_conflict(node: Node) -> None:
    """The second author is told at once, the first one by a finding; each as much as the other."""
    first = file(node, plan())
    second = file(node, plan("eastmere", "northland", EAST_BOX), BOB)
    findings = {
        token: node.ask("GET", "/v1/findings?kind=conflict", token).json()["items"] for token in (ANN, BOB, CAT)
    }

    assert first["conflicts"] == []
    [conflict] = second["conflicts"]
    assert conflict["other"] == {"id": first["intent"]["id"], "party": "northland", "kind": ["flight.non_combat"]}
    assert conflict["bbox"] == pytest.approx([-124.30, -44.70, -124.15, -44.55])
    assert conflict["altitudes"] == {"datum": "amsl", "lower_m": 1000.0, "upper_m": 2000.0}
    assert [len(findings[token]) for token in (ANN, BOB, CAT)] == [1, 1, 0]
    assert findings[ANN][0]["id"] == findings[BOB][0]["id"]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [("eastmere", ""), ("", "northland"), ("", "")],
    ids=["the other hides", "the one hides", "both hide"],
)
def test_a_plan_that_one_side_hides_is_met_coarsely_by_both_or_by_neither(node: Node, mine: str, theirs: str) -> None:
    """Nobody is named; both learn of the same slots, and nothing finer than a coarse cell and block."""
    first = file(node, plan(other=mine))
    second = file(node, plan("eastmere", theirs, EAST_BOX), BOB)
    told = node.ask("GET", "/v1/findings?kind=constraint", ANN).json()["items"]

    assert second["conflicts"] == []
    assert second["constraints"]
    for each in second["constraints"]:
        west, south, east, north = each["bbox"]
        assert (north - south) * 110.0 >= 10.0
        assert (east - west) * 79.0 >= 10.0
        assert each["start"].endswith("00:00Z")
    assert len(told) == 1
    assert first["intent"]["id"] not in str(second)
    assert second["intent"]["id"] not in str(told)
    assert "eastmere" not in str(told)


def test_an_intent_that_is_not_shared_is_told_as_if_there_were_none(node: Node) -> None:
    """Its id, its versions and a change of it answer as an id that never was."""
    hidden = file(node, plan(other=""))["intent"]["id"]
    asked = [
        (method, path)
        for name in (hidden, "f" * 32)
        for method, path in [
            ("GET", f"/v1/intents/{name}"),
            ("GET", f"/v1/intents/{name}/versions"),
            ("POST", f"/v1/intents/{name}/withdrawal"),
        ]
    ]
    answers = [node.ask(method, path, BOB, headers={"If-Match": '"x"'}) for method, path in asked]
    bodies = [
        (answer.status_code, answer.text.replace(answer.json()["instance"], "").replace(hidden, "f" * 32))
        for answer in answers
    ]

    assert bodies[:3] == bodies[3:]
    assert {status for status, _ in bodies} == {404}
    assert node.ask("GET", "/v1/intents", BOB).json()["items"] == []


def test_what_is_shared_in_full_is_read_and_changed_by_its_author_alone(node: Node) -> None:
    """The other party reads it, and may not touch it."""
    shared = file(node, plan(sharing={"full": ["eastmere"], "conflict": []}))["intent"]["id"]
    read = node.ask("GET", f"/v1/intents/{shared}", BOB)
    touched = node.ask("POST", f"/v1/intents/{shared}/end", BOB, headers={"If-Match": read.headers["etag"]})

    assert read.status_code == 200
    assert touched.status_code == 404


def test_a_plan_that_a_clause_prohibits_is_taken_and_its_author_told(node: Node) -> None:
    """The clause is named with its sentence; the other party hears nothing of it."""
    body = plan(
        kind=["flight.reconnaissance"],
        volume={"geometry": {"type": "Point", "coordinates": [-123.05, -43.75]}, "radius_m": 5000},
    )
    clauses = file(node, body)["clauses"]
    barred = {each["provision"]: each for each in clauses["rulings"] if each["says"] == "prohibited"}
    found = [node.ask("GET", "/v1/findings?kind=barred_plan", token).json()["items"] for token in (ANN, BOB)]

    assert "F3" in barred
    assert barred["F3"]["passage"]["words"]
    assert [len(each) for each in found] == [len(barred), 0]


def test_planned_force_in_a_clear_place_is_answered_by_one_sentence(node: Node) -> None:
    """R1: the same words wherever no clause is found, and no number beside them."""
    places = [[-130.0, -40.0], [-124.9, -44.9], [-110.0, -60.0]]
    answers = [
        file(
            node,
            plan(
                kind=["force.air.fixed_wing"],
                against=["salt-band"],
                volume={"geometry": {"type": "Point", "coordinates": place}, "radius_m": 500},
            ),
        )["clauses"]
        for place in places
    ]

    assert answers == [{"sentence": NOTHING_FOUND, "rulings": []}] * 3


def test_one_use_of_force_and_one_volume_for_each_request(node: Node) -> None:
    """R1: neither several volumes nor a list of intents is taken."""
    body = plan(kind=["force.air"])
    body["volumes"] *= 2
    several = node.ask("POST", "/v1/intents", ANN, json=body)
    many = node.ask("POST", "/v1/intents", ANN, json=[plan(kind=["force.air"])])

    assert (several.status_code, several.json()["code"]) == (403, "red-line")
    assert many.status_code == 422


def test_relief_is_shared_with_nobody(node: Node) -> None:
    """R5: a sharing of it is refused; filed without, it is in no list of others and every look at it is recorded."""
    shared = node.ask("POST", "/v1/intents", RELIEF, json=plan("lamplight", "northland", kind=["aid.passage"]))
    hidden = file(node, plan("lamplight", "", kind=["aid.passage"]), RELIEF)["intent"]["id"]
    node.ask("GET", f"/v1/intents/{hidden}", RELIEF, headers={"Look-Reason": "route check"})
    looks = node.ask("GET", "/v1/looks", "lamplight.eve.auditor").json()["items"]

    assert (shared.status_code, shared.json()["code"]) == (403, "red-line")
    assert [node.ask("GET", "/v1/intents", token).json()["items"] for token in (ANN, BOB)] == [[], []]
    assert [(each["id"], each["reason"]) for each in looks] == [(hidden, "route check")]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"party": "eastmere"}, "authority"),
        ({"force": "eastmere-air"}, "authority"),
        ({"force": "nobody"}, "input"),
        ({"kind": ["flight.of_fancy"]}, "input"),
        ({"sharing": {"full": ["nobody"], "conflict": []}}, "input"),
        ({"volume": {"start": PAST, "end": "2026-11-21T08:00:00Z"}}, "input"),
        ({"volume": {"start": FAR, "end": "2027-03-01T08:00:00Z"}}, "limit"),
        ({"volume": {"end": "2026-12-20T06:00:00Z"}}, "limit"),
        ({"volume": {"end": "2026-11-23T06:00:00"}}, "unreadable"),
        ({"volume": {"lower_m": 3000}}, "geometry"),
        ({"volume": {"geometry": {"type": "Polygon", "coordinates": [WEST_BOX[:3]]}}}, "geometry"),
    ],
    ids=str,
)
def test_what_cannot_be_taken_is_refused_and_leaves_nothing(node: Node, changed: dict[str, Any], code: str) -> None:
    """A problem of the one shape says what is wrong; the list stays empty."""
    answer = node.ask("POST", "/v1/intents", ANN, json=plan(**deepcopy(changed)))

    assert answer.json()["code"] in {code, "input"}, answer.text
    assert answer.status_code in {403, 422}
    assert node.ask("GET", "/v1/intents", ANN).json()["items"] == []


def test_a_change_needs_the_version_that_one_has_before_one(node: Node) -> None:
    """Without a condition 428, with an old one 412, with the right one a new version; both stay on the record."""
    answer = node.ask("POST", "/v1/intents", ANN, json=plan())
    path, etag = answer.headers["location"], answer.headers["etag"]
    blind = node.ask("PUT", path, ANN, json=plan())
    right = node.ask("PUT", path, ANN, json=plan(title="later"), headers={"If-Match": etag})
    stale = node.ask("PUT", path, ANN, json=plan(), headers={"If-Match": etag})
    versions = node.ask("GET", f"{path}/versions", ANN).json()["items"]

    assert [each.status_code for each in (blind, right, stale)] == [428, 200, 412]
    assert right.headers["etag"] != etag
    assert [(each["version"], each.get("title", "")) for each in versions] == [(1, ""), (2, "later")]


def test_of_two_that_race_exactly_one_wins(node: Node) -> None:
    """Twenty changes of one version at once: one is taken, nineteen are told that it was changed."""
    answer = node.ask("POST", "/v1/intents", ANN, json=plan())
    path, etag = answer.headers["location"], answer.headers["etag"]

    async def race(client: Any) -> list[int]:  # noqa: ANN401 - the client of tests
        headers = {"Authorization": f"Bearer {ANN}", "If-Match": etag}
        asked = (client.put(path, json=plan(title=f"runner {n}"), headers=headers) for n in range(20))
        return [each.status_code for each in await asyncio.gather(*asked)]

    assert sorted(node.run(race)) == [200] + [412] * 19
    assert len(node.ask("GET", f"{path}/versions", ANN).json()["items"]) == 2


def test_the_same_request_under_the_same_key_is_done_once(node: Node) -> None:
    """Repeated after a lost answer it is answered the same; another request under the key is refused."""
    first = node.ask("POST", "/v1/intents", ANN, json=plan(), headers={"Idempotency-Key": "k-1"})
    again = node.ask("POST", "/v1/intents", ANN, json=plan(), headers={"Idempotency-Key": "k-1"})
    other = node.ask("POST", "/v1/intents", ANN, json=plan(title="other"), headers={"Idempotency-Key": "k-1"})
    whose = node.ask("POST", "/v1/intents", "northland.abe.officer", json=plan(), headers={"Idempotency-Key": "k-1"})

    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    assert again.headers["idempotency-replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (409, "key-reused")
    assert whose.status_code == 201
    assert len(node.ask("GET", "/v1/intents", ANN).json()["items"]) == 2


def test_what_was_withdrawn_meets_nobody_and_stays_on_the_record(node: Node) -> None:
    """A later flight through the same place is told of no conflict, and no second end is taken."""
    answer = node.ask("POST", "/v1/intents", ANN, json=plan())
    path = answer.headers["location"]
    gone = node.ask("POST", f"{path}/withdrawal", ANN, headers={"If-Match": answer.headers["etag"]})
    late = node.ask("POST", f"{path}/end", ANN, headers={"If-Match": gone.headers["etag"]})
    second = file(node, plan("eastmere", "northland", EAST_BOX), BOB)

    assert gone.json()["intent"]["state"] == "withdrawn"
    assert (late.status_code, late.json()["code"]) == (409, "closed")
    assert (second["conflicts"], second["constraints"]) == ([], [])
    assert node.ask("GET", path, ANN).json()["version"] == 2


def test_a_standing_presence_is_confirmed_and_meets_what_comes_later(node: Node) -> None:
    """It has no end; it says until when it is to be confirmed; a flight weeks later meets it."""
    body = plan(kind=["hold.presence"])
    body["volumes"][0].pop("end")
    for name in ("lower_m", "upper_m", "datum"):
        body["volumes"][0].pop(name)
    answer = node.ask("POST", "/v1/intents", ANN, json=body)
    path = answer.headers["location"]
    confirmed = node.ask("POST", f"{path}/confirmation", ANN, headers={"If-Match": answer.headers["etag"]})
    times = {"start": "2026-12-15T06:00:00Z", "end": "2026-12-15T08:00:00Z"}
    later = file(node, plan("eastmere", "northland", EAST_BOX, volume=times), BOB)

    assert answer.json()["intent"]["confirm_by"] == NOW.replace("-22T", "-23T")
    assert confirmed.json()["intent"]["version"] == 2
    assert [each["altitudes"] for each in later["conflicts"]] == [
        {"datum": "amsl", "lower_m": 1000.0, "upper_m": 2000.0}
    ]


def test_only_a_presence_on_the_ground_may_be_without_an_end(node: Node) -> None:
    """A flight without an end is refused."""
    body = plan()
    body["volumes"][0].pop("end")

    assert node.ask("POST", "/v1/intents", ANN, json=body).status_code == 422


def test_more_cells_than_the_quota_are_refused_and_the_refusal_tells_no_place(tmp_path: Path) -> None:
    """The cells count, not the requests: the same place can be asked about again."""
    with running_node(
        tmp_path, limits=replace(NODE_LIMITS, cells_per_officer_per_day=3, cells_per_party_per_day=100)
    ) as node:
        file(node, plan())
        again = node.ask("POST", "/v1/intents", ANN, json=plan())
        shift = [[lon + 3.0, lat] for lon, lat in WEST_BOX]
        elsewhere = node.ask("POST", "/v1/intents", ANN, json=plan(ring=shift))
        quota = node.ask("GET", "/v1/quota", ANN).json()

    assert again.status_code == 201
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (429, "quota")
    assert "retry-after" in elsewhere.headers
    assert "-121" not in elsewhere.text
    assert quota["exercise"] is True


def alarms(node: Node) -> list[list[dict[str, Any]]]:
    """Give the suspicions that the node's party, another and a third read."""
    return [node.ask("GET", "/v1/findings?kind=probing", token).json()["items"] for token in (ANN, BOB, CAT)]


def touch(node: Node, answer: Any, what: str, token: str = BOB) -> Any:  # noqa: ANN401 - an answer of whatever client
    """Do something with an intent as an answer gave it."""
    path = answer.headers.get("location") or f"/v1/intents/{answer.json()['intent']['id']}"
    return node.ask("POST", f"{path}/{what}", token, headers={"If-Match": answer.headers["etag"]})


def test_filing_and_withdrawing_again_and_again_raises_the_alarm(tmp_path: Path) -> None:
    """Once in a day, to the officer's own party and to the party whose node it is, at the same moment."""
    with running_node(tmp_path, limits=replace(NODE_LIMITS, probing_revisions_per_day=3)) as node:
        for _ in range(5):
            touch(
                node, node.ask("POST", "/v1/intents", BOB, json=plan("eastmere", "northland", EAST_BOX)), "withdrawal"
            )
        found, quota = alarms(node), node.ask("GET", "/v1/quota", BOB).json()

    assert [len(each) for each in found] == [1, 1, 0]
    assert found[0][0]["detail"]["revisions"] == 3
    assert (quota["revisions"], quota["probing_revisions_per_day"]) == (5, 3)


def test_changing_one_intent_again_and_again_raises_the_alarm(tmp_path: Path) -> None:
    """A change is a revision as much as a withdrawal is; one that is refused is none."""
    with running_node(tmp_path, limits=replace(NODE_LIMITS, probing_revisions_per_day=3)) as node:
        answer = node.ask("POST", "/v1/intents", BOB, json=plan("eastmere", "northland", EAST_BOX))
        path, tags = answer.headers["location"], [answer.headers["etag"]]
        told = []
        for number in range(3):
            box = [[lon + 0.01 * number, lat] for lon, lat in EAST_BOX]
            body = plan("eastmere", "northland", box)
            tags.append(node.ask("PUT", path, BOB, json=body, headers={"If-Match": tags[-1]}).headers["etag"])
            stale = node.ask("PUT", path, BOB, json=body, headers={"If-Match": tags[0]})
            assert stale.status_code == 412
            told.append([len(each) for each in alarms(node)])
        reason = alarms(node)[1][0]["detail"]["reason"]

    assert told == [[0, 0, 0], [0, 0, 0], [1, 1, 0]]
    assert reason.startswith("3 intents changed or withdrawn in 24 h, bound 3.")


def test_what_runs_its_course_is_no_revision(tmp_path: Path) -> None:
    """Neither a confirmation nor an end after the start; an end before it is a withdrawal by another name."""
    body = plan("eastmere", "northland", EAST_BOX, kind=["hold.presence"], volume={"start": "2026-11-22T06:00:00Z"})
    for name in ("end", "lower_m", "upper_m", "datum"):
        body["volumes"][0].pop(name)
    with running_node(tmp_path, limits=replace(NODE_LIMITS, probing_revisions_per_day=1)) as node:
        answer = node.ask("POST", "/v1/intents", BOB, json=body)
        ended = touch(node, touch(node, answer, "confirmation"), "end")
        before = alarms(node)
        early = touch(node, node.ask("POST", "/v1/intents", BOB, json=plan("eastmere", "northland", EAST_BOX)), "end")
        after = alarms(node)

    assert (ended.status_code, early.status_code) == (200, 200)
    assert [len(each) for each in before] == [0, 0, 0]
    assert [len(each) for each in after] == [1, 1, 0]


def test_a_filing_that_uses_most_of_the_cells_raises_the_alarm(tmp_path: Path) -> None:
    """Without any revision; one that leaves enough does not."""
    told = []
    for limit in (10, 3):
        folder = tmp_path / str(limit)
        folder.mkdir()
        with running_node(folder, limits=replace(NODE_LIMITS, cells_per_officer_per_day=limit)) as node:
            file(node, plan())
            asked = node.ask("GET", "/v1/quota", ANN).json()["cells_asked"]
            told.append((asked >= int(0.8 * limit), [each["detail"]["revisions"] for each in alarms(node)[0]]))

    assert told == [(False, []), (True, [0])]


def test_a_list_is_narrowed_by_place_time_and_state(node: Node) -> None:
    """Each filter takes away what does not meet it; as GeoJSON every volume is a feature."""
    near = file(node, plan())["intent"]["id"]
    far = file(node, plan(ring=[[lon + 2.0, lat] for lon, lat in WEST_BOX]))["intent"]["id"]
    asked = {
        "area": "/v1/intents?area=-124.5,-45,-124,-44",
        "time": "/v1/intents?from=2026-11-24T00:00:00Z",
        "state": "/v1/intents?state=withdrawn",
        "all": "/v1/intents",
    }
    found = {name: [each["id"] for each in node.ask("GET", path, ANN).json()["items"]] for name, path in asked.items()}
    features = node.ask("GET", "/v1/intents", ANN, headers={"Accept": "application/geo+json"}).json()

    assert (found["area"], found["time"], found["state"]) == ([near], [], [])
    assert set(found["all"]) == {near, far}
    assert [each["geometry"]["type"] for each in features["features"]] == ["Polygon", "Polygon"]


def test_every_answer_is_marked_as_an_exercise(node: Node) -> None:
    """R11: header and body say so, of successes and of problems."""
    answers = [node.ask("POST", "/v1/intents", ANN, json=plan()), node.ask("GET", "/v1/intents/none", ANN)]

    assert [each.headers["truceline-exercise"] for each in answers] == ["true", "true"]
    assert all(each.json()["exercise"] is True for each in answers)


@pytest.mark.parametrize("how", ["withdrawal", "end", "change"])
def test_both_sides_are_told_when_a_conflict_stands_no_more(node: Node, how: str) -> None:
    """Whoever withdraws, ends or moves an intent need not say so on the line: the other side has it as a finding."""
    file(node, plan())
    answer = node.ask("POST", "/v1/intents", BOB, json=plan("eastmere", "northland", EAST_BOX))
    path, match = answer.headers["location"], {"If-Match": answer.headers["etag"]}
    if how == "change":
        away = [[lon + 2.0, lat] for lon, lat in EAST_BOX]
        done = node.ask("PUT", path, BOB, json=plan("eastmere", "northland", away), headers=match)
    else:
        done = node.ask("POST", f"{path}/{how}", BOB, headers=match)
    told = {
        token: node.ask("GET", "/v1/findings?kind=conflict_lapsed", token).json()["items"] for token in (ANN, BOB, CAT)
    }

    assert done.status_code == 200
    assert [len(told[token]) for token in (ANN, BOB, CAT)] == [1, 1, 0]
    assert told[ANN][0]["detail"]["lapsed_by"] == {"withdrawal": "withdrawn", "end": "ended", "change": "changed"}[how]
    assert told[ANN][0]["detail"]["other"]["party"] == "eastmere"


def test_every_fault_of_a_body_is_told_at_once_with_its_place(node: Node) -> None:
    """Form and content, in every volume, with JSON pointers."""
    body = plan(kind=["flight", 7], surprise=1)
    body["volumes"] = [
        {**body["volumes"][0], "end": "tomorrow", "radius_m": 5, "datum": "moon"},
        {**body["volumes"][0], "end": "2026-11-23 08:00", "lower_m": 3000},
    ]
    body.pop("sharing")
    problem = node.ask("POST", "/v1/intents", ANN, json=body).json()
    pointers = {each["pointer"] for each in problem["errors"]}

    assert {"#/kind/1", "#/surprise", "#/sharing", "#/volumes/0/datum", "#/volumes/1", "#/volumes/1/end"} <= pointers
    assert all("got" not in each["detail"].split() for each in problem["errors"])


def test_an_answer_kept_under_a_key_is_given_to_nobody_else(node: Node) -> None:
    """R5: the same officer's name and key under another party or role is another request, and is refused."""
    answer = node.ask("POST", "/v1/intents", "northland.desk.officer", json=plan(other=""))
    path, match = answer.headers["location"], {"If-Match": answer.headers["etag"], "Idempotency-Key": "k"}
    ended = node.ask("POST", f"{path}/end", "northland.desk.officer", headers=match)
    others = [
        node.ask("POST", f"{path}/end", token, headers=match)
        for token in ("eastmere.desk.officer", "northland.desk.humanitarian")
    ]

    assert ended.status_code == 200
    assert all(each.status_code in {404, 409} for each in others)
    assert not any("volumes" in each.text for each in others)


@pytest.mark.parametrize("kind", ["move.seizure", "move", "aid.denial", "flight.unsafe_approach"])
def test_what_does_as_force_does_is_answered_as_force(node: Node, kind: str) -> None:
    """R1: no exemption by one's own word, one volume, no hint; whatever the kind is called."""
    body = plan("hill-league", "", kind=[kind], facts={"medical_evacuation": True, "notified": True})
    body["volumes"][0] = {
        "geometry": {"type": "Point", "coordinates": [-124.3, -43.6]},
        "radius_m": 3000,
        "start": "2026-11-23T06:00:00Z",
        "end": "2026-11-23T08:00:00Z",
    }
    clauses = file(node, body, CAT)["clauses"]
    body["volumes"] *= 2

    assert {each["says"] for each in clauses["rulings"]} <= {"prohibited", "contested", "cannot judge"}
    assert not any(each["missing"] or each["flips"] for each in clauses["rulings"])
    assert node.ask("POST", "/v1/intents", CAT, json=body).status_code == 403


def test_a_presence_that_nobody_confirmed_is_told_as_overdue(tmp_path: Path) -> None:
    """To its own party and to those who may read it; the tag says so too, and a change may name either tag."""
    body = plan(kind=["hold.presence"], sharing={"full": ["eastmere"], "conflict": []})
    for name in ("end", "lower_m", "upper_m", "datum"):
        body["volumes"][0].pop(name)
    with running_node(tmp_path) as node:
        answer = node.ask("POST", "/v1/intents", ANN, json=body)
        path, tag = answer.headers["location"], answer.headers["etag"]
        fresh = node.ask("GET", path, ANN)
        listed = node.ask("GET", "/v1/intents?overdue=true", ANN).json()["items"]
        late = make_late(node)
        told = [late.ask("GET", path, token) for token in (ANN, BOB, CAT)]
        found = [late.ask("GET", "/v1/intents?overdue=true", token).json()["items"] for token in (ANN, BOB, CAT)]
        again = late.ask("GET", path, ANN, headers={"If-None-Match": tag})
        confirmed = late.ask("POST", f"{path}/confirmation", ANN, headers={"If-Match": tag})
        stale = late.ask("POST", f"{path}/end", ANN, headers={"If-Match": told[0].headers["etag"]})

        assert (fresh.json()["overdue"], fresh.headers["etag"], listed) == (False, tag, [])
        assert [each.status_code for each in told] == [200, 200, 404]
        assert [each.json()["overdue"] for each in told[:2]] == [True, True]
        assert told[0].headers["etag"] == tag.removesuffix('"') + '.overdue"'
        assert [len(each) for each in found] == [1, 1, 0]
        assert again.status_code == 200
        assert (confirmed.status_code, confirmed.json()["intent"]["overdue"]) == (200, False)
        assert stale.status_code == 412


def test_either_tag_of_a_version_is_taken(tmp_path: Path) -> None:
    """The one told while it was overdue as well."""
    body = plan(kind=["hold.presence"])
    for name in ("end", "lower_m", "upper_m", "datum"):
        body["volumes"][0].pop(name)
    with running_node(tmp_path) as node:
        path = node.ask("POST", "/v1/intents", ANN, json=body).headers["location"]
        late = make_late(node)
        tag = late.ask("GET", path, ANN).headers["etag"]

        assert late.ask("POST", f"{path}/end", ANN, headers={"If-Match": tag}).status_code == 200


def make_late(node: Node) -> Node:
    """Give the same node two days later."""
    door = replace(node.door, clock=FixedClock(node.door.clock.now_ns() + 2 * NS_PER_DAY))
    return Node(app=make_app(door), door=door, store=node.store, log=node.log)


def test_a_humanitarian_handles_relief_and_passages_of_the_own_party_alone(node: Node) -> None:
    """No plan of force is filed, read, listed, changed or withdrawn with such a token; relief is, as before."""
    shared = plan(sharing={"full": ["eastmere"], "conflict": []}, kind=["force.fire"])
    plans = [file(node, shared)["intent"]["id"], file(node, plan(other=""))["intent"]["id"]]
    relief = file(node, plan("northland", "", kind=["aid.passage"]), AID)["intent"]["id"]
    for intent in plans:
        path, match = f"/v1/intents/{intent}", {"If-Match": '"x"'}
        asked = [
            node.ask("GET", path, AID),
            node.ask("GET", f"{path}/versions", AID),
            node.ask("PUT", path, AID, json=plan(kind=["aid.passage"], other=""), headers=match),
            node.ask("POST", f"{path}/withdrawal", AID, headers=match),
            node.ask("POST", f"{path}/end", AID, headers=match),
            node.ask("GET", path, "eastmere.aid.humanitarian"),
        ]
        assert [each.status_code for each in asked] == [404] * len(asked)
    for kind in (["flight.non_combat"], ["force.fire"], ["aid.passage", "force.fire"], ["aid.passage", "move.entry"]):
        refused = node.ask("POST", "/v1/intents", AID, json=plan(other="", kind=kind))
        assert (refused.status_code, refused.json()["code"]) == (403, "authority")
    turned = plan(other="")
    tag = {"If-Match": node.ask("GET", f"/v1/intents/{relief}", AID).headers["ETag"]}
    refused = node.ask("PUT", f"/v1/intents/{relief}", AID, json=turned, headers=tag)
    listed = node.ask("GET", "/v1/intents?limit=1", AID).json()

    assert (refused.status_code, refused.json()["code"]) == (403, "authority")
    assert ([each["id"] for each in listed["items"]], listed["next"]) == ([relief], "")
    assert node.ask("GET", "/v1/intents", "eastmere.aid.humanitarian").json()["items"] == []
    assert node.ask("GET", f"/v1/intents/{relief}", AID).status_code == 200
    withdrawn = node.ask("POST", f"/v1/intents/{relief}/withdrawal", AID, headers=tag)
    assert withdrawn.status_code == 200
