# SPDX-License-Identifier: Apache-2.0
"""Zones: who declared what, what it is made of, and how far it may be off."""

from report_pages import exercise_material, incidents_material
from truceline.agreement.zones import BoundaryStatus
from truceline.report.zoning import shapes_of, zone_rows

LIBRARY = incidents_material().library
ROWS = zone_rows(LIBRARY)


def test_every_version_of_every_zone_has_its_row() -> None:
    """In the library's order."""
    zones = [(agreement.id, zone) for agreement in LIBRARY.agreements for zone in agreement.zones]

    assert [(row.agreement.id, row.zone) for row in ROWS] == zones


def test_an_approximate_zone_that_is_drawn_says_how_far_it_may_be_off() -> None:
    """No drawn shape without its band."""
    unsaid = [row for row in ROWS if row.drawn and row.zone.boundary is BoundaryStatus.APPROXIMATE and not row.band_m]

    assert unsaid == []


def test_every_zone_is_told_in_words() -> None:
    """Whoever does not see the map reads the pieces."""
    assert [row for row in ROWS if not row.pieces or not all(row.pieces)] == []


def test_a_circle_is_told_by_its_radius() -> None:
    """And drawn on the ground."""
    (row,) = [row for row in ROWS if row.agreement.id == "tanf-55" and row.zone.kind == "deconfliction_circle"]

    assert any("circle of 55 km" in piece for piece in row.pieces)
    (disc,) = shapes_of(row.agreement, (row.zone,), LIBRARY.places).discs
    assert disc.radius_m == 55_000.0


def test_a_whole_country_is_listed_and_not_drawn() -> None:
    """It would be the outline again."""
    whole = [row for row in ROWS if all(piece.country for piece in row.zone.pieces)]

    assert whole
    assert not any(row.drawn for row in whole)


def test_unnamed_parts_are_told_apart_from_whole_areas() -> None:
    """Nothing in them is shown to be in or out."""
    library = exercise_material().library
    for library_row in (*ROWS, *zone_rows(library)):
        for piece, words in zip(library_row.zone.pieces, library_row.pieces, strict=True):
            assert ("unnamed parts" in words) == bool(piece.certain_parts_of)
