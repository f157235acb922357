# SPDX-License-Identifier: Apache-2.0
"""The way to ordinary files for what must be durable: few operations, each done whole or failing with ``OSError``.

Tests put another one in its place, which fails at an operation of their choice.

Rules:
    - All that is done to files that must be durable goes this way, reading as well: whoever puts another one in its
      place has the whole disk in hand.
    - A system call may write less than it was given: the rest is written until nothing is left.
    - What is there when a process begins may be known to the system alone, because the one before it was killed: it is
      made durable before anything rests on it.
    - A failed sync is never tried again: the system may have dropped what it could not write, and say that all is well.
    - A replaced file is written beside it, synced, renamed, and its folder synced.

Source:
    POSIX.1-2017, write() and fsync(); Rebello et al.: Can Applications Recover from fsync Failures? (2020).
"""

import os
from pathlib import Path


class Files:
    """Files of the operating system, for their owner alone."""

    def exists(self, path: Path) -> bool:
        """Say whether a file or a folder is there."""
        return path.exists()

    def names_in(self, folder: Path) -> tuple[str, ...]:
        """Give the names in a folder, sorted."""
        return tuple(sorted(path.name for path in folder.iterdir()))

    def maybe_content(self, path: Path) -> bytes | None:
        """Read a whole file; none when it is not there."""
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None

    def open(self, path: Path, flags: int) -> int:
        """Open a file."""
        return os.open(path, flags | getattr(os, "O_CLOEXEC", 0), 0o600)

    def close(self, handle: int) -> None:
        """Close a file."""
        os.close(handle)

    def size(self, handle: int) -> int:
        """Give the size of a file [bytes]."""
        return os.fstat(handle).st_size

    def read(self, handle: int, start: int, count: int) -> bytes:
        """Read bytes; fewer only at the end of the file."""
        found = bytearray()
        while len(found) < count:
            piece = os.pread(handle, count - len(found), start + len(found))
            if not piece:
                break
            found += piece
        return bytes(found)

    def forget(self, handle: int) -> None:
        """Have the system forget what it remembers of a synced file, where it can be asked to."""
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)

    def write(self, handle: int, content: bytes | memoryview) -> int:
        """Write some of the bytes; how many."""
        return os.write(handle, content)

    def write_all(self, handle: int, content: bytes) -> None:
        """Write all of the bytes."""
        left = memoryview(content)
        while left:
            left = left[self.write(handle, left) :]

    def sync(self, handle: int) -> None:
        """Make the content of a file durable, and of its description what is needed to read it."""
        getattr(os, "fdatasync", os.fsync)(handle)

    def seek(self, handle: int, start: int) -> None:
        """Have the next write begin at some place."""
        os.lseek(handle, start, os.SEEK_SET)

    def truncate(self, handle: int, size: int) -> None:
        """Cut a file."""
        os.ftruncate(handle, size)

    def rename(self, source: Path, place: Path) -> None:
        """Give a file another's name, in that one's place."""
        source.replace(place)

    def sync_folder(self, folder: Path) -> None:
        """Make the names in a folder durable."""
        handle = os.open(folder, os.O_RDONLY)
        try:
            self.sync_names(handle)
        finally:
            self.close(handle)

    def sync_names(self, handle: int) -> None:
        """Make the names in an open folder durable."""
        os.fsync(handle)

    def make_folder(self, folder: Path) -> None:
        """Have a folder that is durable: one that is there may have been made by a process that was killed."""
        if not self.exists(folder):
            self.make_name(folder)
        self.sync_folder(folder.parent)

    def make_name(self, folder: Path) -> None:
        """Make a folder; its name is not durable by that."""
        folder.mkdir(mode=0o700)

    def replace_file(self, path: Path, content: bytes) -> None:
        """Put a file in the place of another, durably: a crash leaves the one or the other, whole."""
        beside = path.with_name(f"{path.name}.new")
        handle = self.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        try:
            self.write_all(handle, content)
            self.sync(handle)
        finally:
            self.close(handle)
        self.rename(beside, path)
        self.sync_folder(path.parent)

    def write_at(self, path: Path, start: int, content: bytes) -> None:
        """Write into a file from some place on; not durable by that."""
        handle = self.open(path, os.O_WRONLY | os.O_CREAT)
        try:
            self.seek(handle, start)
            self.write_all(handle, content)
        finally:
            self.close(handle)
