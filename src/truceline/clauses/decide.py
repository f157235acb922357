# SPDX-License-Identifier: Apache-2.0
"""Decides a ruling condition by condition, never by the value of a conjunction.

Rules, in this order:
    1. The first condition told only false decides; each has its own word for leaving a clause. The condition *no
       exception* is told only false when one single exception has every test told only true.
    2. Else, if any condition is told both, the ruling is *contested*.
    3. Else, if any condition is told neither, it *cannot be judged*.
    4. Else the modality speaks.

In the truth order *neither and both* is false, so a conjunction would acquit by doubt plus dispute; and two doubtful
exceptions would make one clean exemption. Hence no conjunction here, over conditions or within an exception.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from truceline.agreement.provisions import Modality
from truceline.base.fourvalue import FourValue
from truceline.findings.ruling import LEAVING_WORD, Condition, RulingWord


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A word and the condition that decided it."""

    word: RulingWord
    decided_by: Condition


def exception_value(tests: Sequence[FourValue]) -> FourValue:
    """Say how far one exception applies.

    Returns:
        *True* when every test is told only true, *false* when some test is told only false, else *both* when some
        test is told both, else *neither*.
    """
    if all(value is FourValue.TRUE for value in tests):
        return FourValue.TRUE
    if any(value is FourValue.FALSE for value in tests):
        return FourValue.FALSE
    return FourValue.BOTH if any(value is FourValue.BOTH for value in tests) else FourValue.NEITHER


def no_exception_value(exceptions: Iterable[FourValue]) -> FourValue:
    """Say how far it holds that no exception applies.

    Args:
        exceptions: How far each exception applies.

    Returns:
        *False* only when one single exception surely applies; *true* only when each surely does not.
    """
    values = tuple(exceptions)
    if FourValue.TRUE in values:
        return FourValue.FALSE
    if all(value is FourValue.FALSE for value in values):
        return FourValue.TRUE
    return FourValue.BOTH if FourValue.BOTH in values else FourValue.NEITHER


def decide(
    values: Sequence[tuple[Condition, FourValue]],
    modality: Modality,
    *,
    not_yet_applied: bool,
) -> Decision:
    """Give the ruling word.

    Args:
        values: Every condition in the order in which they decide; further conditions may stand several times.
        modality: Prohibited or permitted.
        not_yet_applied: Whether the window is told only false because the text is signed and not applied yet.

    Returns:
        The word and what decided.
    """
    for condition, value in values:
        if value is FourValue.FALSE:
            if condition is Condition.WINDOW and not_yet_applied:
                return Decision(word=RulingWord.NOT_YET_APPLIED, decided_by=condition)
            return Decision(word=LEAVING_WORD[condition], decided_by=condition)
    for doubt, word in ((FourValue.BOTH, RulingWord.CONTESTED), (FourValue.NEITHER, RulingWord.CANNOT_JUDGE)):
        for condition, value in values:
            if value is doubt:
                return Decision(word=word, decided_by=condition)
    word = RulingWord.PROHIBITED if modality is Modality.PROHIBITED else RulingWord.PERMITTED
    return Decision(word=word, decided_by=values[-1][0])
