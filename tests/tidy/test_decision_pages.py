# SPDX-License-Identifier: Apache-2.0
"""Decisions have their form: numbered, short, and never without what is bad about them."""

import re
from pathlib import Path

import pytest

from tidy.tree import CHECKOUT, source_files

FOLDER = CHECKOUT / "docs" / "adr"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
LINES_MAX = 100
PARTS = ("## Context", "## Decision", "## What is good", "## What is bad")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_decision_has_its_form(path: Path) -> None:
    """Number in the title, a dated status, every part with words, at most one hundred lines."""
    text = path.read_text(encoding="utf-8")
    parts = re.split(r"^(## .+)$", text, flags=re.MULTILINE)
    words = dict(zip(parts[1::2], parts[2::2], strict=True))

    assert text.startswith(f"# {path.name[:4]} ")
    assert re.search(r"^Status: (accepted|replaced by \d{4}), \d{4}-\d{2}-\d{2}$", text, re.MULTILINE)
    assert [part for part in PARTS if not words.get(part, "").strip()] == []
    assert len(text.splitlines()) <= LINES_MAX


def test_numbers_count_up_without_gaps() -> None:
    """A decision is found by its number."""
    assert [path.name[:4] for path in PAGES] == [f"{number:04d}" for number in range(1, len(PAGES) + 1)]


def test_every_decision_is_in_the_index() -> None:
    """The index names each page."""
    index = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert [path.name for path in PAGES if f"({path.name})" not in index] == []


def test_every_decision_that_code_names_is_there() -> None:
    """A number in a docstring leads to a page."""
    numbers = {path.name[:4] for path in PAGES}
    named = {number for file in source_files() for number in re.findall(r"\bADR (\d{4})\b", file.text)}

    assert named
    assert named - numbers == set()
