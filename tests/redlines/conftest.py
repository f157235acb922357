# SPDX-License-Identifier: Apache-2.0
"""What tests of red lines are given: the invented library in a folder, and one assessment of invented acts."""

from pathlib import Path

import pytest

from exercise_acts import act
from exercise_library import write_library
from redlines.kept import assess_acts


@pytest.fixture(scope="session")
def exland(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the invented library."""
    return write_library(tmp_path_factory.mktemp("exland"))


@pytest.fixture(scope="session")
def results(exland: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the results of an assessment: one act ruled prohibited, one engagement, one act nobody dates."""
    folder = tmp_path_factory.mktemp("results")
    return assess_acts(
        folder,
        exland,
        act(title="A round in the square"),
        act("side-a", engagement="clash", first_act=None),
        act("side-b", engagement="clash", actor=["hill-league"], against=["northland-army"], first_act=None),
        act("undated", since=None),
    )
