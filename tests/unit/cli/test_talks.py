# SPDX-License-Identifier: Apache-2.0
"""``truceline talks show``: what the library tells, asked as a user asks."""

from typing import Any

import msgspec
import pytest

from truceline.cli import main


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main.main(["talks", "show", *arguments])
    told = capsys.readouterr()
    return code, " ".join(told.out.split()), told.err


def _document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    code = main.main(["talks", "show", *arguments, "--json"])
    told = capsys.readouterr()
    assert code == 0, told.err
    found = msgspec.json.decode(told.out)
    assert isinstance(found, dict)
    return found


def test_two_readouts_of_the_call_of_2_may_2017(capsys: pytest.CaptureFixture[str]) -> None:
    """Differing topics are listed, and no agreement of the United States is claimed."""
    found = _document(capsys, "--at", "2017-05-05")
    call = next(each for each in found["contacts"] if each["id"] == "presidents-call")

    assert {side["party"] for side in call["readouts"]} == {"russia", "usa"}
    by_party = {side["party"]: side["told_by_nobody_else"] for side in call["readouts"]}
    assert "zones in Syria" in by_party["usa"]
    assert "a stable, durable and manageable cease-fire" in by_party["russia"]
    assert not any("agree" in topic for topic in by_party["usa"])


def test_duties_overdue_from_5_june_2017(capsys: pytest.CaptureFixture[str]) -> None:
    """Maps were due by 4 June; the working group since 18 May; a duty without a day is never overdue."""
    before = _document(capsys, "--at", "2017-06-04T12:00:00+03:00", "--track", "astana")
    after = _document(capsys, "--at", "2017-06-05", "--track", "astana")

    def overdue(document: dict[str, Any]) -> set[str]:
        return {each["provision"] for each in document["duties"] if each["state"] == "overdue"}

    assert "A3-maps" not in overdue(before)
    assert {"A3-group", "A3-maps"} <= overdue(after)
    assert all(each["due"] for each in after["duties"] if each["state"] == "overdue")


def test_regular_contacts_get_no_invented_deadline(capsys: pytest.CaptureFixture[str]) -> None:
    """Gaps are days; nothing says that a contact is late."""
    found = _document(capsys, "--at", "2018-06-01")

    assert any(each["days_since_the_one_before"] for each in found["contacts"])
    assert not [each for each in found["contacts"] if "overdue" in each]


def test_tracks_stand_beside_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    """The relation is told in the words of the texts alone."""
    found = _document(capsys, "--at", "2017-11-12")
    code, out, _err = _run(capsys, "--at", "2017-11-12")

    assert {each["id"] for each in found["tracks"]} >= {"geneva", "astana", "south-west"}
    assert {"tracks": ["astana", "cairo"], "agreements": ["ghouta-2017", "homs-n-2017"]} in found["overlaps"]
    assert code == 0
    assert "No track and no position is ranked or resolved here." in out


def test_a_forecast_and_what_came_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    """A weekend that was named is a window; the outcome fell into it."""
    before = _document(capsys, "--at", "2017-11-10T00:00:00Z")
    after = _document(capsys, "--at", "2017-11-12")

    def weekend(document: dict[str, Any]) -> dict[str, Any]:
        return next(each for each in document["forecasts"] if each["id"] == "deal-this-weekend")

    assert (weekend(before)["state"], weekend(before)["outcome"]) == ("ahead", None)
    assert (weekend(after)["state"], weekend(after)["within_window"]) == ("told", True)


def test_an_exercise_is_marked_and_wrong_names_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Everything invented says so; an unknown track is refused with those that there are."""
    _code, out, _err = _run(capsys, "--library", "exercise-strait", "--at", "2026-06-20")
    code, _out, err = _run(capsys, "--track", "vienna")

    assert out.startswith("EXERCISE")
    assert code == 66
    assert "astana" in err
