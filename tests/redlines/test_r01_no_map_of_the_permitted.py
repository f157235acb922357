# SPDX-License-Identifier: Apache-2.0
"""R1: nothing tells where, when or against whom force is not barred; planned force is not judged."""

import csv
import gzip
from pathlib import Path

import pytest

from exercise_acts import act
from redlines.kept import assess_acts, read_lines, run, write_act
from truceline.cli.commands import COMMANDS
from truceline.cli.lazy import open_door

FUTURE = "2100-01-01T00:00:00Z"
PLANNED = {
    "a planned shot": act(stage="planned"),
    "a shot told as done that is yet to come": act(since=FUTURE),
    "a plan whose kind nobody tells": act(stage="planned", kind=None),
    "a planned killing": act(stage="planned", kind=["person.killing"]),
    "a planned attack among harmless kinds": act(stage="planned", kind=["procedure", "force.air"]),
}
ASKED_FOR = {
    "agreement list": {"library_name", "at_text", "as_json"},
    "agreement show": {"agreement_id", "at_text", "library_name", "as_json"},
    "agreement check": {"paths", "library_name", "as_json"},
    "agreement export": {"library_name", "out", "as_json"},
    "agreement rehearse": {"draft", "events", "incidents", "agreement_id", "as_if_applied", "library_name", "claims"}
    | {"boundaries", "as_json"},
    "agreement diff": {"before", "after", "events", "incidents", "library_name", "claims", "boundaries", "as_json"},
    "assess": {"library_name", "incidents", "events", "more_events", "claims", "boundaries", "since", "until", "rules"}
    | {"texts", "columns", "pdf", "as_json", "out"},
    "recount": {"rules", "library_name", "incidents", "events", "more_events", "claims", "since", "until", "agreement"}
    | {"as_json", "out"},
    "coverage": {"library_name", "function", "as_json"},
    "ruling": {"act_file", "library_name", "claims", "boundaries", "as_json"},
    "doctor": {"node", "as_json"},
    "init": {"place", "library_name", "party", "officer", "passphrase_file", "agent_key", "tls_name", "is_root_apart"}
    | {"as_json"},
    "serve": {"folder", "host", "port", "passphrase_file", "is_locked", "without_peers", "as_json"},
    "token": {"folder", "role", "officer", "party", "hours", "passphrase_file", "as_json"},
    "lock": {"folder", "as_json"},
    "unlock": {"folder", "passphrase_file", "as_json"},
    "passphrase change": {"folder", "passphrase_file", "new_passphrase_file", "as_json"},
    "passphrase add": {"folder", "passphrase_file", "new_passphrase_file", "agent_key", "as_json"},
    "passphrase list": {"folder", "as_json"},
    "backup": {"folder", "file", "passphrase_file", "as_json"},
    "restore": {"file", "folder", "is_tried", "passphrase_file", "as_json"},
    "upgrade": {"folder", "dry_run", "backup_file", "passphrase_file", "as_json"},
    "passphrase remove-slot": {"folder", "slot", "passphrase_file", "as_json"},
    "line state": {"at_text", "channel", "library_name", "as_json"},
    "talks show": {"at_text", "track", "library_name", "as_json"},
    "peer card": {"folder", "passphrase_file", "as_json"},
    "peer add": {"folder", "file", "address", "fingerprint", "may_replace", "as_json"},
    "peer list": {"folder", "as_json"},
    "peer remove": {"folder", "party", "as_json"},
    "record verify": {"question", "bundle", "policy", "origin", "seq", "party", "start", "end", "all_signatures"}
    | {"as_json"},
    "record export": {"folder", "out", "origin", "start", "end", "entry", "disclose", "policy_out", "passphrase_file"}
    | {"as_json"},
    "record import": {"folder", "files", "passphrase_file", "as_json"},
    "record rebuild": {"folder", "out", "passphrase_file", "as_json"},
    "record head": {"folder", "as_json"},
    "record entry": {"folder", "seq", "origin", "passphrase_file", "as_json"},
    "record key rotate": {"folder", "roots", "suspect_from", "passphrase_file", "root_passphrase_file", "as_json"},
    "record key revoke": {"folder", "roots", "key", "suspect_from", "passphrase_file", "root_passphrase_file"}
    | {"as_json"},
    "record key enrol": {"folder", "roots", "public", "passphrase_file", "root_passphrase_file", "as_json"},
    "drill first-day": {"out", "as_json"},
}
"""Everything a command may be asked. Before a line is added here: could it ask where force is not barred?"""


@pytest.mark.parametrize("record", PLANNED.values(), ids=PLANNED)
def test_planned_force_is_not_judged(
    record: object, exland: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is refused with the exit code of red lines, and nothing is said of the act."""
    code = run("ruling", write_act(tmp_path, record), "--library", exland)
    told = capsys.readouterr()

    assert code == 77
    assert told.out == ""
    assert "red line R1" in told.err


@pytest.mark.parametrize("kind", ["force.fire.mortar", "flight", "aid.passage"])
def test_nothing_planned_is_judged_in_bulk(kind: str, exland: Path, tmp_path: Path) -> None:
    """Among many acts every planned one is set aside with its reason, whatever its kind; none gets a ruling."""
    plans = [act("plan", stage="planned", kind=[kind]), act("yet-to-come", since=FUTURE, kind=[kind])]
    out = assess_acts(tmp_path, exland, *plans, act("done"))
    with gzip.open(out / "rulings.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        judged = {row["act"] for row in csv.DictReader(stream)}

    assert judged == {"done"}
    assert [each["reason"] for each in read_lines(out / "rejected.jsonl")] == ["red-line", "red-line"]


def test_no_command_asks_where_force_is_not_barred() -> None:
    """No command or option beyond the known ones; none takes an area, a force, a position or a list of any of them."""
    found = {entry.name: {option.name for option in open_door(entry).params} for entry in COMMANDS}

    assert found == ASKED_FOR


def test_every_ruling_is_of_an_act_that_was_handed_in(results: Path) -> None:
    """Rulings are by act; no row speaks of a place, a time or a force that no act told of."""
    with gzip.open(results / "rulings.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))

    assert {row["act"] for row in rows} == {"shot-1", "side-a", "side-b"}
    assert set(rows[0]) == {
        *("act", "event", "agreement", "provision", "ruling", "decided_by", "missing"),
        *("passage_status", "flips_origin", "flips_party"),
    }


def test_an_overview_lists_what_is_barred_and_not_where_nothing_is(
    exland: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What ``show`` says of zones names those of the text; nothing outside them is described."""
    assert run("agreement", "show", "square-truce", "--library", exland, "--at", "2001-03-01") == 0
    told = capsys.readouterr().out.lower()

    assert "the square" in told
    assert "outside" not in told
    assert "not barred" not in told
