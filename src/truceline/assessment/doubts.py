# SPDX-License-Identifier: Apache-2.0
"""The nouns of doubt: what one change reverses a figure, and whether an agreement held by a stated rule.

Codes and numbers only; ``report`` makes the words. Nothing in them ranks parties (R9): what is dropped is what a
figure rests on, never who is believed.
"""

from dataclasses import dataclass

from truceline.assessment.measured import Compared, Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """What is changed in a count: left out of it, or, for a place that is not known, counted elsewhere.

    Attributes:
        kind: ``outlet``, ``party``, ``place_precision``, ``day_precision``, ``summaries``, ``undecided_place`` (events
            whose place is told but not shown to be in or out), ``unknown_place`` (events of which no place is told) or
            ``rule`` (counted by another rule of the run).
        which: The origin behind the outlets (its name), the party's id, the code of precision as the file gives it, or
            the id of the other rule; for the two kinds of place ``inside`` (counted as inside) or ``left_out`` (left
            out of ``outside``); empty for ``summaries``.
        outlets: For ``outlet`` and ``party``: the names in the input that stand for it, in alphabetical order.
    """

    kind: str
    which: str
    outlets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """One headline figure after one thing is left out, or counted elsewhere.

    Attributes:
        agreement: Id of the agreement.
        part: ``inside``, ``outside`` or ``countrywide``.
        dropped: What is left out.
        removed: Events that leave the count; negative where they join it. By another rule: what it counts less, in its
            own unit and window.
        left: What remains.
        flips: What changes: ``nothing_left`` (no event remains on either side; then alone), ``too_little_left`` (with
            what remains not even a fall to nothing could be seen; alone unless it shows a change all the same),
            ``direction`` (a fall becomes none or a rise, or the
            other way), ``interval`` (whether it excludes 1) and ``placebo`` (whether the placebo share is at most
            0.05).
    """

    agreement: str
    part: str
    dropped: Dropped
    removed: Pair
    left: Compared
    flips: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadRow:
    """One countrywide figure of ``before_after`` with and without the largest outlet.

    Attributes:
        agreement: Id of the agreement.
        on: The day D.
        before_per_day: Rate before, as counted [events/day]; absent when no day is covered.
        after_per_day: Rate after, likewise.
        without_before_per_day: Rate before without the outlet.
        without_after_per_day: Rate after without it.
        without: The counts without it.
    """

    agreement: str
    on: str
    before_per_day: float | None
    after_per_day: float | None
    without_before_per_day: float | None
    without_after_per_day: float | None
    without: Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """What the report must say first: how far every figure rests on one outlet.

    Attributes:
        outlet: The outlet that most counted events quote; its spellings and those that copy it are one.
        counted: Counted events of the whole input.
        quoting: Of these, events that quote it.
        alone: Of these, events that quote nobody else: gone without it.
        alone_share: ``alone`` by ``counted``, 0..1.
        vanishing: Ids of agreements of which no event is left, neither before nor after, without it.
        flipping: Ids of agreements with a figure that flips without it, those in ``vanishing`` included.
        rows: The countrywide figures with and without it, by day.
    """

    outlet: str
    counted: int
    quoting: int
    alone: int
    alone_share: float
    vanishing: tuple[str, ...]
    flipping: tuple[str, ...]
    rows: tuple[LeadRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivities:
    """What one change reverses.

    Attributes:
        lead: The largest outlet over all; absent when no counted event quotes anybody.
        rows: By agreement, part and what is dropped; things that remove no event of a figure are left out.
        no_party_word: Ids of agreements of which no counted event quotes an outlet recorded as a party's own word, so
            that dropping any party changes nothing.
    """

    lead: Lead | None
    rows: tuple[Sensitivity, ...]
    no_party_word: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTest:
    """One test of the rule.

    Attributes:
        code: ``fall``, ``interval``, ``placebo``, ``beside_outside`` or ``lived``.
        value: What was measured: the ratio, the upper end of its interval, the placebo share, the upper end of the
            interval of inside by outside, or the days lived; absent when it cannot be.
        threshold: What the rule asks for.
        met: Whether it is met; absent when it cannot be told, and when it is only assumed.
        assumed: Whether it counts as met because nothing on record speaks against it: ``lived`` without an end on
            record.
    """

    code: str
    value: float | None
    threshold: float
    met: bool | None
    assumed: bool = False

    @property
    def state(self) -> str:
        """``met``, ``not_met``, ``assumed`` or ``cannot_tell``."""
        if self.assumed:
            return "assumed"
        return "cannot_tell" if self.met is None else "met" if self.met else "not_met"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A speaker's words about whether an agreement held; shown beside the count, never put into it.

    Attributes:
        by: Id of the party or body whose word it is.
        speaker: Role or name of the speaker, as published; may be empty.
        on: When it was said; empty when not on record.
        says: What was said.
        ref: Ids of the publications.
    """

    by: str
    speaker: str
    on: str
    says: str
    ref: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal:
    """One thing without which the answer is another one.

    Attributes:
        dropped: What is left out, or counted elsewhere.
        answer: The answer then.
        kind: ``turned`` (from one finding to the other), ``lost`` (what remains cannot tell any more) or ``gained``
            (only then it can tell).
    """

    dropped: Dropped
    answer: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAnswer:
    """Whether one agreement largely held in its own area and life, by the rule and by nothing else.

    Attributes:
        agreement: Id of the agreement.
        on: The day D.
        days: Days on each side.
        answer: ``largely_held`` (every test that applies is met or assumed), ``not_shown`` (a test is not met),
            ``cannot_tell`` (none fails and some cannot be told, or one fails where the monitoring neither saw a fall
            beyond chance nor could have seen the one asked for) or ``nothing_counted`` (no event inside, before or
            after).
        tests: The tests that apply.
        least_fall: The smallest fall that the monitoring inside could have seen, as a rate ratio; absent when none.
        could_see: Whether that is at least as fine as the fall the rule asks for.
        reversed_by: What changes the answer when it is left out, each with the answer that remains.
        spoken: What speakers said of it, by day.
    """

    agreement: str
    on: str
    days: int
    answer: str
    tests: tuple[HeldTest, ...]
    least_fall: float | None
    could_see: bool
    reversed_by: tuple[Reversal, ...]
    spoken: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBy:
    """The rule of "largely held", spelled out.

    Attributes:
        id: Its id.
        title: One neutral line.
        ratio_at_most: The rate ratio inside must be at most this.
        interval_below: The upper end of its interval must be below this.
        placebo_at_most: The placebo share must be at most this.
        inside_by_outside_below: The upper end of the interval of inside by outside must be below this.
        lived_days_at_least: It must have lived at least so many days.
        note: What the rule leaves out.
        from_library: Whether the library states it; else it is this software's own.
    """

    id: str
    title: str
    ratio_at_most: float
    interval_below: float
    placebo_at_most: float
    inside_by_outside_below: float
    lived_days_at_least: int
    note: str
    from_library: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Whether agreements largely held.

    Attributes:
        rule: By which rule.
        answers: One per counted agreement, by day, then id.
    """

    rule: HeldBy
    answers: tuple[HeldAnswer, ...]
