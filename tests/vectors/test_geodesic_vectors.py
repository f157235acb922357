# SPDX-License-Identifier: Apache-2.0
"""Published geodesics of WGS84 and ours.

Source:
    Karney's 20 cases (the test table of geographiclib 2.1, MIT licence), set ``geodesic-karney`` of docs/data.md.
"""

import csv
from pathlib import Path

import numpy as np

from truceline.geo.ellipsoid import GEODESIC_DOUBT_M, geodesic_ends, geodesic_m


def _cases(data_dir: Path) -> dict[str, np.ndarray]:
    with (data_dir / "geodesic-karney" / "geodesic_wgs84_20cases.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


def test_every_length_is_right_to_the_stated_doubt(data_dir: Path) -> None:
    """All 20 lengths, up to half around the Earth, differ by a tenth of the stated doubt at most."""
    cases = _cases(data_dir)
    lengths = geodesic_m(cases["lon1"], cases["lat1"], cases["lon2"], cases["lat2"])

    assert lengths.size == 20
    assert np.abs(lengths - cases["s12"]).max() < GEODESIC_DOUBT_M / 10


def test_every_end_is_right_to_the_stated_doubt(data_dir: Path) -> None:
    """All 20 ends, from length and direction, lie where they are published."""
    cases = _cases(data_dir)
    rows = zip(cases["lat1"], cases["azi1"], cases["s12"], strict=True)
    ends = [geodesic_ends(float(lat), [float(azimuth)], float(length)) for lat, azimuth, length in rows]
    lons = cases["lon1"] + np.array([float(aside[0]) for aside, _ in ends])
    lats = np.array([float(lat[0]) for _, lat in ends])

    assert lats.size == 20
    assert np.asarray(geodesic_m(lons, lats, cases["lon2"], cases["lat2"])).max() < GEODESIC_DOUBT_M
