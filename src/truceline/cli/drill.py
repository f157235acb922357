# SPDX-License-Identifier: Apache-2.0
"""``truceline drill first-day``: three nodes on this machine, what may go wrong, and what a judge is given."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from truceline.cli.node_extra import require_node

if TYPE_CHECKING:
    from truceline.base.clock import Clock
    from truceline.bootstrap.drill_nodes import DrillNode
    from truceline.bootstrap.first_day import Shown

DRILL_SCHEMA = "truceline/drill-first-day/1"
LIBRARY = "exercise-strait"
PARTIES = {"north": "northland", "south": "eastmere", "un": "strait-mission"}
"""The nodes of the drill, and the invented parties whose they are."""
PROVEN, BREACH = 0, 20
PROCESSES = 2
"""Verifiers that run at once."""
VERIFIER = Path("verify") / "truceline_verify.py"
_TOLD = {True: "proven", False: "      "}


@click.command(name="first-day")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="Where bundles, policies, the proof of a fork and a README are written; new or empty.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def first_day(clock: Clock | None, out: Path, *, as_json: bool) -> None:
    """Rehearse the first day of three nodes: north, south and un, invented parties of the exercise library.

    They are made under a temporary place and run as real processes on free ports of this machine alone. An entry
    travels; a line is cut and heals; a stale disk image is put back; a forged history is caught. What a judge would be
    given is written to DIR and verified. Everything is an EXERCISE; all but DIR is taken away at the end.

    \b
    Example:
      ./truceline drill first-day --out first-day
    """
    require_node()
    started_s = time.monotonic()
    shown: list[Shown] = []

    def tell(each: Shown) -> None:
        shown.append(each)
        if not as_json:
            show(each, is_first=len(shown) == 1 or shown[-2].step != each.step)

    place(out)
    run(clock, out, tell)
    checks = [*verified(out, tell)]
    (out / "README.txt").write_text(readme(shown, checks), encoding="utf-8")
    seconds = time.monotonic() - started_s
    if as_json:
        from truceline.cli.agreement import print_document

        told = [{"step": each.step, "text": each.text, "is_proven": each.is_proven} for each in shown]
        facts = {"out": str(out.resolve()), "seconds": round(seconds, 1), "exercise": True}
        print_document({"schema": DRILL_SCHEMA, **facts, "told": told, "verified": checks})
        return
    click.echo(f"EXERCISE ended after {seconds:.0f} s; what a judge is given: {out.resolve()}")


def place(out: Path) -> None:
    """Make the folder for what is left.

    Raises:
        StateError: Something stands there.
        StorageError: It cannot be made.
    """
    from truceline.base.errors import StateError, StorageError

    try:
        out.mkdir(parents=True, exist_ok=True)
        is_taken = any(out.iterdir())
    except OSError as error:
        message = f"{out}: expected a folder that can be written, got: {error.strerror or error}"
        raise StorageError(message) from error
    if is_taken:
        message = f"{out}: expected a new or empty folder, got one that is taken; choose another, nothing was changed"
        raise StateError(message)


def run(clock: Clock | None, out: Path, tell: Callable[[Shown], None]) -> None:
    """Run the drill on nodes of its own.

    Raises:
        NodeError: Something was not as it must be.
    """
    from truceline.base.clock import SystemClock
    from truceline.bootstrap.first_day import FirstDay, Shown

    with nodes(clock or SystemClock()) as made:
        for name, node in made.items():
            words = f"{name} is the node of {node.party}; its card: {node.card.fingerprint}"
            tell(Shown(step="three nodes are made", text=words, is_proven=False))
        FirstDay(nodes=made, clock=clock or SystemClock(), out=out, tell=tell).run()


@contextmanager
def nodes(clock: Clock) -> Iterator[dict[str, DrillNode]]:
    """Make the nodes, and bring them together; take them away afterwards."""
    from truceline.agreement.library import find_library, load_library
    from truceline.bootstrap.drill_nodes import bring_together, make_drill_node
    from truceline.cli.progress import Progress

    progress = Progress(out=sys.stderr)
    library = load_library(find_library(LIBRARY))
    made: dict[str, DrillNode] = {}
    with tempfile.TemporaryDirectory(prefix="truceline-drill-") as folder:
        try:
            progress.stage("making three nodes")
            for name, party in PARTIES.items():
                made[name] = make_drill_node(Path(folder), name, library, party, clock)
            bring_together(made)
            progress.done()
            yield made
        finally:
            progress.done()
            for each in made.values():
                each.close()


def verified(out: Path, tell: Callable[[Shown], None]) -> Iterator[dict[str, object]]:
    """Verify everything that was written, under every policy, by both verifiers.

    Args:
        out: What was written.
        tell: Is told what was verified.

    Yields:
        A row for each file and policy.

    Raises:
        TrustError: Something is not proven.
    """
    from truceline.base.errors import TrustError
    from truceline.bootstrap.first_day import Shown

    files = [*sorted(out.glob("*.bundle")), *sorted(out.glob("*.fork"))]
    pairs, tool = [(file, policy) for file in files for policy in sorted(out.glob("*.policy"))], verifier()
    with ThreadPoolExecutor(PROCESSES) as pool:
        others = pool.map(lambda pair: [_tool_verdict(tool, *pair)] if tool else [], pairs)
        for (file, policy), other in zip(pairs, others, strict=True):
            expected = BREACH if file.suffix == ".fork" else PROVEN
            codes = [_own_verdict(file, policy), *other]
            if codes != [expected] * len(codes):
                message = f"{file.name} under {policy.name}: expected {expected} of each verifier, got {codes}"
                raise TrustError(message)
            yield {"file": file.name, "policy": policy.name, "exit": expected, "verifiers": len(codes)}
    who = "the node's verifier and verify/truceline_verify.py" if tool else "the node's verifier"
    step = "everything is verified"
    tell(Shown(step=step, text=f"every bundle is proven under every policy, by {who}", is_proven=True))
    tell(Shown(step=step, text="the fork file proves a breach under every policy (20)", is_proven=True))


def verifier() -> Path | None:
    """Give the one-file verifier that comes with the checkout; none in an installation without it."""
    import truceline

    found = Path(truceline.__file__).resolve().parents[2] / VERIFIER
    return found if found.is_file() else None


def show(each: Shown, *, is_first: bool) -> None:
    """Print one thing, its step before the first of it."""
    if is_first:
        click.echo(f"EXERCISE: {each.step}")
    click.echo(f"  {_TOLD[each.is_proven]}  {each.text}")


def readme(shown: list[Shown], checks: list[dict[str, object]]) -> str:
    """Write what a judge reads first."""
    lines = [
        "EXERCISE. Everything here is invented: parties, plans, keys. It was made by `truceline drill first-day`.",
        "",
        "What lies here",
        "  NAME.bundle   what the node called NAME kept of the records of all three: entries, heads, signatures.",
        "  NAME.policy   whose keys count, as the cards say that this node took. Trust one that you compared yourself.",
        "  *.fork        the proof that one key signed two histories that cannot both be.",
        "",
        "How to verify it, with Python and nothing else",
        "  python3 verify/truceline_verify.py bundle north.bundle --policy un.policy     ends with 0: proven",
        "  python3 verify/truceline_verify.py timeline north.bundle --policy un.policy   in what order, and when",
        "  python3 verify/truceline_verify.py fork south-two-histories.fork --policy un.policy",
        "                                                       ends with 20: a breach of the log protocol is proved",
        "  A key is not a person: what is proved is what a key did. What the words mean: docs/verifying.md.",
        "",
        "Who is who",
        *(f"  {name:<6} {party} of the library {LIBRARY}" for name, party in PARTIES.items()),
        "",
        "What happened",
    ]
    step = ""
    for each in shown:
        if each.step != step:
            step = each.step
            lines.append(f"  {step}")
        lines.append(f"    {_TOLD[each.is_proven]}  {each.text}")
    lines += ["", "What was verified when it was written (exit codes of every verifier at hand)"]
    lines += [f"  {row['file']:<26} under {row['policy']:<14} {row['exit']}" for row in checks]
    return "\n".join(lines) + "\n"


def _own_verdict(file: Path, policy: Path) -> int:
    from truceline.cli.record_verify import judge
    from truceline.ledger.bundle_answers import AboutBundle, AboutFork

    question = AboutFork() if file.suffix == ".fork" else AboutBundle()
    return int(judge(file, policy, question, all_signatures=False).verdict)


def _tool_verdict(tool: Path, file: Path, policy: Path) -> int:
    word = "fork" if file.suffix == ".fork" else "bundle"
    command = [sys.executable, str(tool), word, str(file), "--policy", str(policy)]
    return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode  # noqa: S603 - our own file
