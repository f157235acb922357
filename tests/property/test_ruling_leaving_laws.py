# SPDX-License-Identifier: Apache-2.0
"""Laws of leaving: an act leaves a clause by one single fact, never by doubts put together."""

from collections import Counter, defaultdict

from hypothesis import given, settings

from property.rulings import DECIDED, rule
from property.strategies import acts, several_claims
from truceline.base.fourvalue import FourValue
from truceline.findings.ruling import (
    CONDITIONS,
    LEAVING_WORD,
    LEAVING_WORDS,
    RULING_WORDS,
    Condition,
    Ruling,
    RulingWord,
)
from truceline.picture.acts import Act
from truceline.picture.claims import Claim

FALSE_WORD = {word: condition for condition, word in LEAVING_WORD.items()}


def whole_exceptions(ruling: Ruling) -> tuple[str, ...]:
    """Give the exceptions every test of which is told only true."""
    values = defaultdict(list)
    for finding in ruling.exceptions:
        values[finding.exception].append(finding.value)
    return tuple(name for name, told in values.items() if set(told) == {FourValue.TRUE})


def first_false(ruling: Ruling) -> Condition | None:
    """Give the first condition of the scope that is told only false."""
    told = {finding.condition for finding in ruling.conditions if finding.value is FourValue.FALSE}
    return next((condition for condition in CONDITIONS if condition in told), None)


@settings(max_examples=60)
@given(acts(), several_claims())
def test_an_act_leaves_by_one_condition_told_only_false(act: Act, claims: tuple[Claim, ...]) -> None:
    """It leaves if, and only if, one condition is told only false, and the first such decides and gives the word."""
    for ruling in rule(act, claims):
        false = first_false(ruling)
        if false is None:
            assert ruling.word not in LEAVING_WORDS - {RulingWord.EXEMPT}
        else:
            early = RulingWord.NOT_YET_APPLIED if false is Condition.WINDOW else None
            assert ruling.decided_by is false
            assert ruling.word in {LEAVING_WORD[false], early}


@settings(max_examples=60)
@given(acts(), several_claims())
def test_one_whole_exception_exempts_and_nothing_less(act: Act, claims: tuple[Claim, ...]) -> None:
    """*Exempt* stands if, and only if, one single exception has every test told only true and the scope holds."""
    for ruling in rule(act, claims):
        is_exempt = bool(whole_exceptions(ruling)) and first_false(ruling) is None

        assert (ruling.word is RulingWord.EXEMPT) is is_exempt


@settings(max_examples=60)
@given(acts(), several_claims())
def test_dispute_and_doubt_have_their_words(act: Act, claims: tuple[Claim, ...]) -> None:
    """Where nothing leaves, told both is *contested*, told neither *cannot judge*; else the modality speaks."""
    for ruling in rule(act, claims):
        scope = {finding.value for finding in ruling.conditions}
        if ruling.word in LEAVING_WORDS:
            continue
        if FourValue.BOTH in scope:
            assert ruling.word is RulingWord.CONTESTED
        elif FourValue.NEITHER in scope:
            assert ruling.word in {RulingWord.CANNOT_JUDGE, RulingWord.CONTESTED}
        elif ruling.word in DECIDED:
            assert scope == {FourValue.TRUE}
            assert all_ruled_out(ruling)
        assert bool(ruling.missing) is (ruling.word is RulingWord.CANNOT_JUDGE)


def all_ruled_out(ruling: Ruling) -> bool:
    """Say whether each exception has a test told only false."""
    names = {finding.exception for finding in ruling.exceptions}
    out = {finding.exception for finding in ruling.exceptions if finding.value is FourValue.FALSE}
    return names == out


def test_the_drawn_acts_reach_every_word() -> None:
    """The laws are tried on acts that get each of the ten words, else they would prove little."""
    words: Counter[RulingWord] = Counter()

    @settings(max_examples=300)
    @given(acts(at_most=2), several_claims(at_most=1))
    def count(act: Act, claims: tuple[Claim, ...]) -> None:
        words.update(ruling.word for ruling in rule(act, claims))

    count()

    assert set(words) == set(RULING_WORDS)
