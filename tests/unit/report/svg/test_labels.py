# SPDX-License-Identifier: Apache-2.0
"""Letters on a map: inside their shapes, clear of each other, as many as there are shapes."""

import math

from truceline.report.svg.labels import Label, draw_labels, free_stand, letters, stands_in

SQUARE = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0), (0.0, 0.0))
HOLE = ((20.0, 20.0), (80.0, 20.0), (80.0, 80.0), (20.0, 80.0), (20.0, 20.0))


def test_no_two_letters_are_the_same() -> None:
    """Far beyond one alphabet."""
    assert len(set(letters(600))) == 600


def test_places_lie_inside() -> None:
    """The first in the middle of a plain shape, none in a hole."""
    (x, y), *_ = stands_in([SQUARE])

    assert math.dist((x, y), (50, 50)) < 10
    for x, y in stands_in([SQUARE, HOLE]):
        assert not (20 < x < 80 and 20 < y < 80)


def test_a_shape_without_an_inside_has_no_place() -> None:
    """It gets no letter."""
    assert stands_in([]) == ()
    assert free_stand((), ()) is None


def test_a_letter_keeps_clear_of_the_others() -> None:
    """And stands in the first place when there is no room."""
    assert free_stand(((0.0, 0.0), (50.0, 0.0)), ((3.0, 0.0),)) == (50.0, 0.0)
    assert free_stand(((0.0, 0.0),), ((3.0, 0.0),)) == (0.0, 0.0)


def test_a_letter_says_what_it_stands_for() -> None:
    """Escaped, to whoever points at it."""
    drawn = draw_labels((Label(letter="A", at=(1.0, 2.0), title="<b>east</b>"),))

    assert "&lt;b&gt;east" in drawn
    assert ">A<" in drawn
