# SPDX-License-Identifier: Apache-2.0
"""The entries of one log in a bundle, checked as they come: form, chain, tree, keys, signatures, bodies, times seen.

What breaks the rules is kept and judged once the heads are known: under a head that the log signed it is a breach,
without one the bundle is malformed.

Source:
    ``docs/verifying.md``.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from truceline.base.errors import (
    AuthorityError,
    InputError,
    LimitError,
    RecordError,
    SignatureDisagreementError,
    SignatureError,
)
from truceline.base.limits import SHOWN_ENTRIES_MAX
from truceline.crypto.merkle import CompactTree, leaf_hash
from truceline.crypto.signatures import verify_again
from truceline.ledger.bundle_heads import UNKNOWN_MS, ShownHead, ShownHeads
from truceline.ledger.bundle_keys import ShownKeys, UnclearError
from truceline.ledger.bundle_lines import EntriesLine, InclusionLine
from truceline.ledger.bundle_notes import Cosigned, ShownNote
from truceline.ledger.keyring import KEY_TYPES, KeyBody
from truceline.records.entries import LOG_AUTHOR, NO_ENTRY, Entry, Header, Seen, parse_entry
from truceline.records.profile import parse

_NO_LEAF = bytes.fromhex(NO_ENTRY)
_NOTHING_SEEN: tuple[Seen, ...] = ()


class Shown(Protocol):
    """What a bundle shows beside its entries."""

    def body_of(self, origin: str, seq: int) -> KeyBody | None:
        """Give the opened body of an entry."""

    def hold(self, origin: str, seq: int, header: Header | None) -> int:
        """Hold all that is opened of an entry against it; how many bodies that were.

        Raises:
            RecordError: It is not what the entry commits to.
        """

    def is_opened(self, origin: str, seq: int) -> bool:
        """Say whether the body of an entry is given, as it is or in a box with its key."""

    def note_of(self, digest: str) -> ShownNote | None:
        """Give the note of a hash."""

    def is_asked(self, origin: str, seq: int) -> bool:
        """Say whether the question is about an entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An entry that an answer may show; ``alone_ms`` is the latest time that one other organisation shows before it."""

    leaf: bytes
    header: Header
    alone_ms: int


@dataclass(slots=True)
class Run:
    """Entries without a gap, from one index to before another; ``proved`` is the head under which they are shown."""

    start: int
    end: int
    proved_to: int = 0
    head: ShownHead | None = None


@dataclass(slots=True)
class Counts:
    """What was counted of the entries of one log.

    Attributes:
        checked: Signatures that were checked and are good.
        unheld: Entries whose signer's key the bundle does not show.
        unopened: Entries with a body that is sealed or not given.
        opened: Bodies, in boxes too, that are what the entries commit to.
    """

    checked: int = 0
    unheld: int = 0
    unopened: int = 0
    opened: int = 0


class ShownLog:
    """One log of a bundle.

    Attributes:
        origin: Of it.
        party: Short name of its party.
        trusted: Keys of it that the policy names.
        heads: Its heads.
        keys: As its key entries show them.
        runs: Entries without gaps.
        seqs: Indexes of all entries.
        times: Times that they state [ms]; ``UNKNOWN_MS`` for broken ones.
        since: Before which each cannot have been made [ms].
        authors: Place of each author's id among ``names``.
        names: Ids of authors.
        counts: What was counted.
        faults: Entries that break the rules, and which.
        unclear: What cannot be followed.
        settled: Entries whose signatures are not to be checked elsewhere: they were, or what was found comes first.
        rows: The first entries, and the one asked about.
    """

    def __init__(
        self, origin: str, notes: Iterable[ShownNote], proofs: Iterable[InclusionLine], trusted: tuple[bytes, ...]
    ) -> None:
        """Begin with no entries.

        Raises:
            LimitError: One size has too many roots.
        """
        self.origin, self.trusted = origin, trusted
        self.party = origin.split("/")[-2] if "/" in origin else origin
        self.heads, self.keys = ShownHeads(notes), ShownKeys(origin)
        self.wanted: dict[int, list[InclusionLine]] = {}
        for line in proofs:
            self.wanted.setdefault(line.leaf, []).append(line)
        self.runs: list[Run] = []
        self.seqs, self.times, self.since, self.authors = array("q"), array("q"), array("q"), array("l")
        self.names: dict[str, int] = {LOG_AUTHOR: 0}
        self.counts = Counts()
        self.faults: list[tuple[int, str]] = []
        self.unclear: list[str] = []
        self.settled: set[int] = set()
        self.rows: dict[int, Row] = {}
        self._tree = CompactTree()
        self._leaf: bytes | None = None
        self._seen = _NOTHING_SEEN
        self._latest: dict[str, int] = {}
        self._earliest = UNKNOWN_MS
        self._signers = self.signers()

    def take(self, line: EntriesLine, shown: Shown, check: "SignatureCheck") -> None:
        """Take entries that follow.

        Raises:
            LimitError: Too many break the rules.
            RecordError: They stand twice or out of order, or what the bundle shows of them does not fit.
        """
        if self.runs and line.first < self.runs[-1].end:
            message = f"bundle: expected the entries of {self.origin} in order, got entry {line.first} again"
            raise RecordError(message)
        if not self.runs or line.first > self.runs[-1].end:
            self._begin_run(line.first)
        run = self.runs[-1]
        for seq, raw in enumerate(line.raws, start=line.first):
            leaf = leaf_hash(raw)
            header = self._read(seq, raw, shown, check)
            self.counts.opened += shown.hold(self.origin, seq, header)
            self._leaf = leaf
            self._remember(seq, leaf, header, shown)
            if run.start == 0:
                self._grow(leaf)
            for proof in self.wanted.pop(seq, ()):
                run.head, run.proved_to = self.heads.under(proof, leaf), seq + 1
        run.end = line.first + len(line.raws)

    def others(self, cosigned: Iterable[Cosigned]) -> list[Cosigned]:
        """Give cosignatures but those of the author, who cannot vouch for its own log."""
        own = self.keys.own
        return [each for each in cosigned if each.party != self.party and each.witness.key.public not in own]

    def signers(self) -> "Signers":
        """Say who may have signed its entries, as far as its key entries were followed."""
        return Signers(
            known_to=self.keys.known_to,
            history=tuple(self.keys.log_keys()),
            officers=dict(self.keys.ring.officers) if self.keys.ring else {},
            trusted=self.trusted,
        )

    def keys_at(self, size: int) -> frozenset[bytes]:
        """Give the keys that count for a head of a size; several where nothing shows which of them was in force."""
        history = self.keys.log_keys()
        if history and not {public for _, public in history} & set(self.trusted):
            return frozenset()
        if history and size <= self.keys.known_to:
            return frozenset([public for since, public in history if since < size][-1:])
        replaced, newest = ({public for _, public in part} for part in (history[:-1], history[-1:]))
        return frozenset((set(self.trusted) - replaced) | newest)

    def run_of(self, seq: int) -> Run | None:
        """Give the run in which an entry stands, if it is there."""
        place = bisect_right(self.runs, seq, key=lambda run: run.start) - 1
        return self.runs[place] if place >= 0 else None

    def head_over(self, seq: int) -> ShownHead | None:
        """Give a head under which an entry is shown to lie; none if there is none."""
        run = self.run_of(seq)
        return run.head if run is not None and seq < run.proved_to else None

    def is_covered(self, seq: int) -> bool:
        """Say whether the log signed and a quorum cosigned one head that is shown to contain an entry."""
        over = self.head_over(seq)
        return over is not None and any(
            head.is_good and head.group == over.group and head.size > seq for head in self.heads.all
        )

    def signed_over(self, seq: int) -> list[ShownHead]:
        """Give the heads, signed by the log, that are shown to contain an entry."""
        over = self.head_over(seq)
        return [
            head
            for head in self.heads.all
            if over is not None and head.signers and head.group == over.group and head.size > seq
        ]

    def interval_ms(self, place: int) -> tuple[int, int]:
        """Give before and after which moment the entry at a place was not made [ms]; ``UNKNOWN_MS`` where unknown."""
        over = self.head_over(self.seqs[place])
        until = self.heads.until_ms(over.group, self.seqs[place]) if over is not None else UNKNOWN_MS
        return self.since[place], until

    @property
    def tree_size(self) -> int:
        """How many entries there are from the first one on."""
        return self._tree.size

    def _begin_run(self, first: int) -> None:
        self.runs.append(Run(start=first, end=first))
        self._leaf = None if first else _NO_LEAF
        self._seen, self._latest, self._earliest = _NOTHING_SEEN, {}, UNKNOWN_MS

    def _grow(self, leaf: bytes) -> None:
        self._tree.append(leaf)
        if self._tree.size in self.heads.at:
            self.heads.meet(self._tree.size, self._tree.root())

    def _read(self, seq: int, raw: bytes, shown: Shown, check: "SignatureCheck") -> Header | None:
        """Read and check one entry; none when its bytes are no entry.

        Raises:
            LimitError: Too many break the rules.
        """
        header = None
        try:
            entry = parse_entry(raw)
            header = entry.header
            self._check(seq, entry, shown, check)
        except UnclearError as error:
            self.settled.add(seq)
            self.unclear.append(f"entry {seq} cannot be followed: {error}")
        except (RecordError, LimitError) as error:
            self.settled.add(seq)
            if header is None and _is_later_version(raw):
                self.unclear.append(f"entry {seq} cannot be followed: it is of a later version of the format")
            else:
                self.faults.append((seq, str(error)))
        if len(self.faults) + len(self.unclear) > SHOWN_ENTRIES_MAX:
            message = f"bundle: expected at most {SHOWN_ENTRIES_MAX} entries that break rules, got more"
            raise LimitError(message)
        return header

    def _check(self, seq: int, entry: Entry, shown: Shown, check: "SignatureCheck") -> None:
        """Check one entry.

        Raises:
            RecordError: It breaks the rules.
            UnclearError: It cannot be followed.
        """
        header = entry.header
        if (header.log, header.seq) != (self.origin, seq):
            _break("the log and index of its place", f"{header.log} {header.seq}")
        if self._leaf is not None and header.prev != self._leaf.hex():
            _break(f"the hash of entry {seq - 1} as `prev`", "another")
        is_next = self.runs[-1].start == 0 and self.keys.known_to == seq
        is_key = header.type.startswith(KEY_TYPES)
        body = shown.body_of(self.origin, seq)
        box = header.box
        if is_key and (header.by != LOG_AUTHOR or (box is not None and box.key_digest is not None)):
            _break("a key entry by the log itself with an open body", "another")
        if body is not None and box is not None and box.key_digest is None and box.size != len(body.content):
            _break("the size of its body", f"{box.size} for {len(body.content)} bytes")
        if is_next and is_key:
            self.keys.follow(header, body)
            self._signers = self.signers()
        self.keys.known_to += is_next
        if is_next and header.by != LOG_AUTHOR:
            self._check_officer(header)
        publics = self._signers.publics_of(seq, header.by, is_known=is_next)
        check.take(self, entry, publics, is_due=is_key or shown.is_asked(self.origin, seq))

    def _check_officer(self, header: Header) -> None:
        officers = self.keys.ring.officers if self.keys.ring else {}
        if header.by not in officers or header.by in self.keys.revoked:
            _break("the key of an enrolled officer", f"{header.by}, which was never enrolled, or was revoked before")

    def _remember(self, seq: int, leaf: bytes, header: Header | None, shown: Shown) -> None:
        """Keep the times of an entry, and the earliest moment at which it can have been made.

        That is the latest time that two organisations besides the author put on cosigned notes of which this or an
        earlier entry states the hash.
        """
        if header is not None and header.seen != self._seen:
            self._see(header.seen, shown)
        self.seqs.append(seq)
        self.since.append(self._earliest)
        self.times.append(header.at_ms if header else UNKNOWN_MS)
        self.authors.append(self.names.setdefault(header.by, len(self.names)) if header else 0)
        if header is None:
            return
        self.counts.unopened += header.box is not None and not shown.is_opened(self.origin, seq)
        if len(self.rows) < SHOWN_ENTRIES_MAX or shown.is_asked(self.origin, seq):
            alone_ms = max(self._latest.values(), default=UNKNOWN_MS)
            self.rows[seq] = Row(leaf=leaf, header=header, alone_ms=alone_ms)

    def _see(self, seen: tuple[Seen, ...], shown: Shown) -> None:
        self._seen = seen
        for each in seen:
            note = shown.note_of(each.note)
            if note is None or (note.head.origin, note.head.size, note.head.root.hex()) != (
                each.log,
                each.size,
                each.root,
            ):
                continue
            for one in self.others(note.cosigned):
                self._latest[one.organisation] = max(one.time_ms, self._latest.get(one.organisation, UNKNOWN_MS))
        self._earliest = sorted([UNKNOWN_MS, UNKNOWN_MS, *self._latest.values()])[-2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signers:
    """Who may have signed the entries of one log.

    Attributes:
        known_to: For entries below it these are the keys in force at their places.
        history: Keys of the log, each with the index of the entry after which it signs.
        officers: Keys by their ids.
        trusted: Keys of the log that the policy names.
    """

    known_to: int
    history: tuple[tuple[int, bytes], ...]
    officers: Mapping[str, bytes]
    trusted: tuple[bytes, ...]

    def publics_of(self, seq: int, author: str, *, is_known: bool) -> tuple[bytes, ...]:
        """Give the keys of which one must have signed an entry; empty, or with an empty one, when some are not shown.

        Args:
            seq: Of the entry.
            author: As it says.
            is_known: Whether the keys in force at its place are.
        """
        if author != LOG_AUTHOR:
            return (self.officers[author],) if author in self.officers else ()
        if is_known:
            return tuple(public for since, public in self.history if since <= seq)[-1:]
        return (*self.trusted, *(public for _, public in self.history), b"")


@dataclass(slots=True)
class SignatureCheck:
    """Checks signatures of entries: all, one in so many, or none but those that must be at once.

    Attributes:
        step: One in so many; 0 when the others are checked elsewhere.
    """

    step: int

    def take(self, log: ShownLog, entry: Entry, publics: tuple[bytes, ...], *, is_due: bool) -> None:
        """Check the signature of an entry if its turn has come.

        Raises:
            RecordError: It does not hold.
            SignatureDisagreementError: Two libraries judge it differently.
        """
        seq = entry.header.seq
        if self.step == 0 and not is_due:
            return
        log.settled.add(seq)
        if not publics or publics == (b"",):
            log.counts.unheld += 1
            return
        if not is_due and seq % self.step:
            return
        if any(is_signature_of(public, entry.signed, entry.signature) for public in publics if public):
            log.counts.checked += 1
            return
        log.counts.unheld += 1
        if b"" not in publics:
            _break("a signature of its author that holds", "a false one")


def is_signature_of(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether a key made a signature.

    Raises:
        SignatureDisagreementError: Two libraries judge it differently.
    """
    try:
        verify_again(public, message, signature)
    except SignatureDisagreementError:
        raise
    except SignatureError:
        return False
    return True


def _is_later_version(raw: bytes) -> bool:
    """Say whether bytes are an entry of a later version of the format: canonical JSON that says so."""
    try:
        value = parse(raw, what="entry", has_names=True)
    except (InputError, AuthorityError):
        return False
    version = value.get("v") if isinstance(value, dict) else None
    return type(version) is int and version > 1


def _break(expected: str, got: str) -> None:
    message = f"expected {expected}, got {got}"
    raise RecordError(message)
