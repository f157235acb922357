# SPDX-License-Identifier: Apache-2.0
"""``truceline assess``: judge what happened by the agreements, and write the results and the report.

The last line on standard output is the absolute path of the report, alone. With ``--json`` standard output is the
assessment, and the path goes to standard error.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from truceline import __version__
from truceline.base.clock import SystemClock
from truceline.base.errors import InputError
from truceline.cli.many_values import TakesManyValues
from truceline.cli.past import Past, check_window, event_files, read_past

if TYPE_CHECKING:
    from truceline.agreement.counting_rule import CountingRule
    from truceline.agreement.library import Library
    from truceline.app.assess_events import Outcome, Request
    from truceline.cli.progress import Progress
    from truceline.corroboration.text_intake import TextIntake
    from truceline.picture.intake import Intake

_FILE = click.Path(path_type=Path)


class Options(TypedDict):
    """What stands on the command line."""

    library_name: str | None
    incidents: bool
    events: tuple[Path, ...]
    more_events: tuple[Path, ...]
    claims: tuple[Path, ...]
    texts: tuple[Path, ...]
    boundaries: Path | None
    since: str
    until: str
    rules: tuple[Path, ...]
    columns: bool
    pdf: bool
    as_json: bool
    out: Path


@click.command(cls=TakesManyValues)
@click.option("--library", "library_name", metavar="NAME|DIR", help="The agreements; the Syria library when not given.")
@click.option("--incidents", is_flag=True, help="Judge the documented incidents of the library.")
@click.option("--events", type=_FILE, multiple=True, metavar="FILE...", help="Judge these: UCDP GED or JSON Lines.")
@click.argument("more_events", type=_FILE, nargs=-1, metavar="")
@click.option(
    "--claims", type=_FILE, multiple=True, metavar="FILE...", help="Claims that bear on the acts: JSON Lines."
)
@click.option(
    "--texts", type=_FILE, multiple=True, metavar="DIR|FILE...", help="Press texts: which are copies of one report."
)
@click.option("--boundaries", type=_FILE, metavar="DIR", help="GeoJSON boundaries by P-code, instead of drawn ones.")
@click.option("--from", "since", metavar="DAY", default="", help="First day, YYYY-MM-DD.")
@click.option("--to", "until", metavar="DAY", default="", help="First day after, YYYY-MM-DD.")
@click.option(
    "--rule",
    "rules",
    type=_FILE,
    multiple=True,
    metavar="FILE",
    help="How to count before and after (docs/counting.md); given again, what another rule would make of it.",
)
@click.option("--columns", is_flag=True, help="Write rulings.parquet too.")
@click.option("--pdf", is_flag=True, help="Write report.pdf too: the same report on paper.")
@click.option("--json", "as_json", is_flag=True, help="Print the assessment; the report's path goes to standard error.")
@click.option("--out", type=_FILE, metavar="DIR", required=True, help="New or empty folder, or one of an earlier run.")
def assess(**options: Unpack[Options]) -> None:
    """Say which act falls under which clause, on whose word, and what cannot be judged.

    Writes report.html, assessment.json, findings.jsonl, origins.csv.gz, rejected.jsonl and rulings.csv.gz. The last
    line printed is the path of report.html.

    Lethal events say nothing of breaches without a death; before and after is not cause; a ruling is no verdict
    (docs/intended-use.md).
    """
    paths = check_options(options)
    from truceline.exports.folder import check_free

    check_free(options["out"])
    if options["texts"]:
        from truceline.feeds.texts import check_paths

        check_paths(options["texts"])
    if options["pdf"]:
        from truceline.exports.pdf import require_typst

        require_typst()
    progress = past_of(options, paths).progress()
    try:
        report_path, outcome, notices = work(options, paths, progress)
    finally:
        progress.done()
    from truceline.report.plain import plain

    for notice in notices:
        click.echo(f"truceline: {plain(notice)}", err=True)
    if options["as_json"]:
        from truceline.exports.documents import assessment_json

        click.echo(assessment_json(outcome.assessment), nl=False)
    click.echo(str(report_path), err=options["as_json"])
    refuse_if_nothing_was_used(outcome)


def check_options(options: Options) -> tuple[Path, ...]:
    """Check what can be checked before anything is read.

    Args:
        options: The command line.

    Returns:
        The event files.

    Raises:
        UsageError: Both of ``--incidents`` and ``--events``, or nothing to look at.
        InputError: A day is none, or the last comes before the first.
    """
    paths = event_files(options["events"], options["more_events"], options["claims"])
    if options["incidents"] and paths:
        message = "expected either --incidents or --events FILE..., got both"
        raise click.UsageError(message)
    if not (options["incidents"] or paths or options["texts"]):
        message = "expected --incidents, --events FILE... or --texts DIR|FILE..., got none of them"
        raise click.UsageError(message)
    check_window(options["since"], options["until"])
    return paths


def past_of(options: Options, paths: tuple[Path, ...]) -> Past:
    """Say where what happened stands."""
    return Past(incidents=options["incidents"], events=paths, claims=options["claims"])


def work(options: Options, paths: tuple[Path, ...], progress: Progress) -> tuple[Path, Outcome, tuple[str, ...]]:
    """Read, judge, add up and write.

    Returns:
        Absolute path of the report, what came of the run, and what a user should know besides.
    """
    from truceline.agreement.library import DEFAULT_LIBRARY, find_library, load_library
    from truceline.app.assess_events import assess_events, shown_library
    from truceline.exports.results import write_results
    from truceline.report import render_report
    from truceline.report.material import material_of

    folder = find_library(options["library_name"] or DEFAULT_LIBRARY)
    library = load_library(folder, boundaries=options["boundaries"])
    intakes = read_past(past_of(options, paths), library, progress)
    request = make_request(options, library, intakes, read_press_files(options, progress))
    outcome = assess_events(request, progress.stage)
    progress.stage("writing")
    page = render_report(material_of(outcome, shown_library(library, request.now_ns)))
    path = write_results(
        options["out"], outcome, library, page, with_columns=options["columns"], with_pdf=options["pdf"]
    )
    return path, outcome, (*notices_of(outcome), *notices_of_names(intakes))


def read_press_files(options: Options, progress: Progress) -> TextIntake:
    """Read the press texts."""
    from truceline.corroboration.text_intake import TextIntake

    if not options["texts"]:
        return TextIntake()
    from truceline.feeds.texts import read_texts

    return read_texts(options["texts"], lambda number: progress.stage(f"reading texts: {number}"))


def make_request(options: Options, library: Library, intakes: tuple[Intake, ...], texts: TextIntake) -> Request:
    """Give what is to be assessed."""
    from truceline.app.assess_events import Request

    rules = counting_rules(options["rules"], library)
    return Request(
        library=library,
        intakes=intakes,
        rule=rules[0] if rules else None,
        other_rules=rules[1:],
        since=options["since"],
        until=options["until"],
        version=__version__,
        now_ns=SystemClock().now_ns(),
        texts=texts,
    )


def counting_rules(paths: tuple[Path, ...], library: Library) -> tuple[CountingRule, ...]:
    """Give the rules asked for, else the library's own; the first one counts, the others recount.

    Raises:
        InputError: A rule cannot be used, is given twice, or there are too many.
    """
    from truceline.base.limits import COUNTING_RULES_MAX
    from truceline.feeds.rule_file import check_names, check_rule, read_rule_file

    rules = library.counting.rules if library.counting else ()
    if not paths:
        for rule in rules:
            check_rule(rule, f"counting rule {rule.id}")
        return rules[:COUNTING_RULES_MAX]
    if len(paths) > COUNTING_RULES_MAX:
        message = f"--rule: expected at most {COUNTING_RULES_MAX} counting rules, got {len(paths)}"
        raise InputError(message)
    rules = tuple(read_rule_file(path) for path in paths)
    for rule, path in zip(rules, paths, strict=True):
        check_names(rule, library, str(path))
    if len(set(rules)) != len(rules):
        message = f"--rule: expected different counting rules, got one twice ({', '.join(map(str, paths))})"
        raise InputError(message)
    return rules


def notices_of(outcome: Outcome) -> tuple[str, ...]:
    """Say in a line each what a user should know besides the report."""
    events = outcome.assessment.events
    notices = []
    if events.rejected:
        notices.append(f"{events.rejected} of {events.read} rows were set aside; see rejected.jsonl")
    if events.other_country:
        notices.append(f"{events.other_country} rows are of countries that the library does not speak of")
    if events.opaque:
        notices.append(f"{events.opaque} records are of a kind or version not known here; left alone")
    if events.unmapped_actors:
        names = ", ".join(each.name for each in events.unmapped_actors[:3])
        notices.append(f"{len(events.unmapped_actors)} actors are not known to the library ({names}); told nothing")
    texts = outcome.assessment.texts
    if texts.set_aside:
        notices.append(f"press texts set aside or told once already: {texts.set_aside}; see rejected.jsonl")
    if texts.pairs_left:
        notices.append(
            f"{texts.pairs_left} pairs of texts were not compared: too many share the same words; some copies may "
            "stand as stories of their own"
        )
    if outcome.idle_claims:
        notices.append(f"{len(outcome.idle_claims)} claims are about acts not in this run ({outcome.idle_claims[0]})")
    return tuple(notices)


def notices_of_names(intakes: tuple[Intake, ...]) -> tuple[str, ...]:
    """Say in a line each which publications and zones the records name that the library does not know."""
    publications: Counter[str] = Counter()
    zones: Counter[str] = Counter()
    for intake in intakes:
        publications.update(dict(intake.unmapped_publications))
        zones.update(dict(intake.unmapped_zones))
    found = (
        ("publications", publications, "nobody can look them up here"),
        ("zones", zones, "claims about them bear on nothing"),
    )
    return tuple(
        f"{what} not known to the library: {len(names)} ({', '.join(sorted(names)[:3])}), named in records: "
        f"{names.total()}; {effect}"
        for what, names, effect in found
        if names
    )


def refuse_if_nothing_was_used(outcome: Outcome) -> None:
    """End as a fault of the input when lines were read and no act came of any; the results are written all the same.

    Raises:
        InputError: So it is.
    """
    events, texts = outcome.assessment.events, outcome.assessment.texts
    if texts.set_aside and not texts.used and not outcome.acts and not events.read:
        message = (
            f"--texts: expected at least one text that can be used, got none of {texts.read}; "
            "see rejected.jsonl beside the report"
        )
        raise InputError(message)
    unusable = events.rejected + events.opaque
    if unusable and not outcome.acts and not events.outside_window:
        message = (
            f"--events: expected at least one row that can be used, got {unusable} of {events.read} that cannot; "
            "see rejected.jsonl beside the report"
        )
        raise InputError(message)
