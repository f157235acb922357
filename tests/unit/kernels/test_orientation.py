# SPDX-License-Identifier: Apache-2.0
"""The side of a line is never wrong by rounding: held against rational arithmetic."""

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from truceline.kernels.orientation import exact_orientation, orientation, two_product, two_sum


def _sign_by_fractions(numbers: tuple[float, ...]) -> int:
    ax, ay, bx, by, px, py = (Fraction(number) for number in numbers)
    determinant = (bx - ax) * (py - ay) - (px - ax) * (by - ay)
    return (determinant > 0) - (determinant < 0)


def _nearly_collinear(count: int) -> list[tuple[float, ...]]:
    random = np.random.default_rng(20170506)
    cases = []
    for _ in range(count):
        ax, ay, bx, by = random.uniform(-40, 40, 4)
        part = random.choice([0.0, 0.5, 1.0, random.uniform()])
        px, py = ax + part * (bx - ax), ay + part * (by - ay)
        px = float(random.choice([px, np.nextafter(px, math.inf), np.nextafter(px, -math.inf)]))
        cases.append(tuple(float(number) for number in (ax, ay, bx, by, px, py)))
    return cases


def test_near_a_line_the_sign_is_the_rational_one() -> None:
    """Points on a line and one rounding step off it get the sign of exact arithmetic."""
    cases = _nearly_collinear(3000)

    assert [orientation(*case) for case in cases] == [_sign_by_fractions(case) for case in cases]


def test_the_exact_stage_alone_is_right() -> None:
    """The expansions give the rational sign also where the filter would have answered."""
    cases = _nearly_collinear(1000)

    assert [exact_orientation(*case) for case in cases] == [_sign_by_fractions(case) for case in cases]


@pytest.mark.parametrize("function", [orientation, exact_orientation])
def test_plain_python_reads_the_same(function: Callable[..., int]) -> None:
    """The compiled loop and the Python text of it give one answer."""
    plain = getattr(function, "py_func", function)
    cases = _nearly_collinear(300)

    assert [plain(*case) for case in cases] == [_sign_by_fractions(case) for case in cases]


def test_what_rounding_lost_is_kept() -> None:
    """A sum and a product together with their rests are exact."""
    total, rest = two_sum(1.0, 1e-30)
    product, lost = two_product(0.1, 0.3)

    assert (total, rest) == (1.0, 1e-30)
    assert Fraction(product) + Fraction(lost) == Fraction(0.1) * Fraction(0.3)
