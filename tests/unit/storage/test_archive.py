# SPDX-License-Identifier: Apache-2.0
"""Archives: what goes in comes out, and what is hostile leaves nothing."""

import io
import stat
import tarfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from truceline.base.errors import InputError, NotFoundError, StateError, StorageError, TakenError
from truceline.storage.archive import MANIFEST, Making, Member, restore_archive, write_archive

MAKING = Making(made="2060-01-01T00:00:00Z", software="0", store_version=2)
CONTENTS = {
    "store.db": b"\x00\xff" * 700,
    "keys.json": b"{}",
    "library/zones/a.geojson": b"",
    "settings.yaml": b"a: 1\n",
}
Tar = tarfile.TarFile


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Pack some files."""
    files = dict[str, Path]()
    for name, content in CONTENTS.items():
        path = tmp_path / "from" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        files[name] = path
    write_archive(tmp_path / "backup.tar", files, MAKING)
    return tmp_path / "backup.tar"


def forge(folder: Path, change: Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]) -> Path:
    """Make an archive of one's own: the list and two files, changed."""
    parts = [("keys.json", b"{}"), ("store.db", b"x" * 600)]
    members = [(tarfile.TarInfo(name), content) for name, content in parts]
    listed = [Member(name, len(content), _digest(content)) for name, content in parts]
    members.insert(0, (tarfile.TarInfo(MANIFEST), _listing(listed)))
    change(members)
    forged = folder / "forged.tar"
    with tarfile.open(forged, "w", format=tarfile.GNU_FORMAT) as tar:
        for header, content in members:
            header.size = len(content)
            tar.addfile(header, io.BytesIO(content))
    return forged


def _digest(content: bytes) -> str:
    import hashlib  # noqa: PLC0415 - for this alone

    return hashlib.sha256(content).hexdigest()


def _listing(listed: list[Member], **changed: object) -> bytes:
    given = {"schema": "truceline/backup-manifest/1", "made": "", "software": "", "store_version": 2, "files": listed}
    return msgspec.json.encode(given | changed)


def test_what_was_packed_comes_out(archive: Path, tmp_path: Path) -> None:
    """Byte for byte, its owner's alone, in a folder that is new or empty."""
    place = tmp_path / "node"
    place.mkdir()
    manifest = restore_archive(archive, place)

    found = {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}
    assert found == CONTENTS
    assert {member.name for member in manifest.files} == set(CONTENTS)
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    for path in (place, *place.rglob("*")):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077


def test_any_tar_opens_it(archive: Path) -> None:
    """In need, without this software."""
    with tarfile.open(archive) as tar:
        assert tar.getnames() == [MANIFEST, *sorted(CONTENTS)]


def test_nothing_is_replaced(archive: Path, tmp_path: Path) -> None:
    """Neither an archive nor what stands in a folder."""
    before = archive.read_bytes()
    with pytest.raises(TakenError):
        write_archive(archive, {}, MAKING)
    (tmp_path / "busy").mkdir()
    (tmp_path / "busy" / "file").write_bytes(b"mine")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for place in ("busy", "link", "backup.tar"):
        with pytest.raises(StateError):
            restore_archive(archive, tmp_path / place)
    assert archive.read_bytes() == before
    assert not (tmp_path / "elsewhere").exists()


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    """An archive, and a folder to write one into."""
    with pytest.raises(NotFoundError):
        restore_archive(tmp_path / "none.tar", tmp_path / "node")
    with pytest.raises(StorageError):
        write_archive(tmp_path / "none" / "backup.tar", {}, MAKING)


def test_names_that_no_archive_may_hold_are_not_packed(tmp_path: Path) -> None:
    """Those that would be refused when they come out."""
    (tmp_path / "file").write_bytes(b"")
    for name in ("/abs", "../up", ".hidden", "a//b", "a b", ""):
        with pytest.raises(InputError):
            write_archive(tmp_path / "backup.tar", {name: tmp_path / "file"}, MAKING)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("index", range(0, 6_000, 97))
def test_every_damage_is_noticed(index: int, archive: Path, tmp_path: Path) -> None:
    """A byte that matters, changed anywhere, leaves nothing behind; padding does not matter."""
    content = bytearray(archive.read_bytes())
    content[index] ^= 0xFF
    archive.write_bytes(content)

    try:
        restore_archive(archive, tmp_path / "node")
    except InputError:
        assert not (tmp_path / "node").exists()
    else:
        for name, packed in CONTENTS.items():
            assert (tmp_path / "node" / name).read_bytes() == packed
    assert not list(tmp_path.glob(".node*"))


def test_an_archive_that_was_cut_is_noticed(archive: Path, tmp_path: Path) -> None:
    """Wherever it was."""
    content = archive.read_bytes()
    for size in (0, 100, 512, 1_000, 2_500, 4_000):
        archive.write_bytes(content[:size])
        with pytest.raises(InputError):
            restore_archive(archive, tmp_path / "node")
        assert not (tmp_path / "node").exists()


def _link(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members[1] = (tarfile.TarInfo("keys.json"), b"")
    members[1][0].type, members[1][0].linkname = tarfile.SYMTYPE, "/etc/passwd"


def _hard_link(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members[2][0].type, members[2][0].linkname = tarfile.LNKTYPE, "keys.json"


def _device(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members[1][0].type = tarfile.CHRTYPE


def _extended(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members[1][0].name = "k" * 120


def _rename(name: str) -> Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]:
    def change(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        members[1][0].name = name
        content = members[1][1]
        listed = [Member(name, len(content), _digest(content)), Member("store.db", 600, _digest(b"x" * 600))]
        members[0] = (members[0][0], _listing(listed))

    return change


def _twice(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    member = Member("keys.json", 2, _digest(b"{}"))
    members[0] = (members[0][0], _listing([member, member]))
    members[2] = (tarfile.TarInfo("keys.json"), b"{}")


def _more(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members.append((tarfile.TarInfo("more"), b"more"))


def _fewer(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    del members[2]


def _huge(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members[0] = (members[0][0], _listing([Member("keys.json", 2**60, "")]))


def _no_list(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    del members[0]


def _long_list(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members[0] = (members[0][0], b" " * 1_000_001)


def _other_list(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members[0] = (members[0][0], _listing([], schema="truceline/backup-manifest/2"))


def _no_json(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members[0] = (members[0][0], b"\xff\xfe{")


HOSTILE = {
    "a link": _link,
    "a hard link": _hard_link,
    "a device": _device,
    "a header that extends another": _extended,
    "an absolute name": _rename("/etc/keys.json"),
    "a way up": _rename("../keys.json"),
    "a way up within": _rename("library/../../keys.json"),
    "a hidden name": _rename(".ssh"),
    "a name twice": _twice,
    "more than is listed": _more,
    "fewer than are listed": _fewer,
    "a huge size": _huge,
    "no list": _no_list,
    "a long list": _long_list,
    "a list of another form": _other_list,
    "a list that is none": _no_json,
}


def test_the_forger_can_make_what_is_taken(tmp_path: Path) -> None:
    """So that the refusals below are for what each says."""
    restore_archive(forge(tmp_path, lambda _: None), tmp_path / "node")
    assert (tmp_path / "node" / "store.db").read_bytes() == b"x" * 600


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_what_is_hostile_leaves_nothing(
    change: Callable[[list[tuple[tarfile.TarInfo, bytes]]], None], tmp_path: Path
) -> None:
    """Neither in the folder nor beside it."""
    forged = forge(tmp_path, change)

    with pytest.raises(InputError, match="nothing was restored"):
        restore_archive(forged, tmp_path / "node")
    assert [path.name for path in tmp_path.iterdir()] == ["forged.tar"]
