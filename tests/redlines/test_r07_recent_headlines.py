# SPDX-License-Identifier: Apache-2.0
"""R7 for words: headlines and sentences of the last 72 hours may hold positions, and are in no result."""

from datetime import timedelta
from pathlib import Path

import pytest

from event_rows import csv_bytes, row
from exercise_acts import lines
from redlines.kept import read_json, run
from truceline.assessment.withheld import WITHHELD_WORDS
from truceline.base.clock import SystemClock
from truceline.base.instants import NS_PER_S, day_of

POINT = "at 20.512345 10.598765"
TEXT = f"EXERCISE. Northland said on Monday that 12 fighters of the Hill League were killed {POINT}."
OLD = "2001-02-12"


def recent_day() -> str:
    """Give the day before yesterday, of which some is within 72 hours whatever the hour."""
    return day_of(SystemClock().now_ns() - 48 * 3_600 * NS_PER_S, timedelta(0)).isoformat()


def everything_written(folder: Path) -> str:
    """Give the words of the documents and of the page."""
    return "".join((folder / name).read_text(encoding="utf-8") for name in ("assessment.json", "report.html"))


@pytest.mark.parametrize("is_recent", [True, False])
def test_a_recent_record_is_not_quoted(is_recent: bool, exland: Path, tmp_path: Path) -> None:  # noqa: FBT001
    """Neither its headline nor what it states; that there is such a report is told."""
    day = recent_day() if is_recent else OLD
    told = {"source": {"ref": ["X1"]}, "published": day, "title": f"EXERCISE: fire {POINT}", "text": TEXT}
    events, out = tmp_path / "records.jsonl", tmp_path / "out"
    events.write_bytes(lines({"schema": "truceline/report/1", "id": "wire-1", **told}))
    (tmp_path / "other.txt").write_text("EXERCISE. Northland said on Friday that nothing happened.\n", encoding="utf-8")
    given = ("--events", events, "--texts", tmp_path / "other.txt")
    assert run("assess", "--library", exland, *given, "--out", out) == 0
    texts = {each["file"]: each for story in read_json(out / "assessment.json")["stories"] for each in story["texts"]}

    assert texts["wire-1"]["published"] == day
    assert (texts["wire-1"]["headline"] == WITHHELD_WORDS) is is_recent
    assert (POINT in everything_written(out)) is not is_recent


def test_a_published_press_text_is_quoted(exland: Path, tmp_path: Path) -> None:
    """What is given as a press text is published already."""
    text, out = tmp_path / "today.txt", tmp_path / "out"
    text.write_text(f"EXERCISE: fire {POINT}\n\n{recent_day()}\n\n{TEXT}\n", encoding="utf-8")
    assert run("assess", "--library", exland, "--texts", text, "--out", out) == 0

    assert WITHHELD_WORDS not in everything_written(out)


@pytest.mark.parametrize(
    ("event_day", "bulletin_day", "is_withheld"),
    [("recent", "recent", True), ("recent", OLD, True), (OLD, "recent", True), (OLD, OLD, False)],
)
def test_a_recent_bulletin_has_no_headline(
    event_day: str,
    bulletin_day: str,
    is_withheld: bool,  # noqa: FBT001
    exland: Path,
    tmp_path: Path,
) -> None:
    """Of the bulletin that most events quote: withheld when it, or an event that quotes it, may be recent."""
    happened, printed = (recent_day() if each == "recent" else each for each in (event_day, bulletin_day))
    quoted = {
        "source_office": "Gazette",
        "source_date": printed,
        "source_headline": f"Fire {POINT}",
        "number_of_sources": "1",
        "source_article": "x",
    }
    rows = [row(id=number, date_start=happened, date_end=happened, **quoted) for number in ("1", "2")]
    events, out = tmp_path / "rows.csv", tmp_path / "out"
    events.write_bytes(csv_bytes(rows, tuple(rows[0])))
    assert run("assess", "--library", exland, "--events", events, "--out", out) == 0
    widest = read_json(out / "assessment.json")["origins"]["bulletins"]["widest"]

    assert (widest["headline"] == WITHHELD_WORDS) is is_withheld
    assert (POINT in everything_written(out)) is not is_withheld
