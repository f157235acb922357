# SPDX-License-Identifier: Apache-2.0
"""Areas: what is read, what is refused, and what the refusal says."""

from collections.abc import Sequence
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
import shapely

from truceline.base.errors import GeometryError, LimitError
from truceline.geo import footprint as module
from truceline.geo.footprint import Footprint, to_shapely

SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
HOLE = [[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]]
FAR_SQUARE = [[10, 0], [14, 0], [14, 4], [10, 4], [10, 0]]


def _read(*polygons: Sequence[Sequence[Sequence[float]]]) -> Footprint:
    return Footprint.from_geojson({"type": "MultiPolygon", "coordinates": list(polygons)}, where="zones.json")


def test_reads_polygons_with_holes() -> None:
    """Rings keep their order; edges and bounds follow from them."""
    area = _read([SQUARE, HOLE], [FAR_SQUARE])

    assert [len(polygon) for polygon in area.polygons] == [2, 1]
    assert len(area.edges_deg) == 12
    assert area.bounds_deg == (0.0, 0.0, 14.0, 4.0)
    assert to_shapely(area).area == 31.0


def test_writes_what_it_read() -> None:
    """GeoJSON comes back as it was, and a Polygon as the same area."""
    area = _read([SQUARE, HOLE], [FAR_SQUARE])

    assert Footprint.from_geojson(area.to_geojson(), where="again") == area
    assert Footprint.from_geojson({"type": "Polygon", "coordinates": [SQUARE]}, where="one") == _read([SQUARE])


def test_a_height_is_dropped_and_a_repeated_vertex_is_no_edge() -> None:
    """Boundary files hold both; neither changes the area."""
    ring = [[0, 0, 9.5], [4, 0, 9.5], [4, 0, 9.5], [4, 4, 9.5], [0, 4, 9.5], [0, 0, 9.5]]

    assert np.array_equal(_read([ring]).edges_deg, _read([SQUARE]).edges_deg)


def test_rings_are_given_out_as_geojson_wants_them() -> None:
    """Outer rings run counter-clockwise and holes clockwise, whichever way they came; the area is the same."""
    area = _read([SQUARE[::-1], HOLE], [FAR_SQUARE])
    turned = _read([SQUARE, HOLE[::-1]], [FAR_SQUARE[::-1]])

    assert [len(polygon) for polygon in area.wound] == [2, 1]
    for polygon in (*area.wound, *turned.wound):
        assert [shapely.LinearRing(ring).is_ccw for ring in polygon] == [True, False][: len(polygon)]
    assert to_shapely(Footprint(polygons=area.wound)).equals(to_shapely(area))


def test_nothing_of_it_can_be_changed() -> None:
    """The noun is frozen and so is its array."""
    area = _read([SQUARE])

    with pytest.raises(FrozenInstanceError):
        area.polygons = ()  # type: ignore[misc]  # that is the point
    with pytest.raises(ValueError, match="read-only"):
        area.edges_deg[0, 0] = 1.0


@pytest.mark.parametrize(
    ("coordinates", "said"),
    [
        pytest.param([[SQUARE[:4]]], "expected a closed ring", id="not closed"),
        pytest.param([[SQUARE[:3]]], "expected at least 4 positions, got 3", id="too short"),
        pytest.param([[[[0, 0], [4, 4], [4, 0], [0, 4], [0, 0]]]], "Self-intersection", id="crosses itself"),
        pytest.param([[SQUARE], [[[1, 1], [9, 1], [9, 3], [1, 1]]]], "neither cross nor overlap", id="overlap"),
        pytest.param([[[[0, 0], [0, 91], [1, 91], [0, 0]]]], "longitude first", id="out of range"),
        pytest.param([[[[0, 0], [float("nan"), 1], [1, 1], [0, 0]]]], "got nan", id="not a number"),
        pytest.param([[[[170, 0], [-170, 0], [-170, 5], [170, 0]]]], "antimeridian", id="crosses the antimeridian"),
        pytest.param([[[[0, 0], [4, "0"], [4, 4], [0, 0]]]], r"polygon\[0\].ring\[0\]\[1\]", id="a text"),
        pytest.param([], "expected a list of polygons", id="empty"),
        pytest.param([[]], "expected a list of rings", id="empty polygon"),
    ],
)
def test_refuses(coordinates: object, said: str) -> None:
    """Every refusal names the document and says what was expected."""
    with pytest.raises(GeometryError, match=said) as caught:
        Footprint.from_geojson({"type": "MultiPolygon", "coordinates": coordinates}, where="zones.json")

    assert str(caught.value).startswith("zones.json")


def test_refuses_another_type() -> None:
    """A point is no area."""
    with pytest.raises(GeometryError, match="expected Polygon or MultiPolygon, got 'Point'"):
        Footprint.from_geojson({"type": "Point", "coordinates": [0, 0]}, where="zones.json")


def test_refuses_too_many_vertices(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a limit, and the refusal says it."""
    monkeypatch.setattr(module, "MAX_VERTICES", 4)

    with pytest.raises(LimitError, match="at most 4 vertices, got 5"):
        _read([SQUARE])
