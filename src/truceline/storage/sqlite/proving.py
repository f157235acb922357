# SPDX-License-Identifier: Apache-2.0
"""Proves that a store opens with its key and is whole, without writing a byte to it."""

from dataclasses import dataclass
from pathlib import Path

import apsw

from truceline.base.errors import StorageError
from truceline.storage.sqlite.asking import ask_all
from truceline.storage.sqlite.migrations import version_of
from truceline.storage.sqlite.opening import open_any_version
from truceline.storage.sqlite.upgrading import rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was seen of a store.

    Attributes:
        version: Its version.
        rows: Rows of all its tables together.
    """

    version: int
    rows: int


def prove_store(path: Path, key: bytes) -> Proof:
    """Open a store for reading alone and check every page, index and reference of it; takes as long as it needs.

    Args:
        path: The file, of whatever version.
        key: Its key.

    Returns:
        What was seen.

    Raises:
        NotFoundError: There is no such file.
        StorageError: Another key, another file, or a damaged one.
    """
    connection = open_any_version(path, key, is_read_only=True)
    try:
        found = [str(line) for (line,) in ask_all(connection, "PRAGMA integrity_check")]
        loose = ask_all(connection, "PRAGMA foreign_key_check")
        rows = sum(rows_of(connection).values())
        version = version_of(connection)
    except apsw.Error as error:
        message = f"{path}: expected a whole store, got a damaged one ({error}); take an older backup"
        raise StorageError(message) from error
    finally:
        connection.close()
    if found != ["ok"] or loose:
        got = found[0] if found != ["ok"] else f"references that lead nowhere: {len(loose)}"
        message = f"{path}: expected a whole store, got a damaged one ({got:.200}); take an older backup"
        raise StorageError(message)
    return Proof(version=version, rows=rows)
