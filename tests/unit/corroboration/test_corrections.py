# SPDX-License-Identifier: Apache-2.0
"""Corrections: linked to what they correct, nothing deleted; invented texts (EXERCISE)."""

from told_texts import press_text, told_in
from truceline.corroboration.corrections import CorrectionKind


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
