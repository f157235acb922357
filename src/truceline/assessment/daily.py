# SPDX-License-Identifier: Apache-2.0
"""Counted events as daily counts, as a whole or in part.

Rules:
    - A day is the civil day on which an event begins; only days that the input can have seen have a count.
    - An incident stands where and when its first event does; it is left out only when every event of it is.
    - Where a rule counts days, a day with an event counts once in every part it is counted in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from truceline.assessment.measured import Pair
from truceline.picture.intake import Event

Mask = NDArray[np.bool_]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyCounts:
    """Counts of every civil day that the input can have seen, in order.

    Attributes:
        first: The first day.
        counts: Counts ``(n,)``.
    """

    first: date
    counts: NDArray[np.int64]

    def index(self, day: date) -> int:
        """Give the place of a day; below 0 or beyond the end when it is not covered."""
        return (day - self.first).days

    def day(self, index: int) -> date:
        """Give the day at a place."""
        return self.first + timedelta(days=index)

    def between(self, start: int, end: int) -> NDArray[np.int64]:
        """Give the counts of the covered days of [start, end)."""
        return self.counts[max(start, 0) : max(end, 0)]

    def around(self, on: date, days: int) -> Pair:
        """Count before and after a day D."""
        at = self.index(on)
        return Pair(before=int(self.between(at - days, at).sum()), after=int(self.between(at, at + days).sum()))


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedDays:
    """Counted events by day.

    Attributes:
        events: The events, or the first one of each incident.
        groups: All events of each.
        first: The first day covered.
        size: Number of days covered.
        at: Index of the day of each ``(n,)``.
        units: For how many each counts ``(n,)``.
        once_a_day: Whether a day with an event is what is counted.
    """

    events: tuple[Event, ...]
    groups: tuple[tuple[Event, ...], ...]
    first: date
    size: int
    at: NDArray[np.int64]
    units: NDArray[np.int64]
    once_a_day: bool

    def daily(self, kept: Mask | None = None) -> DailyCounts:
        """Count by day, all events or some.

        Args:
            kept: Which events count ``(n,)``; all when left out.

        Returns:
            Counts of every day.
        """
        at, units = (self.at, self.units) if kept is None else (self.at[kept], self.units[kept])
        counts = np.bincount(at, weights=units, minlength=self.size).astype(np.int64)
        return DailyCounts(first=self.first, counts=np.minimum(counts, 1) if self.once_a_day else counts)

    def around(self, on: date, days: int) -> Mask:
        """Say which events lie within some days of a day D ``(n,)``."""
        middle = (on - self.first).days
        found: Mask = (self.at >= middle - days) & (self.at < middle + days)
        return found

    def labels(self, label: Callable[[Event], T]) -> "Labels[T]":
        """Label every event, and every incident by the labels of all its events.

        Args:
            label: Gives the label of an event.

        Returns:
            The labels.
        """
        numbers: dict[frozenset[T], int] = {}
        of = [numbers.setdefault(frozenset(map(label, group)), len(numbers)) for group in self.groups]
        return Labels(of=np.array(of, np.int64), sets=tuple(numbers))


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels(Generic[T]):
    """Labels of counted events.

    Attributes:
        of: Number of the set of labels of each event or incident ``(n,)``.
        sets: The sets.
    """

    of: NDArray[np.int64]
    sets: tuple[frozenset[T], ...]

    def where(self, asked: Callable[[frozenset[T]], bool]) -> Mask:
        """Say which events or incidents have a set of labels of which something holds ``(n,)``."""
        if not self.sets:
            return np.zeros(0, dtype=np.bool_)
        return np.array([asked(each) for each in self.sets], dtype=np.bool_)[self.of]


def counted_days(
    counted: Sequence[Event], every: Mapping[str, Event], covered: tuple[date, date], *, once_a_day: bool
) -> CountedDays:
    """Lay counted events out by day.

    Args:
        counted: Events that a rule counts, or the first of each incident; those outside the covered days are left out.
        every: All events by id, for the members of incidents.
        covered: First and last day that the input can have seen.
        once_a_day: Whether a day with an event is what is counted.

    Returns:
        The events by day.
    """
    first, size = covered[0], max((covered[1] - covered[0]).days + 1, 0)
    places = [(date.fromisoformat(event.first_day) - first).days for event in counted]
    inside = [(event, place) for event, place in zip(counted, places, strict=True) if 0 <= place < size]
    return CountedDays(
        events=tuple(event for event, _ in inside),
        groups=tuple(tuple(every[each] for each in event.members if each in every) or (event,) for event, _ in inside),
        first=first,
        size=size,
        at=np.array([place for _, place in inside], np.int64),
        units=np.array([1 if once_a_day else event.units for event, _ in inside], np.int64),
        once_a_day=once_a_day,
    )
