# SPDX-License-Identifier: Apache-2.0
"""Texts of records pass the same door as texts of files, and one budget holds for both."""

from pathlib import Path

import pytest

from truceline.app.find_press_stories import gather_texts
from truceline.base.limits import TEXT_BYTES_MAX, TEXT_LINES_MAX
from truceline.base.moments import Moment
from truceline.corroboration import usable_text
from truceline.corroboration.text_intake import NO_TEXTS, TextIntake
from truceline.feeds.texts import read_texts
from truceline.picture.intake import Intake, Reason
from truceline.picture.reports import Report
from truceline.picture.sources import Source

BODY = "EXERCISE: snow fell on the pass above Lakeside, a spokesman for Northland said on Monday."


def gathered(*texts: str, files: TextIntake = NO_TEXTS) -> TextIntake:
    """Gather texts of records beside those of files."""
    reports = tuple(
        Report(id=f"r{number}", source=Source(ref=("X1",)), published=Moment("2001-02-10"), text=text)
        for number, text in enumerate(texts)
    )
    return gather_texts(files, [Intake(name="EXERCISE", form="jsonl", reports=reports)])


def told(intake: TextIntake) -> list[tuple[str, Reason]]:
    """Give what was set aside."""
    return [(each.file, each.reason) for each in intake.rejections]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("word " * (TEXT_BYTES_MAX // 5) + "more", Reason.TOO_LARGE),
        ("a\n" * TEXT_LINES_MAX, Reason.TOO_LARGE),
        ("a\r" * TEXT_LINES_MAX, Reason.TOO_LARGE),
        (f"{BODY}\x00", Reason.BINARY),
        ("\x1b[31m" * 40, Reason.BINARY),
        (f"<html><body>{BODY}</body></html>", Reason.MARKUP),
        (f"<p>{BODY}</p>" * 9, Reason.MARKUP),
        ('{"id": "x"}', Reason.MARKUP),
    ],
    ids=["bytes", "lines", "old line ends", "nul", "controls", "page", "tags", "record"],
)
def test_what_no_file_may_hold_no_record_may(tmp_path: Path, text: str, reason: Reason) -> None:
    """Set aside under the id of the record, for the same reason as a file; the next record is read."""
    (tmp_path / "bad.txt").write_bytes(text.encode())
    intake = gathered(text, BODY)

    assert told(intake) == [("r0", reason)]
    assert [each.name for each in intake.texts] == ["r1"]
    assert [each.reason for each in read_texts([tmp_path], lambda _: None).rejections] == [reason]


def test_files_and_records_share_the_number_of_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the files took the records do not have, and it is told where it ended."""
    monkeypatch.setattr(usable_text, "TEXTS_MAX", 3)
    for number in range(2):
        (tmp_path / str(number)).write_text(f"{BODY} {number}", encoding="utf-8")
    intake = gathered(f"{BODY} 5", f"{BODY} 6", f"{BODY} 7", files=read_texts([tmp_path], lambda _: None))

    assert len(intake.texts) == 3
    assert told(intake) == [("r1", Reason.TOO_MANY)]


def test_files_and_records_share_the_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in bytes, not in characters."""
    monkeypatch.setattr(usable_text, "TEXT_TOTAL_BYTES_MAX", 3 * len(BODY))
    (tmp_path / "a").write_text(BODY, encoding="utf-8")
    files = read_texts([tmp_path], lambda _: None)

    assert told(gathered(f"{BODY} 5", files=files)) == []
    assert told(gathered("\u00e9" * (len(BODY) + 1), files=files)) == [("r0", Reason.TOO_MANY)]
