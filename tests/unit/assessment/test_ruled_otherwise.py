# SPDX-License-Identifier: Apache-2.0
"""From word to word: what two texts rule otherwise of the same acts."""

from dataclasses import replace

import numpy as np
import pytest

from exercise_library import TRUCE, exercise_library
from truceline.agreement.agreement import Agreement
from truceline.agreement.differences import differences
from truceline.assessment.ruled_otherwise import EXAMPLES_MAX, RuledOtherwise, ruled_otherwise
from truceline.clauses.slots import plans_of
from truceline.clauses.table import RulingTable
from truceline.findings.ruling import RULING_WORDS, RulingWord

PROHIBITED, PERMITTED, EXEMPT = RulingWord.PROHIBITED, RulingWord.PERMITTED, RulingWord.EXEMPT
CANNOT, OUTSIDE, SILENT = RulingWord.CANNOT_JUDGE, RulingWord.OUTSIDE_PLACE, RulingWord.CLAUSE_SILENT


def truce() -> Agreement:
    """Give the truce: T1 bars, T2 allows, T3 demands."""
    return exercise_library().get_agreement(TRUCE)


def table(*columns: tuple[RulingWord, ...], missing: int = 0) -> RulingTable:
    """Make a table, column by column."""
    words = np.array([[RULING_WORDS.index(word) for word in column] for column in columns], dtype=np.uint8).T
    return RulingTable(
        acts=tuple(f"act-{number}" for number in range(len(words))),
        provisions=((TRUCE, "T1"), (TRUCE, "T2"))[: words.shape[1]],
        word=words,
        decided_by=np.zeros(words.shape, dtype=np.uint8),
        missing=np.full(words.shape, missing, dtype=np.uint16),
        flips_origin=np.zeros(words.shape, dtype=np.bool_),
        flips_party=np.zeros(words.shape, dtype=np.bool_),
    )


def compared(before: RulingTable, after: RulingTable, second: Agreement | None = None) -> RuledOtherwise:
    """Compare two tables of the truce, or of the truce and a second text."""
    texts = (truce(), second or truce())
    return ruled_otherwise(differences(*texts), (before, after), (plans_of(texts[0]), plans_of(texts[1])))


def test_each_turn_is_counted_with_its_first_acts() -> None:
    """Most acts first; examples end after a few."""
    many = EXAMPLES_MAX + 2
    before = table((PROHIBITED,) * many + (CANNOT, PROHIBITED), (SILENT,) * (many + 2))
    after = table((OUTSIDE,) * many + (PROHIBITED, PROHIBITED), (SILENT,) * (many + 2))
    found = compared(before, after)
    (clause,) = found.clauses

    assert [(turn.before, turn.after, turn.acts) for turn in clause.turns] == [
        ("prohibited", "outside place", many),
        ("cannot judge", "prohibited", 1),
    ]
    assert clause.turns[0].examples == tuple(f"act-{number}" for number in range(EXAMPLES_MAX))
    assert (found.acts, found.otherwise) == (many + 2, many + 1)


def test_other_ways_of_not_reaching_an_act_are_no_turn() -> None:
    """Outside the place or silent: the clause says nothing of the act either way."""
    found = compared(table((OUTSIDE,), (SILENT,)), table((SILENT,), (SILENT,)))

    assert (found.otherwise, found.clauses, found.strongest) == (0, (), ())


def test_an_exemption_gained_is_a_turn() -> None:
    """An exception speaks of the act; to fall under it is something else than to be out of reach."""
    found = compared(table((OUTSIDE,), (SILENT,)), table((EXEMPT,), (SILENT,)))

    assert [(turn.before, turn.after) for turn in found.clauses[0].turns] == [("outside place", "exempt")]


def test_a_clause_of_one_text_only_turns_to_nothing() -> None:
    """Its rulings go to "no such clause", but for those by which acts leave it."""
    shorter = replace(truce(), provisions=truce().provisions[1:])
    before = table((PROHIBITED, OUTSIDE), (SILENT, SILENT))
    found = compared(before, replace(table((SILENT, SILENT)), provisions=((TRUCE, "T2"),)), shorter)
    (clause,) = found.clauses

    assert (clause.before, clause.after) == ("T1", "")
    assert [(turn.before, turn.after, turn.acts) for turn in clause.turns] == [("prohibited", "", 1)]


@pytest.mark.parametrize(("column", "examples"), [(0, ("act-0",)), (1, ())])
def test_a_permission_has_no_examples(column: int, examples: tuple[str, ...]) -> None:
    """It is counted; no act is named for it."""
    silent = [(SILENT,), (SILENT,)]
    turned = list(silent)
    turned[column] = (CANNOT,)
    (clause,) = compared(table(*silent), table(*turned)).clauses

    assert clause.turns[0].examples == examples


def test_open_for_other_reasons_is_told() -> None:
    """The word stays, what is missing is another: no turn, but said."""
    found = compared(table((CANNOT,), (SILENT,), missing=1), table((CANNOT,), (SILENT,), missing=2))

    assert found.otherwise == 0
    assert [(clause.turns, clause.open_otherwise) for clause in found.clauses] == [((), 1)]
