# SPDX-License-Identifier: Apache-2.0
"""The ten words and the conditions: complete, in order, each leaving word by its condition."""

from truceline.base.fourvalue import FourValue, Told
from truceline.findings.ruling import (
    CONDITIONS,
    LEAVING_WORD,
    LEAVING_WORDS,
    RULING_WORDS,
    UNDECIDED_WORDS,
    Condition,
    ConditionFinding,
    RulingWord,
)

TEN = {
    *("not bound", "outside time", "outside place", "clause silent", "exempt", "in force, not yet applied"),
    *("contested", "cannot judge", "prohibited", "permitted"),
}


def test_there_are_ten_words_and_no_others() -> None:
    """Exactly those of the project's purpose; their numbers in tables fit four bits."""
    assert {word.value for word in RULING_WORDS} == TEN
    assert len(RULING_WORDS) == 10


def test_leaving_undecided_and_decided_divide_the_words() -> None:
    """Each word takes an act out of a clause, leaves it open, or holds it in."""
    held = {RulingWord.PROHIBITED, RulingWord.PERMITTED}

    assert LEAVING_WORDS | UNDECIDED_WORDS | held == set(RULING_WORDS)
    assert not LEAVING_WORDS & UNDECIDED_WORDS
    assert not (LEAVING_WORDS | UNDECIDED_WORDS) & held


def test_every_condition_has_its_word_of_leaving() -> None:
    """Only *not yet applied* is no condition's own: it is a window told false for being early."""
    assert set(LEAVING_WORD) == set(CONDITIONS)
    assert set(LEAVING_WORD.values()) | {RulingWord.NOT_YET_APPLIED} == LEAVING_WORDS


def test_conditions_decide_in_the_stated_order() -> None:
    """Bound, window, place with its band, kind with further conditions, against whom, exceptions."""
    assert (
        *(Condition.BOUND, Condition.WINDOW, Condition.PLACE, Condition.BAND, Condition.KIND, Condition.TESTS),
        *(Condition.AGAINST, Condition.EXCEPTIONS),
    ) == CONDITIONS


def test_a_finding_has_the_value_of_its_tellers() -> None:
    """Told by one for and by another against is told both."""
    told = Told(for_it=frozenset({"a#1"}), against_it=frozenset({"a#2"}))

    assert ConditionFinding(condition=Condition.PLACE, told=told).value is FourValue.BOTH
    assert ConditionFinding(condition=Condition.PLACE, told=Told()).value is FourValue.NEITHER
