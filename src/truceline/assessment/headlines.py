# SPDX-License-Identifier: Apache-2.0
"""What is measured of each agreement: its day, its window within its life, its own area, and which events lie there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from truceline.agreement.agreement import Agreement
from truceline.agreement.placing import INSIDE, UNDECIDED
from truceline.assessment.comparing import compare
from truceline.assessment.daily import CountedDays, Mask
from truceline.assessment.lives import End, ends_of, measured_day
from truceline.assessment.measured import COUNTRYWIDE, OUTSIDE, Compared, OwnArea
from truceline.assessment.measured import INSIDE as INSIDE_PART
from truceline.assessment.own_area import Finder, is_place_unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One agreement that is counted from a day.

    Attributes:
        agreement: The agreement.
        on: The day D.
        days: Days on each side.
        ends: Every end on record.
        area: Its own area.
        has_outside: Whether its own area is less than the whole country.
        inside: Which events are shown to be inside ``(n,)``.
        of_unknown_place: Which of the others have no told place ``(n,)``.
        of_undecided_boundary: Which of the others have a place that is not shown to be in or out ``(n,)``.
        also_starting: Ids of other agreements counted from a day inside the two windows.
    """

    agreement: Agreement
    on: date
    days: int
    ends: tuple[End, ...]
    area: OwnArea
    has_outside: bool
    inside: Mask
    of_unknown_place: Mask
    of_undecided_boundary: Mask
    also_starting: tuple[str, ...]

    @property
    def lived_days(self) -> int | None:
        """Days that it lived; None without an end on record."""
        return next((end.days for end in self.ends if end.decides), None)

    @property
    def shown_outside(self) -> Mask:
        """Which events are shown to be outside ``(n,)``."""
        return ~(self.inside | self.of_unknown_place | self.of_undecided_boundary)

    def parts(self) -> dict[str, Mask]:
        """Give the parts that are counted, each with its events ``(n,)``."""
        parts = {INSIDE_PART: self.inside}
        if self.has_outside:
            parts |= {OUTSIDE: ~self.inside, COUNTRYWIDE: np.ones_like(self.inside)}
        return parts


def headlines(
    agreements: Sequence[Agreement], counted: CountedDays, window_days: int, finder: Finder
) -> tuple[Headline, ...]:
    """Say what is measured of each agreement.

    Args:
        agreements: Those with ``measured_on`` are measured.
        counted: The counted events.
        window_days: The rule's window [d].
        finder: Finds which events lie in an area.

    Returns:
        One per measured agreement, by day, then id.
    """
    days = {agreement.id: day for agreement in agreements if (day := measured_day(agreement)) is not None}
    by_id = {agreement.id: agreement for agreement in agreements}
    ordered = sorted(days, key=lambda agreement: (days[agreement], agreement))
    return tuple(_headline(by_id[each], days, (counted, window_days), finder) for each in ordered)


def compare_parts(headline: Headline, counted: CountedDays, kept: Mask | None = None) -> dict[str, Compared]:
    """Count every part of a headline, all events or some."""
    parts = headline.parts()
    return compare_masks(
        headline, counted, {name: part & kept for name, part in parts.items()} if kept is not None else parts
    )


def compare_masks(headline: Headline, counted: CountedDays, masks: Mapping[str, Mask]) -> dict[str, Compared]:
    """Count some events by part, on the days of a headline."""
    return {name: compare(counted.daily(mask), headline.on, headline.days) for name, mask in masks.items()}


def _headline(
    agreement: Agreement, days: dict[str, date], measured: tuple[CountedDays, int], finder: Finder
) -> Headline:
    counted, window_days = measured
    on = days[agreement.id]
    ends = ends_of(agreement, on)
    window = min([window_days, *(end.days for end in ends if end.decides)])
    ground = finder.ground_of(agreement, on)
    codes = finder.codes_in(ground, counted.events)
    unknown = np.array([is_place_unknown(event) for event in counted.events], dtype=np.bool_)
    span = timedelta(days=window)
    return Headline(
        agreement=agreement,
        on=on,
        days=window,
        ends=ends,
        area=ground.told,
        has_outside=not ground.is_country,
        inside=codes == INSIDE,
        of_unknown_place=(codes == UNDECIDED) & unknown,
        of_undecided_boundary=(codes == UNDECIDED) & ~unknown,
        also_starting=tuple(
            sorted(other for other, day in days.items() if other != agreement.id and on - span <= day < on + span)
        ),
    )
