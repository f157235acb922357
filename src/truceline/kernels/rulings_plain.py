# SPDX-License-Identifier: Apache-2.0
"""The same decisions as ``rulings`` in numpy, one bit at a time over all acts: the door without a compiler.

Source:
    As ``rulings``.
"""

import numpy as np

from truceline.kernels.rulings import (
    CLEAR,
    DISPUTED,
    EXCEPTION,
    EXCEPTION_BIT,
    FULL,
    I64,
    LATE,
    LEAVES,
    NONE,
    NOTHING,
    ONE,
    OPEN,
    U8,
    U16,
    U32,
    U64,
    Clauses,
    Flags,
    Planes,
    Points,
    Rows,
    Verdicts,
    Words,
)


def judge_plain(rows: Rows, planes: Planes, points: Points, clauses: Clauses, words: Words, out: Verdicts) -> None:
    """Judge every act against every provision, with what flips; arguments as ``rulings.judge``."""
    whole = _with_points(planes, points, clauses.base.shape[0])
    true, false = _joined(rows, whole, clauses, np.ones(len(rows.row), dtype=np.bool_))
    word, decided, open_bits = decide_plain(true, false, clauses, words)
    out.word[:], out.decided[:] = word, decided
    out.missing[:] = _missing_plain(open_bits, rows.offered, clauses)
    for marks, flips in ((rows.origin, out.flips_origin), (rows.party, out.flips_party)):
        flips[:] = False
        _note_flips(rows, marks, whole, clauses, words, word, flips)


def _with_points(planes: Planes, points: Points, count: int) -> Planes:
    """Append one row per point to the planes."""
    true = np.zeros((len(points.code), count), dtype=np.uint32)
    false = np.zeros_like(true)
    every = np.arange(len(points.code))
    for t in range(len(points.p)):
        code = points.code[every, points.group[points.interval, t]].astype(np.uint32)
        true[:, points.p[t]] |= (code & ONE) << points.bit[t]
        false[:, points.p[t]] |= (code >> ONE) << points.bit[t]
    return Planes(true=np.concatenate([planes.true, true]), false=np.concatenate([planes.false, false]))


def _joined(rows: Rows, planes: Planes, clauses: Clauses, kept: Flags) -> tuple[U32, U32]:
    """Join the kept tellings of each act."""
    count = len(rows.start) - 1
    act = np.repeat(np.arange(count), np.diff(rows.start))[kept]
    row = rows.row[kept]
    true = np.repeat(clauses.base[None, :], count, axis=0)
    false = np.zeros_like(true)
    if len(row):
        first = np.flatnonzero(np.r_[True, act[1:] != act[:-1]])
        told = act[first]
        true[told] |= np.bitwise_or.reduceat(planes.true[row], first, axis=0)
        false[told] |= np.bitwise_or.reduceat(planes.false[row], first, axis=0)
    return true, false


def decide_plain(true: U32, false: U32, clauses: Clauses, words: Words) -> tuple[U8, U8, U32]:
    """Decide rulings of planes ``(n, P)``.

    Returns:
        Number of the word, number of the deciding condition, and the bits told neither that block an answer.
    """
    scope = clauses.scope[None, :]
    only_false, both, neither = false & ~true, true & false, ~(true | false)
    leaves, disputed, is_open, live = _exceptions_plain(true, only_false, both, neither, clauses)
    leaves |= only_false & scope
    disputed |= both & scope
    is_open |= neither & scope
    kind = np.select([leaves != 0, disputed != 0, is_open != 0], [LEAVES, DISPUTED, OPEN], CLEAR)
    doubt = np.select([kind == LEAVES, kind == DISPUTED, kind == OPEN], [leaves, disputed, is_open], EXCEPTION)
    decided = _first_condition(doubt.astype(np.uint32), clauses)
    word = np.where(kind == CLEAR, clauses.modality[None, :], words.word[kind, decided])
    is_early = (kind == LEAVES) & (decided == words.window) & (false & LATE == 0)
    word = np.where(is_early, np.uint8(words.not_yet_applied), word)
    open_bits = np.where(kind == OPEN, (is_open & (EXCEPTION ^ FULL)) | live, NONE)
    return word, decided, open_bits


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


def _first_condition(bits: U32, clauses: Clauses) -> U8:
    """Give the condition of the lowest bit set."""
    found = np.zeros(bits.shape, dtype=np.uint8)
    for bit in range(EXCEPTION_BIT, -1, -1):
        is_set = (bits >> np.uint32(bit)) & ONE != 0
        if is_set.any():
            found = np.where(is_set, clauses.condition[None, :, bit], found)
    return found


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


def _note_flips(  # noqa: PLR0913 - the arrays of ``judge_plain`` and what to compare with
    rows: Rows,
    marks: U64,
    planes: Planes,
    clauses: Clauses,
    words: Words,
    word: U8,
    flips: Flags,
) -> None:
    """Leave out each mark in turn, for the acts that have it, and note which words change."""
    act = np.repeat(np.arange(len(rows.start) - 1), np.diff(rows.start))
    for mark in range(64):
        dropped = (marks >> np.uint64(mark)) & np.uint64(1) != 0
        if not dropped.any():
            continue
        touched = np.unique(act[dropped])
        part, kept = _part(rows, touched, dropped)
        true, false = _joined(part, planes, clauses, kept)
        flips[touched] |= decide_plain(true, false, clauses, words)[0] != word[touched]


def _part(rows: Rows, touched: I64, dropped: Flags) -> tuple[Rows, Flags]:
    """Cut the tellings of some acts, with which of them are kept."""
    lengths = np.diff(rows.start)[touched]
    start = np.r_[0, np.cumsum(lengths)].astype(np.int64)
    chosen = np.repeat(rows.start[touched] - start[:-1], lengths) + np.arange(start[-1])
    part = Rows(
        start=start,
        row=rows.row[chosen],
        origin=rows.origin[chosen],
        party=rows.party[chosen],
        offered=rows.offered[touched],
    )
    return part, ~dropped[chosen]


def join_codes_plain(codes: U8, start: I64, column: I64, way: U8) -> U8:
    """Join columns of four-valued codes; arguments and results as ``rulings.join_codes``."""
    joined = np.empty((len(codes), len(start) - 1), dtype=np.uint8)
    for g in range(len(start) - 1):
        true = np.zeros(len(codes), dtype=np.uint8)
        false = np.full(len(codes), 2, dtype=np.uint8)
        for member in range(start[g], start[g + 1]):
            code = codes[:, column[member]] & np.uint8((3, 2, 0)[way[member]])
            true |= code & np.uint8(1)
            false &= code
        joined[:, g] = true | false
    return joined
