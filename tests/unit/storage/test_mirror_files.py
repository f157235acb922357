# SPDX-License-Identifier: Apache-2.0
"""Files of followed logs: what is kept is read again, what does not fit is told, and no name comes from a peer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from federated import QuietFiles
from truceline.base.errors import RecordError
from truceline.crypto.merkle import HashTree, inclusion_proof, leaf_hash, root_at
from truceline.crypto.notes import KeyRole
from truceline.federation.happenings import (
    Cosigned,
    CosignedKept,
    CutMirror,
    HeadKept,
    KeepBody,
    KeepBox,
    KeepCosigned,
    KeepEntries,
    KeepEvidence,
    KeepHead,
    KeepingFailed,
    KeepNote,
    KeptRead,
    MirrorRead,
    NotesRead,
    ReadKept,
    ReadMirror,
    ReadNotes,
)
from truceline.ledger.happenings import Head
from truceline.ledger.keyring import KeyBody
from truceline.ledger.recount import Recount, recount
from truceline.storage.mirror_files import MirrorFiles, log_folder

ORIGIN = "truceline.example/exercise/northland/0123456789abcdef"
RAWS = tuple(b'{"box":{},"n":%d}' % number for number in range(600))
HEAD = Head(size=3, root=bytes(range(32)))
BODY = KeyBody(salt=bytes(32), content=b"what was said")


@pytest.fixture
def files(tmp_path: Path) -> Iterator[MirrorFiles]:
    """Give files in two folders."""
    for name in ("mirrors", "apart"):
        (tmp_path / name).mkdir()
    made = MirrorFiles(tmp_path / "mirrors", tmp_path / "apart", files=QuietFiles())
    yield made
    made.close()


def again(files: MirrorFiles, tmp_path: Path) -> MirrorFiles:
    """Open them as a new process does."""
    files.close()
    return MirrorFiles(tmp_path / "mirrors", tmp_path / "apart", files=QuietFiles())


def keep(files: MirrorFiles, first: int, end: int) -> None:
    """Keep some entries with their tiles."""
    before, _ = recount(Recount(), RAWS[:first])
    _, tiles = recount(before, RAWS[first:end])
    assert files.perform(KeepEntries(origin=ORIGIN, first=first, raws=RAWS[first:end], tiles=tiles)) is None


def test_what_was_kept_is_read_again(files: MirrorFiles, tmp_path: Path) -> None:
    """Entries, bodies, boxes, notes, the head, what was cosigned, evidence: each in its place after a restart."""
    keep(files, 0, 3)
    files.perform(KeepBody(origin=ORIGIN, seq=1, body=BODY))
    files.perform(KeepBox(origin=ORIGIN, seq=2, sealed=b"sealed", wrap=b"w" * 80))
    files.perform(KeepNote(origin=ORIGIN, note=b"a note"))
    files.perform(KeepEvidence(origin=ORIGIN, name="E1-0123456789abcdef.fork", content=b"proof"))
    assert files.perform(KeepHead(origin=ORIGIN, head=HEAD, note=b"the head")) == HeadKept(origin=ORIGIN, head=HEAD)
    for role, time_s in ((KeyRole.WITNESS, 7), (KeyRole.MIRROR, 9)):
        told = files.perform(KeepCosigned(origin=ORIGIN, role=role, head=HEAD, time_s=time_s))
        assert told == CosignedKept(origin=ORIGIN, cosigned=Cosigned(role=role, head=HEAD, time_s=time_s))
    opened = again(files, tmp_path)
    kept = opened.perform(ReadKept(origin=ORIGIN))
    read = opened.perform(ReadMirror(origin=ORIGIN, first=0, count=10))
    notes = opened.perform(ReadNotes(origin=ORIGIN))
    opened.close()

    assert kept == KeptRead(
        origin=ORIGIN,
        note=b"the head",
        notes=(b"a note",),
        cosigned=tuple(
            Cosigned(role=role, head=HEAD, time_s=at) for role, at in ((KeyRole.MIRROR, 9), (KeyRole.WITNESS, 7))
        ),
        evidence=(("E1-0123456789abcdef.fork", b"proof"),),
        boxes=(2,),
        is_marked=True,
    )
    assert read == MirrorRead(
        origin=ORIGIN, first=0, raws=RAWS[:3], bodies=((1, BODY),), boxes=((2, b"sealed", b"w" * 80),)
    )
    assert notes == NotesRead(origin=ORIGIN, notes=(b"a note",))


def test_nothing_is_there_before_anything_is_kept(files: MirrorFiles) -> None:
    """An unknown log is one of which nothing is known."""
    assert files.perform(ReadKept(origin=ORIGIN)) == KeptRead(origin=ORIGIN)
    assert files.perform(ReadMirror(origin=ORIGIN, first=0, count=5)) == MirrorRead(origin=ORIGIN, first=0, raws=())
    assert files.body(ORIGIN, 0) is None
    assert files.box(ORIGIN, 0) is None
    assert files.tile(ORIGIN, 0, 0, 1) is None


def test_tiles_give_every_root_and_proof(files: MirrorFiles) -> None:
    """Beyond a full tile too, and after the tree was cut and grew again."""
    keep(files, 0, 300)
    keep(files, 300, 600)
    files.perform(CutMirror(origin=ORIGIN, size=280))
    keep(files, 280, 520)
    tree = HashTree(leaf_hash(raw) for raw in RAWS[:520])

    for size in (1, 255, 256, 257, 512, 520):
        assert root_at(size, files.hashes(ORIGIN, 520)) == tree.root(size)
    assert inclusion_proof(300, 520, files.hashes(ORIGIN, 520)) == inclusion_proof(300, 520, tree.hash_at)


def test_a_hash_that_is_not_there_is_refused(files: MirrorFiles) -> None:
    """Nobody proves anything with a tile that is shorter than it must be."""
    keep(files, 0, 10)
    with pytest.raises(RecordError, match="tile"):
        root_at(20, files.hashes(ORIGIN, 20))


def test_entries_go_on_where_they_end(files: MirrorFiles) -> None:
    """Others are told as a failure."""
    keep(files, 0, 3)
    told = files.perform(KeepEntries(origin=ORIGIN, first=5, raws=RAWS[5:7]))

    assert isinstance(told, KeepingFailed)
    assert "expected to go on at 3, got 5" in told.reason


def test_cut_entries_are_put_aside_and_the_mirror_goes_on(files: MirrorFiles, tmp_path: Path) -> None:
    """Nothing that a peer gave is destroyed."""
    keep(files, 0, 5)
    assert files.perform(CutMirror(origin=ORIGIN, size=2)) is None
    keep(files, 2, 4)
    folder = tmp_path / "mirrors" / log_folder(ORIGIN)

    assert files.entries(ORIGIN, 0, 9) == RAWS[:4]
    assert any(RAWS[4] in path.read_bytes() for path in folder.iterdir() if path.is_file() and "rest" in path.name)


@pytest.mark.parametrize("content", [b"", b"{}x", b'{"mirror":1}', b'{"log":{"root":"","size":1,"time":1}}', b"[]"])
def test_a_damaged_memory_of_cosignatures_is_never_taken_for_none(
    files: MirrorFiles, tmp_path: Path, content: bytes
) -> None:
    """Nothing of that log is cosigned until a person looked."""
    files.perform(KeepCosigned(origin=ORIGIN, role=KeyRole.MIRROR, head=HEAD, time_s=9))
    (tmp_path / "apart" / log_folder(ORIGIN) / "cosigned").write_bytes(content)
    told = again(files, tmp_path).perform(ReadKept(origin=ORIGIN))

    assert isinstance(told, KeepingFailed)


@pytest.mark.parametrize(
    "origin", ["", "x", "../../etc", "truceline.example/a/b/0123456789abcde/", "a/0123456789ABCDEF"]
)
def test_a_folder_is_named_by_sixteen_digits(files: MirrorFiles, origin: str) -> None:
    """Whatever else an origin ends in is refused."""
    assert isinstance(files.perform(ReadKept(origin=origin)), KeepingFailed)


@pytest.mark.parametrize(
    "name", ["", "../E1-0123456789abcdef.fork", "E7-0123456789abcdef.fork", "E1-0123.fork", "note"]
)
def test_evidence_has_a_name_of_class_and_digest(files: MirrorFiles, name: str) -> None:
    """Another name is refused."""
    assert isinstance(files.perform(KeepEvidence(origin=ORIGIN, name=name, content=b"x")), KeepingFailed)
