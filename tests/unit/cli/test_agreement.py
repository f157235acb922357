# SPDX-License-Identifier: Apache-2.0
"""``truceline agreement``: list, show, check, export, with right and wrong input."""

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from exercise import EXERCISE, at, change, copy_of, exercise, move_dates, move_library, shipped
from truceline.agreement.library import DEFAULT_LIBRARY, Library, find_library, load_library
from truceline.agreement.overview import standing_at
from truceline.agreement.reading import library_files
from truceline.base.clock import FixedClock
from truceline.cli import agreement, main
from truceline.records.document import parse_document
from truceline.report.naming import Namer
from truceline.report.overview_document import overview_document
from truceline.report.overview_text import overview_text

MOVED_DAYS = 400
INSTANTS = ("2017-05-05T20:30:00Z", "2017-07-01", "2017-11-05", "2017-11-06T00:00:00Z", "2016-09-19T12:00:00Z")


def _run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main.main([str(each) for each in arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def _document(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    code, out, err = _run(capsys, *arguments, "--json")
    assert code == 0, err
    found = msgspec.json.decode(out)
    assert isinstance(found, dict)
    return found


def test_list_gives_every_agreement_with_its_state(capsys: pytest.CaptureFixture[str]) -> None:
    """The document has a schema and the twelve agreements."""
    document = _document(capsys, "agreement", "list", "--at", "2017-07-01")
    states = {entry["id"]: entry["state"] for entry in document["agreements"]}

    assert document["schema"] == "truceline/agreement-list/1"
    assert len(states) == 12
    assert states["astana-2017"] == "in_force"
    assert states["sw-2017"] == "not_on_record"


def test_list_for_people_has_one_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    """The id, the state in words, the title."""
    code, out, _ = _run(capsys, "agreement", "list", "--library", EXERCISE, "--at", "2031-08-10")

    assert code == 0
    assert out.splitlines()[3].startswith("gull-memo ")
    assert "(contested)" in out.splitlines()[3]


@pytest.mark.parametrize("command", [("list",), ("show", "quay-truce")], ids=["list", "show"])
def test_an_invented_library_says_so_first(capsys: pytest.CaptureFixture[str], command: tuple[str, ...]) -> None:
    """For people in its first line, for programs in a field; a real library says nothing of the kind."""
    _, told, _ = _run(capsys, "agreement", *command, "--library", EXERCISE)
    document = _document(capsys, "agreement", *command, "--library", EXERCISE)
    real = _document(capsys, "agreement", "list")

    assert told.startswith("EXERCISE: every party, place, paper and date of this library is invented.\n")
    assert document["exercise"] is True
    assert "exercise" not in real


def test_the_present_comes_from_the_clock(capsys: pytest.CaptureFixture[str]) -> None:
    """Without ``--at`` the clock is asked, once, and to the second."""
    clock = FixedClock(instant_ns=at("2031-03-04T12:00:00Z") + 5)
    agreement.show.main(
        ["quay-truce", "--library", str(EXERCISE), "--json"], standalone_mode=False, obj=clock, prog_name="show"
    )
    document = msgspec.json.decode(capsys.readouterr().out)

    assert (document["at"], document["state"]) == ("2031-03-04T12:00:00Z", "in_force_not_applied")
    assert _document(capsys, "agreement", "list", "--library", EXERCISE)["at"].endswith("Z")


ASTANA = (
    ("2017-05-05T20:30:00Z", "in_force_not_applied"),
    ("2017-07-01", "in_force"),
    ("2017-11-05", "in_force"),
    ("2017-11-06T00:00:00Z", "renewal_due"),
)


@pytest.mark.parametrize(("instant", "state"), ASTANA)
def test_show_prints_the_state(capsys: pytest.CaptureFixture[str], instant: str, state: str) -> None:
    """Signature, entry into force, application and the end of the term."""
    assert _document(capsys, "agreement", "show", "astana-2017", "--at", instant)["state"] == state


def test_on_the_fifth_of_november_the_readings_of_the_term_differ(capsys: pytest.CaptureFixture[str]) -> None:
    """By one reading the term has ended, by another it still runs; both are shown."""
    document = _document(capsys, "agreement", "show", "astana-2017", "--at", "2017-11-05T12:00:00Z")
    _, out, _ = _run(capsys, "agreement", "show", "astana-2017", "--at", "2017-11-05T12:00:00Z")

    assert {reading["ended"] for reading in document["term"]["readings"]} == {True, False}
    assert document["term"]["readings_agree"] is False
    assert "by some the term has ended, by others it still runs" in " ".join(out.split())


OVERDUE: tuple[tuple[str, set[tuple[str, str]]], ...] = (
    ("2017-05-18", set()),
    ("2017-05-19", {("A3-group", "2017-05-19")}),
    ("2017-06-04", {("A3-group", "2017-05-19")}),
    ("2017-06-05", {("A3-group", "2017-05-19"), ("A3-maps", "2017-06-05"), ("A3-separation", "2017-06-05")}),
)


@pytest.mark.parametrize(("day", "overdue"), OVERDUE)
def test_duties_fall_overdue_in_days_of_damascus(
    capsys: pytest.CaptureFixture[str], day: str, overdue: set[tuple[str, str]]
) -> None:
    """The working group from one day, the maps from another, each with its reason."""
    document = _document(capsys, "agreement", "show", "astana-2017", "--at", day)

    assert {(entry["id"], entry["since"]) for entry in document["overdue"]} == overdue
    assert all(entry["why"] for entry in document["overdue"])


def test_a_renewal_that_is_due_says_whose_record_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    """It stands among what is due, since the last reading of the term ended."""
    document = _document(capsys, "agreement", "show", "astana-2017", "--at", "2017-11-06T00:00:00Z")
    (due,) = [entry for entry in document["due"] if entry["id"] == "term"]

    assert due["since"] == "2017-11-05T22:00:00Z"
    assert all(party in due["why"] for party in ("iran", "russia", "turkey"))


def test_consent_is_by_own_record_and_what_others_say_stands_apart(capsys: pytest.CaptureFixture[str]) -> None:
    """The United States observes; what Russia says of it binds it to nothing."""
    document = _document(capsys, "agreement", "show", "astana-2017", "--at", "2017-07-01")

    bound = {entry["party"] for entry in document["bound"]}
    assert bound >= {"iran", "russia", "turkey", "syria-government"}
    assert "usa" not in bound
    assert "usa" in {entry["party"] for entry in document["take_part"]}
    assert ("russia", "usa") in {(entry["by"], entry["about"]) for entry in document["assertions"]}


WANTED_KEYS = {
    "schema",
    "id",
    "at",
    "state",
    "dates",
    "bound",
    "rules",
    "zones",
    "clocks",
    "gates",
    "term",
    "duties",
    "due",
    "overdue",
}


def test_show_says_everything_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    """The fields that programs rely on are there, the status of the passage first in every rule."""
    document = _document(capsys, "agreement", "show", "quay-truce", "--library", EXERCISE, "--at", "2031-03-16")

    assert document.keys() >= WANTED_KEYS
    assert all(next(iter(rule)) == "passage_status" for rule in document["rules"])
    assert document["gates"][0]["not_confirmed"] == ["blue"]
    assert document["clocks"][1]["sides"][0] == {
        "by": "amber",
        "counts_from": "2031-03-04T22:00:00Z",
        "hours": 264.0,
        "full": True,
        "reset_on": None,
    }


def test_show_for_people_gives_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    """Who, when, why; the passage's status before each rule; nobody is called anything."""
    code, out, _ = _run(capsys, "agreement", "show", "quay-truce", "--library", EXERCISE, "--at", "2031-04-25")
    words = " ".join(out.split())

    assert code == 0
    assert "Q8 Draw the maps: due by 2031-04-04, not on record as done by then; overdue since 2031-04-05" in words
    assert "unverified Q4 bars:" in words
    assert "gloss Q2 bars:" in words
    assert "Coral Kingdom (guarantor)" in words
    assert "Amber Republic about Coral Kingdom: Coral is bound as a guarantor. [N1]" in words
    assert "gate centre: The joint centre: ended by withdrawal" in words
    assert "shelling: none agreed [T1]" in words
    assert max(len(line) for line in out.splitlines()) <= 110


def test_show_tells_a_contested_suspension_with_its_tellers(capsys: pytest.CaptureFixture[str]) -> None:
    """Both tellings stand, and readiness is no reinstatement."""
    _, out, _ = _run(capsys, "agreement", "show", "gull-memo", "--library", EXERCISE, "--at", "2031-09-01")
    words = " ".join(out.split())

    assert "contested by Coral Kingdom" in words
    assert "told both ways" in words
    assert "Blue Federation on 2031-08-20; readiness is no reinstatement [N1]" in words


@pytest.mark.parametrize("library", [exercise(), shipped()], ids=["exercise", "shipped"])
@pytest.mark.parametrize("instant", [*INSTANTS, "2031-03-16", "2031-09-03T12:00:00Z", "2031-11-05"])
def test_every_agreement_can_be_shown_at_any_time(library: Library, instant: str) -> None:
    """Every code that the nouns can give has words."""
    for each in (*library.agreements, *library.templates):
        standing = standing_at(each, agreement.instant_of(instant, each.utc_offset.delta, 0))

        assert f"{each.id}  {each.title}" in overview_text(standing, Namer(library=library)).splitlines()[:2]


def test_a_template_is_shown_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing of it is in force."""
    _, out, _ = _run(capsys, "agreement", "show", "quay-template", "--library", EXERCISE)

    assert "a template taken from quay-truce: nothing of it is in force" in out


WRONG = (
    (("agreement", "show", "astana"), 66, "did you mean astana-2017?"),
    (("agreement", "show", "astana-2017", "--library", "syria-2015"), 66, "did you mean syria-2015-2017?"),
    (("agreement", "show", "astana-2017", "--at", "2017-02-30"), 2, "expected a real day"),
    (("agreement", "show", "astana-2017", "--at", "yesterday"), 2, "or a day such as 2017-07-01"),
    (("agreement", "list", "--library", "/no/such/folder"), 66, "expected one of this installation"),
    (("agreement", "check", "/no/such/file.yaml"), 66, "got nothing there"),
    (("agreement", "check"), 2, "Missing argument"),
    (("agreement", "export", "nowhere", "--out", "x"), 66, "library: expected"),
    (("agreement", "sho"), 2, "No such command"),
)


@pytest.mark.parametrize(("arguments", "code", "told"), WRONG, ids=[" ".join(row[0]) for row in WRONG])
def test_wrong_input_gets_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, told: str
) -> None:
    """What was expected, what came, what to do; and the code of the kind of fault."""
    found, _, err = _run(capsys, *arguments)

    assert found == code
    assert told in err


def test_check_says_every_fault_with_its_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """It ends with 65, for people and for programs."""
    folder = copy_of(EXERCISE, tmp_path / "library")
    change(folder / "agreements/quay-truce.yaml", "point: lighthouse", "point: lightship")
    change(folder / "line.yaml", "by: blue", "by: bleu")
    code, out, _ = _run(capsys, "agreement", "check", folder)
    assert code == 65
    assert "quay-truce.yaml:" in out
    assert "2 faults in 17 files" in out

    code, out, _ = _run(capsys, "agreement", "check", folder, "--json")
    document = msgspec.json.decode(out)
    assert code == 65
    assert {Path(fault["file"]).name for fault in document["faults"]} == {"quay-truce.yaml", "line.yaml"}


def test_check_of_something_sound_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    """And says how much was looked at."""
    code, out, _ = _run(capsys, "agreement", "check", EXERCISE / "agreements/quay-truce.yaml")

    assert (code, out.strip()) == (0, "no fault in 1 file")


def test_export_copies_a_library_byte_for_byte(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The copy loads and has the same files; a folder that holds something is left alone."""
    out = tmp_path / "with a space" / "mine"
    document = _document(capsys, "agreement", "export", DEFAULT_LIBRARY, "--out", out)
    source = find_library(DEFAULT_LIBRARY)

    assert [path.relative_to(out).as_posix() for path in library_files(out)] == document["files"]
    for name in document["files"]:
        assert (out / name).read_bytes() == (source / name).read_bytes()
    assert load_library(out).agreements == load_library(source).agreements
    assert list(out.parent.iterdir()) == [out]
    code, _, err = _run(capsys, "agreement", "export", DEFAULT_LIBRARY, "--out", out)
    assert code == 69
    assert "expected a new or empty folder" in err


def test_export_refuses_a_file_and_takes_an_empty_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Nobody's file is replaced; an empty folder gives way."""
    taken, empty = tmp_path / "taken", tmp_path / "empty"
    taken.write_text("mine", encoding="utf-8")
    empty.mkdir()

    assert _run(capsys, "agreement", "export", EXERCISE, "--out", taken)[0] == 69
    assert taken.read_text(encoding="utf-8") == "mine"
    assert _run(capsys, "agreement", "export", EXERCISE, "--out", empty)[0] == 0
    assert load_library(empty).header.id == "exercise"


def test_export_of_a_broken_library_tells_its_faults(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Nothing is copied."""
    folder = copy_of(EXERCISE, tmp_path / "library")
    change(folder / "line.yaml", "by: blue", "by: bleu")
    code, _, err = _run(capsys, "agreement", "export", folder, "--out", tmp_path / "copy")

    assert code == 65
    assert "did you mean blue?" in err
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize("name", [DEFAULT_LIBRARY, str(EXERCISE)], ids=["shipped", "exercise"])
def test_a_copy_with_every_date_moved_gives_every_answer_moved(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    """Nothing is looked up by date: the moved copy loads and says the same, later by as many days."""
    moved = tmp_path / "moved"
    assert _run(capsys, "agreement", "export", name, "--out", moved)[0] == 0
    move_library(moved, MOVED_DAYS)
    instants = (*INSTANTS, "2031-03-16", "2031-09-03T12:00:00Z", "2031-11-05", "2032-01-01")
    before, after = load_library(find_library(name)), load_library(moved)
    assert [each.id for each in after.agreements] == [each.id for each in before.agreements]
    for each in before.agreements:
        for instant in instants:
            assert _shown(after, each.id, move_dates(instant, MOVED_DAYS)) == move_dates(
                _shown(before, each.id, instant), MOVED_DAYS
            )


def _shown(library: Library, agreement_id: str, instant: str) -> str:
    found = library.get_agreement(agreement_id)
    standing = standing_at(found, agreement.instant_of(instant, found.utc_offset.delta, 0))
    return msgspec.json.encode(overview_document(standing, Namer(library=library))).decode()


def test_dates_can_be_moved_by_their_form_alone() -> None:
    """YAML stays readable whatever is moved in it, and GeoJSON holds no date."""
    for path in library_files(find_library(DEFAULT_LIBRARY)):
        if path.suffix == ".yaml":
            parse_document(move_dates(path.read_text(encoding="utf-8"), MOVED_DAYS).encode(), path.name)
        else:
            assert move_dates(path.read_text(encoding="utf-8"), 1) == path.read_text(encoding="utf-8")


HEAVY = ("numpy", "numba", "shapely", "jinja2", "pyarrow", "fastapi")


def test_show_imports_nothing_heavy(checkout: Path) -> None:
    """It stays quick because it loads no geometry."""
    code = (
        "import sys; from truceline.cli.main import main; main(['agreement', 'show', 'astana-2017']);"
        f"sys.exit(','.join(name for name in {HEAVY!r} if name in sys.modules))"
    )
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src")}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=environment)

    assert done.stdout.startswith("astana-2017")
    assert done.stderr.strip() == ""


START_RATIO = 60
"""``agreement show`` as a multiple of the processor time of a bare start of the interpreter."""


def _processor_s(environment: dict[str, str], *arguments: str) -> float:
    """Give the least processor time of a few runs [s]; unlike the clock it does not count who else is busy."""
    times: list[float] = []
    for _ in range(4):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True, timeout=60, env=environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        # Not os.times: it counts hundredths of a second, of which a bare start takes one or two.
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times)


def test_show_answers_at_once(checkout: Path) -> None:
    """The whole process, on the largest agreements."""
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src")}
    bare = max(_processor_s(environment, "-c", "pass"), 0.01)

    for each in ("astana-2017", "sep-2016"):
        assert _processor_s(environment, "-m", "truceline", "agreement", "show", each) <= START_RATIO * bare
