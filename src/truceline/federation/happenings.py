# SPDX-License-Identifier: Apache-2.0
"""What a node of the record tells the world to do (effects) and what it is told (events), beyond its own log.

Three kinds of effects:

    - of the disk (``DiskEffect``): done at once by the function that ``RecordNode`` is given
      (``storage.mirror_files.MirrorFiles.perform``), each answered as it says; what fails is answered by
      ``KeepingFailed``.
    - to the network (``NetworkEffect``): handed back by ``RecordNode.happen``. Each is a request to one peer, answered
      later by the event that it names, or by ``RequestFailed`` that carries it. A request of which nothing is ever
      heard is forgotten after ``Timing.request_ms`` and made again.
    - to this node (``LocalEffect``): handed back by ``RecordNode.happen`` as well, for the app and the operator.
      ``AnswerExchange`` and ``AnswerWitness`` answer a request of a peer, by the number that came with it.

Rules:
    - Nothing here is trusted by where it came from: ``peer`` says whom to ask again, never what holds.
    - Times are ``now_ms`` (by the wall, may jump) and ``mono_ms`` (never goes back, of one process alone).
    - The name of a peer is the short name of its party.
"""

from dataclasses import dataclass, field

from truceline.crypto.notes import KeyRole
from truceline.crypto.tiles import TilePath
from truceline.federation.evidence import Proved, Suspected
from truceline.federation.members import Member
from truceline.ledger.happenings import Head
from truceline.ledger.keyring import KeyBody
from truceline.ledger.recount import FilledTile
from truceline.records.entries import Entry, Reference

SeqBody = tuple[int, KeyBody]
"""The open body of an entry, by its index."""


# Requests to peers: handed back by ``RecordNode.happen``.


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Show a peer the newest notes of all logs (gossip, and a hint that there is news); answered by ``NotesReceived``.

    Attributes:
        peer: Whom.
        notes: Signed notes, at most ``EXCHANGE_NOTES_MAX``, one for each log unless a fork is shown.
        evidence: Proofs of forks, as bundles of about 4 KB each.
    """

    peer: str
    notes: tuple[bytes, ...] = field(repr=False)
    evidence: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchEntries:
    """Ask a peer for entries of a log with their open bodies; answered by ``EntriesReceived``, fewer being welcome.

    It lies within one bundle of 256 entries.
    """

    peer: str
    origin: str
    first: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchTiles:
    """Ask a peer for tiles of hashes of a log as it was at a size; answered by ``TilesReceived``."""

    peer: str
    origin: str
    size: int
    paths: tuple[TilePath, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchBody:
    """Ask a peer for the open body of an entry; answered by ``BodyReceived``."""

    peer: str
    origin: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchBox:
    """Ask the author of an entry for the sealed body that is addressed to this node; answered by ``BoxReceived``."""

    peer: str
    origin: str
    seq: int
    key: str
    """Id of this node's key of boxes, as the entry's ``to`` has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitCheckpoint:
    """Ask a witness to cosign the newest head of the own log (C2SP ``add-checkpoint``); by ``CheckpointAnswered``."""

    peer: str
    old_size: int
    proof: tuple[bytes, ...] = field(repr=False)
    note: bytes = field(repr=False)


NetworkEffect = Exchange | FetchEntries | FetchTiles | FetchBody | FetchBox | SubmitCheckpoint


# To this node itself: handed back by ``RecordNode.happen``.


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerExchange:
    """Answer a peer's exchange with what this node has.

    Attributes:
        request: The number that came with ``NotesReceived``.
        notes: As in ``Exchange``.
        evidence: As in ``Exchange``.
    """

    request: int
    notes: tuple[bytes, ...] = field(repr=False)
    evidence: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerWitness:
    """Answer an ``add-checkpoint``; what it states is durable already.

    Attributes:
        request: The number that came with ``AddCheckpoint``.
        status: 200, 400, 403, 404, 409, 422, or 503 while the clock is in doubt.
        body: Cosignature lines with 200; the size that is held, in decimal with a newline, with 409 (its type is
            ``text/x.tlog.size``); otherwise a sentence.
    """

    request: int
    status: int
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliver:
    """Bring an entry of another party to the app: it lies durably in the mirror, under a head that was verified.

    Exactly once is the app's to make of it: it is told in order of the log but for boxes that came late, again after a
    restart (``RecordNode.deliver_from``), and (origin, seq) tells one delivery from another.

    Attributes:
        origin: Of its log.
        party: Whose.
        entry: As received.
        type: Its type; for a sealed one whose box was opened still ``x``: the true type stands inside the body.
        body: The body that it commits to; none when there is none, or it is sealed for others, erased or still owed.
    """

    origin: str
    party: str
    entry: Entry
    type: str
    body: KeyBody | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDraft:
    """Have the app record something in the own log: its body stored first, then submitted as every other draft.

    Attributes:
        type: ``challenge``, ``clock.doubt``, ``blob.missing``, ``reject`` or ``receipt.exception``.
        body: Open, canonical JSON (``records.profile``).
        refers: Entries that it is about.
        to: Parties that it concerns.
        deadline_ms: Until when an answer is asked for.
    """

    type: str
    body: bytes
    refers: tuple[Reference, ...] = ()
    to: tuple[str, ...] = ()
    deadline_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TellProved:
    """Tell the operator and the app that a breach of the protocol is proved: E1 to E6; kept durably before."""

    proved: Proved


@dataclass(frozen=True, slots=True, kw_only=True)
class TellSuspected:
    """Tell that something is suspected, S1 to S4: never proved, and withdrawn when it has an innocent end."""

    suspected: Suspected
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LogStopped:
    """A log takes nothing more until the node is mended and opened anew: the own one, or the mirror of another.

    Attributes:
        origin: Of which log; empty while the own one has none.
        reason: What failed or does not fit.
    """

    origin: str
    reason: str


LocalEffect = AnswerExchange | AnswerWitness | Deliver | RecordDraft | TellProved | TellSuspected | LogStopped
Outgoing = NetworkEffect | LocalEffect
"""What ``RecordNode.happen`` and its like hand back, in order."""


# To the disk: done at once, in their order, by the function that ``RecordNode`` is given.


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadKept:
    """Read what is kept of a log besides its entries; answered by ``KeptRead``."""

    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMirror:
    """Read mirrored entries back; answered by ``MirrorRead`` with as many as there are."""

    origin: str
    first: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNotes:
    """Read all notes that are kept of a log; answered by ``NotesRead``."""

    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepEntries:
    """Write entries of a followed log after those that are there, with open bodies and tiles; not durable by that."""

    origin: str
    first: int
    raws: tuple[bytes, ...] = field(repr=False)
    bodies: tuple[SeqBody, ...] = field(default=(), repr=False)
    tiles: tuple[FilledTile, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteTiles:
    """Write tiles anew while a mirror is opened; they are never synced."""

    origin: str
    tiles: tuple[FilledTile, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepHead:
    """Make all entries of a log durable, then the note that they give; answered by ``HeadKept``."""

    origin: str
    head: Head
    note: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepCosigned:
    """Keep durably, apart from all backups, what is about to be cosigned; answered by ``CosignedKept``.

    Attributes:
        origin: Of which log.
        role: Witness or mirror.
        head: The head.
        time_s: With this time [s since 1970 UTC].
    """

    origin: str
    role: KeyRole
    head: Head
    time_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepNote:
    """Add a note with its cosignatures to those kept of a log, durably: its hash may stand in entries from now on."""

    origin: str
    note: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepBody:
    """Keep an open body that came late, durably."""

    origin: str
    seq: int
    body: KeyBody


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepBox:
    """Keep a sealed body and its wrapped key as received, durably."""

    origin: str
    seq: int
    sealed: bytes = field(repr=False)
    wrap: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CutMirror:
    """Put all entries of a mirror from an index on aside: they are not of the log that was signed."""

    origin: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepEvidence:
    """Keep evidence durably under its name.

    Attributes:
        origin: Of the log that it is about.
        name: Such as ``E1-0f3c5a77.fork``, made of a class and a digest.
        content: The bundle, or the bytes as received.
    """

    origin: str
    name: str
    content: bytes = field(repr=False)


DiskEffect = (
    ReadKept
    | ReadMirror
    | ReadNotes
    | KeepEntries
    | WriteTiles
    | KeepHead
    | KeepCosigned
    | KeepNote
    | KeepBody
    | KeepBox
    | CutMirror
    | KeepEvidence
)


# What is told by the disk.


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosigned:
    """What a role of this node cosigned last, or may have."""

    role: KeyRole
    head: Head
    time_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRead:
    """What is kept of a log.

    Attributes:
        origin: Of which log.
        note: Of the head that the mirrored entries gave; none when nothing was mirrored.
        notes: Notes with cosignatures, oldest first: the newest ones of those kept.
        cosigned: What this node cosigned.
        evidence: Names and contents.
        boxes: Indexes of the entries whose boxes are kept.
        is_marked: Whether the place apart knows this log at all: if not, what was cosigned may have been lost.
    """

    origin: str
    note: bytes | None = None
    notes: tuple[bytes, ...] = field(default=(), repr=False)
    cosigned: tuple[Cosigned, ...] = ()
    evidence: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
    boxes: tuple[int, ...] = ()
    is_marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorRead:
    """Mirrored entries as they lie on the device.

    Attributes:
        origin: Of which log.
        first: Index of the first.
        raws: Fewer than asked for when there are no more.
        bodies: Open bodies among them that are kept.
        boxes: Sealed bodies and wrapped keys among them that are kept, by index.
    """

    origin: str
    first: int
    raws: tuple[bytes, ...] = field(repr=False)
    bodies: tuple[SeqBody, ...] = ()
    boxes: tuple[tuple[int, bytes, bytes], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesRead:
    """Notes that are kept of a log, oldest first."""

    origin: str
    notes: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadKept:
    """All entries below a head are durable, and so is its note."""

    origin: str
    head: Head


@dataclass(frozen=True, slots=True, kw_only=True)
class CosignedKept:
    """What is about to be cosigned is durable: it may be signed and shown."""

    origin: str
    cosigned: Cosigned


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepingFailed:
    """An effect on the disk failed; whether it had any effect is not known. Nothing more of this log is cosigned."""

    origin: str
    reason: str


# What is told by the network and the clock.


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Time has passed; to be told at least once a second, and often enough for heads (every 50 to 200 ms).

    Attributes:
        now_ms: By the wall [ms since 1970 UTC].
        mono_ms: By a clock that never goes back.
    """

    now_ms: int
    mono_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesReceived:
    """Notes of a peer: in its exchange, or in its answer to ours.

    Attributes:
        peer: Who sent them.
        notes: As received.
        evidence: As received.
        request: Of a peer's exchange the number under which ``AnswerExchange`` answers it; none of an answer to ours.
    """

    peer: str
    notes: tuple[bytes, ...] = field(repr=False)
    evidence: tuple[bytes, ...] = field(default=(), repr=False)
    request: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesReceived:
    """Entries of a log as a peer gave them.

    Attributes:
        peer: Who.
        origin: Of which log.
        first: Index of the first.
        raws: In order.
        bodies: Open bodies among them, as far as the peer has them; those of key entries must be there.
    """

    peer: str
    origin: str
    first: int
    raws: tuple[bytes, ...] = field(repr=False)
    bodies: tuple[SeqBody, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TilesReceived:
    """Tiles of hashes as a peer gave them, for a log at a size."""

    peer: str
    origin: str
    size: int
    tiles: tuple[tuple[TilePath, bytes], ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyReceived:
    """The open body of an entry as a peer gave it."""

    peer: str
    origin: str
    seq: int
    body: KeyBody


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxReceived:
    """A sealed body with the key that was wrapped for this node, as its author gave it."""

    peer: str
    origin: str
    seq: int
    sealed: bytes = field(repr=False)
    wrap: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointAnswered:
    """A witness's answer to ``SubmitCheckpoint``.

    Attributes:
        peer: The witness.
        size: Of the head that was submitted.
        status: Of the answer.
        body: Cosignature lines with 200, a size in decimal with 409.
    """

    peer: str
    size: int
    status: int
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFailed:
    """A request was not answered as it should have been.

    Attributes:
        request: The effect.
        is_refusal: Whether the peer itself, authenticated, answered that it does not give this (404, 403, 410). A link
            that is cut, a peer that is restarting (503), asked too often (429) or too slow is none: suspicion rests on
            refusals alone.
    """

    request: NetworkEffect
    is_refusal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCheckpoint:
    """A log asks this node, as a witness, to cosign its head.

    Attributes:
        request: The number under which ``AnswerWitness`` answers it.
        old_size: The size that the asker believes was cosigned last.
        proof: That the new head continues that one.
        note: The signed note.
    """

    request: int
    old_size: int
    proof: tuple[bytes, ...] = field(repr=False)
    note: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerAdded:
    """A peer's card was accepted by the operator: its log is followed from now on."""

    member: Member


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutPeers:
    """The operator decides that peers that have not answered will not: a log that asks them goes on without."""


Happening = (
    Tick
    | NotesReceived
    | EntriesReceived
    | TilesReceived
    | BodyReceived
    | BoxReceived
    | CheckpointAnswered
    | RequestFailed
    | AddCheckpoint
    | PeerAdded
    | WithoutPeers
)
"""What ``RecordNode.happen`` is told."""
DiskAnswer = KeptRead | MirrorRead | NotesRead | HeadKept | CosignedKept | KeepingFailed
