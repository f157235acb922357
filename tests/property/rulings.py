# SPDX-License-Identifier: Apache-2.0
"""Rulings of drawn acts, and what of a ruling must stay when nothing of weight changes."""

from collections.abc import Sequence

from exercise import exercise
from truceline.clauses.judging import ClauseTest, clause_test
from truceline.findings.ruling import LEAVING_WORDS, Ruling, RulingWord
from truceline.picture.acts import Act
from truceline.picture.claims import Claim

DECIDED = frozenset({RulingWord.PROHIBITED, RulingWord.PERMITTED})
DOUBTFUL = frozenset({RulingWord.CONTESTED, RulingWord.CANNOT_JUDGE})
_PLAIN: list[ClauseTest] = []


def make_test(claims: Sequence[Claim] = ()) -> ClauseTest:
    """Make a clause test of the EXERCISE library; the one without further claims is made once."""
    if claims:
        return clause_test(exercise(), claims)
    if not _PLAIN:
        _PLAIN.append(clause_test(exercise()))
    return _PLAIN[0]


def rule(act: Act, claims: Sequence[Claim] = ()) -> tuple[Ruling, ...]:
    """Judge one act by the EXERCISE library."""
    return make_test(claims).rule(act)


def core_of(ruling: Ruling) -> tuple[object, ...]:
    """Give what a ruling says, without the names of its tellers."""
    flips = tuple((flip.kind, flip.dropped, flip.word) for flip in ruling.flips)
    return ruling.agreement, ruling.provision, ruling.word, ruling.decided_by, ruling.missing, flips


def is_opposite(word: RulingWord, other: RulingWord) -> bool:
    """Say whether one word takes an act out of a clause and the other holds it in."""
    return (word in DECIDED and other in LEAVING_WORDS) or (word in LEAVING_WORDS and other in DECIDED)
