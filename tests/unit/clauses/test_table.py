# SPDX-License-Identifier: Apache-2.0
"""Tables of rulings: limits, masks, marks, and what stands where nothing is told."""

from dataclasses import replace

import pytest

from scenarios.record import read_record, scenario_library
from truceline.base.limits import ACCOUNTS_MAX
from truceline.clauses.judging import clause_test
from truceline.clauses.slots import MISSING_CODES, Missing
from truceline.clauses.table import missing_codes, rule_many
from truceline.findings.ruling import RULING_WORDS, RulingWord
from truceline.picture.acts import Account, Act
from truceline.picture.sources import Source

TEST = clause_test(scenario_library(""))


def told_by(count: int) -> Act:
    """Give an act that so many origins tell."""
    shot = read_record("group-that-refused")[0]["on-pine"].accounts[0]
    sources = (Source(ref=("N1",), origin=f"wire-{number}") for number in range(count))
    return Act(id="told", accounts=tuple(replace(shot, source=source) for source in sources), exercise=True)


@pytest.mark.parametrize("mask", [0, 1, 0b1010, (1 << len(MISSING_CODES)) - 1])
def test_a_mask_of_missing_facts_is_spelled_out(mask: int) -> None:
    """Bit i stands for the i-th code, in their order."""
    codes = missing_codes(mask)

    assert sum(1 << MISSING_CODES.index(code) for code in codes) == mask
    assert list(codes) == sorted(codes, key=MISSING_CODES.index)


def test_all_codes_fit_their_mask() -> None:
    """Masks are 16 bits wide."""
    assert set(MISSING_CODES) == set(Missing)
    assert len(MISSING_CODES) <= 16


def test_an_act_may_have_as_many_origins_as_there_are_marks() -> None:
    """At the limit no single origin flips a ruling that all the others tell too."""
    table = rule_many([told_by(ACCOUNTS_MAX)], TEST)
    column = table.provisions.index(("quay-truce", "Q1"))

    assert RULING_WORDS[table.word[0, column]] is RulingWord.PROHIBITED
    assert not table.flips_origin[0, column]


def test_more_origins_than_marks_are_judged_as_the_act_alone() -> None:
    """Beyond the marks the flips are those of the act judged by itself; the run goes on."""
    whole = told_by(ACCOUNTS_MAX + 2)
    accounts = tuple(
        account if not number else replace(account, kind=()) for number, account in enumerate(whole.accounts)
    )
    act = replace(whole, accounts=accounts)
    table = rule_many([act], TEST)

    for p, ruling in enumerate(TEST.rule(act)):
        assert RULING_WORDS[table.word[0, p]] is ruling.word
        assert table.flips_origin[0, p] == any(flip.kind == "origin" for flip in ruling.flips)


def test_the_last_origin_counts_like_the_first() -> None:
    """The one who alone tells the weapon flips the ruling, whichever mark it has."""
    whole = told_by(ACCOUNTS_MAX)
    for alone in (0, ACCOUNTS_MAX - 1):
        accounts = tuple(
            account if number == alone else replace(account, kind=()) for number, account in enumerate(whole.accounts)
        )
        table = rule_many([replace(whole, accounts=accounts)], TEST)
        column = table.provisions.index(("quay-truce", "Q1"))

        assert table.flips_origin[0, column]
        assert not table.flips_party[0, column]


def test_an_act_of_which_nothing_is_told_stands_open_everywhere() -> None:
    """An empty account among full ones gets its own row, and no flips."""
    silent = Act(id="silent", accounts=(Account(source=Source(ref=("N1",))),), exercise=True)
    table = rule_many([told_by(1), silent, told_by(2)], TEST)

    assert {RULING_WORDS[word] for word in table.word[1].tolist()} == {RulingWord.CANNOT_JUDGE}
    assert not table.flips_origin[1].any()
    assert (table.word[0] == table.word[2]).all()
