# SPDX-License-Identifier: Apache-2.0
"""Altitude bands are compared on one datum only."""

import math

import pytest

from truceline.base.errors import GeometryError
from truceline.base.fourvalue import FourValue
from truceline.base.instants import Interval
from truceline.geo.circle import Circle
from truceline.geo.volume import AltitudeBand, Datum, Volume4D

BAND = AltitudeBand(lower_m=100.0, upper_m=3000.0, datum=Datum.AMSL)


def _act(lower_m: float, upper_m: float, datum: Datum | None = Datum.AMSL) -> AltitudeBand:
    return AltitudeBand(lower_m=lower_m, upper_m=upper_m, datum=datum)


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        pytest.param(_act(200.0, 2000.0), FourValue.TRUE, id="within"),
        pytest.param(_act(100.0, 3000.0), FourValue.TRUE, id="limits are inclusive"),
        pytest.param(_act(3001.0, 4000.0), FourValue.FALSE, id="above"),
        pytest.param(_act(0.0, 99.0), FourValue.FALSE, id="below"),
        pytest.param(_act(0.0, 100.0), FourValue.NEITHER, id="touching"),
        pytest.param(_act(2000.0, 4000.0), FourValue.NEITHER, id="partly"),
        pytest.param(_act(200.0, 2000.0, Datum.WGS84), FourValue.NEITHER, id="another datum"),
        pytest.param(_act(200.0, 2000.0, None), FourValue.NEITHER, id="datum not known"),
        pytest.param(None, FourValue.NEITHER, id="altitude not known"),
    ],
)
def test_relates_an_act(act: AltitudeBand | None, expected: FourValue) -> None:
    """Inside, outside, or neither where it cannot be said."""
    assert BAND.relate(act) is expected


def test_a_band_without_limits_holds_everything() -> None:
    """Also what has no known altitude."""
    assert AltitudeBand().relate(None) is FourValue.TRUE
    assert AltitudeBand().relate(_act(5.0, 6.0, None)) is FourValue.TRUE


def test_refuses_limits_in_the_wrong_order() -> None:
    """Nor may a limit be no number."""
    for lower_m in (4000.0, math.nan):
        with pytest.raises(GeometryError, match="expected lower_m <= upper_m"):
            AltitudeBand(lower_m=lower_m, upper_m=3000.0)


def test_a_volume_holds_area_band_and_time() -> None:
    """The three are kept as they are."""
    circle = Circle(lon_deg=38.6, lat_deg=33.5, radius_m=55_000.0)
    volume = Volume4D(area=circle, band=BAND, interval=Interval(start_ns=0, end_ns=1))

    assert (volume.area, volume.band, volume.interval.end_ns) == (circle, BAND, 1)


@pytest.mark.parametrize(("lon_deg", "radius_m"), [(181.0, 10.0), (38.0, 0.0), (38.0, math.nan), (38.0, 2e6)])
def test_refuses_a_circle(lon_deg: float, radius_m: float) -> None:
    """A circle has a centre on Earth and a radius within the limits."""
    with pytest.raises(GeometryError, match="circle"):
        Circle(lon_deg=lon_deg, lat_deg=33.5, radius_m=radius_m)
