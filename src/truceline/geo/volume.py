# SPDX-License-Identifier: Apache-2.0
"""Altitude bands that name their datum, and volumes of area, band and time.

Rules:
    - Limits are inclusive. A band without any limit holds every altitude, whatever the datum.
    - Heights on different datums are never compared: ellipsoid and mean sea level differ by tens of metres, pressure
      altitude by hundreds. The relation is then told neither.

Source:
    ASTM F3548-21, annex A (Volume4D); ICAO Annex 15 on vertical references.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from truceline.base.errors import GeometryError
from truceline.base.fourvalue import FourValue
from truceline.base.instants import LATEST_NS, Interval
from truceline.geo.circle import Circle
from truceline.geo.footprint import Footprint


class Datum(StrEnum):
    """What an altitude is measured from."""

    WGS84 = "wgs84"
    AMSL = "amsl"
    AGL = "agl"
    PRESSURE = "pressure"


@dataclass(frozen=True, slots=True, kw_only=True)
class AltitudeBand:
    """A band of altitudes.

    Attributes:
        lower_m: Lower limit [m]; minus infinity when there is none.
        upper_m: Upper limit [m]; infinity when there is none.
        datum: What they are measured from; ``None`` when it is not known.
    """

    lower_m: float = -math.inf
    upper_m: float = math.inf
    datum: Datum | None = None

    def __post_init__(self) -> None:
        """Refuse limits in the wrong order.

        Raises:
            GeometryError: Not numbers, or the upper limit below the lower one.
        """
        if not self.lower_m <= self.upper_m:
            limits = f"{self.lower_m!r} and {self.upper_m!r}"
            message = f"altitude band: expected lower_m <= upper_m, got {limits}; swap them?"
            raise GeometryError(message)

    @property
    def is_unlimited(self) -> bool:
        """Whether the band has no limit at all."""
        return math.isinf(self.lower_m) and math.isinf(self.upper_m) and self.lower_m < self.upper_m

    def relate(self, act: "AltitudeBand | None") -> FourValue:
        """Say whether an act's altitudes lie in this band.

        Args:
            act: The altitudes of the act; ``None`` when they are not known.

        Returns:
            ``TRUE`` wholly inside, ``FALSE`` wholly outside, ``NEITHER`` partly, on another datum or not known.

        Source:
            The rules at the head of this module.
        """
        if self.is_unlimited:
            return FourValue.TRUE
        if act is None or act.datum is None or act.datum != self.datum:
            return FourValue.NEITHER
        if self.lower_m <= act.lower_m and act.upper_m <= self.upper_m:
            return FourValue.TRUE
        if act.upper_m < self.lower_m or self.upper_m < act.lower_m:
            return FourValue.FALSE
        return FourValue.NEITHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume4D:
    """An area, a band of altitudes and a stretch of time.

    Attributes:
        area: Where.
        band: How high.
        interval: When.
    """

    area: Footprint | Circle
    band: AltitudeBand
    interval: Interval

    @property
    def is_endless(self) -> bool:
        """Whether it has no end."""
        return self.interval.end_ns >= LATEST_NS
