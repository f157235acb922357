# SPDX-License-Identifier: Apache-2.0
"""Takes a store up to the version that this software writes; tried on a copy first, which shows what would change."""

from dataclasses import dataclass
from pathlib import Path

import apsw

from truceline.base.errors import StorageError
from truceline.storage.sqlite.asking import ask_all
from truceline.storage.sqlite.copying import copy_store
from truceline.storage.sqlite.migrations import SCHEMA_VERSION, first_comment, migrate, steps_between, version_of
from truceline.storage.sqlite.opening import open_any_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an upgrade does to a store.

    Attributes:
        before: Its version.
        wanted: The version that this software writes.
        steps: Names of the steps, in order; none when there is nothing to do.
        said: What each says of itself.
        rows_kept: Rows that stand in the same table before and after.
    """

    before: int
    wanted: int
    steps: tuple[str, ...]
    said: tuple[str, ...]
    rows_kept: int


def try_upgrade(path: Path, key: bytes, copy: Path) -> Change:
    """Upgrade a copy of a store, prove it whole, and say what changed.

    Args:
        path: The store.
        key: Its key.
        copy: Where the copy goes; nothing may stand there.

    Returns:
        What the upgrade does.

    Raises:
        NotFoundError: There is no such store.
        StateError: It is newer than this software.
        StorageError: It could not be copied or upgraded, or rows were lost on the way.
    """
    before = copy_store(path, key, copy)
    steps = steps_between(before, SCHEMA_VERSION)
    rows = upgrade_store(copy, key)
    return Change(
        before=before,
        wanted=SCHEMA_VERSION,
        steps=steps,
        said=tuple(first_comment(step) for step in steps),
        rows_kept=rows,
    )


def upgrade_store(path: Path, key: bytes) -> int:
    """Upgrade a store in one transaction, and prove it whole; how many rows it keeps.

    Raises:
        NotFoundError: There is no such store.
        StateError: It is newer than this software.
        StorageError: It could not be upgraded, or is not whole.
    """
    connection = open_any_version(path, key)
    try:
        steps_between(version_of(connection), SCHEMA_VERSION)
        before = rows_of(connection)
        migrate(connection)
        after = rows_of(connection)
        found = connection.pragma("integrity_check")
    except apsw.Error as error:
        message = f"{path}: expected to upgrade the store, got: {error}; it stays as it was"
        raise StorageError(message) from error
    finally:
        connection.close()
    lost = [table for table, count in before.items() if after.get(table, 0) < count]
    if lost or found != "ok":
        message = f"{path}: expected every row to stay, got {found!s:.100} and fewer in {', '.join(lost) or 'none'}"
        raise StorageError(message)
    return sum(before.values())


def rows_of(connection: apsw.Connection) -> dict[str, int]:
    """Count the rows of every table."""
    tables = [name for (name,) in ask_all(connection, "SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {
        name: ask_all(connection, f"SELECT count(*) FROM {name}")[0][0]  # noqa: S608 - our own names
        for name in tables
    }
