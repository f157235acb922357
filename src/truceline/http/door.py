# SPDX-License-Identifier: Apache-2.0
"""What the http floor is given: the store, the terms, who may ask, and the bounds of what is read from outside.

``bootstrap`` fills a ``NodeDoor``. This floor reads no clock by itself, and of files only those of token keys.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from truceline.app.at_hand import AtHand
from truceline.app.caller import Caller, NodeTerms
from truceline.app.ports import Store
from truceline.base.clock import Clock
from truceline.http.record_door import PeerPace, RecordDoor


class TokenCheck(Protocol):
    """Says who asks."""

    def caller_of(self, token: str) -> Caller:
        """Give the caller of a token.

        Raises:
            ProblemError: The token shows nobody whom this node knows (401).
        """


class Seal(Protocol):
    """Makes cursors of which nothing can be read, and reads its own."""

    def close(self, plain: str, purpose: str) -> str:
        """Give a sealed text of URL characters; the same plain text never twice the same."""

    def open(self, sealed: str, purpose: str) -> str:
        """Give the plain text.

        Raises:
            InputError: It was not sealed here for this purpose.
        """


class Log(Protocol):
    """Takes one event of what happened; never a body, a position, a query or a token."""

    def __call__(self, event: str, **facts: object) -> None:
        """Write one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that must be so before a node answers.

    Attributes:
        name: Such as ``store open``.
        is_done: Whether it is so.
        trouble: Why it is not, in one sentence; empty when it is.
    """

    name: str
    is_done: bool
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How long things of one kind are kept.

    Attributes:
        what: Kind of noun, as in ``app.ports.Retention``.
        days: Days after its end, or after it was taken [d].
        reason: Why so long.
    """

    what: str
    days: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpLimits:
    """Bounds of what comes in and of what waits, as the settings of a node and ``base.limits`` give them.

    Attributes:
        body_bytes_max: One body [bytes].
        document_bytes_max: One body that is a whole document, such as an agreement [bytes].
        body_depth_max: Nesting of one body.
        body_s: A body arrives within so long [s].
        header_bytes_max: All header fields of one request together [bytes].
        headers_max: Header fields of one request.
        query_bytes_max: The query of one request [bytes].
        path_bytes_max: The path of one request [bytes].
        requests_max: Requests in work at once.
        connections_max: Connections open at once.
        store_s: The store answers within so long [s].
        idle_s: An idle connection is kept so long [s].
        drain_s: A node that stops waits so long for requests [s].
        page_max: Items on one page.
        streams_max: Listeners at once.
        streams_per_officer_max: Listeners of one officer at once.
        stream_batch: Events read at once for one listener.
        heartbeat_s: A silent stream says that it lives so often [s].
        stream_life_s: A stream ends after so long, and its client resumes with a token that is in date [s].
        stream_poll_s: The store is asked for news no more often than this [s].
        token_bytes_max: One token [bytes].
    """

    body_bytes_max: int
    document_bytes_max: int
    body_depth_max: int
    body_s: float
    header_bytes_max: int
    headers_max: int
    query_bytes_max: int
    path_bytes_max: int
    requests_max: int
    connections_max: int
    store_s: float
    idle_s: int
    drain_s: int
    page_max: int
    streams_max: int
    streams_per_officer_max: int
    stream_batch: int
    heartbeat_s: float
    stream_life_s: float
    stream_poll_s: float
    token_bytes_max: int


PeerGauges: TypeAlias = Mapping[str, Mapping[str, float]]
"""Numbers for each peer, by the name of a gauge and the party as logs name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeDoor:
    """Everything that the routes of a node are given.

    Attributes:
        store: The shelves.
        terms: Gives what the node answers by at present.
        callers: Says who asks.
        clock: Tells the present instant; asked once for each request.
        seal: Seals cursors.
        readiness: Gives the checks of ``/readyz``; quick, and never waits for the store.
        record_gauges: Gives what ``/metrics`` shows of the log; nothing while the node is locked.
        is_exercise: Whether the node's library is invented (R11).
        version: Version of this software.
        log: Takes what happened.
        limits: Bounds.
        retention: How long what is kept.
        at_hand: What is kept at hand for what is stated and agreed; None where no such route is offered.
        peer_gauges: Gives what ``/metrics`` shows of each peer, by the names of gauges and of parties in logs.
        record: The record as peers ask it; None where none is kept.
        peer_pace: How much each peer may ask at once.
        parties_elsewhere: Parties that have nodes of their own, of which this one took the cards: they speak there.
    """

    store: Store
    terms: Callable[[], NodeTerms]
    callers: TokenCheck
    clock: Clock
    seal: Seal
    readiness: Callable[[], tuple[Check, ...]]
    is_exercise: bool
    version: str
    log: Log
    limits: HttpLimits
    retention: tuple[Kept, ...] = ()
    record_gauges: Callable[[], Mapping[str, float]] = dict
    at_hand: AtHand | None = None
    peer_gauges: Callable[[], PeerGauges] = dict
    record: RecordDoor | None = None
    peer_pace: PeerPace = field(default_factory=PeerPace)
    parties_elsewhere: frozenset[str] = frozenset()
