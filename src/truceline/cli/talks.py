# SPDX-License-Identifier: Apache-2.0
"""``truceline talks``: how talks between the parties stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from truceline.cli.agreement import instant_of, present_ns, print_document

if TYPE_CHECKING:
    from truceline.base.clock import Clock


@click.command()
@click.option(
    "--at",
    "at_text",
    metavar="INSTANT|DAY",
    help="As of when: 2017-05-05T09:00:00Z, or a day, of which the first instant is meant; now when not given.",
)
@click.option("--track", default="", metavar="ID", help="One track and what belongs to its agreements.")
@click.option("--library", "library_name", metavar="NAME|DIR", help="The record; syria-2015-2017 when not given.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def show(clock: Clock | None, at_text: str | None, track: str, library_name: str | None, *, as_json: bool) -> None:
    """Say who met whom and what each side told of it, what was forecast and what came of it, and what is owed.

    \b
    Example:
      ./truceline talks show --at 2017-06-05
    """
    from truceline.agreement.library import DEFAULT_LIBRARY, find_library, load_library
    from truceline.app.read_talks import read_talks
    from truceline.report.naming import Namer
    from truceline.report.talks_document import talks_document
    from truceline.report.talks_text import talks_text

    library = load_library(find_library(library_name or DEFAULT_LIBRARY))
    talks = read_talks(library, instant_of(at_text, library.header.utc_offset.delta, present_ns(clock)), track)
    if as_json:
        print_document(talks_document(talks, library.header))
    else:
        click.echo(talks_text(talks, Namer(library=library)))
