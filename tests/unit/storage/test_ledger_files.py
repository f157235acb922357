# SPDX-License-Identifier: Apache-2.0
"""A log's files: what does not fit is told as a failure, and what is served is read from what was written."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kept_log import BODY, Node, check_log
from truceline.ledger.happenings import AppendEntries, AppendTail, Failed, ReadEntries, ReadLock, TrimTail
from truceline.ledger.states import Phase
from truceline.storage.files import Files
from truceline.storage.ledger_files import FramedFile, LedgerFiles


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """Give a log that was just made and signed; it is proven whole afterwards."""
    made = Node(tmp_path / "entries", tmp_path / "apart").open().begin()
    made.submit("a", "b")
    made.tick()
    yield made
    made.leave()
    check_log(made)


def kept(node: Node) -> LedgerFiles:
    """Give the node's files."""
    assert node.kept is not None
    return node.kept


def test_what_is_served_is_what_was_written(node: Node) -> None:
    """The head, and the first hashes of a tile."""
    head, tile = kept(node).head(), kept(node).tile(0, 0, 2)

    assert head is not None
    assert head.startswith(b"truceline.example/exercise/northland/")
    assert tile == (node.folder / "tiles" / "0.0").read_bytes()[:64]
    assert kept(node).tile(0, 0, 4) is None
    assert kept(node).tile(1, 0, 1) is None


def test_entries_elsewhere_than_at_the_end_are_not_written(node: Node) -> None:
    """Neither to the entries nor to the tail."""
    for effect in (AppendEntries(first=5, raws=(b"x",)), AppendTail(first=5, raws=(b"x",))):
        assert isinstance(kept(node).perform(effect), Failed)


def test_a_tail_without_its_beginning_is_none(node: Node) -> None:
    """A file that does not say from where on it keeps entries is not believed."""
    content = (node.apart / "tail.log").read_bytes()
    for odd in (b"", b"\0\0\0\1\0\0\0\0x"):
        (node.apart / "tail.log").write_bytes(odd)
        assert node.open().state.phase is Phase.ASKING
    (node.apart / "tail.log").write_bytes(content)
    assert node.open().state.phase is Phase.TAKING


def test_files_are_left_as_they_were_when_nothing_was_read(tmp_path: Path) -> None:
    """Opened and closed, with no tail there; a tail cannot go on before it was begun."""
    for name in ("entries", "apart"):
        (tmp_path / name).mkdir()
    files = LedgerFiles(tmp_path / "entries", tmp_path / "apart", tell=lambda _: None, files=Files())

    assert files.head() is None
    assert isinstance(files.perform(AppendTail(first=0, raws=(b"x",))), Failed)
    read = files.perform(ReadLock())
    assert getattr(read, "tail_first", 0) is None
    files.perform(TrimTail(first=0))
    assert files.perform(ReadEntries(first=0, count=5)) is not None
    files.close()


@pytest.mark.parametrize("content", [b"{}", b'{"body":"","salt":"zz"}', b'{"body":1,"salt":""}', b"\xff"])
def test_a_damaged_body_of_a_key_entry_stops_the_log(node: Node, content: bytes) -> None:
    """It is told which, and the good one put back mends it."""
    path = node.apart / "keys" / "0"
    good = path.read_bytes()
    path.write_bytes(content)
    node.open()

    assert node.state.phase is Phase.STOPPED
    assert "body of key entry 0" in node.stops[0]
    path.write_bytes(good)
    assert BODY.content
    assert node.open().state.phase is Phase.TAKING


def test_a_frame_that_is_damaged_later_ends_the_reading(tmp_path: Path) -> None:
    """What was whole when the file was opened is checked again at every reading."""
    file = FramedFile(Files(), tmp_path / "frames")
    file.append((b"one", b"two", b"three"))
    file.sync()
    content = bytearray((tmp_path / "frames").read_bytes())
    content[8 + 3 + 8] ^= 1
    (tmp_path / "frames").write_bytes(content)

    assert file.read(0, 9) == (b"one",)
    assert file.read(3, 1) == ()
    file.close()


@pytest.mark.parametrize("cut", range(25))
def test_a_file_that_was_cut_anywhere_keeps_its_whole_frames(tmp_path: Path, cut: int) -> None:
    """And the rest is put aside when more is written."""
    file = FramedFile(Files(), tmp_path / "frames")
    file.append((b"one", b"two"))
    file.close()
    content = (tmp_path / "frames").read_bytes()[:cut]
    (tmp_path / "frames").write_bytes(content)
    again = FramedFile(Files(), tmp_path / "frames")
    whole = len(again)
    again.append((b"more",))

    assert whole == sum(cut >= end for end in (11, 22))
    assert again.read(0, 9) == (*(b"one", b"two")[:whole], b"more")
    again.close()


def test_a_length_that_cannot_be_ends_the_file(tmp_path: Path) -> None:
    """Nobody reserves memory for what a damaged length says."""
    (tmp_path / "frames").write_bytes(b"\xff\xff\xff\xff" + bytes(100))
    file = FramedFile(Files(), tmp_path / "frames")

    assert len(file) == 0
    file.close()
