# SPDX-License-Identifier: Apache-2.0
"""The mirror's pull: from a verified head to its entries, all of them, kept durably once they give that head's root.

Rules:
    - Nothing is believed by where it came from: any peer may serve any log.
    - That nothing is missing is arithmetic: the entries give the signed root at the signed size, or they are not kept.
    - Entries beyond the last verified head lie in the mirror unproven. They are linked and signed by their authors, so
      that a pull goes on where it was cut off; they are put aside when a head shows that they are of another history.
    - A peer that gives rubbish is asked last. The log is said to be broken only when the broken entry stands under a
      root that its key signed.

Source:
    ``docs/life-of-an-entry.md``; C2SP tlog-mirror.
"""

from collections.abc import Sequence
from functools import cache

from truceline.base.errors import NodeError
from truceline.base.limits import PEER_PULLS_MAX
from truceline.crypto.merkle import HashAt, inclusion_proof, leaf_hash, node_hash
from truceline.crypto.notes import encode_base64
from truceline.crypto.tiles import TILE_WIDTH
from truceline.federation.disputes import begin_dispute, evidence_name, go_on
from truceline.federation.evidence import ProvedMalformed
from truceline.federation.forks import BUNDLE, MAKER, write_lines
from truceline.federation.happenings import (
    CutMirror,
    EntriesReceived,
    FetchEntries,
    KeepEntries,
    KeepEvidence,
    KeepHead,
    LogStopped,
    RequestFailed,
    TellProved,
)
from truceline.federation.heads import add_head, drop_replaced, read_head
from truceline.federation.owed import denials, owe
from truceline.federation.states import Broken, Followed, Heard, Sent, State, later
from truceline.federation.taking import FaultKind, Place, TakeFault, Taken, open_bodies, take_entries
from truceline.ledger.keyring import KeyBody
from truceline.ledger.recount import recount
from truceline.records.profile import Value

FRESH_MAX = 1_024
"""Entries of one log that wait in memory to be delivered; beyond them they are read from the mirror again."""
BODILESS_MAX = 256
"""Entries of one log whose open body did not come with them and is asked for."""
BROKEN_LEAVES_MAX = 1_000_000
"""Leaves behind a broken entry that are hashed to see whether a signed head covers it: 32 MB."""


def pull(state: State, log: Followed) -> None:
    """Decide what can be decided from what lies in the mirror now, and ask for what comes next."""
    if log.broken is not None and log.broken.judge_for:
        _judge_broken(state, log, log.broken, log.broken.judge_for)
    if log.dispute is not None:
        go_on(state, log)
        return
    if log.sent is not None or not log.is_followed or state.mono_ms < log.retry_at_ms:
        return
    _hold_staged(state, log)
    goal = wanted(log)
    first = log.size if log.broken is None else log.broken.first + len(log.broken.leaves)
    if goal <= first:
        log.behind_since_ms = None if goal <= log.size else log.behind_since_ms
        return
    if log.behind_since_ms is None:
        log.behind_since_ms = state.mono_ms
    if sum(each.sent is not None for each in state.logs.values()) >= PEER_PULLS_MAX:
        return
    sources = _sources(state, log)
    peer = sources[log.source % len(sources)]
    count = min(goal - first, TILE_WIDTH - first % TILE_WIDTH)
    request = FetchEntries(peer=peer, origin=log.origin, first=first, count=count)
    log.sent = Sent(request=request, at_ms=state.mono_ms)
    state.do(request)


def _hold_staged(state: State, log: Followed) -> None:
    """Hold what lies here unproven since before a crash or a failure against the newest head, now that it is heard."""
    newest, kept = log.heads.newest, log.kept
    size = 0 if kept is None else kept.size
    if newest is None or log.claimed is not None or log.broken is not None or not size < newest.head.size <= log.size:
        return
    if newest.head.size < log.size:
        back_to_kept(state, log)
    elif _holds(state, log, log.member.party) and log.under is not None and log.kept not in {None, kept}:
        state.do(KeepHead(origin=log.origin, head=log.under.head, note=log.under.raw))


def wanted(log: Followed) -> int:
    """Say up to which size entries are wanted: the largest verified head, or one that a rotated key may have signed."""
    newest = 0 if log.heads.newest is None else log.heads.newest.head.size
    return newest if log.claimed is None or newest > log.size else max(newest, log.claimed[0].size)


def entries_received(state: State, event: EntriesReceived) -> None:
    """Take entries, if they are those that were asked for."""
    log = state.logs.get(event.origin)
    request = None if log is None or log.sent is None else log.sent.request
    if log is None or not isinstance(request, FetchEntries):
        return
    if (request.peer, request.first) != (event.peer, event.first):
        return
    log.sent = None
    raws = event.raws[: request.count]
    if not raws or not log.is_followed:
        put_off(state, log)
    elif log.broken is not None:
        _go_on_broken(state, log, log.broken, raws, event.peer)
    else:
        _take(state, log, raws, dict(event.bodies), event.peer)


def entries_failed(state: State, log: Followed, event: RequestFailed) -> None:
    """Ask another peer, or the same one later."""
    if log.sent is None or log.sent.request != event.request:
        return
    log.sent = None
    if event.is_refusal and event.request.peer == log.member.party:
        log.refused += 1
    put_off(state, log)


def put_off(state: State, log: Followed) -> None:
    """Turn to the next source, and wait longer each time all were tried."""
    log.source += 1
    log.tries += 1
    if log.claimed is not None and log.tries > 2 * len(state.peers):
        log.claimed = None
    sources = len(_sources(state, log))
    log.retry_at_ms = later(state, log.tries // sources) if log.tries >= sources else state.mono_ms


def back_to_kept(state: State, log: Followed) -> None:
    """Put aside what is beyond the last verified head."""
    size = 0 if log.kept is None else log.kept.size
    log.recount, log.last, log.keys = log.at_kept
    assert log.recount.size == size
    log.size = size
    for seq in [each for each in log.owed if each >= size]:
        del log.owed[seq]
    for seq in [each for each in log.fresh if each >= size]:
        del log.fresh[seq]
    log.boxes_out.clear()
    for seq in [each for each in log.bodiless if each >= size]:
        del log.bodiless[seq]
    state.do(CutMirror(origin=log.origin, size=size))


def _take(state: State, log: Followed, raws: tuple[bytes, ...], bodies: dict[int, KeyBody], peer: str) -> None:
    """Take entries up to each verified head among them, hold its root against them, and keep the last that fits."""
    kept = log.kept
    is_good = True
    for start, end in _stretches(log, len(raws)):
        place = Place(origin=log.origin, size=log.size, last=log.last, keys=log.keys)
        taken = take_entries(place, raws[start:end], bodies, verify=state.verify_many)
        count = start + len(taken.entries)
        if taken.entries:
            _stage(state, log, taken, raws[start:count], bodies)
        if taken.fault is not None:
            is_good = False
            _fault(state, log, taken.fault, raws, count, peer)
        elif not _holds(state, log, peer):
            is_good = False
        if not is_good:
            break
    if log.under is not None and log.kept is not None and log.kept != kept:
        state.do(KeepHead(origin=log.origin, head=log.kept, note=log.under.raw))
    if is_good:
        log.tries, log.refused = 0, 0
        log.behind_since_ms = None if wanted(log) <= log.size else log.behind_since_ms
        _judge_claim(state, log)


def _stretches(log: Followed, count: int) -> list[tuple[int, int]]:
    """Cut entries that come next where verified heads stand: as offsets from the first of them."""
    sizes = sorted(size - log.size for size in log.heads.by_size if log.size < size <= log.size + count)
    ends = [*sizes, count] if not sizes or sizes[-1] != count else sizes
    return list(zip([0, *ends], ends, strict=False))


def _stage(state: State, log: Followed, taken: Taken, raws: tuple[bytes, ...], bodies: dict[int, KeyBody]) -> None:
    """Write entries to the mirror, not durable and not proven yet."""
    found, tiles = recount(log.recount, raws)
    opened = open_bodies(taken.entries, bodies)
    state.do(
        KeepEntries(origin=log.origin, first=log.size, raws=raws, bodies=tuple(sorted(opened.items())), tiles=tiles)
    )
    if taken.keys is not None and taken.keys is not log.keys:
        drop_replaced(log.heads, taken.keys, log.under)
    log.recount, log.keys, log.last = found, taken.keys, taken.entries[-1].leaf
    log.size = found.size
    for entry in taken.entries:
        owe(state, log, entry)
        denials(state, log, entry)
        seq, body = entry.header.seq, opened.get(entry.header.seq)
        if len(log.fresh) < FRESH_MAX:
            log.fresh[seq] = (entry, body)
        is_open = entry.header.box is not None and entry.header.box.key_digest is None
        if is_open and body is None and len(log.bodiless) < BODILESS_MAX:
            log.bodiless[seq] = entry


def _holds(state: State, log: Followed, peer: str) -> bool:
    """Hold the tree against the verified head of its size.

    Returns:
        Whether nothing speaks against going on.
    """
    heard = log.heads.by_size.get(log.size)
    if heard is None:
        return True
    if heard.head.root == log.recount.root():
        log.kept, log.under, log.at_kept = heard.head, heard, (log.recount, log.last, log.keys)
        return True
    back_to_kept(state, log)
    put_off(state, log)
    if log.kept is not None:
        begin_dispute(state, log, heard, peer)
    return False


def _fault(state: State, log: Followed, fault: TakeFault, raws: Sequence[bytes], count: int, peer: str) -> None:
    """Deal with entries of which the one at an offset breaks the rules."""
    goal = log.heads.newest
    if fault.kind in {FaultKind.ALARM, FaultKind.LATER}:
        log.failed = f"entry {fault.seq} cannot be followed here: {fault.rule}"
        state.do(LogStopped(origin=log.origin, reason=log.failed))
    elif fault.kind is FaultKind.BODY or goal is None or goal.head.size <= log.size:
        put_off(state, log)
    else:
        rest = raws[count:]
        broken = Broken(
            first=log.size,
            seq=fault.seq,
            rule=fault.rule,
            run=tuple(raws[max(0, count - 1) : count + 1]),
            leaves=[leaf_hash(raw) for raw in rest],
            recount=recount(log.recount, rest)[0],
        )
        is_elsewhere = fault.kind is FaultKind.LINK and broken.recount.size < goal.head.size
        log.broken = None if is_elsewhere else broken
        if is_elsewhere:
            _not_this_history(state, log, goal, peer)
        else:
            broken.judge_for = peer


def _go_on_broken(state: State, log: Followed, broken: Broken, raws: tuple[bytes, ...], peer: str) -> None:
    """Hash on to the head that covers a broken entry."""
    broken.leaves += [leaf_hash(raw) for raw in raws]
    broken.recount, _ = recount(broken.recount, raws)
    if len(broken.leaves) > BROKEN_LEAVES_MAX:
        log.broken = None
        put_off(state, log)
    else:
        broken.judge_for = peer


def _judge_broken(state: State, log: Followed, broken: Broken, peer: str) -> None:
    """Say that the log is broken if the broken entry stands under a signed root; else that somebody gave rubbish."""
    broken.judge_for = ""
    goal = log.heads.by_size.get(broken.recount.size)
    if goal is None:
        newest = log.heads.newest
        if newest is None or newest.head.size < broken.recount.size:
            log.broken = None
            put_off(state, log)
        return
    log.broken = None
    if goal.head.root != broken.recount.root():
        _not_this_history(state, log, goal, peer)
        return
    log.malformed = True
    proved = _proved_malformed(state, log, broken, goal)
    name = evidence_name(proved.word, proved.bundle, "bundle")
    state.do(KeepEvidence(origin=log.origin, name=name, content=proved.bundle), TellProved(proved=proved))


def _not_this_history(state: State, log: Followed, heard: Heard, peer: str) -> None:
    """Another history than the mirror's, or rubbish: tiles decide."""
    if log.kept is None or log.size > log.kept.size:
        back_to_kept(state, log)
    put_off(state, log)
    begin_dispute(state, log, heard, peer)


def _proved_malformed(state: State, log: Followed, broken: Broken, goal: Heard) -> ProvedMalformed:
    """Write the proof that an entry under a signed head breaks the rules: it, the one before it, and its place."""
    hash_at = _joined(state.hashes(log.origin, broken.first), broken.first, broken.leaves)
    proof = inclusion_proof(broken.seq, goal.head.size, hash_at)
    first = broken.seq - len(broken.run) + 1
    lines: list[dict[str, Value]] = [
        {"bundle": BUNDLE, "made": state.now_ms, "maker": MAKER},
        {"note": goal.raw.decode()},
        {"entries": [encode_base64(raw) for raw in broken.run], "from": first, "log": log.origin},
        {
            "hashes": [each.hex() for each in proof],
            "leaf": broken.seq,
            "log": log.origin,
            "size": goal.head.size,
        },
    ]
    return ProvedMalformed(origin=log.origin, seq=broken.seq, rule=broken.rule, bundle=write_lines(lines))


def _joined(before: HashAt, size: int, leaves: Sequence[bytes]) -> HashAt:
    """Give the hashes of a tree of which the first leaves are kept and the others are given."""

    @cache
    def hash_at(level: int, index: int) -> bytes:
        if (index + 1) << level <= size:
            return before(level, index)
        if level == 0:
            return leaves[index - size]
        return node_hash(hash_at(level - 1, 2 * index), hash_at(level - 1, 2 * index + 1))

    return hash_at


def _judge_claim(state: State, log: Followed) -> None:
    """Read a head again that no known key had signed, now that further key entries are known."""
    if log.claimed is None:
        return
    head, raw, _ = log.claimed
    if log.size >= head.size:
        log.claimed = None
    try:
        heard = read_head(state, log.heads, log.keys, raw)
    except NodeError:
        return
    log.claimed = None
    add_head(log.heads, heard)
    if heard.head.size == log.size and heard.head.root == log.recount.root():
        log.kept, log.under, log.at_kept = heard.head, heard, (log.recount, log.last, log.keys)
        state.do(KeepHead(origin=log.origin, head=heard.head, note=heard.raw))


def _sources(state: State, log: Followed) -> list[str]:
    """List the peers that may have the log: its author first, then the others."""
    return [log.member.party, *(each for each in sorted(state.peers) if each != log.member.party)]
