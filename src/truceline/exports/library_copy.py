# SPDX-License-Identifier: Apache-2.0
"""A copy of a library in a folder of the user's own, ready to edit: whole or not at all.

Only files of the format are copied, byte for byte. All dates of a library stand in its ``*.yaml`` as
``YYYY-MM-DD...`` and nothing in it is a hash of itself, so that a copy stays good whatever is edited.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from truceline.agreement.reading import library_files
from truceline.exports.folder import ResultKind, result_folder

LIBRARY_COPY = ResultKind(files=frozenset(), marker="", schema="")
"""It replaces nothing: an earlier copy may have been edited."""


def copy_library(folder: Path, out: Path) -> tuple[str, ...]:
    """Copy a library.

    Args:
        folder: The library, read without fault.
        out: Where the copy is to stand: nothing, or an empty folder.

    Returns:
        The files copied, as paths inside the library.

    Raises:
        StateError: Something stands there.
        StorageError: It cannot be written.
    """
    with result_folder(out, LIBRARY_COPY) as temporary:
        return tuple(_copy_files(folder, temporary))


def _copy_files(folder: Path, temporary: Path) -> Iterator[str]:
    for path in library_files(folder):
        name = path.relative_to(folder)
        copy = temporary / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as source, copy.open("xb") as written:
            shutil.copyfileobj(source, written)
        yield name.as_posix()
