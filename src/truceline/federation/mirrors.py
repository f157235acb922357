# SPDX-License-Identifier: Apache-2.0
"""Opens the mirror of a log: reads it whole, holds it against its kept head, and delivers from it.

Rules:
    - What lies below the kept head must give its root; else the mirror is put aside and fetched anew. That is a fault
      of this node's device and says nothing about the log.
    - Entries beyond it are verified as if they came from a stranger.
    - Where it is not known what was cosigned, the author must be heard before anything is: it has the cosignatures.
"""

from collections.abc import Iterator

from truceline.base.errors import NodeError
from truceline.base.limits import READ_GROUP_MAX
from truceline.crypto.notes import KeyRole
from truceline.federation.cosigning import adopt
from truceline.federation.disputes import read_fork
from truceline.federation.happenings import (
    CutMirror,
    Deliver,
    HeadKept,
    KeptRead,
    MirrorRead,
    ReadKept,
    ReadMirror,
    WriteTiles,
)
from truceline.federation.heads import add_head, add_notes, read_head, size_in
from truceline.federation.owed import delivery, opened, owe
from truceline.federation.states import Followed, State
from truceline.federation.taking import Place, fits, take_entries
from truceline.ledger.keyring import KeyBody
from truceline.ledger.recount import Recount, recount
from truceline.ledger.states import NO_LEAF
from truceline.records.entries import parse_entry

DELIVERED_MAX = 1_024
"""Entries of one log that are delivered at once: the app takes them in one transaction."""


def open_mirror(state: State, log: Followed, *, must_hear: bool) -> None:
    """Begin to read a mirror."""
    log.must_hear = must_hear
    state.do(ReadKept(origin=log.origin))


def kept_read(state: State, event: KeptRead) -> None:
    """Take what is kept besides the entries."""
    own, log = state.own, state.logs.get(event.origin)
    if own is not None and event.origin == own.member.origin:
        own.kept_notes = event.notes
        own.kept_forks = tuple(content for name, content in event.evidence if name.startswith("E1-"))
        return
    if log is None or log.is_open:
        return
    log.opening = event
    log.must_hear = log.must_hear or not event.is_marked
    log.cosigned = {each.role: each for each in event.cosigned}
    state.do(ReadMirror(origin=log.origin, first=0, count=READ_GROUP_MAX))


def mirror_read(state: State, event: MirrorRead) -> None:
    """Take mirrored entries: while the mirror is opened to know them, afterwards to deliver them."""
    log = state.logs.get(event.origin)
    if log is None or log.failed:
        return
    if log.is_open:
        _deliver_read(state, log, event)
        return
    if event.first != log.size or log.opening is None:
        return
    stop = 0 if log.opening.note is None else size_in(log.opening.note)
    bodies = dict(event.bodies)
    cut = max(0, min(len(event.raws), stop - log.size))
    is_whole = _read_part(state, log, event.raws[:cut], bodies, is_proven=True)
    if is_whole and log.size == stop and stop:
        _hold(state, log, log.opening)
    if is_whole and log.size >= stop and cut < len(event.raws):
        is_whole = _read_part(state, log, event.raws[cut:], bodies, is_proven=False)
    if is_whole and len(event.raws) == READ_GROUP_MAX:
        state.do(ReadMirror(origin=log.origin, first=log.size, count=READ_GROUP_MAX))
        return
    if not is_whole:
        state.do(CutMirror(origin=log.origin, size=log.size))
    _opened(state, log, log.opening)


def head_kept(state: State, event: HeadKept) -> None:
    """Deliver what is durable under a verified head."""
    log = state.logs.get(event.origin)
    if log is not None:
        log.durable = max(log.durable, event.head.size)
        deliver_due(state, log)


def deliver_due(state: State, log: Followed) -> None:
    """Deliver what was not delivered yet: from memory, or read back."""
    end = min(log.durable, log.delivered + DELIVERED_MAX)
    while log.delivered < end and log.delivered in log.fresh:
        entry, body = log.fresh.pop(log.delivered)
        log.delivered += 1
        state.do(delivery(log, entry, body))
    if log.delivered < end and not log.is_reading:
        log.is_reading = True
        state.do(ReadMirror(origin=log.origin, first=log.delivered, count=end - log.delivered))


def _read_part(
    state: State, log: Followed, raws: tuple[bytes, ...], bodies: dict[int, KeyBody], *, is_proven: bool
) -> bool:
    """Take a part of the mirror.

    Returns:
        Whether all of it is as it must be.
    """
    place = Place(origin=log.origin, size=log.size, last=log.last, keys=log.keys)
    taken = take_entries(place, raws, bodies, verify=None if is_proven else state.verify_many)
    log.recount, tiles = recount(log.recount, raws[: len(taken.entries)])
    if taken.entries:
        state.do(WriteTiles(origin=log.origin, tiles=tiles))
        log.keys, log.last, log.size = taken.keys, taken.entries[-1].leaf, log.recount.size
    kept = frozenset[int]() if log.opening is None else frozenset(log.opening.boxes)
    for entry in taken.entries:
        if entry.header.seq not in kept:
            owe(state, log, entry)
    return taken.fault is None


def _hold(state: State, log: Followed, event: KeptRead) -> None:
    """Hold the entries against the kept head."""
    assert event.note is not None
    try:
        heard = read_head(state, log.heads, log.keys, event.note)
    except NodeError:
        return
    add_head(log.heads, heard)
    if heard.head.size == log.size and heard.head.root == log.recount.root():
        log.kept, log.under, log.at_kept = heard.head, heard, (log.recount, log.last, log.keys)


def _opened(state: State, log: Followed, event: KeptRead) -> None:
    """Follow the log from here."""
    if log.kept is None and log.size and event.note is not None:
        # What lies here is not what was kept: it is fetched anew, from its first entry on.
        log.recount, log.last, log.keys, log.size = Recount(), NO_LEAF, None, 0
        log.owed.clear()
        state.do(CutMirror(origin=log.origin, size=0))
    notes = event.notes if event.note is None else (*event.notes, event.note)
    add_notes(state, log.heads, log.keys, notes)
    _adopt_kept(state, log)
    mirror = log.cosigned.get(KeyRole.MIRROR)
    for seq, owed in log.owed.items():
        owed.is_listed = mirror is not None and seq < mirror.head.size
    log.durable = log.delivered = 0 if log.kept is None else log.kept.size
    log.is_open, log.opening = True, None
    for name, content in event.evidence:
        if name.startswith("E1-"):
            _forked(state, log, name, content)
        log.malformed = log.malformed or name.startswith("E2-")


def _adopt_kept(state: State, log: Followed) -> None:
    """Know what kept notes show that this node cosigned, where the place apart was lost."""
    own = state.own
    for key in () if own is None else own.member.cosigners:
        vouched = log.heads.vouched.get(key.name)
        if vouched is not None:
            adopt(state, log, key.role, vouched.heard.head, vouched.line.signature.time_s)


def _forked(state: State, log: Followed, name: str, content: bytes) -> None:
    # Judged anew by the keys that are known to have been in force: a key that had been replaced proves nothing.
    try:
        log.fork = read_fork(state, content)
    except NodeError:
        return
    state.evidence[name] = content


def read_deliveries(state: State, log: Followed, event: MirrorRead) -> Iterator[Deliver]:
    """Make deliveries of entries as they were read back from the mirror."""
    bodies = {**dict(event.bodies)}
    boxes = {seq: (sealed, wrap) for seq, sealed, wrap in event.boxes}
    own = () if state.own is None else state.own.member.box_keys
    for raw in event.raws:
        try:
            entry = parse_entry(raw)
        except NodeError:
            return
        body = bodies.get(entry.header.seq)
        key = next((each for each in own if each in entry.header.to), None)
        if body is not None and not fits(entry, body):
            body = None
        if entry.header.seq in boxes and key is not None:
            body = opened(state.boxes, entry, key, boxes[entry.header.seq])
        yield delivery(log, entry, body)


def _deliver_read(state: State, log: Followed, event: MirrorRead) -> None:
    log.is_reading = False
    for delivered in read_deliveries(state, log, event):
        if delivered.entry.header.seq == log.delivered:
            log.delivered += 1
            state.do(delivered)
