# SPDX-License-Identifier: Apache-2.0
"""A log without any peer: the ledger on its files, driven by one process. Not safe for threads."""

from dataclasses import dataclass, field
from pathlib import Path

from truceline.base.errors import StorageError
from truceline.ledger.happenings import Acknowledge, AskPeers, Begin, Happening, Open, PeersAsked, Stop, Submit, Tick
from truceline.ledger.keyring import KeyBody
from truceline.ledger.log import settle
from truceline.ledger.states import Keys, Phase, State
from truceline.records.entries import Draft, Entry
from truceline.storage.files import Files
from truceline.storage.ledger_files import LedgerFiles


@dataclass(slots=True)
class LoneLog:
    """A log, its files and its keys.

    Attributes:
        folder: Of entries, tiles and heads.
        apart: Of lock and tail.
        keys: Sign.
        disk: The way to the disk.
        files: The files; opened when it is made.
    """

    folder: Path
    apart: Path
    keys: Keys
    disk: Files
    files: LedgerFiles = field(init=False)
    _state: State = field(default_factory=State)
    _acknowledged: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open the files."""
        self.files = LedgerFiles(self.folder, self.apart, tell=self._told, files=self.disk)

    @property
    def phase(self) -> Phase:
        """What it may do."""
        return self._state.phase

    @property
    def reason(self) -> str:
        """Why it may not do more."""
        return self._state.reason

    @property
    def origin(self) -> str:
        """Its name; empty while there is none."""
        return self._state.keys.origin if self._state.keys is not None else ""

    @property
    def entries(self) -> int:
        """How many entries it holds."""
        return self._state.size

    def open(self, *, restored: bool = False) -> None:
        """Read it whole."""
        self._happen(Open(restored=restored))

    def begin(self, body: KeyBody, at_ms: int) -> None:
        """Make it, once.

        Raises:
            NodeError: There is one, or the body is no beginning of a log.
            StorageError: It could not be written.
        """
        self._happen(Begin(body=body, at_ms=at_ms))
        self._refuse_stopped()

    def submit(self, drafts: tuple[Draft, ...]) -> tuple[Entry, ...]:
        """Add entries, all or none, for good.

        Raises:
            StorageError: It was stopped, now or before: it is not known whether they are in it.
            NodeError: It refuses them; nothing was done.
        """
        self._acknowledged.clear()
        self._happen(Submit(drafts=drafts))
        self._refuse_stopped()
        assert len(self._acknowledged) == len(drafts), "a log that is not stopped acknowledges what it took"
        return tuple(self._acknowledged)

    def tick(self, mono_ms: int) -> None:
        """Let time pass."""
        self._happen(Tick(now_ms=mono_ms))

    def go_without_peers(self) -> None:
        """Decide, as the operator, that no peer will be asked."""
        self._happen(PeersAsked())

    def _happen(self, event: Happening) -> None:
        self._state = settle(self._state, event, self.keys, self.files.perform)

    def _refuse_stopped(self) -> None:
        """Refuse to go on.

        Raises:
            StorageError: The log was stopped.
        """
        if self.phase is Phase.STOPPED:
            message = f"log: expected to write, got one that was stopped: {self.reason}"
            raise StorageError(message)

    def _told(self, effect: Acknowledge | AskPeers | Stop) -> None:
        """Take what is not for the disk; whom to ask there is nobody, and why it stopped is in its state."""
        if isinstance(effect, Acknowledge):
            self._acknowledged += effect.entries
