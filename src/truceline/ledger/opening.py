# SPDX-License-Identifier: Apache-2.0
"""Opens a log: reads it whole, puts back what its device lost, and decides whether it may sign again.

Accidents make a log contradict itself more often than malice does: a backup is put back, and the log signs a second
head of a size that it signed before. Three things stand against that: the lock, which says how far was signed; the
tail, which keeps what no peer has yet; and the peers, who are asked whenever lock or tail is missing, lags, or the
node says that it was restored.

Rules:
    - Every entry is read strictly, linked, and hashed in two ways; every head that the lock or a peer knows must come
      out of the entries.
    - What a peer gives is taken only if it gives exactly a head that this log had signed.
    - A head that cannot be rebuilt ends the log: another one succeeds it. Nothing is merged, nothing is signed twice.

Source:
    ``docs/life-of-an-entry.md``; Secure Scuttlebutt issues ssb-db 89, 157 and 166, on feeds that forked
    after a restore.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

from truceline.base.errors import NodeError
from truceline.base.limits import READ_GROUP_MAX
from truceline.crypto.merkle import EMPTY_ROOT
from truceline.ledger.happenings import (
    AppendEntries,
    AskPeers,
    CopyTail,
    Effect,
    EntriesRead,
    Head,
    Lock,
    LockRead,
    Open,
    PeerAnswered,
    ReadEntries,
    ReadLock,
    Stop,
    SyncEntries,
    WriteKeyBody,
    WriteLock,
    WriteTile,
)
from truceline.ledger.keyring import KeyBody
from truceline.ledger.recount import recount
from truceline.ledger.states import Phase, State
from truceline.ledger.taking import take

Step = tuple[State, tuple[Effect, ...]]


def stopped(state: State, reason: str) -> Step:
    """Let a log take and sign nothing more."""
    return replace(state, phase=Phase.STOPPED, reason=reason, waiting=(), signing=None), (Stop(reason=reason),)


def open_log(event: Open) -> Step:
    """Begin to read a log. The separate device comes first: it says what must come out."""
    return State(phase=Phase.READING, must_ask=event.restored), (ReadLock(),)


def lock_read(state: State, event: LockRead) -> Step:
    """Go on to the entries."""
    known = (event.lock.head,) if event.lock is not None and event.lock.head.size else ()
    state = replace(
        state,
        lock=event.lock,
        tail_first=event.tail_first,
        tail=event.tail,
        tail_bodies=event.bodies,
        known=known,
        must_ask=state.must_ask or event.lock is None or event.tail_first is None,
    )
    return state, (ReadEntries(first=0, count=READ_GROUP_MAX),)


def entries_read(state: State, event: EntriesRead) -> Step:
    """Take what was read, check it against all that is known, and read on or decide."""
    if event.first != state.size:
        return stopped(state, f"log: expected entries from {state.size} on, got some from {event.first}")
    try:
        after = _taken(state, event.raws, dict((*state.tail_bodies, *event.bodies)))
    except NodeError as error:
        return stopped(state, f"the log cannot be opened: {error}; put its entries back from a peer")
    found, tiles = recount(after.recount, event.raws)
    after = replace(after, recount=found)
    if found.root() != after.head.root:
        return stopped(after, "log: expected one root from two ways of counting, got two; the machine is not sound")
    written = tuple(WriteTile(level=t.level, index=t.index, start=t.start, hashes=t.hashes) for t in tiles)
    if len(event.raws) == READ_GROUP_MAX:
        return after, (*written, ReadEntries(first=after.size, count=READ_GROUP_MAX))
    after, effects = _all_read(after)
    return after, (*written, *effects)


def peer_answered(state: State, event: PeerAnswered) -> Step:
    """Keep what a peer knows, and put back the entries that it gives if they give a head that this log signed."""
    state = replace(state, known=(*state.known, event.head))
    given = event.raws[state.size - event.first :] if event.first <= state.size else ()
    if not given:
        return state, ()
    end = state.size + len(given)
    # A peer may lack what only the tail has: both together may give the newest head.
    raws = (*given, *(raw for _, raw in _tail_within(state, end, end + len(state.tail))))
    bodies = dict((*state.tail_bodies, *event.bodies))
    for size in sorted({head.size for head in state.known if state.size < head.size}, reverse=True):
        # Bytes of a peer that are not this log: another peer may have them, and the heads stay known.
        with suppress(NodeError):
            after = _taken(state, raws[: size - state.size], bodies)
            if after.head in state.known:
                return _put_back(state, after, raws[: size - state.size], bodies)
    return state, ()


def peers_asked(state: State) -> Step:
    """Read the log once more from the first entry on, now with all heads that peers know."""
    again = State(
        phase=Phase.READING,
        lock=state.lock,
        tail_first=state.tail_first,
        tail=state.tail,
        tail_bodies=state.tail_bodies,
        known=state.known,
        is_asked=True,
    )
    return again, (ReadEntries(first=0, count=READ_GROUP_MAX),)


def _put_back(state: State, after: State, raws: tuple[bytes, ...], bodies: Mapping[int, KeyBody]) -> Step:
    # A crash here leaves the log shorter than what it signed: it asks again when it is opened.
    written = tuple(WriteKeyBody(seq=seq, body=bodies[seq]) for seq in bodies if state.size <= seq < after.size)
    return after, (*written, AppendEntries(first=state.size, raws=raws), SyncEntries(size=after.size))


def _taken(state: State, raws: tuple[bytes, ...], bodies: Mapping[int, KeyBody]) -> State:
    """Take entries up to each known head in turn, and compare.

    Raises:
        NodeError: They are malformed, differ from the tail, or do not give a head that is known.
    """
    first = state.size
    for size in _stops(state, first + len(raws)):
        state = take(state, raws[state.size - first : size - first], bodies)
        for head in state.known:
            if head.size == size and head.root != state.head.root:
                message = f"head of size {size}: expected the root that was signed, got another from the entries"
                raise NodeError(message)
    for seq, raw in _tail_within(state, first, first + len(raws)):
        if raws[seq - first] != raw:
            message = f"entry {seq}: expected the one that the tail keeps, got another; two histories were written"
            raise NodeError(message)
    return state


def _stops(state: State, end: int) -> list[int]:
    return [*sorted({head.size for head in state.known if state.size <= head.size < end}), end]


def _tail_within(state: State, first: int, end: int) -> Iterator[tuple[int, bytes]]:
    begin = state.tail_first
    if begin is not None:
        start = max(first, begin)
        yield from enumerate(state.tail[start - begin : max(0, end - begin)], start)


def _all_read(state: State) -> Step:
    """Decide what a log may do whose entries were all read."""
    tail_end = 0 if state.tail_first is None else state.tail_first + len(state.tail)
    if state.tail_first is not None and state.tail_first <= state.size < tail_end:
        return _refill(state, state.tail[state.size - state.tail_first :])
    if state.size == 0 and not state.known and not state.tail_first:
        return replace(state, phase=Phase.EMPTY, reason="there is no log yet"), ()
    # What was taken off the tail had been signed and shown.
    was_signed = max((*(head.size for head in state.known), state.tail_first or 0))
    is_short = was_signed > state.size
    if not state.is_asked and (state.must_ask or is_short):
        reason = "peers must be asked before anything is signed: this log may be older than what it signed"
        return replace(state, phase=Phase.ASKING, reason=reason), (AskPeers(first=state.size),)
    if is_short:
        reason = f"{was_signed} entries were signed and only {state.size} are left; a new log must succeed this one"
        return replace(state, phase=Phase.ORPHANED, reason=reason), ()
    return _ready(state, tail_end)


def _refill(state: State, raws: tuple[bytes, ...]) -> Step:
    """Put entries back that the tail keeps and the device lost, and read them from there like all others."""
    if state.refilled == state.size:
        return stopped(state, f"log: expected {len(raws)} entries to stay after they were put back, got none of them")
    # A crash here changes nothing: the tail keeps them, and they are put back again.
    bodies = tuple(WriteKeyBody(seq=seq, body=body) for seq, body in state.tail_bodies if seq >= state.size)
    return replace(state, refilled=state.size), (
        *bodies,
        AppendEntries(first=state.size, raws=raws),
        SyncEntries(size=state.size + len(raws)),
        ReadEntries(first=state.size, count=READ_GROUP_MAX),
    )


def _ready(state: State, tail_end: int) -> Step:
    """Let a log take entries, once lock and tail are as they must be."""
    assert state.keys is not None
    effects: list[Effect] = []
    newest = max(state.known, key=lambda head: head.size, default=Head(size=0, root=EMPTY_ROOT))
    lock = Lock(origin=state.keys.origin, head=newest)
    if state.lock != lock:
        # A crash here leaves the lock missing or behind, as it was: peers are asked again.
        effects.append(WriteLock(expected=state.lock, lock=lock))
    if state.tail_first is None or tail_end < state.size:
        # A crash here leaves the tail as it was. Nobody was told yet that the entries beyond it are in the log.
        effects.append(CopyTail(first=state.tail_first or 0, size=state.size))
    ready = replace(
        state,
        phase=Phase.TAKING,
        reason="",
        lock=lock,
        tail_first=state.tail_first or 0,
        tail=(),
        tail_bodies=(),
        known=(),
    )
    return ready, tuple(effects)
