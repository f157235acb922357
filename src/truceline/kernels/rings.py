# SPDX-License-Identifier: Apache-2.0
"""Points against rings, exactly, with the boundary as a third state.

A ray to the east is counted through all rings of a shape; parity is right because shapes are validated to have rings
that neither cross nor overlap. No coordinate is computed, clipped or moved: only stored ones are compared.

Source:
    Hormann and Agathos 2001, "The point in polygon problem for arbitrary polygons", section 2 (half-open rule on
    the ordinates); ``orientation`` for exactness.
"""

from truceline.kernels.arrays import INSIDE, OUTSIDE, UNDECIDED, CodeArray, FloatArray, Runs
from truceline.kernels.jit import kernel
from truceline.kernels.orientation import orientation


@kernel
def classify_point(x: float, y: float, edges_deg: FloatArray, first: int, last: int) -> int:
    """Say whether a point is inside the rings made of some edges.

    Args:
        x: Longitude [deg].
        y: Latitude [deg].
        edges_deg: Rows x1, y1, x2, y2 [deg] ``(n, 4)``.
        first: First edge of the shape.
        last: One past its last edge.

    Returns:
        1 inside, 2 outside, 0 exactly on an edge.

    Source:
        Hormann and Agathos 2001, section 2.
    """
    crossings = count_crossings(x, y, edges_deg, first, last)
    if crossings < 0:
        return UNDECIDED
    return INSIDE if crossings % 2 else OUTSIDE


@kernel
def classify_in_runs(x: float, y: float, edges_deg: FloatArray, runs: Runs, span: tuple[int, int]) -> int:
    """Say the same for a shape cut into runs, leaving out those that the ray cannot meet.

    Args:
        x: Longitude [deg].
        y: Latitude [deg].
        edges_deg: Rows x1, y1, x2, y2 [deg] ``(n, 4)``.
        runs: Runs of them.
        span: First run of the shape and one past its last.

    Returns:
        1 inside, 2 outside, 0 exactly on an edge.

    Source:
        Hormann and Agathos 2001, section 2.
    """
    total = 0
    for j in range(span[0], span[1]):
        if runs.bounds_deg[j, 1] <= y <= runs.bounds_deg[j, 3] and x <= runs.bounds_deg[j, 2]:
            crossings = count_crossings(x, y, edges_deg, runs.start[j], runs.start[j + 1])
            if crossings < 0:
                return UNDECIDED
            total += crossings
    return INSIDE if total % 2 else OUTSIDE


@kernel
def count_crossings(x: float, y: float, edges_deg: FloatArray, first: int, last: int) -> int:
    """Count the edges that a ray to the east crosses; -1 when the point lies on one."""
    crossings = 0
    for k in range(first, last):
        y1 = edges_deg[k, 1]
        y2 = edges_deg[k, 3]
        if (y1 > y) != (y2 > y):
            x1: float = edges_deg[k, 0]
            x2: float = edges_deg[k, 2]
            if x < x1 and x < x2:
                crossings += 1
            elif x <= x1 or x <= x2:
                turn = orientation(x1, y1, x2, y2, x, y)
                if turn == 0:
                    return -1
                if (turn > 0) == (y2 > y1):
                    crossings += 1
        elif y in (y1, y2) and touches(x, y, edges_deg, k):
            return -1
    return crossings


@kernel
def touches(x: float, y: float, edges_deg: FloatArray, k: int) -> bool:
    """Say whether a point lies on an edge that the ray does not cross, having the ordinate of one of its ends."""
    x1: float = edges_deg[k, 0]
    x2: float = edges_deg[k, 2]
    if edges_deg[k, 1] == edges_deg[k, 3]:
        return (x1 <= x <= x2) or (x2 <= x <= x1)
    end: float = x1 if y == edges_deg[k, 1] else x2
    return x == end


@kernel
def classify_points(lon_deg: FloatArray, lat_deg: FloatArray, edges_deg: FloatArray, out: CodeArray) -> None:
    """Classify many points against one shape that owns all edges.

    Args:
        lon_deg: Longitudes [deg] ``(n,)``; a NaN stays undecided.
        lat_deg: Latitudes [deg] ``(n,)``.
        edges_deg: FloatArray of the shape.
        out: Filled with 1 inside, 2 outside, 0 on the boundary or not a number ``(n,)``.

    Source:
        Hormann and Agathos 2001, section 2.
    """
    count = len(edges_deg)
    for i in range(lon_deg.size):
        x = lon_deg[i]
        y = lat_deg[i]
        out[i] = classify_point(x, y, edges_deg, 0, count) if x == x and y == y else UNDECIDED  # noqa: PLR0124 NaN
