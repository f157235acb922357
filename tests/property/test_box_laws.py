# SPDX-License-Identifier: Apache-2.0
"""Laws of boxes across the antimeridian, held against looking at single longitudes."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from truceline.geo.boxes import Box, boxes_meet, hull, is_at_antimeridian, join, make_box, meet_boxes, parts

# Whole degrees, so that every sum is exact and corners meet often; half degrees lie between them.
_LONS = st.sampled_from([-180.0, -179.0, -170.0, -90.0, -1.0, 0.0, 10.0, 90.0, 170.0, 179.0, 180.0]) | st.integers(
    -180, 180
).map(float)
_LATS = st.integers(-90, 90).map(float)
_BOXES = st.builds(
    lambda west, east, one, other: (west, min(one, other), east, max(one, other)), _LONS, _LONS, _LATS, _LATS
)
_ALL_HALVES = [half / 2.0 for half in range(-360, 361)]


def _lons(box: Box) -> set[float]:
    """Give the half degrees that a box holds; 180 is held as -180."""
    west, _, east, _ = box
    held = {lon for lon in _ALL_HALVES if (west <= lon <= east if west <= east else lon >= west or lon <= east)}
    return {-180.0 if lon == 180.0 else lon for lon in held}


def _lats_meet(one: Box, other: Box) -> bool:
    return one[1] <= other[3] and other[1] <= one[3]


def _width(box: Box) -> float:
    return sum(east - west for west, _, east, _ in parts(box))


@given(_BOXES)
def test_parts_hold_what_the_box_holds(box: Box) -> None:
    """None of them crosses, and the hull holds them all."""
    cut = parts(box)

    assert all(west <= east and (south, north) == (box[1], box[3]) for west, south, east, north in cut)
    assert set.union(*map(_lons, cut)) == _lons(box)
    assert hull(box)[0] <= hull(box)[2]
    assert _lons(hull(box)) >= _lons(box)
    assert (hull(box) == box) == (len(cut) == 1)
    assert is_at_antimeridian(box) == (-180.0 in _lons(box))


@given(_BOXES, _BOXES)
def test_boxes_meet_where_they_share_a_place(one: Box, other: Box) -> None:
    """Touching counts, at the antimeridian too; whoever asks first; a hull meets whatever its box meets."""
    meeting = _lats_meet(one, other) and bool(_lons(one) & _lons(other))

    assert boxes_meet(one, other) is meeting
    assert boxes_meet(other, one) is meeting
    assert boxes_meet(one, one)
    assert not meeting or boxes_meet(hull(one), other)


@given(_BOXES, _BOXES)
def test_what_two_boxes_share_lies_in_the_box_told(one: Box, other: Box) -> None:
    """It is told exactly when they meet, whoever asks first, and is never wider than the narrower one."""
    box = meet_boxes(one, other)

    assert (box is not None) == boxes_meet(one, other)
    assert box == meet_boxes(other, one)
    if box is not None:
        assert _lons(box) >= _lons(one) & _lons(other)
        assert (box[1], box[3]) == (max(one[1], other[1]), min(one[3], other[3]))
        assert _width(box) <= min(_width(one), _width(other)) or len(_lons(one) | _lons(other)) == 720


@given(st.lists(_BOXES, min_size=1, max_size=4))
def test_a_joined_box_is_the_smallest_around_all(boxes: list[Box]) -> None:
    """Their order means nothing; no other box of their bounds holds them all and is narrower."""
    whole = join(boxes)
    wanted = set.union(*map(_lons, boxes))
    south, north = min(box[1] for box in boxes), max(box[3] for box in boxes)

    assert (whole[1], whole[3]) == (south, north)
    assert _lons(whole) >= wanted
    assert {join(each) for each in permutations(boxes)} == {whole}
    assert join([whole]) == whole
    assert join([whole, *boxes]) == whole
    ends = {-180.0, 180.0} | {lon for box in boxes for lon in (box[0], box[2])}
    others = ((west, south, east, north) for west in ends for east in ends)
    assert _width(whole) <= min(_width(other) for other in others if _lons(other) >= wanted)
    plain = [part for box in boxes for part in parts(box)]
    assert whole[0] <= whole[2] or _width(whole) < max(part[2] for part in plain) - min(part[0] for part in plain)


@given(_LONS, st.integers(0, 400).map(lambda half: half / 2.0), _LATS)
def test_a_box_round_a_place_is_folded_at_the_antimeridian(lon: float, aside: float, lat: float) -> None:
    """It holds the longitudes that are no farther than it reaches, and no others."""
    box = make_box(lon - aside, lat, lon + aside, lat)

    near = {each for each in _ALL_HALVES if abs((each - lon + 180.0) % 360.0 - 180.0) <= aside}
    assert _lons(box) == {-180.0 if each == 180.0 else each for each in near}
    assert all(-180.0 <= side <= 180.0 for side in (box[0], box[2]))
