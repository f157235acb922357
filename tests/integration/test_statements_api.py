# SPDX-License-Identifier: Apache-2.0
"""Claims, reports and acts of the past over HTTP on the real store. EXERCISE."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from http_door import Node
from kept_things import see
from running_node import running_node

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
LEAGUE, COUNCIL, EAST = "hill-league.cat.officer", "halmer-council.ann.officer", "eastmere.bob.officer"
MONITOR, AUDITOR = "strait-mission.mira.monitor", "strait-mission.odo.auditor"
POINT = {"position": {"lon_deg": -124.3, "lat_deg": -43.45, "radius_m": 500}}


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """Give a node."""
    with running_node(tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """Give one node for all requests of which nothing is kept."""
    with running_node(tmp_path_factory.mktemp("node")) as running:
        yield running


def act(act_id: str = "shells", **changed: Any) -> dict[str, Any]:  # noqa: ANN401
    """Give an act that the Hill League tells of the Council's guard."""
    account = {
        "source": {"party": "hill-league"},
        "actor": ["council-guard"],
        "kind": ["force.fire.artillery"],
        "against": ["hill-league"],
        "since": "2026-10-01T10:00:00Z",
        "place": POINT,
        "first_act": True,
    }
    outer = {"stage": changed.pop("stage")} if "stage" in changed else {}
    return {"schema": "truceline/act/1", "id": act_id, "exercise": True, "accounts": [{**account, **changed}], **outer}


def claim(claim_id: str = "who", **account: Any) -> dict[str, Any]:  # noqa: ANN401
    """Give the Council's claim about the act."""
    told = {"source": {"party": "halmer-council"}, "not_actor": ["council-guard"], **account}
    return {"schema": "truceline/claim/1", "id": claim_id, "act": {"act": "hill-league:shells", "account": told}}


def tell(node: Node, *acts: Any, token: str = LEAGUE, **body: Any) -> dict[str, Any]:  # noqa: ANN401
    """Tell acts that are taken."""
    answer = node.ask("POST", "/v1/acts", token, json={"acts": list(acts), **body})
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert isinstance(found, dict)
    return found


def ruling_of(told: dict[str, Any], provision: str = "C1") -> str:
    """Give the word of one provision of the cease-fire about the first act."""
    words = {(each["agreement"], each["provision"]): each["says"] for each in told["items"][0]["rulings"]}
    return str(words["strait-ceasefire", provision])


def test_an_act_of_the_past_is_judged_and_both_sides_read_what_was_found(node: Node) -> None:
    """The teller in the answer, whom it is about by its own findings; nobody else reads either."""
    told = tell(node, act())
    [one] = told["items"]
    findings = {
        token: {each["id"] for each in node.ask("GET", "/v1/findings", token).json()["items"]}
        for token in (LEAGUE, COUNCIL, EAST)
    }

    assert (told["exercise"], one["id"], one["readers"]) == (True, "hill-league:shells", ["halmer-council"])
    assert ruling_of(told) == "prohibited"
    assert one["findings"]
    assert findings == {LEAGUE: set(one["findings"]), COUNCIL: set(one["findings"]), EAST: set()}
    statuses = [node.ask("GET", "/v1/acts/hill-league:shells", token).status_code for token in (LEAGUE, COUNCIL, EAST)]
    assert statuses == [200, 200, 404]


def test_a_claim_that_all_may_read_changes_the_answer_to_what_follows(node: Node) -> None:
    """The denial of the other side stands in the explanation, and the act is contested from then on."""
    tell(node, act())
    before = node.ask("GET", "/v1/acts/hill-league:shells/explanation", COUNCIL)
    answer = node.ask("POST", "/v1/claims", COUNCIL, json={"claim": claim(), "readers": ["*"]})
    after = node.ask("GET", "/v1/acts/hill-league:shells/explanation", COUNCIL)

    assert answer.status_code == 201
    assert answer.headers["location"] == "/v1/claims/halmer-council%3Awho"
    assert node.ask("GET", answer.headers["location"], EAST).json()["statement"]["record"]["id"] == "halmer-council:who"
    words = [
        {(each["agreement"], each["provision"]): each["says"] for each in told.json()["explanation"]["rulings"]}
        for told in (before, after)
    ]
    assert [each["strait-ceasefire", "C1"] for each in words] == ["prohibited", "contested"]


def test_an_erased_claim_bears_on_nothing_any_more(node: Node) -> None:
    """From the answer to the erasure on."""
    node.ask("POST", "/v1/claims", COUNCIL, json={"claim": claim(), "readers": ["*"]})
    assert ruling_of(tell(node, act())) == "contested"

    order = {"what": "claim", "id": "halmer-council:who", "reason": "EXERCISE"}
    assert node.ask("POST", "/v1/erasures", "halmer-council.odo.auditor", json=order).status_code == 201

    told = node.ask("GET", "/v1/acts/hill-league:shells/explanation", LEAGUE).json()["explanation"]["rulings"]
    words = {(each["agreement"], each["provision"]): each["says"] for each in told}
    assert words["strait-ceasefire", "C1"] == "prohibited"


def test_a_claim_for_some_parties_changes_nothing_for_anybody(node: Node) -> None:
    """No ruling rests on what one of its readers may not know of."""
    body = {"claim": claim(), "readers": ["hill-league"]}
    assert node.ask("POST", "/v1/claims", COUNCIL, json=body).status_code == 201

    assert ruling_of(tell(node, act())) == "prohibited"


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ({"acts": [act(stage="planned")]}, "red-line", "R1"),
        ({"acts": [act(), act("later", since="2026-12-24")]}, "red-line", "R1"),
        ({"acts": [act()], "readers": []}, "red-line", "R3"),
        ({"acts": [{**act(), "exercise": False}]}, "red-line", "R11"),
        ({"acts": [act(source={"party": "eastmere"})]}, "authority", "another party"),
        ({"acts": [act()], "protected": True}, "authority", "role"),
        ({"acts": [act(kind=["nonsense"])]}, "input", "kind"),
        ({"acts": [{**act(), "schema": "truceline/act/2"}]}, "record", "#/acts/0/schema"),
        ({"acts": [act(since="yesterday")]}, "record", "#/acts/0/accounts/0/since"),
        ({"acts": []}, "input", "#/acts"),
        ({"acts": [act()], "area": "all"}, "input", "#/area"),
    ],
    ids=[
        "a plan",
        "a plan among acts",
        "whom it is about left out",
        "a real act",
        "another's word",
        "protected by an officer",
        "no such kind",
        "no such format",
        "no instant",
        "no act",
        "a question about an area",
    ],
)
def test_what_is_barred_or_unreadable_is_refused_whole(
    untouched: Node, body: dict[str, Any], code: str, words: str
) -> None:
    """With the red line or the field named; nothing of the request is kept."""
    answer = untouched.ask("POST", "/v1/acts", LEAGUE, json=body)

    assert answer.json()["code"] == code, answer.text
    assert words in answer.text
    assert untouched.ask("GET", "/v1/acts", LEAGUE).json()["items"] == []


def test_nothing_that_was_sent_is_echoed_in_a_problem(untouched: Node) -> None:
    """A position in a refused act stays out of the answer."""
    wrong = act(place={"position": {"lon_deg": -124.3, "lat_deg": 143.4567, "radius_m": 5}})

    answer = untouched.ask("POST", "/v1/acts", LEAGUE, json={"acts": [wrong]})

    assert answer.status_code == 422
    assert "143.4567" not in answer.text


def test_a_protected_report_is_read_by_its_own_party_and_every_look_is_recorded(node: Node) -> None:
    """The name of the witness is nowhere, the list says only that it is there, and others find nothing."""
    report = {
        "schema": "truceline/report/1",
        "id": "witness",
        "source": {"speaker": "Mira Hollow", "words": "Mira Hollow saw two guns"},
        "published": "2026-11-01",
        "text": "Two guns north of stone 4, says Mira Hollow.",
    }
    body = {"report": report, "readers": [], "protected": True}
    made = node.ask("POST", "/v1/reports", MONITOR, json=body)
    where = made.headers["location"]

    listed = node.ask("GET", "/v1/reports", MONITOR).json()["items"]
    shown = node.ask("GET", where, MONITOR, headers={"Look-Reason": "review"})
    looks = node.ask("GET", "/v1/looks", AUDITOR).json()["items"]

    assert made.status_code == 201
    assert made.json()["statement"]["record"] is None
    assert [(each["id"], each["record"]) for each in listed] == [("strait-mission:witness", None)]
    assert shown.json()["statement"]["record"]["text"].startswith("Two guns")
    assert "Hollow" not in made.text + shown.text
    assert [(each["what"], each["id"], each["reason"]) for each in looks] == [
        ("report", "strait-mission:witness", "review")
    ]
    assert node.ask("GET", where, LEAGUE).status_code == 404


def test_a_place_of_the_last_days_is_withheld_from_others_and_not_found_by_searching(node: Node) -> None:
    """R7: the teller reads it, whom it is about reads the rest, and no box finds it."""
    tell(node, act(since="2026-11-21T10:00:00Z"))
    box = {"area": "-124.4,-43.5,-124.2,-43.4"}

    other = node.ask("GET", "/v1/acts/hill-league:shells", COUNCIL)
    explained = node.ask("GET", "/v1/acts/hill-league:shells/explanation", COUNCIL)

    assert "-43.45" in node.ask("GET", "/v1/acts/hill-league:shells", LEAGUE).text
    assert "-43.45" not in other.text + explained.text + node.ask("GET", "/v1/findings", COUNCIL).text
    found = {token: node.ask("GET", "/v1/acts", token, params=box).json()["items"] for token in (LEAGUE, COUNCIL)}
    assert [len(found[token]) for token in (LEAGUE, COUNCIL)] == [1, 0]
    assert len(node.ask("GET", "/v1/acts", COUNCIL).json()["items"]) == 1


def test_a_request_repeated_under_its_key_is_done_once(node: Node) -> None:
    """And answered as the first time; without the key the id is taken."""
    body, key = {"acts": [act()]}, {"Idempotency-Key": "k-1"}

    first, again = (node.ask("POST", "/v1/acts", LEAGUE, json=body, headers=key) for _ in range(2))

    assert (first.status_code, again.status_code, first.content) == (201, 201, again.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert node.ask("POST", "/v1/acts", LEAGUE, json=body).json()["code"] == "taken"


def test_lists_come_page_by_page_latest_first(node: Node) -> None:
    """Following ``next`` gives everything once."""
    tell(node, *(act(f"a{number}") for number in range(5)))
    found, after = [], ""
    while True:
        page = node.ask("GET", "/v1/acts", LEAGUE, params={"limit": 2, "after": after}).json()
        found += [each["id"] for each in page["items"]]
        after = page["next"]
        if not after:
            break

    assert sorted(found) == [f"hill-league:a{number}" for number in range(5)]


def test_what_the_page_shows_is_taken(node: Node) -> None:
    """Every example of the page, in its order, by those who may."""
    page = (DOCS / "stating.md").read_text(encoding="utf-8")
    examples = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", page, re.DOTALL)]
    sent = [(next(name for name in ("claim", "report", "acts") if name in each), each) for each in examples]

    answers = [
        node.ask("POST", f"/v1/{name.removesuffix('s')}s", MONITOR if "protected" in body else LEAGUE, json=body)
        for name, body in sent
    ]

    assert [name for name, _ in sent] == ["claim", "report", "acts"]
    assert [answer.status_code for answer in answers] == [201, 201, 201], [each.text for each in answers]
    assert ruling_of(answers[2].json()) == "prohibited"


def test_who_only_reads_states_nothing(untouched: Node) -> None:
    """The token's scopes decide before the body is read."""
    for path in ("/v1/claims", "/v1/reports", "/v1/acts"):
        answer = untouched.ask("POST", path, "eastmere.ida.analyst", content=b"not even JSON")
        assert answer.json()["code"] == "scope"


def test_those_who_may_know_are_told_in_the_stream(node: Node) -> None:
    """By the ids of what was stated and found, and nobody else is."""
    told = tell(node, act())
    ids = [told["items"][0]["id"], *told["items"][0]["findings"]]

    heard = [_events_of(node, party) for party in ("halmer-council", "eastmere")]

    assert heard == [ids, []]


def _events_of(node: Node, party: str) -> list[str]:
    """Give the ids of what a party was told of."""
    return see(node.store, lambda records: [event.id for event in records.events.after(0, party, 10)])
