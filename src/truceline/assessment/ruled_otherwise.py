# SPDX-License-Identifier: Apache-2.0
"""Which past acts two texts rule otherwise: counts from word to word, clause by clause.

Rules:
    - Every ruling is of an act that was handed in and is past; nothing is told of its place, its day or a force (R1).
    - Examples are the first ids in the order of the input; a permission has none.
    - A turn from one way in which a clause does not reach an act to another is not counted, nor from there to a text
      that has no such clause.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truceline.agreement.differences import Differences, PartKind
from truceline.agreement.provisions import Modality
from truceline.assessment.strength import strongest_words
from truceline.clauses.slots import Plan
from truceline.clauses.table import RulingTable
from truceline.findings.ruling import LEAVING_WORDS, RULING_WORDS, RulingWord

EXAMPLES_MAX = 5
NO_CLAUSE = ""
"""Stands for the word where a text has no such clause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Acts that turn from one word to another.

    Attributes:
        before: Word of the first text; empty where it has no such clause.
        after: Word of the second, likewise.
        acts: How many.
        examples: Ids of the first few.
    """

    before: str
    after: str
    acts: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseTurns:
    """What one clause rules otherwise.

    Attributes:
        before: Its id in the first text; empty when it was added.
        after: Its id in the second; empty when it was removed.
        turns: From word to word, most acts first.
        open_otherwise: Acts that stay *cannot judge* for other missing facts, or *contested* on another condition.
    """

    before: str
    after: str
    turns: tuple[Turn, ...]
    open_otherwise: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledOtherwise:
    """What two texts rule otherwise.

    Attributes:
        acts: Past acts judged by both.
        otherwise: Of these, how many some clause rules otherwise.
        strongest: Turns of each act's strongest word among the clauses of its text.
        clauses: Clauses that rule any act otherwise, in the order of the differences.
    """

    acts: int
    otherwise: int
    strongest: tuple[Turn, ...]
    clauses: tuple[ClauseTurns, ...]


def ruled_otherwise(
    found: Differences,
    tables: tuple[RulingTable, RulingTable],
    plans: tuple[Sequence[Plan], Sequence[Plan]],
) -> RuledOtherwise:
    """Set the rulings of two texts on the same acts side by side.

    Args:
        found: The differences, which match the clauses.
        tables: Rulings of the first text and of the second, on the same acts in the same order.
        plans: Their provisions, in the order of the tables.

    Returns:
        From word to word.
    """
    acts = tables[0].acts
    assert acts == tables[1].acts
    columns = tuple({plan.provision.id: number for number, plan in enumerate(each)} for each in plans)
    is_permission = tuple([plan.provision.modality is Modality.PERMITTED for plan in each] for each in plans)
    differs = np.zeros(len(acts), dtype=np.bool_)
    clauses = []
    for part in found.of_kind(PartKind.CLAUSE):
        numbers = (columns[0].get(part.before), columns[1].get(part.after))
        if numbers == (None, None):
            continue
        words = _words_of(tables, numbers)
        is_other = _is_other(words)
        differs |= is_other
        has_examples = not any(
            number is not None and flags[number] for number, flags in zip(numbers, is_permission, strict=True)
        )
        turned = ClauseTurns(
            before=part.before,
            after=part.after,
            turns=_turns(acts, words, is_other, has_examples=has_examples),
            open_otherwise=_open_otherwise(tables, numbers),
        )
        if turned.turns or turned.open_otherwise:
            clauses.append(turned)
    strongest = (_strongest(tables[0]), _strongest(tables[1]))
    return RuledOtherwise(
        acts=len(acts),
        otherwise=int(differs.sum()),
        strongest=_turns(acts, strongest, _is_other(strongest), has_examples=False),
        clauses=tuple(clauses),
    )


_ABSENT = len(RULING_WORDS)
"""Number of "no such clause"."""
_FAR = (_ABSENT, *(RULING_WORDS.index(word) for word in LEAVING_WORDS - {RulingWord.EXEMPT}))
"""Numbers of the words by which a clause does not reach an act."""
_Words = tuple[NDArray[np.int64], NDArray[np.int64]]


def _words_of(tables: tuple[RulingTable, RulingTable], numbers: tuple[int | None, int | None]) -> _Words:
    count = len(tables[0].acts)
    found = [
        np.full(count, _ABSENT, dtype=np.int64) if number is None else table.word[:, number].astype(np.int64)
        for table, number in zip(tables, numbers, strict=True)
    ]
    return found[0], found[1]


def _is_other(words: _Words) -> NDArray[np.bool_]:
    before, after = words
    found: NDArray[np.bool_] = (before != after) & ~(np.isin(before, _FAR) & np.isin(after, _FAR))
    return found


def _strongest(table: RulingTable) -> NDArray[np.int64]:
    if not table.provisions:
        return np.full(len(table.acts), _ABSENT, dtype=np.int64)
    return strongest_words(table.word).astype(np.int64)


def _turns(acts: Sequence[str], words: _Words, is_other: NDArray[np.bool_], *, has_examples: bool) -> tuple[Turn, ...]:
    before, after = words
    rows = np.flatnonzero(is_other)
    counted = Counter(zip(before[rows].tolist(), after[rows].tolist(), strict=True))
    ordered = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    return tuple(
        Turn(
            before=_word(pair[0]),
            after=_word(pair[1]),
            acts=count,
            examples=_examples(acts, rows[(before[rows] == pair[0]) & (after[rows] == pair[1])])
            if has_examples
            else (),
        )
        for pair, count in ordered
    )


def _examples(acts: Sequence[str], rows: NDArray[np.int64]) -> tuple[str, ...]:
    return tuple(acts[int(row)] for row in rows[:EXAMPLES_MAX])


def _word(number: int) -> str:
    return NO_CLAUSE if number == _ABSENT else RULING_WORDS[number].value


def _open_otherwise(tables: tuple[RulingTable, RulingTable], numbers: tuple[int | None, int | None]) -> int:
    one, other = numbers
    if one is None or other is None:
        return 0
    before, after = tables
    is_same = before.word[:, one] == after.word[:, other]
    cannot = before.word[:, one] == RULING_WORDS.index(RulingWord.CANNOT_JUDGE)
    contested = before.word[:, one] == RULING_WORDS.index(RulingWord.CONTESTED)
    missing = cannot & (before.missing[:, one] != after.missing[:, other])
    disputed = contested & (before.decided_by[:, one] != after.decided_by[:, other])
    return int((is_same & (missing | disputed)).sum())
