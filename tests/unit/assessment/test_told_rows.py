# SPDX-License-Identifier: Apache-2.0
"""What an assessment tells of the words of press texts; invented texts (EXERCISE)."""

from told_texts import press_text, told_in
from truceline.assessment.told_rows import contradiction_rows, statement_summary
from truceline.corroboration.side_by_side import Told


def test_a_run_without_texts_states_nothing() -> None:
    """Every count is nought, and nothing is listed."""
    summary = statement_summary(Told())

    assert (summary.statements, summary.times, summary.unnamed_sources) == (0, 0, 0)
    assert contradiction_rows(Told()) == ()


def test_unnamed_sources_are_counted_once_over_copies() -> None:
    """Two copies, one group, the number as told."""
    body = (
        "EXERCISE. Northland and the Hill League are close to an accord on the Long Valley, {} League officials said. "
        "It would let the villagers of both sides back to their fields between the river and the mill above Lakeside."
    )
    summary = statement_summary(told_in(press_text(body.format("four"), "a"), press_text(body.format("several"), "b")))
    (row,) = summary.unnamed

    assert (summary.unnamed_sources, row.numbers, row.files, row.statements) == (1, (4,), ("a", "b"), 2)
    assert summary.by_speaker == {"author": 4, "unnamed": 2}


def test_a_side_tells_speaker_certainty_and_time() -> None:
    """Everything a reader needs stands beside the words."""
    told = told_in(
        press_text("EXERCISE. Northland and the Hill League have kept open a hotline for years.", "a"),
        press_text("EXERCISE. Northland suspended its hotline with the League on 3 March 2031, officials said.", "b"),
    )
    (row,) = contradiction_rows(told)
    kept, ended = sorted(row.sides, key=lambda side: side.file)

    assert (row.kind, row.scope) == ("channel_interval", "across_stories")
    assert (kept.state, kept.speaker_kind, kept.time.words if kept.time else "") == (
        "maintained",
        "author",
        "for years",
    )
    assert (ended.state, ended.speaker, ended.certainty) == ("switched_off", "officials", "stated")
    assert ended.time is not None
    assert (ended.time.first_day, ended.time.method, ended.time.is_inference) == ("2031-03-03", "dated", False)
