# SPDX-License-Identifier: Apache-2.0
"""R11 for whoever tries the software: there is an invented library to try it on, and all that it gives is marked."""

import json
from pathlib import Path

import pytest

from exercise import change
from redlines.kept import read_json, read_lines, run, write_act

NAME = "exercise-strait"
ACT = {
    "schema": "truceline/act/1",
    "id": "patrol",
    "title": "EXERCISE. A patrol over High Garrow",
    "exercise": True,
    "accounts": [
        {
            "source": {"ref": ["M1"]},
            "actor": ["northland-air"],
            "kind": ["flight.combat"],
            "place": {"position": {"lon_deg": -124.3, "lat_deg": -43.6, "radius_m": 100}},
            "since": "2026-11-21T06:00:00Z",
            "facts": {"medical_evacuation": False},
        }
    ],
}


def test_a_first_user_judges_an_invented_act_without_a_library_of_their_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The act is marked, the answer is marked, and it is an answer."""
    path = write_act(tmp_path, ACT)

    assert run("ruling", path, "--library", NAME, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["exercise"] is True
    assert "prohibited" in json.dumps(told)  # noqa: TID251 - a look at the whole answer


def test_the_same_act_is_refused_by_the_library_of_real_parties(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An invented act stays in an exercise."""
    assert run("ruling", write_act(tmp_path, ACT)) == 77
    assert "red line R11" in capsys.readouterr().err


@pytest.mark.parametrize("command", [("list",), ("show", "strait-ceasefire"), ("show", "flight-safety")])
def test_what_is_said_of_it_is_marked(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """In the first line."""
    assert run("agreement", *command, "--library", NAME) == 0
    assert capsys.readouterr().out.startswith("EXERCISE")


def test_its_report_is_marked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """At its head, in the assessment and in every finding."""
    out = tmp_path / "out"

    assert run("assess", "--library", NAME, "--incidents", "--out", out) == 0
    assert capsys.readouterr().out
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "EXERCISE. Everything on this page is invented" in page.partition("</header>")[0]
    assert read_json(out / "assessment.json")["exercise"] is True
    findings = read_lines(out / "findings.jsonl")
    assert findings
    assert all(finding["exercise"] is True for finding in findings)


def test_a_copy_of_it_is_allowed_and_stays_an_exercise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its invented parties are nobody, so they may be kept; the mark may not be dropped."""
    copy = tmp_path / "copy"

    assert run("agreement", "export", NAME, "--out", copy) == 0
    assert run("agreement", "check", copy) == 0
    change(copy / "library.yaml", f"id: {NAME}", "id: exercise-mine")
    assert run("agreement", "check", copy) == 0
    assert run("ruling", write_act(tmp_path, ACT), "--library", copy) == 0
    capsys.readouterr()
    change(copy / "library.yaml", "exercise: true", "exercise: false")
    assert run("agreement", "check", copy) == 65
    told = capsys.readouterr()
    assert "red line R11" in told.out + told.err


def test_a_copy_of_it_takes_in_no_real_party(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is invented and what is real stay apart there too."""
    copy = tmp_path / "copy"
    assert run("agreement", "export", NAME, "--out", copy) == 0
    change(copy / "parties.yaml", "name: Quarry Company, kind", "name: Russia, kind")

    assert run("agreement", "check", copy) == 65
    told = capsys.readouterr()
    assert "invented parties and forces alone" in told.out + told.err
