# SPDX-License-Identifier: Apache-2.0
"""The same decisions as ``rulings`` in numpy, one bit at a time over all acts: the door without a compiler.

Source:
    As ``rulings``.
"""

from itertools import pairwise

import numpy as np

from truceline.kernels.ruling_arrays import (
    BYTE,
    CLEAR,
    DE_BRUIJN,
    DISPUTED,
    EARLY,
    EXCEPTION,
    EXCEPTION_BIT,
    FULL,
    I64,
    LATE,
    LEAVES,
    LOW_BYTE,
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
    Flags,
    Points,
    Rows,
    Verdicts,
)

ACTS_AT_ONCE = 8_192
"""Acts judged at once: their planes stay in the cache."""


def judge_plain(rows: Rows, planes: U32, points: Points, clauses: Clauses, out: Verdicts) -> None:
    """Judge every act against every provision, with what flips; arguments as ``rulings.judge``."""
    whole = append_points(planes, points, clauses.base.shape[0])
    count = len(rows.start) - 1
    for first in range(0, count, ACTS_AT_ONCE):
        acts = np.arange(first, min(first + ACTS_AT_ONCE, count))
        part = Verdicts(*(array[acts[0] : acts[-1] + 1] for array in out))  # type: ignore[arg-type]
        _judge_part(_part(rows, acts), whole, clauses, part)


def _judge_part(rows: Rows, planes: U32, clauses: Clauses, out: Verdicts) -> None:
    told = join_tellings(rows, planes, clauses, np.ones(len(rows.row), dtype=np.bool_))
    verdict, open_bits = decide_plain(told, clauses)
    asked = out.word.shape[1]
    out.word[:], out.decided[:] = (verdict >> BYTE)[:, :asked], (verdict & LOW_BYTE)[:, :asked]
    out.missing[:] = _missing_plain(open_bits, rows.offered, clauses)[:, :asked]
    _note_flips(rows, "origin", planes, clauses, out.word, out.flips_origin)
    _note_flips(rows, "party", planes, clauses, out.word, out.flips_party)


def append_points(planes: U32, points: Points, count: int) -> U32:
    """Append one row per point to the planes."""
    told = np.zeros((len(points.code), 2 * count), dtype=np.uint32)
    every = np.arange(len(points.code))
    for t, p in enumerate(points.p.astype(np.int64)):
        code = points.code[every, points.group[points.interval, t].astype(np.int64)].astype(np.uint32)
        told[:, p] |= (code & ONE) << points.bit[t]
        told[:, count + p] |= (code >> ONE) << points.bit[t]
    return np.concatenate([planes, told])


def join_tellings(rows: Rows, planes: U32, clauses: Clauses, kept: Flags) -> U32:
    """Join the kept tellings of each act ``(n, 2 P)``."""
    count = len(rows.start) - 1
    act = np.repeat(np.arange(count), np.diff(rows.start))[kept]
    row = rows.row[kept]
    told = np.zeros((count, planes.shape[1]), dtype=np.uint32)
    told[:, : len(clauses.base)] = clauses.base
    if len(row):
        first = np.flatnonzero(np.r_[True, act[1:] != act[:-1]])
        told[act[first]] |= np.bitwise_or.reduceat(planes[row], first, axis=0)
    return told


def decide_plain(told: U32, clauses: Clauses) -> tuple[U16, U32]:
    """Decide rulings of planes ``(n, 2 P)``.

    Returns:
        Number of the word (high byte) and of the deciding condition (low byte), and the bits told neither that
        block an answer; each ``(n, P)``.
    """
    count = len(clauses.base)
    true, false, scope = told[:, :count], told[:, count:], clauses.scope[None, :]
    only_false, both, neither = false & ~true, true & false, ~(true | false)
    leaves, disputed, is_open, live = _exceptions_plain(true, only_false, both, neither, clauses)
    leaves |= only_false & scope
    disputed |= both & scope
    is_open |= neither & scope
    is_early = (leaves & (NONE - leaves) == WINDOW) & (false & LATE == 0)
    kind = np.select([is_early, leaves != 0, disputed != 0, is_open != 0], [EARLY, LEAVES, DISPUTED, OPEN], CLEAR)
    doubt = np.select([leaves != 0, disputed != 0, is_open != 0], [leaves, disputed, is_open], EXCEPTION)
    lowest = doubt.astype(np.uint32)
    place = (lowest & (NONE - lowest)) * DE_BRUIJN >> SHIFT
    verdict = clauses.verdict[np.arange(count)[None, :], kind * 32 + place]
    return verdict, np.where(kind == OPEN, (is_open & (EXCEPTION ^ FULL)) | live, NONE)


def _exceptions_plain(true: U32, only_false: U32, both: U32, neither: U32, clauses: Clauses) -> tuple[U32, ...]:
    """Say at bit 29 of each ruling whether one exception surely applies, is disputed, is open; and its open bits."""
    whole, disputed, is_open, live = (np.zeros_like(true) for _ in range(4))
    shift = np.uint32(EXCEPTION_BIT)
    for mask in clauses.exceptions[:, None, :]:
        is_whole = (mask != 0) & (true & ~both & mask == mask)
        is_maybe = (mask != 0) & (only_false & mask == 0) & ~is_whole
        whole |= is_whole.astype(np.uint32) << shift
        disputed |= (is_maybe & (both & mask != 0)).astype(np.uint32) << shift
        is_open |= is_maybe.astype(np.uint32) << shift
        live |= np.where(is_maybe, neither & mask, NONE)
    return whole, disputed, is_open, live


def _missing_plain(open_bits: U32, offered: U16, clauses: Clauses) -> U16:
    found = np.zeros(open_bits.shape, dtype=np.uint16)
    for bit in range(EXCEPTION_BIT):
        is_set = (open_bits >> np.uint32(bit)) & ONE != 0
        if not is_set.any():
            continue
        needs = clauses.needs[:, bit]
        shift = np.where(needs == NOTHING, 0, needs).astype(np.uint16)
        is_told = (needs == NOTHING)[None, :] | ((offered[:, None] >> shift[None, :]) & np.uint16(1) != 0)
        code = np.where(is_told, clauses.missing[None, :, bit], clauses.untold[None, :, bit])
        found |= np.where(is_set, code, np.uint16(0))
    return found


def _note_flips(rows: Rows, whose: str, planes: U32, clauses: Clauses, word: U8, flips: Flags) -> None:
    """Leave out each origin (or party) in turn, for the acts that have it, and note which words change."""
    flips[:] = False
    act = np.repeat(np.arange(len(rows.start) - 1), np.diff(rows.start))
    marks: U64 = getattr(rows, whose)
    for mark in range(64):
        bit = np.uint64(1) << np.uint64(mark)
        touched = np.unique(act[marks & bit != 0])
        if not len(touched):
            continue
        part = _part(rows, touched)
        kept = getattr(part, whose) & bit == 0
        verdict, _ = decide_plain(join_tellings(part, planes, clauses, kept), clauses)
        flips[touched] |= (verdict >> BYTE)[:, : word.shape[1]] != word[touched]


def _part(rows: Rows, acts: I64) -> Rows:
    """Cut the tellings of some acts."""
    lengths = np.diff(rows.start)[acts]
    start = np.r_[0, np.cumsum(lengths)].astype(np.int64)
    chosen = np.repeat(rows.start[acts] - start[:-1], lengths) + np.arange(start[-1])
    return Rows(
        start=start,
        row=rows.row[chosen],
        origin=rows.origin[chosen],
        party=rows.party[chosen],
        offered=rows.offered[acts],
    )


def join_codes_plain(codes: U8, start: U64, column: U64, keep: U8) -> U8:
    """Join columns of four-valued codes; arguments and results as ``rulings.join_codes``."""
    joined = np.empty((len(codes), len(start) - 1), dtype=np.uint8)
    for g, (first, last) in enumerate(pairwise(start.tolist())):
        true = np.zeros(len(codes), dtype=np.uint8)
        false = np.full(len(codes), 2, dtype=np.uint8)
        for member in range(first, last):
            code = codes[:, int(column[member])] & keep[member]
            true |= code & np.uint8(1)
            false &= code
        joined[:, g] = true | false
    return joined
