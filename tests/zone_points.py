# SPDX-License-Identifier: Apache-2.0
"""Points that are likely to be judged wrongly: on and around the edges of shapes."""

import numpy as np


def adversarial(random: np.random.Generator, edges_deg: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Give points against a set of edges.

    A quarter is random, the others are vertices, places on edges, midpoints, places level with or under a vertex; a
    third of all is moved by one rounding step and a sixth is rounded to few digits.

    Args:
        random: Where chance comes from.
        edges_deg: Rows x1, y1, x2, y2 [deg].
        count: How many points, at least.

    Returns:
        Longitudes and latitudes [deg].
    """
    low, high = edges_deg.reshape(-1, 2).min(axis=0) - 0.1, edges_deg.reshape(-1, 2).max(axis=0) + 0.1
    part = count // 8 + 1
    lon, lat = random.uniform(low[:, None], high[:, None], (2, 8 * part))
    picked = edges_deg[random.integers(0, len(edges_deg), 8 * part)].T
    parts = random.uniform(0, 1, 8 * part)
    parts[3 * part : 4 * part] = 0.5
    parts[2 * part : 3 * part] = 0.0
    on_edge = slice(2 * part, 6 * part)
    lon[on_edge] = (picked[0] + parts * (picked[2] - picked[0]))[on_edge]
    lat[on_edge] = (picked[1] + parts * (picked[3] - picked[1]))[on_edge]
    lon[6 * part : 7 * part] = picked[0, 6 * part : 7 * part]
    lat[7 * part :] = picked[1, 7 * part :]
    moved = random.integers(0, 6, 8 * part)
    for column, up, down in ((lon, 0, 1), (lat, 1, 0)):
        column[moved == up] = np.nextafter(column[moved == up], np.inf)
        column[moved == down] = np.nextafter(column[moved == down], -np.inf)
        column[moved == 2] = np.round(column[moved == 2], 3)
    return lon, lat
