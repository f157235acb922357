# SPDX-License-Identifier: Apache-2.0
"""An explained act for programs has the names of every other answer, and every telling stands in it. EXERCISE."""

import pytest

from exercise_acts import JSON, NOW_NS, act, claim
from exercise_library import exercise_library
from stated import noun
from truceline.app.admit_act import AdmissionTerms
from truceline.app.explain_act import explain_act
from truceline.http.explanations_wire import ExplanationTold
from truceline.records.writer import Plain
from truceline.report.explanation_document import explanation_document

DENIAL = claim(
    "c1", act={"act": "shot-1", "account": {"source": {"ref": ["X1"], "party": "northland"}, "first_act": False}}
)


def explained(told: JSON, *claims: JSON) -> dict[str, Plain]:
    """Explain an act by the invented library."""
    library = exercise_library()
    terms = AdmissionTerms(library=library, now_ns=NOW_NS, is_bulk=False)
    return explanation_document(explain_act(noun(told), terms, tuple(noun(each) for each in claims)), library)


@pytest.mark.parametrize("told", [act(), act(kind=["aid.passage"], first_act=None), act(actor=None)], ids=str)
def test_the_document_has_the_fields_of_the_api_and_no_other(told: JSON) -> None:
    """Read as the API describes it and written again, it is the same."""
    document = explained(told, DENIAL)

    assert ExplanationTold.model_validate(document).model_dump(mode="json", by_alias=True) == document


def test_every_test_of_an_exception_stands_under_its_exception() -> None:
    """In the order of the text, with who tells what; a fact that nobody tells is named in words."""
    found = ExplanationTold.model_validate(explained(act(first_act=False)))
    [ruling] = [each for each in found.rulings if each.provision == "T1"]
    [defence] = [each for each in ruling.exceptions if each.exception.startswith("self_defence")]

    assert [each.value for each in defence.tests] == ["told only true", "told neither"]
    assert defence.tests[0].told_true_by
    assert [each.what for each in defence.tests[1].missing] == ["proportion"]
    assert ruling.missing[0].says
    assert {each.condition for each in ruling.conditions}.isdisjoint({"no exception"})


def test_both_sides_of_a_dispute_are_told_by_their_ids() -> None:
    """And what would be said without either."""
    found = ExplanationTold.model_validate(explained(act(), DENIAL))
    [ruling] = [each for each in found.rulings if each.provision == "T1"]
    disputed = [test for each in ruling.exceptions for test in each.tests if test.value == "told both"]

    assert ruling.says == "contested"
    assert all("c1" in {*each.told_true_by, *each.told_false_by} for each in disputed)
    assert disputed
    assert ("party", "northland", "prohibited") in [(each.kind, each.without, each.says) for each in ruling.flips]
