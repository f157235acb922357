# SPDX-License-Identifier: Apache-2.0
"""Takes bundles into the mirrors of a node that does not run: the same checks as for what comes over the network.

The node's federation asks for what it lacks, as it would ask a peer; the files answer. What they do not hold counts as
a peer that cannot be reached.

Rules:
    - Nothing is taken because it stands in a bundle. Heads are verified by the keys of the cards, entries by their
      chain, keys, signatures and the signed root.
    - Logs that are not followed are passed over.
    - What was taken reaches the app when the node starts next.
"""

import time
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from truceline.base.errors import LimitError, RecordError, StorageError
from truceline.bootstrap.federated_log import FederatedLog
from truceline.crypto.checkpoints import parse_checkpoint
from truceline.crypto.notes import parse_note
from truceline.federation.happenings import (
    BodyReceived,
    EntriesReceived,
    Exchange,
    FetchBody,
    FetchBox,
    FetchEntries,
    FetchTiles,
    Happening,
    NetworkEffect,
    NotesReceived,
    Outgoing,
    RequestFailed,
    SubmitCheckpoint,
    TellProved,
    Tick,
)
from truceline.ledger.bundle_lines import BodyLine, EntriesLine, NoteLine, parse_line
from truceline.ledger.bundles import raw_lines
from truceline.ledger.keyring import KeyBody

NOTES_AT_ONCE = 16
EVIDENCE_BYTES_MAX = 4_096
"""A smaller file is also shown as evidence of a fork, which it may be."""
TURNS = 20
"""So often time passes after the last answer: heads are cosigned, and what was put off is asked for again. Less than a
mirror waits for boxes before it states what it lacks: that is for the running node."""
TURN_MS = 1_000
OVERLAPS_MAX = 256
"""Lines that may hold one entry: bundles overlap when several are taken at once."""
_ASKED = (Exchange, FetchEntries, FetchTiles, FetchBody, FetchBox, SubmitCheckpoint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One line of entries in a file."""

    path: Path
    start: int
    length: int
    first: int
    count: int


@dataclass(slots=True)
class BundleShelf:
    """What lies in some bundles, found again without holding it in memory.

    Attributes:
        notes: Signed notes by the origin of their log, the smallest first.
        bodies: Open bodies.
        stretches: Where entries lie, by the origin of their log.
        evidence: Whole small files.
    """

    notes: dict[str, list[bytes]] = field(default_factory=dict)
    bodies: dict[tuple[str, int], KeyBody] = field(default_factory=dict)
    stretches: dict[str, list[Stretch]] = field(default_factory=dict)
    evidence: list[bytes] = field(default_factory=list)

    def entries(self, origin: str, first: int, count: int) -> tuple[bytes, ...]:
        """Give entries from an index on, as many as follow one another."""
        found = list[bytes]()
        while len(found) < count:
            wanted = first + len(found)
            each = self._stretch_with(origin, wanted)
            if each is None:
                break
            found += _raws(each)[wanted - each.first :]
        return tuple(found[:count])

    def _stretch_with(self, origin: str, seq: int) -> Stretch | None:
        """Give a line that holds an entry; the lines are sorted by their first entries."""
        lines = self.stretches.get(origin, [])
        place = bisect_right(lines, seq, key=lambda each: each.first)
        near = lines[max(0, place - OVERLAPS_MAX) : place]
        return next((each for each in reversed(near) if seq < each.first + each.count), None)

    def bodies_of(self, origin: str, first: int, count: int) -> tuple[tuple[int, KeyBody], ...]:
        """Give the open bodies of some entries."""
        return tuple(
            (seq, self.bodies[origin, seq]) for seq in range(first, first + count) if (origin, seq) in self.bodies
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of one followed log.

    Attributes:
        party: Whose.
        origin: Of it.
        before: How many entries were kept.
        after: How many are.
        known: Size of the largest verified head.
        is_forked: Whether a fork of it is proved.
        is_malformed: Whether an entry under its head is proved malformed.
    """

    party: str
    origin: str
    before: int
    after: int
    known: int
    is_forked: bool
    is_malformed: bool


def read_bundles(paths: Iterable[Path]) -> BundleShelf:
    """Find what lies in some bundles; each is read to its last line first.

    Raises:
        StorageError: One cannot be read.
        RecordError: One is no bundle, or not whole.
        LimitError: One holds too much.
    """
    shelf = BundleShelf()
    for path in paths:
        try:
            _find(shelf, path)
        except OSError as error:
            message = f"{path}: expected a bundle, got {error.strerror or error}"
            raise StorageError(message) from error
        except (RecordError, LimitError) as error:
            message = f"{path}: {error}"
            raise type(error)(message) from error
    for notes in shelf.notes.values():
        notes.sort(key=lambda content: parse_checkpoint(parse_note(content).body).size)
    for lines in shelf.stretches.values():
        lines.sort(key=lambda each: each.first)
    return shelf


def import_bundles(
    log: FederatedLog, shelf: BundleShelf, *, now_ms: int, told: Callable[[TellProved], None]
) -> Sequence[Imported]:
    """Take what lies in bundles into the mirrors of a node.

    Args:
        log: Opened; nothing else drives it.
        shelf: From ``read_bundles``.
        now_ms: By the wall [ms since 1970 UTC].
        told: Is told what is proved meanwhile.

    Returns:
        Each followed log, in the order of their parties.
    """
    before = {each.member.origin: each.size for each in log.node.logs()}
    turn = _Turn(log=log, shelf=shelf, told=told)
    mono_ms = time.monotonic_ns() // 1_000_000
    turn.go_on(log.take_outgoing())
    turn.happen(Tick(now_ms=now_ms, mono_ms=mono_ms))
    for each in log.node.logs():
        notes = shelf.notes.get(each.member.origin, [])[-NOTES_AT_ONCE:]
        if notes:
            turn.happen(NotesReceived(peer=each.member.party, notes=tuple(notes)))
    for content in shelf.evidence:
        for each in log.node.logs()[:1]:
            turn.happen(NotesReceived(peer=each.member.party, notes=(), evidence=(content,)))
    for number in range(1, TURNS + 1):
        # Only the clock of waiting goes ahead: what is cosigned states the true time.
        turn.happen(Tick(now_ms=now_ms, mono_ms=mono_ms + number * TURN_MS))
    return [
        Imported(
            party=each.member.party,
            origin=each.member.origin,
            before=before[each.member.origin],
            after=each.size,
            known=each.newest,
            is_forked=each.is_forked,
            is_malformed=each.is_malformed,
        )
        for each in sorted(log.node.logs(), key=lambda one: one.member.party)
    ]


@dataclass(slots=True, kw_only=True)
class _Turn:
    """A node whose peers are files."""

    log: FederatedLog
    shelf: BundleShelf
    told: Callable[[TellProved], None]

    def happen(self, event: Happening) -> None:
        """Let something happen, and answer what the node asks for until it asks for nothing more."""
        self.go_on(self.log.node.happen(event))

    def go_on(self, outgoing: Sequence[Outgoing]) -> None:
        waiting = deque(outgoing)
        while waiting:
            each = waiting.popleft()
            if isinstance(each, TellProved):
                self.told(each)
            elif isinstance(each, _ASKED):
                waiting += self.log.node.happen(self._answer(each))

    def _answer(self, request: NetworkEffect) -> Happening:
        if isinstance(request, FetchEntries):
            raws = self.shelf.entries(request.origin, request.first, request.count)
            if raws:
                return EntriesReceived(
                    peer=request.peer,
                    origin=request.origin,
                    first=request.first,
                    raws=raws,
                    bodies=self.shelf.bodies_of(request.origin, request.first, len(raws)),
                )
        if isinstance(request, FetchBody):
            body = self.shelf.bodies.get((request.origin, request.seq))
            if body is not None:
                return BodyReceived(peer=request.peer, origin=request.origin, seq=request.seq, body=body)
        return RequestFailed(request=request)


def _find(shelf: BundleShelf, path: Path) -> None:
    with path.open("rb") as stream:
        lines = [(raw.start, len(raw.raw)) for raw in raw_lines(stream)]
        for start, length in lines:
            stream.seek(start)
            line = parse_line(stream.read(length))
            if isinstance(line, NoteLine):
                origin = parse_checkpoint(parse_note(line.content).body).origin
                shelf.notes.setdefault(origin, []).append(line.content)
            elif isinstance(line, BodyLine):
                shelf.bodies[line.origin, line.seq] = KeyBody(salt=line.salt, content=line.body)
            elif isinstance(line, EntriesLine):
                found = Stretch(path=path, start=start, length=length, first=line.first, count=len(line.raws))
                shelf.stretches.setdefault(line.origin, []).append(found)
        size = stream.seek(0, 2)
        if size <= EVIDENCE_BYTES_MAX:
            stream.seek(0)
            shelf.evidence.append(stream.read())


def _raws(stretch: Stretch) -> tuple[bytes, ...]:
    with stretch.path.open("rb") as stream:
        stream.seek(stretch.start)
        line = parse_line(stream.read(stretch.length))
    assert isinstance(line, EntriesLine)
    return line.raws
