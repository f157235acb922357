# SPDX-License-Identifier: Apache-2.0
"""A copy of a store as it is at one moment, also while a node runs on it; encrypted under the same key.

While pages are copied a lock keeps commits waiting: some hundred megabytes a second, so a minute of waiting
(``BUSY_MS``) is enough for tens of gigabytes.
"""

import os
from collections.abc import Callable
from pathlib import Path

import apsw

from truceline.base.errors import StorageError
from truceline.storage.sqlite.opening import connect, open_any_version

_PAGES_AT_ONCE = 4_096
"""Pages copied between two words on how far it is: 16 MB."""


def copy_store(path: Path, key: bytes, copy: Path, told: Callable[[float], None] = lambda _: None) -> int:
    """Copy a store into a new file, and prove the copy whole.

    Args:
        path: The store, whatever its version.
        key: Its key, and that of the copy.
        copy: Where; nothing may stand there.
        told: Is told which part is done, 0 to 1.

    Returns:
        The version of the store.

    Raises:
        NotFoundError: There is no such store.
        StorageError: It cannot be read, the copy cannot be written, or it is not whole; nothing is left of it.
    """
    source = open_any_version(path, key)
    try:
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        version = _fill(source, copy, key, told)
    except (apsw.Error, OSError) as error:
        copy.unlink(missing_ok=True)
        message = f"{copy}: expected to copy the store {path} there, got: {error}"
        raise StorageError(message) from error
    finally:
        source.close()
    return version


def _fill(source: apsw.Connection, copy: Path, key: bytes, told: Callable[[float], None]) -> int:
    """Fill the file of a copy; the version of the store.

    Raises:
        CorruptError: The copy is not whole.
    """
    into = connect(copy, key)
    try:
        # From this reading on no commit changes the file until the transaction ends.
        source.execute("BEGIN")
        version = source.pragma("user_version")
        assert isinstance(version, int)
        with into.backup("main", source, "main") as pages:
            while not pages.done:
                pages.step(_PAGES_AT_ONCE)
                told(1.0 - pages.remaining / max(pages.page_count, 1))
        source.execute("COMMIT")
        found = into.pragma("integrity_check")
        if found != "ok":
            raise apsw.CorruptError(str(found)[:200])
    finally:
        into.close()
    return version
