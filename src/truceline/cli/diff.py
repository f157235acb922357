# SPDX-License-Identifier: Apache-2.0
"""``truceline agreement diff``: two texts clause by clause, and the past acts that they rule otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from truceline.base.errors import InputError
from truceline.cli.past import FILE, Past, read_past

if TYPE_CHECKING:
    from truceline.agreement.drafts import Named
    from truceline.app.compare_texts import Comparison


class Options(TypedDict):
    """What stands on the command line."""

    before: str
    after: str
    events: tuple[Path, ...]
    incidents: bool
    library_name: str | None
    claims: tuple[Path, ...]
    boundaries: Path | None
    as_json: bool


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--events", type=FILE, multiple=True, metavar="FILE", help="Past acts: UCDP GED or JSON Lines.")
@click.option("--incidents", is_flag=True, help="The documented incidents of the library of A as past acts.")
@click.option(
    "--library", "library_name", metavar="NAME|DIR", help="Where A and B are read; the Syria library if none."
)
@click.option("--claims", type=FILE, multiple=True, metavar="FILE", help="Claims that bear on the acts: JSON Lines.")
@click.option("--boundaries", type=FILE, metavar="DIR", help="GeoJSON boundaries by P-code, instead of drawn ones.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def diff(**options: Unpack[Options]) -> None:
    """Say clause by clause what changed from text A to text B, and which past acts B rules otherwise.

    A and B are ids of agreements, LIBRARY:ID, or agreement files, such as an exported and edited copy
    (docs/rehearsal.md).

    \b
    Example:
      ./truceline agreement diff cf-dec-2016 astana-2017
    """
    comparison = work(options)
    if options["as_json"]:
        from truceline.cli.agreement import print_document
        from truceline.report.differences import comparison_document

        print_document(comparison_document(comparison))
    else:
        from truceline.report.differences import comparison_text

        click.echo(comparison_text(comparison))


def work(options: Options) -> Comparison:
    """Read both texts and the past, and compare."""
    past = Past(incidents=options["incidents"], events=options["events"], claims=options["claims"])
    past.check(is_needed=False)
    from truceline.agreement.drafts import find_text, read_texts
    from truceline.agreement.library import DEFAULT_LIBRARY, find_library
    from truceline.app.compare_texts import compare_texts, refuse_mixed

    progress = past.progress()
    try:
        folder = find_library(options["library_name"] or DEFAULT_LIBRARY)
        before, after = (find_text(name, folder) for name in (options["before"], options["after"]))
        refuse_twice(before, after)
        progress.stage("reading the texts")
        texts = tuple(read_texts(named, boundaries=options["boundaries"]) for named in (before, after))
        refuse_mixed((texts[0], texts[1]))
        intakes = read_past(past, texts[0].library, progress)
        return compare_texts((texts[0], texts[1]), intakes, progress.stage)
    finally:
        progress.done()


def refuse_twice(before: Named, after: Named) -> None:
    """Refuse to set a text beside itself.

    Raises:
        InputError: Both names mean the same text.
    """
    places = [(each.library, each.draft and each.draft.resolve(), each.agreement) for each in (before, after)]
    if places[0] == places[1]:
        message = f"{after.name}: expected two texts, got the same one twice ({before.name})"
        raise InputError(message)
