# SPDX-License-Identifier: Apache-2.0
"""The EXERCISE library of invented parties, for every test; and a copy of a library that a test may break."""

import re
import shutil
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from truceline.agreement.agreement import Agreement
from truceline.agreement.library import DEFAULT_LIBRARY, Library, find_library, load_library
from truceline.base.instants import parse_instant

EXERCISE = Path(__file__).resolve().parent / "libraries" / "exercise"
_DAY = re.compile(r"\b(\d{4}-\d{2}-\d{2})")


@cache
def exercise() -> Library:
    """Read the EXERCISE library once."""
    return load_library(EXERCISE)


@cache
def shipped() -> Library:
    """Read the shipped library once."""
    return load_library(find_library(DEFAULT_LIBRARY))


def truce() -> Agreement:
    """Give the EXERCISE agreement that has everything."""
    return exercise().get_agreement("quay-truce")


def memo() -> Agreement:
    """Give the EXERCISE agreement that is suspended, reinstated and collapses."""
    return exercise().get_agreement("gull-memo")


def at(text: str) -> int:
    """Read an instant [ns since 1970 UTC]."""
    return parse_instant(text)


def copy_of(folder: Path, out: Path) -> Path:
    """Copy a library that a test is going to change."""
    shutil.copytree(folder, out)
    return out


def change(path: Path, old: str, new: str) -> None:
    """Replace one text in a file; it must stand there."""
    content = path.read_text(encoding="utf-8")
    assert old in content, old
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


def move_dates(text: str, days: int) -> str:
    """Move every ``YYYY-MM-DD`` of a text."""
    return _DAY.sub(lambda found: (date.fromisoformat(found[1]) + timedelta(days=days)).isoformat(), text)


def move_library(folder: Path, days: int) -> None:
    """Move every date of every YAML file of a library."""
    for path in folder.rglob("*.yaml"):
        path.write_text(move_dates(path.read_text(encoding="utf-8"), days), encoding="utf-8")
