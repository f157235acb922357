# SPDX-License-Identifier: Apache-2.0
"""What follows from one event, as effects in order; the own log and the disks are ``RecordNode``'s to drive."""

from truceline.federation.asking import answered, entries_given, entries_not_given, go_on_asking, go_on_without
from truceline.federation.challenges import challenge_due, stale_due
from truceline.federation.clocks import judge_clock
from truceline.federation.cosigning import add_checkpoint, cosign_mirror, cosigned_kept
from truceline.federation.disputes import tiles_failed, tiles_received
from truceline.federation.gossip import (
    checkpoint_answered,
    exchange_due,
    exchange_failed,
    gain_own,
    hear,
    notes_received,
    submit_due,
    submit_failed,
    wait_no_more,
)
from truceline.federation.happenings import (
    AddCheckpoint,
    BodyReceived,
    BoxReceived,
    CheckpointAnswered,
    CosignedKept,
    DiskAnswer,
    EntriesReceived,
    Exchange,
    FetchBody,
    FetchBox,
    FetchEntries,
    FetchTiles,
    Happening,
    HeadKept,
    KeepingFailed,
    KeptRead,
    LogStopped,
    MirrorRead,
    NotesRead,
    NotesReceived,
    PeerAdded,
    RequestFailed,
    SubmitCheckpoint,
    Tick,
    TilesReceived,
    WithoutPeers,
)
from truceline.federation.mirrors import deliver_due, head_kept, kept_read, mirror_read, open_mirror
from truceline.federation.owed import ask_boxes, ask_owed, body_received, box_failed, box_received
from truceline.federation.pulling import entries_failed, entries_received, pull
from truceline.federation.states import Effect, State, follow


def step(state: State, event: Happening | DiskAnswer) -> tuple[Effect, ...]:  # noqa: C901, PLR0912 - a line for each
    """Decide what follows from an event.

    Returns:
        What is to be done, in this order; the first effect on the disk that fails ends it.
    """
    match event:
        case Tick():
            _tick(state, event)
        case NotesReceived():
            notes_received(state, event)
            if state.own is not None:
                answered(state, state.own, event)
        case EntriesReceived():
            if state.own is not None and event.origin == state.own.member.origin:
                entries_given(state, state.own, event)
            else:
                entries_received(state, event)
        case TilesReceived():
            tiles_received(state, event)
        case BodyReceived():
            body_received(state, event)
        case BoxReceived():
            box_received(state, event)
        case CheckpointAnswered():
            checkpoint_answered(state, event)
        case RequestFailed():
            _failed(state, event)
        case AddCheckpoint():
            hear(state, event.note, "")
            add_checkpoint(state, event)
        case PeerAdded():
            _add_peer(state, event)
        case WithoutPeers():
            wait_no_more(state)
            if state.own is not None:
                go_on_without(state, state.own)
        case KeptRead():
            kept_read(state, event)
        case MirrorRead():
            mirror_read(state, event)
        case NotesRead():
            pass
        case HeadKept():
            head_kept(state, event)
        case CosignedKept():
            gain_own(state, event.origin, cosigned_kept(state, event))
        case KeepingFailed():
            _keeping_failed(state, event)
    return taken(state)


def settle(state: State) -> tuple[Effect, ...]:
    """Decide what is due now that the disks hold what the last event brought."""
    for log in state.logs.values():
        if log.is_open:
            pull(state, log)
            ask_boxes(state, log)
            cosign_mirror(state, log)
    return taken(state)


def taken(state: State) -> tuple[Effect, ...]:
    """Give what is to be done since it was last asked for."""
    effects = tuple(state.effects)
    state.effects.clear()
    return effects


def _tick(state: State, event: Tick) -> None:
    state.now_ms, state.mono_ms = event.now_ms, event.mono_ms
    _forget_lost(state)
    judge_clock(state)
    own = state.own
    for log in state.logs.values():
        if log.heard_at_ms is None:
            log.heard_at_ms = state.mono_ms
        ask_owed(state, log)
        challenge_due(state, log)
        stale_due(state, log)
        if log.delivered < log.durable:
            deliver_due(state, log)
    for peer in state.peers.values():
        exchange_due(state, peer)
        if own is not None:
            submit_due(state, own, peer)
    if own is not None and own.asking is not None:
        go_on_asking(state, own)


def _forget_lost(state: State) -> None:
    """Take requests of which nothing was heard for too long as failed."""
    own = state.own
    sent = [each.sent for each in state.logs.values()]
    for peer in state.peers.values():
        sent += (peer.sent, peer.submitted)
    if own is not None and own.asking is not None:
        sent.append(own.asking.sent)
    oldest = state.mono_ms - state.timing.request_ms
    for each in sent:
        if each is not None and each.at_ms <= oldest:
            _failed(state, RequestFailed(request=each.request))


def _failed(state: State, event: RequestFailed) -> None:
    request = event.request
    match request:
        case Exchange():
            exchange_failed(state, event)
        case SubmitCheckpoint():
            submit_failed(state, event)
        case FetchEntries() if state.own is not None and request.origin == state.own.member.origin:
            entries_not_given(state, state.own, event)
        case FetchEntries():
            entries_failed(state, state.logs[request.origin], event)
        case FetchTiles():
            tiles_failed(state, state.logs[request.origin], event)
        case FetchBox():
            box_failed(state, event)
        case FetchBody():
            pass


def _add_peer(state: State, event: PeerAdded) -> None:
    if event.member.origin not in state.logs:
        open_mirror(state, follow(state, event.member), must_hear=False)


def _keeping_failed(state: State, event: KeepingFailed) -> None:
    log = state.logs.get(event.origin)
    if log is not None:
        log.failed, log.sent, log.dispute, log.broken = log.failed or event.reason, None, None, None
        log.cosigning.clear()
    state.do(LogStopped(origin=event.origin, reason=event.reason))
