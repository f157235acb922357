# SPDX-License-Identifier: Apache-2.0
"""A folder of results appears whole or not at all, and nobody's files are touched."""

import os
from pathlib import Path

import pytest

from not_running import not_run
from truceline.base.errors import StateError, StorageError
from truceline.exports.folder import result_folder

MARKER = '{"schema": "truceline/assessment/1"}'


def write_one(out: Path, text: str = "new") -> None:
    """Write a small result."""
    with result_folder(out) as folder:
        (folder / "assessment.json").write_text(MARKER, encoding="utf-8")
        (folder / "report.html").write_text(text, encoding="utf-8")


def names(folder: Path) -> list[str]:
    """Give the names in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


def test_a_new_folder_appears_with_its_parents_and_leaves_nothing_beside(tmp_path: Path) -> None:
    """Only the result stands there."""
    write_one(tmp_path / "a" / "b c")

    assert names(tmp_path / "a") == ["b c"]
    assert names(tmp_path / "a" / "b c") == ["assessment.json", "report.html"]


def test_an_empty_folder_and_an_earlier_result_are_replaced(tmp_path: Path) -> None:
    """The second run leaves the second result alone."""
    out = tmp_path / "out"
    out.mkdir()
    write_one(out, "first")
    write_one(out, "second")

    assert (out / "report.html").read_text(encoding="utf-8") == "second"
    assert names(tmp_path) == ["out"]


@pytest.mark.parametrize(
    "found",
    [{"notes.txt": "mine"}, {"assessment.json": "{}"}, {"assessment.json": MARKER, "notes.txt": "mine"}],
    ids=["foreign", "not-ours", "ours-and-foreign"],
)
def test_a_folder_with_other_files_is_refused_and_untouched(tmp_path: Path, found: dict[str, str]) -> None:
    """A user's own files are never replaced, even beside ours."""
    for name, text in found.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    with pytest.raises(StateError, match="choose another"):
        write_one(tmp_path)
    assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in names(tmp_path)} == found


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    """A file is no folder."""
    (tmp_path / "out").write_text("x", encoding="utf-8")

    with pytest.raises(StateError, match="got a file"):
        write_one(tmp_path / "out")


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, MemoryError])
def test_whatever_ends_the_writing_leaves_the_earlier_result(tmp_path: Path, error: type[BaseException]) -> None:
    """Half a result is no result."""
    out = tmp_path / "out"
    write_one(out, "first")

    def interrupted() -> None:
        with result_folder(out) as folder:
            (folder / "report.html").write_text("half", encoding="utf-8")
            raise error

    with pytest.raises(error):
        interrupted()
    assert (out / "report.html").read_text(encoding="utf-8") == "first"
    assert names(tmp_path) == ["out"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """It is the user's to mend, not a traceback."""
    if os.geteuid() == 0:
        not_run("root may write everywhere", could_be_given=False)
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StorageError, match="--out"):
            write_one(tmp_path / "out")
    finally:
        tmp_path.chmod(0o700)


def test_a_parent_that_is_a_file_is_told(tmp_path: Path) -> None:
    """It is the user's to mend, not a traceback."""
    (tmp_path / "file").write_text("x", encoding="utf-8")

    with pytest.raises(StorageError, match="--out"):
        write_one(tmp_path / "file" / "out")


def test_results_are_readable_by_others_as_the_user_wants(tmp_path: Path) -> None:
    """The temporary folder's privacy does not stick to the result."""
    mask = os.umask(0o022)
    try:
        write_one(tmp_path / "out")
    finally:
        os.umask(mask)

    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o755


def test_a_folder_under_a_known_name_is_nobodys_result(tmp_path: Path) -> None:
    """What we write are plain files; anything else under their names is somebody else's."""
    out = tmp_path / "out"
    write_one(out)
    (out / "findings.jsonl").mkdir()
    (out / "findings.jsonl" / "letter.txt").write_text("kept", encoding="utf-8")

    with pytest.raises(StateError, match=r"findings\.jsonl"):
        write_one(out, "second")
    assert (out / "findings.jsonl" / "letter.txt").read_text(encoding="utf-8") == "kept"
