# SPDX-License-Identifier: Apache-2.0
"""Which area is an agreement's own, and what is shown to be in it."""

from dataclasses import replace

import pytest

from exercise_measures import EDGE, EVENT, FAR, SQUARE, D, library_with, truce
from truceline.agreement.agreement import Agreement
from truceline.agreement.placing import INSIDE, OUTSIDE, UNDECIDED, ZoneLocator
from truceline.agreement.provisions import Modality, Window
from truceline.agreement.zones import BoundaryStatus, Piece
from truceline.assessment.own_area import Finder, Ground, is_place_unknown
from truceline.base.moments import Moment
from truceline.picture.acts import Place
from truceline.picture.intake import Event


def finder_of(agreement: Agreement) -> tuple[Finder, Ground]:
    """Give a finder and the area of one agreement."""
    library = library_with(agreement)
    finder = Finder(library, ZoneLocator(library))
    return finder, finder.ground_of(agreement, D)


def code_of(event: Event, agreement: Agreement) -> int:
    """Say whether an event is shown to be inside."""
    finder, ground = finder_of(agreement)
    return int(finder.codes_in(ground, [event])[0])


def with_pieces(*pieces: Piece, **changed: object) -> Agreement:
    """Give the truce over other ground."""
    (zone,) = truce().zones
    return replace(truce(), zones=(replace(zone, pieces=pieces, **changed),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("areas", "place", "code"),
    [
        (("XA01",), SQUARE, INSIDE),
        (("XA01",), FAR, INSIDE),
        (("XA02",), SQUARE, UNDECIDED),
        ((), SQUARE, INSIDE),
        ((), FAR, OUTSIDE),
        ((), EDGE, UNDECIDED),
        ((), Place(area=("XA01",)), INSIDE),
        ((), Place(country="XA"), UNDECIDED),
        ((), None, UNDECIDED),
    ],
    ids=[
        "named", "the named area goes before the drawing", "an area not known", "a point", "a point elsewhere",
        "a point astride the edge", "told by its area", "only the country", "nothing",
    ],
)  # fmt: skip
def test_shown_to_be_inside_needs_that_it_surely_is(areas: tuple[str, ...], place: Place | None, code: int) -> None:
    """What the file names decides; else the place, and only if it is surely in or out."""
    assert code_of(replace(EVENT, areas=areas, place=place), truce()) == code


def test_certain_parts_and_boundaries_not_agreed_show_nothing() -> None:
    """Whether a place there belongs to the area is told by nobody, whatever the point."""
    assert code_of(EVENT, with_pieces(Piece(certain_parts_of=("XA01",)))) == UNDECIDED
    assert code_of(replace(EVENT, areas=()), with_pieces(Piece(certain_parts_of=("XA01",)))) == UNDECIDED
    assert code_of(EVENT, with_pieces(Piece(area=("XA01",)), boundary=BoundaryStatus.NOT_AGREED)) == UNDECIDED


def test_an_area_of_the_whole_country_has_no_outside() -> None:
    """So has a rule that bars force and names no zone; every event is inside, its place known or not."""
    (zone,) = truce().zones
    provisions = truce().provisions
    everywhere = replace(truce(), provisions=(replace(provisions[0], zones=()), *provisions[1:]))
    country = replace(truce(), zones=(replace(zone, pieces=(Piece(country="XA"),)),))
    for agreement in (country, everywhere):
        ground = finder_of(agreement)[1]
        assert (ground.is_country, ground.told.code) == (True, "country")
        assert code_of(replace(EVENT, areas=(), place=None), agreement) == INSIDE
    assert finder_of(country)[1].told.names == ("The square",)


def test_only_zones_of_rules_that_bar_force_and_hold_on_the_day_are_its_area() -> None:
    """A rule that permits, is of something else, or holds later, names none; nor does an idea or a later zone."""
    barring = truce().provisions[0]
    (zone,) = truce().zones
    later = Moment("2001-02-11")
    others = (
        replace(truce(), provisions=(replace(barring, modality=Modality.PERMITTED),)),
        replace(truce(), provisions=(replace(barring, kinds=("hold.post",)),)),
        replace(truce(), provisions=(replace(barring, window=Window(since=later)),)),
        replace(truce(), zones=(replace(zone, status="idea"),)),
        replace(truce(), zones=(replace(zone, since=later),)),
    )

    assert [finder_of(other)[1].told.code for other in others] == ["not_named"] * 5
    ground = finder_of(truce())[1]
    assert (ground.told.code, ground.told.zones, ground.told.boundaries) == ("zones", ("square",), ("agreed",))


def test_a_place_is_unknown_without_area_and_point() -> None:
    """The country alone is no place."""
    nowhere = replace(EVENT, areas=(), place=None)

    assert is_place_unknown(nowhere)
    assert is_place_unknown(replace(nowhere, place=Place(country="XA")))
    assert not is_place_unknown(replace(nowhere, place=SQUARE))
    assert not is_place_unknown(replace(nowhere, areas=("XA01",)))
