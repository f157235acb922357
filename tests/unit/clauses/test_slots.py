# SPDX-License-Identifier: Apache-2.0
"""Plans of provisions: which single facts they ask for, in what order, and how many at most."""

from dataclasses import replace

import pytest

from exercise import exercise, shipped, truce
from truceline.agreement.provisions import Criterion, ExceptionClause, Modality, Provision
from truceline.base.errors import AgreementError
from truceline.clauses.slots import ANSWERING, PROPORTIONATE, SLOTS_MAX, Missing, Plan, plans_of
from truceline.findings.ruling import CONDITIONS, Condition

BY_ID = {plan.provision.id: plan for plan in plans_of(truce())}


def with_tests(count: int) -> Provision:
    """Give the first provision with so many further conditions."""
    return replace(truce().provisions[0], tests=tuple(Criterion(fact=f"fact_{number}") for number in range(count)))


def test_duties_are_no_plans() -> None:
    """What a text requires is judged as a duty."""
    required = {each.id for each in truce().provisions if each.modality is Modality.REQUIRED}

    assert required
    assert required & set(BY_ID) == set()
    assert {*BY_ID, *required} == {each.id for each in truce().provisions}


def test_self_defence_is_an_exception_of_its_own_before_those_of_the_text() -> None:
    """From the text it cites the passage; read into a silent text it cites none."""
    first, second = BY_ID["Q1"].exceptions

    assert (first.id, second.id) == ("self_defence_text", "T")
    assert [test.fact for test in first.tests] == [ANSWERING, PROPORTIONATE]
    assert first.passage is truce().provisions[0].passage
    assert BY_ID["Q2"].exceptions[0].passage is None
    assert [each.id for each in BY_ID["Q6"].exceptions] == ["self_defence_inherent", "H"]
    assert BY_ID["Q3"].exceptions == ()


@pytest.mark.parametrize("plan", BY_ID.values(), ids=BY_ID)
def test_slots_stand_in_the_order_in_which_conditions_decide(plan: Plan) -> None:
    """Scope first, in the order of conditions; then the tests of exceptions, one after another."""
    conditions = [CONDITIONS.index(slot.condition) for slot in plan.slots]
    exceptions = [slot.exception for slot in plan.slots if slot.condition is Condition.EXCEPTIONS]

    assert conditions == sorted(conditions)
    assert exceptions == sorted(exceptions)
    assert all((slot.exception >= 0) is (slot.condition is Condition.EXCEPTIONS) for slot in plan.slots)
    of_exceptions = [bit for bit, slot in enumerate(plan.slots) if slot.condition is Condition.EXCEPTIONS]
    assert [bit for index in range(len(plan.exceptions)) for bit in plan.slots_of_exception(index)] == of_exceptions


def test_every_slot_names_what_is_missing() -> None:
    """Told by nobody, each single fact has its word, and another where not even its part of an account is told."""
    by_exception = {slot.missing for slot in BY_ID["Q1"].slots if slot.exception >= 0}
    [quantity] = [slot for slot in BY_ID["Q4"].slots if slot.condition is Condition.TESTS]
    [bound, *_] = BY_ID["Q1"].slots

    assert by_exception == {Missing.INITIATOR, Missing.PROPORTION, Missing.DESIGNATION, Missing.CONTROL}
    assert quantity.missing is Missing.FACT
    assert (bound.missing, bound.untold) == (Missing.CONSENT, Missing.ACTOR)


def test_too_many_single_facts_are_refused_with_a_reason() -> None:
    """A provision must fit the bits of a plane; one more than fits is an error of its document."""
    room = SLOTS_MAX - len(BY_ID["Q1"].slots)
    whole = replace(truce(), provisions=(with_tests(room),))
    over = replace(truce(), provisions=(with_tests(room + 1),))

    assert len(plans_of(whole)[0].slots) == SLOTS_MAX
    with pytest.raises(AgreementError, match=rf"quay-truce/Q1: expected at most {SLOTS_MAX} .* got {SLOTS_MAX + 1}"):
        plans_of(over)


def test_every_criterion_of_every_library_has_a_slot() -> None:
    """What shipped and invented provisions ask for can be asked."""
    for agreement in (*shipped().agreements, *exercise().agreements):
        for plan in plans_of(agreement):
            asked = sum(len(exception.tests) for exception in plan.exceptions) + len(plan.provision.tests)

            assert sum(slot.criterion is not None for slot in plan.slots) == asked


def test_an_exception_without_tests_never_stands() -> None:
    """An exception of nothing would exempt everything; the plan keeps no slot and the vectorised form no bits."""
    empty = replace(truce().provisions[2], exceptions=(ExceptionClause(id="none", tests=()),))
    [plan] = plans_of(replace(truce(), provisions=(empty,)))

    assert plan.slots_of_exception(0) == ()
