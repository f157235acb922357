# SPDX-License-Identifier: Apache-2.0
"""Scales put values in their place; ticks are round."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.base.instants import parse_instant
from truceline.report.svg.scales import Scale, count_axis, month_ticks, round_ticks, time_axis


def test_a_scale_runs_from_start_to_end_and_stays_inside() -> None:
    """A value outside stands at the nearest end."""
    scale = Scale(low=0.0, high=10.0, start=100.0, end=0.0)

    assert [scale.place(value) for value in (-5.0, 0.0, 2.5, 10.0, 99.0)] == [100.0, 100.0, 75.0, 0.0, 0.0]


@given(st.floats(min_value=1e-6, max_value=1e9), st.integers(min_value=1, max_value=12))
def test_round_ticks_reach_the_highest_value(high: float, count: int) -> None:
    """They begin at nothing, rise evenly and are few."""
    ticks = round_ticks(high, count)

    assert ticks[0] == 0.0
    assert ticks[-1] >= high * (1 - 1e-6)
    assert len(ticks) <= count + 2
    assert list(ticks) == sorted(ticks)


@pytest.mark.parametrize(
    ("high", "ticks"),
    [(40.0, (0.0, 10.0, 20.0, 30.0, 40.0)), (0.0, (0.0, 0.25, 0.5, 0.75, 1.0)), (7.0, (0.0, 2.0, 4.0, 6.0, 8.0))],
)
def test_ticks_are_round(high: float, ticks: tuple[float, ...]) -> None:
    """One, two, two and a half, five."""
    assert round_ticks(high, 4) == ticks


def test_months_are_named_at_their_first_instant() -> None:
    """Across a year's end; every month when there is room, fewer when not."""
    start, end = parse_instant("2031-11-10T00:00:00Z"), parse_instant("2032-03-02T00:00:00Z")

    assert [name for _instant, name in month_ticks(start, end, 12)] == ["2031-12", "2032-01", "2032-02", "2032-03"]
    assert [name for _instant, name in month_ticks(start, end, 2)] == ["2032-01", "2032-03"]
    assert month_ticks(start, end, 12)[0][0] == parse_instant("2031-12-01T00:00:00Z")


def test_axes_draw_a_line_and_a_name_for_each_tick() -> None:
    """Nothing more."""
    scale = Scale(low=0.0, high=10.0, start=0.0, end=100.0)

    assert str(count_axis(scale, (0.0, 5.0, 10.0), (0.0, 50.0))).count("<line") == 3
    assert str(time_axis(scale, ((3, "2031-12"),), (0.0, 50.0))).count("2031-12") == 1
