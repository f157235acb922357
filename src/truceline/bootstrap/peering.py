# SPDX-License-Identifier: Apache-2.0
"""The federation while a node runs: drives ``RecordNode`` by the clock and the network, and brings the app its news.

Threads:
    - one that tells the time (``Recording``), so that heads are signed and peers asked.
    - *deliveries*: hands entries and findings to the app, which may wait for the store.
    - the workers of ``peers.network``, and whoever answers a peer: each tells the node what it heard.

Rules:
    - One lock around the node, held by nobody who waits for the store or the network. The store's thread takes it to
      submit: whoever holds the lock never asks the store.
    - What a peer sent is logged by what it was and from whom, never by its content.
    - Ending waits for what is on the disks, and for no network.
"""

import itertools
import time
import traceback
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, RLock, Thread

from truceline.base.clock import Clock
from truceline.base.errors import NodeError, UnavailableError
from truceline.federation.happenings import (
    AddCheckpoint,
    AnswerExchange,
    AnswerWitness,
    Deliver,
    Exchange,
    FetchBody,
    FetchBox,
    FetchEntries,
    FetchTiles,
    Happening,
    LogStopped,
    NotesReceived,
    Outgoing,
    RecordDraft,
    RequestFailed,
    SubmitCheckpoint,
    TellProved,
    TellSuspected,
    Tick,
)
from truceline.federation.node import RecordNode
from truceline.http.door import Log
from truceline.peers.asking import Done
from truceline.peers.client import PeerClient
from truceline.peers.network import PeerNetwork
from truceline.peers.wire import ShownHead, ShownNotes

END_S = 2.0
"""How long threads are waited for at the end [s]: they may hang on the network."""
_NS_PER_MS = 1_000_000
_RETRY_S = 1.0
_AGAIN_MAX = 256
"""Entries looked through at once after a start, while others wait."""
_LOGGED_EVERY_S = 60.0
"""The same trouble with a peer is logged so often at most [s]."""

AppNews = Deliver | RecordDraft | TellProved | TellSuspected | LogStopped
"""What the app and the operator are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedLog:
    """How a log stands here at one moment.

    Attributes:
        origin: Of the log.
        party: Whose it is.
        size: Entries that are kept and verified.
        known_size: Entries of the newest head that was heard of.
        note: The newest note over what is kept; empty before there is one.
        heard_s: When something new was last heard of it, by the clock that never goes back [s]; none before.
    """

    origin: str
    party: str
    size: int = 0
    known_size: int = 0
    note: bytes = field(default=b"", repr=False)
    heard_s: float | None = None
    newest: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeeringParts:
    """What the federation is made of.

    Attributes:
        node: The record.
        lock: The one lock around it.
        origin: Of the own log.
        clients: The way to each peer that is met over the network, by its party.
        take: Brings the app its news; may wait for the store. A ``NodeError`` has it brought again.
        lacks: Says whether the app has not taken a delivery yet; may wait for the store.
        clock: Tells the present instant.
        log: Takes what happens.
    """

    node: RecordNode
    lock: RLock
    origin: str
    clients: Mapping[str, PeerClient]
    take: Callable[[AppNews], None]
    lacks: Callable[[Deliver], bool]
    clock: Clock
    log: Log


class Peering:
    """The federation of one running node."""

    def __init__(self, parts: PeeringParts) -> None:
        """Begin with idle threads.

        Args:
            parts: What it is made of; the node was opened.
        """
        self._parts = parts
        self._logs: dict[str, FollowedLog] = {}
        self._news: deque[AppNews] = deque()
        self._stirred, self._is_ending = Event(), Event()
        self._answers: dict[int, AnswerExchange | AnswerWitness] = {}
        self._numbers = itertools.count(1)
        self._logged: dict[tuple[str, str], float] = {}
        self._network = PeerNetwork(parts.clients, self._heard)
        self._thread = Thread(None, self._deliver, name="truceline-deliveries", daemon=True)

    def start(self, first: tuple[Outgoing, ...]) -> None:
        """Begin.

        Args:
            first: What opening the node made due.
        """
        self._route(first)
        with self._parts.lock:
            self._look()
        self._thread.start()

    def end(self) -> None:
        """End: nothing more is asked, told or brought. What the disks hold stays."""
        self._is_ending.set()
        self._stirred.set()
        if self._thread.is_alive():
            self._thread.join(END_S)
        self._network.end(END_S)

    def tick(self, mono_ms: int) -> None:
        """Tell the time.

        Args:
            mono_ms: By the clock that never goes back.
        """
        try:
            self.happen(Tick(now_ms=self._parts.clock.now_ns() // _NS_PER_MS, mono_ms=mono_ms))
        except Exception as error:  # noqa: BLE001 - whatever it is, the clock must go on, and the operator know of it
            self._log_fault(error)

    @property
    def logs(self) -> Mapping[str, FollowedLog]:
        """How each log stands, by the last part of its origin; read without the lock."""
        return self._logs

    @property
    def waiting(self) -> Mapping[str, int]:
        """How many requests wait for each peer."""
        return self._network.waiting

    def happen(self, event: Happening) -> None:
        """Tell the node something, and send on what follows.

        Raises:
            NodeError: It refuses.
        """
        with self._parts.lock:
            outgoing = self._parts.node.happen(event)
            self._look()
        self._route(outgoing)

    def show_head(self, shown: ShownHead) -> AnswerWitness:
        """Show this node, as a witness, a head.

        Raises:
            UnavailableError: No answer in time.
        """
        number = next(self._numbers)
        self.happen(AddCheckpoint(request=number, old_size=shown.old_size, proof=shown.proof, note=shown.note))
        answer = self._answers.pop(number, None)
        if not isinstance(answer, AnswerWitness):
            message = "witness: expected an answer, got none; it may come later"
            raise UnavailableError(message)
        return answer

    def exchange(self, party: str, shown: ShownNotes) -> ShownNotes:
        """Take a peer's notes, and give those of this node.

        Raises:
            UnavailableError: No answer in time.
        """
        number = next(self._numbers)
        self.happen(NotesReceived(peer=party, notes=shown.notes, evidence=shown.evidence, request=number))
        answer = self._answers.pop(number, None)
        if not isinstance(answer, AnswerExchange):
            message = "exchange: expected an answer, got none; it may come later"
            raise UnavailableError(message)
        return ShownNotes(notes=answer.notes, evidence=answer.evidence)

    def _deliver(self) -> None:
        """Bring the app its news in their order; what it cannot take now is brought again."""
        with suppress(NodeError):
            self._deliver_again()
        while not self._is_ending.is_set():
            if not self._news:
                self._stirred.wait()
                self._stirred.clear()
                continue
            try:
                self._parts.take(self._news[0])
            except NodeError as error:
                self._log_trouble("", f"{type(error).__name__}: {error}")
                self._is_ending.wait(_RETRY_S)
                continue
            except Exception as error:  # noqa: BLE001 - a fault of ours over one thing must not keep back the others
                self._log_fault(error)
            self._news.popleft()

    def _deliver_again(self) -> None:
        """Bring what the mirrors keep and the app has not taken: the last stop may have come between the two.

        Raises:
            NodeError: The store cannot be asked; what is lacking is brought at the next start.
        """
        node, lock = self._parts.node, self._parts.lock
        with lock:
            others = [origin for origin in node.members() if origin != self._parts.origin]
        for origin in others:
            kept = node.deliver_from(origin, 0)
            while not self._is_ending.is_set():
                with lock:
                    some = list(itertools.islice(kept, _AGAIN_MAX))
                if not some:
                    break
                self._news.extend(each for each in some if self._parts.lacks(each))

    def _heard(self, peer: str, done: Done) -> None:
        """Tell the node what became of a request; a worker calls this."""
        if self._is_ending.is_set():
            return
        if done.trouble:
            self._log_trouble(peer, done.trouble)
        try:
            self.happen(done.event)
        except NodeError as error:
            # What a peer sent is never a reason to stop: it is told as failed, and asked for again later.
            self._log_trouble(peer, f"{type(error).__name__}: {error}")
            if not isinstance(done.event, RequestFailed):
                with suppress(NodeError):
                    self.happen(RequestFailed(request=done.request))

    def _route(self, outgoing: tuple[Outgoing, ...]) -> None:
        for each in outgoing:
            match each:
                case Exchange() | FetchEntries() | FetchTiles() | FetchBody() | FetchBox() | SubmitCheckpoint():
                    self._network.send(each)
                case AnswerExchange() | AnswerWitness():
                    self._answers[each.request] = each
                case _:
                    self._news.append(each)
                    self._stirred.set()

    def _look(self) -> None:
        """Look how each log stands, while the lock is held."""
        node = self._parts.node
        for origin, member in node.members().items():
            name = origin.rpartition("/")[2]
            before = self._logs.get(name) or FollowedLog(origin=origin, party=member.party)
            newest, size = node.note(origin) or b"", node.size(origin)
            if newest == before.newest and size == before.size and name in self._logs:
                continue
            known_size = _size_of(newest)
            self._logs[name] = FollowedLog(
                origin=origin,
                party=member.party,
                size=size,
                known_size=known_size,
                note=newest if known_size <= size else before.note,
                newest=newest,
                heard_s=time.monotonic() if newest != before.newest else before.heard_s,
            )

    def _log_fault(self, error: Exception) -> None:
        """Write where a fault of this software happened, or what was refused; never what a peer sent."""
        if isinstance(error, NodeError):
            self._log_trouble("", f"{type(error).__name__}: {error}")
            return
        frames = traceback.extract_tb(error.__traceback__)[-4:]
        places = ", ".join(f"{frame.filename.rpartition('truceline/')[2]}:{frame.lineno}" for frame in frames)
        self._log_trouble("", f"a fault of this software: {type(error).__name__} at {places}")

    def _log_trouble(self, peer: str, trouble: str) -> None:
        """Write trouble to the log, the same one not again and again."""
        now_s = time.monotonic()
        if now_s - self._logged.get((peer, trouble), -_LOGGED_EVERY_S) < _LOGGED_EVERY_S:
            return
        if len(self._logged) > 1_000:  # noqa: PLR2004 - a handful of peers has a handful of troubles
            self._logged.clear()
        self._logged[peer, trouble] = now_s
        self._parts.log("peer", peer=peer, trouble=trouble[:200])


def _size_of(note: bytes) -> int:
    """Give the size that a verified note states; 0 of none."""
    return int(note.split(b"\n", 2)[1]) if note else 0
