# SPDX-License-Identifier: Apache-2.0
"""Measured compliance of the real file, by the library's own rule."""

import json
from pathlib import Path
from typing import Any

import pytest

from truceline.cli import main

EVENTS = "ucdp-ged-syria/ucdp_ged_syria_2016-02_2017-12_slim.csv.gz"


@pytest.fixture(scope="module")
def found(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Assess the whole real file once."""
    out = tmp_path_factory.mktemp("measured") / "out"
    assert main.main(["assess", "--events", str(data_dir / EVENTS), "--out", str(out)]) == 0
    document = json.loads((out / "assessment.json").read_bytes())
    assert isinstance(document, dict)
    return document


def area(found: dict[str, Any], agreement: str) -> dict[str, Any]:
    """Give the row of one agreement."""
    (row,) = (each for each in found["areas"] if each["agreement"] == agreement)
    assert isinstance(row, dict)
    return row


def pair(compared: dict[str, Any]) -> tuple[int, int]:
    """Give a count before and after."""
    return compared["before"], compared["after"]


def test_the_south_west_is_counted_in_its_own_area(found: dict[str, Any]) -> None:
    """Inside 46 to 4, outside 81 to 71, those of unknown place told; each with its placebo share."""
    row = area(found, "sw-2017")

    assert (row["on"], row["days"], row["area"]["zones"]) == ("2017-07-09", 21, ["sw"])
    assert pair(row["inside"]) == (46, 4)
    assert pair(row["outside"]) == (81, 71)
    assert pair(row["countrywide"]) == (127, 75)
    assert row["inside"]["placebo_share"] == pytest.approx(0.0061, abs=5e-5)
    assert row["outside"]["placebo_share"] == pytest.approx(0.363, abs=5e-4)
    assert row["countrywide"]["placebo_share"] == pytest.approx(0.096, abs=5e-4)
    assert pair(row["outside"]["of_unknown_place"]) == (3, 5)
    assert pair(row["outside"]["of_undecided_boundary"]) == (0, 0)


def test_september_is_counted_within_its_seven_days(found: dict[str, Any]) -> None:
    """69 to 51, declared over by one side and contested by another; the countrywide 21 days stay beside."""
    row = area(found, "sep-2016")

    assert (row["on"], row["days"], row["lived_days"], row["outside"]) == ("2016-09-12", 7, 7, None)
    assert pair(row["inside"]) == (69, 51)
    (end,) = (each for each in row["readings"] if each["decides"])
    assert (end["code"], end["by"], end["contested_by"]) == ("declared_over", ["syria-government"], ["usa"])
    (whole,) = (each for each in found["before_after"] if each["agreement"] == "sep-2016")
    assert (whole["before_per_day"], whole["after_per_day"]) == (10.14, 9.52)


def test_areas_of_unnamed_parts_are_told_as_doubt(found: dict[str, Any]) -> None:
    """Only Idlib is wholly named in the memorandum of May 2017; elsewhere nothing is shown to be inside."""
    row = area(found, "astana-2017")

    assert pair(row["inside"]) == (21, 3)
    assert pair(row["outside"]["of_undecided_boundary"]) == (125, 51)
    assert pair(row["shown_outside"]) == (21, 6)
    assert row["inside_by_outside"] == pytest.approx(0.386)
    assert row["inside_by_outside_high"] > 1
    tried = {
        (each["dropped"]["which"], each["part"]): pair(each["left"])
        for each in found["sensitivity"]["rows"]
        if each["agreement"] == "astana-2017" and each["dropped"]["kind"] == "undecided_place"
    }
    assert tried == {("inside", "inside"): (146, 54), ("inside", "outside"): (29, 6), ("left_out", "outside"): (29, 6)}


def test_days_beside_the_day_are_no_separate_trials(found: dict[str, Any]) -> None:
    """The four days of the south-west are its own fall; those of Idlib are two others too."""
    south_west, idlib = area(found, "sw-2017")["inside"], area(found, "astana-2017")["inside"]

    assert (south_west["placebo_as_low"], south_west["placebo_near"], south_west["placebo_episodes"]) == (4, 4, [])
    assert (idlib["placebo_as_low"], idlib["placebo_near"], idlib["placebo_separate"]) == (22, 10, 15)
    assert [(each["first"], each["last"], each["days"]) for each in idlib["placebo_episodes"]] == [
        ("2016-12-12", "2016-12-21", 10),
        ("2017-10-10", "2017-10-12", 2),
    ]


def test_the_days_before_the_south_west_are_told(found: dict[str, Any]) -> None:
    """The last week before D had fewer events than the two weeks before it; the change point lies a day before D."""
    eve = area(found, "sw-2017")["eve"]

    assert (eve["events"], eve["days"], eve["earlier_events"], eve["earlier_days"]) == (11, 7, 35, 14)
    assert (eve["change_on"], eve["days_before"]) == ("2017-07-08", 1)


def test_without_one_outlet_nothing_of_2017_is_left(found: dict[str, Any]) -> None:
    """The lead says it: 0.0 a day before and after."""
    lead = found["sensitivity"]["lead"]
    rows = {each["agreement"]: each for each in lead["rows"]}

    assert lead["outlet"] == "SOHR"
    assert lead["vanishing"] == ["astana-2017", "sw-2017"]
    assert set(lead["flipping"]) >= set(lead["vanishing"])
    for agreement in lead["vanishing"]:
        assert (rows[agreement]["without_before_per_day"], rows[agreement]["without_after_per_day"]) == (0.0, 0.0)
    assert rows["sw-2017"]["before_per_day"] == 6.05


def test_largely_held_is_computed_and_a_speakers_word_stands_beside(found: dict[str, Any]) -> None:
    """By the library's rule, with the smallest fall that could have been seen, and what reverses it."""
    answers = {each["agreement"]: each for each in found["held"]["answers"]}
    south_west = answers["sw-2017"]

    assert found["held"]["rule"]["from_library"]
    assert {name: each["answer"] for name, each in answers.items()} == {
        "coh-2016": "not_shown",
        "sep-2016": "not_shown",
        "cf-dec-2016": "not_shown",
        "astana-2017": "not_shown",
        "sw-2017": "largely_held",
    }
    assert [each["by"] for each in south_west["spoken"]] == ["usa"]
    assert ("outlet", "SOHR", "nothing_counted", "lost") in [
        (each["dropped"]["kind"], each["dropped"]["which"], each["answer"], each["kind"])
        for each in south_west["reversed_by"]
    ]
    assert [test["code"] for test in answers["astana-2017"]["tests"] if test["met"] is False] == ["beside_outside"]
    assert south_west["tests"][-1]["assumed"]
    assert 0 < south_west["least_fall"] < 1


def test_a_change_point_of_the_south_west_lies_at_its_day(found: dict[str, Any]) -> None:
    """Found in the area's own series without being told the day; the countrywide series has none within two months."""
    changes = {tuple(each["agreements"]): each for each in found["series"]["changes"]}
    (own,) = changes["sw-2017",]["nearest"]
    (whole,) = (each for each in changes[()]["nearest"] if each["agreement"] == "sw-2017")

    assert abs(own["days_after"]) <= 1
    assert own["ratio"] < 0.5
    assert abs(whole["days_after"]) > 60


def test_every_part_of_every_headline_is_fitted(found: dict[str, Any]) -> None:
    """The level of the south-west falls inside and not outside."""
    fits = {(each["agreement"], each["part"]): each for each in found["series"]["interrupted"]}

    assert {each["state"] for each in fits.values()} == {"fitted"}
    assert fits["sw-2017", "inside"]["level"]["high"] < 1
    assert fits["sw-2017", "outside"]["level"]["high"] > 1
