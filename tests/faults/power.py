# SPDX-License-Identifier: Apache-2.0
"""A way to files that remembers what of them a loss of power could leave: any subset of what was not synced.

Model: a write is durable once its file was synced after it; before that it may be there, not there, or there in part
(down to a sector). A new file is durable once it was synced first; a deletion once its folder was synced.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import apsw
import numpy as np

SECTOR_BYTES = 512


@dataclass(slots=True)
class Remembered:
    """One file: what is durable of it, and what was done to it since.

    Attributes:
        durable: Its bytes as of the last sync; None when it may not be there at all.
        since: Writes as offset and bytes, truncations as size and None.
    """

    durable: bytes | None
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def as_left(self, rng: np.random.Generator) -> bytes | None:
        """Give what a loss of power could leave."""
        if self.durable is None and rng.random() < 0.5:
            return None
        content = bytearray(self.durable or b"")
        for offset, data in self.since:
            _apply(content, offset, data, rng)
        return bytes(content)

    def synced(self) -> bytes:
        """Give what is there when all was done."""
        content = bytearray(self.durable or b"")
        for offset, data in self.since:
            _apply(content, offset, data, None)
        return bytes(content)


def _apply(content: bytearray, offset: int, data: bytes | None, rng: np.random.Generator | None) -> None:
    """Do one write or truncation, wholly or, with chance, in part."""
    luck = rng.integers(4) if rng is not None else 0
    if luck == 1:
        return
    if data is None:
        del content[offset:]
        return
    if rng is not None and luck == 2:
        data = data[: int(rng.integers(len(data) // SECTOR_BYTES + 1)) * SECTOR_BYTES]
    content.extend(bytes(max(0, offset + len(data) - len(content))))
    content[offset : offset + len(data)] = data


class PowerFiles(apsw.VFS):
    """Ordinary files whose durable state is known.

    Attributes:
        vfs_name: Under which name it is known.
        files: What is remembered, by path.
        every: At every so many changes, what could be left is put down.
        left: What could be left: by path, None for a file that is not there; with how much was acknowledged then.
        mark: How much was acknowledged so far; whoever uses this sets it.
    """

    def __init__(self, name: str, every: int, rng: np.random.Generator) -> None:
        super().__init__(name, "unix")
        self.vfs_name, self.every, self.rng = name, every, rng
        self.files: dict[str, Remembered] = {}
        self.left: list[tuple[int, dict[str, bytes | None]]] = []
        self.mark, self._changes = 0, 0

    def changed(self) -> None:
        """Count a change, and now and then put down what a loss of power would leave."""
        self._changes += 1
        if self._changes % self.every == 0:
            left = {path: known.as_left(self.rng) for path, known in self.files.items()}
            self.left.append((self.mark, left))

    def xOpen(self, name: "str | apsw.URIFilename | None", flags: list[int]) -> "PowerFile":  # noqa: N802 - SQLite's
        """Open a file and remember it."""
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        if path not in self.files:
            exists = Path(path).exists()
            self.files[path] = Remembered(durable=Path(path).read_bytes() if exists else None)
        return PowerFile(self, path, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: FBT001, N802 - SQLite's
        """Delete a file; what of it could come back is forgotten only when its folder is synced."""
        super().xDelete(filename, syncdir)
        if syncdir:
            self.files.pop(filename, None)
        self.changed()


class PowerFile(apsw.VFSFile):
    """A file that tells what is done to it."""

    def __init__(self, files: PowerFiles, path: str, name: "str | apsw.URIFilename | None", flags: list[int]) -> None:
        super().__init__("unix", name, flags)
        self.files, self.path = files, path

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's
        """Write; it is not durable yet."""
        super().xWrite(data, offset)
        self.files.files[self.path].since.append((offset, bytes(data)))
        self.files.changed()

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - SQLite's
        """Cut; it is not durable yet."""
        super().xTruncate(newsize)
        self.files.files[self.path].since.append((newsize, None))
        self.files.changed()

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's
        """Make everything so far durable."""
        # A loss of power just before the sync is the worst moment, so it is always tried.
        del flags
        self.files.changed()
        known = self.files.files[self.path]
        known.durable, known.since = known.synced(), []
        self.files.changed()


def put_down(folder: Path, left: dict[str, bytes | None]) -> Iterator[Path]:
    """Write what was left into a folder, and give the store among it."""
    for path, content in left.items():
        here = folder / Path(path).name
        here.unlink(missing_ok=True)
        if content is not None:
            here.write_bytes(content)
        if here.suffix == ".db":
            yield here
