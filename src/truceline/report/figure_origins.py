# SPDX-License-Identifier: Apache-2.0
"""On how many origins the figures above rest: of the events counted in each own area and window, then of the input.

An event that quotes one outlet and nobody else leaves the count with that outlet (``sensitivity``); so what leaves
says how many events rest on it alone.
"""

from collections.abc import Sequence

from truceline.assessment.assessment import Assessment
from truceline.assessment.doubts import Sensitivities, Sensitivity
from truceline.assessment.measured import INSIDE, AreaCount
from truceline.report.catalogue import say, say_count
from truceline.report.naming import Namer
from truceline.report.ratios import is_fall_shown, is_nothing_counted

_WHO = ("outlet", "party")


def figure_origins(rows: Sequence[AreaCount], sensitivity: Sensitivities | None, namer: Namer) -> tuple[str, ...]:
    """Say on how many origins the counted events of the falls that are shown rest; of all figures when none is.

    Args:
        rows: The counted agreements.
        sensitivity: What one change does to each figure.
        namer: Names of the library.

    Returns:
        One sentence for each origin; empty when nothing is counted.
    """
    counted = [row for row in rows if not is_nothing_counted(row.inside)]
    asked = [row for row in counted if is_fall_shown(row.inside)] or counted
    only: dict[str, list[str]] = {}
    others: list[str] = []
    for row in asked:
        events, largest = row.inside.before + row.inside.after, _largest(row, sensitivity)
        named = say_count("short.origins.events", events, agreement=namer.agreement(row.agreement))
        if largest is None:
            others.append(say("short.origins.nobody", events=named))
            continue
        outlet = namer.origin(largest.dropped.which)
        alone = _gone(largest)
        if alone == events:
            only.setdefault(outlet, []).append(named)
        else:
            others.append(say("short.origins.most", events=named, outlet=outlet, alone=alone, left=events - alone))
    and_ = f" {say('name.and')} "
    return (
        *(say("short.origins.only", outlet=outlet, events=and_.join(each)) for outlet, each in only.items()),
        *others,
    )


def admitted_words(assessment: Assessment) -> str:
    """Say how many events and acts a party admits; empty when nothing was read."""
    origins = assessment.origins
    if not origins.counted:
        return ""
    return say("short.origins.admitted", admitted=origins.admitted, counted=origins.counted)


def text_origins(assessment: Assessment) -> tuple[str, ...]:
    """Say how many stories the press texts make and whom they quote without a name; empty without texts."""
    texts = assessment.texts
    if not texts.used:
        return ()
    stories = say_count("short.origins.stories", texts.stories)
    unnamed = say_count("short.origins.unnamed", assessment.statements.unnamed_sources)
    return say_count("short.origins.texts", texts.used, stories=stories), unnamed


def _largest(row: AreaCount, sensitivity: Sensitivities | None) -> Sensitivity | None:
    """Find the origin on which alone most events of an own area rest."""
    found = [
        each
        for each in (sensitivity.rows if sensitivity else ())
        if each.agreement == row.agreement and each.part == INSIDE and each.dropped.kind in _WHO
    ]
    return max(found, key=_gone, default=None)


def _gone(row: Sensitivity) -> int:
    return row.removed.before + row.removed.after
