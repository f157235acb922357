# SPDX-License-Identifier: Apache-2.0
"""The map: nothing finer than told, no shape twice, no border but the approximate outline."""

import math
from dataclasses import replace

import pytest

from report_pages import exercise_material, incidents_material
from truceline.agreement.places import Places
from truceline.assessment.assessment import MapCell
from truceline.picture.acts import Incident
from truceline.report.mapping import CELL_DEG, MainMap, agreement_maps, coarse_dots, main_map

LIBRARY = incidents_material().library


def map_of(incidents: tuple[Incident, ...]) -> MainMap:
    """Plan the map of the packaged library with some incidents."""
    chart = main_map(LIBRARY, (), incidents)
    assert chart is not None
    return chart


def incident(name: str) -> Incident:
    """Give one documented incident."""
    return next(each for each in LIBRARY.incidents if each.id == name)


def test_cells_are_gathered_into_coarser_ones() -> None:
    """No event is lost, and no middle lies off the coarse grid."""
    cells = tuple(MapCell(lon_deg=36.05 + 0.1 * index, lat_deg=35.05, events=index + 1) for index in range(7))
    dots = coarse_dots(cells)

    assert sum(dot.events for dot in dots) == sum(cell.events for cell in cells)
    assert len(dots) < len(cells)
    for dot in dots:
        assert all(math.isclose(each / CELL_DEG % 1.0, 0.5, abs_tol=1e-6) for each in dot.centre)


def test_every_incident_is_on_the_map_or_named_as_off_it() -> None:
    """By its number on the page."""
    chart = map_of(LIBRARY.incidents)
    on_map = {pin.number for pin in chart.plan.pins}

    assert on_map
    assert on_map | set(chart.off_map) == set(range(1, len(LIBRARY.incidents) + 1))
    assert on_map & set(chart.off_map) == set()


@pytest.mark.parametrize(
    ("name", "points"),
    [("convoy-at-urum-al-kubra", [True]), ("column-near-tanf", [False]), ("first-test-flight", [])],
)
def test_an_incident_stands_as_finely_as_it_was_told(name: str, points: list[bool]) -> None:
    """A point is a full point, a zone an open one in its middle; somewhere in the country is nowhere on the map."""
    chart = map_of((incident(name),))

    assert [pin.is_point for pin in chart.plan.pins] == points
    assert chart.off_map == (() if points else (1,))


def test_incidents_at_one_point_are_named_together() -> None:
    """They share a dot and are not one incident; one alone shares with nobody."""
    pair = (incident("strike-near-deir-ez-zor"), incident("attack-near-khasham"))

    assert map_of(pair).shared == ((1, 2),)
    assert map_of(pair[:1]).shared == ()


def test_events_beyond_the_frame_are_counted() -> None:
    """Drawn and not drawn add up to all."""
    cells = (MapCell(lon_deg=38.05, lat_deg=35.05, events=3), MapCell(lon_deg=0.05, lat_deg=0.05, events=2))
    chart = main_map(LIBRARY, coarse_dots(cells), ())

    assert chart is not None
    assert (chart.events, chart.beyond) == (3, 2)


def test_every_drawn_zone_has_its_own_letter() -> None:
    """No two alike, and none where nothing is drawn."""
    plan = map_of(()).plan
    titles = [each.title for each in plan.areas] + [each.title for each in plan.discs]
    titles += [each.title for each in plan.courses]

    assert len({label.letter for label in plan.labels}) == len(plan.labels) == len(titles)
    assert {label.title for label in plan.labels} <= set(titles)


def test_no_shape_is_drawn_twice() -> None:
    """An area that several zones share appears once, named after all of them."""
    areas = map_of(()).plan.areas

    assert len({area.rings for area in areas}) == len(areas)


def test_only_the_country_outline_is_a_border() -> None:
    """And it says that it is approximate."""
    (outline,) = map_of(()).plan.outline

    assert "approximate" in outline.title


def test_each_agreement_with_a_shape_has_its_own_map() -> None:
    """An agreement for the whole country has none."""
    named = [agreement.id for agreement, _plan in agreement_maps(LIBRARY)]

    assert "astana-2017" in named
    assert "coh-2016" not in named
    assert len(named) == len(set(named))


def test_without_a_country_there_is_no_map() -> None:
    """Nothing to fit it to; the table of zones remains."""
    bare = replace(exercise_material().library, places=Places(), agreements=())

    assert main_map(bare, (), ()) is None
    assert agreement_maps(bare) == ()
