# SPDX-License-Identifier: Apache-2.0
"""The own log of a node that has peers: ``federation.node.RecordNode`` as ``recording.OwnLog``, opened on its folders.

    DIR/record        entries, tiles and newest head of the own log
    DIR/mirrors       the same of the peers' logs, with what is proved about them
    APART             lock and tail of the own log; ``mirrors`` in it: what this node cosigned of others

Rules:
    - What is told to the network or the app while the log is opened waits until there is somebody to take it.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from truceline.base.errors import AuthorityError, StorageError
from truceline.bootstrap.folder import FOLDER_MODE, sync_folder
from truceline.bootstrap.record_keys import HeldKeys
from truceline.federation.happenings import Deliver, Outgoing, WithoutPeers
from truceline.federation.members import Member, member_of
from truceline.federation.node import Ports, RecordNode
from truceline.federation.timing import Timing
from truceline.ledger.happenings import Acknowledge, AskPeers, Stop
from truceline.ledger.keyring import KeyBody
from truceline.ledger.states import Phase
from truceline.peers.wire import parse_body
from truceline.records.entries import Draft, Entry
from truceline.storage.files import Files
from truceline.storage.ledger_files import LedgerFiles
from truceline.storage.mirror_files import MirrorFiles, joined_hashes

MIRRORS_APART = "mirrors"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFolders:
    """Where the record of a node lies.

    Attributes:
        record: Of the own log.
        mirrors: Of the peers' logs.
        apart: On another device.
    """

    record: Path
    mirrors: Path
    apart: Path


@dataclass(slots=True)
class FederatedLog:
    """The own log, among those that are followed; not safe for threads.

    Attributes:
        node: The record.
        origin: Of the own log.
        files: Its files.
        mirrors: Files of the others.
        keys: Private keys of this node.
        on_time: Is told the time, once there is somebody who sends on what follows.
        on_taking: Is told once that the log takes entries.
    """

    node: RecordNode
    origin: str
    files: LedgerFiles
    mirrors: MirrorFiles
    keys: HeldKeys = field(repr=False)
    on_time: Callable[[int], None] | None = None
    on_taking: Callable[[], None] | None = None
    _outgoing: list[Outgoing] = field(default_factory=list, repr=False)

    @property
    def phase(self) -> Phase:
        """What the own log may do."""
        return self.node.phase

    @property
    def reason(self) -> str:
        """Why it may not do more."""
        return self.node.reason

    @property
    def entries(self) -> int:
        """How many entries it holds."""
        return len(self.files.entries)

    def open(self, *, restored: bool) -> None:
        """Read the own log and all mirrors."""
        self._outgoing += self.node.open(restored=restored)

    def submit(self, drafts: tuple[Draft, ...]) -> tuple[Entry, ...]:
        """Add entries, all or none, for good.

        Raises:
            StorageError: The log was stopped.
            NodeError: It refuses them; nothing was done.
        """
        return self.node.submit(drafts)

    def tick(self, mono_ms: int) -> None:
        """Let time pass."""
        if self.on_time is not None:
            self.on_time(mono_ms)
        if self.on_taking is not None and self.phase is Phase.TAKING:
            told, self.on_taking = self.on_taking, None
            told()

    def go_without_peers(self) -> None:
        """Decide, as the operator, that peers that have not answered will not."""
        self._outgoing += self.node.happen(WithoutPeers())

    def dek_of(self, delivery: Deliver) -> bytes:
        """Give the key of a sealed body that was delivered to this node, from its box; empty when there is none."""
        kept = self.mirrors.box(delivery.origin, delivery.entry.header.seq)
        box = delivery.entry.header.box
        if kept is None or box is None:
            return b""
        for key in delivery.entry.header.to:
            with suppress(AuthorityError):
                return self.keys.open_wrap(key, kept[1], bytes.fromhex(box.commitment))
        return b""

    def take_outgoing(self) -> tuple[Outgoing, ...]:
        """Give what opening made due."""
        taken = tuple(self._outgoing)
        self._outgoing.clear()
        return taken

    def close(self) -> None:
        """Close all files."""
        self.files.close()
        self.mirrors.close()


def make_federated_log(
    folders: RecordFolders, keys: HeldKeys, peers: tuple[Member, ...], *, timing: Timing | None = None
) -> FederatedLog:
    """Open the files of a node's record; nothing is read yet.

    Args:
        folders: Where it lies; the own log was made.
        keys: Private keys of this node.
        peers: Whose logs are followed.
        timing: How long the node waits for what; the usual when not told.

    Raises:
        StorageError: There is no log, or its files cannot be opened.
        NodeError: Its first entry's body is damaged.
    """
    disk = Files()
    try:
        for folder in (folders.mirrors, folders.apart / MIRRORS_APART):
            _make_folder(folder)
        files = LedgerFiles(folders.record, folders.apart, tell=_told_to_nobody, files=disk)
        mirrors = MirrorFiles(folders.mirrors, folders.apart / MIRRORS_APART, files=disk)
        genesis = files.key_body(0) or _kept_apart(folders.apart)
    except OSError as error:
        message = f"{folders.record}: expected to open the log there, got: {error.strerror or error}"
        raise StorageError(message) from error
    if genesis is None:
        files.close()
        message = f"{folders.record}: expected the keys of a log's first entry, got none; put them back from a backup"
        raise StorageError(message)
    own = member_of(genesis)
    ports = Ports(
        perform_log=files.perform,
        perform_mirror=mirrors.perform,
        hashes=joined_hashes(files.tile, lambda: own.origin, mirrors),
        keys=keys,
        boxes=keys,
        timing=timing or Timing(),
    )
    return FederatedLog(RecordNode(ports, own, peers), own.origin, files, mirrors, keys)


def _kept_apart(apart: Path) -> KeyBody | None:
    """Give the body of the first entry from beside the tail: it lies in both places, and one may be lost."""
    path = apart / "keys" / "0"
    return parse_body(path.read_bytes()) if path.is_file() else None


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=FOLDER_MODE)
        sync_folder(folder.parent)


def _told_to_nobody(effect: Acknowledge | AskPeers | Stop) -> None:
    """Take what is for nobody's disk: the node has taken it before."""
    del effect
