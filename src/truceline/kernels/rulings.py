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
    EARLY,
    EXCEPTION,
    EXCEPTION_SHIFT,
    FULL,
    I64,
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
        clauses: P provisions.
        out: Written in place.
    """
    count = clauses.base.shape[0]
    told, open_bits = np.zeros(2 * count, np.uint32), np.empty(count, np.uint32)
    bare, found, other = np.empty(count, np.uint16), np.empty(count, np.uint16), np.empty(count, np.uint16)
    scratch = np.empty((4, count), np.uint32)
    told[:count] = clauses.base
    _decide(told, clauses, bare, scratch, open_bits)
    for a in range(rows.start.shape[0] - 1):
        origins, parties = _join(a, np.uint64(0), rows.origin, rows, planes, points, clauses.base, told)
        _decide(told, clauses, found, scratch, open_bits)
        is_single = origins & (origins - np.uint64(1)) == 0
        for p in range(count):
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
                for p in range(count):
                    out.flips_origin[a, p] |= found[p] >> BYTE != other[p] >> BYTE
            if parties & drop != 0:
                _join(a, drop, rows.party, rows, planes, points, clauses.base, told)
                _decide(told, clauses, other, scratch, open_bits)
                for p in range(count):
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
    known, count = planes.shape[0], base.shape[0]
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
            telling = planes[np.uint64(row)]
            for p in range(2 * count):
                told[p] |= telling[p]
            continue
        point = np.uint64(row - known)
        code = points.code[point]
        group = points.group[np.uint64(points.interval[point])]
        for t in range(group.shape[0]):
            value = np.uint32(code[group[t]])
            p = points.p[t]
            told[p] |= (value & ONE) << points.bit[t]
            told[np.uint64(count) + p] |= (value >> ONE) << points.bit[t]
    return origins, parties


@kernel
def _decide(told: U32, clauses: Clauses, verdicts: U16, scratch: U32, open_bits: U32) -> None:
    """Decide one act's rulings: the lowest bit told only false, else both, else neither; numbers go to ``verdicts``."""
    count = clauses.base.shape[0]
    true, false = told[:count], told[count:]
    leaves, disputed, is_open, live = scratch[0], scratch[1], scratch[2], scratch[3]
    for p in range(count):
        scope = clauses.scope[p]
        leaves[p] = false[p] & (true[p] ^ FULL) & scope
        disputed[p] = true[p] & false[p] & scope
        is_open[p] = ((true[p] | false[p]) ^ FULL) & scope
        live[p] = NONE
    for e in range(clauses.exceptions.shape[0]):
        for p in range(count):
            mask = clauses.exceptions[e, p]
            doubtful = (true[p] & (false[p] ^ FULL) & mask) ^ mask
            is_maybe = np.uint32((false[p] & (true[p] ^ FULL) & mask == NONE) & (doubtful != NONE))
            is_whole = np.uint32((doubtful == NONE) & (mask != NONE))
            leaves[p] |= is_whole << EXCEPTION_SHIFT
            disputed[p] |= (is_maybe & np.uint32(true[p] & false[p] & mask != NONE)) << EXCEPTION_SHIFT
            is_open[p] |= is_maybe << EXCEPTION_SHIFT
            live[p] |= ((true[p] | false[p]) ^ FULL) & mask & (NONE - is_maybe)
    for p in range(count):
        is_early = (leaves[p] & (NONE - leaves[p]) == WINDOW) & (false[p] & LATE == NONE)
        kind = OPEN if is_open[p] != NONE else CLEAR
        kind = DISPUTED if disputed[p] != NONE else kind
        kind = LEAVES if leaves[p] != NONE else kind
        kind = EARLY if is_early else kind
        doubt = disputed[p] if kind == DISPUTED else is_open[p]
        doubt = leaves[p] if leaves[p] != NONE else doubt
        doubt = EXCEPTION if kind == CLEAR else doubt
        bit = LOWEST[np.uint32((doubt & (NONE - doubt)) * DE_BRUIJN) >> SHIFT]
        verdicts[p] = clauses.verdict[p, np.uint64(kind), np.uint64(bit)]
        open_bits[p] = (is_open[p] & (EXCEPTION ^ FULL)) | live[p] if kind == OPEN else NONE


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
