# SPDX-License-Identifier: Apache-2.0
"""Laws of the rehearsal: it opens and settles exactly the rulings that the clause test leaves undecided."""

from dataclasses import replace
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from property.rulings import make_test
from property.strategies import acts, several_claims
from truceline.assessment.rehearsal import rehearse
from truceline.base.fourvalue import FourValue
from truceline.clauses.decide import decide, exception_value, no_exception_value
from truceline.clauses.slots import Plan
from truceline.clauses.table import rule_many
from truceline.clauses.told_bits import Decider, read_as_applied, told_bits
from truceline.findings.ruling import CONDITIONS, RULING_WORDS, UNDECIDED_WORDS, Condition
from truceline.picture.acts import Act
from truceline.picture.claims import Claim

UNDECIDED = {RULING_WORDS.index(word) for word in UNDECIDED_WORDS}


def values_of(true: int, false: int, plan: Plan) -> list[FourValue]:
    """Spell out what is told of each slot."""
    return [FourValue((true >> bit & 1) | (false >> bit & 1) << 1) for bit in range(len(plan.slots))]


def word_of(values: list[FourValue], plan: Plan) -> int:
    """Decide one ruling from its values, one condition after the other."""
    exceptions = [
        exception_value([values[bit] for bit in plan.slots_of_exception(index)])
        for index in range(len(plan.exceptions))
    ]
    scope = [(slot.condition, value) for slot, value in zip(plan.slots, values, strict=True) if slot.exception < 0]
    scope.append((Condition.EXCEPTIONS, no_exception_value(exceptions)))
    return RULING_WORDS.index(decide(scope, plan.provision.modality, not_yet_applied=False).word)


@given(st.lists(acts(), min_size=1, max_size=3), several_claims())
def test_undecided_rulings_are_those_of_the_table(several: list[Act], claims: tuple[Claim, ...]) -> None:
    """Sentence by sentence; and every count of a clarification lies within them."""
    numbered = [replace(act, id=f"drawn-{number}" if number else "drawn") for number, act in enumerate(several)]
    test = make_test(claims)
    table = rule_many(numbered, test)
    found = rehearse(test.plans, told_bits(numbered, test))
    by_key = {(each.agreement, each.provision): each for each in found.sentences}
    for p, key in enumerate(table.provisions):
        sentence = by_key[key]

        assert sentence.undecided == sum(int(word) in UNDECIDED for word in table.word[:, p])
        assert sum(each.rulings for each in sentence.needs) + sentence.further_needs == sentence.undecided
        for count in sentence.clarifications:
            assert count.settles + count.settles_with_one_more <= count.rulings <= sentence.undecided
            assert sum(each.rulings for each in count.answers) <= count.settles
            assert all("prohibited" in each.words for each in count.answers)


@given(acts(), several_claims())
def test_told_bits_give_the_rulings_of_the_table(act: Act, claims: tuple[Claim, ...]) -> None:
    """Decided one provision at a time by the bits, word and condition are those of the table."""
    test = make_test(claims)
    table = rule_many([act], test)
    told = told_bits([act], test)
    for p, plan in enumerate(test.plans):
        answers = Decider(plan).decide(told.true[:, p], told.false[:, p])

        assert (answers.word[0], CONDITIONS[answers.decided_by[0]]) == (
            table.word[0, p],
            CONDITIONS[table.decided_by[0, p]],
        )


@given(acts())
def test_a_single_open_fact_is_settled_whichever_way(act: Act) -> None:
    """Where one fact alone is open, telling it true and telling it false both decide; the rehearsal says so."""
    test = make_test(())
    told = told_bits([act], test)
    found = {(each.agreement, each.provision): each for each in rehearse(test.plans, told).sentences}
    for p, plan in enumerate(test.plans):
        true, false = int(told.true[0, p]), int(told.false[0, p])
        values = values_of(true, false, plan)
        open_bits = [bit for bit, value in enumerate(values) if value in {FourValue.NEITHER, FourValue.BOTH}]
        if found[plan.key].undecided and len(open_bits) == 1:
            words = set()
            for (bit,), value in product([open_bits], (FourValue.TRUE, FourValue.FALSE)):
                words.add(word_of([*values[:bit], value, *values[bit + 1 :]], plan))

            assert not words & UNDECIDED
            assert [each.settles for each in found[plan.key].clarifications] == [1]


@given(acts(), several_claims())
def test_read_as_applied_leaves_no_question_of_time(act: Act, claims: tuple[Claim, ...]) -> None:
    """No ruling is undecided for the clock, and none is out of time."""
    test = make_test(claims)
    told = read_as_applied(told_bits([act], test), [True] * len(test.plans))
    for p, plan in enumerate(test.plans):
        answers = Decider(plan).decide(told.true[:, p], told.false[:, p])

        assert CONDITIONS[answers.decided_by[0]] is not Condition.WINDOW
    questions = {each.question for each in rehearse(test.plans, told).ranking}

    assert "clock" not in questions
