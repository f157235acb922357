# SPDX-License-Identifier: Apache-2.0
"""One act explained, as a duty officer runs it; and what is refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from event_rows import write
from exercise_acts import act, claim, lines
from exercise_library import write_library
from truceline.base.clock import SystemClock
from truceline.base.instants import NS_PER_S, to_text
from truceline.cli import main

Explain: TypeAlias = Callable[..., str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the invented library."""
    return write_library(tmp_path_factory.mktemp("library"))


@pytest.fixture
def explain(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Explain:
    """Give a function that explains an act and gives what was printed."""

    def run(record: object, *more: object, claims: tuple[object, ...] = ()) -> str:
        path = write(tmp_path, json.dumps(record, indent=2).encode(), "act.json")  # noqa: TID251 - as a user writes it
        given = ("--claims", write(tmp_path, lines(*claims), "claims.jsonl")) if claims else ()
        arguments = ("ruling", path, "--library", folder, *given, *more)
        assert main.main([str(each) for each in arguments]) == 0
        return capsys.readouterr().out

    return run


def words(text: str) -> dict[str, str]:
    """Give the ruling of every provision of a JSON explanation."""
    found: dict[str, Any] = json.loads(text)
    assert found["schema"] == "truceline/explanation/2"
    return {each["provision"]: each["says"] for each in found["rulings"]}


def test_an_act_inside_the_truce_is_prohibited_on_one_word(explain: Explain) -> None:
    """The first line says on what passages it rests; the flip says whose word it hangs on."""
    told = explain(act(facts={"proportionate": False})).splitlines()

    assert told[0] == "Every passage that speaks of this act is the text itself as published."
    assert told[1] == "EXERCISE: this act is invented."
    assert "PROHIBITED  square-truce/T1: No use of force in the square  [text]" in told
    assert '    passage: "no use of force in the square" [X1]' in told
    assert "    without origin River Wire: cannot judge" in told
    assert told[-1].startswith("  not bound: ") or "Not near the act:" not in told


def test_relief_rests_on_a_gloss_and_the_first_line_says_so(explain: Explain) -> None:
    """A permission is shown as what it is: the text permits."""
    told = explain(act(kind=["aid.passage"], first_act=None)).splitlines()

    assert told[0].startswith("CAUTION: ")
    assert "resting on somebody's gloss of the text: 1, on an unverified passage: 0" in told[0]
    assert any(line.startswith("TEXT PERMITS  square-truce/T2") for line in told)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({}, "prohibited"),
        ({"first_act": None}, "cannot judge"),
        ({"since": "2001-02-09T10:00:00+02:00"}, "in force, not yet applied"),
        ({"since": "2001-01-09T10:00:00+02:00"}, "not bound"),
        ({"actor": ["lake-band"]}, "not bound"),
        ({"actor": None}, "cannot judge"),
        ({"kind": ["flight.combat"]}, "clause silent"),
        ({"place": {"position": {"lon_deg": 22.0, "lat_deg": 10.5}}}, "outside place"),
        ({"place": {"position": {"lon_deg": 21.0, "lat_deg": 10.5, "radius_m": 900}}}, "cannot judge"),
        ({"first_act": False, "facts": {"proportionate": True}}, "exempt"),
        ({"first_act": False}, "cannot judge"),
    ],
    ids=str,
)
def test_one_act_changed_in_one_thing(explain: Explain, changed: dict[str, object], word: str) -> None:
    """Each condition decides by its own word."""
    assert words(explain(act("shot-1", **changed), "--json"))["T1"] == word


def test_a_rival_claim_makes_it_contested(explain: Explain) -> None:
    """Nobody is overruled, and dropping either party changes the answer."""
    account = {"source": {"ref": ["X1"], "party": "northland"}, "first_act": False}
    denial = claim("c1", act={"act": "shot-1", "account": account})
    told = explain(act(), claims=(denial,))

    assert "CONTESTED  square-truce/T1" in told
    assert "without party Northland: prohibited" in told
    assert "c1" in told


@pytest.mark.parametrize(
    ("record", "code", "word"),
    [
        (act(stage="planned"), 77, "R1"),
        (act(stage="planned", kind=None), 77, "R1"),
        (act(stage="planned", kind=["person.killing"]), 77, "R1"),
        (act(stage="planned", kind=["flight"]), 77, "R1"),
        (act(stage="planned", kind=["procedure"]), 77, "R1"),
        (act(since="2099-01-01"), 77, "R1"),
        (act(until="2099-01-01"), 77, "R1"),
        (act(since=None), 77, "R1"),
        (act(exercise=False), 77, "R11"),
        (act(kind=["force.spell"]), 65, "force.spell"),
        ({"schema": "truceline/act/9"}, 65, "truceline/act/1"),
        ({"id": "x"}, 65, "schema"),
        (["schema"], 65, "schema"),
        ("", 65, "schema"),
    ],
    ids=[
        "planned",
        "planned-unknown",
        "planned-killing",
        "planned-flight",
        "planned-procedure",
        "to-come",
        "not-over",
        "undated",
        "mixed",
        "kind",
        "version",
        "none",
        "list",
        "text",
    ],
)
def test_what_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], record: object, code: int, word: str
) -> None:
    """A planned act of force gets no ruling whatever; a broken document says what it lacks."""
    path = write(tmp_path, json.dumps(record).encode(), "act.json")  # noqa: TID251 - as a user writes it

    assert main.main(["ruling", str(path), "--library", str(folder)]) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert word in told.err


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        (None, 66, "act.json: expected a file, got no such file"),
        (
            b'{"schema": "truceline/act/1",\n "id" "a"}',
            65,
            "act.json:2: document: expected JSON in UTF-8, got a mistake",
        ),
        (b'{"schema": "truceline/act/1", "id": "a\\ud800"}', 65, "expected whole characters"),
    ],
    ids=["missing", "no-json", "half-a-character"],
)
def test_a_file_that_is_no_act_is_told_plainly(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, code: int, told: str
) -> None:
    """What, where, expected, got; and one code for a file that is not there, as everywhere."""
    path = tmp_path / "act.json"
    if content is not None:
        path.write_bytes(content)

    assert main.main(["ruling", str(path), "--library", str(folder)]) == code
    assert told in capsys.readouterr().err


def test_an_invented_act_is_never_judged_by_real_agreements(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """R11, on the built-in library."""
    path = write(tmp_path, lines(act()), "act.json")

    assert main.main(["ruling", str(path)]) == 77
    assert "R11" in capsys.readouterr().err


def test_a_claim_that_cannot_be_used_ends_the_run(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where one answer hangs on the claims, none is set aside in silence."""
    path = write(tmp_path, lines(act()), "act.json")
    claims = write(tmp_path, lines(claim("c1")), "claims.jsonl")

    assert main.main(["ruling", str(path), "--library", str(folder), "--claims", str(claims)]) == 65
    assert "claims.jsonl:1" in capsys.readouterr().err


def test_claims_are_part_of_the_act_that_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An undated act of relief that a claim makes one of force is not shown to be past."""
    path = write(tmp_path, lines(act(kind=["aid.passage"], since=None)), "act.json")
    told = {"source": {"ref": ["X1"], "party": "northland"}, "kind": ["force.air"]}
    claims = write(tmp_path, lines(claim("c1", act={"act": "shot-1", "account": told})), "claims.jsonl")

    assert main.main(["ruling", str(path), "--library", str(folder)]) == 0
    capsys.readouterr()
    assert main.main(["ruling", str(path), "--library", str(folder), "--claims", str(claims)]) == 77
    assert "R1" in capsys.readouterr().err


def test_a_recent_place_is_withheld(explain: Explain) -> None:
    """R7: the ruling is made from the place as told, and the place is not printed; an older one is."""
    hour_ago = to_text(SystemClock().now_ns() - 3_600 * NS_PER_S)
    old, fresh = explain(act(), "--json"), explain(act(since=hour_ago), "--json")

    assert '"lon_deg"' in old
    assert '"lon_deg"' not in fresh
    assert "withheld: R7" in fresh
    assert words(fresh)["T1"] == words(old)["T1"] == "prohibited"
