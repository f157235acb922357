# SPDX-License-Identifier: Apache-2.0
"""On which side of a directed line a point lies, never wrong by rounding.

A float64 computation with a bound on its error answers nearly always; where the bound is too weak, the same
determinant is summed exactly as an expansion of float64 terms that do not overlap.

Exact unless a product of two coordinate differences underflows (differences below about 1e-150 degrees).

Source:
    Shewchuk 1997, "Adaptive precision floating-point arithmetic and fast robust geometric predicates", sections
    2.2-2.4 (two-sum, two-product, grow-expansion) and 4.2 (the bound 3 eps + 16 eps^2 for orient2d).
"""

import numpy as np

from truceline.kernels.jit import kernel

ERROR_BOUND = 3.4e-16
"""Above Shewchuk's (3 + 16 eps) eps with eps = 2^-53, which is 3.33e-16."""
SPLITTER = 134_217_729.0
"""2^27 + 1 cuts a float64 into two halves of 26 bits."""


@kernel
def two_sum(a: float, b: float) -> tuple[float, float]:
    """Add exactly: the rounded sum and what rounding lost."""
    total = a + b
    b_part = total - a
    return total, (a - (total - b_part)) + (b - b_part)


@kernel
def two_product(a: float, b: float) -> tuple[float, float]:
    """Multiply exactly: the rounded product and what rounding lost."""
    product = a * b
    scaled = SPLITTER * a
    a_high = scaled - (scaled - a)
    a_low = a - a_high
    scaled = SPLITTER * b
    b_high = scaled - (scaled - b)
    b_low = b - b_high
    return product, a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)


@kernel
def exact_orientation(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> int:
    """Give the sign of ``(bx - ax) (py - ay) - (px - ax) (by - ay)`` by exact expansions.

    Args:
        ax: Start of the directed line, with ``ay``.
        ay: See ``ax``.
        bx: End of the directed line, with ``by``.
        by: See ``bx``.
        px: The point, with ``py``.
        py: See ``px``.

    Returns:
        1 left of the line, -1 right, 0 exactly on it.

    Source:
        Shewchuk 1997, figure 6 (grow-expansion with zeros left out).
    """
    # Every difference is exact as (rounded, rest); the two products of such pairs are eight products, 16 terms.
    factors = np.empty((4, 2))
    factors[0] = two_sum(bx, -ax)
    factors[1] = two_sum(py, -ay)
    factors[2] = two_sum(px, -ax)
    factors[3] = two_sum(by, -ay)
    expansion = np.zeros(16)
    length = 0
    for pair in range(2):
        sign = 1.0 - 2.0 * pair
        for i in range(2):
            for j in range(2):
                product, rest = two_product(sign * factors[2 * pair, i], factors[2 * pair + 1, j])
                length = grow(expansion, length, rest)
                length = grow(expansion, length, product)
    # The last term outweighs all before it together, so it alone gives the sign.
    if length == 0:
        return 0
    return 1 if expansion[length - 1] > 0.0 else -1


@kernel
def grow(expansion: "np.ndarray[tuple[int], np.dtype[np.float64]]", length: int, term: float) -> int:
    """Add one term to an expansion in place; give its new length.

    Source:
        Shewchuk 1997, figure 6.
    """
    kept = 0
    carried = term
    for i in range(length):
        carried, rest = two_sum(carried, expansion[i])
        if rest != 0.0:
            expansion[kept] = rest
            kept += 1
    if carried != 0.0:
        expansion[kept] = carried
        kept += 1
    return kept


@kernel
def orientation(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> int:
    """Say on which side of the line from ``a`` to ``b`` the point ``p`` lies: 1 left, -1 right, 0 on it.

    Source:
        Shewchuk 1997, section 4.2, first stage of the adaptive predicate.
    """
    left = (bx - ax) * (py - ay)
    right = (px - ax) * (by - ay)
    difference = left - right
    if abs(difference) > ERROR_BOUND * (abs(left) + abs(right)):
        return 1 if difference > 0.0 else -1
    return exact_orientation(ax, ay, bx, by, px, py)
