# SPDX-License-Identifier: Apache-2.0
"""What is asked of this software and what is answered."""

from dataclasses import replace

import pytest

from report_pages import EXERCISE
from truceline.agreement.library import DEFAULT_LIBRARY, find_library, load_library
from truceline.report.coverage import Answer, Row, coverage_document, coverage_text, read_coverage


@pytest.mark.parametrize(
    ("where", "not_yet", "answer"),
    [
        (("command:assess",), "", Answer.WHOLLY),
        (("library:sw-2017", "command:assess"), "counts are missing", Answer.PARTLY),
        (("library:sw-2017",), "no command lists it", Answer.NOT_YET),
        ((), "not built", Answer.NOT_YET),
    ],
)
def test_kept_in_a_library_alone_is_not_answered(where: tuple[str, ...], not_yet: str, answer: Answer) -> None:
    """Somebody must be able to see it at work."""
    row = Row(seed=("S0",), quote="a word", asks="something", where=where, not_yet=not_yet)

    assert row.answer is answer


def test_every_row_is_counted_once() -> None:
    """In the document."""
    table, library = read_coverage(), load_library(find_library(DEFAULT_LIBRARY))
    document = coverage_document(table, library, "")
    answers = document["answers"]

    assert isinstance(answers, dict)
    assert sum(answers.values()) == document["elements"] == len(table.rows)


def test_one_function_is_shown_with_all_its_rows() -> None:
    """Answered ones too, and no row of another function."""
    table, library = read_coverage(), load_library(find_library(DEFAULT_LIBRARY))
    text = coverage_text(table, library, "F9")
    rows = [row for row in table.rows if "F9" in row.function]

    assert rows
    assert text.count("\n  [") == len(rows)
    assert "F9 " in text
    assert "\nF10 " not in text


def test_a_library_without_a_table_says_so() -> None:
    """It is not taken for a whole one."""
    library = replace(load_library(EXERCISE), coverage=None)
    text = coverage_text(read_coverage(), library, "")

    assert "no coverage.yaml" in text
