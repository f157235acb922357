# SPDX-License-Identifier: Apache-2.0
"""Lines, their sides, strips and buffers: what is resolved and what is refused."""

import math

import pytest

from truceline.base.errors import GeometryError
from truceline.geo.line import Buffer, Line, Side, Strip

EASTWARD = Line(positions=((36.0, 34.0), (37.0, 34.1), (38.0, 33.9)))
SOUTHEASTWARD = Line(positions=((38.5, 35.9), (39.4, 35.6), (40.2, 35.3), (40.9, 34.5)))


@pytest.mark.parametrize(
    ("line", "side", "expected"),
    [
        pytest.param(EASTWARD, Side.NORTH, Side.LEFT, id="north of an eastward line"),
        pytest.param(EASTWARD, Side.SOUTH, Side.RIGHT, id="south of it"),
        pytest.param(SOUTHEASTWARD, Side.EAST, Side.LEFT, id="east of a river to the south-east"),
        pytest.param(SOUTHEASTWARD, Side.NORTH, Side.LEFT, id="north of it is the same side"),
        pytest.param(SOUTHEASTWARD, Side.WEST, Side.RIGHT, id="west of it"),
        pytest.param(EASTWARD, Side.BOTH, Side.BOTH, id="both stay both"),
        pytest.param(EASTWARD, Side.RIGHT, Side.RIGHT, id="right stays right"),
    ],
)
def test_resolves_a_compass_side(line: Line, side: Side, expected: Side) -> None:
    """A compass side becomes left or right along the positions, and the other way when they are turned round."""
    swapped = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
    backward = Line(positions=line.positions[::-1])

    assert line.resolve(side) is expected
    if side not in (Side.BOTH, Side.RIGHT):
        assert backward.resolve(side) is swapped[expected]


def test_refuses_a_side_the_line_does_not_have() -> None:
    """A line that runs east has no east side; neither has one that winds back."""
    winding = Line(positions=((36.0, 34.0), (37.0, 34.0), (37.0, 34.1), (36.0, 34.1)))
    for line, side in ((EASTWARD, Side.EAST), (winding, Side.NORTH)):
        with pytest.raises(GeometryError, match="name the side as left or right"):
            Strip(line=line, side=side, outer_m=1000.0)


@pytest.mark.parametrize(
    ("positions", "said"),
    [
        pytest.param(((36.0, 34.0),), "at least 2 positions", id="one place"),
        pytest.param(((36.0, 34.0), (36.0, 34.0)), "expected a new position", id="repeated"),
        pytest.param(((0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0)), "neither crosses nor touches", id="crossing"),
        pytest.param(((0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 0.0)), "neither crosses nor touches", id="closed"),
        pytest.param(((179.0, 0.0), (-179.0, 0.0)), "antimeridian", id="antimeridian"),
        pytest.param(((0.0, 95.0), (1.0, 1.0)), "longitude first", id="out of range"),
    ],
)
def test_refuses_a_line(positions: tuple[tuple[float, float], ...], said: str) -> None:
    """Every refusal says what was expected."""
    with pytest.raises(GeometryError, match=said):
        Line(positions=positions)


def test_reads_geojson() -> None:
    """A LineString is a line, a polygon is not."""
    read = Line.from_geojson({"type": "LineString", "coordinates": [[36, 34], [37, 34.1], [38, 33.9]]}, where="a")

    assert read == EASTWARD
    with pytest.raises(GeometryError, match=r"b\.type: expected LineString, got 'Polygon'"):
        Line.from_geojson({"type": "Polygon", "coordinates": []}, where="b")
    with pytest.raises(GeometryError, match="c: line: expected at least 2"):
        Line.from_geojson({"type": "LineString", "coordinates": [[36, 34]]}, where="c")


def test_refuses_distances_that_make_no_band() -> None:
    """The outer distance lies beyond the inner one, and both are lengths."""
    for inner_m, outer_m in ((500.0, 500.0), (-1.0, 5.0), (0.0, math.nan), (0.0, 600_000.0)):
        with pytest.raises(GeometryError, match=r"strip\."):
            Strip(line=EASTWARD, side=Side.LEFT, inner_m=inner_m, outer_m=outer_m)


def test_refuses_depths_that_do_not_fit() -> None:
    """A buffer has one depth per segment, each a length or unknown."""
    with pytest.raises(GeometryError, match="expected 2 depths, one per segment, got 1"):
        Buffer(line=EASTWARD, side=Side.LEFT, depths_m=(None,))
    with pytest.raises(GeometryError, match=r"depths_m\[1\]"):
        Buffer(line=EASTWARD, side=Side.LEFT, depths_m=(None, 0.0))
