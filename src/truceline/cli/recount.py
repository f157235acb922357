# SPDX-License-Identifier: Apache-2.0
"""``truceline recount``: count the same events by two rules, and say what makes the difference.

Standard output is the recount, for people or, with ``--json``, as a document. With ``--out`` it is written into a
folder too; its path goes to standard error.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from truceline import __version__
from truceline.base.clock import SystemClock
from truceline.base.errors import InputError
from truceline.cli.past import Past, check_window, event_files, read_past

if TYPE_CHECKING:
    from truceline.agreement.counting_rule import CountingRule
    from truceline.agreement.library import Library
    from truceline.app.recount_events import RecountRequest
    from truceline.cli.progress import Progress

_FILE = click.Path(path_type=Path)
_TWO = 2


class Options(TypedDict):
    """What stands on the command line."""

    rules: tuple[str, ...]
    library_name: str | None
    incidents: bool
    events: tuple[Path, ...]
    more_events: tuple[Path, ...]
    claims: tuple[Path, ...]
    since: str
    until: str
    agreement: str
    as_json: bool
    out: Path | None


@click.command()
@click.option("--rule", "rules", metavar="FILE", multiple=True, help="A counting rule, twice; see docs/counting.md.")
@click.option("--library", "library_name", metavar="NAME|DIR", help="The agreements; the Syria library when not given.")
@click.option("--incidents", is_flag=True, help="Count the documented incidents of the library, act by act.")
@click.option("--events", type=_FILE, multiple=True, metavar="FILE...", help="Count these: UCDP GED or JSON Lines.")
@click.argument("more_events", type=_FILE, nargs=-1, metavar="")
@click.option("--claims", type=_FILE, multiple=True, metavar="FILE", help="Claims that bear on them: JSON Lines.")
@click.option("--from", "since", metavar="DAY", default="", help="First day, YYYY-MM-DD.")
@click.option("--to", "until", metavar="DAY", default="", help="First day after, YYYY-MM-DD.")
@click.option("--agreement", metavar="ID", default="", help="Compare before and after this agreement only.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--out", type=_FILE, metavar="DIR", help="Write recount.json and recount.csv into this folder.")
def recount(**options: Unpack[Options]) -> None:
    """Count the same events by two rules, and say what makes the difference.

    Says what each rule counts, leaves out and cannot decide; what each difference between the rules does; and the
    smallest set of facts, not settled so far, that explains the events which only one of them counts.

    --rule takes a file, or the id of a counting rule of the library. Neither count is the right one.
    """
    past = check_options(options)
    from truceline.exports.folder import check_free
    from truceline.exports.recounts import RECOUNT, RecountRun, recount_json, write_recount

    if options["out"] is not None:
        check_free(options["out"], RECOUNT)
    progress = past.progress()
    try:
        request = make_request(options, past, progress)
        from truceline.app.recount_events import recount_events

        run = RecountRun(request=request, counts=recount_events(request, progress.stage), version=__version__)
    finally:
        progress.done()
    rejected = sum(len(intake.rejections) for intake in request.intakes)
    if rejected:
        click.echo(f"truceline: {rejected} rows were set aside; assess writes them down with their reason", err=True)
    if options["out"] is not None:
        click.echo(str(write_recount(options["out"], run)), err=True)
    if options["as_json"]:
        click.echo(recount_json(run), nl=False)
        return
    from truceline.report.recount_text import recount_text

    click.echo(recount_text(run.counts.recount, request.library))


def past_of(options: Options) -> Past:
    """Say where what happened stands."""
    events = event_files(options["events"], options["more_events"], options["claims"])
    return Past(incidents=options["incidents"], events=events, claims=options["claims"])


def check_options(options: Options) -> Past:
    """Check what can be checked before anything is read.

    Args:
        options: The command line.

    Returns:
        Where what happened stands.

    Raises:
        UsageError: Not two rules, one rule twice, or neither or both of ``--incidents`` and ``--events``.
        InputError: The last day comes before the first.
    """
    if len(options["rules"]) != _TWO:
        message = f"expected --rule twice, for the two counts that are compared, got it {_times(len(options['rules']))}"
        raise click.UsageError(message)
    past = past_of(options)
    past.check(is_needed=True)
    check_window(options["since"], options["until"])
    return past


def _times(count: int) -> str:
    return {0: "not at all", 1: "once"}.get(count, f"{count} times")


def make_request(options: Options, past: Past, progress: Progress) -> RecountRequest:
    """Read the library, the rules and the events.

    Raises:
        InputError: Both rules are one.
    """
    from truceline.agreement.library import DEFAULT_LIBRARY, find_library, load_library
    from truceline.app.recount_events import RecountRequest, measured_agreements

    library = load_library(find_library(options["library_name"] or DEFAULT_LIBRARY))
    now_ns = SystemClock().now_ns()
    first, second = (rule_named(each, library) for each in options["rules"])
    if first == second:
        names = " and ".join(options["rules"])
        message = f"--rule: expected two different counting rules, got the same one twice ({names})"
        raise InputError(message)
    measured_agreements(library, options["agreement"])
    return RecountRequest(
        library=library,
        intakes=read_past(past, library, progress),
        first=first,
        second=second,
        now_ns=now_ns,
        since=options["since"],
        until=options["until"],
        agreement=options["agreement"],
    )


def rule_named(name: str, library: Library) -> CountingRule:
    """Give a counting rule by its file, or by its id in the library.

    Args:
        name: A path, or an id.
        library: The library.

    Returns:
        The rule; what it names stands in the library.
    """
    from truceline.feeds.rule_file import check_names, check_rule, read_rule_file

    rules = library.counting.rules if library.counting else ()
    own = next((rule for rule in rules if rule.id == name), None)
    if own is not None and not Path(name).exists():
        check_rule(own, f"counting rule {name}")
        return own
    rule = read_rule_file(Path(name))
    check_names(rule, library, name)
    return rule
