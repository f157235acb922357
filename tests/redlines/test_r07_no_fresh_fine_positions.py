# SPDX-License-Identifier: Apache-2.0
"""R7: recent fine positions of groups are not exported. The map is coarse; nothing finer is made than was handed in."""

import re
from pathlib import Path

from exercise_acts import act
from redlines.kept import assess_acts, built_without_a_test, objects_in, read_json, read_lines, run
from truceline.assessment.intakes import CELL_DEG

FINE = (20.512345, 10.598765)


def test_the_map_is_no_finer_than_its_cells(exland: Path, tmp_path: Path) -> None:
    """An event told to a metre stands in the middle of a cell of about 10 km, in the assessment and on maps."""
    place = {"position": {"lon_deg": FINE[0], "lat_deg": FINE[1], "radius_m": 1.0}}
    out = assess_acts(tmp_path, exland, act(place=place))
    [cell] = read_json(out / "assessment.json")["cells"]
    maps = re.findall(r"<svg.*?</svg>", (out / "report.html").read_text(encoding="utf-8"), re.DOTALL)

    assert CELL_DEG >= 0.1
    assert abs(cell["lon_deg"] % CELL_DEG - CELL_DEG / 2) < 1e-9
    assert abs(cell["lat_deg"] % CELL_DEG - CELL_DEG / 2) < 1e-9
    assert maps
    assert not [drawn for drawn in maps if str(FINE[0])[:5] in drawn or str(FINE[1])[:5] in drawn]


def test_no_result_states_where_a_group_is(results: Path) -> None:
    """The assessment holds no force beside a place; a finding holds only the account it was handed in with."""
    for each in objects_in(read_json(results / "assessment.json")):
        assert not ({"actor", "force", "forces", "party"} & set(each) and {"place", "position", "lon_deg"} & set(each))
    for finding in read_lines(results / "findings.jsonl"):
        assert "place" not in finding
        assert "position" not in finding


def test_an_exported_library_holds_no_position_of_a_group(tmp_path: Path) -> None:
    """Forces of the shipped library have names, aliases and backers, and no place where they stand."""
    assert run("agreement", "export", "syria-2015-2017", "--out", tmp_path / "copy") == 0
    text = (tmp_path / "copy" / "parties.yaml").read_text(encoding="utf-8")

    assert "forces:" in text
    assert not [word for word in ("lon_deg", "lat_deg", "position:", "place:") if word in text]


def test_tracks_have_a_test_when_they_come() -> None:
    """Whatever keeps or hands out positions of groups needs its own proof of 72 hours and a sub-district."""
    assert built_without_a_test("r07", "screening", "storage", "http", "peers", "coordination") == []
