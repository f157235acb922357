# SPDX-License-Identifier: Apache-2.0
"""Writes everything that one assessment gives into one folder."""

from pathlib import Path

from truceline.agreement.library import Library
from truceline.app.assess_events import Outcome
from truceline.assessment.tallies import provisions_by_key
from truceline.exports.documents import assessment_json, write_findings, write_rejections
from truceline.exports.folder import result_folder
from truceline.exports.origins import write_origins_csv
from truceline.exports.pdf import page_pdf
from truceline.exports.rulings import write_rulings_csv, write_rulings_parquet


def write_results(
    out: Path, outcome: Outcome, library: Library, report: str, *, with_columns: bool, with_pdf: bool = False
) -> Path:
    """Write the results of one run.

    Args:
        out: The folder.
        outcome: What came of it.
        library: The agreements.
        report: The page.
        with_columns: Whether to write Parquet beside the CSV.
        with_pdf: Whether to lay the page out on paper, too.

    Returns:
        Absolute path of ``report.html``.

    Raises:
        StateError: The place holds something else.
        StorageError: It cannot be written.
    """
    known = provisions_by_key(library)
    table, event_of = outcome.table, outcome.event_of
    status = [known[key].passage.status.value for key in table.provisions]
    with result_folder(out) as folder:
        write_rulings_csv(folder / "rulings.csv.gz", table, event_of, status)
        if with_columns:
            write_rulings_parquet(folder / "rulings.parquet", table, event_of, status)
        write_origins_csv(folder / "origins.csv.gz", outcome.origins)
        write_findings(folder / "findings.jsonl", outcome.findings)
        write_rejections(folder / "rejected.jsonl", outcome.rejections)
        (folder / "assessment.json").write_bytes(assessment_json(outcome.assessment))
        if with_pdf:
            (folder / "report.pdf").write_bytes(page_pdf(report))
        (folder / "report.html").write_text(report, encoding="utf-8", newline="\n")
    return out.resolve() / "report.html"
