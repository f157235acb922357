# SPDX-License-Identifier: Apache-2.0
"""Bodies that entries of others owe to this party: asked for, opened, delivered; or recorded as missing or broken.

Rules:
    - A box is opened with the key that its entry commits to, or it is not read.
    - What does not fit the digest of the sealed body in its entry is a damaged copy: asked for again, nobody's fault.
    - What fits and still fails its entry is proved (E3): it is kept whole with its key, so that others can look.
    - A refusal of the author, and nothing less, makes anything suspected (S3).
"""

from truceline.base.errors import AuthorityError, CommitmentError, NodeError
from truceline.crypto.boxes import BoxFault, BoxHeader, BrokenBox, OpenedBox, SealedBox, open_box, verify_broken_box
from truceline.federation.disputes import evidence_name
from truceline.federation.evidence import BodyWithheld, ProvedBrokenBox
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

BOXES_ASKED_MAX = 16
"""Boxes of one log that are asked for at once."""


def ask_owed(state: State, log: Followed) -> None:
    """Ask for boxes that are missing, and have the oldest of them recorded as missing when it is time."""
    if not log.is_followed:
        return
    if log.bodiless and state.mono_ms >= log.bodies_at_ms:
        log.bodies_at_ms = state.mono_ms + state.timing.retry_max_ms
        for seq in [*log.bodiless][:BOXES_ASKED_MAX]:
            state.do(FetchBody(peer=log.member.party, origin=log.origin, seq=seq))
    asked = 0
    for seq, owed in log.owed.items():
        if asked < BOXES_ASKED_MAX and state.mono_ms >= owed.retry_at_ms and not (owed.is_proved and owed.is_listed):
            owed.tries += 1
            owed.retry_at_ms = max(later(state, owed.tries), state.mono_ms + state.timing.request_ms)
            state.do(FetchBox(peer=log.member.party, origin=log.origin, seq=seq, key=owed.key))
            asked += 1
        if (
            not owed.is_listed
            and not owed.is_proved
            and state.mono_ms - owed.since_ms >= state.timing.box_ms
            and _may_draft(state, owed)
        ):
            _draft(state, "blob.missing", owed, {"record": "blob.missing/1"})


def box_received(state: State, event: BoxReceived) -> None:
    """Open a box, and deliver it if it keeps what its entry commits to."""
    log = state.logs.get(event.origin)
    owed = None if log is None else log.owed.get(event.seq)
    if log is None or owed is None:
        return
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


def listed(state: State, entries: tuple[Entry, ...]) -> None:
    """Know what the own log says to be missing or broken, now that it is in it for good."""
    for entry in entries:
        if entry.header.type not in {"blob.missing", "reject", "receipt.exception"}:
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
