# SPDX-License-Identifier: Apache-2.0
"""The heads of one log in a bundle: which are shown to be of one tree, who signed them, and what times they prove.

Heads form groups: two heads are in one group when something in the bundle shows that they are of one tree. Group 0 is
the tree of the entries that the bundle gives from the first one on.

Source:
    ``docs/verifying.md``.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from truceline.base.errors import ConsistencyError, InclusionError, LimitError, RecordError
from truceline.base.limits import BUNDLE_ROOTS_A_SIZE_MAX
from truceline.crypto.merkle import verify_consistency, verify_inclusion
from truceline.crypto.notes import VerifierKey
from truceline.crypto.tlog_policy import NONE, Policy, judge_quorum
from truceline.ledger.bundle_lines import ConsistencyLine, InclusionLine
from truceline.ledger.bundle_notes import Cosigned, ShownNote

OF_ENTRIES = 0
"""The group of heads that the entries from the first one on lead to."""
UNKNOWN_MS = -1
"""Stands for a moment that nothing proves."""
_VOICES_MIN = 2


@dataclass(slots=True, eq=False)
class ShownHead:
    """A size and root of one log, with all notes that carry it.

    Attributes:
        size: Of the tree.
        root: Of the tree.
        group: Which heads are shown to be of one tree with it.
        notes: That carry it.
        is_refuted: Whether the entries have another root at its size.
        signers: Keys of the log, in force at its size, that signed it.
        is_sure: Whether it is shown that the key which signed it was in force at its size.
        is_good: Whether it is signed, cosigned by a quorum, and tied to entries.
        alone_ms: When anybody else first cosigned it or a later one [ms]; ``UNKNOWN_MS`` when nobody did.
    """

    size: int
    root: bytes
    group: int
    notes: list[ShownNote] = field(default_factory=list)
    is_refuted: bool = False
    signers: frozenset[bytes] = frozenset()
    is_sure: bool = False
    is_good: bool = False
    alone_ms: int = UNKNOWN_MS

    def cosigned(self) -> list[Cosigned]:
        """Give the cosignatures of all its notes."""
        return [each for note in self.notes for each in note.cosigned]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quorum:
    """What a policy asks of the cosigners of a head.

    Attributes:
        policy: It.
    """

    policy: Policy

    def is_met(self, cosigned: Iterable[Cosigned]) -> bool:
        """Say whether some cosignatures make the quorum."""
        return self.policy.quorum == NONE or judge_quorum(self.policy, self._keys(cosigned)).is_met

    @staticmethod
    def _keys(cosigned: Iterable[Cosigned]) -> tuple[VerifierKey, ...]:
        return tuple(each.witness.key for each in cosigned)


class ShownHeads:
    """All heads of one log in a bundle, by size.

    Attributes:
        all: They.
        at: They by size.
    """

    __slots__ = ("_until", "all", "at")

    def __init__(self, notes: Iterable[ShownNote]) -> None:
        """Sort the notes of one log into heads.

        Raises:
            LimitError: One size has too many roots.
        """
        self.all: list[ShownHead] = []
        self.at: dict[int, list[ShownHead]] = {}
        self._until: dict[int, tuple[list[int], list[int]]] = {}
        for note in sorted(notes, key=lambda each: each.head.size):
            self._take(note)

    def _take(self, note: ShownNote) -> None:
        beside = self.at.setdefault(note.head.size, [])
        same = [each for each in beside if each.root == note.head.root]
        if not same:
            same = [ShownHead(size=note.head.size, root=note.head.root, group=len(self.all) + 1)]
            beside += same
            self.all += same
        same[0].notes.append(note)
        if len(beside) > BUNDLE_ROOTS_A_SIZE_MAX:
            message = f"bundle: expected at most {BUNDLE_ROOTS_A_SIZE_MAX} roots of one size of one log, got more"
            raise LimitError(message)

    def meet(self, size: int, root: bytes) -> None:
        """Hold the heads of a size against the root that the entries have at it."""
        for head in self.at[size]:
            head.is_refuted = head.root != root
            head.group = head.group if head.is_refuted else OF_ENTRIES

    def under(self, line: InclusionLine, leaf: bytes) -> ShownHead:
        """Give the head that the proof of an entry leads to.

        Raises:
            RecordError: It leads to none.
        """
        for head in self.at.get(line.size, ()):
            try:
                verify_inclusion(leaf, line.leaf, line.size, line.hashes, head.root)
            except InclusionError:
                continue
            return head
        message = f"bundle: expected a proof of entry {line.leaf} that leads to a note in the file, got another"
        raise RecordError(message)

    def join(self, line: ConsistencyLine) -> None:
        """Put the heads that a proof ties together into one group.

        Raises:
            RecordError: It ties none.
        """
        pairs = [
            {old.group, new.group}
            for old in self.at.get(line.old, ())
            for new in self.at.get(line.new, ())
            if _continues(line, old, new)
        ]
        if not pairs:
            message = f"bundle: expected a proof from size {line.old} to {line.new} that fits two notes, got another"
            raise RecordError(message)
        for pair in pairs:
            for head in self.all:
                head.group = min(pair) if head.group in pair else head.group

    def find_until(self, groups: Iterable[int], quorum: Quorum, others: Callable[[ShownHead], list[Cosigned]]) -> None:
        """Find for each size of some groups the moment by which a quorum of others had cosigned it."""
        for group in groups:
            first: dict[str, Cosigned] = {}
            sizes, times = list[int](), list[int]()
            for head in reversed([each for each in self.all if each.group == group and each.signers]):
                for each in others(head):
                    known = first.get(each.witness.name)
                    first[each.witness.name] = each if known is None or each.time_ms < known.time_ms else known
                head.alone_ms = min((each.time_ms for each in first.values()), default=UNKNOWN_MS)
                sizes.insert(0, head.size)
                times.insert(0, _met_ms(sorted(first.values(), key=lambda one: one.time_ms), quorum))
            self._until[group] = (sizes, times)

    def until_ms(self, group: int, seq: int) -> int:
        """Give the moment by which others had cosigned an entry of a group; ``UNKNOWN_MS`` when none is proven."""
        sizes, times = self._until.get(group, ((), ()))
        place = bisect_right(sizes, seq)
        return times[place] if place < len(times) else UNKNOWN_MS


def _continues(line: ConsistencyLine, old: ShownHead, new: ShownHead) -> bool:
    if not 0 < line.old < line.new:
        return False
    try:
        verify_consistency(line.old, line.new, line.hashes, old.root, new.root)
    except ConsistencyError:
        return False
    return True


def _met_ms(ordered: list[Cosigned], quorum: Quorum) -> int:
    """Give the first moment by which two organisations and a quorum had cosigned."""
    for count in range(_VOICES_MIN, len(ordered) + 1):
        given = ordered[:count]
        if len({each.organisation for each in given}) >= _VOICES_MIN and quorum.is_met(given):
            return given[-1].time_ms
    return UNKNOWN_MS
