# SPDX-License-Identifier: Apache-2.0
"""Takes entries and signs heads, in the one order in which no crash can make a log contradict itself.

The order of an entry: written, durable, durable in the tail as well, acknowledged.
The order of a head: entries durable, root computed again from what the device returns, lock durable, signed, shown.

Rules:
    - No head is signed that is smaller than an earlier one, or of other entries.
    - Entries are acknowledged all or none, and only when a loss of this device would not lose them.
    - A failed write or sync ends everything: what the system then says of the file cannot be relied on. The log is
      opened anew, which reads what is really there.

Source:
    Sunlight, on locks kept apart; Rebello et al.: Can Applications Recover from fsync Failures? (2020).
"""

from dataclasses import replace
from functools import partial

from truceline.base.errors import LimitError, PushbackError, RecordError, StateError, StorageError, TakenError
from truceline.base.limits import ENTRY_GROUP_MAX, READ_GROUP_MAX
from truceline.crypto.checkpoints import Checkpoint
from truceline.crypto.commitments import body_commitment
from truceline.crypto.merkle import EMPTY_ROOT, CompactTree
from truceline.crypto.notes import Note, NoteSignature
from truceline.ledger.genesis import origin_of, parse_genesis
from truceline.ledger.happenings import (
    Acknowledge,
    AppendEntries,
    AppendTail,
    Begin,
    CopyTail,
    Effect,
    EntriesRead,
    EntriesSynced,
    Head,
    HeadPublished,
    Lock,
    LockWritten,
    Mirrored,
    PublishHead,
    ReadEntries,
    Submit,
    SyncEntries,
    TailSynced,
    Tick,
    TrimTail,
    WriteKeyBody,
    WriteLock,
    WriteTile,
)
from truceline.ledger.keyring import KEY_TYPES, KeyBody, KeyRing, admit_keys, begin_keys
from truceline.ledger.opening import Step, stopped
from truceline.ledger.recount import recount
from truceline.ledger.states import Keys, Phase, State
from truceline.records.entries import GENESIS, LOG_AUTHOR, Box, Draft, Entry, make_entry

HEAD_INTERVAL_MS = 200
"""Heads are signed at most so often [ms]: witnesses and peers must keep up."""


def key_draft(kind: str, body: KeyBody, at_ms: int) -> Draft:
    """Draft the entry of a key body, whose type is given."""
    box = Box(commitment=body_commitment(body.salt, body.content).hex(), size=len(body.content))
    return Draft(by=LOG_AUTHOR, type=kind, at_ms=at_ms, box=box)


def begin(state: State, event: Begin, signer: Keys) -> Step:
    """Make the log.

    Raises:
        TakenError: There is one, or was one.
        RecordError: The body is no beginning of a log.
        SignatureError: A key in it may not be enrolled.
        AuthorityError: The node does not hold the log's key.
    """
    if state.phase is not Phase.EMPTY:
        message = f"log: expected none, got one that is {state.phase}; a log is made once"
        raise TakenError(message)
    origin, public = origin_of(event.body.content), parse_genesis(event.body.content).log_key
    draft = key_draft(GENESIS, event.body, event.at_ms)
    entry = make_entry(draft, log=origin, seq=0, prev=state.last, sign=partial(signer.sign, public))
    lock = Lock(origin=origin, head=Head(size=0, root=EMPTY_ROOT))
    begun = replace(
        _with_entries(state, [entry], begin_keys(entry.header, event.body)),
        phase=Phase.TAKING,
        reason="",
        lock=lock,
        tail_first=0,
    )
    return begun, (
        # A crash here leaves nothing.
        WriteLock(expected=state.lock, lock=lock),
        # A crash here leaves a lock of size 0: nothing was signed, and the log can still be made, with any body.
        CopyTail(first=0, size=0),
        WriteKeyBody(seq=0, body=event.body),
        AppendEntries(first=0, raws=(entry.raw,)),
        # From here on a crash may leave the first entry: then the log is there, and is not made again.
        SyncEntries(size=1),
    )


def submit(state: State, event: Submit, signer: Keys) -> Step:
    """Give entries their places, sign them, and have them written.

    Raises:
        StorageError: The log takes nothing: it was stopped.
        StateError: It takes nothing yet, or no more.
        PushbackError: Others are on their way.
        LimitError: They are too many, or one is too large.
        RecordError: A draft breaks a rule of the format, or a key entry has no valid body.
        AuthorityError: An author is not enrolled, or the node does not hold the key.
        SignatureError: A key entry is not signed as it must be.
    """
    keys = _may_take(state, len(event.drafts))
    if any(draft.type.startswith(KEY_TYPES) for draft in event.drafts) or event.key_body is not None:
        return _submit_key(state, event, signer)
    entries, seq, last = list[Entry](), state.size, state.last
    for draft in event.drafts:
        sign = partial(signer.sign, keys.signing_key(draft.by))
        entry = make_entry(draft, log=keys.origin, seq=seq, prev=last, sign=sign)
        entries.append(entry)
        seq, last = seq + 1, entry.leaf
    after = _with_entries(state, entries, keys)
    return after, (
        # A crash here loses entries of which nobody was told.
        AppendEntries(first=state.size, raws=tuple(entry.raw for entry in entries)),
        # A crash here may leave some of them, or a part of one: what is whole is kept when the log is opened.
        SyncEntries(size=after.size),
    )


def entries_synced(state: State, event: EntriesSynced) -> Step:
    """Have entries that are durable written to the tail as well."""
    if event.size != state.size or not state.waiting:
        return state, ()
    # A crash here leaves entries that nobody was told of. They stay: the tail gets them when the log is opened.
    first = state.size - len(state.waiting)
    return state, (AppendTail(first=first, raws=tuple(entry.raw for entry in state.waiting)),)


def tail_synced(state: State, event: TailSynced) -> Step:
    """Acknowledge entries that lie durably on both devices."""
    if event.size != state.size or not state.waiting:
        return state, ()
    # A crash here leaves entries that are in the log for good, though nobody was told.
    return replace(state, waiting=()), (Acknowledge(entries=state.waiting),)


def tick(state: State, event: Tick) -> Step:
    """Begin to sign a head when there is something new and the last one is old enough."""
    has_news = state.signed is None or state.size > state.signed.size
    if state.phase is not Phase.TAKING or state.waiting or state.signing or not has_news:
        return state, ()
    if state.signed_at_ms is not None and event.now_ms - state.signed_at_ms < HEAD_INTERVAL_MS:
        return state, ()
    # A crash here leaves entries that are durable and not signed: they are signed after the log is opened.
    return _counted(replace(state, signing=state.head, signed_at_ms=event.now_ms))


def read_back(state: State, event: EntriesRead) -> Step:
    """Count entries a second time, as the device returned them."""
    if state.signing is None or event.first != state.recount.size or not event.raws:
        return stopped(state, f"log: expected entries from {state.recount.size} on to be read back, got none of them")
    found, tiles = recount(state.recount, event.raws)
    if found.size > state.signing.size:
        return stopped(
            state, f"log: expected entries below {state.signing.size}, got {found.size - state.signing.size} more"
        )
    # A crash here may leave tiles that are not whole: they are written again when the log is opened.
    written = tuple(WriteTile(level=t.level, index=t.index, start=t.start, hashes=t.hashes) for t in tiles)
    after, effects = _counted(replace(state, recount=found))
    return after, (*written, *effects)


def lock_written(state: State, event: LockWritten, signer: Keys) -> Step:
    """Sign the head that the lock holds, and have it shown.

    Raises:
        AuthorityError: The node does not hold the key of the log.
    """
    if state.signing is None or event.lock.head != state.signing or state.keys is None:
        return replace(state, lock=event.lock), ()
    # A crash here leaves a lock whose head may or may not have been signed. Its entries are durable twice: they give
    # this head again when the log is opened, and no other head of this size is ever signed.
    head, key = state.signing, state.keys.log_key_at(state.signing.size)
    body = Checkpoint(origin=state.keys.origin, size=head.size, root=head.root).to_body()
    signature = NoteSignature(name=key.name, key_id=key.id, content=signer.sign(key.public, body.encode()))
    note = Note(body=body, signatures=(signature,)).to_bytes()
    # A crash here leaves an older head shown; the newer one is signed again, with the same bytes or over more entries.
    return replace(state, lock=event.lock), (PublishHead(head=head, note=note),)


def head_published(state: State, event: HeadPublished) -> Step:
    """Be ready for the next head."""
    return replace(state, signed=event.head, signing=None), ()


def mirrored(state: State, event: Mirrored) -> Step:
    """Take entries off the tail that a peer keeps.

    Raises:
        StateError: No head of that size was shown.
    """
    if state.signed is None or event.size > state.signed.size:
        message = f"log: expected a peer to keep at most what was shown, got {event.size} entries"
        raise StateError(message)
    if state.tail_first is None or event.size <= state.tail_first:
        return state, ()
    # A crash here leaves more in the tail than is needed.
    return replace(state, tail_first=event.size), (TrimTail(first=event.size),)


def _may_take(state: State, count: int) -> KeyRing:
    """Give the log's keys if it takes so many entries now.

    Raises:
        StorageError: It was stopped.
        StateError: It takes nothing yet, or no more.
        PushbackError: Others are on their way.
        LimitError: They are none or too many.
    """
    if state.phase is Phase.STOPPED:
        message = f"log: expected one that takes entries, got one that was stopped: {state.reason}"
        raise StorageError(message)
    if state.phase is not Phase.TAKING or state.keys is None:
        message = f"log: expected one that takes entries, got one that is {state.phase}; {state.reason}"
        raise StateError(message)
    if state.waiting:
        message = f"log: expected no entries on their way, got {len(state.waiting)}; bring them when those are in"
        raise PushbackError(message)
    if not 1 <= count <= ENTRY_GROUP_MAX:
        message = f"log: expected 1 to {ENTRY_GROUP_MAX} entries at once, got {count}"
        raise LimitError(message)
    return state.keys


def _submit_key(state: State, event: Submit, signer: Keys) -> Step:
    """Add one key entry: it takes effect with itself, so that a new key of the log signs it.

    Raises:
        RecordError: It does not come alone, or has no body.
    """
    assert state.keys is not None
    if len(event.drafts) != 1 or event.key_body is None:
        message = "key entry: expected it alone and with its body, got others beside it or no body"
        raise RecordError(message)
    place = partial(make_entry, event.drafts[0], log=state.keys.origin, seq=state.size, prev=state.last)
    keys = admit_keys(state.keys, place(sign=lambda _: bytes(64)).header, event.key_body)
    entry = place(sign=partial(signer.sign, keys.log_key.public))
    after = _with_entries(state, [entry], keys)
    return after, (
        # A crash here leaves the body of an entry that is not there; the next one of this index replaces it.
        WriteKeyBody(seq=state.size, body=event.key_body),
        AppendEntries(first=state.size, raws=(entry.raw,)),
        SyncEntries(size=after.size),
    )


def _with_entries(state: State, entries: list[Entry], keys: KeyRing) -> State:
    tree = CompactTree(size=state.size, edge=state.edge)
    for entry in entries:
        tree.append(entry.leaf)
    return replace(
        state, size=tree.size, edge=tree.edge, last=entries[-1].leaf, keys=keys, waiting=(*state.waiting, *entries)
    )


def _counted(state: State) -> Step:
    """Read back what the head covers, or go on when all of it was."""
    assert state.signing is not None
    assert state.keys is not None
    left = state.signing.size - state.recount.size
    if left:
        return state, (ReadEntries(first=state.recount.size, count=min(left, READ_GROUP_MAX)),)
    if state.recount.root() != state.signing.root:
        return stopped(state, "log: expected what was written, got other bytes from the device; nothing was signed")
    effects: tuple[Effect, ...] = (
        WriteLock(expected=state.lock, lock=Lock(origin=state.keys.origin, head=state.signing)),
    )
    return state, effects
