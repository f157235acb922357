# SPDX-License-Identifier: Apache-2.0
"""Drawings of what was measured: one scale, form instead of colour, nothing outside the frame."""

import re

from truceline.base.instants import NS_PER_DAY
from truceline.report.svg.distribution import distribution
from truceline.report.svg.intervals import Whisker
from truceline.report.svg.series import DailySeries, Step, draw_series
from truceline.report.svg.slopes import Slope, slope_panel

HIGH = Slope(
    part="inside", before=Whisker(middle=8.0, low=6.0, high=10.0), after=Whisker(middle=2.0, low=1.0, high=3.0)
)
LOW = Slope(
    part="outside", before=Whisker(middle=2.05, low=1.0, high=3.0), after=Whisker(middle=2.0, low=1.0, high=3.0)
)
TEXTS = ("title", "description", "before", "after")
NUMBER = re.compile(r'class="rate (\w+)"[^>]*>([\d.]+)<')


def heights(drawn: str, name: str) -> list[float]:
    """Give the heights of everything of a class."""
    found = re.findall(rf'<[^>]*class="{name}"[^>]*>', drawn)
    return [float(value) for each in found for value in re.findall(r' (?:y|y1|cy)="([\d.]+)"', each)]


def test_both_parts_stand_on_one_scale_in_two_forms() -> None:
    """A circle inside, a square elsewhere; the rates in figures."""
    drawn = str(slope_panel("panel", (HIGH, LOW), 10.0, TEXTS))

    assert drawn.count("<circle") == 2
    assert drawn.count("<rect") == 2
    assert sorted(float(rate) for _part, rate in NUMBER.findall(drawn)) == [2.0, 2.0, 2.05, 8.0]


def test_numbers_never_cover_each_other() -> None:
    """Two rates that are nearly the same are pushed apart."""
    close = Slope(part="inside", before=LOW.before, after=LOW.after)
    drawn = str(slope_panel("panel", (close, LOW), 10.0, TEXTS))
    inside, outside = heights(drawn, "rate inside"), heights(drawn, "rate outside")

    assert all(abs(one - other) >= 10.9 for one, other in zip(inside, outside, strict=True))


def test_days_as_low_are_full_and_the_others_open() -> None:
    """Every other day stands in a column, those beyond the scale in the outermost."""
    drawn = str(distribution("days", [0.001, 0.2, 1.0, 1.0, 5000.0], 0.2, ("title", "description", "D")))

    assert drawn.count('class="as-low"') == 2
    assert drawn.count('class="other-day"') == 2
    assert drawn.count('class="own-day"') == 1
    places = [float(x) for x in re.findall(r'<rect[^>]* x="([\d.]+)"', drawn.replace("<rect ", "<rect  "))]
    assert all(0 <= place <= 270 for place in places)


def test_one_event_is_as_high_in_every_drawing() -> None:
    """A small series is drawn small."""
    series = DailySeries(
        name="series-1",
        start_ns=0,
        day_ns=NS_PER_DAY,
        counts=(1, 0, 3, 2),
        steps=(Step(start_ns=0, end_ns=4 * NS_PER_DAY, per_day=1.5, title="all days"),),
        days=((2 * NS_PER_DAY, "quay-truce"),),
    )
    small = str(draw_series(series, 6.0, ("title", "description")))
    large = str(draw_series(DailySeries(**{**_fields(series), "counts": (30, 1)}), 6.0, ("title", "description")))  # type: ignore[arg-type]

    assert "v-6h" in small
    assert "v-6h" in large
    assert "quay-truce" in small
    assert small.count('class="fitted-step"') == 1


def test_an_empty_series_is_drawn_empty() -> None:
    """No days, no columns, no fault."""
    empty = DailySeries(name="series-1", start_ns=0, day_ns=NS_PER_DAY, counts=(), steps=(), days=())

    assert str(draw_series(empty, 6.0, ("title", "description"))).startswith("<svg")


def _fields(series: DailySeries) -> dict[str, object]:
    return {name: getattr(series, name) for name in type(series).__slots__}
