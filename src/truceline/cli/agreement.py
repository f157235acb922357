# SPDX-License-Identifier: Apache-2.0
"""``truceline agreement``: list the agreements of a library, check files, show where one stands, export a library."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from truceline.base.clock import SystemClock

if TYPE_CHECKING:
    from datetime import timedelta

    from truceline.base.clock import Clock

CHECK_SCHEMA = "truceline/agreement-check/1"
EXPORT_SCHEMA = "truceline/agreement-export/1"
HAS_FAULTS = 65

LIBRARY_OPTION = click.option(
    "--library", "library_name", metavar="NAME|DIR", help="The library; syria-2015-2017 when not given."
)
AT_OPTION = click.option(
    "--at",
    "at_text",
    metavar="INSTANT|DAY",
    help="As of when: 2017-05-05T20:30:00Z, or a day, of which the first instant is meant; now when not given.",
)
JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@click.command()
@LIBRARY_OPTION
@AT_OPTION
@JSON_OPTION
@click.pass_obj
def list_agreements(clock: Clock | None, library_name: str | None, at_text: str | None, *, as_json: bool) -> None:
    """List the agreements of a library and where each stands.

    \b
    Example:
      ./truceline agreement list --at 2017-07-01
    """
    from truceline.agreement.library import DEFAULT_LIBRARY, find_library, load_agreements
    from truceline.agreement.overview import standing_at
    from truceline.report.overview_document import list_document
    from truceline.report.overview_text import list_text

    library = load_agreements(find_library(library_name or DEFAULT_LIBRARY))
    now_ns = present_ns(clock)
    standings = tuple(
        standing_at(each, instant_of(at_text, each.utc_offset.delta, now_ns)) for each in library.agreements
    )
    at_ns = standings[0].at_ns if standings and at_text else now_ns
    if as_json:
        print_document(list_document(standings, library.header, at_ns))
    else:
        click.echo(list_text(standings, library.header, at_ns))


@click.command()
@click.argument("agreement_id", metavar="ID")
@AT_OPTION
@LIBRARY_OPTION
@JSON_OPTION
@click.pass_obj
def show(
    clock: Clock | None, agreement_id: str, at_text: str | None, library_name: str | None, *, as_json: bool
) -> None:
    """Say where an agreement stands: who is bound, which rules and zones hold, what is due or overdue and why.

    \b
    Example:
      ./truceline agreement show astana-2017 --at 2017-07-01
    """
    from truceline.agreement.library import DEFAULT_LIBRARY, find_library, load_library
    from truceline.agreement.overview import standing_at
    from truceline.report.naming import Namer
    from truceline.report.overview_document import overview_document
    from truceline.report.overview_text import overview_text

    library = load_library(find_library(library_name or DEFAULT_LIBRARY), only=agreement_id)
    agreement = library.get_agreement(agreement_id)
    now_ns = present_ns(clock)
    standing = standing_at(agreement, instant_of(at_text, agreement.utc_offset.delta, now_ns))
    if as_json:
        print_document(overview_document(standing, Namer(library=library)))
    else:
        click.echo(overview_text(standing, Namer(library=library)))


@click.command()
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE|DIR...")
@LIBRARY_OPTION
@JSON_OPTION
@click.pass_context
def check(context: click.Context, paths: tuple[Path, ...], library_name: str | None, *, as_json: bool) -> None:
    """Check agreements and whole libraries, and say every fault with its file and line.

    An agreement is checked against the library it lies in, else against the one given. Ends with 65 when there is
    a fault.

    \b
    Example:
      ./truceline agreement check my-library
    """
    from truceline.agreement.checking import check_paths
    from truceline.agreement.library import DEFAULT_LIBRARY, find_library
    from truceline.base.limits import FAULTS_MAX
    from truceline.report.catalogue import say, say_count
    from truceline.report.plain import plain as shown

    checked = check_paths(paths, find_library(library_name or DEFAULT_LIBRARY))
    files = f"{checked.files} file{'' if checked.files == 1 else 's'}"
    if as_json:
        from truceline.records.writer import plain

        document = {"schema": CHECK_SCHEMA, "files": checked.files, "faults": plain(checked.faults)}
        print_document(document)
    else:
        for fault in checked.faults[:FAULTS_MAX]:
            click.echo(shown(fault.sentence()))
        if len(checked.faults) > FAULTS_MAX:
            click.echo(say("show.check.more", count=len(checked.faults) - FAULTS_MAX))
        code = "show.check.faults" if checked.faults else "show.check.ok"
        click.echo(say_count(code, len(checked.faults), files=files))
    if checked.faults:
        context.exit(HAS_FAULTS)


@click.command()
@click.argument("library_name", metavar="LIBRARY")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="A new or empty folder.")
@JSON_OPTION
def export(library_name: str, out: Path, *, as_json: bool) -> None:
    """Copy a library into a folder of your own, ready to edit.

    \b
    Example:
      ./truceline agreement export syria-2015-2017 --out my-library
    """
    import shlex

    from truceline.agreement.library import find_library, load_library
    from truceline.exports.library_copy import copy_library
    from truceline.report.catalogue import say

    library = load_library(find_library(library_name))
    names = copy_library(library.folder, out)
    if as_json:
        print_document(
            {"schema": EXPORT_SCHEMA, "library": library.header.id, "out": str(out.resolve()), "files": list(names)}
        )
    else:
        click.echo(say("show.export.done", library=library.header.id, out=shlex.quote(str(out))))


def present_ns(clock: Clock | None) -> int:
    """Read the clock once, to the second [ns since 1970 UTC]."""
    from truceline.base.instants import NS_PER_S

    return (clock or SystemClock()).now_ns() // NS_PER_S * NS_PER_S


def instant_of(text: str | None, offset: timedelta, now_ns: int) -> int:
    """Give the instant that ``--at`` means [ns since 1970 UTC].

    Args:
        text: An RFC 3339 instant; a civil day, of which the first instant is meant; or nothing, for now.
        offset: At which days are counted.
        now_ns: The present instant [ns since 1970 UTC].

    Returns:
        The instant.

    Raises:
        UsageError: Neither a day nor an instant.
    """
    from truceline.base.errors import InputError
    from truceline.base.moments import Moment

    if text is None:
        return now_ns
    try:
        return Moment(text).start_ns(offset)
    except InputError as error:
        message = f"--at: {error}, or a day such as 2017-07-01"
        raise click.UsageError(message) from error


def print_document(document: object) -> None:
    """Print one JSON document with two spaces of indent."""
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(document), indent=2))
