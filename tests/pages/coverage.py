# SPDX-License-Identifier: Apache-2.0
"""Writes docs/coverage.md from src/truceline/report/coverage.yaml, and says which of the things it names are not there."""
# ruff: noqa: E501 one sentence to a line, as the page has them

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pages.tables import table
from truceline.agreement.library import DEFAULT_LIBRARY, find_library
from truceline.agreement.names import names_of
from truceline.agreement.reading import read_files
from truceline.cli.commands import COMMANDS
from truceline.report.coverage import FUNCTIONS, CoverageTable, Row

CHECKOUT = Path(__file__).resolve().parents[2]
QUOTE_WORDS_MAX = 12
NOT_YET = "*not yet*"


HEAD = """# Coverage

<!-- Written by scripts/pages from src/truceline/report/coverage.yaml. -->

Five press reports of 2016 and 2017 are the measure of what this software must be able to say.
Every element of them stands here with the function that answers it and where that function can be seen at work: a command, an entry of the library, a page or a test.
What is missing is marked *not yet*, with the reason; a test fails when something named here does not exist.

S0, S1 and S2 are copies of one wire report of November 2017, S3 is a report of September 2016, S4 an opinion column of May 2017 (`publications.yaml` of the library).
Readers' comments under them were never taken as facts; they show what users ask.
Where rule rows and contradictory versions stand in the library is in its own `coverage.yaml`.

"""


def coverage_page(told: CoverageTable) -> str:
    """Write the page."""
    rows = told.rows
    open_rows = sum(1 for row in rows if row.not_yet)
    parts = [HEAD, f"{len(rows)} rows, of which {open_rows} are not, or not wholly, answered yet.\n"]
    for part in told.parts:
        cells = ((", ".join(row.seed), row.quote, row.asks, ", ".join(row.function), _where(row)) for row in part.rows)
        head = ("In", "Words of the report", "What it asks for", "Function", "Where")
        parts += [f"\n## {part.title}\n\n", table(head, cells)]
    parts += ["\n## Functions\n\n", table(("Id", "Function"), told.functions.items())]
    return "".join(parts)


def faults_in(told: CoverageTable) -> Iterator[str]:
    """Say what of the table does not hold: things that are not there, long quotes, rows without an answer."""
    if tuple(told.functions) != FUNCTIONS:
        yield f"functions: expected {FUNCTIONS[0]} to {FUNCTIONS[-1]} in order"
    for row in told.rows:
        about = f"{', '.join(row.seed)} {row.quote!r}"
        if not row.where and not row.not_yet:
            yield f"{about}: expected where it is answered, or why it is not yet"
        if len(row.quote.split()) > QUOTE_WORDS_MAX:
            yield f"{about}: expected at most {QUOTE_WORDS_MAX} words"
        yield from (f"{about}: {name} is no function id" for name in row.function if name not in FUNCTIONS)
        yield from (f"{about}: {where} does not exist" for where in row.where if not exists(where))


def exists(where: str) -> bool:
    """Say whether a named command, entry of the library, page or test is there."""
    kind, _, name = where.partition(":")
    match kind:
        case "command":
            return name in {command.name for command in COMMANDS}
        case "library":
            return name in _things()
        case "page":
            return (CHECKOUT / name).is_file()
        case "test":
            return _is_test(name)
        case _:
            return False


def _is_test(name: str) -> bool:
    path, _, function = name.partition("::")
    file = CHECKOUT / path
    if not file.is_file():
        return False
    text = file.read_text(encoding="utf-8")
    return not function or re.search(rf"^def {function}\(", text, re.MULTILINE) is not None


@cache
def _things() -> frozenset[str]:
    things = names_of(read_files(find_library(DEFAULT_LIBRARY))).things
    assert things is not None
    return things


def _where(row: Row) -> str:
    shown = [_shown(where) for where in row.where]
    if row.not_yet:
        shown.append(f"{NOT_YET}: {row.not_yet}")
    return "; ".join(shown)


def _shown(where: str) -> str:
    kind, _, name = where.partition(":")
    match kind:
        case "command":
            return f"`./truceline {name}`"
        case "page":
            return f"[{Path(name).stem}]({Path(name).relative_to('docs')})"
        case "test":
            return f"`{name}`"
        case _:
            return f"library `{name}`"
