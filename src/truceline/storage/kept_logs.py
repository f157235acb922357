# SPDX-License-Identifier: Apache-2.0
"""The logs in a node's folder, read beside whoever writes them: the own one and the mirrors of others.

Rules:
    - Nothing is written, made or held: a running node goes on. What it appends meanwhile is not seen.
    - What lies there is believed by nobody for that: whoever is shown it verifies it.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from truceline.base.errors import NotFoundError, RecordError, StateError, StorageError
from truceline.crypto.checkpoints import Checkpoint, parse_checkpoint
from truceline.crypto.merkle import HashAt, HashTree, leaf_hash
from truceline.crypto.notes import Note, parse_note
from truceline.crypto.signatures import SIGNATURE_BYTES
from truceline.crypto.tiles import TileHashes, TilePath, tiles_between
from truceline.ledger.keyring import KeyBody
from truceline.records.entries import parse_entry
from truceline.storage.files import Files
from truceline.storage.ledger_files import FramedFile, LedgerFiles
from truceline.storage.mirror_files import MirrorFiles

READ_AT_ONCE = 1_024
"""Entries that are read at once: about a megabyte."""


class ReadingFiles(Files):
    """The way to files for whoever only reads: nothing is made, and writing fails."""

    def open(self, path: Path, flags: int) -> int:
        """Open a file that is there, to read it."""
        del flags
        return super().open(path, os.O_RDONLY)

    def make_folder(self, folder: Path) -> None:
        """Make nothing."""

    def sync(self, handle: int) -> None:
        """Make nothing durable: that is for whoever writes."""

    def sync_folder(self, folder: Path) -> None:
        """Make nothing durable: a folder that is made at the next start may be lacking yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptNote:
    """A signed head as it is kept.

    Attributes:
        content: Its bytes.
        note: As read.
        head: What it says.
    """

    content: bytes
    note: Note
    head: Checkpoint

    @property
    def cosigned_s(self) -> int | None:
        """When it was cosigned last, as cosigners say [s since 1970 UTC]; none when nobody did. Nothing is verified."""
        times = [each.time_s for each in self.note.signatures if len(each.content) > SIGNATURE_BYTES]
        return max(times, default=None)


@dataclass(slots=True, kw_only=True)
class KeptLog:
    """One log in a node's folder.

    Attributes:
        origin: Of it.
        is_own: Whether it is the node's own.
        size: Entries that are there.
        notes: Signed heads of it that are kept, the smallest first, each once.
        waiting: Of the own log: entries that no peer is known to keep; none where that is not known.
        damage: Where its file of entries is damaged, in words; empty where it is not.
    """

    origin: str
    is_own: bool
    size: int
    notes: tuple[KeptNote, ...]
    waiting: int | None = None
    damage: str = ""
    _entries: FramedFile = field(repr=False)
    _own: LedgerFiles | None = field(default=None, repr=False)
    _mirrors: MirrorFiles | None = field(default=None, repr=False)

    def read(self, first: int, end: int) -> Iterator[bytes]:
        """Give entries one by one; fewer only where the log has no more.

        Raises:
            StorageError: One is damaged.
            OSError: They could not be read.
        """
        if self.damage and end > self.size:
            raise StorageError(self.damage)
        while first < min(end, self.size):
            found = self._entries.read(first, min(READ_AT_ONCE, end - first))
            if not found:
                message = f"{self._entries.path}: expected entry {first} whole, as it was a moment ago, got it damaged"
                raise StorageError(message)
            yield from found
            first += len(found)

    def open_body(self, seq: int) -> KeyBody | None:
        """Read the open body of an entry; none when it is not kept in the open. Of the own log, those of keys alone."""
        if self._own is not None:
            return self._own.key_body(seq)
        return None if self._mirrors is None else self._mirrors.body(self.origin, seq)

    def hash_at(self, size: int) -> HashAt:
        """Give the hashes of its tree at some size, from its tiles."""
        if not self._has_tiles(size):
            # They are not part of a backup, and are made at the next start.
            return HashTree(leaf_hash(raw) for raw in self.read(0, size)).hash_at

        def read(path: TilePath) -> bytes:
            assert path.level is not None
            return self._tile(path) or b""

        return TileHashes(read, size).hash_at

    def _has_tiles(self, size: int) -> bool:
        return all(self._tile(path) is not None for path in tiles_between(0, size) if path.level is not None)

    def _tile(self, path: TilePath) -> bytes | None:
        assert path.level is not None
        if self._own is not None:
            return self._own.tile(path.level, path.index, path.width)
        if self._mirrors is None:
            return None
        return self._mirrors.tile(self.origin, path.level, path.index, path.width)


class KeptLogs:
    """All logs in a node's folder; to be closed."""

    def __init__(self, record: Path, apart: Path, mirrors: Path) -> None:
        """Open them.

        Args:
            record: Folder of the own log.
            apart: Folder of its lock and tail; it may be missing.
            mirrors: Folder of the mirrors; it may be missing.

        Raises:
            NotFoundError: There is no own log.
            StateError: It is empty.
            StorageError: Its first entry is damaged.
            OSError: One cannot be read.
        """
        if not (record / "entries.log").is_file():
            message = f"{record}: expected the log of a node, got none"
            raise NotFoundError(message)
        self._files = ReadingFiles()
        # Heads come before the entries, which only grow: what a head covers was there when they were read.
        shown = self._files.maybe_content(record / "head")
        self._own_files = LedgerFiles(record, apart, tell=lambda _: None, files=self._files)
        self._mirror_files = MirrorFiles(mirrors, apart, files=self._files)
        self._opened: list[FramedFile] = []
        entries = self._own_files.entries
        damage = damage_in(entries, shown)
        if not len(entries):
            if damage:
                self._own_files.close()
                raise StorageError(damage)
            message = f"{record}: expected a log with a first entry, got an empty one"
            raise StateError(message)
        origin = parse_entry(entries.read(0, 1)[0]).header.log
        heads = [shown, *self._kept_notes(mirrors / origin[-16:])]
        self.own = KeptLog(
            origin=origin,
            is_own=True,
            size=len(entries),
            notes=_sorted_notes(heads, origin),
            waiting=_tail_count(self._files, apart / "tail.log"),
            damage=damage,
            _entries=entries,
            _own=self._own_files,
        )
        self.others = tuple(self._followed(mirrors))

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close all files."""
        for each in self._opened:
            each.close()
        self._mirror_files.close()
        self._own_files.close()

    @property
    def all(self) -> tuple[KeptLog, ...]:
        """The own log first."""
        return (self.own, *self.others)

    def of(self, origin: str) -> KeptLog:
        """Give a log by its origin, or by the short name of its party where one alone has it.

        Raises:
            NotFoundError: It is not there.
        """
        found = [each for each in self.all if origin in {each.origin, each.origin.split("/")[-2]}]
        if len(found) != 1:
            known = ", ".join(each.origin for each in self.all)
            message = f"log: expected one of {known}, got {origin!r:.80}"
            raise NotFoundError(message)
        return found[0]

    def _followed(self, mirrors: Path) -> Iterator[KeptLog]:
        folders = sorted(each for each in mirrors.iterdir() if each.is_dir()) if mirrors.is_dir() else []
        for folder in folders:
            if folder.name == self.own.origin[-16:] or not (folder / "entries.log").is_file():
                continue
            shown = self._files.maybe_content(folder / "note")
            entries = FramedFile(self._files, folder / "entries.log")
            self._opened.append(entries)
            if not len(entries):
                continue
            origin = parse_entry(entries.read(0, 1)[0]).header.log
            heads = [shown, *self._kept_notes(folder)]
            yield KeptLog(
                origin=origin,
                is_own=False,
                size=len(entries),
                notes=_sorted_notes(heads, origin),
                damage=damage_in(entries, shown),
                _entries=entries,
                _mirrors=self._mirror_files,
            )

    def _kept_notes(self, folder: Path) -> tuple[bytes, ...]:
        path = folder / "notes.log"
        if not path.is_file():
            return ()
        notes = FramedFile(self._files, path)
        self._opened.append(notes)
        return notes.read(0, len(notes))


def damage_in(entries: FramedFile, head: bytes | None) -> str:
    """Say where a file of entries is damaged within what was signed; empty where it is not.

    What stands after that may be in the course of being written, or be left of a loss of power.

    Args:
        entries: The file.
        head: The newest signed head over it, as it was before the file was opened; none when there is none.
    """
    signed = 0
    with suppress(RecordError):
        signed = 0 if head is None else parse_checkpoint(parse_note(head).body).size
    count = len(entries)
    if signed <= count:
        return ""
    where = f"entry {count} at byte {entries.end} of {entries.path.name}"
    got = "is damaged" if entries.has_rest else "and all after it are not there"
    return f"{where} {got}: expected {signed} entries in {entries.path.parent}, as its signed head says, got {count}"


def _sorted_notes(contents: list[bytes | None], origin: str) -> tuple[KeptNote, ...]:
    found = dict[bytes, KeptNote]()
    for content in contents:
        with suppress(RecordError):  # A damaged note is none.
            if content is not None:
                note = parse_note(content)
                found[content] = KeptNote(content=content, note=note, head=parse_checkpoint(note.body))
    kept = [each for each in found.values() if each.head.origin == origin]
    return tuple(sorted(kept, key=lambda each: (each.head.size, len(each.note.signatures))))


def _tail_count(files: Files, path: Path) -> int | None:
    """Say how many entries a tail holds; none when there is no tail."""
    if not path.is_file():
        return None
    tail = FramedFile(files, path)
    try:
        return max(0, len(tail) - 1)
    finally:
        tail.close()
