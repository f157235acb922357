# SPDX-License-Identifier: Apache-2.0
"""What copies of one report tell differently in one sentence; invented texts (EXERCISE)."""

import pytest

from told_texts import press_text, told_in
from truceline.corroboration.contradictions import Contradiction, ContradictionKind

SAME = (
    "EXERCISE. Northland and the Hill League are close to a truce along the river between Lakeside and the old mill, "
    "four League officials said. The draft would keep heavy weapons ten miles away from either bank and let food boats "
    "pass the bridge each morning. "
)


def _entries(one: str, other: str) -> tuple[Contradiction, ...]:
    """Give what two copies tell differently that end with a sentence each."""
    return told_in(press_text(SAME + one, "a"), press_text(SAME + other, "b")).contradictions.entries


@pytest.mark.parametrize(
    ("one", "other", "kind", "states"),
    [
        (
            "Anna Berg and Tor Vale met in Lakeside on Monday.",
            "Anna Berg and Tor Vale did not meet in Lakeside on Monday.",
            "contact_status",
            {"held"},
        ),
        ("Berg and Vale had met.", "Berg and Vale have never met.", "contact_status", {"held"}),
        (
            "The League opened the bridge to the villagers.",
            "The League didn\u2019t open the bridge to the villagers.",
            "negation",
            {"opened", "didn t open"},
        ),
        ("At least four people were killed.", "At least six people were killed.", "number", {"four", "six"}),
        ("At least four killed.", "At least 6 killed.", "number", {"four", "6"}),
        (
            "The cease-fire could take effect Saturday.",
            "The cease-fire could take effect Sunday.",
            "day_of_event",
            {"Saturday", "Sunday"},
        ),
        (
            "The cease-fire could take effect Saturday, the ministry said.",
            "The cease-fire along the river could take effect as early as Sunday, the ministry said.",
            "day_of_event",
            {"Saturday", "Sunday"},
        ),
        (
            "The bridge was shelled on Tuesday.",
            "The bridge was shelled again on Monday.",
            "day_of_event",
            {"Tuesday", "Monday"},
        ),
        (
            "Anna Berg said on Monday that the guns are silent.",
            "Anna Berg said on Tuesday that the guns are silent.",
            "day_of_saying",
            {"Monday", "Tuesday"},
        ),
        (
            "The truce takes effect Saturday, the ministry said.",
            "The truce may take effect Saturday, the ministry said.",
            "certainty",
            {"stated", "possible"},
        ),
        ("The hotline went dead.", "The hotline remained open.", "channel_interval", {"switched_off", "maintained"}),
    ],
)
def test_one_sentence_told_differently_is_an_entry(one: str, other: str, kind: str, states: set[str]) -> None:
    """However short it is, and whatever else was edited in it."""
    (entry,) = _entries(one, other)

    assert (entry.kind, {side.state for side in entry.sides}) == (ContradictionKind(kind), states)
    assert {side.statement.text for side in entry.sides} == {"a", "b"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "They spoke on condition of anonymity.",
            "The cease-fire could take effect, said officials who spoke on condition of anonymity.",
        ),
        ("They spoke on condition of anonymity.", "A truce may hold, envoys who spoke on condition of anonymity said."),
        (
            "The truce takes effect Saturday, the ministry said.",
            "The truce takes effect Saturday, the ministry said, and it could be extended by both sides.",
        ),
        (
            "River Wire reports that the bridge was opened to the villagers of both sides.",
            "The bridge was opened to the villagers of both sides, three League officials said.",
        ),
        (
            "Northland lost four men on Monday, officials said.",
            "The League lost six men on Monday, officials said.",
        ),
        (
            "On Monday four shells hit the bridge. On Tuesday six shells hit the bridge.",
            "On Tuesday six shells hit the bridge. On Monday four shells hit the bridge.",
        ),
    ],
    ids=["anonymity", "anonymity-hedged", "added-clause", "passed-on", "other-sides", "two-sentences"],
)
def test_different_sentences_are_no_contradiction(one: str, other: str) -> None:
    """What one copy adds, or says of somebody else, speaks against nobody."""
    assert [(each.kind, each.subject) for each in _entries(one, other)] == []


def test_a_sentence_is_compared_with_the_one_most_like_it() -> None:
    """Two near sentences, each edited: two entries, and none across them."""
    found = _entries(
        "On Monday four shells hit the bridge. On Tuesday six shells hit the bridge.",
        "On Monday five shells hit the bridge. On Tuesday seven shells hit the bridge.",
    )

    assert {frozenset(side.state for side in entry.sides) for entry in found} == {
        frozenset({"four", "five"}),
        frozenset({"six", "seven"}),
    }


def test_a_subject_is_spelt_as_the_texts_spell_it() -> None:
    """Names with their capitals, the fullest spelling of each."""
    (met,) = _entries("Premier Anna Berg and Chairman Tor Vale met.", "Berg and Vale did not meet.")
    (line,) = told_in(
        press_text("EXERCISE. Northland and the Hill League have kept open an emergency line for years.", "a"),
        press_text("EXERCISE. The Hill League cut off its emergency line with Northland on 3 March 2031.", "b"),
    ).contradictions.entries

    assert met.subject == "Anna Berg, Tor Vale"
    assert line.subject == "line: Hill League, Northland"
