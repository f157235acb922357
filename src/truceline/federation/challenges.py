# SPDX-License-Identifier: Apache-2.0
"""Challenges: a log that owes entries is asked in public, with a deadline; and what is heard of no more is stale.

Rules:
    - A challenge is an entry of the own log, which everybody mirrors: that it was asked can be shown later.
    - Only refusals by the author's own node count, before the challenge and again after its deadline. A peer that is
      not reached is stale (S2) and nothing else.
    - Whatever is answered late withdraws the suspicion.
"""

from collections.abc import Iterable

from truceline.base.errors import NodeError
from truceline.federation.evidence import ChallengeUnanswered, HeadStale
from truceline.federation.happenings import RecordDraft, TellSuspected
from truceline.federation.states import Followed, State
from truceline.records.entries import Reference, parse_entry
from truceline.records.profile import Value, encode

_REFUSALS_MIN = 2
_MARK = b'"typ":"challenge"'


def challenge_due(state: State, log: Followed) -> None:
    """Challenge a log that owes entries, suspect it after the deadline, or withdraw that."""
    if log.behind_since_ms is None or not log.is_followed:
        _withdraw(state, log)
    elif log.deadline_ms is None:
        _challenge_late(state, log)
    elif state.doubt_ms is None and state.now_ms > log.deadline_ms:
        if not log.is_late:
            log.is_late, log.refused = True, 0
        elif log.refused >= _REFUSALS_MIN and "S1" not in log.suspicions:
            found = ChallengeUnanswered(party=log.member.party, origin=log.origin, asked=_asked(log))
            log.suspicions["S1"] = found
            state.do(TellSuspected(suspected=found))


def challenges_in(state: State, raws: Iterable[bytes]) -> None:
    """Know the challenges of the own log again, as it is read at the start."""
    for raw in raws:
        if _MARK not in raw:
            continue
        try:
            header = parse_entry(raw).header
        except NodeError:
            continue  # The log itself says what is wrong with it.
        for each in header.refers:
            state.challenges[each.log] = (each.seq + 1, header.deadline_ms or 0)


def _challenge_late(state: State, log: Followed) -> None:
    """Challenge a log that was behind for long enough and refused; one that was challenged before is not again."""
    if state.mono_ms - (log.behind_since_ms or 0) < state.timing.challenge_ms or log.refused < _REFUSALS_MIN:
        return
    size, deadline_ms = state.challenges.get(log.origin, (0, 0))
    log.refused, log.is_late = 0, False
    if size == log.size and log.size:
        log.deadline_ms = deadline_ms
        return
    log.deadline_ms = state.now_ms + state.timing.deadline_ms
    state.challenges[log.origin] = (log.size, log.deadline_ms)
    state.do(_challenge(log, log.deadline_ms))


def stale_due(state: State, log: Followed) -> None:
    """Say that a log is stale (S2)."""
    since = log.heard_at_ms
    if since is None or "S2" in log.suspicions or state.mono_ms - since < state.timing.stale_ms:
        return
    found = HeadStale(
        party=log.member.party, origin=log.origin, since_ms=max(0, state.now_ms - (state.mono_ms - since))
    )
    log.suspicions["S2"] = found
    state.do(TellSuspected(suspected=found))


def _challenge(log: Followed, deadline_ms: int) -> RecordDraft:
    size = 0 if log.heads.newest is None else log.heads.newest.head.size
    said: Value = {"from": log.size, "log": log.origin, "record": "challenge/1", "to": size, "wants": "entries"}
    last = Reference(log.origin, log.size - 1, log.last.hex()) if log.size else None
    return RecordDraft(
        type="challenge",
        body=encode(said, what="challenge"),
        refers=() if last is None else (last,),
        to=(log.member.party,),
        deadline_ms=deadline_ms,
    )


def _asked(log: Followed) -> str:
    size = 0 if log.heads.newest is None else log.heads.newest.head.size
    return f"entries from {log.size} on, below the head of size {size} that its key signed"


def _withdraw(state: State, log: Followed) -> None:
    log.deadline_ms, log.is_late = None, False
    stands = log.suspicions.pop("S1", None)
    if stands is not None:
        state.do(TellSuspected(suspected=stands, is_withdrawn=True))
