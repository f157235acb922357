# SPDX-License-Identifier: Apache-2.0
"""Three states of a point against rings: inside, outside, on the boundary."""

import numpy as np
import pytest

from truceline.kernels.rings import classify_point, classify_points

SQUARE_WITH_HOLE = np.array(
    [
        *([0, 0, 4, 0], [4, 0, 4, 4], [4, 4, 0, 4], [0, 4, 0, 0]),
        *([1, 1, 1, 2], [1, 2, 2, 2], [2, 2, 2, 1], [2, 1, 1, 1]),
    ],
    np.float64,
)


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        pytest.param(3.0, 3.0, 1, id="inside"),
        pytest.param(1.5, 1.5, 2, id="in the hole"),
        pytest.param(-1.0, 0.0, 2, id="level with the lower edge, before it"),
        pytest.param(5.0, 0.0, 2, id="level with the lower edge, behind it"),
        pytest.param(0.5, 1.0, 1, id="level with the hole's edge"),
        pytest.param(0.0, 0.0, 0, id="on a vertex"),
        pytest.param(4.0, 4.0, 0, id="on the last vertex"),
        pytest.param(2.0, 4.0, 0, id="on a level edge"),
        pytest.param(4.0, 1.0, 0, id="on an upright edge"),
        pytest.param(1.0, 1.5, 0, id="on the hole's edge"),
    ],
)
def test_three_states(x: float, y: float, expected: int) -> None:
    """Each place of a square with a hole has its state, compiled and in plain Python."""
    plain = getattr(classify_point, "py_func", classify_point)

    assert classify_point(x, y, SQUARE_WITH_HOLE, 0, 8) == expected
    assert plain(x, y, SQUARE_WITH_HOLE, 0, 8) == expected


def test_not_a_number_is_undecided() -> None:
    """A position that is not a number is neither inside nor outside."""
    out = np.full(3, 9, np.uint8)
    classify_points(np.array([np.nan, 3.0, 3.0]), np.array([3.0, np.nan, 3.0]), SQUARE_WITH_HOLE, out)

    assert out.tolist() == [0, 0, 1]
