# SPDX-License-Identifier: Apache-2.0
"""What the routes of the record are given: files of logs to read, and the one place where heads are brought.

Rules:
    - Reading touches files alone and never waits for the store or for whoever writes the log.
    - What is read is what a signed head covers, no entry beyond it.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from truceline.base.limits import PEER_BURST_MAX, PEER_PULLS_MAX, PEER_REFILL_PER_S_MAX, PEERS_MAX
from truceline.crypto.tiles import TilePath
from truceline.http.problems import ProblemError

_LOG_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessAnswer:
    """What a witness answers to a head that it is shown.

    Attributes:
        status: Of HTTP, as C2SP tlog-witness says.
        body: Lines of cosignatures, or the size that it holds, or nothing.
        media_type: ``text/x.tlog.size`` for a size, else plain text.
    """

    status: int
    body: bytes
    media_type: str = "text/plain; charset=utf-8"


class RecordDoor(Protocol):
    """The record as peers may ask it. A log is named by the last sixteen digits of its origin."""

    def checkpoint(self, log: str) -> bytes | None:
        """Give the newest signed head with its cosignatures; none of a log that is not kept here."""

    def tile(self, log: str, path: TilePath) -> bytes | None:
        """Give a tile of hashes or a bundle of entries; none when no signed head covers it."""

    def body(self, log: str, seq: int) -> bytes | None:
        """Give the open body of an entry as one line of JSON; none when there is none here."""

    def bodies(self, log: str, first: int, count: int) -> bytes | None:
        """Give the open bodies of entries from one on, as many as go into an answer; none of a log not kept here."""

    def box(self, log: str, seq: int, party: str, key: str) -> bytes | None:
        """Give the sealed body of an entry of the own log with its key wrapped for a box key of a party.

        None when the entry does not name the key, or the key is not the party's.
        """

    def add_checkpoint(self, party: str, content: bytes) -> WitnessAnswer:
        """Show a head to this node as a witness; waits for the disk."""

    def exchange(self, party: str, content: bytes) -> bytes:
        """Take a peer's newest heads of all logs, and give those known here; waits for the disk.

        Raises:
            RecordError: They are none.
            LimitError: They are too many.
        """


class PaceError(ProblemError):
    """A peer asks more at once than it may."""

    def __init__(self, *, expected: str, wait_s: int) -> None:
        super().__init__(code="peer-pace", detail=f"expected at most {expected}", headers={"Retry-After": str(wait_s)})


@dataclass(slots=True)
class Bucket:
    """How much somebody may still send: it fills by itself.

    Attributes:
        left: So many.
        at_s: When that was so [s].
    """

    left: float
    at_s: float


@dataclass(slots=True, kw_only=True)
class PeerPace:
    """How much each peer may ask at once.

    Attributes:
        burst: Questions at once.
        per_s: How many more each second.
        pulls_max: Pulls at once.
        now_s: A clock that never goes back [s].
    """

    burst: int = PEER_BURST_MAX
    per_s: float = PEER_REFILL_PER_S_MAX
    pulls_max: int = PEER_PULLS_MAX
    now_s: Callable[[], float] = time.monotonic
    _buckets: dict[str, Bucket] = field(default_factory=dict)
    _pulls: dict[str, int] = field(default_factory=dict)

    def take(self, party: str) -> None:
        """Count one note or question in.

        Raises:
            PaceError: It is one too many (429).
        """
        now_s = self.now_s()
        bucket = self._buckets.get(party) or Bucket(left=float(self.burst), at_s=now_s)
        left = min(float(self.burst), bucket.left + (now_s - bucket.at_s) * self.per_s)
        self._buckets[party] = Bucket(left=left, at_s=now_s)
        while len(self._buckets) > PEERS_MAX:
            del self._buckets[next(iter(self._buckets))]
        if left < 1:
            wait_s = 1 + int((1 - left) / self.per_s)
            raise PaceError(expected=f"{self.per_s:g} in a second, and {self.burst} at once", wait_s=wait_s)
        self._buckets[party].left = left - 1

    @contextmanager
    def pulling(self, party: str) -> Iterator[None]:
        """Count a pull in, and out again.

        Yields:
            Nothing.

        Raises:
            PaceError: Too many are under way (429).
        """
        under_way = self._pulls.get(party, 0)
        if under_way >= self.pulls_max:
            raise PaceError(expected=f"{self.pulls_max} pulls at once", wait_s=1)
        self._pulls[party] = under_way + 1
        try:
            yield
        finally:
            self._pulls[party] -= 1
            if not self._pulls[party]:
                del self._pulls[party]


def is_log(name: str) -> bool:
    """Say whether a name is that of a log in a path: sixteen hexadecimal digits, and nothing else reaches a disk."""
    return len(name) == _LOG_DIGITS and is_digits(name)


def is_digits(text: str) -> bool:
    """Say whether a text is of hexadecimal digits alone."""
    return all(each in "0123456789abcdef" for each in text)
