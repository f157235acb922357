# SPDX-License-Identifier: Apache-2.0
"""A party's own log as one function: its state and what happens give its next state and what is to be done.

There is one writer. No clock, no chance, no disk and no network is here: a simulation can put any of them to the test.
"""

from collections import deque
from collections.abc import Callable

from truceline.ledger import opening, sequencer
from truceline.ledger.happenings import (
    Begin,
    Effect,
    EntriesRead,
    EntriesSynced,
    Failed,
    Happening,
    HeadPublished,
    LockRead,
    LockWritten,
    Mirrored,
    Open,
    PeerAnswered,
    PeersAsked,
    Submit,
    TailSynced,
    Tick,
)
from truceline.ledger.opening import Step
from truceline.ledger.states import Keys, Phase, State

Perform = Callable[[Effect], Happening | None]
"""Does one effect, and gives the event that answers it, if one does; tells a failure as ``Failed``."""


def step(state: State, event: Happening, signer: Keys) -> Step:  # noqa: C901, PLR0912 - one line for each event
    """Decide.

    Args:
        state: The log.
        event: What happened.
        signer: Signs with the keys that the node holds; the same message always gives the same signature.

    Returns:
        The log afterwards, and what is to be done, in this order.

    Raises:
        NodeError: It was asked for what it refuses (``Begin``, ``Submit``, ``Mirrored``); the state stays.
    """
    if state.phase is Phase.STOPPED and not isinstance(event, Open | Submit | Begin):
        return state, ()
    match event:
        case Open():
            return opening.open_log(event)
        case LockRead():
            return opening.lock_read(state, event)
        case EntriesRead() if state.phase is Phase.READING:
            return opening.entries_read(state, event)
        case EntriesRead():
            return sequencer.read_back(state, event)
        case PeerAnswered() if state.phase is Phase.ASKING:
            return opening.peer_answered(state, event)
        case PeersAsked() if state.phase is Phase.ASKING:
            return opening.peers_asked(state)
        case PeerAnswered() | PeersAsked():
            return state, ()
        case Begin():
            return sequencer.begin(state, event, signer)
        case Submit():
            return sequencer.submit(state, event, signer)
        case EntriesSynced():
            return sequencer.entries_synced(state, event)
        case TailSynced():
            return sequencer.tail_synced(state, event)
        case Tick():
            return sequencer.tick(state, event)
        case LockWritten():
            return sequencer.lock_written(state, event, signer)
        case HeadPublished():
            return sequencer.head_published(state, event)
        case Mirrored():
            return sequencer.mirrored(state, event)
        case Failed():
            return opening.stopped(state, event.reason)


def settle(state: State, event: Happening, signer: Keys, perform: Perform) -> State:
    """Let something happen and do all that follows from it, until nothing is left to do.

    Args:
        state: The log.
        event: What happens.
        signer: As for ``step``.
        perform: Does the effects.

    Raises:
        NodeError: The event was refused; nothing was done.
    """
    events = deque([event])
    while events:
        state, effects = step(state, events.popleft(), signer)
        for effect in effects:
            answer = perform(effect)
            if answer is not None:
                events.append(answer)
            if isinstance(answer, Failed):
                break
    return state
