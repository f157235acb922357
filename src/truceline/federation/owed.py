# SPDX-License-Identifier: Apache-2.0
"""Bodies that entries of others owe to this party: asked for, opened, delivered; or recorded as missing or broken.

Rules:
    - A box is opened with the key that its entry commits to, or it is not read.
    - What does not fit the digest of the sealed body in its entry is a damaged copy: asked for again, nobody's fault.
    - What fits and still fails its entry is proved (E3): it is kept whole with its key, so that others can look.
    - A refusal of the author, and nothing less, makes anything suspected (S3).
"""

from hashlib import sha256

from truceline.base.errors import AuthorityError, CommitmentError, NodeError
from truceline.crypto.boxes import BoxFault, BoxHeader, BrokenBox, OpenedBox, SealedBox, open_box, verify_broken_box
from truceline.crypto.notes import KeyRole
from truceline.federation.disputes import evidence_name
from truceline.federation.evidence import BodyWithheld, ProvedBrokenBox, ProvedDenial
from truceline.federation.happenings import (
    BodyReceived,
    BoxReceived,
    Deliver,
    FetchBody,
    FetchBox,
    KeepBody,
    KeepBox,
    KeepEvidence,
    RecordDraft,
    RequestFailed,
    TellProved,
    TellSuspected,
)
from truceline.federation.opens import OpensBoxes
from truceline.federation.states import Followed, Owed, State, later
from truceline.federation.taking import fits
from truceline.ledger.keyring import KeyBody
from truceline.records.entries import Entry, Reference
from truceline.records.profile import encode

BOXES_OUT_MAX = 64
"""Boxes of one log that are asked for and not answered: fewer than a peer's queue holds."""
DENYING = frozenset({"blob.missing", "receipt.exception"})
"""Types of entries that say that something was not received."""
LISTING = DENYING | {"reject"}
"""Types of entries after which a mirror may vouch for the rest."""
BODIES_ASKED_MAX = 16
"""Open bodies of one log that are asked for, and missing boxes that are recorded, at once."""


def owe(state: State, log: Followed, entry: Entry) -> None:
    """Note that a sealed body is addressed to this node."""
    box, own = entry.header.box, state.own
    if box is None or box.key_digest is None or own is None:
        return
    key = next((each for each in own.member.box_keys if each in entry.header.to), None)
    if key is not None:
        log.owed[entry.header.seq] = Owed(entry=entry, key=key, since_ms=state.mono_ms)


def ask_boxes(state: State, log: Followed) -> None:
    """Ask for boxes that are missing, some at once."""
    if len(log.boxes_out) >= BOXES_OUT_MAX or not log.owed or not log.is_followed:
        return
    for seq, owed in log.owed.items():
        if len(log.boxes_out) >= BOXES_OUT_MAX:
            return
        if state.mono_ms >= owed.retry_at_ms and seq not in log.boxes_out and not (owed.is_proved and owed.is_listed):
            owed.tries += 1
            owed.retry_at_ms = state.mono_ms + state.timing.request_ms
            log.boxes_out[seq] = state.mono_ms
            state.do(FetchBox(peer=log.member.party, origin=log.origin, seq=seq, key=owed.key))


def ask_owed(state: State, log: Followed) -> None:
    """Ask once more for what was never answered, and have recorded as missing what was waited for long enough."""
    if not log.is_followed:
        return
    if log.bodiless and state.mono_ms >= log.bodies_at_ms:
        log.bodies_at_ms = state.mono_ms + state.timing.retry_max_ms
        for seq in [*log.bodiless][:BODIES_ASKED_MAX]:
            state.do(FetchBody(peer=log.member.party, origin=log.origin, seq=seq))
    for seq in [each for each, at_ms in log.boxes_out.items() if state.mono_ms - at_ms >= state.timing.request_ms]:
        del log.boxes_out[seq]
    _list_missing(state, log)
    ask_boxes(state, log)


def _list_missing(state: State, log: Followed) -> None:
    """Have boxes recorded as missing that a receipt waits for; never one that this party's mirror vouched for."""
    mirror = log.cosigned.get(KeyRole.MIRROR)
    first = 0 if mirror is None else mirror.head.size
    if log.must_hear or log.kept is None:
        return
    drafted = 0
    for seq, owed in log.owed.items():
        is_waited = state.mono_ms - owed.since_ms >= state.timing.box_ms and first <= seq < log.kept.size
        if is_waited and not owed.is_listed and not owed.is_proved and _may_draft(state, owed):
            _draft(state, "blob.missing", owed, {"record": "blob.missing/1"})
            drafted += 1
            if drafted == BODIES_ASKED_MAX:
                return


def box_received(state: State, event: BoxReceived) -> None:
    """Open a box, and deliver it if it keeps what its entry commits to."""
    log = state.logs.get(event.origin)
    owed = None if log is None else log.owed.get(event.seq)
    if log is None or owed is None:
        return
    log.boxes_out.pop(event.seq, None)
    header = _box_header(owed.entry)
    try:
        dek = state.boxes.open_wrap(owed.key, event.wrap, header.commitment)
        found = open_box(SealedBox(header=header, sealed=event.sealed), dek)
    except AuthorityError as error:
        _reject(state, owed, f"the wrapped key does not open: {error!s:.200}")
        return
    if isinstance(found, BrokenBox):
        if found.fault is not BoxFault.COPY:
            _broken(state, log, owed, found)
        return
    del log.owed[event.seq]
    _withdraw(state, log, event.seq)
    state.do(KeepBox(origin=log.origin, seq=event.seq, sealed=event.sealed, wrap=event.wrap))
    body = KeyBody(salt=found.salt, content=found.body)
    if event.seq < log.delivered:
        state.do(delivery(log, owed.entry, body))
    elif event.seq in log.fresh:
        log.fresh[event.seq] = (owed.entry, body)


def body_received(state: State, event: BodyReceived) -> None:
    """Keep an open body that came late, and deliver its entry once more with it."""
    log = state.logs.get(event.origin)
    entry = None if log is None else log.bodiless.get(event.seq)
    if log is None or entry is None or not fits(entry, event.body):
        return
    del log.bodiless[event.seq]
    state.do(KeepBody(origin=log.origin, seq=event.seq, body=event.body))
    if event.seq < log.delivered:
        state.do(delivery(log, entry, event.body))
    elif event.seq in log.fresh:
        log.fresh[event.seq] = (entry, event.body)


def box_failed(state: State, event: RequestFailed) -> None:
    """Count refusals of the author."""
    assert isinstance(event.request, FetchBox)
    log = state.logs.get(event.request.origin)
    owed = None if log is None else log.owed.get(event.request.seq)
    if log is None or owed is None:
        return
    log.boxes_out.pop(event.request.seq, None)
    owed.retry_at_ms = later(state, owed.tries)
    if not event.is_refusal or event.request.peer != log.member.party:
        return
    owed.refused += 1
    deadline = owed.entry.header.deadline_ms
    is_late = state.mono_ms - owed.since_ms >= state.timing.deadline_ms
    is_late = is_late or (deadline is not None and state.now_ms > deadline)
    word = f"S3-{event.request.seq}"
    if is_late and owed.refused > 1 and word not in log.suspicions:
        log.suspicions[word] = BodyWithheld(party=log.member.party, origin=log.origin, seq=event.request.seq)
        state.do(TellSuspected(suspected=log.suspicions[word]))


def denials(state: State, log: Followed, entry: Entry) -> None:
    """Prove that a party denies a receipt (E5).

    Its own entry says that something of this node's log is missing, and states the hash of a note on which its own
    mirror had vouched for it: it had given the receipt before it wrote that.
    """
    own, header = state.own, entry.header
    if own is None or header.type not in DENYING:
        return
    for seen in header.seen:
        heard = own.heads.by_size.get(seen.size) if seen.log == own.member.origin else None
        if heard is None or sha256(heard.raw).hexdigest() != seen.note:
            continue
        mirrors = [line for line in heard.lines if line.key.role is KeyRole.MIRROR]
        if not any(state.parties[line.key.name] == log.member.party for line in mirrors):
            continue
        for each in header.refers:
            if each.log == own.member.origin and each.seq < seen.size:
                proved = ProvedDenial(party=log.member.party, origin=each.log, seq=each.seq, denied_in=header.seq)
                state.do(TellProved(proved=proved))


def listed(state: State, entries: tuple[Entry, ...]) -> None:
    """Know what the own log says to be missing or broken, now that it is in it for good."""
    for entry in entries:
        if entry.header.type not in LISTING:
            continue
        for each in entry.header.refers:
            log = state.logs.get(each.log)
            owed = None if log is None else log.owed.get(each.seq)
            if owed is not None:
                owed.is_listed = True


def delivery(log: Followed, entry: Entry, body: KeyBody | None) -> Deliver:
    """Make the delivery of an entry."""
    return Deliver(origin=log.origin, party=log.member.party, entry=entry, type=entry.header.type, body=body)


def opened(boxes: OpensBoxes, entry: Entry, key: str, box: tuple[bytes, bytes]) -> KeyBody | None:
    """Open a box that is kept once more.

    Args:
        boxes: Opens wraps.
        entry: Of the box.
        key: Id of this node's key.
        box: The sealed body and the wrapped key.
    """
    header = _box_header(entry)
    try:
        found = open_box(SealedBox(header=header, sealed=box[0]), boxes.open_wrap(key, box[1], header.commitment))
    except NodeError:
        return None
    return KeyBody(salt=found.salt, content=found.body) if isinstance(found, OpenedBox) else None


def _broken(state: State, log: Followed, owed: Owed, broken: BrokenBox) -> None:
    """Keep a broken box as evidence if others can see that it is, and reject it."""
    seq = owed.entry.header.seq
    try:
        verify_broken_box(broken)
    except CommitmentError:
        _reject(state, owed, f"its {broken.fault} is not the one that was committed to")
        return
    proved = ProvedBrokenBox(origin=log.origin, seq=seq, broken=broken)
    content = seq.to_bytes(8, "big") + broken.dek + broken.sealed
    name = evidence_name(proved.word, content, "box")
    if not owed.is_proved:
        owed.is_proved = True
        state.do(KeepEvidence(origin=log.origin, name=name, content=content), TellProved(proved=proved))
    _reject(state, owed, f"its {broken.fault} is not the one that was committed to")


def _reject(state: State, owed: Owed, why: str) -> None:
    if not owed.is_listed and _may_draft(state, owed):
        _draft(state, "reject", owed, {"record": "reject/1", "why": why})


def _draft(state: State, kind: str, owed: Owed, said: dict[str, str]) -> None:
    header = owed.entry.header
    owed.drafted_at_ms = state.mono_ms
    refers = (Reference(header.log, header.seq, owed.entry.leaf.hex()),)
    party = next((log.member.party for log in state.logs.values() if log.origin == header.log), "")
    state.do(RecordDraft(type=kind, body=encode({**said}, what=kind), refers=refers, to=(party,) if party else ()))


def _may_draft(state: State, owed: Owed) -> bool:
    return owed.drafted_at_ms is None or state.mono_ms - owed.drafted_at_ms >= state.timing.retry_max_ms


def _withdraw(state: State, log: Followed, seq: int) -> None:
    stands = log.suspicions.pop(f"S3-{seq}", None)
    if stands is not None:
        state.do(TellSuspected(suspected=stands, is_withdrawn=True))


def _box_header(entry: Entry) -> BoxHeader:
    box = entry.header.box
    assert box is not None
    assert box.key_digest is not None
    return BoxHeader(
        commitment=bytes.fromhex(box.commitment),
        key_commitment=bytes.fromhex(box.key_digest),
        padded_bytes=box.size,
        sealed_digest=bytes.fromhex(box.sealed_digest or ""),
    )
