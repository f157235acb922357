# SPDX-License-Identifier: Apache-2.0
"""Press texts as a user gives them: alone, beside incidents, among files that are none."""

import json
from pathlib import Path
from typing import Any

import pytest

from exercise_acts import lines
from exercise_library import write_library
from press_texts import REPORT
from truceline.cli import main

BODY = "\n\n".join(REPORT)


def run(*arguments: object) -> int:
    """Run the command line in this process."""
    return main.main([str(each) for each in arguments])


def document(out: Path) -> dict[str, Any]:
    """Read the assessment."""
    found = json.loads((out / "assessment.json").read_bytes())
    assert isinstance(found, dict)
    return found


def rejected(out: Path) -> list[tuple[str, str]]:
    """Read which files were set aside and why."""
    told = [json.loads(line) for line in (out / "rejected.jsonl").read_bytes().splitlines()]
    return [(Path(each["file"]).name, each["reason"]) for each in told]


def test_real_texts_alone_give_their_stories(data_dir: Path, tmp_path: Path) -> None:
    """Three copies of one wire report are one story; nothing is judged, and the report is written."""
    assert run("assess", "--texts", data_dir / "press-2016-2017", "--out", tmp_path / "out") == 0

    found = document(tmp_path / "out")
    assert [story["files"] for story in found["stories"]] == [
        ["000.txt", "001.txt", "002.txt"],
        ["003.txt"],
        ["004.txt"],
    ]
    assert (found["acts"], found["texts"]["used"], found["texts"]["stories_of_several"]) == (0, 5, 1)
    assert (tmp_path / "out" / "report.html").stat().st_size > 0


def test_several_files_stand_beside_incidents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each value up to the next option is a text, and what is no text is told and left out."""
    edited = BODY.replace("close to a truce", "near a cease-fire").replace(REPORT[3], "")
    for name, words in (("a b.txt", BODY), ("c.txt", edited), ("bad.txt", "<html><p>Truce</p>"), ("d.txt", BODY)):
        (tmp_path / name).write_text(words, encoding="utf-8")
    given = [tmp_path / name for name in ("a b.txt", "c.txt", "bad.txt", "d.txt")]
    library = write_library(tmp_path / "library")

    assert run("assess", "--library", library, "--incidents", "--texts", *given, "--out", tmp_path / "out") == 0
    assert [story["files"] for story in document(tmp_path / "out")["stories"]] == [["a b.txt", "c.txt", "d.txt"]]
    assert rejected(tmp_path / "out") == [("bad.txt", "markup"), ("d.txt", "duplicate-text")]
    assert "press texts set aside or told once already: 2" in capsys.readouterr().err


def test_records_that_carry_text_are_compared_with_files(tmp_path: Path) -> None:
    """Their day of publishing and headline count as given."""
    (tmp_path / "a.txt").write_text(f"{BODY}\n\nThe bridge was closed for the night.", encoding="utf-8")
    report = {
        "schema": "truceline/report/1",
        "id": "river-wire-7",
        "source": {"ref": ["X1"]},
        "published": "2001-02-13",
        "title": "Truce is near",
        "text": BODY,
    }
    records = tmp_path / "records.jsonl"
    records.write_bytes(lines(report))
    library = write_library(tmp_path / "library")
    out = tmp_path / "out"

    assert run("assess", "--library", library, "--events", records, "--texts", tmp_path / "a.txt", "--out", out) == 0
    (story,) = document(out)["stories"]
    assert story["files"] == ["a.txt", "river-wire-7"]
    assert [(text["headline"], text["published"]) for text in story["texts"]] == [
        ("", ""),
        ("Truce is near", "2001-02-13"),
    ]


def test_texts_of_which_none_can_be_used_end_as_a_fault_of_the_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The results are written all the same."""
    (tmp_path / "empty.txt").touch()

    assert run("assess", "--texts", tmp_path / "empty.txt", "--out", tmp_path / "out") == 65
    assert rejected(tmp_path / "out") == [("empty.txt", "blank")]
    assert "--texts: expected at least one text that can be used" in capsys.readouterr().err


def test_a_missing_path_of_texts_is_told_before_events_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody waits for a large file to be read to hear of a slip."""
    events = tmp_path / "events.jsonl"
    events.write_bytes(b"no record\n")
    missing = tmp_path / "missing"

    assert run("assess", "--events", events, "--texts", missing, "--out", tmp_path / "out") == 66
    told = capsys.readouterr().err
    assert f"{missing}: expected a text file or a folder of texts" in told
    assert not (tmp_path / "out").exists()


def assessed_pair(folder: Path) -> dict[str, Any]:
    """Assess a.txt and b.txt of a folder with the exercise library."""
    library, out = write_library(folder / "library"), folder / "out"
    texts = (folder / "a.txt", folder / "b.txt")
    assert run("assess", "--library", library, "--texts", *texts, "--out", out) == 0
    return document(out)


def test_a_text_in_another_language_is_compared_and_not_read(tmp_path: Path) -> None:
    """The assessment says which text that is."""
    one = "\u0628\u062f\u0623 \u0648\u0642\u0641 \u0625\u0637\u0644\u0627\u0642 \u0627\u0644\u0646\u0627\u0631"
    words = " ".join(f"{one} {number}." for number in range(20))
    (tmp_path / "a.txt").write_text(f"EXERCISE\n\n{words}\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text(f"EXERCISE\n\n{words} {one}.\n", encoding="utf-8")
    found = assessed_pair(tmp_path)

    assert [(each["files"], each["texts"][0]["language"]) for each in found["stories"]] == [
        (["a.txt", "b.txt"], "other_script")
    ]
    assert found["statements"]["statements"] == 0
    assert (found["statements"]["not_read"], found["statements"]["not_read_files"]) == (2, ["a.txt", "b.txt"])


def test_a_flash_is_told_as_too_short_to_be_compared(tmp_path: Path) -> None:
    """Nothing says that it is no copy."""
    (tmp_path / "a.txt").write_text("EXERCISE Cease-fire to start Friday - officials\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text(BODY, encoding="utf-8")
    found = assessed_pair(tmp_path)

    assert {each["files"][0]: each["too_short"] for each in found["stories"]} == {"a.txt": True, "b.txt": False}
    assert found["texts"]["too_short"] == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--texts", "missing.txt"], 66),
        (["--library", "nowhere", "--texts", "missing.txt"], 66),
        (["--texts"], 2),
        ([], 2),
    ],
    ids=["missing", "missing-first", "none", "nothing"],
)
def test_slips_of_the_command_line_are_told(tmp_path: Path, arguments: list[str], code: int) -> None:
    """Before anything is read."""
    assert run("assess", *arguments, "--out", tmp_path / "out") == code
