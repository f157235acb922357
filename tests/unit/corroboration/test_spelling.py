# SPDX-License-Identifier: Apache-2.0
"""One spelling for words and names."""

import pytest

from truceline.corroboration.shingles import shingle_table
from truceline.corroboration.spelling import known_names, spell, words_of

TAIL = "and the river towns agreed on nothing"


def are_alike(one: str, other: str, *groups: tuple[str, ...]) -> bool:
    """Say whether two beginnings, each before the same words, give the same shingles."""
    table = shingle_table([f"{one} {TAIL}", f"{other} {TAIL}"], known_names(groups))
    return bool(table.size[0] == table.size[1] == len(table.start) - 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The U.S. side", "The United States side"),
        ("The US-Northland paper", "The U.S.-Northland paper"),
        ("UN-led talks", "United Nations led talks"),
        ("a cease-fire", "a ceasefire"),
        ("a hot line", "a hotline"),
        ("\u2018\u2018deconfliction\u2019\u2019 rules", '"deconfliction" rules'),
        ("they authorised it", "they authorized it"),
        ("the neighbouring centre", "the neighboring center"),
        ("defence dialogue", "defense dialog"),
        ("General al-Hillman", "General Hillman"),
        ("a café", "a cafe"),
    ],
)
def test_spellings_of_one_thing_are_one(one: str, other: str) -> None:
    """Editors' habits do not hide a copy."""
    assert are_alike(one, other)


def test_names_of_a_library_are_one_name_however_many_are_said_at_once() -> None:
    """A name with its other name in brackets is said once."""
    group = ("Hill League", "HLG", "League of the Hills")

    assert are_alike("guns of the HLG (Hill League)", "guns of the League of the Hills", group)
    assert not are_alike("guns of the HLG (Hill League)", "guns of the League of the Hills")


def test_a_name_of_two_things_is_left_alone() -> None:
    """Neither of them may swallow the other."""
    groups = (("Hill League", "Riders"), ("Northland Guard", "Riders"))

    assert not are_alike("guns of the Riders", "guns of the Hill League", *groups)


def test_a_name_of_two_letters_is_no_name() -> None:
    """It cannot be told from a word."""
    assert not are_alike("what is told", "what Hill League told", ("Hill League", "IS"))


@pytest.mark.parametrize("word", ["four", "rise", "our", "tree", "hall", "once"])
def test_short_words_stay_as_they_are(word: str) -> None:
    """An ending needs a stem."""
    assert spell(word) == word


def test_scripts_without_blanks_have_a_word_for_each_character() -> None:
    """Else a paragraph would be one word, and nothing a copy."""
    assert words_of("停火协议 2017") == ["停", "火", "协", "议", "2017"]
    assert words_of("هدنة في الوادي") == ["هدنة", "في", "الوادي"]
