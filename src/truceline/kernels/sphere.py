# SPDX-License-Identifier: Apache-2.0
"""The great circle on a sphere: cheap, and within ``wgs84.SPHERE_DOUBT`` of the geodesic everywhere.

Source:
    Sinnott 1984, "Virtues of the haversine", Sky and Telescope 68(2).
"""

import math

from truceline.kernels.jit import kernel
from truceline.kernels.wgs84 import MEAN_RADIUS_M, RAD_PER_DEG


@kernel
def great_circle_m(lon1_deg: float, lat1_deg: float, lon2_deg: float, lat2_deg: float) -> float:
    """Give the distance on the mean sphere [m].

    Source:
        Sinnott 1984.
    """
    half_north = math.sin((lat2_deg - lat1_deg) * RAD_PER_DEG / 2.0)
    half_east = math.sin((lon2_deg - lon1_deg) * RAD_PER_DEG / 2.0)
    squeeze = math.cos(lat1_deg * RAD_PER_DEG) * math.cos(lat2_deg * RAD_PER_DEG)
    haversine = half_north * half_north + squeeze * half_east * half_east
    return 2.0 * MEAN_RADIUS_M * math.asin(math.sqrt(min(haversine, 1.0)))
