# SPDX-License-Identifier: Apache-2.0
"""What the log asks to be done (effects), and what it is told (events): all that passes between it and the world.

Rules:
    - The effects of one step are done in their order. The first that fails is told as ``Failed``, and no later one of
      that step is done.
    - Every effect that says so is answered by one event, once it is really so: an effect that must be durable is
      answered when a loss of power could not take it back.
    - Entries and their tail lie on two devices. The lock lies beside the tail, and is never part of a backup.
"""

from dataclasses import dataclass, field

from truceline.ledger.keyring import KeyBody
from truceline.records.entries import Draft, Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The size and the root of the log at some moment."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The newest head that may have been signed: kept durably apart before it is.

    Attributes:
        origin: Of which log.
        head: The head.
    """

    origin: str
    head: Head


# What the log asks to be done.


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLock:
    """Read lock and tail from their separate device; answered by ``LockRead``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteLock:
    """Replace the lock durably, if it still is the expected one; answered by ``LockWritten``."""

    expected: Lock | None
    lock: Lock


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteKeyBody:
    """Keep the body of a key entry durably on both devices, under its index; one that stands there is replaced."""

    seq: int
    body: KeyBody


@dataclass(frozen=True, slots=True, kw_only=True)
class AppendEntries:
    """Write entries after those that are there; not durable by that."""

    first: int
    raws: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncEntries:
    """Make all entries written so far durable; answered by ``EntriesSynced``."""

    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AppendTail:
    """Write entries to the tail and make them durable there; answered by ``TailSynced``."""

    first: int
    raws: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyTail:
    """Make the tail anew of the entries from some index on, durably; answered by ``TailSynced``."""

    first: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrimTail:
    """Take the entries before some index off the tail: a peer keeps them now."""

    first: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge:
    """Tell those who wait that these entries are in the log for good."""

    entries: tuple[Entry, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEntries:
    """Read entries back from the device itself; answered by ``EntriesRead`` with as many as there are."""

    first: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteTile:
    """Write hashes of a tile from some place on; made again from the entries at every start, so not synced."""

    level: int
    index: int
    start: int
    hashes: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishHead:
    """Keep a signed head durably and show it to everybody; answered by ``HeadPublished``."""

    head: Head
    note: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPeers:
    """Ask every peer for the newest head of this log that it knows, and for the entries from an index on."""

    first: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Say to the operator that the log takes and signs nothing more, and why; it must be opened anew."""

    reason: str


Effect = (
    ReadLock
    | WriteLock
    | WriteKeyBody
    | AppendEntries
    | SyncEntries
    | AppendTail
    | CopyTail
    | TrimTail
    | Acknowledge
    | ReadEntries
    | WriteTile
    | PublishHead
    | AskPeers
    | Stop
)


# What the log is told.


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """The node starts.

    Attributes:
        restored: Whether its files were put back from a backup since they were last used.
    """

    restored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRead:
    """What the separate device holds.

    Attributes:
        lock: None when there is none.
        tail_first: Index of the first entry that the tail is for; none when there is no tail.
        tail: Its entries.
        bodies: Of key entries, by index.
    """

    lock: Lock | None
    tail_first: int | None
    tail: tuple[bytes, ...] = field(default=(), repr=False)
    bodies: tuple[tuple[int, KeyBody], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesRead:
    """Entries as they lie on the device.

    Attributes:
        first: Index of the first.
        raws: Fewer than asked for when there are no more.
        bodies: Those of key entries among them, by index.
    """

    first: int
    raws: tuple[bytes, ...] = field(repr=False)
    bodies: tuple[tuple[int, KeyBody], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerAnswered:
    """What a peer knows of this log.

    Attributes:
        head: The newest head; the signature of its note was verified.
        first: Index of the first entry that it gave.
        raws: Entries in order.
        bodies: Those of key entries among them, by index.
    """

    head: Head
    first: int = 0
    raws: tuple[bytes, ...] = field(default=(), repr=False)
    bodies: tuple[tuple[int, KeyBody], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PeersAsked:
    """Every peer has answered, or the operator says that no more can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin:
    """The log is made, once; never because it was not found.

    Attributes:
        body: Of its first entry.
        at_ms: Now [ms since 1970 UTC].
    """

    body: KeyBody
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit:
    """Entries are to be added, all or none.

    Attributes:
        drafts: In this order; their bodies are durable already.
        key_body: Of the one draft, when it is a key entry.
    """

    drafts: tuple[Draft, ...]
    key_body: KeyBody | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesSynced:
    """All entries below a size are durable."""

    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TailSynced:
    """The tail holds, durably, all entries below a size that no peer keeps."""

    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Time has passed.

    Attributes:
        now_ms: By a clock that never goes back [ms].
    """

    now_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LockWritten:
    """The lock is durable."""

    lock: Lock


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadPublished:
    """A signed head is durable and shown."""

    head: Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirrored:
    """A peer has stated that it keeps all entries below a size."""

    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """An effect failed; whether it had any effect is not known.

    Attributes:
        reason: What failed, where and how.
    """

    reason: str


Happening = (
    Open
    | LockRead
    | EntriesRead
    | PeerAnswered
    | PeersAsked
    | Begin
    | Submit
    | EntriesSynced
    | TailSynced
    | Tick
    | LockWritten
    | HeadPublished
    | Mirrored
    | Failed
)
