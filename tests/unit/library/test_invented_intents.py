# SPDX-License-Identifier: Apache-2.0
"""The intents of the load tests: seeded, good intents of a known library, and spread as they say."""

import math
from datetime import date
from functools import cache
from typing import Any

import pytest

from bench_modules import bench_module
from exercise import shipped
from truceline.agreement.library import Library, find_library, load_library
from truceline.base.instants import LATEST_NS, Interval, parse_instant
from truceline.coordination.coarse import CoarseGrid
from truceline.geo.circle import Circle
from truceline.geo.footprint import Footprint
from truceline.geo.volume import AltitudeBand, Datum, Volume4D
from truceline.picture.intents import Intent, IntentState, Sharing
from truceline.picture.kinds import KIND_BY_CODE

FIRST = date(2031, 1, 1)
COUNT = 1_500
DAY_NS = 86_400 * 10**9


@cache
def library() -> Library:
    """Give the shipped exercise library, read once."""
    return load_library(find_library("exercise-strait"))


@cache
def bodies(seed: int = 7) -> list[tuple[Any, dict[str, Any]]]:
    """Give officers and what they file."""
    made = bench_module("invented_intents").invented_intents(library(), COUNT, seed=seed, first_day=FIRST)
    return [(each.officer, each.body) for each in made]


def intent_of(body: dict[str, Any], number: int) -> Intent:
    """Make the noun of what is filed; the noun itself refuses what is none."""
    return Intent(
        id=f"intent-{number}",
        version=1,
        state=IntentState.FILED,
        party=body["party"],
        officer="officer",
        filed_ns=0,
        confirmed_ns=0,
        kind=tuple(body["kind"]),
        volumes=tuple(volume_of(each) for each in body["volumes"]),
        sharing=Sharing(full=tuple(body["sharing"]["full"]), conflict=tuple(body["sharing"]["conflict"])),
        force=body.get("force", ""),
        against=tuple(body["against"]),
        facts=tuple(body["facts"].items()),
        title=body["title"],
        exercise=True,
    )


def volume_of(body: dict[str, Any]) -> Volume4D:
    """Make the noun of one volume."""
    geometry = body["geometry"]
    area: Footprint | Circle
    if geometry["type"] == "Point":
        lon, lat = geometry["coordinates"]
        area = Circle(lon_deg=lon, lat_deg=lat, radius_m=body["radius_m"])
    else:
        assert 5 <= len(geometry["coordinates"][0]) <= 13
        area = Footprint.from_geojson(geometry, where="volume")
    band = AltitudeBand()
    if "datum" in body:
        band = AltitudeBand(lower_m=body["lower_m"], upper_m=body["upper_m"], datum=Datum(body["datum"]))
    end_ns = parse_instant(body["end"]) if "end" in body else LATEST_NS
    return Volume4D(area=area, band=band, interval=Interval(start_ns=parse_instant(body["start"]), end_ns=end_ns))


@cache
def intents() -> list[Intent]:
    """Give what is filed as nouns."""
    return [intent_of(body, number) for number, (_, body) in enumerate(bodies())]


def test_the_same_seed_gives_the_same_and_another_seed_others() -> None:
    """Load figures of two runs are about the same intents."""
    bodies.cache_clear()
    first = bodies()
    bodies.cache_clear()
    assert bodies() == first
    assert [body for _, body in bodies(8)] != [body for _, body in first]


def test_every_one_is_a_good_intent_of_a_known_party_and_force() -> None:
    """The noun takes each; who and what it names is known to the library."""
    for intent in intents():
        assert intent.party in library().parties
        assert all(code in KIND_BY_CODE for code in intent.kind)
        assert not intent.force or library().forces[intent.force].party == intent.party
        assert {*intent.sharing.full, *intent.sharing.conflict} <= {*library().parties} - {intent.party}
        assert all(other in library().forces for other in intent.against)
        assert "EXERCISE" in intent.title


def test_all_kinds_of_intents_are_among_them() -> None:
    """Flights, movements, standing presences, relief that is shared with nobody, and a few uses of force."""
    flights = [each for each in intents() if each.kind[0].startswith("flight")]
    assert len(flights) > COUNT / 2
    assert any(each.is_standing for each in intents())
    assert any(each.is_hidden for each in intents())
    assert 0 < sum(each.kind[0].startswith("force") for each in intents()) < COUNT / 10
    assert any(len(each.volumes) > 1 for each in intents())
    assert {type(each.volumes[0].area) for each in intents()} == {Circle, Footprint}


def test_they_are_spread_over_thirty_days_and_last_from_an_hour_to_a_day() -> None:
    """Presences alone have no end."""
    first_ns = parse_instant(f"{FIRST}T00:00:00Z")
    days = {(each.start_ns - first_ns) // DAY_NS for each in intents()}
    assert days == set(range(30))
    hours = [
        (volume.interval.end_ns - volume.interval.start_ns) / 3.6e12
        for each in intents()
        if not each.is_standing
        for volume in each.volumes
    ]
    assert min(hours) >= 1
    assert max(hours) <= 24


def test_each_officer_keeps_inside_sixty_cells() -> None:
    """Of a node's own grid, and of one of quarters of a degree."""
    grid = CoarseGrid()
    own: dict[str, set[int]] = {}
    quarters: dict[str, set[tuple[int, int]]] = {}
    for (officer, _), intent in zip(bodies(), intents(), strict=True):
        for volume in intent.volumes:
            west, south, east, north = (math.floor(side / 0.25) for side in volume.area.bounds_deg)
            boxes = {(column, row) for column in range(west, east + 1) for row in range(south, north + 1)}
            own.setdefault(officer.name, set()).update(grid.cells_of(volume.area))
            quarters.setdefault(officer.name, set()).update(boxes)
    assert len(own) == 100
    assert max(map(len, own.values())) <= 60
    assert max(map(len, quarters.values())) <= 60


def test_a_new_one_meets_a_few_others() -> None:
    """By boxes, times and altitudes: neither nobody nor a crowd."""
    volumes = [each.volumes[0] for each in intents()]
    counts = sorted(sum(meet(one, other) for other in volumes if other is not one) for one in volumes[:300])
    assert 1 <= counts[150] <= 15


def meet(one: Volume4D, other: Volume4D) -> bool:
    """Say whether the boxes of two volumes meet."""
    west, south, east, north = one.area.bounds_deg
    other_west, other_south, other_east, other_north = other.area.bounds_deg
    in_place = west <= other_east and other_west <= east and south <= other_north and other_south <= north
    in_time = one.interval.start_ns < other.interval.end_ns and other.interval.start_ns < one.interval.end_ns
    return in_place and in_time and one.band.lower_m <= other.band.upper_m and other.band.lower_m <= one.band.upper_m


def test_nothing_is_invented_for_a_real_library() -> None:
    """R11: the generator refuses it."""
    with pytest.raises(ValueError, match="red line R11"):
        next(bench_module("invented_intents").invented_intents(shipped(), 1, seed=1, first_day=FIRST))
