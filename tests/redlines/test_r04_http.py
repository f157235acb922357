# SPDX-License-Identifier: Apache-2.0
"""R4: no route gives another party's positions, live or not; a conflict shows the shared box and no more."""

import re
from pathlib import Path

import pytest

from filed_over_http import ANN, BOB, EAST, everything_read, file, plan
from http_door import make_node
from redlines.kept import objects_in
from running_node import running_node
from truceline.http.routes.stream import EventTold
from truceline.http.table import HOT_ROUTES, ROUTES

LIVE = re.compile(r"track|fix(?:es)?$|heading|speed|course|telemetry|position_feed|cot\b", re.IGNORECASE)
PATHS = ("/v1/intents", "/v1/findings", "/v1/claims", "/v1/reports", "/v1/acts", "/v1/zones", "/v1/looks")


def test_no_route_and_no_field_is_of_a_track() -> None:
    """Neither a path nor a property of any schema is one of a position that moves."""
    document = make_node().ask("GET", "/v1/openapi.json", token="").json()
    names = {name for each in objects_in(document["components"]) for name in each.get("properties", {})}
    paths = set(document["paths"])

    assert len(names) > 50
    assert {name for name in names | paths if LIVE.search(name)} == set()
    assert len(paths) >= len(ROUTES) + len(HOT_ROUTES) - 8


def test_an_event_of_the_stream_has_no_place() -> None:
    """What changed, how, when, and where to read it: fixed fields, none of them free."""
    assert set(EventTold.__struct_fields__) == {"what", "change", "id", "at", "href", "exercise"}


@pytest.mark.parametrize("form", ["application/json", "application/geo+json"])
def test_the_other_side_of_a_conflict_shows_no_more_than_the_shared_box(form: str, tmp_path: Path) -> None:
    """Edges of a plan that lie outside the shared ground stand in no answer to the other side."""
    with running_node(tmp_path) as node:
        file(node, ANN, plan("northland", ("eastmere",)))
        answer = file(node, BOB, plan("eastmere", ("northland",), EAST))
        eastmere = str(answer) + everything_read(node, BOB, PATHS)
        northland = everything_read(node, ANN, PATHS)
        eastmere += node.ask("GET", "/v1/findings", BOB, headers={"Accept": form}).text

        assert len(answer["conflicts"]) == 1
        assert "-124.3" in eastmere
        assert "124.451234" not in eastmere
        assert "124.451234" in northland
        assert "124.001234" not in northland
