# SPDX-License-Identifier: Apache-2.0
"""Whether this node's clock can be believed, from the times that peers put on cosignatures.

A cosignature of an own head was made after the head was shown and before it came back: the peer's clock lies between
two bounds then. One of another log's head gives the lower bound alone. Bounds are held against the clock that never
goes back, so that a jump of this node's own clock shows at once.

Rules:
    - Of a head that was shown before this process began it is not known since when: its cosignatures give the lower
      bound alone.
    - A replayed or late cosignature only widens the bounds: the network can make nobody's clock look wrong.
    - Of an even number of peers the one nearer to this clock counts: one peer with a wrong clock stops nobody, unless
      he is the only one.
    - While the clock is in doubt nothing is cosigned, and the own log says so.
"""

from truceline.federation.evidence import ClockApart
from truceline.federation.happenings import RecordDraft, TellSuspected
from truceline.federation.states import Followed, Peer, State
from truceline.records.profile import encode

_GRAIN_MS = 999
"""Cosignatures tell whole seconds."""


def sample(state: State, party: str, time_s: int, since_ms: int | None) -> None:
    """Learn from a new cosignature of a peer.

    Args:
        state: Everything.
        party: Whose cosigner it is.
        time_s: The time that it states [s since 1970 UTC].
        since_ms: When the head was first shown (mono); none for a head of another log, or one that may have been shown
            before this process began.
    """
    peer = state.peers.get(party)
    if peer is None:
        return
    ahead = time_s * 1000 - state.mono_ms
    behind = None if since_ms is None else time_s * 1000 + _GRAIN_MS - since_ms
    is_old = state.mono_ms - peer.sampled_at_ms > state.timing.sample_ms
    if behind is not None or is_old or peer.ahead_ms is None:
        peer.ahead_ms, peer.behind_ms = ahead, behind
    elif ahead > peer.ahead_ms:
        peer.ahead_ms = ahead
        peer.behind_ms = None if peer.behind_ms is not None and peer.behind_ms < ahead else peer.behind_ms
    else:
        return
    peer.sampled_at_ms = state.mono_ms


def judge_clock(state: State) -> None:
    """Decide whether the clock is in doubt, and whether one peer's differs from all others."""
    apart = {
        each.party: _apart(state, each)
        for each in state.peers.values()
        if each.ahead_ms is not None and state.mono_ms - each.sampled_at_ms <= state.timing.sample_ms
    }
    middle = _middle(sorted(apart.values()))
    is_doubt = abs(middle) > state.timing.doubt_ms
    if is_doubt and state.doubt_ms is None:
        body = encode({"apart_ms": middle, "peers": [*sorted(apart)], "record": "clock.doubt/1"}, what="clock.doubt")
        state.do(RecordDraft(type="clock.doubt", body=body))
    state.doubt_ms = middle if is_doubt else None
    for log in state.logs.values():
        _suspect(state, log, 0 if is_doubt or len(apart) < 2 else apart.get(log.member.party, 0))  # noqa: PLR2004 - two


def _suspect(state: State, log: Followed, apart_ms: int) -> None:
    """Suspect one peer's clock (S4), or no longer."""
    stands = log.suspicions.get("S4")
    if abs(apart_ms) > state.timing.doubt_ms:
        if stands is None:
            found = ClockApart(party=log.member.party, apart_ms=apart_ms)
            log.suspicions["S4"] = found
            state.do(TellSuspected(suspected=found))
    elif stands is not None:
        del log.suspicions["S4"]
        state.do(TellSuspected(suspected=stands, is_withdrawn=True))


def _apart(state: State, peer: Peer) -> int:
    """Say by how much at least a peer's clock is ahead of this one; negative when it is behind."""
    own = state.now_ms - state.mono_ms
    if peer.ahead_ms is not None and peer.ahead_ms > own:
        return peer.ahead_ms - own
    return min(0, peer.behind_ms - own) if peer.behind_ms is not None else 0


def _middle(values: list[int]) -> int:
    if not values:
        return 0
    half = len(values) // 2
    return values[half] if len(values) % 2 else min(values[half - 1], values[half], key=abs)
