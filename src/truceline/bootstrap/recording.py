# SPDX-License-Identifier: Apache-2.0
"""The party's log in a running node: opened with its keys, behind one lock, and asked by the store's thread.

Rules:
    - Whoever calls the log holds the lock: the store's thread submits, another one lets time pass.
    - Two folders, one for entries and one apart; this process alone holds both while they are open.
    - A log whose files were put back from a backup is told so until it takes entries again: it signs nothing before
      peers were asked, or the operator has said that no peer can be.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from truceline.app.record_drafts import KeysOf, draft_of
from truceline.app.record_ports import EntryPlace, RecordedRow
from truceline.base.errors import NodeError, NotFoundError, StateError, StorageError
from truceline.base.limits import ENTRY_GROUP_MAX
from truceline.bootstrap.folder import NodeFolder, refuse_open, sync_folder
from truceline.bootstrap.lone_log import LoneLog
from truceline.bootstrap.record_keys import HeldKeys, read_held_keys
from truceline.bootstrap.settings import Settings
from truceline.crypto.checkpoints import parse_checkpoint
from truceline.crypto.notes import parse_note
from truceline.crypto.store_key import StoreKey
from truceline.ledger.keyring import KEY_TYPES
from truceline.ledger.states import Phase
from truceline.records.entries import Draft, Entry, parse_entry
from truceline.storage.files import Files
from truceline.storage.ledger_files import LedgerFiles

RESTORED = "restored"
"""A file of this name in the folder of entries says that they were put back from a backup."""
TICK_S = 0.1
"""How often the log is told that time has passed [s]."""


class OwnLog(Protocol):
    """The own log as a node drives it; not safe for threads."""

    @property
    def phase(self) -> Phase:
        """What it may do."""

    @property
    def reason(self) -> str:
        """Why it may not do more."""

    @property
    def origin(self) -> str:
        """Its name; empty while there is none."""

    @property
    def entries(self) -> int:
        """How many entries it holds."""

    def submit(self, drafts: tuple[Draft, ...]) -> tuple[Entry, ...]:
        """Add entries, all or none, for good.

        Raises:
            StorageError: It was stopped.
            NodeError: It refuses them.
        """

    def tick(self, mono_ms: int) -> None:
        """Let time pass."""

    def go_without_peers(self) -> None:
        """Decide, as the operator, that no peer will be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordStatus:
    """How the record stands.

    Attributes:
        origin: Of the log.
        phase: What it may do.
        reason: Why not more; empty when it takes entries.
        entries: How many it holds.
        head_entries: How many of them the newest signed head covers.
        head_age_s: How long ago that head was signed [s]; 0 when there is none.
        unknown: How many entries the store knew nothing of when it was opened on the log: it was older than the log.
        damage: Where the file of entries was damaged when it was opened; empty where it was whole.
    """

    origin: str
    phase: str
    reason: str
    entries: int
    head_entries: int
    head_age_s: float
    unknown: int
    damage: str = ""


@dataclass(slots=True, kw_only=True)
class Recording:
    """The log of a running node, as ``app.record_ports.Recorder`` says.

    Attributes:
        party: Whose log it is.
        own: The log.
        files: Its files.
        keys: Private keys; forgotten when it is closed.
        keys_of: Ids of the keys for which bodies are sealed for other members.
        lock: Held around every call of the log.
        damage: Where the file of entries was damaged when it was opened; empty where it was whole.
    """

    party: str
    own: OwnLog
    files: LedgerFiles
    keys: HeldKeys
    keys_of: KeysOf
    lock: threading.RLock = field(default_factory=threading.RLock)
    damage: str = ""
    _holds: list[int] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _is_marked: bool = True
    _unknown: int = 0

    @property
    def origin(self) -> str:
        """Of the log."""
        return self.own.origin

    @property
    def refusal(self) -> str:
        """Why it takes no entries now; empty when it does."""
        if self.own.phase is Phase.TAKING:
            return ""
        return f"it is {self.own.phase}: {self._reason or 'it is not open'}"

    @property
    def _reason(self) -> str:
        """Why the log takes no entries; what was found damaged comes first."""
        return "; ".join(each for each in (self.damage, self.own.reason) if each)

    def find(self, row: RecordedRow | None, waiting: Sequence[RecordedRow]) -> Sequence[EntryPlace]:
        """Find which waiting rows the log took before the last stop, by what they commit to.

        Raises:
            StateError: The log does not hold the row that the store knows to be in it.
        """
        with self.lock:
            first = 0
            if row is not None:
                assert row.seq is not None
                self._check_known(row)
                first = row.seq + 1
            wanted = {each.commitment.hex(): each.number for each in waiting}
            found = list[EntryPlace]()
            for entry in self._entries_from(first):
                number = wanted.get(entry.header.box.commitment) if entry.header.box is not None else None
                if number is not None:
                    place = EntryPlace(number=number, origin=self.origin, seq=entry.header.seq, leaf=entry.leaf)
                    found.append(place)
                elif not entry.header.type.startswith(KEY_TYPES):
                    self._unknown += 1
            return found

    def record(self, waiting: Sequence[RecordedRow], places: Sequence[EntryPlace]) -> Sequence[EntryPlace]:
        """Have the log take rows, in order, for good.

        Raises:
            StorageError: It failed, or takes nothing.
        """
        by_number = {each.number: each for each in places}
        with self.lock:
            try:
                drafts = tuple(draft_of(row, self.party, self.keys_of, by_number) for row in waiting)
                entries = self.own.submit(drafts)
            except StorageError:
                raise
            except NodeError as error:
                message = f"log: expected to take {len(waiting)} entries, got: {error}"
                raise StorageError(message) from error
        return tuple(
            EntryPlace(number=row.number, origin=self.origin, seq=entry.header.seq, leaf=entry.leaf)
            for row, entry in zip(waiting, entries, strict=True)
        )

    def status(self, now_ns: int) -> RecordStatus:
        """Say how it stands.

        Args:
            now_ns: The present instant [ns since 1970 UTC].
        """
        size, signed_ns = shown_head(self.files.head(), self.files.head_path)
        return RecordStatus(
            origin=self.origin,
            phase=self.own.phase.value,
            reason="" if self.own.phase is Phase.TAKING else self._reason,
            entries=self.own.entries,
            head_entries=size,
            head_age_s=max(0.0, (now_ns - signed_ns) / 1e9) if size else 0.0,
            unknown=self._unknown,
            damage=self.damage,
        )

    def start(self) -> None:
        """Let time pass from now on, in a thread of its own."""
        self._thread = threading.Thread(None, self._run, name="truceline-record", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Sign no more, close the files, and forget the keys."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
        with self.lock:
            self.files.close()
            self.keys.forget()
        while self._holds:
            os.close(self._holds.pop())

    def _run(self) -> None:
        while not self._ended.wait(TICK_S):
            with self.lock, suppress(NodeError):
                # What fails here stops the log, which then says why (``refusal``).
                self.own.tick(int(time.monotonic() * 1_000))
            self._maybe_forget_restoring()

    def _maybe_forget_restoring(self) -> None:
        """Forget that the log was put back from a backup, once it takes entries."""
        if self._is_marked and self.own.phase is Phase.TAKING:
            self._is_marked = False
            with suppress(OSError):  # it is asked once more at the next start
                (self.files.head_path.parent / RESTORED).unlink(missing_ok=True)

    def _check_known(self, row: RecordedRow) -> None:
        """Refuse a log that is not the one of this store.

        Raises:
            StateError: It is not, or it has lost what it took.
        """
        found = self.files.entries.read(row.seq or 0, 1)
        if not found or parse_entry(found[0]).leaf != row.leaf:
            got = "another one there" if found else f"{len(self.files.entries)} entries in all"
            message = f"log {self.origin}: expected entry {row.seq} of which the store knows, got {got}; put both back"
            raise StateError(message)

    def _entries_from(self, first: int) -> Iterator[Entry]:
        while found := self.files.entries.read(first, ENTRY_GROUP_MAX):
            yield from map(parse_entry, found)
            first += len(found)


def open_recording(
    folder: NodeFolder, settings: Settings, key: StoreKey, *, keys_of: KeysOf, without_peers: bool = False
) -> Recording:
    """Open the log of a node.

    Args:
        folder: The node's folder.
        settings: Its settings.
        key: Its store key.
        keys_of: Ids of the keys for which bodies are sealed for other members.
        without_peers: Whether the operator says that no peer can be asked.

    Returns:
        The log; ``refusal`` says whether it takes entries.

    Raises:
        StateError: There is no log, its folder apart is not there, or another process holds it.
        AuthorityError: Its keys do not open, or others can read its folders.
        StorageError: Its files cannot be opened.
    """
    apart = apart_of(folder, settings)
    check_folders(folder, apart)
    keys = read_held_keys(folder, key)
    holds = [hold_folder(folder.record), hold_folder(apart)]
    try:
        log = _opened(folder, apart, keys)
    except BaseException:
        for each in holds:
            os.close(each)
        raise
    if log.phase is Phase.ASKING and without_peers:
        log.go_without_peers()
    if log.phase is Phase.TAKING:
        forget_restoring(folder)
    found = Recording(party=settings.party, own=log, files=log.files, keys=keys, keys_of=keys_of)
    found._holds = holds  # noqa: SLF001 - it is made here alone
    return found


def _opened(folder: NodeFolder, apart: Path, keys: HeldKeys) -> LoneLog:
    """Read a log whole.

    Raises:
        StorageError: Its files cannot be opened.
    """
    try:
        log = LoneLog(folder.record, apart, keys, Files())
    except OSError as error:
        message = f"{folder.record}: expected to open the log there, got: {error.strerror or error}"
        raise StorageError(message) from error
    log.open(restored=(folder.record / RESTORED).exists())
    return log


def forget_restoring(folder: NodeFolder) -> None:
    """Forget that a log was put back from a backup: it takes entries again."""
    marker = folder.record / RESTORED
    if marker.exists():
        marker.unlink()
        sync_folder(folder.record)


def apart_of(folder: NodeFolder, settings: Settings) -> Path:
    """Give the folder for the lock and the tail of the log, as the settings say."""
    if settings.record_apart:
        return folder.beside(settings.record_apart)
    return apart_beside(folder.root)


def apart_beside(root: Path) -> Path:
    """Give where the folder apart lies when the settings name no other: beside the node's folder, not in it."""
    whole = root.resolve()
    return whole.with_name(f"{whole.name}-apart")


def check_folders(folder: NodeFolder, apart: Path) -> None:
    """Refuse to open a log of which a folder is not there: nothing makes what should exist.

    Raises:
        StateError: One is not.
        AuthorityError: Others can read one.
    """
    if not folder.record.is_dir() or not folder.record_keys.is_file():
        message = f"{folder.root}: expected a node with a log, got one without; ./truceline upgrade makes it"
        raise StateError(message)
    if not apart.is_dir():
        message = (
            f"{apart}: expected the lock and the tail of the log there, got no folder; bring it back from where it is "
            "(record_apart in the settings says where). If it is lost for good, make an empty one of mode 0700: the "
            "peers are then asked before anything is signed"
        )
        raise StateError(message)
    for path in (folder.record, folder.record_keys, apart):
        refuse_open(path)


def refuse_unasked(folder: NodeFolder, apart: Path) -> None:
    """Refuse to open a log that may be older than what it signed where there is no peer to ask.

    Raises:
        StateError: It was put back from a backup, or its lock is not there.
    """
    is_restored = (folder.record / RESTORED).exists()
    if is_restored or not (apart / "lock").exists():
        got = "it was put back from a backup" if is_restored else f"{apart} has no lock"
        message = (
            f"{folder.record}: expected a log that knows what it signed, or peers to ask, got neither: {got}. Add "
            "the cards of the others (truceline peer add); if none of their nodes can be asked: serve --without-peers"
        )
        raise StateError(message)


def hold_folder(folder: Path) -> int:
    """Hold a folder for this process alone; closing what is given lets it go.

    Raises:
        StateError: Another process holds it.
        NotFoundError: It is not there.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError as error:
        message = f"{folder}: expected a folder of a log, got none"
        raise NotFoundError(message) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        message = f"{folder}: expected a log that no other process has open, got one that is; does a node run on it?"
        raise StateError(message) from error
    return handle


def shown_head(note: bytes | None, path: Path) -> tuple[int, int]:
    """Give the size of a signed head, and when it was written [ns since 1970 UTC]; zeros when there is none."""
    if note is None:
        return 0, 0
    return parse_checkpoint(parse_note(note).body).size, path.stat().st_mtime_ns
