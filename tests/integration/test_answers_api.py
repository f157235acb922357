# SPDX-License-Identifier: Apache-2.0
"""What an officer reads: that every answer says what it means, what is missing by name, and what to do. EXERCISE."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from http_door import Node
from integration.plans import ANN, BOB, CAT, EAST_BOX, RELIEF, file, plan
from running_node import running_node

FIELD: dict[str, Any] = {"geometry": {"type": "Point", "coordinates": [-123.05, -43.75]}, "radius_m": 5000}
"""Over the relief field, where a provision that is hearsay asks for two facts and a height above the ground."""


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """Give a node."""
    with running_node(tmp_path) as running:
        yield running


def photographs(**changed: Any) -> dict[str, Any]:  # noqa: ANN401 - parts of a body
    """Give a reconnaissance flight over the field."""
    return plan(kind=["flight.reconnaissance"], volume=dict(FIELD), **changed)


def test_a_misspelt_fact_is_refused_with_the_nearest_known_one(node: Node) -> None:
    """It would say nothing and nobody would notice; what was sent is not echoed."""
    problem = node.ask("POST", "/v1/intents", ANN, json=photographs(facts={"unmaned": False}))
    told = problem.json()

    assert problem.status_code == 422
    assert told["detail"].startswith("facts: ")
    assert "did you mean unmanned?" in told["detail"]
    assert "unmaned" not in str(told)


def test_a_misspelt_fact_of_an_act_is_refused_too(node: Node) -> None:
    """What is told of the past is judged by the same names."""
    account = {
        "source": {"party": "northland"},
        "actor": ["northland"],
        "kind": ["flight.reconnaissance"],
        "since": "2026-10-01T10:00:00Z",
        "facts": {"unmaned": True},
    }
    act = {"schema": "truceline/act/1", "id": "photographs", "exercise": True, "accounts": [account]}
    problem = node.ask("POST", "/v1/acts", ANN, json={"acts": [act]})

    assert problem.status_code == 422
    assert "did you mean unmanned?" in problem.text


def test_what_cannot_be_judged_names_what_is_missing(node: Node) -> None:
    """A fact by its name, altitudes by what each side measures them from; told facts are no longer missing."""
    first = {each["provision"]: each for each in file(node, photographs())["clauses"]["rulings"]}["F8"]
    told = file(node, photographs(facts={"unmanned": True}))["clauses"]["rulings"]
    second = {each["provision"]: each for each in told}["F8"]

    assert first["says"] == "cannot judge"
    assert [(each["what"], each["name"]) for each in first["missing"]] == [
        ("altitude", ""),
        ("fact", "unmanned"),
        ("fact", "at_night"),
    ]
    assert "above the ground (agl), yours above mean sea level (amsl)" in first["missing"][0]["says"]
    assert "at night" in first["missing"][2]["says"]
    assert [each["name"] for each in second["missing"]] == ["", "at_night"]


def test_what_is_missing_is_not_told_of_what_may_be_force(node: Node) -> None:
    """R2: it would say what to declare to be rid of a clause."""
    body = plan("hill-league", "", kind=["force.fire.mortar"])
    body["volumes"][0] |= {"geometry": {"type": "Point", "coordinates": [-124.3, -43.6]}, "radius_m": 3000}
    rulings = file(node, body, CAT)["clauses"]["rulings"]

    assert rulings
    assert not any(each["missing"] for each in rulings)


def test_one_thing_has_one_name_in_every_answer(node: Node) -> None:
    """Ground, time and heights of a conflict are told alike to whoever files and to whoever reads the finding."""
    file(node, plan())
    [conflict] = file(node, plan("eastmere", "northland", EAST_BOX), BOB)["conflicts"]
    [found] = node.ask("GET", "/v1/findings?kind=conflict", ANN).json()["items"]
    names = ("start", "end", "bbox", "altitudes")

    assert [conflict[name] for name in names] == [found["detail"][name] for name in names]
    assert [found[name] for name in names[:3]] == [conflict[name] for name in names[:3]]
    assert found["says"] == ""


def test_every_part_of_an_answer_says_what_it_means_and_what_to_do(node: Node) -> None:
    """The finding that both sides have is named; an empty part says that this is no consent."""
    file(node, plan())
    told = file(node, plan("eastmere", "northland", EAST_BOX), BOB)
    [conflict] = told["conflicts"]
    hidden = file(node, plan("hill-league", "", EAST_BOX), CAT)
    found = [node.ask("GET", f"/v1/findings/{conflict['finding']}", token).json()["finding"] for token in (ANN, BOB)]

    assert [each["id"] for each in found] == [conflict["finding"]] * 2
    assert {each["detail"]["sentence"] for each in found} == {conflict["sentence"]}
    assert conflict["sentence"] == told["meaning"]["conflicts"]
    assert "told the same at the same moment" in conflict["sentence"]
    assert "no consent" in told["meaning"]["constraints"]
    assert "no permission" in told["meaning"]["clauses"]
    assert {each["sentence"] for each in hidden["constraints"]} == {hidden["meaning"]["constraints"]}
    assert "before you proceed" in hidden["meaning"]["constraints"]


def test_an_allegation_names_its_clause_and_tells_exceptions_from_conditions(node: Node) -> None:
    """The passage in its words, every exception by its title with its tests, and why it does not free."""
    place = {"position": {"lon_deg": -124.3, "lat_deg": -43.45, "radius_m": 500}}
    account = {
        "source": {"party": "hill-league"},
        "actor": ["council-guard"],
        "kind": ["force.fire.artillery"],
        "against": ["hill-league"],
        "since": "2026-10-01T10:00:00Z",
        "first_act": True,
        "place": place,
    }
    act = {"schema": "truceline/act/1", "id": "shells", "exercise": True, "accounts": [account]}
    answer = node.ask("POST", "/v1/acts", CAT, json={"acts": [act]})
    found = node.ask("GET", "/v1/findings?kind=alleged_violation", CAT).json()["items"]
    detail = next(each["detail"] for each in found if each["detail"]["provision"] == "C1")

    assert answer.status_code == 201, answer.text
    assert detail["provision_title"]
    assert detail["passage"]["words"]
    assert not [each for each in detail["conditions"] if each["condition"] == "no exception"]
    assert detail["exceptions"]
    for each in detail["exceptions"]:
        assert each["title"]
        assert each["tests"]
        assert each["value"] != "told only true"
        assert "only if all of it is told true" in each["sentence"]
    missing = [lack for one in answer.json()["items"][0]["rulings"] for lack in one["missing"]]
    assert all(each["says"] for each in missing)


def test_a_ruling_of_a_plan_names_the_exceptions_of_its_clause(node: Node) -> None:
    """By the words of the text and how far each is told to hold; nothing is named of what may be force (R2)."""
    rulings = file(node, plan(kind=["flight.non_combat", "move.entry"], volume=dict(FIELD)))["clauses"]["rulings"]
    force = file(node, plan(kind=["move.advance"], volume=dict(FIELD)))["clauses"]["rulings"]

    assert all(each["title"] and each["value"] for ruling in rulings for each in ruling["exceptions"])
    assert not any(each["exceptions"] for each in force)


def test_a_relief_officer_finds_how_to_file_a_convoy(node: Node) -> None:
    """The kinds are listed; an unknown one names the nearest; a refused sharing says what to do and cites no id."""
    kinds = {each["code"]: each for each in node.ask("GET", "/v1/kinds", RELIEF).json()["items"]}
    unknown = node.ask("POST", "/v1/intents", RELIEF, json=plan("lamplight", "", kind=["aid.pasage"])).json()
    shared = node.ask("POST", "/v1/intents", RELIEF, json=plan("lamplight", "northland", kind=["aid.passage"])).json()

    assert kinds["aid.passage"]["is_hidden"]
    assert not kinds["aid.passage"]["may_be_force"]
    assert (kinds["hold"]["may_stand"], kinds["force.fire"]["may_be_force"]) == (True, True)
    assert "aid.passage" in unknown["detail"]
    assert "leave both lists of sharing empty" in shared["detail"]
    assert "intent " not in shared["detail"]
