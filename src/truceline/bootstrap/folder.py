# SPDX-License-Identifier: Apache-2.0
"""A node's folder: what lies where, who may read it, and how its small files are replaced.

    keys.json       public identity, sealed private half, slots
    settings.yaml   the settings
    library/        the agreement as it was when the node was made
    store.db        the encrypted store
    record/         the party's own log
    record-keys.json  the keys of the log, sealed
    peers/          the cards of other parties' nodes
    control.sock    the running node's door for lock and unlock

Rules:
    - The folder and all in it belong to their owner alone; one that others can read is refused, not mended in silence.
    - Nothing here makes what should exist: ``making`` makes a folder, once.
    - What an attacker can do with each file: docs/node-folder.md.
"""

import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from truceline.agreement.library import Library
from truceline.agreement.reading import library_files
from truceline.app.text_ground import TextGround, read_ground
from truceline.base.errors import AuthorityError, NotFoundError, StateError, StorageError
from truceline.base.limits import KEYS_FILE_BYTES_MAX
from truceline.bootstrap.keys_file import Keys, read_keys, write_keys
from truceline.bootstrap.settings import Settings
from truceline.bootstrap.settings_file import check_parties, read_settings
from truceline.records.document import read_bytes

FOLDER_MODE = 0o700
FILE_MODE = 0o600
_OTHERS = 0o077


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeFolder:
    """Where a node's things lie.

    Attributes:
        root: The folder.
    """

    root: Path

    @property
    def keys(self) -> Path:
        """The sealed keys."""
        return self.root / "keys.json"

    @property
    def settings(self) -> Path:
        """The settings."""
        return self.root / "settings.yaml"

    @property
    def library(self) -> Path:
        """The agreement's documents."""
        return self.root / "library"

    @property
    def store(self) -> Path:
        """The encrypted store."""
        return self.root / "store.db"

    @property
    def peers(self) -> Path:
        """The cards of other parties' nodes."""
        return self.root / "peers"

    @property
    def record(self) -> Path:
        """The party's log."""
        return self.root / "record"

    @property
    def record_keys(self) -> Path:
        """The sealed keys of the log."""
        return self.root / "record-keys.json"

    @property
    def mirrors(self) -> Path:
        """Copies of the logs of other parties."""
        return self.root / "mirrors"

    @property
    def control(self) -> Path:
        """The door of the running node."""
        return self.root / "control.sock"

    def beside(self, name: str) -> Path:
        """Give the place of a file that the settings name."""
        return self.root / name

    def read_keys(self) -> Keys:
        """Read the sealed keys.

        Raises:
            NotFoundError: They are not there.
            InputError: The file is not of its form.
            ExceptionGroup: Every fault of the file.
        """
        return read_keys(read_bytes(self.keys, KEYS_FILE_BYTES_MAX), str(self.keys))

    def read_settings(self) -> Settings:
        """Read the settings.

        Raises:
            NotFoundError: They are not there.
            ExceptionGroup: Every fault of the file.
        """
        return read_settings(read_bytes(self.settings), str(self.settings))

    def load_library(self, settings: Settings) -> Library:
        """Read the agreement as ``read_library`` does, for whoever needs no more of it."""
        return self.read_library(settings)[1]

    def read_library(self, settings: Settings) -> tuple[TextGround, Library]:
        """Read the agreement, if it still is what it was when the node was made.

        Returns:
            Its files as they were read, and the library that they are.

        Raises:
            StateError: It was altered since.
            ExceptionGroup: Every fault of its files, or the settings name a party that it does not know.
        """
        found = library_digest(self.library)
        if found != settings.library_digest:
            message = (
                f"{self.library}: expected the files that had the digest {settings.library_digest} when the node was "
                f"made, got {found}; put them back as they were, or make a new node for a new text"
            )
            raise StateError(message)
        ground = read_ground(self.library)
        library = ground.library()
        if library.header.id != settings.library:
            message = f"{self.settings}: library: expected {library.header.id}, got {settings.library!r:.60}"
            raise StateError(message)
        check_parties(settings, library.parties)
        return ground, library

    def replace_keys(self, keys: Keys) -> None:
        """Replace the sealed keys: the file holds the old ones or the new ones, never less.

        Raises:
            StorageError: They cannot be written.
        """
        new = self.keys.with_name("keys.json.new")
        try:
            new.unlink(missing_ok=True)
            write_private(new, write_keys(keys))
            # A crash before this line leaves the old keys and a file keys.json.new beside them; after it, the new ones.
            new.replace(self.keys)
            sync_folder(self.root)
        except OSError as error:
            message = f"{self.keys}: expected to replace it, got: {error.strerror or error}; the old one still holds"
            raise StorageError(message) from error

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder while its keys are changed, so that two commands do not undo one another.

        Yields:
            Nothing.

        Raises:
            StateError: Another command holds it.
        """
        handle = os.open(self.root, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError as error:
            message = f"{self.root}: expected no other command to change its keys, got one that does; try again"
            raise StateError(message) from error
        finally:
            os.close(handle)


def open_folder(root: Path) -> NodeFolder:
    """Give the folder of a node that was made.

    Raises:
        NotFoundError: There is none.
        AuthorityError: Others than its owner can read it, or it belongs to somebody else.
    """
    folder = NodeFolder(root=root)
    lacking = [path.name for path in (folder.keys, folder.settings, folder.store) if not path.is_file()]
    if lacking:
        message = (
            f"{root}: expected the folder of a node, got one without {', '.join(lacking)}; truceline init makes one"
            if root.is_dir()
            else f"{root}: expected the folder of a node, got no folder; truceline init makes one"
        )
        raise NotFoundError(message)
    for path in (root, folder.keys, folder.settings, folder.store):
        refuse_open(path)
    return folder


def library_digest(folder: Path) -> str:
    """Give the digest of a library's files: names and contents in order, each with its length before it [SHA-256].

    Raises:
        StorageError: They cannot be read.
    """
    digest = hashlib.sha256(b"truceline library v1")
    for path in library_files(folder):
        for part in (path.relative_to(folder).as_posix().encode(), read_bytes(path)):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that only its owner can read, down to the disk.

    Raises:
        FileExistsError: Something stands there.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Have the names in a folder written to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def refuse_open(path: Path) -> None:
    """Refuse a file or folder that is not its owner's alone; for every file that holds a secret.

    Raises:
        AuthorityError: Others can read or alter it, or it belongs to somebody else.
    """
    state = path.stat()
    if state.st_uid != os.geteuid():
        message = (
            f"{path}: expected it to belong to the user who runs the node (uid {os.geteuid()}), got {state.st_uid}"
        )
        raise AuthorityError(message)
    if state.st_mode & _OTHERS:
        wanted = FOLDER_MODE if stat.S_ISDIR(state.st_mode) else FILE_MODE
        message = (
            f"{path}: expected mode {wanted:04o}, got {stat.S_IMODE(state.st_mode):04o}: others could read or "
            f"alter it; chmod {wanted:o} it"
        )
        raise AuthorityError(message)
