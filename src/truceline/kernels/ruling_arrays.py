# SPDX-License-Identifier: Apache-2.0
"""Acts and provisions as arrays, for deciding many rulings from two bit planes per (act, provision).

Planes are 32 bits wide: bit b of those told true and of those told false says so of slot b. Scope slots come first,
in the order in which conditions decide; then the tests of exceptions. Bit 29 stands for *no exception* as a whole
while a ruling is decided; bit 30 of those told false marks a time that is outside for another reason than "signed,
not applied yet".

Source:
    The order of conditions is that of ``clauses.decide``; Belnap 1977 for the two bits; Leiserson, Prokop and Randall
    1998, "Using de Bruijn sequences to index a 1 in a computer word", for ``LOWEST``.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

EXCEPTION_BIT = 29
LATE_BIT = 30
WINDOW_BIT = 1
LANES = 8
"""Provisions are filled up to a multiple of this, so that whole vectors are decided."""
NOTHING = 255
"""Stands for "needs no part of an account" in ``Clauses.needs``."""
LEAVES, EARLY, DISPUTED, OPEN, CLEAR = 0, 1, 2, 3, 4
"""Classes: some condition told only false; the window only for being early; told both; told neither; none of these."""

DE_BRUIJN = np.uint32(0x077CB531)
LOWEST = np.zeros(32, np.uint8)
"""Number of the lowest set bit, at its ``place_of``."""


def place_of(bit: int) -> int:
    """Give the place of a bit in tables: the upper five bits of its product with the de Bruijn number."""
    return ((1 << bit) * int(DE_BRUIJN) & 0xFFFFFFFF) >> 27


def filled(provisions: int) -> int:
    """Give the number of provisions, filled up to whole vectors."""
    return -(-provisions // LANES) * LANES


for _bit in range(32):
    LOWEST[place_of(_bit)] = _bit

FULL = np.uint32(0xFFFFFFFF)
NONE = np.uint32(0)
ONE = np.uint32(1)
FIVE = np.uint32(5)
SHIFT = np.uint32(27)
EXCEPTION = np.uint32(1 << EXCEPTION_BIT)
LATE = np.uint32(1 << LATE_BIT)
WINDOW = np.uint32(1 << WINDOW_BIT)
BYTE = np.uint16(8)
LOW_BYTE = np.uint16(255)

U8 = NDArray[np.uint8]
U16 = NDArray[np.uint16]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Clauses(NamedTuple):
    """Provisions as arrays; P provisions, E exceptions at most."""

    base: U32
    """``(P,)``: bits of ``true`` that the text itself tells."""
    scope: U32
    """``(P,)``: bits of scope slots."""
    exceptions: U32
    """``(E, P)``: bits of each exception; 0 where there is none."""
    verdict: U16
    """``(P, 5 * 32)``: number of the word (high byte) and of the condition (low byte), by class and ``place_of`` the
    deciding bit."""
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


class Points(NamedTuple):
    """Where points lie; k points, T slots that ask for a place, G groups of zones."""

    code: U8
    """``(k, G)``: 1 inside, 2 outside, 0 neither."""
    interval: I64
    """``(k,)``: row of ``group``."""
    group: U64
    """``(intervals, T)``: group each slot asks for at that time."""
    p: U64
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
