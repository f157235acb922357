# SPDX-License-Identifier: Apache-2.0
"""Laws of the two forms of the clause test: many acts at once get the rulings that each would get alone."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from not_running import not_run
from property.rulings import make_test
from property.strategies import acts, several_claims
from truceline.clauses import table as table_module
from truceline.clauses.judging import ClauseTest
from truceline.clauses.table import RulingTable, missing_codes, rule_many
from truceline.findings.ruling import CONDITIONS, RULING_WORDS
from truceline.kernels.jit import HAVE_NUMBA
from truceline.picture.acts import Act
from truceline.picture.claims import Claim

PATCHED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
"""The one patch is the same for every example."""


@st.composite
def batches(draw: st.DrawFn, *, at_least: int = 1) -> tuple[Act, ...]:
    """Draw some acts, the first of which claims may speak of."""
    several = draw(st.lists(acts(), min_size=at_least, max_size=at_least + 4))
    return tuple(replace(act, id=f"drawn-{number}" if number else "drawn") for number, act in enumerate(several))


def rows(table: RulingTable) -> list[list[tuple[object, ...]]]:
    """Spell a table out."""
    return [
        [
            (
                *key,
                RULING_WORDS[table.word[row, p]],
                CONDITIONS[table.decided_by[row, p]],
                missing_codes(int(table.missing[row, p])),
                bool(table.flips_origin[row, p]),
                bool(table.flips_party[row, p]),
            )
            for p, key in enumerate(table.provisions)
        ]
        for row in range(len(table.acts))
    ]


def one_by_one(several: Sequence[Act], test: ClauseTest) -> list[list[tuple[object, ...]]]:
    """Judge acts one at a time, in the form of a table spelled out."""
    return [
        [
            (
                ruling.agreement,
                ruling.provision,
                ruling.word,
                ruling.decided_by,
                ruling.missing,
                any(flip.kind == "origin" for flip in ruling.flips),
                any(flip.kind == "party" for flip in ruling.flips),
            )
            for ruling in test.rule(act)
        ]
        for act in several
    ]


@settings(max_examples=60)
@given(batches(), several_claims())
def test_many_are_judged_as_each_alone(several: tuple[Act, ...], claims: tuple[Claim, ...]) -> None:
    """Word, deciding condition, missing facts and flips are equal, through the door without a compiler."""
    test = make_test(claims)

    assert rows(rule_many(several, test)) == one_by_one(several, test)


@pytest.mark.long
@settings(max_examples=2000)
@given(batches(), several_claims(at_most=8))
def test_very_many_are_judged_as_each_alone(several: tuple[Act, ...], claims: tuple[Claim, ...]) -> None:
    """The same for thousands of acts."""
    test = make_test(claims)

    assert rows(rule_many(several, test)) == one_by_one(several, test)


@settings(PATCHED, max_examples=20)
@given(several=batches(at_least=6), claims=several_claims())
def test_compiled_and_plain_tables_are_equal(
    several: tuple[Act, ...], claims: tuple[Claim, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The compiled door gives the same table."""
    if not HAVE_NUMBA:
        not_run("the compiled loops need numba (python -m pip install numba)")
    test = make_test(claims)
    plain = rows(rule_many(several, test))
    with monkeypatch.context() as patch:
        patch.setattr(table_module, "COMPILED_FROM_PAIRS", 0)

        assert rows(rule_many(several, test)) == plain


@settings(max_examples=20)
@given(batches(at_least=2), several_claims(), st.integers(1, 5))
def test_where_a_batch_is_cut_means_nothing(several: tuple[Act, ...], claims: tuple[Claim, ...], cut: int) -> None:
    """Acts judged in two parts get the rulings of acts judged together."""
    test = make_test(claims)
    parts = rows(rule_many(several[:cut], test)) + rows(rule_many(several[cut:], test))

    assert parts == rows(rule_many(several, test))


def test_no_act_gives_an_empty_table() -> None:
    """Nothing judged is a table without rows."""
    table = rule_many([], make_test())

    assert table.word.shape == (0, len(make_test().plans))
