# SPDX-License-Identifier: Apache-2.0
"""``truceline talks``: how talks between the parties stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from truceline.cli.agreement import (
    AT_OPTION,
    JSON_OPTION,
    LIBRARY_OPTION,
    instant_of,
    present_ns,
    print_document,
)

if TYPE_CHECKING:
    from truceline.base.clock import Clock


@click.command()
@AT_OPTION
@click.option("--track", default="", metavar="ID", help="One track and what belongs to its agreements.")
@LIBRARY_OPTION
@JSON_OPTION
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
