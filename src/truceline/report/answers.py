# SPDX-License-Identifier: Apache-2.0
"""What a reader asks first, answered in sentences: after which truce there were fewer events, and how rare that is.

Rules:
    - What is counted, and that a fall after a day shows no cause, stands before any answer.
    - The lead, how far all of it rests on one outlet, stands before any figure.
    - Where nothing was counted the answer is that nothing was counted, never that there was none.
    - Rows stand in order of their days: nothing here is a ranking (R9).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from truceline.assessment.assessment import Assessment
from truceline.assessment.doubts import HeldAnswer, Lead
from truceline.assessment.measured import AreaCount
from truceline.report.catalogue import Field, say, say_count
from truceline.report.naming import Namer
from truceline.report.ratios import (
    counts_words,
    fine_share,
    is_fall_shown,
    is_nothing_counted,
    ratio_number,
    ratio_words,
)
from truceline.report.reversals import own_flips, reversed_by

_CHANGE_DAYS = 1
"""Days by which a change point may miss the day: so near to D it is D for all that can be seen [d]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """One agreement at a glance.

    Attributes:
        row: Its counts.
        held: Whether it largely held; None when that was not asked.
        is_shown: Whether a fall in its own area is shown.
        is_counted: Whether any event was counted there.
        reversed_by: In words, what changes the figure of its own area or the answer, each with what remains.
    """

    row: AreaCount
    held: HeldAnswer | None
    is_shown: bool
    is_counted: bool
    reversed_by: tuple[str, ...]


def glances_of(assessment: Assessment, namer: Namer) -> tuple[Glance, ...]:
    """Gather what stands at a glance.

    Args:
        assessment: What the run adds up to.
        namer: Names of the library.

    Returns:
        One row for each counted agreement, in order of their days.
    """
    held = {each.agreement: each for each in assessment.held.answers} if assessment.held else {}
    sensitivity = assessment.sensitivity
    return tuple(
        Glance(
            row=row,
            held=held.get(row.agreement),
            is_shown=is_fall_shown(row.inside),
            is_counted=not is_nothing_counted(row.inside),
            reversed_by=reversed_by(row, held.get(row.agreement), own_flips(sensitivity, row.agreement), namer),
        )
        for row in sorted(assessment.areas, key=lambda each: (each.on, each.agreement))
    )


def caution_words(assessment: Assessment) -> tuple[str, ...]:
    """Say what is counted, by which rule, with its share, and that a fall shows no cause; empty without events."""
    rule, counted = assessment.rule, assessment.counted
    if rule is None or counted is None or not assessment.events.two_sided + assessment.events.one_sided:
        return ()
    rows = counted.events_counted + counted.left_out + counted.not_decided
    told = say(
        "caution.counted",
        counted=counted.events_counted,
        rows=rows,
        share=fine_share(counted.events_counted / rows if rows else 0.0),
        pairs=_pairs_words(rule.dyads),
        days=say("caution.days") if rule.day_precision == (1,) else "",
        further=say("caution.further") if any(rule.further.values()) else "",
    )
    spots = {each.code for each in assessment.blind_spots}
    lethal = (say("caution.lethal"),) if "lethal_only" in spots else ()
    return (say("caution.cause"), told, *lethal)


def lead_words(lead: Lead | None, namer: Namer) -> tuple[str, ...]:
    """Say how far every figure rests on one outlet; empty when no counted event quotes anybody."""
    if lead is None:
        return ()
    alone = say(
        "lead.alone",
        alone=lead.alone,
        counted=lead.counted,
        share=fine_share(lead.alone_share),
        outlet=lead.outlet,
    )
    if lead.vanishing:
        rates = {_left_rates(lead, agreement) for agreement in lead.vanishing}
        agreements = f" {say('name.and')} ".join(namer.agreement(each) for each in lead.vanishing)
        return (
            *(say("lead.vanishing", agreements=agreements, outlet=lead.outlet, rates=each) for each in sorted(rates)),
            alone,
        )
    if lead.flipping:
        agreements = ", ".join(namer.agreement(each) for each in lead.flipping)
        return say("lead.flipping", outlet=lead.outlet, agreements=agreements), alone
    return say("lead.firm", outlet=lead.outlet), alone


def truce_answers(glances: Sequence[Glance], namer: Namer) -> tuple[str, ...]:
    """Answer after which truce fewer events were counted in its own area, and by how much."""
    if not any(each.is_counted for each in glances):
        return (say("short.nothing"),)
    shown = [each.row for each in glances if each.is_shown]
    others = [each.row for each in glances if each.is_counted and not each.is_shown]
    none = [each.row for each in glances if not each.is_counted]
    told = [_fall_words(row, namer) for row in shown]
    if others:
        told.append(say("short.truce.others" if shown else "short.truce.none", agreements=_named(others, namer)))
    if none:
        told.append(say("short.nothing.of", agreements=_named(none, namer)))
    return tuple(told)


def chance_answers(glances: Sequence[Glance], namer: Namer) -> tuple[str, ...]:
    """Answer how rare that is among the other days, and how little these say of chance."""
    if not any(each.is_counted for each in glances):
        return (say("short.nothing"),)
    shown = [each.row for each in glances if each.is_shown]
    told = [
        say("short.chance.fell", agreement=namer.agreement(row.agreement), other_days=" ".join(_chance_words(row)))
        for row in shown
    ]
    return (*(told or [say("short.chance.all")]), say("short.chance.rule"))


def other_days_words(row: AreaCount) -> str:
    """Say on how many other days a fall as deep was counted, and how many of these see the same fall."""
    inside = row.inside
    if inside.placebo_share is None:
        return say("areas.placebo.none")
    as_low, share = inside.placebo_as_low, fine_share(inside.placebo_share)
    told = [say("areas.placebo.words", as_low=as_low, days=inside.placebo_days, share=share)]
    if as_low:
        near, falls = inside.placebo_near, len(inside.placebo_episodes)
        code = "areas.placebo.near.one" if near == 1 else "areas.placebo.near"
        told.append(say(code, near=near, window=row.days))
        told.append(say_count("areas.placebo.falls", falls) if falls else say("areas.placebo.no_falls"))
    return f"{'; '.join(told)}."


def eve_words(row: AreaCount) -> tuple[str, ...]:
    """Say whether there were fewer events already before D, and where the daily counts fall; empty if not seen."""
    eve, told = row.eve, []
    if eve.change_on and eve.days_before is not None:
        code = "areas.eve.before" if eve.days_before > _CHANGE_DAYS else "areas.eve.at"
        told.append(say(code, on=eve.change_on, days=eve.days_before))
    if eve.days and eve.earlier_days and eve.events + eve.earlier_events:
        is_fewer = eve.events * eve.earlier_days < eve.earlier_events * eve.days
        counts = {"events": eve.events, "earlier": eve.earlier_events}
        days = {"days": eve.days, "earlier_days": eve.earlier_days}
        told.append(say("areas.eve.fewer" if is_fewer else "areas.eve", **counts, **days))
    return tuple(told)


def _chance_words(row: AreaCount) -> tuple[str, ...]:
    separate = say_count("areas.placebo.separate", row.inside.placebo_separate)
    return other_days_words(row), separate, *eve_words(row)


def beside_words(row: AreaCount) -> str:
    """Write the ratio inside by the ratio elsewhere with its interval; empty when there is none."""
    if row.inside_by_outside is None:
        return ""
    ratio = ratio_number(row.inside_by_outside)
    if row.inside_by_outside_low is None or row.inside_by_outside_high is None:
        return ratio
    low, high = ratio_number(row.inside_by_outside_low), ratio_number(row.inside_by_outside_high)
    return say("areas.beside", ratio=ratio, low=low, high=high)


def _pairs_words(dyads: Sequence[str]) -> str:
    """Name the pairs of sides that are counted, as the file does."""
    if not dyads:
        return say("caution.all_pairs")
    pairs = f" {say('name.and')} ".join(f"“{each}”" for each in dyads)
    return say("caution.pairs" if len(dyads) == 1 else "caution.several_pairs", pairs=pairs)


def _named(rows: Sequence[AreaCount], namer: Namer) -> str:
    return "; ".join(namer.agreement(row.agreement) for row in rows)


def _fall_words(row: AreaCount, namer: Namer) -> str:
    fields: dict[str, Field] = {
        "agreement": namer.agreement(row.agreement),
        "on": row.on,
        "days": row.days,
        "inside": counts_words(row.inside),
        "ratio": ratio_words(row.inside),
    }
    if row.outside is None:
        return say("short.truce.fell.whole", **fields)
    beside = [say("short.truce.also" if is_fall_shown(row.outside) else "short.truce.only")]
    if row.inside_by_outside is not None:
        is_deeper = row.inside_by_outside_high is not None and row.inside_by_outside_high < 1
        code = "short.truce.deeper" if is_deeper else "short.truce.not_deeper"
        beside.append(say(code, ratio=beside_words(row)))
    outside = f"{counts_words(row.outside)}{_shown_outside(row)}, {ratio_words(row.outside)}"
    return say("short.truce.fell", outside=outside, beside=" ".join(beside), **fields)


def _shown_outside(row: AreaCount) -> str:
    """Say how many of those elsewhere are shown to be there, where not all are."""
    shown, outside = row.shown_outside, row.outside
    if shown is None or outside is None or (shown.before, shown.after) == (outside.before, outside.after):
        return ""
    return say("short.truce.shown_outside", counts=counts_words(shown))


def _left_rates(lead: Lead, agreement: str) -> str:
    """Give the rates that remain; of what vanishes both are nothing, unless no day is covered."""
    row = next((each for each in lead.rows if each.agreement == agreement), None)
    before, after = (row.without_before_per_day, row.without_after_per_day) if row else (0.0, 0.0)
    return say("lead.rates", before=f"{before or 0.0:.1f}", after=f"{after or 0.0:.1f}")
