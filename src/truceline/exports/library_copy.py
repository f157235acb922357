# SPDX-License-Identifier: Apache-2.0
"""A copy of a library in a folder of the user's own, ready to edit: whole or not at all.

Only files of the format are copied, byte for byte. All dates of a library stand in its ``*.yaml`` as
``YYYY-MM-DD...`` and nothing in it is a hash of itself, so that a copy stays good whatever is edited.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from truceline.agreement.reading import AGREEMENT_FOLDERS, FILE_NOUNS, PLACE_FOLDERS
from truceline.base.errors import StateError, StorageError


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
    temporary: Path | None = None
    try:
        _check_free(out)
        place = out.resolve()
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = place.parent / f".{place.name}.{os.getpid()}.partial"
        temporary.mkdir()
        names = tuple(_copy_files(folder, temporary))
        # A crash before this line leaves a folder *.partial beside; after it, the whole copy. An empty folder in the
        # place gives way.
        temporary.rename(place)
    except OSError as error:
        where = error.filename or out
        message = f"--out {out}: expected to write {where}, got: {error.strerror or error}; nothing was changed there"
        raise StorageError(message) from error
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)
    return names


def _check_free(out: Path) -> None:
    if not out.exists() and not out.is_symlink():
        return
    if not out.is_dir():
        message = f"--out {out}: expected a new or empty folder, got a file; choose another"
        raise StateError(message)
    held = sorted(entry.name for entry in out.iterdir())
    if held:
        message = (
            f"--out {out}: expected a new or empty folder, got one that holds {', '.join(held[:3])}; choose another"
        )
        raise StateError(message)


def _copy_files(folder: Path, temporary: Path) -> Iterator[str]:
    for path in library_files(folder):
        name = path.relative_to(folder)
        copy = temporary / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as source, copy.open("xb") as written:
            shutil.copyfileobj(source, written)
            written.flush()
            os.fsync(written.fileno())
        yield name.as_posix()


def library_files(folder: Path) -> Iterator[Path]:
    """List the files of the format that stand in a library, in order."""
    for name in FILE_NOUNS:
        if (folder / f"{name}.yaml").is_file():
            yield folder / f"{name}.yaml"
    for parent in AGREEMENT_FOLDERS:
        yield from sorted((folder / parent).glob("*.yaml"))
    for parent in PLACE_FOLDERS:
        yield from sorted((folder / parent).glob("*.geojson"))
