# SPDX-License-Identifier: Apache-2.0
"""Decides many rulings from two bit planes per (act, provision).

Planes are 32 bits wide: bit b of ``true`` and of ``false`` says whether slot b is told true and told false. Scope
slots come first, in the order in which conditions decide; then the tests of exceptions. Bit 30 of ``false`` marks a
time that is outside for another reason than "signed, not applied yet".

Two doors with equal results: ``judge`` compiled, one act at a time, and ``judge_plain`` in numpy, one bit at a time
over all. Rows whose mark in ``origin`` or ``party`` is dropped are left out; the words are compared to see what flips.

Source:
    The order of conditions is that of ``clauses.decide``; Belnap 1977 for the two bits.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truceline.kernels.jit import kernel

LATE_BIT = 30
NOTHING = 255
"""Stands for "needs no part of an account" in ``Clauses.needs``."""

U8 = NDArray[np.uint8]
U16 = NDArray[np.uint16]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Words(NamedTuple):
    """Numbers of the ruling words and of the last condition, as the caller counts them."""

    leaving: U8
    """``(conditions,)``: the word when this condition is the first told only false."""
    not_yet_applied: int
    contested: int
    cannot_judge: int
    window: int
    """Number of the condition *window*."""
    exceptions: int
    """Number of the condition *no exception*."""


class Clauses(NamedTuple):
    """Provisions as arrays; P provisions, E exceptions at most."""

    base: U32
    """``(P,)``: bits of ``true`` that the text itself tells."""
    scope: U32
    """``(P,)``: bits of scope slots."""
    condition: U8
    """``(P, 32)``: condition of each bit."""
    exceptions: U32
    """``(P, E)``: bits of each exception; 0 where there is none."""
    modality: U8
    """``(P,)``: word when nothing leaves and nothing is in doubt."""
    missing: U16
    """``(P, 32)``: mask of what is missing when a slot is told neither."""
    untold: U16
    """``(P, 32)``: the same when the part of the account it needs is not told at all."""
    needs: U8
    """``(P, 32)``: number of that part, or ``NOTHING``."""


class Rows(NamedTuple):
    """What is told of each act; n acts, m tellings."""

    start: I64
    """``(n + 1,)``: tellings of act a are ``start[a]:start[a + 1]``."""
    row: I64
    """``(m,)``: row of the planes."""
    origin: U64
    """``(m,)``: origins needed, one bit each, counted per act."""
    party: U64
    """``(m,)``: parties needed, one bit each, counted per act."""
    offered: U16
    """``(n,)``: parts of an account that are told."""


class Planes(NamedTuple):
    """Told bits by row; R rows."""

    true: U32
    """``(R, P)``."""
    false: U32
    """``(R, P)``."""


class Verdicts(NamedTuple):
    """Where results are written; each ``(n, P)``."""

    word: U8
    decided: U8
    missing: U16
    flips_origin: Flags
    flips_party: Flags


@kernel
def decide_one(true: int, false: int, p: int, clauses: Clauses, words: Words) -> tuple[int, int, int]:
    """Decide one ruling.

    Args:
        true: Bits told true.
        false: Bits told false.
        p: Index of the provision.
        clauses: Provisions.
        words: Numbers of words.

    Returns:
        Number of the word, number of the deciding condition, and the bits told neither that block an answer.
    """
    full = np.uint32(0xFFFFFFFF)
    scope = clauses.scope[p]
    only_false = false & (true ^ full) & scope
    if only_false != 0:
        bit = 0
        while (only_false >> np.uint32(bit)) & np.uint32(1) == 0:
            bit += 1
        condition = clauses.condition[p, bit]
        if condition == words.window and (false >> np.uint32(LATE_BIT)) & np.uint32(1) == 0:
            return words.not_yet_applied, condition, 0
        return words.leaving[condition], condition, 0
    both = true & false
    neither = (true | false) ^ full
    live_neither = np.uint32(0)
    is_disputed = False
    is_open = False
    for e in range(clauses.exceptions.shape[1]):
        mask = clauses.exceptions[p, e]
        if mask == 0:
            break
        if false & (true ^ full) & mask != 0:
            continue
        if true & (false ^ full) & mask == mask:
            return words.leaving[words.exceptions], words.exceptions, 0
        is_open = True
        is_disputed = is_disputed or both & mask != 0
        live_neither |= neither & mask
    doubt = both & scope
    word = words.contested
    if doubt == 0 and not is_disputed:
        doubt = neither & scope
        word = words.cannot_judge
        if doubt == 0 and not is_open:
            return clauses.modality[p], words.exceptions, 0
    blocking = live_neither | (neither & scope) if word == words.cannot_judge else np.uint32(0)
    if doubt == 0:
        return word, words.exceptions, blocking
    bit = 0
    while (doubt >> np.uint32(bit)) & np.uint32(1) == 0:
        bit += 1
    return word, clauses.condition[p, bit], blocking


@kernel
def judge(rows: Rows, planes: Planes, clauses: Clauses, words: Words, out: Verdicts) -> None:
    """Judge every act against every provision, with what flips.

    Args:
        rows: Tellings of n acts.
        planes: Told bits by row.
        clauses: P provisions.
        words: Numbers of words.
        out: Written in place.
    """
    count = clauses.base.shape[0]
    true = np.empty(count, np.uint32)
    false = np.empty(count, np.uint32)
    bare = np.empty(count, np.uint8)
    for p in range(count):
        bare[p] = decide_one(clauses.base[p], np.uint32(0), p, clauses, words)[0]
    for a in range(rows.start.shape[0] - 1):
        first, last = rows.start[a], rows.start[a + 1]
        origins, parties = np.uint64(0), np.uint64(0)
        for p in range(count):
            true[p] = clauses.base[p]
            false[p] = 0
        for r in range(first, last):
            origins |= rows.origin[r]
            parties |= rows.party[r]
            row = rows.row[r]
            for p in range(count):
                true[p] |= planes.true[row, p]
                false[p] |= planes.false[row, p]
        for p in range(count):
            word, condition, blocking = decide_one(true[p], false[p], p, clauses, words)
            out.word[a, p] = word
            out.decided[a, p] = condition
            out.missing[a, p] = _missing(blocking, p, rows.offered[a], clauses)
            out.flips_origin[a, p] = origins != 0 and word != bare[p]
            out.flips_party[a, p] = False
        if origins & (origins - np.uint64(1)) != 0:
            _flip(a, rows.origin, origins, rows, planes, clauses, words, out.word, out.flips_origin, true, false)
        if parties != 0:
            _flip(a, rows.party, parties, rows, planes, clauses, words, out.word, out.flips_party, true, false)


@kernel
def _missing(blocking: int, p: int, offered: int, clauses: Clauses) -> int:
    found = np.uint16(0)
    bit = 0
    while blocking != 0:
        if blocking & np.uint32(1) != 0:
            need = clauses.needs[p, bit]
            is_told = need == NOTHING or (offered >> np.uint16(need)) & np.uint16(1) != 0
            found |= clauses.missing[p, bit] if is_told else clauses.untold[p, bit]
        blocking = blocking >> np.uint32(1)
        bit += 1
    return found


@kernel
def _flip(  # noqa: PLR0913 - an array loop; a noun per array would hide it
    a: int,
    marks: U64,
    present: int,
    rows: Rows,
    planes: Planes,
    clauses: Clauses,
    words: Words,
    word: U8,
    flips: Flags,
    true: U32,
    false: U32,
) -> None:
    """Leave out each mark in turn and note which words change."""
    count = clauses.base.shape[0]
    for p in range(count):
        flips[a, p] = False
    for mark in range(64):
        drop = np.uint64(1) << np.uint64(mark)
        if drop > present:
            break
        if present & drop == 0:
            continue
        for p in range(count):
            true[p] = clauses.base[p]
            false[p] = 0
        for r in range(rows.start[a], rows.start[a + 1]):
            if marks[r] & drop == 0:
                row = rows.row[r]
                for p in range(count):
                    true[p] |= planes.true[row, p]
                    false[p] |= planes.false[row, p]
        for p in range(count):
            if decide_one(true[p], false[p], p, clauses, words)[0] != word[a, p]:
                flips[a, p] = True
