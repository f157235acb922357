# SPDX-License-Identifier: Apache-2.0
"""The nouns of measured compliance: counts in an agreement's own area and life, and two further views of them.

Codes and numbers only; ``report`` makes the words. How each is computed stands in docs/counting.md. Nothing in them
ranks parties (R9), and none of them says what caused a difference.

Conventions:
    - D is the day from which an agreement is counted; before = [D - days, D), after = [D, D + days).
    - ``part`` is ``inside`` (shown to be in the agreement's own area), ``outside`` (every other counted event) or
      ``countrywide`` (all counted events). Where the own area is the whole country, lists by part hold ``inside`` only.
"""

from dataclasses import dataclass

INSIDE, OUTSIDE, COUNTRYWIDE = "inside", "outside", "countrywide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Events before and after D."""

    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """A run of days as low as D, each less than one window after the one before: one fall, seen from several days.

    Attributes:
        first: Its first day.
        last: Its last day.
        days: Days as low in it.
    """

    first: str
    last: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One count before and after D, beside what chance and the monitoring allow.

    Attributes:
        before: Events before.
        after: Events after.
        before_per_day: Rate before, over the days covered [events/day]; absent when none is covered.
        after_per_day: Rate after, likewise.
        rate_ratio: After by before; absent when nothing was counted before.
        ratio_low: Lower end of the interval of the ratio; absent when it cannot be computed.
        ratio_high: Upper end.
        method: ``quasi_poisson_log_ratio``, or ``wider_of_exact_and_quasi_poisson`` with few events.
        dispersion: Variance of daily counts by their mean, pooled over both sides; at least 1 in the interval.
        placebo_share: Share of all other days with both windows complete whose (after + 0.5)/(before + 0.5) is as low
            or lower, 0..1; absent when D's own windows are not complete or hold no event, or no other day is such.
        placebo_days: Number of these other days.
        placebo_as_low: Of these, as low or lower.
        placebo_near: Of these as low, days less than one window from D: the same fall, seen from a day beside it.
        placebo_episodes: The falls that the others make, in order of time; empty when D is the only one.
        placebo_separate: Pairs of windows that the input holds beside D's own, none sharing a day with another: so many
            separate trials there are at most.
        least_fall: The smallest fall that this monitoring could have seen, as a rate ratio below 1 (0.4: a fall by
            60 %); absent when not even a fall to nothing could have been seen.
        least_rise: The smallest rise it could have seen, as a rate ratio above 1; absent when nothing was counted
            before.
        of_unknown_place: Of ``outside``: events of which no area and no point is told; absent elsewhere.
        of_undecided_boundary: Of ``outside``: events whose place is told but not shown to be in or out, because it is
            too coarse or the area's boundary is not known there; absent elsewhere.
    """

    before: int
    after: int
    before_per_day: float | None
    after_per_day: float | None
    rate_ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    method: str
    dispersion: float
    placebo_share: float | None
    placebo_days: int
    placebo_as_low: int
    placebo_near: int
    placebo_episodes: tuple[Episode, ...]
    placebo_separate: int
    least_fall: float | None
    least_rise: float | None
    of_unknown_place: Pair | None = None
    of_undecided_boundary: Pair | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeReading:
    """One reading of when an agreement ended, with the counts it would give.

    Attributes:
        code: ``declared_over``, ``collapsed``, ``expired``, ``suspended`` or ``term``.
        ends: The first day or instant after, as the library states it.
        days: Civil days from D to then, D and a last day that is only begun included.
        by: Ids of those whose act, word or reading it is; empty when nobody is on record.
        contested_by: Ids of those on record as disagreeing.
        told: For a term, what it is counted from; for an event, its reason in the words of those who did it.
        decides: Whether it is the one that cuts the window: the first end on record that is no mere term.
        inside: Events in its own area within this reading, when it is shorter than the rule's window; else absent.
    """

    code: str
    ends: str
    days: int
    by: tuple[str, ...]
    contested_by: tuple[str, ...]
    told: str
    decides: bool
    inside: Pair | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnArea:
    """The area in which an agreement bars force.

    Attributes:
        code: ``country`` (the whole of it), ``zones``, or ``not_named`` (no provision bars force, or it names no place:
            counted as the whole country).
        zones: Ids of its zones, in the agreement's order.
        names: Their names.
        boundaries: ``agreed``, ``approximate`` or ``not_agreed``, one for each zone.
    """

    code: str
    zones: tuple[str, ...]
    names: tuple[str, ...]
    boundaries: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Eve:
    """The events of the last week before D beside those of the two weeks before it: whether a fall began before D.

    Attributes:
        days: Days of the last week that the input can have seen [d].
        events: Events inside on them.
        earlier_days: Days of the two weeks before it, likewise [d].
        earlier_events: Events inside on those.
        change_on: Day, less than one window before D, on which the rate of the own area falls by the change points; of
            several the nearest to D; empty when there is none.
        days_before: Days from it to D; absent when there is none.
        ratio: Rate after that change by the rate before it; absent when there is none.
    """

    days: int
    events: int
    earlier_days: int
    earlier_events: int
    change_on: str
    days_before: int | None
    ratio: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaCount:
    """One agreement in its own area and life, beside the same count elsewhere.

    Attributes:
        agreement: Id of the agreement.
        title: Its name.
        on: The day D.
        days: Days on each side: the rule's window, or the days until it was declared over, if fewer.
        rule_days: The rule's window.
        lived_days: Days until it was declared over, collapsed, expired or suspended; absent without such an end.
        readings: Every end on record, each side's reading, by day.
        area: Its own area.
        before_days_covered: Days before that the input can have seen.
        after_days_covered: Days after that the input can have seen.
        complete: Whether both sides are wholly inside the input.
        confidence: Coverage of the intervals, such as 0.95.
        inside: Events shown to be in its own area.
        outside: Every other counted event; absent when the area is the whole country.
        shown_outside: Of these, events shown to be outside: without those of unknown place or undecided boundary;
            absent when the area is the whole country.
        countrywide: All counted events.
        inside_by_outside: The ratio inside by the ratio outside; absent without an outside, or when not computable.
        inside_by_outside_low: Lower end of its interval; absent when it cannot be computed.
        inside_by_outside_high: Upper end.
        eve: The last days before D.
        also_starting: Ids of other agreements counted from a day inside the two windows.
    """

    agreement: str
    title: str
    on: str
    days: int
    rule_days: int
    lived_days: int | None
    readings: tuple[LifeReading, ...]
    area: OwnArea
    before_days_covered: int
    after_days_covered: int
    complete: bool
    confidence: float
    inside: Compared
    outside: Compared | None
    shown_outside: Pair | None
    countrywide: Compared
    inside_by_outside: float | None
    inside_by_outside_low: float | None
    inside_by_outside_high: float | None
    eve: Eve
    also_starting: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A factor with its interval: 1 is no change.

    Attributes:
        ratio: The factor.
        low: Lower end of its interval.
        high: Upper end.
    """

    ratio: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupted:
    """An interrupted time series: daily counts on both sides of D, each with a level and a trend.

    Attributes:
        agreement: Id of the agreement.
        part: ``inside``, ``outside`` or ``countrywide``.
        since: First day used.
        until: First day after those used.
        days_before: Days used before D.
        days_after: Days used from D on.
        events: Events on them.
        state: ``fitted``, ``too_few_days``, ``too_few_events`` or ``not_converged``; without a fit the rest is absent.
        trend: Factor per day before D.
        level: Factor by which the level changes at D, beside the trend.
        slope: Factor by which the daily trend changes from D on.
        lags_days: Days over which errors are taken to hang together (Newey-West).
    """

    agreement: str
    part: str
    since: str
    until: str
    days_before: int
    days_after: int
    events: int
    state: str
    trend: Effect | None
    level: Effect | None
    slope: Effect | None
    lags_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days between two change points.

    Attributes:
        since: First day.
        until: First day after.
        days: Days in it.
        events: Events on them.
        per_day: Rate [events/day].
    """

    since: str
    until: str
    days: int
    events: int
    per_day: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The change point nearest to an agreement's day.

    Attributes:
        agreement: Id of the agreement.
        on: Its day D.
        change_on: Day of the change point; empty when there is none.
        days_after: Days from D to it, negative when it comes before; absent when there is none.
        ratio: Rate after the change by the rate before it; absent when there is none, or nothing came before it.
    """

    agreement: str
    on: str
    change_on: str
    days_after: int | None
    ratio: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Where the rate of one series of daily counts changes, found without being told any day.

    Attributes:
        part: ``countrywide`` or ``inside``.
        agreements: Ids of the agreements whose own area it is; empty for ``countrywide``.
        since: First day of the series.
        until: First day after it.
        least_days: Fewest days of a stretch.
        dispersion: Variance of daily counts by their mean, from the differences of neighbouring days; at least 1.
        penalty: What one more change point costs (docs/counting.md).
        daily: The counts of the series, one for each civil day from ``since``.
        stretches: In order of time.
        nearest: For each agreement of this series, or for all when it is countrywide.
        searched: Whether change points were looked for; a series of more than forty years is not searched.
    """

    part: str
    agreements: tuple[str, ...]
    since: str
    until: str
    least_days: int
    dispersion: float
    penalty: float
    daily: tuple[int, ...]
    stretches: tuple[Stretch, ...]
    nearest: tuple[Nearest, ...]
    searched: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Second views of the same daily counts.

    Attributes:
        interrupted: By agreement, then part.
        changes: The countrywide series first, then each own area.
    """

    interrupted: tuple[Interrupted, ...]
    changes: tuple[Changes, ...]
