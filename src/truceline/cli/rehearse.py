# SPDX-License-Identifier: Apache-2.0
"""``truceline agreement rehearse``: put past acts to a draft and say what in it is unclear."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from truceline.cli.past import FILE, Past, read_past

if TYPE_CHECKING:
    from truceline.app.rehearse_draft import Rehearsed


class Options(TypedDict):
    """What stands on the command line."""

    draft: str
    events: tuple[Path, ...]
    incidents: bool
    agreement_id: str
    as_if_applied: bool
    library_name: str | None
    claims: tuple[Path, ...]
    boundaries: Path | None
    as_json: bool


@click.command()
@click.argument("draft", metavar="DRAFT")
@click.option("--events", type=FILE, multiple=True, metavar="FILE", help="Past acts: UCDP GED or JSON Lines.")
@click.option("--incidents", is_flag=True, help="The documented incidents of the library as past acts.")
@click.option("--agreement", "agreement_id", default="", metavar="ID", help="One agreement of the library in DRAFT.")
@click.option("--as-if-applied", is_flag=True, help="Read the text as if it had applied all along.")
@click.option("--library", "library_name", metavar="NAME|DIR", help="Where DRAFT is read; the Syria library if none.")
@click.option("--claims", type=FILE, multiple=True, metavar="FILE", help="Claims that bear on the acts: JSON Lines.")
@click.option("--boundaries", type=FILE, metavar="DIR", help="GeoJSON boundaries by P-code, instead of drawn ones.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def rehearse(**options: Unpack[Options]) -> None:
    """Put past acts to a draft, and say which clarification would settle most rulings.

    DRAFT is an agreement file, the folder of a library, LIBRARY:ID, or the id of an agreement. A file that lies in no
    library is read as if it stood in the one given. A text without any day is read as if it had applied all along.

    What is unclear is ranked, never what is barred or not: no place, day, force or act is named
    (docs/intended-use.md, R1 and R2; docs/rehearsal.md).

    \b
    Example:
      ./truceline agreement rehearse astana-2017 --incidents
    """
    rehearsed = work(options)
    if options["as_json"]:
        from truceline.cli.agreement import print_document
        from truceline.report.rehearsal import rehearsal_document

        print_document(rehearsal_document(rehearsed))
    else:
        from truceline.report.rehearsal import rehearsal_text

        click.echo(rehearsal_text(rehearsed))


def work(options: Options) -> Rehearsed:
    """Read the draft and the past, and rehearse."""
    past = Past(incidents=options["incidents"], events=options["events"], claims=options["claims"])
    past.check(is_needed=True)
    from truceline.agreement.drafts import find_text, read_texts
    from truceline.agreement.library import DEFAULT_LIBRARY, find_library
    from truceline.app.rehearse_draft import RehearsalRequest, rehearse_draft

    progress = past.progress()
    try:
        named = find_text(options["draft"], find_library(options["library_name"] or DEFAULT_LIBRARY))
        texts = read_texts(named, only=options["agreement_id"], boundaries=options["boundaries"])
        intakes = read_past(past, texts.library, progress)
        request = RehearsalRequest(texts=texts, intakes=intakes, as_if_applied=options["as_if_applied"])
        return rehearse_draft(request, progress.stage)
    finally:
        progress.done()
