# SPDX-License-Identifier: Apache-2.0
"""Files of followed logs and of what was cosigned: does what ``federation`` asks, one effect at a time.

For each log a folder named by the last 16 digits of its origin::

    MIRRORS/<log>/entries.log   its entries, each with its length and a checksum before it
    MIRRORS/<log>/tiles/L.N     hashes of tiles, made from the entries
    MIRRORS/<log>/bodies/N      open bodies: salt (32 bytes), then the body
    MIRRORS/<log>/boxes/N       sealed bodies for this node: wrapped key (80 bytes), then the sealed body
    MIRRORS/<log>/note          the signed head that the entries gave; all of them below it are durable
    MIRRORS/<log>/notes.log     notes with cosignatures whose hashes entries state, framed as entries are
    MIRRORS/<log>/evidence/NAME what is proved about it
    APART/<log>/cosigned        what this node cosigned of it, or may have

Rules:
    - ``APART`` lies on another device and is never part of a backup, as the lock of the own log: a witness that forgot
      what it cosigned could contradict itself.
    - A name of a file is made of digits here, never of what a peer says.
    - Whatever fails is told as ``KeepingFailed``, and nothing is done to that log after it until it is opened anew.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from truceline.base.errors import NodeError, RecordError
from truceline.crypto.boxes import WRAP_BYTES
from truceline.crypto.commitments import BODY_SALT_BYTES
from truceline.crypto.merkle import HashAt
from truceline.crypto.notes import KeyRole
from truceline.crypto.tiles import TileHashes, TilePath
from truceline.federation.happenings import (
    Cosigned,
    CosignedKept,
    CutMirror,
    DiskAnswer,
    DiskEffect,
    HeadKept,
    KeepBody,
    KeepBox,
    KeepCosigned,
    KeepEntries,
    KeepEvidence,
    KeepHead,
    KeepingFailed,
    KeepNote,
    KeptRead,
    MirrorRead,
    NotesRead,
    ReadKept,
    ReadMirror,
    ReadNotes,
    WriteTiles,
)
from truceline.ledger.happenings import Head
from truceline.ledger.keyring import KeyBody
from truceline.ledger.recount import FilledTile
from truceline.records.profile import Value, encode, parse_object
from truceline.storage.files import Files
from truceline.storage.ledger_files import FramedFile

_HASH_BYTES = 32
_ORIGIN_END = re.compile(r"/([0-9a-f]{16})")
_EVIDENCE_NAME = re.compile(r"E[1-6]-[0-9a-f]{16}\.(?:fork|bundle|box)", re.ASCII)
_ROOT = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NOTES_READ = 32
"""How many of the newest notes are read at the start: the others are for proofs alone."""


def log_folder(origin: str) -> str:
    """Give the name of a log's folder: the digits at the end of its origin.

    Raises:
        RecordError: It ends otherwise.
    """
    match = _ORIGIN_END.fullmatch(origin[-17:])
    if match is None:
        message = f"origin: expected one that ends in 16 hexadecimal digits, got {origin!r:.80}"
        raise RecordError(message)
    return match[1]


class MirrorFiles:
    """The files of all followed logs; those of the own log hold its notes and evidence alone."""

    def __init__(self, mirrors: Path, apart: Path, *, files: Files) -> None:
        """Open both folders, which must exist; a log's files are opened when they are first needed.

        Args:
            mirrors: For what peers have.
            apart: On another device, for what was cosigned.
            files: The way to the disk.
        """
        self._folder, self._apart, self._files = mirrors, apart, files
        self._places: dict[tuple[str, str], Path] = {}
        self._paths: dict[tuple[str, str, str], Path] = {}
        self._cosigned: dict[str, dict[KeyRole, Cosigned]] = {}
        self._entries: dict[str, FramedFile] = {}
        self._notes: dict[str, FramedFile] = {}

    def perform(self, effect: DiskEffect) -> DiskAnswer | None:  # noqa: C901, PLR0912 - one line for each effect
        """Do an effect; ``KeepingFailed`` when it could not be done, or not be known to be done."""
        try:
            match effect:
                case ReadKept():
                    return self._read_kept(effect.origin)
                case ReadMirror():
                    return self._read_mirror(effect)
                case ReadNotes():
                    return NotesRead(origin=effect.origin, notes=self.notes(effect.origin))
                case KeepEntries():
                    return self._keep_entries(effect)
                case WriteTiles():
                    self._write_tiles(effect.origin, effect.tiles)
                case KeepHead():
                    return self._keep_head(effect)
                case KeepCosigned():
                    return self._keep_cosigned(effect)
                case KeepNote():
                    notes = self._notes_of(effect.origin)
                    notes.append((effect.note,))
                    notes.sync()
                case KeepBody():
                    self._keep_body(effect.origin, effect.seq, effect.body)
                case KeepBox():
                    place = self._place(effect.origin, "boxes") / str(effect.seq)
                    self._files.replace_file(place, effect.wrap + effect.sealed)
                case CutMirror():
                    self._cut(effect)
                case KeepEvidence():
                    self._keep_evidence(effect)
        except (OSError, NodeError) as error:
            return KeepingFailed(origin=effect.origin, reason=f"{type(effect).__name__} in {effect.origin}: {error}")
        return None

    def close(self) -> None:
        """Close all files."""
        for each in (*self._entries.values(), *self._notes.values()):
            each.close()
        self._entries.clear()
        self._notes.clear()

    def entries(self, origin: str, first: int, count: int) -> tuple[bytes, ...]:
        """Read mirrored entries, to serve them: below ``RecordNode.size`` alone are they known to be the log's.

        Raises:
            OSError: They could not be read.
        """
        return self._entries_of(origin).read(first, count)

    def tile(self, origin: str, level: int, index: int, width: int) -> bytes | None:
        """Read the first hashes of a tile; none when it has not so many."""
        content = self._files.maybe_content(self._path(origin, "tiles", f"{level}.{index}")) or b""
        return content[: width * _HASH_BYTES] if len(content) >= width * _HASH_BYTES else None

    def body(self, origin: str, seq: int) -> KeyBody | None:
        """Read the open body of an entry; none when it is not kept."""
        content = self._files.maybe_content(self._place(origin, "bodies") / str(seq))
        return None if content is None else _parse_body(content)

    def box(self, origin: str, seq: int) -> tuple[bytes, bytes] | None:
        """Read a sealed body for this node and its wrapped key; none when it is not kept."""
        content = self._files.maybe_content(self._place(origin, "boxes") / str(seq))
        return None if content is None else (content[WRAP_BYTES:], content[:WRAP_BYTES])

    def notes(self, origin: str) -> tuple[bytes, ...]:
        """Read all notes that are kept of a log, oldest first."""
        notes = self._notes_of(origin)
        return notes.read(0, len(notes))

    def hashes(self, origin: str, size: int) -> HashAt:
        """Give the hashes of a mirrored log's complete subtrees.

        Args:
            origin: Of the log.
            size: Of the tree; at most as many entries as are kept.
        """

        def read(path: TilePath) -> bytes:
            assert path.level is not None
            return self.tile(origin, path.level, path.index, path.width) or b""

        return TileHashes(read, size).hash_at

    def _read_kept(self, origin: str) -> KeptRead:
        folder = self._place(origin)
        notes = self._notes_of(origin)
        cosigned = self._files.maybe_content(self._apart / log_folder(origin) / "cosigned")
        return KeptRead(
            origin=origin,
            note=self._files.maybe_content(folder / "note"),
            notes=notes.read(max(0, len(notes) - _NOTES_READ), _NOTES_READ),
            cosigned=() if cosigned is None else _parse_cosigned(cosigned),
            evidence=tuple(
                (name, self._files.maybe_content(folder / "evidence" / name) or b"")
                for name in self._files.names_in(self._place(origin, "evidence"))
                if _EVIDENCE_NAME.fullmatch(name)
            ),
            boxes=tuple(
                sorted(int(name) for name in self._files.names_in(self._place(origin, "boxes")) if name.isdigit())
            ),
            is_marked=cosigned is not None,
        )

    def _read_mirror(self, effect: ReadMirror) -> MirrorRead:
        raws = self._entries_of(effect.origin).read(effect.first, effect.count)
        bodies, boxes = list[tuple[int, KeyBody]](), list[tuple[int, bytes, bytes]]()
        for seq, raw in enumerate(raws, effect.first):
            if b'"box":{' not in raw:
                continue
            if (body := self.body(effect.origin, seq)) is not None:
                bodies.append((seq, body))
            elif (box := self.box(effect.origin, seq)) is not None:
                boxes.append((seq, *box))
        return MirrorRead(origin=effect.origin, first=effect.first, raws=raws, bodies=tuple(bodies), boxes=tuple(boxes))

    def _keep_entries(self, effect: KeepEntries) -> KeepingFailed | None:
        entries = self._entries_of(effect.origin)
        if effect.first != len(entries):
            reason = f"entries.log of {effect.origin}: expected to go on at {len(entries)}, got {effect.first}"
            return KeepingFailed(origin=effect.origin, reason=reason)
        for seq, body in effect.bodies:
            self._keep_body(effect.origin, seq, body)
        entries.append(effect.raws)
        self._write_tiles(effect.origin, effect.tiles)
        return None

    def _keep_head(self, effect: KeepHead) -> HeadKept:
        self._entries_of(effect.origin).sync()
        self._files.replace_file(self._path(effect.origin, "", "note"), effect.note)
        return HeadKept(origin=effect.origin, head=effect.head)

    def _keep_cosigned(self, effect: KeepCosigned) -> CosignedKept:
        path = self._paths.get((effect.origin, "apart", "cosigned"))
        if path is None:
            path = self._apart / log_folder(effect.origin) / "cosigned"
            self._paths[effect.origin, "apart", "cosigned"] = path
        kept = self._cosigned.pop(effect.origin, None)
        if kept is None:
            self._files.make_folder(path.parent)
            stands = self._files.maybe_content(path)
            kept = {each.role: each for each in (() if stands is None else _parse_cosigned(stands))}
        cosigned = Cosigned(role=effect.role, head=effect.head, time_s=effect.time_s)
        kept = {**kept, effect.role: cosigned}
        self._files.replace_file(path, _written_cosigned(kept))
        self._cosigned[effect.origin] = kept
        return CosignedKept(origin=effect.origin, cosigned=cosigned)

    def _keep_body(self, origin: str, seq: int, body: KeyBody) -> None:
        self._files.replace_file(self._place(origin, "bodies") / str(seq), body.salt + body.content)

    def _keep_evidence(self, effect: KeepEvidence) -> None:
        """Keep evidence under its name.

        Raises:
            RecordError: The name is none of evidence.
        """
        if not _EVIDENCE_NAME.fullmatch(effect.name):
            message = f"evidence: expected a name of class and digest, got {effect.name!r:.80}"
            raise RecordError(message)
        self._files.replace_file(self._place(effect.origin, "evidence") / effect.name, effect.content)

    def _write_tiles(self, origin: str, tiles: tuple[FilledTile, ...]) -> None:
        for each in tiles:
            path = self._path(origin, "tiles", f"{each.level}.{each.index}")
            self._files.write_at(path, each.start * _HASH_BYTES, each.hashes)

    def _cut(self, effect: CutMirror) -> None:
        """Put the entries from an index on aside, and cut them off; a crash leaves them, to be cut again."""
        self._entries_of(effect.origin).cut(effect.size)

    def _entries_of(self, origin: str) -> FramedFile:
        if origin not in self._entries:
            self._entries[origin] = FramedFile(self._files, self._place(origin) / "entries.log")
        return self._entries[origin]

    def _notes_of(self, origin: str) -> FramedFile:
        if origin not in self._notes:
            self._notes[origin] = FramedFile(self._files, self._place(origin) / "notes.log")
        return self._notes[origin]

    def _path(self, origin: str, folder: str, name: str) -> Path:
        """Give the path of a file that is used again and again."""
        found = self._paths.get((origin, folder, name))
        if found is None:
            found = self._paths[origin, folder, name] = self._place(origin, folder) / name
        return found

    def _place(self, origin: str, name: str = "") -> Path:
        """Give a log's folder, or one in it; made when it is first needed."""
        found = self._places.get((origin, name))
        if found is None:
            found = self._folder / log_folder(origin) if not name else self._place(origin) / name
            self._files.make_folder(found)
            self._places[origin, name] = found
        return found


def joined_hashes(
    own_tile: Callable[[int, int, int], bytes | None], own: Callable[[], str], mirrors: MirrorFiles
) -> Callable[[str, int], HashAt]:
    """Give what ``federation.node.Ports.hashes`` asks for, of a node's own log and of its mirrors.

    Args:
        own_tile: Gives the first hashes of a tile of the own log (``LedgerFiles.tile``).
        own: Gives the origin of the own log.
        mirrors: The mirrors.
    """

    def read(path: TilePath) -> bytes:
        assert path.level is not None
        return own_tile(path.level, path.index, path.width) or b""

    def hashes(origin: str, size: int) -> HashAt:
        return TileHashes(read, size).hash_at if origin == own() else mirrors.hashes(origin, size)

    return hashes


def _parse_body(content: bytes) -> KeyBody:
    return KeyBody(salt=content[:BODY_SALT_BYTES], content=content[BODY_SALT_BYTES:])


def _written_cosigned(kept: dict[KeyRole, Cosigned]) -> bytes:
    written: dict[str, Value] = {
        str(role): {"root": each.head.root.hex(), "size": each.head.size, "time": each.time_s}
        for role, each in sorted(kept.items())
    }
    return encode(written, what="cosigned")


def _parse_cosigned(content: bytes) -> tuple[Cosigned, ...]:
    """Read what was cosigned.

    Raises:
        RecordError: It is damaged; it is never taken for nothing.
    """
    found = list[Cosigned]()
    for role, each in parse_object(content, what="cosigned").items():
        if not isinstance(each, dict) or role not in {KeyRole.WITNESS, KeyRole.MIRROR}:
            _refuse_cosigned()
        root, size, time_s = (each.get(name) for name in ("root", "size", "time"))
        is_good = isinstance(root, str) and _ROOT.fullmatch(root) is not None and type(size) is type(time_s) is int
        if not is_good or not isinstance(root, str) or not isinstance(size, int) or not isinstance(time_s, int):
            _refuse_cosigned()
        found.append(Cosigned(role=KeyRole(role), head=Head(size=size, root=bytes.fromhex(root)), time_s=time_s))
    return tuple(found)


def _refuse_cosigned() -> NoReturn:
    message = "cosigned: expected size, root and time of what was cosigned, got others; restore it from no backup"
    raise RecordError(message)
