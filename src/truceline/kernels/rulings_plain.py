# SPDX-License-Identifier: Apache-2.0
"""The same decisions as ``rulings`` in numpy, one bit at a time over all acts: the door without a compiler.

Source:
    As ``rulings``.
"""

import numpy as np

from truceline.kernels.rulings import LATE_BIT, NOTHING, U8, U16, U32, U64, Clauses, Flags, I64, Planes, Rows, Verdicts, Words

SLOT_BITS = 30


def judge_plain(rows: Rows, planes: Planes, clauses: Clauses, words: Words, out: Verdicts) -> None:
    """Judge every act against every provision, with what flips; arguments as ``rulings.judge``."""
    true, false = _joined(rows, planes, clauses, np.ones(len(rows.row), dtype=np.bool_))
    word, decided, blocking = decide_plain(true, false, clauses, words)
    out.word[:], out.decided[:] = word, decided
    out.missing[:] = _missing_plain(blocking, rows.offered, clauses)
    _flips_plain(rows, rows.origin, planes, clauses, words, word, out.flips_origin)
    _flips_plain(rows, rows.party, planes, clauses, words, word, out.flips_party)


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
    """Decide rulings of planes ``(n, P)``; results as ``rulings.decide_one``."""
    scope = clauses.scope[None, :]
    only_false, both, neither = false & ~true, true & false, ~(true | false)
    exempt, disputed, is_open, live = _exceptions_plain(true, only_false, both, neither, clauses)
    word = np.repeat(clauses.modality[None, :], len(true), axis=0)
    decided = np.full_like(word, words.exceptions)
    undecided = np.ones(true.shape, dtype=np.bool_)

    leaves = only_false & scope
    condition = _first_condition(leaves, clauses)
    chosen = leaves != 0
    word[chosen], decided[chosen] = words.leaving[condition[chosen]], condition[chosen]
    early = chosen & (condition == words.window) & ((false >> np.uint32(LATE_BIT)) & np.uint32(1) == 0)
    word[early] = words.not_yet_applied
    undecided &= ~chosen

    chosen = undecided & exempt
    word[chosen] = words.leaving[words.exceptions]
    undecided &= ~chosen

    blocking = np.zeros_like(true)
    for doubt, more, doubtful_word in ((both, disputed, words.contested), (neither, is_open, words.cannot_judge)):
        chosen = undecided & ((doubt & scope != 0) | more)
        by_scope = chosen & (doubt & scope != 0)
        word[chosen] = doubtful_word
        decided[by_scope] = _first_condition(doubt & scope, clauses)[by_scope]
        if doubtful_word == words.cannot_judge:
            blocking[chosen] = (live | (neither & scope))[chosen]
        undecided &= ~chosen
    return word, decided, blocking


def _exceptions_plain(
    true: U32,
    only_false: U32,
    both: U32,
    neither: U32,
    clauses: Clauses,
) -> tuple[Flags, Flags, Flags, U32]:
    """Say of each ruling: whether one exception surely applies, is disputed, is open; and its open bits."""
    exempt = np.zeros(true.shape, dtype=np.bool_)
    disputed, is_open = exempt.copy(), exempt.copy()
    live = np.zeros_like(true)
    for e in range(clauses.exceptions.shape[1]):
        mask = clauses.exceptions[None, :, e]
        possible = (mask != 0) & (only_false & mask == 0)
        whole = possible & (true & ~both & mask == mask)
        exempt |= whole
        maybe = possible & ~whole
        is_open |= maybe
        disputed |= maybe & (both & mask != 0)
        live |= np.where(maybe, neither & mask, np.uint32(0))
    return exempt, disputed, is_open, live


def _first_condition(bits: U32, clauses: Clauses) -> U8:
    """Give the condition of the lowest bit set; 0 where none is."""
    found = np.zeros(bits.shape, dtype=np.uint8)
    for bit in range(SLOT_BITS - 1, -1, -1):
        is_set = (bits >> np.uint32(bit)) & np.uint32(1) != 0
        if is_set.any():
            found = np.where(is_set, clauses.condition[None, :, bit], found)
    return found


def _missing_plain(blocking: U32, offered: U16, clauses: Clauses) -> U16:
    found = np.zeros(blocking.shape, dtype=np.uint16)
    for bit in range(SLOT_BITS):
        is_set = (blocking >> np.uint32(bit)) & np.uint32(1) != 0
        if not is_set.any():
            continue
        needs = clauses.needs[:, bit]
        shift = np.where(needs == NOTHING, 0, needs).astype(np.uint16)
        is_told = (needs == NOTHING)[None, :] | ((offered[:, None] >> shift[None, :]) & np.uint16(1) != 0)
        code = np.where(is_told, clauses.missing[None, :, bit], clauses.untold[None, :, bit])
        found |= np.where(is_set, code, np.uint16(0))
    return found


def _flips_plain(  # noqa: PLR0913 - the arrays of ``judge_plain`` and what to compare with
    rows: Rows,
    marks: U64,
    planes: Planes,
    clauses: Clauses,
    words: Words,
    word: U8,
    flips: Flags,
) -> None:
    """Leave out each mark in turn, for the acts that have it, and note which words change."""
    flips[:] = False
    act = np.repeat(np.arange(len(rows.start) - 1), np.diff(rows.start))
    for mark in range(64):
        dropped = (marks >> np.uint64(mark)) & np.uint64(1) != 0
        if not dropped.any():
            continue
        touched = np.unique(act[dropped])
        part, kept = _part(rows, touched, dropped)
        true, false = _joined(part, planes, clauses, kept)
        other = decide_plain(true, false, clauses, words)[0]
        flips[touched] |= other != word[touched]


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
