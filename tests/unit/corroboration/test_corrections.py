# SPDX-License-Identifier: Apache-2.0
"""Corrections: linked to what they correct, nothing deleted; invented texts (EXERCISE)."""

import pytest

from told_texts import press_text, told_in
from truceline.corroboration.certainty import Certainty
from truceline.corroboration.corrections import CorrectionKind
from truceline.corroboration.speakers import SpeakerKind
from truceline.corroboration.statements import Voice, statements_of

CLAIM = "League guns shelled the old mill near Lakeside"
SAME = (
    "EXERCISE. Northland and the Hill League are close to a truce along the river between Lakeside and the old bridge, "
    "four League officials said on Monday night, and heavy weapons would be kept ten miles away.\n\n"
)


def test_a_claim_called_wrong_is_linked_and_kept() -> None:
    """The report that is called wrong stays a statement, with the correction beside it."""
    report = press_text("EXERCISE. League guns shelled the old mill near Lakeside, radio said.", "report")
    denial = press_text("EXERCISE. Reports that League guns shelled the old mill near Lakeside were false.", "denial")
    told = told_in(report, denial)
    (correction,) = told.corrections

    assert (correction.kind, correction.text) == (CorrectionKind.SAYS_WRONG, "denial")
    assert correction.claim == "League guns shelled the old mill near Lakeside"
    assert [each.text for each in correction.corrects] == ["report"]
    assert any(each.text == "report" for story in told.stories for each in story.statements)


def test_a_claim_in_few_words_is_linked_to_nothing() -> None:
    """Too general a claim corrects nobody in particular."""
    told = told_in(
        press_text("EXERCISE. The pass is open, radio said.", "report"),
        press_text("EXERCISE. Reports that the pass is open were false.", "denial"),
    )

    assert [each.corrects for each in told.corrections] == [()]


def test_a_notice_of_correction_is_found_and_a_comment_is_not() -> None:
    """A text may say that it was changed; its readers may not."""
    told = told_in(
        press_text("EXERCISE. Snow fell.", notice="An earlier version of this report named another pass."),
        press_text("EXERCISE. Rain fell.", comment="Correction: it was sleet."),
    )

    assert [each.kind for each in told.corrections] == [CorrectionKind.CORRECTION]


def test_a_column_does_not_correct_its_own_words() -> None:
    """Who calls a claim wrong is not corrected by it."""
    claim = "League guns shelled the old mill near Lakeside in June"
    body = f"EXERCISE. {claim}. Reports that {claim} were false."
    (correction,) = told_in(press_text(body)).corrections

    assert correction.corrects == ()


@pytest.mark.parametrize(
    ("notice", "speaker"),
    [
        (f"In a story published May 4 about the river, River Wire reported erroneously that {CLAIM}.", "River Wire"),
        (f"An earlier version of this story said wrongly that {CLAIM}.", "An earlier version of this story"),
        (f"An earlier version of this article incorrectly said that {CLAIM}.", "An earlier version of this article"),
        (f"A previous version of this report misstated that {CLAIM}.", "A previous version of this report"),
        (f"Correction: This report said in error that {CLAIM}.", "This report"),
    ],
)
def test_words_taken_back_are_denied_and_nobody_s_own(notice: str, speaker: str) -> None:
    """They are what the publication had told, and never a claim of the text that corrects it."""
    (stated,) = statements_of(press_text(notice))

    assert (stated.voice, stated.certainty) == (Voice.CORRECTION, Certainty.DENIED)
    assert (stated.speaker.kind, stated.speaker.words) == (SpeakerKind.MEDIUM, speaker)


@pytest.mark.parametrize(
    "sentence",
    [
        "Officials wrongly said that the pass is open.",
        "The prices were falsely put at ten crowns in a story of the harbour.",
        "The correction of the river bed took a year.",
    ],
)
def test_wrong_words_of_others_are_no_correction_of_a_publication(sentence: str) -> None:
    """A report may tell of errors without taking anything back."""
    assert [each.voice is Voice.CORRECTION for each in statements_of(press_text(sentence))] == [False]


@pytest.mark.parametrize(
    "notice",
    [
        f"An earlier version of this story said wrongly that {CLAIM}.",
        f"Correction: It was thunder. An earlier version of this story misreported that {CLAIM}.",
        "Correction: A storm, not League guns, shelled the old mill near Lakeside.",
    ],
)
def test_a_correction_is_linked_to_the_copy_that_still_tells_it(notice: str) -> None:
    """The copy keeps its words, with the correction beside them."""
    told = told_in(press_text(f"{SAME}{CLAIM} at dawn.", "old"), press_text(f"{SAME}Snow fell.\n\n{notice}", "new"))
    (correction,) = told.corrections

    assert (correction.kind, correction.text) == (CorrectionKind.CORRECTION, "new")
    assert [(each.text, each.words) for each in correction.corrects] == [("old", f"{CLAIM} at dawn.")]
    assert any(each.words == f"{CLAIM} at dawn." for story in told.stories for each in story.statements)
    assert told.contradictions.entries == ()


@pytest.mark.parametrize(
    ("outlet", "published", "links"),
    [
        ("River Wire", "2031-05-04", ["old"]),
        ("River Wire", "", ["old"]),
        ("River Wire", "2031-05-05", []),
        ("Valley Post", "2031-05-04", []),
    ],
)
def test_a_correction_reaches_other_texts_of_its_publication_and_day(
    outlet: str, published: str, links: list[str]
) -> None:
    """Another publication told the same, and nobody took that back."""
    old = press_text(f"EXERCISE. LAKESIDE ({outlet}) - {CLAIM} at dawn.", "old", published=published)
    notice = f"In a story published May 4, River Wire reported erroneously that {CLAIM}."
    (correction,) = told_in(old, press_text(f"EXERCISE. It was thunder.\n\n{notice}", "new")).corrections

    assert [each.text for each in correction.corrects] == links
