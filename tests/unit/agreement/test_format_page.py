# SPDX-License-Identifier: Apache-2.0
"""The page of the format says what the format is."""

import re
from pathlib import Path

import pytest

from exercise import EXERCISE
from truceline.agreement.checking import check_paths
from truceline.agreement.life import LifeState, Prolongation
from truceline.agreement.reading import FILE_NOUNS
from truceline.agreement.references import EXACTLY_ONE
from truceline.agreement.zones import Piece


@pytest.fixture
def page(checkout: Path) -> str:
    """The page's text."""
    return (checkout / "docs" / "agreement-format.md").read_text(encoding="utf-8")


def test_its_agreement_is_sound(page: str, tmp_path: Path) -> None:
    """The example on the page passes the check."""
    example = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert example is not None
    path = tmp_path / "quay-truce.yaml"
    path.write_text(example[1], encoding="utf-8")

    assert check_paths((path,), EXERCISE).faults == ()


def test_it_names_every_file_state_rule_and_piece(page: str) -> None:
    """A thing that is not on the page is hard to find."""
    words = [f"`{name}.yaml`" for name in FILE_NOUNS]
    words += [f"`{each}`" for each in (*LifeState, *Prolongation)]

    assert [word for word in words if word not in page] == []
    assert [field for field in EXACTLY_ONE[Piece] if f"| `{field}:" not in page] == []
