# SPDX-License-Identifier: Apache-2.0
"""``truceline recount`` as a user runs it: on the real file with the shipped rules, on invented events, and wrongly."""

import csv
import json
import time
from pathlib import Path
from typing import Any

import pytest

from event_rows import csv_bytes, row, write
from exercise_acts import act, claim, lines
from exercise_library import write_library
from truceline.cli import main

EVENTS = "ucdp-ged-syria/ucdp_ged_syria_2016-02_2017-12_slim.csv.gz"
RULES = Path(__file__).resolve().parents[2] / "docs" / "examples"
EVERY, APART, INCIDENTS = (
    RULES / f"counting-{name}.yaml" for name in ("every-event", "listed-groups-apart", "incidents")
)
SECONDS_MAX = 15.0
"""Three times the figure of the documentation: other tests may run beside this one [s]."""


def run(*arguments: object) -> int:
    """Run the command line in this process."""
    return main.main([str(each) for each in arguments])


def recounted(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    """Run a recount and give its document."""
    capsys.readouterr()
    assert run("recount", *arguments, "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "truceline/recount/1"
    found = document["recount"]
    assert isinstance(found, dict)
    return found


def rule(folder: Path, name: str, fields: str) -> Path:
    """Write a counting rule."""
    text = f"schema: truceline/counting/1\nrules: [{{id: {name}, title: Rule {name}, window_days: 7{fields}}}]\n"
    return write(folder, text.encode(), f"{name}.yaml")


@pytest.fixture(scope="module")
def exercise_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the invented library."""
    return write_library(tmp_path_factory.mktemp("library"))


def test_the_shipped_rules_make_a_gap_that_two_facts_explain(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Counts add up; what is settled is told from what is not; the open facts are few and somebody's to settle."""
    began_s = time.monotonic()
    found = recounted(capsys, "--rule", EVERY, "--rule", APART, "--events", data_dir / EVENTS)
    took_s = time.monotonic() - began_s
    first, second, gap = found["first"], found["second"], found["gap"]

    assert found["events"] == 11_162
    for each in (first, second):
        assert each["events_counted"] + each["left_out"] + each["not_decided"] == found["events"]
    assert first["counted"] > second["counted"] + 5_000
    assert found["difference"] == second["counted"] - first["counted"]
    assert found["interaction"] == found["difference"] - sum(each["alone"] for each in found["effects"])
    assert gap["only_first"] == gap["chosen_first"] + gap["disputed_first"]
    assert gap["chosen_first"] > 1_500
    assert (gap["method"], gap["at_least"]) == ("exact", len(gap["facts"]))
    assert (gap["facts"][0]["kind"], gap["facts"][0]["subject"]) == ("designation", ["unsc", "Syrian insurgents"])
    assert gap["facts"][0]["alone"] / gap["disputed_first"] > 0.99
    assert all(fact["settled_by"] for fact in gap["facts"])
    assert took_s < SECONDS_MAX


def test_a_quarter_of_an_hour_cannot_be_seen_in_days(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An event file that tells days leaves open which events are one incident: nothing is left out for it."""
    found = recounted(
        capsys, "--rule", EVERY, "--rule", INCIDENTS, "--events", data_dir / EVENTS, "--agreement", "sw-2017"
    )

    assert found["second"]["left_out"] == found["first"]["left_out"]
    assert found["gap"]["disputed_first"] == found["gap"]["only_first"] > 1_000
    assert {fact["kind"] for fact in found["gap"]["facts"]} <= {"same_time", "same_place"}
    assert [each["agreement"] for each in found["before_after"]] == ["sw-2017"]
    assert found["before_after"][0]["second"]["not_decided_before"] > 0


def test_a_claim_settles_what_a_file_leaves_open(
    exercise_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who began is told by nobody until a claim says so; then it is counted."""
    events = write(tmp_path, csv_bytes([row(id=str(n)) for n in range(3)]))
    every, begun = rule(tmp_path, "every", ""), rule(tmp_path, "begun", ", begun_by: [hill-league]")
    says = {"source": {"ref": ["X1"]}, "actor": ["hill-league"], "first_act": True}
    claims = write(tmp_path, lines(claim("c1", act={"act": "ucdp:1", "account": says})), "claims.jsonl")
    common = ("--library", exercise_folder, "--rule", every, "--rule", begun, "--events", events)
    silent, told = recounted(capsys, *common), recounted(capsys, *common, "--claims", claims)

    assert (silent["second"]["counted"], silent["second"]["not_decided"]) == (0, 3)
    assert (told["second"]["counted"], told["second"]["not_decided"]) == (1, 2)
    (fact,) = told["gap"]["facts"]
    assert (fact["kind"], fact["subject"]) == ("initiator", ["Northland - Hill League"])


def test_single_acts_are_counted_with_their_rounds_and_weapons(
    exercise_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One act with rounds told, one without: the latter is shown, not dropped."""
    acts = write(tmp_path, lines(act("a1", quantities={"rounds": 12}), act("a2")), "acts.jsonl")
    every, rounds = rule(tmp_path, "every", ", kinds: [force.fire]"), rule(tmp_path, "rounds", ", min_rounds: 10")
    found = recounted(capsys, "--library", exercise_folder, "--rule", every, "--rule", rounds, "--events", acts)

    assert (found["first"]["counted"], found["second"]["counted"]) == (2, 1)
    assert found["second"]["not_decided_by"] == [{"field": "min_rounds", "events": 1}]
    assert found["before_after"] == []


def test_the_documented_incidents_can_be_recounted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Act by act, by a rule of a file and by one of the library."""
    force = rule(tmp_path, "force", ", day_precision: [1, 2], kinds: [force]")
    assert run("recount", "--rule", force, "--rule", "lethal-events-21d", "--incidents") == 0
    printed = capsys.readouterr().out

    assert "Neither count is the right one" in printed
    assert "No before and after" in printed


def test_the_folder_holds_every_event_with_its_reasons(
    exercise_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line for each event, without places; a second run replaces the first, and nothing else is replaced."""
    events = write(tmp_path, csv_bytes([row(id="1"), row(id="2", date_prec="2")]))
    every, begun = (
        rule(tmp_path, "every", ", day_precision: [1, 2]"),
        rule(tmp_path, "begun", ", begun_by: [northland]"),
    )
    out = tmp_path / "out"
    call = ("recount", "--library", exercise_folder, "--rule", every, "--rule", begun, "--events", events, "--out", out)
    assert run(*call) == run(*call) == 0
    lines_read = list(csv.DictReader((out / "recount.csv").read_text(encoding="utf-8").splitlines()))

    assert {each.name for each in out.iterdir()} == {"recount.json", "recount.csv"}
    assert [(each["event"], each["second"], each["second_reasons"]) for each in lines_read] == [
        ("ucdp:1", "not_decided", "begun_by"),
        ("ucdp:2", "left_out", "day_precision"),
    ]
    assert not any("20.25" in value for each in lines_read for value in each.values())
    capsys.readouterr()
    assert run("assess", "--library", exercise_folder, "--events", events, "--out", out) == 69
    assert "recount" in capsys.readouterr().err


def test_assess_recounts_by_every_further_rule(exercise_folder: Path, tmp_path: Path) -> None:
    """The first rule counts, each further one is laid beside it."""
    events = write(tmp_path, csv_bytes([row(id="1"), row(id="2", type_of_violence="2")]))
    every = rule(tmp_path, "every", "")
    states = rule(tmp_path, "states", ", violence: [state_based]")
    out = tmp_path / "out"
    call = ("assess", "--library", exercise_folder, "--events", events, "--rule", every, "--rule", states, "--out", out)
    assert run(*call) == 0
    found = json.loads((out / "assessment.json").read_bytes())
    (beside,) = found["recounts"]

    assert (found["rule"]["id"], found["counted"]["counted"]) == ("every", 2)
    assert (beside["second"]["rule"]["id"], beside["second"]["counted"]) == ("states", 1)
    assert beside["gap"]["choices"] == [{"field": "violence", "only_first": 1, "only_second": 0}]


def test_assess_restates_its_count_by_what_a_rule_asks(exercise_folder: Path, tmp_path: Path) -> None:
    """A rule that asks more than the file tells counts nothing, and says what it could not decide."""
    events = write(tmp_path, csv_bytes([row(id="1", date_start="2001-02-11", date_end="2001-02-11")]))
    out = tmp_path / "out"
    begun = rule(tmp_path, "begun", ", begun_by: [northland]")
    assert run("assess", "--library", exercise_folder, "--events", events, "--rule", begun, "--out", out) == 0
    found = json.loads((out / "assessment.json").read_bytes())

    assert found["counted"]["not_decided_by"] == [{"field": "begun_by", "events": 1}]
    assert [each["after"] for each in found["before_after"]] == [0]


WRONG = {
    "one rule": ("", 2, "expected --rule twice, for the two counts that are compared, got it once"),
    "the same rule twice": ("id: a, title: A, window_days: 7", 65, "got the same one twice"),
    "an unknown unit": (
        "id: b, title: B, window_days: 7, unit: volley",
        65,
        "expected one of event, incident, day, death",
    ),
    "a negative gap": (
        "id: b, title: B, window_days: 7, unit: incident, gap_minutes: -1, radius_m: 9",
        65,
        "gap_minutes from 0 to 5,270,400, not -1",
    ),
    "no radius": ("id: b, title: B, window_days: 7, unit: incident, gap_minutes: 1", 65, "radius_m, which the unit"),
    "a gap without its unit": ("id: b, title: B, window_days: 7, gap_minutes: 1", 65, "only with the unit incident"),
    "an unknown kind": ("id: b, title: B, window_days: 7, kinds: [force.nope]", 65, "not 'force.nope'"),
    "negative rounds": ("id: b, title: B, window_days: 7, min_rounds: -1", 65, "min_rounds of 0 or more, not -1"),
    "an unknown list": ("id: b, title: B, window_days: 7, without_designated: [uns]", 65, "an authority with a list"),
    "an unknown area": ("id: b, title: B, window_days: 7, areas: [XX99]", 65, "the P-code of an area"),
    "a field nobody knows": ("id: b, title: B, window_days: 7, gap_minute: 3", 65, "did you mean gap_minutes?"),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG)
def test_a_wrong_rule_is_told_in_a_sentence(
    case: tuple[str, int, str], exercise_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What, where, expected, got."""
    fields, code, words = case
    events = write(tmp_path, csv_bytes([row()]))
    good = write(tmp_path, b"schema: truceline/counting/1\nrules: [{id: a, title: A, window_days: 7}]\n", "a.yaml")
    rules = ["--rule", good]
    if fields:
        text = f"schema: truceline/counting/1\nrules: [{{{fields}}}]\n"
        rules += ["--rule", write(tmp_path, text.encode(), "b.yaml")]

    assert run("recount", "--library", exercise_folder, *rules, "--events", events) == code
    assert words in capsys.readouterr().err


def test_a_rule_without_a_schema_and_an_unknown_agreement_are_refused(
    exercise_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that does not say what it is, and a name that is not there."""
    events = write(tmp_path, csv_bytes([row()]))
    bare = write(tmp_path, b"rules: [{id: a, title: A, window_days: 7}]\n", "bare.yaml")
    one, other = rule(tmp_path, "one", ""), rule(tmp_path, "other", ", min_outlets: 2")
    common = ("recount", "--library", exercise_folder, "--events", events)

    assert run(*common, "--rule", one, "--rule", bare) == 65
    assert "schema: expected this field" in capsys.readouterr().err
    assert run(*common, "--rule", one, "--rule", other, "--agreement", "no-truce") == 66
    assert "no-truce" in capsys.readouterr().err
    assert run(*common, "--rule", one, "--rule", other, "--from", "2030-01-01") == 65
    assert "expected at least one event to count" in capsys.readouterr().err


def test_the_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    """In the list of commands, and so for the shell's completion."""
    assert run("--help") == 0
    printed = " ".join(capsys.readouterr().out.split())

    assert "./truceline recount --rule rule-a.yaml --rule rule-b.yaml" in printed
