# SPDX-License-Identifier: Apache-2.0
"""Judges many acts at once; the same answers as ``ClauseTest.rule``, held together by a property test."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truceline.agreement.provisions import Modality
from truceline.clauses.evaluate import always_told
from truceline.clauses.judging import ClauseTest
from truceline.clauses.rows import COMPONENTS, Encoded, encode
from truceline.clauses.slots import MISSING_CODES, NEEDED_PART, Missing, Plan
from truceline.clauses.zone_groups import zone_groups
from truceline.findings.ruling import CONDITIONS, LEAVING_WORD, RULING_WORDS, Condition, Ruling, RulingWord
from truceline.kernels.jit import HAVE_NUMBA
from truceline.kernels.ruling_arrays import (
    EXCEPTION_BIT,
    NOTHING,
    Clauses,
    Verdicts,
    filled,
    place_of,
)
from truceline.kernels.rulings_plain import judge_plain
from truceline.picture.acts import Act

COMPILED_FROM_PAIRS = 4_000_000
"""Below so many (act, provision) pairs numpy is done before a compiled kernel is loaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingTable:
    """Rulings of n acts by P provisions.

    Attributes:
        acts: Ids of the acts.
        provisions: Ids of agreement and provision.
        word: ``(n, P)`` index into ``findings.RULING_WORDS``.
        decided_by: ``(n, P)`` index into ``findings.CONDITIONS``.
        missing: ``(n, P)`` bit i stands for ``MISSING_CODES[i]``; only where the word is *cannot judge*.
        flips_origin: ``(n, P)`` whether dropping some single origin changes the word.
        flips_party: ``(n, P)`` whether dropping some single party's own statements changes the word.
    """

    acts: tuple[str, ...]
    provisions: tuple[tuple[str, str], ...]
    word: NDArray[np.uint8]
    decided_by: NDArray[np.uint8]
    missing: NDArray[np.uint16]
    flips_origin: NDArray[np.bool_]
    flips_party: NDArray[np.bool_]


def rule_many(acts: Sequence[Act], test: ClauseTest) -> RulingTable:
    """Judge many acts.

    Args:
        acts: The acts with their accounts.
        test: Library and claims.

    Returns:
        The rulings in the order of the acts and of the test's provisions.
    """
    encoded = encode(acts, test)
    table = judge_rows(encoded, test)
    for number in encoded.crowded:
        _tell_flips(table, number, test.rule(acts[number]))
    return table


def _tell_flips(table: RulingTable, number: int, rulings: Sequence[Ruling]) -> None:
    """Write the flips of one act as they are told when it is judged alone."""
    for p, ruling in enumerate(rulings):
        table.flips_origin[number, p] = any(flip.kind == "origin" for flip in ruling.flips)
        table.flips_party[number, p] = any(flip.kind == "party" for flip in ruling.flips)


def judge_rows(encoded: Encoded, test: ClauseTest) -> RulingTable:
    """Judge acts that are rows already."""
    shape = (len(encoded.acts), len(test.plans))
    out = Verdicts(
        word=np.zeros(shape, dtype=np.uint8),
        decided=np.zeros(shape, dtype=np.uint8),
        missing=np.zeros(shape, dtype=np.uint16),
        flips_origin=np.zeros(shape, dtype=np.bool_),
        flips_party=np.zeros(shape, dtype=np.bool_),
    )
    clauses = clause_arrays(test.plans)
    compiled = HAVE_NUMBA and shape[0] * shape[1] >= COMPILED_FROM_PAIRS
    points = zone_groups(test, encoded.points).locate(encoded.points, compiled=compiled)
    if compiled:
        from truceline.kernels.rulings import judge as door  # noqa: PLC0415 - loads the compiler
    else:
        door = judge_plain
    door(encoded.rows, encoded.planes, points, clauses, out)
    return RulingTable(
        acts=encoded.acts,
        provisions=tuple(plan.key for plan in test.plans),
        word=out.word,
        decided_by=out.decided,
        missing=out.missing,
        flips_origin=out.flips_origin,
        flips_party=out.flips_party,
    )


def clause_arrays(plans: Sequence[Plan]) -> Clauses:
    """Write provisions as arrays."""
    count = filled(len(plans))
    exceptions_max = max((len(plan.exceptions) for plan in plans), default=0) or 1
    clauses = Clauses(
        base=np.zeros(count, dtype=np.uint32),
        scope=np.zeros(count, dtype=np.uint32),
        exceptions=np.zeros((exceptions_max, count), dtype=np.uint32),
        verdict=np.zeros((count, 5 * 32), dtype=np.uint16),
        missing=np.zeros((count, 32), dtype=np.uint16),
        untold=np.zeros((count, 32), dtype=np.uint16),
        needs=np.full((count, 32), NOTHING, dtype=np.uint8),
    )
    for p, plan in enumerate(plans):
        _write(clauses, p, plan)
    return clauses


def _write(clauses: Clauses, p: int, plan: Plan) -> None:
    for bit, slot in enumerate(plan.slots):
        mask = np.uint32(1 << bit)
        if always_told(slot, plan):
            clauses.base[p] |= mask
        if slot.exception < 0:
            clauses.scope[p] |= mask
        else:
            clauses.exceptions[slot.exception, p] |= mask
        clauses.missing[p, bit] = 1 << MISSING_CODES.index(slot.missing)
        clauses.untold[p, bit] = 1 << MISSING_CODES.index(slot.untold)
        if slot.untold in NEEDED_PART:
            clauses.needs[p, bit] = COMPONENTS.index(NEEDED_PART[slot.untold])
    clear = RulingWord.PROHIBITED if plan.provision.modality is Modality.PROHIBITED else RulingWord.PERMITTED
    deciding = [*((bit, slot.condition) for bit, slot in enumerate(plan.slots)), (EXCEPTION_BIT, Condition.EXCEPTIONS)]
    for bit, condition in deciding:
        early = RulingWord.NOT_YET_APPLIED if condition is Condition.WINDOW else LEAVING_WORD[condition]
        words = (LEAVING_WORD[condition], early, RulingWord.CONTESTED, RulingWord.CANNOT_JUDGE, clear)
        clauses.verdict[p, place_of(bit) :: 32] = [
            RULING_WORDS.index(word) << 8 | CONDITIONS.index(condition) for word in words
        ]


def missing_codes(mask: int) -> tuple[Missing, ...]:
    """Spell out a mask of what is missing."""
    return tuple(code for bit, code in enumerate(MISSING_CODES) if mask >> bit & 1)
