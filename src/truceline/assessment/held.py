# SPDX-License-Identifier: Apache-2.0
"""Whether an agreement largely held: by a stated rule over its own count, never by anybody's word.

Rules:
    - Every test of the rule that applies must be met. Without an outside there is nothing to set beside, and that
      test does not apply.
    - A test that is not met gives *not shown*; but where the monitoring neither saw a fall beyond chance nor could have
      seen the one the rule asks for, it gives *cannot tell*, unless the agreement was declared over too soon.
    - A ratio is below another number only if the upper end of its interval is.
    - Without an end on record it is assumed, not met, that the agreement lived long enough; that stands in no way.
    - Where no event was counted inside, neither before nor after, nothing is said of holding: *nothing counted*.
    - What speakers said stands beside the answer and changes nothing in it.

Source:
    docs/counting.md: "largely held" computed and never copied.
"""

from collections.abc import Mapping, Sequence

from truceline.agreement.agreement import Agreement, Assertion
from truceline.agreement.held_rule import HeldRule
from truceline.assessment.areas import inside_by_outside
from truceline.assessment.doubts import Dropped, Held, HeldAnswer, HeldBy, HeldTest, Reversal, Spoken
from truceline.assessment.headlines import Headline
from truceline.assessment.measured import INSIDE, OUTSIDE, Compared

LARGELY_HELD, NOT_SHOWN, CANNOT_TELL, NOTHING_COUNTED = "largely_held", "not_shown", "cannot_tell", "nothing_counted"
TURNED, LOST, GAINED = "turned", "lost", "gained"
OWN_RULE = HeldRule(
    id="truceline-own",
    title="At most half the events of before, beyond chance, deeper than elsewhere, for three weeks",
    note="Used where the library states no rule of its own.",
)
_LIVED, _INTERVAL = "lived", "interval"

Parts = Mapping[str, Compared]
Without = Sequence[tuple[Dropped, Parts]]


def held(
    lines: Sequence[Headline], parts: Mapping[str, Parts], without: Mapping[str, Without], rule: HeldRule | None
) -> Held:
    """Say of every agreement whether it largely held, by the rule.

    Args:
        lines: What is measured.
        parts: The counts of each agreement, by part.
        without: The same after one thing is left out, by agreement.
        rule: The library's rule; the project's own when there is none.

    Returns:
        The rule and the answers.

    Source:
        The rules at the head of this module.
    """
    used = rule or OWN_RULE
    answers = tuple(_answer(line, parts[line.agreement.id], without[line.agreement.id], used) for line in lines)
    return Held(rule=_spelled(used, from_library=rule is not None), answers=answers)


def tests_of(line: Headline, parts: Parts, rule: HeldRule) -> tuple[HeldTest, ...]:
    """Make the tests of the rule that apply.

    Source:
        The attributes of ``HeldRule``.
    """
    inside = parts[INSIDE]
    found = [
        _at_most("fall", inside.rate_ratio, rule.ratio_at_most),
        _below(_INTERVAL, inside.ratio_high, rule.interval_below),
        _at_most("placebo", inside.placebo_share, rule.placebo_at_most),
    ]
    if line.has_outside:
        _, _, highest = inside_by_outside(inside, parts[OUTSIDE])
        found.append(_below("beside_outside", highest, rule.inside_by_outside_below))
    least = rule.lived_days_at_least
    lived = line.lived_days
    found.append(
        HeldTest(
            code=_LIVED,
            value=None if lived is None else float(lived),
            threshold=float(least),
            met=None if lived is None else lived >= least,
            assumed=lived is None,
        )
    )
    return tuple(found)


def answer_of(tests: Sequence[HeldTest], *, could_see: bool) -> str:
    """Put the tests together.

    Source:
        The rules at the head of this module.
    """
    failed = {test.code for test in tests if test.met is False}
    has_seen = any(test.code == _INTERVAL and test.met for test in tests)
    if _LIVED in failed or (failed and (could_see or has_seen)):
        return NOT_SHOWN
    if failed or any(test.met is None and not test.assumed for test in tests):
        return CANNOT_TELL
    return LARGELY_HELD


def _told_by(line: Headline, parts: Parts, rule: HeldRule) -> str:
    """Give the answer of some counts."""
    inside = parts[INSIDE]
    if inside.before + inside.after == 0:
        return NOTHING_COUNTED
    return answer_of(tests_of(line, parts, rule), could_see=_could_see(parts, rule))


def _reversal(dropped: Dropped, answer: str, other: str) -> Reversal:
    """Say how one answer becomes another."""
    untold = {CANNOT_TELL, NOTHING_COUNTED}
    kind = LOST if other in untold else GAINED if answer in untold else TURNED
    return Reversal(dropped=dropped, answer=other, kind=kind)


def _answer(line: Headline, parts: Parts, without: Without, rule: HeldRule) -> HeldAnswer:
    answer = _told_by(line, parts, rule)
    others = [(dropped, _told_by(line, left, rule)) for dropped, left in without]
    return HeldAnswer(
        agreement=line.agreement.id,
        on=line.on.isoformat(),
        days=line.days,
        answer=answer,
        tests=tests_of(line, parts, rule),
        least_fall=parts[INSIDE].least_fall,
        could_see=_could_see(parts, rule),
        reversed_by=tuple(_reversal(dropped, answer, other) for dropped, other in others if other != answer),
        spoken=_spoken(line.agreement),
    )


def _could_see(parts: Parts, rule: HeldRule) -> bool:
    least = parts[INSIDE].least_fall
    return least is not None and least >= rule.ratio_at_most


def _spoken(agreement: Agreement) -> tuple[Spoken, ...]:
    """Give what speakers said about whether it held, by day; those without a day come last."""
    told = [each for each in agreement.assertions if each.on_holding]
    return tuple(_words(each) for each in sorted(told, key=lambda each: each.source.on.text if each.source.on else "~"))


def _words(assertion: Assertion) -> Spoken:
    source = assertion.source
    return Spoken(
        by=assertion.by,
        speaker=source.speaker,
        on=source.on.text if source.on else "",
        says=assertion.says,
        ref=source.ref,
    )


def _at_most(code: str, value: float | None, threshold: float) -> HeldTest:
    return HeldTest(code=code, value=value, threshold=threshold, met=None if value is None else value <= threshold)


def _below(code: str, value: float | None, threshold: float) -> HeldTest:
    return HeldTest(code=code, value=value, threshold=threshold, met=None if value is None else value < threshold)


def _spelled(rule: HeldRule, *, from_library: bool) -> HeldBy:
    return HeldBy(
        id=rule.id,
        title=rule.title,
        ratio_at_most=rule.ratio_at_most,
        interval_below=rule.interval_below,
        placebo_at_most=rule.placebo_at_most,
        inside_by_outside_below=rule.inside_by_outside_below,
        lived_days_at_least=rule.lived_days_at_least,
        note=rule.note,
        from_library=from_library,
    )
