# SPDX-License-Identifier: Apache-2.0
"""Each act's strongest word: the order in which one word among many provisions speaks for the act.

    prohibited > contested > cannot judge > permitted > in force, not yet applied > exempt
               > clause silent > outside place > outside time > not bound

A single provision that prohibits settles the act, whatever the others leave open. Without one, an open answer of any
provision leaves the act open: it might be prohibited by that one. Only an act about which every provision has a
settled answer, or one prohibits, *could be judged*.
"""

import numpy as np
from numpy.typing import NDArray

from truceline.findings.ruling import LEAVING_WORDS, RULING_WORDS, UNDECIDED_WORDS, RulingWord

STRENGTH: tuple[RulingWord, ...] = (
    RulingWord.PROHIBITED,
    RulingWord.CONTESTED,
    RulingWord.CANNOT_JUDGE,
    RulingWord.PERMITTED,
    RulingWord.NOT_YET_APPLIED,
    RulingWord.EXEMPT,
    RulingWord.CLAUSE_SILENT,
    RulingWord.OUTSIDE_PLACE,
    RulingWord.OUTSIDE_TIME,
    RulingWord.NOT_BOUND,
)
"""Strongest first."""

_RANK = np.array([STRENGTH.index(word) for word in RULING_WORDS], dtype=np.uint8)
_WORD_OF_RANK = np.array([RULING_WORDS.index(word) for word in STRENGTH], dtype=np.uint8)


def number_of(word: RulingWord) -> int:
    """Give a word's number in tables."""
    return RULING_WORDS.index(word)


UNDECIDED_NUMBERS = tuple(number_of(word) for word in RULING_WORDS if word in UNDECIDED_WORDS)
LEAVING_NUMBERS = tuple(number_of(word) for word in RULING_WORDS if word in LEAVING_WORDS)


def strongest_words(words: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Give each act's strongest word.

    Args:
        words: Numbers of words, ``(acts, provisions)``, at least one provision.

    Returns:
        Numbers of words, ``(acts,)``.
    """
    strongest: NDArray[np.uint8] = _WORD_OF_RANK[_RANK[words].min(axis=1)]
    return strongest
