# SPDX-License-Identifier: Apache-2.0
"""Press texts from files and folders."""

import os
from pathlib import Path

import pytest

from press_texts import REPORT
from truceline.base.errors import NotFoundError
from truceline.base.limits import TEXT_BYTES_MAX, TEXT_LINES_MAX
from truceline.corroboration import usable_text
from truceline.corroboration.text_intake import TextIntake
from truceline.feeds.texts import read_texts
from truceline.picture.intake import Reason

BODY = "\n\n".join(REPORT)


def read(*paths: Path) -> TextIntake:
    """Read texts."""
    return read_texts(paths, lambda _: None)


def reasons(intake: TextIntake) -> list[str]:
    """Give why things were set aside."""
    return [each.reason.value for each in intake.rejections]


def test_folders_are_read_with_all_in_them(tmp_path: Path) -> None:
    """Names are paths within the folder; hidden files are no texts."""
    (tmp_path / "b" / "c").mkdir(parents=True)
    for number, name in enumerate(("z.txt", "b/a", "b/c/m.text", ".hidden")):
        (tmp_path / name).write_text(f"{BODY}\n\nEdition {number} of this paper was printed.", encoding="utf-8")
    intake = read(tmp_path)

    assert sorted(text.name for text in intake.texts) == ["b/a", "b/c/m.text", "z.txt"]
    assert (intake.read, intake.rejections) == (3, ())


def test_files_with_the_same_short_name_keep_the_paths_given(tmp_path: Path) -> None:
    """Nobody should have to guess which one is meant."""
    paths = [tmp_path / name for name in ("one/a.txt", "two/a.txt", "two/b.txt")]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{BODY} {path}", encoding="utf-8")

    assert sorted(text.name for text in read(*paths).texts) == sorted([str(paths[0]), str(paths[1]), "b.txt"])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "blank"),
        (b" \n\t \xc2\xa0\n", "blank"),
        (BODY.encode("utf-16"), "encoding"),
        ("Une trêve près du pont.".encode("latin-1"), "encoding"),
        ("هدنة".encode("cp1256"), "encoding"),
        (b"%PDF-1.7 text", "binary"),
        (b"PK\x03\x04 text", "binary"),
        (b"some\x00text", "binary"),
        (b"\x01\x02\x03 text", "binary"),
        (b"<!DOCTYPE html><p>Truce</p>", "markup"),
        (b'Truce <p>is</p> near <a href="x">there</a> <br/> <div>now</div>', "markup"),
        (b"{\\rtf1 truce}", "markup"),
        (b'{"schema": "truceline/report/1"}', "markup"),
        (b"word " * (TEXT_BYTES_MAX // 5 + 1), "too-large"),
        (b"a\n" * TEXT_LINES_MAX, "too-large"),
    ],
    ids=[
        "empty",
        "blanks",
        "utf-16",
        "latin",
        "arabic",
        "pdf",
        "zip",
        "nul",
        "controls",
        "html",
        "tags",
        "rtf",
        "json",
        "large",
        "lines",
    ],
)
def test_what_is_no_text_is_set_aside_and_the_rest_goes_on(tmp_path: Path, content: bytes, reason: str) -> None:
    """One rejection with what was expected and got; the other file is read."""
    (tmp_path / "bad.txt").write_bytes(content)
    (tmp_path / "good.txt").write_text(BODY, encoding="utf-8")
    intake = read(tmp_path)

    assert [text.name for text in intake.texts] == ["good.txt"]
    assert reasons(intake) == [reason]
    assert intake.rejections[0].file == str(tmp_path / "bad.txt")
    assert intake.rejections[0].expected
    assert intake.rejections[0].got


def test_the_line_of_a_wrong_byte_is_told(tmp_path: Path) -> None:
    """So that it can be found."""
    (tmp_path / "a").write_bytes(b"one\ntwo\nth\xe9e")

    assert [each.line for each in read(tmp_path).rejections] == [3]


def test_the_same_text_again_is_told_and_its_name_kept(tmp_path: Path) -> None:
    """Line ends, a mark at the beginning and blanks around it make no other text."""
    (tmp_path / "a.txt").write_text(BODY, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\xef\xbb\xbf" + BODY.replace("\n", "\r\n").encode() + b"\r\n")
    intake = read(tmp_path)

    assert [(text.name, text.also) for text in intake.texts] == [("a.txt", ("b.txt",))]
    assert reasons(intake) == [Reason.DUPLICATE_TEXT]


def test_a_file_reached_twice_is_read_once(tmp_path: Path) -> None:
    """By its folder and by its name."""
    (tmp_path / "a.txt").write_text(BODY, encoding="utf-8")
    intake = read(tmp_path, tmp_path / "a.txt")

    assert (intake.read, len(intake.texts), intake.rejections) == (1, 1, ())


def test_links_pipes_and_empty_folders_end_nothing(tmp_path: Path) -> None:
    """Each is told once, and the one text is read."""
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "up").symlink_to(tmp_path)
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "nowhere").symlink_to(tmp_path / "missing")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "text").write_text(BODY, encoding="utf-8")
    empty = tmp_path.parent / f"{tmp_path.name} empty"
    empty.mkdir()
    intake = read(tmp_path, empty)

    assert reasons(intake) == ["link-loop", "link-loop", "unreadable-file", "unreadable-file", "no-texts"]
    assert [text.name for text in intake.texts] == ["text"]


def test_a_link_inside_a_folder_reaches_nothing_outside_it(tmp_path: Path) -> None:
    """Nobody named what lies there; a link that is itself named on the command line is somebody's own word."""
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    (outside / "deep").mkdir(parents=True)
    folder.mkdir()
    for number, path in enumerate((outside / "private.txt", outside / "deep" / "more.txt", folder / "own.txt")):
        path.write_text(f"{BODY} {number}", encoding="utf-8")
    (folder / "a-file").symlink_to(outside / "private.txt")
    (folder / "b-folder").symlink_to(outside / "deep")
    (folder / "c-inside").symlink_to(folder / "own.txt")
    (tmp_path / "named").symlink_to(outside / "private.txt")
    intake = read(folder)

    assert reasons(intake) == [Reason.LINK_OUTSIDE, Reason.LINK_OUTSIDE]
    assert [each.file for each in intake.rejections] == [str(folder / "a-file"), str(folder / "b-folder")]
    assert [text.name for text in intake.texts] == ["c-inside"]
    assert [text.name for text in read(tmp_path / "named").texts] == ["named"]


def test_more_texts_than_a_run_holds_are_left_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line says so for all of them."""
    monkeypatch.setattr(usable_text, "TEXTS_MAX", 2)
    for number in range(4):
        (tmp_path / str(number)).write_text(f"{BODY} {number}", encoding="utf-8")
    intake = read(tmp_path)

    assert (len(intake.texts), reasons(intake)) == (2, ["too-many"])


def test_a_path_that_is_not_there_ends_the_run(tmp_path: Path) -> None:
    """It is a slip of the command line, not a bad text."""
    with pytest.raises(NotFoundError, match="no such file"):
        read(tmp_path / "missing")
