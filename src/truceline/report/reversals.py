# SPDX-License-Identifier: Apache-2.0
"""What one change reverses, in words: what turns a figure over, apart from what leaves too little to tell by."""

from collections.abc import Iterable, Sequence

from truceline.assessment.doubts import Dropped, HeldAnswer, Sensitivities, Sensitivity
from truceline.assessment.measured import INSIDE, AreaCount, Compared
from truceline.report.catalogue import MESSAGES, say
from truceline.report.naming import Namer
from truceline.report.ratios import counts_words, is_fall_shown, is_nothing_counted

_LOST = frozenset(("nothing_left", "too_little_left"))
_PRECISIONS = frozenset(("place_precision", "day_precision"))
_STAYS = "stays"
_PLACES = frozenset(("undecided_place", "unknown_place"))
_KEPT = "kept"
_TURNS = ("shown", "not_shown", "lost", _STAYS, _KEPT)
"""What a change does, in the order in which the answers stand."""


def reversal_answers(rows: Sequence[AreaCount], sensitivity: Sensitivities | None, namer: Namer) -> tuple[str, ...]:
    """Answer what one change reverses the falls that are shown, or else whatever is counted.

    Args:
        rows: The counted agreements.
        sensitivity: What one change does to each figure.
        namer: Names of the library.

    Returns:
        One sentence for each thing and what it does: first what turns an answer over, then what leaves too little to
        tell by, then what changes a figure and not the answer, then what doubt about a place leaves as it is.
    """
    asked = {row.agreement: row.inside for row in rows if is_fall_shown(row.inside)} or {
        row.agreement: row.inside for row in rows if not is_nothing_counted(row.inside)
    }
    if not asked or sensitivity is None:
        return (say("short.reverse.not_counted"),)
    found: dict[tuple[str, Dropped], list[str]] = {}
    for row in own_flips(sensitivity):
        if row.agreement in asked:
            left = say("short.reverse.left", agreement=namer.agreement(row.agreement), counts=counts_words(row.left))
            found.setdefault((_turn(asked[row.agreement], row), row.dropped), []).append(left)
    for row in sensitivity.rows:
        if row.agreement in asked and row.part == INSIDE and row.dropped.kind in _PLACES and not row.flips:
            then = say("short.reverse.tried", agreement=namer.agreement(row.agreement), counts=counts_words(row.left))
            found.setdefault((_KEPT, row.dropped), []).append(then)
    return tuple(
        say(f"short.reverse.{turn}", what=_capital(dropped_words(dropped, namer)), agreements="; ".join(agreements))
        for (turn, dropped), agreements in sorted(found.items(), key=lambda each: _TURNS.index(each[0][0]))
    ) or (say("short.reverse.none"),)


def reversed_by(row: AreaCount, held: HeldAnswer | None, flips: Iterable[Sensitivity], namer: Namer) -> tuple[str, ...]:
    """Say what reverses one agreement's figure or its answer, each thing once with what it does."""
    answers = {each.dropped: each.answer for each in held.reversed_by} if held else {}
    told = []
    for flip in flips:
        turned = say(f"glance.turn.{_turn(row.inside, flip)}")
        what = say("glance.left", what=dropped_words(flip.dropped, namer), counts=counts_words(flip.left), turn=turned)
        told.append(_then(what, answers.pop(flip.dropped, "")))
    told += [_then(dropped_words(dropped, namer), answer) for dropped, answer in answers.items()]
    return tuple(told)


def own_flips(sensitivity: Sensitivities | None, agreement: str = "") -> tuple[Sensitivity, ...]:
    """Give what turns the figure of an own area over: of one agreement, or of all."""
    rows = sensitivity.rows if sensitivity else ()
    return tuple(
        row for row in rows if row.part == INSIDE and row.flips and (not agreement or row.agreement == agreement)
    )


def dropped_words(dropped: Dropped, namer: Namer) -> str:
    """Name what is left out of a count; a code of precision is told in words."""
    which = namer.actor(dropped.which) if dropped.kind == "party" else dropped.which
    own = f"dropped.{dropped.kind}.{dropped.which}"
    if dropped.kind in _PRECISIONS:
        return say(f"dropped.{dropped.kind}", which=which, words=say(own if own in MESSAGES else "dropped.as_coded"))
    return say(own if own in MESSAGES else f"dropped.{dropped.kind}", which=which)


def _turn(whole: Compared, row: Sensitivity) -> str:
    """Say what a change does: ``lost`` when too little is left to tell by, else whether a fall is shown with it."""
    if _LOST & set(row.flips):
        return "lost"
    is_shown = is_fall_shown(row.left)
    if is_shown == is_fall_shown(whole):
        return _STAYS
    return "shown" if is_shown else "not_shown"


def _then(what: str, answer: str) -> str:
    """Add what the answer would be, where it changes."""
    return say("glance.then", what=what, answer=say(f"held.{answer}")) if answer else what


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
