# SPDX-License-Identifier: Apache-2.0
"""What a library may say of outlets; every mistake is told with its file."""

import shutil
from pathlib import Path

import pytest

from truceline.agreement.library import load_library

EXERCISE = Path(__file__).resolve().parents[2] / "libraries" / "exercise"
FAULTS = (
    (
        "takes: [{how: copies, outlet: harbour-gazette}]",
        "takes: [{how: copies, outlet: harbour-gazete}]",
        "did you mean",
    ),
    ("outlet: harbour-gazette}]", "outlet: tide-post}]", "takes from another outlet"),
    ("how: copies", "how: same_party", "one of quotes, copies, translates"),
    ("party: amber,", "party: amberley,", "the id of a party"),
    ("name: Tide Post,", "name: H.G.,", "every name for one outlet"),
    ("gathers: own", "gathers: mostly", "gathers"),
    ("{id: tide-post,", "{id: harbour-gazette,", "twice"),
)


def copied(folder: Path, old: str, new: str) -> Path:
    """Copy the invented library with one change in its publications."""
    shutil.copytree(EXERCISE, folder)
    path = folder / "publications.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(("old", "new", "told"), FAULTS, ids=[row[2] for row in FAULTS])
def test_each_fault_of_an_outlet_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    """An unknown owner, an unknown outlet, a name for two: each stops the library, with its file."""
    with pytest.raises(ExceptionGroup) as raised:
        load_library(copied(tmp_path / "library", old, new))

    sentences = [str(each) for each in raised.value.exceptions]
    assert any(told in sentence and "publications.yaml" in sentence for sentence in sentences), sentences


def test_a_library_holds_its_outlets() -> None:
    """In the order of the file."""
    held = load_library(EXERCISE)

    assert [outlet.id for outlet in held.outlets] == ["harbour-gazette", "tide-post", "amber-radio"]
