# SPDX-License-Identifier: Apache-2.0
"""R3: over HTTP, whoever a finding is about can read it from the very commit at which anybody can."""

from pathlib import Path

from filed_over_http import ANN, BOB, CAT, EAST, RELIEF, file, plan
from http_door import Node
from running_node import running_node

TOKENS = {"northland": ANN, "eastmere": BOB, "hill-league": CAT, "lamplight": RELIEF}


def findings(node: Node, token: str) -> dict[str, dict[str, object]]:
    """Read the findings of a party."""
    answer = node.ask("GET", "/v1/findings", token)
    return {each["id"]: each for each in answer.json()["items"]} if answer.status_code == 200 else {}


def test_a_conflict_is_read_by_both_sides_or_by_neither(tmp_path: Path) -> None:
    """Whatever the sharing, the ids of conflicts that one side reads are those that the other side reads."""
    for number, sharing in enumerate([("eastmere", "northland"), ("eastmere", ""), ("", "northland"), ("", "")]):
        folder = tmp_path / str(number)
        folder.mkdir()
        with running_node(folder) as node:
            file(node, ANN, plan("northland", tuple(filter(None, sharing[:1]))))
            answer = file(node, BOB, plan("eastmere", tuple(filter(None, sharing[1:])), EAST))
            sides = [findings(node, token) for token in (ANN, BOB)]
            conflicts = [{id_ for id_, each in side.items() if each["kind"] == "conflict"} for side in sides]
            constrained = [any(each["kind"] == "constraint" for each in side.values()) for side in sides]

            assert conflicts[0] == conflicts[1]
            assert len(conflicts[0]) == len(answer["conflicts"]) == (1 if all(sharing) else 0)
            assert constrained == [not all(sharing)] * 2
            assert findings(node, CAT) == {}


def test_the_stream_tells_both_sides_of_the_same_commit(tmp_path: Path) -> None:
    """The events of a conflict for both sides were written before the answer to the author was sent."""
    with running_node(tmp_path) as node:
        file(node, ANN, plan("northland", ("eastmere",)))
        file(node, BOB, plan("eastmere", ("northland",), EAST))

        async def told(party: str) -> list[tuple[str, int]]:
            found = await node.app.bridge.read(lambda records: records.events.after(0, party, 100))
            return [(each.id, each.at_ns) for each in found if each.what == "finding"]

        northland, eastmere = node.run(lambda _: told("northland")), node.run(lambda _: told("eastmere"))

        assert northland
        assert set(northland) <= set(eastmere)
