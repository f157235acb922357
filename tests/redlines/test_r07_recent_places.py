# SPDX-License-Identifier: Apache-2.0
"""R7 where acts are counted: a rule that is narrowed again and again finds no position of the last 72 hours."""

import csv
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from event_rows import csv_bytes, row
from exercise_acts import act, lines
from redlines.kept import read_json, run
from truceline.base.clock import SystemClock
from truceline.base.instants import NS_PER_S, day_of

SECRET = (20.512345, 10.598765)
OLD = "2001-02-12"


def day(hours_ago: float) -> str:
    """Give the day of some hours ago."""
    return day_of(SystemClock().now_ns() - int(hours_ago * 3_600) * NS_PER_S, timedelta(0)).isoformat()


def rule(folder: Path, name: str, asked: str) -> Path:
    """Write a counting rule."""
    path = folder / f"{name}.yaml"
    text = f"schema: truceline/counting/1\nrules:\n  - {{id: {name}, title: {name}, window_days: 7{asked}}}\n"
    path.write_text(text, encoding="utf-8")
    return path


def recounted(
    folder: Path, exland: Path, since: tuple[str, ...], asked: str, capsys: pytest.CaptureFixture[str]
) -> dict[str, Any]:
    """Recount acts at one point in an area, by a rule that asks where, beside one that asks nothing."""
    at = {"position": {"lon_deg": SECRET[0], "lat_deg": SECRET[1], "radius_m": 10.0}}
    told = (at, at) if "radius_m" in asked else ({"area": ["XA01"]}, {"area": ["XA01"]})
    events = folder / "acts.jsonl"
    events.write_bytes(lines(*(act(f"act-{n}", since=each, place=told[n]) for n, each in enumerate(since))))
    rules = ("--rule", rule(folder, "every", ""), "--rule", rule(folder, "where", asked))
    assert run("recount", *rules, "--library", exland, "--events", events, "--json", "--out", folder / "out") == 0
    found = json.loads(capsys.readouterr().out)["recount"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("areas", ", areas: [XA01]"),
        ("without_areas", ", without_areas: [XA01]"),
        ("radius_m", ", unit: incident, gap_minutes: 14400, radius_m: 100"),
    ],
)
def test_where_a_recent_act_was_is_not_decided(
    field: str, asked: str, exland: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither which area it was in nor near what, whether the rule would count it or leave it out."""
    recent = recounted(tmp_path, exland, (day(48), day(48)), asked, capsys)
    second, facts = recent["second"], recent["gap"]["facts"]

    assert {each["field"] for each in second["not_decided_by"]} == {field}
    assert second["left_out"] == 0
    assert second["not_decided"] == (1 if field == "radius_m" else 2)
    assert {fact["kind"] for fact in facts} == {"withheld"}
    assert [each["code"] for fact in facts for each in fact["settled_by"]] == ["waiting"]
    with (tmp_path / "out" / "recount.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["second"] for row in rows].count("not_decided") == second["not_decided"]


@pytest.mark.parametrize(
    "asked", [", areas: [XA01]", ", without_areas: [XA01]", ", unit: incident, gap_minutes: 14400, radius_m: 100"]
)
def test_where_an_old_act_was_is_decided(
    asked: str, exland: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same acts, years ago: the rule is asked as it stands."""
    old = recounted(tmp_path, exland, (OLD, OLD), asked, capsys)

    assert "withheld" not in {fact["kind"] for fact in old["gap"]["facts"]}
    assert "waiting" not in str(old["gap"])
    if "areas" in asked:
        assert old["second"]["not_decided"] == 0


def test_a_reader_is_told_why(exland: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The text says that recent places are withheld, and who can settle it when."""
    events = tmp_path / "acts.jsonl"
    events.write_bytes(lines(act(since=day(48), place={"area": ["XA01"]}), act("old")))
    rules = ("--rule", rule(tmp_path, "every", ""), "--rule", rule(tmp_path, "in", ", areas: [XA01]"))
    assert run("recount", *rules, "--library", exland, "--events", events) == 0
    told = " ".join(capsys.readouterr().out.split())

    assert "places of the last 72 hours" in told
    assert "nobody, before the 72 hours have passed" in told


def test_an_assessment_does_not_count_by_recent_places(exland: Path, tmp_path: Path) -> None:
    """Rows of an event file: by a rule that asks for an area, the recent one is not decided, the old one is."""
    events = tmp_path / "rows.csv"
    told = [row(id=f"{n}", date_start=each, date_end=each) for n, each in enumerate((OLD, day(48)))]
    events.write_bytes(csv_bytes(told))
    asked = rule(tmp_path, "where", ", areas: [XA01]")
    out = tmp_path / "out"
    assert run("assess", "--library", exland, "--events", events, "--rule", asked, "--out", out) == 0
    counted = read_json(out / "assessment.json")["counted"]

    assert (counted["counted"], counted["not_decided"]) == (1, 1)
    assert [each["field"] for each in counted["not_decided_by"]] == ["areas"]
