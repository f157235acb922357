# SPDX-License-Identifier: Apache-2.0
"""Everything that one bundle shows under one policy: what is lacking, which breaches it proves, what is but suspected.

Written apart from the one-file verifier, so that a fault of one shows as a disagreement of the two.

Rules:
    - ``RecordError`` and ``LimitError`` mean that the bundle is malformed: it proves nothing, against nobody.
    - A breach is told only under a head that the log's key signed, or of cosignatures that hold.
    - A bundle is read twice: once for what is kept of it, once for its entries, which are too many to keep.

Source:
    ``docs/verifying.md``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from typing import BinaryIO

from truceline.base.errors import LimitError, RecordError
from truceline.base.instants import to_text
from truceline.base.limits import (
    BUNDLE_ENTRIES_MAX,
    BUNDLE_KEPT_BYTES_MAX,
    BUNDLE_LOGS_MAX,
    BUNDLE_NOTES_MAX,
    SHOWN_ENTRIES_MAX,
)
from truceline.crypto.boxes import BrokenBox, OpenedBox, SealedBox, open_box
from truceline.crypto.commitments import body_commitment
from truceline.crypto.merkle import inclusion_proof_length
from truceline.crypto.tlog_policy import Policy
from truceline.ledger.bundle_heads import OF_ENTRIES, UNKNOWN_MS, Quorum, ShownHead
from truceline.ledger.bundle_lines import (
    ENTRIES_RANK,
    BodyLine,
    BoxLine,
    BundleLine,
    ConsistencyLine,
    EndLine,
    EntriesLine,
    FieldLine,
    ForkLine,
    InclusionLine,
    NoteLine,
    OpeningLine,
)
from truceline.ledger.bundle_log import ShownLog, SignatureCheck
from truceline.ledger.bundle_notes import Cosigned, ShownNote, known_cosigners, show_note
from truceline.ledger.bundles import RawLine, raw_lines
from truceline.ledger.keyring import KeyBody
from truceline.records.entries import Header
from truceline.records.profile import INTEGER_MAX

SAMPLE = 20_000
"""Signatures of entries that are checked unless all are asked for, evenly spread: about two seconds."""
CLOCK_DOUBT_MS = 31_000
"""Clocks may be 30 s off, as nodes tolerate it, and cosignatures tell whole seconds: E6 only beyond both."""
IN_DOUBT = "Whether the key was in force at that size must be read from the log: this file and policy do not show it."
"""Why heads under a policy that names several keys of one log convict nobody."""
_UNCLEAR_TOLD = 20
_Place = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A proved breach of the log protocol (E1 to E6), or a suspicion (S1 to S4)."""

    word: str
    text: str


@dataclass(slots=True)
class Kept:
    """All lines of a bundle but those of entries."""

    opening: OpeningLine | None = None
    notes: list[ShownNote] = field(default_factory=list)
    forks: list[ForkLine] = field(default_factory=list)
    inclusions: list[InclusionLine] = field(default_factory=list)
    consistencies: list[ConsistencyLine] = field(default_factory=list)
    bodies: dict[_Place, KeyBody] = field(default_factory=dict)
    boxes: dict[_Place, BoxLine] = field(default_factory=dict)
    fields: dict[_Place, list[FieldLine]] = field(default_factory=dict)
    entries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """Signatures of entries that were checked elsewhere.

    Attributes:
        checked: How many hold.
        unheld: Of how many the key is not shown.
        false: Indexes of those that are false.
    """

    checked: int
    unheld: int
    false: tuple[int, ...]


CheckElsewhere = Callable[["BundleCase"], dict[str, Deferred]]
"""Checks the signatures of all entries, by several processes say; the result by origin."""


class BundleCase:
    """What one bundle shows.

    Attributes:
        policy: Under which.
        kept: Its lines but those of entries.
        logs: By origin.
        lacking: Why it is not enough.
        unknown: What it does not say.
        breaches: What it proves.
        suspected: What is never proved by it.
        broken: Boxes that fail their entries.
        opened_boxes: Boxes that keep to them.
        entry_lines: The log, the beginning and the length of each line of entries in the file.
    """

    def __init__(self, policy: Policy, *, asked: tuple[str, int] | None = None) -> None:
        """Begin with nothing read."""
        self.policy, self.kept, self._asked = policy, Kept(), asked
        self.logs: dict[str, ShownLog] = {}
        self.lacking: list[str] = []
        self.unknown: list[str] = []
        self.breaches: list[Told] = []
        self.suspected: list[Told] = []
        self.broken: dict[_Place, BrokenBox] = {}
        self.opened_boxes: dict[_Place, OpenedBox] = {}
        self.known = known_cosigners(policy)
        self._by_digest: dict[str, ShownNote] = {}
        self._quorum = Quorum(policy=policy)
        self.entry_lines: list[tuple[str, int, int]] = []
        self._unheld = 0

    def read(
        self,
        stream: BinaryIO,
        *,
        all_signatures: bool = False,
        elsewhere: CheckElsewhere | None = None,
        tell: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Read a bundle and judge it.

        Args:
            stream: Of the file; it must be possible to go back in it.
            all_signatures: Whether the signature of every entry is checked.
            elsewhere: Who checks them then; this process when there is none.
            tell: Is told how many entries were checked so far.

        Raises:
            LimitError: It holds too much.
            RecordError: It is malformed.
            SignatureDisagreementError: Two libraries judge one signature differently: no verdict.
        """
        self._keep(stream)
        step = 1 if all_signatures else max(1, -(-self.kept.entries // SAMPLE))
        check = SignatureCheck(step=0 if all_signatures and elsewhere else step)
        self._take_entries(stream, check, tell)
        if all_signatures and elsewhere:
            self._take_deferred(elsewhere(self))
        self._check_used()
        for log in self.logs.values():
            self._settle(log)
            self._check_times(log)
        self._check_fork()
        self._check_cosigners()
        if not self.breaches and not any(log.runs for log in self.logs.values()):
            self.lacking.append("The file holds no entries and no proof of a fork.")

    # What a log asks of the bundle.

    def body_of(self, origin: str, seq: int) -> KeyBody | None:
        """Give the opened body of an entry."""
        return self.kept.bodies.get((origin, seq))

    def is_opened(self, origin: str, seq: int) -> bool:
        """Say whether the body of an entry is given, as it is or in a box with its key."""
        box = self.kept.boxes.get((origin, seq))
        return (origin, seq) in self.kept.bodies or (box is not None and box.dek is not None)

    def note_of(self, digest: str) -> ShownNote | None:
        """Give the note of a hash."""
        return self._by_digest.get(digest)

    def is_asked(self, origin: str, seq: int) -> bool:
        """Say whether the question is about an entry."""
        return self._asked == (origin, seq)

    def hold(self, origin: str, seq: int, header: Header | None) -> int:
        """Hold all that is opened of an entry against it; how many bodies that were.

        Raises:
            RecordError: It is not what the entry commits to.
        """
        place = (origin, seq)
        body, box, fields = self.kept.bodies.get(place), self.kept.boxes.get(place), self.kept.fields.get(place, [])
        if body is None and box is None and not fields:
            return 0
        committed = header.box.commitment if header and header.box else ""
        if body is not None and body_commitment(body.salt, body.content).hex() != committed:
            _refuse(f"the body of entry {seq} that it commits to", "another")
        if fields and (header is None or not {each.field.digest.hex() for each in fields} <= set(header.digests)):
            _refuse(f"fields of entry {seq} that it commits to", "another")
        if box is not None:
            self._hold_box(place, box, header)
        self._unheld -= (body is not None) + (box is not None) + len(fields)
        return (body is not None) + (place in self.opened_boxes)

    # The first reading.

    def _keep(self, stream: BinaryIO) -> None:
        """Keep all lines but those of entries.

        Raises:
            LimitError: They are too many.
            RecordError: One is malformed.
        """
        waiting, kept_bytes = list[RawLine](), 0
        for line in raw_lines(stream):
            if line.rank == ENTRIES_RANK:
                self.kept.entries += line.raw.count(b'","') + 1
            else:
                kept_bytes += len(line.raw)
                waiting.append(line)
            if kept_bytes > BUNDLE_KEPT_BYTES_MAX or self.kept.entries > BUNDLE_ENTRIES_MAX:
                message = f"bundle, line {line.number}: expected less than this node holds at once, got more"
                raise LimitError(message)
        for line in waiting:
            self._keep_line(line.read())
        self._by_digest = {note.digest: note for note in self.kept.notes}
        if len(self._by_digest) < len(self.kept.notes):
            _refuse("each note once", "one twice")
        if len({note.head.origin for note in self.kept.notes}) > BUNDLE_LOGS_MAX:
            message = f"bundle: expected at most {BUNDLE_LOGS_MAX} logs, got more"
            raise LimitError(message)
        self._unheld = (
            len(self.kept.bodies) + len(self.kept.boxes) + sum(len(each) for each in self.kept.fields.values())
        )

    def _keep_line(self, line: BundleLine) -> None:  # noqa: C901 - one for each kind
        """Keep one line.

        Raises:
            LimitError: There are too many of its kind.
            RecordError: It is malformed, or stands twice.
        """
        kept = self.kept
        match line:
            case OpeningLine():
                kept.opening = line
            case NoteLine():
                kept.notes.append(show_note(line.content, self.known))
            case ForkLine():
                kept.forks.append(line)
            case InclusionLine():
                kept.inclusions.append(line)
            case ConsistencyLine():
                kept.consistencies.append(line)
            case BodyLine():
                _once(kept.bodies, (line.origin, line.seq))
                kept.bodies[line.origin, line.seq] = KeyBody(salt=line.salt, content=line.body)
            case BoxLine():
                _once(kept.boxes, (line.origin, line.seq))
                kept.boxes[line.origin, line.seq] = line
            case FieldLine():
                kept.fields.setdefault((line.origin, line.seq), []).append(line)
            case EntriesLine() | EndLine():
                _refuse("another kind of line", "one that is read elsewhere")
        if max(len(kept.notes), len(kept.consistencies)) > BUNDLE_NOTES_MAX:
            message = f"bundle: expected at most {BUNDLE_NOTES_MAX} notes or consistency proofs, got more"
            raise LimitError(message)

    def _hold_box(self, place: _Place, box: BoxLine, header: Header | None) -> None:
        """Hold a sealed body against its entry; one that its entry names and that fails it is kept as broken.

        Raises:
            RecordError: It is another one than the entry names, or opened with another key.
        """
        named = header.box.maybe_sealed() if header and header.box else None
        if named is None or sha256(box.sealed).digest() != named.sealed_digest:
            _refuse(f"the sealed body that entry {place[1]} names", "another")
        assert named is not None
        if box.dek is None:
            return
        if sha256(box.dek).digest() != named.key_commitment:
            _refuse(f"the key of the sealed body that entry {place[1]} names", "another")
        found = open_box(SealedBox(header=named, sealed=box.sealed), box.dek)
        if isinstance(found, BrokenBox):
            self.broken[place] = found
        else:
            self.opened_boxes[place] = found

    # The second reading.

    def _take_entries(self, stream: BinaryIO, check: SignatureCheck, tell: Callable[[int], None]) -> None:
        for origin in sorted({note.head.origin for note in self.kept.notes}):
            self._log(origin)
        done = 0
        for line in self._entry_lines(stream):
            self._log(line.origin).take(line, self, check)
            done += len(line.raws)
            tell(done)

    def _entry_lines(self, stream: BinaryIO) -> Iterator[EntriesLine]:
        stream.seek(0)
        for raw in raw_lines(stream):
            if raw.rank == ENTRIES_RANK:
                line = raw.read()
                assert isinstance(line, EntriesLine)
                self.entry_lines.append((line.origin, raw.start, len(raw.raw)))
                yield line

    def _log(self, origin: str) -> ShownLog:
        if origin not in self.logs:
            if len(self.logs) >= BUNDLE_LOGS_MAX:
                message = f"bundle: expected at most {BUNDLE_LOGS_MAX} logs, got more"
                raise LimitError(message)
            notes = (note for note in self.kept.notes if note.head.origin == origin)
            proofs = (each for each in self.kept.inclusions if each.origin == origin and each.leaf_hash is None)
            trusted = tuple(each.key.public for each in self.policy.logs if each.key.name == origin)
            self.logs[origin] = ShownLog(origin, notes, proofs, trusted)
        return self.logs[origin]

    def _take_deferred(self, found: dict[str, Deferred]) -> None:
        for origin, each in found.items():
            log = self.logs[origin]
            log.counts.checked += each.checked
            log.counts.unheld += each.unheld
            fault = "expected a signature of its author that holds, got a false one"
            log.faults += [(seq, fault) for seq in each.false]

    def _check_used(self) -> None:
        proved = [each.origin for each in self.kept.inclusions] + [each.origin for each in self.kept.consistencies]
        if self._unheld or not set(proved) <= set(self.logs):
            _refuse("bodies, boxes, fields and proofs of entries and logs in the file", "others")

    # What it all proves.

    def _settle(self, log: ShownLog) -> None:
        """Settle which heads are of one tree with the entries, who signed them, and what that proves.

        Raises:
            RecordError: A proof fits nothing, or the entries lead to no head though they should.
        """
        for line in self.kept.consistencies:
            if line.origin == log.origin:
                log.heads.join(line)
        if log.wanted:
            _refuse("proofs of entries in the file", "one of another")
        for head in log.heads.all:
            if head.group == OF_ENTRIES:
                log.runs[0].head, log.runs[0].proved_to = head, log.tree_size
        groups = {run.head.group for run in log.runs if run.head is not None}
        for head in log.heads.all:
            keys = log.keys_at(head.size)
            signed = [(key, note.is_signed_by(key)) for key in keys for note in head.notes]
            head.signers = frozenset(key for key, is_signed in signed if is_signed)
            head.is_sure = bool(head.signers) and len(keys) == 1
            is_met = self._quorum.is_met(log.others(head.cosigned()))
            head.is_good = bool(head.signers) and is_met and head.group in groups and not head.is_refuted
        self._find_forks(log)
        self._judge_faults(log)
        self._judge_boxes(log)
        log.heads.find_until(groups, self._quorum, lambda head: log.others(head.cosigned()))
        self._tell_lacks(log, groups)

    def _find_forks(self, log: ShownLog) -> None:
        """E1: two heads that exclude each other, signed with one key.

        Raises:
            RecordError: The log signed a head that the entries contradict, and no other.
        """
        for first in [each for each in log.heads.all if each.is_refuted or len(log.heads.at[each.size]) > 1]:
            for second in [each for each in log.heads.all if each.root != first.root and each.size >= first.size]:
                is_excluded = (first.is_refuted and second.group == OF_ENTRIES) or (
                    first.size == second.size and first.root < second.root
                )
                is_one_key = first.signers & second.signers or second.size <= log.keys.known_to
                if is_excluded and first.is_sure and second.is_sure and is_one_key:
                    self.tell_fork(first, second, f"sizes {first.size} and {second.size}")
                    first.is_refuted = second.is_refuted = False
                elif is_excluded and first.signers and second.signers:
                    sizes = f"sizes {first.size} and {second.size}"
                    self.lacking.append(f"{log.origin}: {sizes} differ in root. {IN_DOUBT}")
        if any(head.is_refuted and head.is_sure for head in log.heads.all):
            where = [f"; the first that does not fit is entry {seq}: {fault}" for seq, fault in sorted(log.faults)[:1]]
            _refuse(f"entries of {log.origin} with the root that its key signed", "".join(["others", *where]))

    def _judge_faults(self, log: ShownLog) -> None:
        """E2: an entry under a signed head breaks the rules.

        Raises:
            RecordError: It lies under none.
        """
        for seq, fault in log.faults:
            if not log.signed_over(seq):
                _refuse(f"entry {seq} to keep to the rules ({fault})", "one that does not, under no signed head")
            text = f"{log.origin}: entry {seq}, under a root that the log's key signed: {fault}."
            self._accuse(log, seq, Told(word="E2", text=text))

    def _judge_boxes(self, log: ShownLog) -> None:
        """E3: the sealed body that an entry under a signed head names does not hold what the entry commits to."""
        for origin, seq in sorted(place for place in self.broken if place[0] == log.origin):
            fault = self.broken[origin, seq].fault
            if log.signed_over(seq):
                text = f"{origin}: entry {seq} commits to a box that fails it for everybody to see ({fault})."
                self._accuse(log, seq, Told(word="E3", text=text))
            else:
                self.lacking.append(f"{origin}: the box of entry {seq} fails it, but no signed head covers the entry.")

    def _tell_lacks(self, log: ShownLog, groups: set[int]) -> None:
        lacks = [
            f"no head signed by the log and cosigned by a quorum covers entries {run.start} to {run.end - 1}"
            for run in log.runs
            if not log.is_covered(run.end - 1)
        ]
        lacks += [
            f"the head of size {head.size} is not shown to be of this tree, or not signed by a key in force"
            for head in log.heads.all
            if log.runs and (head.group not in groups or not head.signers)
        ]
        if log.runs and not log.keys_at(INTEGER_MAX + 1):
            lacks.append("the policy names no key of this log's history")
        if log.counts.unheld:
            lacks.append(f"{log.counts.unheld:,} entries are signed with keys that this file does not show")
        self.lacking += [f"{log.origin}: {text}." for text in [*lacks, *log.unclear[:_UNCLEAR_TOLD]]]

    def _check_times(self, log: ShownLog) -> None:
        """E6: the time that an author states lies outside an interval of which both ends are proven."""
        revoked = {log.names[ident]: since for ident, (_, since) in log.keys.revoked.items() if ident in log.names}
        doubtful = undated = 0
        for place, stated in enumerate(log.times):
            since, until = log.interval_ms(place)
            undated += min(since, until) == UNKNOWN_MS
            author = log.authors[place]
            doubtful += author in revoked and not 0 <= until <= revoked[author]
            is_far = not since - CLOCK_DOUBT_MS <= stated <= until + CLOCK_DOUBT_MS
            if is_far and min(stated, since, until) != UNKNOWN_MS:
                where, known = f"{log.origin}: entry {log.seqs[place]}", f"{instant(since)} to {instant(until)}"
                text = f"{where} states {instant(stated)}, proven is {known}: a wrong clock?"
                self._accuse(log, log.seqs[place], Told(word="E6", text=text))
        if undated:
            self.unknown.append(f"{log.origin}: {undated:,} entries have no proven earliest time, or no latest one.")
        if doubtful:
            self.unknown.append(f"{log.origin}: {doubtful:,} entries by a revoked key may be of suspect age.")

    def _check_fork(self) -> None:
        """E1 by an entry: two leaf hashes at one place, each proved under one of two signed heads.

        Raises:
            RecordError: The proofs do not show that.
        """
        leaves = [each for each in self.kept.inclusions if each.leaf_hash is not None]
        found = [pair for line in leaves for pair in self._forked_heads(line)]
        if not leaves and not self.kept.forks:
            return
        if len(leaves) != 2 or len(found) != 2 or len({leaf for leaf, _ in found}) != 2:  # noqa: PLR2004 - two heads
            _refuse("evidence of a fork that leads from two different entries to two notes", "another")
        (_, first), (_, second) = found
        if first.is_sure and second.is_sure and first.signers & second.signers:
            self.tell_fork(first, second, f"they hold different entries at number {self.kept.forks[0].index}")
        else:
            self.lacking.append(f"One key must have signed both heads of the fork. {IN_DOUBT}")

    def _forked_heads(self, line: InclusionLine) -> list[tuple[bytes, ShownHead]]:
        assert line.leaf_hash is not None
        log = self.logs.get(line.origin)
        if self.kept.forks != [ForkLine(origin=line.origin, index=line.leaf)] or log is None:
            return []
        if not 0 <= line.leaf < line.size or len(line.hashes) != inclusion_proof_length(line.leaf, line.size):
            return []
        try:
            return [(line.leaf_hash, log.heads.under(line, line.leaf_hash))]
        except RecordError:
            return []

    def _check_cosigners(self) -> None:
        """E4: the heads of one log that a cosigner signs must grow with its times, and be one for each size."""
        told: dict[tuple[str, str], list[tuple[int, int, bytes]]] = {}
        for note in self.kept.notes:
            for each in note.cosigned:
                told.setdefault((each.witness.name, note.head.origin), []).append(
                    (note.head.size, each.time_ms, note.head.root)
                )
        for (name, origin), heads in sorted(told.items()):
            self._check_cosigner(name, origin, sorted(heads))

    def _check_cosigner(self, name: str, origin: str, heads: list[tuple[int, int, bytes]]) -> None:
        for (last_size, last_ms, last_root), (size, time_ms, root) in pairwise(heads):
            if size == last_size and root != last_root:
                self.tell("E4", f"{name} cosigned {origin} at size {size} with two roots.")
            if time_ms < last_ms:
                self.tell("E4", f"{name} cosigned {origin} at size {size} earlier than a smaller size.")

    def _accuse(self, log: ShownLog, seq: int, breach: Told) -> None:
        """Tell a breach by an entry under a signed head; under a doubtful key it is only lacking."""
        if any(head.is_sure for head in log.signed_over(seq)):
            self.tell(breach.word, breach.text)
        else:
            self.lacking.append(f"{breach.text} {IN_DOUBT}")

    def tell_fork(self, first: ShownHead, second: ShownHead, where: str) -> None:
        """Tell that one key signed two heads that cannot be of one log, and who cosigned both."""
        origin, roots = first.notes[0].head.origin, f"{first.root.hex()} and {second.root.hex()}"
        self.tell("E1", f"{origin}: the log's key signed two heads that cannot be of one log: {where}, roots {roots}.")
        for name in sorted(_names(first.cosigned()) & _names(second.cosigned())):
            self.tell("E4", f"{name} cosigned both of these heads of {origin}.")

    def tell(self, word: str, text: str) -> None:
        """Tell of a proved breach."""
        if len(self.breaches) < SHOWN_ENTRIES_MAX:
            self.breaches.append(Told(word=word, text=text))


def instant(time_ms: int) -> str:
    """Give an instant in words; the number itself where a calendar has none."""
    try:
        return to_text(time_ms * 1_000_000)
    except (ValueError, OverflowError):
        return f"{time_ms} ms since 1970"


def _names(cosigned: list[Cosigned]) -> set[str]:
    return {each.witness.name for each in cosigned}


def _once(kept: dict[_Place, KeyBody] | dict[_Place, BoxLine], place: _Place) -> None:
    if place in kept:
        _refuse(f"one body of entry {place[1]}", "two")


def _refuse(expected: str, got: str) -> None:
    message = f"bundle: expected {expected}, got {got}"
    raise RecordError(message)
