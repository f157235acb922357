# SPDX-License-Identifier: Apache-2.0
"""What a log knows of itself between two steps."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from truceline.crypto.merkle import CompactTree
from truceline.ledger.happenings import Head, Lock
from truceline.ledger.keyring import KeyBody, KeyRing
from truceline.ledger.recount import Recount
from truceline.records.entries import Entry

NO_LEAF = bytes(32)
"""What stands for the leaf before the first one."""


class Phase(StrEnum):
    """What the log may do now."""

    SHUT = "shut"
    """Nothing was read yet."""
    READING = "reading"
    """Its own devices are read, from the first entry on."""
    ASKING = "asking"
    """Peers must say what they know of it before anything is signed: its devices may be older than what it signed."""
    EMPTY = "empty"
    """There is no log; it can be made."""
    TAKING = "taking"
    """It takes entries and signs heads."""
    ORPHANED = "orphaned"
    """A head that was signed cannot be rebuilt: a new log must succeed this one."""
    STOPPED = "stopped"
    """Something failed or does not fit; it must be mended and opened anew."""


class Keys(Protocol):
    """Signs with the private halves that the node holds."""

    def sign(self, public: bytes, message: bytes) -> bytes:
        """Sign a message with the private half of a public key.

        Raises:
            AuthorityError: The node does not hold it.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A log at one moment.

    Attributes:
        phase: What it may do.
        reason: Why it may not do more, for the operator.
        keys: Its keys; none before the first entry.
        size: Entries that it holds, durable or on their way.
        edge: Right edge of their tree, the first way to the root.
        last: Leaf hash of the last one.
        recount: How far the entries were read back, the second way.
        waiting: Entries that are not acknowledged yet.
        lock: What the signing lock says.
        signing: The head that is on its way to being signed.
        signed: The newest head that is shown.
        signed_at_ms: When that was begun, by a clock that never goes back.
        tail_first: From which index on the tail keeps entries; none when there is no tail.
        tail: The tail's entries while the devices are read.
        tail_bodies: Bodies of key entries, by index, from beside the tail.
        refilled: At which size entries were last put back from the tail.
        known: Heads of this log that must come out of its entries: by size, several when they differ.
        is_asked: Whether the peers were asked since the log was opened.
        must_ask: Whether they must be.
    """

    phase: Phase = Phase.SHUT
    reason: str = ""
    keys: KeyRing | None = None
    size: int = 0
    edge: tuple[bytes, ...] = ()
    last: bytes = NO_LEAF
    recount: Recount = field(default_factory=Recount)
    waiting: tuple[Entry, ...] = field(default=(), repr=False)
    lock: Lock | None = None
    signing: Head | None = None
    signed: Head | None = None
    signed_at_ms: int | None = None
    tail_first: int | None = None
    tail: tuple[bytes, ...] = field(default=(), repr=False)
    tail_bodies: tuple[tuple[int, KeyBody], ...] = ()
    refilled: int | None = None
    known: tuple[Head, ...] = ()
    is_asked: bool = False
    must_ask: bool = False

    @property
    def head(self) -> Head:
        """Its size and root, by the first way."""
        return Head(size=self.size, root=CompactTree(size=self.size, edge=self.edge).root())
