# SPDX-License-Identifier: Apache-2.0
"""``truceline line state``: the lines of the libraries, asked as a user asks."""

from typing import Any

import msgspec
import pytest

from truceline.cli import main


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main.main(list(arguments))
    told = capsys.readouterr()
    return code, told.out, told.err


def _document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    code, out, err = _run(capsys, "line", "state", *arguments, "--json")
    assert code == 0, err
    found = msgspec.json.decode(out)
    assert isinstance(found, dict)
    return found


def test_suspended_by_russia_and_in_use_on_1_may_2017(capsys: pytest.CaptureFixture[str]) -> None:
    """Declared and observed differ, and neither hides the other."""
    found = _document(capsys, "--at", "2017-05-01T09:00:00Z")

    assert found["declared"]["state"] == "suspended"
    assert found["declared"]["by"] == "russia"
    assert found["declared"]["since"] == "2017-04-08"
    assert found["observed"]["state"] == "in_use"
    assert found["sources"] == ["P35", "P41"]


def test_suspended_again_on_20_june_2017(capsys: pytest.CaptureFixture[str]) -> None:
    """The readiness of May restored nothing that is on record."""
    found = _document(capsys, "--at", "2017-06-20")

    assert (found["declared"]["state"], found["declared"]["since"]) == ("suspended", "2017-06-19")
    assert found["observed"]["state"] == "unknown"


def test_no_reinstatement_on_record_on_10_november_2017(capsys: pytest.CaptureFixture[str]) -> None:
    """Used, and still suspended by the last word of the party that suspended it; people read both."""
    found = _document(capsys, "--at", "2017-11-10")
    code, out, _err = _run(capsys, "line", "state", "--at", "2017-11-10")

    assert (found["declared"]["state"], found["declared"]["by"]) == ("suspended", "russia")
    assert found["declared"]["readiness"] == []
    assert found["observed"]["state"] == "in_use"
    assert code == 0
    assert "Declared: suspended" in out
    assert "Observed: in use" in out
    assert "No later declaration of its own" in " ".join(out.split())
    assert "Acknowledged is not approved" in out


def test_readiness_of_may_stands_beside_the_suspension(capsys: pytest.CaptureFixture[str]) -> None:
    """It is shown, and it is no restoration."""
    found = _document(capsys, "--at", "2017-06-01")
    _code, out, _err = _run(capsys, "line", "state", "--at", "2017-06-01")

    assert found["declared"]["state"] == "suspended"
    assert [each["id"] for each in found["declared"]["readiness"]] == ["readiness"]
    assert "Readiness is not restoring" in " ".join(out.split())


def test_an_exercise_is_marked_and_contested_words_stand_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    """Two parties declare differently; both are named."""
    found = _document(capsys, "--library", "exercise-strait", "--at", "2026-05-13")
    _code, out, _err = _run(capsys, "line", "state", "--library", "exercise-strait", "--at", "2026-05-13")

    assert found["exercise"] is True
    assert found["declared"]["state"] == "contested"
    assert {each["party"] for each in found["declared"]["words"]} == {"northland", "eastmere"}
    assert out.startswith("EXERCISE")
    assert "Calls continue, it says." in out


def test_other_lines_and_wrong_names(capsys: pytest.CaptureFixture[str]) -> None:
    """Another line is asked by its id; an unknown one is refused with those that there are."""
    found = _document(capsys, "--at", "2017-10-30", "--channel", "generals-meetings")
    code, _out, err = _run(capsys, "line", "state", "--channel", "generals-meeting")
    wrong, _out, told = _run(capsys, "line", "state", "--at", "yesterday")

    assert found["channel"]["id"] == "generals-meetings"
    assert found["declared"] is None
    assert found["observed"]["state"] == "in_use"
    assert code == 66
    assert "generals-meetings" in err
    assert wrong == 2
    assert "--at" in told
