# SPDX-License-Identifier: Apache-2.0
"""Decides many rulings, compiled: one act at a time over all provisions.

``judge_plain`` in ``rulings_plain`` gives the same results in numpy. Tellings whose mark in ``origin`` or ``party``
is dropped are left out, and the words are compared to see what flips.

Source:
    As ``ruling_arrays``.
"""

import numpy as np

from truceline.kernels.jit import kernel
from truceline.kernels.ruling_arrays import (
    BYTE,
    CLEAR,
    DE_BRUIJN,
    DISPUTED,
    EXCEPTION,
    FIVE,
    FULL,
    LATE,
    LEAVES,
    LOW_BYTE,
    LOWEST,
    NONE,
    NOTHING,
    ONE,
    OPEN,
    SHIFT,
    U8,
    U16,
    U32,
    U64,
    WINDOW,
    Clauses,
    Points,
    Rows,
    Verdicts,
)


@kernel
def judge(rows: Rows, planes: U32, points: Points, clauses: Clauses, out: Verdicts) -> None:
    """Judge every act against every provision, with what flips.

    Args:
        rows: Tellings of n acts.
        planes: Told bits by row ``(R, 2 P)``: those told true, then those told false.
        points: Points that tellings name.
        clauses: P provisions; those beyond the width of ``out`` only fill up whole vectors.
        out: Written in place.
    """
    count, asked = clauses.base.shape[0], np.uint64(out.word.shape[1])
    told, open_bits = np.zeros(2 * count, np.uint32), np.empty(count, np.uint32)
    bare, found, other = np.empty(count, np.uint16), np.empty(count, np.uint16), np.empty(count, np.uint16)
    scratch = np.empty(count, np.uint32)
    told[:count] = clauses.base
    _decide(told, clauses, bare, scratch, open_bits)
    for a in range(rows.start.shape[0] - 1):
        origins, parties = _join(a, np.uint64(0), rows.origin, rows, planes, points, clauses.base, told)
        _decide(told, clauses, found, scratch, open_bits)
        is_single = origins & (origins - np.uint64(1)) == 0
        for p in range(asked):
            out.word[a, p] = found[p] >> BYTE
            out.decided[a, p] = found[p] & LOW_BYTE
            out.flips_origin[a, p] = is_single & (found[p] >> BYTE != bare[p] >> BYTE)
            out.flips_party[a, p] = False
        _note_missing(open_bits, rows.offered[a], clauses, out.missing[a])
        for mark in range(64):
            drop = np.uint64(1) << np.uint64(mark)
            if (is_single or drop > origins) and drop > parties:
                break
            if origins & drop != 0 and not is_single:
                _join(a, drop, rows.origin, rows, planes, points, clauses.base, told)
                _decide(told, clauses, other, scratch, open_bits)
                for p in range(asked):
                    out.flips_origin[a, p] |= found[p] >> BYTE != other[p] >> BYTE
            if parties & drop != 0:
                _join(a, drop, rows.party, rows, planes, points, clauses.base, told)
                _decide(told, clauses, other, scratch, open_bits)
                for p in range(asked):
                    out.flips_party[a, p] |= found[p] >> BYTE != other[p] >> BYTE


@kernel
def _join(  # noqa: PLR0913, PLR0917 - an array loop; a noun per array would hide it
    a: int,
    drop: np.uint64,
    marks: U64,
    rows: Rows,
    planes: U32,
    points: Points,
    base: U32,
    told: U32,
) -> tuple[np.uint64, np.uint64]:
    """Join what is told of one act, but for tellings that bear a dropped mark; give all origins and parties."""
    origins, parties = np.uint64(0), np.uint64(0)
    known, count = planes.shape[0], np.uint64(base.shape[0])
    for p in range(count):
        told[p] = base[p]
        told[count + p] = NONE
    for r in range(rows.start[a], rows.start[a + 1]):
        origins |= rows.origin[r]
        parties |= rows.party[r]
        if marks[r] & drop != 0:
            continue
        row = rows.row[r]
        if row < known:
            for p in range(count + count):
                told[p] |= planes[np.uint64(row), p]
            continue
        point = np.uint64(row - known)
        code = points.code[point]
        group = points.group[np.uint64(points.interval[point])]
        for t in range(group.shape[0]):
            value = np.uint32(code[group[t]])
            p = points.p[t]
            told[p] |= (value & ONE) << points.bit[t]
            told[count + p] |= (value >> ONE) << points.bit[t]
    return origins, parties


@kernel
def _decide(told: U32, clauses: Clauses, verdicts: U16, scratch: U32, open_bits: U32) -> None:
    """Decide one act's rulings; the number of each word and condition goes to ``verdicts``.

    Most acts leave most provisions by a condition of their scope: that is settled for all at once, without a branch;
    the rest are looked at one by one.
    """
    count = np.uint64(clauses.base.shape[0])
    for p in range(count):
        true, false = told[p], told[count + p]
        leaves = false & (true ^ FULL) & clauses.scope[p]
        lowest = leaves & (NONE - leaves)
        is_early = np.uint32((lowest == WINDOW) & (false & LATE == NONE))
        place = (is_early << FIVE) | (np.uint32(lowest * DE_BRUIJN) >> SHIFT)
        scratch[p] = place if leaves != NONE else FULL
        open_bits[p] = NONE
    for p in range(count):
        place = scratch[p]
        if place == FULL:
            place, open_bits[p] = _weigh(told[p], told[count + p], p, clauses)
        verdicts[p] = clauses.verdict[p, np.uint64(place)]


@kernel
def _weigh(true: np.uint32, false: np.uint32, p: int, clauses: Clauses) -> tuple[np.uint32, np.uint32]:
    """Decide one ruling that no condition of the scope decides; give its place among verdicts and its open bits."""
    scope = clauses.scope[p]
    disputed, is_open, live = true & false & scope, ((true | false) ^ FULL) & scope, NONE
    for e in range(np.uint64(clauses.exceptions.shape[0])):
        mask = clauses.exceptions[e, p]
        if mask == NONE or false & (true ^ FULL) & mask != NONE:
            continue
        if true & (false ^ FULL) & mask == mask:
            return place_in(LEAVES, EXCEPTION), NONE
        is_open |= EXCEPTION
        live |= ((true | false) ^ FULL) & mask
        if true & false & mask != NONE:
            disputed |= EXCEPTION
    if disputed != NONE:
        return place_in(DISPUTED, disputed), NONE
    if is_open != NONE:
        return place_in(OPEN, is_open), np.uint32((is_open & (EXCEPTION ^ FULL)) | live)
    return place_in(CLEAR, EXCEPTION), NONE


@kernel
def place_in(kind: int, bits: np.uint32) -> np.uint32:
    """Give the place of a class and its lowest bit among verdicts."""
    lowest = bits & (NONE - bits)
    return np.uint32((np.uint32(kind) << FIVE) | (np.uint32(lowest * DE_BRUIJN) >> SHIFT))


@kernel
def _note_missing(open_bits: U32, offered: np.uint16, clauses: Clauses, missing: U16) -> None:
    """Say what is missing for the bits that block an answer."""
    for p in range(np.uint64(missing.shape[0])):
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
def join_codes(codes: U8, start: U64, column: U64, keep: U8) -> U8:
    """Join columns of four-valued codes in the truth order: inside any is inside, outside all is outside.

    Args:
        codes: ``(k, S)`` 1 inside, 2 outside, 0 neither.
        start: ``(G + 1,)`` members of group g are ``start[g]:start[g + 1]``; a group of none is outside.
        column: Column of each member.
        keep: Bits of each member that count: 3 both, 2 when inside is told neither, 0 when nothing is told.

    Returns:
        ``(k, G)`` codes.
    """
    count, groups = np.uint64(codes.shape[0]), np.uint64(start.shape[0] - 1)
    joined = np.empty((codes.shape[0], start.shape[0] - 1), np.uint8)
    for k in range(count):
        for g in range(groups):
            true, false = np.uint8(0), np.uint8(2)
            for member in range(start[g], start[g + np.uint64(1)]):
                code = codes[k, column[member]] & keep[member]
                true |= code & np.uint8(1)
                false &= code
            joined[k, g] = true | false
    return joined
