# SPDX-License-Identifier: Apache-2.0
"""Asks every peer what it knows of the own log, when its devices may be older than what it signed.

Rules:
    - Every peer must have answered before the log goes on, or the operator decides to go on without the others.
    - A head counts if the log's own key signed it, as its entries say which; a peer can end nobody's log by a word.
    - What a peer says counts from an exchange that was begun after the asking.
"""

from truceline.base.errors import NodeError
from truceline.crypto.tiles import TILE_WIDTH
from truceline.federation.happenings import EntriesReceived, FetchEntries, NotesReceived, RequestFailed
from truceline.federation.heads import origin_in, read_head, size_in
from truceline.federation.states import Asking, OwnLog, Sent, State
from truceline.federation.taking import Place, take_entries
from truceline.ledger.happenings import PeerAnswered, PeersAsked


def begin_asking(state: State, own: OwnLog, first: int) -> None:
    """Ask all peers."""
    own.asking = Asking(first=first, waiting=dict.fromkeys(state.peers))
    for peer in state.peers.values():
        peer.sent, peer.has_news, peer.retry_at_ms, peer.asked_at_ms = None, True, state.mono_ms, None
    go_on_asking(state, own)


def answered(state: State, own: OwnLog, event: NotesReceived) -> None:
    """Take what a peer says it knows."""
    asking = own.asking
    if asking is None or event.peer not in asking.waiting or event.request is not None:
        return
    if asking.waiting[event.peer] is not None:
        return
    known = [raw for raw in event.notes if origin_in(raw) == own.member.origin and size_in(raw)]
    if not known:
        del asking.waiting[event.peer]
    else:
        asking.waiting[event.peer] = tuple(sorted(known, key=size_in))
    go_on_asking(state, own)


def entries_given(state: State, own: OwnLog, event: EntriesReceived) -> None:
    """Take entries of the own log."""
    asking = own.asking
    if asking is None or asking.sent is None:
        return
    request = asking.sent.request
    if not isinstance(request, FetchEntries) or (request.peer, request.first) != (event.peer, event.first):
        return
    asking.sent = None
    if not event.raws:
        _tell(state, own, asking, event.peer)
        return
    asking.raws += event.raws[: request.count]
    asking.bodies.update(event.bodies)
    go_on_asking(state, own)


def entries_not_given(state: State, own: OwnLog, event: RequestFailed) -> None:
    """Go on without the entries of a peer that refuses; ask again if it was not reached."""
    asking = own.asking
    if asking is None or asking.sent is None or asking.sent.request != event.request:
        return
    asking.sent = None
    if event.is_refusal:
        _tell(state, own, asking, event.request.peer)
    else:
        asking.retry_at_ms = state.mono_ms + state.timing.retry_ms


def go_on_without(state: State, own: OwnLog) -> None:
    """Wait for no more peers: the operator decided so."""
    if own.asking is not None:
        own.asking.waiting.clear()
        own.asking.sent = None
        go_on_asking(state, own)


def go_on_asking(state: State, own: OwnLog) -> None:
    """Ask the next peer for entries, or say that all were asked."""
    asking = own.asking
    if asking is None or asking.sent is not None or state.mono_ms < asking.retry_at_ms:
        return
    if not asking.waiting:
        own.asking = None
        own.heads.texts.clear()  # What was read so far was not heard: it is, once the log is open.
        state.do(PeersAsked())
        return
    party, known = next(((party, each) for party, each in asking.waiting.items() if each is not None), ("", None))
    if not known:
        return
    first = own.size + len(asking.raws)
    if size_in(known[-1]) <= first:
        _tell(state, own, asking, party)
        return
    count = min(size_in(known[-1]) - first, TILE_WIDTH - first % TILE_WIDTH)
    request = FetchEntries(peer=party, origin=own.member.origin, first=first, count=count)
    asking.sent = Sent(request=request, at_ms=state.mono_ms)
    state.do(request)


def _tell(state: State, own: OwnLog, asking: Asking, party: str) -> None:
    """Tell the own log every head that a peer knows, each with the entries that it gave up to there."""
    raws, bodies = tuple(asking.raws), dict(asking.bodies)
    asking.raws.clear()
    asking.bodies.clear()
    place = Place(origin=own.member.origin, size=own.size, last=own.last, keys=own.keys)
    taken = take_entries(place, raws, bodies, verify=None)
    for raw in asking.waiting.pop(party) or ():
        try:
            heard = read_head(state, own.heads, taken.keys, raw)
        except NodeError:
            continue
        count = heard.head.size - own.size
        given = raws[:count] if 0 < count <= len(raws) else ()
        found = tuple(sorted(bodies.items())) if given else ()
        state.do(PeerAnswered(head=heard.head, first=own.size if given else 0, raws=given, bodies=found))
