# SPDX-License-Identifier: Apache-2.0
"""R6: the blind check answers few questions, each bound to a plan. There is no blind check yet, and no way to sweep."""

from pathlib import Path

import pytest

from redlines.kept import SOURCE, built_without_a_test, run
from truceline.cli.commands import COMMANDS


def test_there_is_no_blind_check() -> None:
    """No module and no command answers about cells; the first that does needs its own test."""
    counts_cells = SOURCE / "coordination" / "quota.py"  # It refuses, and answers about none: test_r06_coordination.
    names = [path.stem for path in SOURCE.rglob("*.py") if path != counts_cells]

    words = {word for name in names for word in name.split("_")}
    assert words & {"blind", "overlap", "private", "quota", "quotas"} == set()
    assert not [entry.name for entry in COMMANDS if "check" in entry.name and entry.name != "agreement check"]
    assert built_without_a_test("r06", "crypto", "coordination", "http", "peers") == []


def test_a_ruling_is_asked_for_one_act_at_a_time(exland: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two acts in one question are not understood."""
    code = run("ruling", "one.json", "two.json", "--library", exland)

    assert code == 2
    assert capsys.readouterr().out == ""
