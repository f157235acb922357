# SPDX-License-Identifier: Apache-2.0
"""A library is copied whole or not at all."""

from pathlib import Path

import pytest

from exercise import EXERCISE, copy_of
from truceline.agreement.reading import library_files
from truceline.base.errors import StateError, StorageError
from truceline.exports.library_copy import copy_library


def test_only_files_of_the_format_are_copied(tmp_path: Path) -> None:
    """Whatever else lies in the folder stays there."""
    folder = copy_of(EXERCISE, tmp_path / "library")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    (folder / "agreements" / "old.yaml~").write_text("mine", encoding="utf-8")
    names = copy_library(folder, tmp_path / "copy")

    assert sorted(
        path.relative_to(tmp_path / "copy").as_posix() for path in library_files(tmp_path / "copy")
    ) == sorted(names)
    assert not (tmp_path / "copy" / "notes.txt").exists()
    assert not (tmp_path / "copy" / "agreements" / "old.yaml~").exists()


def test_a_copy_that_fails_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a part of it nor a trace."""
    copied: list[object] = []

    def fail(*files: object) -> None:
        copied.append(files)
        if len(copied) > 3:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", fail)
    with pytest.raises(StorageError, match="No space left on device; nothing was changed there"):
        copy_library(EXERCISE, tmp_path / "copy")

    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    """Such as one inside a file."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(StorageError, match="expected to write"):
        copy_library(EXERCISE, tmp_path / "file" / "copy")


def test_what_stands_there_is_left_alone(tmp_path: Path) -> None:
    """A link to nowhere counts as something."""
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(StateError, match="got a file"):
        copy_library(EXERCISE, tmp_path / "link")
