# SPDX-License-Identifier: Apache-2.0
"""Lists narrowed by a box: the same from either store as looking at every thing, across the antimeridian too."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kept_things import NOON_NS, act_statement, add_all, box, do, finding, ids, intent, reading, volume, walk
from truceline.app.ports import Page, Records, Selection, StatementKind, Store
from truceline.geo.boxes import Box, boxes_meet
from truceline.geo.circle import Circle
from truceline.geo.footprint import Footprint
from truceline.picture.acts import Position
from truceline.storage.extents import extent_of_statement, extents_of_intent

_LONS = st.sampled_from([-180.0, -179.9, -175.0, 0.0, 175.0, 179.9, 180.0]) | st.floats(-180.0, 180.0)
_LATS = st.sampled_from([-90.0, -1.0, 0.0, 1.0, 90.0]) | st.floats(-90.0, 90.0)
_BOXES = st.builds(
    lambda west, east, one, other: (west, min(one, other), east, max(one, other)), _LONS, _LONS, _LATS, _LATS
)
_ACROSS: Box = (179.0, -1.0, -179.0, 1.0)
_EAST_OF_IT: Box = (-180.0, -1.0, -179.5, 1.0)
_WEST_OF_IT: Box = (179.5, -1.0, 180.0, 1.0)
_FAR: Box = (0.0, -1.0, 1.0, 1.0)
_PLACES = st.builds(
    lambda lon, lat, radius: Circle(lon_deg=lon, lat_deg=lat, radius_m=radius),
    _LONS,
    _LATS,
    st.sampled_from([1.0, 30_000.0, 900_000.0]),
)


class PutBackError(Exception):
    """Ends a job so that nothing of it stays."""


def put_back(store: Store, job: Callable[[Records], None]) -> None:
    """Do a job of which nothing stays."""

    def done(records: Records) -> None:
        job(records)
        raise PutBackError

    with pytest.raises(PutBackError):
        do(store, done)


def walked(page: Callable[[Selection], Page[Any]], bounds: Box) -> list[str]:
    """Give the ids on every page of what a box narrows a list to, in order of id; two on a page."""
    return sorted(ids(walk(lambda after: page(reading(limit=2, after=after, bounds_deg=bounds)))))


def cut_across(west: float, east: float) -> Footprint:
    """Give an area on both sides of the antimeridian."""
    return Footprint(
        polygons=(box(west, -1.0, 180.0, 1.0).polygons[0], box(-180.0, -1.0, east, 1.0).polygons[0]),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=st.lists(_BOXES, max_size=6), asked=_BOXES)
@example(kept=[_ACROSS, _EAST_OF_IT, _WEST_OF_IT, _FAR], asked=_ACROSS)
@example(kept=[_ACROSS, _EAST_OF_IT, _WEST_OF_IT, _FAR], asked=_EAST_OF_IT)
@example(kept=[_ACROSS, _EAST_OF_IT, _WEST_OF_IT, _FAR], asked=_WEST_OF_IT)
@example(kept=[_ACROSS, _EAST_OF_IT, _WEST_OF_IT, _FAR], asked=_FAR)
def test_findings_are_those_of_which_the_box_meets(store: Store, kept: list[Box], asked: Box) -> None:
    """Whichever of the two crosses the antimeridian, or ends at it."""

    def job(records: Records) -> None:
        for number, bounds in enumerate(kept):
            records.findings.add(finding(f"finding-{number}", bounds_deg=bounds, at_ns=NOON_NS + number))
        found = walked(records.findings.page, asked)
        assert found == [f"finding-{number}" for number, bounds in enumerate(kept) if boxes_meet(bounds, asked)]

    put_back(store, job)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=st.lists(_PLACES, max_size=6), asked=_BOXES)
@example(kept=[Circle(lon_deg=179.9, lat_deg=0.0, radius_m=30_000.0)], asked=(0.0, -1.0, 90.0, 1.0))
@example(kept=[Circle(lon_deg=179.9, lat_deg=0.0, radius_m=30_000.0)], asked=(-179.9, -1.0, -179.8, 1.0))
def test_statements_are_those_of_which_a_position_meets_the_box(store: Store, kept: list[Circle], asked: Box) -> None:
    """A disc near the antimeridian reaches to its other side and no farther."""
    statements = [
        act_statement(
            f"act-{number}",
            place=Position(lon_deg=each.lon_deg, lat_deg=each.lat_deg, radius_m=each.radius_m),
            at_ns=NOON_NS + number,
        )
        for number, each in enumerate(kept)
    ]

    def job(records: Records) -> None:
        for each in statements:
            records.statements.add(each)
        found = walked(lambda selection: records.statements.page(StatementKind.ACT, selection), asked)
        boxes = {each.id: extent_of_statement(each).bounds_deg for each in statements}
        assert found == [name for name, bounds in boxes.items() if bounds and boxes_meet(bounds, asked)]

    put_back(store, job)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kept=st.lists(_PLACES | st.builds(cut_across, st.floats(170.0, 179.0), st.floats(-179.0, -170.0)), max_size=6),
    asked=_BOXES,
)
@example(kept=[cut_across(179.0, -179.0)], asked=(-10.0, -1.0, 10.0, 1.0))
@example(kept=[box(179.0, -1.0, 180.0, 1.0), box(-180.0, -1.0, -179.0, 1.0)], asked=_ACROSS)
@example(kept=[box(179.0, -1.0, 180.0, 1.0), box(-180.0, -1.0, -179.0, 1.0)], asked=_EAST_OF_IT)
def test_intents_are_those_of_which_a_volume_meets_the_box(
    store: Store, kept: list[Circle | Footprint], asked: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Searched by the volumes and by the reader's list."""
    intents = [
        intent(f"intent-{number}", volumes=(volume(area),), filed_ns=NOON_NS + number)
        for number, area in enumerate(kept)
    ]
    wanted = [
        each.id
        for each in intents
        if any(extent.bounds_deg and boxes_meet(extent.bounds_deg, asked) for extent in extents_of_intent(each))
    ]

    def job(records: Records) -> None:
        add_all(*intents)(records)
        for few in (5_000, -1):
            monkeypatch.setattr("truceline.storage.sqlite.intents.FEW_MET", few)
            assert walked(records.intents.page, asked) == wanted

    put_back(store, job)


def test_intents_that_end_at_the_antimeridian_on_either_side_are_held_against_each_other(store: Store) -> None:
    """What touches there may meet; what lies a hundred degrees away may not."""
    east = intent("east", volumes=(volume(box(-180.0, -1.0, -179.0, 1.0)),))
    west = intent("west", volumes=(volume(box(179.0, -1.0, 180.0, 1.0)),))
    far = intent("far", volumes=(volume(box(80.0, -1.0, 81.0, 1.0)),))
    do(store, add_all(east, far))

    found = do(store, lambda records: records.intents.candidates(west), write=False)

    assert ids(found) == ["east"]
