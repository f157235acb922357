# SPDX-License-Identifier: Apache-2.0
"""A log's files: does what ``ledger`` asks, one effect at a time, and decides nothing.

::

    ENTRIES/entries.log   every entry, each with its length and a checksum before it
    ENTRIES/tiles/L.N     hashes of tiles, made from the entries
    ENTRIES/keys/N        bodies of key entries
    ENTRIES/head          the newest signed head
    APART/lock            the newest head that may have been signed
    APART/tail.log        entries that no peer keeps yet
    APART/keys/N          bodies of key entries once more

Rules:
    - ``APART`` lies on another device and is never part of a backup: what a backup puts back must not say what was
      signed.
    - A write goes on until all is written; a file is durable when it was synced, a name when its folder was. Whatever
      fails is told as ``Failed`` and nothing is done after it: the files must be opened anew.
    - Entries are read from the device, not from what the system remembers, where it can be told so.
    - Bytes after the last whole entry are put aside before anything is written over them.

Trust: neither folder is believed. Whoever alters ``ENTRIES`` is found when it is read against the lock; whoever holds
both folders and the log's key can make the log contradict itself, which its witnesses can prove.
"""

import os
import re
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from truceline.base.errors import NodeError, RecordError, StaleVersionError
from truceline.base.limits import ENTRY_BYTES_MAX
from truceline.crypto.notes import decode_base64, encode_base64
from truceline.ledger.happenings import (
    Acknowledge,
    AppendEntries,
    AppendTail,
    AskPeers,
    CopyTail,
    Effect,
    EntriesRead,
    EntriesSynced,
    Failed,
    Happening,
    Head,
    HeadPublished,
    Lock,
    LockRead,
    LockWritten,
    PublishHead,
    ReadEntries,
    ReadLock,
    Stop,
    SyncEntries,
    TailSynced,
    TrimTail,
    WriteKeyBody,
    WriteLock,
    WriteTile,
)
from truceline.ledger.keyring import KeyBody
from truceline.records.profile import Value, encode, parse_object
from truceline.storage.files import Files

_FRAME_BYTES = 8
_HASH_BYTES = 32
_PIECE = 1 << 20
_BODY_FILE_BYTES_MAX = 100_000
"""Size of the file of a body [bytes]: base64 of at most as much as an entry."""
_ROOT = re.compile(r"[0-9a-f]{64}", re.ASCII)


class FramedFile:
    """A file of entries, each with its length and a checksum before it.

    Attributes:
        path: Where.
    """

    def __init__(self, files: Files, path: Path, *, is_durable: bool = False) -> None:
        """Open it, or make an empty one; find the whole entries in it.

        Args:
            files: The way to the disk.
            path: Where.
            is_durable: Whether it was made durable, with its name, since the process began.

        Raises:
            OSError: It cannot be read or made.
        """
        self.path, self._files = path, files
        self._handle = files.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND)
        if not is_durable:
            # A process that was killed may have left what only the system remembers: the name, or what was written.
            # And what a sync failed to write is shown until the system forgets it.
            files.sync(self._handle)
            files.sync_folder(path.parent)
            files.forget(self._handle)
        self._ends = array("Q", [0])
        self._rest = 0
        self._scan()

    def __len__(self) -> int:
        return len(self._ends) - 1

    @property
    def end(self) -> int:
        """Where the whole entries end [bytes]."""
        return self._ends[-1]

    @property
    def has_rest(self) -> bool:
        """Whether bytes that are no whole entry followed them when it was opened, and were not put aside since."""
        return self._rest > 0

    def append(self, raws: Iterable[bytes]) -> None:
        """Write entries at the end; not durable by that.

        Raises:
            OSError: They could not be written.
        """
        self._put_aside()
        parts = list[bytes]()
        end = self._ends[-1]
        ends = list[int]()
        for raw in raws:
            parts += (_frame(raw), raw)
            end += _FRAME_BYTES + len(raw)
            ends.append(end)
        self._files.write_all(self._handle, b"".join(parts))
        self._ends.extend(ends)

    def sync(self) -> None:
        """Make all of it durable.

        Raises:
            OSError: It is not known whether it is.
        """
        self._files.sync(self._handle)

    def read(self, first: int, count: int) -> tuple[bytes, ...]:
        """Read entries from the device; fewer where there are no more, or where one is damaged.

        Raises:
            OSError: They could not be read.
        """
        last = min(first + count, len(self))
        if first >= last:
            return ()
        start = self._ends[first]
        self._files.forget(self._handle)
        content = self._files.read(self._handle, start, self._ends[last] - start)
        found = list[bytes]()
        for index in range(first, last):
            frame = content[self._ends[index] - start : self._ends[index + 1] - start]
            raw = frame[_FRAME_BYTES:]
            if frame[:_FRAME_BYTES] != _frame(raw):
                break
            found.append(raw)
        return tuple(found)

    def cut(self, count: int) -> None:
        """Leave the first entries alone, durably; the others are put aside first, beside it.

        Raises:
            OSError: It is not known whether they are.
        """
        if count < len(self):
            del self._ends[count + 1 :]
        self._put_aside()
        self.sync()

    def close(self) -> None:
        """Close it."""
        self._files.close(self._handle)

    def _scan(self) -> None:
        """Find where the whole entries end."""
        place, held = 0, b""
        while True:
            start = place
            held += self._files.read(self._handle, place + len(held), _PIECE)
            for end in _whole_frames(held):
                place = start + end
                self._ends.append(place)
            held = held[place - start :]
            if place == start:
                self._rest = len(held)
                return

    def _put_aside(self) -> None:
        """Keep what stands after the last whole entry in a file of its own, and cut it off."""
        end, size = self._ends[-1], self._files.size(self._handle)
        self._rest = 0
        if size == end:
            return
        rest = self._files.read(self._handle, end, size - end)
        # A crash before the cut leaves the rest in both places.
        self._files.replace_file(self.path.with_name(f"{self.path.name}.rest-{end}"), rest)
        self._files.truncate(self._handle, end)


class LedgerFiles:
    """The files of one log."""

    def __init__(
        self, entries: Path, apart: Path, *, tell: Callable[[Acknowledge | AskPeers | Stop], None], files: Files
    ) -> None:
        """Open both folders, which must exist.

        Args:
            entries: For entries, tiles and heads.
            apart: On another device, for lock and tail.
            tell: Is told what is not for files.
            files: The way to the disk.

        Raises:
            OSError: A file cannot be opened.
        """
        self._files, self._tell = files, tell
        self._folder, self._apart = entries, apart
        for folder in (entries / "tiles", entries / "keys", apart / "keys"):
            files.make_folder(folder)
            files.sync_folder(folder)
        self.entries = FramedFile(files, entries / "entries.log")
        self._tail: FramedFile | None = None
        self._tail_first = 0

    def perform(self, effect: Effect) -> Happening | None:  # noqa: C901, PLR0912 - one line for each effect
        """Do an effect; ``Failed`` when it could not be done, or not be known to be done."""
        try:
            match effect:
                case ReadLock():
                    return self._read_lock()
                case WriteLock():
                    return self._write_lock(effect)
                case WriteKeyBody():
                    self._write_key_body(effect)
                case AppendEntries():
                    return self._append(effect)
                case SyncEntries():
                    self.entries.sync()
                    return EntriesSynced(size=effect.size)
                case AppendTail():
                    return self._append_tail(effect)
                case CopyTail():
                    return self._copy_tail(effect.first, effect.size)
                case TrimTail():
                    self._copy_tail(effect.first, len(self.entries))
                case ReadEntries():
                    return self._read(effect)
                case WriteTile():
                    self._write_tile(effect)
                case PublishHead():
                    self._files.replace_file(self._folder / "head", effect.note)
                    return HeadPublished(head=effect.head)
                case Acknowledge() | AskPeers() | Stop():
                    self._tell(effect)
        except (OSError, NodeError) as error:
            return Failed(reason=f"{type(effect).__name__} in {self._folder.name}: {error}")
        return None

    def close(self) -> None:
        """Close all files."""
        self.entries.close()
        if self._tail is not None:
            self._tail.close()

    @property
    def head_path(self) -> Path:
        """Where the newest signed head lies."""
        return self._folder / "head"

    def head(self) -> bytes | None:
        """Read the newest signed head that is shown; none when none was."""
        return self._files.maybe_content(self._folder / "head")

    def key_body(self, seq: int) -> KeyBody | None:
        """Read the body of a key entry; none when that entry is none.

        Raises:
            RecordError: It is damaged.
            OSError: It cannot be read.
        """
        path = self._folder / "keys" / str(seq)
        return _body(self._files, path) if self._files.exists(path) else None

    def tile(self, level: int, index: int, width: int) -> bytes | None:
        """Read the first hashes of a tile; none when it has not so many."""
        content = self._files.maybe_content(self._folder / "tiles" / f"{level}.{index}") or b""
        return content[: width * _HASH_BYTES] if len(content) >= width * _HASH_BYTES else None

    def _append(self, effect: AppendEntries) -> Failed | None:
        if effect.first != len(self.entries):
            return Failed(reason=f"entries.log: expected to go on at {len(self.entries)}, got {effect.first}")
        self.entries.append(effect.raws)
        return None

    def _read(self, effect: ReadEntries) -> EntriesRead:
        raws = self.entries.read(effect.first, effect.count)
        bodies = _key_bodies(self._files, self._folder / "keys", effect.first, effect.first + len(raws))
        return EntriesRead(first=effect.first, raws=raws, bodies=bodies)

    def _read_lock(self) -> LockRead:
        lock = self._files.maybe_content(self._apart / "lock")
        bodies = _key_bodies(self._files, self._apart / "keys", 0, None)
        first = None
        raws: tuple[bytes, ...] = ()
        if self._files.exists(self._apart / "tail.log"):
            self._tail = FramedFile(self._files, self._apart / "tail.log")
            start, *rest = self._tail.read(0, len(self._tail)) or (b"",)
            if start.isdigit():
                first, raws = int(start), tuple(rest)
                self._tail_first = first
        return LockRead(lock=None if lock is None else read_lock(lock), tail_first=first, tail=raws, bodies=bodies)

    def _write_lock(self, effect: WriteLock) -> LockWritten:
        """Replace the lock if it is as expected.

        Raises:
            StaleVersionError: It is not: somebody else signs for this log.
        """
        path = self._apart / "lock"
        stands = self._files.maybe_content(path)
        if stands != (None if effect.expected is None else _written_lock(effect.expected)):
            message = "lock: expected the head that was locked last, got another; does a second node sign for this log?"
            raise StaleVersionError(message)
        self._files.replace_file(path, _written_lock(effect.lock))
        return LockWritten(lock=effect.lock)

    def _write_key_body(self, effect: WriteKeyBody) -> None:
        written: dict[str, Value] = {"body": encode_base64(effect.body.content), "salt": effect.body.salt.hex()}
        for folder in (self._apart, self._folder):
            self._files.replace_file(folder / "keys" / str(effect.seq), encode(written, what="key entry"))

    def _append_tail(self, effect: AppendTail) -> Happening:
        if self._tail is None or self._tail_first + len(self._tail) - 1 != effect.first:
            return Failed(reason=f"tail.log: expected a tail that goes on at {effect.first}, got another")
        self._tail.append(effect.raws)
        self._tail.sync()
        return TailSynced(size=effect.first + len(effect.raws))

    def _copy_tail(self, first: int, size: int) -> TailSynced:
        """Make the tail anew from the entries. A crash leaves either the old one or the new one."""
        kept = self.entries.read(first, size - first)
        parts = b"".join(part for raw in (str(first).encode(), *kept) for part in (_frame(raw), raw))
        if self._tail is not None:
            self._tail.close()
            self._tail = None
        self._files.replace_file(self._apart / "tail.log", parts)
        self._tail, self._tail_first = FramedFile(self._files, self._apart / "tail.log", is_durable=True), first
        return TailSynced(size=first + len(kept))

    def _write_tile(self, effect: WriteTile) -> None:
        self._files.write_at(
            self._folder / "tiles" / f"{effect.level}.{effect.index}", effect.start * _HASH_BYTES, effect.hashes
        )


def _whole_frames(content: bytes) -> Iterator[int]:
    """Give where each whole frame ends, up to the first that is cut or damaged."""
    place = 0
    while place + _FRAME_BYTES <= len(content):
        length = int.from_bytes(content[place : place + 4], "big")
        end = place + _FRAME_BYTES + length
        # A loss of power may leave zeros where something was to be written: no entry, though their checksum is right.
        if not 0 < length <= ENTRY_BYTES_MAX or end > len(content):
            return
        if content[place : place + _FRAME_BYTES] != _frame(content[place + _FRAME_BYTES : end]):
            return
        yield end
        place = end


def _frame(raw: bytes) -> bytes:
    return len(raw).to_bytes(4, "big") + zlib.crc32(raw).to_bytes(4, "big")


def _key_bodies(files: Files, folder: Path, first: int, end: int | None) -> tuple[tuple[int, KeyBody], ...]:
    """Read the bodies of key entries of some indexes.

    Raises:
        RecordError: One is damaged.
        OSError: One cannot be read.
    """
    names = sorted(int(name) for name in files.names_in(folder) if name.isdigit())
    return tuple((seq, _body(files, folder / str(seq))) for seq in names if first <= seq and (end is None or seq < end))


def _body(files: Files, path: Path) -> KeyBody:
    content = files.maybe_content(path) or b""
    read = parse_object(content, what=f"body of key entry {path.name}", bytes_max=_BODY_FILE_BYTES_MAX)
    salt, written = read.get("salt"), read.get("body")
    if not isinstance(salt, str) or not isinstance(written, str) or not _ROOT.fullmatch(salt):
        message = f"body of key entry {path.name}: expected a salt and a body, got others"
        raise RecordError(message)
    return KeyBody(salt=bytes.fromhex(salt), content=decode_base64(written))


def _written_lock(lock: Lock) -> bytes:
    return encode({"log": lock.origin, "root": lock.head.root.hex(), "size": lock.head.size}, what="lock")


def read_lock(content: bytes) -> Lock:
    """Read a lock.

    Raises:
        RecordError: It is damaged; it is never taken for none.
    """
    read = parse_object(content, what="lock")
    origin, root, size = (read.get(name) for name in ("log", "root", "size"))
    if (
        not isinstance(origin, str)
        or not isinstance(root, str)
        or not isinstance(size, int)
        or not _ROOT.fullmatch(root)
    ):
        message = (
            "lock: expected an origin, a root and a size, got others; restore neither it nor the tail from a backup"
        )
        raise RecordError(message)
    return Lock(origin=origin, head=Head(size=size, root=bytes.fromhex(root)))
