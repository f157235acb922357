# SPDX-License-Identifier: Apache-2.0
"""Two signed heads of one log: are they of one history, or is it a fork? Decided by tiles, believed by proofs alone.

The tiles of the other history are fetched one by one while both trees are gone down together, from the roots to the
first leaf in which they differ: a handful of tiles, whatever the sizes. What a peer gives is believed only if a proof
made of it leads to the signed root; else another peer is asked.
"""

from dataclasses import replace
from hashlib import sha256

from truceline.base.errors import InclusionError, NodeError
from truceline.base.limits import EXCHANGE_EVIDENCE_MAX
from truceline.crypto.merkle import HashAt, maybe_first_difference, root_at
from truceline.crypto.notes import VerifierKey, parse_note
from truceline.crypto.tiles import TileHashes, TilePath
from truceline.crypto.tlog_policy import organisation_of
from truceline.federation.evidence import ProvedFork
from truceline.federation.forks import Branch, branch, prove_fork, read_lines, verify_fork
from truceline.federation.happenings import (
    FetchTiles,
    KeepEvidence,
    RequestFailed,
    TellProved,
    TilesReceived,
)
from truceline.federation.heads import cosigners_in, key_in_force
from truceline.federation.states import (
    DamagedTilesError,
    Dispute,
    Followed,
    Heads,
    Heard,
    OwnLog,
    Sent,
    State,
    later,
)
from truceline.ledger.happenings import Failed

TILES_KEPT = 64
"""Tiles of the other history that are held while it is compared: a way down needs one for each 256-fold of its size."""


class _MissingTileError(Exception):
    """A tile of the other history is not here yet."""

    def __init__(self, path: TilePath) -> None:
        super().__init__()
        self.path = path


def begin_dispute(state: State, log: Followed, other: Heard, peer: str) -> None:
    """Have what this node holds of a log compared with another signed head of it, once all of it lies in the mirror.

    Args:
        state: Everything.
        log: Of which something is kept under a verified head.
        other: The head that does not fit.
        peer: Who showed it.
    """
    if log.fork is not None or log.dispute is not None or log.kept is None:
        return
    order = [peer, log.member.party, *sorted(state.peers)]
    sources = [each for each in dict.fromkeys(order) if each in state.peers]
    log.dispute = Dispute(other=other, sources=sources)
    log.behind_since_ms = state.mono_ms if log.behind_since_ms is None else log.behind_since_ms
    log.sent, log.retry_at_ms, log.tries = None, 0, 0


def go_on(state: State, log: Followed) -> None:
    """Compare as far as the tiles reach, and ask for the next one or decide.

    Raises:
        DamagedTilesError: The tiles that are kept here are damaged.
    """
    dispute = log.dispute
    if dispute is None or log.sent is not None or state.mono_ms < log.retry_at_ms or log.kept is None:
        return
    if dispute.other.key != key_in_force(log.member, log.keys, dispute.other.head.size):
        log.dispute = None  # It was replaced before that size, as is known by now: that is no head.
        return
    try:
        decided = _compare(state, log, dispute)
    except _MissingTileError as missing:
        _ask(state, log, dispute, missing.path)
        return
    except (NodeError, AssertionError):
        # Tiles that cannot be those of any tree under this root: whoever gave them is asked last.
        _next_source(state, log, dispute)
        return
    log.dispute = None
    if decided is not None:
        adopt_fork(state, log.member.origin, decided)


def tiles_received(state: State, event: TilesReceived) -> None:
    """Take tiles of the other history."""
    log = state.logs.get(event.origin)
    request = None if log is None or log.sent is None else log.sent.request
    if log is None or log.dispute is None or not isinstance(request, FetchTiles):
        return
    if (request.peer, request.size) != (event.peer, event.size):
        return
    log.sent = None
    wanted = dict(event.tiles)
    if request.paths[0] not in wanted or len(log.dispute.tiles) >= TILES_KEPT:
        _next_source(state, log, log.dispute)
        return
    log.dispute.tiles[request.paths[0]] = wanted[request.paths[0]]


def tiles_failed(state: State, log: Followed, event: RequestFailed) -> None:
    """Ask another peer, or the same one later."""
    assert isinstance(event.request, FetchTiles)
    if log.dispute is None or log.sent is None or log.sent.request != event.request:
        return
    log.sent = None
    if event.is_refusal and event.request.peer == log.member.party:
        log.refused += 1
    _next_source(state, log, log.dispute)


def same_size_fork(state: State, heads: Heads, one: Heard, other: Heard) -> None:
    """Prove a fork of two roots of one size, at once."""
    if one.key != other.key:
        return
    branches = (Branch(note=one.note, head=one.head), Branch(note=other.note, head=other.head))
    adopt_fork(state, heads.member.origin, prove_fork(heads.member.origin, None, branches, state.now_ms))


def adopt_fork(state: State, origin: str, proved: ProvedFork) -> None:
    """Keep a verified proof of a fork, tell it, and show it to everybody; follow that log no further.

    Of a log of which nothing was reached here it is not known which keys are in force: that waits until it is shown
    again.
    """
    log = state.logs.get(origin)
    proved = _told_beside(state, proved)
    if log is None:
        _own_fork(state, origin, proved)
    elif log.fork is not None or log.kept is None:
        return
    else:
        log.fork, log.dispute, log.sent = proved, None, None
    name = evidence_name(proved.word, proved.bundle, "fork")
    if name in state.evidence:
        return
    state.evidence[name] = proved.bundle
    state.do(KeepEvidence(origin=origin, name=name, content=proved.bundle), TellProved(proved=proved))
    state.news()


def evidence_received(state: State, bundles: tuple[bytes, ...]) -> None:
    """Verify proofs of forks that a peer shows; what does not hold is nothing."""
    for bundle in bundles[:EXCHANGE_EVIDENCE_MAX]:
        if evidence_name("E1", bundle, "fork") in state.evidence:
            continue
        try:
            proved = read_fork(state, bundle)
        except NodeError:
            continue
        adopt_fork(state, proved.origin, proved)


def read_fork(state: State, bundle: bytes) -> ProvedFork:
    """Verify the proof of a fork of any log, by the keys that were in force at the sizes of its heads as far as known.

    Raises:
        NodeError: As ``verify_fork``.
    """
    return verify_fork(bundle, lambda origin, size: _keys_of(state, origin, size), verify=state.verify)


def judge_kept(state: State, own: OwnLog) -> None:
    """Stop the own log again if a kept proof of a fork of it holds: once its entries were read, which say its keys."""
    kept, own.kept_forks = own.kept_forks, ()
    for bundle in kept:
        try:
            proved = read_fork(state, bundle)
        except NodeError:
            continue
        state.evidence[evidence_name(proved.word, bundle, "fork")] = bundle
        _own_fork(state, own.member.origin, proved)


def evidence_name(word: str, content: bytes, kind: str) -> str:
    """Name evidence by its class and its digest."""
    return f"{word}-{sha256(content).hexdigest()[:16]}.{kind}"


def own_tree(state: State, log: Followed) -> HashAt:
    """Give the hashes of what is mirrored of a log under its kept head."""
    assert log.kept is not None
    return state.hashes(log.origin, log.kept.size)


def _told_beside(state: State, proved: ProvedFork) -> ProvedFork:
    """Say beside a proof since when its key is not believed alone, and who had cosigned which of the two heads."""
    heads, log, own = state.heads(proved.origin), state.logs.get(proved.origin), state.own
    keys = log.keys if log is not None else None if own is None else own.keys
    if heads is None or keys is None:
        return proved
    bodies = [parse_note(str(line["note"]).encode()).body for line in read_lines(proved.bundle)[1:3]]
    known = [heads.texts.get(each) for each in bodies]
    by = [{organisation_of(line.key.name) for line in (() if each is None else cosigners_in(each))} for each in known]
    since = next(each.suspect_from_ms for each in reversed(keys.log_keys) if each.since < proved.sizes[0])
    return replace(proved, suspect_from_ms=since, cosigned=(tuple(sorted(by[0])), tuple(sorted(by[1]))))


def _own_fork(state: State, origin: str, proved: ProvedFork) -> None:
    own = state.own
    if own is None or own.member.origin != origin or own.fork is not None:
        return
    own.fork = proved
    reason = (
        f"two heads of the sizes {proved.sizes} were signed with this log's key that cannot be of one history: "
        "does a second node hold its key? A new log must succeed it"
    )
    state.do(Failed(reason=reason))


def _compare(state: State, log: Followed, dispute: Dispute) -> ProvedFork | None:
    """Go down both trees.

    Returns:
        The proof of a fork; none when the other head continues what is kept.

    Raises:
        _MissingTileError: A tile is needed.
        DamagedTilesError: The tiles that are kept here are damaged.
        InclusionError: What the tiles say is not under the signed root.
    """
    assert log.kept is not None
    assert log.under is not None
    ours_note = log.under

    def read(path: TilePath) -> bytes:
        if path not in dispute.tiles:
            raise _MissingTileError(path)
        return dispute.tiles[path]

    if root_at(log.kept.size, own_tree(state, log)) != log.kept.root:
        message = f"the tiles of {log.origin} are not those of its entries; they are made again at the next start"
        raise DamagedTilesError(message, log.origin)
    other = dispute.other
    ours, theirs = own_tree(state, log), TileHashes(read, other.head.size).hash_at
    index = maybe_first_difference(ours, theirs, min(log.kept.size, other.head.size))
    if index is None:
        if root_at(other.head.size, theirs) != other.head.root or other.head.size <= log.kept.size:
            message = "tiles: expected some that give the signed root, got others"
            raise InclusionError(message)
        return None
    branches = (branch(ours_note.note, log.kept, index, ours), branch(other.note, other.head, index, theirs))
    proved = prove_fork(log.origin, index, branches, state.now_ms)
    return read_fork(state, proved.bundle)


def _ask(state: State, log: Followed, dispute: Dispute, path: TilePath) -> None:
    request = FetchTiles(peer=dispute.sources[0], origin=log.origin, size=dispute.other.head.size, paths=(path,))
    log.sent = Sent(request=request, at_ms=state.mono_ms)
    state.do(request)


def _next_source(state: State, log: Followed, dispute: Dispute) -> None:
    dispute.tries += 1
    dispute.tiles.clear()
    dispute.sources.append(dispute.sources.pop(0))
    log.retry_at_ms = later(state, dispute.tries // len(dispute.sources))


def _keys_of(state: State, origin: str, size: int) -> tuple[VerifierKey, ...]:
    log, own = state.logs.get(origin), state.own
    if log is not None:
        return (key_in_force(log.member, log.keys, size),)
    if own is not None and own.member.origin == origin:
        return (key_in_force(own.member, own.keys, size),)
    return ()
