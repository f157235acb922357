# SPDX-License-Identifier: Apache-2.0
"""Shows peers all heads that are known, hears theirs, and draws what follows: news, contradictions, receipts, clocks.

Each exchange carries the newest cosigned note of every log, whoever's it is. Whoever is shown two heads of one log that
cannot be of one history has the beginning of a proof, wherever the log showed which.

Rules:
    - Anything that is shown may be lost: it is shown again, and hearing it twice changes nothing.
    - A larger head of the own log than this node has ends its signing: somebody signed with its key what is not here.
"""

from truceline.base.errors import NodeError, SignatureError
from truceline.base.limits import EXCHANGE_EVIDENCE_MAX, EXCHANGE_NOTES_MAX
from truceline.crypto.merkle import consistency_proof, root_at
from truceline.crypto.notes import KeyRole
from truceline.federation.clocks import sample
from truceline.federation.cosigning import CONFLICT, OK, adopt, keep_adopted
from truceline.federation.disputes import begin_dispute, evidence_name, evidence_received, same_size_fork
from truceline.federation.evidence import ProvedCosigner
from truceline.federation.forks import BUNDLE, MAKER, write_lines
from truceline.federation.happenings import (
    AnswerExchange,
    CheckpointAnswered,
    Exchange,
    KeepEvidence,
    KeepNote,
    NotesReceived,
    RequestFailed,
    SubmitCheckpoint,
    TellProved,
    TellSuspected,
)
from truceline.federation.heads import (
    Gained,
    add_head,
    add_notes,
    is_known,
    origin_in,
    read_head,
    size_in,
    vouch,
)
from truceline.federation.states import Followed, Heads, Heard, Line, OwnLog, Peer, Sent, State, later
from truceline.ledger.happenings import Failed, Head, Mirrored
from truceline.records.profile import Value

_ENOUGH = 2
"""Organisations besides the author whose times prove a moment."""
CLAIMED_SIZE_MAX = 1 << 40
"""Largest size of a head that is looked after before its key is known."""


def notes_received(state: State, event: NotesReceived) -> None:
    """Hear a peer's notes, and answer with one's own if it asks."""
    for raw in event.notes[:EXCHANGE_NOTES_MAX]:
        hear(state, raw, event.peer)
    evidence_received(state, event.evidence)
    peer = state.peers.get(event.peer)
    if peer is not None:
        heard_of(state, state.logs[peer.origin])
        if event.request is None:
            peer.sent, peer.tries, peer.is_heard = None, 0, True
            _all_heard(state)
    if event.request is not None:
        state.do(AnswerExchange(request=event.request, notes=notes_to_show(state), evidence=_evidence(state)))


def _all_heard(state: State) -> None:
    """Cosign again once every peer was heard: any of them may alone hold what this node cosigned and lost."""
    if all(peer.is_heard for peer in state.peers.values()):
        wait_no_more(state)


def wait_no_more(state: State) -> None:
    """Cosign again, with what is known by now to have been cosigned."""
    for log in state.logs.values():
        if log.must_hear:
            log.must_hear = False
            keep_adopted(state, log)


def exchange_failed(state: State, event: RequestFailed) -> None:
    """Try again later, longer each time."""
    peer = state.peers.get(event.request.peer)
    if peer is None or peer.sent is None or peer.sent.request != event.request:
        return
    peer.sent, peer.has_news = None, True
    peer.tries += 1
    peer.retry_at_ms = later(state, peer.tries)


def exchange_due(state: State, peer: Peer) -> None:
    """Show a peer what there is, when there is news or it was long ago."""
    if peer.sent is not None or state.mono_ms < peer.retry_at_ms:
        return
    waited = None if peer.asked_at_ms is None else state.mono_ms - peer.asked_at_ms
    if waited is not None and waited < (state.timing.news_ms if peer.has_news else state.timing.exchange_ms):
        return
    request = Exchange(peer=peer.party, notes=notes_to_show(state), evidence=_evidence(state))
    peer.sent, peer.asked_at_ms, peer.has_news = Sent(request=request, at_ms=state.mono_ms), state.mono_ms, False
    state.do(request)


def notes_to_show(state: State) -> tuple[bytes, ...]:
    """Give notes of all logs: of each the newest; then the newest cosigned one, and the one below which all is here."""
    every = [log.heads for log in state.logs.values()]
    if state.own is not None:
        every.insert(0, state.own.heads)
    newest = [each.newest.raw for each in every if each.newest is not None]
    older = [each.cosigned.raw for each in every if each.cosigned is not None]
    older += [log.under.raw for log in state.logs.values() if log.under is not None and log.durable]
    return tuple(dict.fromkeys((*newest, *older)))[:EXCHANGE_NOTES_MAX]


def hear(state: State, raw: bytes, peer: str) -> None:
    """Hear a note; one that does not hold is nothing."""
    heads = state.heads(origin_in(raw))
    if heads is None or is_known(heads, raw):
        return
    own = state.own
    if own is not None and heads is own.heads:
        _hear_own(state, own, raw)
        return
    log = state.logs[heads.member.origin]
    if not log.is_open:
        return
    try:
        heard = read_head(state, heads, log.keys, raw)
    except SignatureError:
        _claim(log, raw, peer)
        return
    except NodeError:
        return
    gained = add_head(heads, heard)
    if gained is not None and gained.other is not None:
        same_size_fork(state, heads, gained.other, heard)
        for line in heard.lines:
            _vouch(state, heads, heard, line)
    elif gained is not None:
        if gained.is_new:
            heard_of(state, log)
            _compare(state, log, heard, peer)
        gain(state, heads, gained)


def gain(state: State, heads: Heads, gained: Gained) -> None:
    """Draw what follows from new cosignatures."""
    for line in gained.lines:
        _vouch(state, heads, gained.heard, line)
        _cosignature(state, heads, gained.heard, line)
    best = gained.heard
    is_enough = len(best.organisations) >= min(_ENOUGH, len(state.logs))
    if best is heads.cosigned and is_enough and best.head.size > heads.proved_size:
        # The first moment counts. Later cosignatures of the same head are kept when an entry states their hash.
        heads.proved_size = best.head.size
        keep_note(state, heads)


def gain_own(state: State, origin: str, gained: Gained | None) -> None:
    """Draw what follows from a cosignature that this node made."""
    heads = state.heads(origin)
    if gained is not None and heads is not None and gained.other is None:
        gain(state, heads, gained)


def keep_note(state: State, heads: Heads) -> None:
    """Keep the newest cosigned note, so that its hash may be stated and its times proved."""
    if heads.cosigned is not None and not heads.is_kept:
        heads.is_kept = True
        state.do(KeepNote(origin=heads.member.origin, note=heads.cosigned.raw))


def own_head(state: State, own: OwnLog, head: Head, raw: bytes) -> None:
    """Take the own head that was just shown, and have everybody shown it."""
    shown = own.shown_before if own.shown is None else own.shown.size
    if shown is not None and head.size > shown:
        own.shown_at_ms[head.size] = state.mono_ms
    own.shown = head
    while len(own.shown_at_ms) > EXCHANGE_NOTES_MAX:
        del own.shown_at_ms[next(iter(own.shown_at_ms))]
    try:
        heard = read_head(state, own.heads, own.keys, raw)
    except NodeError as error:
        state.do(Failed(reason=f"the head that was just signed does not hold: {error}"))
        return
    gained = add_head(own.heads, heard)
    if gained is not None and gained.other is not None:
        same_size_fork(state, own.heads, gained.other, heard)
    notes, own.kept_notes = own.kept_notes, ()
    add_notes(state, own.heads, own.keys, tuple(each for each in notes if size_in(each) <= head.size))
    state.news()


def submit_due(state: State, own: OwnLog, peer: Peer) -> None:
    """Ask a peer's witness to cosign the newest own head."""
    newest = own.heads.newest
    if own.shown is None or newest is None or newest.head != own.shown or own.fork is not None:
        return
    if peer.submitted is not None or state.mono_ms < peer.witness_retry_at_ms or peer.witnessed >= newest.head.size:
        return
    if state.logs[peer.origin].member.key_of(KeyRole.WITNESS) is None:
        return
    proof: tuple[bytes, ...] = ()
    if peer.witnessed:
        proof = consistency_proof(peer.witnessed, newest.head.size, state.hashes(own.member.origin, newest.head.size))
    request = SubmitCheckpoint(peer=peer.party, old_size=peer.witnessed, proof=proof, note=newest.raw)
    peer.submitted = Sent(request=request, at_ms=state.mono_ms)
    state.do(request)


def checkpoint_answered(state: State, event: CheckpointAnswered) -> None:
    """Take a witness's cosignature, or learn which size it holds."""
    peer, own = state.peers.get(event.peer), state.own
    if peer is None or own is None or peer.submitted is None:
        return
    peer.submitted = None
    heard = own.heads.by_size.get(event.size)
    if event.status == OK and heard is not None:
        hear(state, _with_line(heard, event.body), event.peer)
        if peer.witnessed >= event.size:
            peer.witness_tries = 0
            return
    if event.status == CONFLICT and own.shown is not None:
        held = event.body.strip()
        size = int(held) if held.isascii() and held.isdigit() and len(held) < 16 else -1  # noqa: PLR2004 - digits
        if 0 <= size <= own.shown.size and size != peer.witnessed:
            peer.witnessed, peer.witness_retry_at_ms = size, state.mono_ms
            return
    peer.witness_tries += 1
    peer.witness_retry_at_ms = later(state, peer.witness_tries)


def submit_failed(state: State, event: RequestFailed) -> None:
    """Ask the witness again later."""
    peer = state.peers.get(event.request.peer)
    if peer is None or peer.submitted is None or peer.submitted.request != event.request:
        return
    peer.submitted = None
    peer.witness_tries += 1
    peer.witness_retry_at_ms = later(state, peer.witness_tries)


def heard_of(state: State, log: Followed) -> None:
    """Know that a log is heard of."""
    log.heard_at_ms = state.mono_ms
    stands = log.suspicions.pop("S2", None)
    if stands is not None:
        state.do(TellSuspected(suspected=stands, is_withdrawn=True))


def _heard_by_cosignature(state: State, log: Followed, time_s: int) -> None:
    """Know from a new cosignature by a party, over whosever head and shown by whomever, until when it was there."""
    if not state.now_ms or state.doubt_ms is not None:
        return
    at_ms = state.mono_ms - max(0, state.now_ms - time_s * 1000)
    if log.heard_at_ms is None or at_ms > log.heard_at_ms:
        if state.mono_ms - at_ms < state.timing.stale_ms:
            heard_of(state, log)
        log.heard_at_ms = at_ms


def _hear_own(state: State, own: OwnLog, raw: bytes) -> None:
    """Hear a note of the own log."""
    if own.shown is None:
        return
    try:
        heard = read_head(state, own.heads, own.keys, raw)
    except NodeError:
        return
    if heard.head.size > own.shown.size:
        reason = (
            f"a peer holds a head of this log of size {heard.head.size}, signed with its key, and the largest here is "
            f"of size {own.shown.size}: its devices are older than what it signed, or a second node holds its key"
        )
        state.do(Failed(reason=reason))
        return
    gained = add_head(own.heads, heard)
    if gained is None:
        return
    if gained.other is not None:
        same_size_fork(state, own.heads, gained.other, heard)
        return
    if gained.is_new and root_at(heard.head.size, state.hashes(own.member.origin, own.shown.size)) != heard.head.root:
        _prove_own(state, own, heard)
        return
    gain(state, own.heads, gained)


def _prove_own(state: State, own: OwnLog, heard: Heard) -> None:
    """Stop the own log: its key signed a head that is not of what it holds."""
    del own.heads.by_size[heard.head.size]
    reason = (
        f"a peer holds a head of this log of size {heard.head.size}, signed with its key, that is not of the entries "
        "here: two histories were written; does a second node hold its key?"
    )
    state.do(Failed(reason=reason))


def _compare(state: State, log: Followed, heard: Heard, peer: str) -> None:
    """Hold a head against the mirror, unless that failed: then its files are not what is known of them."""
    if log.kept is None or log.failed or heard.head.size > log.kept.size:
        return
    if root_at(heard.head.size, state.hashes(log.origin, log.kept.size)) != heard.head.root:
        begin_dispute(state, log, heard, peer)


def _claim(log: Followed, raw: bytes, peer: str) -> None:
    """Remember a larger head that no known key signed: a key entry that is not here yet may say whose key it is."""
    size = size_in(raw)
    if log.claimed is None and peer == log.member.party and log.size < size <= CLAIMED_SIZE_MAX:
        log.claimed = (Head(size=size, root=b""), raw, peer)


def _cosignature(state: State, heads: Heads, heard: Heard, line: Line) -> None:
    """Draw what follows from one new cosignature."""
    key, time_s = line.key, line.signature.time_s
    party, own, log = state.parties[key.name], state.own, state.logs.get(heads.member.origin)
    if own is not None and party == own.member.party:
        if log is not None:
            adopt(state, log, key.role, heard.head, time_s)
        return
    if party in state.peers:
        _heard_by_cosignature(state, state.logs[state.peers[party].origin], time_s)
    if own is None or heads is not own.heads:
        sample(state, party, time_s, None)
        return
    sample(state, party, time_s, own.shown_at_ms.get(heard.head.size))
    peer = state.peers.get(party)
    if key.role is KeyRole.MIRROR:
        state.do(Mirrored(size=heard.head.size))
    elif peer is not None and heard.head.size > peer.witnessed:
        peer.witnessed = heard.head.size


def _vouch(state: State, heads: Heads, heard: Heard, line: Line) -> None:
    """Prove that a cosigner contradicts itself (E4), if it does."""
    last, name = vouch(heads, heard, line), line.key.name
    if last is None or name in state.contradicted:
        return
    state.contradicted.add(name)
    notes = [f"{each.body}\n{each.own.text}{one.text}" for each, one in ((last.heard, last.line), (heard, line))]
    lines: list[dict[str, Value]] = [{"bundle": BUNDLE, "made": state.now_ms, "maker": MAKER}]
    lines += [{"note": each} for each in notes]
    bundle = write_lines(lines)
    proved = ProvedCosigner(cosigner=name, origin=heads.member.origin, bundle=bundle)
    kept = KeepEvidence(origin=heads.member.origin, name=evidence_name(proved.word, bundle, "bundle"), content=bundle)
    state.do(kept, TellProved(proved=proved))


def _with_line(heard: Heard, line: str) -> bytes:
    return f"{heard.body}\n{heard.own.text}{line}".encode()


def _evidence(state: State) -> tuple[bytes, ...]:
    return tuple(state.evidence.values())[:EXCHANGE_EVIDENCE_MAX]
