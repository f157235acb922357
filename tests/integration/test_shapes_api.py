# SPDX-License-Identifier: Apache-2.0
"""Shapes over HTTP on the real store: outlines, circles as they are drawn, boxes across the antimeridian. EXERCISE."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely

from http_door import Node
from integration.plans import ANN, BOB, EAST_BOX, file, plan
from running_node import running_node


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """Give a node."""
    with running_node(tmp_path) as running:
        yield running


def test_outlines_are_given_out_as_rfc_7946_wants_them(node: Node) -> None:
    """Counter-clockwise whichever way they came; a `bbox` is taken and not used."""
    ring = [[-124.3, -44.7], [-124.3, -44.5], [-124.0, -44.5], [-124.0, -44.7], [-124.3, -44.7]]
    body = plan(ring=ring)
    body["volumes"][0]["geometry"]["bbox"] = [0, 0, 1, 1]
    volume = file(node, body)["intent"]["volumes"][0]

    assert volume["geometry"] == {"type": "Polygon", "coordinates": [ring[::-1]]}


def test_a_circle_is_drawn_as_geojson_and_told_exactly(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """The polygon is for show, cut at the antimeridian; centre and radius are those declared, as in plain JSON."""
    body = plan()
    body["volumes"][0] |= {"geometry": {"type": "Point", "coordinates": [179.99, -44.6]}, "radius_m": 5000}
    filed = file(node, body)["intent"]["volumes"][0]
    path, drawn = "/v1/intents?area=179.95,-45,-179.9,-44", {"Accept": "application/geo+json"}
    feature = node.ask("GET", path, ANN, headers=drawn).json()["features"][0]

    assert (filed["geometry"], filed["radius_m"]) == ({"type": "Point", "coordinates": [179.99, -44.6]}, 5000.0)
    assert feature["geometry"]["type"] == "MultiPolygon"
    assert all(shapely.LinearRing(rings[0]).is_ccw for rings in feature["geometry"]["coordinates"])
    assert (feature["properties"]["centre"], feature["properties"]["radius_m"]) == ([179.99, -44.6], 5000.0)
    assert "for show" in feature["properties"]["drawn"]
    assert node.ask("GET", "/v1/intents?area=0,-45,10,-44", ANN).json()["items"] == []

    monkeypatch.setattr("truceline.http.drawn.CIRCLES_DRAWN_MAX", 0)
    refused = node.ask("GET", path, ANN, headers=drawn)
    assert (refused.status_code, refused.json()["code"]) == (422, "limit")
    assert node.ask("GET", path, ANN).status_code == 200


def test_a_conflict_across_the_antimeridian_has_a_small_box(node: Node) -> None:
    """Two circles there meet in a box of which west lies above east; each side finds it by a box that crosses too."""
    circles = [
        {"geometry": {"type": "Point", "coordinates": [lon, -44.6]}, "radius_m": 5000} for lon in (179.99, -179.99)
    ]
    first, second = plan(), plan("eastmere", "northland", EAST_BOX)
    for body, circle in zip((first, second), circles, strict=True):
        body["volumes"][0] |= circle
    file(node, first)
    conflict = file(node, second, BOB)["conflicts"][0]
    west, _, east, _ = conflict["bbox"]
    found = [
        node.ask("GET", f"/v1/findings?kind=conflict&area={area}", token).json()["items"]
        for area in ("179.9,-45,-179.9,-44", "0,-45,10,-44")
        for token in (ANN, BOB)
    ]

    assert 179.9 < west < 180.0
    assert -180.0 < east < -179.9
    assert [[each["id"] for each in items] for items in found] == [[conflict["finding"]]] * 2 + [[]] * 2
    assert found[0][0]["bbox"] == conflict["bbox"]
