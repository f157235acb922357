# SPDX-License-Identifier: Apache-2.0
"""Reading a counting rule from a file."""

from pathlib import Path

import pytest

from event_rows import write
from truceline.agreement.counting_rule import CountingRule, CountingUnit
from truceline.base.errors import InputError
from truceline.feeds.rule_file import read_rule_file

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "docs" / "examples").glob("counting-*.yaml"))


def test_a_file_of_the_first_day_loads_the_same(tmp_path: Path) -> None:
    """What it does not say asks nothing."""
    text = """
schema: truceline/counting/1
rules:
  - id: old
    title: Old
    dyads: [Northland - Hill League]
    day_precision: [1]
    window_days: 21
    unit: event
    note: As it was.
"""
    rule = read_rule_file(write(tmp_path, text.encode(), "old.yaml"))

    assert rule == CountingRule(
        id="old", title="Old", window_days=21, dyads=("Northland - Hill League",), note="As it was."
    )
    assert rule.unit is CountingUnit.EVENT


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_the_examples_load(path: Path) -> None:
    """As a user would give them."""
    assert read_rule_file(path).title


@pytest.mark.parametrize("days", [0, 100_000])
def test_a_window_has_a_length(tmp_path: Path, days: int) -> None:
    """Between a day and ten years."""
    text = f"schema: truceline/counting/1\nrules: [{{id: a, title: A, window_days: {days}}}]\n"
    with pytest.raises(InputError, match="window_days: expected 1 to 3660"):
        read_rule_file(write(tmp_path, text.encode(), "a.yaml"))
