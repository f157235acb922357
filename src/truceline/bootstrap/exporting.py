# SPDX-License-Identifier: Apache-2.0
"""Makes bundles of what a node's folder keeps, and a policy of whom it knows; the node may run.

Rules:
    - Entries go out up to the newest signed head; what stands after it is nobody's evidence yet.
    - With them go the heads, the notes of other logs that the entries state they had seen, and the open bodies of key
      entries. No other body goes out unless it was asked for by its index.
    - Everything is read from files and believed by nobody for that: whoever gets the bundle verifies it.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import BinaryIO, TypeVar

from truceline.base.errors import InputError, RecordError, SignatureError, StateError, StorageError
from truceline.base.limits import BUNDLE_NOTES_MAX
from truceline.crypto.merkle import consistency_proof, inclusion_proof
from truceline.crypto.notes import VerifierKey
from truceline.crypto.tlog_policy import NONE, Policy, PolicyGroup, PolicyLog, PolicyWitness, write_policy
from truceline.ledger.bundle_lines import BodyLine, ConsistencyLine, InclusionLine, NoteLine, OpeningLine
from truceline.ledger.bundles import BundleWriter
from truceline.ledger.genesis import parse_genesis
from truceline.ledger.keyring import KEY_TYPES, KeyBody, KeyRing, admit_keys, begin_keys
from truceline.records.entries import Entry, parse_entry
from truceline.storage.kept_logs import KeptLog, KeptLogs, KeptNote

HEADS_MAX = 1_000
"""Heads of one log in a bundle, evenly spread when more are kept: each narrows times and costs a second to check."""
_QUORUM = 2

T = TypeVar("T")
Told = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of a log goes out.

    Attributes:
        start: Index of the first entry.
        end: Index after the last; none for all that a signed head covers.
        disclosed: Bodies that go with them, by index.
    """

    start: int = 0
    end: int | None = None
    disclosed: tuple[tuple[int, KeyBody], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What went out.

    Attributes:
        origin: Of the log.
        start: Index of the first entry.
        end: Index after the last.
        size: Of the head that covers them.
        notes: How many signed notes went with them.
        bodies: How many bodies.
    """

    origin: str
    start: int
    end: int
    size: int
    notes: int
    bodies: int


@dataclass(slots=True)
class _Found:
    """What a first reading of the entries tells."""

    seen: set[str] = field(default_factory=set)
    key_entries: list[int] = field(default_factory=list)


def export(
    logs: KeptLogs,
    log: KeptLog,
    stream: BinaryIO,
    *,
    opening: OpeningLine,
    wanted: Wanted,
    tell: Told = lambda _: None,
) -> Exported:
    """Write a bundle of one log.

    Args:
        logs: All that the folder keeps.
        log: Which of them.
        stream: Where to.
        opening: Who makes it, and when.
        wanted: Which entries and bodies.
        tell: Is told how many entries were read so far.

    Raises:
        StateError: No signed head covers the entries.
        StorageError: The file of entries is damaged; nothing was written.
        InputError: There are no such entries.
    """
    if log.damage:
        raise StorageError(log.damage)
    head = _newest(log)
    end = head.head.size if wanted.end is None else wanted.end
    if not 0 <= wanted.start < end <= head.head.size:
        message = f"entries: expected some below {head.head.size}, got {wanted.start} to {end - 1}"
        raise InputError(message)
    is_part = wanted.start > 0 or end < head.head.size
    found = _first_reading(log, wanted.start, end, tell)
    notes = notes_of(logs, log, head.head.size, found.seen)
    bodies = _bodies(log, [0, *found.key_entries], wanted.disclosed)
    writer = BundleWriter(stream, opening)
    for content in notes:
        writer.add(NoteLine(content=content))
    if wanted.start > 0:
        writer.add_entries(log.origin, 0, log.read(0, 1))
    writer.add_entries(log.origin, wanted.start, log.read(wanted.start, end))
    if is_part:
        _add_proofs(writer, log, head, _spread(log, head.head.size), (0, end - 1) if wanted.start else (end - 1,))
    for seq, body in sorted(bodies.items()):
        writer.add(BodyLine(origin=log.origin, seq=seq, salt=body.salt, body=body.content))
    writer.end()
    return Exported(
        origin=log.origin, start=wanted.start, end=end, size=head.head.size, notes=len(notes), bodies=len(bodies)
    )


def policy_of(logs: KeptLogs) -> Policy:
    """Write down whom a node knows: the logs that it keeps, and the cosigners that their first entries name.

    Two parties must have cosigned; where no more than two are known, the one that is not the author.
    """
    kept = [(log, ring_of(log)) for log in logs.all]
    found = [PolicyLog(key=each.key) for _, ring in kept if ring is not None for each in ring.log_keys]
    witnesses, groups = list[PolicyWitness](), list[PolicyGroup]()
    for log, _ in kept:
        party = log.origin.split("/")[-2]
        own = [PolicyWitness(name=f"{party}-{number}", key=key) for number, key in enumerate(_cosigners(log), start=1)]
        witnesses += own
        if own:
            groups.append(PolicyGroup(name=party, threshold=1, members=tuple(each.name for each in own)))
    needed = min(_QUORUM, len(groups) - 1)
    if needed < 1:
        return Policy(logs=tuple(found), witnesses=tuple(witnesses), groups=tuple(groups), quorum=NONE)
    members = tuple(each.name for each in groups)
    groups.append(PolicyGroup(name="enough", threshold=needed, members=members))
    return Policy(logs=tuple(found), witnesses=tuple(witnesses), groups=tuple(groups), quorum="enough")


def policy_text(logs: KeptLogs, *, is_exercise: bool) -> bytes:
    """Write a policy, with a word on what it is; one of invented parties says so first (R11)."""
    party = logs.own.origin.split("/")[-2]
    words = "# EXERCISE: nothing of this is real.\n" if is_exercise else ""
    words += (
        f"# Whose keys count, as the node of {party} knows them from the logs that it keeps.\n"
        "# Whoever relies on it compares these keys with those in the annex of the agreement.\n"
    )
    return words.encode() + write_policy(policy_of(logs))


def _newest(log: KeptLog) -> KeptNote:
    """Give the newest head that the entries reach, of those of one size the one with the most signatures.

    Raises:
        StateError: There is none.
    """
    found = [each for each in log.notes if 0 < each.head.size <= log.size]
    if not found:
        message = f"log {log.origin}: expected a signed head, got none yet; try again in a second"
        raise StateError(message)
    return found[-1]


def notes_of(logs: KeptLogs, log: KeptLog, size: int, seen: Collection[str]) -> list[bytes]:
    """Give the notes that narrow when entries of a log were made, each once; evenly thinned when they are too many.

    Args:
        logs: All that the folder keeps.
        log: Which of them.
        size: Of the newest head that goes out; what goes beyond it does not.
        seen: Digests of the notes that its entries state they had seen.
    """
    heads = [each.content for each in _spread(log, size)]
    others = [
        each.content
        for other in logs.all
        if other is not log
        for each in other.notes
        if sha256(each.content).hexdigest() in seen
    ]
    return list(dict.fromkeys([*evenly(others, BUNDLE_NOTES_MAX - len(heads)), *heads]))


def evenly(things: Sequence[T], count: int) -> list[T]:
    """Give at most so many of some things, evenly spread; the first and the last are among them."""
    if len(things) <= count:
        return list(things)
    return [things[number * (len(things) - 1) // max(1, count - 1)] for number in range(count)]


def _spread(log: KeptLog, size: int) -> list[KeptNote]:
    """Give the heads of a log that go out, evenly spread; those of the given size are among them.

    Of what is cosigned at one size the first says the earliest that it was there, the last has the most signatures.
    """
    below = [each for each in log.notes if 0 < each.head.size < size and each.cosigned_s is not None]
    newest = evenly([each for each in log.notes if each.head.size == size], HEADS_MAX)
    return [*evenly(below, HEADS_MAX), *newest]


def _first_reading(log: KeptLog, start: int, end: int, tell: Told) -> _Found:
    """Find which notes the entries had seen, and which of them are about keys."""
    found, last = _Found(), b""
    for seq, raw in enumerate(log.read(start, end), start=start):
        header = parse_entry(raw).header
        if header.type.startswith(KEY_TYPES):
            found.key_entries.append(seq)
        place = raw.find(b'"seen":')
        seen = raw[place : raw.find(b'"seq":', place)]
        if seen != last:
            found.seen.update(each.note for each in header.seen)
            last = seen
        if seq % 1_024 == 0:
            tell(seq - start)
    return found


def _bodies(log: KeptLog, key_entries: list[int], disclosed: tuple[tuple[int, KeyBody], ...]) -> dict[int, KeyBody]:
    bodies = dict(disclosed)
    for seq in key_entries:
        body = log.open_body(seq)
        if body is not None:
            bodies[seq] = body
    return bodies


def _add_proofs(
    writer: BundleWriter, log: KeptLog, head: KeptNote, heads: list[KeptNote], leaves: tuple[int, ...]
) -> None:
    """Tie entries and heads to the newest head."""
    size = head.head.size
    hashes = log.hash_at(size)
    for leaf in leaves:
        writer.add(InclusionLine(origin=log.origin, leaf=leaf, size=size, hashes=inclusion_proof(leaf, size, hashes)))
    for old in sorted({each.head.size for each in heads if each.head.size < size}):
        proof = consistency_proof(old, size, hashes)
        writer.add(ConsistencyLine(origin=log.origin, old=old, new=size, hashes=proof))


def ring_of(log: KeptLog) -> KeyRing | None:
    """Give the keys of a log as its key entries say them; none when they cannot be followed."""
    ring = None
    try:
        for entry, body in _key_entries(log):
            if body is None:
                return ring
            ring = begin_keys(entry.header, body) if ring is None else admit_keys(ring, entry.header, body)
    except (RecordError, SignatureError):
        return ring
    return ring


def _key_entries(log: KeptLog) -> Iterator[tuple[Entry, KeyBody | None]]:
    for raw in log.read(0, log.size):
        if b'"typ":"key.' in raw:
            entry = parse_entry(raw)
            yield entry, log.open_body(entry.header.seq)


def _cosigners(log: KeptLog) -> tuple[VerifierKey, ...]:
    body = log.open_body(0)
    if body is None:
        return ()
    genesis = parse_genesis(body.content)
    return (*genesis.witness_keys, *genesis.mirror_keys)
