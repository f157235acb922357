# SPDX-License-Identifier: Apache-2.0
"""``truceline line``: how the line between the parties stands."""

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
@click.option("--channel", default="", metavar="ID", help="Which line; the first of the library when not given.")
@LIBRARY_OPTION
@JSON_OPTION
@click.pass_obj
def state(clock: Clock | None, at_text: str | None, channel: str, library_name: str | None, *, as_json: bool) -> None:
    """Say what parties declared about a line, and how it was seen to be used: two facts, never merged.

    \b
    Example:
      ./truceline line state --at 2017-05-01
    """
    from truceline.agreement.library import DEFAULT_LIBRARY, find_library, load_library
    from truceline.app.read_line import line_of, read_lines
    from truceline.report.line_document import line_document
    from truceline.report.line_text import line_text
    from truceline.report.naming import Namer

    library = load_library(find_library(library_name or DEFAULT_LIBRARY))
    states = read_lines(library, instant_of(at_text, library.header.utc_offset.delta, present_ns(clock)))
    found = line_of(states, channel, library)
    others = [each for each in states if each is not found]
    if as_json:
        print_document(line_document(found, others, library.header))
    else:
        click.echo(line_text(found, others, Namer(library=library)))
