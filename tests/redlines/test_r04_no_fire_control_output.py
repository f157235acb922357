# SPDX-License-Identifier: Apache-2.0
"""R4: no live feed of another party's positions, in any format. Nothing live comes in and nothing live goes out."""

from pathlib import Path

import msgspec

from exercise_acts import act
from redlines.kept import (
    SOURCE,
    assess_acts,
    built_without_a_test,
    objects_in,
    read_json,
    read_lines,
    sending_files,
)
from truceline.picture.records import picture_registry

FEEDS = {"bytelines", "csvrows", "events", "jsonlines", "names", "rule_file", "single_act", "strangers", "texts"} | {
    "ucdp",
    "ucdp_row",
}
"""Readers of whole files. Before one is added here: is it of tracks, or of anything that goes on while it is read?"""


def test_only_whole_files_are_read() -> None:
    """No reader of tracks or of anything live, and nothing that could open a connection."""
    assert {path.stem for path in (SOURCE / "feeds").glob("[a-z]*.py")} == FEEDS
    assert sending_files() == {}


def test_no_record_kind_is_a_track() -> None:
    """Acts, claims and reports are told; there is no fix and no track among the records."""
    assert set(picture_registry().kinds) == {"truceline/act/1", "truceline/claim/1", "truceline/report/1"}


def test_results_hold_no_position_that_was_not_handed_in(exland: Path, tmp_path: Path) -> None:
    """Positions in findings are those of the accounts, word for word; the assessment has coarse cells only."""
    told = {"lon_deg": 20.512345, "lat_deg": 10.598765, "radius_m": 100.0}
    out = assess_acts(tmp_path, exland, act(place={"position": told}))
    found = [
        each["position"]
        for line in read_lines(out / "findings.jsonl")
        for each in objects_in(line)
        if "position" in each
    ]

    assert found == [told]
    assert "20.512345" not in msgspec.json.encode(read_json(out / "assessment.json")).decode()


def test_live_parts_have_a_test_when_they_come() -> None:
    """The line, its routes, peers and screening of tracks each need their own proof."""
    assert built_without_a_test("r04", "line", "http", "peers", "screening", "storage") == []
