# SPDX-License-Identifier: Apache-2.0
"""``truceline record verify``: what a bundle of the record proves under a policy, in the words of docs/verifying.md."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from truceline.cli.node_extra import require_node

if TYPE_CHECKING:
    from collections.abc import Callable

    from truceline.cli.progress import Progress
    from truceline.ledger.bundle_answers import Answer, Question
    from truceline.ledger.bundle_case import BundleCase, Deferred

VERIFY_SCHEMA = "truceline/verify/1"
TOLD_EACH = 50_000
"""Progress is told once for so many entries."""
QUESTIONS = ("bundle", "entry", "receipts", "fork", "timeline", "silence")
_FILES = {"bundle_sha256": "SHA-256 of the bundle", "policy_sha256": "SHA-256 of the policy", "quorum": "Quorum asked"}
_TITLES = {
    "breaches": "Breach of the log protocol, proved",
    "lacking": "Why this is not enough",
    "proven": "Proven",
    "suspected": "Suspected, not proved",
    "claimed": "Only claimed",
    "unknown": "Unknown",
}


class Options(TypedDict):
    """What the command line gives."""

    bundle: Path
    policy: Path
    question: str
    origin: str | None
    seq: int | None
    party: str | None
    start: str | None
    end: str | None
    all_signatures: bool
    as_json: bool


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path), metavar="BUNDLE")
@click.option(
    "--policy",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="Whose keys count, and how many cosigners make a quorum; from somebody you trust.",
)
@click.option(
    "--question", type=click.Choice(QUESTIONS), default="bundle", show_default=True, help="What is asked of the bundle."
)
@click.option("--log", "origin", metavar="ORIGIN", help="With entry and receipts: the log.")
@click.option("--seq", type=click.IntRange(min=0), metavar="N", help="With entry and receipts: the entry's index.")
@click.option("--party", metavar="PARTY", help="With silence: whose log.")
@click.option("--from", "start", metavar="T", help="With silence: from when, like 2026-01-31T00:00:00Z.")
@click.option("--to", "end", metavar="T", help="With silence: until when.")
@click.option(
    "--all-signatures", is_flag=True, help="Check the signature of every entry, on two processes; else 20,000 of them."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def verify(context: click.Context, **options: Unpack[Options]) -> None:
    """Say what BUNDLE proves under a policy, by whose signatures, what is only claimed, and what is unknown.

    Ends with 0 when what was asked is proven, 20 when a breach of the log protocol is proved, 21 when the file does not
    prove it, 22 when the file or the policy is malformed. Any other code says nothing about anybody
    (docs/verifying.md). verify/truceline_verify.py answers the same, apart from this program and without any package.

    \b
    Example:
      ./truceline record verify north.bundle --policy court.policy
    """
    require_node()
    found = judge(options["bundle"], options["policy"], _question(options), all_signatures=options["all_signatures"])
    files = tied_to(options["bundle"], options["policy"], found)
    if options["as_json"]:
        from truceline.cli.agreement import print_document

        print_document(document(found, options["question"], files))
    else:
        click.echo(in_words(found, files))
    context.exit(int(found.verdict))


def judge(bundle: Path, policy: Path, question: Question, *, all_signatures: bool) -> Answer:
    """Read a bundle and a policy, and answer.

    Raises:
        NotFoundError: One is not there.
        StorageError: One cannot be read.
        SignatureDisagreementError: Two libraries judge one signature differently: no verdict.
    """
    from truceline.base.errors import LimitError, RecordError
    from truceline.base.limits import POLICY_BYTES_MAX
    from truceline.cli.progress import Progress
    from truceline.crypto.tlog_policy import parse_policy
    from truceline.ledger.bundle_answers import AboutEntry, Answer, Verdict, answer
    from truceline.ledger.bundle_case import BundleCase
    from truceline.records.document import read_bytes

    rules = read_bytes(policy, POLICY_BYTES_MAX)
    progress = Progress(out=sys.stderr)
    asked = (question.origin, question.seq) if isinstance(question, AboutEntry) else None
    try:
        case = BundleCase(parse_policy(rules), asked=asked)
        _read(case, bundle, progress, all_signatures=all_signatures)
    except (RecordError, LimitError) as error:
        return Answer(verdict=Verdict.MALFORMED, reason=str(error))
    finally:
        progress.done()
    return answer(case, question)


def _read(case: BundleCase, bundle: Path, progress: Progress, *, all_signatures: bool) -> None:
    """Have a case read a bundle.

    Raises:
        NotFoundError: It is not there.
        StorageError: It cannot be read.
    """
    from truceline.base.errors import NotFoundError, StorageError

    shown = set[tuple[str, int]]()

    def told(what: str) -> Callable[[int], None]:
        def tell(done: int) -> None:
            if (what, done // TOLD_EACH) not in shown:
                shown.add((what, done // TOLD_EACH))
                progress.stage(f"{what} of {done:,} of {case.kept.entries:,} entries")

        return tell

    def elsewhere(read: BundleCase) -> dict[str, Deferred]:
        from truceline.bootstrap.verifying import check_signatures

        return check_signatures(read, bundle, told("signatures"))

    try:
        with bundle.open("rb") as stream:
            case.read(stream, all_signatures=all_signatures, elsewhere=elsewhere, tell=told("chain and tree"))
    except FileNotFoundError as error:
        message = f"{bundle}: expected a bundle, got no such file"
        raise NotFoundError(message) from error
    except OSError as error:
        message = f"{bundle}: expected a readable file, got {error.strerror or error}"
        raise StorageError(message) from error


def tied_to(bundle: Path, policy: Path, found: Answer) -> dict[str, str]:
    """Name the files by their digests, so that a paper can be tied to them, and say which quorum was asked for.

    Args:
        bundle: What was verified.
        policy: Under which policy.
        found: What came of it; of what is malformed no quorum is told.
    """
    from hashlib import file_digest

    from truceline.crypto.tlog_policy import parse_policy

    told: dict[str, str] = {}
    for name, path in (("bundle_sha256", bundle), ("policy_sha256", policy)):
        with path.open("rb") as stream:
            told[name] = file_digest(stream, "sha256").hexdigest()
    if found.reason:
        return told
    rules = parse_policy(policy.read_bytes())
    group = next((each for each in rules.groups if each.name == rules.quorum), None)
    if group is None:
        return {**told, "quorum": rules.quorum}
    needed = len(group.members) if group.threshold is None else group.threshold
    return {**told, "quorum": f"{rules.quorum} ({needed} of {', '.join(group.members)})"}


def document(found: Answer, question: str, files: dict[str, str]) -> dict[str, object]:
    """Give an answer as a document."""
    from truceline.ledger.bundle_answers import WORDS

    told: dict[str, object] = {
        "schema": VERIFY_SCHEMA,
        "command": question,
        **files,
        "exit": int(found.verdict),
        "verdict": WORDS[found.verdict],
    }
    if found.reason:
        return {**told, "reason": found.reason}
    return {**told, **{key: _items(found, key) for key in _TITLES}}


def in_words(found: Answer, files: dict[str, str]) -> str:
    """Give an answer as text."""
    from truceline.ledger.bundle_answers import WORDS
    from truceline.report.plain import plain

    lines = [WORDS[found.verdict], *([f"Reason: {found.reason}"] if found.reason else [])]
    lines += [f"{title}: {files[key]}" for key, title in _FILES.items() if key in files]
    for key, title in _TITLES.items():
        items = [": ".join(item) if isinstance(item, list) else item for item in _items(found, key)]
        lines += ["", f"{title}:", *(f"  - {plain(item)}" for item in items)] if items else []
    return "\n".join(lines)


def _items(found: Answer, key: str) -> list[str | list[str]]:
    return [each if isinstance(each, str) else [each.word, each.text] for each in getattr(found, key)]


def _question(options: Options) -> Question:
    """Give what is asked.

    Raises:
        click.UsageError: An option that it needs is not given.
    """
    from truceline.ledger.bundle_answers import AboutBundle, AboutEntry, AboutFork, AboutSilence, AboutTimeline

    question = options["question"]
    if question in {"entry", "receipts"}:
        origin, seq = options["origin"], options["seq"]
        if origin is None or seq is None:
            message = f"{question} needs --log and --seq"
            raise click.UsageError(message)
        return AboutEntry(origin=origin, seq=seq, with_receipts=question == "receipts")
    if question == "silence":
        party, start, end = options["party"], options["start"], options["end"]
        if party is None or start is None or end is None:
            message = "silence needs --party, --from and --to"
            raise click.UsageError(message)
        asked = AboutSilence(party=party, start_ms=_instant_ms(start), end_ms=_instant_ms(end))
        if asked.start_ms >= asked.end_ms:
            message = f"silence: expected --from before --to, got {start} and {end}"
            raise click.UsageError(message)
        return asked
    plain: dict[str, Question] = {"bundle": AboutBundle(), "fork": AboutFork(), "timeline": AboutTimeline()}
    return plain[question]


def _instant_ms(text: str) -> int:
    """Read an instant [ms since 1970 UTC].

    Raises:
        click.UsageError: It is none.
    """
    from truceline.base.errors import UnreadableError
    from truceline.base.instants import parse_instant

    try:
        return parse_instant(text) // 1_000_000
    except UnreadableError as error:
        raise click.UsageError(str(error)) from error
