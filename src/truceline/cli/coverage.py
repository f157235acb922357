# SPDX-License-Identifier: Apache-2.0
"""``truceline coverage``: what is asked of this software and of a library, and what of it is answered."""

from __future__ import annotations

import click

FUNCTIONS_MAX = 19


@click.command()
@click.option("--library", "library_name", metavar="NAME|DIR", help="The library; syria-2015-2017 when not given.")
@click.option(
    "--function",
    metavar="F1..F19",
    type=click.Choice([f"F{number}" for number in range(1, FUNCTIONS_MAX + 1)]),
    show_choices=False,
    help="Every row of one function, answered ones too.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def coverage(library_name: str | None, function: str | None, *, as_json: bool) -> None:
    """Say what is asked of this software and of a library, and what is answered, partly or not yet.

    \b
    Example:
      ./truceline coverage --function F9
    """
    from truceline.agreement.library import DEFAULT_LIBRARY, find_library, load_library
    from truceline.cli.agreement import print_document
    from truceline.report.coverage import coverage_document, coverage_text, read_coverage

    table, library = read_coverage(), load_library(find_library(library_name or DEFAULT_LIBRARY))
    if as_json:
        print_document(coverage_document(table, library, function or ""))
    else:
        click.echo(coverage_text(table, library, function or ""))
