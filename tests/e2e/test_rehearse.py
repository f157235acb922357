# SPDX-License-Identifier: Apache-2.0
"""The rehearsal and the comparison over the real event file, as a mediator would run them."""

import json
from pathlib import Path
from typing import Any

import pytest

from exercise import change
from truceline.agreement.exercise import PACKAGED
from truceline.agreement.library import DEFAULT_LIBRARY
from truceline.cli import main

EVENTS = "ucdp-ged-syria/ucdp_ged_syria_2016-02_2017-12_slim.csv.gz"


def document(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    """Run the command line with ``--json`` and read what it printed."""
    assert main.main([*(str(each) for each in arguments), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_the_astana_text_is_rehearsed_over_the_real_file(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who began is open everywhere; the unpublished outline is the first thing that words could clear."""
    told = document(capsys, "agreement", "rehearse", "astana-2017", "--events", data_dir / EVENTS)
    first, *_ = told["sentences"]
    by_words = [each for each in told["clarifications"] if each["by"] == "text"]
    initiator = next(each for each in first["clarifications"] if each["question"] == "initiator")

    assert told["acts"] > 20_000
    assert (first["provision"], first["status"]) == ("A1", "text")
    assert 0 < first["undecided"] < told["acts"]
    assert initiator["rulings"] == first["undecided"]
    assert by_words[0]["question"] == "boundary"
    assert told["by_text"] == 0


def test_a_drawn_outline_changes_what_is_open(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A draft with whole governorates for "certain parts": while nobody tells who began, nothing turns to barred."""
    draft = tmp_path / "astana-2017.yaml"
    draft.write_bytes((PACKAGED / DEFAULT_LIBRARY / "agreements" / "astana-2017.yaml").read_bytes())
    change(draft, "- certain_parts_of: [SY12, SY14]", "- area: [SY12, SY14]")
    told = document(capsys, "agreement", "diff", "astana-2017", draft, "--events", data_dir / EVENTS)
    zones = [part for part in told["parts"] if part["kind"] == "zone" and part["change"] == "changed"]
    turned = {turn["after"] for clause in told["otherwise"]["clauses"] for turn in clause["turns"]}

    assert [zone["after"] for zone in zones] == ["south"]
    assert sum(clause["open_otherwise"] for clause in told["otherwise"]["clauses"]) > 0
    assert "prohibited" not in turned
