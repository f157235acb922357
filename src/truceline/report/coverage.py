# SPDX-License-Identifier: Apache-2.0
"""What is asked of this software and of a library, and where each of it is answered, or why it is not.

Two tables: ``coverage.yaml`` here holds every element of the press reports that this software is measured by, and a
library's own ``coverage.yaml`` holds the rows and rival versions of the public record that it encodes.
"""

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

from truceline.agreement.files import Coverage
from truceline.agreement.library import Library
from truceline.records.document import parse_document
from truceline.records.reader import read
from truceline.report.catalogue import say
from truceline.report.plain import plain as shown

COVERAGE_SCHEMA = "truceline/coverage-told/1"
FUNCTIONS = tuple(f"F{number}" for number in range(1, 20))
_WIDTH = 110


class Answer(StrEnum):
    """How far an element is answered."""

    WHOLLY = "answered"
    PARTLY = "partly"
    NOT_YET = "not yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One element of the press reports, and where this software answers it.

    Attributes:
        seed: Ids of the press reports in which it stands.
        quote: At most twelve words of it, or our own words for it.
        asks: What it asks of the software.
        function: Function ids; none for what is out of scope.
        where: ``command:NAME``, ``library:ID``, ``page:PATH`` or ``test:PATH[::NAME]``.
        not_yet: What is still missing, or why it never will be.
    """

    seed: tuple[str, ...]
    quote: str
    asks: str
    function: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    not_yet: str = ""

    @property
    def answer(self) -> Answer:
        """How far it is answered: what still misses something is at best partly answered."""
        if not self.not_yet:
            return Answer.WHOLLY
        is_seen = any(not place.startswith("library:") for place in self.where)
        return Answer.PARTLY if is_seen else Answer.NOT_YET


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Rows of one group of reports."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageTable:
    """Every element.

    Attributes:
        functions: What each function id means.
        parts: The rows, report by report.
    """

    functions: dict[str, str]
    parts: tuple[Part, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows."""
        return tuple(row for part in self.parts for row in part.rows)


def read_coverage() -> CoverageTable:
    """Read the table that ships with this software."""
    content = (files("truceline.report") / "coverage.yaml").read_bytes()
    return read(CoverageTable, parse_document(content, "coverage.yaml"))


def coverage_document(table: CoverageTable, library: Library, function: str) -> dict[str, object]:
    """Give both tables as one document.

    Args:
        table: What is asked of the software.
        library: The library.
        function: A function id to which rows are cut; empty for all.
    """
    rows = _rows_of(table, function)
    counts = Counter(row.answer for row in rows)
    own = library.coverage
    return {
        "schema": COVERAGE_SCHEMA,
        "elements": len(rows),
        "answers": {answer.value: counts[answer] for answer in Answer},
        "functions": [
            {"id": name, "title": table.functions[name]} for name in FUNCTIONS if not function or name == function
        ],
        "rows": [
            {
                "seed": list(row.seed),
                "quote": row.quote,
                "asks": row.asks,
                "function": list(row.function),
                "answer": row.answer.value,
                "where": list(row.where),
                "not_yet": row.not_yet,
            }
            for row in rows
        ],
        "library": {
            "id": library.header.id,
            "rules": _entries(own.rules) if own else [],
            "variants": _entries(own.variants) if own else [],
            "passages": dict(sorted(_passages(library).items())),
            "publications": dict(sorted(Counter(each.read for each in library.publications.values()).items())),
        },
    }


def _rows_of(table: CoverageTable, function: str) -> tuple[Row, ...]:
    return tuple(row for row in table.rows if not function or function in row.function)


def _entries(covered: dict[str, Coverage]) -> list[dict[str, object]]:
    return [{"row": name, "ids": list(each.ids), "reason": each.reason} for name, each in covered.items()]


def _passages(library: Library) -> Counter[str]:
    return Counter(
        provision.passage.status.value for agreement in library.agreements for provision in agreement.provisions
    )


def coverage_text(table: CoverageTable, library: Library, function: str) -> str:
    """Write both tables for people: what is open first, by function, then what the library encodes."""
    rows = _rows_of(table, function)
    counts = Counter(row.answer for row in rows)
    lines = [
        say(
            "coverage.elements",
            count=len(rows),
            answered=counts[Answer.WHOLLY],
            partly=counts[Answer.PARTLY],
            open=counts[Answer.NOT_YET],
        )
    ]
    for name in FUNCTIONS:
        own = [row for row in rows if name in row.function]
        if own and (not function or name == function):
            lines += ["", *_function_lines(name, table.functions[name], own, is_whole=bool(function))]
    lines += ["", *_library_lines(library)]
    return "\n".join(shown(line) for line in lines)


def _function_lines(name: str, title: str, rows: list[Row], *, is_whole: bool) -> Iterator[str]:
    """Give the rows of one function; those wholly answered only where the function was asked for."""
    done = sum(row.answer is Answer.WHOLLY for row in rows)
    yield say("coverage.function", id=name, title=title, done=done, count=len(rows))
    for row in rows:
        if is_whole or row.answer is not Answer.WHOLLY:
            yield from _wrapped(say("coverage.row", answer=row.answer.value, quote=row.quote, asks=row.asks), 2)
            if row.not_yet:
                yield from _wrapped(say("coverage.not_yet", reason=row.not_yet), 6)
            if row.where and is_whole:
                yield from _wrapped(say("coverage.where", places="; ".join(row.where)), 6)


def _library_lines(library: Library) -> Iterator[str]:
    own = library.coverage
    passages = _passages(library)
    yield say("coverage.library", title=library.header.title, id=library.header.id)
    told = ", ".join(f"{count} {status}" for status, count in sorted(passages.items()))
    yield from _wrapped(say("coverage.passages", count=passages.total(), told=told or "0"), 2)
    if own is None:
        yield from _wrapped(say("coverage.no_table"), 2)
        return
    for code, covered in (("coverage.rules", own.rules), ("coverage.variants", own.variants)):
        yield from _wrapped(say(code, count=len(covered), encoded=sum(bool(each.ids) for each in covered.values())), 2)
        for name, each in covered.items():
            if each.reason:
                yield from _wrapped(f"{name}: {each.reason}", 4)


def _wrapped(text: str, indent: int) -> Iterable[str]:
    room = " " * indent
    return textwrap.wrap(text, _WIDTH, initial_indent=room, subsequent_indent=f"{room}  ")
