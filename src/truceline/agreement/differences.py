# SPDX-License-Identifier: Apache-2.0
"""Two texts side by side: clause by clause what was added, removed and changed.

Rules:
    - Parts are matched by their id first. Clauses that are left over are matched by the likeness of their passages:
      the most alike first, none below ``LIKENESS_MIN``. What cannot reach it by length or by words shared is not
      compared word by word, and no more is compared than ``WORD_PAIRS_MAX``: what is beyond is told as not compared.
    - A change is told field by field; a field of a field by a dotted name (``passage.status``); exceptions and
      readings by their ids.
    - What is only a matter of order is no change, but for the order of exceptions and articles, which stays as written.

Source:
    Python's ``difflib.SequenceMatcher`` for likeness, and its own cut-off of 0.6 for what is a close match.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from enum import StrEnum

from truceline.agreement.agreement import Agreement
from truceline.agreement.provisions import Provision
from truceline.records.writer import Plain, plain

LIKENESS_MIN = 0.6
WORD_PAIRS_MAX = 10_000_000
"""Words and pairs of equal words that comparing two texts may look at: a few seconds."""


class Change(StrEnum):
    """What became of a part."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


class MatchedBy(StrEnum):
    """How two parts were seen to be the same one."""

    ID = "id"
    LIKENESS = "likeness"
    NOTHING = ""


class PartKind(StrEnum):
    """What a part of a text is."""

    HEAD = "head"
    PARTICIPANT = "participant"
    CLAUSE = "clause"
    ZONE = "zone"
    GATE = "gate"
    LADDER = "ladder"
    STRAND = "strand"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field that differs; None where a side leaves it out."""

    field: str
    before: Plain
    after: Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChange:
    """What became of one part.

    Attributes:
        kind: What it is.
        change: What became of it.
        before: Its id in the first text; empty when it was added.
        after: Its id in the second; empty when it was removed.
        title: What to call it: of the second text, if it is there.
        matched_by: How it was matched.
        likeness: Likeness of the passages, 0 to 1; 1 when matched by id.
        fields: Fields that differ.
    """

    kind: PartKind
    change: Change
    before: str
    after: str
    title: str
    matched_by: MatchedBy
    likeness: float
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Two texts side by side.

    Attributes:
        before: Id of the first text.
        after: Id of the second.
        not_compared: Pairs of clauses under different ids that were too much to compare word by word.
        parts: Every part of either text: head, participants, clauses, zones, gates, ladders, strands; in the order of
            the second text, what was removed at the end of its kind.
    """

    before: str
    after: str
    parts: tuple[PartChange, ...]
    not_compared: int = 0

    def of_kind(self, kind: PartKind) -> tuple[PartChange, ...]:
        """Give the parts of one kind."""
        return tuple(part for part in self.parts if part.kind is kind)

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return all(part.change is Change.SAME for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One part of one text: its id, what to call it, the words it is recognised by, its content."""

    id: str
    title: str
    words: str
    content: Mapping[str, Plain]


@dataclass(slots=True)
class _Work:
    """What may still be looked at, and how many pairs were given up for it."""

    left: int
    not_compared: int = 0

    def spend(self, words: int) -> None:
        """Count words about to be looked at; what is refused is not counted, for a smaller pair may still fit.

        Raises:
            _SpentError: So many are not left.
        """
        if words > self.left:
            raise _SpentError
        self.left -= words


_OWN_PARTS = {
    "participants": PartKind.PARTICIPANT,
    "provisions": PartKind.CLAUSE,
    "zones": PartKind.ZONE,
    "gates": PartKind.GATE,
    "ladders": PartKind.LADDER,
    "strands": PartKind.STRAND,
}
"""Fields of an agreement whose items are parts of their own."""
_KEYS = ("id", "breach", "counted_from", "authority")
"""Fields by which items of a list inside a part are told apart."""


def differences(before: Agreement, after: Agreement) -> Differences:
    """Set two texts side by side.

    Args:
        before: The first text.
        after: The second.

    Returns:
        Every part of either, and what became of it.
    """
    parts = [_compared(PartKind.HEAD, _head(before), _head(after), MatchedBy.ID, 1.0)]
    work = _Work(left=WORD_PAIRS_MAX)
    for field, kind in _OWN_PARTS.items():
        parts += _matched(kind, _parts(before, field), _parts(after, field), work)
    return Differences(before=before.id, after=after.id, parts=tuple(parts), not_compared=work.not_compared)


def _head(agreement: Agreement) -> _Part:
    told = _mapping(plain(agreement))
    content = {name: value for name, value in told.items() if name not in {"schema", "id", *_OWN_PARTS}}
    return _Part(id=agreement.id, title=agreement.title, words="", content=content)


def _parts(agreement: Agreement, field: str) -> tuple[_Part, ...]:
    return tuple(_part(noun) for noun in getattr(agreement, field))


def _part(noun: object) -> _Part:
    content = _mapping(plain(noun))
    own_id = str(next((content[key] for key in ("id", "breach", "party") if key in content), ""))
    if "version" in content or "role" in content:
        own_id = f"{own_id} {content.get('role', '')}{content.get('version', '')}".strip()
    title = str(content.get("title") or content.get("name") or content.get("opens") or own_id)
    words = (noun.passage.words or noun.title) if isinstance(noun, Provision) else ""
    return _Part(id=own_id, title=title, words=words, content=content)


def _matched(kind: PartKind, before: Sequence[_Part], after: Sequence[_Part], work: _Work) -> Iterator[PartChange]:
    """Match parts by id, then by likeness, and compare them."""
    by_id = {part.id: part for part in before}
    pairs = {part.id: (by_id[part.id], MatchedBy.ID, 1.0) for part in after if part.id in by_id}
    gone = [part for part in before if part.id not in pairs]
    new = [part for part in after if part.id not in pairs]
    for old, one, score in _alike(gone, new, work):
        pairs[one.id] = (old, MatchedBy.LIKENESS, score)
    for part in after:
        found = pairs.get(part.id)
        if found:
            yield _compared(kind, found[0], part, found[1], found[2])
        else:
            yield _single(kind, part, Change.ADDED)
    met = {old.id for old, _, _ in pairs.values()}
    for part in before:
        if part.id not in met:
            yield _single(kind, part, Change.REMOVED)


def _alike(gone: Sequence[_Part], new: Sequence[_Part], work: _Work) -> Iterator[tuple[_Part, _Part, float]]:
    """Pair what is left over by the likeness of its words, the most alike first."""
    scored = sorted(_scored(gone, new, work), key=lambda each: (-each[0], each[1], each[2]))
    used_old: set[int] = set()
    used_new: set[int] = set()
    for score, i, j in scored:
        if i not in used_old and j not in used_new:
            used_old.add(i)
            used_new.add(j)
            yield gone[i], new[j], score


def _scored(gone: Sequence[_Part], new: Sequence[_Part], work: _Work) -> Iterator[tuple[float, int, int]]:
    """Give the likeness of every pair that has ``LIKENESS_MIN``, with the numbers of both."""
    olds = [old.words.lower().split() for old in gone]
    for j, one in enumerate(new):
        if not one.words:
            continue
        matcher = _Matcher(one.words.lower().split(), work)
        for i, words in enumerate(olds):
            matcher.set_seq1(words)
            if not words or matcher.real_quick_ratio() < LIKENESS_MIN:
                continue
            try:
                work.spend(len(words))
                score = round(matcher.ratio(), 3) if matcher.quick_ratio() >= LIKENESS_MIN else 0.0
            except _SpentError:
                work.not_compared += 1
                continue
            if score >= LIKENESS_MIN:
                yield score, i, j


class _SpentError(Exception):
    """Comparing two texts has taken as much as it may. Never leaves this module."""


class _Matcher(SequenceMatcher[str]):
    """Compares two passages, and counts every pair of equal words before it is looked at."""

    def __init__(self, words: Sequence[str], work: _Work) -> None:
        super().__init__(None, autojunk=False)
        self.set_seq2(words)
        self._counts = Counter(words)
        self._work = work
        self._others: Sequence[str] = ()

    def set_seq1(self, a: Sequence[str]) -> None:
        """Take the other passage, which is looked for in the first one."""
        super().set_seq1(a)
        self._others = a

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        """Find the longest run of words that both share between two places.

        Raises:
            _SpentError: There is too much to look at.
        """
        self._work.spend(sum(self._counts[word] + 1 for word in self._others[alo:ahi]))
        return super().find_longest_match(alo, ahi, blo, bhi)


def _single(kind: PartKind, part: _Part, change: Change) -> PartChange:
    is_new = change is Change.ADDED
    fields = tuple(
        FieldChange(field=name, before=None if is_new else value, after=value if is_new else None)
        for name, value in _flat(part.content).items()
        if name != "id"
    )
    return PartChange(
        kind=kind,
        change=change,
        before="" if is_new else part.id,
        after=part.id if is_new else "",
        title=part.title,
        matched_by=MatchedBy.NOTHING,
        likeness=0.0,
        fields=fields,
    )


def _compared(kind: PartKind, before: _Part, after: _Part, matched_by: MatchedBy, score: float) -> PartChange:
    one, other = _flat(before.content), _flat(after.content)
    fields = tuple(
        FieldChange(field=name, before=one.get(name), after=other.get(name))
        for name in dict.fromkeys([*other, *one])
        if one.get(name) != other.get(name)
    )
    return PartChange(
        kind=kind,
        change=Change.CHANGED if fields else Change.SAME,
        before=before.id,
        after=after.id,
        title=after.title,
        matched_by=matched_by,
        likeness=score,
        fields=fields,
    )


def _flat(content: Mapping[str, Plain], prefix: str = "") -> dict[str, Plain]:
    """Give the fields of fields by dotted names; items of lists that bear an id by that id."""
    found: dict[str, Plain] = {}
    for name, value in content.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict):
            found |= _flat(value, f"{path}.")
        elif isinstance(value, list) and value and (keyed := _keyed(value)) is not None:
            found |= _flat(keyed, f"{path}.")
        else:
            found[path] = value
    return found


def _keyed(items: Sequence[Plain]) -> dict[str, Plain] | None:
    """Give the items of a list by their ids; None when they have none, or not each its own."""
    for key in _KEYS:
        named = {str(item[key]): item for item in items if isinstance(item, dict) and key in item}
        if len(named) == len(items):
            return dict(named)
    return None


def _mapping(value: Plain) -> dict[str, Plain]:
    assert isinstance(value, dict)
    return value
