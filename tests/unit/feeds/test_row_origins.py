# SPDX-License-Identifier: Apache-2.0
"""The origin of a row is named by lineage: a story, not its spellings and copies."""

from dataclasses import replace

import pytest

from event_rows import row
from exercise_library import exercise_library
from lineages import OUTLETS
from truceline.feeds.names import Names, names_of, origin_as_named
from truceline.feeds.ucdp_row import read_row


@pytest.fixture
def names() -> Names:
    """Give the names of the invented library with the invented outlets."""
    return names_of(replace(exercise_library(), outlets=OUTLETS))


@pytest.mark.parametrize(
    ("mentions", "origin"),
    [
        (("River Wire",), "River Wire"),
        (("RW", "River Wire", "Dawn Radio"), "River Wire"),
        (("Stranger", "Hill Watch", "RW"), "Hill Watch; River Wire; Stranger"),
        (("Northland Voice", "Northland Herald"), "party:northland"),
        ((), ""),
    ],
)
def test_spellings_copies_and_outlets_of_one_party_have_one_name(
    names: Names, mentions: tuple[str, ...], origin: str
) -> None:
    """In alphabetical order, whatever the order of the row."""
    assert names.origin_of(mentions) == names.origin_of(mentions[::-1]) == origin


def test_without_outlets_in_the_library_names_stay_as_they_are() -> None:
    """Nothing is guessed."""
    assert names_of(exercise_library()).origin_of(("RW", "River Wire")) == "RW; River Wire"
    assert origin_as_named(("RW", "River Wire", "RW")) == "RW; River Wire"


def test_a_coded_character_does_not_part_a_headline() -> None:
    """Its semicolon separates nothing; a real one still does."""
    fields = row(
        source_office="River Wire;Hill Watch",
        source_date="2001-02-03;2001-02-04",
        source_headline="Shells hit Dar&#8217;a;Calm in the west",
    )
    read = read_row(tuple(fields.values()), {name: index for index, name in enumerate(fields)})

    assert [each.headline for each in read.bulletins] == ["Shells hit Dar\u2019a", "Calm in the west"]
