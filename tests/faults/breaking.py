# SPDX-License-Identifier: Apache-2.0
"""A way to files that fails on request: at the k-th change, once or from then on."""

import errno

import apsw


class BreakingFiles(apsw.VFS):
    """Ordinary files, of which one change fails.

    Attributes:
        vfs_name: Under which name it is known.
        changes: How many changes were asked for so far.
        fails_at: The change that fails, counted from 1; 0 for none.
        stays_broken: Whether every later change fails too, as on a full disk.
        error: What it fails with.
        has_failed: Whether it did.
    """

    def __init__(self, name: str, error: type[apsw.Error], *, stays_broken: bool) -> None:
        super().__init__(name, "unix")
        self.vfs_name = name
        self.error, self.stays_broken = error, stays_broken
        self.changes, self.fails_at, self.has_failed = 0, 0, False

    def arm(self, fails_at: int) -> None:
        """Count anew, and fail at a change."""
        self.changes, self.fails_at, self.has_failed = 0, fails_at, False

    def change(self, what: str) -> None:
        """Count a change, and fail if it is its turn."""
        self.changes += 1
        is_turn = self.changes == self.fails_at
        if is_turn or (self.has_failed and self.stays_broken):
            self.has_failed = True
            number = errno.ENOSPC if self.error is apsw.FullError else errno.EIO
            message = f"{what} fails on request ({errno.errorcode[number]})"
            raise self.error(message)

    def xOpen(self, name: "str | apsw.URIFilename | None", flags: list[int]) -> "BreakingFile":  # noqa: N802 - SQLite's
        """Open a file that asks here before every change."""
        return BreakingFile(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: FBT001, N802 - SQLite's
        """Delete a file, unless it is its turn to fail."""
        self.change("a deletion")
        super().xDelete(filename, syncdir)


class BreakingFile(apsw.VFSFile):
    """A file that asks before every change."""

    def __init__(self, files: BreakingFiles, name: "str | apsw.URIFilename | None", flags: list[int]) -> None:
        super().__init__("unix", name, flags)
        self.files = files

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's
        """Write, unless it is its turn to fail."""
        self.files.change("a write")
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - SQLite's
        """Cut, unless it is its turn to fail."""
        self.files.change("a truncation")
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's
        """Count as synced, unless it is its turn to fail; the process lives on, so the disk need not be waited for."""
        del flags
        self.files.change("a sync")
