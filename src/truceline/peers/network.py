# SPDX-License-Identifier: Apache-2.0
"""The workers that ask peers: few, each with one request at a time, none of them waited for by anybody.

Rules:
    - What cannot be queued is told as failed at once: the federation asks again later, as if the line were cut.
    - A peer is asked by one worker at a time, so that its connection is used again and nobody is flooded.
    - Ending waits for nobody's network: workers end by themselves when their request does.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Condition, Thread

from truceline.base.limits import PEER_PULLS_MAX
from truceline.federation.happenings import NetworkEffect, RequestFailed
from truceline.peers.asking import Done, do
from truceline.peers.client import PeerClient

IDLE_S = 1.0
"""A connection that nobody uses is closed after this [s]: the other end waits for it when it stops."""
QUEUED_MAX = 256
"""Requests that wait for one peer."""


@dataclass(slots=True)
class Line:
    """What waits for one peer.

    Attributes:
        client: The way to it.
        waiting: Requests.
        is_busy: Whether a worker asks it now.
    """

    client: PeerClient
    waiting: "deque[NetworkEffect]" = field(default_factory=deque)
    is_busy: bool = False


class PeerNetwork:
    """Asks peers beside everything else."""

    def __init__(self, clients: Mapping[str, PeerClient], told: Callable[[str, Done], None]) -> None:
        """Begin with idle workers.

        Args:
            clients: The way to each peer, by its party.
            told: Is told, by a worker, what became of a request to which peer.
        """
        self._told = told
        self._lines = {party: Line(client) for party, client in clients.items()}
        self._changed = Condition()
        self._is_ending = False
        self._workers = tuple(
            Thread(None, self._work, name=f"peers-{number}", daemon=True)
            for number in range(min(PEER_PULLS_MAX, max(1, len(clients))))
        )
        for each in self._workers:
            each.start()

    def send(self, effect: NetworkEffect) -> None:
        """Have a peer asked; what became of it is told later."""
        with self._changed:
            line = self._lines.get(effect.peer)
            if line is not None and not self._is_ending and len(line.waiting) < QUEUED_MAX:
                line.waiting.append(effect)
                self._changed.notify()
                return
        self._told(
            effect.peer,
            Done(request=effect, event=RequestFailed(request=effect), trouble="peer: expected few requests, got many"),
        )

    @property
    def waiting(self) -> Mapping[str, int]:
        """How many requests wait for each peer."""
        with self._changed:
            return {party: len(line.waiting) + line.is_busy for party, line in self._lines.items()}

    def end(self, seconds: float) -> None:
        """End: nothing new is asked; what is under way is waited for so long [s]."""
        with self._changed:
            self._is_ending = True
            for line in self._lines.values():
                line.waiting.clear()
            self._changed.notify_all()
        for each in self._workers:
            each.join(seconds / len(self._workers))
        for line in self._lines.values():
            line.client.close()

    def _work(self) -> None:
        while (found := self._take()) is not None:
            party, line, effect = found
            try:
                done = do(effect, line.client)
            except Exception as error:  # noqa: BLE001 - a fault of ours must not end the worker
                trouble = f"a fault of this software: {type(error).__name__}"
                done = Done(request=effect, event=RequestFailed(request=effect), trouble=trouble)
            with self._changed:
                line.is_busy = False
                self._changed.notify()
            if not self._is_ending:
                self._told(party, done)

    def _take(self) -> tuple[str, Line, NetworkEffect] | None:
        with self._changed:
            while not self._is_ending:
                found = next((each for each in self._lines.items() if each[1].waiting and not each[1].is_busy), None)
                if found is not None:
                    party, line = found
                    line.is_busy = True
                    return party, line, line.waiting.popleft()
                self._close_idle()
                self._changed.wait(IDLE_S if any(line.client.is_open for line in self._lines.values()) else None)
            return None

    def _close_idle(self) -> None:
        """Close connections that were not used for a while; whoever calls holds the lines."""
        for line in self._lines.values():
            if not line.is_busy and line.client.idle_s >= IDLE_S:
                line.client.close()
