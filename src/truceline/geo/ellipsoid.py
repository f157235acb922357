# SPDX-License-Identifier: Apache-2.0
"""Distances on the WGS84 ellipsoid, and how much of them is believed.

``geodesic_m`` solves the inverse problem, ``geodesic_ends`` the direct one; both are right to ``GEODESIC_DOUBT_M``
(checked against published geodesics).
Positions are longitude, latitude [deg].

Source:
    Vincenty 1975, "Direct and inverse solutions of geodesics on the ellipsoid with application of nested equations";
    the constants A and B by Helmert's expansion parameter, as Vincenty proposed in 1976.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from truceline.kernels.wgs84 import FLATTENING, MEAN_RADIUS_M, SEMI_MAJOR_M, SEMI_MINOR_M

FloatArray = NDArray[np.float64]

GEODESIC_DOUBT_M = 0.001
"""Two places whose geodesic differs from a radius by no more than this are on the circle, as far as we know [m]."""
_MAX_ROUNDS = 200
_STILL_RAD = 1e-13


def great_circle_m(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> FloatArray:
    """Give the distance on a sphere, within ``SPHERE_DOUBT`` of the geodesic [m].

    Source:
        Sinnott 1984, "Virtues of the haversine".
    """
    lambda1, phi1, lambda2, phi2 = (np.radians(np.asarray(each, np.float64)) for each in (lon1, lat1, lon2, lat2))
    half_north, half_east = np.sin((phi2 - phi1) / 2), np.sin((lambda2 - lambda1) / 2)
    haversine = half_north**2 + np.cos(phi1) * np.cos(phi2) * half_east**2
    distance: FloatArray = 2 * MEAN_RADIUS_M * np.arcsin(np.sqrt(np.minimum(haversine, 1.0)))
    return distance


def geodesic_m(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> FloatArray:
    """Give the length of the geodesic between places.

    Args:
        lon1: Longitudes [deg], any shape that broadcasts with the others.
        lat1: Latitudes [deg].
        lon2: Longitudes [deg].
        lat2: Latitudes [deg].

    Returns:
        Lengths [m], right to ``GEODESIC_DOUBT_M``; NaN for nearly opposite places, where the series does not settle.

    Source:
        Vincenty 1975, eq. 13-20.
    """
    arrays = np.broadcast_arrays(*(np.asarray(each, np.float64) for each in (lon1, lat1, lon2, lat2)))
    shape = arrays[0].shape
    flat_lon1, flat_lat1, flat_lon2, flat_lat2 = (each.ravel() for each in arrays)
    reduced1 = np.arctan((1 - FLATTENING) * np.tan(np.radians(flat_lat1)))
    reduced2 = np.arctan((1 - FLATTENING) * np.tan(np.radians(flat_lat2)))
    east = np.radians((flat_lon2 - flat_lon1 + 180.0) % 360.0 - 180.0)
    lengths = np.full(east.shape, np.nan)
    open_ones = np.arange(east.size)
    spread = east.copy()
    for _ in range(_MAX_ROUNDS):
        turned, lengths_now = _vincenty_round(spread, reduced1[open_ones], reduced2[open_ones], east[open_ones])
        settled = np.abs(turned - spread) < _STILL_RAD
        lengths[open_ones[settled]] = lengths_now[settled]
        # A spread beyond half a turn never comes back: nearly opposite places.
        kept = ~settled & (np.abs(turned) <= np.pi)
        open_ones, spread = open_ones[kept], turned[kept]
        if open_ones.size == 0:
            break
    return lengths.reshape(shape)


def _vincenty_round(
    spread: FloatArray, reduced1: FloatArray, reduced2: FloatArray, east: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Give the next difference of longitude on the auxiliary sphere and the length it means."""
    sin1, cos1 = np.sin(reduced1), np.cos(reduced1)
    sin2, cos2 = np.sin(reduced2), np.cos(reduced2)
    cos_spread = np.cos(spread)
    sin_sigma = np.hypot(cos2 * np.sin(spread), cos1 * sin2 - sin1 * cos2 * cos_spread)
    cos_sigma = sin1 * sin2 + cos1 * cos2 * cos_spread
    sigma = np.arctan2(sin_sigma, cos_sigma)
    apart = sin_sigma != 0
    sin_alpha = np.divide(cos1 * cos2 * np.sin(spread), sin_sigma, out=np.zeros_like(sigma), where=apart)
    cos2_alpha = 1 - sin_alpha**2
    off_equator = cos2_alpha > 1e-12  # noqa: PLR2004 on the equator the term vanishes
    middle = np.zeros_like(sigma)
    np.divide(2 * sin1 * sin2, cos2_alpha, out=middle, where=off_equator)
    middle = np.where(off_equator, cos_sigma - middle, 0.0)
    bend = FLATTENING / 16 * cos2_alpha * (4 + FLATTENING * (4 - 3 * cos2_alpha))
    swing = sigma + bend * sin_sigma * (middle + bend * cos_sigma * (2 * middle**2 - 1))
    turned = east + (1 - bend) * FLATTENING * sin_alpha * swing
    root = np.sqrt(1 + cos2_alpha * (SEMI_MAJOR_M**2 - SEMI_MINOR_M**2) / SEMI_MINOR_M**2)
    k1 = (root - 1) / (root + 1)
    scale = (1 + k1**2 / 4) / (1 - k1)
    series = k1 * (1 - 3 * k1**2 / 8)
    shift = middle + series / 4 * (
        cos_sigma * (2 * middle**2 - 1) - series / 6 * middle * (4 * sin_sigma**2 - 3) * (4 * middle**2 - 3)
    )
    length = SEMI_MINOR_M * scale * (sigma - series * sin_sigma * shift)
    return turned, length


def geodesic_ends(lat_deg: float, azimuths_deg: ArrayLike, length_m: float) -> tuple[FloatArray, FloatArray]:
    """Give where geodesics of one length end that leave one place.

    Args:
        lat_deg: Latitude of the place [deg].
        azimuths_deg: Directions in which they leave, clockwise from north [deg].
        length_m: Their length [m].

    Returns:
        How far east of the place they end, -180 to 180, and at which latitudes [deg]; right to ``GEODESIC_DOUBT_M``.

    Source:
        Vincenty 1975, eq. 1-11.
    """
    azimuth = np.radians(np.asarray(azimuths_deg, np.float64))
    reduced = math.atan((1 - FLATTENING) * math.tan(math.radians(lat_deg)))
    sin1, cos1 = math.sin(reduced), math.cos(reduced)
    sin_alpha = cos1 * np.sin(azimuth)
    cos2_alpha = 1 - sin_alpha**2
    first = np.arctan2(sin1, cos1 * np.cos(azimuth))
    root = np.sqrt(1 + cos2_alpha * (SEMI_MAJOR_M**2 - SEMI_MINOR_M**2) / SEMI_MINOR_M**2)
    k1 = (root - 1) / (root + 1)
    series = k1 * (1 - 3 * k1**2 / 8)
    straight = length_m / (SEMI_MINOR_M * (1 + k1**2 / 4) / (1 - k1))
    sigma = straight
    for _ in range(_MAX_ROUNDS):
        before, middle = sigma, np.cos(2 * first + sigma)
        shift = middle + series / 4 * (
            np.cos(sigma) * (2 * middle**2 - 1)
            - series / 6 * middle * (4 * np.sin(sigma) ** 2 - 3) * (4 * middle**2 - 3)
        )
        sigma = straight + series * np.sin(sigma) * shift
        if float(np.abs(sigma - before).max()) < _STILL_RAD:
            break
    return _ends(sin1, cos1, azimuth, sigma, np.cos(2 * first + sigma))


def _ends(
    sin1: float, cos1: float, azimuth: FloatArray, sigma: FloatArray, middle: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Come back from the auxiliary sphere to the ellipsoid."""
    sin_sigma, cos_sigma = np.sin(sigma), np.cos(sigma)
    sin_alpha = cos1 * np.sin(azimuth)
    cos2_alpha = 1 - sin_alpha**2
    aside = sin1 * sin_sigma - cos1 * cos_sigma * np.cos(azimuth)
    lats = np.arctan2(
        sin1 * cos_sigma + cos1 * sin_sigma * np.cos(azimuth), (1 - FLATTENING) * np.hypot(sin_alpha, aside)
    )
    spread = np.arctan2(sin_sigma * np.sin(azimuth), cos1 * cos_sigma - sin1 * sin_sigma * np.cos(azimuth))
    bend = FLATTENING / 16 * cos2_alpha * (4 + FLATTENING * (4 - 3 * cos2_alpha))
    swing = sigma + bend * sin_sigma * (middle + bend * cos_sigma * (2 * middle**2 - 1))
    east = spread - (1 - bend) * FLATTENING * sin_alpha * swing
    return (np.degrees(east) + 180.0) % 360.0 - 180.0, np.degrees(lats)
