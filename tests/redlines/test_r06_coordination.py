# SPDX-License-Identifier: Apache-2.0
"""R6: counting cells is no blind check; nothing here answers about a cell that was not the asker's own."""

from dataclasses import replace
from pathlib import Path

import pytest

from redlines.kept import SOURCE
from shipped import NODE_LIMITS
from truceline.base.errors import QuotaError
from truceline.coordination.quota import check_cells

MODULES = {"coarse", "disclosure", "presence", "quota", "roles"}
"""Before one is added here: does it answer questions about cells?"""


def test_coordination_has_no_blind_check() -> None:
    """No module for one, and no function that takes cells and gives any."""
    assert {path.stem for path in Path(SOURCE / "coordination").glob("[a-z]*.py")} == MODULES


def test_a_refusal_names_no_cell() -> None:
    """Whether cells hold something cannot be read from whether they may be asked about."""
    limits = replace(NODE_LIMITS, cells_per_officer_per_day=3)

    with pytest.raises(QuotaError) as refused:
        check_cells(frozenset({777_001, 777_002}), frozenset({777_003, 777_004}), frozenset(), limits)

    assert "777" not in str(refused.value)
    assert "got 2 more after 2" in str(refused.value)


def test_the_bounds_hold_for_distinct_cells() -> None:
    """Asking in small pieces, or again, changes nothing: what counts is the set."""
    limits = replace(NODE_LIMITS, cells_per_officer_per_day=10)
    asked: frozenset[int] = frozenset()
    for cell in [*range(10), *range(10)]:
        check_cells(frozenset({cell}), asked, asked, limits)
        asked |= {cell}

    with pytest.raises(QuotaError):
        check_cells(frozenset({10}), asked, asked, limits)
