# SPDX-License-Identifier: Apache-2.0
"""The main job on real events, on the documented incidents, and on an invented library; as a user runs it."""

import csv
import gzip
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from event_rows import csv_bytes, row, write
from exercise_acts import act, claim, lines
from exercise_library import write_library
from not_running import not_run
from truceline.cli import main

EVENTS = "ucdp-ged-syria/ucdp_ged_syria_2016-02_2017-12_slim.csv.gz"
BEFORE_AFTER = {
    "2016-02-27": (10.10, 5.67),
    "2016-09-12": (10.14, 9.52),
    "2016-12-30": (6.00, 6.57),
    "2017-05-06": (8.33, 2.86),
    "2017-07-09": (6.05, 3.57),
}
"""Per day before and after, countrywide, of the real file."""


def run(*arguments: object) -> int:
    """Run the command line in this process."""
    return main.main([str(each) for each in arguments])


def document(out: Path) -> dict[str, Any]:
    """Read the assessment."""
    found = json.loads((out / "assessment.json").read_bytes())
    assert isinstance(found, dict)
    return found


def records(path: Path) -> list[dict[str, Any]]:
    """Read JSON Lines."""
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def rulings(out: Path) -> Iterator[dict[str, str]]:
    """Read every ruling."""
    with gzip.open(out / "rulings.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


@pytest.fixture(scope="module")
def real(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Assess the whole real file once."""
    out = tmp_path_factory.mktemp("real") / "out"
    assert run("assess", "--events", data_dir / EVENTS, "--out", out) == 0
    return out


@pytest.fixture(scope="module")
def exercise_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the invented library."""
    return write_library(tmp_path_factory.mktemp("library"))


def test_the_counts_of_the_real_file_come_out(real: Path) -> None:
    """Rates before and after five days, to two decimals."""
    found = document(real)
    rates = {each["on"]: (each["before_per_day"], each["after_per_day"]) for each in found["before_after"]}

    assert rates == BEFORE_AFTER
    assert all(each["complete"] for each in found["before_after"])
    assert found["events"]["read"] == found["events"]["used"] == 11_162
    assert found["rule"]["scope"] == "countrywide"


def test_the_share_of_the_largest_outlet_is_computed(real: Path) -> None:
    """In mentions and in events, from the file itself."""
    largest = document(real)["sources"]["largest"][0]

    assert largest["outlet"] == "SOHR"
    assert (largest["mentions"], largest["events"]) == (11_985, 10_175)
    assert (largest["mentions_share"], largest["events_share"]) == (0.8723, 0.9116)


def test_every_act_and_provision_has_its_ruling(real: Path) -> None:
    """What the assessment counts is what the rulings say."""
    found = document(real)
    words: dict[str, int] = {}
    for ruling in rulings(real):
        words[ruling["ruling"]] = words.get(ruling["ruling"], 0) + 1

    assert sum(words.values()) == found["rulings"] == found["acts"] * found["provisions"]
    assert words == {each["word"]: each["rulings"] for each in found["words"] if each["rulings"]}
    assert sum(each["acts"] for each in found["words"]) == found["acts"]
    judged = found["judged"]
    assert judged["could_be_judged"] + judged["could_not_be_judged"] == found["acts"]


def test_no_two_sided_row_is_prohibited_without_a_claim(real: Path) -> None:
    """A record of fighting between two sides does not say who began."""
    assert not [each for each in rulings(real) if each["event"] and each["ruling"] == "prohibited"]


def test_exchanging_the_two_sides_of_every_row_changes_nothing(real: Path, data_dir: Path, tmp_path: Path) -> None:
    """The mirror image of the real file gives the same bytes but for the input's own digest and name."""
    source = data_dir / EVENTS
    rows = list(csv.DictReader(io.StringIO(gzip.decompress(source.read_bytes()).decode())))
    for each in rows:
        each["side_a"], each["side_b"] = each["side_b"], each["side_a"]
        each["deaths_a"], each["deaths_b"] = each["deaths_b"], each["deaths_a"]
    mirrored = write(tmp_path, csv_bytes(rows, tuple(rows[0])))
    out = tmp_path / "out"
    assert run("assess", "--events", mirrored, "--out", out) == 0

    told, other = document(real), document(out)
    for each in (told, other):
        for entry in each["inputs"]:
            del entry["name"], entry["sha256"]
    assert other == told
    for name in ("rulings.csv.gz", "findings.jsonl", "rejected.jsonl"):
        assert (out / name).read_bytes() == (real / name).read_bytes()


def test_the_documented_incidents_are_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The last line printed is the report's absolute path alone, and every finding carries its accounts."""
    out = tmp_path / "a folder"
    assert run("assess", "--incidents", "--out", out) == 0

    assert capsys.readouterr().out.splitlines()[-1] == str(out.resolve() / "report.html")
    assert sorted(path.name for path in out.iterdir()) == [
        "assessment.json", "findings.jsonl", "origins.csv.gz", "rejected.jsonl", "report.html", "rulings.csv.gz",
    ]  # fmt: skip
    found = document(out)
    assert found["judged"]["acts"] >= 15
    assert all(finding["accounts"] and finding["rests_on"] for finding in records(out / "findings.jsonl"))


def test_the_report_on_paper_stands_beside_the_page(tmp_path: Path) -> None:
    """When it is asked for; and a second run may replace both."""
    if find_spec("typst") is None:
        not_run("the report on paper needs typst (python -m pip install typst)")
    for _ in range(2):
        assert run("assess", "--incidents", "--pdf", "--out", tmp_path / "out") == 0

    assert (tmp_path / "out" / "report.pdf").read_bytes().startswith(b"%PDF-")


def test_without_the_extra_nothing_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence says how to get it."""
    monkeypatch.setattr("truceline.exports.pdf.find_spec", lambda _: None)

    assert run("assess", "--incidents", "--pdf", "--out", tmp_path / "out") == 69
    assert "extra `pdf`" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_claim_changes_rulings_visibly(exercise_folder: Path, tmp_path: Path) -> None:
    """Who began is told by nobody until somebody claims it; a rival claim makes it contested."""
    events = write(tmp_path, csv_bytes([row(date_start="2001-02-12", date_end="2001-02-12")]))

    def word_of(name: str, *claims: object) -> str:
        path = write(tmp_path, lines(*claims), f"{name}.jsonl")
        out = tmp_path / name
        extra = ("--claims", path) if claims else ()
        assert run("assess", "--library", exercise_folder, "--events", events, *extra, "--out", out) == 0
        (found,) = [each["ruling"] for each in rulings(out) if (each["act"], each["provision"]) == ("ucdp:1:b", "T1")]
        return found

    def began(claim_id: str, party: str, *, first: bool) -> object:
        account = {"source": {"ref": ["X1"], "party": party}, "actor": ["northland-army"], "first_act": first}
        return claim(claim_id, act={"act": "ucdp:1", "account": account})

    assert word_of("alone") == "cannot judge"
    assert word_of("claimed", began("c1", "hill-league", first=True)) == "prohibited"
    rival = (began("c1", "hill-league", first=True), began("c2", "northland", first=False))
    assert word_of("rival", *rival) == "contested"


def test_json_puts_the_assessment_on_standard_output(
    exercise_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One document for programs; the path goes to standard error. Invented input is marked as an exercise."""
    events = write(tmp_path, lines(act()), "acts.jsonl")
    out = tmp_path / "out"
    assert run("assess", "--library", exercise_folder, "--events", events, "--json", "--out", out) == 0

    told = capsys.readouterr()
    assert json.loads(told.out) == document(out)
    assert told.err.splitlines()[-1] == str(out.resolve() / "report.html")
    assert document(out)["exercise"] is True
    assert "EXERCISE" in (out / "report.html").read_text(encoding="utf-8")


def test_bad_rows_never_stop_the_run_and_never_vanish(exercise_folder: Path, tmp_path: Path) -> None:
    """Each stands in rejected.jsonl; what is read is used or set aside."""
    content = csv_bytes([row(), row(id="2", latitude="nan"), row(id="3", date_end="1999-01-01")])
    events = write(tmp_path, content + b"1,2\n")
    out = tmp_path / "out"
    assert run("assess", "--library", exercise_folder, "--events", events, "--out", out) == 0

    rejected = records(out / "rejected.jsonl")
    assert [(each["line"], each["reason"]) for each in rejected] == [
        (3, "bad-number"),
        (4, "dates-reversed"),
        (5, "too-few-columns"),
    ]
    counts = document(out)["events"]
    assert (counts["read"], counts["used"], counts["rejected"]) == (4, 1, 3)


def test_only_broken_lines_end_with_the_code_of_bad_input_and_a_report(
    exercise_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing could be used, which a program must see; what was wrong stands in the results all the same."""
    events = write(tmp_path, b'{broken\n{"schema": "truceline/act/9"}\n', "acts.jsonl")
    out = tmp_path / "out"

    assert run("assess", "--library", exercise_folder, "--events", events, "--out", out) == 65
    told = capsys.readouterr()
    assert told.out == f"{out / 'report.html'}\n"
    assert "expected at least one row that can be used, got 2 of 2 that cannot" in told.err
    assert [each["reason"] for each in records(out / "rejected.jsonl")] == ["bad-record"]
    assert document(out)["events"]["used"] == 0


def test_unknown_names_in_records_are_told(
    exercise_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An id that the library does not know is perhaps a slip of the pen: it is let in and told with its count."""
    source = {"ref": ["NO-1"]}
    boundary = {"zone": "no-truce/here", "place": {"area": ["XA01"]}, "inside": True, "source": source}
    control = {"holder": ["fog-front"], "kind": "military", "place": {"area": ["XA01"]}, "source": source}
    told = lines(act(), claim("c1", boundary=boundary), claim("c2", control=control))
    events, out = write(tmp_path, told, "acts.jsonl"), tmp_path / "out"

    assert run("assess", "--library", exercise_folder, "--events", events, "--out", out) == 0
    words = capsys.readouterr().err
    assert "publications not known to the library: 1 (NO-1), named in records: 2" in words
    assert "zones not known to the library: 1 (no-truce/here), named in records: 1" in words
    assert "1 actors are not known to the library (fog-front)" in words
    assert document(out)["events"]["unmapped_actors"] == [{"name": "fog-front", "events": 0}]


def test_a_window_leaves_events_out_and_says_so(exercise_folder: Path, tmp_path: Path) -> None:
    """From is the first day, to the first day after."""
    days = ("2001-02-01", "2001-02-02", "2001-02-03", "2001-02-04")
    events = write(tmp_path, csv_bytes([row(id=day[-1], date_start=day, date_end=day) for day in days]))
    out = tmp_path / "out"
    window = ("--from", "2001-02-02", "--to", "2001-02-04")
    assert run("assess", "--library", exercise_folder, "--events", events, *window, "--out", out) == 0

    counts = document(out)["events"]
    assert (counts["used"], counts["outside_window"]) == (2, 2)
    assert (counts["first_day"], counts["last_day"]) == ("2001-02-02", "2001-02-03")


def test_a_counting_rule_of_ones_own_is_spelled_out(exercise_folder: Path, tmp_path: Path) -> None:
    """The rule that was used stands in the assessment."""
    events = write(tmp_path, csv_bytes([row(date_start="2001-02-10", date_end="2001-02-10")]))
    text = "schema: truceline/counting/1\nrules: [{id: mine, title: Three days, window_days: 3}]\n"
    rule = write(tmp_path, text.encode(), "rule.yaml")
    out = tmp_path / "out"
    assert run("assess", "--library", exercise_folder, "--events", events, "--rule", rule, "--out", out) == 0

    found = document(out)
    assert (found["rule"]["id"], found["rule"]["window_days"]) == ("mine", 3)
    (counted,) = found["before_after"]
    assert (counted["days"], counted["after"], counted["complete"]) == (3, 1, False)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--out", "x"), 2, "--incidents, --events FILE... or --texts"),
        (("--incidents", "--events", "a.csv", "--out", "x"), 2, "got both"),
        (("a.csv", "--out", "x"), 2, "expected --events before"),
        (("--incidents",), 2, "--out"),
        (("--events", "missing.csv", "--out", "x"), 66, "no such file"),
        (("--incidents", "--library", "nowhere", "--out", "x"), 66, "nowhere"),
        (("--incidents", "--from", "yesterday", "--out", "x"), 65, "--from: expected YYYY-MM-DD, got 'yesterday'"),
        (("--incidents", "--to", "2017-02-30", "--out", "x"), 65, "--to: expected a real day"),
        (("--incidents", "--from", "2017-02-02", "--to", "2017-02-02", "--out", "x"), 65, "a day after"),
        (("--incidents", "--rule", "missing.yaml", "--out", "x"), 66, "missing.yaml: expected a file"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else str(value),
)
def test_wrong_use_is_told_in_one_line_and_writes_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    code: int,
    words: str,
) -> None:
    """Every wrong use has its code and its sentence."""
    monkeypatch.chdir(tmp_path)

    assert run("assess", *arguments) == code
    assert words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_refused_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody waits to be told."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")

    assert run("assess", "--events", tmp_path / "missing.csv", "--out", tmp_path) == 69
    assert "notes.txt" in capsys.readouterr().err


def test_progress_without_a_terminal_is_plain_lines(data_dir: Path, tmp_path: Path) -> None:
    """No control characters reach a log, and the last line of standard output is the path."""
    command = [sys.executable, "-m", "truceline", "assess", "--events", str(data_dir / EVENTS)]
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "out")], capture_output=True, text=True, check=False, timeout=120
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [str((tmp_path / "out").resolve() / "report.html")]
    assert "\r" not in done.stderr
    assert "\x1b" not in done.stderr
