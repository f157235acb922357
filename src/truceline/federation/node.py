# SPDX-License-Identifier: Apache-2.0
"""One node of the record: its own log and all that it follows, joined in one class without clock, disk or network.

How it is driven, by the real node and by a simulation alike::

    node = RecordNode(ports, peers)  # every start and every crash makes a new one
    send(node.open())  # reads all devices; peers may have to be asked first
    send(node.happen(Tick(...)))  # every 50 to 200 ms
    send(node.happen(NotesReceived(...)))  # and whatever else comes from the network
    entries = node.submit(drafts)  # durable on both devices, or it raises; send(node.take_outgoing())

Everything that ``open``, ``begin`` and ``happen`` hand back is for the network (requests to peers and answers to them)
or for the app (``Deliver``, ``RecordDraft``, ``TellProved`` ...); see ``federation.happenings``. What ``submit`` makes
due comes with the next call, or at once by ``take_outgoing``.

Rules:
    - Disk effects are done inside the call, in their order. Whatever a returned effect states is durable already.
    - It is not safe for threads: whoever has several holds one lock around every call and every read.
    - A crash is to forget the object. Only what the disks hold comes back.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import cast, get_args

from truceline.base.errors import NodeError, StorageError
from truceline.base.limits import ENTRY_SEEN_MAX
from truceline.crypto.merkle import HashAt
from truceline.crypto.signatures import VerifySignature, verify_again, verify_signature
from truceline.federation.asking import begin_asking
from truceline.federation.challenges import challenges_in
from truceline.federation.dating import dated, timed_heads
from truceline.federation.disputes import judge_kept
from truceline.federation.evidence import Suspected
from truceline.federation.gossip import keep_note, own_head
from truceline.federation.happenings import (
    Deliver,
    DiskAnswer,
    DiskEffect,
    Happening,
    KeepingFailed,
    LogStopped,
    MirrorRead,
    NotesRead,
    Outgoing,
    ReadKept,
    ReadMirror,
    ReadNotes,
    Tick,
)
from truceline.federation.members import Member, member_of
from truceline.federation.mirrors import DELIVERED_MAX, open_mirror, read_deliveries
from truceline.federation.opens import OpensBoxes
from truceline.federation.owed import listed
from truceline.federation.states import DamagedTilesError, Effect, Followed, Heads, OwnLog, State, add_member, follow
from truceline.federation.step import settle, step, taken
from truceline.federation.times import Interval, TimedHead
from truceline.federation.timing import Timing
from truceline.ledger import happenings as log_happenings
from truceline.ledger import states as log_states
from truceline.ledger.happenings import (
    Acknowledge,
    AskPeers,
    Begin,
    EntriesRead,
    Failed,
    HeadPublished,
    Mirrored,
    Open,
    PeerAnswered,
    PeersAsked,
    PublishHead,
    ReadEntries,
    Stop,
    Submit,
)
from truceline.ledger.happenings import Tick as LogTick
from truceline.ledger.keyring import KeyBody
from truceline.ledger.log import Perform
from truceline.ledger.log import step as log_step
from truceline.ledger.states import Keys, Phase
from truceline.records.entries import Draft, Entry, Seen, parse_entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The world of a node.

    Attributes:
        perform_log: Does the effects of the own log (``LedgerFiles.perform``); what is for nobody's disk never comes.
        perform_mirror: Does ``DiskEffect`` (``MirrorFiles.perform``).
        hashes: Gives, for an origin and a size that is kept, the hashes of the complete subtrees, read from its tiles;
            the own log included (``MirrorFiles.hashes``).
        keys: Signs with the log key, the witness key and the mirror key of this node, named by their public halves.
        boxes: Opens what is sealed for this node.
        verify: Verifies heads, cosignatures, keys and evidence.
        verify_many: Verifies signatures of entries in bulk.
        timing: How long it waits for what.
    """

    perform_log: Perform
    perform_mirror: Callable[[DiskEffect], DiskAnswer | None]
    hashes: Callable[[str, int], HashAt]
    keys: Keys
    boxes: OpensBoxes
    verify: VerifySignature = verify_signature
    verify_many: VerifySignature = verify_again
    timing: Timing = field(default_factory=Timing)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedLog:
    """How a followed log stands, for an operator.

    Attributes:
        member: Whose.
        size: Entries that are durable here under a verified head.
        newest: Size of the largest verified head.
        owed: Entries whose boxes for this party are missing.
        is_forked: Whether a fork of it is proved.
        is_malformed: Whether an entry under its head is proved malformed.
        failed: Why nothing more of it is written here; empty while all is well.
        suspicions: Those that stand.
    """

    member: Member
    size: int
    newest: int
    owed: tuple[int, ...]
    is_forked: bool
    is_malformed: bool
    failed: str
    suspicions: tuple[Suspected, ...]


_ON_DISK = frozenset(get_args(DiskEffect))


class RecordNode:
    """The own log, the logs of the peers, and what is known of both."""

    def __init__(self, ports: Ports, own: Member | None, peers: tuple[Member, ...]) -> None:
        """Begin with nothing read.

        Args:
            ports: Its world.
            own: This node's own member, made of its genesis body; none before the log was made.
            peers: Whose logs are followed; each peer mirrors and witnesses all others.
        """
        self._ports = ports
        self._log = log_states.State()
        self._state = State(
            hashes=self._hashes,
            keys=ports.keys,
            boxes=ports.boxes,
            verify=ports.verify,
            verify_many=ports.verify_many,
            timing=ports.timing,
        )
        self._outgoing: list[Outgoing] = []
        self._acknowledged: list[Entry] = []
        self._seen: tuple[Seen, ...] | None = None
        # What is known before the first tick is known since then: no span is older than this node.
        self._began_ms: int | None = None
        if own is not None:
            self._own(own)
        for each in peers:
            follow(self._state, each)

    @property
    def phase(self) -> Phase:
        """What the own log may do now; entries are taken in ``Phase.TAKING`` alone."""
        return self._log.phase

    @property
    def reason(self) -> str:
        """Why it may not do more."""
        return self._log.reason

    @property
    def doubt_ms(self) -> int | None:
        """By how much this node's clock is apart from its peers' while it is in doubt [ms]; none while it is not."""
        return self._state.doubt_ms

    def open(self, *, restored: bool = False) -> tuple[Outgoing, ...]:
        """Read the own log and all mirrors.

        Args:
            restored: Whether files were put back from a backup: nothing is signed or cosigned before peers were asked.
        """
        state = self._state
        if state.own is not None:
            state.do(ReadKept(origin=state.own.member.origin))
        for log in state.logs.values():
            open_mirror(state, log, must_hear=restored)
        self._perform(taken(state))
        if not restored and not all(log.must_hear for log in state.logs.values()):
            # The device apart is there: what it does not know was never cosigned.
            self._trust_memory()
        self._tell_log(Open(restored=restored))
        self._settle()
        return self.take_outgoing()

    def begin(self, body: KeyBody, at_ms: int) -> tuple[Outgoing, ...]:
        """Make the own log, once, with the body of its first entry.

        Raises:
            NodeError: As ``ledger.log.step`` for ``Begin``.
        """
        member = member_of(body)
        self._tell_log(Begin(body=body, at_ms=at_ms))
        if self._state.own is None:
            self._own(member)
        self._trust_memory()  # A node that has just begun its log has cosigned nothing.
        self._settle()
        return self.take_outgoing()

    def submit(self, drafts: tuple[Draft, ...], key_body: KeyBody | None = None) -> tuple[Entry, ...]:
        """Add entries to the own log, all or none.

        Args:
            drafts: With ``seen`` left empty: ``seen()`` is put into each.
            key_body: Of the one draft that is a key entry.

        Returns:
            The entries in the order of the drafts; durable on both devices.

        Raises:
            StorageError: The log was stopped, now or before: it is not known whether the entries are in it.
            NodeError: As ``ledger.log.step`` for ``Submit``; nothing was done.
        """
        seen = self.seen()
        self._keep_seen()
        self._acknowledged.clear()
        self._tell_log(Submit(drafts=tuple(replace(each, seen=seen) for each in drafts), key_body=key_body))
        entries = tuple(self._acknowledged)
        self._acknowledged.clear()
        self._settle()
        if len(entries) != len(drafts):
            message = f"log: expected {len(drafts)} entries to be durable, got a log that stopped: {self.reason}"
            raise StorageError(message)
        return entries

    def happen(self, event: Happening) -> tuple[Outgoing, ...]:
        """Let something happen, do what follows on the disks, and give what is to be sent and told."""
        if type(event) is Tick:
            self._began_ms = event.mono_ms if self._began_ms is None else self._began_ms
            event = replace(event, mono_ms=event.mono_ms - self._began_ms)
            self._state.now_ms, self._state.mono_ms = event.now_ms, event.mono_ms
            self._tell_log(LogTick(now_ms=event.mono_ms))
        self._know_log()
        self._perform(self._stepped(event))
        self._settle()
        return self.take_outgoing()

    def take_outgoing(self) -> tuple[Outgoing, ...]:
        """Give what became due by ``submit``."""
        outgoing = tuple(self._outgoing)
        self._outgoing.clear()
        return outgoing

    def seen(self) -> tuple[Seen, ...]:
        """Say what an entry that is made now has seen: of each followed log its newest cosigned note."""
        if self._seen is None:
            found = [(log.origin, log.heads.cosigned) for log in self._state.logs.values()]
            self._seen = tuple(
                Seen(origin, each.head.size, each.head.root.hex(), sha256(each.raw).hexdigest())
                for origin, each in sorted(found)[:ENTRY_SEEN_MAX]
                if each is not None
            )
        return self._seen

    def note(self, origin: str) -> bytes | None:
        """Give the newest note of a log with all cosignatures known here; none when there is none."""
        heads = self._state.heads(origin)
        return None if heads is None or heads.newest is None else heads.newest.raw

    def size(self, origin: str) -> int:
        """Say how many entries of a log this node serves: of the own one those below the head that was signed last.

        0 says that this node does not know yet: whoever asks is to be told to come again (503), not that he is refused.
        """
        own, log = self._state.own, self._state.logs.get(origin)
        if own is not None and own.member.origin == origin:
            lock = self._log.lock
            is_taking = self._log.phase is Phase.TAKING and lock is not None
            return lock.head.size if is_taking and lock is not None and own.shown is None else _shown_size(own)
        return 0 if log is None else log.durable

    def members(self) -> Mapping[str, Member]:
        """Give all members by the origin of their log, this one among them."""
        own = self._state.own
        found = {} if own is None else {own.member.origin: own.member}
        return {**found, **{origin: log.member for origin, log in self._state.logs.items()}}

    def logs(self) -> tuple[FollowedLog, ...]:
        """Say of every followed log how far it is here, and what is known about it."""
        return tuple(_shown(log) for log in self._state.logs.values())

    def deliver_from(self, origin: str, first: int) -> Iterator[Deliver]:
        """Deliver entries of a mirrored log once more, from an index on: what an app asks for after a restart."""
        log = self._state.logs[origin]
        while first < log.delivered:
            count = min(DELIVERED_MAX, log.delivered - first)
            read = self._ports.perform_mirror(ReadMirror(origin=origin, first=first, count=count))
            found = list(read_deliveries(self._state, log, read)) if isinstance(read, MirrorRead) else []
            if not found:
                return
            yield from found
            first += len(found)

    def intervals(self, origin: str, first: int, count: int) -> tuple[Interval, ...]:
        """Say between which moments entries were made, as cosignatures kept here prove; see ``federation.times``.

        Args:
            origin: Of a followed log, or the own one.
            first: Index of the first entry.
            count: How many; fewer are given where there are no more.
        """
        raws = self._raws(origin, first, min(count, self.size(origin) - first))
        timed = {each: self._timed(each) for each in self.members()}
        own = timed.pop(origin, {})
        author = self.members()[origin].organisations
        log = self._state.logs.get(origin)
        keys = self._log.keys if log is None else log.keys
        return dated([parse_entry(raw) for raw in raws], own, timed.values(), author, keys)

    def _timed(self, origin: str) -> dict[str, TimedHead]:
        state, own, log = self._state, self._state.own, self._state.logs.get(origin)
        heads = state.heads(origin)
        read = self._ports.perform_mirror(ReadNotes(origin=origin))
        kept = read.notes if isinstance(read, NotesRead) else ()
        if heads is None:
            return {}
        known = tuple(each.raw for each in heads.by_size.values())
        if log is not None:
            return timed_heads(state, heads, log.keys, (*kept, *known))
        return {} if own is None else timed_heads(state, heads, self._log.keys, (*kept, *known))

    def _raws(self, origin: str, first: int, count: int) -> tuple[bytes, ...]:
        if count <= 0:
            return ()
        if origin in self._state.logs:
            read = self._ports.perform_mirror(ReadMirror(origin=origin, first=first, count=count))
            return read.raws if isinstance(read, MirrorRead) else ()
        answer = self._ports.perform_log(ReadEntries(first=first, count=count))
        return answer.raws if isinstance(answer, EntriesRead) else ()

    def _own(self, member: Member) -> None:
        add_member(self._state, member)
        self._state.own = OwnLog(member=member, heads=Heads(member=member))

    def _trust_memory(self) -> None:
        for log in self._state.logs.values():
            log.must_hear = False

    def _know_log(self) -> None:
        own = self._state.own
        if own is not None:
            own.size, own.last, own.keys = self._log.size, self._log.last, self._log.keys

    def _settle(self) -> None:
        """Do what is due, until nothing is left that the disks can answer at once."""
        self._seen = None
        self._know_past()
        while effects := self._stepped(None):
            self._perform(effects)
            if all(type(each) not in _ON_DISK for each in effects):
                return

    def _know_past(self) -> None:
        """Know what the own log showed, and judge what is kept of it, once it was read and before it takes anything."""
        own, lock = self._state.own, self._log.lock
        if own is None or lock is None or self._log.phase is not Phase.TAKING or own.shown_before is not None:
            return
        own.shown_before = lock.head.size
        self._know_log()
        judge_kept(self._state, own)
        self._perform(taken(self._state))

    def _perform(self, effects: tuple[Effect, ...]) -> None:
        """Do effects in their order, and what follows from their answers; the first failure ends a step."""
        steps = deque([effects])
        while steps:
            for effect in steps.popleft():
                answer = self._do(effect)
                if answer is not None:
                    self._know_log()
                    steps.append(self._stepped(answer))
                if isinstance(answer, KeepingFailed):
                    break

    def _stepped(self, event: Happening | DiskAnswer | None) -> tuple[Effect, ...]:
        """Decide what follows from an event, or from what the disks hold now; tiles that are damaged are a failure."""
        try:
            return settle(self._state) if event is None else step(self._state, event)
        except DamagedTilesError as error:
            before, own = taken(self._state), self._state.own
            if own is not None and error.origin == own.member.origin:
                return (*before, Failed(reason=str(error)))
            return (*before, *step(self._state, KeepingFailed(origin=error.origin, reason=str(error))))

    def _hashes(self, origin: str, size: int) -> HashAt:
        found = self._ports.hashes(origin, size)

        def hash_at(level: int, index: int) -> bytes:
            try:
                return found(level, index)
            except (OSError, NodeError) as error:
                message = f"the tiles of {origin} cannot be read: {error}"
                raise DamagedTilesError(message, origin) from error

        return hash_at

    def _do(self, effect: Effect) -> DiskAnswer | None:
        """Do one effect, or keep it to be handed back."""
        if type(effect) in _ON_DISK:
            return self._ports.perform_mirror(cast("DiskEffect", effect))
        if isinstance(effect, PeerAnswered | PeersAsked | Mirrored | Failed):
            self._tell_log(effect)
        else:
            self._outgoing.append(cast("Outgoing", effect))
        return None

    def _tell_log(self, event: log_happenings.Happening) -> None:
        """Let something happen to the own log and do all that follows, as ``ledger.log.settle`` does.

        Raises:
            NodeError: The event was refused; nothing was done.
        """
        events = deque([event])
        while events:
            self._log, effects = log_step(self._log, events.popleft(), self._ports.keys)
            for effect in effects:
                answer = self._done(effect)
                if answer is not None:
                    events.append(answer)
                if isinstance(answer, Failed):
                    break

    def _done(self, effect: log_happenings.Effect) -> log_happenings.Happening | None:
        """Do one effect of the own log; what is for nobody's disk is done here."""
        match effect:
            case Acknowledge():
                self._acknowledged += effect.entries
                listed(self._state, effect.entries)
                return None
            case AskPeers():
                self._know_log()
                if self._state.own is None:
                    return PeersAsked()
                begin_asking(self._state, self._state.own, effect.first)
                return None
            case Stop():
                own = self._state.own
                self._outgoing.append(LogStopped(origin="" if own is None else own.member.origin, reason=effect.reason))
                return None
            case PublishHead():
                answer = self._ports.perform_log(effect)
                if isinstance(answer, HeadPublished) and self._state.own is not None:
                    self._know_log()
                    own_head(self._state, self._state.own, effect.head, effect.note)
                return answer
            case _:
                told = self._ports.perform_log(effect)
                if isinstance(told, EntriesRead) and self._log.phase is Phase.READING:
                    challenges_in(self._state, told.raws)
                return told

    def _keep_seen(self) -> None:
        """Keep the notes whose hashes the next entries state."""
        for log in self._state.logs.values():
            if not log.failed:
                keep_note(self._state, log.heads)
        self._perform(taken(self._state))


def _shown_size(own: OwnLog) -> int:
    return 0 if own.shown is None else own.shown.size


def _shown(log: Followed) -> FollowedLog:
    newest = log.heads.newest
    return FollowedLog(
        member=log.member,
        size=log.durable,
        newest=0 if newest is None else newest.head.size,
        owed=tuple(sorted(log.owed)),
        is_forked=log.fork is not None,
        is_malformed=log.malformed,
        failed=log.failed,
        suspicions=tuple(log.suspicions.values()),
    )
