# SPDX-License-Identifier: Apache-2.0
"""Lines of plain and packed files, in bounded memory."""

import gzip
import hashlib
import zlib
from pathlib import Path

import pytest

from event_rows import write
from truceline.base.errors import LimitError, NotFoundError, StorageError
from truceline.base.limits import LINE_BYTES_MAX
from truceline.feeds.bytelines import ByteLines


def lines_of(path: Path) -> tuple[list[tuple[int, bytes]], ByteLines]:
    """Read every line of a file."""
    lines = ByteLines(path, path.name)
    return list(lines), lines


def test_lines_are_numbered_from_one_and_lose_their_endings(tmp_path: Path) -> None:
    """Both line endings are taken off; a last line without one is a line."""
    found, lines = lines_of(write(tmp_path, b"a\r\nb\n\nlast"))

    assert found == [(1, b"a"), (2, b"b"), (3, b""), (4, b"last")]
    assert lines.trouble == ""


def test_packing_is_seen_from_the_bytes_not_from_the_name(tmp_path: Path) -> None:
    """A packed file called .csv and a plain one called .gz are both read."""
    packed, _ = lines_of(write(tmp_path, gzip.compress(b"a\nb\n"), "events.csv"))
    bare, _ = lines_of(write(tmp_path, b"a\nb\n", "events.csv.gz"))

    assert packed == bare == [(1, b"a"), (2, b"b")]


def test_several_packed_parts_are_one_file(tmp_path: Path) -> None:
    """Members of one gzip file follow one another; padding with zeros is no member."""
    found, lines = lines_of(write(tmp_path, gzip.compress(b"a\nb") + gzip.compress(b"c\n") + b"\0" * 20))

    assert [line for _, line in found] == [b"a", b"bc"]
    assert lines.trouble == ""


@pytest.mark.parametrize("cut", [20, 2_000, 19_000])
def test_a_packed_file_that_ends_early_gives_what_it_holds(tmp_path: Path, cut: int) -> None:
    """What was unpacked before the end comes out, and the trouble is told."""
    content = b"".join(b"%d,%d\n" % (number, number * 7919 % 104_729) for number in range(5_000))
    packed = gzip.compress(content)
    found, lines = lines_of(write(tmp_path, packed[:cut]))

    whole = zlib.decompressobj(wbits=31).decompress(packed[:cut])
    assert b"\n".join(line for _, line in found) == whole.removesuffix(b"\n")
    assert "ends early" in lines.trouble


def test_damaged_packing_gives_the_lines_before_the_damage(tmp_path: Path) -> None:
    """A flipped byte in the middle is told, and is not an error of ours."""
    content = b"".join(b"%d,%d\n" % (number, number * 7919 % 104_729) for number in range(50_000))
    packed = bytearray(gzip.compress(content))
    packed[len(packed) // 2] ^= 0xFF
    found, lines = lines_of(write(tmp_path, bytes(packed)))

    assert found
    assert lines.trouble


def test_a_file_that_unpacks_to_far_too_much_is_refused(tmp_path: Path) -> None:
    """A bomb of zeros ends the run soon after it shows what it is."""
    path = write(tmp_path, gzip.compress((b"a" * 999 + b"\n") * 150_000))

    with pytest.raises(LimitError, match="times the packed size"):
        lines_of(path)


def test_an_overlong_line_comes_out_cut_and_the_next_one_whole(tmp_path: Path) -> None:
    """A line without end does not fill the memory, and numbers stay right."""
    found, _ = lines_of(write(tmp_path, b"a\n" + b"x" * (3 * LINE_BYTES_MAX) + b"\nb\n"))

    assert [number for number, _ in found] == [1, 2, 3]
    assert LINE_BYTES_MAX < len(found[1][1]) <= LINE_BYTES_MAX + 1
    assert found[2] == (3, b"b")


def test_the_digest_is_of_the_whole_file_as_it_lies_there(tmp_path: Path) -> None:
    """The digest is of packed bytes, as a user's own tool gives it."""
    content = gzip.compress(b"a\nb\n")
    _, lines = lines_of(write(tmp_path, content))

    assert lines.sha256 == hashlib.sha256(content).hexdigest()


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    """Neither is a traceback."""
    with pytest.raises(NotFoundError, match="no such file"):
        lines_of(tmp_path / "nothing.csv")
    with pytest.raises(StorageError, match="directory"):
        lines_of(tmp_path)
