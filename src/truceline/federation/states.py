# SPDX-License-Identifier: Apache-2.0
"""What a node knows of all logs between two events; held in memory alone and read anew at every start.

Rules:
    - What must survive is kept by an effect before anything follows from it.
    - Nothing grows with what strangers send: each dictionary has an entry for a member or a log, or a bounded window.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from truceline.crypto.merkle import HashAt
from truceline.crypto.notes import KeyRole, Note, NoteSignature, VerifierKey
from truceline.crypto.signatures import VerifySignature
from truceline.crypto.tiles import TilePath
from truceline.federation.evidence import ProvedFork, Suspected
from truceline.federation.happenings import (
    Cosigned,
    DiskEffect,
    KeptRead,
    NetworkEffect,
    Outgoing,
)
from truceline.federation.members import Member
from truceline.federation.opens import OpensBoxes
from truceline.federation.timing import Timing
from truceline.ledger.happenings import Failed, Head, Mirrored, PeerAnswered, PeersAsked
from truceline.ledger.keyring import KeyBody, KeyRing
from truceline.ledger.recount import Recount
from truceline.ledger.states import NO_LEAF, Keys
from truceline.records.entries import Entry

HEADS_KEPT = 16
"""Verified heads of one log that are remembered: the newest ones."""

ToLog = PeerAnswered | PeersAsked | Mirrored | Failed
"""What the own log is told."""
Effect = DiskEffect | Outgoing | ToLog


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A verified line of a note: whose, what it says, and its text with the newline."""

    key: VerifierKey
    signature: NoteSignature
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A head whose log's signature holds.

    Attributes:
        head: The head.
        body: The text that is signed.
        own: The line of the log's key.
        lines: Cosignatures of known keys, sorted by name: equal sets have equal bytes.
        raw: The note with these lines.
        organisations: Those of the cosigners, without the author's.
    """

    head: Head
    body: str
    own: Line
    lines: tuple[Line, ...] = ()
    raw: bytes = field(repr=False)
    organisations: frozenset[str] = frozenset()

    @property
    def key(self) -> VerifierKey:
        """Which key of the log signed it."""
        return self.own.key

    @property
    def note(self) -> Note:
        """The note with the log's own line alone."""
        return Note(body=self.body, signatures=(self.own.signature,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """The newest cosignature of one key over heads of one log."""

    heard: Heard
    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A text that was read as a head of its log, with all lines that were seen over it.

    Attributes:
        head: What it says.
        lines: By their text; none for those of keys that nobody here knows.
    """

    head: Head
    lines: dict[str, Line | None] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Heads:
    """The verified heads of one log.

    Attributes:
        member: Whose log.
        newest: The largest.
        cosigned: The largest that somebody besides the author cosigned.
        by_size: The newest ones by size.
        texts: What was read before, by the text that is signed.
        vouched: By the name of a cosigner's key.
        is_kept: Whether the bytes of ``cosigned`` are kept durably.
        proved_size: The largest size of which a note is kept that enough organisations cosigned.
    """

    member: Member
    newest: Heard | None = None
    cosigned: Heard | None = None
    by_size: dict[int, Heard] = field(default_factory=dict)
    texts: dict[str, Known] = field(default_factory=dict)
    vouched: dict[str, Vouched] = field(default_factory=dict)
    is_kept: bool = False
    proved_size: int = 0


@dataclass(slots=True, kw_only=True)
class Owed:
    """A sealed body that an entry addresses to this node and that is not here.

    Attributes:
        entry: The entry.
        key: Id of this node's key.
        since_ms: From when it is waited for (mono).
        retry_at_ms: When it is asked for again (mono).
        tries: How often it was.
        refused: How often its author answered that it does not give it.
        drafted_at_ms: When its absence was last given to be recorded (mono).
        is_listed: Whether the own log says that it is missing or broken.
        is_proved: Whether what came was proved to fail its entry.
    """

    entry: Entry
    key: str
    since_ms: int
    retry_at_ms: int = 0
    tries: int = 0
    refused: int = 0
    drafted_at_ms: int | None = None
    is_listed: bool = False
    is_proved: bool = False


@dataclass(slots=True, kw_only=True)
class Dispute:
    """Two signed heads of one log that may be of two histories, while tiles of the other one are fetched.

    Attributes:
        other: The head that is not ours.
        sources: Peers that may have its tiles, the likeliest first.
        tiles: Those that came, unproven until a root comes out of them.
        tries: How many answers were of no use.
    """

    other: Heard
    sources: list[str]
    tiles: dict[TilePath, bytes] = field(default_factory=dict)
    tries: int = 0


@dataclass(slots=True, kw_only=True)
class Broken:
    """An entry that breaks the rules, while it is not known whether it stands under a signed head.

    Attributes:
        first: Index of the first entry that was not taken.
        seq: Index of the one that breaks the rules.
        rule: Which.
        run: It and the entry before it, where that came with it.
        leaves: Hashes of all leaves from ``first`` on.
        recount: The tree with all of them.
        judge_for: The peer that gave the last ones, once they lie in the mirror and can be judged; else empty.
    """

    first: int
    seq: int
    rule: str
    run: tuple[bytes, ...] = field(repr=False)
    leaves: list[bytes] = field(repr=False)
    recount: Recount = field(repr=False)
    judge_for: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request on its way."""

    request: NetworkEffect
    at_ms: int


@dataclass(slots=True, kw_only=True)
class Followed:
    """The log of a peer.

    Attributes:
        member: Whose.
        heads: Its verified heads.
        keys: Its keys as of ``size``; none before its first entry.
        size: Entries in the mirror; those from ``kept`` on are linked and signed, not yet under a verified head.
        recount: Their tree.
        last: Leaf hash of the last one.
        kept: The head below which all is durable and was found to be what the log signed.
        under: The verified head of that size and root, with its note.
        at_kept: Tree, last leaf and keys at that size, to go back to.
        cosigned: What this node cosigned, by role; durable.
        has_cosigned: Whether it was cosigned as a mirror since this node was started.
        cosigning: Heads on their way to being cosigned, each with the request of the log that asked for it, if one did.
        is_open: Whether the mirror was read.
        opening: What is kept besides the entries, while they are read.
        durable: Size of the head below which all is durable.
        must_hear: Whether all peers must be heard before anything is cosigned: what was cosigned may have been lost.
        failed: Why nothing more is written; empty while all is well.
        fork: The proof that it shows two histories.
        malformed: Whether an entry under its head was proved malformed: nothing beyond it is read.
        broken: An entry that breaks the rules, while the head that covers it is not reached.
        claimed: A larger head that no known key signed, with the peer that showed it: a key may have been rotated.
        sent: The request for entries or tiles that is on its way.
        source: Which of the sources is asked next.
        retry_at_ms: When entries may be asked for again (mono).
        tries: How often that failed since something came.
        behind_since_ms: Since when a verified head is not reached (mono).
        refused: How often the author refused since then.
        deadline_ms: Until when the author was asked to answer a challenge [ms since 1970 UTC].
        is_late: Whether that has passed.
        heard_at_ms: When something new was last heard (mono).
        dispute: While two histories are compared.
        owed: Boxes that are missing, by index.
        boxes_out: Boxes that were asked for and not answered, and when (mono).
        bodiless: Entries with an open body that did not come with them, the first of them.
        bodies_at_ms: When those are asked for again (mono).
        fresh: Entries that are not delivered yet, with their bodies, as far as they are in memory.
        is_reading: Whether entries are being read back to be delivered.
        delivered: How many entries were delivered.
        suspicions: Those that stand, by word.
    """

    member: Member
    heads: Heads
    keys: KeyRing | None = None
    size: int = 0
    recount: Recount = field(default_factory=Recount)
    last: bytes = NO_LEAF
    kept: Head | None = None
    under: Heard | None = None
    at_kept: tuple[Recount, bytes, KeyRing | None] = (Recount(), NO_LEAF, None)
    cosigned: dict[KeyRole, Cosigned] = field(default_factory=dict)
    has_cosigned: bool = False
    cosigning: dict[KeyRole, tuple[Heard, int | None]] = field(default_factory=dict)
    is_open: bool = False
    opening: KeptRead | None = None
    durable: int = 0
    must_hear: bool = False
    failed: str = ""
    fork: ProvedFork | None = None
    malformed: bool = False
    broken: Broken | None = None
    claimed: tuple[Head, bytes, str] | None = None
    sent: Sent | None = None
    source: int = 0
    retry_at_ms: int = 0
    tries: int = 0
    behind_since_ms: int | None = None
    refused: int = 0
    deadline_ms: int | None = None
    is_late: bool = False
    heard_at_ms: int | None = None
    dispute: Dispute | None = None
    owed: dict[int, Owed] = field(default_factory=dict)
    boxes_out: dict[int, int] = field(default_factory=dict)
    bodiless: dict[int, Entry] = field(default_factory=dict)
    bodies_at_ms: int = 0
    fresh: dict[int, tuple[Entry, KeyBody | None]] = field(default_factory=dict)
    is_reading: bool = False
    delivered: int = 0
    suspicions: dict[str, Suspected] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """Of the log."""
        return self.member.origin

    @property
    def is_followed(self) -> bool:
        """Whether more of it is taken."""
        return self.is_open and not self.failed and self.fork is None and not self.malformed


@dataclass(slots=True, kw_only=True)
class Peer:
    """A peer as somebody to talk to.

    Attributes:
        party: Its short name.
        origin: Of its log.
        has_news: Whether there is something that it was not shown.
        sent: The exchange on its way.
        asked_at_ms: When it was last shown all (mono).
        retry_at_ms: When it may be tried again (mono).
        tries: How often it was not reached since it was.
        is_heard: Whether it answered an exchange since this node was started.
        witnessed: Size of the own head that its witness cosigned last, as far as known.
        submitted: The head on its way to its witness.
        witness_retry_at_ms: When its witness may be asked again (mono).
        witness_tries: How often that failed.
        ahead_ms: Its clock minus ``mono``: at least this; none when nothing is known.
        behind_ms: And at most this.
        sampled_at_ms: When that was learnt (mono).
    """

    party: str
    origin: str
    has_news: bool = True
    sent: Sent | None = None
    asked_at_ms: int | None = None
    retry_at_ms: int = 0
    tries: int = 0
    is_heard: bool = False
    witnessed: int = 0
    submitted: Sent | None = None
    witness_retry_at_ms: int = 0
    witness_tries: int = 0
    ahead_ms: int | None = None
    behind_ms: int | None = None
    sampled_at_ms: int = 0


@dataclass(slots=True, kw_only=True)
class Asking:
    """The own log while peers are asked what they know of it.

    Attributes:
        first: From which entry on it has none.
        waiting: Peers that have not answered, each with the notes of this log that it knows, the
            newest last, once it said so.
        raws: Entries that the peer being asked gave so far.
        bodies: Of key entries among them.
        sent: The request on its way.
        retry_at_ms: When the next one may go (mono).
    """

    first: int
    waiting: dict[str, tuple[bytes, ...] | None]
    raws: list[bytes] = field(default_factory=list)
    bodies: dict[int, KeyBody] = field(default_factory=dict)
    sent: Sent | None = None
    retry_at_ms: int = 0


@dataclass(slots=True, kw_only=True)
class OwnLog:
    """What the federation knows of the own log.

    Attributes:
        member: This node's own.
        heads: Its verified heads.
        shown: The head that was last published.
        shown_before: The largest size that may have been shown before this process; none while that is not known.
        shown_at_ms: When each of the newest sizes was first (mono); none for what was shown before this process.
        size: Entries that it holds.
        last: Leaf hash of the last one.
        keys: Its keys.
        kept_notes: Notes that are kept, until a head is shown.
        kept_forks: Proofs of forks of it that are kept, until its keys are known and they can be judged.
        asking: While peers are asked.
        fork: The proof that its key signed two histories.
    """

    member: Member
    heads: Heads
    shown: Head | None = None
    shown_before: int | None = None
    shown_at_ms: dict[int, int] = field(default_factory=dict)
    size: int = 0
    last: bytes = NO_LEAF
    keys: KeyRing | None = None
    kept_notes: tuple[bytes, ...] = ()
    kept_forks: tuple[bytes, ...] = ()
    asking: Asking | None = None
    fork: ProvedFork | None = None


class DamagedTilesError(Exception):
    """Never leaves a node: tiles on a device of this node cannot be read, or are not those of what it keeps.

    Attributes:
        origin: Of which log.
    """

    def __init__(self, message: str, origin: str) -> None:
        """Keep the log."""
        super().__init__(message)
        self.origin = origin


@dataclass(slots=True, kw_only=True)
class State:
    """Everything.

    Attributes:
        hashes: As ``Ports.hashes``.
        keys: As ``Ports.keys``.
        boxes: As ``Ports.boxes``.
        verify: As ``Ports.verify``.
        verify_many: As ``Ports.verify_many``.
        timing: As ``Ports.timing``.
        own: The own log; none before it was made.
        logs: Those of the peers, by origin.
        peers: By party.
        cosigners: All known keys of cosigners by name and id of lines.
        parties: Parties by the name of a cosigner's key.
        effects: What is to be done, in order, since the event began.
        now_ms: By the wall.
        mono_ms: Never goes back; 0 until the first tick, and from there on.
        evidence: Forks that are shown to every peer, by name.
        doubt_ms: By how much the clock is apart while it is in doubt; none while it is not.
        challenges: The newest challenges in the own log: for each challenged log the size at which it stood here, and
            the deadline [ms since 1970 UTC].
        contradicted: Cosigners of which a contradiction was proved.
    """

    hashes: Callable[[str, int], HashAt]
    keys: Keys
    boxes: OpensBoxes
    verify: VerifySignature
    verify_many: VerifySignature
    timing: Timing
    own: OwnLog | None = None
    logs: dict[str, Followed] = field(default_factory=dict)
    peers: dict[str, Peer] = field(default_factory=dict)
    cosigners: dict[tuple[str, bytes], VerifierKey] = field(default_factory=dict)
    parties: dict[str, str] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)
    now_ms: int = 0
    mono_ms: int = 0
    evidence: dict[str, bytes] = field(default_factory=dict)
    doubt_ms: int | None = None
    challenges: dict[str, tuple[int, int]] = field(default_factory=dict)
    contradicted: set[str] = field(default_factory=set)

    def do(self, *effects: Effect) -> None:
        """Have something done, in this order."""
        self.effects += effects

    def news(self) -> None:
        """Have every peer shown what there is."""
        for each in self.peers.values():
            each.has_news = True

    def heads(self, origin: str) -> Heads | None:
        """Give the heads of a log."""
        if self.own is not None and origin == self.own.member.origin:
            return self.own.heads
        log = self.logs.get(origin)
        return None if log is None else log.heads


def add_member(state: State, member: Member) -> None:
    """Know the cosigners of a member."""
    for key in member.cosigners:
        state.cosigners[key.name, key.id] = key
        state.parties[key.name] = member.party


def follow(state: State, member: Member) -> Followed:
    """Follow the log of a peer from now on; its mirror is still to be read."""
    add_member(state, member)
    log = Followed(member=member, heads=Heads(member=member), heard_at_ms=state.mono_ms)
    state.logs[member.origin] = log
    state.peers[member.party] = Peer(party=member.party, origin=member.origin)
    return log


def later(state: State, tries: int) -> int:
    """Say when something that failed so often may be tried again (mono)."""
    return state.mono_ms + min(state.timing.retry_ms << min(tries, 16), state.timing.retry_max_ms)
