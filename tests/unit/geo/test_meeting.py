# SPDX-License-Identifier: Apache-2.0
"""Areas claimed whole against zones: hand-made cases, and plain sampling of random ones."""

import math
from itertools import pairwise

import numpy as np
import pytest

from truceline.base.fourvalue import FourValue
from truceline.geo import Circle, Edge, Footprint, Line, PlacedShape, Shape, Side, Strip, ZoneIndex
from truceline.geo.meeting import APART, UNKNOWN, WITHIN, ClaimedArea, Meeting, MeetingZone, blur, unite
from zone_shapes import outline, square, zone

TRUE, FALSE, NEITHER = FourValue.TRUE, FourValue.FALSE, FourValue.NEITHER
ACROSS = Meeting(TRUE, TRUE)
BIG = square(38.0, 34.0, 1.0)
ROUND = Circle(lon_deg=38.0, lat_deg=34.0, radius_m=50_000.0)
ROAD = Line(positions=((37.0, 36.0), (38.0, 36.0)))
STRIP = Strip(line=ROAD, side=Side.NORTH, inner_m=1000.0, outer_m=30_000.0)
ENDLESS = Strip(line=ROAD, side=Side.NORTH, outer_m=math.inf)


def _disc(lon_deg: float, lat_deg: float, radius_m: float) -> Circle:
    return Circle(lon_deg=lon_deg, lat_deg=lat_deg, radius_m=radius_m)


def _meet(area: Footprint | Circle, shape: Shape, band_m: float = 0.0, edge: Edge = Edge.UNSTATED) -> Meeting:
    return MeetingZone(PlacedShape(shape=shape, error_band_m=band_m, edge=edge)).meet(ClaimedArea(area))


@pytest.mark.parametrize(
    ("area", "shape", "band_m", "expected"),
    [
        pytest.param(square(38.4, 34.4, 0.2), BIG, 0.0, WITHIN, id="within"),
        pytest.param(square(38.4, 34.4, 0.2), BIG, 30_000.0, WITHIN, id="within, far enough from the edge"),
        pytest.param(square(38.4, 34.4, 0.2), BIG, 60_000.0, UNKNOWN, id="all of it in the band"),
        pytest.param(square(38.1, 34.1, 0.4), BIG, 40_000.0, Meeting(TRUE, NEITHER), id="some of it in the band"),
        pytest.param(square(37.5, 34.0, 1.0), BIG, 0.0, ACROSS, id="overlapping"),
        pytest.param(square(37.5, 34.0, 1.0), BIG, 5_000.0, ACROSS, id="overlapping beyond the band"),
        pytest.param(square(37.5, 34.0, 0.52), BIG, 5_000.0, Meeting(NEITHER, TRUE), id="overlapping within the band"),
        pytest.param(square(37.0, 33.0, 3.0), BIG, 1_000.0, ACROSS, id="around it"),
        pytest.param(square(36.0, 34.0, 1.0), BIG, 50_000.0, APART, id="far away"),
        pytest.param(square(37.9, 33.9, 0.2), ROUND, 0.0, WITHIN, id="within a circle"),
        pytest.param(square(38.5, 34.5, 0.2), ROUND, 0.0, APART, id="beside a circle"),
        pytest.param(square(38.3, 34.3, 0.2), ROUND, 0.0, ACROSS, id="across a circle"),
        pytest.param(square(36.0, 32.0, 4.0), ROUND, 0.0, ACROSS, id="around a circle"),
        pytest.param(square(36.0, 32.0, 4.0), ROUND, 60_000.0, Meeting(NEITHER, TRUE), id="a band that leaves no core"),
        pytest.param(_disc(38.5, 34.5, 20_000.0), BIG, 0.0, WITHIN, id="a disc within"),
        pytest.param(_disc(38.5, 34.5, 20_000.0), BIG, 20_000.0, WITHIN, id="a disc within, clear of the band"),
        pytest.param(_disc(38.0, 34.5, 5_000.0), BIG, 0.0, ACROSS, id="a disc on the edge"),
        pytest.param(_disc(38.0, 34.5, 5_000.0), BIG, 1_000.0, ACROSS, id="a disc larger than the band"),
        pytest.param(_disc(38.0, 34.5, 5_000.0), BIG, 20_000.0, UNKNOWN, id="a disc in the band"),
        pytest.param(_disc(38.5, 34.5, 200_000.0), BIG, 1_000.0, ACROSS, id="a disc around it"),
        pytest.param(_disc(37.0, 34.5, 20_000.0), BIG, 10_000.0, APART, id="a disc far away"),
        pytest.param(_disc(38.2, 34.0, 10_000.0), ROUND, 1_000.0, WITHIN, id="a disc in a circle"),
        pytest.param(_disc(38.6, 34.0, 10_000.0), ROUND, 1_000.0, ACROSS, id="a disc across a circle"),
        pytest.param(_disc(38.6, 34.0, 1_000.0), ROUND, 20_000.0, UNKNOWN, id="a disc in the band of a circle"),
        pytest.param(_disc(39.6, 34.0, 10_000.0), ROUND, 1_000.0, APART, id="a disc beside a circle"),
        pytest.param(_disc(38.0, 34.0, 90_000.0), ROUND, 1_000.0, ACROSS, id="a disc around a circle"),
        pytest.param(square(37.5, 36.1, 0.05), STRIP, 0.0, WITHIN, id="within a strip"),
        pytest.param(square(37.5, 35.8, 0.05), STRIP, 0.0, APART, id="on the other side"),
        pytest.param(square(37.5, 35.95, 0.1), STRIP, 0.0, ACROSS, id="across the line"),
        pytest.param(square(37.0, 35.0, 2.0), STRIP, 0.0, ACROSS, id="around a strip"),
        pytest.param(_disc(37.5, 36.1, 2_000.0), STRIP, 0.0, WITHIN, id="a disc in a strip"),
        pytest.param(_disc(37.5, 36.0, 5_000.0), STRIP, 0.0, ACROSS, id="a disc across the line"),
        pytest.param(square(30.0, 30.0, 1.0), ENDLESS, 0.0, UNKNOWN, id="far past the end of an endless strip"),
        pytest.param(_disc(179.99, 10.0, 5_000.0), square(-180.0, 9.9, 0.1), 0.0, UNKNOWN, id="over the antimeridian"),
        pytest.param(_disc(179.99, 10.0, 5_000.0), square(-170.0, 9.9, 0.1), 0.0, APART, id="far over it"),
    ],
)
def test_meets(area: Footprint | Circle, shape: Shape, band_m: float, expected: Meeting) -> None:
    """What of an area surely lies inside, and what surely outside."""
    assert _meet(area, shape, band_m) == expected


@pytest.mark.parametrize(
    ("edge", "beside", "along"),
    [
        (Edge.INSIDE, Meeting(TRUE, TRUE), Meeting(TRUE, FALSE)),
        (Edge.OUTSIDE, Meeting(FALSE, TRUE), Meeting(TRUE, TRUE)),
        (Edge.UNSTATED, Meeting(NEITHER, TRUE), Meeting(TRUE, NEITHER)),
    ],
)
def test_on_the_very_edge_the_zone_answers(edge: Edge, beside: Meeting, along: Meeting) -> None:
    """A neighbour that shares a border, and an area within that reaches it."""
    assert _meet(square(37.0, 34.0, 1.0), BIG, edge=edge) == beside
    assert _meet(square(38.0, 34.0, 0.5), BIG, edge=edge) == along


def test_whole_and_none_are_told_as_within() -> None:
    """Told inside only when all of it is, told outside only when none of it is."""
    assert [each.within for each in (WITHIN, APART, ACROSS, UNKNOWN)] == [TRUE, FALSE, NEITHER, NEITHER]


def test_a_blurred_zone_holds_nothing_surely() -> None:
    """What is inside is undecided, what is outside stays outside."""
    assert [blur(each) for each in (WITHIN, APART, ACROSS)] == [UNKNOWN, APART, Meeting(NEITHER, TRUE)]


def test_a_union_holds_what_any_holds() -> None:
    """Inside one is inside; outside needs all."""
    assert unite([APART, WITHIN]) == WITHIN
    assert unite([APART, APART]) == APART
    assert unite([APART, ACROSS]) == ACROSS
    assert unite([ACROSS, ACROSS]) == Meeting(TRUE, NEITHER), "the two may fill it together"
    assert unite([UNKNOWN, APART]) == UNKNOWN
    assert unite([UNKNOWN, ACROSS]) == Meeting(TRUE, NEITHER)


def _area(random: np.random.Generator) -> Footprint | Circle:
    lon_deg, lat_deg = 37.0 + random.uniform(-1.0, 1.5), 35.0 + random.uniform(-1.0, 1.0)
    if random.integers(2):
        return _disc(lon_deg, lat_deg, float(10 ** random.uniform(2, 5)))
    return outline(random, lon_deg, lat_deg, float(random.uniform(0.02, 0.8)), int(random.integers(4, 12)))


def _grid_of(area: Footprint | Circle) -> tuple[np.ndarray, np.ndarray, float]:
    """Give points of an area, and a radius within which each place of it has one [m]."""
    boxes = ClaimedArea(area).boxes
    west, south, east, north = boxes[0]
    count = 60
    lon, lat = (each.ravel() for each in np.meshgrid(np.linspace(west, east, count), np.linspace(south, north, count)))
    held = ZoneIndex((PlacedShape(shape=area, edge=Edge.INSIDE),)).locate(lon, lat)[:, 0] == TRUE
    step_m = 111_700.0 * max(east - west, north - south) / (count - 1)
    return lon[held], lat[held], step_m


@pytest.mark.parametrize("seed", range(12))
def test_agrees_with_plain_sampling(seed: int) -> None:
    """No point of an area is where nothing of it should be, and what its points show clearly is told."""
    random = np.random.default_rng(seed)
    told = 0
    for _ in range(40):
        area, placed = _area(random), zone(random, 37.0, 35.0)
        meeting = MeetingZone(placed).meet(ClaimedArea(area))
        lon, lat, step_m = _grid_of(area)
        codes = ZoneIndex((placed,)).locate(lon, lat)[:, 0]
        assert not (meeting.inside is FALSE and (codes == TRUE).any()), (area, placed)
        assert not (meeting.outside is FALSE and (codes == FALSE).any()), (area, placed)
        clear = ZoneIndex((placed,)).locate(lon, lat, 1.5 * step_m)[:, 0]
        if len(lon):
            assert not (meeting.inside is TRUE and (clear == FALSE).all()), (area, placed)
            assert not (meeting.outside is TRUE and (clear == TRUE).all()), (area, placed)
        if isinstance(placed.shape, Footprint | Circle):
            sure = ZoneIndex((placed,)).locate(lon, lat, 1_000.0 + 0.1 * placed.error_band_m)[:, 0]
            assert meeting.inside is TRUE or not (sure == TRUE).any(), (area, placed, meeting)
            assert meeting.outside is TRUE or not (sure == FALSE).any(), (area, placed, meeting)
            told += bool((sure == TRUE).any())
    assert told > 0


def test_growing_an_area_never_takes_it_out() -> None:
    """What surely lay inside, or outside, still does when the disc grows."""
    random = np.random.default_rng(5)
    for _ in range(60):
        placed = MeetingZone(zone(random, 37.0, 35.0))
        lon_deg, lat_deg = 37.0 + random.uniform(-1.0, 1.5), 35.0 + random.uniform(-1.0, 1.0)
        radii = sorted(float(10 ** random.uniform(1, 5)) for _ in range(6))
        found = [placed.meet(ClaimedArea(_disc(lon_deg, lat_deg, radius_m))) for radius_m in radii]
        for small, large in pairwise(found):
            assert not (small.inside is TRUE and large.inside is FALSE)
            assert not (small.outside is TRUE and large.outside is FALSE)
