# SPDX-License-Identifier: Apache-2.0
"""One file that carries the files of a node: a plain tar archive whose first member lists the others with digests.

Rules:
    - What comes in is not trusted: regular files alone, by names and in sizes that the list gives, in its order;
      nothing absolute, no way up, no links, no headers that extend others. Nothing is left of an archive that fails.
    - The list proves that nothing was lost on the way, not who wrote it: keys and store prove themselves.
    - The archive hides nothing by itself: what must be secret is encrypted before it is packed.

Source:
    POSIX.1-1988 (ustar), which limits a member to 8 GiB.
"""

import hashlib
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import msgspec

from truceline.base.errors import InputError, NotFoundError, StateError, StorageError, TakenError

MANIFEST = "manifest.json"
MANIFEST_SCHEMA = "truceline/backup-manifest/1"
MANIFEST_BYTES_MAX = 1_000_000
"""Size of the list [bytes]: a thousand files are a fifth of it."""
MEMBERS_MAX = 4_000
"""Files of one archive: a library has some dozens."""
MEMBER_BYTES_MAX = 8 * 2**30 - 1
"""Size of one file [bytes]: the largest that a tar archive of this form can hold."""
_BLOCK = 512
_PIECE = 1 << 20
_NAME = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,63}/){0,4}[A-Za-z0-9_][A-Za-z0-9._-]{0,63}", re.ASCII)
"""Names of members: a few folders, no leading dots."""


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file: its name, its size and its SHA-256 in hexadecimal digits."""

    name: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The list of an archive: when and by which version it was made, the store's version, and the files."""

    schema: str
    made: str
    software: str
    store_version: int
    files: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What an archive says of itself.

    Attributes:
        made: When, RFC 3339.
        software: Version of this software.
        store_version: Version of the store in it.
    """

    made: str
    software: str
    store_version: int


def write_archive(archive: Path, files: Mapping[str, Path], making: Making) -> Manifest:
    """Pack files into a new archive that only its owner can read: whole, or not at all.

    Args:
        archive: Where; nothing may stand there.
        files: The files by their names in the archive.
        making: What it says of itself.

    Returns:
        Its list.

    Raises:
        TakenError: Something stands there.
        StorageError: It cannot be written.
        InputError: A file has a name or a size that an archive cannot hold.
    """
    if archive.exists():
        message = f"{archive}: expected nothing there, got a file; a backup replaces none, choose another name"
        raise TakenError(message)
    try:
        members = tuple(_member_of(name, path) for name, path in sorted(files.items()))
        manifest = Manifest(MANIFEST_SCHEMA, making.made, making.software, making.store_version, members)
        with _private(archive) as (temporary, stream):
            _pack(stream, manifest, files)
            # A crash before this line leaves a file *.partial; after it, the whole archive.
            os.link(temporary, archive)
            _sync_folder(archive.parent)
    except FileExistsError as error:
        message = f"{archive}: expected nothing there, got a file; a backup replaces none, choose another name"
        raise TakenError(message) from error
    except OSError as error:
        message = f"{archive}: expected to write a backup there, got: {error.strerror or error}"
        raise StorageError(message) from error
    return manifest


def restore_archive(archive: Path, folder: Path) -> Manifest:
    """Unpack an archive into a folder that is new or empty: whole, or not at all.

    Args:
        archive: The archive; not trusted.
        folder: Where.

    Returns:
        Its list.

    Raises:
        NotFoundError: There is no such archive.
        StateError: Something stands in the folder.
        InputError: It is not such an archive, or not whole.
        StorageError: It cannot be read or written.
    """
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        message = f"{folder}: expected nothing or an empty folder, got something else; nothing was touched"
        raise StateError(message)
    temporary: Path | None = None
    try:
        with archive.open("rb") as stream:
            folder.parent.mkdir(parents=True, exist_ok=True)
            temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".partial", dir=folder.parent))
            manifest = _unpack(stream, archive, temporary)
        _sync_all(temporary)
        if folder.exists():
            folder.rmdir()
        # A crash before this line leaves a folder *.partial beside the place; after it, the whole node.
        temporary.rename(folder)
        _sync_folder(folder.parent)
    except FileNotFoundError as error:
        message = f"{archive}: expected a backup, got no such file"
        raise NotFoundError(message) from error
    except OSError as error:
        message = (
            f"{folder}: expected to restore {archive} there, got: {error.strerror or error}; nothing is left of it"
        )
        raise StorageError(message) from error
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)
    return manifest


def _pack(stream: BinaryIO, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write the list and the files, down to the disk."""
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        content = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
        tar.addfile(_header(MANIFEST, len(content)), BytesIO(content))
        for member in manifest.files:
            with files[member.name].open("rb") as source:
                tar.addfile(_header(member.name, member.size), source)
    stream.flush()
    os.fsync(stream.fileno())


def _member_of(name: str, path: Path) -> Member:
    """List one file.

    Raises:
        InputError: An archive cannot hold it.
    """
    size = path.stat().st_size
    if _NAME.fullmatch(name) is None or size > MEMBER_BYTES_MAX:
        message = f"{path}: expected a plain name and at most {MEMBER_BYTES_MAX} bytes, got {name!r:.80} and {size}"
        raise InputError(message)
    with path.open("rb") as stream:
        return Member(name, size, hashlib.file_digest(stream, "sha256").hexdigest())


def _header(name: str, size: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size, header.mode = size, 0o600
    return header


@contextmanager
def _private(archive: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Give a new file beside an archive, that goes when all is done."""
    handle, name = tempfile.mkstemp(prefix=f".{archive.name}.", suffix=".partial", dir=archive.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield Path(name), stream
    finally:
        Path(name).unlink(missing_ok=True)


def _unpack(stream: BinaryIO, archive: Path, folder: Path) -> Manifest:
    """Unpack every member that the list names.

    Raises:
        InputError: It is not such an archive, or not whole.
    """
    first = _read_header(stream, archive)
    if first.name != MANIFEST or first.size > MANIFEST_BYTES_MAX:
        raise InputError(_refusal(archive, f"its list ({MANIFEST}) first", f"{first.name!r:.80} of {first.size} bytes"))
    manifest = _read_manifest(_read(stream, first.size, archive), archive)
    _skip_padding(stream, first.size)
    for member in manifest.files:
        header = _read_header(stream, archive)
        if (header.name, header.size) != (member.name, member.size):
            expected = f"{member.name} of {member.size} bytes, as its list says"
            got = f"{header.name!r:.80} of {header.size} bytes"
            raise InputError(_refusal(archive, expected, got))
        path = folder / member.name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _copy(stream, member.size, path, archive) != member.sha256:
            expected = f"{member.name} as it was packed"
            raise InputError(_refusal(archive, expected, "other bytes; it was damaged or altered"))
        _skip_padding(stream, member.size)
    if stream.read(_BLOCK).strip(b"\0"):
        raise InputError(_refusal(archive, "nothing beyond what its list names", "more"))
    return manifest


def _read_header(stream: BinaryIO, archive: Path) -> tarfile.TarInfo:
    """Read the header of a regular file.

    Raises:
        InputError: It is no header, or one of anything else.
    """
    try:
        header = tarfile.TarInfo.frombuf(stream.read(_BLOCK), "ascii", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError, ValueError) as error:
        message = _refusal(archive, "a backup made by this software", "another file, or one that was cut")
        raise InputError(message) from error
    if header.type != tarfile.REGTYPE:
        raise InputError(_refusal(archive, "regular files alone", f"a link or a special file {header.name!r:.80}"))
    return header


def _read_manifest(content: bytes, archive: Path) -> Manifest:
    """Read the list, and refuse one that no backup has.

    Raises:
        InputError: It is none.
    """
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(_refusal(archive, "a list of its files", f"something else ({error!s:.120})")) from error
    if manifest.schema != MANIFEST_SCHEMA:
        raise InputError(_refusal(archive, f"a list of the form {MANIFEST_SCHEMA}", repr(manifest.schema)[:60]))
    names = [member.name for member in manifest.files]
    if len(names) > MEMBERS_MAX or len({name.lower() for name in names}) != len(names):
        raise InputError(_refusal(archive, f"at most {MEMBERS_MAX} files, each once", f"{len(names)}, or one twice"))
    for member in manifest.files:
        is_plain = _NAME.fullmatch(member.name) is not None and ".." not in member.name
        if not is_plain or not 0 <= member.size <= MEMBER_BYTES_MAX:
            raise InputError(_refusal(archive, "plain names of files inside a folder", f"{member.name!r:.80}"))
    return manifest


def _read(stream: BinaryIO, size: int, archive: Path) -> bytes:
    """Read so many bytes.

    Raises:
        InputError: There are fewer.
    """
    content = stream.read(size)
    if len(content) != size:
        raise InputError(_refusal(archive, "a whole backup", "one that was cut"))
    return content


def _copy(stream: BinaryIO, size: int, path: Path, archive: Path) -> str:
    """Copy so many bytes into a new file; their SHA-256."""
    digest, left = hashlib.sha256(), size
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as written:
        while left:
            piece = _read(stream, min(left, _PIECE), archive)
            written.write(piece)
            digest.update(piece)
            left -= len(piece)
        written.flush()
        os.fsync(written.fileno())
    return digest.hexdigest()


def _skip_padding(stream: BinaryIO, size: int) -> None:
    stream.read(-size % _BLOCK)


def _sync_all(folder: Path) -> None:
    """Have every folder be its owner's alone, and its names written to the disk."""
    for path in (folder, *(each for each in folder.rglob("*") if each.is_dir())):
        path.chmod(0o700)
        _sync_folder(path)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refusal(archive: Path, expected: str, got: str) -> str:
    return f"{archive}: expected {expected}, got {got}; nothing was restored"
