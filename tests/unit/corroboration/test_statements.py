# SPDX-License-Identifier: Apache-2.0
"""Statements: who says so, in whose voice, how sure; invented texts (EXERCISE)."""

import pytest

from told_texts import press_text
from truceline.corroboration.certainty import Certainty
from truceline.corroboration.press_text import PressText
from truceline.corroboration.segments import read_press_text
from truceline.corroboration.speakers import SpeakerKind
from truceline.corroboration.statements import Statement, Voice, statements_of
from truceline.corroboration.told_dates import TimeRole


def _only(body: str, **more: str) -> Statement:
    (statement,) = statements_of(press_text(body, **more))
    return statement


@pytest.mark.parametrize(
    ("body", "kind", "name", "role", "number"),
    [
        ("Fire has ceased, four Northland officials said.", "unnamed", "", "Northland officials", 4),
        ("Fire has ceased, officials said.", "unnamed", "", "officials", None),
        (
            "Fire has ceased, said a senior Harbour Office official who asked not to be named.",
            "unnamed",
            "",
            "senior Harbour Office official",
            1,
        ),
        ("Fire has ceased, an official of the Hill League said.", "unnamed", "", "official of the Hill League", 1),
        ("Fire has ceased, said two shepherds.", "unnamed", "", "shepherds", 2),
        ("Fire has ceased, League Chairman Tor Vale said on Friday.", "named", "Tor Vale", "League Chairman", None),
        ("According to Foreign Minister Anna Berg, fire has ceased.", "named", "Anna Berg", "Foreign Minister", None),
        ("Northland has accused the League of firing first.", "named", "Northland", "", None),
        ("The defence ministry said that fire had ceased.", "named", "The defence ministry", "", None),
        ("The report added that fire had ceased.", "medium", "The report", "", None),
        ("Fire has ceased in the valley.", "author", "", "", None),
    ],
)
def test_the_speaker_is_kept_as_published(body: str, kind: str, name: str, role: str, number: int | None) -> None:
    """Named with a role, unnamed with a role and a number, a medium, or the author."""
    speaker = _only(body).speaker

    assert (speaker.kind, speaker.name, speaker.role, speaker.number) == (SpeakerKind(kind), name, role, number)


def test_states_are_no_verb() -> None:
    """A country's name is no saying."""
    assert _only("The United States of the Hills are at odds.").speaker.kind is SpeakerKind.AUTHOR


def test_a_citation_keeps_its_chain() -> None:
    """The officials speak, the agency passes on, and its day is the day of passing on."""
    statement = _only("An accord is near, the Valley Press (VP) reported on November 10 citing League officials.")

    assert statement.speaker.role == "League officials"
    assert [each.words for each in statement.via] == ["the Valley Press (VP)"]
    assert [time.role for time in statement.times] == [TimeRole.PASSED_ON]


def test_a_quotation_over_several_sentences_has_one_speaker() -> None:
    """Words before and after the naming are the same speaker's."""
    body = "\u201cWe hold the pass,\u201d Chairman Tor Vale said. \u201cNobody has crossed it.\u201d Snow fell."
    first, second, third = statements_of(press_text(body))

    assert first.speaker.name == second.speaker.name == "Tor Vale"
    assert {first.voice, second.voice} == {Voice.QUOTED}
    assert third.speaker.kind is SpeakerKind.AUTHOR


def test_he_is_the_speaker_before() -> None:
    """A pronoun stands for the speaker told last."""
    _, second = statements_of(press_text("Chairman Tor Vale said the pass is open. He said that snow fell."))

    assert second.speaker.name == "Tor Vale"


def test_a_column_is_apart_and_its_conclusions_are_opinion() -> None:
    """What others are quoted with in a column stays theirs."""
    body = "The pass is open. It is clear that the League gave way. \u201cWe did not,\u201d Chairman Tor Vale said."
    notice = "The views in this column are solely those of the author."
    voices = [each.voice for each in statements_of(press_text(body, notice=notice))]

    assert voices == [Voice.COLUMN, Voice.OPINION, Voice.QUOTED]


@pytest.mark.parametrize(
    "words",
    [
        "Opinion: The truce will not hold\n\nEXERCISE. The pass is open, and it will stay so.",
        "Analysis: The truce will not hold\n\nEXERCISE. The pass is open, and it will stay so.",
        "Commentary\n\nThe truce will not hold\n\nEXERCISE. The pass is open, and it will stay so.",
        "The pass\n\nEXERCISE. The pass is open, as it was.\n\nThe opinions are the author\u2019s own.",
        "The pass\n\nEXERCISE. The pass is open, and it will stay so.\n\nThe views are those of the author.",
        "The pass\n\nEXERCISE. The pass is open, as it was.\n\nThis piece does not necessarily reflect our policy.",
    ],
    ids=["opinion", "analysis", "commentary", "own", "those", "necessarily"],
)
def test_a_column_is_known_by_its_head_or_its_notice(words: str) -> None:
    """What is printed as opinion is its author's, and no report."""
    (stated,) = (
        each for each in statements_of(read_press_text(words, "exercise")) if each.words.startswith("The pass is")
    )

    assert stated.voice is Voice.COLUMN


def test_a_report_that_speaks_of_an_author_is_no_column() -> None:
    """Ordinary words of a report make nobody a columnist."""
    words = (
        "Analysis of the ice\n\nEXERCISE. The author of the note met the villagers. Polls do not necessarily represent "
        "the people of the valley; the ice on the river was measured again by two men with a rod. "
        "The pass is open, and it will stay so until the snow is gone and the ferry goes again between the two banks "
        "of the river each morning, as it did in the years before the fighting along the mill road and the old bridge "
        "began to keep the boats in the harbour and the villagers from their fields on the other side."
    )
    stated = statements_of(read_press_text(words, "exercise"))

    assert {each.voice for each in stated} == {Voice.NARRATED}


@pytest.mark.parametrize(
    ("flash", "kind", "role"),
    [
        ("Cease-fire to start Friday - officials", "unnamed", "officials"),
        ("Cease-fire to start Friday \u2014 two Northland officials", "unnamed", "Northland officials"),
        ("Officials: cease-fire to start Friday", "unnamed", "Officials"),
        ("Cease-fire to start Friday, minister says", "unnamed", "minister"),
        ("League to hold its fire from Friday - defence ministry", "named", ""),
        ("A ferry left the quay - with four officials aboard it", "author", ""),
    ],
)
def test_a_flash_names_its_source(flash: str, kind: str, role: str) -> None:
    """After a dash, before a colon, or with a verb in the present; one line is a whole text."""
    (stated,) = statements_of(read_press_text(f"EXERCISE\n\n{flash}\n", "exercise"))

    assert (stated.speaker.kind, stated.speaker.role) == (SpeakerKind(kind), role)


def test_a_quotation_in_another_script_states_nothing() -> None:
    """What cannot be read is nobody's statement, and the rest of the text is read."""
    foreign = "\u0628\u062f\u0623 \u0648\u0642\u0641 \u0627\u0644\u0646\u0627\u0631."
    body = f"The radio carried a text. {foreign} The pass is open."

    assert [each.words for each in statements_of(press_text(body))] == [
        "The radio carried a text.",
        "The pass is open.",
    ]


def test_a_comment_states_nothing() -> None:
    """Whatever a reader writes stays out."""
    statements = statements_of(press_text("The pass is open.", comment="Four officials said the pass is shut."))

    assert [each.words for each in statements] == ["The pass is open."]


@pytest.mark.parametrize(
    ("body", "certainty"),
    [
        ("The pass is open.", Certainty.STATED),
        ("The pass could open.", Certainty.POSSIBLE),
        ("The pass is probably open.", Certainty.LIKELY),
        ("The pass was expected to open.", Certainty.LIKELY),
        ("The pass would open under the accord.", Certainty.LIKELY),
        ("The League said that the pass would open.", Certainty.STATED),
        ("The pass is unlikely to open.", Certainty.UNLIKELY),
        ("Reports that the pass was open were clearly wrong.", Certainty.DENIED),
        ("The pass opened on 3 May 2031.", Certainty.STATED),
        ("If agreed, the pass will open.", Certainty.POSSIBLE),
        ("The League moved amid talk of a new accord.", Certainty.POSSIBLE),
    ],
)
def test_certainty_is_kept_in_the_source_s_strength(body: str, certainty: Certainty) -> None:
    """The weakest hedge decides, and the month of May is none."""
    assert _only(body).certainty is certainty


def test_a_claim_is_stated_at_a_distance() -> None:
    """Claiming is firm for the speaker; the text keeps its distance."""
    statement = _only("The League claimed that the pass was open.")

    assert (statement.certainty, statement.distances) == (Certainty.STATED, ("claimed",))


def test_a_text_of_nothing_states_nothing() -> None:
    """No segment, no statement."""
    assert statements_of(PressText(name="e", digest="0" * 64, text="", headline="", segments=())) == ()
