# SPDX-License-Identifier: Apache-2.0
"""A recount as files: what it adds up to, and what each rule makes of each event. Places are not written (R7)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from truceline.agreement.library import Library
from truceline.app.recount_events import RecountRequest
from truceline.assessment.counting import Count, Decision, facts_behind
from truceline.assessment.intakes import input_files
from truceline.assessment.known import Known
from truceline.assessment.recount import TwoCounts
from truceline.exports.folder import ResultKind, result_folder
from truceline.picture.intake import Event

RECOUNT_SCHEMA = "truceline/recount/1"
RECOUNT = ResultKind(
    files=frozenset({"recount.json", "recount.csv"}),
    marker="recount.json",
    schema=RECOUNT_SCHEMA,
)
"""What ``recount`` writes."""
COLUMNS = ("event", "first_day", "first", "first_reasons", "second", "second_reasons", "open_facts")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecountRun:
    """One run.

    Attributes:
        request: What was asked.
        counts: What came of it.
        version: Version of this software.
    """

    request: RecountRequest
    counts: TwoCounts
    version: str


def recount_json(run: RecountRun) -> bytes:
    """Write a recount as one JSON document, two spaces of indent."""
    request = run.request
    library: Library = request.library
    document = {
        "schema": RECOUNT_SCHEMA,
        "truceline": run.version,
        "library": library.header.id,
        "exercise": library.header.is_exercise,
        "since": request.since,
        "until": request.until,
        "inputs": input_files(request.intakes),
        "recount": run.counts.recount,
        "attribution": library.header.attribution,
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def write_recount(out: Path, run: RecountRun) -> Path:
    """Write ``recount.json`` and ``recount.csv`` into a folder.

    Args:
        out: The folder.
        run: The run.

    Returns:
        Absolute path of ``recount.json``.

    Raises:
        StateError: The place holds something else.
        StorageError: It cannot be written.
    """
    with result_folder(out, RECOUNT) as folder:
        (folder / "recount.json").write_bytes(recount_json(run))
        with (folder / "recount.csv").open("x", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(_rows(run))
    return out.resolve() / "recount.json"


def _rows(run: RecountRun) -> Iterator[tuple[str, ...]]:
    first, second = run.counts.first, run.counts.second
    for event, one, other in zip(first.events, first.decisions, second.decisions, strict=True):
        facts = _facts(event, one, first, run.counts.known) | _facts(event, other, second, run.counts.known)
        yield (
            event.id,
            event.first_day,
            one.status.value,
            "; ".join(one.reasons),
            other.status.value,
            "; ".join(other.reasons),
            "; ".join(sorted(facts)),
        )


def _facts(event: Event, decision: Decision, counted: Count, known: Known) -> frozenset[str]:
    facts = facts_behind(event, decision, counted.rule, known)
    return frozenset(f"{fact.kind.value}: {' | '.join(fact.subject)}" for fact in facts)
