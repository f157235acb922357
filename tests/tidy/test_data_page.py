# SPDX-License-Identifier: Apache-2.0
"""docs/data.md names the very files that tests read."""

import hashlib
import re
from pathlib import Path

from tidy.tree import CHECKOUT, source_files

ROW = re.compile(r"^\| `([\w./-]+)` \| `([0-9a-f]{64})` \|$", re.MULTILINE)
SET_NAME = re.compile(r'"(ucdp-ged-syria|ocha-boundaries-2015|opensyria-gazetteer|[a-z0-9]+(?:-[a-z0-9]+)+)"')


def test_every_file_on_the_page_is_the_published_one(data_dir: Path) -> None:
    """A reader who fetched the sets can check them against the page."""
    rows = ROW.findall((CHECKOUT / "docs" / "data.md").read_text(encoding="utf-8"))
    wrong = [path for path, digest in rows if hashlib.sha256((data_dir / path).read_bytes()).hexdigest() != digest]

    assert rows
    assert wrong == []


def test_every_set_that_tests_read_is_on_the_page(data_dir: Path) -> None:
    """No test reads a set of which the page does not say where the public gets it."""
    page = (CHECKOUT / "docs" / "data.md").read_text(encoding="utf-8")
    sets = {path.name for path in data_dir.iterdir() if path.is_dir()}
    read = {
        name
        for file in source_files()
        if file.is_python and not file.is_shipped and not file.path.startswith("tests/tidy/")
        for name in SET_NAME.findall(file.text)
    }

    assert {name for name in read & sets if f"(`{name}`)" not in page} == set()
