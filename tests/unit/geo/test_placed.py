# SPDX-License-Identifier: Apache-2.0
"""What a zone says of its boundary."""

import math

import pytest

from truceline.base.errors import GeometryError
from truceline.base.fourvalue import FourValue
from truceline.geo.circle import Circle
from truceline.geo.placed import BoundaryStatus, Edge, PlacedShape

CIRCLE = Circle(lon_deg=38.6, lat_deg=33.5, radius_m=55_000.0)


def test_each_edge_rule_has_its_value() -> None:
    """Inside, outside, and neither where the text says nothing."""
    assert [edge.value_on_it for edge in Edge] == [FourValue.TRUE, FourValue.FALSE, FourValue.NEITHER]


def test_an_approximate_boundary_says_how_far_it_may_be_off() -> None:
    """Without a band the drawing would be taken at its word."""
    with pytest.raises(GeometryError, match="say how far it may be off"):
        PlacedShape(shape=CIRCLE, boundary=BoundaryStatus.APPROXIMATE)

    assert PlacedShape(shape=CIRCLE, boundary=BoundaryStatus.APPROXIMATE, error_band_m=1.0).error_band_m == 1.0


@pytest.mark.parametrize("band_m", [-1.0, math.nan, math.inf])
def test_refuses_a_band(band_m: float) -> None:
    """An error band is a length."""
    with pytest.raises(GeometryError, match="error_band_m: expected 0 to 500000 m"):
        PlacedShape(shape=CIRCLE, error_band_m=band_m)
