# SPDX-License-Identifier: Apache-2.0
"""Pages that are made from code and data are current, and what they name is there."""

from dataclasses import replace
from pathlib import Path

import pytest

from pages.coverage import QUOTE_WORDS_MAX, coverage_page, exists, faults_in
from pages.limits import limits_in
from pages.written import WRITTEN
from tidy.tree import CHECKOUT, source_files
from truceline.agreement.library import DEFAULT_LIBRARY, find_library, load_agreements
from truceline.base import limits
from truceline.report.coverage import CoverageTable, Row, read_coverage

DOCS = CHECKOUT / "docs"
ROWS_OF_THE_REPORTS = (43, 28, 29)
"""Elements found in each group of the press reports; none may be dropped."""


@pytest.fixture(scope="module")
def told() -> CoverageTable:
    """The table of coverage as it stands."""
    return read_coverage()


@pytest.mark.parametrize("name", WRITTEN)
def test_a_written_page_is_current(name: str) -> None:
    """The page says what code and data say now; ``scripts/pages`` writes it anew."""
    page = (DOCS / name).read_text(encoding="utf-8")

    assert page == WRITTEN[name](), f"docs/{name} is not current; run scripts/pages"


def test_everything_that_coverage_names_exists(told: CoverageTable) -> None:
    """No row rests on a command, entry, page or test that is not there."""
    assert list(faults_in(told)) == []


def test_no_row_of_the_reports_is_dropped(told: CoverageTable) -> None:
    """Every element stands in the table, answered or not."""
    assert tuple(len(part.rows) for part in told.parts) == ROWS_OF_THE_REPORTS


@pytest.mark.parametrize(
    "where",
    [
        "command:fly",
        "library:coh-2016/C99",
        "page:docs/nowhere.md",
        "test:tests/nowhere.py",
        "test:tests/tidy/test_pages.py::test_nothing",
        "nonsense",
    ],
)
def test_what_is_not_there_is_found(where: str, told: CoverageTable) -> None:
    """Each kind of name is looked up, so that a wrong one fails."""
    row = Row(seed=("S0",), quote="a word", asks="something", function=("F1",), where=(where,))
    part = replace(told.parts[0], rows=(row,))

    assert not exists(where)
    assert [fault for fault in faults_in(replace(told, parts=(part,))) if where in fault]


@pytest.mark.parametrize(
    "where",
    [
        "command:assess",
        "library:coh-2016/C1",
        "page:docs/style.md",
        "test:tests/tidy/test_pages.py::test_codes_of_errors_are_unique",
    ],
)
def test_what_is_there_is_not_doubted(where: str) -> None:
    """Each kind of name is known."""
    assert exists(where)


@pytest.mark.parametrize(
    "row",
    [
        Row(seed=("S0",), quote="a word", asks="something"),
        Row(seed=("S0",), quote="word " * (QUOTE_WORDS_MAX + 1), asks="something", not_yet="later"),
        Row(seed=("S0",), quote="a word", asks="something", function=("F99",), not_yet="later"),
    ],
    ids=["a row without an answer", "a long quotation", "an unknown function"],
)
def test_a_faulty_row_is_found(row: Row, told: CoverageTable) -> None:
    """A table that says nothing, quotes too much or names nothing fails."""
    part = replace(told.parts[0], rows=(row,))

    assert list(faults_in(replace(told, parts=(part,))))


def test_a_row_that_is_not_answered_says_so(told: CoverageTable) -> None:
    """The page marks what is missing."""
    part = replace(told.parts[0], rows=(Row(seed=("S0",), quote="q", asks="a", not_yet="no texts are read"),))

    assert "| *not yet*: no texts are read |" in coverage_page(replace(told, parts=(part,)))


def test_every_limit_is_on_the_page_with_its_value_and_reason() -> None:
    """The page and the module have the same limits, and each has words."""
    rows = limits_in(Path(limits.__file__))
    values = {f"`{name}`": f"{value:,}" for name, value in vars(limits).items() if name.endswith("_MAX")}

    assert {name: value for name, value, _, _ in rows} == values
    assert all(words for _, _, _, words in rows)


def test_every_clause_type_in_use_is_told() -> None:
    """docs/clause-types.md explains each type that a shipped provision bears."""
    page = (DOCS / "clause-types.md").read_text(encoding="utf-8")
    library = load_agreements(find_library(DEFAULT_LIBRARY))
    used = {provision.type for agreement in library.agreements for provision in agreement.provisions}

    assert used
    assert {each for each in used if f"`{each}`" not in page} == set()


def test_every_page_is_in_the_index() -> None:
    """A reader of docs/README.md finds each page."""
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    pages = [file.path for file in source_files() if file.is_prose and Path(file.path).parent == Path("docs")]

    assert [page for page in pages if page != "docs/README.md" and f"({Path(page).name})" not in index] == []
