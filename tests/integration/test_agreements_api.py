# SPDX-License-Identifier: Apache-2.0
"""Agreements over HTTP on the real store: listed, proposed, accepted, agreed, and binding from then on. EXERCISE."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from http_door import Node
from running_node import running_node

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
ANN, BOB, CAT = "northland.ann.officer", "eastmere.bob.officer", "hill-league.cat.officer"
YAML = {"Content-Type": "application/yaml"}
TEXT = """schema: truceline/agreement/1
id: buoy-line
title: Buoy line (EXERCISE)
utc_offset: "+00:00"
participants:
  - {party: northland, role: party}
  - {party: eastmere, role: party}
  - {party: strait-mission, role: monitor}
signed: {on: 2026-10-01, source: {words: signed on the first of October}}
in_force: {on: 2026-11-01, source: {words: enters into force on the first of November}}
zones:
  - id: west
    name: West of the isles
    kind: airspace
    pieces: [{shape: airspace#west-block}]
    boundary: agreed
    edge: inside
    source: {words: the western block}
provisions:
  - id: B1
    title: No use of force at the buoys
    type: PROH.FIRE
    modality: prohibited
    bound: ["role:party"]
    kinds: [force]
    self_defence: inherent
    passage: {status: text, source: {words: no force at the buoys}, words: no force at the buoys}
"""


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


def propose(node: Node, text: str = TEXT, token: str = ANN, **headers: str) -> httpx2.Response:
    """Propose a text."""
    return node.ask("POST", "/v1/agreements", token, content=text.encode(), headers={**YAML, **headers})


def accept(node: Node, digest: str, token: str, **body: str) -> httpx2.Response:
    """Accept a version."""
    return node.ask("POST", f"/v1/agreements/buoy-line/versions/{digest}/acceptances", token, json=body)


def told(node: Node, path: str, token: str = ANN, **query: str) -> dict[str, Any]:
    """Read something that is there."""
    answer = node.ask("GET", path, token, params=query)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert isinstance(found, dict)
    return found


def test_agreements_are_listed_with_their_state_at_an_instant(untouched: Node) -> None:
    """As the command line lists them."""
    rows = told(untouched, "/v1/agreements", at="2026-05-15T00:00:00Z")

    states = {each["id"]: each["state"] for each in rows["items"]}
    assert rows["exercise"]
    assert states["flight-safety"] == "suspended"
    page = told(untouched, "/v1/agreements", limit="1")
    rest = told(untouched, "/v1/agreements", after=page["next"])
    assert [each["id"] for each in (*page["items"], *rest["items"])] == list(states)


def test_an_agreement_is_shown_as_the_command_line_shows_it(untouched: Node) -> None:
    """With who is bound, rules, zones and duties; an unknown one and a bad instant are told."""
    shown = told(untouched, "/v1/agreements/flight-safety", at="2026-05-15T00:00:00Z")

    assert shown["text"] is None
    assert shown["agreement"]["schema"] == "truceline/agreement-standing/1"
    assert {each["party"] for each in shown["agreement"]["bound"]} == {"northland", "eastmere"}
    assert untouched.ask("GET", "/v1/agreements/flight-safty").json()["code"] == "not-found"
    assert untouched.ask("GET", "/v1/agreements/flight-safety", params={"at": "May"}).json()["code"] == "input"


def test_a_text_becomes_binding_by_the_acceptance_of_each_party(node: Node) -> None:
    """Proposed, accepted by one, agreed by both; then acts are judged by it, and everybody may read it."""
    made = propose(node)
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    where = f"/v1/agreements/buoy-line/versions/{digest}"
    assert (made.status_code, made.headers["location"], made.headers["etag"]) == (201, where, f'"{digest}"')
    assert told(node, "/v1/agreements/buoy-line", BOB)["agreement"]["state"] == "proposed"
    assert [node.ask("GET", path, CAT).status_code for path in (where, "/v1/agreements/buoy-line")] == [404, 404]

    first = accept(node, digest, ANN, words="Without prejudice.").json()["text"]
    assert (first["state"], first["missing"]) == ("proposed", ["eastmere"])
    second = accept(node, digest, BOB).json()["text"]

    assert (second["state"], second["agreed_at"]) == ("agreed", "2026-11-22T12:00:00Z")
    document = node.ask("GET", where, CAT)
    assert (document.text, document.headers["content-type"].partition(";")[0]) == (TEXT, "application/yaml")
    shown = told(node, "/v1/agreements/buoy-line", CAT)
    assert shown["agreement"]["state"] == "in_force"
    assert [(each["party"], each["words"]) for each in shown["agreement"]["bound"]] == [
        ("northland", "Without prejudice."),
        ("eastmere", ""),
    ]
    given = told(node, "/v1/agreements/buoy-line/acceptances", CAT)["items"]
    assert [(each["party"], each["officer"]) for each in given] == [("northland", "ann"), ("eastmere", "bob")]
    account = {
        "source": {"party": "eastmere"},
        "actor": ["northland-ships"],
        "kind": ["force.fire"],
        "since": "2026-11-21T10:00:00Z",
    }
    act = {"schema": "truceline/act/1", "id": "a", "exercise": True, "accounts": [account]}
    [judged] = node.ask("POST", "/v1/acts", BOB, json={"acts": [act]}).json()["items"]
    words = {(each["agreement"], each["provision"]): each["says"] for each in judged["rulings"]}
    assert words["buoy-line", "B1"] == "not bound"


def test_a_new_version_says_which_one_it_changes(node: Node) -> None:
    """Of two who race, one wins; versions are listed with who has accepted which."""
    digest = propose(node).headers["etag"]
    changed, otherwise = (TEXT.replace("Buoy line (", f"Buoy line, {word} (") for word in ("changed", "otherwise"))

    blind = propose(node, changed)
    won = propose(node, changed, BOB, **{"If-Match": digest})
    lost = propose(node, otherwise, **{"If-Match": digest})
    versions = told(node, "/v1/agreements/buoy-line/versions", BOB)["items"]

    assert [blind.json()["code"], won.status_code, lost.json()["code"]] == ["condition-required", 201, "stale-version"]
    assert [(each["party"], each["replaces"]) for each in versions] == [
        ("northland", ""),
        ("eastmere", digest.strip('"')),
    ]


def test_a_reservation_stands_beside_its_acceptance_wherever_the_state_is_told(node: Node) -> None:
    """Before the text is agreed and after, in the list and on its own; it counts in full all the same."""
    digest = propose(node).json()["text"]["digest"]
    accept(node, digest, ANN, words="Without prejudice to the line of 1950.")
    rows = told(node, "/v1/agreements", limit="500")["items"]
    early = [told(node, "/v1/agreements/buoy-line")["text"]]
    early += [each["text"] for each in rows if each["id"] == "buoy-line"]
    accept(node, digest, BOB)
    late = told(node, "/v1/agreements/buoy-line")["text"]

    reserved = ("northland", "Without prejudice to the line of 1950.")
    assert [each["state"] for each in early] == ["proposed", "proposed"]
    for text in early:
        assert [(each["party"], each["words"]) for each in text["acceptances"]] == [reserved]
    assert late["state"] == "agreed"
    assert [(each["party"], each["words"]) for each in late["acceptances"]] == [reserved, ("eastmere", "")]


def test_an_acceptance_is_given_once_and_for_oneself(node: Node) -> None:
    """The second one is told; who takes no part finds nothing to accept; a monitor's role accepts nothing."""
    digest = propose(node).headers["etag"].strip('"')

    codes = [accept(node, digest, token).json().get("code") for token in (ANN, ANN, CAT, "northland.mo.monitor")]

    assert codes == [None, "taken", "not-found", "scope"]


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("a: [", "agreement", "YAML"),
        ("", "agreement", "document"),
        (TEXT.replace("buoy-line", "flight-safety"), "taken", "choose another"),
        (TEXT.replace("eastmere, role", "eastmare, role"), "agreement", "a party"),
        (TEXT.replace("northland, role: party", "northland, role: observer"), "agreement", "at least 2"),
        (TEXT.replace('["role:party"]', "[eastmere]"), "agreement", "roles only"),
        (TEXT.replace("Buoy line (EXERCISE)", "Buoy line of Russia"), "red-line", "R11"),
        (TEXT + "assertions: [{by: eastmere, about: northland, says: x, source: {words: x}}]\n", "authority", "east"),
        (TEXT.replace("party: northland", "party: quarry-company"), "authority", "takes part"),
        ("x: &a [" + "1, " * 55_000 + "1]", "agreement", "values"),
    ],
    ids=[
        "no YAML",
        "nothing",
        "a text of the library",
        "nobody known",
        "one party",
        "bound by name",
        "a real name",
        "another's word",
        "no part in it",
        "too many values",
    ],
)
def test_a_proposal_that_cannot_stand_is_refused(untouched: Node, text: str, code: str, words: str) -> None:
    """With every fault, and nothing is kept."""
    answer = propose(untouched, text)

    assert answer.json()["code"] == code, answer.text
    assert words in answer.text
    assert untouched.ask("GET", "/v1/agreements/buoy-line").status_code == 404


def test_only_yaml_within_bounds_is_read(untouched: Node) -> None:
    """Another form is 415, more than the limit 413; both before anything is parsed."""
    as_json = untouched.ask("POST", "/v1/agreements", ANN, json={})
    large = propose(untouched, TEXT + "#" * 200_000)

    assert (as_json.status_code, large.status_code) == (415, 413)


def test_what_the_page_shows_is_taken(node: Node) -> None:
    """The example of the page, as it stands there."""
    page = (DOCS / "proposing.md").read_text(encoding="utf-8")
    [text] = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)

    answer = propose(node, text)

    assert answer.status_code == 201, answer.text


def test_who_may_only_read_proposes_nothing(untouched: Node) -> None:
    """The token's scopes decide before the body is read."""
    assert propose(untouched, TEXT, "northland.ida.analyst").json()["code"] == "scope"
