# SPDX-License-Identifier: Apache-2.0
"""Decisions, over every combination of values that matters."""

from itertools import product

import pytest

from truceline.agreement.provisions import Modality
from truceline.base.fourvalue import FourValue, conjoin
from truceline.clauses.decide import Decision, decide, exception_value, no_exception_value
from truceline.findings.ruling import CONDITIONS, LEAVING_WORD, LEAVING_WORDS, Condition, RulingWord

TRUE, FALSE, BOTH, NEITHER = FourValue.TRUE, FourValue.FALSE, FourValue.BOTH, FourValue.NEITHER


def decide_values(*values: FourValue, early: bool = False, modality: Modality = Modality.PROHIBITED) -> Decision:
    """Decide the conditions in their order, those not given being told only true."""
    told = (*values, *(TRUE,) * (len(CONDITIONS) - len(values)))
    return decide(list(zip(CONDITIONS, told, strict=True)), modality, not_yet_applied=early)


@pytest.mark.parametrize("place", range(len(CONDITIONS)), ids=CONDITIONS)
@pytest.mark.parametrize("others", [TRUE, BOTH, NEITHER], ids=lambda value: value.word)
def test_one_condition_told_only_false_decides(place: int, others: FourValue) -> None:
    """Whatever is told of the others, the act leaves by it, with its own word."""
    values = [others] * len(CONDITIONS)
    values[place] = FALSE
    decision = decide_values(*values)

    assert decision == Decision(word=LEAVING_WORD[CONDITIONS[place]], decided_by=CONDITIONS[place])


def test_the_first_told_only_false_decides() -> None:
    """Not bound comes before outside time."""
    assert decide_values(FALSE, FALSE, FALSE).decided_by is Condition.BOUND
    assert decide_values(BOTH, FALSE, FALSE).decided_by is Condition.WINDOW


@pytest.mark.parametrize("values", list(product((TRUE, BOTH, NEITHER), repeat=4)), ids=str)
def test_without_a_false_nothing_leaves(values: tuple[FourValue, ...]) -> None:
    """Dispute makes *contested*, else doubt makes *cannot judge*, and the first such condition is named."""
    decision = decide_values(*values)
    doubts = [value for value in (BOTH, NEITHER) if value in values]

    assert decision.word not in LEAVING_WORDS
    if doubts:
        word = RulingWord.CONTESTED if doubts[0] is BOTH else RulingWord.CANNOT_JUDGE
        assert decision == Decision(word=word, decided_by=CONDITIONS[values.index(doubts[0])])
    else:
        assert decision == Decision(word=RulingWord.PROHIBITED, decided_by=CONDITIONS[-1])


def test_doubt_beside_dispute_does_not_acquit() -> None:
    """In the truth order *neither and both* is false; a conjunction would let the act go."""
    assert conjoin(NEITHER, BOTH) is FALSE
    assert decide_values(NEITHER, BOTH).word is RulingWord.CONTESTED


def test_only_an_early_window_is_not_yet_applied() -> None:
    """The mark speaks only where the window decides."""
    assert decide_values(TRUE, FALSE, early=True).word is RulingWord.NOT_YET_APPLIED
    assert decide_values(FALSE, FALSE, early=True).word is RulingWord.NOT_BOUND
    assert decide_values(TRUE, TRUE, FALSE, early=True).word is RulingWord.OUTSIDE_PLACE
    assert decide_values(early=True).word is RulingWord.PROHIBITED


def test_a_permission_permits() -> None:
    """With every condition told only true the modality speaks."""
    assert decide_values(modality=Modality.PERMITTED).word is RulingWord.PERMITTED


@pytest.mark.parametrize("tests", [each for size in (1, 2, 3) for each in product(FourValue, repeat=size)], ids=str)
def test_an_exception_applies_only_with_every_test_told_only_true(tests: tuple[FourValue, ...]) -> None:
    """One test told only false ends it; else one told both makes it disputed; else it is open."""
    value = exception_value(tests)

    assert (value is TRUE) == (set(tests) == {TRUE})
    assert (value is FALSE) == (FALSE in tests)
    assert (value is BOTH) == (FALSE not in tests and BOTH in tests)


DOUBTFUL = (FALSE, BOTH, NEITHER)


@pytest.mark.parametrize("exceptions", [each for size in range(5) for each in product(DOUBTFUL, repeat=size)], ids=str)
def test_no_set_of_doubtful_exceptions_exempts(exceptions: tuple[FourValue, ...]) -> None:
    """However many there are, none of them sure, none exempts."""
    value = no_exception_value(exceptions)
    word = decide([(Condition.EXCEPTIONS, value)], Modality.PROHIBITED, not_yet_applied=False).word

    assert word is not RulingWord.EXEMPT
    assert (word is RulingWord.PROHIBITED) == (set(exceptions) <= {FALSE})
    assert (word is RulingWord.CONTESTED) == (BOTH in exceptions)


@pytest.mark.parametrize("others", list(product(DOUBTFUL, repeat=2)), ids=str)
def test_one_sure_exception_exempts(others: tuple[FourValue, ...]) -> None:
    """Whatever is told of the others."""
    assert no_exception_value((*others, TRUE)) is FALSE
