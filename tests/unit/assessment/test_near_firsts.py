# SPDX-License-Identifier: Apache-2.0
"""Joining by cells gives what joining by comparing with every first event gives, with far fewer comparisons."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counted_events import event, known
from truceline.agreement.counting_rule import RADIUS_MAX_M, CountingRule, CountingUnit
from truceline.assessment import joining
from truceline.assessment.joining import Spot, join_events
from truceline.assessment.near_firsts import FINE_M
from truceline.picture.acts import Place, Position
from truceline.picture.intake import Event

RULE = CountingRule(id="a", title="A", window_days=7, unit=CountingUnit.INCIDENT, gap_minutes=1_440, radius_m=5_000)


class Plainly:
    """First events without any layout: every one that is recent enough."""

    def __init__(self, _radius_m: float, reach_days: int) -> None:
        self.held: list[Spot] = []
        self.reach_days = reach_days

    def put(self, first: Spot) -> None:
        """Put one down."""
        self.held.append(first)

    def near(self, other: Spot) -> list[Spot]:
        """Give all that are recent enough."""
        return [each for each in self.held if each.last_day + self.reach_days >= other.first_day]


def place(told: tuple[float, float, float] | None) -> Place | None:
    """Give a place as told."""
    return Place(position=Position(lon_deg=told[0], lat_deg=told[1], radius_m=told[2])) if told else None


NEAR_POINTS = st.tuples(
    st.sampled_from([179.99, -179.98, 0.0, 20.5]).flatmap(lambda at: st.floats(at - 0.01, at + 0.01)),
    st.sampled_from([89.95, 10.5, 0.0, -45.0]).flatmap(lambda at: st.floats(at - 0.05, at + 0.05)),
    st.sampled_from([0.0, 100.0, FINE_M, FINE_M + 1, 30_000.0]),
)
TOLD = st.tuples(st.none() | NEAR_POINTS, st.integers(1, 28), st.sampled_from(["XA01", "XA0102", "XA02"]))


@given(
    told=st.lists(TOLD, max_size=25),
    gap_minutes=st.sampled_from([0.0, 15.0, 1_440.0, 10_000.0, 5_270_400.0]),
    radius_m=st.sampled_from([0.0, 500.0, 5_000.0, RADIUS_MAX_M]),
)
def test_cells_join_as_comparing_with_all_does(
    told: list[tuple[tuple[float, float, float] | None, int, str]], gap_minutes: float, radius_m: float
) -> None:
    """At poles and at the meridian where degrees begin anew, with wide discs and without points."""
    rule = replace(RULE, gap_minutes=gap_minutes, radius_m=radius_m)
    events = [
        event(number, place=place(point), first_day=f"2001-02-{day:02}", areas=(area,))
        for number, (point, day, area) in enumerate(told)
    ]
    by_cells = join_events(events, rule, known())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(joining, "NearFirsts", Plainly)
        plainly = join_events(events, rule, known())

    assert by_cells == plainly


def scattered(side: int) -> list[Event]:
    """Give events at the crossings of a wide grid, each far from every other."""
    return [
        event(row * side + column, place=place((column * 0.5, row * 0.5, 0.0)), first_day=f"2001-02-{1 + row % 28:02}")
        for row in range(side)
        for column in range(side)
    ]


def test_a_gap_of_all_time_compares_neighbours_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted: four times the events bring about four times the comparisons, not sixteen times."""
    compared: list[int] = []
    within = joining._within_gap

    def counted(*spots_and_gap: object) -> object:
        compared[-1] += 1
        return within(*spots_and_gap)  # type: ignore[arg-type]

    monkeypatch.setattr(joining, "_within_gap", counted)
    for side in (25, 50):
        compared.append(0)
        join_events(scattered(side), replace(RULE, gap_minutes=5_270_400.0), known())

    assert compared[1] <= 6 * compared[0] + 50
    assert compared[1] <= 27 * 50 * 50
