# SPDX-License-Identifier: Apache-2.0
"""Every row of every scenario's table is what the clause test says, alone and among many."""

import pytest

from scenarios.record import SCENARIOS, Answer, read_answers, read_record, scenario_library, scenario_names
from truceline.clauses.judging import ClauseTest, clause_test
from truceline.clauses.table import missing_codes, rule_many
from truceline.findings.ruling import CONDITIONS, RULING_WORDS

ANSWERS = tuple(answer for name in scenario_names() for answer in read_answers(name))


def name_of(answer: Answer) -> str:
    """Name a row so that a failure reads as a sentence."""
    told = " with " + " and ".join(answer.claims) if answer.claims else ""
    place = f" ({answer.library})" if answer.library else ""
    return f"{answer.scenario}: {answer.act}{told}{place} is {answer.word}"


def prepare(answer: Answer) -> ClauseTest:
    """Make the clause test of a row."""
    _, claims = read_record(answer.scenario)
    return clause_test(scenario_library(answer.library), [claims[claim] for claim in answer.claims])


@pytest.mark.parametrize("answer", ANSWERS, ids=map(name_of, ANSWERS))
def test_a_scenario_comes_out_as_told(answer: Answer) -> None:
    """The ruling, what decided it and what is missing are those of the table."""
    acts, _ = read_record(answer.scenario)
    found = {f"{each.agreement}/{each.provision}": each for each in prepare(answer).rule(acts[answer.act])}
    ruling = found[answer.provision]

    assert ruling.word.value == answer.word
    assert ruling.decided_by.value == answer.decided_by
    assert set(ruling.missing) == answer.missing


@pytest.mark.parametrize("answer", ANSWERS, ids=map(name_of, ANSWERS))
def test_a_scenario_comes_out_the_same_among_many(answer: Answer) -> None:
    """The table of many acts says the same."""
    test, (acts, _) = prepare(answer), read_record(answer.scenario)
    table = rule_many(tuple(acts.values()), test)
    row, column = table.acts.index(answer.act), table.provisions.index(tuple(answer.provision.split("/")))

    assert RULING_WORDS[table.word[row, column]] == answer.word
    assert CONDITIONS[table.decided_by[row, column]] == answer.decided_by
    assert set(missing_codes(int(table.missing[row, column]))) == answer.missing


@pytest.mark.parametrize("name", scenario_names())
def test_everything_in_a_record_is_used(name: str) -> None:
    """No act and no claim of a scenario stands idle, and its page says that it is invented."""
    acts, claims = read_record(name)
    answers = read_answers(name)

    assert {answer.act for answer in answers} == set(acts)
    assert {claim for answer in answers for claim in answer.claims} == set(claims)
    assert "EXERCISE" in (SCENARIOS / f"{name}.md").read_text(encoding="utf-8")
