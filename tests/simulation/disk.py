# SPDX-License-Identifier: Apache-2.0
"""A disk in memory that knows what a loss of power could leave of it, and that fails on request.

Model: what was written to a file since its last sync may be there, not there, or there in part, each write by itself;
a new or changed name likewise until its folder was synced. After a failed sync the system forgets what it could not
write, and says of the next one that all is well. A process that dies leaves all that it wrote.
"""

import errno
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from simulation.chance import Chance
from truceline.storage.files import Files


class Crash(BaseException):
    """The machine or the process is gone; nothing but the world catches this."""


class Stored:
    """A file: what is shown of it, what is sure to be left, and writes (offset, bytes) and cuts (size) between."""

    __slots__ = ("durable", "pending", "shown")

    def __init__(self, content: bytes = b"") -> None:
        self.shown, self.durable = bytearray(content), content
        self.pending: list[tuple[int, bytes | None]] = []

    def change(self, place: int, content: bytes | None) -> None:
        """Write or cut, not durably."""
        self.pending.append((place, content))
        _apply(self.shown, place, content)

    def persist(self, luck: Callable[[int], tuple[int, int]] = lambda length: (0, length)) -> None:
        """Make what was changed durable, or of each change what luck says: from where to where."""
        left = bytearray(self.durable)
        for place, content in self.pending:
            start, end = luck(1 if content is None else len(content))
            if start < end:
                _apply(left, place + start, content if content is None else content[start:end])
        self.durable = bytes(left)
        self.pending.clear()


def _apply(shown: bytearray, place: int, content: bytes | None) -> None:
    if content is None:
        del shown[place:]
        return
    shown.extend(bytes(max(0, place - len(shown))))
    shown[place : place + len(content)] = content


FOLDER = Stored()
_APPENDS = -1


class Disk(Files):
    """Files of one node on two devices; methods as in ``Files``.

    Attributes:
        shown: Files and folders as the system shows them, by path.
        durable: As they are sure to be left.
        changes: How many changes were asked for.
        ends_at: The change inside which the node is gone; 0 for none.
        fails_at: The change that fails; 0 for none.
        way: How it fails.
        is_full: Whether nothing can be written any more.
    """

    def __init__(self, chance: Chance, folders: tuple[str, ...]) -> None:
        self.shown = dict.fromkeys(folders, FOLDER)
        self.durable = dict(self.shown)
        self._renamed: list[tuple[str, str, Stored]] = []
        self._handles: list[tuple[Stored, list[int]]] = []
        self._chance = chance
        self.changes = self.ends_at = self.fails_at = 0
        self.way, self.is_full = "", False

    def exists(self, path: Path) -> bool:  # noqa: D102
        return str(path) in self.shown

    def names_in(self, folder: Path) -> tuple[str, ...]:  # noqa: D102
        start = f"{folder}/"
        return tuple(sorted(path[len(start) :] for path in self.shown if path.rpartition("/")[0] == start[:-1]))

    def maybe_content(self, path: Path) -> bytes | None:  # noqa: D102
        stored = self.shown.get(str(path))
        return None if stored is None else bytes(stored.shown)

    def open(self, path: Path, flags: int) -> int:  # noqa: D102
        stored = self.shown.get(str(path))
        if stored is None:
            if not flags & os.O_CREAT or not self.exists(path.parent):
                raise FileNotFoundError(errno.ENOENT, "no such file", str(path))
            stored = Stored()
            self._do("open", lambda: self._name("", str(path), stored))
        if flags & os.O_TRUNC and stored.shown:
            self._do("truncate", lambda: stored.change(0, None))
        self._handles.append((stored, [_APPENDS if flags & os.O_APPEND else 0]))
        return len(self._handles) - 1

    def close(self, handle: int) -> None:
        """Do nothing: all handles end with their node."""

    def size(self, handle: int) -> int:  # noqa: D102
        return len(self._handles[handle][0].shown)

    def read(self, handle: int, start: int, count: int) -> bytes:  # noqa: D102
        return bytes(self._handles[handle][0].shown[start : start + count])

    def forget(self, handle: int) -> None:
        """Show what is on the device: of what could not be written, nothing is."""
        stored, _ = self._handles[handle]
        if not stored.pending and stored.shown != stored.durable:
            stored.shown = bytearray(stored.durable)

    def write(self, handle: int, content: bytes | memoryview) -> int:
        """Write all of the bytes, or some."""
        stored, place = self._handles[handle]
        is_broken = self.changes + 1 in {self.ends_at, self.fails_at} or self.is_full
        length = self._chance.below(len(content) + 1) if is_broken or not self._chance.below(16) else len(content)
        part, at = bytes(content[: max(length, not is_broken)]), len(stored.shown) if place[0] == _APPENDS else place[0]
        self._do("write", lambda: stored.change(at, part), fails_after=True)
        place[0] += 0 if place[0] == _APPENDS else len(part)
        return len(part)

    def seek(self, handle: int, start: int) -> None:  # noqa: D102
        self._handles[handle][1][0] = start

    def truncate(self, handle: int, size: int) -> None:  # noqa: D102
        self._do("truncate", lambda: self._handles[handle][0].change(size, None))

    def sync(self, handle: int) -> None:
        """Make a file durable; when that fails, what it could not write is forgotten, though it is shown until then."""
        stored, _ = self._handles[handle]
        self._do("sync", stored.persist, lost=stored.pending.clear)

    def rename(self, source: Path, place: Path) -> None:  # noqa: D102
        self._do("rename", lambda: self._name(str(source), str(place), self.shown[str(source)]))

    def sync_folder(self, folder: Path) -> None:  # noqa: D102
        self._do("sync", lambda: self._persist_names(lambda path: path.rpartition("/")[0] == str(folder)))

    def make_name(self, folder: Path) -> None:  # noqa: D102
        self._do("folder", lambda: self._name("", str(folder), FOLDER))

    def end(self, *, with_power: bool) -> None:
        """Forget all handles and, when the power is lost, a part of what was not durable."""
        self._handles.clear()
        self.ends_at, self.fails_at, self.is_full = 0, 0, False
        style, below = self._chance.below(4), self._chance.below

        def luck(length: int) -> tuple[int, int]:
            cut, lot = below(length + 1), below(5) if style else 4
            return ((0, length), (0, cut), (cut, length), (0, length if style > 1 else 0), (0, 0))[lot]

        if with_power:
            self._persist_names(lambda _: luck(1) == (0, 1))
            is_there = {"", *self.durable}.__contains__
            found = {path: each for path, each in self.durable.items() if is_there(path.rpartition("/")[0])}
            self.shown, self.durable, self._renamed = found, dict(found), []
            for stored in dict.fromkeys(found.values()):
                stored.persist(luck)
                stored.shown = bytearray(stored.durable)

    def image(self, folder: str) -> dict[str, bytes | None]:
        """Copy a folder, as a backup does."""
        inside = {path: stored for path, stored in self.shown.items() if path.startswith(f"{folder}/")}
        return {path: None if stored is FOLDER else bytes(stored.shown) for path, stored in inside.items()}

    def put_back(self, folder: str, image: Mapping[str, bytes | None]) -> None:
        """Put a copy in the place of a folder, durably; one without files is a new device."""
        put = {path: FOLDER if content is None else Stored(content) for path, content in image.items()}
        others = {path: each for path, each in self.shown.items() if not path.startswith(f"{folder}/")}
        sure = {path: each for path, each in self.durable.items() if not path.startswith(f"{folder}/")}
        self.shown, self.durable = {**others, **put}, {**sure, **put}
        self._renamed = [each for each in self._renamed if not each[1].startswith(f"{folder}/")]

    def _name(self, source: str, place: str, stored: Stored) -> None:
        self._renamed.append((source, place, stored))
        self.shown.pop(source, None)
        self.shown[place] = stored

    def _persist_names(self, is_kept: Callable[[str], bool]) -> None:
        kept = [each for each in self._renamed if is_kept(each[1])]
        self._renamed = [each for each in self._renamed if each not in kept]
        for source, place, stored in kept:
            self.durable.pop(source, None)
            self.durable[place] = stored

    def _do(
        self,
        kind: str,
        change: Callable[[], None],
        *,
        lost: Callable[[], None] | None = None,
        fails_after: bool = False,
    ) -> None:
        """Make a change, unless it is its turn to fail or the node is gone inside it."""
        self.changes += 1
        fails = self.changes == self.fails_at or (self.is_full and kind in {"write", "open", "folder"})
        self.is_full = self.is_full or (fails and self.way == "full")
        if self.changes == self.ends_at:
            change() if kind != "sync" else None
            raise Crash
        if not fails or fails_after or "persisted" in self.way:
            change()
        elif lost is not None:
            lost()
        if fails:
            raise OSError(errno.ENOSPC if self.is_full else errno.EIO, f"{kind} fails on request")
