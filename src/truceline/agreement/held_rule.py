# SPDX-License-Identifier: Apache-2.0
"""The rule by which an agreement "largely held": what a count must show, as an object; nobody's word enters it."""

from dataclasses import dataclass
from math import isfinite

from truceline.base.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRule:
    """What the count in an agreement's own area and life must show for "largely held".

    Attributes:
        id: Stable id.
        title: One neutral line.
        ratio_at_most: The rate after by the rate before, at most, 0..1.
        interval_below: The upper end of its interval must be below this.
        placebo_at_most: Share of other days on which as deep a fall came by chance, at most, 0..1.
        inside_by_outside_below: The ratio inside by the ratio outside must be below this with the upper end of its
            interval, where there is an outside.
        lived_days_at_least: Days that it must have lived [d].
        note: What the rule leaves out.
    """

    id: str
    title: str
    ratio_at_most: float = 0.5
    interval_below: float = 1.0
    placebo_at_most: float = 0.05
    inside_by_outside_below: float = 1.0
    lived_days_at_least: int = 21
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse thresholds that cannot be met or fail to ask anything.

        Raises:
            InputError: There is one.
        """
        for name in ("ratio_at_most", "interval_below", "placebo_at_most", "inside_by_outside_below"):
            number = getattr(self, name)
            if not (isfinite(number) and 0 < number <= 1):
                message = f"{name}: expected above 0, at most 1, got {number:g}"
                raise InputError(message)
        if self.lived_days_at_least < 1:
            message = f"lived_days_at_least: expected 1 or more, got {self.lived_days_at_least}"
            raise InputError(message)
