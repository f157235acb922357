# SPDX-License-Identifier: Apache-2.0
"""A folder of results that appears whole or not at all.

Everything is written into a temporary folder beside the place asked for, made durable, and put in place by renaming.
The place must be free, an empty folder, or the output of an earlier run with nothing else in it: nobody's other files
are ever replaced or removed.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from truceline.assessment.assessment import ASSESSMENT_SCHEMA
from truceline.base.errors import StateError, StorageError

RESULT_FILES = frozenset(
    {
        "assessment.json",
        "findings.jsonl",
        "origins.csv.gz",
        "rejected.jsonl",
        "report.html",
        "report.pdf",
        "rulings.csv.gz",
        "rulings.parquet",
    }
)
"""Every file a run may write."""
_MARKER_BYTES = 4_096
"""The schema stands at the head of the marker [bytes]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultKind:
    """What one command writes, so that it replaces its own earlier output and nothing else.

    Attributes:
        files: Every file it may write over; none when it never replaces anything.
        marker: The one by which its output is known.
        schema: The schema that stands at the head of the marker.
    """

    files: frozenset[str]
    marker: str
    schema: str


ASSESSMENT = ResultKind(files=RESULT_FILES, marker="assessment.json", schema=ASSESSMENT_SCHEMA)


def check_free(out: Path, kind: ResultKind = ASSESSMENT) -> None:
    """Refuse a place that holds anything but the output of an earlier run of the same command.

    Args:
        out: The place.
        kind: What the command writes.

    Raises:
        StateError: It does.
        StorageError: It cannot be looked at.
    """
    expected = f"a new or empty folder{', or the output of an earlier run' if kind.files else ''}"
    try:
        if not out.exists() and not out.is_symlink():
            return
        if not out.is_dir():
            message = f"--out {out}: expected {expected}, got a file; choose another"
            raise StateError(message)
        entries = sorted(out.iterdir())
        names = [entry.name for entry in entries]
        irregular = {entry.name for entry in entries if entry.is_symlink() or not entry.is_file()}
    except OSError as error:
        message = f"--out {out}: expected a folder that can be read, got: {error.strerror or error}"
        raise StorageError(message) from error
    if not names:
        return
    foreign = [name for name in names if name not in kind.files or name in irregular]
    if foreign or not _is_earlier_output(out / kind.marker, kind.schema):
        got = f"one that holds {', '.join(foreign[:3])}" if foreign else f"one without our {kind.marker}"
        message = f"--out {out}: expected {expected}, got {got}; choose another"
        raise StateError(message)


def _is_earlier_output(marker: Path, schema: str) -> bool:
    try:
        with marker.open("rb") as stream:
            head = stream.read(_MARKER_BYTES)
    except OSError:
        return False
    name, _, _ = schema.rpartition("/")
    return b'"schema"' in head and name.encode() in head


@contextmanager
def result_folder(out: Path, kind: ResultKind = ASSESSMENT) -> Iterator[Path]:
    """Give a temporary folder to write into, and put it in place when all is written.

    Args:
        out: Where the results are to stand.
        kind: What the command writes.

    Yields:
        The folder to write into.

    Raises:
        StateError: The place holds something else.
        StorageError: It cannot be written.
    """
    check_free(out, kind)
    place = out.resolve()
    temporary: Path | None = None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{place.name}.", suffix=".partial", dir=place.parent))
        yield temporary
        _make_durable(temporary)
        _put_in_place(temporary, place, kind)
    except OSError as error:
        where = error.filename or out
        message = f"--out {out}: expected to write {where}, got: {error.strerror or error}; nothing was changed there"
        raise StorageError(message) from error
    finally:
        # After the renaming there is nothing left under this name; before it, nothing half-written may stay.
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def _make_durable(folder: Path) -> None:
    """Have the system write every file and folder in it, and the folder itself, to the disk."""
    folder.chmod(0o777 & ~_umask())
    for path in (*sorted(folder.rglob("*")), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _put_in_place(temporary: Path, place: Path, kind: ResultKind) -> None:
    if not place.exists():
        # A crash before this line leaves a folder *.partial beside; after it, the whole result.
        temporary.rename(place)
        return
    check_free(place, kind)
    earlier = temporary.with_suffix(".earlier")
    # A crash between the two renamings leaves the earlier result under *.earlier and the new one under *.partial,
    # both whole.
    place.rename(earlier)
    try:
        temporary.rename(place)
    except OSError:
        earlier.rename(place)
        raise
    shutil.rmtree(earlier, ignore_errors=True)
