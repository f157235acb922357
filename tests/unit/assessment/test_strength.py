# SPDX-License-Identifier: Apache-2.0
"""Which word speaks for an act among many provisions."""

import numpy as np
import pytest

from truceline.assessment.strength import STRENGTH, number_of, strongest_words
from truceline.assessment.tallies import judged_acts
from truceline.findings.ruling import RULING_WORDS, RulingWord


def strongest(*words: RulingWord) -> RulingWord:
    """Give the strongest of some words."""
    table = np.array([[number_of(word) for word in words]], dtype=np.uint8)
    return RULING_WORDS[int(strongest_words(table)[0])]


def test_all_ten_words_have_their_place() -> None:
    """No word is without one."""
    assert sorted(STRENGTH) == sorted(RULING_WORDS)


@pytest.mark.parametrize("weaker", [word for word in RULING_WORDS if word is not RulingWord.PROHIBITED], ids=str)
def test_a_single_prohibition_settles_an_act(weaker: RulingWord) -> None:
    """Whatever the other provisions leave open."""
    assert strongest(weaker, RulingWord.PROHIBITED, weaker) is RulingWord.PROHIBITED


@pytest.mark.parametrize("open_word", [RulingWord.CANNOT_JUDGE, RulingWord.CONTESTED], ids=str)
def test_a_permission_does_not_settle_what_another_leaves_open(open_word: RulingWord) -> None:
    """An act that one text permits may still be prohibited by another."""
    assert strongest(RulingWord.PERMITTED, open_word, RulingWord.NOT_BOUND) is open_word


def test_acts_add_up() -> None:
    """Every act is counted once, by its strongest word."""
    judged = judged_acts(np.arange(len(RULING_WORDS), dtype=np.uint8))

    assert judged.acts == 10
    assert (judged.could_be_judged, judged.could_not_be_judged) == (8, 2)
    assert judged.no_clause == 4
    parts = (judged.prohibited, judged.contested, judged.cannot_judge, judged.permitted)
    assert sum(parts) + judged.not_yet_applied + judged.exempt + judged.no_clause == judged.acts
