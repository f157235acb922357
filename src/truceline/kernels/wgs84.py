# SPDX-License-Identifier: Apache-2.0
"""The ellipsoid in numbers, and the accuracy that the planar distances promise. No numba, no numpy.

Source:
    NGA.STND.0036_1.0.0_WGS84 (2014), table 3.1 (a, 1/f).
"""

import math

SEMI_MAJOR_M = 6_378_137.0
FLATTENING = 1.0 / 298.257_223_563
SEMI_MINOR_M = SEMI_MAJOR_M * (1.0 - FLATTENING)
ECCENTRICITY_2 = FLATTENING * (2.0 - FLATTENING)
"""First eccentricity squared."""

RAD_PER_DEG = math.pi / 180.0
SMALLEST_RADIUS_M = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_2)
"""Smallest radius of curvature, that of the meridian on the equator [m]."""

NORTH_M_PER_DEG_MIN = 110_574.0
"""One degree of latitude is nowhere shorter [m]."""

RELATIVE_DOUBT = 0.005
"""A planar distance is believed to this part of itself, or worse where it is long or near a pole."""
ABSOLUTE_DOUBT_M = 1.0
"""And to this much [m]."""
MAX_REACH_M = 500_000.0
"""No planar distance is believed beyond this [m]."""
POLAR_LIMIT_DEG = 89.0
"""No planar distance is believed where it reaches beyond this latitude [deg]."""
MEAN_RADIUS_M = 6_371_008.8
"""Mean radius (2a + b) / 3 [m]."""
SPHERE_DOUBT = 0.007
"""A great circle on that sphere differs from the geodesic by no more than this part of it."""
