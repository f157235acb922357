# SPDX-License-Identifier: Apache-2.0
"""R11: no invented act on a real party, place or date; invented material is marked EXERCISE in every output."""

from pathlib import Path

import pytest

from exercise import EXERCISE, exercise, shipped
from exercise_acts import act, lines
from redlines.kept import CHECKOUT, assess_acts, read_json, read_lines, run, write_act
from scenarios.record import read_record, scenario_names
from truceline.agreement.library import DEFAULT_LIBRARY

REAL = ("russia", "us-forces", "syrian-armed-forces", "ahrar-al-sham")


def test_an_invented_act_is_not_judged_with_real_parties(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The shipped library refuses an act that is marked as invented."""
    code = run("ruling", write_act(tmp_path, act()), "--library", DEFAULT_LIBRARY)
    told = capsys.readouterr()

    assert (code, told.out) == (77, "")
    assert "red line R11" in told.err


def test_an_act_without_the_mark_is_not_judged_in_an_exercise(
    exland: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An exercise judges only what is marked."""
    code = run("ruling", write_act(tmp_path, act(exercise=False)), "--library", exland)

    assert code == 77
    assert "red line R11" in capsys.readouterr().err


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("role", ["actor", "against", "not_actor"])
def test_an_invented_act_names_no_real_party(
    name: str, role: str, exland: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In whatever role a real party is named in an exercise, the act is refused."""
    roles: dict[str, object] = {role: [name]}
    code = run("ruling", write_act(tmp_path, act("on-real", **roles)), "--library", exland)
    told = capsys.readouterr()

    assert (code, told.out) == (77, "")
    assert "red line R11" in told.err


def test_an_invented_account_is_put_in_no_real_mouth(
    exland: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A real party is not made to have said something either."""
    code = run("ruling", write_act(tmp_path, act(source={"ref": ["X1"], "party": "usa"})), "--library", exland)

    assert code == 77
    assert "red line R11" in capsys.readouterr().err


def test_among_many_an_invented_act_on_a_real_party_is_set_aside(exland: Path, tmp_path: Path) -> None:
    """It is listed with its reason and gets no ruling."""
    out = assess_acts(tmp_path, exland, act(), act("on-real", actor=["russia"]))

    assert [(each["line"], each["reason"]) for each in read_lines(out / "rejected.jsonl")] == [(2, "red-line")]
    assert read_json(out / "assessment.json")["acts"] == 1


REPORTED = "{mark}Northland and the Hill League are close to a truce along the river, four officials said on Monday."


def _texts(folder: Path) -> tuple[Path, Path]:
    marked, plain = folder / "marked.txt", folder / "plain.txt"
    marked.write_text(REPORTED.format(mark="EXERCISE. "), encoding="utf-8")
    plain.write_text(REPORTED.format(mark="An exercise in words: "), encoding="utf-8")
    return marked, plain


@pytest.mark.parametrize("kept", ["marked", "plain"])
def test_press_texts_and_exercises_never_mix(kept: str, exland: Path, tmp_path: Path) -> None:
    """An invented text beside real agreements, and another one in an exercise, is set aside and told."""
    marked, plain = _texts(tmp_path)
    library, apart = (exland, plain) if kept == "marked" else (DEFAULT_LIBRARY, marked)
    out = tmp_path / "out"

    assert run("assess", "--library", library, "--texts", marked, plain, "--out", out) == 0
    assert [each["files"] for each in read_json(out / "assessment.json")["stories"]] == [[f"{kept}.txt"]]
    (told,) = read_lines(out / "rejected.jsonl")
    assert (told["file"], told["reason"]) == (str(apart), "red-line")
    assert "red line R11" in told["expected"]
    assert "EXERCISE" in told["got"] or "mark" in told["got"]


def test_the_words_of_a_record_never_mix_either(exland: Path, tmp_path: Path) -> None:
    """A record that carries an unmarked text is set aside in an exercise."""
    report = {
        "schema": "truceline/report/1",
        "id": "river-wire-7",
        "source": {"ref": ["X1"]},
        "published": "2001-02-13",
        "text": REPORTED.format(mark=""),
    }
    events, out = tmp_path / "records.jsonl", tmp_path / "out"
    events.write_bytes(lines(report))
    marked, _ = _texts(tmp_path)

    assert run("assess", "--library", exland, "--events", events, "--texts", marked, "--out", out) == 0
    assert [each["files"] for each in read_json(out / "assessment.json")["stories"]] == [["marked.txt"]]
    assert [(each["file"], each["reason"]) for each in read_lines(out / "rejected.jsonl")] == [
        ("river-wire-7", "red-line")
    ]


def test_what_an_exercise_puts_out_is_marked(results: Path) -> None:
    """The report at its head, the assessment, and every finding."""
    page = (results / "report.html").read_text(encoding="utf-8")

    assert "EXERCISE. Everything on this page is invented" in page.partition("</header>")[0]
    assert read_json(results / "assessment.json")["exercise"] is True
    findings = read_lines(results / "findings.jsonl")
    assert findings
    assert all(finding["exercise"] is True for finding in findings)


def test_an_explanation_of_an_invented_act_is_marked(
    exland: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """For people before anything about the act, and for programs as a field."""
    path = write_act(tmp_path, act())
    assert run("ruling", path, "--library", exland) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("EXERCISE")
    assert run("ruling", path, "--library", exland, "--json") == 0
    assert '"exercise": true' in capsys.readouterr().out


def test_the_shipped_library_holds_no_invented_act() -> None:
    """None of its documented acts is marked as invented, and each stands on a publication."""
    acts = [act for incident in shipped().incidents for act in incident.acts]

    assert acts
    assert not [each.id for each in acts if each.exercise]
    assert not [each.id for each in acts for account in each.accounts if not account.source.ref]


def test_invented_libraries_and_scenarios_share_no_party_with_real_ones() -> None:
    """No id of an exercise is the id of a real party or force; every invented file says EXERCISE."""
    real = {*shipped().parties, *shipped().forces}
    named = {name for scenario in scenario_names() for name in _names(scenario)}

    assert not {*exercise().parties, *exercise().forces} & real
    assert not named & real
    assert named <= {*exercise().parties, *exercise().forces, ""}
    for path in EXERCISE.rglob("*.yaml"):
        assert "EXERCISE" in path.read_text(encoding="utf-8"), path


def _names(scenario: str) -> set[str]:
    acts, claims = read_record(scenario)
    accounts = [account for each in acts.values() for account in each.accounts]
    accounts += [claim.act.account for claim in claims.values() if claim.act]
    names = {name for told in accounts for name in (*told.actor, *told.not_actor, *told.against, told.source.party)}
    return names | {name for claim in claims.values() if claim.control for name in claim.control.holder}


def test_the_page_of_red_lines_names_every_test() -> None:
    """Each red line has exactly the tests of its number, and the page points at them."""
    page = (CHECKOUT / "docs" / "intended-use.md").read_text(encoding="utf-8")
    for number in range(1, 12):
        pattern = f"test_r{number:02}_*.py"

        assert f"`tests/redlines/{pattern}`" in page
        assert list((CHECKOUT / "tests" / "redlines").glob(pattern))
