# SPDX-License-Identifier: Apache-2.0
"""Bars, whiskers, timeline, map and legend: what is given is drawn, once and where it belongs."""

import re

import pytest

from truceline.report.svg.bars import share_bar, stacked_bar
from truceline.report.svg.intervals import Whisker, before_after
from truceline.report.svg.legend import legend_swatch
from truceline.report.svg.map import Area, Course, Disc, Dot, MapPlan, Pin, draw_map
from truceline.report.svg.projection import fit
from truceline.report.svg.timeline import Column, Lane, Mark, Stretch, timeline

DAY_NS = 86_400_000_000_000
SPAN = (0, 365 * DAY_NS)
SQUARE = (((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0)),)
TEXTS = ("Name", "What it shows")
PLAN = MapPlan(
    name="m", projection=fit((-2.0, -2.0, 2.0, 2.0), 300.0, 0.1), cell_deg=0.3, texts=TEXTS, scale_words="100 km"
)


@pytest.mark.parametrize(
    ("value", "whole", "width"), [(1, 4, "25"), (0, 4, None), (4, 4, "100"), (9, 4, "100"), (1, 0, None)]
)
def test_a_bar_is_as_long_as_its_share(value: float, whole: float, width: str | None) -> None:
    """Never longer than the whole, empty when there is none."""
    found = re.findall(r'width="(\d+)" height="10" class="bar"', str(share_bar(value, whole)))

    assert found == ([width] if width else [])


def test_parts_of_a_bar_follow_one_another() -> None:
    """Each begins where the last one ended."""
    bar = str(stacked_bar(((0.25, "a"), (0.5, "b"))))

    assert '<rect x="0" width="25" height="10" class="a"/><rect x="25" width="50" height="10" class="b"/>' in bar


def test_whiskers_stand_on_one_scale() -> None:
    """Nothing at the left, the largest value at the right."""
    shape = str(before_after(Whisker(middle=5, low=0, high=10), Whisker(middle=10, low=10, high=10), 10.0))

    assert 'cx="110" cy="14" r="5" class="dot-before"' in shape
    assert 'cx="212" cy="32" r="5" class="dot-after"' in shape


def lane(*marks: Mark) -> Lane:
    """Make a lane with one stretch."""
    stretch = Stretch(start_ns=0, end_ns=DAY_NS * 100, tone="applies", title="in force")
    return Lane(name="quay-truce", stretches=(stretch,), marks=marks, counted_from_ns=DAY_NS * 50)


def test_a_timeline_draws_every_stretch_mark_and_column() -> None:
    """And the day from which events are counted."""
    mark = Mark(at_ns=DAY_NS * 10, letter="S", title="signed")
    columns = (Column(start_ns=0, end_ns=DAY_NS, events=3), Column(start_ns=DAY_NS, end_ns=2 * DAY_NS, events=0))
    shape = str(timeline((lane(mark),), columns, SPAN, TEXTS))

    assert shape.count('class="applies"') == 1
    assert shape.count('class="mark-letter"') == 1
    assert shape.count('class="counted-day"') == 1
    assert "quay-truce" in shape
    assert re.findall(r'd="(M[^"]*)" class="count"', shape)[0].count("M") == 1


def test_letters_that_would_cover_each_other_are_left_out_and_their_ticks_kept() -> None:
    """The words stay on both."""
    marks = (Mark(at_ns=0, letter="S", title="signed"), Mark(at_ns=DAY_NS, letter="F", title="in force"))
    shape = str(timeline((lane(*marks),), (), SPAN, TEXTS))

    assert shape.count('class="mark"') == 2
    assert shape.count('class="mark-letter"') == 1
    assert "<title>in force</title>" in shape


def test_a_map_draws_zones_events_and_incidents_by_kind() -> None:
    """Bands in one layer, hatches by how far the boundary is agreed."""
    shape = str(
        draw_map(
            MapPlan(
                name="m",
                projection=PLAN.projection,
                cell_deg=PLAN.cell_deg,
                texts=TEXTS,
                scale_words="100 km",
                areas=(Area(rings=SQUARE, tone="approximate", band_m=5_000.0, title="zone"),),
                discs=(Disc(centre=(0.0, 0.0), radius_m=55_000.0, tone="agreed", title="circle"),),
                courses=(Course(positions=((-1.0, 0.0), (1.0, 0.5)), width_m=0.0, title="line"),),
                dots=(Dot(centre=(0.5, 0.5), events=4), Dot(centre=(50.0, 50.0), events=9)),
                pins=(Pin(number=1, at=(0.0, 0.0), is_point=True, title="one"),),
            )
        )
    )

    assert shape.count('class="zone approximate" fill="url(#m-hatch)"') == 1
    assert shape.count('class="zone agreed" fill="none"') == 1
    assert shape.count('class="zone course"') == 1
    assert shape.count('class="bands"') == 1
    assert shape.count('<g class="density"><circle') == 1
    assert 'href="#incident-1"' in shape
    assert "100 km" in shape


def test_the_largest_dot_is_as_wide_as_a_cell_allows() -> None:
    """Areas of dots compare as their events do."""
    plan = MapPlan(
        name="m",
        projection=PLAN.projection,
        cell_deg=0.3,
        texts=TEXTS,
        scale_words="",
        dots=(Dot(centre=(0.0, 0.0), events=100), Dot(centre=(0.3, 0.0), events=25)),
    )
    large, small = (
        float(each) for each in re.findall(r'<circle cx="[^"]+" cy="[^"]+" r="([^"]+)"/>', str(draw_map(plan)))
    )

    assert small == pytest.approx(large / 2, abs=0.01)


def test_numbers_of_incidents_never_cover_each_other() -> None:
    """Twenty incidents at one place stand around it."""
    pins = tuple(Pin(number=index, at=(0.0, 0.0), is_point=True, title="x") for index in range(1, 21))
    plan = MapPlan(name="m", projection=PLAN.projection, cell_deg=0.3, texts=TEXTS, scale_words="", pins=pins)
    centres = re.findall(r'<circle cx="([^"]+)" cy="([^"]+)" r="6.5" class="pin"/>', str(draw_map(plan)))

    assert len(centres) == 20
    assert len(set(centres)) == 20


@pytest.mark.parametrize(
    "tone", ["approximate", "parts", "agreed", "band", "dot", "pin", "country", "applies", "waiting", "doubt", "before"]
)
def test_a_legend_has_a_sample_of_each_tone(tone: str) -> None:
    """As a decoration beside its words."""
    sample = str(legend_swatch(tone))

    assert 'aria-hidden="true"' in sample
    assert tone in {"dot": sample} or any(part in sample for part in (f'"{tone}"', f"zone {tone}", "density", "hatch"))
