# SPDX-License-Identifier: Apache-2.0
"""What the sections on measured compliance are given: answers, rows and the small printers their templates call."""

from collections.abc import Callable

from truceline.assessment.doubts import Dropped, HeldTest, Sensitivity, Spoken
from truceline.assessment.measured import AreaCount, Compared, Effect, LifeReading, Nearest
from truceline.assessment.sensitivity import PLACEBO_AT_MOST
from truceline.report.answers import (
    beside_words,
    caution_words,
    chance_answers,
    eve_words,
    glances_of,
    lead_words,
    other_days_words,
    truce_answers,
)
from truceline.report.catalogue import MESSAGES, say, say_count
from truceline.report.figure_origins import figure_origins
from truceline.report.material import ReportMaterial
from truceline.report.measured import area_views, rates_words, series_views
from truceline.report.naming import Namer
from truceline.report.ratios import counts_words, fine_share, ratio_words
from truceline.report.reversals import dropped_words, reversal_answers


def measured_context(material: ReportMaterial, namer: Namer) -> dict[str, object]:
    """Gather what the templates print of measured compliance.

    Args:
        material: What the page shows.
        namer: Names of the library.

    Returns:
        Values and printers by the names that the templates use.
    """
    assessment = material.assessment
    glances, sensitivity = glances_of(assessment, namer), assessment.sensitivity
    rows = sensitivity.rows if sensitivity else ()
    counted = tuple(each.row for each in glances)
    return {
        "glances": glances,
        "has_events": bool(assessment.events.two_sided + assessment.events.one_sided),
        "caution_words": caution_words(assessment),
        "truce_answers": truce_answers(glances, namer),
        "chance_answers": chance_answers(glances, namer),
        "reversal_answers": reversal_answers(counted, sensitivity, namer),
        "figure_origins": figure_origins(counted, sensitivity, namer),
        "lead_words": lead_words(sensitivity.lead if sensitivity else None, namer),
        "areas": area_views(assessment),
        "series": series_views(assessment.series),
        "flipping": tuple((row, flip_words(row)) for row in rows if row.flips),
        "firm": tuple(row for row in rows if not row.flips),
        **_printers(namer),
    }


def _printers(namer: Namer) -> dict[str, object]:
    def dropped(what: Dropped) -> str:
        return dropped_words(what, namer)

    def speaker(spoken: Spoken) -> str:
        names = (namer.actor(spoken.by) if spoken.by else "", spoken.speaker)
        return ", ".join(name for name in names if name)

    printers: dict[str, Callable[..., object]] = {
        "ratio_words": ratio_words,
        "rates_words": rates_words,
        "fine_share": fine_share,
        "counted": counted_words,
        "pair": counts_words,
        "other_days": other_days_words,
        "eve": eve_words,
        "episodes": episodes_words,
        "beside": beside_words,
        "reading_told": reading_words,
        "two_rates": pair_of_rates,
        "dropped_words": dropped,
        "speaker": speaker,
        "held_test": held_test_words,
        "nearest_words": nearest_words,
        "effect": effect_words,
    }
    return dict(printers)


def counted_words(counted: Compared) -> str:
    """Write two counts, their ratio with its interval, and where it stands among other days."""
    told = [counts_words(counted), ratio_words(counted)]
    if counted.placebo_share is not None and counted.before + counted.after:
        told.append(say("areas.chance", share=fine_share(counted.placebo_share), days=counted.placebo_days))
    return "; ".join(told)


def episodes_words(row: AreaCount) -> str:
    """List the other falls as deep; empty when there are none."""
    told = (say("areas.placebo.episode", first=each.first, last=each.last) for each in row.inside.placebo_episodes)
    days = "; ".join(told)
    return say("areas.placebo.episodes", days=days) if days else ""


def reading_words(reading: LifeReading) -> str:
    """Say what a term is counted from, where that is one of the dates of an agreement; else nothing."""
    own = f"reading.from.{reading.told}"
    return say("areas.reading.from", what=say(own)) if own in MESSAGES else ""


def pair_of_rates(before: float | None, after: float | None) -> str:
    """Write two rates per day; one that was not seen is said not to be."""
    told = (say("before.unseen") if rate is None else f"{rate:.2f}" for rate in (before, after))
    return say("lead.rates", before=next(told), after=next(told))


def held_test_words(test: HeldTest) -> str:
    """Write one test of the rule, and whether it is met."""
    is_share = test.code == "placebo"
    threshold = fine_share(test.threshold) if is_share else f"{test.threshold:g}"
    words = say(f"held.test.{test.code}", threshold=threshold)
    if test.assumed:
        return say("held.assumed", test=words)
    if test.met is None:
        return say("held.untold", test=words)
    if test.value is None:
        value = say("held.no_end") if test.code == "lived" else say("before.unseen")
    else:
        value = fine_share(test.value) if is_share else f"{test.value:g}"
    return say("held.met" if test.met else "held.not_met", test=words, value=value)


def flip_words(row: Sensitivity) -> tuple[str, ...]:
    """Say of a figure after something is left out what has changed, and into what."""
    left = row.left
    turned = {
        "direction": "fall" if left.rate_ratio is not None and left.rate_ratio < 1 else "none",
        "interval": "excludes" if _excludes_no_change(left) else "holds",
        "placebo": "rare" if (left.placebo_share or 0.0) <= PLACEBO_AT_MOST else "common",
    }
    return tuple(say(f"flips.{code}.{turned[code]}" if code in turned else f"flips.{code}") for code in row.flips)


def _excludes_no_change(counted: Compared) -> bool:
    is_below = counted.ratio_high is not None and counted.ratio_high < 1
    return is_below or (counted.ratio_low is not None and counted.ratio_low > 1)


def nearest_words(near: Nearest) -> str:
    """Say which change of rate lies nearest to the day of an agreement."""
    if near.days_after is None:
        return say("series.nearest.none", agreement=near.agreement)
    days = say_count("series.before" if near.days_after < 0 else "series.after", abs(near.days_after))
    ratio = say("series.ratio.none") if near.ratio is None else say("series.ratio", ratio=f"{near.ratio:.2f}")
    return say("series.nearest", agreement=near.agreement, on=near.on, change=near.change_on, days=days, ratio=ratio)


def effect_words(effect: Effect | None) -> str:
    """Write a factor with its interval."""
    if effect is None:
        return say("before.unseen")
    return say("series.effect", ratio=f"{effect.ratio:.3f}", low=f"{effect.low:.3f}", high=f"{effect.high:.3f}")
