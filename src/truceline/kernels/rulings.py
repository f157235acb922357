# SPDX-License-Identifier: Apache-2.0
"""Decides many rulings from two bit planes per (act, provision).

Planes are 32 bits wide: bit b of ``true`` and of ``false`` says whether slot b is told true and told false. Scope
slots come first, in the order in which conditions decide; then the tests of exceptions. Bit 29 stands for *no
exception* as a whole while a ruling is decided; bit 30 of ``false`` marks a time that is outside for another reason
than "signed, not applied yet".

Two doors with equal results: ``judge`` here, compiled, one act at a time over all provisions; ``judge_plain`` in
``rulings_plain``, numpy. Tellings whose mark in ``origin`` or ``party`` is dropped are left out, and the words are
compared to see what flips.

Source:
    The order of conditions is that of ``clauses.decide``; Belnap 1977 for the two bits; Leiserson, Prokop and Randall
    1998, "Using de Bruijn sequences to index a 1 in a computer word", for ``LOWEST``.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truceline.kernels.jit import kernel

EXCEPTION_BIT = 29
LATE_BIT = 30
NOTHING = 255
"""Stands for "needs no part of an account" in ``Clauses.needs``."""
LEAVES, DISPUTED, OPEN, CLEAR = 0, 1, 2, 3
"""Rows of ``Words.word``: some condition told only false; told both; told neither; none of these."""

DE_BRUIJN = np.uint32(0x077CB531)
LOWEST = np.zeros(32, np.uint8)
"""Number of the lowest set bit b, at index ``(b * DE_BRUIJN) >> 27``."""
for _bit in range(32):
    LOWEST[((1 << _bit) * int(DE_BRUIJN) & 0xFFFFFFFF) >> 27] = _bit

FULL = np.uint32(0xFFFFFFFF)
NONE = np.uint32(0)
ONE = np.uint32(1)
SHIFT = np.uint32(27)
EXCEPTION = np.uint32(1 << EXCEPTION_BIT)
LATE = np.uint32(1 << LATE_BIT)

U8 = NDArray[np.uint8]
U16 = NDArray[np.uint16]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Words(NamedTuple):
    """Numbers of the ruling words and conditions, as the caller counts them."""

    word: U8
    """``(4, conditions)``: word by class and deciding condition."""
    not_yet_applied: int
    window: int
    """Number of the condition *window*."""


class Clauses(NamedTuple):
    """Provisions as arrays; P provisions, E exceptions at most."""

    base: U32
    """``(P,)``: bits of ``true`` that the text itself tells."""
    scope: U32
    """``(P,)``: bits of scope slots."""
    condition: U8
    """``(P, 32)``: condition of each bit; bit 29 is *no exception*."""
    exceptions: U32
    """``(E, P)``: bits of each exception; 0 where there is none."""
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
    """``(m,)``: row of the planes; from R on, number of a point."""
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


class Points(NamedTuple):
    """Where points lie; k points, T slots that ask for a place, G groups of zones."""

    code: U8
    """``(k, G)``: 1 inside, 2 outside, 0 neither."""
    interval: I64
    """``(k,)``: row of ``group``."""
    group: I64
    """``(intervals, T)``: group each slot asks for at that time."""
    p: I64
    """``(T,)``: provision of each slot."""
    bit: U32
    """``(T,)``: bit of each slot."""


class Verdicts(NamedTuple):
    """Where results are written; each ``(n, P)``."""

    word: U8
    decided: U8
    missing: U16
    flips_origin: Flags
    flips_party: Flags


@kernel
def judge(rows: Rows, planes: Planes, points: Points, clauses: Clauses, words: Words, out: Verdicts) -> None:
    """Judge every act against every provision, with what flips.

    Args:
        rows: Tellings of n acts.
        planes: Told bits by row.
        points: Points that tellings name.
        clauses: P provisions.
        words: Numbers of words.
        out: Written in place.
    """
    count = clauses.base.shape[0]
    true, false, open_bits = np.empty(count, np.uint32), np.empty(count, np.uint32), np.empty(count, np.uint32)
    bare, condition, word = np.empty(count, np.uint8), np.empty(count, np.uint8), np.empty(count, np.uint8)
    true[:], false[:] = clauses.base, NONE
    _decide(true, false, clauses, words, bare, condition, open_bits)
    for a in range(rows.start.shape[0] - 1):
        origins, parties = _join(a, np.uint64(0), rows.origin, rows, planes, points, clauses.base, true, false)
        _decide(true, false, clauses, words, out.word[a], out.decided[a], open_bits)
        _note_missing(open_bits, rows.offered[a], clauses, out.missing[a])
        out.flips_party[a, :] = False
        if origins & (origins - np.uint64(1)) == 0:
            out.flips_origin[a, :] = out.word[a] != bare
        else:
            out.flips_origin[a, :] = False
            for mark in range(64):
                drop = np.uint64(1) << np.uint64(mark)
                if origins & drop != 0:
                    _join(a, drop, rows.origin, rows, planes, points, clauses.base, true, false)
                    _decide(true, false, clauses, words, word, condition, open_bits)
                    out.flips_origin[a, :] |= out.word[a] != word
        for mark in range(64):
            drop = np.uint64(1) << np.uint64(mark)
            if drop > parties or parties == 0:
                break
            if parties & drop != 0:
                _join(a, drop, rows.party, rows, planes, points, clauses.base, true, false)
                _decide(true, false, clauses, words, word, condition, open_bits)
                out.flips_party[a, :] |= out.word[a] != word


@kernel
def _join(  # noqa: PLR0913 - an array loop; a noun per array would hide it
    a: int,
    drop: np.uint64,
    marks: U64,
    rows: Rows,
    planes: Planes,
    points: Points,
    base: U32,
    true: U32,
    false: U32,
) -> tuple[np.uint64, np.uint64]:
    """Join what is told of one act, but for tellings that bear a dropped mark; give all origins and parties."""
    origins, parties = np.uint64(0), np.uint64(0)
    known = planes.true.shape[0]
    for p in range(base.shape[0]):
        true[p] = base[p]
        false[p] = NONE
    for r in range(rows.start[a], rows.start[a + 1]):
        origins |= rows.origin[r]
        parties |= rows.party[r]
        if marks[r] & drop != 0:
            continue
        row = rows.row[r]
        if row < known:
            for p in range(base.shape[0]):
                true[p] |= planes.true[row, p]
                false[p] |= planes.false[row, p]
            continue
        point = row - known
        interval = points.interval[point]
        for t in range(points.p.shape[0]):
            code = np.uint32(points.code[point, points.group[interval, t]])
            p = points.p[t]
            true[p] |= (code & ONE) << points.bit[t]
            false[p] |= (code >> ONE) << points.bit[t]
    return origins, parties


@kernel
def _decide(true: U32, false: U32, clauses: Clauses, words: Words, word: U8, condition: U8, open_bits: U32) -> None:
    """Decide one act's rulings without a branch: the lowest bit told only false, else both, else neither."""
    exceptions_max = clauses.exceptions.shape[0]
    for p in range(true.shape[0]):
        t, f, scope = true[p], false[p], clauses.scope[p]
        only_false = f & (t ^ FULL)
        only_true = t & (f ^ FULL)
        both = t & f
        neither = (t | f) ^ FULL
        leaves, disputed, is_open, live = only_false & scope, both & scope, neither & scope, NONE
        for e in range(exceptions_max):
            mask = clauses.exceptions[e, p]
            is_whole = np.uint32((only_true & mask == mask) & (mask != NONE))
            is_maybe = np.uint32((only_false & mask == NONE) & (only_true & mask != mask))
            leaves |= is_whole << np.uint32(EXCEPTION_BIT)
            disputed |= (is_maybe & np.uint32(both & mask != NONE)) << np.uint32(EXCEPTION_BIT)
            is_open |= is_maybe << np.uint32(EXCEPTION_BIT)
            live |= (neither & mask) & (NONE - is_maybe)
        doubt = leaves if leaves != NONE else (disputed if disputed != NONE else is_open)
        kind = LEAVES if leaves != NONE else (DISPUTED if disputed != NONE else (OPEN if is_open != NONE else CLEAR))
        lowest = doubt & (NONE - doubt)
        bit = LOWEST[np.uint32(lowest * DE_BRUIJN) >> SHIFT] if kind != CLEAR else np.uint8(EXCEPTION_BIT)
        decided = clauses.condition[p, bit]
        found = words.word[kind, decided] if kind != CLEAR else clauses.modality[p]
        is_early = (kind == LEAVES) & (decided == words.window) & (f & LATE == NONE)
        word[p] = words.not_yet_applied if is_early else found
        condition[p] = decided
        open_bits[p] = (is_open & (EXCEPTION ^ FULL)) | live if kind == OPEN else NONE


@kernel
def _note_missing(open_bits: U32, offered: np.uint16, clauses: Clauses, missing: U16) -> None:
    """Say what is missing for the bits that block an answer."""
    for p in range(open_bits.shape[0]):
        found = np.uint16(0)
        blocking = open_bits[p]
        while blocking != NONE:
            bit = LOWEST[np.uint32((blocking & (NONE - blocking)) * DE_BRUIJN) >> SHIFT]
            need = clauses.needs[p, bit]
            is_told = need == NOTHING or (np.uint32(offered) >> np.uint32(need)) & ONE != NONE
            found |= clauses.missing[p, bit] if is_told else clauses.untold[p, bit]
            blocking = np.uint32(blocking & (blocking - ONE))
        missing[p] = found


@kernel
def join_codes(codes: U8, start: I64, column: I64, way: U8) -> U8:
    """Join columns of four-valued codes in the truth order: inside any is inside, outside all is outside.

    Args:
        codes: ``(k, S)`` 1 inside, 2 outside, 0 neither.
        start: ``(G + 1,)`` members of group g are ``start[g]:start[g + 1]``; a group of none is outside.
        column: Column of each member.
        way: 0 as it is, 1 inside read as neither, 2 always neither.

    Returns:
        ``(k, G)`` codes.
    """
    count, groups = codes.shape[0], start.shape[0] - 1
    joined = np.empty((count, groups), np.uint8)
    for k in range(count):
        for g in range(groups):
            true, false = np.uint8(0), np.uint8(2)
            for member in range(start[g], start[g + 1]):
                code = codes[k, column[member]]
                if way[member] == 1:
                    code = code & np.uint8(2)
                elif way[member] == 2:  # noqa: PLR2004 - named in the docstring
                    code = np.uint8(0)
                true |= code & np.uint8(1)
                false &= code
            joined[k, g] = true | (false & np.uint8(2))
    return joined
