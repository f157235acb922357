# SPDX-License-Identifier: Apache-2.0
"""``truceline ruling``: explain one act as a duty officer would read it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from truceline.base.clock import SystemClock

if TYPE_CHECKING:
    from truceline.agreement.library import Library
    from truceline.app.admit_act import AdmissionTerms
    from truceline.app.explain_act import Explanation
    from truceline.picture.claims import Claim

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("act_file", type=_FILE, metavar="ACT.json")
@click.option("--library", "library_name", metavar="NAME|DIR", help="The agreements; the Syria library when not given.")
@click.option("--claims", type=_FILE, multiple=True, metavar="FILE", help="Claims that bear on the act: JSON Lines.")
@click.option("--boundaries", type=_FILE, metavar="DIR", help="GeoJSON boundaries by P-code, instead of drawn ones.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def ruling(
    act_file: Path, library_name: str | None, claims: tuple[Path, ...], boundaries: Path | None, *, as_json: bool
) -> None:
    """Say what every provision says of one act, on whose word, and what would change the answer.

    ACT.json holds one act (docs/jsonl-format.md). A planned act is refused (docs/intended-use.md, R1).
    """
    from truceline.agreement.library import DEFAULT_LIBRARY, find_library, load_library

    library = load_library(find_library(library_name or DEFAULT_LIBRARY), boundaries=boundaries)
    explanation = explain(act_file, claims, library)
    if as_json:
        import msgspec

        from truceline.report.explanation_document import explanation_document

        document = msgspec.json.encode(explanation_document(explanation, library))
        click.echo(msgspec.json.format(document, indent=2))
    else:
        from truceline.report.explanation import explanation_text

        click.echo(explanation_text(explanation, library))


def explain(act_file: Path, claim_files: tuple[Path, ...], library: Library) -> Explanation:
    """Read the act and the claims, and explain the act."""
    from truceline.app.admit_act import AdmissionTerms
    from truceline.app.explain_act import explain_act
    from truceline.feeds.single_act import read_act

    act = read_act(act_file)
    terms = AdmissionTerms(library=library, now_ns=SystemClock().now_ns(), is_bulk=False)
    return explain_act(act, terms, read_claims(claim_files, terms))


def read_claims(paths: tuple[Path, ...], terms: AdmissionTerms) -> tuple[Claim, ...]:
    """Read claims; here, where one answer hangs on them, a line that cannot be used ends the run.

    Raises:
        InputError: A line cannot be used, or is no claim.
    """
    from truceline.base.errors import InputError
    from truceline.feeds.events import read_event_files

    claims: list[Claim] = []
    for intake in read_event_files(paths, terms, lambda _name, _count: None):
        for rejection in intake.rejections:
            where = f"{rejection.file}:{rejection.line}"
            message = f"{where}: {rejection.reason}: expected {rejection.expected}, got {rejection.got}"
            raise InputError(message)
        if intake.opaque or intake.acts or intake.reports:
            message = f"{intake.name}: expected claims only (truceline/claim/1), got other records"
            raise InputError(message)
        claims.extend(intake.claims)
    return tuple(claims)
