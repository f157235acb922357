# SPDX-License-Identifier: Apache-2.0
"""Which intents meet: one case for each rule."""

import math
from dataclasses import replace

import pytest

from filed_intents import HOUR_NS, NOON_H, circle, intent, standing, volume
from truceline.base.instants import LATEST_NS, Interval
from truceline.geo import AltitudeBand, Circle, Datum, Footprint, geodesic_m
from truceline.picture.intents import IntentState
from truceline.screening import find_conflicts
from zone_shapes import square

SEA = square(-140.0, -30.0, 0.5)


def band(lower_m: float, upper_m: float, datum: Datum | None = Datum.AMSL) -> AltitudeBand:
    """Give a band."""
    return AltitudeBand(lower_m=lower_m, upper_m=upper_m, datum=datum)


def test_what_is_shared_is_told() -> None:
    """The first stretch, the box of the shared ground and the shared band."""
    later = intent("b", volume(SEA, NOON_H, NOON_H + 4, band(0.0, 3_000.0)))
    before = intent("a", volume(square(-139.75, -29.75, 1.0), NOON_H + 1, NOON_H + 9, band(2_000.0, 9_000.0)))

    (found,) = find_conflicts(later, [before])

    assert [ref.id for ref in found.intents] == ["b", "a"]
    assert found.interval == Interval(start_ns=(NOON_H + 1) * HOUR_NS, end_ns=(NOON_H + 4) * HOUR_NS)
    assert found.bounds_deg == (-139.75, -29.75, -139.5, -29.5)
    assert found.band == band(2_000.0, 3_000.0)


@pytest.mark.parametrize(
    ("other", "meets"),
    [
        (volume(SEA, NOON_H + 2, NOON_H + 3), False),
        (volume(SEA, NOON_H - 1, NOON_H), False),
        (volume(SEA, NOON_H + 1.999, NOON_H + 3), True),
        (standing(SEA, NOON_H + 1), True),
        (standing(SEA, NOON_H + 2), False),
    ],
)
def test_times_are_half_open(other: object, meets: bool) -> None:  # noqa: FBT001 a table
    """What begins when the other ends does not meet it."""
    found = find_conflicts(intent("b", volume(SEA)), [intent("a", other, kind="hold.post")])  # type: ignore[arg-type]

    assert bool(found) is meets


@pytest.mark.parametrize(
    ("one", "other", "meets", "shared"),
    [
        (band(0.0, 100.0), band(100.0, 200.0), True, band(100.0, 100.0)),
        (band(0.0, 100.0), band(100.1, 200.0), False, None),
        (band(0.0, 100.0), band(500.0, 900.0, Datum.WGS84), True, None),
        (band(0.0, 100.0), band(500.0, 900.0, None), True, None),
        (band(0.0, 100.0, None), band(500.0, 900.0, None), True, None),
        (band(0.0, 100.0), AltitudeBand(), True, band(0.0, 100.0)),
        (AltitudeBand(datum=Datum.AGL), band(0.0, 100.0), True, band(0.0, 100.0)),
        (AltitudeBand(datum=Datum.AGL), AltitudeBand(datum=Datum.AMSL), True, AltitudeBand()),
        (band(-math.inf, 50.0), band(20.0, math.inf), True, band(20.0, 50.0)),
    ],
)
def test_bands_are_closed_and_never_compared_across_datums(
    one: AltitudeBand,
    other: AltitudeBand,
    meets: bool,  # noqa: FBT001 a table
    shared: AltitudeBand | None,
) -> None:
    """Where altitudes cannot be compared they are taken to meet, and no band is told."""
    here, there = volume(SEA, band=one), volume(SEA, band=other)
    both = (
        find_conflicts(intent("b", here), [intent("a", there)]),
        find_conflicts(intent("b", there), [intent("a", here)]),
    )

    assert [bool(found) for found in both] == [meets, meets]
    assert [found[0].band for found in both if found] == [shared] * (2 * meets)


def test_ground_that_only_touches_is_shared() -> None:
    """A common border, and a common corner."""
    here = intent("b", volume(SEA))

    (border,) = find_conflicts(here, [intent("a", volume(square(-139.5, -30.0, 0.5)))])
    (corner,) = find_conflicts(here, [intent("a", volume(square(-139.5, -29.5, 0.5)))])

    assert border.bounds_deg == (-139.5, -30.0, -139.5, -29.5)
    assert corner.bounds_deg == (-139.5, -29.5, -139.5, -29.5)


def test_boxes_that_meet_are_not_enough() -> None:
    """Two slanting strips whose boxes are the same and which never touch."""
    west, south, east, north = SEA.bounds_deg
    low = Footprint(polygons=((((west, south), (east, south), (east, north - 0.1), (west, south)),),))
    high = Footprint(polygons=((((west, south + 0.1), (east, north), (west, north), (west, south + 0.1)),),))

    assert find_conflicts(intent("b", volume(low)), [intent("a", volume(high))]) == ()


def test_a_hole_holds_nothing() -> None:
    """What lies in a hole does not meet the area around it."""
    outer = ((-141.0, -31.0), (-139.0, -31.0), (-139.0, -29.0), (-141.0, -29.0), (-141.0, -31.0))
    hole = ((-140.5, -30.5), (-139.5, -30.5), (-139.5, -29.5), (-140.5, -29.5), (-140.5, -30.5))
    ring = intent("b", volume(Footprint(polygons=((outer, hole),))))

    assert find_conflicts(ring, [intent("a", volume(square(-140.2, -30.2, 0.4)))]) == ()
    assert find_conflicts(ring, [intent("a", volume(circle(-140.0, -30.0, 40_000.0)))]) == ()
    assert find_conflicts(ring, [intent("a", volume(circle(-140.0, -30.0, 60_000.0)))])


@pytest.mark.parametrize(("off_m", "meets"), [(-0.5, True), (0.5, False)])
@pytest.mark.parametrize("lat_deg", [0.0, -30.0, 71.0])
def test_circles_meet_by_the_geodesic(off_m: float, lat_deg: float, meets: bool) -> None:  # noqa: FBT001 a table
    """Two circles whose radii together are half a metre longer or shorter than the way between them."""
    away_m = float(geodesic_m(-140.0, lat_deg, -139.5, lat_deg + 0.3))
    here, there = circle(-140.0, lat_deg, 20_000.0), circle(-139.5, lat_deg + 0.3, away_m - 20_000.0 - off_m)

    assert bool(find_conflicts(intent("b", volume(here)), [intent("a", volume(there))])) is meets


@pytest.mark.parametrize(("radius_m", "meets"), [(9_000.0, False), (11_000.0, True)])
def test_a_circle_meets_a_footprint_by_distance(radius_m: float, meets: bool) -> None:  # noqa: FBT001 a table
    """A circle 10 km west of a border."""
    lon_deg = -140.0 - 10_000.0 / float(geodesic_m(-140.0, -29.75, -139.0, -29.75))
    found = find_conflicts(intent("b", volume(SEA)), [intent("a", volume(circle(lon_deg, -29.75, radius_m)))])

    assert bool(found) is meets


def test_a_circle_inside_a_footprint_and_around_one() -> None:
    """Neither border comes near the other."""
    assert find_conflicts(intent("b", volume(SEA)), [intent("a", volume(circle(-139.75, -29.75, 10.0)))])
    assert find_conflicts(intent("b", volume(SEA)), [intent("a", volume(circle(-139.75, -29.75, 400_000.0)))])


@pytest.mark.parametrize(
    ("one", "other", "meets"),
    [
        (square(179.5, 10.0, 0.5), square(-180.0, 10.2, 0.5), True),
        (square(179.5, 10.0, 0.5), square(-180.0, 11.2, 0.5), False),
        (square(179.5, 10.0, 0.4), square(-180.0, 10.2, 0.5), False),
        (Circle(lon_deg=179.99, lat_deg=10.3, radius_m=5_000.0), square(-180.0, 10.2, 0.5), True),
        (Circle(lon_deg=179.9, lat_deg=10.3, radius_m=5_000.0), square(-180.0, 10.2, 0.5), False),
        (Circle(lon_deg=179.99, lat_deg=10.3, radius_m=5_000.0), square(0.0, 10.2, 0.5), False),
        (
            Circle(lon_deg=179.99, lat_deg=10.3, radius_m=900.0),
            Circle(lon_deg=-179.99, lat_deg=10.3, radius_m=1_300.0),
            True,
        ),
        (
            Circle(lon_deg=179.99, lat_deg=10.3, radius_m=900.0),
            Circle(lon_deg=-179.99, lat_deg=10.3, radius_m=1_200.0),
            False,
        ),
    ],
)
def test_the_antimeridian_parts_nothing(one: Footprint | Circle, other: Footprint | Circle, meets: bool) -> None:  # noqa: FBT001
    """What lies on both sides of it meets as elsewhere."""
    here, there = intent("b", volume(one)), intent("a", volume(other))

    assert bool(find_conflicts(here, [there])) is bool(find_conflicts(there, [here])) is meets


def test_an_intent_never_meets_itself_nor_what_is_over() -> None:
    """Nor does an intent that was withdrawn meet anything."""
    here = intent("a", volume(SEA))
    over = [replace(here, id=f"x-{state}", state=state) for state in (IntentState.WITHDRAWN, IntentState.ENDED)]

    assert find_conflicts(replace(here, version=2), [here]) == ()
    assert find_conflicts(here, over) == ()
    assert find_conflicts(over[0], [here]) == ()


def test_one_conflict_for_a_pair_of_intents() -> None:
    """The first stretch in time, whatever the order of volumes; what shares that stretch is told together."""
    east = square(-139.0, -30.0, 0.5)
    here = intent("b", volume(east, NOON_H, NOON_H + 9), volume(SEA, NOON_H, NOON_H + 9))
    late, early = volume(SEA, NOON_H + 5, NOON_H + 6), volume(SEA, NOON_H + 1, NOON_H + 2)

    (first,) = find_conflicts(here, [intent("a", late, early)])
    (both,) = find_conflicts(here, [intent("a", volume(SEA), volume(east))])

    assert first.interval.start_ns == (NOON_H + 1) * HOUR_NS
    assert both.bounds_deg == (-140.0, -30.0, -138.5, -29.5)


def test_bands_of_one_stretch_are_joined() -> None:
    """From the lowest to the highest; none when one of them is not known."""
    low, high = volume(SEA, band=band(0.0, 100.0)), volume(SEA, band=band(500.0, 900.0))
    other = volume(SEA, band=band(500.0, 900.0, Datum.WGS84))
    here = intent("b", volume(SEA))

    assert find_conflicts(here, [intent("a", low, high)])[0].band == band(0.0, 900.0)
    assert find_conflicts(here, [intent("a", low, other)])[0].band is None


def test_conflicts_come_by_time_and_id() -> None:
    """Whatever the order in which the others are given."""
    here = intent("n", volume(SEA, NOON_H, NOON_H + 9))
    others = [intent("b", volume(SEA)), intent("a", volume(SEA, NOON_H + 1, NOON_H + 2)), intent("c", volume(SEA))]

    found = [each.intents[1].id for each in find_conflicts(here, others)]

    assert found == [each.intents[1].id for each in find_conflicts(here, reversed(others))] == ["b", "c", "a"]


def test_standing_presences_meet_without_an_end() -> None:
    """The stretch of two of them has none either."""
    here, there = intent("b", standing(SEA), kind="hold.post"), intent("a", standing(SEA), kind="hold.post")

    assert find_conflicts(here, [there])[0].interval.end_ns == LATEST_NS
