# SPDX-License-Identifier: Apache-2.0
"""Makes and opens the one file of a store: encrypted whole, rollback journal, every commit on the disk (ADR 0013).

Rules:
    - Nothing that should exist is made in silence: ``create_store`` makes, ``open_connection`` opens.
    - Every setting that durability or secrecy rests on is read back after it was set.
    - The key is 32 random bytes, given by the caller and kept nowhere here.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path

import apsw

from truceline.base.errors import NotFoundError, StateError, StorageError, TakenError
from truceline.storage.sqlite.migrations import APPLICATION_ID, SCHEMA_VERSION, migrate, version_of

KEY_BYTES = 32
CIPHER = "chacha20"
"""ChaCha20-Poly1305 on every page; named, so that another default of a later library changes nothing."""
KEY_ROUNDS = 1
"""Rounds of key strengthening: the key is random, and nobody guesses 2^256 of them; a passphrase is strengthened where
it is asked for (``crypto``)."""
CACHE_KIB = 131_072
"""Pages of the store that are held in memory [KiB]."""
BUSY_MS = 60_000
"""How long a commit waits while a backup copies the file [ms]."""
CHECK_S = 1.0
"""How long the check at opening may take [s]; a large store is then checked in part."""
_CHECK_STEPS = 10_000
"""How often the check looks at the clock [virtual machine instructions]."""

_SETTINGS: tuple[tuple[str, object, object], ...] = (
    ("journal_mode", "delete", "delete"),
    ("synchronous", "extra", 3),
    ("foreign_keys", 1, 1),
    ("temp_store", "memory", 2),
    ("secure_delete", 1, 1),
    ("trusted_schema", 0, 0),
    ("cell_size_check", 1, 1),
    ("mmap_size", 0, 0),
    ("cache_size", -CACHE_KIB, -CACHE_KIB),
)
"""Setting, what is written, what must then be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An opened store.

    Attributes:
        connection: The connection.
        is_checked_whole: Whether the check at opening saw the whole file, or ran out of its time.
    """

    connection: apsw.Connection
    is_checked_whole: bool


def create_store(path: Path, key: bytes, *, vfs: str = "") -> None:
    """Make an empty store; only its owner can read the file.

    Args:
        path: Where; nothing may stand there.
        key: 32 random bytes.
        vfs: Name of the way to files; empty for the ordinary one.

    Raises:
        TakenError: Something stands there already.
        StorageError: It could not be made.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        message = f"{path}: expected nothing there, got a file; a store is never made over another one"
        raise TakenError(message) from error
    except OSError as error:
        message = f"{path}: expected to make a store, got: {error.strerror or error}"
        raise StorageError(message) from error
    try:
        connection = connect(path, key, vfs)
        connection.pragma("application_id", APPLICATION_ID)
        # A crash here leaves a file without tables, which is refused when it is opened.
        migrate(connection)
        connection.close()
    except apsw.Error as error:
        message = f"{path}: expected to make a store, got: {error}"
        raise StorageError(message) from error


def open_connection(path: Path, key: bytes, *, vfs: str = "") -> Opened:
    """Open a store that exists, of the version that this software writes.

    Args:
        path: The file.
        key: Its key.
        vfs: Name of the way to files; empty for the ordinary one.

    Returns:
        The connection, its settings proved, and how far the file was checked.

    Raises:
        StateError: Another version.
        NotFoundError: There is no such file.
        StorageError: Another key, another file, or a damaged one.
    """
    connection = open_any_version(path, key, vfs=vfs)
    version = version_of(connection)
    if version != SCHEMA_VERSION:
        connection.close()
        what = "older; ./truceline upgrade takes it up" if version < SCHEMA_VERSION else "newer; use that version of it"
        message = f"{path}: expected schema version {SCHEMA_VERSION}, got {version}, which is {what}"
        raise StateError(message)
    try:
        return Opened(connection=connection, is_checked_whole=_check(connection, path))
    except BaseException:
        connection.close()
        raise


def open_any_version(path: Path, key: bytes, *, vfs: str = "", is_read_only: bool = False) -> apsw.Connection:
    """Open a store that exists, whatever its version.

    Args:
        path: The file.
        key: Its key.
        vfs: Name of the way to files; empty for the ordinary one.
        is_read_only: Whether nothing may be written through the connection.

    Returns:
        The connection, its settings proved.

    Raises:
        NotFoundError: There is no such file.
        StorageError: Another key, or another file.
    """
    if not path.is_file():
        message = f"{path}: expected a store, got no such file; ./truceline init makes one"
        raise NotFoundError(message)
    try:
        connection = connect(path, key, vfs, is_read_only=is_read_only)
    except apsw.Error as error:
        message = f"{path}: expected a store that its key opens, got another key or another file ({error})"
        raise StorageError(message) from error
    if connection.pragma("application_id") != APPLICATION_ID or version_of(connection) < 1:
        connection.close()
        message = f"{path}: expected a store of this software, got another file or one that was never finished"
        raise StorageError(message)
    return connection


def connect(path: Path, key: bytes, vfs: str = "", *, is_read_only: bool = False) -> apsw.Connection:
    """Connect, give the key and settle every setting.

    Raises:
        StorageError: A setting did not take.
    """
    assert len(key) == KEY_BYTES, "a store has a key of 32 bytes"
    flags = apsw.SQLITE_OPEN_READONLY if is_read_only else apsw.SQLITE_OPEN_READWRITE
    connection = apsw.Connection(str(path), flags=flags, vfs=vfs or None, statementcachesize=256)
    try:
        connection.set_busy_timeout(BUSY_MS)
        connection.pragma("cipher", CIPHER)
        connection.pragma("kdf_iter", KEY_ROUNDS)
        connection.pragma("hexkey", key.hex())
        wrong = _settle(connection)
    except BaseException:
        connection.close()
        raise
    if wrong:
        connection.close()
        message = f"{path}: expected settings that keep what is acknowledged, got {wrong}"
        raise StorageError(message)
    return connection


def _settle(connection: apsw.Connection) -> str:
    """Set every setting and read it back; which one did not take, empty when all did."""
    for name, wanted, expected in _SETTINGS:
        connection.pragma(name, wanted)
        got = connection.pragma(name)
        if got != expected:
            return f"{name} = {got} instead of {expected}"
    return ""


def _check(connection: apsw.Connection, path: Path) -> bool:
    """Check the file as far as the time allows; whether all of it was.

    Raises:
        StorageError: It is damaged.
    """
    until_s = time.monotonic() + CHECK_S
    connection.set_progress_handler(lambda: time.monotonic() > until_s, _CHECK_STEPS)
    try:
        found = connection.pragma("quick_check")
    except apsw.InterruptError:
        return False
    except apsw.Error as error:
        message = f"{path}: expected a whole store, got a damaged one ({error}); restore a backup"
        raise StorageError(message) from error
    finally:
        connection.set_progress_handler(None)
    if found != "ok":
        message = f"{path}: expected a whole store, got a damaged one ({found!s:.200}); restore a backup"
        raise StorageError(message)
    return True
