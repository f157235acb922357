# SPDX-License-Identifier: Apache-2.0
"""What each reading route answers, and to whom."""

from dataclasses import replace
from typing import Any

import pytest
import shapely

from exercise import at, exercise
from http_door import NOW_NS, Node, make_node
from truceline.app.ports import Look
from truceline.base.instants import NS_PER_S, Interval
from truceline.findings.conflict import Conflict, IntentRef
from truceline.findings.finding import Finding, FindingKind
from truceline.geo.ellipsoid import geodesic_m

GEOJSON = {"Accept": "application/geo+json"}


def finding(number: int, readers: tuple[str, ...] = ("hill-league", "northland")) -> Finding:
    """Give an invented conflict of two intents."""
    interval = Interval(start_ns=at("2001-03-02T00:00:00Z"), end_ns=at("2001-03-02T06:00:00Z"))
    refs = (
        IntentRef(id="a" * 32, version=1, party="northland", kind=("flight.non_combat",)),
        IntentRef(id="b" * 32, version=2, party="hill-league", kind=("hold",)),
    )
    bounds = (20.0, 10.0, 20.1, 10.1)
    return Finding(
        id=f"finding-{number}",
        kind=FindingKind.CONFLICT,
        at_ns=NOW_NS + number * NS_PER_S,
        about=readers,
        readers=readers,
        detail=Conflict(intents=refs, interval=interval, bounds_deg=bounds, band=None),
        interval=interval,
        subjects=("a" * 32, "b" * 32),
        bounds_deg=bounds,
        exercise=True,
    )


def with_findings(count: int, *further: Finding) -> Node:
    """Give a node with findings of both parties, and some more."""
    node = make_node()
    for each in (*(finding(number) for number in range(count)), *further):
        node.records.findings.add(each)
    return node


@pytest.mark.parametrize(("path", "known"), [("/v1/parties", "parties"), ("/v1/forces", "forces")])
def test_actors_come_page_by_page(path: str, known: str) -> None:
    """Following ``next`` gives every one of the library once, in order of id."""
    node, found, after = make_node(), [], ""
    while True:
        page = node.ask("GET", path, params={"limit": 2, "after": after}).json()
        found += [each["id"] for each in page["items"]]
        after = page["next"]
        if not after:
            break

    assert found == sorted(getattr(exercise(), known))
    assert node.ask("GET", f"{path}/{found[0]}").status_code == 200
    assert node.ask("GET", f"{path}/nobody").json()["code"] == "not-found"


def test_zones_are_geojson_with_who_declared_them() -> None:
    """Each zone has its status, its error band and the publication that it comes from."""
    node = make_node()
    answer = node.ask("GET", "/v1/zones", params={"limit": 500})
    told = answer.json()
    count = sum(len(each.zones) for each in exercise().agreements)

    assert answer.headers["content-type"] == "application/geo+json"
    assert told["type"] == "FeatureCollection"
    assert len(told["features"]) == count
    for each in told["features"]:
        assert {"boundary", "error_band_m", "declared_by", "status"} <= set(each["properties"])
    one = told["features"][0]["properties"]
    versions = node.ask("GET", f"/v1/zones/{one['agreement']}/{one['zone']}").json()["items"]
    assert one["version"] in {each["properties"]["version"] for each in versions}


def test_zones_of_an_instant_are_those_that_hold_then() -> None:
    """Zones with a start are not among those of a time before it."""
    node = make_node()
    everything = node.ask("GET", "/v1/zones", params={"limit": 500}).json()["features"]
    early = node.ask("GET", "/v1/zones", params={"limit": 500, "at": "1950-01-01T00:00:00Z"}).json()["features"]

    assert len(early) < len(everything)
    assert not [each for each in early if each["properties"]["start"]]
    assert {each["properties"]["start"] for each in everything} > {None}


def test_what_is_known_already_is_not_sent_again() -> None:
    """The tag of an answer brings 304 without a body; another tag brings the answer."""
    node, path = make_node(), f"/v1/parties/{min(exercise().parties)}"
    first = node.ask("GET", path)
    again = node.ask("GET", path, headers={"If-None-Match": f'W/"x", {first.headers["etag"]}'})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert node.ask("GET", path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_findings_are_told_to_their_readers_alone() -> None:
    """A finding of others is neither on a page nor under its id, and is told like one that is not there."""
    node = with_findings(1, finding(7, ("hill-league",)))
    page = node.ask("GET", "/v1/findings").json()
    hidden, missing = node.ask("GET", "/v1/findings/finding-7"), node.ask("GET", "/v1/findings/finding-9")

    assert [each["id"] for each in page["items"]] == ["finding-0"]
    assert hidden.status_code == missing.status_code == 404
    assert {**hidden.json(), "instance": ""} == {**missing.json(), "instance": ""}
    assert node.ask("GET", "/v1/findings/finding-7", "hill-league.bo.officer").status_code == 200


def test_both_sides_read_the_same_conflict() -> None:
    """Each has its own side and the other's, over the same ground, time and band (R3); no version of the other's."""
    node = with_findings(1)
    told = [
        node.ask("GET", "/v1/findings/finding-0", f"{party}.x.officer").json()["finding"]
        for party in ("northland", "hill-league")
    ]
    details = [each.pop("detail") for each in told]

    assert told[0] == told[1]
    assert [detail["own"][0]["party"] for detail in details] == ["northland", "hill-league"]
    assert [detail["other"]["party"] for detail in details] == ["hill-league", "northland"]
    assert all("version" not in detail["other"] for detail in details)
    assert len({(each["start"], each["end"], str(each["bbox"]), str(each["altitudes"])) for each in details}) == 1


def test_findings_are_selected_by_box_time_kind_and_ruling() -> None:
    """Each filter leaves out what does not meet it."""
    node = with_findings(1)
    wanted = {
        ("area", "19.9,9.9,20.05,10.05"): 1,
        ("area", "30,30,31,31"): 0,
        ("area", "21,9.9,20.05,10.05"): 1,
        ("area", "21,9.9,19,10.05"): 0,
        ("from", "2001-03-02T05:59:59Z"): 1,
        ("from", "2001-03-02T06:00:00Z"): 0,
        ("to", "2001-03-02T00:00:00Z"): 0,
        ("kind", "conflict"): 1,
        ("kind", "probing"): 0,
        ("ruling", "not bound"): 0,
    }
    for (name, value), count in wanted.items():
        assert len(node.ask("GET", "/v1/findings", params={name: value}).json()["items"]) == count, (name, value)


def test_findings_as_geojson_have_their_box() -> None:
    """The box of a conflict is a closed ring; only what has a place is a feature."""
    told = with_findings(2).ask("GET", "/v1/findings", headers=GEOJSON).json()

    assert [each["id"] for each in told["features"]] == ["finding-1", "finding-0"]
    assert told["features"][0]["geometry"]["coordinates"][0][0] == [20.0, 10.0]


def test_a_finding_across_the_antimeridian_is_cut_in_two() -> None:
    """Its bbox says so by a west above its east, and a box on the other side of the globe does not find it."""
    across = replace(finding(5), bounds_deg=(179.5, 10.0, -179.75, 11.0))
    node = with_findings(1, across)
    feature = node.ask("GET", "/v1/findings", params={"area": "179,10,-179,11"}, headers=GEOJSON).json()["features"][0]

    assert feature["bbox"] == [179.5, 10.0, -179.75, 11.0]
    assert feature["geometry"] == {
        "type": "MultiPolygon",
        "coordinates": [
            [[[179.5, 10.0], [180.0, 10.0], [180.0, 11.0], [179.5, 11.0], [179.5, 10.0]]],
            [[[-180.0, 10.0], [-179.75, 10.0], [-179.75, 11.0], [-180.0, 11.0], [-180.0, 10.0]]],
        ],
    }
    plain = node.ask("GET", "/v1/findings", params={"area": "0,10,1,11"}).json()["items"]
    assert plain == []


def test_a_zone_is_drawn_as_geojson_wants_it() -> None:
    """A circle as a polygon with its centre and radius beside it; every outer ring counter-clockwise, holes not."""
    features = make_node().ask("GET", "/v1/zones", params={"limit": 500}).json()["features"]
    circles = [
        (geometry, piece)
        for geometry, piece in (drawn for each in features for drawn in pieces_of(each))
        if piece["form"] == "circle"
    ]
    polygons = [
        polygon
        for each in features
        for geometry, _ in pieces_of(each)
        for polygon in {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}.get(
            geometry["type"], []
        )
    ]

    assert circles
    for geometry, piece in circles:
        assert (geometry["type"], len(geometry["coordinates"][0])) == ("Polygon", 65)
        away_m = [geodesic_m(*piece["centre"], *corner) for corner in geometry["coordinates"][0]]
        assert away_m == pytest.approx([piece["radius_m"]] * 65, abs=0.02)
        assert "for show" in piece["drawn"]
    assert len(polygons) > len(circles)
    for outer, *holes in polygons:
        assert shapely.LinearRing(outer).is_ccw
        assert not any(shapely.LinearRing(hole).is_ccw for hole in holes)


def pieces_of(feature: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Give each geometry of a zone with what is told of it."""
    geometry, pieces = feature["geometry"], feature["properties"]["pieces"]
    if geometry is None:
        return []
    return list(zip(geometry["geometries"] if len(pieces) > 1 else [geometry], pieces, strict=True))


@pytest.mark.parametrize("change", ["other party", "other filter", "other list", "altered", "made up"])
def test_a_cursor_opens_only_what_it_was_given_for(change: str) -> None:
    """The cursor of one reader, list and filter is refused elsewhere."""
    node = with_findings(3)
    cursor = node.ask("GET", "/v1/findings", params={"limit": 1}).json()["next"]
    token = "hill-league.bo.officer" if change == "other party" else "northland.ann.officer"
    path = "/v1/parties" if change == "other list" else "/v1/findings"
    params = {"after": cursor, "limit": "1"} | ({"kind": "conflict"} if change == "other filter" else {})
    if change in {"altered", "made up"}:
        params["after"] = cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB") if change == "altered" else "2"
    answer = node.ask("GET", path, token, params=params)

    assert node.ask("GET", "/v1/findings", params={"after": cursor, "limit": "1"}).json()["items"]
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "query:after"


def test_cursors_tell_nothing_of_what_they_hide() -> None:
    """Two cursors of the same place differ, and cursors of small and large numbers are of one length."""
    node = with_findings(3)
    cursors = {node.ask("GET", "/v1/findings", params={"limit": 1}).json()["next"] for _ in range(3)}
    seal = node.door.seal

    assert len(cursors) == 3
    assert len({len(seal.close(str(number), "x")) for number in (1, 10**9)}) == 1


@pytest.mark.parametrize(
    "query",
    [
        "area=1,2,3",
        "area=nan,0,1,1",
        "area=5,1,6,0",
        "area=0,0,nan,1",
        "area=-180.1,0,1,1",
        "area=1,0,180.1,1",
        "from=yesterday",
        "from=2001-01-02T00:00:00Z&to=2001-01-01T00:00:00Z",
        "limit=0",
        "limit=x",
        "limit=1001",
        "kind=everything",
        "ruling=allowed",
        "nobody=asked",
        "limit=1&limit=2",
    ],
)
def test_a_query_that_is_not_understood_is_refused(query: str) -> None:
    """What is wrong is named, without repeating it."""
    answer = make_node().ask("GET", f"/v1/findings?{query}")

    assert answer.status_code in {400, 422}, answer.text
    assert answer.json()["errors"]


def test_looks_are_for_auditors_of_the_own_party() -> None:
    """An officer may not; an auditor reads those of the own party alone."""
    node = make_node()
    for party in ("northland", "hill-league"):
        node.records.requests.add_look(Look(at_ns=NOW_NS, party=party, officer="p1", what="intent", id="x", reason="r"))
    answer = node.ask("GET", "/v1/looks", "northland.zed.auditor")

    assert node.ask("GET", "/v1/looks").status_code == 403
    assert len(answer.json()["items"]) == 1


def test_the_quota_counts_distinct_cells_of_the_last_day() -> None:
    """Own cells, those of the party, and the bounds."""
    node = make_node()
    node.records.requests.ask_cells("northland", "ann", (1, 2, 3), NOW_NS - 10)
    node.records.requests.ask_cells("northland", "cyd", (3, 4), NOW_NS - 10)
    told = node.ask("GET", "/v1/quota").json()

    assert (told["cells_asked"], told["cells_asked_by_party"], told["cells_per_day"]) == (3, 4, 100)


def test_erasure_is_for_auditors_and_happens_once() -> None:
    """The second request under the same key is answered as the first; without a key the thing is gone."""
    node = with_findings(1)
    order = {"what": "finding", "id": "finding-0", "reason": "EXERCISE: asked for"}
    key = {"Idempotency-Key": "k-1"}

    assert node.ask("POST", "/v1/erasures", json=order).status_code == 403
    first = node.ask("POST", "/v1/erasures", "northland.zed.auditor", json=order, headers=key)
    again = node.ask("POST", "/v1/erasures", "northland.zed.auditor", json=order, headers=key)
    other = node.ask("POST", "/v1/erasures", "northland.zed.auditor", json={**order, "id": "y"}, headers=key)
    condition = {**key, "If-Match": '"another"'}
    on_another = node.ask("POST", "/v1/erasures", "northland.zed.auditor", json=order, headers=condition)
    gone = node.ask("POST", "/v1/erasures", "northland.zed.auditor", json=order)

    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert again.headers["idempotency-replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (409, "key-reused")
    assert (on_another.status_code, on_another.json()["code"]) == (409, "key-reused")
    assert gone.status_code == 404
