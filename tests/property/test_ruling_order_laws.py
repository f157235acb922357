# SPDX-License-Identifier: Apache-2.0
"""Laws of what means nothing: the order of a record, copies of one story, and the calendar."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from exercise import EXERCISE, copy_of, move_dates
from property.rulings import core_of, rule
from property.strategies import account_of, acts, later, several_claims, told_by
from truceline.agreement.library import load_library
from truceline.base.moments import Moment
from truceline.clauses.judging import ClauseTest, clause_test
from truceline.picture.acts import Account, Act
from truceline.picture.claims import Claim


@settings(max_examples=60)
@given(acts(), several_claims(), st.data())
def test_the_order_of_a_record_means_nothing(act: Act, claims: tuple[Claim, ...], data: st.DataObject) -> None:
    """Accounts and claims in any order give the same rulings."""
    accounts = data.draw(st.permutations(act.accounts))
    others = data.draw(st.permutations(claims))
    mixed = rule(replace(act, accounts=tuple(accounts)), others)

    assert [core_of(each) for each in mixed] == [core_of(each) for each in rule(act, claims)]


@settings(max_examples=60)
@given(acts(), several_claims(), st.integers(0, 3))
def test_a_copy_of_a_story_means_nothing(act: Act, claims: tuple[Claim, ...], which: int) -> None:
    """An account told once more by the same origin, and a claim made once more, change no ruling."""
    copied = replace(act, accounts=(*act.accounts, act.accounts[which % len(act.accounts)]))
    again = tuple(replace(claim, id=f"{claim.id}-again") for claim in claims[:1])

    assert [core_of(each) for each in rule(copied, (*claims, *again))] == [core_of(each) for each in rule(act, claims)]


@settings(max_examples=60)
@given(acts(), several_claims(), st.sampled_from(("N1", "N2")), st.integers(0, 3))
def test_a_copy_in_another_paper_is_the_same_story(act: Act, claims: tuple[Claim, ...], paper: str, which: int) -> None:
    """Where a copy that names its origin is published changes no ruling."""
    account = act.accounts[which % len(act.accounts)]
    copied = replace(account, source=replace(account.source, ref=(paper,), origin=account.source.origin_id))
    more = replace(act, accounts=(*act.accounts, copied))

    assert [core_of(each) for each in rule(more, claims)] == [core_of(each) for each in rule(act, claims)]


@cache
def moved_test(days: int) -> ClauseTest:
    """Give the EXERCISE library with every date moved."""
    with TemporaryDirectory() as folder:
        copy = copy_of(EXERCISE, Path(folder) / "moved")
        for path in copy.rglob("*.yaml"):
            path.write_text(move_dates(path.read_text(encoding="utf-8"), days), encoding="utf-8")
        return clause_test(load_library(copy))


def moved(account: Account, days: int) -> Account:
    """Give an account of the same thing some days later."""
    told = told_by(account)
    moments = {name: value.text for name, value in told.items() if isinstance(value, Moment)}
    return account_of(account.source, {**told, **{name: later(text, days) for name, text in moments.items()}})


@settings(max_examples=60)
@given(acts(), st.sampled_from((-5000, -31, 1, 28, 400)))
def test_the_calendar_means_nothing(act: Act, days: int) -> None:
    """A library and an act moved by the same days give the same rulings."""
    later_act = replace(act, accounts=tuple(moved(account, days) for account in act.accounts))

    assert [core_of(each) for each in moved_test(days).rule(later_act)] == [core_of(each) for each in rule(act)]
