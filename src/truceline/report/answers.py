# SPDX-License-Identifier: Apache-2.0
"""What a reader asks first, answered in sentences: which truce, how much, more than chance, what reverses it.

Rules:
    - A fall counts as shown when the interval of its ratio lies wholly below 1 and at most ``PLACEBO_AT_MOST`` of other
      days fell as deep. Everything else is *not shown*, which is no statement that there was none.
    - The lead, how far all of it rests on one outlet, stands before any figure.
    - Rows stand in order of their days: nothing here is a ranking (R9).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from truceline.assessment.assessment import Assessment
from truceline.assessment.doubts import Dropped, HeldAnswer, Lead, Sensitivities, Sensitivity
from truceline.assessment.measured import INSIDE, AreaCount, Compared
from truceline.assessment.sensitivity import PLACEBO_AT_MOST
from truceline.report.catalogue import Field, say
from truceline.report.naming import Namer

_FINE_SHARE = 0.1
"""Shares below this are written with one decimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """One agreement at a glance.

    Attributes:
        row: Its counts.
        held: Whether it largely held; None when that was not asked.
        is_shown: Whether a fall in its own area is shown.
        reversed_by: In words, what changes the figure of its own area or the answer, each with what remains.
    """

    row: AreaCount
    held: HeldAnswer | None
    is_shown: bool
    reversed_by: tuple[str, ...]


def is_fall_shown(counted: Compared) -> bool:
    """Say whether a fall is shown: beyond its interval and beyond nearly all other days."""
    return (
        counted.ratio_high is not None
        and counted.ratio_high < 1
        and counted.placebo_share is not None
        and counted.placebo_share <= PLACEBO_AT_MOST
    )


def glances_of(assessment: Assessment, namer: Namer) -> tuple[Glance, ...]:
    """Gather what stands at a glance.

    Args:
        assessment: What the run adds up to.
        namer: Names of the library.

    Returns:
        One row for each counted agreement, in order of their days.
    """
    held = {each.agreement: each for each in assessment.held.answers} if assessment.held else {}
    flips = _own_flips(assessment.sensitivity)
    return tuple(
        Glance(
            row=row,
            held=held.get(row.agreement),
            is_shown=is_fall_shown(row.inside),
            reversed_by=_reversed_by(held.get(row.agreement), flips.get(row.agreement, ()), namer),
        )
        for row in sorted(assessment.areas, key=lambda each: (each.on, each.agreement))
    )


def lead_words(lead: Lead | None) -> tuple[str, ...]:
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
        agreements = f" {say('name.and')} ".join(lead.vanishing)
        return (
            *(say("lead.vanishing", agreements=agreements, outlet=lead.outlet, rates=each) for each in sorted(rates)),
            alone,
        )
    if lead.flipping:
        return say("lead.flipping", outlet=lead.outlet, agreements=", ".join(lead.flipping)), alone
    return say("lead.firm", outlet=lead.outlet), alone


def one_origin_words(lead: Lead | None) -> str:
    """Say of which agreements every counted event rests on one and the same origin; empty when of none."""
    if lead is None or not lead.vanishing:
        return ""
    agreements = f" {say('name.and')} ".join(lead.vanishing)
    return say("short.origins.one", agreements=agreements, outlet=lead.outlet)


def truce_answers(glances: Sequence[Glance]) -> tuple[str, ...]:
    """Answer which truce reduced events in its own area, and by how much."""
    if not glances:
        return (say("short.truce.no_rows"),)
    shown = [each.row for each in glances if each.is_shown]
    others = [each.row.agreement for each in glances if not each.is_shown]
    told = [_fall_words(row) for row in shown]
    if others:
        told.append(say("short.truce.others", agreements=", ".join(others)) if shown else say("short.truce.none"))
    return (*told, say("short.truce.lethal"))


def chance_answers(glances: Sequence[Glance]) -> tuple[str, ...]:
    """Answer whether that is more than chance, by the other days."""
    if not glances:
        return (say("short.truce.no_rows"),)
    shown = [each.row for each in glances if each.is_shown]
    told = [
        say(
            "short.chance.fell",
            agreement=row.agreement,
            as_low=row.inside.placebo_as_low,
            days=row.inside.placebo_days,
            share=fine_share(row.inside.placebo_share or 0.0),
        )
        for row in shown
    ]
    return (*(told or [say("short.chance.all")]), say("short.chance.rule"))


def reversal_answers(glances: Sequence[Glance], sensitivity: Sensitivities | None, namer: Namer) -> tuple[str, ...]:
    """Answer what one change reverses the falls that are shown, or else whatever is counted."""
    if not glances or sensitivity is None:
        return (say("short.reverse.not_counted"),)
    shown = {each.row.agreement for each in glances if each.is_shown} or {each.row.agreement for each in glances}
    found: dict[Dropped, list[str]] = {}
    for row in sensitivity.rows:
        if row.part == INSIDE and row.flips and row.agreement in shown:
            left = say("short.reverse.left", agreement=row.agreement, before=row.left.before, after=row.left.after)
            found.setdefault(row.dropped, []).append(left)
    return tuple(
        say(f"short.reverse.{dropped.kind}", which=_which(dropped, namer), agreements="; ".join(agreements))
        for dropped, agreements in found.items()
    ) or (say("short.reverse.none"),)


def dropped_words(dropped: Dropped, namer: Namer) -> str:
    """Name what is left out of a count."""
    return say(f"dropped.{dropped.kind}", which=_which(dropped, namer))


def fine_share(share: float) -> str:
    r"""Write a share from 0 to 1 in percent, small ones with one decimal, none rounded to nothing.

    >>> fine_share(0.0061), fine_share(0.363), fine_share(0.0), fine_share(0.0002)
    ('0.6\xa0%', '36\xa0%', '0\xa0%', 'less than 0.1\xa0%')
    """
    if 0 < share < 0.001:  # noqa: PLR2004 a tenth of one percent
        return say("percent.least")
    if 0 < share < _FINE_SHARE:
        return say("percent", share=f"{share * 100:.1f}".removesuffix(".0"))
    return say("percent.more") if 0.99 < share < 1 else say("percent", share=f"{share * 100:.0f}")  # noqa: PLR2004 as above


def ratio_words(counted: Compared) -> str:
    """Write a ratio with its interval; an open end is said to be open."""
    if counted.rate_ratio is None:
        return say("areas.no_ratio")
    ratio = f"{counted.rate_ratio:.2f}"
    if counted.ratio_low is None:
        return say("areas.ratio.bare", ratio=ratio)
    if counted.ratio_high is None:
        return say("areas.ratio.open", ratio=ratio, low=f"{counted.ratio_low:.2f}")
    return say("areas.ratio", ratio=ratio, low=f"{counted.ratio_low:.2f}", high=f"{counted.ratio_high:.2f}")


def _fall_words(row: AreaCount) -> str:
    fields: dict[str, Field] = {
        "agreement": row.agreement,
        "title": row.title,
        "on": row.on,
        "days": row.days,
        "ratio": ratio_words(row.inside),
    }
    inside = say("glance.counts", before=row.inside.before, after=row.inside.after)
    if row.outside is None:
        return say("short.truce.fell.whole", inside=inside, **fields)
    elsewhere = say("glance.counts", before=row.outside.before, after=row.outside.after)
    also = say("short.truce.also" if is_fall_shown(row.outside) else "short.truce.only")
    outside = f"{elsewhere}, {ratio_words(row.outside)}"
    return say("short.truce.fell", inside=inside, outside=outside, also=also, **fields)


def _left_rates(lead: Lead, agreement: str) -> str:
    """Give the rates that remain; of what vanishes both are nothing, unless no day is covered."""
    row = next((each for each in lead.rows if each.agreement == agreement), None)
    before, after = (row.without_before_per_day, row.without_after_per_day) if row else (0.0, 0.0)
    return say("lead.rates", before=f"{before or 0.0:.1f}", after=f"{after or 0.0:.1f}")


def _own_flips(sensitivity: Sensitivities | None) -> dict[str, tuple[Sensitivity, ...]]:
    """Gather, by agreement, what turns the figure of its own area over."""
    found: dict[str, tuple[Sensitivity, ...]] = {}
    for row in sensitivity.rows if sensitivity else ():
        if row.part == INSIDE and row.flips:
            found[row.agreement] = (*found.get(row.agreement, ()), row)
    return found


def _reversed_by(held: HeldAnswer | None, flips: Sequence[Sensitivity], namer: Namer) -> tuple[str, ...]:
    """Say what reverses a figure or the answer, each thing once."""
    answers = {each.dropped: each.answer for each in held.reversed_by} if held else {}
    told = []
    for row in flips:
        left = say("glance.counts", before=row.left.before, after=row.left.after)
        what = f"{dropped_words(row.dropped, namer)}: {left}"
        told.append(_then(what, answers.pop(row.dropped, "")))
    told += [_then(dropped_words(dropped, namer), answer) for dropped, answer in answers.items()]
    return tuple(told)


def _then(what: str, answer: str) -> str:
    """Add what the answer would be, where it changes."""
    return say("glance.then", what=what, answer=say(f"held.{answer}")) if answer else what


def _which(dropped: Dropped, namer: Namer) -> str:
    return namer.actor(dropped.which) if dropped.kind == "party" else dropped.which
